/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include <sqlite3.h>
#include <string.h>

#include "base/sf-bytes.h"

#define DEVICE_ID "00000000-0000-7000-8000-00000000000%u"
#define OTHER_ID "00000000-0000-7000-8000-0000000%03u%02u"

/* The house, built once; worlds begin in copies of it */

static void
put (Sim *sim, SfRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_ingest_put (sim->ingest, record, &error));
  g_assert_no_error (error);
  sf_record_unref (record);
}

static void
name_id (char out[SF_ID_LEN + 1], guint group, guint n)
{
  g_snprintf (out, SF_ID_LEN + 1, OTHER_ID, group, n);
}

static void
put_staff (Sim *sim, guint n)
{
  static const char *const jobs[SIM_STAFF] = { "sales", "sales", "service", "reception" };
  g_autofree char *roster_id = NULL;
  SfRecord *person, *roster;

  name_id (sim->staff[n], 1, n);
  person = sf_record_new (SF_KIND_CONSULTANT, sim->staff[n]);
  sf_record_set_text (person, SF_CONSULTANT_STAFF_NO, sim->staff[n] + 34);
  sf_record_set_ltext (person, SF_CONSULTANT_NAME, SF_LANG_EN, "Somebody");
  sf_record_set_text (person, SF_CONSULTANT_JOB, jobs[n]);
  sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 1);
  put (sim, person);
  roster_id = sf_uuid_derive (sim->staff[n], "roster", 0);
  roster = sf_record_new (SF_KIND_ROSTER, roster_id);
  sf_record_set_text (roster, SF_ROSTER_CONSULTANT, sim->staff[n]);
  sf_record_set_text (roster, SF_ROSTER_PRESENCE, "free");
  put (sim, roster);
}

static void
put_house (Sim *sim)
{
  SfRecord *dealer, *notice;

  dealer = sf_record_new (SF_KIND_DEALER, "00000000-0000-7000-8000-0000000002ff");
  sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_EN, "House");
  sf_record_set_text (dealer, SF_DEALER_ZONE, SIM_ZONE);
  sf_record_set_text (dealer, SF_DEALER_REGION, "cn");
  put (sim, dealer);
  name_id (sim->notice, 5, 1);
  notice = sf_record_new (SF_KIND_NOTICE, sim->notice);
  sf_record_set_int (notice, SF_NOTICE_VERSION, 1);
  sf_record_set_text (notice, SF_NOTICE_LANG, "zh_CN");
  sf_record_set_text (notice, SF_NOTICE_SHORT, "short");
  sf_record_set_text (notice, SF_NOTICE_FULL, "full");
  {
    guint8 hash[SF_HASH_LEN];
    g_autofree char *hex = NULL;

    sf_sha256 ("short\0full", 10, hash);
    hex = sf_hex (hash, sizeof hash);
    g_strlcpy (sim->notice_hash, hex, sizeof sim->notice_hash);
  }
  sf_record_set_text (notice, SF_NOTICE_SHA256, sim->notice_hash);
  sf_record_set_int (notice, SF_NOTICE_EFFECTIVE, SIM_START_MS - 86400000);
  put (sim, notice);
}

/* Rings that nobody hears would fill the worlds: here they sound for hours. */
static void
put_rings (Sim *sim, const char *first_s, const char *next_s)
{
  g_assert_true (sf_ingest_put_setting (sim->ingest, "ring.first_s", first_s, NULL));
  g_assert_true (sf_ingest_put_setting (sim->ingest, "ring.next_s", next_s, NULL));
}

static void
put_customers (Sim *sim)
{
  for (guint n = 0; n < SIM_CUSTOMERS; n++)
    {
      char id[SF_ID_LEN + 1];
      SfRecord *customer;

      name_id (id, 4, n);
      customer = sf_record_new (SF_KIND_CUSTOMER, id);
      sf_record_set_text (customer, SF_CUSTOMER_SURNAME, "Y");
      put (sim, customer);
    }
}

static void
put_programme (Sim *sim)
{
  char list_id[SF_ID_LEN + 1];
  SfRecord *media, *list;

  name_id (sim->media, 3, 1);
  name_id (list_id, 3, 2);
  media = sf_record_new (SF_KIND_MEDIA, sim->media);
  sf_record_set_text (media, SF_MEDIA_SHA256, sim->notice_hash);
  sf_record_set_int (media, SF_MEDIA_SIZE, 1000);
  sf_record_set_text (media, SF_MEDIA_MIME, "image/png");
  put (sim, media);
  list = sf_record_new (SF_KIND_PLAYLIST, list_id);
  sf_record_set_ltext (list, SF_PLAYLIST_NAME, SF_LANG_EN, "Programme");
  sf_record_set_int (list, SF_PLAYLIST_ACTIVE, 1);
  put (sim, list);
  for (guint n = 0; n < SIM_ITEMS; n++)
    {
      SfRecord *item;

      name_id (sim->items[n], 3, 10 + n);
      item = sf_record_new (SF_KIND_PLAYLIST_ITEM, sim->items[n]);
      sf_record_set_text (item, SF_PLAYLIST_ITEM_PLAYLIST, list_id);
      sf_record_set_int (item, SF_PLAYLIST_ITEM_POSITION, n + 1);
      sf_record_set_text (item, SF_PLAYLIST_ITEM_MEDIA, sim->media);
      put (sim, item);
    }
}

static void
put_device (Sim *sim, SimDevice *device)
{
  SfRecord *record = sf_record_new (SF_KIND_DEVICE, device->id);

  sf_record_set_text (record, SF_DEVICE_SELF, device->id);
  sf_record_set_text (record, SF_DEVICE_NAME, "device");
  sf_record_set_text (record, SF_DEVICE_ROLE, sf_role_name (device->role));
  sf_record_set_text (record, SF_DEVICE_STATE, "active");
  put (sim, record);
}

/*
 * An empty database of ours with small pages: a hundred tables hold a few rows each here, and what is copied, hashed and flushed a
 * hundred times per world are pages. SQLite keeps the size that a file has.
 */
static void
make_small_pages (SfTestDisk *disk, const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sf_test_disk_vfs (disk)), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA page_size=1024; PRAGMA application_id=1397115986; VACUUM", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
add_device (Sim *sim, guint slot)
{
  /* Nothing that was not flushed survives: the worst disk that keeps its word. Half of it: sectors at random. */
  static const SfTestPower power = { .keep = 50, .torn = 10 };
  SimDevice *device = &sim->devices[slot];

  device->sim = sim;
  device->slot = slot;
  device->role = slot < SIM_KIOSKS ? SF_ROLE_K : slot < SIM_SCREEN ? SF_ROLE_T : SF_ROLE_D;
  g_snprintf (device->id, sizeof device->id, DEVICE_ID, slot);
  device->disk = sf_test_disk_new (slot + 1);
  sf_test_disk_set_power (device->disk, &power);
  device->clock = sf_clock_new_fake (SIM_START_MS);
  make_small_pages (device->disk, SIM_DEVICE_DB);
  sim_open_device (device);
  g_assert_true (sf_device_store_set_all (device->store, NULL, "device_id", device->id, "role", sf_role_name (device->role), "inc", "1", NULL));
  put_device (sim, device);
  device->in = TRUE;
}

Sim *
sim_new (void)
{
  Sim *sim = g_new0 (Sim, 1);

  sim->rand = g_rand_new_with_seed (1);
  sim->ids = sf_ids_new_seeded (1);
  sim->clock = sf_clock_new_fake (SIM_START_MS);
  sim->disk = sf_test_disk_new (0);
  sim->facts = g_ptr_array_new_with_free_func (sim_fact_free);
  sim->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  sim->edits = g_ptr_array_new_with_free_func (sim_edit_free);
  sim->stash = g_ptr_array_new_with_free_func (sim_stash_free);
  sim->erased = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sim->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  make_small_pages (sim->disk, SIM_SERVER_DB);
  sim_open_server (sim);
  put_house (sim);
  put_rings (sim, "7200", "3600");
  for (guint n = 0; n < SIM_STAFF; n++)
    put_staff (sim, n);
  put_customers (sim);
  put_programme (sim);
  for (guint slot = 0; slot < SIM_DEVICES; slot++)
    add_device (sim, slot);
  sim_backup (sim);   /* the one "from nothing" */
  for (guint slot = 0; slot < SIM_DEVICES; slot++)
    sim_sync (&sim->devices[slot], 100, TRUE);
  sim_backup (sim);
  return sim;
}

/* A world */

static void
choose_devices (Sim *sim)
{
  gboolean second_tablet = sim_chance (sim, 0.75), second_kiosk = !second_tablet || sim_chance (sim, 0.1);

  for (guint slot = 0; slot < SIM_DEVICES; slot++)
    sim->devices[slot].in = slot != 1 && slot != SIM_SCREEN && slot != SIM_SCREEN - 1;
  sim->devices[1].in = second_kiosk;
  sim->devices[SIM_SCREEN - 1].in = second_tablet;
  sim->devices[SIM_SCREEN].in = sim_chance (sim, 0.2);
}

/* Some believe in another year, some have not heard the time since they started. */
static void
set_clock (SimDevice *device)
{
  static const gint64 skews[] = { 0, 0, -400 * 86400, 30 * 86400, 7200, -7200, -3, 40 };
  Sim *sim = device->sim;
  gint64 skew = 1000 * skews[sim_pick (sim, G_N_ELEMENTS (skews))];

  if (sim_chance (sim, 0.03))
    {
      sf_clock_fake_reboot (device->clock);
      sim_restart (device);
    }
  sf_clock_fake_set_wall (device->clock, SIM_START_MS + skew);
}

void
sim_begin (Sim *sim, guint64 seed, guint ablations, gboolean faults, gboolean verbose)
{
  sim->seed = seed;
  sim->ablations = ablations;
  sim->faults = faults;
  sim->verbose = verbose;
  sim->narrow = seed % 8 == 5;
  g_rand_set_seed (sim->rand, (guint32) seed ^ (guint32) (seed >> 32));
  sf_ids_reseed (sim->ids, seed);
  memset (&sim->stats, 0, sizeof sim->stats);
  g_ptr_array_set_size (sim->stash, 0);
  sim_choose_server (sim);
  /* What was changed while somebody read is what a narrow line is about: rings that end change much. */
  if (sim->narrow)
    put_rings (sim, "900", "600");
  choose_devices (sim);
  for (guint slot = 0; slot < SIM_DEVICES; slot++)
    {
      SimDevice *device = &sim->devices[slot];

      if (!device->in)
        continue;
      sf_sync_core_ablate (device->core, ablations);
      if (faults)
        set_clock (device);
    }
  sim_watch_forget (sim);
}

void
sim_fact_free (gpointer data)
{
  SimFact *fact = data;

  g_free (fact->id);
  g_free (fact);
}

void
sim_edit_free (gpointer data)
{
  SimEdit *edit = data;

  g_free (edit->id);
  g_free (edit->value);
  g_free (edit);
}

void
sim_clear_device (SimDevice *device)
{
  if (device->disk == NULL)
    return;
  sim_close_device (device);
  g_clear_pointer (&device->image, sf_test_image_free);
  sim_let_go (device->disk);
  sf_test_disk_free (device->disk);
  sf_clock_unref (device->clock);
}

void
sim_free (Sim *sim)
{
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    sim_clear_device (&sim->devices[slot]);
  sim_close_server (sim);
  sim_let_go (sim->disk);
  sf_test_disk_free (sim->disk);
  g_ptr_array_unref (sim->facts);
  g_hash_table_unref (sim->by_id);
  g_ptr_array_unref (sim->edits);
  g_ptr_array_unref (sim->stash);
  g_hash_table_unref (sim->erased);
  g_hash_table_unref (sim->states);
  g_rand_free (sim->rand);
  sf_clock_unref (sim->clock);
  sf_ids_unref (sim->ids);
  g_free (sim->violation);
  g_free (sim);
}
