/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "base/sf-text.h"
G_BEGIN_DECLS
/**
 * SfSpeech: the fixed sentences as somebody of the house spoke them: a file FOLDER/<language>/<page>.ogg (or .wav) for a page of the kiosk, as
 * docs/speech.md names them. What was not recorded is not spoken, and where a language has no folder the choice is not offered. Nothing is made
 * by a machine and no name is ever spoken. Main thread; GTK's media backend plays.
 *
 * When the environment variable SHOWFLOOR_SPEECH_LOG names a file, the page's id is a line in it each time one begins to be spoken.
 */
typedef struct _SfSpeech SfSpeech;
SfSpeech *sf_speech_new  (const char *folder);
void      sf_speech_free (SfSpeech *self);
/** TRUE when anything was recorded in @lang. */
gboolean  sf_speech_has  (SfSpeech *self, SfLang lang);
/** The file of @page in @lang, or NULL; ids are letters and hyphens, anything else has no file. (transfer full) */
char     *sf_speech_find (SfSpeech *self, const char *page, SfLang lang);
/** Stops what is spoken and begins with @page; FALSE when it was not recorded. */
gboolean  sf_speech_say  (SfSpeech *self, const char *page, SfLang lang);
void      sf_speech_stop (SfSpeech *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfSpeech, sf_speech_free)
G_END_DECLS
