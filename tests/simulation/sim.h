/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/*
 * The simulator: one dealer server and a few devices in one process, real stores in memory-backed files, the real sync core and
 * ingest, messages as they stand on the wire; sockets and threads are missing, time is fake, chance comes from one seed.
 * One seed is one history: `test-simulation --seed N [--ablate BITS]` plays it again and says what happened.
 */
#include "server/sf-ingest.h"
#include "model/sf-assign.h"
#include "store/sf-device-sync.h"
#include "sync/sf-sync-core.h"
G_BEGIN_DECLS

#define SIM_DEVICES 4      /* the first two are kiosks, the others tablets */
#define SIM_STAFF 4
#define SIM_START_MS G_GINT64_CONSTANT (1795140000000)

typedef struct { guint restores, rollbacks, reboots, restarts, backups, erased, facts, lost, duplicated, delayed, resyncs, forks, steps; } SimStats;

typedef struct {
  char *id;
  SfKind kind;
  guint device;
  gboolean excused;        /* made after an image that was rolled back: may be gone, never twice */
} SimFact;

typedef struct { guint device; SfSyncStep step; gint64 inc; char *body; } SimStash;

typedef struct {
  char id[SF_ID_LEN + 1], *dir;
  guint role;
  SfClock *clock;
  SfDeviceStore *store;
  SfSyncCore *core;
  gint64 offline_until;    /* ms of the world */
  gboolean has_image;
  guint image_facts;       /* facts of the world when the image was taken */
  guint number;
} SimDevice;

typedef struct {
  guint64 seed;
  guint ablations;
  gboolean verbose, faults;
  GRand *rand;
  char *dir;
  gint64 now;              /* ms since the start */
  SfIds *ids;
  SfClock *clock;          /* the server's */
  SfServerStore *store;
  SfIngest *ingest;
  guint n_backups;
  char *staff[SIM_STAFF];
  SimDevice devices[SIM_DEVICES];
  guint n_devices;
  GPtrArray *facts;        /* SimFact */
  GPtrArray *stash;        /* SimStash */
  GHashTable *erased;      /* ids */
  SimStats stats;
  char *violation;         /* (nullable) the first thing found wrong */
} Sim;

/* sim-start.c: beginning and end of a world */
Sim     *sim_new  (guint64 seed, guint ablations, gboolean faults, gboolean verbose);
void     sim_free (Sim *sim);
void     sim_remove_templates (void);

/* sim-world.c: nodes, disks, transport */
void     sim_say  (Sim *sim, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** Keeps the first violation. */
void     sim_violation (Sim *sim, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean sim_chance (Sim *sim, double p);
guint    sim_pick (Sim *sim, guint n);
void     sim_advance (Sim *sim, gint64 ms);
void     sim_backup (Sim *sim);
void     sim_restore (Sim *sim);
void     sim_image (Sim *sim, guint device);
void     sim_reimage (Sim *sim, guint device);
void     sim_restart (Sim *sim, guint device);
void     sim_deliver_stash (Sim *sim);
/** Carries up to @most requests of a device; with @quiet nothing is lost. TRUE when it has nothing to ask for a while. */
gboolean sim_sync (Sim *sim, guint device, guint most, gboolean quiet);
void     sim_stash_free (gpointer stash);
char    *sim_path_of (const char *dir, const char *name);
char    *sim_new_dir (void);
void     sim_copy_db (const char *from_dir, const char *from, const char *to_dir, const char *to);
void     sim_remove_tree (const char *path);
void     sim_open_server (Sim *sim);
void     sim_close_server (Sim *sim);
void     sim_open_device (Sim *sim, SimDevice *device);
void     sim_close_device (SimDevice *device);

/* sim-people.c: what people do */
void     sim_act (Sim *sim);

/* sim-check.c: what must hold */
void     sim_check_own_writes (Sim *sim, guint device);
void     sim_check_all (Sim *sim);
/** Lets everything settle without faults. */
void     sim_settle (Sim *sim);
G_END_DECLS
