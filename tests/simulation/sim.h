/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/*
 * A simulated world: one dealer server and its devices in one process. The sync core, ingest, merge and both stores are the
 * product's, on disks in memory (tests/lib/sf-test-vfs.h) whose power can be cut; messages are as they stand on the wire. Sockets
 * and threads are missing, time is fake, chance comes from one seed. One seed is one world: README.md.
 */
#include "sf-test-vfs.h"
#include "model/sf-assign.h"
#include "server/sf-ingest.h"
#include "store/sf-device-sync.h"
#include "store/sf-server-person.h"
#include "sync/sf-sync-core.h"
G_BEGIN_DECLS

/* Devices that every world is chosen from, in the order of their slots; clones come behind them. */
#define SIM_KIOSKS 2
#define SIM_TABLETS 2
#define SIM_SCREENS 1
#define SIM_DEVICES (SIM_KIOSKS + SIM_TABLETS + SIM_SCREENS)
#define SIM_SLOTS (SIM_DEVICES + 2)
#define SIM_SCREEN (SIM_KIOSKS + SIM_TABLETS)   /* slot of the screen */
#define SIM_STAFF 4
#define SIM_CUSTOMERS 4
#define SIM_ITEMS 2
#define SIM_SERVER_DIR "/server"
#define SIM_SERVER_DB SIM_SERVER_DIR "/server.db"
#define SIM_DEVICE_DIR "/device"
#define SIM_DEVICE_DB SIM_DEVICE_DIR "/device.db"
#define SIM_START_MS G_GINT64_CONSTANT (1795140000000)
#define SIM_ZONE "Asia/Shanghai"
#define SIM_LATE_MS (15 * 60 * 1000)            /* an edit this much later than the one that stays was lost */

/* Counted over worlds; each member is printed by its name. */
#define SIM_STATS(X) \
  X (steps) X (syncs) X (requests) X (hellos) X (pushes) X (pulls) X (snapshots) X (opened) X (facts) X (edits) X (plays) X (backups) X (restores) X (announced) X (old_backups) X (from_nothing) X (no_witness) X (strangers) \
  X (rollbacks) X (clones) X (forks) X (resyncs) X (power_cuts) X (restarts) X (reboots) X (clock_jumps) X (away_days) X (revoked) X (erased) X (moved) X (poison) X (newer) \
  X (lost) X (duplicated) X (delayed) X (replayed) X (known_lost) X (later_lost)
#define SIM_MEMBER(name) guint name;
typedef struct { SIM_STATS (SIM_MEMBER) } SimStats;
#undef SIM_MEMBER

/* Something that somebody was told is saved, and that nobody changes afterwards. */
typedef struct {
  char *id;
  SfKind kind;
  guint slot;
  gint64 amount;           /* of a play: how long */
  gboolean excused;        /* made after an image that was rolled back, or by a device that was withdrawn: may be gone, never twice */
} SimFact;

/* A value that somebody gave to a field; values are unique. */
typedef struct { char *id, *value; int field; guint slot; gint64 at; gboolean excused, shared; } SimEdit;
#define SIM_FIELD_NEWER (-1)   /* a member that only a newer version knows */

/* news: it may hold what is nowhere else any more. */
typedef struct { guint slot; SfSyncStep step; gint64 inc; char *body; gboolean news; } SimStash;

typedef struct _Sim Sim;
typedef struct {
  Sim *sim;
  guint slot, role;
  gboolean in;             /* takes part in this world */
  gboolean revoked;
  char id[SF_ID_LEN + 1];
  SfTestDisk *disk;
  SfClock *clock;
  SfDeviceStore *store;
  SfSyncCore *core;
  gint64 offline_until;    /* ms of the world */
  guint bearer;            /* number of its session */
  SfTestImage *image;      /* (nullable) a copy of its disk */
  guint image_facts, image_edits;
  guint number;
  gboolean filling;        /* gave up what it was entrusted with and has not got it back yet */
} SimDevice;

struct _Sim {
  guint64 seed;
  guint ablations;
  gboolean verbose, faults;
  gboolean narrow;         /* small pages, and servers that are put back between them */
  GRand *rand;
  gint64 now;              /* ms since the start */
  SfIds *ids;
  SfTestDisk *disk;        /* the server's */
  SfClock *clock;          /* the server's */
  SfServerStore *store;
  SfIngest *ingest;
  gint64 tick_at;          /* wall ms when the server has something to do by itself; 0: it has to look */
  guint n_backups;
  guint sessions;          /* bearers up to this number were forgotten by a restore */
  guint last_bearer;
  gboolean between_pages;  /* the last answer was a page after which another comes */
  guint page_rows;         /* rows of a page; 0: as chance has it */
  guint stranger;          /* requests that another server answers yet */
  char staff[SIM_STAFF][SF_ID_LEN + 1], items[SIM_ITEMS][SF_ID_LEN + 1];
  char media[SF_ID_LEN + 1], notice[SF_ID_LEN + 1], notice_hash[65];
  SimDevice devices[SIM_SLOTS];
  GPtrArray *facts;        /* SimFact */
  GHashTable *by_id;       /* id → SimFact */
  GPtrArray *edits;        /* SimEdit */
  GPtrArray *stash;        /* SimStash */
  GHashTable *erased;      /* ids */
  GHashTable *states;      /* ids of visits and offers → state as last seen */
  gint64 watched;          /* head up to which states were looked at */
  SimStats stats;
  char *violation;         /* (nullable) the first thing found wrong */
};

/* sim-start.c: beginning and end of a world */
/** The house before the first guest: a server, and five devices that have synced once. */
Sim     *sim_new   (void);
/** Begins world @seed in it; once for each sim_new(). */
void     sim_begin (Sim *sim, guint64 seed, guint ablations, gboolean faults, gboolean verbose);
void     sim_free  (Sim *sim);
void     sim_clear_device (SimDevice *device);

/* sim-disk.c: servers and devices, their disks */
void     sim_open_server   (Sim *sim);
void     sim_close_server  (Sim *sim);
/** What a server is in this world. */
void     sim_choose_server (Sim *sim);
void     sim_backup        (Sim *sim);
/** The server's disk becomes that of a backup, in one of several ways. */
void     sim_restore       (Sim *sim);
/** The newest one, and nobody is told. */
void     sim_restore_newest (Sim *sim);
void     sim_open_device   (SimDevice *device);
void     sim_close_device  (SimDevice *device);
void     sim_restart       (SimDevice *device);
void     sim_power_cut     (SimDevice *device);
void     sim_image         (SimDevice *device);
void     sim_reimage       (SimDevice *device);
/** Another device lives from now on with a copy of this one's disk. NULL: no slot is left. */
SimDevice *sim_clone       (SimDevice *device);

/* sim-wire.c: what goes between */
void     sim_say       (Sim *sim, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** Keeps the first violation. */
void     sim_violation (Sim *sim, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean sim_chance    (Sim *sim, double p);
guint    sim_pick      (Sim *sim, guint n);
void     sim_advance   (Sim *sim, gint64 ms);
/** The server's own clock strikes, when it is time. */
void     sim_tick      (Sim *sim);
/** A request of long ago arrives again. */
void     sim_deliver_stash (Sim *sim);
/** The newest of them, which stays. */
void     sim_deliver_last  (Sim *sim);
/** One request of a device and its answer; nothing is lost. */
void     sim_carry     (SimDevice *device, SfSyncRequest *request);
/** Carries up to @most requests of a device; with @quiet nothing is lost. TRUE when it has nothing to ask for a while. */
gboolean sim_sync      (SimDevice *device, guint most, gboolean quiet);
/** Carries its requests, nothing lost, until all that it wrote is delivered. */
void     sim_hand_in    (SimDevice *device);
void     sim_stash_free (gpointer stash);

/* sim-people.c: what people do */
void     sim_check_in  (SimDevice *device);
/** One of the things that people of this device's role do. */
void     sim_do_something (SimDevice *device);
void     sim_fact_free (gpointer fact);
void     sim_edit_free (gpointer edit);

/* sim-faults.c: what goes wrong */
/** FALSE: nothing did. */
gboolean sim_break_something (Sim *sim);
void     sim_act       (Sim *sim);

/* sim-watch.c: what must hold at every moment */
/** A device's commit changed these records (SfChangedFunc); @device SimDevice. */
void     sim_watch_device (guint64 kinds, GPtrArray *ids, gpointer device);
/** After a device was opened: everything at once. */
void     sim_watch_opened (SimDevice *device);
void     sim_watch_own    (SimDevice *device);
void     sim_watch_server (Sim *sim);
/** States seen so far are of a history that is no more. */
void     sim_watch_forget (Sim *sim);
gboolean sim_is_there (SfDb *db, SfKind kind, const char *id);
gboolean sim_is_erased (Sim *sim, const char *id);
gint64   sim_count (SfDb *db, const char *sql, const char *one, const char *two);

/* sim-check.c, sim-compare.c, sim-edits.c: what must hold at the end */
void     sim_check_all (Sim *sim);
void     sim_check_replica (SimDevice *device);
void     sim_check_edits (Sim *sim);
/** Lets everything settle without faults. */
void     sim_settle    (Sim *sim);

/* sim-ablate.c: rules that are taken out */
typedef struct {
  const char *name;        /* as sync.md 1.13 has it */
  guint bit;               /* SfAblation */
  const char *what;
  gboolean by_rate;        /* not wrong, but worse: caught by how often a later edit is lost */
  guint within;            /* seeds within which it has to be caught */
  gboolean seldom;         /* it takes hundreds of worlds: too many for a build that plays ten times as slowly */
} SimAblation;
/** Ends with a NULL name. */
extern const SimAblation sim_ablations[];
const SimAblation *sim_ablation_find (const char *name);
/** A2: tokens whose chain is that of their own number. */
void     sim_ablate_token_out (Sim *sim, SfToken *token);
void     sim_ablate_token_in  (Sim *sim, SfToken *token);

/* sim-freeze.c */
/** Keeps the process as it is, once. */
void     sim_freeze         (void);
/** Puts it back. */
void     sim_thaw           (void);

/* sim-memory.c */
/** Quicker than malloc; before SQLite's first use. */
void     sim_give_sqlite_memory (void);

/* sim-keep.c: connections that outlive their closing */
/** Ends those on this disk; before it is freed. */
void     sim_let_go         (SfTestDisk *disk);

/* sim-rehearse.c: statements compiled before the worlds begin */
/** Once in a process that is going to play many worlds. */
void     sim_rehearse       (void);
/** In a house: what the rehearsals compiled. */
void     sim_compile        (Sim *sim);
/** A connection is about to be closed; @role 0: the server's. */
void     sim_note_statements (SfDb *db, guint role);

/* sim-run.c: many worlds */
typedef struct { SimStats stats; gboolean wrong; char violation[400]; } SimResult;
/** First of all, once. */
void     sim_prepare_process (void);
/** One world in this process. */
void     sim_play (guint64 seed, guint ablations, gboolean faults, gboolean verbose, SimResult *result);
/** The world that catches A2 (sim-directed.c). */
void     sim_play_moved_past (guint ablations, SimResult *result);
typedef struct { guint64 from, to; guint ablations, jobs; gboolean stop_at_first; double progress_s; } SimRun;
typedef struct { SimStats stats; guint64 worlds, wrong, first; double seconds, cpu_seconds; char violation[400]; } SimTotal;
/** Worlds @from to @to, each in a child of its own. Prints what is wrong. */
void     sim_run  (const SimRun *run, SimTotal *total);
void     sim_print_stats (const SimTotal *total);
G_END_DECLS
