/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-kiosk.h"
#include "app/sf-ring.h"
G_BEGIN_DECLS
typedef enum {
  SF_DRAFT_PURPOSE, SF_DRAFT_BEFORE, SF_DRAFT_WANTS, SF_DRAFT_MODEL_1, SF_DRAFT_MODEL_2, SF_DRAFT_SURNAME, SF_DRAFT_TITLE,
  SF_DRAFT_PHONE, SF_DRAFT_PLATE, SF_DRAFT_SERVICE, SF_DRAFT_CODE, SF_DRAFT_LINK, SF_DRAFT_RIDE, SF_DRAFT_COLLECT, SF_DRAFT_EVENT,
  SF_DRAFT_SIGNED, SF_DRAFT_OWN, SF_DRAFT_CHANGES, SF_DRAFT_RECALL, SF_DRAFT_N_TEXTS
} SfDraftText;
struct _SfDraft {
  GObject parent_instance;
  char *texts[SF_DRAFT_N_TEXTS];   /* (owned) (nullable) */
  gboolean news, share;
  SfLang lang;
};
/** A ticket for a VISIT that is committed; @slug: of its link (nullable); @patience_ms: how long it may be called saved without the server's answer. */
struct _SfTicket *sf_ticket_new (SfDevice *device, SfRecord *visit, const char *slug, guint patience_ms);
/** While no server answers the ticket says what @ring has heard. Once. */
void sf_ticket_set_ring (struct _SfTicket *self, SfRing *ring);
/** Has it had its slip? */
gboolean sf_ticket_has_slip (struct _SfTicket *self);
/** It was taken on the guest's own phone, and is there, too. */
void sf_ticket_set_on_phone (struct _SfTicket *self);
G_END_DECLS
