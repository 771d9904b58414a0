/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfQrReader: finds a QR code in grey pictures, one after the other. One thread at a time. Keeps no picture: what it works on is
 * overwritten by the next and when it is freed.
 *
 * Each picture is read at half its size first, then at two thirds, and only then as it is: pixels that are made one are less noisy, which
 * reads twice as many pictures of a dark room in a quarter of the time; small codes need all pixels. What none of these reads is read once
 * more, smoothed and made black and white by what is around each pixel. (zbar's own way to be fast, density, passes over lines
 * instead, and over the code with them: HACKING.md.) While nothing moves and nothing was read, nothing is looked for.
 */
typedef struct _SfQrReader SfQrReader;
/** Longest text that is returned, bytes. */
#define SF_QR_READER_MOST 600
/** Largest picture, pixels a side: its sums fit into 32 bits. */
#define SF_QR_READER_SIDE 4096
/** NULL when this build cannot read codes (meson option camera). */
SfQrReader *sf_qr_reader_new   (void);
void        sf_qr_reader_free  (SfQrReader *self);
/** What the code on @width x @height pixels says, or NULL: none, not text, or too long. Hostile. (transfer full) */
char       *sf_qr_reader_read  (SfQrReader *self, const guint8 *pixels, guint width, guint height, guint stride);
/** The last picture shows a code that could not be read. Nothing moves: as before. */
gboolean    sf_qr_reader_saw   (SfQrReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfQrReader, sf_qr_reader_free)
G_END_DECLS
