/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfInk: the strokes of one character as a finger drew them. Any unit of length, the same both ways; y grows downwards. Not more than
 * SF_INK_STROKES strokes of SF_INK_POINTS points: what comes beyond is dropped. One thread at a time; what was drawn is overwritten when
 * it goes.
 */
#define SF_INK_STROKES 48
#define SF_INK_POINTS 256
typedef struct { float x, y; } SfInkPoint;
typedef struct _SfInk SfInk;
SfInk   *sf_ink_new     (void);
SfInk   *sf_ink_copy    (const SfInk *self);
void     sf_ink_free    (SfInk *self);
/** A stroke begins; FALSE when there are too many. */
gboolean sf_ink_begin   (SfInk *self, double x, double y);
/** It goes on. */
void     sf_ink_go      (SfInk *self, double x, double y);
/** Takes back the last stroke; FALSE when there is none. */
gboolean sf_ink_undo    (SfInk *self);
void     sf_ink_clear   (SfInk *self);
guint    sf_ink_strokes (const SfInk *self);
/** The points of stroke @i, @n of them. */
const SfInkPoint *sf_ink_stroke (const SfInk *self, guint i, guint *n);
/**
 * The same without what a hand adds: laid into the middle of a square of side 1 at its own proportions, and of each stroke only the corners
 * (Douglas and Peucker 1973, with a twentieth of the square, which reads most), ten at most. (transfer full)
 */
SfInk   *sf_ink_plain   (const SfInk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfInk, sf_ink_free)
G_END_DECLS
