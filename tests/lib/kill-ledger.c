/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kill-ledger.h"

#include <string.h>

/* Marks are NAME-HEX, NAME of two letters: nobody in the demo is called so. */
#define MARK "LIKE '__-____________'"

static guint
number (SfDb *db, const char *sql)
{
  g_autoptr(GError) error = NULL;
  SfStmt *stmt = sf_db_prepare (db, sql, &error);
  gint64 n;

  g_assert_no_error (error);
  g_assert_cmpint (sf_stmt_step (stmt, &error), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  if (n > 0)
    g_test_message ("%u by %s", (guint) n, sql);
  return (guint) n;
}

/* One line: kind, id, mark. */
static gboolean
is_there (SfDb *db, const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRecord) record = NULL;

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  record = sf_table_get (db, sf_kind_lookup (words[0]), words[1], &error);
  g_assert_no_error (error);
  return record != NULL;
}

static void
find_doubled (SfDb *db, LedgerCount *count)
{
  count->doubled += number (db, "SELECT count(*) FROM (SELECT surname FROM k_visit WHERE surname " MARK " GROUP BY surname HAVING count(*) > 1)");
  count->doubled += number (db, "SELECT count(*) FROM (SELECT note FROM k_outcome WHERE note " MARK " GROUP BY note HAVING count(*) > 1)");
  count->doubled += number (db, "SELECT count(*) FROM (SELECT note FROM k_follow_up WHERE note " MARK " GROUP BY note HAVING count(*) > 1)");
  count->doubled += number (db, "SELECT count(*) FROM (SELECT visit FROM k_visit_status GROUP BY visit HAVING count(*) > 1)");
  count->doubled += number (db, "SELECT count(*) FROM (SELECT visit FROM k_ticket GROUP BY visit HAVING count(*) > 1)");
  count->doubled += number (db, "SELECT count(*) FROM (SELECT visit, turn FROM k_assignment GROUP BY visit, turn HAVING count(*) > 1)");
  count->doubled += number (db, "SELECT count(*) FROM (SELECT phone FROM k_customer WHERE phone IS NOT NULL GROUP BY phone HAVING count(*) > 1)");
  count->lost += number (db, "SELECT count(*) FROM k_visit v LEFT JOIN k_visit_status s ON s.visit = v.id WHERE v.surname " MARK " AND s.id IS NULL");
}

LedgerCount
ledger_check (const char *path, SfServerStore *store)
{
  SfDb *db = sf_server_store_get_db (store);
  LedgerCount count = { 0 };
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      count.acknowledged++;
      if (is_there (db, lines[i]))
        continue;
      if (count.lost++ == 0)
        g_test_message ("lost: %s", lines[i]);
    }
  find_doubled (db, &count);
  count.refused = number (db, "SELECT count(*) FROM journal WHERE status IN (3, 4)") + number (db, "SELECT count(*) FROM quarantine");
  count.incidents = number (db, "SELECT count(*) FROM incident");
  return count;
}
