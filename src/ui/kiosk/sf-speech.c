/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-speech"
#include "config.h"
#include "ui/kiosk/sf-speech.h"

#include <stdio.h>

struct _SfSpeech
{
  char *folder;
  GtkMediaStream *sound;   /* (owned) (nullable) */
};

SfSpeech *
sf_speech_new (const char *folder)
{
  SfSpeech *self = g_new0 (SfSpeech, 1);
  self->folder = g_strdup (folder);
  return self;
}

void
sf_speech_free (SfSpeech *self)
{
  sf_speech_stop (self);
  g_free (self->folder);
  g_free (self);
}

gboolean
sf_speech_has (SfSpeech *self, SfLang lang)
{
  g_autofree char *path = g_build_filename (self->folder, sf_lang_code (lang), NULL);
  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

char *
sf_speech_find (SfSpeech *self, const char *page, SfLang lang)
{
  static const char *const endings[] = { "ogg", "wav" };

  for (const char *p = page; *p; p++)
    if (!g_ascii_isalpha (*p) && *p != '-')
      return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (page, ".", endings[i], NULL);
      g_autofree char *path = g_build_filename (self->folder, sf_lang_code (lang), name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static void
note_down (const char *page)
{
  const char *path = g_getenv ("SHOWFLOOR_SPEECH_LOG");
  FILE *log = path != NULL ? fopen (path, "a") : NULL;

  if (log == NULL)
    return;
  fprintf (log, "%s\n", page);
  fclose (log);
}

gboolean
sf_speech_say (SfSpeech *self, const char *page, SfLang lang)
{
  g_autofree char *path = sf_speech_find (self, page, lang);

  sf_speech_stop (self);
  if (path == NULL)
    return FALSE;
  self->sound = gtk_media_file_new_for_filename (path);
  gtk_media_stream_play (self->sound);
  note_down (page);
  return TRUE;
}

void
sf_speech_stop (SfSpeech *self)
{
  if (self->sound != NULL)
    gtk_media_stream_pause (self->sound);
  g_clear_object (&self->sound);
}
