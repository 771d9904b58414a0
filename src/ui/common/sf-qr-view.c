/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-qr-view"
#include "config.h"
#include "ui/common/sf-qr-view.h"
#include <string.h>
#include "craft/sf-qr.h"

#define QUIET 4   /* modules around the code (ISO 18004 5.3.8) */

struct _SfQrView
{
  GtkWidget parent_instance;
  SfQr *qr;              /* (owned) (nullable) */
  GdkTexture *texture;   /* (owned) (nullable) of the size in device pixels that it was made for */
  int side;
};

G_DEFINE_FINAL_TYPE (SfQrView, sf_qr_view, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_SIDE, N_PROPS };
static GParamSpec *props[N_PROPS];

/* Scaled here and not by the renderer, which would blur the edges. */
static GdkTexture *
make_texture (SfQr *qr, int pixels)
{
  const int modules = (int) sf_qr_width (qr) + 2 * QUIET;
  const int scale = MAX (pixels / modules, 1);
  const int margin = MAX (pixels - modules * scale, 0) / 2;
  const gsize stride = (gsize) pixels * 3;
  guint8 *data = g_malloc (stride * (gsize) pixels);
  g_autoptr (GBytes) bytes = NULL;

  for (int y = 0; y < pixels; y++)
    for (int x = 0; x < pixels; x++)
      {
        const gboolean inside = x >= margin && y >= margin;
        const gboolean dark = inside && sf_qr_at (qr, (x - margin) / scale - QUIET, (y - margin) / scale - QUIET);

        memset (data + (gsize) y * stride + (gsize) x * 3, dark ? 0 : 255, 3);
      }
  bytes = g_bytes_new_take (data, stride * (gsize) pixels);
  return gdk_memory_texture_new (pixels, pixels, GDK_MEMORY_R8G8B8, bytes, stride);
}

static void
sf_qr_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SfQrView *self = SF_QR_VIEW (widget);
  const int side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  const int pixels = side * gtk_widget_get_scale_factor (widget);
  graphene_rect_t all;
  const GdkRGBA white = { 1, 1, 1, 1 };

  graphene_rect_init (&all, 0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));
  gtk_snapshot_append_color (snapshot, &white, &all);
  if (self->qr == NULL || side <= 0)
    return;
  if (self->texture == NULL || gdk_texture_get_width (self->texture) != pixels)
    {
      g_clear_object (&self->texture);
      self->texture = make_texture (self->qr, pixels);
    }
  /* On whole pixels of the glass. */
  graphene_rect_init (&all, (float) ((gtk_widget_get_width (widget) - side) / 2), (float) ((gtk_widget_get_height (widget) - side) / 2), (float) side, (float) side);
  gtk_snapshot_append_texture (snapshot, self->texture, &all);
}

static void
sf_qr_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  *minimum = *natural = SF_QR_VIEW (widget)->side;
  *min_base = *nat_base = -1;
}

gboolean
sf_qr_view_set_text (SfQrView *self, const char *text, const char *name)
{
  g_clear_object (&self->texture);
  g_clear_pointer (&self->qr, sf_qr_free);
  if (text != NULL)
    self->qr = sf_qr_new (text, strlen (text), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return text == NULL || self->qr != NULL;
}

void
sf_qr_view_set_side (SfQrView *self, int side)
{
  self->side = side;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
sf_qr_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SIDE)
    g_value_set_int (value, SF_QR_VIEW (object)->side);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sf_qr_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SIDE)
    sf_qr_view_set_side (SF_QR_VIEW (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sf_qr_view_finalize (GObject *object)
{
  SfQrView *self = SF_QR_VIEW (object);

  g_clear_object (&self->texture);
  g_clear_pointer (&self->qr, sf_qr_free);
  G_OBJECT_CLASS (sf_qr_view_parent_class)->finalize (object);
}

static void
sf_qr_view_class_init (SfQrViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sf_qr_view_get_property;
  object_class->set_property = sf_qr_view_set_property;
  object_class->finalize = sf_qr_view_finalize;
  widget_class->snapshot = sf_qr_view_snapshot;
  widget_class->measure = sf_qr_view_measure;
  props[PROP_SIDE] = g_param_spec_int ("side", NULL, NULL, 0, 4000, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "sfqr");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sf_qr_view_init (SfQrView *self)
{
}

GtkWidget *
sf_qr_view_new (int side)
{
  return g_object_new (SF_TYPE_QR_VIEW, "side", side, NULL);
}
