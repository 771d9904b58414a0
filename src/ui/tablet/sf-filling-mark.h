/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-device.h"
G_BEGIN_DECLS
/** SfFillingMark: how far the first fetch of the house's records has come; there only while one of some size is going on. */
#define SF_TYPE_FILLING_MARK (sf_filling_mark_get_type ())
G_DECLARE_FINAL_TYPE (SfFillingMark, sf_filling_mark, SF, FILLING_MARK, GtkBox)
GtkWidget *sf_filling_mark_new (SfDevice *device);
G_END_DECLS
