/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
#include "base/sf-worker.h"
#include "media/sf-blob-cache.h"
#include "sync/sf-sync-driver.h"
G_BEGIN_DECLS
typedef struct _SfMediaLoader SfMediaLoader;
/* What sf-device.c (store, counts), sf-device-link.c (server, pairing) and sf-device-media.c (pictures) share. */
struct _SfDevice {
  GObject parent_instance;
  char *dir;               /* (owned) */
  SfClock *clock;          /* (owned) */
  SfIds *ids;              /* (owned) */
  SfWorker *worker;        /* (owned) */
  GMainContext *context;   /* (owned) the main thread's */
  SfDeviceStore *store;    /* (owned) the worker's; the main thread only hands it over */
  char *id, *role;         /* (owned) (nullable) */
  gint64 pending, last_contact;
  SfDeviceTime time;       /* what is known of the server's */
  gboolean paired, online, revoked, damaged, lapsed, stranger;
  int filling;             /* percent, -1: none */
  gboolean counting, count_again, stopping;
  gint unwell;             /* SfHealth; set by the worker, atomic */
  gboolean healing, reporting;
  char *report;            /* (owned) (nullable) a fault that the server does not know of */
  guint look;
  SfSyncDriver *driver;    /* (owned) (nullable) while paired */
  guint tick;
  GTask *comparing;        /* (owned) (nullable) a pairing that waits for a person */
  char *compare;           /* (owned) (nullable) */
  SfMediaLoader *loader;   /* (owned) (nullable) while there is a server to fetch media from */
  SfMediaCount media_count;
  SfBlobCache *blobs;      /* (owned) (nullable) once open */
};
/** On the worker: opens the store (salvages it) and returns its counts. */
gpointer sf_device_open_store (SfDevice *self, gboolean salvage, GError **error);
/** sf-device-leave.c, on the worker, after opening: TRUE: it was to be forgotten, and was; the store is closed. */
gboolean sf_device_has_left (SfDevice *self, const SfDeviceCounts *counts);
void sf_device_counts_free (gpointer counts);
/** sf-device-heal.c: the store is not what it was; closes it, opens it again and goes on. */
void sf_device_heal (SfDevice *self);
void sf_device_look_begin (SfDevice *self);
/** Tells the server of self->report, if there is one. */
void sf_device_report (SfDevice *self);
void sf_device_set_damaged (SfDevice *self);
/** Everything may be different: all who watch ask again. */
void sf_device_emit_all_changed (SfDevice *self);
/** Asks the store for its counts and sets the properties from them; calls in between become one. */
void sf_device_count (SfDevice *self);
void sf_device_take_counts (SfDevice *self, const SfDeviceCounts *counts);
/** What the sync driver says. */
void sf_device_set_state (SfDevice *self, gboolean online, gint64 last_contact, gboolean revoked);
/** Somebody else answers at the server's address. */
void sf_device_set_stranger (SfDevice *self, gboolean stranger);
/** Percent, -1: none. */
void sf_device_set_filling (SfDevice *self, int percent);
/** The store is open: begin to sync if paired. */
void sf_device_begin (SfDevice *self);
void sf_device_end   (SfDevice *self);
void sf_device_set_compare (SfDevice *self, const char *digits);
void sf_device_media_begin (SfDevice *self);
void sf_device_media_end   (SfDevice *self);
/** Fetches the next file that is not here, if any. */
void sf_device_media_pump  (SfDevice *self);
void sf_device_emit_media_ready (SfDevice *self, const char *media_id);
void sf_device_emit_media_progress (SfDevice *self);
/** (nullable) The driver, while paired. */
SfSyncDriver *sf_device_get_driver (SfDevice *self);
G_END_DECLS
