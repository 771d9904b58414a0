/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing a person. The register is a file beside the database, because a database can come back from a backup. */
#define G_LOG_DOMAIN "sf-server-erase"
#include <string.h>

#include "store/sf-server-person.h"
#include "store/sf-server-private.h"
#include "store/sf-side-file.h"

/* Set while somebody was erased and the file not written anew since. */
#define SCRUB_KEY "scrub"

/* Digits of a number that are the same with and without its country; characters from which on a word tells who it is. */
#define NUMBER_TAIL 9
#define SAYS_WHO 2

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

  return sf_server_store_set (self, SCRUB_KEY, "1", error) && sf_server_run (self, error, "UPDATE journal SET body = NULL WHERE about = $1", "t", id)
         && sf_server_run (self, error, "UPDATE conflict SET value = NULL WHERE id = $1", "t", id)
         && sf_server_run (self, error, "UPDATE quarantine SET body = NULL WHERE body LIKE $1", "t", within);
}

/* How a record is taken out: written into the register for ever, known from there already, or only because its time is over. */
typedef enum { ERASE_REGISTER, ERASE_REPLAY, ERASE_FORGET } Why;

static gboolean
remember (SfServerStore *self, SfKind kind, const char *id, GError **error)
{
  return sf_server_run (self, error, "INSERT INTO erased (id, kind, at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING", "tti", id, sf_kind_info (kind)->name, self->now);
}

/* What is nothing without the person disappears; what the house counts stays without them. */
static gboolean
blank_record (SfServerStore *self, SfStored *stored, GError **error)
{
  SfKind kind = sf_record_get_kind (stored->record);
  g_autoptr(SfRecord) rest = NULL;

  if (kind == SF_KIND_CUSTOMER || kind == SF_KIND_TWO_VALUES)
    return sf_server_store_remove (self, kind, sf_record_get_id (stored->record), error);
  rest = sf_record_without_person (stored->record);
  /* Nobody is left to be called. */
  if (kind == SF_KIND_FOLLOW_UP && g_strcmp0 (sf_record_get_text (rest, SF_FOLLOW_UP_STATE), "open") == 0)
    sf_record_set_text (rest, SF_FOLLOW_UP_STATE, "dropped");
  return sf_server_store_put (self, rest, stored->stamps, stored->stub, NULL, error);
}

static gboolean
erase_one (SfServerStore *self, SfKind kind, const char *id, Why why, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(SfStored) stored = sf_server_store_load (self, kind, id, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (why == ERASE_REGISTER && !append_register (self, kind, id, error))
    return FALSE;
  if (stored != NULL && !stored->gone && !blank_record (self, stored, error))
    return FALSE;
  return blank_traces (self, id, error) && (why == ERASE_FORGET || remember (self, kind, id, error));
}

/* What nobody could read is filed under nobody; it goes when it says what is known of this person. */
static gboolean
blank_unread (SfServerStore *self, const char *said, GError **error)
{
  const char *part = said;

  /* However the number was written: without the country. */
  if (*said == '+' && strlen (said) > NUMBER_TAIL)
    part = said + strlen (said) - NUMBER_TAIL;
  if (g_utf8_strlen (part, -1) < SAYS_WHO)
    return TRUE;
  return sf_server_run (self, error, "UPDATE quarantine SET body = NULL WHERE instr (body, $1) > 0", "t", part)
         && sf_server_run (self, error, "UPDATE journal SET body = NULL WHERE about IS NULL AND instr (body, $1) > 0", "t", part);
}

static gboolean
blank_unread_of (SfServerStore *self, SfRecord *record, GError **error)
{
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (record));

  for (guint f = 0; f < info->n_fields; f++)
    if (info->fields[f].privacy != SF_PRIVACY_NONE && !sf_type_is_int (info->fields[f].type) && !sf_record_is_null (record, f)
        && !blank_unread (self, sf_record_get_text (record, f), error))
      return FALSE;
  return TRUE;
}

static gboolean
erase_about (SfServerStore *self, GPtrArray *records, Why why, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    if (sf_kind_is_personal (sf_record_get_kind (records->pdata[i])) && !blank_unread_of (self, records->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (sf_kind_is_personal (sf_record_get_kind (records->pdata[i]))
        && !erase_one (self, sf_record_get_kind (records->pdata[i]), sf_record_get_id (records->pdata[i]), why, error))
      return FALSE;
  return TRUE;
}

gboolean
sf_server_store_erase (SfServerStore *self, SfKind kind, const char *id, GError **error)
{
  g_autoptr(GPtrArray) records = NULL;

  g_assert (self->txn != NULL);
  records = sf_server_store_about (self, kind, id, TRUE, error);
  /* The one asked for is in the register even where nothing is kept of it: a device may still bring it. */
  return records != NULL && erase_about (self, records, ERASE_REGISTER, error)
         && ((records->len > 0 && sf_kind_is_personal (kind)) || erase_one (self, kind, id, ERASE_REGISTER, error)) && sf_server_store_audit (self, NULL, "erase", id, NULL, error);
}

gboolean
sf_server_store_forget (SfServerStore *self, SfKind kind, const char *id, gboolean whole, GError **error)
{
  g_autoptr(GPtrArray) records = NULL;

  g_assert (self->txn != NULL);
  records = sf_server_store_about (self, kind, id, whole, error);
  return records != NULL && erase_about (self, records, ERASE_FORGET, error);
}

gboolean
sf_server_store_ban (SfServerStore *self, SfKind kind, const char *id, GError **error)
{
  gboolean erased = FALSE;

  if (!sf_server_store_is_erased (self, id, &erased, error))
    return FALSE;
  return erased || (append_register (self, kind, id, error) && remember (self, kind, id, error));
}

gboolean
sf_server_store_speaks_of_erased (SfServerStore *self, SfRecord *data, gboolean *erased, GError **error)
{
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (data));

  if (!sf_server_store_is_erased (self, sf_record_get_id (data), erased, error))
    return FALSE;
  for (guint f = 0; !*erased && f < info->n_fields; f++)
    {
      g_autofree char *id = NULL;

      if (info->fields[f].type != SF_TYPE_REF || sf_record_is_null (data, f) || !sf_kind_is_personal (info->fields[f].ref))
        continue;
      id = sf_server_store_resolve (self, sf_record_get_text (data, f), error);
      if (id == NULL || !sf_server_store_is_erased (self, id, erased, error))
        return FALSE;
    }
  return TRUE;
}

/* A loser's value that says something of a person; the state of a task does not. */
static gboolean
conflicts_left (SfDb *db, SfKind kind, const char *id, gboolean *left, GError **error)
{
  SfStmt *stmt = sf_server_ask (db, error, "SELECT field FROM conflict WHERE id = $1 AND value IS NOT NULL", "t", id);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      int field = kind != SF_KIND_NONE && !sf_stmt_is_null (stmt, 0) ? sf_field_lookup (kind, sf_stmt_text (stmt, 0)) : -1;

      *left = *left || field < 0 || sf_kind_info (kind)->fields[field].privacy != SF_PRIVACY_NONE;
    }
  return step == SF_STEP_DONE;
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
                                     "SELECT (SELECT count(*) FROM journal WHERE about = $1 AND body IS NOT NULL) + (SELECT count(*) FROM quarantine WHERE body LIKE $2)", "tt", id, within),
                      0, &n, error))
    return FALSE;
  *left = n > 0 || (record != NULL && (kind == SF_KIND_CUSTOMER || kind == SF_KIND_TWO_VALUES || !sf_record_equal (record, rest)));
  return conflicts_left (db, kind, id, left, error);
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
  return (erased && !left) || erase_one (self, kind, part[1], ERASE_REPLAY, error);
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

void
sf_server_store_scrub_below (SfServerStore *self, gint64 bytes)
{
  self->scrub_below = bytes;
}

gboolean
sf_server_store_scrub (SfServerStore *self, gboolean at_night, GError **error)
{
  g_autofree char *wanted = sf_server_store_get (self, SCRUB_KEY);

  g_assert (self->txn == NULL);
  if (g_strcmp0 (wanted, "1") != 0 || (!at_night && sf_db_size (self->db) >= self->scrub_below))
    return sf_db_checkpoint (self->db, error);
  return sf_db_vacuum (self->db, error) && sf_server_store_set (self, SCRUB_KEY, "0", error) && sf_db_checkpoint (self->db, error);
}
