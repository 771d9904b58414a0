/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfPhonePad: a number that the guest says: what is typed, large; the number pad; the notice that the colleague reads out.
 * Signal "finished" (E.164 text, or NULL when given up).
 */
#define SF_TYPE_PHONE_PAD (sf_phone_pad_get_type ())
G_DECLARE_FINAL_TYPE (SfPhonePad, sf_phone_pad, SF, PHONE_PAD, GtkBox)
/** @region of the dealer. */
void     sf_phone_pad_start (SfPhonePad *self, const char *region);
/** A key of the keyboard; TRUE when used. */
gboolean sf_phone_pad_key   (SfPhonePad *self, guint keyval);
G_END_DECLS
