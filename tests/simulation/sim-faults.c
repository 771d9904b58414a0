/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong, and one step of a world. */
#include "sim.h"

#include <string.h>

#include "base/sf-limits.h"
#include "sf-test-outbox.h"

/* The house, without devices */

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

/* A record changes hands: it leaves one device's bucket and enters another's. */
static void
move_ticket (Sim *sim)
{
  SfQuery query = { .kind = SF_KIND_TICKET, .order = -1 };
  g_autoptr(GPtrArray) all = sf_table_query (sf_server_store_get_db (sim->store), &query, NULL);
  g_autoptr(SfRecord) moved = NULL;
  g_autoptr(GError) error = NULL;

  if (all == NULL || all->len == 0)
    return;
  moved = sf_record_copy (all->pdata[sim_pick (sim, all->len)]);
  sf_record_set_text (moved, SF_TICKET_DEVICE, sim->devices[sim_pick (sim, SIM_DEVICES)].id);
  sim_say (sim, "ticket %s moves to %s", sf_record_get_id (moved), sf_record_get_text (moved, SF_TICKET_DEVICE));
  g_assert_true (sf_ingest_put (sim->ingest, moved, &error));
  g_assert_no_error (error);
  sim->stats.moved++;
}

/* What the house's own tools write (import, pairing, settings): through the feed, and told again by nobody after a restore. */
static void
name_device (Sim *sim, guint slot)
{
  const SimDevice *device = &sim->devices[slot];
  g_autoptr(SfRecord) known = sf_table_get (sf_server_store_get_db (sim->store), SF_KIND_DEVICE, device->id, NULL);
  g_autoptr(SfRecord) next = sf_record_copy (known);
  g_autofree char *name = g_strdup_printf ("name %" G_GINT64_FORMAT " %u", sim->now, sf_ids_u32 (sim->ids));
  g_autoptr(GError) error = NULL;

  sf_record_set_text (next, SF_DEVICE_NAME, name);
  sim_say (sim, "the tool names device %u anew", device->slot);
  g_assert_true (sf_ingest_put (sim->ingest, next, &error) || error != NULL);
  g_assert_no_error (error);
}

/* One of them, or several; careful people save what they have before they correct it. */
static void
write_by_tool (Sim *sim)
{
  guint first = sim_pick (sim, SIM_DEVICES);

  name_device (sim, first);
  if (sim_chance (sim, 0.7))
    return;
  for (guint i = 1; i < SIM_DEVICES; i++)
    name_device (sim, (first + i) % SIM_DEVICES);
  if (sim_chance (sim, 0.5))
    sim_backup (sim);
  name_device (sim, first);
}

/* A consultant's own phone: pages of the server, without a journal. What is done there lives as long as the server's disk. */
static void
act_on_phone (Sim *sim)
{
  static const char *const verbs[] = { "ack", "accept", "decline" };
  SfQuery query = { .kind = SF_KIND_ASSIGNMENT, .n_conds = 1, .order = -1, .descending = TRUE, .limit = 4 };
  g_autoptr(GPtrArray) offers = NULL;
  g_autoptr(SfRecord) data = NULL;
  g_autoptr(SfMutation) mutation = NULL;
  g_autoptr(GError) error = NULL;
  SfPeer peer = { .role = SF_ROLE_P };
  SfPushStatus status;
  const char *code, *who;

  query.conds[0] = (SfCond) { .field = SF_ASSIGNMENT_STATE, .op = SF_OP_EQ, .s = "offered" };
  offers = sf_table_query (sf_server_store_get_db (sim->store), &query, NULL);
  if (offers == NULL || offers->len == 0)
    return;
  data = sf_record_new (SF_KIND_ASSIGNMENT, sf_record_get_id (offers->pdata[sim_pick (sim, offers->len)]));
  who = sf_record_get_text (offers->pdata[0], SF_ASSIGNMENT_CONSULTANT);
  g_strlcpy (peer.person, who != NULL ? who : sim->staff[0], sizeof peer.person);
  mutation = sf_mutation_new (verbs[sim_pick (sim, 3)], data, peer.person);
  sim_say (sim, "a phone: %s %s", mutation->verb, sf_record_get_id (data));
  g_assert_true (sf_ingest_act (sim->ingest, &peer, mutation, &status, &code, &error));
  sim->tick_at = 0;
  g_assert_no_error (error);
  sim_watch_server (sim);
}

/* Devices */

static void
jump_clock (SimDevice *device)
{
  static const gint64 jumps[] = { -500 * 86400, 500 * 86400, 20 * 86400, 3600 };
  gint64 wall = sf_clock_wall_ms (device->clock) + 1000 * jumps[sim_pick (device->sim, G_N_ELEMENTS (jumps))];

  device->sim->stats.clock_jumps++;
  if (sim_chance (device->sim, 0.06))
    {
      sf_clock_fake_reboot (device->clock);
      sim_restart (device);
      device->sim->stats.reboots++;
    }
  sf_clock_fake_set_wall (device->clock, sim_chance (device->sim, 0.2) ? 0 : MAX (0, wall));
}

/* It worked for a while, the server knows; then its disk is what it was, and it goes on with the same numbers. */
static void
roll_back (SimDevice *device)
{
  if (device->image == NULL)
    sim_image (device);
  sim_do_something (device);
  if (device->offline_until <= device->sim->now)
    sim_sync (device, 40, FALSE);
  sim_reimage (device);
  if (sim_chance (device->sim, 0.6))
    sim_do_something (device);
}

/* Both go on, with one name and one journal so far. */
static void
live_twice (SimDevice *device)
{
  SimDevice *twin = sim_clone (device);

  if (twin == NULL)
    return;
  if (sim_chance (device->sim, 0.7))
    sim_do_something (device);
  if (sim_chance (device->sim, 0.7))
    sim_do_something (twin);
}

static void
withdraw (SimDevice *device)
{
  Sim *sim = device->sim;
  guint n = 0;

  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    n += sim->devices[slot].in && !sim->devices[slot].revoked;
  if (device->revoked || n <= 3 || device->slot == 0)
    return;
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    sim->devices[slot].revoked |= sim->devices[slot].in && strcmp (sim->devices[slot].id, device->id) == 0;
  for (guint i = 0; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      if (sim->devices[fact->slot].revoked)
        fact->excused = fact->excused || !sim_is_there (sf_server_store_get_db (sim->store), fact->kind, fact->id);
    }
  for (guint i = 0; i < sim->edits->len; i++)
    ((SimEdit *) sim->edits->pdata[i])->excused |= sim->devices[((SimEdit *) sim->edits->pdata[i])->slot].revoked;
  sim->stats.revoked++;
  sim_say (sim, "device %u is withdrawn", device->slot);
}

/*
 * What no program of this version writes into an outbox: a newer one did, before it was taken back, or memory was bad. A megabyte, which
 * no request can carry, takes as long as a whole world: in one world of eight.
 */
static void
poison (SimDevice *device)
{
  Sim *sim = device->sim;
  g_autofree char *id = sf_ids_new_uuid (sim->ids, device->clock), *filling = NULL, *body = NULL;
  const char *kind = "robot";
  guint which = sim_pick (sim, 5);

  if (which == 0)
    {
      kind = "visit";
      body = g_strdup_printf ("{\"k\":\"visit.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"number\":", id);
    }
  else if (which == 1)
    body = g_strdup_printf ("{\"k\":\"robot.create\",\"id\":\"%s\",\"v\":9,\"d\":{\"legs\":2}}", id);
  else if (which == 2)
    {
      kind = "visit";
      body = g_strdup_printf ("{\"k\":\"visit.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"number\":17}}", id);
    }
  else
    {
      filling = g_strnfill (which == 4 && sim->seed % 8 == 0 ? SF_MAX_BODY : SF_MAX_JSON_STRING + 10, 'x');
      body = g_strdup_printf ("{\"k\":\"robot.create\",\"id\":\"%s\",\"v\":9,\"d\":{\"song\":\"%s\"}}", id, filling);
    }
  sim_say (sim, "device %u: something unreadable (%u) in its outbox", device->slot, which);
  sf_test_outbox_add (device->store, kind, id, body);
  sf_sync_core_wake (device->core);
  sim->stats.poison++;
}

static SimDevice *
any_device (Sim *sim)
{
  SimDevice *device;

  do
    device = &sim->devices[sim_pick (sim, SIM_SLOTS)];
  while (!device->in);
  return device;
}

static SimDevice *
with_image (Sim *sim)
{
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    if (sim->devices[slot].in && sim->devices[slot].image != NULL)
      return &sim->devices[slot];
  return any_device (sim);
}

static void
go_away (SimDevice *device)
{
  Sim *sim = device->sim;
  gint64 hours = sim_chance (sim, 0.5) ? 1 + sim_pick (sim, 4) : 24 * (1 + sim_pick (sim, 5));

  sim->stats.away_days += hours >= 24;
  device->offline_until = sim->now + hours * 3600 * 1000;
}

/* Chances of a step, in thousandths; what is left goes right. */
gboolean
sim_break_something (Sim *sim)
{
  guint x = sim_pick (sim, 1000);
  SimDevice *device = any_device (sim);

  if (x < 14)
    sim_backup (sim);
  else if (x < 39)
    sim_restore (sim);
  else if (x < 47)
    sim_image (device);
  else if (x < 54)
    roll_back (with_image (sim));
  else if (x < 58)
    live_twice (device);
  else if (x < 68)
    sim_power_cut (device);
  else if (x < 70)
    sim_restart (device);
  else if (x < 81)
    jump_clock (device);
  else if (x < 93)
    erase_somebody (sim);
  else if (x < 107)
    go_away (device);
  else if (x < 127)
    sim_deliver_stash (sim);
  else if (x < 130)
    withdraw (device);
  else if (x < 135)
    poison (device);
  else if (x < 141)
    move_ticket (sim);
  else if (x < 144)
    {
      sim->stranger = 1 + sim_pick (sim, 4);
      sim->stats.strangers++;
    }
  else
    return FALSE;
  return TRUE;
}

void
sim_act (Sim *sim)
{
  static const gint64 pauses[] = { 200, 1000, 5000, 5000, 5000, 16000, 16000, 16000, 25000, 25000, 60000, 600000 };
  SimDevice *device = any_device (sim);
  double x = g_rand_double (sim->rand);
  double does = sim->narrow ? 0.66 : 0.75;   /* the rest mostly syncs */

  sim->stats.steps++;
  sim_advance (sim, sim_chance (sim, 0.03) ? (1 + 23 * (gint64) sim_chance (sim, 0.2)) * 3600000 : pauses[sim_pick (sim, G_N_ELEMENTS (pauses))]);
  sim_tick (sim);
  if (sim->faults && sim_break_something (sim))
    return;
  if (x < does)
    sim_do_something (device);
  else if (x < does + 0.02)
    act_on_phone (sim);
  else if (x < does + (sim->narrow ? 0.12 : 0.06))
    write_by_tool (sim);
  else if (device->offline_until <= sim->now)
    sim_sync (device, sim_chance (sim, 0.3) ? 4 : 40, FALSE);
}
