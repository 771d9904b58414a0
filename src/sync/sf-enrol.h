/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>

#include "craft/sf-code.h"
#include "craft/sf-key.h"
#include "store/sf-device-store.h"
G_BEGIN_DECLS
#define SF_ENROL_ERROR (sf_enrol_error_quark ())
/** WRONG, USED, EXPIRED, TRIES: what the server says of the code. UNREACHABLE: no address answered. IDENTITY: what answered is not
 *  the dealer that the pairing text names. ANSWER: it answered something else. */
typedef enum { SF_ENROL_ERROR_WRONG, SF_ENROL_ERROR_USED, SF_ENROL_ERROR_EXPIRED, SF_ENROL_ERROR_TRIES, SF_ENROL_ERROR_UNREACHABLE, SF_ENROL_ERROR_IDENTITY, SF_ENROL_ERROR_ANSWER } SfEnrolError;
GQuark sf_enrol_error_quark (void);

/** SfEnrolment: who this device is from now on. All owned. */
typedef struct {
  char *device_id, *role, *name;      /* name: what staff call it (nullable) */
  char *server_id, *dealer_id;
  char *ca_pem;                       /* the dealer CA, the only one that is ever trusted */
  char *hosts;                        /* HOST:PORT, one per line, the one that answered first */
  char *sas;                          /* six digits to compare with the server's */
  gboolean compare;                   /* the pairing text had no fingerprint: a person must compare before it is kept */
} SfEnrolment;
void sf_enrolment_free (SfEnrolment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfEnrolment, sf_enrolment_free)

/**
 * sf_enrol_async: uses a pairing code. @pairing and @key must live until the end. A new device id is proposed; the answer
 * names the one that holds; @was (nullable): the one it has already (sf_server_accounts_enrol()). Save @key (sf_key_save) before, so that no answer finds a device without its key. Main thread.
 */
void         sf_enrol_async  (const SfPairing *pairing, SfKey *key, const char *was, SfClock *clock, SfIds *ids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/** (transfer full) */
SfEnrolment *sf_enrol_finish (GAsyncResult *result, GError **error);
/** Keeps it in one transaction; from then on the device is paired. On the store's worker. */
gboolean     sf_enrolment_save (const SfEnrolment *self, SfDeviceStore *store, GError **error);
G_END_DECLS
