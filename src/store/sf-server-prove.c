/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-prove"
#include "store/sf-server-prove-private.h"

#include <string.h>

const char *
sf_damage_name (SfDamage damage)
{
  static const char *const names[SF_N_DAMAGES] = { "file", "event-gap", "mark-gap", "chain", "journal-gap", "journal-body", "row-altered", "row-missing", "row-extra",
                                                   "row-bucket", "sum", "replica", "device-ahead", "device-behind", "erased" };

  g_assert (damage < SF_N_DAMAGES);
  return names[damage];
}

static void
finding_free (gpointer data)
{
  SfFinding *self = data;

  g_free (self->where);
  g_free (self->kind);
  g_free (self->id);
  g_free (self);
}

static void
device_free (gpointer data)
{
  SfProvenDevice *self = data;

  g_free (self->dev);
  g_free (self);
}

void
sf_proof_free (SfProof *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->findings);
  g_ptr_array_unref (self->devices);
  g_free (self);
}

gboolean
sf_proof_found (const SfProof *self, SfDamage damage)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (((SfFinding *) self->findings->pdata[i])->damage == damage)
      return TRUE;
  return FALSE;
}

static SfFinding *
finding_of (Prove *self, SfDamage damage, const char *where)
{
  GPtrArray *all = self->proof->findings;
  SfFinding *made;

  for (guint i = 0; i < all->len; i++)
    {
      SfFinding *known = all->pdata[i];

      if (known->damage == damage && strcmp (known->where, where) == 0)
        return known;
    }
  made = g_new0 (SfFinding, 1);
  made->damage = damage;
  made->where = g_strdup (where);
  g_ptr_array_add (all, made);
  return made;
}

static void
widen (SfFinding *finding, gint64 from, gint64 to)
{
  finding->from = finding->from == 0 ? from : MIN (finding->from, from);
  finding->to = MAX (finding->to, to);
}

void
prove_note (Prove *self, SfDamage damage, const char *where, const char *kind, const char *id, gint64 number)
{
  SfFinding *finding = finding_of (self, damage, where);

  finding->n++;
  if (finding->id == NULL && id != NULL)
    {
      finding->kind = g_strdup (kind);
      finding->id = g_strdup (id);
    }
  widen (finding, number, number);
}

void
prove_note_range (Prove *self, SfDamage damage, const char *where, gint64 from, gint64 to)
{
  SfFinding *finding = finding_of (self, damage, where);

  finding->n += (guint) MIN (to - from + 1, G_MAXINT32);
  widen (finding, from, to);
}

void
prove_step (Prove *self)
{
  self->done++;
  if (self->options->progress != NULL && self->done % 512 == 0)
    self->options->progress (MIN (self->done, self->total), self->total, self->options->data);
}

gboolean
prove_same (SfStmt *stmt, int column, gconstpointer bytes, gsize n)
{
  gsize len = 0;
  gconstpointer ours = sf_stmt_bytes (stmt, column, &len);

  return len == n && memcmp (ours, bytes, n) == 0;
}

static gboolean
count_work (Prove *self, GError **error)
{
  return sf_server_int (sf_server_ask (self->db, error,
                                       "SELECT (SELECT count(*) FROM event) + 2 * (SELECT count(*) FROM rec) + (SELECT count(*) FROM journal)", ""),
                        0, &self->total, error);
}

static gboolean
prove_parts (Prove *self, GError **error)
{
  guint parts = self->options->parts;

  if (!count_work (self, error))
    return FALSE;
  for (guint i = 0; (parts & SF_PROVE_HISTORY) && i < SF_SERVER_N_SCOPES; i++)
    if (!prove_history (self, sf_server_scopes[i], error))
      return FALSE;
  return (!(parts & SF_PROVE_ROWS) || prove_rows (self, error)) && (!(parts & SF_PROVE_JOURNAL) || prove_journal (self, error))
         && (!(parts & SF_PROVE_DEVICES) || prove_devices (self, error)) && (!(parts & SF_PROVE_ERASED) || prove_erased (self, error));
}

/* Damaged pages are a finding like others; what else can still be read is looked at all the same. */
static gboolean
is_damage (const GError *error)
{
  return error->domain == SF_STORE_ERROR && error->code == SF_STORE_ERROR_CORRUPT;
}

SfProof *
sf_server_prove (SfDb *db, const SfProveOptions *options, GError **error)
{
  g_autoptr(SfProof) proof = g_new0 (SfProof, 1);
  Prove self = { .db = db, .options = options, .proof = proof, .total = 1 };
  g_autoptr(GError) failed = NULL;
  g_autoptr(SfTxn) txn = NULL;

  proof->findings = g_ptr_array_new_with_free_func (finding_free);
  proof->devices = g_ptr_array_new_with_free_func (device_free);
  if (!sf_db_is_in_transaction (db))
    txn = sf_db_begin (db, &failed);
  if (failed == NULL && (options->parts & SF_PROVE_FILE) && !sf_db_integrity_check (db, &failed) && is_damage (failed))
    {
      prove_note (&self, SF_DAMAGE_FILE, "", NULL, NULL, 0);
      g_clear_error (&failed);
    }
  if (failed == NULL && !prove_parts (&self, &failed) && is_damage (failed))
    {
      prove_note (&self, SF_DAMAGE_FILE, "", NULL, NULL, 0);
      g_clear_error (&failed);
    }
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  if (options->progress != NULL)
    options->progress (self.total, self.total, options->data);
  return g_steal_pointer (&proof);
}
