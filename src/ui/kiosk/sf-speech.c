/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-speech"
#include "config.h"
#include "ui/kiosk/sf-speech.h"
#include "media/sf-sound.h"

#include <stdio.h>

struct _SfSpeech
{
  char *own, *brought;     /* (owned) (nullable) */
  SfSound *sound;          /* (owned) */
};

SfSpeech *
sf_speech_new (const char *own, const char *brought)
{
  SfSpeech *self = g_new0 (SfSpeech, 1);
  self->own = g_strdup (own);
  self->brought = g_strdup (brought);
  self->sound = sf_sound_new ();
  return self;
}

void
sf_speech_free (SfSpeech *self)
{
  g_object_unref (self->sound);
  g_free (self->own);
  g_free (self->brought);
  g_free (self);
}

static char *
folder_in (const char *root, SfLang lang)
{
  g_autofree char *path = root != NULL ? g_build_filename (root, sf_lang_code (lang), NULL) : NULL;
  return path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&path) : NULL;
}

/* Where @lang is spoken from, or NULL. */
static char *
folder_of (SfSpeech *self, SfLang lang)
{
  char *own = folder_in (self->own, lang);
  return own != NULL ? own : folder_in (self->brought, lang);
}

gboolean
sf_speech_has (SfSpeech *self, SfLang lang)
{
  g_autofree char *path = folder_of (self, lang);
  g_autoptr (GDir) dir = path != NULL ? g_dir_open (path, 0, NULL) : NULL;
  return dir != NULL && g_dir_read_name (dir) != NULL;
}

char *
sf_speech_find (SfSpeech *self, const char *line, SfLang lang)
{
  static const char *const endings[] = { "ogg", "wav" };
  g_autofree char *folder = folder_of (self, lang);

  for (const char *p = line; *p; p++)
    if (!g_ascii_isalpha (*p) && *p != '-')
      return NULL;
  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (line, ".", endings[i], NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static void
note_down (const char *line)
{
  const char *path = g_getenv ("SHOWFLOOR_SPEECH_LOG");
  FILE *log = path != NULL ? fopen (path, "a") : NULL;

  if (log == NULL)
    return;
  fprintf (log, "%s\n", line);
  fclose (log);
}

gboolean
sf_speech_say (SfSpeech *self, const char *line, SfLang lang)
{
  g_autofree char *path = sf_speech_find (self, line, lang);
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;

  sf_speech_stop (self);
  if (file == NULL)
    return FALSE;
  sf_sound_play (self->sound, file);
  note_down (line);
  return TRUE;
}

void
sf_speech_stop (SfSpeech *self)
{
  sf_sound_stop (self->sound);
}
