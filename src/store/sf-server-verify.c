/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-verify"
#include <string.h>

#include "store/sf-server-private.h"
#include "store/sf-server-prove.h"

static gboolean
wrong (GError **error, const char *what, const char *where, gint64 number)
{
  g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "%s (%s, %" G_GINT64_FORMAT ")", what, where, number);
  return FALSE;
}

gboolean
sf_server_store_verify (SfServerStore *self, GError **error)
{
  const SfProveOptions options = { .parts = SF_PROVE_HISTORY | SF_PROVE_ROWS | SF_PROVE_JOURNAL | SF_PROVE_ERASED };
  g_autoptr(SfProof) proof = sf_server_prove (self->db, &options, error);

  if (proof == NULL)
    return FALSE;
  if (proof->findings->len > 0)
    {
      const SfFinding *first = proof->findings->pdata[0];

      return wrong (error, sf_damage_name (first->damage), first->where, first->from);
    }
  for (guint i = 0; i < SF_SERVER_N_SCOPES; i++)
    {
      SfStmt *stmt = sf_server_query (self, error, "SELECT head, chain FROM scope WHERE id = $1", "t", sf_server_scopes[i]);
      gsize len = 0;
      gconstpointer chain;
      gboolean same;

      if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
        return FALSE;
      chain = sf_stmt_bytes (stmt, 1, &len);
      same = sf_stmt_int (stmt, 0) == self->heads.scope[i].head && len == SF_CHAIN_LEN && memcmp (chain, self->heads.scope[i].chain, len) == 0;
      sf_stmt_reset (stmt);
      if (!same)
        return wrong (error, "The head in memory is not that of the database", sf_server_scopes[i], self->heads.scope[i].head);
    }
  return TRUE;
}
