/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records against their buckets and typed rows, and against those who were erased (I7). */
#define G_LOG_DOMAIN "sf-server-prove"
#include <string.h>

#include "store/sf-server-prove-private.h"
#include "wire/sf-codec.h"

typedef struct { char *scope, *kind, *id; SfKind known; SfRecord *record; gboolean stub; } Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_clear_pointer (&row->record, sf_record_unref);
  g_free (row->scope);
  g_free (row->kind);
  g_free (row->id);
  g_free (row);
}

/* In portions: other statements run between them. */
#define PORTION 1000

static GPtrArray *
read_portion (Prove *self, const Row *after, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->db, error,
                                "SELECT scope, kind, id, data, stub FROM rec WHERE gone = 0 AND (scope, kind, id) > ($1, $2, $3) ORDER BY scope, kind, id LIMIT $4", "ttti",
                                after ? after->scope : "", after ? after->kind : "", after ? after->id : "", (gint64) PORTION);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      Row *row = g_new0 (Row, 1);
      gsize len = 0;
      const char *data = sf_stmt_bytes (stmt, 3, &len);

      row->scope = g_strdup (sf_stmt_text (stmt, 0));
      row->kind = g_strdup (sf_stmt_text (stmt, 1));
      row->id = g_strdup (sf_stmt_text (stmt, 2));
      row->known = sf_kind_lookup (row->kind);
      row->stub = sf_stmt_int (stmt, 4) != 0;
      row->record = row->known != SF_KIND_NONE ? sf_codec_record_from_json (row->known, row->id, data, len, NULL) : NULL;
      g_ptr_array_add (rows, row);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/* A row is carried by exactly the buckets that its kind and owner name; one that waits for its creation by none. */
static gboolean
look_at_buckets (Prove *self, const Row *row, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->db, error, "SELECT bucket FROM feed WHERE scope = $1 AND kind = $2 AND id = $3 AND gone = 0", "ttt", row->scope, row->kind, row->id);
  g_autoptr(GPtrArray) may = row->stub ? g_ptr_array_new_with_free_func (g_free) : sf_server_buckets_of_record (row->record);
  SfStep step = SF_STEP_ERROR;
  guint carried = 0, matching = 0;
  g_autofree char *wrong = NULL;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      const char *bucket = sf_stmt_text (stmt, 0);

      carried++;
      if (g_ptr_array_find_with_equal_func (may, bucket, g_str_equal, NULL))
        matching++;
      else if (wrong == NULL)
        wrong = g_strdup (bucket);
    }
  if (step != SF_STEP_DONE)
    return FALSE;
  if (wrong != NULL)
    prove_note (self, SF_DAMAGE_ROW_BUCKET, wrong, row->kind, row->id, 0);
  else if (carried == 0 && may->len > 0)
    prove_note (self, SF_DAMAGE_ROW_EXTRA, may->pdata[0], row->kind, row->id, 0);
  else if (matching < may->len)
    prove_note (self, SF_DAMAGE_ROW_MISSING, may->pdata[0], row->kind, row->id, 0);
  return TRUE;
}

/* What people are shown comes from the typed row: it says what the bytes say. */
static gboolean
look_at_typed (Prove *self, const Row *row, GError **error)
{
  GError *failed = NULL;
  g_autoptr(SfRecord) typed = sf_table_get (self->db, row->known, row->id, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (typed == NULL)
    prove_note (self, SF_DAMAGE_ROW_MISSING, row->kind, row->kind, row->id, 0);
  else if (!sf_record_equal (typed, row->record))
    prove_note (self, SF_DAMAGE_ROW_ALTERED, row->kind, row->kind, row->id, 0);
  return TRUE;
}

static gboolean
count_typed (Prove *self, const gint64 *live, GError **error)
{
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    {
      SfQuery query = { .kind = kind, .order = -1 };
      gint64 n = sf_table_count (self->db, &query, error);

      if (n < 0)
        return FALSE;
      if (n > live[kind])
        prove_note (self, SF_DAMAGE_ROW_EXTRA, sf_kind_info (kind)->name, sf_kind_info (kind)->name, NULL, 0);
    }
  return TRUE;
}

gboolean
prove_rows (Prove *self, GError **error)
{
  g_autofree gint64 *live = g_new0 (gint64, SF_N_KINDS);
  g_autoptr(GPtrArray) before = NULL;
  gboolean more = TRUE;

  while (more)
    {
      const Row *after = before != NULL ? before->pdata[before->len - 1] : NULL;
      GPtrArray *rows = read_portion (self, after, error);

      if (rows == NULL)
        return FALSE;
      for (guint i = 0; i < rows->len; i++)
        {
          const Row *row = rows->pdata[i];

          self->proof->n_rows++;
          prove_step (self);
          /* A kind of a later version is kept as it is. */
          if (row->known == SF_KIND_NONE)
            continue;
          live[row->known]++;
          if (row->record == NULL)
            prove_note (self, SF_DAMAGE_ROW_ALTERED, row->kind, row->kind, row->id, 0);
          else if (!look_at_buckets (self, row, error) || !look_at_typed (self, row, error))
            return FALSE;
        }
      more = rows->len == PORTION;
      g_clear_pointer (&before, g_ptr_array_unref);
      before = rows;
    }
  return count_typed (self, live, error);
}

/* Erased people */

typedef struct { char *id; SfKind kind; } Erased;

static void
erased_free (gpointer data)
{
  Erased *erased = data;

  g_free (erased->id);
  g_free (erased);
}

static GPtrArray *
read_erased (Prove *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->db, error, "SELECT id, kind FROM erased ORDER BY id", "");
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (erased_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      Erased *erased = g_new0 (Erased, 1);

      erased->id = g_strdup (sf_stmt_text (stmt, 0));
      erased->kind = sf_kind_lookup (sf_stmt_text (stmt, 1));
      g_ptr_array_add (all, erased);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

/* Lines of the register that the database does not know: somebody came back with an old copy. */
static gboolean
look_at_register (Prove *self, GError **error)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (self->options->erased_log == NULL || !g_file_get_contents (self->options->erased_log, &text, NULL, NULL))
    return TRUE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) part = g_strsplit (lines[i], " ", 3);
      gint64 n = 0;

      if (g_strv_length (part) != 3 || sf_kind_lookup (part[0]) == SF_KIND_NONE || !sf_uuid_is_valid (part[1]))
        continue;
      if (!sf_server_int (sf_server_ask (self->db, error, "SELECT count(*) FROM erased WHERE id = $1", "t", part[1]), 0, &n, error))
        return FALSE;
      if (n == 0)
        prove_note (self, SF_DAMAGE_ERASED, "", part[0], part[1], 0);
    }
  return TRUE;
}

gboolean
prove_erased (Prove *self, GError **error)
{
  g_autoptr(GPtrArray) all = read_erased (self, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const Erased *erased = all->pdata[i];
      gboolean left = FALSE;

      if (!sf_server_erased_left (self->db, erased->kind, erased->id, &left, error))
        return FALSE;
      self->proof->n_erased++;
      if (left)
        prove_note (self, SF_DAMAGE_ERASED, "", erased->kind != SF_KIND_NONE ? sf_kind_info (erased->kind)->name : NULL, erased->id, 0);
    }
  return all != NULL && look_at_register (self, error);
}
