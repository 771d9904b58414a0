/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is kept of one guest, to be read out, printed and taken along. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "craft/sf-phone.h"
#include "model/sf-assign.h"
#include "model/sf-consent.h"
#include "server/sf-door.h"
#include "server/sf-manager.h"
#include "server/sf-tell.h"
#include "store/sf-server-person.h"
#include "wire/sf-codec.h"

static void
write_row (SfHtml *html, const char *what, const char *value)
{
  if (!value || !*value)
    return;
  sf_html_leaf (html, "dt", what, NULL);
  sf_html_leaf (html, "dd", value, NULL);
}

static void
write_phone (SfHtml *html, SfLang lang, SfRecord *record, guint field)
{
  const char *phone = sf_record_get_text (record, field);
  g_autofree char *text = phone ? sf_phone_display (phone) : NULL;

  write_row (html, sf_text (lang, "pp.data.phone", "Number"), text);
}

static char *
guest_of (SfLang lang, SfRecord *record, guint surname, guint title)
{
  const char *name = sf_record_get_text (record, surname), *said = sf_tell_value (lang, &sf_enum_title, sf_record_get_text (record, title));

  if (!name)
    return NULL;
  return lang == SF_LANG_EN ? g_strstrip (g_strconcat (said, " ", name, NULL)) : g_strconcat (name, said, NULL);
}

static void
write_customer (SfHtml *html, SfCall *call, SfRecord *customer)
{
  SfLang lang = call->lang;
  g_autofree char *guest = guest_of (lang, customer, SF_CUSTOMER_SURNAME, SF_CUSTOMER_TITLE), *last = sf_record_is_null (customer, SF_CUSTOMER_LAST_AT) ? NULL
    : sf_manager_time (call, sf_record_get_int (customer, SF_CUSTOMER_LAST_AT));

  write_row (html, sf_text (lang, "pp.data.name", "Name"), guest);
  write_row (html, sf_text (lang, "mp.full", "Full name"), sf_record_get_text (customer, SF_CUSTOMER_NAME));
  write_phone (html, lang, customer, SF_CUSTOMER_PHONE);
  write_row (html, sf_text (lang, "pp.data.plate", "Plate"), sf_record_get_text (customer, SF_CUSTOMER_PLATE));
  write_row (html, sf_text (lang, "m.col.level", "Level"), sf_record_get_text (customer, SF_CUSTOMER_LEVEL));
  write_row (html, sf_text (lang, "mp.note", "Note"), sf_record_get_text (customer, SF_CUSTOMER_LAST_NOTE));
  write_row (html, sf_text (lang, "mp.last", "Last visit"), last);
}

static void
write_visit (SfHtml *html, SfCall *call, SfRecord *visit)
{
  SfLang lang = call->lang;
  g_autofree char *at = sf_manager_time (call, sf_record_get_int (visit, SF_VISIT_AT)), *guest = guest_of (lang, visit, SF_VISIT_SURNAME, SF_VISIT_TITLE);

  write_row (html, sf_text (lang, "pp.data.at", "Arrived"), at);
  write_row (html, sf_text (lang, "m.col.number", "Number"), sf_record_get_text (visit, SF_VISIT_NUMBER));
  write_row (html, sf_text (lang, "pp.data.what", "Came for"), sf_tell_value (lang, &sf_enum_purpose, sf_record_get_text (visit, SF_VISIT_PURPOSE)));
  write_row (html, sf_text (lang, "pp.data.name", "Name"), guest);
  write_phone (html, lang, visit, SF_VISIT_PHONE);
  write_row (html, sf_text (lang, "pp.data.plate", "Plate"), sf_record_get_text (visit, SF_VISIT_PLATE));
}

static void
write_outcome (SfHtml *html, SfCall *call, SfRecord *outcome)
{
  SfLang lang = call->lang;
  g_autofree char *at = sf_manager_time (call, sf_record_get_int (outcome, SF_OUTCOME_AT)), *guest = guest_of (lang, outcome, SF_OUTCOME_SURNAME, SF_OUTCOME_TITLE);

  write_row (html, sf_text (lang, "m.col.result", "Outcome"), sf_tell_value (lang, &sf_enum_result, sf_record_get_text (outcome, SF_OUTCOME_RESULT)));
  write_row (html, sf_text (lang, "m.col.time", "Time"), at);
  write_row (html, sf_text (lang, "m.col.level", "Level"), sf_record_get_text (outcome, SF_OUTCOME_LEVEL));
  write_row (html, sf_text (lang, "pp.data.name", "Name"), guest);
  write_phone (html, lang, outcome, SF_OUTCOME_PHONE);
  write_row (html, sf_text (lang, "mp.note", "Note"), sf_record_get_text (outcome, SF_OUTCOME_NOTE));
}

static void
write_task (SfHtml *html, SfCall *call, SfRecord *task)
{
  SfLang lang = call->lang;
  const char *due = sf_record_get_text (task, SF_FOLLOW_UP_DUE);
  g_autofree char *day = due ? sf_day_title (due, lang) : NULL, *guest = guest_of (lang, task, SF_FOLLOW_UP_SURNAME, SF_FOLLOW_UP_TITLE);

  write_row (html, sf_text (lang, "mp.task", "To get back to them"), day);
  write_row (html, sf_text (lang, "m.col.state", "State"), sf_tell_value (lang, &sf_enum_follow_state, sf_record_get_text (task, SF_FOLLOW_UP_STATE)));
  write_row (html, sf_text (lang, "pp.data.name", "Name"), guest);
  write_phone (html, lang, task, SF_FOLLOW_UP_PHONE);
  write_row (html, sf_text (lang, "mp.note", "Note"), sf_record_get_text (task, SF_FOLLOW_UP_NOTE));
}

static char *
say_purposes (SfLang lang, SfRecord *record, guint field)
{
  g_auto (GStrv) set = sf_record_get_set (record, field);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; set[i]; i++)
    sf_tell_append (lang, text, sf_tell_value (lang, &sf_enum_consent_purpose, set[i]));
  return g_strdup (text->str);
}

static void
write_consent (SfHtml *html, SfCall *call, SfRecord *consent, gboolean back)
{
  SfLang lang = call->lang;
  g_autofree char *what = say_purposes (lang, consent, back ? SF_WITHDRAWAL_PURPOSES : SF_CONSENT_PURPOSES);
  g_autofree char *at = sf_manager_time (call, sf_record_get_int (consent, back ? SF_WITHDRAWAL_AT : SF_CONSENT_AT));
  const char *how = sf_tell_value (lang, &sf_enum_consent_method, sf_record_get_text (consent, back ? SF_WITHDRAWAL_METHOD : SF_CONSENT_METHOD));

  write_row (html, back ? sf_text (lang, "mp.back", "Taken back") : sf_text (lang, "pp.data.agreed", "Agreed to"), what);
  write_row (html, sf_text (lang, "m.col.time", "Time"), at);
  write_row (html, sf_text (lang, "mp.how", "How"), how);
}

typedef struct { SfKind kind; const char *context, *title; } Part;
static const Part parts[] = {
  { SF_KIND_CUSTOMER, "mp.part.customer", N_C ("mp.part.customer", "The guest") },
  { SF_KIND_VISIT, "mp.part.visit", N_C ("mp.part.visit", "Visits") },
  { SF_KIND_CONSENT, "mp.part.consent", N_C ("mp.part.consent", "Consent") },
  { SF_KIND_WITHDRAWAL, "mp.part.back", N_C ("mp.part.back", "Taken back") },
  { SF_KIND_OUTCOME, "mp.part.outcome", N_C ("mp.part.outcome", "What was talked about") },
  { SF_KIND_FOLLOW_UP, "mp.part.task", N_C ("mp.part.task", "Follow-ups and bookings") },
};

static void
write_one (SfHtml *html, SfCall *call, SfRecord *record)
{
  sf_html_open (html, "div", "class", "ask", NULL);
  sf_html_open (html, "dl", "class", "of", NULL);
  switch ((guint) sf_record_get_kind (record)) {
  case SF_KIND_CUSTOMER:   write_customer (html, call, record); break;
  case SF_KIND_VISIT:      write_visit (html, call, record); break;
  case SF_KIND_OUTCOME:    write_outcome (html, call, record); break;
  case SF_KIND_FOLLOW_UP:  write_task (html, call, record); break;
  case SF_KIND_CONSENT:    write_consent (html, call, record, FALSE); break;
  case SF_KIND_WITHDRAWAL: write_consent (html, call, record, TRUE); break;
  }
  sf_html_close (html);
  sf_html_close (html);
}

static void
write_part (SfHtml *html, SfCall *call, GPtrArray *records, const Part *part)
{
  gboolean begun = FALSE;

  for (guint i = 0; i < records->len; i++) {
    if (sf_record_get_kind (records->pdata[i]) != part->kind)
      continue;
    if (!begun) {
      sf_html_open (html, "section", "class", "panel", NULL);
      sf_html_leaf (html, "h2", sf_text (call->lang, part->context, part->title), NULL);
      begun = TRUE;
    }
    write_one (html, call, records->pdata[i]);
  }
  if (begun)
    sf_html_close (html);
}

/* The whole of it, as it is kept: nothing is left out of what the person takes along. */
static void
write_all (SfHtml *html, SfCall *call, GPtrArray *records)
{
  sf_html_open (html, "section", "class", "panel", NULL);
  sf_html_leaf (html, "h2", sf_text (call->lang, "mp.all", "Every entry as it is kept"), NULL);
  for (guint i = 0; i < records->len; i++) {
    g_autofree char *data = sf_codec_record_to_json (records->pdata[i]);
    g_autofree char *line = g_strdup_printf ("%s %s", sf_kind_info (sf_record_get_kind (records->pdata[i]))->name, data);
    sf_html_leaf (html, "pre", line, NULL);
  }
  sf_html_close (html);
}

/* Each purpose that is in force at some visit can be taken back here, too. */
static void
write_backs (SfHtml *html, SfCall *call, GPtrArray *records)
{
  g_autoptr (GPtrArray) withdrawals = g_ptr_array_new ();

  for (guint i = 0; i < records->len; i++)
    if (sf_record_get_kind (records->pdata[i]) == SF_KIND_WITHDRAWAL)
      g_ptr_array_add (withdrawals, records->pdata[i]);
  for (guint i = 0; i < records->len; i++)
    for (guint p = 0; p < sf_enum_consent_purpose.n_values; p++) {
      const char *purpose = sf_enum_consent_purpose.values[p].value;
      if (sf_record_get_kind (records->pdata[i]) != SF_KIND_CONSENT || !sf_consent_allows (records->pdata[i], withdrawals, purpose))
        continue;
      g_autofree char *text = sf_fill (sf_text (call->lang, "pp.data.back", "Take back consent: {what}"), "what", sf_tell_value (call->lang, &sf_enum_consent_purpose, purpose), NULL);
      sf_manager_button (html, call, "/m/privacy", text, "second", "act", "back", "about", sf_record_get_text (records->pdata[i], SF_CONSENT_VISIT), "purpose", purpose, NULL);
    }
}

static GPtrArray *
find (SfCall *call, GError **error)
{
  SfForm *form = call->data;
  SfServerStore *store = call->server->house->store;
  const char *about = sf_form_get (form, "about"), *typed = sf_form_get (form, "phone");
  g_autofree char *cn = typed ? sf_phone_normalize (typed, "cn") : NULL, *tw = typed ? sf_phone_normalize (typed, "tw") : NULL;

  if (about && sf_uuid_is_valid (about))
    return sf_server_store_about_id (store, about, error);
  return cn || tw ? sf_server_store_about_phone (store, cn ? cn : tw, error) : g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
}

/* The record by whose id the person is found again: a customer, else a visit, else a booking. */
static const char *
seed_of (GPtrArray *records)
{
  static const SfKind kinds[] = { SF_KIND_CUSTOMER, SF_KIND_VISIT, SF_KIND_FOLLOW_UP };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint i = 0; i < records->len; i++)
      if (sf_record_get_kind (records->pdata[i]) == kinds[k])
        return sf_record_get_id (records->pdata[i]);
  return NULL;
}

void
sf_manager_person (SfCall *call, GError **error)
{
  g_autoptr (GPtrArray) records = find (call, error);
  const char *seed = records ? seed_of (records) : NULL;

  if (!records || (seed && !sf_manager_audit (call, "person.show", seed, error)))
    return;
  g_autoptr (SfHtml) html = sf_manager_begin (call, sf_text (call->lang, "mp.person", "What we keep of this guest"), "/m/privacy", NULL);
  sf_html_open (html, "div", "class", "stack", NULL);
  if (seed) {
    sf_html_open (html, "div", "class", "acts", NULL);
    sf_manager_button (html, call, "/m/person.json", sf_text (call->lang, "mp.copy", "A copy for the guest (JSON)"), NULL, "about", seed, NULL);
    write_backs (html, call, records);
    sf_manager_button (html, call, "/m/privacy", sf_text (call->lang, "mp.erase", "Delete everything now"), "bad", "act", "erase", "about", seed, NULL);
    sf_html_close (html);
    for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
      write_part (html, call, records, &parts[p]);
    write_all (html, call, records);
  } else {
    sf_html_open (html, "section", "class", "panel", NULL);
    sf_html_leaf (html, "p", sf_text (call->lang, "mp.nobody", "Nothing is kept under this number."), NULL);
    sf_html_close (html);
  }
  sf_html_close (html);
  sf_door_reply (call, sf_html_finish (html));
}

void
sf_manager_person_json (SfCall *call, GError **error)
{
  SfHouse *house = call->server->house;
  g_autoptr (GPtrArray) records = find (call, error);
  const char *seed = records ? seed_of (records) : NULL;

  if (!records)
    return;
  if (!seed) {
    sf_call_fail (call, SOUP_STATUS_NOT_FOUND, "not_found");
    return;
  }
  char *json = sf_manager_audit (call, "person.export", seed, error) ? sf_server_person_json (house->store, records, sf_clock_wall_ms (house->clock), error) : NULL;
  if (!json)
    return;
  call->filename = g_strdup ("showfloor-person.json");
  sf_call_reply_bytes (call, "application/json", g_bytes_new_take (json, strlen (json)));
}
