/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A world in which nothing is left to chance. */
#include "sim.h"

#include <string.h>

/* Through the feed like everything, but no device tells it again after a restore. */
static void
rename_device (Sim *sim, guint slot, const char *name)
{
  g_autoptr(SfRecord) known = sf_table_get (sf_server_store_get_db (sim->store), SF_KIND_DEVICE, sim->devices[slot].id, NULL);
  g_autoptr(SfRecord) next = sf_record_copy (known);
  g_autoptr(GError) error = NULL;

  sf_record_set_text (next, SF_DEVICE_NAME, name);
  g_assert_true (sf_ingest_put (sim->ingest, next, &error) || error != NULL);
  g_assert_no_error (error);
  sim_advance (sim, 5000);
}

/* Up to and with one page of one row of that bucket; then the line is cut. */
static void
read_one_row (SimDevice *device, const char *bucket)
{
  g_autofree char *name = g_strdup_printf ("\"bucket\":\"%s\"", bucket);
  SfSyncRequest request = { 0 };
  gint64 not_before;
  gboolean done = FALSE;

  device->sim->page_rows = 1;
  sf_sync_core_hurry (device->core);
  while (!done)
    {
      g_assert_true (sf_sync_core_next (device->core, &request, &not_before));
      done = request.step == SF_SYNC_PULL && strstr (request.body, name) != NULL;
      sim_carry (device, &request);
      sf_sync_request_clear (&request);
    }
  device->sim->page_rows = 0;
}

/*
 * A2 (sync.md, finding 6). Two rows change, a backup is made, the first of them changes again; a tablet has read one row of that, the
 * second, when the server is restored. In the restored history the first row stands where the tablet has been already: a token that
 * names only its own place never brings it, one that names the head it was read under is known to be of another history.
 */
void
sim_play_moved_past (guint ablations, SimResult *result)
{
  Sim *sim = sim_new ();
  SimDevice *tablet = &sim->devices[SIM_KIOSKS];

  sim_begin (sim, 1, ablations, FALSE, FALSE);
  for (guint slot = 0; slot < SIM_DEVICES; slot++)
    sim->devices[slot].in = slot == tablet->slot;
  /* From here on its tokens are those of the rule that is played. */
  rename_device (sim, 2, "before");
  g_assert_true (sim_sync (tablet, 100, TRUE));
  rename_device (sim, 0, "first");
  rename_device (sim, 1, "second");
  sim_backup (sim);
  rename_device (sim, 0, "third");
  read_one_row (tablet, "crm");
  sim_restore_newest (sim);
  sim_settle (sim);
  sim_check_replica (tablet);
  result->wrong = sim->violation != NULL;
  g_strlcpy (result->violation, sim->violation != NULL ? sim->violation : "", sizeof result->violation);
  sim_free (sim);
}
