/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/*
 * Rows of a box kept in step with a list: a row is made anew only when what it shows changed, so that a finger on a row, the
 * focus and the place in the list survive every sync.
 */
typedef GtkWidget *(*SfRowFunc) (gpointer item, gpointer page);
typedef struct _SfRows SfRows;
SfRows *sf_rows_new    (void);
/** @key: id and everything the row shows, in one string. @item is only passed to @make. */
void    sf_rows_add    (SfRows *rows, const char *key, SfRowFunc make, gpointer item);
/** Makes @box hold the rows that were added, in this order; frees @rows. */
void    sf_rows_finish (SfRows *rows, GtkBox *box, gpointer page);

/* Parts of rows. */
GtkWidget *sf_row_label (const char *text, const char *style);
/** A short word in a rounded field; @tone: "ok", "warn", "bad", "calm", "level-H" … */
GtkWidget *sf_row_pill  (const char *text, const char *tone);
GtkWidget *sf_row_chip  (const char *text, GCallback clicked, gpointer data, const char *key, const char *value);
/** The value that sf_row_chip() kept for @key. */
const char *sf_row_value (gpointer button, const char *key);
/** Sets text and visibility: hidden when @text is NULL or empty. */
void       sf_label_say (GtkLabel *label, const char *text);
/** The smallest letters of a choice: adds or removes @name. */
void       sf_style_if  (gpointer widget, const char *name, gboolean on);
G_END_DECLS
