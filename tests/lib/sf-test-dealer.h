/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <libsoup/soup.h>
#include "craft/sf-key.h"
#include "wire/sf-messages.h"
G_BEGIN_DECLS
/* For tests: a real showfloor-server in a process of its own, the tool, and devices that speak the protocol by hand. */

typedef struct {
  char *dir;                 /* the data folder; its log is DIR.log */
  char *url, *ready;
  guint16 port;
  gint64 clock_offset_s;     /* of the next start and of the tool */
  gboolean demo;
  guint16 pages;             /* port of the phone pages; 0: none */
  const char *words;         /* (nullable) further words for the server, one a line */
  GSubprocess *process;
  SoupSession *session;
} SfTestDealer;

/** A folder in a new temporary one; not started. */
SfTestDealer *sf_test_dealer_new   (gboolean demo);
/** Starts and waits for the ready line; the port of the first start is kept. */
void          sf_test_dealer_start (SfTestDealer *self);
/** kill -9. */
void          sf_test_dealer_kill  (SfTestDealer *self);
/** SIGTERM; asserts that it ends with 0. */
void          sf_test_dealer_stop  (SfTestDealer *self);
/** Kills it if it runs, removes the folder. */
void          sf_test_dealer_free  (SfTestDealer *self);
/** Everything that the server logged. (transfer full) */
char         *sf_test_dealer_log   (SfTestDealer *self);
/** Runs showfloorctl with words separated by |; asserts success when @error_out is NULL. (transfer full) */
char         *sf_test_ctl          (SfTestDealer *self, const char *words, char **error_out);
/** The value of a member of a JSON text, as text; "a.b" goes deeper. NULL when absent. (transfer full) */
char         *sf_test_json         (const char *json, const char *path);

/** One request; @reply (nullable) receives the body. Returns the status, 0 when the connection failed. */
guint sf_test_request (SfTestDealer *self, const char *method, const char *path, const char *bearer, const char *body, char **reply);

typedef struct {
  SfTestDealer *dealer;
  SfKey *key;
  SfIds *ids;
  char *id, *bearer, *epoch;
  gint64 inc, mid;
  guint role;
  guint8 last_h[SF_LINK_LEN];
} SfTestDevice;
/** Makes a code with the tool and enrols. */
SfTestDevice *sf_test_device_pair    (SfTestDealer *dealer, const char *role, const char *name);
/** Signs in; returns the status of the second step. */
guint         sf_test_device_session (SfTestDevice *self);
guint         sf_test_device_enrol   (SfTestDealer *dealer, const char *code, SfKey *key, char **reply);
/** Pushes one mutation body as the next of this device; @code receives the result's code or status word. (transfer full) */
guint         sf_test_device_push    (SfTestDevice *self, const char *body, char **result);
/** All rows of a bucket as NDJSON text from the start. */
guint         sf_test_device_pull    (SfTestDevice *self, const char *bucket, char **lines);
void          sf_test_device_free    (SfTestDevice *self);
/** {"k":"visit.create",…}: a visit that passes every check; @surname and @phone may be NULL. (transfer full) */
char         *sf_test_visit          (SfTestDevice *self, const char *id, const char *number, const char *surname, const char *phone);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfTestDealer, sf_test_dealer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfTestDevice, sf_test_device_free)
G_END_DECLS
