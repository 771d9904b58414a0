/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-stroke-pad"
#include "config.h"
#include "ui/common/sf-stroke-pad.h"
#include "base/sf-worker.h"

/* Of the pad's height: how thick a stroke is, and how far the dashes of the cross are apart. */
#define THICK 0.022
#define DASH 0.03

/* The model, opened by the first to read and let go by the last; only the worker touches @strokes. */
typedef struct { char *lang; SfStrokes *strokes; gboolean tried; } Reader;
typedef struct { Reader *reader; SfInk *ink; guint most; } Job;

struct _SfStrokePad
{
  GtkWidget parent_instance;
  SfInk *ink;            /* (owned) */
  Reader *reader;        /* (owned) a reference of an atomic box */
  GArray *guesses;       /* (owned) SfStrokesGuess */
  guint most;
  gboolean reading, more;   /* under way; and strokes have changed since */
};

G_DEFINE_FINAL_TYPE (SfStrokePad, sf_stroke_pad, GTK_TYPE_WIDGET)

enum { READ, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- reading ------------------------------------------------------------------------------------------------------ */

static void
reader_clear (gpointer data)
{
  Reader *reader = data;

  g_free (reader->lang);
  sf_strokes_free (reader->strokes);
}

static void
reader_unref (Reader *reader)
{
  g_atomic_rc_box_release_full (reader, reader_clear);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  reader_unref (job->reader);
  sf_ink_free (job->ink);
  g_free (job);
}

static void
guesses_free (gpointer data)
{
  g_array_unref (data);
}

static gpointer
read_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  Reader *reader = job->reader;

  if (!reader->tried)
    reader->strokes = sf_strokes_new (reader->lang);
  reader->tried = TRUE;
  return reader->strokes != NULL ? sf_strokes_read (reader->strokes, job->ink, job->most) : NULL;
}

static void read_now (SfStrokePad *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfStrokePad) self = data;
  GArray *guesses = g_task_propagate_pointer (G_TASK (result), NULL);

  self->reading = FALSE;
  if (sf_ink_strokes (self->ink) > 0 && guesses != NULL)
    {
      g_array_set_size (self->guesses, 0);
      g_array_append_vals (self->guesses, guesses->data, guesses->len);
      g_signal_emit (self, signals[READ], 0);
    }
  g_clear_pointer (&guesses, g_array_unref);
  if (self->more)
    read_now (self);
}

static void
read_now (SfStrokePad *self)
{
  static SfWorker *worker;      /* one for all pads; lives as long as the program */
  Job *job;

  self->more = self->reading;
  if (self->reading || self->reader == NULL || sf_ink_strokes (self->ink) == 0)
    return;
  if (worker == NULL)
    worker = sf_worker_new ("strokes");
  job = g_new0 (Job, 1);
  job->reader = g_atomic_rc_box_acquire (self->reader);
  job->ink = sf_ink_copy (self->ink);
  job->most = self->most;
  self->reading = TRUE;
  sf_worker_run_async (worker, SF_PRIORITY_NORMAL, read_job, job, job_free, guesses_free, NULL, on_read, g_object_ref (self));
}

/* --- drawing ------------------------------------------------------------------------------------------------------ */

static void
on_begin (SfStrokePad *self, double x, double y)
{
  sf_ink_begin (self->ink, x, y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_update (SfStrokePad *self, double dx, double dy, GtkGestureDrag *drag)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (drag, &x, &y))
    sf_ink_go (self->ink, x + dx, y + dy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_end (SfStrokePad *self)
{
  read_now (self);
}

static void
draw_strokes (SfStrokePad *self, cairo_t *cr)
{
  for (guint i = 0; i < sf_ink_strokes (self->ink); i++)
    {
      guint n;
      const SfInkPoint *points = sf_ink_stroke (self->ink, i, &n);

      cairo_move_to (cr, (double) points[0].x, (double) points[0].y);
      for (guint k = 0; k < n; k++)
        cairo_line_to (cr, (double) points[k].x, (double) points[k].y);
      cairo_stroke (cr);
    }
}

static void
sf_stroke_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SfStrokePad *self = SF_STROKE_PAD (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const double dash = DASH * height;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  /* The cross that a child learns to write on. */
  cairo_set_source_rgba (cr, (double) ink.red, (double) ink.green, (double) ink.blue, 0.12);
  cairo_set_line_width (cr, 2);
  cairo_set_dash (cr, &dash, 1, 0);
  cairo_move_to (cr, width / 2.0, dash);
  cairo_line_to (cr, width / 2.0, height - dash);
  cairo_move_to (cr, dash, height / 2.0);
  cairo_line_to (cr, width - dash, height / 2.0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, THICK * height);
  draw_strokes (self, cr);
  cairo_destroy (cr);
}

/* --- the widget --------------------------------------------------------------------------------------------------- */

static void
sf_stroke_pad_finalize (GObject *object)
{
  SfStrokePad *self = SF_STROKE_PAD (object);

  g_clear_pointer (&self->reader, reader_unref);
  sf_ink_free (self->ink);
  g_array_unref (self->guesses);
  G_OBJECT_CLASS (sf_stroke_pad_parent_class)->finalize (object);
}

static void
sf_stroke_pad_class_init (SfStrokePadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sf_stroke_pad_finalize;
  widget_class->snapshot = sf_stroke_pad_snapshot;
  gtk_widget_class_set_css_name (widget_class, "strokes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[READ] = g_signal_new ("read", SF_TYPE_STROKE_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_stroke_pad_init (SfStrokePad *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->ink = sf_ink_new ();
  self->guesses = g_array_new (FALSE, FALSE, sizeof (SfStrokesGuess));
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

void
sf_stroke_pad_set_up (SfStrokePad *self, const char *lang, guint most, const char *name)
{
  g_return_if_fail (self->reader == NULL);
  self->reader = g_atomic_rc_box_new0 (Reader);
  self->reader->lang = g_strdup (lang);
  self->most = most;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
sf_stroke_pad_clear (SfStrokePad *self)
{
  sf_ink_clear (self->ink);
  g_array_set_size (self->guesses, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[READ], 0);
}

void
sf_stroke_pad_undo (SfStrokePad *self)
{
  sf_ink_undo (self->ink);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (sf_ink_strokes (self->ink) == 0)
    sf_stroke_pad_clear (self);
  else
    read_now (self);
}

gboolean
sf_stroke_pad_is_empty (SfStrokePad *self)
{
  return sf_ink_strokes (self->ink) == 0;
}

const GArray *
sf_stroke_pad_get_guesses (SfStrokePad *self)
{
  return self->guesses;
}
