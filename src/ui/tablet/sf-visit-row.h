/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/** @action: "finish", or a command of VISIT_STATUS ("serve"). */
typedef void (*SfVisitFunc) (const char *action, const char *visit_id, gpointer data);
/** One party of today: who, what for, where it stands; for one's own the way to 离店登记. */
GtkWidget *sf_visit_row_new (SfTablet *tablet, SfItem *visit, SfVisitFunc func, gpointer data);
/** Everything such a row shows, in one string. (transfer full) */
char      *sf_visit_row_key (SfTablet *tablet, SfItem *visit);
G_END_DECLS
