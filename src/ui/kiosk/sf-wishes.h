/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-wish.h"
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfWishes: what a guest may say after the ticket, one touch each, none of it needed: a drink, what else, how many; and when any of it
 * was answered, how they heard of the house (only those who are here for the first time are asked). The answers are the wish's.
 */
#define SF_TYPE_WISHES (sf_wishes_get_type ())
G_DECLARE_FINAL_TYPE (SfWishes, sf_wishes, SF, WISHES, GtkBox)
/** Once. @heard: also ask how they heard of the house. */
void sf_wishes_show (SfWishes *self, SfWish *wish, gboolean heard);
void sf_wishes_set_portrait (SfWishes *self, gboolean portrait);
G_END_DECLS
