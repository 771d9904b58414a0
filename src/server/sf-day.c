/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <stdio.h>
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-day.h"
#include "server/sf-manager.h"

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sf_record_unref);
}

void
sf_day_free (SfDay *self)
{
  g_free (self->zone);
  g_free (self->day);
  g_free (self->today);
  g_clear_pointer (&self->dealer, sf_record_unref);
  g_clear_pointer (&self->visits, g_hash_table_unref);
  g_clear_pointer (&self->statuses, g_hash_table_unref);
  g_clear_pointer (&self->outcomes, g_hash_table_unref);
  g_clear_pointer (&self->customers, g_hash_table_unref);
  g_clear_pointer (&self->consultants, g_hash_table_unref);
  g_clear_pointer (&self->models, g_hash_table_unref);
  g_clear_pointer (&self->devices, g_hash_table_unref);
  g_clear_pointer (&self->report, sf_day_report_free);
  g_clear_pointer (&self->by_person, g_ptr_array_unref);
  g_clear_pointer (&self->by_step, g_ptr_array_unref);
  g_free (self);
}

static GPtrArray *
where (SfDb *db, SfKind kind, guint field, const char *value, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .limit = G_MAXINT };
  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = value };
  return sf_table_query (db, &query, error);
}

/* Records by what their field @key holds (their own id when -1); a later one takes the place of an earlier. */
static GHashTable *
index_by (GPtrArray *records, int key)
{
  GHashTable *table = new_table ();
  for (guint i = 0; i < records->len; i++) {
    SfRecord *record = g_ptr_array_index (records, i);
    const char *name = key < 0 ? sf_record_get_id (record) : sf_record_get_text (record, (guint) key);
    if (name)
      g_hash_table_replace (table, g_strdup (name), sf_record_ref (record));
  }
  return table;
}

static GHashTable *
all_of (SfDb *db, SfKind kind, GError **error)
{
  SfQuery query = { .kind = kind, .order = -1, .limit = 100000 };
  g_autoptr (GPtrArray) records = sf_table_query (db, &query, error);
  return records ? index_by (records, -1) : NULL;
}

/* Only the customers whom the day names: a dealership has two hundred thousand. */
static GPtrArray *
customers_of (SfDb *db, GPtrArray *statuses, GPtrArray *outcomes, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < statuses->len + outcomes->len; i++) {
    gboolean is_status = i < statuses->len;
    SfRecord *record = is_status ? g_ptr_array_index (statuses, i) : g_ptr_array_index (outcomes, i - statuses->len);
    const char *id = sf_record_get_text (record, is_status ? SF_VISIT_STATUS_CUSTOMER : SF_OUTCOME_CUSTOMER);
    g_autoptr (GError) local = NULL;
    if (!id || !g_hash_table_add (seen, (gpointer) id))
      continue;
    SfRecord *customer = sf_table_get (db, SF_KIND_CUSTOMER, id, &local);
    if (local) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
    if (customer)
      g_ptr_array_add (found, customer);
  }
  return g_steal_pointer (&found);
}

static SfRecord *
of_visit (GPtrArray *records, guint field, const char *visit)
{
  for (guint i = 0; i < records->len; i++)
    if (g_strcmp0 (sf_record_get_text (records->pdata[i], field), visit) == 0)
      return records->pdata[i];
  return NULL;
}

static void
count_late (SfDay *self, GPtrArray *records, GPtrArray *statuses, GPtrArray *outcomes)
{
  for (guint i = 0; i < records->len; i++) {
    SfRecord *late = records->pdata[i];
    const char *visit = sf_record_get_text (late, SF_VISIT_STEP_VISIT);
    if (!sf_step_is_late (late))
      continue;
    self->late++;
    self->late_now += sf_step_still_late (late, records, of_visit (statuses, SF_VISIT_STATUS_VISIT, visit), of_visit (outcomes, SF_OUTCOME_VISIT, visit));
  }
}

static gboolean
load_steps (SfDay *self, SfDb *db, GPtrArray *visits, GPtrArray *statuses, GPtrArray *outcomes, GError **error)
{
  g_autoptr (GPtrArray) records = where (db, SF_KIND_VISIT_STEP, SF_VISIT_STEP_DAY, self->day, error);
  g_autoptr (GPtrArray) settings = records ? where (db, SF_KIND_SETTING, SF_SETTING_KEY, SF_STEPS_KEY, error) : NULL;
  const char *flow = settings && settings->len ? sf_record_get_text (g_ptr_array_index (settings, 0), SF_SETTING_VALUE) : NULL;

  if (!settings)
    return FALSE;
  self->by_person = sf_steps_report (flow, FALSE, visits, statuses, outcomes, records);
  self->by_step = sf_steps_report (flow, TRUE, visits, statuses, outcomes, records);
  count_late (self, records, statuses, outcomes);
  return TRUE;
}

static gboolean
load_records (SfDay *self, SfDb *db, GError **error)
{
  g_autoptr (GPtrArray) visits = where (db, SF_KIND_VISIT, SF_VISIT_DAY, self->day, error);
  g_autoptr (GPtrArray) statuses = visits ? where (db, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_DAY, self->day, error) : NULL;
  g_autoptr (GPtrArray) outcomes = statuses ? where (db, SF_KIND_OUTCOME, SF_OUTCOME_DAY, self->day, error) : NULL;
  g_autoptr (GPtrArray) customers = outcomes ? customers_of (db, statuses, outcomes, error) : NULL;

  self->consultants = customers ? all_of (db, SF_KIND_CONSULTANT, error) : NULL;
  self->models = self->consultants ? all_of (db, SF_KIND_MODEL, error) : NULL;
  self->devices = self->models ? all_of (db, SF_KIND_DEVICE, error) : NULL;
  if (!self->devices || !load_steps (self, db, visits, statuses, outcomes, error))
    return FALSE;
  self->visits = index_by (visits, -1);
  self->statuses = index_by (statuses, SF_VISIT_STATUS_VISIT);
  self->outcomes = index_by (outcomes, SF_OUTCOME_VISIT);
  self->customers = index_by (customers, -1);
  self->report = sf_day_report (self->day, self->now, visits, statuses, outcomes, customers);
  return TRUE;
}

static gboolean
is_day (const char *text)
{
  guint y, m, d;
  char rest;
  return text && strlen (text) == 10 && sscanf (text, "%4u-%2u-%2u%c", &y, &m, &d, &rest) == 3 && y >= 2000 && y < 2200 && g_date_valid_dmy (d, m, y);
}

SfDay *
sf_day_load (SfServerStore *store, SfClock *clock, const char *day, SfLang lang, GError **error)
{
  SfDb *db = sf_server_store_get_db (store);
  g_autofree char *dealer_id = sf_uuid_derive (sf_server_store_get_server_id (store), "dealer", 0);
  g_autoptr (SfDay) self = g_new0 (SfDay, 1);
  g_autoptr (GError) local = NULL;
  int minute;

  self->lang = lang;
  self->now = sf_clock_wall_ms (clock);
  self->dealer = sf_table_get (db, SF_KIND_DEALER, dealer_id, &local);
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  self->zone = g_strdup (self->dealer ? sf_record_get_text (self->dealer, SF_DEALER_ZONE) : "Asia/Shanghai");
  self->today = sf_day_of (self->now, self->zone, &minute);
  self->day = g_strdup (is_day (day) ? day : self->today);
  return load_records (self, db, error) ? g_steal_pointer (&self) : NULL;
}

SfFigureId
sf_figure_find (const char *name)
{
  SfFigureId figure = 0;
  while (name && figure < SF_N_FIGURES && strcmp (sf_figure_name (figure), name) != 0)
    figure++;
  return name ? figure : SF_N_FIGURES;
}

/* How dates are written; the forms of experience.md 3.4. */
char *
sf_day_title (const char *day, SfLang lang)
{
  static const char *const weekdays[SF_N_LANGS][7] = {
    { "周一", "周二", "周三", "周四", "周五", "周六", "周日" }, { "一", "二", "三", "四", "五", "六", "日" },
    { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" } };
  static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" };
  guint y, m, d;
  GDate date;

  if (sscanf (day, "%4u-%2u-%2u", &y, &m, &d) != 3 || !g_date_valid_dmy (d, m, y))
    return g_strdup (day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, d, m, y);
  const char *weekday = weekdays[lang][g_date_get_weekday (&date) - 1];
  if (lang == SF_LANG_EN)
    return g_strdup_printf ("%s %u %s", weekday, d, months[m - 1]);
  return g_strdup_printf (lang == SF_LANG_ZH_TW ? "%u月%u日（%s）" : "%u月%u日 %s", m, d, weekday);
}
