/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-tablet-text"
#include "config.h"
#include <stdio.h>
#include "ui/tablet/sf-tablet-text.h"
#include "craft/sf-phone.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-person-text.h"

char *
sf_say_person (const char *surname, const char *title)
{
  const gboolean ms = g_strcmp0 (title, "ms") == 0;

  if (surname != NULL && *surname != 0)
    {
      if (title == NULL)
        return g_strdup (surname);
      return sf_fill (ms ? SF_ ("name.ms", "Ms {s}") : SF_ ("name.mr", "Mr {s}"), "s", surname, NULL);
    }
  if (title == NULL)
    return g_strdup (SF_ ("tab.guest", "Guest"));
  return g_strdup (ms ? SF_ ("tab.guest.ms", "A lady") : SF_ ("tab.guest.mr", "A gentleman"));
}

static const char *
first_text (SfRecord *a, guint a_field, SfRecord *b, guint b_field)
{
  const char *text = a != NULL ? sf_record_get_text (a, a_field) : NULL;

  return text != NULL || b == NULL ? text : sf_record_get_text (b, b_field);
}

/* Who the visit's guest is: what the outcome or the customer's card knows over what was said at the door. */
static void
known_person (SfTablet *tablet, SfRecord *visit, const char **surname, const char **title)
{
  const char *id = visit != NULL ? sf_record_get_id (visit) : NULL;
  SfRecord *outcome = id != NULL ? sf_tablet_outcome_of (tablet, id) : NULL;
  SfRecord *status = id != NULL ? sf_tablet_status_of (tablet, id) : NULL;
  SfRecord *customer = status != NULL ? sf_tablet_customer (tablet, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER)) : NULL;

  *surname = first_text (outcome, SF_OUTCOME_SURNAME, visit, SF_VISIT_SURNAME);
  *title = first_text (outcome, SF_OUTCOME_TITLE, visit, SF_VISIT_TITLE);
  if (*surname == NULL && customer != NULL)
    *surname = sf_record_get_text (customer, SF_CUSTOMER_SURNAME);
  if (*title == NULL && customer != NULL)
    *title = sf_record_get_text (customer, SF_CUSTOMER_TITLE);
}

char *
sf_say_visitor (SfTablet *tablet, SfRecord *visit)
{
  const char *surname, *title;

  known_person (tablet, visit, &surname, &title);
  return sf_say_person (surname, title);
}

char *
sf_say_visitor_to_all (SfTablet *tablet, SfRecord *visit, SfLang lang)
{
  const char *surname, *title;

  known_person (tablet, visit, &surname, &title);
  return surname != NULL && *surname != 0 && title != NULL ? sf_person_address (lang, surname, title) : NULL;
}

const char *
sf_say_value (const SfEnum *values, const char *value)
{
  const int i = sf_enum_index (values, value);
  g_autofree char *context = g_strconcat ("enum.", values->name, NULL);

  return i < 0 ? SF_ ("tab.other", "Other") : sf_language_text (context, values->values[i].en);
}

const char *
sf_say_state (const char *state)
{
  return sf_say_value (&sf_enum_visit_state, state);
}

const char *
sf_say_presence (const char *presence)
{
  return sf_say_value (&sf_enum_presence, presence);
}

const char *
sf_say_dot (void)
{
  /* Chinese takes a full-width dot in Taiwan and a spaced one on the mainland. */
  return sf_language_get () == SF_LANG_ZH_TW ? "・" : " · ";
}

char *
sf_say_models (SfTablet *tablet, SfRecord *record, guint field)
{
  g_auto (GStrv) ids = sf_record_get_set (record, field);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      SfRecord *model = sf_floor_model (sf_tablet_get_floor (tablet), ids[i]);
      const char *name = model != NULL ? sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ()) : NULL;

      if (name == NULL)
        continue;
      if (text->len > 0)
        g_string_append (text, sf_say_dot ());
      g_string_append (text, name);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

char *
sf_say_purpose (SfTablet *tablet, SfRecord *visit)
{
  const char *purpose = sf_record_get_text (visit, SF_VISIT_PURPOSE);
  g_autofree char *models = sf_say_models (tablet, visit, SF_VISIT_MODELS);

  if (g_strcmp0 (purpose, "see") == 0 && models != NULL)
    return sf_fill (SF_ ("tab.sees", "here for {cars}"), "cars", models, NULL);
  if (g_strcmp0 (purpose, "drive") == 0 && models != NULL)
    return sf_fill (SF_ ("tab.drives", "test drive: {cars}"), "cars", models, NULL);
  if (g_strcmp0 (purpose, "service") == 0 && !sf_record_is_null (visit, SF_VISIT_SERVICE))
    return g_strdup (sf_say_value (&sf_enum_service, sf_record_get_text (visit, SF_VISIT_SERVICE)));
  return g_strdup (sf_say_value (&sf_enum_purpose, purpose));
}

char *
sf_say_place (SfTablet *tablet, SfRecord *visit)
{
  SfRecord *device = sf_floor_device_record (sf_tablet_get_floor (tablet), sf_record_get_text (visit, SF_VISIT_DEVICE));
  const char *place;

  if (device == NULL || g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), "kiosk") != 0)
    return NULL;
  place = sf_record_get_ltext (device, SF_DEVICE_PLACE, sf_language_get ());
  return g_strdup (place != NULL ? place : sf_record_get_text (device, SF_DEVICE_NAME));
}

const char *
sf_say_before (const char *before)
{
  if (g_strcmp0 (before, "first") == 0)
    return SF_ ("tab.first", "First visit");
  if (g_strcmp0 (before, "repeat") == 0)
    return SF_ ("tab.repeat", "Repeat visit");
  return NULL;
}

char *
sf_say_day_near (const char *day, const char *today)
{
  const int days = sf_days_between (today, day);
  g_autofree char *date = sf_say_day (day);

  if (days == 0)
    return g_strdup (SF_ ("tab.day.today", "Today"));
  if (days == 1)
    return g_strdup_printf ("%s %s", SF_ ("tab.day.tomorrow", "Tomorrow"), date);
  return g_steal_pointer (&date);
}

char *
sf_say_time (SfTablet *tablet, gint64 at_ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (sf_floor_zone (sf_tablet_get_floor (tablet)));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("");
}

char *
sf_say_since (SfTablet *tablet, gint64 at_ms)
{
  const gint64 now = sf_clock_wall_ms (sf_device_get_clock (sf_tablet_get_device (tablet)));
  g_autofree char *n = g_strdup_printf ("%d", (int) MAX ((now - at_ms) / 60000, 0));

  return sf_fill (SF_ ("tab.minutes", "{n} min"), "n", n, NULL);
}

char *
sf_say_phone (const char *e164)
{
  return e164 != NULL ? sf_phone_display (e164) : NULL;
}

const char *
sf_say_colleague (SfTablet *tablet, const char *consultant_id)
{
  SfRecord *person = consultant_id != NULL ? sf_floor_consultant (sf_tablet_get_floor (tablet), consultant_id) : NULL;

  return person != NULL ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, sf_language_get ()) : NULL;
}

char *
sf_say_score (const SfScore *score, gboolean parts)
{
  g_autofree char *total = score != NULL ? g_strdup_printf ("%u", score->total) : NULL;
  g_autofree char *head = score != NULL ? sf_fill (SF_ ("tab.score", "Intent score {n}"), "n", total, NULL) : NULL;
  g_autoptr (GString) line = g_string_new (head);

  if (score == NULL)
    return NULL;
  for (guint i = 0; parts && i < SF_N_SCORE_PARTS; i++)
    g_string_append_printf (line, "%s%s %u/%u", sf_say_dot (), sf_score_part_name (&score->part[i], sf_language_get ()), score->part[i].points, score->part[i].of);
  return g_strdup (line->str);
}

static void
add_word (GString *line, const char *word)
{
  if (word == NULL)
    return;
  if (line->len > 0)
    g_string_append (line, sf_say_dot ());
  g_string_append (line, word);
}

char *
sf_say_wishes (SfTablet *tablet, SfRecord *visit)
{
  SfRecord *wish = sf_tablet_wish_of (tablet, sf_record_get_id (visit));
  const gint64 said = wish != NULL ? sf_record_get_int (wish, SF_VISIT_WISH_HEADS) : 0;
  const gint64 heads = said > 0 ? said : sf_record_get_int (visit, SF_VISIT_HEADS);
  const char *drink = wish != NULL ? sf_record_get_text (wish, SF_VISIT_WISH_DRINK) : NULL;
  g_autoptr (GString) line = g_string_new (NULL);

  if (heads > 1)
    {
      g_autofree char *n = g_strdup_printf (said >= 5 ? "%d+" : "%d", (int) heads);
      g_autofree char *text = sf_fill (SF_ ("tab.heads", "party of {n}"), "n", n, NULL);

      add_word (line, text);
    }
  if (wish != NULL)
    {
      add_word (line, g_strcmp0 (drink, "none") == 0 || drink == NULL ? NULL : sf_say_value (&sf_enum_drink, drink));
      add_word (line, sf_record_get_int (wish, SF_VISIT_WISH_CHILD) > 0 ? SF_ ("wish.child", "With children") : NULL);
      add_word (line, sf_record_get_int (wish, SF_VISIT_WISH_WHEELCHAIR) > 0 ? SF_ ("need.wheel", "Wheelchair") : NULL);
      add_word (line, sf_record_get_int (wish, SF_VISIT_WISH_CHARGE) > 0 ? SF_ ("need.charge", "Phone charger") : NULL);
    }
  return line->len > 0 ? g_strdup (line->str) : NULL;
}
