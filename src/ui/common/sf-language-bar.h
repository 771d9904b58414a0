/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfLanguageBar: 简体 · 繁體 · EN, each in its own words and face, never translated. Activates the action "app.lang" with
 * the code; the one in use is checked.
 */
#define SF_TYPE_LANGUAGE_BAR (sf_language_bar_get_type ())
G_DECLARE_FINAL_TYPE (SfLanguageBar, sf_language_bar, SF, LANGUAGE_BAR, GtkWidget)
/** One above the other (style class "upright") or, as it begins, side by side. */
void sf_language_bar_set_upright (SfLanguageBar *self, gboolean upright);
G_END_DECLS
