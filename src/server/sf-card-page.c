/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-card-page.h"

#include <string.h>

#include "model/sf-assign.h"
#include "model/sf-price.h"
#include "server/sf-day.h"

static const char *
text_of (SfRecord *record, guint field, SfLang lang)
{
  const char *text = record ? sf_record_get_ltext (record, field, lang) : NULL;
  return text && *text ? text : NULL;
}

static gboolean
is (SfRecord *record, guint field, const char *value)
{
  return record && g_strcmp0 (sf_record_get_text (record, field), value) == 0;
}

char *
sf_card_link (SfCardPage *page, const char *sub)
{
  return g_strconcat ("/c/", page->view->slug, sub, page->lang_chosen ? "?l=" : "", page->lang_chosen ? sf_lang_code (page->view->lang) : "", NULL);
}

/* Frame */

static void
write_languages (SfHtml *html, SfCardPage *page, const char *sub)
{
  static const char *const names[SF_N_LANGS] = { "简体", "繁體", "EN" };

  sf_html_open (html, "nav", "class", "langs", NULL);
  for (guint i = 0; i < SF_N_LANGS; i++) {
    g_autofree char *href = g_strdup_printf ("/c/%s%s%sl=%s", page->view->slug, sub, strchr (sub, '?') ? "&" : "?", sf_lang_code (i));
    sf_html_leaf (html, "a", names[i], "href", href, "lang", sf_lang_tag (i), "aria-current", i == page->view->lang ? "true" : NULL, NULL);
  }
  sf_html_close (html);
}

SfHtml *
sf_card_begin (SfCardPage *page, const char *title, const char *sub)
{
  SfCardView *view = page->view;
  const char *dealer = text_of (view->dealer, SF_DEALER_NAME, view->lang);
  SfHtml *html = sf_html_new (sf_lang_tag (view->lang), title, "/c/style.css");

  sf_html_open (html, "header", NULL);
  sf_html_leaf (html, "strong", dealer ? dealer : "Showfloor", NULL);
  write_languages (html, page, sub);
  sf_html_close (html);
  sf_html_open (html, "main", NULL);
  return html;
}

GBytes *
sf_card_end (SfCardPage *page, SfHtml *html)
{
  SfCardView *view = page->view;
  const char *company = text_of (view->dealer, SF_DEALER_COMPANY, view->lang), *address = text_of (view->dealer, SF_DEALER_ADDRESS, view->lang);
  const char *phone = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_PHONE) : NULL;

  sf_html_close (html);
  sf_html_open (html, "footer", NULL);
  if (company)
    sf_html_leaf (html, "p", company, NULL);
  if (address)
    sf_html_leaf (html, "p", address, NULL);
  if (phone) {
    g_autofree char *dial = g_strconcat ("tel:", phone, NULL);
    sf_html_leaf (html, "a", phone, "class", "tel", "href", dial, NULL);
  }
  sf_html_close (html);
  GBytes *bytes = sf_html_finish (html);
  sf_html_free (html);
  return bytes;
}

/* A picture of one path, 24 by 24. */
static void
write_icon (SfHtml *html, const char *d)
{
  sf_html_open (html, "svg", "viewBox", "0 0 24 24", "aria-hidden", "true", NULL);
  sf_html_leaf (html, "path", NULL, "d", d, NULL);
  sf_html_close (html);
}

#define ICON_CALL "M6.6 3.5 9.4 4l1.2 4-2 1.8a13 13 0 0 0 5.6 5.6l1.8-2 4 1.2.5 2.8c0 1.700-1.400 3.100-3.100 3.100C9.800 20.500 3.500 14.200 3.500 6.600c0-1.700 1.400-3.100 3.100-3.100z"
#define ICON_SAVE "M12 4.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7zM5 19.500c0-3.600 3-6 7-6s7 2.400 7 6z"
#define ICON_CHAT "M4 5.500h16v10.500h-8.500L7 20v-4H4z"
#define ICON_BOOK "M5 6h14v13.500H5zM5 10h14M8.500 3.500V7M15.500 3.500V7"

static void
write_action (SfHtml *html, SfCardPage *page, const char *sub, const char *icon, const char *text, const char *class)
{
  g_autofree char *href = sf_card_link (page, sub);

  sf_html_open (html, "a", "class", class, "href", href, NULL);
  write_icon (html, icon);
  sf_html_leaf (html, "span", text, NULL);
  sf_html_close (html);
}

/* Ticket */

gboolean
sf_card_is_waiting (SfCardView *view)
{
  return view->status && is (view->visit, SF_VISIT_DAY, view->today)
         && (is (view->status, SF_VISIT_STATUS_STATE, "waiting") || is (view->status, SF_VISIT_STATUS_STATE, "notified") || is (view->status, SF_VISIT_STATUS_STATE, "accepted"));
}

typedef struct { char *title, *more; } Said;

static void
say_queue (SfCardView *view, Said *said)
{
  SfLang lang = view->lang;
  gint64 ahead = view->ticket && !sf_record_is_null (view->ticket, SF_TICKET_AHEAD) ? sf_record_get_int (view->ticket, SF_TICKET_AHEAD) : -1;
  gint64 wait = view->ticket ? sf_record_get_int (view->ticket, SF_TICKET_WAIT_MIN) : 0;
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, ahead), *min = g_strdup_printf ("%" G_GINT64_FORMAT, wait);

  if (ahead < 0) {
    said->title = g_strdup (sf_text (lang, "none.title", "Everyone is busy right now"));
    return;
  }
  said->title = ahead > 0 ? sf_fill (sf_text (lang, "pp.ahead", "{n} ahead of you"), "n", n, NULL) : g_strdup (sf_text (lang, "queue.next", "You're next"));
  said->more = wait > 0 ? sf_fill (sf_text (lang, "queue.wait", "About {min} minutes"), "min", min, NULL) : g_strdup (sf_text (lang, "queue.unknown", "We can't say how long yet"));
}

/* Nothing is said that is not so: a name only after somebody accepted, "on the way" only after a device said that it rings. */
static void
say_ticket (SfCardView *view, Said *said)
{
  SfLang lang = view->lang;
  const char *state = view->status ? sf_record_get_text (view->status, SF_VISIT_STATUS_STATE) : "waiting";
  const char *ring = view->status ? sf_record_get_text (view->status, SF_VISIT_STATUS_RING) : NULL;
  const char *name = text_of (view->person, SF_CONSULTANT_NAME, lang);
  const char *fixed = NULL;

  if (g_strcmp0 (state, "left") == 0 || g_strcmp0 (state, "void") == 0 || !is (view->visit, SF_VISIT_DAY, view->today))
    fixed = sf_text (lang, "pp.gone", "This visit has ended. Thank you for coming.");
  else if (g_strcmp0 (state, "serving") == 0)
    fixed = name ? NULL : sf_text (lang, "browse.title", "Take your time");
  else if (view->place)
    said->title = sf_fill (sf_text (lang, "pp.turn", "Your turn: come to {place}"), "place", view->place, NULL);
  else if (g_strcmp0 (state, "accepted") == 0)
    fixed = name ? NULL : sf_text (lang, "ticket.coming.any", "A consultant is on the way");
  else if (view->event)
    fixed = sf_card_event_state (view);
  else if (!sf_purpose_rings (sf_record_get_text (view->visit, SF_VISIT_PURPOSE)))
    fixed = sf_text (lang, "browse.title", "Take your time");
  else if (g_strcmp0 (ring, "nobody") == 0)
    say_queue (view, said);
  else
    fixed = g_strcmp0 (ring, "consultant") == 0 ? sf_text (lang, "ticket.coming.any", "A consultant is on the way")
            : g_strcmp0 (ring, "reception") == 0 ? sf_text (lang, "ticket.recept", "Reception is on the way") : sf_text (lang, "ticket.calling", "Letting a consultant know");
  if (fixed)
    said->title = g_strdup (fixed);
  else if (!said->title)
    said->title = sf_fill (g_strcmp0 (state, "serving") == 0 ? sf_text (lang, "pp.serving", "{name} is with you") : sf_text (lang, "ticket.coming", "{name} is on the way"),
                           "name", name, NULL);
}

void
sf_card_button (SfHtml *html, SfCardPage *page, const char *what, const char *text, const char *class)
{
  g_autofree char *sub = g_strconcat ("/", what, NULL), *action = sf_card_link (page, sub), *token = sf_form_tokens_make (page->tokens, what, page->view->slug);

  sf_html_open (html, "form", "method", "post", "action", action, NULL);
  sf_html_void (html, "input", "type", "hidden", "name", "t", "value", token, NULL);
  sf_html_leaf (html, "button", text, "class", class, NULL);
  sf_html_close (html);
}

/* That the desk knows is said after a tablet there has shown the call, and not before. */
static void
write_recall (SfHtml *html, SfCardPage *page)
{
  SfCardView *view = page->view;
  gboolean heard = view->recall && !sf_record_is_null (view->recall, SF_ASSIGNMENT_ACKED_AT);

  if (view->may_recall)
    sf_card_button (html, page, "again", sf_text (view->lang, "queue.recall", "Nobody yet? Call again"), NULL);
  else if (view->recall && sf_card_is_waiting (view))
    sf_html_leaf (html, "p", heard ? sf_text (view->lang, "queue.recalled.desk", "We've called again, and the front desk knows")
                                   : sf_text (view->lang, "queue.recalling", "Calling again"), "class", "again", "role", "status", NULL);
}

static void
write_ticket (SfHtml *html, SfCardPage *page)
{
  SfCardView *view = page->view;
  Said said = { NULL, NULL };

  say_ticket (view, &said);
  sf_html_open (html, "section", "class", "ticket", NULL);
  sf_html_leaf (html, "p", sf_text (view->lang, "pp.number", "Your number"), "class", "cap", NULL);
  sf_html_leaf (html, "p", sf_record_get_text (view->visit, SF_VISIT_NUMBER), "class", "number", NULL);
  sf_html_leaf (html, "h1", said.title, NULL);
  if (said.more)
    sf_html_leaf (html, "p", said.more, NULL);
  write_recall (html, page);
  /* Who looks around stands in no line. */
  if (sf_card_is_waiting (view) && sf_purpose_rings (sf_record_get_text (view->visit, SF_VISIT_PURPOSE)))
    sf_card_button (html, page, "leave", sf_text (view->lang, "pp.cancel", "Leave the line"), "quiet");
  sf_html_close (html);
  g_free (said.title);
  g_free (said.more);
}

/* When they come next, and the code that checks them in then without a touch. */
static void
write_booked (SfHtml *html, SfCardPage *page)
{
  SfCardView *view = page->view;
  const char *zone = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_ZONE) : NULL;
  int minute = 0, purpose = sf_enum_index (&sf_enum_purpose, sf_record_get_text (view->booked, SF_APPOINTMENT_PURPOSE));
  g_autofree char *date = sf_day_of (sf_record_get_int (view->booked, SF_APPOINTMENT_FROM), zone ? zone : "UTC", &minute), *day = sf_day_title (date, view->lang);
  g_autofree char *when = g_strdup_printf ("%s %02d:%02d", day, minute / 60, minute % 60), *code = sf_card_link (page, "/booking.png");

  sf_html_open (html, "section", "class", "booked", NULL);
  sf_html_leaf (html, "p", sf_text (view->lang, "pp.booking", "Your appointment"), "class", "cap", NULL);
  sf_html_leaf (html, "h2", when, NULL);
  if (purpose >= 0)
    sf_html_leaf (html, "p", sf_text (view->lang, "enum.purpose", sf_enum_purpose.values[purpose].en), NULL);
  sf_html_open (html, "figure", NULL);
  sf_html_void (html, "img", "src", code, "alt", sf_text (view->lang, "pp.booking", "Your appointment"), "width", "200", "height", "200", NULL);
  sf_html_leaf (html, "figcaption", sf_text (view->lang, "pp.booking.how", "Hold this to the kiosk when you come, and you're checked in"), NULL);
  sf_html_close (html);
  sf_html_close (html);
}

/* Card */

static const char *
add_text (SfRecord *card, SfLang lang)
{
  const char *social = sf_record_get_text (card, SF_CARD_SOCIAL);
  if (g_strcmp0 (social, "line") == 0)
    return sf_text (lang, "pp.line", "Add on LINE");
  return g_strcmp0 (social, "wecom") == 0 ? sf_text (lang, "pp.wecom", "Add on WeCom") : sf_text (lang, "pp.wechat", "Add on WeChat");
}

static void
write_person (SfHtml *html, SfCardView *view)
{
  const char *name = text_of (view->person, SF_CONSULTANT_NAME, view->lang), *title = view->card ? text_of (view->card, SF_CARD_TITLE, view->lang) : NULL;
  const char *line = view->card ? text_of (view->card, SF_CARD_LINE, view->lang) : NULL, *dealer = text_of (view->dealer, SF_DEALER_NAME, view->lang);
  g_autofree char *src = view->portrait ? g_strconcat ("/c/i/", view->portrait, NULL) : NULL;
  int job = sf_enum_index (&sf_enum_job, sf_record_get_text (view->person, SF_CONSULTANT_JOB));

  if (!title && job >= 0)
    title = sf_text (view->lang, "enum.job", sf_enum_job.values[job].en);
  sf_html_open (html, "div", "class", "person", NULL);
  if (src)
    sf_html_void (html, "img", "src", src, "alt", "", "width", "112", "height", "140", NULL);
  sf_html_open (html, "div", NULL);
  sf_html_leaf (html, "h2", name, NULL);
  if (title)
    sf_html_leaf (html, "p", title, NULL);
  if (dealer)
    sf_html_leaf (html, "p", dealer, "class", "cap", NULL);
  sf_html_close (html);
  sf_html_close (html);
  if (line)
    sf_html_leaf (html, "p", line, "class", "line", NULL);
}

static void
write_social (SfHtml *html, SfCardPage *page)
{
  SfCardView *view = page->view;
  const char *url = view->card ? sf_record_get_text (view->card, SF_CARD_SOCIAL_URL) : NULL;
  g_autofree char *code = sf_card_link (page, "/code.png");

  if (!url || !*url)
    return;
  if (g_str_has_prefix (url, "https://"))
    write_action (html, page, "/go/add", ICON_CHAT, add_text (view->card, view->lang), "main");
  sf_html_open (html, "figure", NULL);
  sf_html_void (html, "img", "src", code, "alt", add_text (view->card, view->lang), "width", "176", "height", "176", NULL);
  sf_html_leaf (html, "figcaption", sf_text (view->lang, "pp.code", "Press and hold the code to add"), NULL);
  sf_html_close (html);
}

static void
write_card (SfHtml *html, SfCardPage *page)
{
  SfCardView *view = page->view;
  SfLang lang = view->lang;
  const char *card_phone = view->card ? sf_record_get_text (view->card, SF_CARD_PHONE) : NULL;
  const char *phone = card_phone ? card_phone : view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_PHONE) : NULL;

  sf_html_open (html, "section", "class", "card", NULL);
  if (view->moved)
    sf_html_leaf (html, "p", sf_text (lang, "pp.moved", "This colleague has moved on. We'll gladly look after you."), "class", "line", NULL);
  if (view->person)
    write_person (html, view);
  if (view->person)
    write_social (html, page);
  sf_html_open (html, "div", "class", "actions", NULL);
  if (phone)
    write_action (html, page, "/go/call", ICON_CALL, sf_text (lang, "pp.call", "Call"), "tile");
  if (view->person)
    write_action (html, page, "/card.vcf", ICON_SAVE, sf_text (lang, "pp.save", "Save contact"), "tile");
  sf_html_close (html);
  if (page->wechat && view->person)
    sf_html_leaf (html, "p", sf_text (lang, "pp.browser", "To save the contact, touch ··· above and open the page in your browser"), "class", "hint", NULL);
  write_action (html, page, "/book", ICON_BOOK, sf_text (lang, "pp.book", "Book a test drive"), "second");
  sf_html_close (html);
}

/* Cars */

static void
write_fact (SfHtml *html, char *number, const char *unit, const char *what)
{
  g_autofree char *own = number;

  sf_html_open (html, "div", NULL);
  sf_html_open (html, "dd", NULL);
  sf_html_leaf (html, "b", own, NULL);
  sf_html_text (html, unit);
  sf_html_close (html);
  sf_html_leaf (html, "dt", what, NULL);
  sf_html_close (html);
}

/* A figure that is not known is not there; it is never 0. */
static void
write_facts (SfHtml *html, SfRecord *model, SfLang lang)
{
  gint64 range = sf_record_get_int (model, SF_MODEL_RANGE_KM), accel = sf_record_get_int (model, SF_MODEL_ACCEL), seats = sf_record_get_int (model, SF_MODEL_SEATS);

  if (range <= 0 && accel <= 0 && seats <= 0)
    return;
  sf_html_open (html, "dl", "class", "facts", NULL);
  if (range > 0)
    write_fact (html, g_strdup_printf ("%" G_GINT64_FORMAT, range), " km", sf_text (lang, "pp.range", "Range"));
  if (accel > 0)
    write_fact (html, g_strdup_printf ("%" G_GINT64_FORMAT ".%d", accel / 10, (int) (accel % 10)), " s", sf_text (lang, "pp.accel", "0–100 km/h"));
  if (seats > 0)
    write_fact (html, g_strdup_printf ("%" G_GINT64_FORMAT, seats), "", sf_text (lang, "pp.seats", "Seats"));
  sf_html_close (html);
}

static void
write_car (SfHtml *html, SfCar *car, SfLang lang, gboolean first)
{
  const char *name = text_of (car->model, SF_MODEL_NAME, lang), *tagline = text_of (car->model, SF_MODEL_TAGLINE, lang);
  g_autofree char *src = car->picture ? g_strconcat ("/c/i/", car->picture, NULL) : NULL;
  g_autofree char *price = car->price > 0 ? sf_price_say_from (car->price, car->currency, lang) : NULL;

  sf_html_open (html, "article", "class", "car", NULL);
  if (src)
    sf_html_void (html, "img", "src", src, "alt", name, "width", "16", "height", "9", "loading", first ? NULL : "lazy", NULL);
  sf_html_open (html, "div", "class", "named", NULL);
  sf_html_leaf (html, "h3", name, NULL);
  if (price)
    sf_html_leaf (html, "p", price, "class", "price", NULL);
  sf_html_close (html);
  if (tagline)
    sf_html_leaf (html, "p", tagline, "class", "cap", NULL);
  write_facts (html, car->model, lang);
  sf_html_close (html);
}

static void
write_cars (SfHtml *html, SfCardView *view)
{
  gboolean chosen = sf_record_get_text (view->link, SF_LINK_MODEL) != NULL || (view->visit && sf_record_get_text (view->visit, SF_VISIT_MODELS) != NULL);

  if (view->cars->len == 0)
    return;
  sf_html_open (html, "section", "class", "cars", NULL);
  sf_html_leaf (html, "h2", chosen ? sf_text (view->lang, "pp.your_cars", "The car you came for") : sf_text (view->lang, "pp.cars", "Our cars"), NULL);
  for (guint i = 0; i < view->cars->len; i++)
    write_car (html, view->cars->pdata[i], view->lang, i == 0);
  sf_html_close (html);
}

/* Pages */

static const char *
done_text (SfCardPage *page)
{
  SfLang lang = page->view->lang;

  if (g_strcmp0 (page->done, "book") == 0)
    return sf_text (lang, "pp.booked", "Thank you. We'll call you to settle the time.");
  if (g_strcmp0 (page->done, "leave") == 0 && !sf_card_is_waiting (page->view))
    return sf_text (lang, "pp.cancelled", "All right. You're welcome any time.");
  return NULL;
}

GBytes *
sf_card_main (SfCardPage *page)
{
  SfCardView *view = page->view;
  const char *name = text_of (view->person, SF_CONSULTANT_NAME, view->lang), *dealer = text_of (view->dealer, SF_DEALER_NAME, view->lang);
  const char *who = view->visit ? sf_record_get_text (view->visit, SF_VISIT_NUMBER) : name;
  g_autofree char *title = g_strjoin (" · ", who ? who : dealer, who ? dealer : NULL, NULL);
  g_autofree char *data = sf_card_link (page, "/data");
  SfHtml *html = sf_card_begin (page, title, "");
  const char *done = done_text (page);

  if (done)
    sf_html_leaf (html, "p", done, "class", "done", "role", "status", NULL);
  if (view->visit)
    write_ticket (html, page);
  if (view->event)
    sf_card_event (html, page);
  if (view->booked)
    write_booked (html, page);
  write_card (html, page);
  write_cars (html, view);
  if (view->visit)
    sf_html_leaf (html, "a", sf_text (view->lang, "pp.data", "My data"), "class", "mydata", "href", data, NULL);
  return sf_card_end (page, html);
}

GBytes *
sf_card_digits (SfLang lang, const char *digits)
{
  const char *title = sf_text (lang, "pp.prove", "Type this on the server");
  SfHtml *html = sf_html_new (sf_lang_tag (lang), title, "/c/style.css");

  sf_html_open (html, "main", NULL);
  sf_html_open (html, "section", "class", "ticket alone", NULL);
  sf_html_leaf (html, "p", title, NULL);
  sf_html_leaf (html, "p", digits, "class", "number digits", "id", "digits", NULL);
  sf_html_leaf (html, "p", sf_text (lang, "pp.prove.more", "Phones reach this address from outside."), NULL);
  GBytes *bytes = sf_html_finish (html);
  sf_html_free (html);
  return bytes;
}

GBytes *
sf_card_unknown (SfCardPage *page)
{
  SfLang lang = page->view->lang;
  const char *title = sf_text (lang, "pp.unknown", "This page has ended");
  SfHtml *html = sf_card_begin (page, title, "");

  sf_html_open (html, "section", "class", "alone", NULL);
  sf_html_leaf (html, "h1", title, NULL);
  sf_html_leaf (html, "p", sf_text (lang, "pp.unknown.more", "Please scan the code again, or give us a call."), NULL);
  sf_html_close (html);
  return sf_card_end (page, html);
}
