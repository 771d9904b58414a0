/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-page"
#include "config.h"
#include "ui/kiosk/sf-kiosk-page.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-person-text.h"

typedef struct
{
  SfKiosk *kiosk;
  SfKioskBar *bar;
  SfKioskEase ease;
} SfKioskPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SfKioskPage, sf_kiosk_page, SF_TYPE_PAGE)

static void
sf_kiosk_page_finalize (GObject *object)
{
  SfKioskPagePrivate *priv = sf_kiosk_page_get_instance_private (SF_KIOSK_PAGE (object));
  g_clear_object (&priv->kiosk);
  G_OBJECT_CLASS (sf_kiosk_page_parent_class)->finalize (object);
}

static void
sf_kiosk_page_class_init (SfKioskPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sf_kiosk_page_finalize;
}

static void
sf_kiosk_page_init (SfKioskPage *self)
{
}

void
sf_kiosk_page_set_kiosk (SfKioskPage *self, SfKiosk *kiosk)
{
  SfKioskPagePrivate *priv = sf_kiosk_page_get_instance_private (self);
  g_set_object (&priv->kiosk, kiosk);
}

SfKiosk *
sf_kiosk_page_get_kiosk (SfKioskPage *self)
{
  SfKioskPagePrivate *priv = sf_kiosk_page_get_instance_private (self);
  return priv->kiosk;
}

void
sf_kiosk_page_set_bar (SfKioskPage *self, SfKioskBar *bar)
{
  SfKioskPagePrivate *priv = sf_kiosk_page_get_instance_private (self);
  priv->bar = bar;
}

void
sf_kiosk_page_set_step (SfKioskPage *self, guint place, guint length)
{
  SfKioskPagePrivate *priv = sf_kiosk_page_get_instance_private (self);
  if (priv->bar)
    sf_kiosk_bar_set_step (priv->bar, place, length);
}

void
sf_kiosk_page_set_ease (SfKioskPage *self, const SfKioskEase *ease)
{
  SfKioskPagePrivate *priv = sf_kiosk_page_get_instance_private (self);
  GtkWidget *box = priv->bar ? gtk_widget_get_parent (GTK_WIDGET (priv->bar)) : NULL;

  priv->ease = *ease;
  /* The bar is the one thing that a seated guest could not reach. */
  if (ease->low && GTK_IS_BOX (box))
    gtk_box_reorder_child_after (GTK_BOX (box), GTK_WIDGET (priv->bar), gtk_widget_get_last_child (box));
}

gboolean
sf_kiosk_page_get_large (SfKioskPage *self)
{
  SfKioskPagePrivate *priv = sf_kiosk_page_get_instance_private (self);
  return priv->ease.large;
}

gboolean
sf_kiosk_page_get_low (SfKioskPage *self)
{
  SfKioskPagePrivate *priv = sf_kiosk_page_get_instance_private (self);
  return priv->ease.low;
}

char *
sf_kiosk_page_answer (SfKioskPage *self, const char *name)
{
  char *value = NULL;
  g_object_get (sf_kiosk_get_draft (sf_kiosk_page_get_kiosk (self)), name, &value, NULL);
  if (value && !*value)
    g_clear_pointer (&value, g_free);
  return value;
}

void
sf_kiosk_page_set_answer (SfKioskPage *self, const char *name, const char *value)
{
  g_object_set (sf_kiosk_get_draft (sf_kiosk_page_get_kiosk (self)), name, value, NULL);
}

const char *
sf_kiosk_page_region (SfKioskPage *self)
{
  SfRecord *dealer = sf_kiosk_get_dealer (sf_kiosk_page_get_kiosk (self));
  const char *region = dealer ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL;
  return g_strcmp0 (region, "tw") == 0 ? "tw" : "cn";
}

SfItem *
sf_kiosk_find_item (GListModel *list, const char *id)
{
  const guint n = list && id ? g_list_model_get_n_items (list) : 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (list, i);
      if (g_strcmp0 (sf_item_get_id (item), id) == 0)
        return g_steal_pointer (&item);
    }
  return NULL;
}

char *
sf_kiosk_page_media (SfKioskPage *self, SfRecord *record, guint field)
{
  const char *media = sf_record_get_text (record, field);
  return media ? sf_device_media_path (sf_kiosk_get_device (sf_kiosk_page_get_kiosk (self)), media) : NULL;
}

char *
sf_kiosk_address (const char *surname, const char *title)
{
  const gboolean ms = g_strcmp0 (title, "ms") == 0;

  if (!ms && g_strcmp0 (title, "mr") != 0)
    return NULL;
  if (!surname || !*surname)
    return g_strdup (ms ? SF_ ("name.ms0", "Madam") : SF_ ("name.mr0", "Sir"));
  return sf_person_address (sf_language_get (), surname, title);
}
