/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/**
 * SfTablet: what a consultant can do on a tablet; no widgets. Every change is a mutation committed here first, so all of it
 * works with the server away; what only the server decides (who got the visit) shows as pending until it answered.
 * Properties: "signed-in" text (consultant id or NULL), "guest-mode" bool, "ring" SfItem ASSIGNMENT or NULL (the offer that
 * rings for the one signed in; acknowledged as soon as the interface says it is shown and sounded).
 */
#define SF_TYPE_TABLET (sf_tablet_get_type ())
G_DECLARE_FINAL_TYPE (SfTablet, sf_tablet, SF, TABLET, GObject)
SfTablet    *sf_tablet_new (SfDevice *device);
SfDevice    *sf_tablet_get_device (SfTablet *self);
GListModel  *sf_tablet_get_consultants (SfTablet *self);   /* who may sign in here */
/** PIN (4–8 digits) or badge code; argon2id off the main thread; five tries, then a pause that grows. */
void         sf_tablet_sign_in_async  (SfTablet *self, const char *consultant_id, const char *pin, GAsyncReadyCallback callback, gpointer data);
gboolean     sf_tablet_sign_in_finish (SfTablet *self, GAsyncResult *result, guint *tries_left, GError **error);
void         sf_tablet_sign_out (SfTablet *self);
void         sf_tablet_set_guest_mode (SfTablet *self, gboolean on);

SfItem      *sf_tablet_get_ring (SfTablet *self);
/** The interface shows and sounds this offer now. */
void         sf_tablet_ack    (SfTablet *self, const char *assignment_id);
void         sf_tablet_accept (SfTablet *self, const char *assignment_id);
void         sf_tablet_decline (SfTablet *self, const char *assignment_id);
void         sf_tablet_hand   (SfTablet *self, const char *assignment_id, const char *consultant_id);
void         sf_tablet_set_presence (SfTablet *self, const char *presence);
/** Today's visits, newest first: SfItem VISIT; sf_tablet_status_of() gives each one's VISIT_STATUS (nullable). */
GListModel  *sf_tablet_get_today (SfTablet *self);
SfRecord    *sf_tablet_status_of (SfTablet *self, const char *visit_id);
SfRecord    *sf_tablet_customer (SfTablet *self, const char *customer_id);
SfRecord    *sf_tablet_visit (SfTablet *self, const char *visit_id);
/** 今天要联系: open follow-ups of the one signed in, due today or before. */
GListModel  *sf_tablet_get_due (SfTablet *self);
void         sf_tablet_follow_up_done (SfTablet *self, const char *follow_up_id, const char *result, const char *next_due);
/** 离店登记: outcome and next follow-up in one commit. @outcome: an OUTCOME record with what was tapped; the rest is filled in. */
void         sf_tablet_finish_visit_async  (SfTablet *self, SfRecord *outcome, GAsyncReadyCallback callback, gpointer data);
gboolean     sf_tablet_finish_visit_finish (SfTablet *self, GAsyncResult *result, GError **error);
/** A visitor entered by hand: a VISIT record with what was tapped. With a phone, a spoken consent to the notice is made. */
void         sf_tablet_new_visit_async  (SfTablet *self, SfRecord *visit, GAsyncReadyCallback callback, gpointer data);
char        *sf_tablet_new_visit_finish (SfTablet *self, GAsyncResult *result, GError **error);   /* ticket number */
GListModel  *sf_tablet_get_models (SfTablet *self);
G_END_DECLS
