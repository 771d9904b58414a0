/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Booking a test drive, and what the house keeps of this ticket. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "craft/sf-phone.h"
#include "craft/sf-vcard.h"
#include "model/sf-assign.h"
#include "model/sf-consent.h"
#include "server/sf-card-page.h"
#include "server/sf-day.h"

#define MAX_AHEAD_DAYS 60
#define DEFAULT_OPENS (9 * 60)
#define DEFAULT_CLOSES (18 * 60)
#define MAX_SURNAME 20

void
sf_card_form_clear (SfCardForm *self)
{
  g_free (self->surname);
  g_free (self->title);
  g_free (self->phone);
  g_free (self->e164);
  g_free (self->model);
  g_free (self->day);
  g_free (self->time);
  g_free (self->token);
  g_free (self->purpose);
  g_free (self->event);
  g_free (self->before);
  g_free (self->plate);
  g_free (self->service);
  g_free (self->collect);
  g_free (self->ride);
}

static char *
field (SfForm *form, const char *name)
{
  const char *value = sf_form_get (form, name);
  char *text = g_strdup (value ? value : "");

  /* One line: a line end in a name is somebody's experiment. */
  for (char *p = text; *p; p++)
    if (strchr ("\r\n\t", *p))
      *p = ' ';
  return g_strstrip (text);
}

void
sf_card_form_read (SfCardForm *self, SfForm *form)
{
  self->surname = field (form, "surname");
  self->title = field (form, "title");
  self->phone = field (form, "phone");
  self->model = field (form, "model");
  self->day = field (form, "day");
  self->time = field (form, "time");
  self->token = field (form, "t");
  self->purpose = field (form, "p");
  self->event = field (form, "e");
  self->before = field (form, "before");
  self->plate = field (form, "plate");
  self->service = field (form, "service");
  self->collect = field (form, "collect");
  self->ride = field (form, "ride");
  self->news = g_strcmp0 (sf_form_get (form, "news"), "1") == 0;
  self->share = g_strcmp0 (sf_form_get (form, "share"), "1") == 0;
  self->none = g_strcmp0 (sf_form_get (form, "go"), "none") == 0;
}

static gboolean
is_day (const char *day, const char *today)
{
  g_autofree char *same = sf_date_add (day, 0), *last = sf_date_add (today, MAX_AHEAD_DAYS);
  return same && strcmp (same, day) == 0 && strcmp (day, today) >= 0 && strcmp (day, last) <= 0;
}

/* "14:30", or nothing: any time. */
static gboolean
read_time (const char *text, int *minute)
{
  guint64 h, m;
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);

  *minute = -1;
  if (*text == '\0')
    return TRUE;
  if (g_strv_length (parts) != 2 || !g_ascii_string_to_unsigned (parts[0], 10, 0, 23, &h, NULL) || !g_ascii_string_to_unsigned (parts[1], 10, 0, 59, &m, NULL))
    return FALSE;
  *minute = (int) (h * 60 + m);
  return TRUE;
}

gboolean
sf_card_view_has_car (SfCardView *view, const char *id)
{
  for (guint i = 0; i < view->cars->len; i++)
    if (strcmp (sf_record_get_id (((SfCar *) view->cars->pdata[i])->model), id) == 0)
      return TRUE;
  return *id == '\0';
}

void
sf_card_form_check (SfCardForm *self, SfCardView *view)
{
  const char *region = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_REGION) : NULL;
  glong letters = g_utf8_strlen (self->surname, -1);

  self->e164 = sf_phone_normalize (self->phone, region);
  if (!sf_card_view_has_car (view, self->model) || (*self->title && sf_enum_index (&sf_enum_title, self->title) < 0))
    self->problem = "again";
  else if (!is_day (self->day, view->today) || !read_time (self->time, &self->minute))
    self->problem = "day";
  else if (letters < 1 || letters > MAX_SURNAME)
    self->problem = "name";
  else if (!self->e164)
    self->problem = "phone";
}

const char *
sf_card_problem (const char *problem, SfLang lang)
{
  if (strcmp (problem, "early") == 0)
    return sf_text (lang, "pp.bad.early", "Please look it over once more and send it again");
  if (strcmp (problem, "busy") == 0)
    return sf_text (lang, "pp.bad.busy", "That's many requests. Please give us a call instead.");
  if (strcmp (problem, "name") == 0)
    return sf_text (lang, "pp.bad.name", "What may we call you?");
  if (strcmp (problem, "phone") == 0)
    return sf_text (lang, "pp.bad.phone", "This number does not look complete");
  if (strcmp (problem, "day") == 0)
    return sf_text (lang, "pp.bad.day", "Please choose a day within the next two months");
  return sf_text (lang, "pp.bad.again", "The page had been open for long. Please send it again.");
}

/* Fields */

void
sf_card_field (SfHtml *html, const char *label, const char *for_id)
{
  sf_html_open (html, "div", "class", "field", NULL);
  sf_html_leaf (html, "label", label, "for", for_id, NULL);
}

void
sf_card_models (SfHtml *html, SfCardView *view, const char *chosen)
{
  sf_card_field (html, sf_text (view->lang, "pp.book.car", "Car"), "model");
  sf_html_open (html, "select", "id", "model", "name", "model", NULL);
  for (guint i = 0; i < view->cars->len; i++) {
    SfRecord *model = ((SfCar *) view->cars->pdata[i])->model;
    gboolean is = chosen ? strcmp (chosen, sf_record_get_id (model)) == 0 : i == 0;
    sf_html_leaf (html, "option", sf_record_get_ltext (model, SF_MODEL_NAME, view->lang), "value", sf_record_get_id (model), "selected", is ? "" : NULL, NULL);
  }
  sf_html_leaf (html, "option", sf_text (view->lang, "pp.book.any_car", "Not decided yet"), "value", "", "selected", chosen && !*chosen ? "" : NULL, NULL);
  sf_html_close (html);
  sf_html_close (html);
}

/* Every half hour while the house is open, the last one an hour before it closes. */
static void
write_when (SfHtml *html, SfCardView *view, const SfCardForm *form)
{
  SfRecord *dealer = view->dealer;
  gint64 opens = dealer && !sf_record_is_null (dealer, SF_DEALER_OPENS) ? sf_record_get_int (dealer, SF_DEALER_OPENS) : DEFAULT_OPENS;
  gint64 closes = dealer && !sf_record_is_null (dealer, SF_DEALER_CLOSES) ? sf_record_get_int (dealer, SF_DEALER_CLOSES) : DEFAULT_CLOSES;
  g_autofree char *tomorrow = sf_date_add (view->today, 1), *last = sf_date_add (view->today, MAX_AHEAD_DAYS);
  const char *day = form->day && *form->day ? form->day : tomorrow;

  sf_html_open (html, "div", "class", "two", NULL);
  sf_card_field (html, sf_text (view->lang, "pp.book.day", "Day"), "day");
  sf_html_void (html, "input", "type", "date", "id", "day", "name", "day", "required", "", "min", view->today, "max", last, "value", day, NULL);
  sf_html_close (html);
  sf_card_field (html, sf_text (view->lang, "pp.book.time", "Time"), "time");
  sf_html_open (html, "select", "id", "time", "name", "time", NULL);
  sf_html_leaf (html, "option", sf_text (view->lang, "pp.book.any_time", "Any time"), "value", "", NULL);
  for (gint64 minute = opens; minute <= closes - 60; minute += 30) {
    g_autofree char *text = g_strdup_printf ("%02d:%02d", (int) (minute / 60), (int) (minute % 60));
    sf_html_leaf (html, "option", text, "value", text, "selected", g_strcmp0 (text, form->time) == 0 ? "" : NULL, NULL);
  }
  sf_html_close (html);
  sf_html_close (html);
  sf_html_close (html);
}

void
sf_card_name (SfHtml *html, SfLang lang, const SfCardForm *form, gboolean needed)
{
  sf_card_field (html, sf_text (lang, "pp.book.name", "Surname"), "surname");
  sf_html_void (html, "input", "id", "surname", "name", "surname", "required", needed ? "" : NULL, "maxlength", "20", "autocomplete", "family-name", "value", form->surname, NULL);
  sf_html_close (html);
  sf_html_open (html, "div", "class", "choice", NULL);
  for (guint i = 0; i < sf_enum_title.n_values; i++) {
    const char *value = sf_enum_title.values[i].value;
    sf_html_open (html, "label", NULL);
    sf_html_void (html, "input", "type", "radio", "name", "title", "value", value, "checked", g_strcmp0 (form->title, value) == 0 ? "" : NULL, NULL);
    sf_html_leaf (html, "span", sf_text (lang, "enum.title", sf_enum_title.values[i].en), NULL);
    sf_html_close (html);
  }
  sf_html_close (html);
}

/* The text above the button, and the whole of it one touch away. */
void
sf_card_notice (SfHtml *html, SfCardView *view)
{
  sf_html_leaf (html, "p", sf_record_get_text (view->notice, SF_NOTICE_SHORT), "class", "notice", NULL);
  sf_html_open (html, "details", NULL);
  sf_html_leaf (html, "summary", sf_text (view->lang, "pp.notice", "The whole notice"), NULL);
  sf_html_leaf (html, "p", sf_record_get_text (view->notice, SF_NOTICE_FULL), "class", "full", NULL);
  sf_html_close (html);
}

void
sf_card_back (SfHtml *html, SfCardPage *page)
{
  g_autofree char *back = sf_card_link (page, "");
  sf_html_leaf (html, "a", sf_text (page->view->lang, "pp.back", "Back"), "class", "back", "href", back, NULL);
}

void
sf_card_token (SfHtml *html, SfCardPage *page, const char *what, const char *kept)
{
  g_autofree char *fresh = kept ? NULL : sf_form_tokens_make (page->tokens, what, page->view->slug);

  sf_html_void (html, "input", "type", "hidden", "name", "t", "value", kept ? kept : fresh, NULL);
  /* People do not see this field; what fills it in is a machine. */
  sf_html_void (html, "input", "type", "text", "name", "website", "class", "trap", "tabindex", "-1", "autocomplete", "off", "aria-hidden", "true", NULL);
}

GBytes *
sf_card_book (SfCardPage *page, const SfCardForm *form)
{
  SfCardView *view = page->view;
  SfLang lang = view->lang;
  const char *title = sf_text (lang, "pp.book", "Book a test drive");
  g_autofree char *action = sf_card_link (page, "/book");
  SfHtml *html = sf_card_begin (page, title, "/book");

  sf_card_back (html, page);
  sf_html_open (html, "section", NULL);
  sf_html_leaf (html, "h1", title, NULL);
  if (form->problem)
    sf_html_leaf (html, "p", sf_card_problem (form->problem, lang), "class", "problem", "role", "alert", NULL);
  sf_html_open (html, "form", "method", "post", "action", action, NULL);
  /* Sent too fast: the time that has passed counts. */
  sf_card_token (html, page, "book", g_strcmp0 (form->problem, "early") == 0 ? form->token : NULL);
  sf_card_models (html, view, form->model);
  write_when (html, view, form);
  sf_card_name (html, lang, form, TRUE);
  sf_card_field (html, sf_text (lang, "pp.book.phone", "Mobile number"), "phone");
  sf_html_void (html, "input", "type", "tel", "id", "phone", "name", "phone", "required", "", "maxlength", "24", "autocomplete", "tel", "value", form->phone, NULL);
  sf_html_close (html);
  if (view->notice) {
    sf_html_leaf (html, "p", sf_text (lang, "pp.book.agree", "With \"Agree and book\" you accept this notice, as you would with a number in the showroom:"), NULL);
    sf_card_notice (html, view);
  }
  sf_html_leaf (html, "button", sf_text (lang, "pp.book.send", "Agree and book"), NULL);
  sf_html_close (html);
  sf_html_close (html);
  return sf_card_end (page, html);
}

/* My data */

static void
write_row (SfHtml *html, const char *what, const char *value)
{
  if (!value || !*value)
    return;
  sf_html_open (html, "div", NULL);
  sf_html_leaf (html, "dt", what, NULL);
  sf_html_leaf (html, "dd", value, NULL);
  sf_html_close (html);
}

static char *
say_guest (SfRecord *visit, SfLang lang)
{
  const char *surname = sf_record_get_text (visit, SF_VISIT_SURNAME);
  int title = sf_enum_index (&sf_enum_title, sf_record_get_text (visit, SF_VISIT_TITLE));
  const char *said = title >= 0 ? sf_text (lang, "enum.title", sf_enum_title.values[title].en) : "";

  if (!surname)
    return NULL;
  return lang == SF_LANG_EN ? g_strstrip (g_strconcat (said, " ", surname, NULL)) : g_strconcat (surname, said, NULL);
}

/* 沪A·**345: enough to know one's own. */
static char *
mask_plate (const char *plate)
{
  glong n = plate ? g_utf8_strlen (plate, -1) : 0;

  if (n < 5)
    return NULL;
  g_autofree char *head = g_utf8_substring (plate, 0, 2), *tail = g_utf8_substring (plate, n - 2, n);
  return g_strconcat (head, "···", tail, NULL);
}

static const char *
say_purpose (guint purpose, SfLang lang)
{
  return sf_text (lang, "enum.consent_purpose", sf_enum_consent_purpose.values[purpose].en);
}

/* What is agreed to and not taken back. (transfer full) (nullable) */
static char *
say_purposes (SfCardView *view)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < sf_enum_consent_purpose.n_values; i++)
    if (sf_card_view_allows (view, sf_enum_consent_purpose.values[i].value))
      g_string_append_printf (text, "%s%s", text->len ? view->lang == SF_LANG_EN ? ", " : "、" : "", say_purpose (i, view->lang));
  return text->len ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* Only what the bearer of this ticket said at the door; what colleagues wrote down later is asked for in person. */
static void
write_kept (SfHtml *html, SfCardView *view)
{
  SfLang lang = view->lang;
  SfRecord *visit = view->visit;
  const char *zone = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_ZONE) : NULL, *phone = sf_record_get_text (visit, SF_VISIT_PHONE);
  int minute = 0, purpose = sf_enum_index (&sf_enum_purpose, sf_record_get_text (visit, SF_VISIT_PURPOSE));
  g_autofree char *day = sf_day_of (sf_record_get_int (visit, SF_VISIT_AT), zone ? zone : "UTC", &minute);
  g_autofree char *at = g_strdup_printf ("%s %02d:%02d", day, minute / 60, minute % 60), *guest = say_guest (visit, lang);
  g_autofree char *masked = phone ? sf_phone_mask (phone) : NULL, *plate = mask_plate (sf_record_get_text (visit, SF_VISIT_PLATE));
  g_autofree char *agreed = say_purposes (view);

  sf_html_open (html, "dl", "class", "kept", NULL);
  write_row (html, sf_text (lang, "pp.number", "Your number"), sf_record_get_text (visit, SF_VISIT_NUMBER));
  write_row (html, sf_text (lang, "pp.data.at", "Arrived"), at);
  if (purpose >= 0)
    write_row (html, sf_text (lang, "pp.data.what", "Came for"), sf_text (lang, "enum.purpose", sf_enum_purpose.values[purpose].en));
  write_row (html, sf_text (lang, "pp.data.name", "Name"), guest);
  write_row (html, sf_text (lang, "pp.data.phone", "Number"), masked);
  write_row (html, sf_text (lang, "pp.data.plate", "Plate"), plate);
  write_row (html, sf_text (lang, "pp.data.agreed", "Agreed to"), agreed);
  sf_html_close (html);
  if (!guest && !masked && !plate)
    sf_html_leaf (html, "p", sf_text (lang, "pp.data.none", "You left neither a name nor a number with this ticket."), "class", "cap", NULL);
}

static void
write_ask (SfHtml *html, SfCardPage *page, const char *what, const char *purpose, const char *title, const char *more)
{
  g_autofree char *sub = g_strconcat ("/", what, NULL), *action = sf_card_link (page, sub);

  sf_html_open (html, "details", "class", "ask", NULL);
  sf_html_leaf (html, "summary", title, NULL);
  sf_html_leaf (html, "p", more, NULL);
  sf_html_open (html, "form", "method", "post", "action", action, NULL);
  sf_card_token (html, page, what, NULL);
  if (purpose)
    sf_html_void (html, "input", "type", "hidden", "name", "purpose", "value", purpose, NULL);
  sf_html_leaf (html, "button", title, NULL);
  sf_html_close (html);
  sf_html_close (html);
}

/* Was it agreed to here at all, now or before it was taken back? */
static gboolean
was_agreed (SfCardView *view, const char *purpose)
{
  for (guint i = 0; view->consents && i < view->consents->len; i++)
    if (sf_consent_allows (view->consents->pdata[i], NULL, purpose))
      return TRUE;
  return FALSE;
}

/* Each purpose is taken back with one touch, as it was given. */
static void
write_consents (SfHtml *html, SfCardPage *page)
{
  SfCardView *view = page->view;
  SfLang lang = view->lang;

  for (guint i = 0; i < sf_enum_consent_purpose.n_values; i++) {
    const char *purpose = sf_enum_consent_purpose.values[i].value;
    gboolean visit = strcmp (purpose, "visit") == 0;
    g_autofree char *back = sf_fill (sf_text (lang, "pp.data.back", "Take back consent: {what}"), "what", say_purpose (i, lang), NULL);
    g_autofree char *done = sf_fill (sf_text (lang, "pp.data.back.done", "Taken back: {what}"), "what", say_purpose (i, lang), NULL);
    if (sf_card_view_allows (view, purpose))
      write_ask (html, page, "withdraw", purpose, back, visit
                 ? sf_text (lang, "pp.data.back.visit", "From now on we no longer use what you left with us, and it will be deleted. You are looked after as before.")
                 : sf_text (lang, "pp.data.back.more", "In force at once. You are looked after as before."));
    else if (was_agreed (view, purpose))
      sf_html_leaf (html, "p", done, "class", "done", NULL);
  }
}

static void
write_erase (SfHtml *html, SfCardPage *page)
{
  SfCardView *view = page->view;
  SfLang lang = view->lang;
  const char *state = view->request ? sf_record_get_text (view->request, SF_PRIVACY_REQUEST_STATE) : NULL, *zone = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_ZONE) : NULL;

  if (g_strcmp0 (state, "open") == 0) {
    g_autofree char *due = sf_day_title (sf_record_get_text (view->request, SF_PRIVACY_REQUEST_DUE), lang);
    g_autofree char *text = sf_fill (sf_text (lang, "pp.data.erasing", "We delete your data by {day} at the latest, in backups within 35 days more."), "day", due, NULL);
    sf_html_leaf (html, "p", text, "class", "done", NULL);
    return;
  }
  if (g_strcmp0 (state, "done") == 0) {
    g_autofree char *day = sf_day_of (sf_record_get_int (view->request, SF_PRIVACY_REQUEST_DONE_AT), zone ? zone : "UTC", NULL), *title = sf_day_title (day, lang);
    g_autofree char *text = sf_fill (sf_text (lang, "pp.data.erased", "Deleted on {day}."), "day", title, NULL);
    sf_html_leaf (html, "p", text, "class", "done", NULL);
    return;
  }
  if (g_strcmp0 (state, "refused") == 0)
    sf_html_leaf (html, "p", sf_text (lang, "pp.data.refused", "We could not do this as asked. Please give us a call, we tell you why."), "class", "done", NULL);
  write_ask (html, page, "erase", NULL, sf_text (lang, "pp.data.erase", "Delete my data"),
             sf_text (lang, "pp.data.erase.more", "Somebody of ours deletes it everywhere within 15 working days, in backups too."));
}

GBytes *
sf_card_data (SfCardPage *page, const char *problem)
{
  SfCardView *view = page->view;
  SfLang lang = view->lang;
  const char *title = sf_text (lang, "pp.data", "My data"), *phone = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_PHONE) : NULL;
  SfHtml *html = sf_card_begin (page, title, "/data");

  sf_card_back (html, page);
  sf_html_open (html, "section", NULL);
  sf_html_leaf (html, "h1", title, NULL);
  if (problem)
    sf_html_leaf (html, "p", sf_card_problem (problem, lang), "class", "problem", "role", "alert", NULL);
  write_kept (html, view);
  if (phone) {
    g_autofree char *correct = sf_fill (sf_text (lang, "pp.data.correct", "To correct something, call {phone} or tell any of us."), "phone", phone, NULL);
    sf_html_leaf (html, "p", correct, "class", "cap", NULL);
  }
  write_consents (html, page);
  write_erase (html, page);
  sf_html_close (html);
  return sf_card_end (page, html);
}

char *
sf_card_vcard (SfCardView *view)
{
  SfRecord *person = view->person, *card = view->card, *dealer = view->dealer;

  if (!person)
    return NULL;
  int job = sf_enum_index (&sf_enum_job, sf_record_get_text (person, SF_CONSULTANT_JOB));
  const char *title = card ? sf_record_get_ltext (card, SF_CARD_TITLE, view->lang) : NULL;
  SfVcard vcard = { .full = sf_record_get_ltext (person, SF_CONSULTANT_NAME, view->lang), .org = dealer ? sf_record_get_ltext (dealer, SF_DEALER_NAME, view->lang) : NULL,
                    .title = title ? title : job >= 0 ? sf_text (view->lang, "enum.job", sf_enum_job.values[job].en) : NULL,
                    .mobile = card ? sf_record_get_text (card, SF_CARD_PHONE) : NULL, .email = card ? sf_record_get_text (card, SF_CARD_EMAIL) : NULL,
                    .work = dealer ? sf_record_get_text (dealer, SF_DEALER_PHONE) : NULL };
  return sf_vcard_write (&vcard);
}
