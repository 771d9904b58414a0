/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include <glib/gstdio.h>

#define DEVICE_ID "00000000-0000-7000-8000-00000000000%u"

static char *template_dir;

/* Beginnings: built once, copied for every world */

static void
put (Sim *sim, SfRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_ingest_put (sim->ingest, record, &error));
  g_assert_no_error (error);
  sf_record_unref (record);
}

static void
staff_id (guint n, char out[SF_ID_LEN + 1])
{
  g_snprintf (out, SF_ID_LEN + 1, "00000000-0000-7000-8000-0000000001%02u", n);
}

static void
put_staff (Sim *sim, guint n)
{
  static const char *const jobs[SIM_STAFF] = { "sales", "sales", "service", "reception" };
  char id[SF_ID_LEN + 1];
  g_autofree char *roster_id = NULL;
  SfRecord *person, *roster;

  staff_id (n, id);
  person = sf_record_new (SF_KIND_CONSULTANT, id);
  sf_record_set_text (person, SF_CONSULTANT_STAFF_NO, id + 34);
  sf_record_set_ltext (person, SF_CONSULTANT_NAME, SF_LANG_EN, "Somebody");
  sf_record_set_text (person, SF_CONSULTANT_JOB, jobs[n]);
  sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 1);
  put (sim, person);
  roster_id = sf_uuid_derive (id, "roster", 0);
  roster = sf_record_new (SF_KIND_ROSTER, roster_id);
  sf_record_set_text (roster, SF_ROSTER_CONSULTANT, id);
  sf_record_set_text (roster, SF_ROSTER_PRESENCE, "free");
  put (sim, roster);
}

static void
put_device (Sim *sim, guint n)
{
  g_autofree char *id = g_strdup_printf (DEVICE_ID, n);
  SfRecord *device = sf_record_new (SF_KIND_DEVICE, id);

  sf_record_set_text (device, SF_DEVICE_SELF, id);
  sf_record_set_text (device, SF_DEVICE_NAME, "device");
  sf_record_set_text (device, SF_DEVICE_ROLE, n < 2 ? "kiosk" : "tablet");
  sf_record_set_text (device, SF_DEVICE_STATE, "active");
  put (sim, device);
}

static void
make_templates (void)
{
  Sim sim = { .clock = sf_clock_new_fake (SIM_START_MS), .ids = sf_ids_new_seeded (1), .dir = sim_new_dir () };
  g_autofree char *server = sim_path_of (sim.dir, "server");
  SfRecord *dealer = sf_record_new (SF_KIND_DEALER, "00000000-0000-7000-8000-0000000002ff");

  g_mkdir (server, 0700);
  sim_open_server (&sim);
  sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_EN, "House");
  sf_record_set_text (dealer, SF_DEALER_ZONE, "Asia/Shanghai");
  sf_record_set_text (dealer, SF_DEALER_REGION, "cn");
  put (&sim, dealer);
  for (guint i = 0; i < SIM_STAFF; i++)
    put_staff (&sim, i);
  for (guint i = 0; i < SIM_DEVICES; i++)
    put_device (&sim, i);
  sim_close_server (&sim);
  for (guint i = 0; i < SIM_DEVICES; i++)
    {
      g_autofree char *name = g_strdup_printf ("device-%u", i), *dir = sim_path_of (sim.dir, name), *id = g_strdup_printf (DEVICE_ID, i);
      SfDeviceStore *store;

      g_mkdir (dir, 0700);
      store = sf_device_store_open (dir, NULL, NULL, sim.clock, sim.ids, NULL);
      g_assert_true (sf_device_store_set (store, "device_id", id, NULL) && sf_device_store_set (store, "role", i < 2 ? "kiosk" : "tablet", NULL)
                     && sf_device_store_set (store, "inc", "1", NULL));
      sf_device_store_close (store);
    }
  template_dir = sim.dir;
  sf_clock_unref (sim.clock);
  sf_ids_unref (sim.ids);
}

void
sim_remove_templates (void)
{
  if (template_dir != NULL)
    sim_remove_tree (template_dir);
  g_clear_pointer (&template_dir, g_free);
}

static void
fact_free (gpointer data)
{
  SimFact *fact = data;

  g_free (fact->id);
  g_free (fact);
}

static void
start_device (Sim *sim, guint n)
{
  static const gint64 skews[] = { 0, 0, 0, -400 * 86400, 30 * 86400, 7200, -3, 40 };
  SimDevice *device = &sim->devices[n];
  g_autofree char *name = g_strdup_printf ("device-%u", n), *from = sim_path_of (template_dir, name);

  g_snprintf (device->id, sizeof device->id, DEVICE_ID, n);
  device->role = n < 2 ? SF_ROLE_K : SF_ROLE_T;
  device->dir = sim_path_of (sim->dir, name);
  g_mkdir (device->dir, 0700);
  sim_copy_db (from, "device.db", device->dir, "device.db");
  device->clock = sf_clock_new_fake (SIM_START_MS + 1000 * (sim->faults ? skews[sim_pick (sim, G_N_ELEMENTS (skews))] : 0));
  sim_open_device (sim, device);
}

Sim *
sim_new (guint64 seed, guint ablations, gboolean faults, gboolean verbose)
{
  Sim *sim = g_new0 (Sim, 1);
  g_autofree char *server = NULL, *from = NULL;

  if (template_dir == NULL)
    make_templates ();
  sim->seed = seed;
  sim->ablations = ablations;
  sim->faults = faults;
  sim->verbose = verbose;
  sim->rand = g_rand_new_with_seed ((guint32) seed);
  sim->ids = sf_ids_new_seeded (seed);
  sim->clock = sf_clock_new_fake (SIM_START_MS);
  sim->dir = sim_new_dir ();
  sim->facts = g_ptr_array_new_with_free_func (fact_free);
  sim->stash = g_ptr_array_new_with_free_func (sim_stash_free);
  sim->erased = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  server = sim_path_of (sim->dir, "server");
  from = sim_path_of (template_dir, "server");
  g_mkdir (server, 0700);
  sim_copy_db (from, "server.db", server, "server.db");
  sim_open_server (sim);
  for (guint i = 0; i < SIM_STAFF; i++)
    {
      sim->staff[i] = g_malloc0 (SF_ID_LEN + 1);
      staff_id (i, sim->staff[i]);
    }
  sim->n_devices = 3 + sim_pick (sim, SIM_DEVICES - 2);
  for (guint i = 0; i < sim->n_devices; i++)
    start_device (sim, i);
  sim_backup (sim);
  return sim;
}

void
sim_free (Sim *sim)
{
  for (guint i = 0; i < sim->n_devices; i++)
    {
      sim_close_device (&sim->devices[i]);
      g_free (sim->devices[i].dir);
      sf_clock_unref (sim->devices[i].clock);
    }
  sim_close_server (sim);
  sim_remove_tree (sim->dir);
  g_free (sim->dir);
  for (guint i = 0; i < SIM_STAFF; i++)
    g_free (sim->staff[i]);
  g_ptr_array_unref (sim->facts);
  g_ptr_array_unref (sim->stash);
  g_hash_table_unref (sim->erased);
  g_rand_free (sim->rand);
  sf_clock_unref (sim->clock);
  sf_ids_unref (sim->ids);
  g_free (sim->violation);
  g_free (sim);
}
