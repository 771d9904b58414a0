/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-tile"
#include "config.h"
#include "ui/common/sf-tile.h"

struct _SfTile
{
  GtkButton parent_instance;
  GtkImage *image;
  GtkLabel *text, *sub;
};

G_DEFINE_FINAL_TYPE (SfTile, sf_tile, GTK_TYPE_BUTTON)

enum { PROP_0, PROP_TEXT, PROP_SUB, PROP_ICON, PROP_PRIMARY, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
sf_tile_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SfTile *self = SF_TILE (object);
  switch (id)
    {
    case PROP_TEXT: g_value_set_string (value, gtk_label_get_text (self->text)); break;
    case PROP_SUB: g_value_set_string (value, gtk_label_get_text (self->sub)); break;
    case PROP_ICON: g_value_set_string (value, gtk_image_get_icon_name (self->image)); break;
    case PROP_PRIMARY: g_value_set_boolean (value, gtk_widget_has_css_class (GTK_WIDGET (self), "primary")); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_text (SfTile *self, const char *text)
{
  gtk_label_set_text (self->text, text ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text ? text : "", -1);
}

static void
set_sub (SfTile *self, const char *sub)
{
  gtk_label_set_text (self->sub, sub ? sub : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sub), sub && *sub);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sub ? sub : "", -1);
}

static void
set_icon (SfTile *self, const char *icon)
{
  gtk_image_set_from_icon_name (self->image, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->image), icon != NULL);
}

static void
sf_tile_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SfTile *self = SF_TILE (object);
  switch (id)
    {
    case PROP_TEXT: set_text (self, g_value_get_string (value)); break;
    case PROP_SUB: set_sub (self, g_value_get_string (value)); break;
    case PROP_ICON: set_icon (self, g_value_get_string (value)); break;
    case PROP_PRIMARY:
      if (g_value_get_boolean (value))
        gtk_widget_add_css_class (GTK_WIDGET (self), "primary");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self), "primary");
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sf_tile_class_init (SfTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sf_tile_get_property;
  object_class->set_property = sf_tile_set_property;
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_SUB] = g_param_spec_string ("sub", NULL, NULL, NULL, flags);
  props[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, flags);
  props[PROP_PRIMARY] = g_param_spec_boolean ("primary", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, SfTile, image);
  gtk_widget_class_bind_template_child (widget_class, SfTile, text);
  gtk_widget_class_bind_template_child (widget_class, SfTile, sub);
}

static void
sf_tile_init (SfTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sf_tile_new (const char *text, const char *sub, const char *icon)
{
  return g_object_new (SF_TYPE_TILE, "text", text, "sub", sub, "icon", icon, NULL);
}
