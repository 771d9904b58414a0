/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sound"
#include "config.h"
#include "media/sf-sound.h"
#include "base/sf-worker.h"
#include <gst/gst.h>

/* One playing of one file, shared by the threads that have to do with it; whoever is late finds it left. */
typedef struct {
  gint refs;               /* (atomic) */
  GMutex lock;             /* guards owner */
  SfSound *owner;          /* (unowned) NULL once stopped */
  GFile *file;             /* (owned) */
  char *card;              /* (owned) a GStreamer sink */
  GstElement *pipeline;    /* (owned) (nullable) the worker's */
} Play;

struct _SfSound {
  GObject parent_instance;
  SfWorker *worker;        /* (owned) opens and closes the card: sound systems take their time */
  Play *play;              /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SfSound, sf_sound, G_TYPE_OBJECT)

static guint ended_signal;

static Play *
play_ref (Play *play)
{
  g_atomic_int_inc (&play->refs);
  return play;
}

static void
play_unref (gpointer data)
{
  Play *play = data;

  if (!g_atomic_int_dec_and_test (&play->refs))
    return;
  g_mutex_clear (&play->lock);
  g_object_unref (play->file);
  g_free (play->card);
  g_free (play);
}

static gboolean
is_wanted (Play *play)
{
  g_mutex_lock (&play->lock);
  const gboolean wanted = play->owner != NULL;
  g_mutex_unlock (&play->lock);
  return wanted;
}

/* From any thread to the main one ---------------------------------------------- */

typedef struct { Play *play; gboolean heard; } News;

static void
news_free (gpointer data)
{
  News *news = data;

  play_unref (news->play);
  g_free (news);
}

static gboolean
on_news (gpointer data)
{
  News *news = data;

  sf_handover_take (news);
  if (!is_wanted (news->play))
    return G_SOURCE_REMOVE;
  g_autoptr (SfSound) self = g_object_ref (news->play->owner);   /* only this thread changes it */
  sf_sound_stop (self);
  g_signal_emit (self, ended_signal, 0, news->heard);
  return G_SOURCE_REMOVE;
}

static void
tell (Play *play, gboolean heard)
{
  News *news = g_new (News, 1);

  *news = (News) { play_ref (play), heard };
  sf_handover_give (news);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_news, news, news_free);
}

/* autoaudiosink only warns when it finds no card, and plays into nothing. */
static gboolean
is_without_card (GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_WARNING)
    return FALSE;
  gst_message_parse_warning (message, &error, NULL);
  return g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND);
}

static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    tell (data, TRUE);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR || is_without_card (message))
    tell (data, FALSE);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* On the worker ------------------------------------------------------------------ */

static gpointer
run_open (gpointer data, GCancellable *cancellable, GError **error)
{
  Play *play = data;
  g_autofree char *text = g_strdup_printf ("giosrc name=from ! decodebin ! audioconvert ! audioresample ! %s", play->card);
  g_autoptr (GError) failed = NULL;

  sf_handover_take (play);
  if (!is_wanted (play))
    return NULL;
  if (gst_init_check (NULL, NULL, NULL))
    play->pipeline = gst_parse_launch (text, &failed);
  g_autoptr (GstElement) from = play->pipeline != NULL ? gst_bin_get_by_name (GST_BIN (play->pipeline), "from") : NULL;
  if (from == NULL || failed != NULL) {
    tell (play, FALSE);
    return NULL;
  }
  g_object_set (from, "file", play->file, NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (play->pipeline);
  gst_bus_set_sync_handler (bus, on_message, play_ref (play), play_unref);
  if (gst_element_set_state (play->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    tell (play, FALSE);
  return NULL;
}

static gpointer
run_close (gpointer data, GCancellable *cancellable, GError **error)
{
  Play *play = data;

  if (play->pipeline == NULL)
    return NULL;
  gst_element_set_state (play->pipeline, GST_STATE_NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (play->pipeline);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  g_clear_pointer (&play->pipeline, gst_object_unref);
  return NULL;
}

/* Life --------------------------------------------------------------------------- */

void
sf_sound_play (SfSound *self, GFile *file)
{
  const char *card = g_getenv ("SHOWFLOOR_SOUND");

  sf_sound_stop (self);
  self->play = g_new0 (Play, 1);
  self->play->refs = 1;
  self->play->owner = self;
  self->play->file = g_object_ref (file);
  self->play->card = g_strdup (card != NULL ? card : "autoaudiosink");
  g_mutex_init (&self->play->lock);
  sf_handover_give (self->play);
  sf_worker_run_async (self->worker, SF_PRIORITY_NORMAL, run_open, play_ref (self->play), play_unref, NULL, NULL, NULL, NULL);
}

void
sf_sound_stop (SfSound *self)
{
  Play *play = g_steal_pointer (&self->play);

  if (play == NULL)
    return;
  g_mutex_lock (&play->lock);
  play->owner = NULL;
  g_mutex_unlock (&play->lock);
  sf_worker_run_async (self->worker, SF_PRIORITY_NORMAL, run_close, play, play_unref, NULL, NULL, NULL, NULL);
}

gboolean
sf_sound_is_playing (SfSound *self)
{
  return self->play != NULL;
}

static void
sf_sound_dispose (GObject *object)
{
  SfSound *self = SF_SOUND (object);

  sf_sound_stop (self);
  g_clear_pointer (&self->worker, sf_worker_unref);   /* after the card was let go */
  G_OBJECT_CLASS (sf_sound_parent_class)->dispose (object);
}

static void
sf_sound_class_init (SfSoundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_sound_dispose;
  ended_signal = g_signal_new ("ended", SF_TYPE_SOUND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
sf_sound_init (SfSound *self)
{
  self->worker = sf_worker_new ("sound");
}

SfSound *
sf_sound_new (void)
{
  return g_object_new (SF_TYPE_SOUND, NULL);
}
