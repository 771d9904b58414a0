/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "sf-test-dealer.h"
G_BEGIN_DECLS
/* A demo house at two in the afternoon with phone pages, a kiosk, a tablet, tickets in every state and a card. */
typedef struct {
  SfTestDealer *dealer;
  SfTestDevice *kiosk, *tablet;
  char *pages;               /* http://127.0.0.1:PORT */
  char *consultant, *card, *model;
  gint64 ago_ms;             /* the next visits came so long ago */
  guint visitor;             /* which of 254 telephones outside asks: the last number of its address */
} PageWorld;
void  page_world_init  (PageWorld *self);
void  page_world_clear (PageWorld *self);
/** A visit of @number with a name, a number and a consent. (transfer full): its id */
char *page_world_visit (PageWorld *self, const char *number, const char *surname, const char *phone);
/** A visit of @number that signs up to the event of that code, with no name and no number. (transfer full): its id */
char *page_world_guest (PageWorld *self, const char *number, const char *event);
/** The tablet writes @n guests more onto the event's list. */
void  page_world_fill  (PageWorld *self, const char *event, guint n);
/** A code with which a guest checks in on their own phone. (transfer full): its slug */
char *page_world_own   (PageWorld *self);
/** The tablet accepts the first offer of a visit for the consultant. */
void  page_world_accept (PageWorld *self, const char *visit);
/** A tablet of @staff_no says that it shows the @turn-th offer of a visit. */
void  page_world_ack (PageWorld *self, const char *visit, guint turn, const char *staff_no);
void  page_world_leave (PageWorld *self, const char *visit);
/** The colleague agrees with the guest of @visit that they come again, in two days at the same hour. */
void  page_world_book (PageWorld *self, const char *visit);
/** Nobody of the house is free. */
void  page_world_busy (PageWorld *self);
/** A link of a visit, or (NULL) of the card. (transfer full): its slug */
char *page_world_link (PageWorld *self, const char *visit);
/** One request to the phone pages; headers as "Name: value" pairs, NULL at the end. Returns the status. */
guint page_world_get  (PageWorld *self, const char *path, char **body, SoupMessageHeaders **headers, ...) G_GNUC_NULL_TERMINATED;
guint page_world_post (PageWorld *self, const char *path, const char *form, char **body, SoupMessageHeaders **headers);
/** Pushes one mutation and expects "ok". */
void  page_world_push (SfTestDevice *device, const char *format, ...) G_GNUC_PRINTF (2, 3);
G_END_DECLS
