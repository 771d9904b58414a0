/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/** SfDoingCard: an event or an offer as a row over the whole glass: what it is, when, a few sentences; answers at its end. */
#define SF_TYPE_DOING_CARD (sf_doing_card_get_type ())
G_DECLARE_FINAL_TYPE (SfDoingCard, sf_doing_card, SF, DOING_CARD, GtkWidget)
/** @line and @text may be NULL; @portrait: answers stand below instead of beside. */
GtkWidget *sf_doing_card_new        (const char *title, const char *line, const char *text, gboolean portrait);
/** Adds a button with a look ("go", "quiet") that says @label; the caller connects it. */
GtkWidget *sf_doing_card_add_button (SfDoingCard *self, const char *label, const char *look);
/** Adds a word instead of a button ("full"). */
void       sf_doing_card_add_word   (SfDoingCard *self, const char *text);
G_END_DECLS
