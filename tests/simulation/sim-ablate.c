/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules that can be taken out, by the names of sync.md 1.13, and the one that is taken out here. */
#include "sim.h"

#include <string.h>

#define FEW 2000
#define MANY 20000

const SimAblation sim_ablations[] = {
  { "A", SF_ABLATE_A_CHAIN, "a cursor is a number, without the chain of its history", FALSE, FEW, FALSE },
  { "A2", SF_ABLATE_A2_SEQ_ONLY, "a cursor's chain is that of its own number, not of the head it was read under", FALSE, MANY, TRUE },
  { "B", SF_ABLATE_B_TRIM_ON_ACK, "a device forgets what was acknowledged, backup or not", FALSE, FEW, FALSE },
  { "C1", SF_ABLATE_C1_WALL, "the wall clock decides which edit is later", TRUE, FEW, FALSE },
  { "C2", SF_ABLATE_C2_HLC, "a hybrid logical clock decides", TRUE, FEW, FALSE },
  { "C3", SF_ABLATE_C3_HLC_CLAMP, "the same, and the server takes the future for now", TRUE, FEW, FALSE },
  { "D", SF_ABLATE_D_FORK, "nobody notices that a disk was rolled back or copied", FALSE, FEW, FALSE },
  { "E", SF_ABLATE_E_OVERLAY, "what was acknowledged is not laid over the replica", FALSE, FEW, FALSE },
  { "E2", SF_ABLATE_E2_TRIM_VISIBLE, "what is safe is done, visible or not", FALSE, FEW, FALSE },
  { "E3", SF_ABLATE_E3_SHADOW, "a resync empties the replica first", FALSE, FEW, TRUE },
  { "E4", SF_ABLATE_E4_CROSS, "numbers of two histories are compared", FALSE, FEW, FALSE },
  { "F", SF_ABLATE_F_ERASE, "nobody asks the register of erasures", FALSE, FEW, TRUE },
  { "G", SF_ABLATE_G_IDEM, "only (device, number) tells what is there already", FALSE, FEW, FALSE },
  { "H", SF_ABLATE_H_UNSYNCED, "commits of devices are not flushed", FALSE, FEW, FALSE },
  { "I", SF_ABLATE_I_CURSOR_FIRST, "the cursor is stored before the rows", FALSE, FEW, FALSE },
  { NULL, 0, NULL, FALSE, 0, FALSE },
};

const SimAblation *
sim_ablation_find (const char *name)
{
  for (const SimAblation *ablation = sim_ablations; ablation->name != NULL; ablation++)
    if (strcmp (ablation->name, name) == 0)
      return ablation;
  return NULL;
}

/* The chain after event @seq of the server's history as it is now; FALSE when it has no such event. */
static gboolean
chain_at (Sim *sim, const char *scope, gint64 seq, guint8 out[SF_CHAIN_LEN])
{
  SfStmt *stmt = sf_db_prepare (sf_server_store_get_db (sim->store), "SELECT seq, bucket, kind, id, row_hash FROM event WHERE scope = $1 AND seq <= $2 ORDER BY seq", NULL);
  guint8 next[SF_CHAIN_LEN];
  gint64 last = 0;

  memset (out, 0, SF_CHAIN_LEN);
  sf_stmt_bind_text (stmt, 1, scope);
  sf_stmt_bind_int (stmt, 2, seq);
  while (sf_stmt_step (stmt, NULL) == SF_STEP_ROW)
    {
      gsize len;

      last = sf_stmt_int (stmt, 0);
      sf_chain (out, last, sf_stmt_text (stmt, 1), sf_stmt_text (stmt, 2), sf_stmt_text (stmt, 3), sf_stmt_bytes (stmt, 4, &len), next);
      memcpy (out, next, SF_CHAIN_LEN);
    }
  return last == seq;
}

void
sim_ablate_token_out (Sim *sim, SfToken *token)
{
  if ((sim->ablations & SF_ABLATE_A2_SEQ_ONLY) == 0 || token->scope[0] == '\0')
    return;
  token->head = token->seq;
  chain_at (sim, token->scope, token->seq, token->chain);
}

/* A token that our history has at its own number is taken as if it had been read under the head of now. */
void
sim_ablate_token_in (Sim *sim, SfToken *token)
{
  g_autoptr(GPtrArray) acks = NULL;
  guint8 chain[SF_CHAIN_LEN];

  if ((sim->ablations & SF_ABLATE_A2_SEQ_ONLY) == 0 || !chain_at (sim, token->scope, token->seq, chain) || memcmp (chain, token->chain, SF_CHAIN_LEN) != 0)
    return;
  acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);
  sf_server_store_heads (sim->store, acks);
  for (guint i = 0; i < acks->len; i++)
    {
      const SfAck *ack = acks->pdata[i];

      if (strcmp (ack->scope, token->scope) != 0)
        continue;
      token->head = ack->head;
      memcpy (token->chain, ack->chain, SF_CHAIN_LEN);
    }
}
