/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-page"
#include "config.h"
#include "ui/common/sf-page.h"

typedef struct
{
  char *title;
  gboolean portrait;
} SfPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SfPage, sf_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_TITLE, PROP_PORTRAIT, PROP_ORIENTATION, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { NEXT, BACK, HOME, GO, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
sf_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SfPage *self = SF_PAGE (object);
  SfPagePrivate *priv = sf_page_get_instance_private (self);

  switch (id)
    {
    case PROP_TITLE: g_value_set_string (value, priv->title); break;
    case PROP_PORTRAIT: g_value_set_boolean (value, priv->portrait); break;
    case PROP_ORIENTATION: g_value_set_enum (value, priv->portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sf_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TITLE: sf_page_set_title (SF_PAGE (object), g_value_get_string (value)); break;
    case PROP_PORTRAIT: sf_page_set_portrait (SF_PAGE (object), g_value_get_boolean (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sf_page_finalize (GObject *object)
{
  SfPagePrivate *priv = sf_page_get_instance_private (SF_PAGE (object));
  g_free (priv->title);
  G_OBJECT_CLASS (sf_page_parent_class)->finalize (object);
}

static void
sf_page_class_init (SfPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sf_page_get_property;
  object_class->set_property = sf_page_set_property;
  object_class->finalize = sf_page_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_PORTRAIT] = g_param_spec_boolean ("portrait", NULL, NULL, FALSE, flags);
  props[PROP_ORIENTATION] = g_param_spec_enum ("orientation", NULL, NULL, GTK_TYPE_ORIENTATION, GTK_ORIENTATION_HORIZONTAL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[NEXT] = g_signal_new ("next", SF_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BACK] = g_signal_new ("back", SF_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HOME] = g_signal_new ("home", SF_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GO] = g_signal_new ("go", SF_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "page");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sf_page_init (SfPage *self)
{
}

void
sf_page_enter (SfPage *self)
{
  g_return_if_fail (SF_IS_PAGE (self));
  if (SF_PAGE_GET_CLASS (self)->enter)
    SF_PAGE_GET_CLASS (self)->enter (self);
}

void
sf_page_leave (SfPage *self)
{
  g_return_if_fail (SF_IS_PAGE (self));
  if (SF_PAGE_GET_CLASS (self)->leave)
    SF_PAGE_GET_CLASS (self)->leave (self);
}

void
sf_page_idle_reset (SfPage *self)
{
  g_return_if_fail (SF_IS_PAGE (self));
  if (SF_PAGE_GET_CLASS (self)->idle_reset)
    SF_PAGE_GET_CLASS (self)->idle_reset (self);
}

gboolean
sf_page_key (SfPage *self, guint keyval)
{
  g_return_val_if_fail (SF_IS_PAGE (self), FALSE);
  return SF_PAGE_GET_CLASS (self)->key && SF_PAGE_GET_CLASS (self)->key (self, keyval);
}

const char *
sf_page_get_title (SfPage *self)
{
  SfPagePrivate *priv = sf_page_get_instance_private (self);
  return priv->title;
}

void
sf_page_set_title (SfPage *self, const char *title)
{
  SfPagePrivate *priv = sf_page_get_instance_private (self);
  if (g_strcmp0 (priv->title, title) == 0)
    return;
  g_free (priv->title);
  priv->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title ? title : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

gboolean
sf_page_get_portrait (SfPage *self)
{
  SfPagePrivate *priv = sf_page_get_instance_private (self);
  return priv->portrait;
}

void
sf_page_set_portrait (SfPage *self, gboolean portrait)
{
  SfPagePrivate *priv = sf_page_get_instance_private (self);
  if (priv->portrait == !!portrait)
    return;
  priv->portrait = !!portrait;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PORTRAIT]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ORIENTATION]);
  if (SF_PAGE_GET_CLASS (self)->turned)
    SF_PAGE_GET_CLASS (self)->turned (self);
}

void sf_page_next (SfPage *self) { g_signal_emit (self, signals[NEXT], 0); }
void sf_page_back (SfPage *self) { g_signal_emit (self, signals[BACK], 0); }
void sf_page_home (SfPage *self) { g_signal_emit (self, signals[HOME], 0); }
void sf_page_go (SfPage *self, const char *id) { g_signal_emit (self, signals[GO], 0, id); }
