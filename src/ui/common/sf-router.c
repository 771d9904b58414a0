/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-router"
#include "config.h"
#include "ui/common/sf-router.h"

struct _SfRouter
{
  AdwBin parent_instance;
  SfPageFunc func;
  gpointer data;
  GPtrArray *history;   /* ids before the current one */
  char *id;
  SfPage *page;
  gboolean portrait;
};

G_DEFINE_FINAL_TYPE (SfRouter, sf_router, ADW_TYPE_BIN)

static void
sf_router_finalize (GObject *object)
{
  SfRouter *self = SF_ROUTER (object);
  g_ptr_array_unref (self->history);
  g_free (self->id);
  G_OBJECT_CLASS (sf_router_parent_class)->finalize (object);
}

static void
sf_router_class_init (SfRouterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sf_router_finalize;
}

static void
sf_router_init (SfRouter *self)
{
  self->history = g_ptr_array_new_with_free_func (g_free);
}

GtkWidget *
sf_router_new (void)
{
  return g_object_new (SF_TYPE_ROUTER, NULL);
}

void
sf_router_set_func (SfRouter *self, SfPageFunc func, gpointer data)
{
  self->func = func;
  self->data = data;
}

static gboolean
show (SfRouter *self, const char *id)
{
  SfPage *page = self->func ? self->func (self, id, self->data) : NULL;
  if (!page)
    return FALSE;

  g_object_ref_sink (page);
  if (self->page)
    sf_page_leave (self->page);
  self->page = NULL;
  if (id != self->id)
    {
      g_free (self->id);
      self->id = g_strdup (id);
    }
  sf_page_set_portrait (page, self->portrait);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (page));
  self->page = page;
  sf_page_enter (page);
  g_object_unref (page);
  return TRUE;
}

gboolean
sf_router_go (SfRouter *self, const char *id)
{
  g_return_val_if_fail (SF_IS_ROUTER (self) && id, FALSE);
  g_autofree char *from = g_strdup (self->id);
  g_autofree char *to = g_strdup (id);

  if (!show (self, to))
    return FALSE;
  if (from && g_strcmp0 (from, to) != 0)
    g_ptr_array_add (self->history, g_steal_pointer (&from));
  return TRUE;
}

gboolean
sf_router_back (SfRouter *self)
{
  g_return_val_if_fail (SF_IS_ROUTER (self), FALSE);
  if (self->history->len == 0)
    return FALSE;
  g_autofree char *id = g_ptr_array_steal_index (self->history, self->history->len - 1);
  return show (self, id);
}

void
sf_router_reset (SfRouter *self, const char *id)
{
  g_return_if_fail (SF_IS_ROUTER (self) && id);
  g_autofree char *to = g_strdup (id);
  if (self->page)
    sf_page_idle_reset (self->page);
  show (self, to);
  g_ptr_array_set_size (self->history, 0);
}

void
sf_router_reload (SfRouter *self)
{
  g_return_if_fail (SF_IS_ROUTER (self));
  g_autofree char *id = g_strdup (self->id);
  if (id)
    show (self, id);
}

guint
sf_router_depth (SfRouter *self)
{
  return self->history->len;
}

SfPage *
sf_router_get_page (SfRouter *self)
{
  return self->page;
}

const char *
sf_router_get_id (SfRouter *self)
{
  return self->id;
}

void
sf_router_set_portrait (SfRouter *self, gboolean portrait)
{
  self->portrait = portrait;
  if (self->page)
    sf_page_set_portrait (self->page, portrait);
}
