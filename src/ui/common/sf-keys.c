/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-keys"
#include "config.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language.h"

#include <string.h>

struct _SfKeys
{
  GtkWidget parent_instance;
  char *layout;
  GPtrArray *keys;   /* GtkButton, owned by the rows; the text is the widget's name */
};

G_DEFINE_FINAL_TYPE (SfKeys, sf_keys, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_LAYOUT };
enum { PRESSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_key_clicked (GtkButton *key, SfKeys *self)
{
  g_autofree char *text = g_strdup (gtk_widget_get_name (GTK_WIDGET (key)));
  g_signal_emit (self, signals[PRESSED], 0, text);
}

static const char *
label_of (const char *text)
{
  static const char *const signs[][2] = { { "{abc}", "ABC" }, { "{zhuyin}", "ㄅㄆㄇ" }, { "{pinyin}", "拼音" }, { "{123}", "123" }, { "{shift}", "Aa" } };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strcmp (text, signs[i][0]) == 0)
      return signs[i][1];
  if (strcmp (text, "{del}") == 0 || strcmp (text, "{bs}") == 0)
    return SF_ ("phone.del", "Delete");
  if (strcmp (text, "{space}") == 0)
    return SF_ ("key.space", "Space");
  if (strcmp (text, "{clear}") == 0)
    return SF_ ("phone.clear", "Clear");
  if (strcmp (text, "{undo}") == 0)
    return SF_ ("hand.undo", "Undo stroke");
  if (strcmp (text, "{hand}") == 0)
    return SF_ ("name.hand", "Handwrite");
  if (strcmp (text, "{forget}") == 0)
    return SF_ ("key.forget", "Forget words");
  if (strcmp (text, "{close}") == 0)
    return SF_ ("key.close", "Hide keys");
  return text;
}

/* What a key is called that shows no word; NULL: what it says. */
static const char *
name_of (const char *text)
{
  if (strcmp (text, "{bs}") == 0)
    return SF_ ("phone.del", "Delete");
  return strcmp (text, "{shift}") == 0 ? SF_ ("key.shift", "Capitals") : NULL;
}

static GtkWidget *
make_key (SfKeys *self, const char *text)
{
  const char *label = label_of (text), *name = name_of (text);
  GtkWidget *key;

  if (strcmp (text, "{_}") == 0)
    {
      key = gtk_label_new (NULL);
      gtk_widget_add_css_class (key, "key-gap");
      gtk_accessible_update_state (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      return key;
    }
  if (strcmp (text, "{bs}") == 0)
    {
      key = gtk_button_new_from_icon_name ("sf-delete-symbolic");
      text = "{del}";
    }
  else
    key = gtk_button_new_with_label (label);
  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_name (key, text);
  gtk_widget_add_css_class (key, "key");
  if (text[0] == '{')
    gtk_widget_add_css_class (key, "function");
  else
    gtk_widget_add_css_class (key, "num");
  g_signal_connect (key, "clicked", G_CALLBACK (on_key_clicked), self);
  g_ptr_array_add (self->keys, key);
  return key;
}

static void
clear (SfKeys *self)
{
  GtkWidget *child;
  g_ptr_array_set_size (self->keys, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
}

/* The place of the key that has the focus, or -1. */
static int
focused (SfKeys *self)
{
  for (guint i = 0; i < self->keys->len; i++)
    if (gtk_widget_has_focus (self->keys->pdata[i]))
      return (int) i;
  return -1;
}

/* Whoever goes through the keys without a finger stays at their place among the new ones. */
static void
focus_again (SfKeys *self, int place)
{
  if (place >= 0 && self->keys->len > 0)
    gtk_widget_grab_focus (self->keys->pdata[MIN ((guint) place, self->keys->len - 1)]);
}

void
sf_keys_set_layout (SfKeys *self, const char *layout)
{
  g_return_if_fail (SF_IS_KEYS (self));
  const int place = focused (self);
  clear (self);
  g_free (self->layout);
  self->layout = g_strdup (layout);
  if (!layout)
    return;

  g_auto (GStrv) rows = g_strsplit (layout, "/", -1);
  for (guint r = 0; rows[r]; r++)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      g_auto (GStrv) keys = g_strsplit (rows[r], " ", -1);
      gtk_widget_add_css_class (row, "key-row");
      gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
      for (guint k = 0; keys[k]; k++)
        if (*keys[k])
          gtk_box_append (GTK_BOX (row), make_key (self, keys[k]));
      gtk_widget_set_parent (row, GTK_WIDGET (self));
    }
  focus_again (self, place);
}

static void
sf_keys_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LAYOUT)
    g_value_set_string (value, SF_KEYS (object)->layout);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sf_keys_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LAYOUT)
    sf_keys_set_layout (SF_KEYS (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sf_keys_dispose (GObject *object)
{
  clear (SF_KEYS (object));
  G_OBJECT_CLASS (sf_keys_parent_class)->dispose (object);
}

static void
sf_keys_finalize (GObject *object)
{
  SfKeys *self = SF_KEYS (object);
  g_free (self->layout);
  g_ptr_array_unref (self->keys);
  G_OBJECT_CLASS (sf_keys_parent_class)->finalize (object);
}

static void
sf_keys_class_init (SfKeysClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sf_keys_get_property;
  object_class->set_property = sf_keys_set_property;
  object_class->dispose = sf_keys_dispose;
  object_class->finalize = sf_keys_finalize;
  g_object_class_install_property (object_class, PROP_LAYOUT,
    g_param_spec_string ("layout", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  signals[PRESSED] = g_signal_new ("pressed", SF_TYPE_KEYS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "keys");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sf_keys_init (SfKeys *self)
{
  self->keys = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
sf_keys_new (const char *layout)
{
  return g_object_new (SF_TYPE_KEYS, "layout", layout, NULL);
}

void
sf_keys_take_focus (SfKeys *self)
{
  focus_again (self, 0);
}

gboolean
sf_keys_press (SfKeys *self, const char *text)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      GtkWidget *key = self->keys->pdata[i];
      if (g_strcmp0 (gtk_widget_get_name (key), text) != 0)
        continue;
      if (!gtk_widget_is_sensitive (key))
        return FALSE;
      g_signal_emit (self, signals[PRESSED], 0, text);
      return TRUE;
    }
  return FALSE;
}

void
sf_keys_set_allowed (SfKeys *self, const char *allowed)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      const char *text = gtk_widget_get_name (self->keys->pdata[i]);
      gtk_widget_set_sensitive (self->keys->pdata[i], !allowed || text[0] == '{' || strstr (allowed, text) != NULL);
    }
}
