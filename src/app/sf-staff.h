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

/**
 * Writes what this device kept of its log (sf_log_keep()) and how it is into a new file in @folder, which must lie on another disk than its own:
 * a stick. The file's name, or NULL with G_IO_ERROR. Nothing in it is about a guest: the log never is. (transfer full)
 */
void          sf_staff_export_async  (SfKiosk *kiosk, const char *folder, GAsyncReadyCallback callback, gpointer data);
char         *sf_staff_export_finish (SfKiosk *kiosk, GAsyncResult *result, GError **error);
G_END_DECLS
