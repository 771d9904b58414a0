/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Databases and outboxes that some version of Showfloor wrote are opened, completed and told on by this one (sync.md 1.9). For every
 * schema N: golden/kiosk-N.db.gz and golden/server-N.db.gz of one dealership, with guests that the server has and guests that it has
 * not, and golden/visits-N.txt, their ids. Whoever changes the schema writes the next ones with SF_WRITE_GOLDEN=1 and keeps all before.
 */
#include <gio/gio.h>
#include <string.h>

#include "power.h"

#define FOLDER SF_GOLDEN_DIR
#define DB POWER_DIR "/device.db"
#define SERVER_DB POWER_DIR "/server.db"

static char *
path_of (const char *what, guint n, const char *end)
{
  g_autofree char *name = g_strdup_printf ("%s-%u.%s", what, n, end);

  return g_build_filename (FOLDER, name, NULL);
}

static GBytes *
convert (GConverter *converter, GBytes *from)
{
  g_autoptr(GInputStream) plain = g_memory_input_stream_new_from_bytes (from), stream = g_converter_input_stream_new (plain, converter);
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_assert_cmpint (g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* Writing */

static void
write_db (SfTestDisk *disk, const char *db, const char *what)
{
  g_autofree char *path = path_of (what, SF_SCHEMA, "db.gz");
  g_autoptr(GBytes) bytes = sf_test_disk_get (disk, db);
  g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr(GBytes) packed = convert (G_CONVERTER (gzip), bytes);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (packed, NULL), (gssize) g_bytes_get_size (packed), NULL));
}

static void
pack (SfDb *db)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_db_vacuum (db, &error));
  g_assert_no_error (error);
}

static void
write_golden (void)
{
  Power *power = power_new ();
  g_autofree char *list = path_of ("visits", SF_SCHEMA, "txt");
  g_autoptr(GString) ids = g_string_new (NULL);

  power_be_at (power, 0);
  /* create, enrol, first-sync, check-in, push; then guests that nobody was told of. */
  for (guint i = 0; i < 5; i++)
    power_steps[i].run (power);
  power_steps[3].run (power);
  g_assert_cmpuint (g_hash_table_size (power->saved), ==, 8);
  pack (sf_device_store_get_db (power->kiosk));
  pack (sf_server_store_get_db (power->server));
  power_close (power);
  write_db (power->disks[POWER_KIOSK], DB, "kiosk");
  write_db (power->disks[POWER_SERVER], SERVER_DB, "server");
  for (guint i = 0; i < power->tried->len; i++)
    g_string_append_printf (ids, "%s\n", (char *) power->tried->pdata[i]);
  g_assert_true (g_file_set_contents (list, ids->str, -1, NULL));
  power_free (power);
}

/* Replaying */

static void
load_db (SfTestDisk *disk, const char *db, const char *what, guint n)
{
  g_autofree char *path = path_of (what, n, "db.gz"), *packed = NULL;
  g_autoptr(GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GBytes) from = NULL, bytes = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &packed, &len, NULL));
  from = g_bytes_new (packed, len);
  bytes = convert (G_CONVERTER (gunzip), from);
  sf_test_disk_put (disk, db, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static Power *
load (guint n, gboolean with_server)
{
  Power *power = power_new ();
  g_autofree char *list = path_of ("visits", n, "txt"), *text = NULL;
  g_auto(GStrv) ids = NULL;

  load_db (power->disks[POWER_KIOSK], DB, "kiosk", n);
  if (with_server)
    load_db (power->disks[POWER_SERVER], SERVER_DB, "server", n);
  g_assert_true (g_file_get_contents (list, &text, NULL, NULL));
  ids = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_ptr_array_add (power->tried, g_strdup (ids[i]));
      g_hash_table_add (power->saved, g_strdup (ids[i]));
    }
  g_assert_cmpuint (power->tried->len, ==, 8);
  power_be_at (power, 50);
  return power;
}

/* Opened and completed by this version, everything that was promised is still there and reaches the server. */
static void
test_databases (gconstpointer data)
{
  Power *power = load (GPOINTER_TO_UINT (data), TRUE);

  power->enrolled = power->account = TRUE;
  power_open_both_somehow (power);
  g_assert_cmpstr (power->wrong, ==, NULL);
  power_check (power);
  power_finish (power);
  g_assert_cmpstr (power->wrong, ==, NULL);
  power_free (power);
}

/* The same outbox told to a server of this version that knows nothing of it: all of it is taken, nothing is in quarantine (I18). */
static void
test_outbox (gconstpointer data)
{
  Power *power = load (GPOINTER_TO_UINT (data), FALSE);
  SfStmt *stmt;

  power_open_both_somehow (power);
  g_assert_cmpstr (power->wrong, ==, NULL);
  g_assert_true (sf_device_store_set (power->kiosk, "server_id", sf_server_store_get_server_id (power->server), NULL));
  power_finish (power);
  g_assert_cmpstr (power->wrong, ==, NULL);
  stmt = sf_db_prepare (sf_server_store_get_db (power->server), "SELECT count(*) FROM quarantine", NULL);
  g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
  g_assert_cmpint (sf_stmt_int (stmt, 0), ==, 0);
  power_free (power);
}

int
main (int argc, char **argv)
{
  if (g_getenv ("SF_WRITE_GOLDEN") != NULL)
    write_golden ();
  g_test_init (&argc, &argv, NULL);
  for (guint n = 1; n <= SF_SCHEMA; n++)
    {
      g_autofree char *databases = g_strdup_printf ("/golden/databases/%u", n), *outbox = g_strdup_printf ("/golden/outbox/%u", n);

      g_test_add_data_func (databases, GUINT_TO_POINTER (n), test_databases);
      g_test_add_data_func (outbox, GUINT_TO_POINTER (n), test_outbox);
    }
  return g_test_run ();
}
