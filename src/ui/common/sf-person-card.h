/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfPersonCard: a colleague to choose: portrait, name, and a word with a mark for presence. A button; accessible name is
 * the name, the word its description. Properties: "name-text", "portrait" file path or NULL, "presence" value of
 * sf_enum_presence or NULL (nothing is said).
 */
#define SF_TYPE_PERSON_CARD (sf_person_card_get_type ())
G_DECLARE_FINAL_TYPE (SfPersonCard, sf_person_card, SF, PERSON_CARD, GtkButton)
GtkWidget *sf_person_card_new (const char *name, const char *portrait, const char *presence);
void       sf_person_card_set_presence (SfPersonCard *self, const char *presence);
void       sf_person_card_set_portrait (SfPersonCard *self, const char *path, int width, int height);
/** Style class of the mark of a presence ("free" filled, "serving" half, "away" ring, "rest" and "off" dash). */
const char *sf_presence_class (const char *presence);
/** The word a guest reads for it, in the language on the glass. */
const char *sf_presence_text (const char *presence);
G_END_DECLS
