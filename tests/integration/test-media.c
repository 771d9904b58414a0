/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Media on a real device from a real server, over a line that is cut, from a server whose disk lies, over a restart: what is in
 * the cache is whole and is what its name says, and what was paid for once is not fetched again.
 */
#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/sf-device.h"
#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "config.h"
#include "fault-proxy.h"
#include "media/sf-blob-cache.h"
#include "server-process.h"
#include "store/sf-device-sync.h"

#define BIG (2500 * 1024)

typedef struct {
  Server server;
  FaultProxy *proxy;
  char *dir;            /* of the device */
  SfDevice *device;
  char *big;            /* SHA-256 of a large picture */
  GPtrArray *ready;     /* ids told by "media-ready" */
} Fixture;

static gboolean
too_late (gpointer what)
{
  g_error ("still waiting for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static gboolean
on_look (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_for(condition) \
  G_STMT_START { \
    guint late = g_timeout_add_seconds (60, too_late, (gpointer) #condition), look = g_timeout_add (20, on_look, NULL); \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (late); \
    g_source_remove (look); \
  } G_STMT_END

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
on_ready (SfDevice *device, const char *id, gpointer data)
{
  g_ptr_array_add (((Fixture *) data)->ready, g_strdup (id));
}

static SfMediaCount
count (Fixture *f)
{
  SfMediaCount now;

  sf_device_get_media (f->device, &now);
  return now;
}

static gboolean
is_complete (Fixture *f, guint but)
{
  const SfMediaCount now = count (f);

  return now.want > 20 && now.have + but == now.want;
}

static void
device_start (Fixture *f)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SfIds) ids = sf_ids_new_system ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  f->device = sf_device_new (f->dir, clock, ids);
  g_signal_connect (f->device, "media-ready", G_CALLBACK (on_ready), f);
  sf_device_start_async (f->device, on_result, &result);
  wait_for (result != NULL);
  g_assert_true (sf_device_start_finish (f->device, result, &error));
  g_assert_no_error (error);
}

static void
device_stop (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_device_stop_async (f->device, on_result, &result);
  wait_for (result != NULL);
  sf_device_stop_finish (f->device, result);
  g_clear_object (&result);
  /* What was under way comes home before anybody looks at the files. */
  wait_for (G_OBJECT (f->device)->ref_count == 1);
  g_clear_object (&f->device);
}

static gboolean
compares (Fixture *f)
{
  g_autofree char *digits = NULL;

  g_object_get (f->device, "compare", &digits, NULL);
  return digits != NULL;
}

static void
device_pair (Fixture *f, const char *role)
{
  g_autofree char *code = server_new_code (&f->server, role);
  g_autofree char *text = g_strdup_printf ("127.0.0.1:%u %s", fault_proxy_port (f->proxy), code);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sf_device_pair_async (f->device, text, on_result, &result);
  wait_for (result != NULL || compares (f));
  if (result == NULL)
    sf_device_pair_confirm (f->device, TRUE);
  wait_for (result != NULL);
  g_assert_true (sf_device_pair_finish (f->device, result, &error));
  g_assert_no_error (error);
}

/* A colleague with a portrait of BIG bytes, which only begins like a picture. */
static char *
add_big (Fixture *f)
{
  g_autofree char *folder = g_dir_make_tmp ("sf-big-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (folder, "staff.csv", NULL), *png = g_build_filename (folder, "big.png", NULL);
  g_autofree char *tool = g_build_filename (SF_BUILD_DIR, "src", "bin", "showfloorctl", NULL);
  g_autofree guint8 *bytes = g_malloc (BIG);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;
  guint8 hash[SF_HASH_LEN];

  for (gsize i = 0; i < BIG; i++)
    bytes[i] = (guint8) g_test_rand_int ();
  memcpy (bytes, "\x89PNG\r\n\x1a\n", 8);
  g_assert_true (g_file_set_contents (png, (const char *) bytes, BIG, NULL));
  g_assert_true (g_file_set_contents (csv, "staff_no,name,portrait\n2001,大图,big.png\n", -1, NULL));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, tool, "--data", f->server.dir, "import", "staff", csv, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_remove (png);
  g_remove (csv);
  g_rmdir (folder);
  sf_sha256 (bytes, BIG, hash);
  return sf_hex (hash, sizeof hash);
}

static void
set_up (Fixture *f, gconstpointer role)
{
  memset (f, 0, sizeof *f);
  server_init (&f->server);
  f->big = add_big (f);
  f->proxy = fault_proxy_new (f->server.port);
  f->dir = g_dir_make_tmp ("sf-media-XXXXXX", NULL);
  f->ready = g_ptr_array_new_with_free_func (g_free);
  device_start (f);
}

static int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static void
tear_down (Fixture *f, gconstpointer role)
{
  if (f->device != NULL)
    device_stop (f);
  fault_proxy_free (f->proxy);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  server_clear (&f->server);
  nftw (f->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free (f->dir);
  g_free (f->big);
  g_ptr_array_unref (f->ready);
}

/* Every file of the cache is what its name says; how many there are. The device is stopped. */
static guint
verify_all (Fixture *f)
{
  g_autoptr(SfBlobCache) cache = sf_blob_cache_new (f->dir, NULL);
  g_autofree char *root = g_build_filename (f->dir, "blobs", NULL);
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);
  guint n = 0;

  for (const char *first = g_dir_read_name (dir); first != NULL; first = g_dir_read_name (dir)) {
    g_autofree char *folder = g_build_filename (root, first, NULL);
    g_autoptr(GDir) files = g_dir_open (folder, 0, NULL);

    for (const char *rest = files != NULL ? g_dir_read_name (files) : NULL; rest != NULL; rest = g_dir_read_name (files), n++) {
      g_autofree char *sha256 = g_strconcat (first, rest, NULL);

      g_assert_true (sf_blob_cache_verify (cache, sha256));
    }
  }
  return n;
}

static char *
part_path (Fixture *f)
{
  return g_strdup_printf ("%s/blobs/%s.part", f->dir, f->big);
}

static gint64
part_size (Fixture *f)
{
  g_autofree char *path = part_path (f);
  GStatBuf st;

  return g_stat (path, &st) == 0 ? st.st_size : 0;
}

static gboolean
has_big (Fixture *f)
{
  g_autofree char *path = g_strdup_printf ("%s/blobs/%.2s/%s", f->dir, f->big, f->big + 2);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* --- tests ---------------------------------------------------------------------------------------------------------- */

static gpointer
do_find (gpointer store, gpointer data, GError **error)
{
  return sf_table_get (sf_device_store_get_db (store), SF_KIND_MEDIA, data, error);
}

static SfRecord *
media_of (Fixture *f, const char *id)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_device_run_async (f->device, do_find, (gpointer) id, NULL, NULL, on_result, &result);
  wait_for (result != NULL);
  return sf_device_run_finish (f->device, result, NULL);
}

/* Everything that a tablet needs comes, variants too; cards of cars before frames of turns; again after a restart nothing comes. */
static void
test_all (Fixture *f, gconstpointer role)
{
  guint turns = 0, first_turn = G_MAXUINT, last_card = 0, files;

  device_pair (f, "tablet");
  wait_for (is_complete (f, 0));
  g_assert_cmpint (count (f).have_bytes, ==, count (f).want_bytes);
  for (guint i = 0; i < f->ready->len; i++) {
    g_autoptr(SfRecord) media = media_of (f, f->ready->pdata[i]);
    g_autofree char *mask = sf_device_media_variant (f->device, f->ready->pdata[i], "mask");
    const char *mime = sf_record_get_text (media, SF_MEDIA_MIME);

    if (mask != NULL) {
      first_turn = MIN (first_turn, i);
      turns++;
    } else if (g_strcmp0 (mime, "image/png") == 0 && sf_record_get_int (media, SF_MEDIA_WIDTH) == 1120) {
      last_card = i;
    }
  }
  g_assert_cmpuint (turns, >=, 12);
  g_assert_cmpuint (last_card, >, 0);
  device_stop (f);
  files = verify_all (f);
  g_assert_cmpuint (files, >=, f->ready->len / 2);
  fault_proxy_set (f->proxy, FAULT_REFUSE, 0);
  g_ptr_array_set_size (f->ready, 0);
  device_start (f);
  wait_for (is_complete (f, 0));        /* without a server */
  g_assert_cmpuint (f->ready->len, >, 20);
}

/* No connection lives long enough for the large picture: it comes in pieces. */
static void
test_cut (Fixture *f, gconstpointer role)
{
  device_pair (f, "kiosk");
  fault_proxy_set (f->proxy, FAULT_CUT_DOWN, BIG / 3);
  fault_proxy_cut (f->proxy);
  wait_for (has_big (f) && is_complete (f, 0));
  g_assert_cmpuint (fault_proxy_count (f->proxy), >, 4);
  device_stop (f);
  verify_all (f);
}

/* Stopped in the middle of the large picture: the next start goes on there. */
static void
test_restart (Fixture *f, gconstpointer role)
{
  gint64 had, part;

  fault_proxy_set_delay (f->proxy, 2);
  device_pair (f, "kiosk");
  wait_for (part_size (f) > 3 * 64 * 1024);
  device_stop (f);
  part = part_size (f);
  g_assert_cmpint (part, >, 3 * 64 * 1024);
  g_assert_false (has_big (f));
  fault_proxy_set_delay (f->proxy, 0);
  device_start (f);
  wait_for (count (f).want > 20 && count (f).have_bytes > 0);
  had = count (f).have_bytes;
  wait_for (count (f).have_bytes != had);
  g_assert_cmpint (count (f).have_bytes, >=, had + part);      /* the first step adds to what was there */
  wait_for (has_big (f));
  device_stop (f);
  verify_all (f);
}

static char *
server_blob (Fixture *f)
{
  return g_strdup_printf ("%s/blobs/%.2s/%s", f->server.dir, f->big, f->big);
}

/* The server's disk lies: asked three times, then left alone; all else comes. The next start asks again. */
static void
test_lies (Fixture *f, gconstpointer role)
{
  g_autofree char *path = server_blob (f), *good = NULL, *bad = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &good, &n, NULL));
  bad = g_memdup2 (good, n);
  bad[n / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, bad, (gssize) n, NULL));
  device_pair (f, "kiosk");
  wait_for (is_complete (f, 1));
  g_assert_false (has_big (f));
  device_stop (f);
  verify_all (f);
  g_assert_true (g_file_set_contents (path, good, (gssize) n, NULL));
  device_start (f);
  wait_for (has_big (f) && is_complete (f, 0));
}

/* A part of another whole is not taken: the server's file is shorter than the record says. */
static void
test_other_size (Fixture *f, gconstpointer role)
{
  g_autofree char *path = server_blob (f), *part = part_path (f), *folder = g_path_get_dirname (part), *good = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &good, &n, NULL));
  g_assert_true (g_file_set_contents (path, good, (gssize) n - 1000, NULL));
  g_assert_true (g_file_set_contents (part, good, 100000, NULL));
  device_pair (f, "kiosk");
  wait_for (is_complete (f, 1));
  g_assert_false (has_big (f));
  device_stop (f);
  /* A whole one again, and a part that is wrong: found out at the end, fetched anew. */
  g_assert_true (g_file_set_contents (path, good, (gssize) n, NULL));
  good[50] ^= 1;
  g_assert_true (g_file_set_contents (part, good, 100000, NULL));
  device_start (f);
  wait_for (has_big (f) && is_complete (f, 0));
  device_stop (f);
  verify_all (f);
}

#define ADD(name) g_test_add ("/device-media/" #name, Fixture, NULL, set_up, test_##name, tear_down)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sf_log_setup ("none", SF_LOG_ERROR);
  ADD (all);
  ADD (cut);
  ADD (restart);
  ADD (lies);
  ADD (other_size);
  return g_test_run ();
}
