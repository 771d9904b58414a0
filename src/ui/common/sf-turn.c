/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-turn"
#include "config.h"
#include "ui/common/sf-turn.h"
#include "base/sf-worker.h"
#include "media/sf-pixels.h"
#include "ui/common/sf-language.h"

#include <math.h>

/* Of the two cores that a tablet has, one is left to the glass while a finger moves. */
#define READERS 2
#define MAX_FRAMES 120
/* A drag over the whole width is one turn. */
#define TURNS_PER_WIDTH 1.0
/* Running on: share of the speed left after a second, and the speed (frames a second) at which it stands. */
#define FRICTION 0.02
#define STANDS 3.0
#define FASTEST 60.0
#define LINE 4

typedef struct {
  char *path, *mask;     /* (owned) (nullable) */
  GdkTexture *texture;   /* (owned) (nullable) */
  guint made;            /* the look it was read in */
  guint version;         /* counts its files: an answer for another one is dropped */
  gboolean reading, failed;
} Frame;

struct _SfTurn
{
  GtkWidget parent_instance;
  GtkWidget *line;       /* how many frames have come */
  GArray *frames;        /* (owned) (element-type Frame) */
  char *name, *rgb, *native;   /* (owned) (nullable) */
  guint look;            /* counts colours and sizes: what was read in another look is stale */
  guint set;             /* counts lists of frames: answers for another list are dropped */
  int width, height;     /* px of the glass for which frames are read */
  double at;             /* where the turn stands, in frames */
  guint frame, readers;
  gboolean told;         /* "shown" was emitted */
  double begin, speed;   /* of a drag: frames, frames a second */
  double last_x;
  guint32 last_time;
  gint64 ran;            /* frame time of the last step of running on */
  guint tick;
};

G_DEFINE_FINAL_TYPE (SfTurn, sf_turn, GTK_TYPE_WIDGET)

enum { TURNED, SHOWN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
frame_clear (gpointer data)
{
  Frame *frame = data;

  g_free (frame->path);
  g_free (frame->mask);
  g_clear_object (&frame->texture);
}

static Frame *
frame_at (SfTurn *self, guint i)
{
  return &g_array_index (self->frames, Frame, i);
}

static guint
distance (SfTurn *self, guint a, guint b)
{
  const guint n = self->frames->len;
  const guint d = a > b ? a - b : b - a;

  return MIN (d, n - d);
}

static gboolean
is_ready (SfTurn *self, Frame *frame)
{
  return frame->texture != NULL && frame->made == self->look;
}

guint
sf_turn_get_ready (SfTurn *self, guint *of)
{
  guint ready = 0;

  if (of != NULL)
    *of = self->frames->len;
  for (guint i = 0; i < self->frames->len; i++)
    ready += is_ready (self, frame_at (self, i)) ? 1 : 0;
  return ready;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

typedef struct {
  char *path, *mask;     /* (owned) */
  int width, height;
  SfPaint paint;
  gboolean painted;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->path);
  g_free (wanted->mask);
  g_free (wanted);
}

/* On a reader. */
static gpointer
read_frame (gpointer data, GCancellable *cancellable, GError **error)
{
  Wanted *wanted = data;

  return sf_pixels_load (wanted->path, wanted->width, wanted->height, wanted->mask, wanted->painted ? &wanted->paint : NULL, error);
}

/* What an answer is for. */
typedef struct {
  SfTurn *turn;          /* (owned) */
  SfWorker *worker;
  guint index, look, set, version;
} Reading;

/* Shared by every turn of the process and kept: pages come and go, their pictures are pure work. */
static SfWorker *
reader_for (void)
{
  static SfWorker *readers[READERS];
  SfWorker **least = &readers[0];

  for (guint i = 0; i < READERS; i++)
    {
      if (readers[i] == NULL)
        readers[i] = sf_worker_new ("pictures");
      if (sf_worker_depth (readers[i]) < sf_worker_depth (*least))
        least = &readers[i];
    }
  return *least;
}

/* How many frames may be kept: more than that many steps away one is given up. */
static guint
reach (SfTurn *self)
{
  const gsize each = MAX ((gsize) self->width * (gsize) self->height * 3, 1);

  return MAX (SF_TURN_BYTES / each / 2, 1);
}

static void
forget_far (SfTurn *self)
{
  for (guint i = 0; i < self->frames->len; i++)
    if (distance (self, i, self->frame) > reach (self))
      g_clear_object (&frame_at (self, i)->texture);
}

static void pump (SfTurn *self);

static void
take_pixels (SfTurn *self, const Reading *reading, SfPixels *got)
{
  Frame *frame = frame_at (self, reading->index);

  frame->reading = FALSE;
  if (frame->version != reading->version)
    return;
  frame->failed = got == NULL;
  if (got == NULL || distance (self, reading->index, self->frame) > reach (self))
    return;
  g_clear_object (&frame->texture);
  frame->texture = gdk_memory_texture_new (got->width, got->height, GDK_MEMORY_R8G8B8, got->pixels, (gsize) got->width * 3);
  frame->made = reading->look;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->told)
    return;
  self->told = TRUE;
  g_signal_emit (self, signals[SHOWN], 0);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Reading *reading = data;
  g_autoptr (SfTurn) self = reading->turn;
  g_autoptr (GError) error = NULL;
  g_autoptr (SfPixels) got = sf_worker_run_finish (reading->worker, result, &error);

  self->readers--;
  if (got == NULL)
    g_info ("A frame cannot be read: %s", error->message);
  if (reading->set == self->set)
    take_pixels (self, reading, got);
  pump (self);
}

static void
begin_reading (SfTurn *self, guint index)
{
  Frame *frame = frame_at (self, index);
  Wanted *wanted = g_new0 (Wanted, 1);
  Reading *reading = g_new0 (Reading, 1);

  wanted->path = g_strdup (frame->path);
  wanted->mask = g_strdup (frame->mask);
  wanted->width = self->width;
  wanted->height = self->height;
  wanted->painted = self->rgb != NULL && sf_paint_init (&wanted->paint, self->rgb, self->native);
  *reading = (Reading) { g_object_ref (self), reader_for (), index, self->look, self->set, frame->version };
  frame->reading = TRUE;
  self->readers++;
  sf_worker_run_async (reading->worker, SF_PRIORITY_NORMAL, read_frame, wanted, wanted_free, (GDestroyNotify) sf_pixels_free, NULL, on_read, reading);
}

/* The frame nearest to the one shown that is to be read; -1: none. */
static int
next_wanted (SfTurn *self)
{
  int best = -1;

  for (guint i = 0; i < self->frames->len; i++)
    {
      Frame *frame = frame_at (self, i);

      if (frame->path == NULL || frame->reading || frame->failed || is_ready (self, frame) || distance (self, i, self->frame) > reach (self))
        continue;
      if (best < 0 || distance (self, i, self->frame) < distance (self, (guint) best, self->frame))
        best = (int) i;
    }
  return best;
}

static void
pump (SfTurn *self)
{
  int next;

  if (self->width <= 0 || self->height <= 0)
    return;
  while (self->readers < READERS && (next = next_wanted (self)) >= 0)
    begin_reading (self, (guint) next);
}

/* --- turning -------------------------------------------------------------------------------------------------------- */

static void
tell_name (SfTurn *self)
{
  const guint n = self->frames->len;
  g_autofree char *degrees = g_strdup_printf ("%u", n > 0 ? self->frame * 360 / n : 0);
  g_autofree char *text = sf_fill (SF_ ("car.turned", "{name}, turned {n}°"), "name", self->name != NULL ? self->name : "", "n", degrees, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
turn_to (SfTurn *self, double at, gboolean by_hand)
{
  const guint n = self->frames->len;
  guint frame;

  if (n == 0)
    return;
  at = fmod (at, n);
  self->at = at < 0 ? at + n : at;
  frame = (guint) (self->at + 0.5) % n;
  if (frame == self->frame)
    return;
  self->frame = frame;
  forget_far (self);
  pump (self);
  tell_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (by_hand)
    g_signal_emit (self, signals[TURNED], 0);
}

static void
stand (SfTurn *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SfTurn *self = SF_TURN (widget);
  const gint64 time = gdk_frame_clock_get_frame_time (clock);
  const double seconds = self->ran > 0 ? (double) (time - self->ran) / G_USEC_PER_SEC : 0;

  self->ran = time;
  turn_to (self, self->at + self->speed * seconds, TRUE);
  self->speed *= pow (FRICTION, seconds);
  if (fabs (self->speed) > STANDS)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static double
frames_per_px (SfTurn *self)
{
  return self->frames->len * TURNS_PER_WIDTH / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
}

static void
on_drag_begin (SfTurn *self, double x, double y, GtkGestureDrag *drag)
{
  stand (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  self->begin = self->at;
  self->speed = 0;
  self->last_x = 0;
  self->last_time = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (drag));
}

/* What is in front goes with the finger: frames count the other way round. */
static void
on_drag_update (SfTurn *self, double x, double y, GtkGestureDrag *drag)
{
  const guint32 time = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (drag));

  if (time > self->last_time)
    {
      const double speed = -(x - self->last_x) * frames_per_px (self) * 1000.0 / (time - self->last_time);

      self->speed = 0.6 * speed + 0.4 * self->speed;
      self->last_x = x;
      self->last_time = time;
    }
  turn_to (self, self->begin - x * frames_per_px (self), TRUE);
}

static void
on_drag_end (SfTurn *self, double x, double y, GtkGestureDrag *drag)
{
  const guint32 time = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (drag));
  gboolean moves;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &moves, NULL);
  /* A finger that rested before it left throws nothing. */
  if (!moves || time > self->last_time + 80 || fabs (self->speed) <= STANDS)
    return;
  self->speed = CLAMP (self->speed, -FASTEST, FASTEST);
  self->ran = 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static gboolean
on_key (SfTurn *self, guint keyval, guint code, GdkModifierType state)
{
  const int step = keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left ? 1 : keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right ? -1 : 0;

  if (step == 0 || self->frames->len < 2 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  stand (self);
  turn_to (self, (double) self->frame + step, TRUE);
  return GDK_EVENT_STOP;
}

/* --- the widget ----------------------------------------------------------------------------------------------------- */

static void
sf_turn_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  *minimum = *natural = 0;
  *min_base = *nat_base = -1;
}

static void
sf_turn_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SfTurn *self = SF_TURN (widget);
  const int scale = gtk_widget_get_scale_factor (widget);
  const guint all = MIN (self->frames->len, 2 * reach (self) + 1);
  const guint ready = sf_turn_get_ready (self, NULL);

  gtk_widget_set_child_visible (self->line, all > 1 && ready < all);
  gtk_widget_size_allocate (self->line, &(GtkAllocation) { 0, height - LINE, all > 0 ? width * (int) ready / (int) all : 0, LINE }, -1);
  if (self->width == width * scale && self->height == height * scale)
    return;
  self->width = width * scale;
  self->height = height * scale;
  self->look++;
  pump (self);
}

/* What stands for the frame: itself, itself in the colour before, its nearest neighbour. */
static GdkTexture *
texture_to_show (SfTurn *self)
{
  GdkTexture *best = NULL;
  guint least = G_MAXUINT;

  for (guint i = 0; i < self->frames->len; i++)
    {
      Frame *frame = frame_at (self, i);
      const guint far = 2 * distance (self, i, self->frame) + (is_ready (self, frame) ? 0 : 1);

      if (frame->texture != NULL && far < least)
        {
          least = far;
          best = frame->texture;
        }
    }
  return best;
}

static void
sf_turn_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SfTurn *self = SF_TURN (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const int scale = gtk_widget_get_scale_factor (widget);
  GdkTexture *texture = texture_to_show (self);

  if (texture != NULL)
    {
      /* On whole pixels and unscaled: cairo copies then, and does not draw. */
      const int w = gdk_texture_get_width (texture) / scale, h = gdk_texture_get_height (texture) / scale;

      gtk_snapshot_append_texture (snapshot, texture, &GRAPHENE_RECT_INIT ((float) ((width - w) / 2), (float) ((height - h) / 2), (float) w, (float) h));
    }
  gtk_widget_snapshot_child (widget, self->line, snapshot);
}

static void
sf_turn_dispose (GObject *object)
{
  SfTurn *self = SF_TURN (object);

  stand (self);
  self->set++;
  g_array_set_size (self->frames, 0);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  G_OBJECT_CLASS (sf_turn_parent_class)->dispose (object);
}

static void
sf_turn_finalize (GObject *object)
{
  SfTurn *self = SF_TURN (object);

  g_array_unref (self->frames);
  g_free (self->name);
  g_free (self->rgb);
  g_free (self->native);
  G_OBJECT_CLASS (sf_turn_parent_class)->finalize (object);
}

static void
sf_turn_class_init (SfTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sf_turn_dispose;
  object_class->finalize = sf_turn_finalize;
  widget_class->measure = sf_turn_measure;
  widget_class->size_allocate = sf_turn_size_allocate;
  widget_class->snapshot = sf_turn_snapshot;
  signals[TURNED] = g_signal_new ("turned", SF_TYPE_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SHOWN] = g_signal_new ("shown", SF_TYPE_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "turn");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sf_turn_init (SfTurn *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->frames = g_array_new (FALSE, TRUE, sizeof (Frame));
  g_array_set_clear_func (self->frames, frame_clear);
  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->line, "turn-line");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* --- what is shown -------------------------------------------------------------------------------------------------- */

void
sf_turn_set_name (SfTurn *self, const char *name)
{
  g_return_if_fail (SF_IS_TURN (self));
  g_free (self->name);
  self->name = g_strdup (name);
  tell_name (self);
}

static void
take_file (Frame *frame, const char *path, const char *mask)
{
  if (g_strcmp0 (frame->path, path) == 0 && g_strcmp0 (frame->mask, mask) == 0)
    return;
  g_free (frame->path);
  g_free (frame->mask);
  frame->path = g_strdup (path);
  frame->mask = g_strdup (mask);
  frame->failed = FALSE;
  frame->version++;
  g_clear_object (&frame->texture);
}

/* Another car: one of its frames that was here before is in another file, or there are more or fewer. */
static gboolean
is_another (SfTurn *self, GPtrArray *paths)
{
  if (paths->len != self->frames->len)
    return TRUE;
  for (guint i = 0; i < paths->len; i++)
    {
      const char *before = frame_at (self, i)->path;

      if (before != NULL && g_strcmp0 (before, paths->pdata[i]) != 0)
        return TRUE;
    }
  return FALSE;
}

void
sf_turn_set_frames (SfTurn *self, GPtrArray *paths, GPtrArray *masks)
{
  g_return_if_fail (SF_IS_TURN (self));
  g_return_if_fail (masks == NULL || masks->len == paths->len);
  if (is_another (self, paths))
    {
      stand (self);
      self->set++;
      g_array_set_size (self->frames, 0);
      g_array_set_size (self->frames, MIN (paths->len, MAX_FRAMES));
      self->frame = 0;
      self->at = 0;
      self->told = FALSE;
    }
  for (guint i = 0; i < self->frames->len; i++)
    take_file (frame_at (self, i), paths->pdata[i], masks != NULL ? masks->pdata[i] : NULL);
  tell_name (self);
  pump (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sf_turn_set_colour (SfTurn *self, const char *rgb, const char *native)
{
  g_return_if_fail (SF_IS_TURN (self));
  if (g_strcmp0 (rgb, self->rgb) == 0 && g_strcmp0 (native, self->native) == 0)
    return;
  g_free (self->rgb);
  g_free (self->native);
  self->rgb = g_strdup (rgb);
  self->native = g_strdup (native);
  self->look++;
  pump (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
sf_turn_get_frame (SfTurn *self)
{
  return self->frame;
}

void
sf_turn_set_frame (SfTurn *self, guint frame)
{
  g_return_if_fail (SF_IS_TURN (self));
  stand (self);
  if (frame < self->frames->len)
    turn_to (self, frame, FALSE);
}
