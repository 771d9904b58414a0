/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * FaultProxy: a listener on 127.0.0.1 that passes bytes on to a server on 127.0.0.1, and what networks do to them. Runs on the
 * main context of the test. Settings hold for connections made afterwards, except where said.
 */
typedef struct _FaultProxy FaultProxy;
typedef enum {
  FAULT_NONE,
  FAULT_REFUSE,      /* closed as soon as it is open */
  FAULT_BLACK_HOLE,  /* opened, and nothing ever passes */
  FAULT_CUT_UP,      /* cut after n bytes from the client */
  FAULT_CUT_DOWN,    /* cut after n bytes from the server */
  FAULT_DEAF         /* half open: after n bytes from the server nothing more comes from it, and nobody hangs up */
} Fault;
FaultProxy *fault_proxy_new  (guint16 server_port);
void        fault_proxy_free (FaultProxy *self);
guint16     fault_proxy_port (FaultProxy *self);
void        fault_proxy_set  (FaultProxy *self, Fault fault, gsize n);
/** Where connections made from now on lead. */
void        fault_proxy_set_server (FaultProxy *self, guint16 server_port);
/** Each piece of bytes waits this long; holds at once. */
void        fault_proxy_set_delay (FaultProxy *self, guint ms);
/** At most so many bytes a second in each direction of a connection, 0: as they come; holds at once. */
void        fault_proxy_set_rate (FaultProxy *self, guint bytes_per_s);
/** Cuts every open connection now. */
void        fault_proxy_cut  (FaultProxy *self);
/** Connections accepted so far. */
guint       fault_proxy_count (FaultProxy *self);
/** Connections that are open now. */
guint       fault_proxy_open  (FaultProxy *self);
/** Bytes that passed so far: @up from the clients, else from the server. */
guint64     fault_proxy_bytes (FaultProxy *self, gboolean up);
G_END_DECLS
