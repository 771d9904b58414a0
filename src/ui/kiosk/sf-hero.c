/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-hero"
#include "config.h"
#include "ui/kiosk/sf-hero.h"
#include "base/sf-worker.h"
#include "media/sf-still.h"

struct _SfHero
{
  GtkWidget parent_instance;
  char *path;                    /* (owned) (nullable) what is wanted */
  GdkTexture *texture;           /* (owned) (nullable) what is painted */
  GCancellable *reading;         /* (owned) (nullable) */
  int width, height;             /* of the place, device pixels, for which it is read */
  int focus, focus_x;
};

G_DEFINE_FINAL_TYPE (SfHero, sf_hero, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_FOCUS, PROP_FOCUS_X, N_PROPS };
static GParamSpec *props[N_PROPS];

typedef struct { char *path; int width, height; } Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;
  g_free (wanted->path);
  g_free (wanted);
}

/* One for all pictures of the glass, as long as the program runs. */
static SfWorker *
pictures (void)
{
  static SfWorker *worker;

  if (worker == NULL)
    worker = sf_worker_new ("pictures");
  return worker;
}

/* On the worker. */
static gpointer
read_still (gpointer data, GCancellable *cancellable, GError **error)
{
  Wanted *wanted = data;

  return sf_still_load (wanted->path, wanted->width, wanted->height, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfHero) self = SF_HERO (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = sf_worker_run_finish (pictures (), result, &error);

  /* What was done when it was called off is told as done. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->path == NULL)
    return;
  if (error != NULL)
    g_info ("A picture cannot be read: %s", error->message);
  g_set_object (&self->texture, texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
start_reading (SfHero *self)
{
  Wanted *wanted;

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->path == NULL || self->width <= 0 || self->height <= 0)
    return;
  wanted = g_new0 (Wanted, 1);
  wanted->path = g_strdup (self->path);
  wanted->width = self->width;
  wanted->height = self->height;
  self->reading = g_cancellable_new ();
  sf_worker_run_async (pictures (), SF_PRIORITY_NORMAL, read_still, wanted, wanted_free, g_object_unref, self->reading, on_read, g_object_ref (self));
}

void
sf_hero_set_file (SfHero *self, const char *path)
{
  g_return_if_fail (SF_IS_HERO (self));
  if (g_strcmp0 (path, self->path) == 0)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  if (path == NULL)
    {
      g_clear_object (&self->texture);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  start_reading (self);
}

static void
sf_hero_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SfHero *self = SF_HERO (widget);
  const int scale = gtk_widget_get_scale_factor (widget);

  if (self->width == width * scale && self->height == height * scale)
    return;
  self->width = width * scale;
  self->height = height * scale;
  start_reading (self);
}

static void
sf_hero_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SfHero *self = SF_HERO (widget);
  const double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t place;

  if (self->texture == NULL)
    return;
  /* The place may have another shape than the one it was read for, until it is read again. */
  const double w = gdk_texture_get_width (self->texture), h = gdk_texture_get_height (self->texture);
  const double zoom = MAX (width / w, height / h);
  graphene_rect_init (&place, (float) (int) ((width - w * zoom) * self->focus_x / 1000), (float) (int) ((height - h * zoom) * self->focus / 1000), (float) (w * zoom), (float) (h * zoom));
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gtk_snapshot_append_texture (snapshot, self->texture, &place);
  gtk_snapshot_pop (snapshot);
}

static void
sf_hero_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FOCUS || id == PROP_FOCUS_X)
    g_value_set_int (value, id == PROP_FOCUS ? SF_HERO (object)->focus : SF_HERO (object)->focus_x);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sf_hero_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SfHero *self = SF_HERO (object);

  if (id != PROP_FOCUS && id != PROP_FOCUS_X)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  *(id == PROP_FOCUS ? &self->focus : &self->focus_x) = g_value_get_int (value);
  gtk_widget_queue_draw (GTK_WIDGET (object));
}

static void
sf_hero_dispose (GObject *object)
{
  SfHero *self = SF_HERO (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (sf_hero_parent_class)->dispose (object);
}

static void
sf_hero_class_init (SfHeroClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sf_hero_get_property;
  object_class->set_property = sf_hero_set_property;
  object_class->dispose = sf_hero_dispose;
  widget_class->size_allocate = sf_hero_size_allocate;
  widget_class->snapshot = sf_hero_snapshot;
  props[PROP_FOCUS] = g_param_spec_int ("focus", NULL, NULL, 0, 1000, 500, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_FOCUS_X] = g_param_spec_int ("focus-x", NULL, NULL, 0, 1000, 500, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "sfhero");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sf_hero_init (SfHero *self)
{
  self->focus = self->focus_x = 500;
}
