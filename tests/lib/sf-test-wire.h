/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-ingest.h"
#include "sync/sf-sync-core.h"
G_BEGIN_DECLS
/* The way between a sync core and an ingest without sockets: bodies as they stand on the wire, statuses as the server gives them. */
typedef struct { SfServerStore *store; SfIngest *ingest; guint page_rows; } SfTestWire;   /* page_rows 0: as asked */
/** Answers one request of a core: the status and @out, a body (transfer full) (nullable). 503 when the server's store failed. */
guint sf_test_wire_answer (const SfTestWire *self, const SfPeer *peer, SfSyncStep step, const char *body, char **out);
G_END_DECLS
