/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-decisions"
#include "store/sf-server-decisions.h"

#include <string.h>

#include "store/sf-server-private.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

/* A line begins with the colleague's id. */
static char *
colleague_of (const char *line)
{
  const char *end = strchr (line, '|');

  return end != NULL ? g_strndup (line, (gsize) (end - line)) : g_strdup (line);
}

static gboolean
forget_old (SfServerStore *self, const char *day, GError **error)
{
  gint64 known = 0;

  if (!sf_server_int (sf_server_query (self, error, "SELECT EXISTS (SELECT 1 FROM decision WHERE day = $1)", "t", day), 0, &known, error))
    return FALSE;
  return known != 0
         || (sf_server_run (self, error, "DELETE FROM decision_floor WHERE day IN (SELECT day FROM decision WHERE at < $1)", "i", self->now - SF_DECISIONS_DAYS * DAY_MS)
             && sf_server_run (self, error, "DELETE FROM decision WHERE at < $1", "i", self->now - SF_DECISIONS_DAYS * DAY_MS));
}

/* Most colleagues are as they were: only what is new is written. */
static gboolean
add_line (SfServerStore *self, const char *day, gint64 n, const char *line, GError **error)
{
  g_autofree char *colleague = colleague_of (line);
  SfStmt *stmt = sf_server_query (self, error, "SELECT line FROM decision_floor WHERE day = $1 AND colleague = $2 ORDER BY n DESC LIMIT 1", "tt", day, colleague);
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  gboolean same = step == SF_STEP_ROW && g_strcmp0 (sf_stmt_text (stmt, 0), line) == 0;

  if (step == SF_STEP_ERROR)
    return FALSE;
  if (step == SF_STEP_ROW)
    sf_stmt_reset (stmt);
  return same || sf_server_run (self, error, "INSERT INTO decision_floor (day, colleague, n, line) VALUES ($1, $2, $3, $4)", "ttit", day, colleague, n, line);
}

gboolean
sf_server_decisions_add (SfServerStore *self, const SfDecision *d, GError **error)
{
  gint64 n = 0;

  if (!forget_old (self, d->day, error) || !sf_server_int (sf_server_query (self, error, "SELECT coalesce (max (n), 0) + 1 FROM decision", ""), 0, &n, error)
      || !sf_server_run (self, error, "INSERT INTO decision (n, at, day, visit, how, ask, given, why, would, would_why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", "iitttttttt",
                         n, d->at, d->day, d->visit, d->how, d->ask, d->given, d->why, d->would, d->would_why))
    return FALSE;
  for (guint i = 0; i < d->floor->len; i++)
    if (!add_line (self, d->day, n, d->floor->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* A line that came into force with the decision @n. */
typedef struct { gint64 n; char *colleague, *line; } Line;

static void
line_clear (gpointer data)
{
  Line *line = data;

  g_free (line->colleague);
  g_free (line->line);
}

static GArray *
read_lines (SfServerStore *self, const char *day, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT n, colleague, line FROM decision_floor WHERE day = $1 ORDER BY n, colleague", "t", day);
  g_autoptr(GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  SfStep step = SF_STEP_ERROR;

  g_array_set_clear_func (lines, line_clear);
  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      Line line = { sf_stmt_int (stmt, 0), g_strdup (sf_stmt_text (stmt, 1)), g_strdup (sf_stmt_text (stmt, 2)) };

      g_array_append_val (lines, line);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&lines) : NULL;
}

static SfDecision *
read_decision (SfStmt *stmt)
{
  SfDecision *self = g_new0 (SfDecision, 1);
  char **texts[] = { &self->day, &self->visit, &self->how, &self->ask, &self->given, &self->why, &self->would, &self->would_why };

  self->n = sf_stmt_int (stmt, 0);
  self->at = sf_stmt_int (stmt, 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup (sf_stmt_text (stmt, (int) i + 2));
  self->floor = g_ptr_array_new_with_free_func (g_free);
  return self;
}

GPtrArray *
sf_server_decisions_of (SfServerStore *self, const char *day, GError **error)
{
  g_autoptr(GArray) lines = read_lines (self, day, error);
  SfStmt *stmt = lines != NULL ? sf_server_query (self, error, "SELECT n, at, day, visit, how, ask, given, why, would, would_why FROM decision WHERE day = $1 ORDER BY n", "t", day) : NULL;
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_decision_free);
  g_autoptr(GTree) now = g_tree_new ((GCompareFunc) strcmp);
  SfStep step = SF_STEP_ERROR;
  guint next = 0;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      SfDecision *one = read_decision (stmt);

      g_ptr_array_add (all, one);
      for (; next < lines->len && g_array_index (lines, Line, next).n <= one->n; next++)
        g_tree_replace (now, g_array_index (lines, Line, next).colleague, g_array_index (lines, Line, next).line);
      for (GTreeNode *node = g_tree_node_first (now); node != NULL; node = g_tree_node_next (node))
        g_ptr_array_add (one->floor, g_strdup (g_tree_node_value (node)));
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

void
sf_dispatch_day_free (SfDispatchDay *self)
{
  g_clear_pointer (&self->report, sf_dispatch_report_free);
  g_clear_pointer (&self->decisions, g_ptr_array_unref);
  g_clear_pointer (&self->visits, g_hash_table_unref);
  g_clear_pointer (&self->consultants, g_hash_table_unref);
  g_free (self);
}

/* All of @kind, or those of @day. */
static GPtrArray *
records_of (SfServerStore *self, SfKind kind, guint day_field, const char *day, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = day != NULL ? 1 : 0, .order = -1, .limit = G_MAXINT };

  query.conds[0] = (SfCond) { .field = day_field, .op = SF_OP_EQ, .s = day };
  return sf_table_query (sf_server_store_get_db (self), &query, error);
}

static GHashTable *
by_own_id (GPtrArray *records)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) sf_record_unref);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_replace (table, (gpointer) sf_record_get_id (records->pdata[i]), sf_record_ref (records->pdata[i]));
  return table;
}

SfDispatchDay *
sf_dispatch_day_load (SfServerStore *store, const char *day, GError **error)
{
  g_autoptr(SfDispatchDay) self = g_new0 (SfDispatchDay, 1);
  g_autoptr(GPtrArray) visits = records_of (store, SF_KIND_VISIT, SF_VISIT_DAY, day, error);
  g_autoptr(GPtrArray) statuses = visits != NULL ? records_of (store, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_DAY, day, error) : NULL;
  g_autoptr(GPtrArray) offers = statuses != NULL ? records_of (store, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_DAY, day, error) : NULL;
  g_autoptr(GPtrArray) consultants = offers != NULL ? records_of (store, SF_KIND_CONSULTANT, 0, NULL, error) : NULL;

  self->decisions = consultants != NULL ? sf_server_decisions_of (store, day, error) : NULL;
  if (self->decisions == NULL)
    return NULL;
  self->visits = by_own_id (visits);
  self->consultants = by_own_id (consultants);
  self->report = sf_dispatch_report (self->decisions, visits, statuses, offers);
  return g_steal_pointer (&self);
}
