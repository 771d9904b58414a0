/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <libsoup/soup.h>
#include "base/sf-text.h"
#include "server/sf-guard.h"
#include "server/sf-self-check.h"
#include "server/sf-html.h"
#include "server/sf-server.h"
#include "server/sf-session.h"
#include "server/sf-waiters.h"
#include "server/sf-wecom.h"
G_BEGIN_DECLS
/* Inside the server layer: what one request is while it is answered. */

typedef struct _SfCall SfCall;
typedef struct _SfDoor SfDoor;
/* PERSON: somebody signed in at the route's door (sf-door.h) */
typedef enum { SF_ACCESS_OPEN, SF_ACCESS_DEVICE, SF_ACCESS_PERSON } SfAccess;
typedef struct {
  const char *method;
  const char *path;          /* exact, or a prefix when it ends in '*' */
  SfAccess access;
  gboolean (*start)  (SfCall *call);    /* (nullable) main thread; FALSE: answered already */
  void     (*work)   (SfCall *call, GError **error);   /* (nullable) on the worker, after the device or person was authenticated */
  void     (*finish) (SfCall *call);    /* (nullable) main thread, instead of sending the reply */
} SfRoute;

struct _SfCall {
  SfServer *server;
  SoupServerMessage *msg;    /* main thread only */
  SfGuard *guard;            /* that holds the connection; main thread */
  char *address;             /* who asks; never written down */
  gboolean secure;           /* came over TLS */
  const SfRoute *route;
  char *tail;                /* what a prefix route matched beyond the prefix */
  GHashTable *query;         /* (nullable) */
  char *bearer, *range, *if_range, *cookie;
  const SfDoor *door;        /* (nullable) that the route belongs to */
  char *person, *form, *proof, *tag;   /* (nullable) who is signed in there, as SfVisitor */
  gboolean gzip_in, gzip_out, head;
  SfLang lang;
  GBytes *body;
  SfPeer peer;               /* of a device */
  gpointer data;             /* of the route, freed with free_data */
  GDestroyNotify free_data;
  /* the reply */
  guint status;
  const char *type;          /* static */
  GBytes *reply;             /* (nullable) */
  char *location, *set_cookie, *content_range, *filename, *etag;
  gboolean immutable, gzipped, page;
  gboolean refresh;          /* a page of today renews itself */
};

struct _SfServer {
  SfHouse *house;
  SoupServer *soup;
  SfGuard *guard;
  SfWaiters *waiters;
  SfSessions *sessions;
  SfWorker *pins;            /* judges PINs */
  SfPublic *phones;
  SfSelfCheck *self_check;
  SfWecom *wecom;
  GMainContext *context;
  GPtrArray *pushes;         /* SfCall that wait for the next transaction */
  gboolean push_running, kicked, stopping;
  gint leaf_is_new;         /* set by the worker, atomic: the listener shows another certificate from now on */
  gint broken, flush_errno; /* set by the worker, atomic: a flush failed, and why */
  void (*failed) (gpointer data);
  gpointer failed_data;
  guint calls;               /* being answered */
  GSource *alarm;
  gint64 next_sweep, next_remind;   /* boot ms; worker only */
  char *url, *address;
};

/* sf-routes.c */
const SfRoute *sf_route_find (const char *method, const char *path, const char **tail, gboolean *known_path);
/** All routes, for tests that try each. */
const SfRoute *sf_route_list (guint *n);
/* sf-gather.c: pushes that arrive while a transaction runs share the next one. */
void sf_gather_add (SfCall *call);

/* sf-call.c */
/** @origin: the private listener tells no address; a request that came another way finds the staff's phone pages alone. */
void sf_call_begin (SfServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, const SfOrigin *origin);
/** On the worker: body decoded, device known. FALSE: the reply says why. */
gboolean sf_call_prepare (SfCall *call, GError **error);
/** On the worker: turns an error into a reply, compresses. */
void sf_call_complete (SfCall *call, GError *error);
/** Main thread: sends the reply and frees @call. */
void sf_call_send (SfCall *call);
/** Main thread: frees @call without a reply; its connection was taken. */
void sf_call_drop (SfCall *call);
void sf_call_fail (SfCall *call, guint status, const char *code);
void sf_call_reply_json  (SfCall *call, char *json);                 /* takes @json */
void sf_call_reply_bytes (SfCall *call, const char *type, GBytes *bytes);   /* takes @bytes */
void sf_call_redirect    (SfCall *call, const char *location);
const char *sf_call_query (SfCall *call, const char *name);           /* NULL when absent */

/* sf-manager.c: pages for people who lead the floor */
void     sf_manager_page  (SfCall *call, GError **error);
void     sf_manager_csv   (SfCall *call, GError **error);
gboolean sf_manager_style (SfCall *call);
/* sf-manager-dispatch.c: who received whom, and why */
void     sf_manager_dispatch (SfCall *call, GError **error);
void     sf_manager_clashes (SfCall *call, GError **error);
void     sf_manager_clash_do (SfCall *call, GError **error);
/* sf-manager-privacy.c, sf-manager-person.c: what guests ask of the house about themselves */
void     sf_manager_privacy     (SfCall *call, GError **error);
void     sf_manager_privacy_do  (SfCall *call, GError **error);
void     sf_manager_person      (SfCall *call, GError **error);
void     sf_manager_person_json (SfCall *call, GError **error);
G_END_DECLS
