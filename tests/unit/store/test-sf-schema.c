/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "store/sf-db.h"

typedef struct { char *dir, *path; SfDb *db; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("sf-schema-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "test.db", NULL);
  f->db = sf_db_open (f->path, SF_DB_READ_WRITE, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  const char *const names[] = { "test.db", "test.db-wal", "test.db-shm" };

  g_assert_true (sf_db_close (f->db, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->dir);
  g_free (f->path);
  g_free (f->dir);
}

static void
apply (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  SfTxn *txn = sf_db_begin (f->db, &error);

  g_assert_true (sf_schema_apply (f->db, &error));
  g_assert_no_error (error);
  g_assert_true (sf_txn_commit (txn, &error));
}

static void
put (Fixture *f, SfRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_table_put (f->db, record, 3, FALSE, &error));
  g_assert_no_error (error);
}

static char *
id_of (guint n)
{
  return g_strdup_printf ("00000000-0000-7000-8000-%012u", n);
}

/* Something for every field, different in each. */
static SfRecord *
full_record (SfKind kind, guint n)
{
  const SfKindInfo *info = sf_kind_info (kind);
  g_autofree char *id = id_of (n);
  SfRecord *record = sf_record_new (kind, id);

  for (guint i = 0; i < info->n_fields; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u'\"; %s 王小明", n * 100 + i, info->fields[i].name);
      const char *const entries[] = { "a", text, NULL };

      if (sf_type_is_int (info->fields[i].type))
        sf_record_set_int (record, i, G_MAXINT64 - i);
      else if (info->fields[i].type == SF_TYPE_LTEXT)
        sf_record_set_ltext (record, i, SF_LANG_ZH_TW, text);
      else if (info->fields[i].type == SF_TYPE_SET)
        sf_record_set_set (record, i, entries);
      else
        sf_record_set_text (record, i, text);
    }
  sf_record_set_extra (record, "{\"later\":1}");
  return record;
}

/* Generic over the registry: what is put comes back, for every kind and field. */
static void
test_every_kind (Fixture *f, gconstpointer data)
{
  apply (f);
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    {
      g_autoptr(SfRecord) record = full_record (kind, kind);
      g_autoptr(SfRecord) empty = NULL;
      g_autoptr(SfRecord) back = NULL;
      g_autoptr(GError) error = NULL;

      put (f, record);
      back = sf_table_get (f->db, kind, sf_record_get_id (record), &error);
      g_assert_no_error (error);
      g_assert_nonnull (back);
      g_assert_true (sf_record_equal (record, back));
      empty = sf_record_new (kind, sf_record_get_id (record));
      put (f, empty);
      g_clear_pointer (&back, sf_record_unref);
      back = sf_table_get (f->db, kind, sf_record_get_id (record), &error);
      g_assert_true (sf_record_equal (empty, back));
      g_assert_true (sf_table_remove (f->db, kind, sf_record_get_id (record), &error));
      g_assert_null (sf_table_get (f->db, kind, sf_record_get_id (record), &error));
      g_assert_no_error (error);
    }
}

/* A file of an older program: a field that came since becomes a column, and the rows stay. */
static void
test_new_field (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRecord) old = NULL;
  g_autoptr(SfRecord) record = full_record (SF_KIND_SETTING, 7);
  g_autoptr(SfRecord) back = NULL;

  g_assert_true (sf_db_exec (f->db,
    "CREATE TABLE \"k_setting\" (id TEXT PRIMARY KEY NOT NULL, \"key\" TEXT, x_extra TEXT, x_ver INTEGER NOT NULL, x_pending INTEGER NOT NULL, x_search TEXT) STRICT, WITHOUT ROWID;"
    "INSERT INTO k_setting VALUES ('00000000-0000-7000-8000-000000000001', 'ticket.skip4', NULL, 1, 0, NULL)", &error));
  apply (f);
  apply (f);   /* and again: nothing to do */
  old = sf_table_get (f->db, SF_KIND_SETTING, "00000000-0000-7000-8000-000000000001", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sf_record_get_text (old, SF_SETTING_KEY), ==, "ticket.skip4");
  g_assert_true (sf_record_is_null (old, SF_SETTING_VALUE));
  put (f, record);
  back = sf_table_get (f->db, SF_KIND_SETTING, sf_record_get_id (record), &error);
  g_assert_true (sf_record_equal (record, back));
}

static void
put_follow_up (Fixture *f, guint n, const char *due, const char *state, const char *customer)
{
  g_autofree char *id = id_of (n);
  g_autoptr(SfRecord) record = sf_record_new (SF_KIND_FOLLOW_UP, id);

  sf_record_set_text (record, SF_FOLLOW_UP_CONSULTANT, "c");
  sf_record_set_text (record, SF_FOLLOW_UP_DUE, due);
  sf_record_set_text (record, SF_FOLLOW_UP_STATE, state);
  if (customer != NULL)
    sf_record_set_text (record, SF_FOLLOW_UP_CUSTOMER, customer);
  put (f, record);
}

static char *
ids_of (Fixture *f, const SfQuery *query)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = sf_table_query (f->db, query, &error);
  GString *out = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      const char *id = sf_record_get_id (records->pdata[i]);

      g_string_append_c (out, id[strlen (id) - 1]);
    }
  return g_string_free (out, FALSE);
}

static void
test_query (Fixture *f, gconstpointer data)
{
  static const struct { SfQuery query; const char *expected; } cases[] = {
    { { .kind = SF_KIND_FOLLOW_UP, .order = -1 }, "12345" },
    { { .kind = SF_KIND_FOLLOW_UP, .order = -1, .descending = TRUE, .limit = 2 }, "54" },
    { { .kind = SF_KIND_FOLLOW_UP, .order = SF_FOLLOW_UP_DUE }, "31425" },
    { { .kind = SF_KIND_FOLLOW_UP, .conds = { { SF_FOLLOW_UP_STATE, SF_OP_EQ, 0, "open" }, { SF_FOLLOW_UP_DUE, SF_OP_LE, 0, "2026-11-22" } }, .n_conds = 2, .order = SF_FOLLOW_UP_DUE }, "31" },
    { { .kind = SF_KIND_FOLLOW_UP, .conds = { { SF_FOLLOW_UP_CUSTOMER, SF_OP_IS_NULL } }, .n_conds = 1, .order = -1 }, "125" },
    { { .kind = SF_KIND_FOLLOW_UP, .conds = { { SF_FOLLOW_UP_CUSTOMER, SF_OP_NOT_NULL } }, .n_conds = 1, .order = -1 }, "34" },
    { { .kind = SF_KIND_FOLLOW_UP, .conds = { { SF_FOLLOW_UP_CUSTOMER, SF_OP_NE, 0, "x" } }, .n_conds = 1, .order = -1 }, "1245" },
    { { .kind = SF_KIND_FOLLOW_UP, .conds = { { 0, SF_OP_ID, 0, "00000000-0000-7000-8000-000000000004" } }, .n_conds = 1, .order = -1 }, "4" },
    { { .kind = SF_KIND_FOLLOW_UP, .conds = { { SF_FOLLOW_UP_DUE, SF_OP_GT, 0, "2026-11-22" } }, .n_conds = 1, .order = -1 }, "25" },
    { { .kind = SF_KIND_FOLLOW_UP, .conds = { { SF_FOLLOW_UP_STATE, SF_OP_EQ, 0, "x' OR 'a'='a" } }, .n_conds = 1, .order = -1 }, "" },
  };

  apply (f);
  put_follow_up (f, 1, "2026-11-22", "open", NULL);
  put_follow_up (f, 2, "2026-11-23", "open", NULL);
  put_follow_up (f, 3, "2026-11-21", "open", "x");
  put_follow_up (f, 4, "2026-11-22", "done", "y");
  put_follow_up (f, 5, "2026-12-01", "open", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ids = ids_of (f, &cases[i].query);

      g_assert_cmpstr (ids, ==, cases[i].expected);
      if (cases[i].query.limit == 0)
        g_assert_cmpint (sf_table_count (f->db, &cases[i].query, NULL), ==, (gint64) strlen (cases[i].expected));
    }
}

static void
test_bad_query (Fixture *f, gconstpointer data)
{
  static const SfQuery bad[] = {
    { .kind = SF_KIND_NONE, .order = -1 },
    { .kind = SF_N_KINDS, .order = -1 },
    { .kind = SF_KIND_SETTING, .order = SF_SETTING_N_FIELDS },
    { .kind = SF_KIND_SETTING, .conds = { { SF_SETTING_N_FIELDS, SF_OP_EQ, 0, "x" } }, .n_conds = 1, .order = -1 },
    { .kind = SF_KIND_SETTING, .n_conds = SF_MAX_CONDS + 1, .order = -1 },
  };

  apply (f);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (sf_table_query (f->db, &bad[i], &error));
      g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CONSTRAINT);
      g_assert_cmpint (sf_table_count (f->db, &bad[i], NULL), ==, -1);
    }
}

static void
test_pending (Fixture *f, gconstpointer data)
{
  g_autoptr(GByteArray) pending = g_byte_array_new ();
  g_autoptr(GPtrArray) records = NULL;
  SfQuery query = { .kind = SF_KIND_SETTING, .order = -1 };

  apply (f);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(SfRecord) record = full_record (SF_KIND_SETTING, i);

      g_assert_true (sf_table_put (f->db, record, 0, i == 1, NULL));
    }
  records = sf_table_query_pending (f->db, &query, pending, NULL);
  g_assert_cmpuint (records->len, ==, 3);
  g_assert_cmpmem (pending->data, pending->len, "\0\1\0", 3);
}

static guint
found (Fixture *f, SfKind kind, const char *needle)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = sf_table_search (f->db, kind, needle, 0, &error);

  g_assert_no_error (error);
  return records->len;
}

static void
test_search (Fixture *f, gconstpointer data)
{
  g_autoptr(SfRecord) customer = sf_record_new (SF_KIND_CUSTOMER, "00000000-0000-7000-8000-000000000001");
  g_autoptr(SfRecord) consultant = sf_record_new (SF_KIND_CONSULTANT, "00000000-0000-7000-8000-000000000002");

  apply (f);
  sf_record_set_text (customer, SF_CUSTOMER_SURNAME, "王");
  sf_record_set_text (customer, SF_CUSTOMER_NAME, "Wang Ming");
  sf_record_set_text (customer, SF_CUSTOMER_PHONE, "+8613912345678");
  sf_record_set_text (customer, SF_CUSTOMER_PLATE, "沪A·12345");
  put (f, customer);
  sf_record_set_ltext (consultant, SF_CONSULTANT_NAME, SF_LANG_ZH_CN, "李静");
  sf_record_set_ltext (consultant, SF_CONSULTANT_NAME, SF_LANG_EN, "Jing Li");
  put (f, consultant);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, "5678"), ==, 1);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, "139 1234-5678"), ==, 1);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, "１３９"), ==, 1);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, "wang ming"), ==, 1);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, "沪a12345"), ==, 1);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, "王"), ==, 1);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, "%"), ==, 0);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, " "), ==, 0);
  g_assert_cmpuint (found (f, SF_KIND_CUSTOMER, "5678沪"), ==, 0);
  g_assert_cmpuint (found (f, SF_KIND_CONSULTANT, "jing"), ==, 1);
  g_assert_cmpuint (found (f, SF_KIND_CONSULTANT, "静"), ==, 1);
  g_assert_cmpuint (found (f, SF_KIND_CONSULTANT, "zh"), ==, 0);
  g_assert_cmpuint (found (f, SF_KIND_ROSTER, "a"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/schema/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("every-kind", test_every_kind);
  ADD ("new-field", test_new_field);
  ADD ("query", test_query);
  ADD ("bad-query", test_bad_query);
  ADD ("pending", test_pending);
  ADD ("search", test_search);
  return g_test_run ();
}
