/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* Shared by sf-db.c (statements, transactions) and sf-db-open.c alone. */
#include <sqlite3.h>

#include "store/sf-db.h"
G_BEGIN_DECLS
#define SF_DB_BUSY_TIMEOUT_MS 5000
#define SF_DB_RECENT 512

struct _SfDb {
  sqlite3 *handle;
  SfDbMode mode;
  SfWorker *worker;
  GHashTable *statements;   /* SQL (the statement's own) → SfStmt */
  SfStmt *recent[SF_DB_RECENT];   /* not owned: by where their SQL was */
  SfStmt *stepped;          /* not owned: gave a row since the last transaction or checkpoint */
  SfTxn *txn;               /* the open transaction, to catch nesting */
  int wal_pages;
  gboolean broken, damaged, sealed;
  int flush_errno;            /* why @broken */
};

void sf_db_assert_thread (SfDb *self);
/* SQLite's message names tables and columns, never values. */
void sf_db_set_error     (SfDb *self, int code, const char *doing, GError **error);
void sf_stmt_free        (SfStmt *self);
G_END_DECLS
