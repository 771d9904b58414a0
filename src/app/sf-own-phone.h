/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-kiosk.h"
G_BEGIN_DECLS
/**
 * SfOwnPhone: a code on the kiosk's glass with which its guest checks in on their own phone, once and for SF_OWN_PHONE_MS. It says beforehand
 * which visit that will be; the draft remembers it, so that whatever the kiosk checks in afterwards is the same visit (VISIT.OWN).
 * Main thread. Property "state" (SfOwnPhoneState), notified. Signal "ticket" (SfTicket): the phone has finished.
 */
typedef enum {
  SF_OWN_PHONE_WAITING,  /* the server does not know the code yet: nothing may be shown */
  SF_OWN_PHONE_OPEN,     /* the code may be scanned */
  SF_OWN_PHONE_AWAY,     /* the server or its pages cannot be reached */
  SF_OWN_PHONE_OVER      /* its time is over */
} SfOwnPhoneState;
#define SF_OWN_PHONE_MS (10 * 60 * 1000)
#define SF_TYPE_OWN_PHONE (sf_own_phone_get_type ())
G_DECLARE_FINAL_TYPE (SfOwnPhone, sf_own_phone, SF, OWN_PHONE, GObject)
/** Is there any use in offering it: phone pages open, and the server answers? */
gboolean        sf_own_phone_may  (SfKiosk *kiosk);
/** For the guest whose draft @kiosk holds. */
SfOwnPhone     *sf_own_phone_new  (SfKiosk *kiosk);
/** Nobody waits for it any more. */
void            sf_own_phone_stop (SfOwnPhone *self);
SfOwnPhoneState sf_own_phone_get_state (SfOwnPhone *self);
/** What the code says; NULL unless OPEN. (transfer full) */
char           *sf_own_phone_url  (SfOwnPhone *self);
/** Id of the event that the phone's guest came for, once it has finished; NULL: none. */
const char     *sf_own_phone_get_event (SfOwnPhone *self);
G_END_DECLS
