/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers and devices open, close, lose power, and come back from copies of their disks. */
#include "sim.h"

#include <string.h>

#define WITNESS SIM_SERVER_DIR "/witness"

/* The server */

static void
open_server (Sim *sim)
{
  g_autoptr(GError) error = NULL;

  sim->stats.opened++;
  sim->store = sf_server_store_open (SIM_SERVER_DIR, sf_test_disk_vfs (sim->disk), NULL, sim->clock, sim->ids, &error);
  g_assert_no_error (error);
  sim->ingest = sf_ingest_new (sim->store, sim->clock, sim->ids);
  sim->tick_at = 0;
  sim_choose_server (sim);
}

/* In most worlds the house is a large one: after an erasure its file is written anew at night, not at once. */
void
sim_choose_server (Sim *sim)
{
  sf_ingest_ablate (sim->ingest, sim->ablations);
  sf_server_store_scrub_below (sim->store, sim->seed % 20 == 0 ? G_MAXINT64 : 0);
}

void
sim_open_server (Sim *sim)
{
  static const SfTestPower power = { .keep = 50, .torn = 10 };

  sf_test_disk_set_power (sim->disk, &power);
  open_server (sim);
}

void
sim_close_server (Sim *sim)
{
  g_clear_pointer (&sim->ingest, sf_ingest_free);
  sim_note_statements (sf_server_store_get_db (sim->store), 0);
  g_clear_pointer (&sim->store, sf_server_store_close);
}

static char *
backup_path (guint n)
{
  return g_strdup_printf (SIM_SERVER_DIR "/backup-%u.db", n);
}

/* What the server's own backup does, in a hundredth of the time: a copy of the disk between two transactions is whole. */
static void
copy_disk (Sim *sim, const char *path)
{
  SfDb *db = sf_server_store_get_db (sim->store);
  SfTxn *txn;

  g_assert_true (sf_test_disk_copy (sim->disk, SIM_SERVER_DB, sim->disk, path));
  txn = sf_db_begin (db, NULL);
  g_assert_true (sf_db_exec (db, "UPDATE device SET safe_mid = max(safe_mid, last_mid)", NULL) && sf_txn_commit (txn, NULL));
}

void
sim_backup (Sim *sim)
{
  g_autofree char *path = backup_path (++sim->n_backups);
  g_autoptr(GError) error = NULL;

  if (sim->seed != 0 && sim_chance (sim, 0.02))
    g_assert_true (sf_server_store_backup (sim->store, path, &error));
  else
    copy_disk (sim, path);
  g_assert_no_error (error);
  sim->stats.backups++;
  sim_say (sim, "backup %u", sim->n_backups);
}

static gboolean
somebody_has (Sim *sim, const char *sql, const char *one, const char *two)
{
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    {
      SimDevice *device = &sim->devices[slot];

      if (device->in && !device->revoked && sim_count (sf_device_store_get_db (device->store), sql, one, two) > 0)
        return TRUE;
    }
  return FALSE;
}

/* Requests under way may hold the only copy now; of this slot, or of all. */
static void
mark_news (Sim *sim, const SimDevice *device)
{
  for (guint i = 0; i < sim->stash->len; i++)
    {
      SimStash *late = sim->stash->pdata[i];

      late->news = late->news || device == NULL || late->slot == device->slot;
    }
}

/*
 * A device may overwrite what a verified backup holds. Whoever restores an older one than the newest loses what was made between
 * the two and overwritten since; nothing else.
 */
static void
excuse_overwritten (Sim *sim)
{
  for (guint i = 0; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      if (fact->excused || sim_is_there (sf_server_store_get_db (sim->store), fact->kind, fact->id)
          || somebody_has (sim, "SELECT count(*) FROM outbox WHERE kind = $1 AND id = $2 AND body IS NOT NULL", sf_kind_info (fact->kind)->name, fact->id))
        continue;
      fact->excused = TRUE;
      sim->stats.known_lost++;
    }
  for (guint i = 0; i < sim->edits->len; i++)
    {
      SimEdit *edit = sim->edits->pdata[i];

      edit->excused = edit->excused || !somebody_has (sim, "SELECT count(*) FROM outbox WHERE id = $1 AND instr (body, $2) > 0", edit->id, edit->value);
    }
}

/* A device that was withdrawn brings nothing back. */
static void
excuse_revoked (Sim *sim)
{
  for (guint i = 0; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      if (sim->devices[fact->slot].revoked && !sim_is_there (sf_server_store_get_db (sim->store), fact->kind, fact->id))
        fact->excused = TRUE;
    }
}

/* Backup @n takes the place of the server's database; a person who copies a file takes the witness along, or leaves it. */
static void
put_back (Sim *sim, guint n, gboolean witness)
{
  g_autofree char *path = backup_path (n);

  sim_close_server (sim);
  g_assert_true (sf_test_disk_copy (sim->disk, path, sim->disk, SIM_SERVER_DB));
  if (!witness)
    sf_test_disk_remove (sim->disk, WITNESS);
  open_server (sim);
  sim_watch_forget (sim);
}

void
sim_restore_newest (Sim *sim)
{
  put_back (sim, sim->n_backups, TRUE);
}

/*
 * Mostly the newest backup: that is what it is for. Sometimes an older one, or the house as it was before the first guest. The tool
 * tells everybody by a new epoch; a person who copies the file back tells nobody.
 */
void
sim_restore (Sim *sim)
{
  double x = g_rand_double (sim->rand), y = g_rand_double (sim->rand);
  guint n = x < 0.75 ? sim->n_backups : x < 0.93 ? 1 + sim_pick (sim, sim->n_backups) : 1;
  g_autoptr(GError) error = NULL;

  put_back (sim, n, y >= 0.2);
  if (y > 0.6)
    g_assert_true (sf_server_store_new_epoch (sim->store, "restored", &error));
  if (n < sim->n_backups)
    {
      excuse_overwritten (sim);
      mark_news (sim, NULL);
    }
  excuse_revoked (sim);
  if (sim_chance (sim, 0.7))
    sim->sessions = sim->last_bearer;
  sim->stats.restores++;
  sim->stats.announced += y > 0.6;
  sim->stats.no_witness += y < 0.2;
  sim->stats.old_backups += n < sim->n_backups;
  sim->stats.from_nothing += n == 1;
  sim_say (sim, "server restored from backup %u of %u%s", n, sim->n_backups, y > 0.6 ? ", announced" : y < 0.2 ? ", without its witness" : "");
}

/* Devices */

static gboolean
sign (gconstpointer data, gsize n, guint8 signature[64], gpointer user_data)
{
  memset (signature, 7, 64);
  return TRUE;
}

void
sim_open_device (SimDevice *device)
{
  Sim *sim = device->sim;
  g_autoptr(GError) error = NULL;

  sim->stats.opened++;
  device->store = sf_device_store_open (SIM_DEVICE_DIR, sf_test_disk_vfs (device->disk), NULL, device->clock, sim->ids, &error);
  g_assert_no_error (error);
  if ((sim->ablations & SF_ABLATE_H_UNSYNCED) != 0)
    {
      sf_db_seal (sf_device_store_get_db (device->store), FALSE);
      g_assert_true (sf_db_exec (sf_device_store_get_db (device->store), "PRAGMA synchronous=NORMAL", NULL));
    }
  device->core = sf_sync_core_new (device->store, device->clock, sim->ids, sign, NULL);
  sf_sync_core_ablate (device->core, sim->ablations);
  sf_device_store_set_changed (device->store, sim_watch_device, device);
}

void
sim_close_device (SimDevice *device)
{
  g_clear_pointer (&device->core, sf_sync_core_free);
  if (device->store != NULL)
    sim_note_statements (sf_device_store_get_db (device->store), device->role);
  g_clear_pointer (&device->store, sf_device_store_close);
}

void
sim_restart (SimDevice *device)
{
  device->sim->stats.restarts++;
  sim_say (device->sim, "device %u restarts", device->slot);
  sim_close_device (device);
  sim_open_device (device);
  sim_watch_opened (device);
}

/* Often its clock has no battery. */
void
sim_power_cut (SimDevice *device)
{
  Sim *sim = device->sim;

  sim->stats.power_cuts++;
  sim_say (sim, "device %u: the power is cut", device->slot);
  sf_test_disk_cut (device->disk);
  sim_close_device (device);
  sf_test_disk_boot (device->disk);
  sf_clock_fake_reboot (device->clock);
  if (sim_chance (sim, 0.08))
    sf_clock_fake_set_wall (device->clock, sim_chance (sim, 0.5) ? 0 : MAX (0, sf_clock_wall_ms (device->clock) - (gint64) sim_pick (sim, 500 * 86400) * 1000));
  sim_open_device (device);
  sim_watch_opened (device);
}

void
sim_image (SimDevice *device)
{
  Sim *sim = device->sim;

  g_clear_pointer (&device->image, sf_test_image_free);
  device->image = sf_test_disk_save (device->disk);
  device->image_facts = sim->facts->len;
  device->image_edits = sim->edits->len;
  sim_say (sim, "device %u: image taken", device->slot);
}

/* Everything this device made since is on its own: perhaps the server has it, perhaps nobody has. */
void
sim_reimage (SimDevice *device)
{
  Sim *sim = device->sim;

  sim_close_device (device);
  sf_test_disk_load (device->disk, device->image);
  for (guint i = device->image_facts; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      fact->excused = fact->excused || fact->slot == device->slot;
    }
  for (guint i = device->image_edits; i < sim->edits->len; i++)
    {
      SimEdit *edit = sim->edits->pdata[i];

      edit->excused = edit->excused || edit->slot == device->slot;
    }
  mark_news (sim, device);
  sim->stats.rollbacks++;
  sim_say (sim, "device %u: rolled back to its image", device->slot);
  sim_open_device (device);
  sim_watch_opened (device);
}

SimDevice *
sim_clone (SimDevice *device)
{
  Sim *sim = device->sim;
  g_autoptr(SfTestImage) image = NULL;
  SimDevice *twin = NULL;

  for (guint slot = SIM_DEVICES; twin == NULL && slot < SIM_SLOTS; slot++)
    if (sim->devices[slot].disk == NULL)
      {
        twin = &sim->devices[slot];
        twin->slot = slot;
      }
  if (twin == NULL)
    return NULL;
  twin->sim = sim;
  twin->role = device->role;
  twin->in = TRUE;
  twin->revoked = device->revoked;
  twin->filling = device->filling;
  g_strlcpy (twin->id, device->id, sizeof twin->id);
  twin->disk = sf_test_disk_new (sim->seed + twin->slot);
  sf_test_disk_set_power (twin->disk, &(SfTestPower) { .keep = 50, .torn = 10 });
  twin->clock = sf_clock_new_fake (MAX (0, sf_clock_wall_ms (device->clock)));
  /* Another machine was started meanwhile, too: its boots have other names. */
  for (guint i = 0; i < 50 + twin->slot; i++)
    sf_clock_fake_reboot (twin->clock);
  image = sf_test_disk_save (device->disk);
  sf_test_disk_load (twin->disk, device->image != NULL && sim_chance (sim, 0.5) ? device->image : image);
  /* What waits in its outbox is said by both from now on. */
  for (guint i = 0; i < sim->edits->len; i++)
    if (((SimEdit *) sim->edits->pdata[i])->slot == device->slot)
      ((SimEdit *) sim->edits->pdata[i])->shared = TRUE;
  sim->stats.clones++;
  sim_say (sim, "device %u lives on with a copy of the disk of device %u", twin->slot, device->slot);
  sim_open_device (twin);
  return twin;
}
