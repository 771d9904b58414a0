/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
G_BEGIN_DECLS
/**
 * SfSpeech: plays the kiosk's fixed sentences (ui/kiosk/sf-speech-lines.h): a file FOLDER/<language>/<line>.ogg (or .wav), as docs/speech.md
 * names them. There are two folders: the house's own recordings, and those that the product brings. A language that the house has recorded
 * itself is the house's alone, so that a guest hears one voice; what it left out is not spoken. No name is ever spoken. Main thread.
 *
 * When the environment variable SHOWFLOOR_SPEECH_LOG names a file, the line's name is a line in it each time one begins to be spoken.
 */
typedef struct _SfSpeech SfSpeech;
/** @brought: (nullable) the recordings that came with the product. */
SfSpeech *sf_speech_new  (const char *own, const char *brought);
void      sf_speech_free (SfSpeech *self);
/** TRUE when there are recordings in @lang; a folder of the house that is there and empty says that there shall be none. */
gboolean  sf_speech_has  (SfSpeech *self, SfLang lang);
/** The file of @line in @lang, or NULL; names are letters and hyphens, anything else has no file. (transfer full) */
char     *sf_speech_find (SfSpeech *self, const char *line, SfLang lang);
/** Stops what is spoken and begins with @line; FALSE when it was not recorded. */
gboolean  sf_speech_say  (SfSpeech *self, const char *line, SfLang lang);
void      sf_speech_stop (SfSpeech *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfSpeech, sf_speech_free)
G_END_DECLS
