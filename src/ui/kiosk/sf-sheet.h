/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfSheet: a card over the page, which is dimmed and cannot be touched meanwhile: still there?, help, easier to use.
 * Signals "chosen" (id of the button), once a button was touched.
 */
#define SF_TYPE_SHEET (sf_sheet_get_type ())
G_DECLARE_FINAL_TYPE (SfSheet, sf_sheet, SF, SHEET, GtkWidget)
GtkWidget *sf_sheet_new (const char *title, const char *body);
void       sf_sheet_set_text   (SfSheet *self, const char *title, const char *body);
/** Adds a button with a look ("go", "quiet"). */
void       sf_sheet_add_button (SfSheet *self, const char *id, const char *label, const char *look);
/** Adds a switch that stays on the sheet; emits "chosen" with its id on every change. */
void       sf_sheet_add_toggle (SfSheet *self, const char *id, const char *label, gboolean active);
/** Gives the first button the focus. */
void       sf_sheet_take_focus (SfSheet *self);
G_END_DECLS
