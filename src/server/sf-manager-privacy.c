/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guests' data: what they ask for and until when, values that two colleagues said differently, how long what is kept. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "craft/sf-phone.h"
#include "model/sf-assign.h"
#include "server/sf-door.h"
#include "server/sf-manager.h"
#include "server/sf-tell.h"
#include "store/sf-server-person.h"
#include "store/sf-server-retention.h"

#define MAX_LISTED 200

static SfServerStore *
store_of (SfCall *call)
{
  return call->server->house->store;
}

static SfRecord *
get (SfCall *call, SfKind kind, const char *id)
{
  return id ? sf_table_get (sf_server_store_get_db (store_of (call)), kind, id, NULL) : NULL;
}

static SfRecord *
dealer_of (SfCall *call)
{
  g_autofree char *id = sf_uuid_derive (sf_server_store_get_server_id (store_of (call)), "dealer", 0);

  return get (call, SF_KIND_DEALER, id);
}

static char *
zone_of (SfCall *call)
{
  g_autoptr (SfRecord) dealer = dealer_of (call);
  const char *zone = dealer ? sf_record_get_text (dealer, SF_DEALER_ZONE) : NULL;

  return g_strdup (zone ? zone : "UTC");
}

char *
sf_manager_time (SfCall *call, gint64 ms)
{
  int minute;
  g_autofree char *zone = zone_of (call), *day = sf_day_of (ms, zone, &minute), *today = sf_day_of (sf_clock_wall_ms (call->server->house->clock), zone, NULL);
  g_autofree char *title = strcmp (day, today) == 0 ? g_strdup (sf_text (call->lang, "m.today", "Today")) : sf_day_title (day, call->lang);

  return g_strdup_printf ("%s %02d:%02d", title, minute / 60, minute % 60);
}

SfHtml *
sf_manager_begin (SfCall *call, const char *title, const char *path, const char *query)
{
  SfHtml *html = sf_html_new (sf_lang_tag (call->lang), title, "/m/style.css");
  g_autofree char *back = g_strdup_printf ("/m/?lang=%s%s", sf_lang_code (call->lang), query ? query : "");
  g_autoptr (SfRecord) dealer = dealer_of (call);
  const char *name = dealer ? sf_record_get_ltext (dealer, SF_DEALER_NAME, call->lang) : NULL;

  sf_html_open (html, "header", "class", "top", NULL);
  sf_html_leaf (html, "strong", name ? name : "Showfloor", NULL);
  sf_door_languages (html, call->lang, path, query);
  sf_html_close (html);
  sf_html_open (html, "main", NULL);
  sf_html_open (html, "div", "class", "head", NULL);
  sf_html_leaf (html, "h1", title, NULL);
  sf_html_open (html, "nav", "class", "days back", NULL);
  sf_html_leaf (html, "a", sf_text (call->lang, "m.title", "The showroom's day"), "href", back, NULL);
  sf_html_close (html);
  sf_html_close (html);
  return html;
}

void
sf_manager_button (SfHtml *html, SfCall *call, const char *path, const char *text, const char *class, ...)
{
  g_autofree char *action = g_strdup_printf ("%s?lang=%s", path, sf_lang_code (call->lang));
  const char *name;
  va_list pairs;

  sf_html_open (html, "form", "method", "post", "action", action, NULL);
  sf_html_void (html, "input", "type", "hidden", "name", "form", "value", call->form, NULL);
  va_start (pairs, class);
  while ((name = va_arg (pairs, const char *)) != NULL)
    sf_html_void (html, "input", "type", "hidden", "name", name, "value", va_arg (pairs, const char *), NULL);
  va_end (pairs);
  sf_html_leaf (html, "button", text, "class", class, NULL);
  sf_html_close (html);
}

static GPtrArray *
open_of (SfCall *call, SfKind kind, guint state, int order, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = order, .limit = MAX_LISTED };

  query.conds[0] = (SfCond) { .field = state, .op = SF_OP_EQ, .s = "open" };
  return sf_table_query (sf_server_store_get_db (store_of (call)), &query, error);
}

/* Requests */

/* What must not be forgotten: an answer that is late is a promise broken. */
static void
write_due (SfHtml *html, SfCall *call, SfRecord *request)
{
  g_autofree char *zone = zone_of (call), *today = sf_day_of (sf_clock_wall_ms (call->server->house->clock), zone, NULL);
  const char *due = sf_record_get_text (request, SF_PRIVACY_REQUEST_DUE);
  gboolean late = due && strcmp (due, today) < 0;
  g_autofree char *day = due ? sf_day_title (due, call->lang) : g_strdup ("–");
  g_autofree char *text = sf_fill (late ? sf_text (call->lang, "mp.late", "was due on {day}") : sf_text (call->lang, "mp.due", "by {day}"), "day", day, NULL);

  sf_html_leaf (html, "span", text, "class", late ? "late" : NULL, NULL);
}

static void
write_request (SfHtml *html, SfCall *call, SfRecord *request)
{
  SfLang lang = call->lang;
  const char *visit_id = sf_record_get_text (request, SF_PRIVACY_REQUEST_VISIT), *customer_id = sf_record_get_text (request, SF_PRIVACY_REQUEST_CUSTOMER);
  const char *id = sf_record_get_id (request), *what = sf_record_get_text (request, SF_PRIVACY_REQUEST_WHAT);
  gboolean erase = g_strcmp0 (what, "erase") == 0;
  g_autoptr (SfRecord) visit = get (call, SF_KIND_VISIT, visit_id), customer = get (call, SF_KIND_CUSTOMER, customer_id);
  g_autofree char *guest = sf_tell_guest (lang, visit, NULL, customer), *asked = sf_manager_time (call, sf_record_get_int (request, SF_PRIVACY_REQUEST_AT));
  g_autoptr (GString) line = g_string_new (guest);

  sf_tell_append (lang, line, visit ? sf_record_get_text (visit, SF_VISIT_NUMBER) : NULL);
  sf_tell_append (lang, line, asked);
  sf_html_open (html, "div", "class", "ask", NULL);
  sf_html_open (html, "p", NULL);
  sf_html_leaf (html, "span", sf_tell_value (lang, &sf_enum_privacy_what, what), "class", "what", NULL);
  sf_html_leaf (html, "span", line->str, NULL);
  sf_html_text (html, sf_tell_dot (lang));
  write_due (html, call, request);
  sf_html_close (html);
  sf_html_open (html, "div", "class", "acts", NULL);
  if (visit_id || customer_id)
    sf_manager_button (html, call, "/m/person", sf_text (lang, "mp.show", "What we keep"), "second", "about", customer_id ? customer_id : visit_id, NULL);
  sf_manager_button (html, call, "/m/privacy", erase ? sf_text (lang, "mp.erase", "Delete everything now") : sf_text (lang, "mp.done", "Done"), erase ? "bad" : NULL,
                     "act", "answer", "id", id, "state", "done", NULL);
  sf_manager_button (html, call, "/m/privacy", sf_text (lang, "mp.refuse", "Cannot be done"), "quiet", "act", "answer", "id", id, "state", "refused", NULL);
  sf_html_close (html);
  sf_html_close (html);
}

static void
write_requests (SfHtml *html, SfCall *call, GPtrArray *requests)
{
  sf_html_open (html, "section", "class", "panel", "id", "requests", NULL);
  sf_html_leaf (html, "h2", sf_text (call->lang, "mp.requests", "What guests ask for"), NULL);
  if (requests->len == 0)
    sf_html_leaf (html, "p", sf_text (call->lang, "mp.requests.none", "Nobody waits for an answer."), NULL);
  for (guint i = 0; i < requests->len; i++)
    write_request (html, call, requests->pdata[i]);
  sf_html_close (html);
}

/* Two values */

static char *
who (SfCall *call, SfRecord *two, guint by, guint on, guint at)
{
  g_autoptr (SfRecord) person = get (call, SF_KIND_CONSULTANT, sf_record_get_text (two, by)), device = get (call, SF_KIND_DEVICE, sf_record_get_text (two, on));
  g_autofree char *time = sf_record_is_null (two, at) ? NULL : sf_manager_time (call, sf_record_get_int (two, at));
  g_autoptr (GString) line = g_string_new (NULL);

  sf_tell_append (call->lang, line, person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, call->lang) : device ? sf_record_get_text (device, SF_DEVICE_NAME) : NULL);
  sf_tell_append (call->lang, line, time);
  return g_strdup (line->str);
}

static char *
value_text (const char *field, const char *value)
{
  if (value && strcmp (field, "phone") == 0)
    return sf_phone_display (value);
  return g_strdup (value ? value : "–");
}

static const char *
field_text (SfLang lang, const char *field)
{
  if (strcmp (field, "phone") == 0)
    return sf_text (lang, "pp.data.phone", "Number");
  if (strcmp (field, "plate") == 0)
    return sf_text (lang, "pp.data.plate", "Plate");
  return strcmp (field, "surname") == 0 || strcmp (field, "name") == 0 ? sf_text (lang, "pp.data.name", "Name") : sf_text (lang, "mp.field", "Entry");
}

static void
write_value (SfHtml *html, SfCall *call, const char *value, const char *said, const char *id, const char *take)
{
  sf_html_open (html, "div", NULL);
  sf_html_leaf (html, "b", value, NULL);
  sf_html_leaf (html, "small", said, NULL);
  sf_manager_button (html, call, "/m/privacy", sf_text (call->lang, "mp.this", "This one"), "second", "act", "settle", "id", id, "take", take, NULL);
  sf_html_close (html);
}

static void
write_two (SfHtml *html, SfCall *call, SfRecord *two)
{
  const char *name = sf_record_get_text (two, SF_TWO_VALUES_FIELD), *id = sf_record_get_id (two);
  g_autoptr (SfRecord) customer = get (call, SF_KIND_CUSTOMER, sf_record_get_text (two, SF_TWO_VALUES_CUSTOMER));
  int field = name ? sf_field_lookup (SF_KIND_CUSTOMER, name) : -1;

  if (!customer || field < 0 || sf_type_is_int (sf_kind_info (SF_KIND_CUSTOMER)->fields[field].type))
    return;
  g_autofree char *guest = sf_tell_guest (call->lang, NULL, NULL, customer), *now = value_text (name, sf_record_get_text (customer, (guint) field));
  g_autofree char *other = value_text (name, sf_record_get_text (two, SF_TWO_VALUES_VALUE));
  g_autofree char *won = who (call, two, SF_TWO_VALUES_WON_BY, SF_TWO_VALUES_WON_ON, SF_TWO_VALUES_WON_AT);
  g_autofree char *said = who (call, two, SF_TWO_VALUES_SAID_BY, SF_TWO_VALUES_SAID_ON, SF_TWO_VALUES_SAID_AT);
  sf_html_open (html, "div", "class", "ask", NULL);
  sf_html_open (html, "p", NULL);
  sf_html_leaf (html, "span", guest, "class", "what", NULL);
  sf_html_leaf (html, "span", field_text (call->lang, name), NULL);
  sf_html_close (html);
  sf_html_open (html, "div", "class", "choose", NULL);
  write_value (html, call, now, won, id, "0");
  write_value (html, call, other, said, id, "1");
  sf_html_close (html);
  sf_html_close (html);
}

static void
write_twos (SfHtml *html, SfCall *call, GPtrArray *all)
{
  if (all->len == 0)
    return;
  sf_html_open (html, "section", "class", "panel", "id", "two", NULL);
  sf_html_leaf (html, "h2", sf_text (call->lang, "mp.two", "Two values: which one is right?"), NULL);
  for (guint i = 0; i < all->len; i++)
    write_two (html, call, all->pdata[i]);
  sf_html_close (html);
}

/* How long what is kept */

static const char *
rule_text (SfLang lang, SfRetentionId id)
{
  switch (id) {
  case SF_RETENTION_CUSTOMER:   return sf_text (lang, "mp.keep.customer", "Guests without any contact");
  case SF_RETENTION_VISIT:      return sf_text (lang, "mp.keep.visit", "Names, numbers and notes of visits");
  case SF_RETENTION_LEAD:       return sf_text (lang, "mp.keep.lead", "Bookings from the phone page, nobody met");
  case SF_RETENTION_WALL:       return sf_text (lang, "mp.keep.wall", "Names that were on a screen");
  case SF_RETENTION_CONFLICT:   return sf_text (lang, "mp.keep.conflict", "Entries that did not stay");
  case SF_RETENTION_QUARANTINE: return sf_text (lang, "mp.keep.quarantine", "Entries that could not be read");
  case SF_RETENTION_AUDIT:      return sf_text (lang, "mp.keep.audit", "Who looked at whom");
  case SF_N_RETENTION:          break;
  }
  return "";
}

static char *
span_text (SfLang lang, guint days)
{
  g_autofree char *n = g_strdup_printf ("%u", days >= 365 ? days / 365 * 12 : days);

  return sf_fill (days >= 365 ? sf_text (lang, "mp.months", "{n} months") : sf_text (lang, "mp.days", "{n} days"), "n", n, NULL);
}

static void
write_cell (SfHtml *html, guint n)
{
  g_autofree char *text = g_strdup_printf ("%u", n);
  sf_html_leaf (html, "td", text, "class", "num", NULL);
}

static void
write_retention (SfHtml *html, SfCall *call, const SfRetentionReport *report)
{
  SfLang lang = call->lang;
  g_autofree char *when = report->last_ms ? sf_manager_time (call, report->last_ms) : NULL;
  g_autofree char *last = when ? sf_fill (sf_text (lang, "mp.keep.last", "Last looked: {when}. Every night after three o'clock."), "when", when, NULL)
                               : g_strdup (sf_text (lang, "mp.keep.never", "The first look is tonight after three o'clock."));

  sf_html_open (html, "section", "class", "panel", "id", "retention", NULL);
  sf_html_leaf (html, "h2", sf_text (lang, "mp.keep", "How long we keep it"), NULL);
  sf_html_leaf (html, "p", last, NULL);
  sf_html_open (html, "div", "class", "wide", NULL);
  sf_html_open (html, "table", NULL);
  sf_html_open (html, "tr", NULL);
  sf_html_leaf (html, "th", sf_text (lang, "mp.keep.what", "What"), "scope", "col", NULL);
  sf_html_leaf (html, "th", sf_text (lang, "mp.keep.for", "Kept for"), "scope", "col", NULL);
  sf_html_leaf (html, "th", sf_text (lang, "mp.keep.ended", "Deleted last night"), "scope", "col", NULL);
  sf_html_leaf (html, "th", sf_text (lang, "mp.keep.due", "Due tonight"), "scope", "col", NULL);
  sf_html_close (html);
  for (guint i = 0; i < SF_N_RETENTION; i++) {
    g_autofree char *span = span_text (lang, sf_retention_rule (i)->days);
    sf_html_open (html, "tr", NULL);
    sf_html_leaf (html, "td", rule_text (lang, i), NULL);
    sf_html_leaf (html, "td", span, NULL);
    write_cell (html, report->ended[i]);
    write_cell (html, report->due[i]);
    sf_html_close (html);
  }
  sf_html_close (html);
  sf_html_close (html);
  sf_html_close (html);
}

/* By POST: a number belongs in no address line and in no history. */
static void
write_seek (SfHtml *html, SfCall *call)
{
  g_autofree char *action = g_strdup_printf ("/m/person?lang=%s", sf_lang_code (call->lang));

  sf_html_open (html, "section", "class", "panel", NULL);
  sf_html_open (html, "form", "class", "seek", "method", "post", "action", action, NULL);
  sf_html_void (html, "input", "type", "hidden", "name", "form", "value", call->form, NULL);
  sf_html_open (html, "label", NULL);
  sf_html_text (html, sf_text (call->lang, "mp.seek", "Somebody asks what we know: mobile number"));
  sf_html_void (html, "input", "type", "tel", "name", "phone", "required", "", "maxlength", "24", "autocomplete", "off", NULL);
  sf_html_close (html);
  sf_html_leaf (html, "button", sf_text (call->lang, "mp.show", "What we keep"), NULL);
  sf_html_close (html);
  sf_html_close (html);
}

void
sf_manager_privacy (SfCall *call, GError **error)
{
  g_autoptr (GPtrArray) requests = open_of (call, SF_KIND_PRIVACY_REQUEST, SF_PRIVACY_REQUEST_STATE, SF_PRIVACY_REQUEST_DUE, error);
  g_autoptr (GPtrArray) twos = requests ? open_of (call, SF_KIND_TWO_VALUES, SF_TWO_VALUES_STATE, -1, error) : NULL;
  SfRetentionReport report;

  if (!twos || !sf_server_retention_report (store_of (call), sf_clock_wall_ms (call->server->house->clock), &report, error) || !sf_manager_audit (call, "privacy", NULL, error))
    return;
  g_autoptr (SfHtml) html = sf_manager_begin (call, sf_text (call->lang, "mp.title", "Guests' data"), "/m/privacy", NULL);
  sf_html_open (html, "div", "class", "stack", NULL);
  write_requests (html, call, requests);
  write_twos (html, call, twos);
  write_seek (html, call);
  write_retention (html, call, &report);
  sf_html_close (html);
  sf_door_reply (call, sf_html_finish (html));
}

/* Acts */

static gboolean
take_back (SfCall *call, const char *visit, const char *purpose, GError **error)
{
  SfHouse *house = call->server->house;
  SfQuery query = { .kind = SF_KIND_CONSENT, .n_conds = 1, .order = -1, .limit = 64 };
  g_autoptr (GPtrArray) consents = NULL, ids = g_ptr_array_new ();
  const char *const purposes[] = { purpose, NULL };

  query.conds[0] = (SfCond) { .field = SF_CONSENT_VISIT, .op = SF_OP_EQ, .s = visit };
  consents = sf_table_query (sf_server_store_get_db (house->store), &query, error);
  for (guint i = 0; consents && i < consents->len; i++)
    g_ptr_array_add (ids, (gpointer) sf_record_get_id (consents->pdata[i]));
  if (!consents || ids->len == 0)
    return consents != NULL;
  g_ptr_array_add (ids, NULL);
  g_autofree char *id = sf_ids_new_uuid (house->ids, house->clock);
  g_autoptr (SfRecord) fact = sf_record_new (SF_KIND_WITHDRAWAL, id);
  sf_record_set_text (fact, SF_WITHDRAWAL_VISIT, visit);
  sf_record_set_set (fact, SF_WITHDRAWAL_CONSENTS, (const char *const *) ids->pdata);
  sf_record_set_set (fact, SF_WITHDRAWAL_PURPOSES, purposes);
  sf_record_set_text (fact, SF_WITHDRAWAL_METHOD, "spoken");
  sf_record_set_text (fact, SF_WITHDRAWAL_BY, call->person);
  sf_record_set_int (fact, SF_WITHDRAWAL_AT, sf_clock_wall_ms (house->clock));
  return sf_ingest_withdraw (house->ingest, fact, error) && sf_manager_audit (call, "withdraw", visit, error);
}

/* Somebody stands at the desk and asks: written down as asked, and done. */
static gboolean
erase_now (SfCall *call, const char *about, GError **error)
{
  SfHouse *house = call->server->house;
  g_autoptr (SfRecord) customer = get (call, SF_KIND_CUSTOMER, about), visit = get (call, SF_KIND_VISIT, about), booking = get (call, SF_KIND_FOLLOW_UP, about);

  if (!customer && !visit)
    return !booking || (sf_ingest_erase (house->ingest, SF_KIND_FOLLOW_UP, about, error) && sf_manager_audit (call, "privacy.done", about, error));
  g_autofree char *id = sf_ids_new_uuid (house->ids, house->clock);
  g_autoptr (SfRecord) request = sf_record_new (SF_KIND_PRIVACY_REQUEST, id);
  sf_record_set_text (request, SF_PRIVACY_REQUEST_WHAT, "erase");
  sf_record_set_text (request, customer ? SF_PRIVACY_REQUEST_CUSTOMER : SF_PRIVACY_REQUEST_VISIT, about);
  sf_record_set_text (request, SF_PRIVACY_REQUEST_BY, call->person);
  sf_record_set_int (request, SF_PRIVACY_REQUEST_AT, sf_clock_wall_ms (house->clock));
  return sf_ingest_ask_privacy (house->ingest, request, error) && sf_ingest_answer_privacy (house->ingest, id, "done", call->person, error);
}

static gboolean
is_id (const char *text)
{
  return text && sf_uuid_is_valid (text);
}

void
sf_manager_privacy_do (SfCall *call, GError **error)
{
  SfForm *form = call->data;
  SfIngest *ingest = call->server->house->ingest;
  const char *act = sf_form_get (form, "act"), *id = sf_form_get (form, "id"), *state = sf_form_get (form, "state"), *about = sf_form_get (form, "about");
  const char *purpose = sf_form_get (form, "purpose");
  gboolean ok, known = TRUE;

  if (g_strcmp0 (act, "answer") == 0 && is_id (id) && (g_strcmp0 (state, "done") == 0 || g_strcmp0 (state, "refused") == 0))
    ok = sf_ingest_answer_privacy (ingest, id, state, call->person, error);
  else if (g_strcmp0 (act, "settle") == 0 && is_id (id))
    ok = sf_ingest_settle (ingest, id, g_strcmp0 (sf_form_get (form, "take"), "1") == 0, call->person, error);
  else if (g_strcmp0 (act, "back") == 0 && is_id (about) && sf_enum_index (&sf_enum_consent_purpose, purpose) >= 0)
    ok = take_back (call, about, purpose, error);
  else if (g_strcmp0 (act, "erase") == 0 && is_id (about))
    ok = erase_now (call, about, error);
  else
    ok = known = FALSE;
  if (!known)
    sf_call_fail (call, SOUP_STATUS_BAD_REQUEST, "malformed");
  if (!ok)
    return;
  g_autofree char *to = g_strdup_printf ("/m/privacy?lang=%s", sf_lang_code (call->lang));
  sf_call_redirect (call, to);
}
