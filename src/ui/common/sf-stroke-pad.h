/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-strokes.h"
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfStrokePad: where a finger writes one character. It is read after each stroke, on a thread of its own; what was read of the strokes
 * before stays until then. Nothing of it is kept anywhere. Only for who can draw: whoever shows it offers keys beside it.
 *
 * Signal "read": the guesses are others (there are none after a clear). Main thread.
 */
#define SF_TYPE_STROKE_PAD (sf_stroke_pad_get_type ())
G_DECLARE_FINAL_TYPE (SfStrokePad, sf_stroke_pad, SF, STROKE_PAD, GtkWidget)
/** Once: the language whose characters are written (sf_strokes_fits() said yes), how many guesses are wanted, and what the pad is called. */
void          sf_stroke_pad_set_up      (SfStrokePad *self, const char *lang, guint most, const char *name);
/** Takes the last stroke back. */
void          sf_stroke_pad_undo        (SfStrokePad *self);
void          sf_stroke_pad_clear       (SfStrokePad *self);
gboolean      sf_stroke_pad_is_empty    (SfStrokePad *self);
/** What it may be, best first (SfStrokesGuess); the pad's own. */
const GArray *sf_stroke_pad_get_guesses (SfStrokePad *self);
G_END_DECLS
