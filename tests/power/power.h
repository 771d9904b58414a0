/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/*
 * Power cuts over the real stores: one kiosk and one server, each on a disk of its own (sf-test-vfs.h), the real sync core and ingest
 * between them. A stage is something that people rely on; every change that it makes to a disk is a point at which the power is cut.
 */
#include "sf-test-vfs.h"
#include "sf-test-wire.h"
#include "store/sf-device-sync.h"
#include "store/sf-server-accounts.h"
G_BEGIN_DECLS

typedef enum { POWER_KIOSK, POWER_SERVER, POWER_NODES } PowerNode;
#define POWER_DIR "d"
#define POWER_BACKUP "d/backup.db"
#define POWER_START_MS G_GINT64_CONSTANT (1795319000000)

typedef struct {
  SfTestDisk *disks[POWER_NODES];
  SfClock *clock;
  SfIds *ids;
  SfDeviceStore *kiosk;
  SfSyncCore *core;
  SfServerStore *server;
  SfIngest *ingest;
  SfPeer peer;
  guint page_rows;
  /* What somebody was told, so that nobody may take it back. */
  GPtrArray *tried;        /* (element-type utf8) visits that somebody asked to save */
  GHashTable *saved;       /* those that were called saved */
  GHashTable *erased;      /* those whose erasure was confirmed */
  const char *erasing;     /* (nullable) one whose erasure was asked for: done or not */
  gboolean enrolled, account;
  gboolean damaged;        /* the kiosk's database was, and what could be read of it goes on */
  gint64 acked;            /* newest mutation that the server took */
  gint64 safe;             /* newest mutation that a backup was said to hold */
  char *epoch;             /* of the server; NULL before it was opened */
  gint64 inc;              /* of the kiosk; 0 before it was opened */
  char *wrong;             /* (nullable) the first thing found wrong */
} Power;

typedef void (*PowerStage) (Power *self);
/* @prepare (nullable): what comes before it, with the power on. */
typedef struct { const char *name; PowerStage prepare, run; } PowerStep;
extern const PowerStep power_steps[];
extern const guint power_n_steps;

/* power-world.c */
Power   *power_new  (void);
void     power_free (Power *self);
/* Opens what is closed; FALSE when one of them does not open. */
gboolean power_open_kiosk  (Power *self, GError **error);
gboolean power_open_server (Power *self, GError **error);
/* Both; what does not open on a dying disk stays closed. */
void     power_open_both_somehow (Power *self);
void     power_close (Power *self);
/* Ids and clock of part @n of the story, so that no two parts make the same ids. */
void     power_be_at (Power *self, guint n);
/* Talks until nobody has anything to say, or a disk is dead, or @most requests were made. */
void     power_sync (Power *self, guint most);
gboolean power_is_dead (Power *self);
/* A flush failed: the connection has to be opened anew. */
gboolean power_is_broken (Power *self);
void     power_say_wrong (Power *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* power-stages.c: what was interrupted is done again, one more guest comes, all is told to the server; then it is checked */
void     power_finish (Power *self);

/* power-check.c: what must hold after the power is back, both open; then, after all was said, what must hold in the end */
void     power_check (Power *self);
void     power_check_settled (Power *self);
G_END_DECLS
