/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include <string.h>

#define ZONE "Asia/Shanghai"

static void
commit (Sim *sim, guint n, GPtrArray *mutations)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_device_store_commit (sim->devices[n].store, mutations, NULL, &error));
  g_assert_no_error (error);
  g_ptr_array_unref (mutations);
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
note_fact (Sim *sim, guint n, SfKind kind, const char *id)
{
  SimFact *fact = g_new0 (SimFact, 1);

  fact->id = g_strdup (id);
  fact->kind = kind;
  fact->device = n;
  g_ptr_array_add (sim->facts, fact);
  sim->stats.facts++;
}

static char *
new_id (Sim *sim, guint n)
{
  return sf_ids_new_uuid (sim->ids, sim->devices[n].clock);
}

/* Any record of a kind on the device's screen that fits, or NULL. */
static SfRecord *
any_shown (Sim *sim, guint n, SfKind kind, int field, const char *value)
{
  SfQuery query = { .kind = kind, .order = -1 };
  g_autoptr(GPtrArray) found = NULL;

  if (field >= 0)
    {
      query.n_conds = 1;
      query.conds[0] = (SfCond) { .field = (guint) field, .op = SF_OP_EQ, .s = value };
    }
  found = sf_table_query (sf_device_store_get_db (sim->devices[n].store), &query, NULL);
  g_assert_nonnull (found);
  return found->len > 0 ? sf_record_ref (found->pdata[sim_pick (sim, found->len)]) : NULL;
}

static const char *
any_consultant (Sim *sim)
{
  return sim->staff[sim_pick (sim, SIM_STAFF)];
}

static void
add_consent (Sim *sim, guint n, GPtrArray *mutations, SfRecord *visit)
{
  static const char *const purposes[] = { "visit", NULL };
  g_autofree char *id = new_id (sim, n), *notice = new_id (sim, n), *phone = g_strdup_printf ("+86138000000%02u", sim_pick (sim, 6));
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (consent, SF_CONSENT_VISIT, sf_record_get_id (visit));
  sf_record_set_text (consent, SF_CONSENT_NOTICE, notice);
  sf_record_set_text (consent, SF_CONSENT_SHA256, "00");
  sf_record_set_text (consent, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (consent, SF_CONSENT_AT, MAX (0, sf_clock_wall_ms (sim->devices[n].clock)));
  sf_record_set_text (visit, SF_VISIT_CONSENT, id);
  sf_record_set_text (visit, SF_VISIT_PHONE, phone);
  note_fact (sim, n, SF_KIND_CONSENT, id);
  add (mutations, "create", consent, NULL);
}

static void
check_in (Sim *sim, guint n)
{
  static const char *const purposes[] = { "see", "see", "drive", "service", "browse", "help" };
  SimDevice *device = &sim->devices[n];
  GPtrArray *mutations = batch ();
  g_autofree char *id = new_id (sim, n), *number = g_strdup_printf ("A%02u", ++device->number % 100), *day = NULL;
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);
  gboolean phone = sim_chance (sim, 0.5), last = sim_chance (sim, 0.3);
  gint64 at = sf_device_store_server_now (device->store);

  day = sf_day_of (at, ZONE, NULL);
  sf_record_set_text (visit, SF_VISIT_NUMBER, number);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, purposes[sim_pick (sim, G_N_ELEMENTS (purposes))]);
  sf_record_set_text (visit, SF_VISIT_BEFORE, "unknown");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, MAX (0, at));
  sf_record_set_text (visit, SF_VISIT_DAY, day);
  sf_record_set_text (visit, SF_VISIT_DEVICE, device->id);
  sf_record_set_text (visit, SF_VISIT_SURNAME, "X");
  note_fact (sim, n, SF_KIND_VISIT, id);
  if (phone && !last)
    add_consent (sim, n, mutations, visit);
  add (mutations, "create", sf_record_ref (visit), NULL);
  /* Some clients tell the visit first; the order within a commit is nobody's promise. */
  if (phone && last)
    {
      g_ptr_array_set_size (mutations, 0);
      add_consent (sim, n, mutations, visit);
      g_ptr_array_insert (mutations, 0, sf_mutation_new ("create", visit, NULL));
    }
  sf_record_unref (visit);
  sim_say (sim, "device %u: visit %s%s", n, id, phone ? " with a number" : "");
  commit (sim, n, mutations);
}

static void
patch_customer (Sim *sim, guint n)
{
  static const char *const levels[] = { "H", "A", "B", "C" };
  g_autoptr(SfRecord) known = any_shown (sim, n, SF_KIND_CUSTOMER, -1, NULL);
  GPtrArray *mutations;
  SfRecord *patch;

  if (known == NULL)
    return;
  patch = sf_record_new (SF_KIND_CUSTOMER, sf_record_get_id (known));
  if (sim_chance (sim, 0.5))
    sf_record_set_text (patch, SF_CUSTOMER_LEVEL, levels[sim_pick (sim, 4)]);
  else
    sf_record_set_text (patch, SF_CUSTOMER_NAME, sim_chance (sim, 0.5) ? "One" : "Two");
  mutations = batch ();
  sim_say (sim, "device %u: patches customer %s", n, sf_record_get_id (known));
  add (mutations, "patch", patch, any_consultant (sim));
  commit (sim, n, mutations);
}

static void
follow_up (Sim *sim, guint n)
{
  g_autoptr(SfRecord) known = sim_chance (sim, 0.5) ? any_shown (sim, n, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_STATE, "open") : NULL;
  g_autoptr(SfRecord) visit = any_shown (sim, n, SF_KIND_VISIT, -1, NULL);
  GPtrArray *mutations = batch ();
  const char *by = any_consultant (sim);
  SfRecord *record;

  if (known != NULL)
    {
      record = sf_record_new (SF_KIND_FOLLOW_UP, sf_record_get_id (known));
      sf_record_set_text (record, SF_FOLLOW_UP_STATE, "done");
    }
  else
    {
      g_autofree char *id = new_id (sim, n);

      record = sf_record_new (SF_KIND_FOLLOW_UP, id);
      sf_record_set_text (record, SF_FOLLOW_UP_CONSULTANT, by);
      sf_record_set_text (record, SF_FOLLOW_UP_DUE, "2026-11-21");
      sf_record_set_text (record, SF_FOLLOW_UP_STATE, "open");
      if (visit != NULL)
        sf_record_set_text (record, SF_FOLLOW_UP_VISIT, sf_record_get_id (visit));
      note_fact (sim, n, SF_KIND_FOLLOW_UP, id);
    }
  sim_say (sim, "device %u: follow-up %s %s", n, known ? "patched" : "made", sf_record_get_id (record));
  add (mutations, known != NULL ? "patch" : "create", record, by);
  commit (sim, n, mutations);
}

static void
presence (Sim *sim, guint n)
{
  static const char *const values[] = { "free", "free", "serving", "away" };
  g_autoptr(SfRecord) roster = any_shown (sim, n, SF_KIND_ROSTER, -1, NULL);
  GPtrArray *mutations = batch ();
  SfRecord *patch;

  if (roster == NULL)
    {
      g_ptr_array_unref (mutations);
      return;
    }
  patch = sf_record_new (SF_KIND_ROSTER, sf_record_get_id (roster));
  sf_record_set_text (patch, SF_ROSTER_PRESENCE, values[sim_pick (sim, 4)]);
  add (mutations, "patch", patch, sf_record_get_text (roster, SF_ROSTER_CONSULTANT));
  commit (sim, n, mutations);
}

static void
answer_offer (Sim *sim, guint n)
{
  static const char *const verbs[] = { "ack", "accept", "accept", "decline" };
  g_autoptr(SfRecord) offer = any_shown (sim, n, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_STATE, sim_chance (sim, 0.8) ? "offered" : "acked");
  const char *verb = verbs[sim_pick (sim, 4)], *who;
  GPtrArray *mutations;
  SfRecord *patch;

  if (offer == NULL)
    return;
  who = sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT);
  who = who != NULL ? who : sim->staff[SIM_STAFF - 1];
  patch = sf_record_new (SF_KIND_ASSIGNMENT, sf_record_get_id (offer));
  if (strcmp (verb, "accept") == 0)
    sf_record_set_text (patch, SF_ASSIGNMENT_CONSULTANT, who);
  mutations = batch ();
  add (mutations, verb, patch, who);
  sim_say (sim, "device %u: %s %s", n, verb, sf_record_get_id (offer));
  commit (sim, n, mutations);
}

static void
finish (Sim *sim, guint n)
{
  g_autoptr(SfRecord) status = any_shown (sim, n, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_STATE, "accepted");
  GPtrArray *mutations;
  g_autofree char *id = NULL;
  SfRecord *outcome;

  if (status == NULL)
    return;
  id = new_id (sim, n);
  outcome = sf_record_new (SF_KIND_OUTCOME, id);
  sf_record_set_text (outcome, SF_OUTCOME_VISIT, sf_record_get_text (status, SF_VISIT_STATUS_VISIT));
  sf_record_set_text (outcome, SF_OUTCOME_CONSULTANT, sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT) ? sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT) : sim->staff[0]);
  sf_record_set_text (outcome, SF_OUTCOME_DAY, sf_record_get_text (status, SF_VISIT_STATUS_DAY));
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, "considering");
  sf_record_set_text (outcome, SF_OUTCOME_LEVEL, "A");
  sf_record_set_int (outcome, SF_OUTCOME_AT, MAX (0, sf_clock_wall_ms (sim->devices[n].clock)));
  note_fact (sim, n, SF_KIND_OUTCOME, id);
  mutations = batch ();
  add (mutations, "create", outcome, sim->staff[0]);
  commit (sim, n, mutations);
}

static void
erase_somebody (Sim *sim)
{
  SfQuery query = { .kind = SF_KIND_CUSTOMER, .order = -1 };
  g_autoptr(GPtrArray) all = sf_table_query (sf_server_store_get_db (sim->store), &query, NULL);
  g_autoptr(GError) error = NULL;
  const char *id;

  if (all == NULL || all->len == 0)
    return;
  id = sf_record_get_id (all->pdata[sim_pick (sim, all->len)]);
  sim_say (sim, "customer %s is erased", id);
  g_assert_true (sf_ingest_erase (sim->ingest, SF_KIND_CUSTOMER, id, &error));
  g_assert_no_error (error);
  g_hash_table_add (sim->erased, g_strdup (id));
  sim->stats.erased++;
}

static void
clock_jump (Sim *sim, guint n)
{
  static const gint64 jumps[] = { 0, -500 * 86400, 20 * 86400, 3600 };
  SfClock *clock = sim->devices[n].clock;
  gint64 wall = MAX (0, sf_clock_wall_ms (clock) + 1000 * jumps[sim_pick (sim, G_N_ELEMENTS (jumps))]);

  if (sim_chance (sim, 0.5))
    {
      sf_clock_fake_reboot (clock);
      sim_restart (sim, n);
      sim->stats.reboots++;
    }
  sf_clock_fake_set_wall (clock, wall);
}

static guint
any_tablet (Sim *sim)
{
  return 2 + sim_pick (sim, sim->n_devices - 2);
}

/* It worked for a while, the server knows; then its disk is what it was, and it goes on with the same numbers. */
static void
roll_back (Sim *sim, guint n)
{
  check_in (sim, n);
  sim_sync (sim, n, 40, FALSE);
  sim_reimage (sim, n);
  if (sim_chance (sim, 0.5))
    check_in (sim, n);
}

/* What breaks. */
static gboolean
break_something (Sim *sim, guint n, double x)
{
  if (x < 0.04)
    sim_backup (sim);
  else if (x < 0.055)
    sim_restore (sim);
  else if (x < 0.085)
    sim_image (sim, n);
  else if (x < 0.105)
    {
      for (guint i = 0; i < sim->n_devices && !sim->devices[n].has_image; i++)
        n = (n + 1) % sim->n_devices;
      if (sim->devices[n].has_image)
        roll_back (sim, n);
    }
  else if (x < 0.12)
    sim_restart (sim, n);
  else if (x < 0.135)
    clock_jump (sim, n);
  else if (x < 0.15)
    erase_somebody (sim);
  else if (x < 0.17)
    sim->devices[n].offline_until = sim->now + (sim_chance (sim, 0.5) ? 3600 * 1000 : 2 * 86400 * 1000);
  else if (x < 0.21)
    sim_deliver_stash (sim);
  else
    return FALSE;
  return TRUE;
}

void
sim_act (Sim *sim)
{
  static const gint64 pauses[] = { 200, 1000, 5000, 16000, 25000, 60000, 600000, 3600000 };
  guint n = sim_pick (sim, sim->n_devices), tablet = any_tablet (sim);
  double x = g_rand_double (sim->rand);
  g_autoptr(GError) error = NULL;

  sim->stats.steps++;
  sim_advance (sim, pauses[sim_pick (sim, G_N_ELEMENTS (pauses))]);
  sf_ingest_tick (sim->ingest, &error);
  g_assert_no_error (error);
  if (sim->faults && break_something (sim, n, g_rand_double (sim->rand)))
    return;
  if (x < 0.22)
    check_in (sim, n);
  else if (x < 0.32)
    patch_customer (sim, tablet);
  else if (x < 0.38)
    follow_up (sim, tablet);
  else if (x < 0.42)
    presence (sim, tablet);
  else if (x < 0.50)
    answer_offer (sim, tablet);
  else if (x < 0.54)
    finish (sim, tablet);
  else if (sim->devices[n].offline_until <= sim->now)
    sim_sync (sim, n, sim_chance (sim, 0.4) ? 4 : 40, FALSE);
  for (guint i = 0; i < sim->n_devices; i++)
    sim_check_own_writes (sim, i);
}
