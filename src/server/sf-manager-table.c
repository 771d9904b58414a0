/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-manager.h"
#include "server/sf-tell.h"

/* What stands in the rows: every figure opens the visits behind it. */

const char *
sf_column_text (SfColumn column, SfLang lang)
{
  switch (column) {
  case SF_COLUMN_TIME: return sf_text (lang, "m.col.time", "Time");
  case SF_COLUMN_NUMBER: return sf_text (lang, "m.col.number", "Number");
  case SF_COLUMN_PURPOSE: return sf_text (lang, "m.col.purpose", "Came for");
  case SF_COLUMN_BEFORE: return sf_text (lang, "m.col.before", "First or repeat");
  case SF_COLUMN_GUEST: return sf_text (lang, "m.col.guest", "Guest");
  case SF_COLUMN_HEADS: return sf_text (lang, "m.col.heads", "People");
  case SF_COLUMN_CARS: return sf_text (lang, "m.col.cars", "Cars");
  case SF_COLUMN_CONSULTANT: return sf_text (lang, "m.col.consultant", "Consultant");
  case SF_COLUMN_STATE: return sf_text (lang, "m.col.state", "State");
  case SF_COLUMN_STAY: return sf_text (lang, "m.col.stay", "Minutes here");
  case SF_COLUMN_LEVEL: return sf_text (lang, "m.col.level", "Level");
  case SF_COLUMN_RESULT: return sf_text (lang, "m.col.result", "Outcome");
  case SF_COLUMN_FILE: return sf_text (lang, "m.col.file", "On file");
  case SF_N_COLUMNS: break;
  }
  return "";
}

static const char *
text_of (SfRecord *record, guint field)
{
  return record ? sf_record_get_text (record, field) : NULL;
}

static char *
time_cell (SfDay *self, SfRecord *visit)
{
  int minute;
  g_autofree char *day = sf_day_of (sf_record_get_int (visit, SF_VISIT_AT), self->zone, &minute);
  return g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
}

static char *
guest_cell (SfDay *self, SfRecord *visit, SfRecord *outcome, SfRecord *customer)
{
  const char *name = text_of (customer, SF_CUSTOMER_NAME), *surname = text_of (visit, SF_VISIT_SURNAME), *title = text_of (visit, SF_VISIT_TITLE);

  if (name)
    return g_strdup (name);
  if (!surname)
    surname = text_of (outcome, SF_OUTCOME_SURNAME);
  if (!surname)
    surname = text_of (customer, SF_CUSTOMER_SURNAME);
  if (!title)
    title = text_of (outcome, SF_OUTCOME_TITLE);
  g_autofree char *said = g_strdup (sf_tell_value (self->lang, &sf_enum_title, title));
  if (!surname)
    return g_steal_pointer (&said);
  return self->lang == SF_LANG_EN && *said ? g_strdup_printf ("%s %s", said, surname) : g_strconcat (surname, said, NULL);
}

static char *
cars_cell (SfDay *self, SfRecord *visit, SfRecord *outcome)
{
  gboolean seen = outcome && !sf_record_is_null (outcome, SF_OUTCOME_MODELS);
  g_auto (GStrv) ids = seen ? sf_record_get_set (outcome, SF_OUTCOME_MODELS) : sf_record_get_set (visit, SF_VISIT_MODELS);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; ids[i]; i++) {
    SfRecord *model = g_hash_table_lookup (self->models, ids[i]);
    const char *name = model ? sf_record_get_ltext (model, SF_MODEL_NAME, self->lang) : NULL;
    if (name)
      g_string_append_printf (text, "%s%s", text->len ? (self->lang == SF_LANG_EN ? ", " : "、") : "", name);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
consultant_cell (SfDay *self, SfRecord *status, SfRecord *outcome)
{
  const char *id = text_of (outcome, SF_OUTCOME_CONSULTANT);
  SfRecord *person = NULL;

  if (!id)
    id = text_of (status, SF_VISIT_STATUS_CONSULTANT);
  if (id)
    person = g_hash_table_lookup (self->consultants, id);
  const char *name = person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, self->lang) : NULL;
  return g_strdup (name ? name : "");
}

static char *
stay_cell (SfDay *self, SfRecord *visit, SfRecord *status, SfRecord *outcome)
{
  gint64 from = sf_record_get_int (visit, SF_VISIT_AT), to = status ? sf_record_get_int (status, SF_VISIT_STATUS_LEFT_AT) : 0;

  if (!to && outcome)
    to = sf_record_get_int (outcome, SF_OUTCOME_AT);
  if (!to && strcmp (self->day, self->today) == 0)
    to = self->now;
  return to > from ? g_strdup_printf ("%" G_GINT64_FORMAT, (to - from + 59999) / 60000) : g_strdup ("");
}

static gboolean
is_in (const SfFigure *figure, const char *visit)
{
  for (guint i = 0; i < figure->visits->len; i++)
    if (strcmp (g_ptr_array_index (figure->visits, i), visit) == 0)
      return TRUE;
  return FALSE;
}

static char *
before_cell (SfDay *self, SfRecord *visit, SfRecord *status)
{
  const char *before = text_of (status, SF_VISIT_STATUS_BEFORE);
  return g_strdup (sf_tell_value (self->lang, &sf_enum_before, before ? before : sf_record_get_text (visit, SF_VISIT_BEFORE)));
}

static char *
heads_cell (SfRecord *visit)
{
  return sf_record_is_null (visit, SF_VISIT_HEADS) ? g_strdup ("") : g_strdup_printf ("%" G_GINT64_FORMAT, sf_record_get_int (visit, SF_VISIT_HEADS));
}

/* What came from paper afterwards is marked so. */
static char *
state_cell (SfDay *self, SfRecord *visit, SfRecord *status)
{
  const char *state = sf_tell_value (self->lang, &sf_enum_visit_state, status ? sf_record_get_text (status, SF_VISIT_STATUS_STATE) : "waiting");

  if (sf_record_get_int (visit, SF_VISIT_LATE) != 1)
    return g_strdup (state);
  return g_strdup_printf ("%s · %s", state, sf_text (self->lang, "late.pill", "Written down later"));
}

char *
sf_day_cell (SfDay *self, const char *id, SfColumn column)
{
  SfRecord *visit = g_hash_table_lookup (self->visits, id), *status = g_hash_table_lookup (self->statuses, id);
  SfRecord *outcome = g_hash_table_lookup (self->outcomes, id);
  const char *customer_id = text_of (status, SF_VISIT_STATUS_CUSTOMER);
  SfRecord *customer = customer_id ? g_hash_table_lookup (self->customers, customer_id) : NULL;

  if (!visit)
    return g_strdup ("");
  switch (column) {
  case SF_COLUMN_TIME: return time_cell (self, visit);
  case SF_COLUMN_NUMBER: return g_strdup (sf_record_get_text (visit, SF_VISIT_NUMBER));
  case SF_COLUMN_PURPOSE: return g_strdup (sf_tell_value (self->lang, &sf_enum_purpose, sf_record_get_text (visit, SF_VISIT_PURPOSE)));
  case SF_COLUMN_BEFORE: return before_cell (self, visit, status);
  case SF_COLUMN_GUEST: return guest_cell (self, visit, outcome, customer);
  case SF_COLUMN_HEADS: return heads_cell (visit);
  case SF_COLUMN_CARS: return cars_cell (self, visit, outcome);
  case SF_COLUMN_CONSULTANT: return consultant_cell (self, status, outcome);
  case SF_COLUMN_STATE: return state_cell (self, visit, status);
  case SF_COLUMN_STAY: return stay_cell (self, visit, status, outcome);
  case SF_COLUMN_LEVEL: return g_strdup (text_of (outcome, SF_OUTCOME_LEVEL) ? text_of (outcome, SF_OUTCOME_LEVEL) : "");
  case SF_COLUMN_RESULT: return g_strdup (sf_tell_value (self->lang, &sf_enum_result, text_of (outcome, SF_OUTCOME_RESULT)));
  case SF_COLUMN_FILE: return g_strdup (is_in (&self->report->figures[SF_FIGURE_ON_FILE], id) ? "✓" : "");
  case SF_N_COLUMNS: break;
  }
  return g_strdup ("");
}
