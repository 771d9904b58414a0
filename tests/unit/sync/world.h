/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/*
 * One server and some devices in one process, on fake time, with real stores, a real ingest and the messages as they stand
 * on the wire; only sockets and sessions are missing. Nothing here is a replacement for a part of ours.
 */
#include "server/sf-ingest.h"
#include "store/sf-device-sync.h"
#include "sync/sf-sync-core.h"
G_BEGIN_DECLS

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfServerStore *store; SfIngest *ingest; } World;
typedef struct { World *world; char *dir, *role, id[SF_ID_LEN + 1]; SfClock *clock; SfDeviceStore *store; SfSyncCore *core; guint requests; } WorldDevice;

World *world_new  (guint64 seed);
void   world_free (World *world);
/** The server starts again from what is on its disk. */
void   world_restart_server (World *world);
/** A verified backup now; world_restore_server() puts it back, with a new epoch when @told. */
void   world_backup  (World *world, const char *name);
void   world_restore (World *world, const char *name, gboolean told);

WorldDevice *world_device_new  (World *world, const char *role, guint n);
void         world_device_free (WorldDevice *device);
/** Copies the device's folder away; and back over what it has become (an image rolled back). */
void         world_device_image   (WorldDevice *device, const char *name);
void         world_device_reimage (WorldDevice *device, const char *name);

/** What the server answers to a request. */
guint world_answer (WorldDevice *device, const SfSyncRequest *request, char **body, gsize *len);
/** Carries requests until the core has nothing to ask; FALSE after @most requests. */
gboolean world_sync (WorldDevice *device, guint most);
/** One after the other until nobody has anything to ask. */
void     world_settle (WorldDevice **devices, guint n);

/** Commits a visit with this surname; its id. (transfer full) */
char *world_check_in (WorldDevice *device, const char *surname);
/** Number of records in a typed table. */
gint64 world_count (SfDb *db, SfKind kind);
/** Aborts unless count and xor of every bucket of the device equal the server's (I2). */
void world_assert_equal (WorldDevice *device);
G_END_DECLS
