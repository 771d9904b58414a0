/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-craft.h"
G_BEGIN_DECLS
/** SfQr: the black and white of a QR code, error correction M, without the quiet zone (leave 4 modules). Immutable; any thread. */
typedef struct _SfQr SfQr;
/** The smallest code of @n bytes; all upper case, digits and " $%*+-./:" takes the denser alphanumeric mode. SF_CRAFT_ERROR_LIMIT beyond 2,331 bytes. */
SfQr    *sf_qr_new   (gconstpointer data, gsize n, GError **error);
void     sf_qr_free  (SfQr *self);
/** Modules along one side: 21, 25, … 177. */
guint    sf_qr_width (SfQr *self);
/** TRUE: dark. FALSE also outside. */
gboolean sf_qr_at    (SfQr *self, gint x, gint y);
/** Lines of half blocks for a terminal, quiet zone included; @dark_background: for light letters on dark. (transfer full) */
char    *sf_qr_to_text (SfQr *self, gboolean dark_background);
/** An SVG of one path in user units of one module, quiet zone included. (transfer full) */
char    *sf_qr_to_svg  (SfQr *self);
/** A PNG in black and white of @scale px (1 to 32) a module, quiet zone included: what a telephone recognises in a page under a long touch. */
GBytes  *sf_qr_to_png  (SfQr *self, guint scale);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfQr, sf_qr_free)
G_END_DECLS
