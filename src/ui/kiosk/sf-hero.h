/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfHero: a photograph that fills its place edge to edge; what is too much is cut off. Read and scaled off the main loop, to
 * the size it is painted at. The picture before stands until the next one can be painted: a cut, nothing in between. Paints
 * nothing but its own background while it has none. No accessible thing: the page says what is to be said.
 * Properties "focus" and "focus-x": of what is cut off in height and in width, the part that goes from the top and from the left, in
 * thousandths; 500: both sides alike.
 */
#define SF_TYPE_HERO (sf_hero_get_type ())
G_DECLARE_FINAL_TYPE (SfHero, sf_hero, SF, HERO, GtkWidget)
/** NULL: none. */
void sf_hero_set_file (SfHero *self, const char *path);
G_END_DECLS
