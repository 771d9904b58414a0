/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
G_BEGIN_DECLS
/**
 * The fixed sentences of the kiosk, as they are spoken in easier use: what stands on the glass, in its words. A line is named like the page
 * that it belongs to, or "page-state"; letters and hyphens. No name, number, time or car is in any of them.
 */
guint       sf_speech_n_lines   (void);
/** The name of line @i. */
const char *sf_speech_line      (guint i);
/** What is said: one sentence, or two with the language's own end between them. NULL: there is no such line. (transfer full) Any thread. */
char       *sf_speech_line_text (const char *line, SfLang lang);
G_END_DECLS
