/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-reel"
#include "config.h"
#include "media/sf-reel.h"
#include "base/sf-worker.h"
#include "media/sf-still.h"
#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <string.h>

/* Frames that wait decoded: what a busy main loop may miss without the decoder running dry. */
#define AHEAD 3
#define USUAL_FRAME_US (G_USEC_PER_SEC / 30)

struct _SfReel {
  gint refs;                 /* (atomic) */
  gint hungry;               /* (atomic) the owner waits for a frame */
  GSource *bell;             /* (owned) */
  SfWorker *worker;          /* (owned) state changes, files */
  GMutex lock;               /* guards what follows, up to the next blank line */
  SfReelState state;
  guint serial;              /* of the load that is wanted */
  gboolean hot;              /* what the pipeline reports belongs to that load */
  int glass_width, glass_height;
  char *reason;              /* (owned) (nullable) */
  GdkTexture *still;         /* (owned) (nullable) */

  /* Made and changed on the worker, while LOADING; the owner uses the sink while OPEN. */
  GstElement *pipeline, *source, *queue, *shape, *sink;

  /* The owner's. */
  GstSample *next;           /* (owned) (nullable) */
  gint64 next_us, end_us;
  gboolean film, still_taken;
};

typedef struct { SfReel *reel; char *path; gboolean film; guint serial; } Job;

static gint alive;           /* (atomic) */

static void
ring (SfReel *self)
{
  g_source_set_ready_time (self->bell, 0);
}

static SfReel *
reel_ref (SfReel *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

static void
reel_unref (SfReel *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_source_unref (self->bell);
  g_clear_object (&self->still);
  g_clear_pointer (&self->next, gst_sample_unref);
  g_free (self->reason);
  g_mutex_clear (&self->lock);
  g_free (self);
  g_atomic_int_add (&alive, -1);
}

/* @serial: 0 for the pipeline, whose reports count while it is hot. */
static void
fail (SfReel *self, guint serial, const char *reason)
{
  g_mutex_lock (&self->lock);
  const gboolean counts = (serial != 0 ? serial == self->serial : self->hot) && self->state != SF_REEL_BROKEN;
  if (counts) {
    self->state = SF_REEL_BROKEN;
    g_free (self->reason);
    self->reason = g_strdup (reason);
  }
  g_mutex_unlock (&self->lock);
  if (counts)
    ring (self);
}

/* The pipeline, on GStreamer's threads ---------------------------------------- */

static void
on_new_sample_or_end (SfReel *self)
{
  if (g_atomic_int_compare_and_exchange (&self->hungry, 1, 0))
    ring (self);
}

static GstFlowReturn
on_new_sample (GstAppSink *sink, gpointer data)
{
  on_new_sample_or_end (data);
  return GST_FLOW_OK;
}

static void
on_eos (GstAppSink *sink, gpointer data)
{
  on_new_sample_or_end (data);
}

static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  SfReel *self = data;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    g_autoptr (GError) error = NULL;
    gst_message_parse_error (message, &error, NULL);
    /* The text may hold the path; domain and code say enough. */
    g_autofree char *reason = g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND)
      || g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)
      ? g_strdup ("no decoder for it") : g_strdup_printf ("%s %d", g_quark_to_string (error->domain), error->code);
    fail (self, 0, reason);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* The size that fits the glass, once the film's own is known: scaling is done here, beside the main thread. */
static gboolean
set_shape (SfReel *self, GstCaps *caps)
{
  GstVideoInfo info;
  if (!gst_video_info_from_caps (&info, caps) || info.width > SF_MAX_SIDE || info.height > SF_MAX_SIDE)
    return FALSE;
  int width = (int) gst_util_uint64_scale_int (info.width, MAX (info.par_n, 1), MAX (info.par_d, 1)), height = info.height;
  g_mutex_lock (&self->lock);
  sf_still_fit (&width, &height, self->glass_width, self->glass_height);
  g_mutex_unlock (&self->lock);
  if (width <= 0 || width > SF_MAX_SIDE || height <= 0 || height > SF_MAX_SIDE)
    return FALSE;
  g_autoptr (GstCaps) shape = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGB", "width", G_TYPE_INT, width,
                                                   "height", G_TYPE_INT, height, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_set (self->shape, "caps", shape, NULL);
  return TRUE;
}

static void
on_pad_added (GstElement *decoder, GstPad *pad, gpointer data)
{
  SfReel *self = data;
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->queue, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  if (gst_pad_is_linked (sink))      /* the first picture track is the film */
    return;
  if (caps == NULL || !set_shape (self, caps) || gst_pad_link (pad, sink) != GST_PAD_LINK_OK)
    fail (self, 0, "no picture of a size that is taken");
}

static void
on_no_more_pads (GstElement *decoder, gpointer data)
{
  SfReel *self = data;
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->queue, "sink");
  if (!gst_pad_is_linked (sink))
    fail (self, 0, "no picture in it");
}

/* On the worker ---------------------------------------------------------------- */

static GstElement *
add (SfReel *self, const char *factory)
{
  GstElement *element = gst_element_factory_make (factory, NULL);
  if (element != NULL)
    gst_bin_add (GST_BIN (self->pipeline), element);
  return element;
}

/* Sound is not decoded at all: walls are silent, and what is not decoded cannot fail. */
static gboolean
build (SfReel *self)
{
  static GstAppSinkCallbacks callbacks = { .eos = on_eos, .new_sample = on_new_sample };
  if (!gst_init_check (NULL, NULL, NULL))
    return FALSE;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->source = add (self, "filesrc");
  GstElement *decoder = add (self, "decodebin");
  self->queue = add (self, "queue");
  GstElement *convert = add (self, "videoconvertscale");
  self->shape = add (self, "capsfilter");
  self->sink = add (self, "appsink");
  if (self->source == NULL || decoder == NULL || self->queue == NULL || convert == NULL || self->shape == NULL || self->sink == NULL
      || !gst_element_link (self->source, decoder) || !gst_element_link_many (self->queue, convert, self->shape, self->sink, NULL))
    return FALSE;
  g_autoptr (GstCaps) wanted = gst_caps_new_empty_simple ("video/x-raw");
  g_object_set (decoder, "caps", wanted, "expose-all-streams", FALSE, NULL);
  g_object_set (self->queue, "max-size-buffers", 2, "max-size-bytes", 0, "max-size-time", G_GUINT64_CONSTANT (0), NULL);
  g_object_set (self->sink, "sync", FALSE, "max-buffers", AHEAD, "drop", FALSE, "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (self->sink), &callbacks, self, NULL);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, on_message, self, NULL);
  return TRUE;
}

static void
tear_down (SfReel *self)
{
  if (self->pipeline == NULL)
    return;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  g_clear_pointer (&self->pipeline, gst_object_unref);
}

static gboolean
is_wanted (SfReel *self, guint serial, gboolean hot)
{
  g_mutex_lock (&self->lock);
  const gboolean wanted = self->serial == serial;
  self->hot = wanted && hot;
  g_mutex_unlock (&self->lock);
  return wanted;
}

static void
open_film (SfReel *self, Job *job)
{
  if (self->pipeline == NULL && !build (self)) {
    tear_down (self);
    fail (self, job->serial, "no GStreamer with its base elements");
    return;
  }
  g_object_set (self->source, "location", job->path, NULL);
  if (!is_wanted (self, job->serial, TRUE))
    return;
  const gboolean started = gst_element_set_state (self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
  if (!started)
    fail (self, job->serial, "it cannot be opened");
  g_mutex_lock (&self->lock);
  if (started && self->serial == job->serial && self->state == SF_REEL_LOADING)
    self->state = SF_REEL_OPEN;
  g_mutex_unlock (&self->lock);
  ring (self);
}

static void
open_still (SfReel *self, Job *job, int width, int height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = sf_still_load (job->path, width, height, &error);
  if (texture == NULL) {
    fail (self, job->serial, error->message);
    return;
  }
  g_mutex_lock (&self->lock);
  if (self->serial == job->serial) {
    g_set_object (&self->still, texture);
    self->state = SF_REEL_OPEN;
  }
  g_mutex_unlock (&self->lock);
  ring (self);
}

static gpointer
run_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  SfReel *self = job->reel;
  if (self->pipeline != NULL)        /* whatever ran: its memory and its file go before the next */
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  if (job->path == NULL || !is_wanted (self, job->serial, FALSE))
    return NULL;
  g_mutex_lock (&self->lock);
  const int width = self->glass_width, height = self->glass_height;
  g_mutex_unlock (&self->lock);
  if (job->film)
    open_film (self, job);
  else
    open_still (self, job, width, height);
  return NULL;
}

static void
job_free (gpointer data)
{
  Job *job = data;
  reel_unref (job->reel);
  g_free (job->path);
  g_free (job);
}

static gpointer
run_close (gpointer data, GCancellable *cancellable, GError **error)
{
  tear_down (data);
  return NULL;
}

/* A worker cannot join itself, and one that hangs must not make anybody else wait. */
static gpointer
run_bury (gpointer data, GCancellable *cancellable, GError **error)
{
  sf_worker_unref (data);
  return NULL;
}

/* The owner's side --------------------------------------------------------------- */

SfReel *
sf_reel_new (GSource *bell)
{
  SfReel *self = g_new0 (SfReel, 1);
  self->refs = 1;
  self->bell = g_source_ref (bell);
  self->worker = sf_worker_new ("reel");
  g_mutex_init (&self->lock);
  g_atomic_int_inc (&alive);
  return self;
}

static guint
drop_load (SfReel *self, SfReelState state)
{
  g_clear_pointer (&self->next, gst_sample_unref);
  self->end_us = 0;
  self->still_taken = FALSE;
  g_atomic_int_set (&self->hungry, 0);
  g_mutex_lock (&self->lock);
  self->state = state;
  self->hot = FALSE;
  g_clear_pointer (&self->reason, g_free);
  g_clear_object (&self->still);
  const guint serial = ++self->serial;
  g_mutex_unlock (&self->lock);
  return serial;
}

static void
queue_job (SfReel *self, const char *path, guint serial)
{
  Job *job = g_new0 (Job, 1);
  *job = (Job) { reel_ref (self), g_strdup (path), self->film, serial };
  sf_worker_run_async (self->worker, SF_PRIORITY_NORMAL, run_job, job, job_free, NULL, NULL, NULL, NULL);
}

void
sf_reel_load (SfReel *self, const char *path, gboolean film, int width, int height)
{
  const guint serial = drop_load (self, SF_REEL_LOADING);
  g_mutex_lock (&self->lock);
  self->glass_width = width;
  self->glass_height = height;
  g_mutex_unlock (&self->lock);
  self->film = film;
  queue_job (self, path, serial);
}

void
sf_reel_empty (SfReel *self)
{
  queue_job (self, NULL, drop_load (self, SF_REEL_EMPTY));
}

void
sf_reel_close (SfReel *self)
{
  static SfWorker *undertaker;       /* lives as long as the process */
  if (self == NULL)
    return;
  if (undertaker == NULL)
    undertaker = sf_worker_new ("reels");
  drop_load (self, SF_REEL_EMPTY);
  SfWorker *worker = g_steal_pointer (&self->worker);
  sf_worker_run_async (worker, SF_PRIORITY_NORMAL, run_close, self, (GDestroyNotify) reel_unref, NULL, NULL, NULL, NULL);
  sf_worker_run_async (undertaker, SF_PRIORITY_NORMAL, run_bury, worker, NULL, NULL, NULL, NULL, NULL);
}

SfReelState
sf_reel_get_state (SfReel *self)
{
  g_mutex_lock (&self->lock);
  const SfReelState state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

char *
sf_reel_get_reason (SfReel *self)
{
  g_mutex_lock (&self->lock);
  char *reason = g_strdup (self->reason);
  g_mutex_unlock (&self->lock);
  return reason;
}

static gint64
in_us (GstClockTime time)
{
  return (gint64) (time / 1000);
}

/* Keeps the next sample and its time; a frame without a time follows the one before. */
static void
keep (SfReel *self, GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  const GstClockTime at = gst_segment_to_running_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  self->next = sample;
  self->next_us = GST_CLOCK_TIME_IS_VALID (at) ? in_us (at) : self->end_us;
  self->end_us = self->next_us + (GST_BUFFER_DURATION_IS_VALID (buffer) ? in_us (GST_BUFFER_DURATION (buffer)) : USUAL_FRAME_US);
}

static gboolean
peek_film (SfReel *self, gint64 *at_us)
{
  if (self->next == NULL) {
    /* Hungry before looking: a frame that comes in between still rings. */
    g_atomic_int_set (&self->hungry, 1);
    GstSample *sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), 0);
    if (sample == NULL)
      return FALSE;
    g_atomic_int_set (&self->hungry, 0);
    keep (self, sample);
  }
  *at_us = self->next_us;
  return TRUE;
}

gboolean
sf_reel_peek (SfReel *self, gint64 *at_us)
{
  const SfReelState state = sf_reel_get_state (self);
  if (state != SF_REEL_OPEN && !(state == SF_REEL_BROKEN && self->next != NULL))
    return FALSE;
  if (self->film)
    return peek_film (self, at_us);
  *at_us = 0;
  return !self->still_taken;
}

static void
free_mapped (gpointer data)
{
  GstVideoFrame *frame = data;
  gst_video_frame_unmap (frame);
  g_free (frame);
}

/* Not copied: the texture holds the decoder's buffer until it is gone from the glass. */
static GdkTexture *
texture_of (GstSample *sample)
{
  GstVideoInfo info;
  g_autofree GstVideoFrame *frame = g_new0 (GstVideoFrame, 1);
  if (gst_sample_get_caps (sample) == NULL || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  const gsize stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  const int width = GST_VIDEO_FRAME_WIDTH (frame), height = GST_VIDEO_FRAME_HEIGHT (frame);
  const gpointer pixels = GST_VIDEO_FRAME_PLANE_DATA (frame, 0);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (pixels, stride * (height - 1) + 3 * (gsize) width, free_mapped, g_steal_pointer (&frame));
  return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8, bytes, stride);
}

GdkTexture *
sf_reel_take (SfReel *self)
{
  if (!self->film) {
    self->still_taken = TRUE;
    return self->still != NULL ? g_object_ref (self->still) : NULL;
  }
  g_return_val_if_fail (self->next != NULL, NULL);
  GdkTexture *texture = texture_of (self->next);
  g_clear_pointer (&self->next, gst_sample_unref);
  return texture;
}

gboolean
sf_reel_at_end (SfReel *self, gint64 *end_us)
{
  if (!self->film || self->next != NULL || sf_reel_get_state (self) != SF_REEL_OPEN || !gst_app_sink_is_eos (GST_APP_SINK (self->sink)))
    return FALSE;
  *end_us = self->end_us;
  return TRUE;
}

void
sf_reel_hurry (SfReel *self, gint64 at_us, gint64 late_us)
{
  if (!self->film || sf_reel_get_state (self) != SF_REEL_OPEN)
    return;
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->sink, "sink");
  gst_pad_push_event (pad, gst_event_new_qos (GST_QOS_TYPE_UNDERFLOW, 1.0, late_us * 1000, (GstClockTime) at_us * 1000));
}

int
sf_reel_alive (void)
{
  return g_atomic_int_get (&alive);
}
