/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* Shared by the files of the device store alone. */
#include "store/sf-device-sync.h"
G_BEGIN_DECLS

/* Switches of SfAblation (sync/sf-sync-core.h) that concern the store; the values are the same. */
enum { DEVICE_ABLATE_B_TRIM_ON_ACK = 4, DEVICE_ABLATE_E_OVERLAY = 16, DEVICE_ABLATE_E2_TRIM_VISIBLE = 128,
       DEVICE_ABLATE_E3_SHADOW = 256, DEVICE_ABLATE_E4_CROSS = 512, DEVICE_ABLATE_I_CURSOR_FIRST = 1024,
       DEVICE_ABLATE_C1_WALL = 2048, DEVICE_ABLATE_C_HLC = 4096 | 8192 };

/* Buckets of the catalogue: their history has nothing to do with what devices write. */
#define DEVICE_OEM_SCOPE "oem"

struct _SfDeviceStore {
  SfDb *db;
  SfWorker *worker;
  SfClock *clock;
  SfIds *ids;
  int lock_fd;
  char *ballast, *ballast_dir;   /* NULL with a VFS of its own */
  guint role;               /* SfRoleMask, of key "role" */
  GHashTable *counters;     /* name → DeviceCounter: bumped, not yet committed */
  GHashTable *touched;      /* "kind U+001F id" of records to fold before COMMIT */
  SfChangedFunc changed;
  gpointer changed_data;
  guint ablations;
  GHashTable *keys;         /* key → value (nullable) as committed, of those asked for; none with a dot: drafts are about people */
  gboolean keys_changed;    /* since the transaction began: what is read is not committed yet */
  gboolean scrub;           /* sf_device_sync_scrub() may have something to do */
  gint64 lease_look;        /* boot ms of the next look at the lease */
};

typedef struct { char *day; gint64 n; } DeviceCounter;

/* sf-device-store.c */
void     device_read_role (SfDeviceStore *self);   /* after key "role" may have changed */
gboolean device_get_int (SfDeviceStore *self, const char *key, gint64 *out, GError **error);      /* 0 when unset */
gboolean device_set_int (SfDeviceStore *self, const char *key, gint64 value, GError **error);
gboolean device_set_text (SfDeviceStore *self, const char *key, const char *value, GError **error);
gboolean device_get_link (SfDeviceStore *self, const char *key, guint8 out[SF_LINK_LEN], GError **error);  /* zeros when unset */
gboolean device_set_link (SfDeviceStore *self, const char *key, const guint8 link[SF_LINK_LEN], GError **error);

/* sf-device-ballast.c */
void     device_ballast_take (SfDeviceStore *self);   /* when there is room and none is there */
gboolean device_ballast_drop (SfDeviceStore *self);   /* FALSE when there was none */

/* sf-device-fold.c */
void     device_touch (SfDeviceStore *self, const char *kind, const char *id);
/* Touches the kind and id in columns 0 and 1 of every row. */
gboolean device_touch_rows (SfDeviceStore *self, SfStmt *stmt, GError **error);
/* Kinds with fields about people, secrets too: what is kept of them is overwritten when it goes. */
gboolean device_is_personal (SfKind kind);
/*
 * Ends a transaction: with @heard (something came from the server) works out what is visible and done now, folds every
 * touched record into its typed row, commits and tells who watches. Frees @txn in any case.
 */
gboolean device_finish (SfDeviceStore *self, SfTxn *txn, gboolean heard, GError **error);

/* sf-device-ablate.c, inside a transaction; nothing without the ablations C1 to C3 */
gboolean device_ablate_stamp (SfDeviceStore *self, gint64 mid, GError **error);         /* a mutation was made */
gboolean device_ablate_heard (SfDeviceStore *self, gint64 server_ms, GError **error);   /* the server told its time */

/* sf-device-upkeep.c, inside a transaction: something about people was overwritten or went; the log and the file have to forget it. */
gboolean device_mark_loss (SfDeviceStore *self, GError **error);

/* sf-device-replica.c */
gboolean device_start_resync (SfDeviceStore *self, const char *bucket, GError **error);   /* inside a transaction */

/* sf-device-journal.c, inside a transaction */
gboolean device_set_acks (SfDeviceStore *self, GPtrArray *acks, GError **error);
/* Head of the history that devices write to, or 0 when it is not among @acks. */
gint64   device_own_head (GPtrArray *acks);
gboolean device_take_back (SfDeviceStore *self, gint64 last, gint64 *n, GError **error);   /* what the server lost is pending again */
gboolean device_move_acked (SfDeviceStore *self, gint64 head, GError **error);             /* decisions 2 */

/* A mutation that is numbered anew: body and stamp stay. */
typedef struct { GBytes *body; char *kind, *id, *boot, *clk; gint64 bt, st, made_at; gboolean stamped; } DeviceKept;
void     device_kept_free (gpointer kept);
/* The journal becomes these, from 1, under a new incarnation. (element-type DeviceKept) */
gboolean device_rewrite_journal (SfDeviceStore *self, GPtrArray *kept, GError **error);

/* sf-device-salvage.c: with the database closed */
/* TRUE when an earlier salvage was cut off before its end; @name: the copy that it reads, beside @path. */
gboolean device_salvage_is_open (const char *vfs, const char *path, char **name);
/* Keeps the damaged database as @name (transfer full) beside @path and removes it from there. */
gboolean device_salvage_keep (const char *vfs, const char *path, gint64 now_ms, char **name, GError **error);
/* Removes what an earlier salvage made but did not end. */
gboolean device_salvage_again (const char *vfs, const char *path, GError **error);
/* Fills the new, empty store from the copy, and only then forgets that there is something to salvage. */
gboolean device_salvage_fill (SfDeviceStore *self, const char *vfs, const char *path, const char *name, GError **error);
G_END_DECLS
