/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
typedef enum { SF_LOOK_LIGHT, SF_LOOK_DARK, SF_LOOK_CONTRAST } SfLook;
/** "light", "dark", "contrast"; light for anything else. */
SfLook sf_look_parse  (const char *name);
/** Puts the style sheets on @display: colours of @look, then shapes and type. Again with another look: only colours change. */
void   sf_style_apply (GdkDisplay *display, SfLook look);
/**
 * Buttons act at once when activated by keyboard or accessibility: GTK's own wait of 250 ms, which shows the press, drops a
 * second activation that comes meanwhile: the second 0 of a number. Call before the first button is made.
 */
void   sf_style_act_at_once (void);
/** Registers the application's resource (templates, style sheets, icons); safe to call twice. */
void   sf_style_register (void);
G_END_DECLS
