/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-private.h"
#include "store/sf-server-prove.h"
G_BEGIN_DECLS
/* Inside sf_server_prove(). */
typedef struct {
  SfDb *db;
  const SfProveOptions *options;
  SfProof *proof;
  gint64 done, total;
} Prove;
/* A device that said the same for this long has not just been between two requests. */
#define PROVE_SETTLED_MS (10 * 60 * 1000)

/** Notes a damage; joined with others of its sort and place. */
void prove_note (Prove *self, SfDamage damage, const char *where, const char *kind, const char *id, gint64 number);
void prove_note_range (Prove *self, SfDamage damage, const char *where, gint64 from, gint64 to);
/** One more row looked at. */
void prove_step (Prove *self);
gboolean prove_same (SfStmt *stmt, int column, gconstpointer bytes, gsize n);

gboolean prove_history (Prove *self, const char *scope, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean prove_rows    (Prove *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean prove_erased  (Prove *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean prove_journal (Prove *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean prove_devices (Prove *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
