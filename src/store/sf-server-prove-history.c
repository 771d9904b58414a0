/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events, marks, feed and sums of a scope (I10, I11), and what each replica was at the moment it told its sum. */
#define G_LOG_DOMAIN "sf-server-prove"
#include <string.h>

#include "store/sf-server-prove-private.h"

typedef struct { gint64 n; guint8 sum[SF_LINK_LEN]; } Sum;
typedef struct { gint64 seq; gboolean gone, seen; guint8 hash[SF_LINK_LEN]; } Place;
typedef struct { char *dev, *bucket; gint64 seq, n; guint8 sum[SF_LINK_LEN]; } Told;

typedef struct {
  Prove *prove;
  const char *scope;
  GHashTable *places;        /* "bucket\nkind\nid" → Place: the feed as the events make it */
  GHashTable *sums;          /* bucket → Sum */
  GPtrArray *told;           /* by seq */
  guint next;                /* of told */
  gint64 first;              /* oldest event that is kept */
  gint64 head, at;
  guint8 chain[SF_CHAIN_LEN];
  gboolean marked, broken;   /* the last event has a mark; a hole makes every later chain worthless */
} History;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_free (told->dev);
  g_free (told->bucket);
  g_free (told);
}

static Sum *
sum_of (GHashTable *sums, const char *bucket)
{
  Sum *sum = g_hash_table_lookup (sums, bucket);

  if (sum == NULL)
    g_hash_table_insert (sums, g_strdup (bucket), sum = g_new0 (Sum, 1));
  return sum;
}

static void
add (Sum *sum, int count, const guint8 hash[SF_LINK_LEN])
{
  sum->n += count;
  for (guint i = 0; i < SF_LINK_LEN; i++)
    sum->sum[i] ^= hash[i];
}

static char *
key_of (const char *bucket, const char *kind, const char *id)
{
  return g_strjoin ("\n", bucket, kind, id, NULL);
}

/* What devices told at their last hello, where they stood at a head: there a replica is the bucket of that moment. */
static gboolean
read_told (History *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->prove->db, error,
                                "SELECT r.dev, r.bucket, r.sum_seq, r.n, r.sum FROM replica r JOIN told t ON t.dev = r.dev AND t.at = r.at JOIN account a ON a.id = r.dev AND a.revoked_at = 0 "
                                "WHERE r.scope = $1 AND r.sum IS NOT NULL ORDER BY r.sum_seq", "t", self->scope);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      Told *told = g_new0 (Told, 1);
      gsize len = 0;
      gconstpointer sum = sf_stmt_bytes (stmt, 4, &len);

      told->dev = g_strdup (sf_stmt_text (stmt, 0));
      told->bucket = g_strdup (sf_stmt_text (stmt, 1));
      told->seq = sf_stmt_int (stmt, 2);
      told->n = sf_stmt_int (stmt, 3);
      memcpy (told->sum, sum, MIN (len, sizeof told->sum));
      g_ptr_array_add (self->told, told);
    }
  return step == SF_STEP_DONE;
}

/* Everything told of places before @seq. */
static void
compare_told (History *self, gint64 seq)
{
  for (; self->next < self->told->len; self->next++)
    {
      const Told *told = self->told->pdata[self->next];
      const Sum *sum;

      if (told->seq >= seq)
        return;
      /* Of a time whose events are not kept any more, or will never be. */
      if (self->first > 1 || told->seq > self->head)
        continue;
      sum = sum_of (self->sums, told->bucket);
      self->prove->proof->n_replicas++;
      if (sum->n != told->n || memcmp (sum->sum, told->sum, SF_LINK_LEN) != 0)
        prove_note (self->prove, SF_DAMAGE_REPLICA, told->dev, NULL, NULL, told->seq);
    }
}

static void
take_event (History *self, SfStmt *stmt, const guint8 *hash)
{
  const char *bucket = sf_stmt_text (stmt, 1);
  char *key = key_of (bucket, sf_stmt_text (stmt, 2), sf_stmt_text (stmt, 3));
  Place *place = g_hash_table_lookup (self->places, key);
  Sum *sum = sum_of (self->sums, bucket);

  if (place == NULL)
    g_hash_table_insert (self->places, key, place = g_new0 (Place, 1));
  else
    {
      g_free (key);
      if (!place->gone)
        add (sum, -1, place->hash);
    }
  place->seq = sf_stmt_int (stmt, 0);
  place->gone = sf_stmt_int (stmt, 7) != 0;
  memcpy (place->hash, hash, SF_LINK_LEN);
  if (!place->gone)
    add (sum, 1, hash);
}

/* The chain before the oldest event that is kept: zeros, or the mark that was left there. */
static gboolean
begin_chain (History *self, GError **error)
{
  SfStmt *stmt;
  SfStep step;

  if (!sf_server_int (sf_server_ask (self->prove->db, error, "SELECT min(seq) FROM event WHERE scope = $1", "t", self->scope), 0, &self->first, error))
    return FALSE;
  self->first = MAX (self->first, 1);
  self->head = self->first - 1;
  self->marked = TRUE;
  stmt = sf_server_ask (self->prove->db, error, "SELECT chain FROM mark WHERE scope = $1 AND seq = $2", "ti", self->scope, self->head);
  step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  if (step == SF_STEP_ROW)
    {
      gsize len = 0;
      gconstpointer chain = sf_stmt_bytes (stmt, 0, &len);

      memcpy (self->chain, chain, MIN (len, sizeof self->chain));
      sf_stmt_reset (stmt);
    }
  else if (step == SF_STEP_DONE)
    prove_note (self->prove, SF_DAMAGE_MARK_GAP, self->scope, NULL, NULL, self->head);
  return step != SF_STEP_ERROR;
}

static void
look_at_chain (History *self, SfStmt *stmt, gint64 seq, const guint8 *hash)
{
  guint8 chain[SF_CHAIN_LEN];

  sf_chain (self->chain, seq, sf_stmt_text (stmt, 1), sf_stmt_text (stmt, 2), sf_stmt_text (stmt, 3), hash, chain);
  memcpy (self->chain, chain, sizeof chain);
  self->marked = !sf_stmt_is_null (stmt, 6);
  self->prove->proof->n_marks += self->marked;
  if (!self->marked || prove_same (stmt, 6, chain, sizeof chain))
    return;
  /* One wrong event makes all later chains differ: the first place is what a person wants to know. */
  if (!self->broken)
    prove_note (self->prove, SF_DAMAGE_CHAIN, self->scope, sf_stmt_text (stmt, 2), sf_stmt_text (stmt, 3), seq);
  self->broken = TRUE;
}

/* Every COMMIT leaves a mark at its last event; the events of one have one time. */
static void
look_between (History *self, gint64 seq, gint64 at)
{
  if (seq != self->head + 1)
    {
      prove_note_range (self->prove, SF_DAMAGE_EVENT_GAP, self->scope, self->head + 1, seq - 1);
      self->broken = TRUE;
    }
  else if (self->head >= self->first && at != self->at && !self->marked)
    prove_note (self->prove, SF_DAMAGE_MARK_GAP, self->scope, NULL, NULL, self->head);
}

static gboolean
walk_events (History *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->prove->db, error,
                                "SELECT e.seq, e.bucket, e.kind, e.id, e.row_hash, e.at, m.chain, e.gone FROM event e LEFT JOIN mark m ON m.scope = e.scope AND m.seq = e.seq "
                                "WHERE e.scope = $1 ORDER BY e.seq", "t", self->scope);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gint64 seq = sf_stmt_int (stmt, 0), at = sf_stmt_int (stmt, 5);
      guint8 hash[SF_LINK_LEN] = { 0 };
      gsize len = 0;
      gconstpointer bytes = sf_stmt_bytes (stmt, 4, &len);

      memcpy (hash, bytes, MIN (len, sizeof hash));
      look_between (self, seq, at);
      compare_told (self, seq);
      look_at_chain (self, stmt, seq, hash);
      take_event (self, stmt, hash);
      self->head = seq;
      self->at = at;
      self->prove->proof->n_events++;
      prove_step (self->prove);
    }
  compare_told (self, G_MAXINT64);
  return step == SF_STEP_DONE;
}

static gboolean
look_at_head (History *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->prove->db, error, "SELECT head, chain FROM scope WHERE id = $1", "t", self->scope);
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;

  if (step == SF_STEP_ERROR)
    return FALSE;
  if (step == SF_STEP_DONE)
    {
      prove_note (self->prove, SF_DAMAGE_CHAIN, self->scope, NULL, NULL, self->head);
      return TRUE;
    }
  if (sf_stmt_int (stmt, 0) > self->head)
    prove_note_range (self->prove, SF_DAMAGE_EVENT_GAP, self->scope, self->head + 1, sf_stmt_int (stmt, 0));
  else if (!self->broken && (sf_stmt_int (stmt, 0) != self->head || !prove_same (stmt, 1, self->chain, sizeof self->chain)))
    prove_note (self->prove, SF_DAMAGE_CHAIN, self->scope, NULL, NULL, self->head);
  if (!self->marked)
    prove_note (self->prove, SF_DAMAGE_MARK_GAP, self->scope, NULL, NULL, self->head);
  sf_stmt_reset (stmt);
  return TRUE;
}

/* One row of the feed: the newest event of its record, and the hash of the bytes that are kept. */
static void
look_at_feed (History *self, SfStmt *stmt)
{
  const char *bucket = sf_stmt_text (stmt, 0), *kind = sf_stmt_text (stmt, 1), *id = sf_stmt_text (stmt, 2);
  g_autofree char *key = key_of (bucket, kind, id);
  Place *place = g_hash_table_lookup (self->places, key);
  gboolean gone = sf_stmt_int (stmt, 4) != 0;
  gint64 seq = sf_stmt_int (stmt, 3);
  gsize len = 0;
  gconstpointer data = sf_stmt_bytes (stmt, 6, &len);
  guint8 expected[SF_LINK_LEN];

  if (place == NULL && seq >= self->first)
    prove_note (self->prove, SF_DAMAGE_ROW_EXTRA, bucket, kind, id, seq);
  if (place != NULL)
    {
      place->seen = TRUE;
      if (place->seq != seq || place->gone != gone || !prove_same (stmt, 5, place->hash, SF_LINK_LEN))
        prove_note (self->prove, SF_DAMAGE_ROW_ALTERED, bucket, kind, id, seq);
    }
  if (gone)
    return;
  if (sf_stmt_is_null (stmt, 7) || sf_stmt_int (stmt, 7) != 0)
    {
      prove_note (self->prove, SF_DAMAGE_ROW_MISSING, bucket, kind, id, seq);
      return;
    }
  sf_row_hash (data, len, expected);
  if (!prove_same (stmt, 5, expected, sizeof expected))
    prove_note (self->prove, SF_DAMAGE_ROW_ALTERED, bucket, kind, id, seq);
}

static gboolean
walk_feed (History *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->prove->db, error,
                                "SELECT f.bucket, f.kind, f.id, f.seq, f.gone, f.row_hash, r.data, r.gone FROM feed f "
                                "LEFT JOIN rec r ON r.scope = f.scope AND r.kind = f.kind AND r.id = f.id WHERE f.scope = $1", "t", self->scope);
  SfStep step = SF_STEP_ERROR;
  GHashTableIter iter;
  gpointer key, value;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      look_at_feed (self, stmt);
      prove_step (self->prove);
    }
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Place *place = value;
      g_auto(GStrv) part = place->seen ? NULL : g_strsplit (key, "\n", 3);

      if (part != NULL)
        prove_note (self->prove, SF_DAMAGE_ROW_MISSING, part[0], part[1], part[2], place->seq);
    }
  return step == SF_STEP_DONE;
}

static gboolean
walk_sums (History *self, GError **error)
{
  SfStmt *stmt = sf_server_ask (self->prove->db, error, "SELECT bucket, n, sum FROM sum WHERE scope = $1", "t", self->scope);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      const Sum *sum = sum_of (self->sums, sf_stmt_text (stmt, 0));

      if (self->first == 1 && (sum->n != sf_stmt_int (stmt, 1) || !prove_same (stmt, 2, sum->sum, sizeof sum->sum)))
        prove_note (self->prove, SF_DAMAGE_SUM, sf_stmt_text (stmt, 0), NULL, NULL, self->head);
    }
  return step == SF_STEP_DONE;
}

gboolean
prove_history (Prove *prove, const char *scope, GError **error)
{
  History self = { .prove = prove, .scope = scope };
  gboolean ok;

  self.places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.told = g_ptr_array_new_with_free_func (told_free);
  ok = (!(prove->options->parts & SF_PROVE_DEVICES) || read_told (&self, error)) && begin_chain (&self, error) && walk_events (&self, error) && look_at_head (&self, error)
       && walk_feed (&self, error) && walk_sums (&self, error);
  g_hash_table_unref (self.places);
  g_hash_table_unref (self.sums);
  g_ptr_array_unref (self.told);
  return ok;
}
