/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-kiosk.h"
G_BEGIN_DECLS
/**
 * The staff corner of a kiosk, behind a PIN of the house (the setting kiosk.pin, an argon2id verifier; showfloorctl setting). Tries are
 * counted on the device before they are judged, across restarts: five, then pauses that grow (SfTries). Main thread.
 */
typedef enum {
  SF_STAFF_OPEN,
  SF_STAFF_WRONG,     /* *number: tries left until the next pause */
  SF_STAFF_PAUSED,    /* *number: minutes */
  SF_STAFF_NO_PIN,    /* the house has not set one: nobody gets in */
  SF_STAFF_FAILED,    /* the try could not be counted, so it was not judged */
} SfStaffAnswer;
void          sf_staff_try_async  (SfKiosk *kiosk, const char *pin, GAsyncReadyCallback callback, gpointer data);
SfStaffAnswer sf_staff_try_finish (SfKiosk *kiosk, GAsyncResult *result, guint *number);

/** Addresses of this machine, parted by spaces, loopback left out; "" without a network. (transfer full) */
char         *sf_staff_network    (void);
G_END_DECLS
