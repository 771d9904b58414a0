/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do at a kiosk and with a tablet, and what a screen notes of itself. */
#include "sim.h"

#include <string.h>

static void
commit (SimDevice *device, GPtrArray *mutations)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_device_store_commit (device->store, mutations, NULL, &error) || error != NULL);
  g_assert_no_error (error);
  g_ptr_array_unref (mutations);
  sf_sync_core_wake (device->core);
}

static GPtrArray *
batch (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
}

static void
add (GPtrArray *mutations, const char *verb, SfRecord *data, const char *by)
{
  g_ptr_array_add (mutations, sf_mutation_new (verb, data, by));
  sf_record_unref (data);
}

static void
do_one (SimDevice *device, const char *verb, SfRecord *data, const char *by)
{
  GPtrArray *mutations = batch ();

  sim_say (device->sim, "device %u: %s.%s %s", device->slot, sf_kind_info (sf_record_get_kind (data))->name, verb, sf_record_get_id (data));
  add (mutations, verb, data, by);
  commit (device, mutations);
}

static SimFact *
note_fact (SimDevice *device, SfKind kind, const char *id)
{
  SimFact *fact = g_new0 (SimFact, 1);

  fact->id = g_strdup (id);
  fact->kind = kind;
  fact->slot = device->slot;
  fact->excused = device->revoked;
  g_ptr_array_add (device->sim->facts, fact);
  g_hash_table_insert (device->sim->by_id, fact->id, fact);
  device->sim->stats.facts++;
  return fact;
}

/* A value that nobody has given before. (transfer full) */
static char *
note_edit (SimDevice *device, const char *id, int field)
{
  Sim *sim = device->sim;
  SimEdit *edit = g_new0 (SimEdit, 1);

  edit->id = g_strdup (id);
  edit->field = field;
  edit->value = g_strdup_printf ("N%u.", sim->edits->len);
  edit->slot = device->slot;
  edit->at = sim->now;
  edit->excused = device->revoked;
  g_ptr_array_add (sim->edits, edit);
  sim->stats.edits++;
  return g_strdup (edit->value);
}

static char *
new_id (SimDevice *device)
{
  return sf_ids_new_uuid (device->sim->ids, device->clock);
}

/* Any record of a kind on the device's screen that fits, or NULL. */
static SfRecord *
any_shown (SimDevice *device, SfKind kind, int field, const char *value)
{
  SfQuery query = { .kind = kind, .order = -1, .descending = TRUE, .limit = 8 };
  g_autoptr(GPtrArray) found = NULL;

  if (field >= 0)
    {
      query.n_conds = 1;
      query.conds[0] = (SfCond) { .field = (guint) field, .op = SF_OP_EQ, .s = value };
    }
  found = sf_table_query (sf_device_store_get_db (device->store), &query, NULL);
  g_assert_nonnull (found);
  return found->len > 0 ? sf_record_ref (found->pdata[sim_pick (device->sim, found->len)]) : NULL;
}

static const char *
any_consultant (Sim *sim)
{
  return sim->staff[sim_pick (sim, SIM_STAFF)];
}

static void
add_consent (SimDevice *device, GPtrArray *mutations, SfRecord *visit)
{
  static const char *const purposes[] = { "visit", NULL };
  Sim *sim = device->sim;
  g_autofree char *id = new_id (device), *phone = g_strdup_printf ("+86138000000%02u", sim_pick (sim, 6));
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (consent, SF_CONSENT_VISIT, sf_record_get_id (visit));
  sf_record_set_text (consent, SF_CONSENT_NOTICE, sim->notice);
  sf_record_set_text (consent, SF_CONSENT_SHA256, sim->notice_hash);
  sf_record_set_text (consent, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (consent, SF_CONSENT_AT, MAX (0, sf_clock_wall_ms (device->clock)));
  sf_record_set_text (visit, SF_VISIT_CONSENT, id);
  sf_record_set_text (visit, SF_VISIT_PHONE, phone);
  note_fact (device, SF_KIND_CONSENT, id);
  add (mutations, "create", consent, NULL);
}

static SfRecord *
new_visit (SimDevice *device)
{
  static const char *const purposes[] = { "see", "see", "drive", "service", "browse", "help" };
  g_autofree char *id = new_id (device), *number = g_strdup_printf ("A%02u", ++device->number % 100), *day = NULL;
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);
  gint64 at = sf_device_store_server_now (device->store);

  day = sf_day_of (at, SIM_ZONE, NULL);
  sf_record_set_text (visit, SF_VISIT_NUMBER, number);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, purposes[sim_pick (device->sim, G_N_ELEMENTS (purposes))]);
  sf_record_set_text (visit, SF_VISIT_BEFORE, "unknown");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, MAX (0, at));
  sf_record_set_text (visit, SF_VISIT_DAY, day);
  sf_record_set_text (visit, SF_VISIT_DEVICE, device->id);
  sf_record_set_text (visit, SF_VISIT_SURNAME, "X");
  note_fact (device, SF_KIND_VISIT, id);
  return visit;
}

void
sim_check_in (SimDevice *device)
{
  Sim *sim = device->sim;
  GPtrArray *mutations = batch ();
  SfRecord *visit = new_visit (device);
  gboolean phone = sim_chance (sim, 0.5), last = sim_chance (sim, 0.3);

  if (phone)
    add_consent (device, mutations, visit);
  /* Some clients tell the visit first; the order within a commit is nobody's promise. */
  g_ptr_array_insert (mutations, last ? 0 : -1, sf_mutation_new ("create", visit, NULL));
  sim_say (sim, "device %u: visit %s%s", device->slot, sf_record_get_id (visit), phone ? " with a number" : "");
  sf_record_unref (visit);
  commit (device, mutations);
}

/* A code for a guest's own phone. */
static void
give_link (SimDevice *device)
{
  static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  g_autofree char *id = new_id (device);
  SfRecord *link = sf_record_new (SF_KIND_LINK, id);
  char slug[17] = { 0 };

  for (guint i = 0; i < 16; i++)
    slug[i] = letters[sf_ids_u32 (device->sim->ids) % 32];
  sf_record_set_text (link, SF_LINK_SLUG, slug);
  sf_record_set_text (link, SF_LINK_CHANNEL, "ticket");
  sf_record_set_text (link, SF_LINK_DEVICE, device->id);
  sf_record_set_int (link, SF_LINK_AT, MAX (0, sf_clock_wall_ms (device->clock)));
  note_fact (device, SF_KIND_LINK, id);
  do_one (device, "create", link, NULL);
}

/* Some tablets have the next version already; it knows a field that this one has to carry through. */
static void
patch_customer (SimDevice *device)
{
  static const char *const levels[] = { "H", "A", "B", "C" };
  Sim *sim = device->sim;
  g_autoptr(SfRecord) known = any_shown (device, SF_KIND_CUSTOMER, -1, NULL);
  g_autofree char *value = NULL;
  SfRecord *patch;
  double x = g_rand_double (sim->rand);

  if (known == NULL)
    return;
  patch = sf_record_new (SF_KIND_CUSTOMER, sf_record_get_id (known));
  if (x < 0.15)
    sf_record_set_text (patch, SF_CUSTOMER_LEVEL, levels[sim_pick (sim, 4)]);
  else if (x < 0.3)
    {
      g_autofree char *extra = NULL;

      value = note_edit (device, sf_record_get_id (known), SIM_FIELD_NEWER);
      extra = g_strdup_printf ("{\"of_tomorrow\":\"%s\"}", value);
      sf_record_set_extra (patch, extra);
      sim->stats.newer++;
    }
  else
    {
      guint field = x < 0.65 ? SF_CUSTOMER_NAME : SF_CUSTOMER_LAST_NOTE;

      value = note_edit (device, sf_record_get_id (known), (int) field);
      sf_record_set_text (patch, field, value);
    }
  do_one (device, "patch", patch, any_consultant (sim));
}

static void
follow_up (SimDevice *device)
{
  Sim *sim = device->sim;
  g_autoptr(SfRecord) known = sim_chance (sim, 0.5) ? any_shown (device, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_STATE, "open") : NULL;
  g_autoptr(SfRecord) visit = any_shown (device, SF_KIND_VISIT, -1, NULL);
  g_autofree char *id = new_id (device);
  const char *by = any_consultant (sim);
  SfRecord *record = sf_record_new (SF_KIND_FOLLOW_UP, known != NULL ? sf_record_get_id (known) : id);

  if (known != NULL)
    {
      sf_record_set_text (record, SF_FOLLOW_UP_STATE, "done");
      do_one (device, "patch", record, by);
      return;
    }
  sf_record_set_text (record, SF_FOLLOW_UP_CONSULTANT, by);
  sf_record_set_text (record, SF_FOLLOW_UP_DUE, "2026-11-21");
  sf_record_set_text (record, SF_FOLLOW_UP_STATE, "open");
  if (visit != NULL)
    sf_record_set_text (record, SF_FOLLOW_UP_VISIT, sf_record_get_id (visit));
  note_fact (device, SF_KIND_FOLLOW_UP, id);
  do_one (device, "create", record, by);
}

static void
presence (SimDevice *device)
{
  static const char *const values[] = { "free", "free", "serving", "away" };
  g_autoptr(SfRecord) roster = any_shown (device, SF_KIND_ROSTER, -1, NULL);
  SfRecord *patch;

  if (roster == NULL)
    return;
  patch = sf_record_new (SF_KIND_ROSTER, sf_record_get_id (roster));
  sf_record_set_text (patch, SF_ROSTER_PRESENCE, values[sim_pick (device->sim, 4)]);
  do_one (device, "patch", patch, sf_record_get_text (roster, SF_ROSTER_CONSULTANT));
}

static void
answer_offer (SimDevice *device)
{
  static const char *const verbs[] = { "ack", "accept", "accept", "decline" };
  Sim *sim = device->sim;
  g_autoptr(SfRecord) offer = any_shown (device, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_STATE, sim_chance (sim, 0.8) ? "offered" : "acked");
  const char *verb = verbs[sim_pick (sim, 4)], *who;
  SfRecord *patch;

  if (offer == NULL)
    return;
  who = sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT);
  who = who != NULL ? who : sim->staff[SIM_STAFF - 1];
  patch = sf_record_new (SF_KIND_ASSIGNMENT, sf_record_get_id (offer));
  if (strcmp (verb, "accept") == 0)
    sf_record_set_text (patch, SF_ASSIGNMENT_CONSULTANT, who);
  do_one (device, verb, patch, who);
}

static void
finish (SimDevice *device)
{
  Sim *sim = device->sim;
  g_autoptr(SfRecord) status = any_shown (device, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_STATE, "accepted");
  g_autofree char *id = NULL;
  const char *who;
  SfRecord *outcome;

  if (status == NULL)
    return;
  id = new_id (device);
  who = sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT);
  outcome = sf_record_new (SF_KIND_OUTCOME, id);
  sf_record_set_text (outcome, SF_OUTCOME_VISIT, sf_record_get_text (status, SF_VISIT_STATUS_VISIT));
  sf_record_set_text (outcome, SF_OUTCOME_CONSULTANT, who != NULL ? who : sim->staff[0]);
  sf_record_set_text (outcome, SF_OUTCOME_DAY, sf_record_get_text (status, SF_VISIT_STATUS_DAY));
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, "considering");
  sf_record_set_text (outcome, SF_OUTCOME_LEVEL, "A");
  sf_record_set_int (outcome, SF_OUTCOME_AT, MAX (0, sf_clock_wall_ms (device->clock)));
  note_fact (device, SF_KIND_OUTCOME, id);
  do_one (device, "create", outcome, sim->staff[0]);
}

/* Screens: what a tablet puts there, what is on the glass, what was played */

static void
put_on_screen (SimDevice *device)
{
  Sim *sim = device->sim;
  g_autofree char *id = new_id (device);
  SfRecord *push = sf_record_new (SF_KIND_PUSH, id);
  gint64 at = MAX (0, sf_device_store_server_now (device->store));

  sf_record_set_text (push, SF_PUSH_DISPLAY, sim->devices[SIM_SCREEN].id);
  sf_record_set_text (push, SF_PUSH_WHAT, "welcome");
  sf_record_set_text (push, SF_PUSH_NUMBER, "A01");
  sf_record_set_int (push, SF_PUSH_AT, at);
  sf_record_set_int (push, SF_PUSH_FOR_MS, 60000);
  sf_record_set_int (push, SF_PUSH_NOT_AFTER, at + 120000);
  note_fact (device, SF_KIND_PUSH, id);
  do_one (device, "create", push, any_consultant (sim));
}

static void
show (SimDevice *device)
{
  g_autofree char *id = sf_uuid_derive (device->id, "showing", 0);
  g_autoptr(SfRecord) push = any_shown (device, SF_KIND_PUSH, -1, NULL);
  SfRecord *showing = sf_record_new (SF_KIND_SHOWING, id);

  sf_record_set_text (showing, SF_SHOWING_DISPLAY, device->id);
  sf_record_set_text (showing, SF_SHOWING_WHAT, push != NULL ? "push" : "programme");
  if (push != NULL)
    sf_record_set_text (showing, SF_SHOWING_PUSH, sf_record_get_id (push));
  else
    sf_record_set_text (showing, SF_SHOWING_MEDIA, device->sim->media);
  sf_record_set_int (showing, SF_SHOWING_SINCE, MAX (0, sf_device_store_server_now (device->store)));
  do_one (device, "create", showing, NULL);
}

static void
play (SimDevice *device)
{
  Sim *sim = device->sim;
  g_autofree char *id = new_id (device), *day = NULL;
  SfRecord *record = sf_record_new (SF_KIND_PLAY, id);
  gint64 at = MAX (0, sf_device_store_server_now (device->store));
  SfDeviceTime time;

  g_assert_true (sf_device_store_time (device->store, &time, NULL));
  day = sf_day_of (at, SIM_ZONE, NULL);
  sf_record_set_text (record, SF_PLAY_DISPLAY, device->id);
  sf_record_set_text (record, SF_PLAY_ITEM, sim->items[sim_pick (sim, SIM_ITEMS)]);
  sf_record_set_text (record, SF_PLAY_MEDIA, sim->media);
  sf_record_set_text (record, SF_PLAY_DAY, day);
  sf_record_set_int (record, SF_PLAY_AT, at);
  sf_record_set_int (record, SF_PLAY_FOR_MS, 1000 + sim_pick (sim, 9000));
  if (!time.heard)
    sf_record_set_int (record, SF_PLAY_CLOCK, 1);
  note_fact (device, SF_KIND_PLAY, id)->amount = sf_record_get_int (record, SF_PLAY_FOR_MS);
  sim->stats.plays++;
  do_one (device, "create", record, NULL);
}

void
sim_do_something (SimDevice *device)
{
  Sim *sim = device->sim;
  double x = g_rand_double (sim->rand);

  if (device->role == SF_ROLE_K)
    (x < 0.25 ? sim_check_in : give_link) (device);
  else if (device->role == SF_ROLE_D)
    (x < 0.6 ? play : show) (device);
  else if (x < 0.05)
    sim_check_in (device);
  else if (x < 0.48)
    patch_customer (device);
  else if (x < 0.6)
    follow_up (device);
  else if (x < 0.68)
    presence (device);
  else if (x < 0.84)
    answer_offer (device);
  else if (x < 0.92 || !sim->devices[SIM_SCREEN].in)
    finish (device);
  else
    put_on_screen (device);
}
