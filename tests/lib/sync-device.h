/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server-process.h"
#include "store/sf-device-sync.h"
#include "sync/sf-enrol.h"
#include "sync/sf-sync-driver.h"
G_BEGIN_DECLS
/* A device as the product has it, without windows: its folder, its store on a worker, its driver on the main context of the test. */
typedef struct { char *dir, *role; SfWorker *worker; SfClock *clock; SfIds *ids; SfKey *key; SfDeviceStore *store; SfSyncDriver *driver; } Device;

typedef gboolean (*Condition) (gpointer data);
/** Turns the main context until @condition holds; how long that took in ms. Fails after 120 s, which is for a machine that has little time for tests. */
gint64 wait_until (Condition condition, gpointer data);

/** Opens a folder of its own, or @dir and the key kept there. */
void device_init    (Device *device, const char *role);
void device_init_at (Device *device, const char *dir, const char *role);
/** Enrols by way of @port, keeps who it is, and starts. */
void device_pair    (Device *device, Server *server, guint16 port);
/** Starts as the one that was paired before. */
void device_resume  (Device *device);
/** Stops and closes; the folder stays. */
void device_close   (Device *device);
/** The same, and removes the folder. */
void device_clear   (Device *device);

SfPairing   *new_pairing (Server *server, guint16 port, const char *code);
SfEnrolment *enrol       (Device *device, const SfPairing *pairing, GError **error);
/** For asynchronous calls of the tests: keeps the result in the GAsyncResult * that is the data; is it there? */
void         on_result   (GObject *source, GAsyncResult *result, gpointer data);
gboolean     is_set      (gpointer data);

/** A visit with this surname, as it would be typed at a kiosk. On the worker. (transfer full) */
SfRecord *new_visit     (Device *device, const char *surname);
/** The same from the main thread. (transfer full) */
SfRecord *ask_visit     (Device *device, const char *surname);
/** A consent of this visit, which names it from then on. (transfer full) */
SfRecord *new_consent   (Device *device, SfRecord *visit);
/** Commits @mutations (taken) as the application does; FALSE with @error: nothing of it was kept. */
gboolean  device_commit (Device *device, GPtrArray *mutations, GError **error);
/** Commits a visit and wakes the driver. */
void      check_in      (Device *device, const char *surname);

/** How many visits with this surname the device shows, and what it has not delivered (nullable). */
guint    visits (Device *device, const char *surname, gint64 *pending);
/** Conditions; their data is the Device, for the last a Look. */
gboolean is_listening (gpointer device);
gboolean is_offline   (gpointer device);
gboolean is_drained   (gpointer device);
typedef struct { Device *device; const char *surname; guint n; gint64 pending; } Look;
gboolean has_visit    (gpointer look);
G_END_DECLS
