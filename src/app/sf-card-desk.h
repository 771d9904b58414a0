/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/**
 * SfCardDesk: the digital card of the one signed in, as QR codes, all of it offline. One code at a time is shown, because a
 * phone reads whichever it sees first. Main thread. Signal "changed".
 */
typedef enum {
  SF_CARD_CODE_SOCIAL,           /* the colleague's own WeChat, WeCom or LINE code; first */
  SF_CARD_CODE_PAGE,             /* /c/<slug> on the public page; only while the public address is proven */
  SF_CARD_CODE_VCARD             /* vCard 3.0, read without any network */
} SfCardCode;
#define SF_TYPE_CARD_DESK (sf_card_desk_get_type ())
G_DECLARE_FINAL_TYPE (SfCardDesk, sf_card_desk, SF, CARD_DESK, GObject)
SfCardDesk *sf_card_desk_new (SfTablet *tablet);
/** CARD and CONSULTANT of the one signed in; NULL while not known, and when the card is set aside. Owned by the desk. */
SfRecord   *sf_card_desk_get_card (SfCardDesk *self);
SfRecord   *sf_card_desk_get_person (SfCardDesk *self);
/**
 * What the code @which says, or NULL when it cannot be had; then @why (out, static) is a code of a reason to tell the colleague:
 * no-card, no-social, not-proven, or making: the page's link is being committed on this tablet, "changed" follows. Names in the
 * vCard are in @lang. (transfer full)
 */
char       *sf_card_desk_payload (SfCardDesk *self, SfCardCode which, SfLang lang, const char **why);
/** Newest events of this colleague's links first: CARD_EVENT records that count. (transfer container) (element-type SfRecord) */
GPtrArray  *sf_card_desk_events (SfCardDesk *self, guint max);
/** Opened this week, from Monday in the dealer's zone. */
guint       sf_card_desk_week (SfCardDesk *self);
/** The newest event of the last half hour that sf_card_desk_seen() was not told of, or NULL. Owned by the desk. */
SfRecord   *sf_card_desk_fresh (SfCardDesk *self);
/** What is fresh now has been seen. */
void        sf_card_desk_seen (SfCardDesk *self);
G_END_DECLS
