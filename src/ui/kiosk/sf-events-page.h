/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfEventsPage: today's events; one signs up to one, or says that one has, and goes on with name and number. */
#define SF_TYPE_EVENTS_PAGE (sf_events_page_get_type ())
G_DECLARE_FINAL_TYPE (SfEventsPage, sf_events_page, SF, EVENTS_PAGE, SfKioskPage)
G_END_DECLS
