/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking in on one's own phone: the kiosk's questions as two pages, what they come for and the rest. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "craft/sf-phone.h"
#include "server/sf-card-page.h"

#define MAX_SURNAME 20
#define MAX_PLATE 12

typedef struct { const char *purpose, *text, *sub; } Way;

#define N_WAYS 5

static Way
way_at (guint i, SfLang lang)
{
  switch (i) {
  case 0:  return (Way) { "see", sf_text (lang, "tile.see", "See our cars"), sf_text (lang, "tile.see.sub", "A consultant shows you") };
  case 1:  return (Way) { "drive", sf_text (lang, "tile.drive", "Test drive"), sf_text (lang, "tile.drive.sub", "Pick a car and try it") };
  case 2:  return (Way) { "service", sf_text (lang, "tile.service", "Service"), sf_text (lang, "tile.service.sub", "No booking, just your plate") };
  case 3:  return (Way) { "collect", sf_text (lang, "tile.collect", "Collect a car"), sf_text (lang, "tile.collect.sub", "Serviced or brand new") };
  default: return (Way) { "browse", sf_text (lang, "tile.browse", "Just looking"), sf_text (lang, "tile.browse.sub", "No details, take your time") };
  }
}

static void
write_way (SfHtml *html, SfCardPage *page, const char *query, const char *text, const char *sub)
{
  g_autofree char *link = sf_card_link (page, "/own"), *href = g_strconcat (link, strchr (link, '?') ? "&" : "?", query, NULL);

  sf_html_open (html, "a", "class", "way", "href", href, NULL);
  sf_html_leaf (html, "b", text, NULL);
  sf_html_leaf (html, "span", sub, NULL);
  sf_html_close (html);
}

GBytes *
sf_own_ways (SfCardPage *page)
{
  SfCardView *view = page->view;
  const char *title = sf_text (view->lang, "home.ask", "What can we do for you today?");
  SfHtml *html = sf_card_begin (page, title, "");

  sf_html_open (html, "section", "class", "own", NULL);
  sf_html_leaf (html, "h1", title, NULL);
  for (guint i = 0; i < N_WAYS; i++) {
    const Way way = way_at (i, view->lang);
    g_autofree char *query = g_strconcat ("p=", way.purpose, NULL);
    write_way (html, page, query, way.text, way.sub);
  }
  if (view->events->len)
    write_way (html, page, "p=event", sf_text (view->lang, "chip.events", "Today's events"), sf_record_get_ltext (view->events->pdata[0], SF_EVENT_TITLE, view->lang));
  sf_html_close (html);
  return sf_card_end (page, html);
}

/* Which one, when the guest comes for an event. */
static GBytes *
choose_event (SfCardPage *page)
{
  SfCardView *view = page->view;
  const char *title = sf_text (view->lang, "ev.title", "Today's events");
  SfHtml *html = sf_card_begin (page, title, "/own?p=event");

  sf_card_back (html, page);
  sf_html_open (html, "section", "class", "own", NULL);
  sf_html_leaf (html, "h1", title, NULL);
  for (guint i = 0; i < view->events->len; i++) {
    SfRecord *event = view->events->pdata[i];
    g_autofree char *query = g_strconcat ("p=event&e=", sf_record_get_id (event), NULL), *when = sf_card_event_when (view, event);
    g_autofree char *sub = sf_card_event_is_full (event) ? g_strjoin (" · ", when, sf_text (view->lang, "ev.full", "Fully booked"), NULL) : g_strdup (when);
    write_way (html, page, query, sf_record_get_ltext (event, SF_EVENT_TITLE, view->lang), sub);
  }
  if (!view->events->len)
    sf_html_leaf (html, "p", sf_text (view->lang, "ev.none", "No events today. You're welcome to look around."), NULL);
  sf_html_close (html);
  return sf_card_end (page, html);
}

/* The event of the form, when it is one of today's. */
static SfRecord *
event_of (SfCardView *view, const SfCardForm *form)
{
  for (guint i = 0; g_strcmp0 (form->purpose, "event") == 0 && i < view->events->len; i++)
    if (g_strcmp0 (sf_record_get_id (view->events->pdata[i]), form->event) == 0)
      return view->events->pdata[i];
  return NULL;
}

/* A question with a few answers, one of which is touched. */
typedef struct { const char *name, *label; const SfEnum *values; const char *texts[2], *chosen; } Question;

static void
write_choice (SfHtml *html, const Question *q)
{
  sf_html_open (html, "fieldset", NULL);
  sf_html_leaf (html, "legend", q->label, NULL);
  sf_html_open (html, "div", "class", "choice", NULL);
  for (guint i = 0; i < 2; i++) {
    const char *value = q->values->values[i].value;
    sf_html_open (html, "label", NULL);
    sf_html_void (html, "input", "type", "radio", "name", q->name, "value", value, "checked", g_strcmp0 (q->chosen, value) == 0 ? "" : NULL, NULL);
    sf_html_leaf (html, "span", q->texts[i], NULL);
    sf_html_close (html);
  }
  sf_html_close (html);
  sf_html_close (html);
}

static void
write_services (SfHtml *html, SfLang lang, const char *chosen)
{
  sf_card_field (html, sf_text (lang, "svc.what", "What needs doing?"), "service");
  sf_html_open (html, "select", "id", "service", "name", "service", NULL);
  for (guint i = 0; i < sf_enum_service.n_values; i++) {
    const char *value = sf_enum_service.values[i].value;
    sf_html_leaf (html, "option", sf_text (lang, "enum.service", sf_enum_service.values[i].en), "value", value, "selected", g_strcmp0 (chosen, value) == 0 ? "" : NULL, NULL);
  }
  sf_html_close (html);
  sf_html_close (html);
}

/* What is asked of this purpose alone. */
static void
write_own_questions (SfHtml *html, SfCardView *view, const SfCardForm *form)
{
  SfLang lang = view->lang;
  gboolean service = strcmp (form->purpose, "service") == 0, collect = strcmp (form->purpose, "collect") == 0;

  if (strcmp (form->purpose, "see") == 0 || strcmp (form->purpose, "drive") == 0)
    sf_card_models (html, view, form->model ? form->model : "");
  if (strcmp (form->purpose, "see") == 0)
    write_choice (html, &(Question) { "before", sf_text (lang, "before.ask", "Have you been here before?"), &sf_enum_before,
                  { sf_text (lang, "before.first", "First visit"), sf_text (lang, "before.yes", "I've been before") }, form->before });
  if (strcmp (form->purpose, "drive") == 0)
    write_choice (html, &(Question) { "ride", sf_text (lang, "drive.how", "Drive it or ride along?"), &sf_enum_ride,
                  { sf_text (lang, "drive.want", "I'd like to drive"), sf_text (lang, "drive.ride", "I'll ride along") }, form->ride });
  if (collect)
    write_choice (html, &(Question) { "collect", sf_text (lang, "col.ask", "Which car are you collecting?"), &sf_enum_collect,
                  { sf_text (lang, "col.service", "My car after a service"), sf_text (lang, "col.new", "My new car") }, form->collect });
  if (service || collect) {
    sf_card_field (html, sf_text (lang, "svc.plate", "What's your number plate?"), "plate");
    sf_html_void (html, "input", "id", "plate", "name", "plate", "maxlength", "12", "autocomplete", "off", "autocapitalize", "characters", "value", form->plate, NULL);
    sf_html_close (html);
  }
  if (service)
    write_services (html, lang, form->service);
}

static void
write_check (SfHtml *html, const char *name, gboolean checked, const char *text)
{
  sf_html_open (html, "label", "class", "check", NULL);
  sf_html_void (html, "input", "type", "checkbox", "name", name, "value", "1", "checked", checked ? "" : NULL, NULL);
  sf_html_leaf (html, "span", text, NULL);
  sf_html_close (html);
}

/* The notice stands above the first digit; what else may be agreed to is not ticked; without a number is as large a button. */
static void
write_number (SfHtml *html, SfCardView *view, const SfCardForm *form, gboolean share)
{
  SfLang lang = view->lang;
  const char *brand = view->dealer ? sf_record_get_ltext (view->dealer, SF_DEALER_BRAND, lang) : NULL;
  g_autofree char *maker = share ? sf_fill (sf_text (lang, "phone.share", "You may share my interest with {brand}"), "brand", brand, NULL) : NULL;

  sf_html_leaf (html, "h2", sf_text (lang, "phone.ask", "May we have your number?"), NULL);
  sf_html_leaf (html, "p", sf_text (lang, "phone.why", "Only for today's visit and what you ask for"), "class", "cap", NULL);
  sf_card_notice (html, view);
  sf_card_field (html, sf_text (lang, "phone.place", "Mobile number"), "phone");
  sf_html_void (html, "input", "type", "tel", "id", "phone", "name", "phone", "maxlength", "24", "autocomplete", "tel", "value", form->phone, NULL);
  sf_html_close (html);
  write_check (html, "news", form->news, sf_text (lang, "phone.news", "Send me news of new cars and events too"));
  if (maker)
    write_check (html, "share", form->share, maker);
  sf_html_open (html, "div", "class", "pair", NULL);
  sf_html_leaf (html, "button", sf_text (lang, "phone.agree", "Agree and check in"), "name", "go", "value", "agree", NULL);
  sf_html_leaf (html, "button", sf_text (lang, "phone.none", "Not now"), "name", "go", "value", "none", "class", "other", NULL);
  sf_html_close (html);
}

/* What the page of a purpose is called; NULL: none that is asked for here. */
static const char *
say_way (SfCardView *view, const SfCardForm *form)
{
  SfLang lang = view->lang;
  SfRecord *event = event_of (view, form);

  if (event)
    return sf_record_get_ltext (event, SF_EVENT_TITLE, lang);
  for (guint i = 0; i < N_WAYS; i++)
    if (g_strcmp0 (form->purpose, way_at (i, lang).purpose) == 0)
      return way_at (i, lang).text;
  return NULL;
}

/* What is said of an event before one signs up: when and where, what happens, and whether there is room. */
static void
write_event (SfHtml *html, SfCardView *view, SfRecord *event)
{
  g_autofree char *when = sf_card_event_when (view, event);
  const char *text = sf_record_get_ltext (event, SF_EVENT_TEXT, view->lang);

  sf_html_leaf (html, "p", when, NULL);
  if (text && *text)
    sf_html_leaf (html, "p", text, "class", "cap", NULL);
  if (sf_card_event_is_full (event)) {
    g_autofree char *full = g_strjoin (" · ", sf_text (view->lang, "ev.full", "Fully booked"), sf_text (view->lang, "ev.wait", "Waiting list"), NULL);
    sf_html_leaf (html, "p", full, "class", "hint", NULL);
  }
}

static void
write_form (SfHtml *html, SfCardPage *page, const SfCardForm *form, gboolean share)
{
  SfCardView *view = page->view;
  g_autofree char *action = sf_card_link (page, "/own");
  gboolean browse = strcmp (form->purpose, "browse") == 0;

  sf_html_open (html, "form", "method", "post", "action", action, NULL);
  sf_card_token (html, page, "own", g_strcmp0 (form->problem, "early") == 0 ? form->token : NULL);
  sf_html_void (html, "input", "type", "hidden", "name", "p", "value", form->purpose, NULL);
  if (event_of (view, form))
    sf_html_void (html, "input", "type", "hidden", "name", "e", "value", form->event, NULL);
  write_own_questions (html, view, form);
  /* Who looks around is asked nothing. */
  if (!browse)
    sf_card_name (html, view->lang, form, FALSE);
  if (view->notice && !browse)
    write_number (html, view, form, share);
  else
    sf_html_leaf (html, "button", browse ? sf_text (view->lang, "own.browse", "Fine, I'll look around") : sf_text (view->lang, "own.send", "Check in"),
                  "name", "go", "value", "none", NULL);
  sf_html_close (html);
}

GBytes *
sf_own_ask (SfCardPage *page, const SfCardForm *form, gboolean share)
{
  SfCardView *view = page->view;
  SfRecord *event = event_of (view, form);
  const char *way = say_way (view, form);
  g_autofree char *sub = way ? g_strconcat ("/own?p=", form->purpose, event ? "&e=" : NULL, event ? form->event : NULL, NULL) : NULL;

  if (!way)
    return g_strcmp0 (form->purpose, "event") == 0 ? choose_event (page) : NULL;
  SfHtml *html = sf_card_begin (page, way, sub);
  sf_card_back (html, page);
  sf_html_open (html, "section", "class", "own", NULL);
  sf_html_leaf (html, "h1", way, NULL);
  if (event)
    write_event (html, view, event);
  if (strcmp (form->purpose, "browse") == 0)
    sf_html_leaf (html, "p", sf_text (view->lang, "tile.browse.sub", "No details, take your time"), NULL);
  if (form->problem)
    sf_html_leaf (html, "p", sf_card_problem (form->problem, view->lang), "class", "problem", "role", "alert", NULL);
  write_form (html, page, form, share);
  sf_html_close (html);
  return sf_card_end (page, html);
}

GBytes *
sf_own_over (SfCardPage *page)
{
  SfLang lang = page->view->lang;
  gboolean used = page->view->own == SF_OWN_USED;
  const char *title = used ? sf_text (lang, "own.used", "You're checked in already") : sf_text (lang, "own.late", "This code is too old");
  const char *more = used ? sf_text (lang, "own.used.more", "Your number is where you finished: on the screen, or on the phone that scanned first.")
                          : sf_text (lang, "own.late.more", "Touch \"Use my own phone\" on the screen again, or check in there.");
  SfHtml *html = sf_card_begin (page, title, "");

  sf_html_open (html, "section", "class", "alone", NULL);
  sf_html_leaf (html, "h1", title, NULL);
  sf_html_leaf (html, "p", more, NULL);
  sf_html_close (html);
  return sf_card_end (page, html);
}

static gboolean
is_answer (const SfEnum *values, const char *text)
{
  return *text == '\0' || sf_enum_index (values, text) >= 0;
}

void
sf_own_check (SfCardForm *form, SfCardView *view)
{
  const char *region = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_REGION) : NULL;
  gboolean browse = g_strcmp0 (form->purpose, "browse") == 0, number = !form->none && !browse && view->notice != NULL;

  form->e164 = number ? sf_phone_normalize (form->phone, region ? region : "cn") : NULL;
  if (!say_way (view, form) || (*form->event && !event_of (view, form)) || !sf_card_view_has_car (view, form->model) || !is_answer (&sf_enum_before, form->before) || !is_answer (&sf_enum_ride, form->ride)
      || !is_answer (&sf_enum_service, form->service) || !is_answer (&sf_enum_collect, form->collect) || !is_answer (&sf_enum_title, form->title)
      || g_utf8_strlen (form->plate, -1) > MAX_PLATE)
    form->problem = "again";
  else if (g_utf8_strlen (form->surname, -1) > MAX_SURNAME)
    form->problem = "name";
  else if (number && !form->e164)
    form->problem = "phone";
}
