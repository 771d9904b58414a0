/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include <gtk/gtk.h>
G_BEGIN_DECLS
/** SfFaultBar: what is the matter with the house's kiosks and somebody here can put right: a ticket printer without paper,
 *  a tablet that is not reached, a guest for whom a mandatory step is overdue. Not there while nothing is. */
#define SF_TYPE_FAULT_BAR (sf_fault_bar_get_type ())
G_DECLARE_FINAL_TYPE (SfFaultBar, sf_fault_bar, SF, FAULT_BAR, GtkBox)
/** Once; follows the tablet from then on. */
void sf_fault_bar_follow (SfFaultBar *self, SfTablet *tablet);
G_END_DECLS
