/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfPaint: another colour laid on the paint of a picture, under its mask (white where paint is), so that one turn serves every
 * colour. It looks like paint because light stays light: each pixel's luma p (BT.709 on sRGB values, 0…1) is set against the
 * luma n of the colour that the picture was made in, and becomes luma v around the luma c of the new colour:
 *
 *   p <= n:  v = c (p / n)^k, colour C v / c               shadow; k = 1, for lighter colours down to 0.4 at c >= 3 n, so that
 *                                                          the shadows of a dark car do not make a white one grey
 *   p >  n:  v = c + (1 - c) (p - n) / (1 - n),            highlights and reflections run to white, whatever the colour
 *            colour C + (1 - C) (v - c) / (1 - c)
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
