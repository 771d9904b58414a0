/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfQrView: one QR code in black on white with its quiet zone of four modules, whatever the look around it. Modules are whole
 * pixels of the glass: as large as fits into "side", the rest is white. Shows nothing but white without a text.
 */
#define SF_TYPE_QR_VIEW (sf_qr_view_get_type ())
G_DECLARE_FINAL_TYPE (SfQrView, sf_qr_view, SF, QR_VIEW, GtkWidget)
GtkWidget *sf_qr_view_new (int side);
/** What the code says; NULL: none. FALSE: it is too long for a code. @name: what a person is told it is. */
gboolean   sf_qr_view_set_text (SfQrView *self, const char *text, const char *name);
/** Width and height, px. */
void       sf_qr_view_set_side (SfQrView *self, int side);
G_END_DECLS
