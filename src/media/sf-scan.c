/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-scan"
#include "config.h"
#include "media/sf-scan.h"
#include "base/sf-worker.h"
#include "media/sf-qr-reader.h"
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <string.h>

#define EVERY_US (G_USEC_PER_SEC / 15)
#define AGAIN_US (2 * G_USEC_PER_SEC)
#define RETRY_S 30
#define GONE_US G_USEC_PER_SEC
/* A side longer than this is no camera's. */
#define MOST_SIDE 8192

/* One opening of the camera, shared by the threads that have to do with it; whoever is late finds it closed. */
typedef struct {
  gint refs;               /* (atomic) */
  GMutex lock;             /* guards owner */
  SfScan *owner;           /* (unowned) NULL once stopped */
  char *source;            /* (owned) */
  GstElement *pipeline;    /* (owned) the worker's */
  SfQrReader *reader;      /* (owned) the streaming thread's */
  gint64 next_us;
  gint64 held_us, saw_us;  /* since when, and when last, something like a code was in view unread; 0: is not */
  gboolean unread;         /* told */
} Eye;

struct _SfScan {
  GObject parent_instance;
  SfWorker *worker;        /* (owned) opens and closes: drivers take their time */
  char *source;            /* (owned) */
  Eye *eye;                /* (owned) (nullable) */
  SfScanState state;
  gboolean unread;
  char *last;              /* (owned) (nullable) what is in view */
  gint64 seen_us;
  guint retry;
};

G_DEFINE_FINAL_TYPE (SfScan, sf_scan, G_TYPE_OBJECT)

enum { PROP_STATE = 1, PROP_UNREAD, N_PROPS };
static GParamSpec *props[N_PROPS];
static guint code_signal;

static Eye *
eye_ref (Eye *eye)
{
  g_atomic_int_inc (&eye->refs);
  return eye;
}

static void
eye_unref (gpointer data)
{
  Eye *eye = data;

  if (!g_atomic_int_dec_and_test (&eye->refs))
    return;
  g_clear_pointer (&eye->reader, sf_qr_reader_free);
  g_mutex_clear (&eye->lock);
  g_free (eye->source);
  g_free (eye);
}

/* From any thread to the main one ---------------------------------------------- */

typedef struct { Eye *eye; char *text; SfScanState state; gboolean unread; } News;

static void
news_free (gpointer data)
{
  News *news = data;

  eye_unref (news->eye);
  if (news->text != NULL)
    explicit_bzero (news->text, strlen (news->text));
  g_free (news->text);
  g_free (news);
}

static void
forget_last (SfScan *self)
{
  if (self->last != NULL)
    explicit_bzero (self->last, strlen (self->last));
  g_clear_pointer (&self->last, g_free);
}

static void
take_code (SfScan *self, const char *text)
{
  const gint64 now = g_get_monotonic_time ();
  const gboolean held = g_strcmp0 (self->last, text) == 0 && now - self->seen_us < AGAIN_US;

  self->seen_us = now;
  if (held)
    return;
  forget_last (self);
  self->last = g_strdup (text);
  g_signal_emit (self, code_signal, 0, text);
}

static void
set_state (SfScan *self, SfScanState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_unread (SfScan *self, gboolean unread)
{
  if (self->unread == unread)
    return;
  self->unread = unread;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
}

static gboolean
on_retry (gpointer data)
{
  SfScan *self = data;

  self->retry = 0;
  sf_scan_stop (self);
  sf_scan_start (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_news (gpointer data)
{
  News *news = data;
  g_autoptr (SfScan) self = NULL;

  sf_handover_take (news);
  g_mutex_lock (&news->eye->lock);
  if (news->eye->owner != NULL)
    self = g_object_ref (news->eye->owner);
  g_mutex_unlock (&news->eye->lock);
  if (self == NULL)
    return G_SOURCE_REMOVE;
  set_unread (self, news->unread);
  if (news->text != NULL) {
    take_code (self, news->text);
    return G_SOURCE_REMOVE;
  }
  if (news->state == SF_SCAN_MISSING && self->retry == 0)
    self->retry = g_timeout_add_seconds (RETRY_S, on_retry, self);
  set_state (self, news->state);
  return G_SOURCE_REMOVE;
}

/* Takes @text. */
static void
tell (Eye *eye, char *text, SfScanState state)
{
  News *news = g_new (News, 1);

  *news = (News) { eye_ref (eye), text, state, state == SF_SCAN_ON && eye->unread };   /* the bus has no business with the eye */
  sf_handover_give (news);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_news, news, news_free);
}

/* GStreamer's threads ----------------------------------------------------------- */

/* A hand trembles, and not every picture shows what is held up: it is gone when it was for a while. */
static void
mind_unread (Eye *eye, gboolean was_read)
{
  const gint64 now = g_get_monotonic_time ();

  if (!was_read && sf_qr_reader_saw (eye->reader))
    {
      eye->saw_us = now;
      eye->held_us = eye->held_us != 0 ? eye->held_us : now;
    }
  else if (was_read || now - eye->saw_us > GONE_US)
    eye->held_us = 0;
  const gboolean unread = eye->held_us != 0 && now - eye->held_us >= SF_SCAN_UNREAD_MS * 1000;
  if (unread == eye->unread)
    return;
  eye->unread = unread;
  if (!was_read)
    tell (eye, NULL, SF_SCAN_ON);
}

/* Only the square in the middle: that is where a guest is asked to hold the code, and it is half of a wide picture. */
static void
look_at (Eye *eye, GstSample *sample)
{
  GstVideoInfo info;
  GstVideoFrame frame;

  if (gst_sample_get_caps (sample) == NULL || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) || info.width > MOST_SIDE || info.height > MOST_SIDE
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return;
  const guint width = (guint) info.width, height = (guint) info.height, side = MIN (width, height), stride = (guint) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0);
  const guint8 *pixels = GST_VIDEO_FRAME_PLANE_DATA (&frame, 0);
  if (side >= 64) {
    char *text = sf_qr_reader_read (eye->reader, pixels + (gsize) ((height - side) / 2) * stride + (width - side) / 2, side, side, stride);
    mind_unread (eye, text != NULL);
    if (text != NULL)
      tell (eye, text, SF_SCAN_ON);
  }
  gst_video_frame_unmap (&frame);
}

static GstFlowReturn
on_new_sample (GstAppSink *sink, gpointer data)
{
  Eye *eye = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  const gint64 now = g_get_monotonic_time ();

  if (sample == NULL || now < eye->next_us)
    return GST_FLOW_OK;
  if (eye->next_us == 0)
    tell (eye, NULL, SF_SCAN_ON);
  eye->next_us = now + EVERY_US;
  look_at (eye, sample);
  return GST_FLOW_OK;
}

static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR || GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    tell (data, NULL, SF_SCAN_MISSING);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* On the worker ------------------------------------------------------------------ */

static char *
describe (const char *source)
{
  g_autofree char *from = g_str_has_prefix (source, "gst:") ? g_strdup (source + 4) : g_strdup_printf ("v4l2src device=\"%s\" ! decodebin", source);

  /* decodebin: cameras give pictures as they are or as JPEG. A busy reader loses pictures, the camera never waits. */
  return g_strdup_printf ("%s ! videoconvert ! video/x-raw,format=GRAY8 ! appsink name=eye sync=false max-buffers=1 drop=true enable-last-sample=false", from);
}

static gpointer
run_open (gpointer data, GCancellable *cancellable, GError **error)
{
  static GstAppSinkCallbacks callbacks = { .new_sample = on_new_sample };
  Eye *eye = data;
  g_autofree char *text = describe (eye->source);
  g_autoptr (GError) failed = NULL;

  sf_handover_take (eye);
  eye->reader = sf_qr_reader_new ();
  if (eye->reader != NULL && gst_init_check (NULL, NULL, NULL))
    eye->pipeline = gst_parse_launch (text, &failed);
  g_autoptr (GstElement) sink = eye->pipeline != NULL ? gst_bin_get_by_name (GST_BIN (eye->pipeline), "eye") : NULL;
  if (sink == NULL || failed != NULL) {
    tell (eye, NULL, SF_SCAN_MISSING);
    return NULL;
  }
  g_autoptr (GstBus) bus = gst_element_get_bus (eye->pipeline);
  gst_bus_set_sync_handler (bus, on_message, eye_ref (eye), eye_unref);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, eye_ref (eye), eye_unref);
  if (gst_element_set_state (eye->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    tell (eye, NULL, SF_SCAN_MISSING);
  return NULL;
}

static gpointer
run_close (gpointer data, GCancellable *cancellable, GError **error)
{
  Eye *eye = data;

  if (eye->pipeline == NULL)
    return NULL;
  gst_element_set_state (eye->pipeline, GST_STATE_NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (eye->pipeline);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  g_clear_pointer (&eye->pipeline, gst_object_unref);
  return NULL;
}

/* Life --------------------------------------------------------------------------- */

void
sf_scan_start (SfScan *self)
{
  if (self->eye != NULL)
    return;
  self->eye = g_new0 (Eye, 1);
  self->eye->refs = 1;
  self->eye->owner = self;
  self->eye->source = g_strdup (self->source);
  g_mutex_init (&self->eye->lock);
  set_state (self, SF_SCAN_STARTING);
  sf_handover_give (self->eye);
  sf_worker_run_async (self->worker, SF_PRIORITY_NORMAL, run_open, eye_ref (self->eye), eye_unref, NULL, NULL, NULL, NULL);
}

void
sf_scan_stop (SfScan *self)
{
  Eye *eye = g_steal_pointer (&self->eye);

  g_clear_handle_id (&self->retry, g_source_remove);
  if (eye == NULL)
    return;
  g_mutex_lock (&eye->lock);
  eye->owner = NULL;
  g_mutex_unlock (&eye->lock);
  sf_worker_run_async (self->worker, SF_PRIORITY_NORMAL, run_close, eye, eye_unref, NULL, NULL, NULL, NULL);
  set_state (self, SF_SCAN_OFF);
  set_unread (self, FALSE);
}

SfScanState
sf_scan_get_state (SfScan *self)
{
  return self->state;
}

gboolean
sf_scan_is_unread (SfScan *self)
{
  return self->unread;
}

static void
sf_scan_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_STATE)
    g_value_set_int (value, (int) SF_SCAN (object)->state);
  else if (prop_id == PROP_UNREAD)
    g_value_set_boolean (value, SF_SCAN (object)->unread);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sf_scan_dispose (GObject *object)
{
  SfScan *self = SF_SCAN (object);

  sf_scan_stop (self);
  g_clear_pointer (&self->worker, sf_worker_unref);   /* after the camera was let go */
  G_OBJECT_CLASS (sf_scan_parent_class)->dispose (object);
}

static void
sf_scan_finalize (GObject *object)
{
  SfScan *self = SF_SCAN (object);

  forget_last (self);
  g_free (self->source);
  G_OBJECT_CLASS (sf_scan_parent_class)->finalize (object);
}

static void
sf_scan_class_init (SfScanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sf_scan_get_property;
  object_class->dispose = sf_scan_dispose;
  object_class->finalize = sf_scan_finalize;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, SF_SCAN_OFF, SF_SCAN_MISSING, SF_SCAN_OFF, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_UNREAD] = g_param_spec_boolean ("unread", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  code_signal = g_signal_new ("code", SF_TYPE_SCAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sf_scan_init (SfScan *self)
{
  self->worker = sf_worker_new ("camera");
}

SfScan *
sf_scan_new (const char *source)
{
  SfScan *self = g_object_new (SF_TYPE_SCAN, NULL);

  self->source = g_strdup (source);
  return self;
}
