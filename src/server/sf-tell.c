/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "server/sf-tell.h"

static const char *
first_of (SfRecord *a, guint a_field, SfRecord *b, guint b_field, SfRecord *c, guint c_field)
{
  const char *text = a ? sf_record_get_text (a, a_field) : NULL;

  if (!text && b)
    text = sf_record_get_text (b, b_field);
  return text || !c ? text : sf_record_get_text (c, c_field);
}

char *
sf_tell_guest (SfLang lang, SfRecord *visit, SfRecord *outcome, SfRecord *customer)
{
  const char *surname = first_of (outcome, SF_OUTCOME_SURNAME, visit, SF_VISIT_SURNAME, customer, SF_CUSTOMER_SURNAME);
  const char *title = first_of (outcome, SF_OUTCOME_TITLE, visit, SF_VISIT_TITLE, customer, SF_CUSTOMER_TITLE);
  gboolean ms = g_strcmp0 (title, "ms") == 0;

  if (surname && !title)
    return g_strdup (surname);
  if (surname)
    return sf_fill (ms ? sf_text (lang, "name.ms", "Ms {s}") : sf_text (lang, "name.mr", "Mr {s}"), "s", surname, NULL);
  if (!title)
    return g_strdup (sf_text (lang, "tab.guest", "Guest"));
  return g_strdup (ms ? sf_text (lang, "tab.guest.ms", "A lady") : sf_text (lang, "tab.guest.mr", "A gentleman"));
}

static char *
cars_of (SfLang lang, SfRecord *visit, GHashTable *models)
{
  g_auto (GStrv) ids = sf_record_get_set (visit, SF_VISIT_MODELS);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; ids[i]; i++) {
    SfRecord *model = g_hash_table_lookup (models, ids[i]);
    sf_tell_append (lang, text, model ? sf_record_get_ltext (model, SF_MODEL_NAME, lang) : NULL);
  }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

char *
sf_tell_came_for (SfLang lang, SfRecord *visit, GHashTable *models)
{
  const char *purpose = sf_record_get_text (visit, SF_VISIT_PURPOSE);
  g_autofree char *cars = cars_of (lang, visit, models);

  if (cars && g_strcmp0 (purpose, "see") == 0)
    return sf_fill (sf_text (lang, "tab.sees", "here for {cars}"), "cars", cars, NULL);
  if (cars && g_strcmp0 (purpose, "drive") == 0)
    return sf_fill (sf_text (lang, "tab.drives", "test drive: {cars}"), "cars", cars, NULL);
  if (g_strcmp0 (purpose, "service") == 0 && !sf_record_is_null (visit, SF_VISIT_SERVICE))
    return g_strdup (sf_tell_value (lang, &sf_enum_service, sf_record_get_text (visit, SF_VISIT_SERVICE)));
  return g_strdup (sf_tell_value (lang, &sf_enum_purpose, purpose));
}

const char *
sf_tell_where (SfLang lang, SfRecord *device)
{
  if (!device || g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), "kiosk") != 0)
    return NULL;
  const char *place = sf_record_get_ltext (device, SF_DEVICE_PLACE, lang);
  return place ? place : sf_record_get_text (device, SF_DEVICE_NAME);
}

const char *
sf_tell_before (SfLang lang, const char *before)
{
  if (g_strcmp0 (before, "first") == 0)
    return sf_text (lang, "tab.first", "First visit");
  return g_strcmp0 (before, "repeat") == 0 ? sf_text (lang, "tab.repeat", "Repeat visit") : NULL;
}

const char *
sf_tell_value (SfLang lang, const SfEnum *values, const char *value)
{
  int at = value ? sf_enum_index (values, value) : -1;
  g_autofree char *context = g_strconcat ("enum.", values->name, NULL);

  if (at < 0)
    return value ? value : "";
  return sf_text (lang, context, values->values[at].en);
}

const char *
sf_tell_dot (SfLang lang)
{
  return lang == SF_LANG_ZH_TW ? "・" : " · ";
}

void
sf_tell_append (SfLang lang, GString *line, const char *text)
{
  if (!text || !*text)
    return;
  if (line->len > 0)
    g_string_append (line, sf_tell_dot (lang));
  g_string_append (line, text);
}
