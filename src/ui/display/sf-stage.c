/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-stage"
#include "config.h"
#include "ui/display/sf-stage.h"
#include "media/sf-still.h"

struct _SfStage
{
  GtkWidget parent_instance;
  GdkPaintable *paintable;   /* (owned) (nullable) */
  GdkRGBA before, after;     /* of the first and the last pixel, when it is a texture */
  gboolean still;
};

G_DEFINE_FINAL_TYPE (SfStage, sf_stage, GTK_TYPE_WIDGET)

static void
add_edges (SfStage *self, GtkSnapshot *snapshot, const graphene_rect_t *picture, int width, int height)
{
  const float x = picture->origin.x, y = picture->origin.y;

  if (x > 0)
    {
      gtk_snapshot_append_color (snapshot, &self->before, &GRAPHENE_RECT_INIT (0, 0, x + 1, height));
      gtk_snapshot_append_color (snapshot, &self->after, &GRAPHENE_RECT_INIT (x + picture->size.width - 1, 0, width - x - picture->size.width + 1, height));
    }
  if (y > 0)
    {
      gtk_snapshot_append_color (snapshot, &self->before, &GRAPHENE_RECT_INIT (0, 0, width, y + 1));
      gtk_snapshot_append_color (snapshot, &self->after, &GRAPHENE_RECT_INIT (0, y + picture->size.height - 1, width, height - y - picture->size.height + 1));
    }
}

static void
sf_stage_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SfStage *self = SF_STAGE (widget);
  const int factor = gtk_widget_get_scale_factor (widget), width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int w = self->paintable ? gdk_paintable_get_intrinsic_width (self->paintable) : 0;
  int h = self->paintable ? gdk_paintable_get_intrinsic_height (self->paintable) : 0;

  if (w <= 0 || h <= 0)
    return;
  /* In pixels of the glass: what was decoded to its size is copied, not scaled again. */
  sf_still_fit (&w, &h, width * factor, height * factor);
  const graphene_rect_t picture = GRAPHENE_RECT_INIT ((float) ((width * factor - w) / 2) / factor, (float) ((height * factor - h) / 2) / factor,
                                                      (float) w / factor, (float) h / factor);
  if (self->still)
    add_edges (self, snapshot, &picture, width, height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &picture.origin);
  gdk_paintable_snapshot (self->paintable, snapshot, picture.size.width, picture.size.height);
  gtk_snapshot_restore (snapshot);
}

static void
forget (SfStage *self)
{
  if (self->paintable)
    g_signal_handlers_disconnect_by_data (self->paintable, self);
  g_clear_object (&self->paintable);
}

static void
sf_stage_dispose (GObject *object)
{
  forget (SF_STAGE (object));
  G_OBJECT_CLASS (sf_stage_parent_class)->dispose (object);
}

static void
sf_stage_class_init (SfStageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_stage_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = sf_stage_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "stage");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sf_stage_init (SfStage *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

static GdkRGBA
colour_at (const guchar *pixel)
{
  guint32 argb;

  memcpy (&argb, pixel, sizeof argb);       /* cairo's ARGB32, opaque */
  return (GdkRGBA) { (argb >> 16 & 0xff) / 255.f, (argb >> 8 & 0xff) / 255.f, (argb & 0xff) / 255.f, 1 };
}

static void
read_edges (SfStage *self, GdkTexture *texture)
{
  const gsize width = (gsize) gdk_texture_get_width (texture), height = (gsize) gdk_texture_get_height (texture);
  g_autofree guchar *pixels = g_malloc (width * height * 4);

  gdk_texture_download (texture, pixels, width * 4);
  self->before = colour_at (pixels);
  self->after = colour_at (pixels + (width * height - 1) * 4);
}

void
sf_stage_set_paintable (SfStage *self, GdkPaintable *paintable)
{
  g_return_if_fail (SF_IS_STAGE (self));
  forget (self);
  self->still = GDK_IS_TEXTURE (paintable);
  if (self->still)
    read_edges (self, GDK_TEXTURE (paintable));
  if (paintable)
    {
      self->paintable = g_object_ref (paintable);
      g_signal_connect_object (paintable, "invalidate-contents", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
