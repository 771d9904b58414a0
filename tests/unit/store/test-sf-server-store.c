/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "store/sf-db-private.h"
#include "store/sf-server-store.h"

#define NOW G_GINT64_CONSTANT (1795140000000)
#define DEV_A "00000000-0000-7000-8000-00000000000a"
#define DEV_B "00000000-0000-7000-8000-00000000000b"
#define VISIT "00000000-0000-7000-8000-000000000001"
#define CUSTOMER "00000000-0000-7000-8000-000000000002"

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfServerStore *store; } Fixture;

static void
open_store (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  f->store = sf_server_store_open (f->dir, NULL, NULL, f->clock, f->ids, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("sf-server-store-XXXXXX", &error);
  g_assert_no_error (error);
  f->clock = sf_clock_new_fake (NOW);
  f->ids = sf_ids_new_seeded (3);
  open_store (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  sf_server_store_close (f->store);
  dir = g_dir_open (f->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (f->dir);
  g_free (f->dir);
  sf_clock_unref (f->clock);
  sf_ids_unref (f->ids);
}

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->dir, name, NULL);
}

static gint64
head (Fixture *f)
{
  g_autoptr(GPtrArray) acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

  sf_server_store_heads (f->store, acks);
  g_assert_cmpstr (((SfAck *) acks->pdata[0])->scope, ==, SF_SCOPE_NAME_DEALER);
  return ((SfAck *) acks->pdata[0])->head;
}

static SfRecord *
new_ticket (const char *device, const char *state)
{
  SfRecord *ticket = sf_record_new (SF_KIND_TICKET, VISIT);

  sf_record_set_text (ticket, SF_TICKET_VISIT, VISIT);
  sf_record_set_text (ticket, SF_TICKET_DEVICE, device);
  sf_record_set_text (ticket, SF_TICKET_STATE, state);
  return ticket;
}

static SfRecord *
new_customer (const char *phone)
{
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, CUSTOMER);

  sf_record_set_text (customer, SF_CUSTOMER_PHONE, phone);
  return customer;
}

/* Takes the record. */
static gint64
put (Fixture *f, SfRecord *record)
{
  g_autoptr(GError) error = NULL;
  gint64 seq = 0;

  g_assert_true (sf_server_store_begin (f->store, &error) && sf_server_store_put (f->store, record, NULL, FALSE, &seq, &error) && sf_server_store_commit (f->store, &error));
  g_assert_no_error (error);
  sf_record_unref (record);
  return seq;
}

static SfRowPage *
pull (Fixture *f, const char *bucket, const SfToken *token)
{
  SfPull asked = { .bucket = (char *) bucket, .has_token = token != NULL };
  g_autoptr(GError) error = NULL;
  SfRowPage *page;

  if (token != NULL)
    asked.token = *token;
  page = sf_server_store_pull (f->store, &asked, &error);
  g_assert_no_error (error);
  return page;
}

static void
verify (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  sf_server_store_verify (f->store, &error);
  g_assert_no_error (error);
}

static void
test_same_bytes_are_no_event (Fixture *f, gconstpointer data)
{
  gint64 one = put (f, new_customer ("+8613800000001")), before = head (f);

  g_assert_cmpint (put (f, new_customer ("+8613800000001")), ==, one);
  g_assert_cmpint (head (f), ==, before);
  g_assert_cmpint (put (f, new_customer ("+8613800000002")), ==, before + 1);
  verify (f);
}

/* A record that moves to another bucket is told as gone where it was: access that ends is said, not left out. */
static void
test_bucket_move (Fixture *f, gconstpointer data)
{
  g_autoptr(SfRowPage) there = NULL, gone = NULL, here = NULL;
  SfRow *row;
  gint64 n;
  guint8 sum[SF_LINK_LEN], zero[SF_LINK_LEN] = { 0 };

  put (f, new_ticket (DEV_A, "waiting"));
  there = pull (f, "dev:" DEV_A, NULL);
  g_assert_cmpuint (there->rows->len, ==, 1);
  put (f, new_ticket (DEV_B, "waiting"));
  gone = pull (f, "dev:" DEV_A, &there->token);
  g_assert_cmpuint (gone->rows->len, ==, 1);
  row = gone->rows->pdata[0];
  g_assert_true (row->gone);
  g_assert_cmpint (row->data_len, ==, 0);
  here = pull (f, "dev:" DEV_B, NULL);
  g_assert_false (((SfRow *) here->rows->pdata[0])->gone);
  g_assert_true (sf_server_store_sum (f->store, "dev:" DEV_A, &n, sum, NULL));
  g_assert_cmpint (n, ==, 0);
  g_assert_cmpmem (sum, sizeof sum, zero, sizeof zero);
  verify (f);
}

/* What is rolled back was never told: heads, chain and the next number are as before. */
static void
test_rollback_leaves_no_hole (Fixture *f, gconstpointer data)
{
  g_autoptr(SfRecord) a = new_customer ("+8613800000001"), b = new_ticket (DEV_A, "waiting");
  gint64 before;
  g_autoptr(SfRecord) kept = NULL, lost = NULL;

  put (f, new_ticket (DEV_B, "waiting"));
  before = head (f);
  g_assert_true (sf_server_store_begin (f->store, NULL));
  g_assert_true (sf_server_store_put (f->store, a, NULL, FALSE, NULL, NULL));
  g_assert_true (sf_server_store_savepoint (f->store, NULL));
  g_assert_true (sf_server_store_put (f->store, b, NULL, FALSE, NULL, NULL));
  g_assert_true (sf_server_store_release (f->store, FALSE, NULL));
  g_assert_true (sf_server_store_commit (f->store, NULL));
  g_assert_cmpint (head (f), ==, before + 1);
  g_assert_true (sf_server_store_begin (f->store, NULL));
  g_assert_true (sf_server_store_put (f->store, b, NULL, FALSE, NULL, NULL));
  sf_server_store_rollback (f->store);
  g_assert_cmpint (head (f), ==, before + 1);
  kept = sf_table_get (sf_server_store_get_db (f->store), SF_KIND_CUSTOMER, CUSTOMER, NULL);
  lost = sf_table_get (sf_server_store_get_db (f->store), SF_KIND_TICKET, VISIT, NULL);
  g_assert_nonnull (kept);
  g_assert_cmpstr (sf_record_get_text (lost, SF_TICKET_DEVICE), ==, DEV_B);
  verify (f);
}

static void
test_reopen (Fixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (sf_server_store_get_server_id (f->store)), *epoch = g_strdup (sf_server_store_get_epoch (f->store));
  gint64 before;

  g_assert_cmpuint (strlen (id), ==, 32);
  put (f, new_customer ("+8613800000001"));
  before = head (f);
  sf_server_store_close (f->store);
  open_store (f);
  g_assert_cmpstr (sf_server_store_get_server_id (f->store), ==, id);
  g_assert_cmpstr (sf_server_store_get_epoch (f->store), ==, epoch);
  g_assert_cmpint (head (f), ==, before);
  verify (f);
}

static void
copy (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (from, &bytes, &len, NULL) && g_file_set_contents (to, bytes, (gssize) len, NULL));
}

static void
put_back (Fixture *f, const char *backup)
{
  g_autofree char *from = path_of (f, backup), *db = path_of (f, "server.db"), *wal = path_of (f, "server.db-wal"), *shm = path_of (f, "server.db-shm");

  sf_server_store_close (f->store);
  g_unlink (wal);
  g_unlink (shm);
  copy (from, db);
  open_store (f);
}

/* Somebody copies an old database back and says nothing: the witness notices, a token of the lost time is refused. */
static void
test_silent_restore (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, "backup.db"), *epoch = g_strdup (sf_server_store_get_epoch (f->store));
  g_autoptr(SfRowPage) then = NULL, now = NULL;
  g_autoptr(GError) error = NULL;

  put (f, new_ticket (DEV_A, "waiting"));
  g_assert_true (sf_server_store_backup (f->store, path, &error));
  g_assert_no_error (error);
  put (f, new_ticket (DEV_A, "accepted"));
  then = pull (f, "dev:" DEV_A, NULL);
  put_back (f, "backup.db");
  g_assert_cmpstr (sf_server_store_get_epoch (f->store), !=, epoch);
  g_assert_cmpint (sf_server_store_n_incidents (f->store, "server.restored"), ==, 1);
  /* The same number again, another history. */
  put (f, new_ticket (DEV_A, "left"));
  g_assert_cmpint (head (f), ==, then->token.head);
  now = pull (f, "dev:" DEV_A, &then->token);
  g_assert_true (now->resync);
  verify (f);
}

/* Safe is what a copy that was opened and read holds, not a moment later. */
static void
test_backup_tells_safe (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, "backup.db");
  SfPlace place = { .last = 7 }, after;

  g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_set_place (f->store, DEV_A, 1, &place, NULL) && sf_server_store_commit (f->store, NULL));
  g_assert_true (sf_server_store_place (f->store, DEV_A, 1, &after, NULL));
  g_assert_cmpint (after.safe, ==, 0);
  g_assert_true (sf_server_store_backup (f->store, path, NULL));
  g_assert_true (sf_server_store_place (f->store, DEV_A, 1, &after, NULL));
  g_assert_cmpint (after.safe, ==, 7);
  g_assert_cmpint (after.last, ==, 7);
  g_assert_false (sf_server_store_backup (f->store, path, NULL));
}

static gboolean
file_has (const char *path, const char *needle)
{
  g_autofree char *bytes = NULL;
  gsize len;

  return g_file_get_contents (path, &bytes, &len, NULL) && memmem (bytes, len, needle, strlen (needle)) != NULL;
}

/* Erased is erased: not in any table, not in the file, and not after an old backup was put back. */
static void
test_erasure_survives_restore (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, "backup.db"), *db = path_of (f, "server.db"), *log = path_of (f, "erased.log");
  g_autoptr(SfRecord) gone = NULL, back = NULL;
  g_autoptr(GError) error = NULL;
  SfJournalRow row = { .mid = 1 };
  SfPlace place = { .last = 1 };

  put (f, new_customer ("+8613899999999"));
  g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_journal_add (f->store, DEV_A, 1, &row, CUSTOMER, "{\"phone\":\"+8613899999999\"}", NULL)
                 && sf_server_store_set_place (f->store, DEV_A, 1, &place, NULL) && sf_server_store_commit (f->store, NULL));
  g_assert_true (sf_server_store_backup (f->store, path, NULL));
  g_assert_true (file_has (path, "13899999999"));
  g_assert_true (sf_server_store_begin (f->store, &error) && sf_server_store_erase (f->store, SF_KIND_CUSTOMER, CUSTOMER, &error) && sf_server_store_commit (f->store, &error));
  g_assert_no_error (error);
  gone = sf_table_get (sf_server_store_get_db (f->store), SF_KIND_CUSTOMER, CUSTOMER, NULL);
  g_assert_null (gone);
  g_assert_true (sf_db_checkpoint (sf_server_store_get_db (f->store), NULL));
  g_assert_false (file_has (db, "13899999999"));
  g_assert_false (file_has (log, "13899999999"));
  put_back (f, "backup.db");
  back = sf_table_get (sf_server_store_get_db (f->store), SF_KIND_CUSTOMER, CUSTOMER, NULL);
  g_assert_null (back);
  g_assert_true (sf_db_checkpoint (sf_server_store_get_db (f->store), NULL));
  g_assert_false (file_has (db, "13899999999"));
  verify (f);
}

/* The check itself can fail. */
static void
test_verify_notices (Fixture *f, gconstpointer data)
{
  static const char *const damage[] = {
    "UPDATE event SET bucket = 'pub' WHERE seq = 1", "DELETE FROM event WHERE seq = 2", "UPDATE mark SET chain = zeroblob(32) WHERE seq = 3 AND scope = 'dealer'",
    "UPDATE feed SET seq = seq + 1000", "UPDATE rec SET data = x'7b7d'", "UPDATE sum SET n = n + 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damage); i++)
    {
      SfTxn *txn;

      put (f, new_customer ("+8613800000001"));
      put (f, new_customer ("+8613800000002"));
      put (f, new_ticket (DEV_A, "waiting"));
      verify (f);
      txn = sf_db_begin (sf_server_store_get_db (f->store), NULL);
      g_assert_true (sf_db_exec (sf_server_store_get_db (f->store), damage[i], NULL));
      g_assert_false (sf_server_store_verify (f->store, NULL));
      sf_txn_free (txn);
      verify (f);
    }
}

static void
test_alias (Fixture *f, gconstpointer data)
{
  g_autofree char *before = sf_server_store_resolve (f->store, VISIT, NULL), *after = NULL, *first = NULL;

  g_assert_cmpstr (before, ==, VISIT);
  g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_alias (f->store, VISIT, CUSTOMER, NULL) && sf_server_store_alias (f->store, VISIT, DEV_A, NULL)
                 && sf_server_store_commit (f->store, NULL));
  after = sf_server_store_resolve (f->store, VISIT, NULL);
  g_assert_cmpstr (after, ==, CUSTOMER);
  first = sf_server_store_resolve (f->store, CUSTOMER, NULL);
  g_assert_cmpstr (first, ==, CUSTOMER);
}

static int
count_step (gpointer data)
{
  ++*(guint64 *) data;
  return 0;
}

/* Steps of SQLite's machine for one more customer. */
static guint64
cost_of_put (Fixture *f, const char *id)
{
  sqlite3 *handle = sf_server_store_get_db (f->store)->handle;
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, id);
  guint64 steps = 0;

  sf_record_set_text (customer, SF_CUSTOMER_SURNAME, "王");
  sqlite3_progress_handler (handle, 1, count_step, &steps);
  put (f, customer);
  sqlite3_progress_handler (handle, 0, NULL, NULL);
  return steps;
}

/* A statement that walks a scope rather than use an index costs more with every record that a dealer has. */
static void
test_put_does_not_grow (Fixture *f, gconstpointer data)
{
  guint64 first = 0, last = 0;

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-%012u", i + 100);

      last = cost_of_put (f, id);
      if (i == 20)
        first = last;
    }
  g_test_message ("steps of one put: %" G_GUINT64_FORMAT " among 20, %" G_GUINT64_FORMAT " among 1,500", first, last);
  g_assert_cmpuint (first, >, 10);
  g_assert_cmpuint (last, <, first * 3 / 2);
}

#define ADD(name, func) g_test_add ("/server-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("same-bytes-are-no-event", test_same_bytes_are_no_event);
  ADD ("bucket-move", test_bucket_move);
  ADD ("rollback-leaves-no-hole", test_rollback_leaves_no_hole);
  ADD ("reopen", test_reopen);
  ADD ("silent-restore", test_silent_restore);
  ADD ("backup-tells-safe", test_backup_tells_safe);
  ADD ("erasure-survives-restore", test_erasure_survives_restore);
  ADD ("verify-notices", test_verify_notices);
  ADD ("alias", test_alias);
  ADD ("put-does-not-grow", test_put_does_not_grow);
  return g_test_run ();
}
