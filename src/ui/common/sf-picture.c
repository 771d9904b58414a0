/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-picture"
#include "config.h"
#include "ui/common/sf-picture.h"

struct _SfPicture
{
  GtkWidget parent_instance;
  GtkWidget *picture, *silhouette;
  GCancellable *cancellable;
  char *path;
  int width, height;
  gboolean cover, shrink, tight;
};

G_DEFINE_FINAL_TYPE (SfPicture, sf_picture, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_FILE, PROP_COVER, PROP_SHRINK, PROP_TIGHT, PROP_SILHOUETTE, PROP_BOX_WIDTH, PROP_BOX_HEIGHT, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
sf_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  SfPicture *self = SF_PICTURE (widget);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height;
  *minimum = self->shrink ? *natural / 2 : *natural;
  *min_base = *nat_base = -1;
}

static void
sf_picture_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SfPicture *self = SF_PICTURE (widget);
  const GtkAllocation all = { 0, 0, width, height };
  GtkWidget *const children[] = { self->silhouette, self->picture };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int ignored;
      /* The box decides, not the picture: measured only because GTK wants it before an allocation. */
      gtk_widget_measure (children[i], GTK_ORIENTATION_HORIZONTAL, -1, &ignored, NULL, NULL, NULL);
      gtk_widget_size_allocate (children[i], &all, -1);
    }
}

static void
on_pixbuf_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_stream_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  SfPicture *self = SF_PICTURE (data);
  if (!pixbuf)
    {
      g_info ("A picture cannot be read: %s", error->message);
      return;
    }
  g_autoptr (GdkTexture) texture = gdk_texture_new_for_pixbuf (pixbuf);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_widget_set_visible (self->silhouette, FALSE);
}

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);
  if (!stream)
    return;

  /* Never larger than it is shown: a 4K photograph would cost 33 MB of a kiosk's memory. Cover needs the longer edge. */
  SfPicture *self = SF_PICTURE (data);
  const int edge = 2 * MAX (MAX (self->width, self->height), 64);
  gdk_pixbuf_new_from_stream_at_scale_async (G_INPUT_STREAM (stream), self->cover ? edge : self->tight ? 2 * self->width : MAX (self->width, 960),
                                             self->cover ? edge : -1, TRUE, self->cancellable, on_pixbuf_ready, self);
}

void
sf_picture_set_file (SfPicture *self, const char *path)
{
  g_return_if_fail (SF_IS_PICTURE (self));
  if (g_strcmp0 (path, self->path) == 0)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  gtk_widget_set_visible (self->silhouette, TRUE);
  if (!path)
    return;

  g_autoptr (GFile) file = g_file_new_for_path (path);
  self->cancellable = g_cancellable_new ();
  g_file_read_async (file, G_PRIORITY_DEFAULT_IDLE, self->cancellable, on_file_read, self);
}

void
sf_picture_set_box (SfPicture *self, int width, int height)
{
  self->width = width;
  self->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
sf_picture_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SfPicture *self = SF_PICTURE (object);
  switch (id)
    {
    case PROP_FILE: g_value_set_string (value, self->path); break;
    case PROP_COVER: g_value_set_boolean (value, self->cover); break;
    case PROP_SHRINK: g_value_set_boolean (value, self->shrink); break;
    case PROP_TIGHT: g_value_set_boolean (value, self->tight); break;
    case PROP_SILHOUETTE: g_value_set_string (value, gtk_image_get_icon_name (GTK_IMAGE (self->silhouette))); break;
    case PROP_BOX_WIDTH: g_value_set_int (value, self->width); break;
    case PROP_BOX_HEIGHT: g_value_set_int (value, self->height); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sf_picture_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SfPicture *self = SF_PICTURE (object);
  switch (id)
    {
    case PROP_FILE: sf_picture_set_file (self, g_value_get_string (value)); break;
    case PROP_COVER:
      self->cover = g_value_get_boolean (value);
      gtk_picture_set_content_fit (GTK_PICTURE (self->picture), self->cover ? GTK_CONTENT_FIT_COVER : GTK_CONTENT_FIT_CONTAIN);
      break;
    case PROP_SHRINK: self->shrink = g_value_get_boolean (value); break;
    case PROP_TIGHT: self->tight = g_value_get_boolean (value); break;
    case PROP_SILHOUETTE: gtk_image_set_from_icon_name (GTK_IMAGE (self->silhouette), g_value_get_string (value)); break;
    case PROP_BOX_WIDTH: sf_picture_set_box (self, g_value_get_int (value), self->height); break;
    case PROP_BOX_HEIGHT: sf_picture_set_box (self, self->width, g_value_get_int (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sf_picture_dispose (GObject *object)
{
  SfPicture *self = SF_PICTURE (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->picture, gtk_widget_unparent);
  g_clear_pointer (&self->silhouette, gtk_widget_unparent);
  G_OBJECT_CLASS (sf_picture_parent_class)->dispose (object);
}

static void
sf_picture_finalize (GObject *object)
{
  g_free (SF_PICTURE (object)->path);
  G_OBJECT_CLASS (sf_picture_parent_class)->finalize (object);
}

static void
sf_picture_class_init (SfPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sf_picture_get_property;
  object_class->set_property = sf_picture_set_property;
  object_class->dispose = sf_picture_dispose;
  object_class->finalize = sf_picture_finalize;
  widget_class->measure = sf_picture_measure;
  widget_class->size_allocate = sf_picture_size_allocate;
  props[PROP_FILE] = g_param_spec_string ("file", NULL, NULL, NULL, flags);
  props[PROP_COVER] = g_param_spec_boolean ("cover", NULL, NULL, FALSE, flags);
  props[PROP_SHRINK] = g_param_spec_boolean ("shrink", NULL, NULL, FALSE, flags);
  props[PROP_TIGHT] = g_param_spec_boolean ("tight", NULL, NULL, FALSE, flags);
  props[PROP_SILHOUETTE] = g_param_spec_string ("silhouette", NULL, NULL, NULL, flags);
  props[PROP_BOX_WIDTH] = g_param_spec_int ("box-width", NULL, NULL, 0, 10000, 0, flags);
  props[PROP_BOX_HEIGHT] = g_param_spec_int ("box-height", NULL, NULL, 0, 10000, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "sfpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sf_picture_init (SfPicture *self)
{
  GtkAccessible *hidden;

  self->silhouette = gtk_image_new ();
  gtk_widget_add_css_class (self->silhouette, "silhouette");
  gtk_widget_set_parent (self->silhouette, GTK_WIDGET (self));
  self->picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (self->picture), TRUE);
  gtk_widget_set_parent (self->picture, GTK_WIDGET (self));
  hidden = GTK_ACCESSIBLE (self->picture);
  gtk_accessible_update_state (hidden, GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  hidden = GTK_ACCESSIBLE (self->silhouette);
  gtk_accessible_update_state (hidden, GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
sf_picture_new (int width, int height, gboolean cover)
{
  return g_object_new (SF_TYPE_PICTURE, "box-width", width, "box-height", height, "cover", cover, NULL);
}
