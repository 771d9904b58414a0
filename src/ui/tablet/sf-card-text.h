/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-card-desk.h"
G_BEGIN_DECLS
/* Words about a card and its codes, in the language on the glass; static. @card: nullable. Main thread. */
/** 微信, 企业微信, LINE; 名片页; 通讯录. */
const char *sf_say_code (SfCardDesk *desk, SfCardCode which);
/** What the guest does with it: 微信扫一扫，加我好友. */
const char *sf_say_code_how (SfCardDesk *desk, SfCardCode which);
/** Why it cannot be had, to the colleague; @why as sf_card_desk_payload() gives it. */
const char *sf_say_code_why (const char *why);
/** 有人打开了您的名片; NULL for an event this version does not know. */
const char *sf_say_card_news (SfRecord *event);
/** Number of the ticket that @event came from, or NULL. */
const char *sf_say_card_ticket (SfTablet *tablet, SfRecord *event);
G_END_DECLS
