/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * TRUE when a picture of 0 (black) and anything else (white) shows what a QR code looks like, be it readable or not: at least two of its three
 * corner marks, whose lines are black, white, black, white, black as 1:1:3:1:1 (ISO/IEC 18004, 6.3.3), along and across, of one size and as far
 * from each other as the sides of a code of 21 to 57 modules are. Any thread.
 */
gboolean sf_qr_finder_sees (const guint8 *plain, guint width, guint height);
G_END_DECLS
