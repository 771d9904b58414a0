/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfChoiceRow: one question of a sheet: its word at the left, the answers as chips in a line (or more, wrapping). One answer, or
 * several with "multi". Signal "changed". Accessible as a group named by the question.
 */
#define SF_TYPE_CHOICE_ROW (sf_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (SfChoiceRow, sf_choice_row, SF, CHOICE_ROW, GtkBox)
GtkWidget  *sf_choice_row_new  (const char *question, gboolean multi);
/** An answer; @name is its accessible name when that says more than @text (NULL: the same). */
void        sf_choice_row_add  (SfChoiceRow *self, const char *value, const char *text, const char *name);
/** So many answers stay in one line whatever the width: where nothing scrolls, a row that may wrap to one a line asks for that height. */
void        sf_choice_row_set_least (SfChoiceRow *self, guint answers);
void        sf_choice_row_clear (SfChoiceRow *self);
/** Puts something behind the answers, e.g. what follows from them. */
void        sf_choice_row_set_tail (SfChoiceRow *self, GtkWidget *tail);
const char *sf_choice_row_get  (SfChoiceRow *self);                    /* the (first) answer chosen, or NULL */
GStrv       sf_choice_row_get_all (SfChoiceRow *self);                 /* (transfer full) */
/** NULL: nothing is chosen. */
void        sf_choice_row_set  (SfChoiceRow *self, const char *value);
void        sf_choice_row_set_all (SfChoiceRow *self, const char *const *values);
G_END_DECLS
