/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sf-item.h"

static char *
property_name (const SfField *field)
{
  return g_strdelimit (g_strdup (field->name), "_", '-');
}

/* Every kind has a class, every field a property that tells the record's value. */
static void
test_every_field (void)
{
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++) {
    const SfKindInfo *info = sf_kind_info (kind);
    g_autoptr(SfRecord) record = sf_record_new (kind, "00000000-0000-7000-8000-000000000001");
    g_autoptr(SfItem) item = NULL;

    for (guint i = 0; i < info->n_fields; i++) {
      if (sf_type_is_int (info->fields[i].type))
        sf_record_set_int (record, i, 1000 + i);
      else if (info->fields[i].type == SF_TYPE_LTEXT)
        sf_record_set_ltext (record, i, SF_LANG_EN, "words");
      else
        sf_record_set_text (record, i, "text");
    }
    item = sf_item_new (record, FALSE);
    g_assert_true (G_OBJECT_TYPE (item) == sf_item_type_for (kind));
    for (guint i = 0; i < info->n_fields; i++) {
      g_autofree char *name = property_name (&info->fields[i]);
      g_autofree char *text = NULL;
      gint64 value = 0;

      g_object_get (item, name, sf_type_is_int (info->fields[i].type) ? (gpointer) &value : (gpointer) &text, NULL);
      if (sf_type_is_int (info->fields[i].type))
        g_assert_cmpint (value, ==, 1000 + i);
      else
        g_assert_cmpstr (text, ==, info->fields[i].type == SF_TYPE_LTEXT ? "words" : "text");
    }
  }
}

static void
test_base_properties (void)
{
  g_autoptr(SfRecord) record = sf_record_new (SF_KIND_VISIT, "00000000-0000-7000-8000-000000000001");
  g_autoptr(SfItem) item = sf_item_new (record, TRUE);
  g_autoptr(SfItem) same = sf_item_new (record, TRUE);
  g_autoptr(SfItem) delivered = sf_item_new (record, FALSE);
  g_autofree char *id = NULL;
  gboolean pending = FALSE;

  g_object_get (item, "id", &id, "pending", &pending, NULL);
  g_assert_cmpstr (id, ==, "00000000-0000-7000-8000-000000000001");
  g_assert_true (pending);
  g_assert_true (sf_item_equal (item, same));
  g_assert_false (sf_item_equal (item, delivered));
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (item), ==, "SfItemVisit");
}

static void
test_language (void)
{
  g_autoptr(SfRecord) record = sf_record_new (SF_KIND_MODEL, "00000000-0000-7000-8000-000000000001");
  g_autoptr(SfItem) item = NULL;
  g_autofree char *zh = NULL;
  g_autofree char *en = NULL;

  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_ZH_CN, "星河 S7");
  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_EN, "Galaxy S7");
  item = sf_item_new (record, FALSE);
  sf_item_set_lang (SF_LANG_ZH_CN);
  g_object_get (item, "name", &zh, NULL);
  sf_item_set_lang (SF_LANG_EN);
  g_object_get (item, "name", &en, NULL);
  g_assert_cmpstr (zh, ==, "星河 S7");
  g_assert_cmpstr (en, ==, "Galaxy S7");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/item/every-field", test_every_field);
  g_test_add_func ("/app/item/base", test_base_properties);
  g_test_add_func ("/app/item/language", test_language);
  return g_test_run ();
}
