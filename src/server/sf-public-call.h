/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <libsoup/soup.h>
#include "base/sf-text.h"
#include "server/sf-buckets.h"
#include "server/sf-form.h"
#include "server/sf-form-token.h"
#include "server/sf-public.h"
G_BEGIN_DECLS
/*
 * Inside the server layer: what one request of a phone is while it is answered. Handlers get no house, no store and no
 * session: a visitor's route has `intake` (sf-intake.h), and that is all. The staff's pages are in sf-routes.c.
 */
typedef struct _SfPublicCall SfPublicCall;
typedef struct _SfIntake SfIntake;       /* sf-intake.h: what a stranger with a slug may ask for */
typedef struct {
  const char *method;        /* GET answers HEAD too */
  const char *path;          /* exact, or a prefix when it ends in '*' */
  gboolean (*start)  (SfPublicCall *call);                  /* (nullable) main thread; FALSE: answered already */
  void     (*work)   (SfPublicCall *call, GError **error);  /* (nullable) on the store's worker */
  void     (*finish) (SfPublicCall *call);                  /* (nullable) main thread, just before the reply is sent */
} SfPublicRoute;

struct _SfPublicCall {
  SfPublic *site;            /* opaque to handlers */
  SfIntake *intake;          /* of a visitor's route; worker */
  SfBuckets *buckets;        /* main thread */
  SfFormTokens *tokens;
  const char *health;        /* name under which the server finds itself */
  SoupServerMessage *msg;    /* main thread */
  const SfPublicRoute *route;
  char *tail;                /* what a prefix route matched beyond the prefix */
  SfForm *query, *form;      /* of the URI; of a POST's body; NULL when malformed or absent */
  char *address;             /* who asks, as far as the proxy is believed; never written down */
  char *agent, *host; /* (nullable) as sent, cut */
  char *staff;               /* (nullable) colleague who is signed in on this phone */
  char *base;                /* (nullable) path where the page is, without a query */
  gboolean secure;           /* came over TLS, here or at the proxy */
  gboolean head, prefetch;   /* nobody looks at the reply */
  SfLang lang;
  gboolean lang_chosen;      /* by ?l= */
  gint64 began_ms;           /* boot */
  gpointer data;             /* of the route, freed with free_data */
  GDestroyNotify free_data;
  /* the reply */
  guint status;
  const char *type;          /* static */
  GBytes *reply;             /* (nullable) */
  char *location, *set_cookie, *filename;
  gboolean immutable;
  char *refresh;             /* "20; url=…": a page of a waiting ticket renews itself */
  guint at_least_ms;         /* is not answered earlier, so that no answer tells by its time what there is */
};

/* sf-public-routes.c */
const SfPublicRoute *sf_public_route_find (const char *method, const char *path, const char **tail, gboolean *known_path);
/** All of them, for tests that try each. */
const SfPublicRoute *sf_public_route_list (guint *n);

/* sf-public.c; work and finish of a route use these */
void sf_public_reply    (SfPublicCall *call, const char *type, GBytes *bytes);   /* takes @bytes; 200 unless a status is set */
/** See Other. @location: a path of ours, or tel: and https: that we made ourselves from a record. */
void sf_public_redirect (SfPublicCall *call, const char *location);
/** A status with a page of one sentence. */
void sf_public_fail     (SfPublicCall *call, guint status);
G_END_DECLS
