/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-retention"
#include <string.h>

#include "store/sf-server-retention.h"

#include "store/sf-server-person.h"
#include "store/sf-server-private.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* Of one kind in one transaction, which nobody at a door may have to wait for. */
#define MOST 200
#define COUNT_MOST 100000
#define LAST_KEY "retention.last"
#define SUM_KEY "retention.sum"

static const SfRetentionRule rules[SF_N_RETENTION] = {
  [SF_RETENTION_CUSTOMER] = { "customer", 365 },
  [SF_RETENTION_VISIT] = { "visit", 730 },
  [SF_RETENTION_LEAD] = { "lead", 365 },
  [SF_RETENTION_WALL] = { "wall", 7 },
  [SF_RETENTION_CONFLICT] = { "conflict", 365 },
  [SF_RETENTION_QUARANTINE] = { "quarantine", 90 },
  [SF_RETENTION_AUDIT] = { "audit", 3 * 365 },
};

/*
 * What is over. $1: the end of the time, ms; $2: how many. A customer's last contact is the last visit or the last talk; one
 * whose visit has not come yet counts from when they became known; one that was joined to another goes with that one.
 */
static const struct { SfRetentionId id; SfKind kind; gboolean whole; const char *sql; } records[] = {
  { SF_RETENTION_CUSTOMER, SF_KIND_CUSTOMER, TRUE,
    "SELECT c.id FROM k_customer c WHERE coalesce (c.last_at, (SELECT e.at FROM feed f JOIN event e ON e.scope = f.scope AND e.seq = f.seq "
    "WHERE f.scope = 'dealer' AND f.kind = 'customer' AND f.id = c.id), 0) < $1 "
    "AND c.same_as IS NULL AND NOT EXISTS (SELECT 1 FROM k_follow_up t WHERE t.customer = c.id AND t.done_at >= $1) LIMIT $2" },
  { SF_RETENTION_VISIT, SF_KIND_VISIT, FALSE,
    "SELECT id FROM k_visit WHERE at < $1 AND (surname IS NOT NULL OR phone IS NOT NULL OR plate IS NOT NULL OR x_extra IS NOT NULL) LIMIT $2" },
  { SF_RETENTION_VISIT, SF_KIND_OUTCOME, FALSE,
    "SELECT id FROM k_outcome WHERE at < $1 AND (surname IS NOT NULL OR phone IS NOT NULL OR note IS NOT NULL OR x_extra IS NOT NULL) LIMIT $2" },
  { SF_RETENTION_VISIT, SF_KIND_FOLLOW_UP, FALSE,
    "SELECT id FROM k_follow_up WHERE due < strftime ('%Y-%m-%d', $1 / 1000, 'unixepoch') AND coalesce (done_at, 0) < $1 "
    "AND (surname IS NOT NULL OR phone IS NOT NULL OR note IS NOT NULL OR x_extra IS NOT NULL) LIMIT $2" },
  { SF_RETENTION_LEAD, SF_KIND_FOLLOW_UP, FALSE,
    "SELECT id FROM k_follow_up WHERE unmet = 1 AND customer IS NULL AND due < strftime ('%Y-%m-%d', $1 / 1000, 'unixepoch') AND coalesce (done_at, 0) < $1 "
    "AND (surname IS NOT NULL OR phone IS NOT NULL OR note IS NOT NULL OR x_extra IS NOT NULL) LIMIT $2" },
  { SF_RETENTION_LEAD, SF_KIND_APPOINTMENT, FALSE,
    "SELECT id FROM k_appointment WHERE \"from\" < $1 AND (surname IS NOT NULL OR phone IS NOT NULL OR plate IS NOT NULL OR x_extra IS NOT NULL) LIMIT $2" },
  { SF_RETENTION_LEAD, SF_KIND_EVENT_GUEST, FALSE,
    "SELECT g.id FROM k_event_guest g WHERE coalesce (g.here_at, g.signed_at, 0) < $1 AND (g.surname IS NOT NULL OR g.phone IS NOT NULL OR g.x_extra IS NOT NULL) "
    "AND NOT EXISTS (SELECT 1 FROM k_event e WHERE e.id = g.event AND e.until >= $1) LIMIT $2" },
  { SF_RETENTION_VISIT, SF_KIND_VISIT_STEP, FALSE, "SELECT id FROM k_visit_step WHERE at < $1 AND (why IS NOT NULL OR x_extra IS NOT NULL) LIMIT $2" },
  /* A wish has no time of its own: its visit's. */
  { SF_RETENTION_VISIT, SF_KIND_VISIT_WISH, FALSE,
    "SELECT w.id FROM k_visit_wish w JOIN k_visit v ON v.id = w.visit WHERE v.at < $1 AND (w.surname IS NOT NULL OR w.x_extra IS NOT NULL) LIMIT $2" },
  { SF_RETENTION_VISIT, SF_KIND_CLASH, FALSE, "SELECT id FROM k_clash WHERE at < $1 AND (why IS NOT NULL OR x_extra IS NOT NULL) LIMIT $2" },
  { SF_RETENTION_WALL, SF_KIND_PUSH, FALSE, "SELECT id FROM k_push WHERE at < $1 AND (guest IS NOT NULL OR x_extra IS NOT NULL) LIMIT $2" },
};

/* What is kept beside records. */
static const struct { SfRetentionId id; const char *find, *end; } beside[] = {
  { SF_RETENTION_CONFLICT, "SELECT count(*) FROM conflict WHERE at < $1 AND value IS NOT NULL", "UPDATE conflict SET value = NULL WHERE at < $1 AND value IS NOT NULL" },
  { SF_RETENTION_QUARANTINE, "SELECT count(*) FROM quarantine WHERE at < $1 AND body IS NOT NULL", "UPDATE quarantine SET body = NULL WHERE at < $1 AND body IS NOT NULL" },
  { SF_RETENTION_AUDIT, "SELECT count(*) FROM audit WHERE at < $1", "DELETE FROM audit WHERE at < $1" },
};

const SfRetentionRule *
sf_retention_rule (SfRetentionId id)
{
  return &rules[id];
}

static gint64
end_of (SfRetentionId id, gint64 now_ms)
{
  return now_ms - rules[id].days * DAY_MS;
}

static GPtrArray *
find_over (SfServerStore *self, const char *sql, gint64 before_ms, gint64 most, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, sql, "ii", before_ms, most);
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    g_ptr_array_add (ids, g_strdup (sf_stmt_text (stmt, 0)));
  return step == SF_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* Sums of the look that is going on, as text: one number per rule. */
static void
read_sums (SfServerStore *self, guint sums[SF_N_RETENTION])
{
  g_autofree char *text = sf_server_store_get (self, SUM_KEY);
  g_auto(GStrv) parts = g_strsplit (text != NULL ? text : "", " ", SF_N_RETENTION);

  for (guint i = 0; i < SF_N_RETENTION; i++)
    sums[i] = i < g_strv_length (parts) ? (guint) g_ascii_strtoull (parts[i], NULL, 10) : 0;
}

static gboolean
write_sums (SfServerStore *self, const guint sums[SF_N_RETENTION], GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < SF_N_RETENTION; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", sums[i]);
  return sf_server_store_set (self, SUM_KEY, text->str, error);
}

static gboolean
end_records (SfServerStore *self, gint64 now_ms, guint ended[SF_N_RETENTION], gboolean *more, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autoptr(GPtrArray) ids = find_over (self, records[i].sql, end_of (records[i].id, now_ms), MOST, error);

      for (guint k = 0; ids != NULL && k < ids->len; k++)
        if (!sf_server_store_forget (self, records[i].kind, ids->pdata[k], records[i].whole, error))
          return FALSE;
      if (ids == NULL)
        return FALSE;
      ended[records[i].id] += ids->len;
      *more = *more || ids->len == MOST;
    }
  return TRUE;
}

static gboolean
end_beside (SfServerStore *self, gint64 now_ms, guint ended[SF_N_RETENTION], GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      gint64 before_ms = end_of (beside[i].id, now_ms), n = 0;

      if (!sf_server_int (sf_server_query (self, error, beside[i].find, "i", before_ms), 0, &n, error)
          || (n > 0 && !sf_server_run (self, error, beside[i].end, "i", before_ms)))
        return FALSE;
      ended[beside[i].id] += (guint) n;
    }
  return TRUE;
}

gboolean
sf_server_retention_run (SfServerStore *self, gint64 now_ms, gboolean *more, GError **error)
{
  g_autofree char *before = sf_server_store_get (self, LAST_KEY), *now = g_strdup_printf ("%" G_GINT64_FORMAT, now_ms);
  guint ended[SF_N_RETENTION];

  *more = FALSE;
  /* A look that was interrupted goes on counting; a new one begins at nothing. */
  if (before != NULL && *before == '+')
    read_sums (self, ended);
  else
    memset (ended, 0, sizeof ended);
  if (!end_records (self, now_ms, ended, more, error) || !end_beside (self, now_ms, ended, error) || !write_sums (self, ended, error))
    return FALSE;
  if (*more)
    return sf_server_store_set (self, LAST_KEY, "+", error);
  return sf_server_store_set (self, LAST_KEY, now, error) && sf_server_store_audit (self, NULL, "retention", NULL, NULL, error);
}

gboolean
sf_server_retention_report (SfServerStore *self, gint64 now_ms, SfRetentionReport *out, GError **error)
{
  g_autofree char *last = sf_server_store_get (self, LAST_KEY);

  *out = (SfRetentionReport) { 0 };
  out->last_ms = last != NULL ? g_ascii_strtoll (last, NULL, 10) : 0;
  read_sums (self, out->ended);
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autoptr(GPtrArray) ids = find_over (self, records[i].sql, end_of (records[i].id, now_ms), COUNT_MOST, error);

      if (ids == NULL)
        return FALSE;
      out->due[records[i].id] += ids->len;
    }
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      gint64 n = 0;

      if (!sf_server_int (sf_server_query (self, error, beside[i].find, "i", end_of (beside[i].id, now_ms)), 0, &n, error))
        return FALSE;
      out->due[beside[i].id] += (guint) n;
    }
  return TRUE;
}
