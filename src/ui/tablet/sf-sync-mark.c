/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sync-mark"
#include "config.h"
#include "ui/tablet/sf-sync-mark.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"

struct _SfSyncMark
{
  GtkBox parent_instance;
  SfTablet *tablet;      /* (owned) */
  GtkImage *image;
  GtkLabel *state, *as_of;
};

G_DEFINE_FINAL_TYPE (SfSyncMark, sf_sync_mark, GTK_TYPE_BOX)

static void
update (SfSyncMark *self)
{
  SfDevice *device = sf_tablet_get_device (self->tablet);
  const gboolean online = sf_device_get_online (device);
  const gint64 pending = sf_device_get_pending (device), heard = sf_device_get_last_contact (device);
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, pending);
  g_autofree char *waiting = sf_fill (SF_ ("tab.sync.waiting", "{n} waiting"), "n", n, NULL);
  g_autofree char *time = heard > 0 ? sf_say_time (self->tablet, heard) : NULL;
  g_autofree char *as_of = time != NULL ? sf_fill (SF_ ("tab.sync.asof", "As of {time}"), "time", time, NULL) : NULL;
  /* Without the server nothing new is known of what was delivered before: it is saved here. */
  const char *rest = online ? SF_ ("tab.sync.delivered", "Delivered") : SF_ ("tab.sync.here", "Saved here");

  gtk_image_set_from_icon_name (self->image, online ? (pending > 0 ? "sf-sync-symbolic" : "sf-cloud-ok-symbolic") : "sf-cloud-off-symbolic");
  gtk_label_set_text (self->state, pending > 0 ? waiting : rest);
  sf_label_say (self->as_of, online ? NULL : sf_device_get_stranger (device) ? SF_ ("tab.sync.stranger", "Wrong server") : as_of);
}

static GtkLabel *
add_label (SfSyncMark *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 8);
  gtk_box_append (GTK_BOX (self), label);
  return GTK_LABEL (label);
}

static void
sf_sync_mark_dispose (GObject *object)
{
  g_clear_object (&SF_SYNC_MARK (object)->tablet);
  G_OBJECT_CLASS (sf_sync_mark_parent_class)->dispose (object);
}

static void
sf_sync_mark_class_init (SfSyncMarkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_sync_mark_dispose;
}

static void
sf_sync_mark_init (SfSyncMark *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sync-mark");
  self->image = GTK_IMAGE (gtk_image_new ());
  gtk_image_set_pixel_size (self->image, 24);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->image));
  self->state = add_label (self);
  self->as_of = add_label (self);
}

GtkWidget *
sf_sync_mark_new (SfTablet *tablet)
{
  SfSyncMark *self = g_object_new (SF_TYPE_SYNC_MARK, NULL);
  SfDevice *device = sf_tablet_get_device (tablet);

  self->tablet = g_object_ref (tablet);
  g_signal_connect_object (device, "notify::online", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (device, "notify::stranger", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (device, "notify::pending", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (device, "notify::last-contact", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  /* The dealership's zone comes after the window. */
  g_signal_connect_object (sf_tablet_get_floor (tablet), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
