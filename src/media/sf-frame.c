/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-frame"
#include "config.h"
#include "media/sf-frame.h"

struct _SfFrame {
  GObject parent_instance;
  GdkTexture *texture;     /* (owned) (nullable) */
};

static void paintable_init (GdkPaintableInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SfFrame, sf_frame, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init))

static void
frame_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  SfFrame *self = SF_FRAME (paintable);
  if (self->texture != NULL)
    gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
}

static GdkPaintable *
frame_current_image (GdkPaintable *paintable)
{
  SfFrame *self = SF_FRAME (paintable);
  return self->texture != NULL ? GDK_PAINTABLE (g_object_ref (self->texture)) : gdk_paintable_new_empty (0, 0);
}

static int
frame_width (GdkPaintable *paintable)
{
  SfFrame *self = SF_FRAME (paintable);
  return self->texture != NULL ? gdk_texture_get_width (self->texture) : 0;
}

static int
frame_height (GdkPaintable *paintable)
{
  SfFrame *self = SF_FRAME (paintable);
  return self->texture != NULL ? gdk_texture_get_height (self->texture) : 0;
}

static void
paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = frame_snapshot;
  iface->get_current_image = frame_current_image;
  iface->get_intrinsic_width = frame_width;
  iface->get_intrinsic_height = frame_height;
}

static void
sf_frame_dispose (GObject *object)
{
  g_clear_object (&SF_FRAME (object)->texture);
  G_OBJECT_CLASS (sf_frame_parent_class)->dispose (object);
}

static void
sf_frame_class_init (SfFrameClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_frame_dispose;
}

static void
sf_frame_init (SfFrame *self)
{
}

SfFrame *
sf_frame_new (void)
{
  return g_object_new (SF_TYPE_FRAME, NULL);
}

void
sf_frame_set_texture (SfFrame *self, GdkTexture *texture)
{
  GdkPaintable *paintable = GDK_PAINTABLE (self);
  const int width = frame_width (paintable), height = frame_height (paintable);
  if (!g_set_object (&self->texture, texture))
    return;
  if (frame_width (paintable) != width || frame_height (paintable) != height)
    gdk_paintable_invalidate_size (paintable);
  gdk_paintable_invalidate_contents (paintable);
}

GdkTexture *
sf_frame_get_texture (SfFrame *self)
{
  return self->texture;
}
