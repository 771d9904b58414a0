/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-tablet-work"
#include "app/sf-check-in.h"
#include "app/sf-tablet-private.h"
#include "base/sf-log.h"
#include "model/sf-assign.h"
#include "wire/sf-codec.h"

/* --- commands ------------------------------------------------------------------------------------------------------- */

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfTablet) self = data;
  g_autoptr(GError) error = NULL;

  if (!sf_device_commit_finish (SF_DEVICE (source), result, &error))
    sf_log (SF_LOG_WARNING, "tablet.commit", "code", error != NULL ? g_quark_to_string (error->domain) : "none", NULL);
  if (self->device != NULL)
    sf_tablet_queue_update (self);
}

void
sf_tablet_commit (SfTablet *self, GPtrArray *mutations)
{
  sf_device_commit_async (self->device, mutations, on_committed, g_object_ref (self));
}

void
sf_tablet_commit_one (SfTablet *self, const char *verb, SfRecord *record)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);

  g_ptr_array_add (mutations, sf_mutation_new (verb, record, self->signed_in));
  sf_tablet_commit (self, mutations);
}

static void
answer (SfTablet *self, const char *assignment_id, const char *verb, const char *consultant_id)
{
  g_autoptr(SfRecord) record = NULL;
  const char *before = g_hash_table_lookup (self->answered, assignment_id);

  g_return_if_fail (SF_IS_TABLET (self));
  if (sf_tablet_direct_answer (self, assignment_id, verb, consultant_id))
    return;
  /* One answer per offer: an impatient second touch is not a second command. */
  if (before != NULL && (g_str_equal (verb, "ack") || !g_str_equal (before, "ack")))
    return;
  record = sf_record_new (SF_KIND_ASSIGNMENT, assignment_id);
  if (consultant_id != NULL)
    sf_record_set_text (record, SF_ASSIGNMENT_CONSULTANT, consultant_id);
  g_hash_table_insert (self->answered, g_strdup (assignment_id), (gpointer) g_intern_string (verb));
  sf_tablet_commit_one (self, verb, record);
  sf_tablet_queue_update (self);
}

void
sf_tablet_ack (SfTablet *self, const char *assignment_id)
{
  answer (self, assignment_id, "ack", NULL);
}

void
sf_tablet_accept (SfTablet *self, const char *assignment_id)
{
  answer (self, assignment_id, "accept", self->signed_in);
}

void
sf_tablet_decline (SfTablet *self, const char *assignment_id)
{
  answer (self, assignment_id, "decline", NULL);
}

void
sf_tablet_hand (SfTablet *self, const char *assignment_id, const char *consultant_id)
{
  answer (self, assignment_id, "hand", consultant_id);
}

void
sf_tablet_set_presence (SfTablet *self, const char *presence)
{
  SfRecord *roster = self->signed_in != NULL ? sf_floor_roster (self->floor, self->signed_in) : NULL;
  g_autoptr(SfRecord) patch = NULL;

  if (roster == NULL || g_strcmp0 (sf_record_get_text (roster, SF_ROSTER_PRESENCE), presence) == 0)
    return;
  patch = sf_record_new (SF_KIND_ROSTER, sf_record_get_id (roster));
  sf_record_set_text (patch, SF_ROSTER_PRESENCE, presence);
  sf_tablet_commit_one (self, "patch", patch);
}

void
sf_tablet_move_visit (SfTablet *self, const char *visit_id, const char *verb)
{
  SfRecord *status = sf_tablet_status_of (self, visit_id);
  g_autoptr(SfRecord) command = NULL;

  if (status == NULL)
    return;
  command = sf_record_new (SF_KIND_VISIT_STATUS, sf_record_get_id (status));
  sf_tablet_commit_one (self, verb, command);
}

/* --- the rotation --------------------------------------------------------------------------------------------------- */

static gboolean
before_in_rotation (SfFloor *floor, SfRecord *a, SfRecord *b)
{
  SfRecord *ra = sf_floor_roster (floor, sf_record_get_id (a)), *rb = sf_floor_roster (floor, sf_record_get_id (b));
  gint64 ta = ra != NULL ? sf_record_get_int (ra, SF_ROSTER_TURN_AT) : 0, tb = rb != NULL ? sf_record_get_int (rb, SF_ROSTER_TURN_AT) : 0;

  if (ta != tb)
    return ta < tb;
  if (sf_record_get_int (a, SF_CONSULTANT_POSITION) != sf_record_get_int (b, SF_CONSULTANT_POSITION))
    return sf_record_get_int (a, SF_CONSULTANT_POSITION) < sf_record_get_int (b, SF_CONSULTANT_POSITION);
  return strcmp (sf_record_get_id (a), sf_record_get_id (b)) < 0;
}

guint
sf_tablet_turn_of (SfTablet *self, const char *consultant_id)
{
  SfRecord *person = consultant_id != NULL ? sf_floor_consultant (self->floor, consultant_id) : NULL;
  SfLiveQuery *all = sf_floor_get_consultants (self->floor);
  guint place = 1;

  if (person == NULL || !g_str_equal (sf_floor_presence (self->floor, consultant_id), "free"))
    return 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++) {
    SfRecord *other = sf_item_get_record (sf_live_query_peek (all, i));

    if (other == person || g_strcmp0 (sf_record_get_text (other, SF_CONSULTANT_JOB), sf_record_get_text (person, SF_CONSULTANT_JOB)) != 0)
      continue;
    if (g_str_equal (sf_floor_presence (self->floor, sf_record_get_id (other)), "free") && before_in_rotation (self->floor, other, person))
      place++;
  }
  return place;
}

guint
sf_tablet_get_turn (SfTablet *self)
{
  return sf_tablet_turn_of (self, self->signed_in);
}

GPtrArray *
sf_tablet_free_colleagues (SfTablet *self)
{
  GPtrArray *free_ones = g_ptr_array_new ();
  SfLiveQuery *all = sf_floor_get_consultants (self->floor);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++) {
    SfRecord *other = sf_item_get_record (sf_live_query_peek (all, i));

    if (g_strcmp0 (sf_record_get_id (other), self->signed_in) != 0 && g_str_equal (sf_floor_presence (self->floor, sf_record_get_id (other)), "free"))
      g_ptr_array_add (free_ones, other);
  }
  return free_ones;
}

/* --- one guest, two tickets ----------------------------------------------------------------------------------------- */

gboolean
sf_tablet_is_touch (SfTablet *self, const char *visit_id)
{
  SfRecord *status = sf_tablet_status_of (self, visit_id);

  return status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_SAME);
}

char *
sf_tablet_other_numbers (SfTablet *self, const char *visit_id)
{
  SfRecord *status = sf_tablet_status_of (self, visit_id);
  g_auto(GStrv) touches = status != NULL ? sf_record_get_set (status, SF_VISIT_STATUS_TOUCHES) : NULL;
  g_autoptr(GString) numbers = g_string_new (NULL);

  for (guint i = 0; touches != NULL && touches[i] != NULL; i++) {
    SfRecord *touch = sf_tablet_visit (self, touches[i]);

    if (touch != NULL)
      g_string_append_printf (numbers, "%s%s", numbers->len > 0 ? ", " : "", sf_record_get_text (touch, SF_VISIT_NUMBER));
  }
  return numbers->len > 0 ? g_strdup (numbers->str) : NULL;
}

/* --- follow-ups ----------------------------------------------------------------------------------------------------- */

char *
sf_tablet_next_due (SfTablet *self, const char *level, const char *result)
{
  int days = sf_level_days (level != NULL ? level : "B");

  if (g_strcmp0 (result, "lost") == 0)
    return NULL;
  if (g_strcmp0 (result, "no_answer") == 0)
    days = 1;
  else if (g_strcmp0 (result, "ordered") == 0)
    days = sf_level_days ("O");
  return days > 0 ? sf_date_add (self->day, days) : NULL;
}

static SfRecord *
new_follow_up (SfTablet *self, const char *due, const char *level)
{
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  SfRecord *next = sf_record_new (SF_KIND_FOLLOW_UP, id);

  sf_record_set_text (next, SF_FOLLOW_UP_CONSULTANT, self->signed_in);
  sf_record_set_text (next, SF_FOLLOW_UP_DUE, due);
  sf_record_set_text (next, SF_FOLLOW_UP_STATE, "open");
  if (level != NULL)
    sf_record_set_text (next, SF_FOLLOW_UP_LEVEL, level);
  return next;
}

static void
copy_text (SfRecord *from, guint from_field, SfRecord *to, guint to_field)
{
  if (from != NULL && !sf_record_is_null (from, from_field))
    sf_record_set_text (to, to_field, sf_record_get_text (from, from_field));
}

void
sf_tablet_add_follow_up_done (SfTablet *self, GPtrArray *mutations, SfRecord *before, const char *result, const char *next_due)
{
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_FOLLOW_UP, sf_record_get_id (before));

  sf_record_set_text (patch, SF_FOLLOW_UP_STATE, "done");
  sf_record_set_text (patch, SF_FOLLOW_UP_RESULT, result);
  sf_record_set_int (patch, SF_FOLLOW_UP_DONE_AT, sf_clock_wall_ms (sf_device_get_clock (self->device)));
  g_ptr_array_add (mutations, sf_mutation_new ("patch", patch, self->signed_in));
  if (next_due != NULL) {
    g_autoptr(SfRecord) next = new_follow_up (self, next_due, sf_record_get_text (before, SF_FOLLOW_UP_LEVEL));

    copy_text (before, SF_FOLLOW_UP_CUSTOMER, next, SF_FOLLOW_UP_CUSTOMER);
    copy_text (before, SF_FOLLOW_UP_VISIT, next, SF_FOLLOW_UP_VISIT);
    copy_text (before, SF_FOLLOW_UP_NOTE, next, SF_FOLLOW_UP_NOTE);
    g_ptr_array_add (mutations, sf_mutation_new ("create", next, self->signed_in));
  }
}

void
sf_tablet_follow_up_done (SfTablet *self, const char *follow_up_id, const char *result, const char *next_due)
{
  SfItem *item = sf_live_query_find_id (self->due, follow_up_id);
  GPtrArray *mutations;

  if (item == NULL || self->signed_in == NULL)
    return;
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  sf_tablet_add_follow_up_done (self, mutations, sf_item_get_record (item), result, next_due);
  sf_tablet_commit (self, mutations);
}

/* --- 离店登记 -------------------------------------------------------------------------------------------------------- */

static void
on_finished (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfTablet *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!sf_device_commit_finish (SF_DEVICE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  sf_tablet_keep_draft (self, g_task_get_task_data (task), NULL);
  g_task_return_boolean (task, TRUE);
}

static SfRecord *
fill_outcome (SfTablet *self, SfRecord *tapped)
{
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  SfRecord *outcome = sf_record_new (SF_KIND_OUTCOME, id);
  const char *visit_id = sf_record_get_text (tapped, SF_OUTCOME_VISIT);
  SfRecord *visit = sf_tablet_visit (self, visit_id), *status = sf_tablet_status_of (self, visit_id);
  const SfKindInfo *info = sf_kind_info (SF_KIND_OUTCOME);

  for (guint i = 0; i < info->n_fields; i++) {
    if (sf_record_is_null (tapped, i))
      continue;
    if (sf_type_is_int (info->fields[i].type))
      sf_record_set_int (outcome, i, sf_record_get_int (tapped, i));
    else
      sf_record_set_text (outcome, i, sf_record_get_text (tapped, i));
  }
  sf_record_set_text (outcome, SF_OUTCOME_CONSULTANT, self->signed_in);
  sf_record_set_text (outcome, SF_OUTCOME_DAY, visit != NULL ? sf_record_get_text (visit, SF_VISIT_DAY) : self->day);
  sf_record_set_int (outcome, SF_OUTCOME_AT, sf_clock_wall_ms (sf_device_get_clock (self->device)));
  if (sf_record_is_null (outcome, SF_OUTCOME_CUSTOMER))
    copy_text (status, SF_VISIT_STATUS_CUSTOMER, outcome, SF_OUTCOME_CUSTOMER);
  if (g_strcmp0 (sf_record_get_text (outcome, SF_OUTCOME_RESULT), "ordered") == 0)
    sf_record_set_text (outcome, SF_OUTCOME_LEVEL, "O");
  if (sf_record_is_null (outcome, SF_OUTCOME_NEXT_ON)) {
    g_autofree char *next = sf_record_is_null (outcome, SF_OUTCOME_LEVEL)
      ? NULL
      : sf_tablet_next_due (self, sf_record_get_text (outcome, SF_OUTCOME_LEVEL), sf_record_get_text (outcome, SF_OUTCOME_RESULT));

    if (next != NULL)
      sf_record_set_text (outcome, SF_OUTCOME_NEXT_ON, next);
  }
  return outcome;
}

/* A number said during the visit rests on a consent like any other (I20): the colleague has read the notice out. */
static SfRecord *
consent_for (SfTablet *self, SfRecord *outcome)
{
  SfRecord *visit = sf_tablet_visit (self, sf_record_get_text (outcome, SF_OUTCOME_VISIT));
  const char *lang = visit != NULL ? sf_record_get_text (visit, SF_VISIT_LANG) : NULL;
  SfRecord *notice = sf_floor_notice (self->floor, sf_lang_parse (lang, SF_LANG_ZH_CN));
  const char *const purposes[] = { "visit", NULL };
  g_autofree char *id = NULL;
  SfRecord *consent;

  if (visit == NULL || notice == NULL || sf_record_is_null (outcome, SF_OUTCOME_PHONE))
    return NULL;
  id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  consent = sf_check_in_consent (id, visit, notice, purposes, "spoken");
  sf_record_set_int (consent, SF_CONSENT_AT, sf_record_get_int (outcome, SF_OUTCOME_AT));
  return consent;
}

void
sf_tablet_finish_visit_async (SfTablet *self, SfRecord *outcome, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) whole = fill_outcome (self, outcome);
  g_autoptr(SfRecord) consent = consent_for (self, whole);

  g_task_set_source_tag (task, sf_tablet_finish_visit_async);
  g_task_set_task_data (task, g_strdup (sf_record_get_text (whole, SF_OUTCOME_VISIT)), g_free);
  if (consent != NULL)
    g_ptr_array_add (mutations, sf_mutation_new ("create", consent, self->signed_in));
  else
    sf_record_unset (whole, SF_OUTCOME_PHONE);   /* without a notice in force no number is kept */
  g_ptr_array_add (mutations, sf_mutation_new ("create", whole, self->signed_in));
  if (!sf_record_is_null (whole, SF_OUTCOME_NEXT_ON)) {
    g_autoptr(SfRecord) next = new_follow_up (self, sf_record_get_text (whole, SF_OUTCOME_NEXT_ON), sf_record_get_text (whole, SF_OUTCOME_LEVEL));

    copy_text (whole, SF_OUTCOME_CUSTOMER, next, SF_FOLLOW_UP_CUSTOMER);
    copy_text (whole, SF_OUTCOME_VISIT, next, SF_FOLLOW_UP_VISIT);
    copy_text (whole, SF_OUTCOME_NOTE, next, SF_FOLLOW_UP_NOTE);
    g_ptr_array_add (mutations, sf_mutation_new ("create", next, self->signed_in));
  }
  sf_device_commit_async (self->device, mutations, on_finished, task);
}

gboolean
sf_tablet_finish_visit_finish (SfTablet *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- drafts --------------------------------------------------------------------------------------------------------- */

static char *
draft_key (const char *visit_id)
{
  return g_strconcat ("draft.outcome.", visit_id, NULL);
}

void
sf_tablet_keep_draft (SfTablet *self, const char *visit_id, SfRecord *outcome)
{
  g_autofree char *key = draft_key (visit_id);
  g_autofree char *json = outcome != NULL ? sf_codec_record_to_json (outcome) : NULL;

  sf_device_keep (self->device, key, json);
  if (outcome != NULL)
    g_hash_table_add (self->drafts, g_strdup (visit_id));
  else
    g_hash_table_remove (self->drafts, visit_id);
  sf_tablet_queue_update (self);
}

gboolean
sf_tablet_has_draft (SfTablet *self, const char *visit_id)
{
  return g_hash_table_contains (self->drafts, visit_id);
}

static gpointer
do_draft (gpointer store, gpointer data, GError **error)
{
  g_autofree char *key = draft_key (data);
  g_autofree char *json = sf_device_store_get (store, key);

  return json != NULL ? sf_codec_record_from_json (SF_KIND_OUTCOME, data, json, strlen (json), NULL) : NULL;
}

static void
on_draft_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;

  g_task_return_pointer (task, sf_device_run_finish (SF_DEVICE (source), result, NULL), (GDestroyNotify) sf_record_unref);
}

void
sf_tablet_draft_async (SfTablet *self, const char *visit_id, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  sf_device_run_async (self->device, do_draft, g_strdup (visit_id), g_free, (GDestroyNotify) sf_record_unref, on_draft_ready, task);
}

SfRecord *
sf_tablet_draft_finish (SfTablet *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- a visitor by hand ---------------------------------------------------------------------------------------------- */

static void
on_new_visit (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  char *number = sf_check_in_finish (SF_FLOOR (source), result, &error);

  if (number == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, number, g_free);
}

static SfRecord *
spoken_consent (SfTablet *self, SfRecord *visit, const char *typed)
{
  SfRecord *notice = sf_floor_notice (self->floor, sf_lang_parse (sf_record_get_text (visit, SF_VISIT_LANG), SF_LANG_ZH_CN));
  const char *const purposes[] = { "visit", NULL };
  g_autofree char *id = NULL;

  sf_record_unset (visit, SF_VISIT_PHONE);
  if (typed == NULL || notice == NULL || !sf_check_in_set_phone (self->floor, visit, typed))
    return NULL;
  id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  sf_record_set_text (visit, SF_VISIT_CONSENT, id);
  return sf_check_in_consent (id, visit, notice, purposes, "spoken");
}

void
sf_tablet_new_visit_async (SfTablet *self, SfRecord *visit, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  g_autoptr(SfRecord) whole = sf_check_in_visit (self->floor, self->signed_in);
  g_autoptr(SfRecord) consent = NULL;
  const SfKindInfo *info = sf_kind_info (SF_KIND_VISIT);
  const gboolean late = sf_record_get_int (visit, SF_VISIT_LATE) == 1;

  g_task_set_source_tag (task, sf_tablet_new_visit_async);
  for (guint i = 0; i < info->n_fields; i++) {
    /* What is written down afterwards says itself when it was. */
    if (sf_record_is_null (visit, i) || (sf_record_has (whole, i) && !(late && (i == SF_VISIT_AT || i == SF_VISIT_DAY))))
      continue;
    if (sf_type_is_int (info->fields[i].type))
      sf_record_set_int (whole, i, sf_record_get_int (visit, i));
    else
      sf_record_set_text (whole, i, sf_record_get_text (visit, i));
  }
  if (sf_record_is_null (whole, SF_VISIT_BEFORE))
    sf_record_set_text (whole, SF_VISIT_BEFORE, "unknown");
  if (sf_record_is_null (whole, SF_VISIT_LANG))
    sf_record_set_text (whole, SF_VISIT_LANG, sf_lang_code (SF_LANG_ZH_CN));
  consent = spoken_consent (self, whole, sf_record_get_text (visit, SF_VISIT_PHONE));
  sf_check_in_async (self->floor, whole, consent, NULL, self->signed_in, on_new_visit, task);
}

char *
sf_tablet_new_visit_finish (SfTablet *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- search --------------------------------------------------------------------------------------------------------- */

/* Of two records of one person the one that they were joined to, by whichever it was found. */
static gpointer
do_search (gpointer store, gpointer data, GError **error)
{
  SfDb *db = sf_device_store_get_db (store);
  GPtrArray *found = sf_table_search (db, SF_KIND_CUSTOMER, data, 20, error);

  for (guint i = 0; found != NULL && i < found->len; i++) {
    SfRecord *record = found->pdata[i];
    g_autoptr(SfRecord) now = sf_record_is_null (record, SF_CUSTOMER_SAME_AS) ? NULL
                              : sf_table_get (db, SF_KIND_CUSTOMER, sf_record_get_text (record, SF_CUSTOMER_SAME_AS), NULL);
    gboolean twice = now == NULL && !sf_record_is_null (record, SF_CUSTOMER_SAME_AS);

    for (guint k = 0; now != NULL && k < found->len; k++)
      twice = twice || (k != i && g_str_equal (sf_record_get_id (found->pdata[k]), sf_record_get_id (now)));
    if (twice)
      g_ptr_array_remove_index (found, i--);
    else if (now != NULL) {
      sf_record_unref (record);
      found->pdata[i] = g_steal_pointer (&now);
    }
  }
  return found;
}

static void
on_search_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  g_autoptr(GPtrArray) records = sf_device_run_finish (SF_DEVICE (source), result, NULL);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; records != NULL && i < records->len; i++)
    g_ptr_array_add (items, sf_item_new (records->pdata[i], FALSE));
  g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
}

void
sf_tablet_search_async (SfTablet *self, const char *needle, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  sf_device_run_async (self->device, do_search, g_strdup (needle), g_free, (GDestroyNotify) g_ptr_array_unref, on_search_ready, task);
}

GPtrArray *
sf_tablet_search_finish (SfTablet *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
