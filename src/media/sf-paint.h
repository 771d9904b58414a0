/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfPaint: another colour laid on the paint of a picture, under its mask (white where paint is), so that one turn serves every
 * colour. It looks like paint because light stays light (data/demo/README.md, "Another colour"). With sRGB values from 0 to 1,
 * Y their luma (BT.709), p the pixel, N the colour that the picture was made in, C the new one:
 *
 *   Y(p) <= Y(N):  q = C (Y(p) / Y(N)) ^ (1 - Y(C) / 2)                shade; softer on light paint
 *   Y(p) >  Y(N):  q = C + (1 - C) (Y(p) - Y(N)) / (1 - Y(N))          sheen: towards white
 *   result = p + mask (q - p)
 *
 * Pure, any thread once it was made. The wall and the tablet use this one, so that both show the same car.
 */
typedef struct { guint8 tone[256][3]; } SfPaint;
/** @rgb: "#RRGGBB", the new colour; @native: the one the picture was made in, or NULL: not known, a mid tone. FALSE: one is no colour. */
gboolean sf_paint_init (SfPaint *self, const char *rgb, const char *native);
/** Lays it over @width x @height pixels of 3 bytes (R, G, B), rows @stride bytes apart; @mask: a byte each. */
void     sf_paint_lay  (const SfPaint *self, guint8 *pixels, gsize stride, const guint8 *mask, gsize mask_stride, int width, int height);
/** "#RRGGBB" into three bytes. FALSE for anything else. */
gboolean sf_paint_parse (const char *rgb, guint8 out[3]);
G_END_DECLS
