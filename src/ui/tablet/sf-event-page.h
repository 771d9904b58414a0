/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-guest-list.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/** SfEventPage: the guests of an event: who signed up, who is here; ticked by hand, with a network or without. */
#define SF_TYPE_EVENT_PAGE (sf_event_page_get_type ())
G_DECLARE_FINAL_TYPE (SfEventPage, sf_event_page, SF, EVENT_PAGE, SfPage)
SfPage *sf_event_page_new (SfTablet *tablet, const char *event_id);
/** "10:00  Family test-drive day · 12 signed up": what leads to its page. (transfer full) */
char   *sf_event_page_say_way (SfTablet *tablet, SfRecord *event);
G_END_DECLS
