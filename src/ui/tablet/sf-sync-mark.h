/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/** SfSyncMark: delivered, or how many wait; and since when nothing was heard. In the corner of every screen for colleagues. */
#define SF_TYPE_SYNC_MARK (sf_sync_mark_get_type ())
G_DECLARE_FINAL_TYPE (SfSyncMark, sf_sync_mark, SF, SYNC_MARK, GtkBox)
GtkWidget *sf_sync_mark_new (SfTablet *tablet);
G_END_DECLS
