/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing a person. The register is a file beside the database, because a database can come back from a backup. */
#define G_LOG_DOMAIN "sf-server-erase"
#include <string.h>

#include "store/sf-server-private.h"
#include "store/sf-side-file.h"

#define MAX_JOINED 10000

SfRecord *
sf_record_without_person (SfRecord *record)
{
  SfRecord *copy = sf_record_copy (record);
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (record));

  for (guint f = 0; f < info->n_fields; f++)
    if (info->fields[f].privacy != SF_PRIVACY_NONE && sf_record_has (copy, f))
      sf_record_unset (copy, f);
  /* What this version does not know may be anything. */
  sf_record_set_extra (copy, NULL);
  return copy;
}

gboolean
sf_server_store_is_erased (SfServerStore *self, const char *id, gboolean *erased, GError **error)
{
  gint64 n = 0;

  if (!sf_server_int (sf_server_query (self, error, "SELECT count(*) FROM erased WHERE id = $1", "t", id), 0, &n, error))
    return FALSE;
  *erased = n > 0;
  return TRUE;
}

static GPtrArray *
read_ids (SfStmt *stmt, GError **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    g_ptr_array_add (ids, g_strdup (sf_stmt_text (stmt, 0)));
  return step == SF_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

GPtrArray *
sf_server_store_erased_since (SfServerStore *self, gint64 since_ms, guint most, GError **error)
{
  return read_ids (sf_server_query (self, error, "SELECT id FROM erased WHERE at >= $1 ORDER BY at DESC, id LIMIT $2", "ii", since_ms, (gint64) most), error);
}

GPtrArray *
sf_server_store_erased_after (SfServerStore *self, gint64 since_ms, const char *after, guint most, GError **error)
{
  return read_ids (sf_server_query (self, error,
                                    "SELECT id FROM erased WHERE at >= $1 "
                                    "ORDER BY coalesce ((at, id) <= (SELECT at, id FROM erased WHERE id = $2), 0), at, id LIMIT $3",
                                    "iti", since_ms, after, (gint64) most), error);
}

/* The register is written first: an entry too many is harmless, one too few brings somebody back. */
static gboolean
append_register (SfServerStore *self, SfKind kind, const char *id, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "erased.log", NULL);
  g_autofree char *line = g_strdup_printf ("%s %s %" G_GINT64_FORMAT, sf_kind_info (kind)->name, id, self->now);

  if (sf_side_append (self->vfs, path, line, error))
    return TRUE;
  g_prefix_error (error, "Register of erasures: ");
  return FALSE;
}

/* Everything kept beside the record that might hold what was said of it. */
static gboolean
blank_traces (SfServerStore *self, const char *id, GError **error)
{
  g_autofree char *within = g_strconcat ("%", id, "%", NULL);

  return sf_server_run (self, error, "UPDATE journal SET body = NULL WHERE about = $1", "t", id)
         && sf_server_run (self, error, "UPDATE conflict SET value = NULL WHERE id = $1", "t", id)
         && sf_server_run (self, error, "UPDATE quarantine SET body = NULL WHERE body LIKE $1", "t", within);
}

static gboolean
erase_one (SfServerStore *self, SfKind kind, const char *id, gboolean with_register, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(SfStored) stored = sf_server_store_load (self, kind, id, &failed);
  gboolean ok = TRUE;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (with_register && !append_register (self, kind, id, error))
    return FALSE;
  if (stored != NULL && !stored->gone && kind == SF_KIND_CUSTOMER)
    ok = sf_server_store_remove (self, kind, id, error);
  else if (stored != NULL && !stored->gone)
    {
      g_autoptr(SfRecord) rest = sf_record_without_person (stored->record);

      ok = sf_server_store_put (self, rest, stored->stamps, stored->stub, NULL, error);
    }
  return ok && blank_traces (self, id, error)
         && sf_server_run (self, error, "INSERT INTO erased (id, kind, at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING", "tti", id, sf_kind_info (kind)->name, self->now);
}

/* Erases every record of @kind whose @field points to @id. */
static gboolean
erase_joined (SfServerStore *self, SfKind kind, guint field, const char *id, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .limit = MAX_JOINED };
  g_autoptr(GPtrArray) records = NULL;

  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = id };
  records = sf_table_query (self->db, &query, error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    if (!erase_one (self, kind, sf_record_get_id (records->pdata[i]), TRUE, error))
      return FALSE;
  return records != NULL;
}

static gboolean
erase_customer_rest (SfServerStore *self, const char *id, GError **error)
{
  SfQuery query = { .kind = SF_KIND_VISIT_STATUS, .n_conds = 1, .order = -1, .limit = MAX_JOINED };
  g_autoptr(GPtrArray) statuses = NULL;

  query.conds[0] = (SfCond) { .field = SF_VISIT_STATUS_CUSTOMER, .op = SF_OP_EQ, .s = id };
  statuses = sf_table_query (self->db, &query, error);
  for (guint i = 0; statuses != NULL && i < statuses->len; i++)
    {
      const char *visit = sf_record_get_text (statuses->pdata[i], SF_VISIT_STATUS_VISIT);

      if (!erase_one (self, SF_KIND_VISIT, visit, TRUE, error) || !erase_joined (self, SF_KIND_OUTCOME, SF_OUTCOME_VISIT, visit, error)
          || !erase_joined (self, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_VISIT, visit, error) || !erase_joined (self, SF_KIND_PUSH, SF_PUSH_VISIT, visit, error))
        return FALSE;
    }
  return statuses != NULL && erase_joined (self, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_CUSTOMER, id, error);
}

gboolean
sf_server_store_erase (SfServerStore *self, SfKind kind, const char *id, GError **error)
{
  g_assert (self->txn != NULL);
  if (kind == SF_KIND_CUSTOMER && !erase_customer_rest (self, id, error))
    return FALSE;
  return erase_one (self, kind, id, TRUE, error) && sf_server_store_audit (self, NULL, "erase", id, NULL, error);
}

gboolean
sf_server_erased_left (SfDb *db, SfKind kind, const char *id, gboolean *left, GError **error)
{
  g_autofree char *within = g_strconcat ("%", id, "%", NULL);
  GError *failed = NULL;
  g_autoptr(SfRecord) record = kind != SF_KIND_NONE ? sf_table_get (db, kind, id, &failed) : NULL;
  g_autoptr(SfRecord) rest = record != NULL ? sf_record_without_person (record) : NULL;
  gint64 n = 0;

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (!sf_server_int (sf_server_ask (db, error,
                                     "SELECT (SELECT count(*) FROM journal WHERE about = $1 AND body IS NOT NULL) + (SELECT count(*) FROM conflict WHERE id = $1 AND value IS NOT NULL) "
                                     "+ (SELECT count(*) FROM quarantine WHERE body LIKE $2)", "tt", id, within),
                      0, &n, error))
    return FALSE;
  *left = n > 0 || (record != NULL && (kind == SF_KIND_CUSTOMER || !sf_record_equal (record, rest)));
  return TRUE;
}

static gboolean
replay_line (SfServerStore *self, const char *line, GError **error)
{
  g_auto (GStrv) part = g_strsplit (line, " ", 3);
  SfKind kind = g_strv_length (part) == 3 ? sf_kind_lookup (part[0]) : SF_KIND_NONE;
  gboolean erased = FALSE, left = FALSE;

  /* A torn last line belongs to an erasure that was never committed nor promised. */
  if (kind == SF_KIND_NONE || !sf_uuid_is_valid (part[1]))
    return TRUE;
  if (!sf_server_store_is_erased (self, part[1], &erased, error))
    return FALSE;
  /* Known is not enough: what stood in a file that was copied about may be back. */
  if (erased && !sf_server_erased_left (self->db, kind, part[1], &left, error))
    return FALSE;
  return (erased && !left) || erase_one (self, kind, part[1], FALSE, error);
}

static gboolean
replay_all (SfServerStore *self, gpointer data, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (data, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (!replay_line (self, lines[i], error))
      return FALSE;
  return TRUE;
}

gboolean
sf_server_replay_erased (SfServerStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "erased.log", NULL);
  g_autoptr(GError) local = NULL;
  gsize len = 0;
  g_autofree char *text = sf_side_read (self->vfs, path, &len, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (text == NULL)
    return TRUE;
  return sf_server_transaction (self, replay_all, text, error);
}
