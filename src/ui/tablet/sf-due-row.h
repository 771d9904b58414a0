/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/**
 * Which follow-up of a list is open for an answer; @moving: asks for the day; @coming: asks when they come, first the day, then, with @day,
 * the time. @booked: the page that shows the code of the appointment just made; who shows the list goes there and clears it.
 */
typedef struct { char *id; gboolean moving, coming; char *day, *booked; } SfDueChoice;
/** The list is to be looked at anew. */
typedef void (*SfDueFunc) (SfDueChoice *choice, gpointer data);
/** One person to get back to: a touch opens the outcomes, a second one answers (two taps a call). */
GtkWidget *sf_due_row_new (SfTablet *tablet, SfItem *follow_up, SfDueChoice *choice, SfDueFunc answered, gpointer data);
/** Everything such a row shows, in one string. (transfer full) */
char      *sf_due_row_key (SfTablet *tablet, SfItem *follow_up, const SfDueChoice *choice);
G_END_DECLS
