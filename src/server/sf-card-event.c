/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event on a guest's page: when and where, whether they have a place, and how to say that they cannot come. */
#define G_LOG_DOMAIN "sf-server"
#include "model/sf-assign.h"
#include "server/sf-card-page.h"
#include "server/sf-day.h"

static char *
time_of (gint64 at, const char *zone, char **day)
{
  int minute = 0;
  g_autofree char *date = sf_day_of (at, zone, &minute);

  if (day)
    *day = g_steal_pointer (&date);
  return g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
}

char *
sf_card_event_when (SfCardView *view, SfRecord *event)
{
  const char *set = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_ZONE) : NULL, *zone = set ? set : "UTC";
  const char *place = sf_record_get_ltext (event, SF_EVENT_PLACE, view->lang);
  g_autofree char *day = NULL, *from = time_of (sf_record_get_int (event, SF_EVENT_FROM), zone, &day);
  g_autofree char *until = time_of (sf_record_get_int (event, SF_EVENT_UNTIL), zone, NULL), *title = sf_day_title (day, view->lang);
  gboolean today = g_strcmp0 (day, view->today) == 0;

  return g_strconcat (today ? "" : title, today ? "" : " ", from, "–", until, place && *place ? " · " : NULL, place, NULL);
}

gboolean
sf_card_event_is_full (SfRecord *event)
{
  return !sf_record_is_null (event, SF_EVENT_MOST) && sf_record_get_int (event, SF_EVENT_TAKEN) >= sf_record_get_int (event, SF_EVENT_MOST);
}

const char *
sf_card_event_state (SfCardView *view)
{
  SfLang lang = view->lang;

  if (sf_record_get_int (view->event, SF_EVENT_ACTIVE) != 1)
    return sf_text (lang, "pp.ev.called_off", "This event has been called off");
  if (view->event_over)
    return sf_text (lang, "pp.ev.over", "This event is over");
  if (!view->guest)
    return sf_text (lang, "off.ev", "Noted. We'll confirm it with you here.");
  if (!sf_record_is_null (view->guest, SF_EVENT_GUEST_OFF_AT))
    return sf_text (lang, "pp.ev.out", "You're off the list. Thanks for telling us.");
  return sf_record_is_null (view->guest, SF_EVENT_GUEST_WAITS_AT) ? sf_text (lang, "ev.joined", "You're in") : sf_text (lang, "ev.waits", "You're on the waiting list");
}

void
sf_card_event (SfHtml *html, SfCardPage *page)
{
  SfCardView *view = page->view;
  SfLang lang = view->lang;
  g_autofree char *when = sf_card_event_when (view, view->event), *n = g_strdup_printf ("%d", view->waits_place);
  g_autofree char *place = view->waits_place > 0 ? sf_fill (sf_text (lang, "pp.ev.place", "Number {n} on the waiting list"), "n", n, NULL) : NULL;
  gboolean waits = view->guest && !sf_record_is_null (view->guest, SF_EVENT_GUEST_WAITS_AT) && sf_record_is_null (view->guest, SF_EVENT_GUEST_OFF_AT);
  gboolean ahead = !view->event_over && sf_record_get_int (view->event, SF_EVENT_ACTIVE) == 1;

  sf_html_open (html, "section", "class", "event", NULL);
  sf_html_leaf (html, "p", sf_text (lang, "pp.event", "Your event"), "class", "cap", NULL);
  sf_html_leaf (html, "h2", sf_record_get_ltext (view->event, SF_EVENT_TITLE, lang), NULL);
  sf_html_leaf (html, "p", when, NULL);
  if (ahead && place)
    sf_html_leaf (html, "p", place, "class", "place", NULL);
  if (ahead && waits)
    sf_html_leaf (html, "p", sf_text (lang, "ev.waits.more", "When a place is free, whoever signed up first has it."), "class", "cap", NULL);
  if (view->may_off)
    sf_card_button (html, page, "off", sf_text (lang, "pp.ev.off", "I can't come"), "other");
  else if (ahead && view->guest && sf_record_is_null (view->guest, SF_EVENT_GUEST_OFF_AT))
    sf_html_leaf (html, "p", sf_text (lang, "pp.ev.tell", "Can't come? Please tell any of us, or call."), "class", "cap", NULL);
  sf_html_close (html);
}
