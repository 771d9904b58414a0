/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-house.h"
#include "server/sf-public.h"
G_BEGIN_DECLS
/**
 * SfServer: the dealer server on one main context: a guarded TLS listener with the routes of protocol v1 and the manager's
 * pages, the waiting connections, the alarm that rings the next consultant. Handlers never run SQL: they hand a call to the
 * house's worker and answer when it is done.
 */
typedef struct _SfServer SfServer;
typedef struct {
  const char *listen;        /* HOST:PORT; port 0 takes a free one */
  const char *told_address;  /* (nullable) HOST:PORT under which devices reach it, when it is not what it listens on */
  SfPublicOptions phones;    /* the pages that phones open */
  const char *public_ca;     /* (nullable) PEM of the authority of their certificate, when this machine does not know it */
  guint max_connections;     /* 0: SF_MAX_CONNECTIONS */
  /* (nullable) Main thread: a flush of the database failed. Nothing is written any more; end the program, the next start reads what is there. */
  void (*failed) (gpointer data);
  gpointer failed_data;
} SfServerOptions;
/** Starts on an opened house, which it takes over. */
SfServer   *sf_server_start (SfHouse *house, const SfServerOptions *options, GError **error);
/** Takes no more connections, finishes what runs (at most 5 s), closes the rest and the house. Frees @self. */
void        sf_server_stop  (SfServer *self);
SfHouse    *sf_server_get_house (SfServer *self);
/** https://HOST:PORT under which devices reach it. */
const char *sf_server_get_url (SfServer *self);
/** HOST:PORT of that. */
const char *sf_server_get_address (SfServer *self);
/** The address for phones, or its proof, has changed: looks at it now. */
void        sf_server_check_public (SfServer *self);
/** The pages that phones open. */
SfPublic   *sf_server_get_public (SfServer *self);
/** Connections that wait for news, and all. */
void        sf_server_get_load (SfServer *self, guint *waiting, guint *connections);
/** Looks for due offers now; call after anything but a push wrote to the store. */
void        sf_server_kick (SfServer *self);
/** Ends the waiting connections of a device that was revoked. Main thread. */
void        sf_server_forget_device (SfServer *self, const char *device_id);
/** Ends the sessions of a person whose browsers were signed out (NULL: everybody's); what is kept of them is the caller's. Main thread. */
void        sf_server_forget_person (SfServer *self, const char *person);
G_END_DECLS
