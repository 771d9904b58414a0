/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <libsoup/soup.h>
#include "server/sf-house.h"
G_BEGIN_DECLS
/**
 * SfPublic: the pages that phones open, with a listener of their own: plain HTTP, meant to stand on loopback behind a proxy
 * that has the public certificate (data/nginx/showfloor.conf); on another address it is a trial and says so. It closes after
 * every reply, takes small bodies, brakes by address, by slug and for everybody together, and knows the routes of
 * sf-public-routes.c alone: no route of devices or managers answers here. Main thread.
 */
typedef struct _SfPublic SfPublic;
/** How a request came: @guard holds its connection, @address (as far as the proxy is believed) is who asks, @secure: over TLS, here or at the proxy. */
typedef struct { struct _SfGuard *guard; const char *address; gboolean secure; } SfOrigin;
/** Answers the staff's phone pages (sf_public_is_staff_path()), which need sessions and news. */
typedef void (*SfStaffFunc) (SoupServerMessage *msg, const char *path, GHashTable *query, const SfOrigin *origin, gpointer data);
typedef struct {
  const char *listen;        /* (nullable) HOST:PORT; NULL: no listener, the staff's pages are reached through the private one */
  const char *proxy;         /* (nullable) address whose X-Forwarded-For and -Proto are believed; NULL: this machine's own */
} SfPublicOptions;
SfPublic *sf_public_new  (SfHouse *house, const SfPublicOptions *options, GError **error);
/** Takes no more connections. */
void      sf_public_stop (SfPublic *self);
/** TRUE while a request is being answered. */
gboolean  sf_public_is_busy (SfPublic *self);
void      sf_public_free (SfPublic *self);
/** What /c/health-<token> answers. */
const char *sf_public_get_health (SfPublic *self);
/** Port of the listener; 0 without one. */
guint16   sf_public_get_port (SfPublic *self);
/** Who answers the staff's phone pages that are asked for here; without one they are not here. */
void      sf_public_set_staff (SfPublic *self, SfStaffFunc func, gpointer data);
/** The colleague who is signed in on a phone, by its Cookie header, so that the staff's own looks are left out. (transfer full) (nullable) */
typedef char *(*SfWhoFunc) (const char *cookie, gboolean secure, gpointer data);
void      sf_public_set_who (SfPublic *self, SfWhoFunc func, gpointer data);
/** TRUE for a path that belongs to the staff's phone pages. */
gboolean  sf_public_is_staff_path (const char *path);
/** Answers a request; @tls: it came over the private TLS listener. */
void      sf_public_begin (SfPublic *self, SoupServerMessage *msg, const char *path, gboolean tls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPublic, sf_public_free)
G_END_DECLS
