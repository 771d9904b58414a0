/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one file that builds SQL from names: names of kinds and fields, which are constants of the registry. Values are bound. */
#define G_LOG_DOMAIN "sf-schema"
#include <string.h>

#include "base/sf-bytes.h"
#include "base/sf-limits.h"
#include "store/sf-db.h"

static const char *
column_type (const SfField *field)
{
  return sf_type_is_int (field->type) ? "INTEGER" : "TEXT";
}

static gboolean
exec_take (SfDb *db, char *sql, GError **error)
{
  gboolean ok = sf_db_exec (db, sql, error);

  g_free (sql);
  return ok;
}

gboolean
sf_db_set_version (SfDb *self, int version, GError **error)
{
  return exec_take (self, g_strdup_printf ("PRAGMA user_version=%d", version), error);   /* a pragma takes no parameters */
}

/* Tables */

static GHashTable *
read_columns (SfDb *db, const SfKindInfo *info, GError **error)
{
  SfStmt *stmt = sf_db_prepare (db, "SELECT name FROM pragma_table_info('k_' || $1)", error);
  g_autoptr(GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  SfStep step;

  if (stmt == NULL)
    return NULL;
  sf_stmt_bind_text (stmt, 1, info->name);
  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    g_hash_table_add (columns, g_strdup (sf_stmt_text (stmt, 0)));
  return step == SF_STEP_DONE ? g_steal_pointer (&columns) : NULL;
}

static gboolean
create_table (SfDb *db, const SfKindInfo *info, GError **error)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE TABLE \"k_%s\" (id TEXT PRIMARY KEY NOT NULL", info->name);
  for (guint i = 0; i < info->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\" %s", info->fields[i].name, column_type (&info->fields[i]));
  g_string_append (sql, ", x_extra TEXT, x_ver INTEGER NOT NULL, x_pending INTEGER NOT NULL, x_search TEXT) STRICT, WITHOUT ROWID");
  return exec_take (db, g_string_free (sql, FALSE), error);
}

/* Additive: what an older program made gets the columns of the fields that came since. Nothing is ever dropped. */
static gboolean
add_columns (SfDb *db, const SfKindInfo *info, GHashTable *columns, GError **error)
{
  for (guint i = 0; i < info->n_fields; i++)
    {
      const SfField *field = &info->fields[i];

      if (!g_hash_table_contains (columns, field->name)
          && !exec_take (db, g_strdup_printf ("ALTER TABLE \"k_%s\" ADD COLUMN \"%s\" %s", info->name, field->name, column_type (field)), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
create_indexes (SfDb *db, const SfKindInfo *info, GError **error)
{
  for (guint i = 0; i < info->n_fields; i++)
    {
      const SfField *field = &info->fields[i];

      if ((field->flags & SF_FLAG_IDX) != 0
          && !exec_take (db, g_strdup_printf ("CREATE INDEX IF NOT EXISTS \"k_%s_%s\" ON \"k_%s\" (\"%s\")", info->name, field->name, info->name, field->name), error))
        return FALSE;
    }
  return TRUE;
}

/* What the tables follow from: names, types and indexes of all kinds. */
static const char *
fingerprint (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      g_autoptr(GString) text = g_string_new (NULL);
      guint8 hash[SF_HASH_LEN];

      for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
        {
          const SfKindInfo *info = sf_kind_info (kind);

          g_string_append_printf (text, "%s:", info->name);
          for (guint i = 0; i < info->n_fields; i++)
            g_string_append_printf (text, "%s %s %d,", info->fields[i].name, column_type (&info->fields[i]), (info->fields[i].flags & SF_FLAG_IDX) != 0);
        }
      sf_sha256 (text->str, text->len, hash);
      g_once_init_leave (&once, (gsize) sf_hex (hash, sizeof hash));
    }
  return (const char *) once;
}

static gboolean
is_applied (SfDb *db, gboolean *applied, GError **error)
{
  SfStmt *stmt;
  SfStep step;

  if (!sf_db_exec (db, "CREATE TABLE IF NOT EXISTS registry (hash TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID", error))
    return FALSE;
  stmt = sf_db_prepare (db, "SELECT 1 FROM registry WHERE hash = $1", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, fingerprint ());
  step = sf_stmt_step (stmt, error);
  *applied = step == SF_STEP_ROW;
  sf_stmt_reset (stmt);
  return step != SF_STEP_ERROR;
}

static gboolean
apply_kinds (SfDb *db, GError **error)
{
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    {
      const SfKindInfo *info = sf_kind_info (kind);
      g_autoptr(GHashTable) columns = read_columns (db, info, error);
      gboolean ok;

      if (columns == NULL)
        return FALSE;
      ok = g_hash_table_size (columns) == 0 ? create_table (db, info, error) : add_columns (db, info, columns, error);
      if (!ok || !create_indexes (db, info, error))
        {
          g_prefix_error (error, "Table of %s: ", info->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* Looking at a hundred tables and indexes takes most of an opening: a file that was made by this registry says so. */
gboolean
sf_schema_apply (SfDb *db, GError **error)
{
  gboolean applied = FALSE;
  SfStmt *stmt;

  if (!is_applied (db, &applied, error))
    return FALSE;
  if (applied)
    return TRUE;
  if (!apply_kinds (db, error))
    return FALSE;
  stmt = sf_db_prepare (db, "INSERT INTO registry (hash) VALUES ($1)", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, fingerprint ());
  return sf_stmt_run (stmt, error);
}

/* Search */

/* What is compared: compatibility forms and case folded away, without spaces, hyphens and separators. */
static void
append_folded (GString *out, const char *text)
{
  g_autofree char *normal = text != NULL ? g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE) : NULL;
  g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : NULL;

  if (folded == NULL)
    return;
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c) && c != '-' && c != 0xb7 && c != '(' && c != ')')
        g_string_append_unichar (out, c);
    }
}

/* NULL when the kind has nothing to search. Fields stand between line ends, so that no needle spans two. */
static char *
search_text (const SfKindInfo *info, SfRecord *record)
{
  GString *out = NULL;

  for (guint i = 0; i < info->n_fields; i++)
    {
      if ((info->fields[i].flags & SF_FLAG_SEARCH) == 0)
        continue;
      if (out == NULL)
        out = g_string_new ("\n");
      if (sf_record_is_null (record, i))
        continue;
      if (info->fields[i].type != SF_TYPE_LTEXT)
        {
          append_folded (out, sf_record_get_text (record, i));
          g_string_append_c (out, '\n');
          continue;
        }
      for (SfLang lang = 0; lang < SF_N_LANGS; lang++)
        {
          append_folded (out, sf_record_get_ltext (record, i, lang));
          g_string_append_c (out, '\n');
        }
    }
  return out != NULL ? g_string_free (out, FALSE) : NULL;
}

/* Writing */

static char *
build_put (const SfKindInfo *info)
{
  GString *sql = g_string_new (NULL);
  guint n = info->n_fields;

  g_string_append_printf (sql, "INSERT OR REPLACE INTO \"k_%s\" (id", info->name);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (sql, ", \"%s\"", info->fields[i].name);
  g_string_append (sql, ", x_extra, x_ver, x_pending, x_search) VALUES ($1");
  for (guint i = 0; i < n + 4; i++)
    g_string_append_printf (sql, ", $%u", i + 2);
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

static char *
build_select (const SfKindInfo *info)
{
  GString *sql = g_string_new ("SELECT id");

  for (guint i = 0; i < info->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\"", info->fields[i].name);
  g_string_append_printf (sql, ", x_extra, x_pending FROM \"k_%s\"", info->name);
  return g_string_free (sql, FALSE);
}

/* Built once per kind and process; several workers may come at once. */
static const char *
cached_sql (SfKind kind, gsize cache[SF_N_KINDS], char *(*build) (const SfKindInfo *info))
{
  if (g_once_init_enter (&cache[kind]))
    g_once_init_leave (&cache[kind], (gsize) build (sf_kind_info (kind)));
  return (const char *) cache[kind];
}

static gsize put_cache[SF_N_KINDS], select_cache[SF_N_KINDS];

gboolean
sf_table_put (SfDb *db, SfRecord *record, gint64 ver, gboolean pending, GError **error)
{
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (record));
  g_autofree char *search = search_text (info, record);
  SfStmt *stmt = sf_db_prepare (db, cached_sql (info->kind, put_cache, build_put), error);
  int n = 1;

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, n++, sf_record_get_id (record));
  for (guint i = 0; i < info->n_fields; i++, n++)
    {
      if (sf_record_is_null (record, i))
        sf_stmt_bind_null (stmt, n);
      else if (sf_type_is_int (info->fields[i].type))
        sf_stmt_bind_int (stmt, n, sf_record_get_int (record, i));
      else
        sf_stmt_bind_text (stmt, n, sf_record_get_text (record, i));
    }
  sf_stmt_bind_text (stmt, n++, sf_record_get_extra (record));
  sf_stmt_bind_int (stmt, n++, ver);
  sf_stmt_bind_int (stmt, n++, pending ? 1 : 0);
  sf_stmt_bind_text (stmt, n, search);
  return sf_stmt_run (stmt, error);
}

gboolean
sf_table_remove (SfDb *db, SfKind kind, const char *id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM \"k_%s\" WHERE id = $1", sf_kind_info (kind)->name);
  SfStmt *stmt = sf_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, id);
  return sf_stmt_run (stmt, error);
}

/* Reading */

static SfRecord *
read_row (const SfKindInfo *info, SfStmt *stmt)
{
  SfRecord *record = sf_record_new (info->kind, sf_stmt_text (stmt, 0));

  for (guint i = 0; i < info->n_fields; i++)
    {
      if (sf_stmt_is_null (stmt, (int) i + 1))
        continue;
      if (sf_type_is_int (info->fields[i].type))
        sf_record_set_int (record, i, sf_stmt_int (stmt, (int) i + 1));
      else
        sf_record_set_text (record, i, sf_stmt_text (stmt, (int) i + 1));
    }
  if (!sf_stmt_is_null (stmt, (int) info->n_fields + 1))
    sf_record_set_extra (record, sf_stmt_text (stmt, (int) info->n_fields + 1));
  return record;
}

static GPtrArray *
read_all (const SfKindInfo *info, SfStmt *stmt, GByteArray *pending, GError **error)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  SfStep step;

  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      guint8 flag = sf_stmt_int (stmt, (int) info->n_fields + 2) != 0;

      g_ptr_array_add (records, read_row (info, stmt));
      if (pending != NULL)
        g_byte_array_append (pending, &flag, 1);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&records) : NULL;
}

SfRecord *
sf_table_get (SfDb *db, SfKind kind, const char *id, GError **error)
{
  g_autoptr(GPtrArray) records = NULL;
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .limit = 1 };

  query.conds[0] = (SfCond) { .op = SF_OP_ID, .s = id };
  records = sf_table_query (db, &query, error);
  return records != NULL && records->len > 0 ? sf_record_ref (records->pdata[0]) : NULL;
}

/* A query is written for every question: printf would take longer than the question. */
static void
append_name (GString *sql, const char *before, const char *name)
{
  g_string_append (sql, before);
  g_string_append_c (sql, '"');
  g_string_append (sql, name);
  g_string_append_c (sql, '"');
}

static void
append_place (GString *sql, const char *before, guint n)
{
  G_STATIC_ASSERT (SF_MAX_CONDS + 1 < 10);
  g_string_append (sql, before);
  g_string_append_c (sql, (char) ('0' + n));
}

static void
append_where (GString *sql, const SfQuery *query)
{
  static const char *const operators[] = {
    [SF_OP_EQ] = " = $", [SF_OP_NE] = " IS NOT $", [SF_OP_LT] = " < $", [SF_OP_LE] = " <= $", [SF_OP_GT] = " > $", [SF_OP_GE] = " >= $",
  };
  const SfKindInfo *info = sf_kind_info (query->kind);

  for (guint i = 0; i < query->n_conds; i++)
    {
      const SfCond *cond = &query->conds[i];

      g_string_append (sql, i == 0 ? " WHERE " : " AND ");
      if (cond->op == SF_OP_ID)
        {
          append_place (sql, "id = $", i + 1);
          continue;
        }
      append_name (sql, "", info->fields[cond->field].name);
      if (cond->op == SF_OP_IS_NULL || cond->op == SF_OP_NOT_NULL)
        g_string_append (sql, cond->op == SF_OP_IS_NULL ? " IS NULL" : " IS NOT NULL");
      else
        append_place (sql, operators[cond->op], i + 1);
    }
}

static void
bind_conds (SfStmt *stmt, const SfQuery *query)
{
  const SfKindInfo *info = sf_kind_info (query->kind);

  for (guint i = 0; i < query->n_conds; i++)
    {
      const SfCond *cond = &query->conds[i];

      if (cond->op == SF_OP_IS_NULL || cond->op == SF_OP_NOT_NULL)
        continue;
      if (cond->op != SF_OP_ID && sf_type_is_int (info->fields[cond->field].type))
        sf_stmt_bind_int (stmt, (int) i + 1, cond->i);
      else
        sf_stmt_bind_text (stmt, (int) i + 1, cond->s);
    }
}

static gboolean
check_query (const SfQuery *query, GError **error)
{
  const SfKindInfo *info;

  if (query->kind <= SF_KIND_NONE || query->kind >= SF_N_KINDS || query->n_conds > SF_MAX_CONDS)
    {
      g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CONSTRAINT, "A query names no kind or has too many conditions");
      return FALSE;
    }
  info = sf_kind_info (query->kind);
  for (guint i = 0; i < query->n_conds; i++)
    if (query->conds[i].op > SF_OP_ID || (query->conds[i].op != SF_OP_ID && query->conds[i].field >= info->n_fields))
      {
        g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CONSTRAINT, "A condition on %s names no field", info->name);
        return FALSE;
      }
  if (query->order >= (int) info->n_fields)
    {
      g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CONSTRAINT, "The order of %s names no field", info->name);
      return FALSE;
    }
  return TRUE;
}

GPtrArray *
sf_table_query_pending (SfDb *db, const SfQuery *query, GByteArray *pending, GError **error)
{
  g_autoptr(GString) sql = NULL;
  const SfKindInfo *info;
  const char *direction = query->descending ? " DESC" : " ASC";
  SfStmt *stmt;

  if (!check_query (query, error))
    return NULL;
  info = sf_kind_info (query->kind);
  sql = g_string_new (cached_sql (query->kind, select_cache, build_select));
  append_where (sql, query);
  if (query->order >= 0)
    {
      append_name (sql, " ORDER BY ", info->fields[query->order].name);
      g_string_append (sql, direction);
      g_string_append (sql, ", id");
    }
  else
    g_string_append (sql, " ORDER BY id");
  g_string_append (sql, direction);
  append_place (sql, " LIMIT $", query->n_conds + 1);
  stmt = sf_db_prepare (db, sql->str, error);
  if (stmt == NULL)
    return NULL;
  bind_conds (stmt, query);
  sf_stmt_bind_int (stmt, (int) query->n_conds + 1, query->limit > 0 ? query->limit : SF_MAX_QUERY);
  return read_all (info, stmt, pending, error);
}

GPtrArray *
sf_table_query (SfDb *db, const SfQuery *query, GError **error)
{
  return sf_table_query_pending (db, query, NULL, error);
}

gint64
sf_table_count (SfDb *db, const SfQuery *query, GError **error)
{
  g_autoptr(GString) sql = NULL;
  gint64 count;
  SfStmt *stmt;

  if (!check_query (query, error))
    return -1;
  sql = g_string_new (NULL);
  g_string_append_printf (sql, "SELECT count(*) FROM \"k_%s\"", sf_kind_info (query->kind)->name);
  append_where (sql, query);
  stmt = sf_db_prepare (db, sql->str, error);
  if (stmt == NULL)
    return -1;
  bind_conds (stmt, query);
  if (sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return -1;
  count = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return count;
}

GPtrArray *
sf_table_search (SfDb *db, SfKind kind, const char *needle, guint limit, GError **error)
{
  const SfKindInfo *info = sf_kind_info (kind);
  g_autoptr(GString) folded = g_string_new (NULL);
  g_autofree char *sql = NULL;
  SfStmt *stmt;

  append_folded (folded, needle);
  if (folded->len == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  sql = g_strconcat (cached_sql (kind, select_cache, build_select), " WHERE instr(x_search, $1) > 0 ORDER BY id DESC LIMIT $2", NULL);
  stmt = sf_db_prepare (db, sql, error);
  if (stmt == NULL)
    return NULL;
  sf_stmt_bind_text (stmt, 1, folded->str);
  sf_stmt_bind_int (stmt, 2, limit > 0 ? limit : SF_MAX_QUERY);
  return read_all (info, stmt, NULL, error);
}
