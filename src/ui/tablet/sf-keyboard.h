/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-typist.h"
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfKeyboard: the keys of a tablet: pinyin, zhuyin or letters by the language on the glass, figures and signs, and a pad to write on where a
 * model fits. It comes up when a text field is touched and goes when something else is, when a real keyboard types, and with its own key.
 * What is chosen is learnt (sf-typist.h); in a field whose input purpose is NAME whole names are put together and single characters learnt.
 */
#define SF_TYPE_KEYBOARD (sf_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (SfKeyboard, sf_keyboard, SF, KEYBOARD, GtkWidget)
GtkWidget *sf_keyboard_new       (SfTypist *typist);
/** Once: whose fields it writes into, and what holds the pages there; what is touched stays in sight above the keys. */
void       sf_keyboard_attach    (SfKeyboard *self, GtkWindow *window, GtkScrolledWindow *pages);
void       sf_keyboard_put_away  (SfKeyboard *self);
/** While a guest holds the tablet nothing is learnt. */
void       sf_keyboard_set_guest (SfKeyboard *self, gboolean guest);
G_END_DECLS
