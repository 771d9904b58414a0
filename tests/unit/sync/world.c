/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>

#define START_MS G_GINT64_CONSTANT (1795319000000)

static int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static void
remove_dir (const char *dir)
{
  nftw (dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* --- the server ------------------------------------------------------------------------------------------------------ */

static char *
server_dir (World *world)
{
  return g_build_filename (world->dir, "server", NULL);
}

static void
open_server (World *world)
{
  g_autofree char *dir = server_dir (world);
  g_autoptr(GError) error = NULL;

  world->store = sf_server_store_open (dir, NULL, NULL, world->clock, world->ids, &error);
  g_assert_no_error (error);
  world->ingest = sf_ingest_new (world->store, world->clock, world->ids);
}

static void
close_server (World *world)
{
  g_clear_pointer (&world->ingest, sf_ingest_free);
  g_clear_pointer (&world->store, sf_server_store_close);
}

static void
put_dealer (World *world)
{
  g_autoptr(SfRecord) dealer = sf_record_new (SF_KIND_DEALER, "00000000-0000-7000-8000-0000000000aa");
  g_autoptr(GError) error = NULL;

  sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_ZH_CN, "示范店");
  sf_record_set_text (dealer, SF_DEALER_ZONE, "Asia/Shanghai");
  sf_record_set_text (dealer, SF_DEALER_REGION, "cn");
  g_assert_true (sf_ingest_put (world->ingest, dealer, &error));
  g_assert_no_error (error);
}

World *
world_new (guint64 seed)
{
  World *world = g_new0 (World, 1);
  g_autofree char *dir = NULL;

  world->dir = g_dir_make_tmp ("sf-world-XXXXXX", NULL);
  world->clock = sf_clock_new_fake (START_MS);
  world->ids = sf_ids_new_seeded (seed);
  dir = server_dir (world);
  g_mkdir (dir, 0700);
  open_server (world);
  put_dealer (world);
  return world;
}

void
world_free (World *world)
{
  close_server (world);
  remove_dir (world->dir);
  sf_clock_unref (world->clock);
  sf_ids_unref (world->ids);
  g_free (world->dir);
  g_free (world);
}

void
world_restart_server (World *world)
{
  close_server (world);
  open_server (world);
}

void
world_backup (World *world, const char *name)
{
  g_autofree char *path = g_build_filename (world->dir, name, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_server_store_backup (world->store, path, &error));
  g_assert_no_error (error);
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize len;

  if (!g_file_get_contents (from, &bytes, &len, NULL))
    {
      g_unlink (to);
      return;
    }
  g_assert_true (g_file_set_contents (to, bytes, (gssize) len, NULL));
}

void
world_restore (World *world, const char *name, gboolean told)
{
  g_autofree char *dir = server_dir (world);
  g_autofree char *path = g_build_filename (world->dir, name, NULL);
  g_autofree char *db = g_build_filename (dir, "server.db", NULL);
  g_autofree char *wal = g_strconcat (db, "-wal", NULL);
  g_autofree char *shm = g_strconcat (db, "-shm", NULL);
  g_autoptr(GError) error = NULL;

  close_server (world);
  g_unlink (wal);
  g_unlink (shm);
  copy_file (path, db);
  open_server (world);
  if (told)
    g_assert_true (sf_server_store_new_epoch (world->store, "test", &error));
}

/* --- devices --------------------------------------------------------------------------------------------------------- */

static gboolean
sign_nothing (gconstpointer data, gsize n, guint8 signature[64], gpointer user_data)
{
  memset (signature, 7, 64);
  return TRUE;
}

static void
open_device (WorldDevice *device)
{
  g_autoptr(GError) error = NULL;

  device->store = sf_device_store_open (device->dir, NULL, NULL, device->clock, device->world->ids, &error);
  g_assert_no_error (error);
  device->core = sf_sync_core_new (device->store, device->clock, device->world->ids, sign_nothing, NULL);
}

static void
close_device (WorldDevice *device)
{
  g_clear_pointer (&device->core, sf_sync_core_free);
  g_clear_pointer (&device->store, sf_device_store_close);
}

WorldDevice *
world_device_new (World *world, const char *role, guint n)
{
  WorldDevice *device = g_new0 (WorldDevice, 1);
  g_autofree char *name = g_strdup_printf ("device-%u", n);

  device->world = world;
  device->role = g_strdup (role);
  device->dir = g_build_filename (world->dir, name, NULL);
  device->clock = sf_clock_ref (world->clock);
  g_snprintf (device->id, sizeof device->id, "00000000-0000-7000-8000-%012u", n);
  open_device (device);
  g_assert_true (sf_device_store_set_all (device->store, NULL, "device_id", device->id, "role", role, NULL));
  return device;
}

void
world_device_free (WorldDevice *device)
{
  close_device (device);
  sf_clock_unref (device->clock);
  g_free (device->dir);
  g_free (device->role);
  g_free (device);
}

static void
copy_device (WorldDevice *device, const char *name, gboolean back)
{
  static const char *const files[] = { "device.db", "device.db-wal" };

  close_device (device);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *there = g_strdup_printf ("%s/%s-%s-%s", device->world->dir, device->id, name, files[i]);
      g_autofree char *here = g_build_filename (device->dir, files[i], NULL);

      copy_file (back ? there : here, back ? here : there);
    }
  if (back)
    {
      g_autofree char *shm = g_build_filename (device->dir, "device.db-shm", NULL);

      g_unlink (shm);
    }
  open_device (device);
}

void
world_device_image (WorldDevice *device, const char *name)
{
  copy_device (device, name, FALSE);
}

void
world_device_reimage (WorldDevice *device, const char *name)
{
  copy_device (device, name, TRUE);
}

/* --- what goes between ----------------------------------------------------------------------------------------------- */

static void
answer_session (World *world, const SfSyncRequest *request, char **body)
{
  g_autoptr(SfSessionRequest) asked = sf_session_request_from_json (request->body, strlen (request->body), NULL);
  g_autoptr(SfSessionReply) reply = sf_session_reply_new ();

  g_assert_nonnull (asked);
  reply->server_id = g_strdup (sf_server_store_get_server_id (world->store));
  reply->epoch = g_strdup (sf_server_store_get_epoch (world->store));
  if (asked->has_signature)
    {
      reply->token = g_strdup ("bearer");
      reply->expires_s = 3600;
    }
  else
    reply->nonce = g_strdup ("nonce");
  *body = sf_session_reply_to_json (reply);
}

static guint
answer_hello (World *world, const SfPeer *peer, const SfSyncRequest *request, char **body)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfHello) hello = sf_hello_from_json (request->body, strlen (request->body), &error);
  g_autoptr(SfHelloReply) reply = NULL;
  gboolean fork = FALSE;

  g_assert_no_error (error);
  reply = sf_ingest_hello (world->ingest, peer, hello, &fork, &error);
  g_assert_no_error (error);
  if (fork)
    return 409;
  *body = sf_hello_reply_to_json (reply);
  return 200;
}

static guint
answer_push (World *world, const SfPeer *peer, const SfSyncRequest *request, char **body)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfPush) push = sf_push_from_json (request->body, strlen (request->body), &error);
  g_autoptr(SfPushReply) reply = NULL;
  gboolean fork = FALSE;

  /* As the routes do it. */
  if (push == NULL)
    return g_error_matches (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT) ? 413 : 400;
  g_assert_true (push->items->len == 1 || strlen (request->body) <= SF_MAX_PUSH_BYTES);
  reply = sf_ingest_push (world->ingest, peer, push, &fork, &error);
  g_assert_no_error (error);
  if (fork)
    return 409;
  *body = sf_push_reply_to_json (reply);
  return 200;
}

static void
answer_page (World *world, const SfPeer *peer, const SfSyncRequest *request, char **body)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRowPage) page = NULL;

  if (request->step == SF_SYNC_PULL)
    {
      g_autoptr(SfPull) pull = sf_pull_from_json (request->body, strlen (request->body), &error);

      g_assert_no_error (error);
      page = sf_ingest_pull (world->ingest, peer, pull, &error);
    }
  else
    {
      g_autoptr(SfSnapshot) snapshot = sf_snapshot_from_json (request->body, strlen (request->body), &error);

      g_assert_no_error (error);
      page = sf_ingest_snapshot (world->ingest, peer, snapshot, &error);
    }
  g_assert_no_error (error);
  *body = sf_row_page_to_json (page);
}

guint
world_answer (WorldDevice *device, const SfSyncRequest *request, char **body, gsize *len)
{
  g_auto(SfDeviceIdentity) identity = { 0 };
  SfPeer peer = { .role = sf_role_parse (device->role) };
  guint status = 200;

  g_assert_true (sf_device_sync_identity (device->store, &identity, NULL));
  g_strlcpy (peer.device_id, device->id, sizeof peer.device_id);
  peer.inc = identity.inc;
  *body = NULL;
  if (request->step != SF_SYNC_SESSION)
    g_assert_cmpstr (request->bearer, ==, "bearer");
  if (strlen (request->body) > SF_MAX_BODY)
    status = 413;
  if (status == 413)
    ;
  else if (request->step == SF_SYNC_SESSION)
    answer_session (device->world, request, body);
  else if (request->step == SF_SYNC_HELLO)
    status = answer_hello (device->world, &peer, request, body);
  else if (request->step == SF_SYNC_PUSH)
    status = answer_push (device->world, &peer, request, body);
  else
    answer_page (device->world, &peer, request, body);
  if (*body == NULL)
    *body = g_strdup (status == 409 ? "{\"code\":\"forked\"}" : "{\"code\":\"malformed\"}");
  *len = strlen (*body);
  return status;
}

gboolean
world_sync (WorldDevice *device, guint most)
{
  SfSyncRequest request;
  gint64 not_before;

  sf_sync_core_hurry (device->core);
  for (guint i = 0; i < most; i++)
    {
      g_autofree char *body = NULL;
      guint status;
      gsize len;

      if (!sf_sync_core_next (device->core, &request, &not_before))
        {
          /* A short pause is part of a conversation, a long one its end. */
          if (not_before - sf_clock_boot_ms (device->clock) > 2000)
            return TRUE;
          sf_clock_fake_advance (device->clock, 2000);
          continue;
        }
      device->requests++;
      status = world_answer (device, &request, &body, &len);
      sf_sync_request_clear (&request);
      sf_sync_core_answer (device->core, status, body, len);
    }
  return FALSE;
}

void
world_settle (WorldDevice **devices, guint n)
{
  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < n; i++)
      g_assert_true (world_sync (devices[i], 400));
}

/* --- what people do -------------------------------------------------------------------------------------------------- */

char *
world_check_in (WorldDevice *device, const char *surname)
{
  g_autofree char *id = sf_ids_new_uuid (device->world->ids, device->clock);
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(GError) error = NULL;

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (device->clock));
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
  sf_record_set_text (visit, SF_VISIT_DEVICE, device->id);
  sf_record_set_text (visit, SF_VISIT_SURNAME, surname);
  g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
  sf_record_unref (visit);
  g_assert_true (sf_device_store_commit (device->store, mutations, NULL, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&id);
}

gint64
world_count (SfDb *db, SfKind kind)
{
  SfQuery query = { .kind = kind, .order = -1 };

  return sf_table_count (db, &query, NULL);
}

void
world_assert_equal (WorldDevice *device)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (device->store, NULL);

  g_assert_cmpuint (buckets->len, >, 0);
  for (guint i = 0; i < buckets->len; i++)
    {
      const SfDeviceBucket *bucket = buckets->pdata[i];
      guint8 here[SF_LINK_LEN], there[SF_LINK_LEN];
      gint64 n_here, n_there;

      g_assert_cmpint (bucket->phase, ==, SF_BUCKET_NORMAL);
      g_assert_true (sf_device_store_sum (device->store, bucket->id, &n_here, here, NULL));
      g_assert_true (sf_server_store_sum (device->world->store, bucket->id, &n_there, there, NULL));
      g_assert_cmpint (n_here, ==, n_there);
      g_assert_cmpmem (here, SF_LINK_LEN, there, SF_LINK_LEN);
    }
}
