/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include <glib/gstdio.h>
#include <string.h>

void
sim_say (Sim *sim, const char *format, ...)
{
  va_list args;

  if (!sim->verbose)
    return;
  va_start (args, format);
  g_print ("# %8.1f s  ", (double) sim->now / 1000);
  vprintf (format, args);
  g_print ("\n");
  va_end (args);
}

void
sim_violation (Sim *sim, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (sim->violation == NULL)
    {
      sim->violation = g_strdup_vprintf (format, args);
      sim_say (sim, "VIOLATION %s", sim->violation);
    }
  va_end (args);
}

gboolean
sim_chance (Sim *sim, double p)
{
  return g_rand_double (sim->rand) < p;
}

guint
sim_pick (Sim *sim, guint n)
{
  return (guint) g_rand_int_range (sim->rand, 0, (gint32) n);
}

void
sim_advance (Sim *sim, gint64 ms)
{
  sim->now += ms;
  sf_clock_fake_advance (sim->clock, ms);
  for (guint i = 0; i < sim->n_devices; i++)
    sf_clock_fake_advance (sim->devices[i].clock, ms);
}

/* Disks */

char *
sim_path_of (const char *dir, const char *name)
{
  return g_build_filename (dir, name, NULL);
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize len;

  if (!g_file_get_contents (from, &bytes, &len, NULL))
    g_unlink (to);
  else
    g_assert_true (g_file_set_contents_full (to, bytes, (gssize) len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

void
sim_copy_db (const char *from_dir, const char *from, const char *to_dir, const char *to)
{
  static const char *const ends[] = { "", "-wal" };
  g_autofree char *shm_name = g_strconcat (to, "-shm", NULL), *shm = sim_path_of (to_dir, shm_name);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *a_name = g_strconcat (from, ends[i], NULL), *b_name = g_strconcat (to, ends[i], NULL);
      g_autofree char *a = sim_path_of (from_dir, a_name), *b = sim_path_of (to_dir, b_name);

      copy_file (a, b);
    }
  g_unlink (shm);
}

void
sim_remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = sim_path_of (path, name);

      if (g_file_test (file, G_FILE_TEST_IS_DIR) && !g_file_test (file, G_FILE_TEST_IS_SYMLINK))
        sim_remove_tree (file);
      else
        g_unlink (file);
    }
  g_rmdir (path);
}

char *
sim_new_dir (void)
{
  const char *base = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir ();
  g_autofree char *pattern = sim_path_of (base, "sf-sim-XXXXXX");
  char *dir = g_mkdtemp (g_steal_pointer (&pattern));

  g_assert_nonnull (dir);
  return dir;
}

/* The server */

void
sim_open_server (Sim *sim)
{
  g_autofree char *dir = sim_path_of (sim->dir, "server");
  g_autoptr(GError) error = NULL;

  sim->store = sf_server_store_open (dir, NULL, NULL, sim->clock, sim->ids, &error);
  g_assert_no_error (error);
  sim->ingest = sf_ingest_new (sim->store, sim->clock, sim->ids);
  sf_ingest_ablate (sim->ingest, sim->ablations);
}

void
sim_close_server (Sim *sim)
{
  g_clear_pointer (&sim->ingest, sf_ingest_free);
  g_clear_pointer (&sim->store, sf_server_store_close);
}

void
sim_backup (Sim *sim)
{
  g_autofree char *name = g_strdup_printf ("backup-%u.db", ++sim->n_backups), *path = sim_path_of (sim->dir, name);
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_server_store_backup (sim->store, path, &error));
  g_assert_no_error (error);
  sim->stats.backups++;
  sim_say (sim, "backup %u", sim->n_backups);
}

/* The last backup, always: a device may forget what that one holds. Nobody tells the server; it has to notice by itself. */
void
sim_restore (Sim *sim)
{
  g_autofree char *name = g_strdup_printf ("backup-%u.db", sim->n_backups), *dir = sim_path_of (sim->dir, "server");

  sim_close_server (sim);
  sim_copy_db (sim->dir, name, dir, "server.db");
  sim_open_server (sim);
  sim->stats.restores++;
  sim_say (sim, "server restored from backup %u", sim->n_backups);
}

/* Devices */

static gboolean
sign (gconstpointer data, gsize n, guint8 signature[64], gpointer user_data)
{
  memset (signature, 7, 64);
  return TRUE;
}

void
sim_open_device (Sim *sim, SimDevice *device)
{
  g_autoptr(GError) error = NULL;

  device->store = sf_device_store_open (device->dir, NULL, NULL, device->clock, sim->ids, &error);
  g_assert_no_error (error);
  device->core = sf_sync_core_new (device->store, device->clock, sim->ids, sign, NULL);
  sf_sync_core_ablate (device->core, sim->ablations);
}

void
sim_close_device (SimDevice *device)
{
  g_clear_pointer (&device->core, sf_sync_core_free);
  g_clear_pointer (&device->store, sf_device_store_close);
}

void
sim_restart (Sim *sim, guint n)
{
  sim->stats.restarts++;
  sim_say (sim, "device %u restarts", n);
  sim_close_device (&sim->devices[n]);
  sim_open_device (sim, &sim->devices[n]);
}

void
sim_image (Sim *sim, guint n)
{
  SimDevice *device = &sim->devices[n];

  sim_close_device (device);
  sim_copy_db (device->dir, "device.db", device->dir, "image.db");
  sim_open_device (sim, device);
  device->has_image = TRUE;
  device->image_facts = sim->facts->len;
  sim_say (sim, "device %u: image taken", n);
}

/* Everything this device made since is on its own: perhaps the server has it, perhaps nobody has. */
void
sim_reimage (Sim *sim, guint n)
{
  SimDevice *device = &sim->devices[n];

  sim_close_device (device);
  sim_copy_db (device->dir, "image.db", device->dir, "device.db");
  sim_open_device (sim, device);
  for (guint i = device->image_facts; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      fact->excused = fact->excused || fact->device == n;
    }
  sim->stats.rollbacks++;
  sim_say (sim, "device %u: rolled back to its image", n);
}

/* What goes between */

static guint
answer_session (Sim *sim, const char *body, char **out)
{
  g_autoptr(SfSessionRequest) asked = sf_session_request_from_json (body, strlen (body), NULL);
  g_autoptr(SfSessionReply) reply = sf_session_reply_new ();

  reply->server_id = g_strdup (sf_server_store_get_server_id (sim->store));
  reply->epoch = g_strdup (sf_server_store_get_epoch (sim->store));
  if (asked->has_signature)
    {
      reply->token = g_strdup ("bearer");
      reply->expires_s = 3600;
    }
  else
    reply->nonce = g_strdup ("nonce");
  *out = sf_session_reply_to_json (reply);
  return 200;
}

static guint
answer_hello (Sim *sim, const SfPeer *peer, const char *body, char **out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfHello) hello = sf_hello_from_json (body, strlen (body), &error);
  g_autoptr(SfHelloReply) reply = NULL;
  gboolean fork = FALSE;

  g_assert_no_error (error);
  reply = sf_ingest_hello (sim->ingest, peer, hello, &fork, &error);
  g_assert_no_error (error);
  if (fork)
    return 409;
  for (guint i = 0; i < reply->buckets->len; i++)
    for (guint j = 0; j < hello->buckets->len; j++)
      {
        SfBucketState *ours = reply->buckets->pdata[i], *sent = hello->buckets->pdata[j];

        sim->stats.resyncs += strcmp (ours->bucket, sent->bucket) == 0 && sent->has_token && !ours->ok;
      }
  *out = sf_hello_reply_to_json (reply);
  return 200;
}

static guint
answer_push (Sim *sim, const SfPeer *peer, const char *body, char **out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfPush) push = sf_push_from_json (body, strlen (body), &error);
  g_autoptr(SfPushReply) reply = NULL;
  gboolean fork = FALSE;

  g_assert_no_error (error);
  reply = sf_ingest_push (sim->ingest, peer, push, &fork, &error);
  g_assert_no_error (error);
  if (fork)
    return 409;
  *out = sf_push_reply_to_json (reply);
  return 200;
}

static guint
answer_page (Sim *sim, const SfPeer *peer, SfSyncStep step, const char *body, char **out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRowPage) page = NULL;
  guint limit = 1 + sim_pick (sim, 40);

  if (step == SF_SYNC_PULL)
    {
      g_autoptr(SfPull) pull = sf_pull_from_json (body, strlen (body), &error);

      g_assert_no_error (error);
      pull->limit = limit;
      page = sf_ingest_pull (sim->ingest, peer, pull, &error);
    }
  else
    {
      g_autoptr(SfSnapshot) snapshot = sf_snapshot_from_json (body, strlen (body), &error);

      g_assert_no_error (error);
      snapshot->limit = limit;
      page = sf_ingest_snapshot (sim->ingest, peer, snapshot, &error);
    }
  g_assert_no_error (error);
  *out = sf_row_page_to_json (page);
  return 200;
}

static guint
answer (Sim *sim, guint n, SfSyncStep step, gint64 inc, const char *body, char **out)
{
  SfPeer peer = { .inc = inc, .role = sim->devices[n].role };

  g_strlcpy (peer.device_id, sim->devices[n].id, sizeof peer.device_id);
  *out = NULL;
  if (step == SF_SYNC_SESSION)
    return answer_session (sim, body, out);
  if (step == SF_SYNC_HELLO)
    return answer_hello (sim, &peer, body, out);
  if (step == SF_SYNC_PUSH)
    return answer_push (sim, &peer, body, out);
  return answer_page (sim, &peer, step, body, out);
}

static void
stash (Sim *sim, guint n, const SfSyncRequest *request, gint64 inc)
{
  SimStash *late = g_new0 (SimStash, 1);

  late->device = n;
  late->step = request->step;
  late->inc = inc;
  late->body = g_strdup (request->body);
  g_ptr_array_add (sim->stash, late);
}

void
sim_stash_free (gpointer data)
{
  SimStash *late = data;

  g_free (late->body);
  g_free (late);
}

/* A request of long ago arrives again; its answer goes nowhere. */
void
sim_deliver_stash (Sim *sim)
{
  SimStash *late;
  char *body = NULL;

  if (sim->stash->len == 0)
    return;
  late = g_ptr_array_steal_index (sim->stash, sim_pick (sim, sim->stash->len));
  sim_say (sim, "device %u: an old request (step %d) arrives again", late->device, late->step);
  answer (sim, late->device, late->step, late->inc, late->body, &body);
  sim->stats.delayed++;
  g_free (body);
  sim_stash_free (late);
}

/* One request: lost on the way there, on the way back, or answered; sometimes twice. */
static void
carry (Sim *sim, guint n, SfSyncRequest *request, gboolean quiet)
{
  SimDevice *device = &sim->devices[n];
  g_auto(SfDeviceIdentity) identity = { 0 }, after = { 0 };
  g_autofree char *body = NULL, *again = NULL;
  gboolean faulty = sim->faults && !quiet;
  guint status;

  g_assert_true (sf_device_sync_identity (device->store, &identity, NULL));
  if (faulty && sim_chance (sim, 0.06))
    {
      sim->stats.lost++;
      sf_sync_core_failed (device->core, FALSE);
      return;
    }
  status = answer (sim, n, request->step, identity.inc, request->body, &body);
  if (faulty && sim_chance (sim, 0.08))
    stash (sim, n, request, identity.inc);
  if (faulty && sim_chance (sim, 0.05))
    {
      sim->stats.duplicated++;
      answer (sim, n, request->step, identity.inc, request->body, &again);
    }
  sim_say (sim, "device %u: step %d -> %u", n, request->step, status);
  if (faulty && sim_chance (sim, 0.06))
    {
      sim->stats.lost++;
      if (sim_chance (sim, 0.3))
        sim_restart (sim, n);
      else
        sf_sync_core_failed (device->core, FALSE);
      return;
    }
  sf_sync_core_answer (device->core, status, body != NULL ? body : "{}", body != NULL ? strlen (body) : 2);
  g_assert_true (sf_device_sync_identity (device->store, &after, NULL));
  sim->stats.forks += after.inc != identity.inc;
}

gboolean
sim_sync (Sim *sim, guint n, guint most, gboolean quiet)
{
  SimDevice *device = &sim->devices[n];

  sf_sync_core_hurry (device->core);
  for (guint i = 0; i < most; i++)
    {
      SfSyncRequest request = { 0 };
      gint64 not_before = 0;

      if (!sf_sync_core_next (device->core, &request, &not_before))
        {
          if (!quiet || not_before - sf_clock_boot_ms (device->clock) > 400 * 1000)
            return TRUE;
          if (not_before - sf_clock_boot_ms (device->clock) > 5000)
            return TRUE;
          sim_advance (sim, 1 + MAX (0, not_before - sf_clock_boot_ms (device->clock)));
          continue;
        }
      carry (sim, n, &request, quiet);
      sf_sync_request_clear (&request);
      sim_check_own_writes (sim, n);
    }
  return FALSE;
}
