/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/** What kill-device acknowledged, held against a server's store. */
typedef struct {
  guint acknowledged;   /* records in the ledger */
  guint lost;           /* of them not on the server */
  guint doubled;        /* marks that stand in two records of a kind; visits with two statuses, two tickets; numbers with two customers */
  guint refused;        /* mutations that the server rejected or put aside */
  guint incidents;      /* whatever a person would have to hear of */
} LedgerCount;
/** Reads @path and the store of a server that does not run; the first of each fault is told by g_test_message(). */
LedgerCount ledger_check (const char *path, SfServerStore *store);
G_END_DECLS
