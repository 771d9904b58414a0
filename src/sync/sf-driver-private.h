/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* What sf-sync-driver.c (turns and requests), sf-driver-listen.c (news) and sf-fetch-blob.c share. */
#include <libsoup/soup.h>
#include <pthread.h>

#include "sync/sf-sync-driver.h"
G_BEGIN_DECLS
/* Lives until the last job on the worker has seen it. All but refs and stopped belongs to the worker. */
typedef struct {
  gint refs;               /* (atomic) */
  gint stopped;            /* (atomic) the store may not be touched any more */
  SfDeviceStore *store;    /* (unowned) */
  SfSyncCore *core;
  SfClock *clock;
  SfIds *ids;
  SfKey *key;
  gboolean told_identity;
} SfDriverShared;

/* A certificate is judged in the thread of its handshake (glib-networking), so all it needs and finds is behind a lock. */
typedef struct {
  pthread_mutex_t lock;
  char *ca_pem, *server_id; /* (nullable) whom to believe */
  gboolean stranger;        /* somebody else answered since the last request was sent */
  gboolean has_leaf;
  guint8 leaf[32];          /* SHA-256 of the certificate that was believed last */
} SfDriverTrust;

struct _SfSyncDriver {
  GObject parent_instance;
  SfWorker *worker;
  SfDriverShared *shared;
  SoupSession *session, *wait_session;
  GCancellable *cancellable;
  SoupMessage *message;     /* (nullable) the request under way */
  char **hosts;             /* (nullable) */
  guint host;               /* the one that is tried */
  char *bearer;
  SfDriverTrust trust;
  SfSyncState state;
  gboolean started, stopped, busy, wake, hurry;
  SfHeads *news;            /* (nullable) heard, not yet told to the core */
  guint timer;

  /* listening */
  gboolean waiting;         /* a wait request is out or planned */
  gboolean listening;       /* and answers */
  GCancellable *wait_cancellable;
  guint wait_timer, wait_failures;
};

/* Lets the core have a turn now, unless it has one already. */
void         sf_driver_poke       (SfSyncDriver *self);
/* A message to the current address, judged like every other. NULL without an address. */
SoupMessage *sf_driver_message    (SfSyncDriver *self, const char *method, const char *path, const char *bearer);
void         sf_driver_tell_state (SfSyncDriver *self);
/* Opens the connection for news when there is a session and none is open. */
void         sf_driver_listen     (SfSyncDriver *self);
void         sf_driver_hang_up    (SfSyncDriver *self);
G_END_DECLS
