/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * sf_ui_check: looks at every widget on the glass of @window and says what a person would stumble over, one JSON object a line:
 * {"fault": "ellipsized" | "clipped" | "outside" | "small-type" | "small-target" | "nameless" | "unreachable" |
 * "focus-order" | "not-by-tab", "widget": path, "text": …, "value": px}
 * and for each label {"label": text, "box": [x, y, width, height], "px": type size, "sensitive": bool},
 * followed by {"labels": n, "controls": n, "width": px, "height": px}. @least_type and @least_target in px. Main thread. (transfer full)
 */
char *sf_ui_check (GtkWindow *window, int least_type, int least_target);
/**
 * For tests: when the environment variable SHOWFLOOR_UI_CHECK names a file, SIGUSR1 writes the report of @window into it
 * (written beside and renamed, so that a reader never sees half). Nothing without the variable. @window must live as long
 * as the process.
 */
void  sf_ui_check_arm (GtkWindow *window, int least_type, int least_target);
G_END_DECLS
