/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-chime"
#include "config.h"
#include <stdio.h>
#include "media/sf-sound.h"
#include "ui/common/sf-chime.h"

#define AGAIN_MS 6000

struct _SfChime
{
  GObject parent_instance;
  SfSound *sound;          /* (owned) */
  GFile *notes;            /* (owned) */
  char *what;              /* (owned) (nullable): what it rings for */
  guint again;
  guint left;              /* times to sound; 0: until stopped */
};

G_DEFINE_FINAL_TYPE (SfChime, sf_chime, G_TYPE_OBJECT)

static void
note_down (SfChime *self)
{
  const char *path = g_getenv ("SHOWFLOOR_RING_LOG");
  FILE *log = path != NULL ? fopen (path, "a") : NULL;

  if (log == NULL)
    return;
  fprintf (log, "%.6f %s\n", (double) g_get_monotonic_time () / G_USEC_PER_SEC, self->what);
  fclose (log);
}

/* Without a sound system the display's own bell is better than nothing. */
static void
on_ended (SfChime *self, gboolean heard)
{
  if (!heard)
    gdk_display_beep (gdk_display_get_default ());
}

static void
sound (SfChime *self)
{
  note_down (self);
  sf_sound_play (self->sound, self->notes);
}

static gboolean
on_again (gpointer data)
{
  SfChime *self = data;

  sound (self);
  if (self->left == 0 || --self->left > 0)
    return G_SOURCE_CONTINUE;
  self->again = 0;
  return G_SOURCE_REMOVE;
}

void
sf_chime_stop (SfChime *self)
{
  g_clear_handle_id (&self->again, g_source_remove);
  sf_sound_stop (self->sound);
  g_clear_pointer (&self->what, g_free);
  self->left = 0;
}

void
sf_chime_ring (SfChime *self, const char *what)
{
  if (self->again != 0 && g_strcmp0 (self->what, what) == 0)
    return;
  sf_chime_stop (self);
  self->what = g_strdup (what);
  sound (self);
  self->again = g_timeout_add (AGAIN_MS, on_again, self);
}

void
sf_chime_call (SfChime *self, const char *what, guint times)
{
  sf_chime_stop (self);
  self->what = g_strdup (what);
  sound (self);
  self->left = times - 1;
  if (self->left > 0)
    self->again = g_timeout_add (AGAIN_MS, on_again, self);
}

void
sf_chime_glow (SfChime *self, const char *what)
{
  if (self->again == 0 && g_strcmp0 (self->what, what) == 0)
    return;
  sf_chime_stop (self);
  self->what = g_strdup (what);
  note_down (self);
}

static void
sf_chime_dispose (GObject *object)
{
  SfChime *self = SF_CHIME (object);

  if (self->sound != NULL)
    sf_chime_stop (self);
  g_clear_object (&self->sound);
  g_clear_object (&self->notes);
  G_OBJECT_CLASS (sf_chime_parent_class)->dispose (object);
}

static void
sf_chime_class_init (SfChimeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_chime_dispose;
}

static void
sf_chime_init (SfChime *self)
{
  self->sound = sf_sound_new ();
  g_signal_connect_object (self->sound, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
}

SfChime *
sf_chime_new (const char *notes)
{
  g_autofree char *uri = g_strdup_printf ("resource:///io/showfloor/ui/sounds/%s.wav", notes);
  SfChime *self = g_object_new (SF_TYPE_CHIME, NULL);

  self->notes = g_file_new_for_uri (uri);
  return self;
}
