/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-ink.h"
G_BEGIN_DECLS
/**
 * SfStrokes: which characters a drawing may be. Read by zinnia (BSD) with a model of tegaki (LGPL-2.1+), both taken from the system when
 * they are there (Debian: libzinnia0, tegaki-zinnia-simplified-chinese) and never shipped or linked: servers carry neither, and a house
 * without them has no handwriting. A character takes some 100 ms: read on a worker, one thread at a time.
 */
typedef struct _SfStrokes SfStrokes;
typedef struct { char text[8]; float score; } SfStrokesGuess;   /* one character; more is better, the best of a good drawing near 0 */
/** Whether who reads @lang ("zh_CN", "zh_TW") can be offered it: the library is here, and a model of their characters. */
gboolean   sf_strokes_fits (const char *lang);
/** Opens the model (60 ms from a disk); NULL when there is none that fits, or it cannot be read. */
SfStrokes *sf_strokes_new  (const char *lang);
void       sf_strokes_free (SfStrokes *self);
/** What @ink may be, best first, at most @most; empty for no stroke. (transfer full) (element-type SfStrokesGuess) */
GArray    *sf_strokes_read (SfStrokes *self, const SfInk *ink, guint most);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfStrokes, sf_strokes_free)
G_END_DECLS
