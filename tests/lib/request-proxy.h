/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * RequestProxy: stands between devices and a server on 127.0.0.1 as whole requests, not as bytes: it ends TLS with the server's
 * own certificate and key (read from the data folder @dir), so that devices take it for the server, and sends what it reads on.
 * It can send a request several times, repeat older ones, keep the answer to itself, and cut either within their plain bytes.
 * Threads of its own; settings hold at once.
 */
typedef struct _RequestProxy RequestProxy;
RequestProxy *request_proxy_new  (const char *dir, guint16 server_port);
void          request_proxy_free (RequestProxy *self);
guint16       request_proxy_port (RequestProxy *self);
/** Each POST is sent @copies times; of the answers one is passed on, or none in @drop_percent of the cases. */
void          request_proxy_set  (RequestProxy *self, guint copies, guint drop_percent);
/** The next request for @path (NULL: none) is cut: after @up bytes of the request nothing more is sent (-1: all), after @down bytes
 *  of the answer nothing more is passed on (-1: all). From then on nobody gets through until this is called again. */
void          request_proxy_cut  (RequestProxy *self, const char *path, gssize up, gssize down);
/** TRUE once that cut has happened and somebody tried again; @up and @down receive how long request and answer were, as far as they were read. */
gboolean      request_proxy_was_cut (RequestProxy *self, gsize *up, gsize *down);
/** POSTs read from devices so far, and answers that were kept from them. */
void          request_proxy_counts   (RequestProxy *self, guint *requests, guint *dropped);
/** Sends every push that ever passed again, @times each, in a random order; how many of these the server answered. Not while devices are pushing. */
guint         request_proxy_replay   (RequestProxy *self, guint times);
G_END_DECLS
