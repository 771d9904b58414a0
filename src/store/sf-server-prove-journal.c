/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each device's journal against its own numbers and hashes (I3), and what devices told of themselves. */
#define G_LOG_DOMAIN "sf-server-prove"
#include <stdio.h>
#include <string.h>

#include "store/sf-server-prove-private.h"

typedef struct { gint64 from, to; } Range;

typedef struct {
  Prove *prove;
  GHashTable *gaps;          /* device → GArray of Range: holes that an incident explains */
  SfProvenDevice *now;       /* (nullable) whose mutations are being read */
  gint64 mid;                /* of the one before */
  guint8 h[SF_LINK_LEN];
  gboolean linked;           /* h is the link that the next one follows */
} Journal;

static void
range_free (gpointer data)
{
  g_array_unref (data);
}

static gboolean
read_gaps (Journal *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->prove->db, error, "SELECT dev, args FROM incident WHERE code = 'journal.gap' AND dev IS NOT NULL AND args IS NOT NULL", "");
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      const char *dev = sf_stmt_text (stmt, 0);
      GArray *known = g_hash_table_lookup (self->gaps, dev);
      Range range;

      if (sscanf (sf_stmt_text (stmt, 1), "%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT, &range.from, &range.to) != 2)
        continue;
      if (known == NULL)
        g_hash_table_insert (self->gaps, g_strdup (dev), known = g_array_new (FALSE, FALSE, sizeof (Range)));
      g_array_append_val (known, range);
    }
  return step == SF_STEP_DONE;
}

static gboolean
is_explained (Journal *self, const char *dev, gint64 mid)
{
  GArray *known = g_hash_table_lookup (self->gaps, dev);

  for (guint i = 0; known != NULL && i < known->len; i++)
    if (mid >= g_array_index (known, Range, i).from && mid <= g_array_index (known, Range, i).to)
      return TRUE;
  return FALSE;
}

/* Numbers that are not there, in runs. */
static void
look_at_hole (Journal *self, gint64 from, gint64 to)
{
  gint64 begin = 0;

  for (gint64 mid = from; mid <= to + 1; mid++)
    {
      gboolean lost = mid <= to && !is_explained (self, self->now->dev, mid);

      if (lost && begin == 0)
        begin = mid;
      if (lost || begin == 0)
        continue;
      prove_note_range (self->prove, SF_DAMAGE_JOURNAL_GAP, self->now->dev, begin, mid - 1);
      self->now->missing += mid - begin;
      begin = 0;
    }
}

static void
next_device (Journal *self, const char *dev, gint64 inc)
{
  SfProvenDevice *device = g_new0 (SfProvenDevice, 1);

  device->dev = g_strdup (dev);
  device->inc = inc;
  g_ptr_array_add (self->prove->proof->devices, device);
  self->now = device;
  self->mid = 0;
  memset (self->h, 0, sizeof self->h);
  self->linked = TRUE;
}

/* What comes after a hole continues a link that nobody has any more. */
static void
take_mutation (Journal *self, SfStmt *stmt)
{
  gint64 mid = sf_stmt_int (stmt, 2);
  gsize n = 0, len = 0;
  gconstpointer h = sf_stmt_bytes (stmt, 3, &n);
  const char *body = sf_stmt_is_null (stmt, 4) ? NULL : sf_stmt_bytes (stmt, 4, &len);
  guint8 expected[SF_LINK_LEN];

  if (mid > self->mid + 1)
    {
      look_at_hole (self, self->mid + 1, mid - 1);
      self->linked = FALSE;
    }
  if (body != NULL && self->linked)
    {
      sf_link (self->h, body, len, expected);
      self->prove->proof->n_bodies++;
      if (n != SF_LINK_LEN || memcmp (expected, h, SF_LINK_LEN) != 0)
        prove_note (self->prove, SF_DAMAGE_JOURNAL_BODY, self->now->dev, NULL, NULL, mid);
    }
  memset (self->h, 0, sizeof self->h);
  memcpy (self->h, h, MIN (n, sizeof self->h));
  self->linked = TRUE;
  self->mid = self->now->last = mid;
  self->prove->proof->n_mutations++;
}

static gboolean
end_device (Journal *self, GError **error)
{
  SfStmt *stmt;
  SfStep step;

  if (self->now == NULL)
    return TRUE;
  stmt = sf_server_ask (self->prove->db, error, "SELECT last_mid, last_h, seen_at FROM device WHERE dev = $1 AND inc = $2", "ti", self->now->dev, self->now->inc);
  step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  if (step == SF_STEP_ERROR)
    return FALSE;
  if (step == SF_STEP_ROW)
    {
      gint64 last = sf_stmt_int (stmt, 0);

      self->now->seen_ms = sf_stmt_int (stmt, 2);
      if (last > self->mid)
        look_at_hole (self, self->mid + 1, last);
      else if (last < self->mid || !prove_same (stmt, 1, self->h, sizeof self->h))
        prove_note (self->prove, SF_DAMAGE_JOURNAL_BODY, self->now->dev, NULL, NULL, self->mid);
      sf_stmt_reset (stmt);
    }
  else
    prove_note (self->prove, SF_DAMAGE_JOURNAL_BODY, self->now->dev, NULL, NULL, self->mid);
  return TRUE;
}

/* Portions: the device's own row is read between two of them. */
static gboolean
walk_device (Journal *self, const char *dev, gint64 inc, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->prove->db, error, "SELECT dev, inc, mid, h, body FROM journal WHERE scope = $1 AND dev = $2 AND inc = $3 ORDER BY mid", "tti",
                                SF_SCOPE_NAME_DEALER, dev, inc);
  SfStep step = SF_STEP_ERROR;

  next_device (self, dev, inc);
  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      take_mutation (self, stmt);
      prove_step (self->prove);
    }
  return step == SF_STEP_DONE && end_device (self, error);
}

static GPtrArray *
list_writers (Prove *prove, GError **error)
{
  SfStmt *stmt = sf_server_ask (prove->db, error, "SELECT dev, inc FROM device UNION SELECT DISTINCT dev, inc FROM journal", "");
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    g_ptr_array_add (all, g_strdup_printf ("%s %" G_GINT64_FORMAT, sf_stmt_text (stmt, 0), sf_stmt_int (stmt, 1)));
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

gboolean
prove_journal (Prove *prove, GError **error)
{
  Journal self = { .prove = prove };
  g_autoptr(GPtrArray) writers = list_writers (prove, error);
  gboolean ok = writers != NULL;

  self.gaps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, range_free);
  ok = ok && read_gaps (&self, error);
  for (guint i = 0; ok && i < writers->len; i++)
    {
      g_auto(GStrv) part = g_strsplit (writers->pdata[i], " ", 2);

      ok = walk_device (&self, part[0], g_ascii_strtoll (part[1], NULL, 10), error);
    }
  g_hash_table_unref (self.gaps);
  return ok;
}

/* What devices told at hello */

static gboolean
look_at_numbers (Prove *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->db, error,
                                "SELECT t.dev, t.last, t.ours, t.since, t.at, coalesce (d.last_mid, 0) FROM told t JOIN account a ON a.id = t.dev AND a.revoked_at = 0 "
                                "LEFT JOIN device d ON d.dev = t.dev AND d.inc = t.inc", "");
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gint64 last = sf_stmt_int (stmt, 1), ours = sf_stmt_int (stmt, 2), arrived = sf_stmt_int (stmt, 5);
      gboolean settled = self->options->now_ms - sf_stmt_int (stmt, 4) >= PROVE_SETTLED_MS || sf_stmt_int (stmt, 4) - sf_stmt_int (stmt, 3) >= PROVE_SETTLED_MS;

      if (last > arrived && settled)
        prove_note_range (self, SF_DAMAGE_DEVICE_AHEAD, sf_stmt_text (stmt, 0), arrived + 1, last);
      if (last < ours)
        prove_note_range (self, SF_DAMAGE_DEVICE_BEHIND, sf_stmt_text (stmt, 0), last + 1, ours);
    }
  return step == SF_STEP_DONE;
}

/* A replica that stands in another history, or twice where it stood although there was something to fetch. */
static gboolean
look_at_places (Prove *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->db, error,
                                "SELECT r.dev, r.seq, r.head, s.head, m.chain IS NULL OR m.chain <> r.chain, r.since, r.at, "
                                "EXISTS (SELECT 1 FROM event e WHERE e.scope = r.scope AND e.seq > r.seq AND e.bucket = r.bucket AND e.at < r.since) "
                                "FROM replica r JOIN told t ON t.dev = r.dev AND t.at = r.at JOIN account a ON a.id = r.dev AND a.revoked_at = 0 JOIN scope s ON s.id = r.scope "
                                "LEFT JOIN mark m ON m.scope = r.scope AND m.seq = r.head", "");
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gint64 head = sf_stmt_int (stmt, 2), ours = sf_stmt_int (stmt, 3), since = sf_stmt_int (stmt, 5), at = sf_stmt_int (stmt, 6);
      gboolean twice = at - since >= PROVE_SETTLED_MS;

      if ((head > ours || sf_stmt_int (stmt, 4) != 0) && (twice || self->options->now_ms - at >= PROVE_SETTLED_MS))
        prove_note (self, SF_DAMAGE_DEVICE_AHEAD, sf_stmt_text (stmt, 0), NULL, NULL, 0);
      else if (twice && sf_stmt_int (stmt, 7) != 0)
        prove_note (self, SF_DAMAGE_DEVICE_BEHIND, sf_stmt_text (stmt, 0), NULL, NULL, 0);
    }
  return step == SF_STEP_DONE;
}

gboolean
prove_devices (Prove *self, GError **error)
{
  return look_at_numbers (self, error) && look_at_places (self, error);
}
