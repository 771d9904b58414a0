/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfKeys: a block of keys: the number pad, letters, provinces. No compositor of a kiosk brings an on-screen keyboard.
 *
 * Property "layout": rows parted by "/", keys by spaces; a key says its own text. "{del}" and "{clear}" are function keys
 * with words of their own, "{bs}" is "{del}"
 * as a sign for narrow keys, "{space}" a space, "{abc}", "{zhuyin}", "{pinyin}", "{123}", "{shift}" and "{hand}" ask for other keys, "{undo}" takes a stroke
 * back, "{forget}" and "{close}" are the tablet's, "{_}" is an empty place. Signal "pressed" (text): the key's text or its name in braces ("{bs}" is "{del}").
 * The size of keys is CSS: .keys and a class for the kind ("digits", "letters", "plates").
 */
#define SF_TYPE_KEYS (sf_keys_get_type ())
G_DECLARE_FINAL_TYPE (SfKeys, sf_keys, SF, KEYS, GtkWidget)
GtkWidget *sf_keys_new (const char *layout);
/** A key that has the focus hands it to the one in its place. */
void       sf_keys_set_layout (SfKeys *self, const char *layout);
/** The first key gets the focus. */
void       sf_keys_take_focus (SfKeys *self);
/** Presses the key that says @text as if touched, when there is one and it is sensitive. TRUE then. */
gboolean   sf_keys_press (SfKeys *self, const char *text);
/** Only keys whose text is in @allowed (a string of characters) can be pressed; NULL: all. */
void       sf_keys_set_allowed (SfKeys *self, const char *allowed);
#define SF_KEYS_DIGITS "1 2 3/4 5 6/7 8 9/{clear} 0 {del}"
#define SF_KEYS_LETTERS "Q W E R T Y U I O P/A S D F G H J K L/Z X C V B N M {del}"
G_END_DECLS
