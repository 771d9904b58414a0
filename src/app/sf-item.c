/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-item"
#include "app/sf-item.h"

typedef struct {
  SfRecord *record;   /* (owned) */
  gboolean pending;
} SfItemPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (SfItem, sf_item, G_TYPE_OBJECT)

enum { PROP_ID = 1, PROP_PENDING, N_PROPS };
static GParamSpec *props[N_PROPS];
static SfLang item_lang = SF_LANG_ZH_CN;

void
sf_item_set_lang (SfLang lang)
{
  item_lang = lang;
}

static void
sf_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SfItem *self = SF_ITEM (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_string (value, sf_item_get_id (self));
    break;
  case PROP_PENDING:
    g_value_set_boolean (value, sf_item_get_pending (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
sf_item_finalize (GObject *object)
{
  SfItemPrivate *priv = sf_item_get_instance_private (SF_ITEM (object));

  g_clear_pointer (&priv->record, sf_record_unref);
  G_OBJECT_CLASS (sf_item_parent_class)->finalize (object);
}

static void
sf_item_class_init (SfItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sf_item_get_property;
  object_class->finalize = sf_item_finalize;
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sf_item_init (SfItem *self)
{
}

/* The subclasses: property n is field n - 1. The base class answers for "id" and "pending" itself, since GObject asks the
 * class that installed a property. */
static void
field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SfItemPrivate *priv = sf_item_get_instance_private (SF_ITEM (object));
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (priv->record));
  guint field = prop_id - 1;

  g_return_if_fail (field < info->n_fields);
  if (sf_type_is_int (info->fields[field].type))
    g_value_set_int64 (value, sf_record_get_int (priv->record, field));
  else if (info->fields[field].type == SF_TYPE_LTEXT)
    g_value_set_string (value, sf_record_get_ltext (priv->record, field, item_lang));
  else
    g_value_set_string (value, sf_record_get_text (priv->record, field));
}

static void
kind_class_init (gpointer klass, gpointer data)
{
  SfKind kind = GPOINTER_TO_INT (data);
  const SfKindInfo *info = sf_kind_info (kind);

  SF_ITEM_CLASS (klass)->kind = kind;
  G_OBJECT_CLASS (klass)->get_property = field_get_property;
  for (guint i = 0; i < info->n_fields; i++) {
    g_autofree char *name = g_strdelimit (g_strdup (info->fields[i].name), "_", '-');
    GParamSpec *spec = sf_type_is_int (info->fields[i].type)
      ? g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, G_PARAM_READABLE)
      : g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE);
    g_object_class_install_property (G_OBJECT_CLASS (klass), i + 1, spec);
  }
}

/* "visit_status" becomes SfItemVisitStatus. */
static char *
class_name (const char *kind_name)
{
  GString *name = g_string_new ("SfItem");
  gboolean upper = TRUE;

  for (const char *p = kind_name; *p != 0; p++) {
    if (*p == '_') {
      upper = TRUE;
      continue;
    }
    g_string_append_c (name, upper ? g_ascii_toupper (*p) : *p);
    upper = FALSE;
  }
  return g_string_free (name, FALSE);
}

GType
sf_item_type_for (SfKind kind)
{
  static GType types[SF_N_KINDS];
  g_autofree char *name = NULL;
  GTypeInfo info = { 0 };

  g_return_val_if_fail (kind > SF_KIND_NONE && kind < SF_N_KINDS, G_TYPE_INVALID);
  if (types[kind] != 0)
    return types[kind];
  name = class_name (sf_kind_info (kind)->name);
  info.class_size = sizeof (SfItemClass);
  info.class_init = kind_class_init;
  info.class_data = GINT_TO_POINTER (kind);
  info.instance_size = sizeof (SfItem);
  types[kind] = g_type_register_static (SF_TYPE_ITEM, name, &info, 0);
  return types[kind];
}

SfItem *
sf_item_new (SfRecord *record, gboolean pending)
{
  SfItem *self;
  SfItemPrivate *priv;

  g_return_val_if_fail (record != NULL, NULL);
  self = g_object_new (sf_item_type_for (sf_record_get_kind (record)), NULL);
  priv = sf_item_get_instance_private (self);
  priv->record = sf_record_ref (record);
  priv->pending = pending;
  return self;
}

SfRecord *
sf_item_get_record (SfItem *self)
{
  SfItemPrivate *priv = sf_item_get_instance_private (self);

  g_return_val_if_fail (SF_IS_ITEM (self), NULL);
  return priv->record;
}

const char *
sf_item_get_id (SfItem *self)
{
  return sf_record_get_id (sf_item_get_record (self));
}

gboolean
sf_item_get_pending (SfItem *self)
{
  SfItemPrivate *priv = sf_item_get_instance_private (self);

  g_return_val_if_fail (SF_IS_ITEM (self), FALSE);
  return priv->pending;
}

gboolean
sf_item_equal (SfItem *a, SfItem *b)
{
  return sf_item_get_pending (a) == sf_item_get_pending (b) && sf_record_equal (sf_item_get_record (a), sf_item_get_record (b));
}
