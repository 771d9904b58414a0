/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof finds every damage that is made here, says where, and finds nothing in what is sound. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store/sf-server-backup.h"
#include "store/sf-server-accounts.h"
#include "store/sf-server-prove.h"
#include "store/sf-server-told.h"

#define NOW G_GINT64_CONSTANT (1795140000000)
#define MINUTE 60000
#define DEV "00000000-0000-7000-8000-00000000000a"
#define INC 77
#define CUSTOMER "00000000-0000-7000-8000-0000000000%02u"

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfServerStore *store; guint8 h[SF_LINK_LEN]; gint64 mid; } Fixture;

static void
open_store (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  f->store = sf_server_store_open (f->dir, NULL, NULL, f->clock, f->ids, &error);
  g_assert_no_error (error);
}

static void
put (Fixture *f, SfRecord *record)
{
  g_autoptr(GError) error = NULL;

  sf_clock_fake_advance (f->clock, 1000);
  g_assert_true (sf_server_store_begin (f->store, &error) && sf_server_store_put (f->store, record, NULL, FALSE, NULL, &error) && sf_server_store_commit (f->store, &error));
  g_assert_no_error (error);
  sf_record_unref (record);
}

static void
put_customer (Fixture *f, guint n, const char *phone)
{
  g_autofree char *id = g_strdup_printf (CUSTOMER, n);
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, id);

  sf_record_set_text (customer, SF_CUSTOMER_PHONE, phone);
  put (f, customer);
}

/* The device's next mutation, as the server keeps it. */
static void
journal (Fixture *f, const char *about, const char *body)
{
  SfJournalRow row = { .mid = ++f->mid };
  SfPlace place = { .last = f->mid };

  sf_link (f->h, body, strlen (body), row.h);
  memcpy (f->h, row.h, sizeof f->h);
  memcpy (place.last_h, row.h, sizeof row.h);
  g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_journal_add (f->store, DEV, INC, &row, about, body, NULL)
                 && sf_server_store_set_place (f->store, DEV, INC, &place, NULL) && sf_server_store_commit (f->store, NULL));
}

static void
exec (Fixture *f, const char *sql)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_db_exec (sf_server_store_get_db (f->store), sql, &error));
  g_assert_no_error (error);
}

/* A device that is here: what it has, where its copy of crm stands, and its sum. */
static void
hello (Fixture *f, gint64 last, gint64 ours, gboolean wrong_sum)
{
  SfHello hello = { .device_id = (char *) DEV, .inc = INC, .last = last };
  SfBucketState state = { .bucket = (char *) SF_BUCKET_NAME_CRM, .has_token = TRUE, .has_sum = TRUE };
  SfPull asked = { .bucket = (char *) SF_BUCKET_NAME_CRM };
  g_autoptr(SfRowPage) page = sf_server_store_pull (f->store, &asked, NULL);
  g_autoptr(GPtrArray) buckets = g_ptr_array_new ();

  state.token = page->token;
  g_assert_true (sf_server_store_sum (f->store, SF_BUCKET_NAME_CRM, &state.count, state.sum, NULL));
  state.count += wrong_sum;
  g_ptr_array_add (buckets, &state);
  hello.buckets = buckets;
  g_assert_true (sf_server_store_told (f->store, DEV, &hello, ours, NULL));
  g_assert_true (sf_server_store_told_flush (f->store, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  SfRecord *setting = sf_record_new (SF_KIND_SETTING, "00000000-0000-7000-8000-000000000099");
  g_autofree char *code = NULL;

  f->dir = g_dir_make_tmp ("sf-prove-XXXXXX", NULL);
  f->clock = sf_clock_new_fake (NOW);
  f->ids = sf_ids_new_seeded (3);
  open_store (f);
  code = sf_server_accounts_new_code (f->store, DEV, SF_ROLE_T, "平板1", NULL, NULL);
  g_assert_nonnull (code);
  exec (f, "UPDATE account SET enrolled_at = 1, inc = 77");
  sf_record_set_text (setting, SF_SETTING_KEY, "ring.first_s");
  sf_record_set_text (setting, SF_SETTING_VALUE, "20");
  put (f, setting);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *phone = g_strdup_printf ("+861380000001%u", i);

      put_customer (f, i, phone);
    }
  put_customer (f, 2, "+8613800000002");
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"n\":%u}", i);

      journal (f, "00000000-0000-7000-8000-000000000001", body);
    }
  hello (f, f->mid, f->mid, FALSE);
  put_customer (f, 6, "+8613800000006");
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

static SfProof *
prove (Fixture *f)
{
  g_autofree char *log = g_build_filename (f->dir, "erased.log", NULL);
  const SfProveOptions options = { .parts = SF_PROVE_ALL, .now_ms = sf_clock_wall_ms (f->clock), .erased_log = log };
  g_autoptr(GError) error = NULL;
  SfProof *proof = sf_server_prove (sf_server_store_get_db (f->store), &options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < proof->findings->len; i++)
    {
      const SfFinding *finding = proof->findings->pdata[i];

      g_test_message ("%s in %s: %u, %s, %d to %d", sf_damage_name (finding->damage), finding->where, finding->n, finding->id, (int) finding->from, (int) finding->to);
    }
  return proof;
}

static void
test_sound (Fixture *f, gconstpointer data)
{
  g_autoptr(SfProof) proof = prove (f);
  const SfProvenDevice *device;

  g_assert_cmpuint (proof->findings->len, ==, 0);
  g_assert_cmpint (proof->n_events, ==, 8);
  g_assert_cmpint (proof->n_marks, ==, 8);
  g_assert_cmpint (proof->n_rows, ==, 7);
  g_assert_cmpint (proof->n_mutations, ==, 4);
  g_assert_cmpint (proof->n_bodies, ==, 4);
  /* The copy on the device was compared with what the bucket was then, not with what it is now. */
  g_assert_cmpint (proof->n_replicas, ==, 1);
  g_assert_cmpuint (proof->devices->len, ==, 1);
  device = proof->devices->pdata[0];
  g_assert_cmpstr (device->dev, ==, DEV);
  g_assert_cmpint (device->last, ==, 4);
  g_assert_cmpint (device->missing, ==, 0);
}

/* Each damage is made in a transaction that is rolled back afterwards. */
static void
test_damages (Fixture *f, gconstpointer data)
{
  static const struct { const char *sql; SfDamage damage; const char *where; gint64 from, to; } made[] = {
    { "DELETE FROM journal WHERE mid = 2", SF_DAMAGE_JOURNAL_GAP, DEV, 2, 2 },
    { "DELETE FROM journal WHERE mid >= 3", SF_DAMAGE_JOURNAL_GAP, DEV, 3, 4 },
    { "UPDATE journal SET body = '{\"n\":9}' WHERE mid = 3", SF_DAMAGE_JOURNAL_BODY, DEV, 3, 3 },
    { "UPDATE journal SET h = zeroblob(16) WHERE mid = 4", SF_DAMAGE_JOURNAL_BODY, DEV, 4, 4 },
    { "DELETE FROM mark WHERE scope = 'dealer' AND seq = 4", SF_DAMAGE_MARK_GAP, "dealer", 4, 4 },
    { "DELETE FROM mark WHERE scope = 'dealer' AND seq = 8", SF_DAMAGE_MARK_GAP, "dealer", 8, 8 },
    { "UPDATE mark SET chain = zeroblob(32) WHERE scope = 'dealer' AND seq = 5", SF_DAMAGE_CHAIN, "dealer", 5, 5 },
    { "UPDATE scope SET chain = zeroblob(32) WHERE id = 'dealer'", SF_DAMAGE_CHAIN, "dealer", 8, 8 },
    { "DELETE FROM event WHERE scope = 'dealer' AND seq IN (3, 4)", SF_DAMAGE_EVENT_GAP, "dealer", 3, 4 },
    { "DELETE FROM event WHERE scope = 'dealer' AND seq = 8", SF_DAMAGE_EVENT_GAP, "dealer", 8, 8 },
    { "UPDATE rec SET data = CAST ('{\"phone\":\"+8613811111111\"}' AS BLOB) WHERE id LIKE '%03'", SF_DAMAGE_ROW_ALTERED, "crm", 4, 4 },
    { "UPDATE k_customer SET phone = '+8613811111111' WHERE id LIKE '%03'", SF_DAMAGE_ROW_ALTERED, "customer", 0, 0 },
    { "DELETE FROM rec WHERE id LIKE '%03'", SF_DAMAGE_ROW_MISSING, "crm", 4, 4 },
    { "DELETE FROM feed WHERE id LIKE '%03'", SF_DAMAGE_ROW_MISSING, "crm", 4, 4 },
    { "DELETE FROM k_customer WHERE id LIKE '%03'", SF_DAMAGE_ROW_MISSING, "customer", 0, 0 },
    { "INSERT INTO rec (scope, kind, id, ver, data, gone, stub) VALUES ('dealer', 'customer', '00000000-0000-7000-8000-0000000000ff', 1, x'7b7d', 0, 0)", SF_DAMAGE_ROW_EXTRA, "crm", 0, 0 },
    { "INSERT INTO k_customer (id, x_ver, x_pending) VALUES ('00000000-0000-7000-8000-0000000000ff', 1, 0)", SF_DAMAGE_ROW_EXTRA, "customer", 0, 0 },
    { "INSERT INTO feed (scope, bucket, kind, id, seq, gone, row_hash) VALUES ('dealer', 'crm', 'customer', '00000000-0000-7000-8000-0000000000ff', 99, 1, zeroblob(16))", SF_DAMAGE_ROW_EXTRA, "crm", 99, 99 },
    { "UPDATE feed SET bucket = 'pub' WHERE id LIKE '%03'", SF_DAMAGE_ROW_BUCKET, "pub", 0, 0 },
    { "UPDATE sum SET n = n + 1 WHERE bucket = 'crm'", SF_DAMAGE_SUM, "crm", 8, 8 },
    { "UPDATE replica SET n = n + 1", SF_DAMAGE_REPLICA, DEV, 7, 7 },
    { "UPDATE told SET ours = 6", SF_DAMAGE_DEVICE_BEHIND, DEV, 5, 6 },
    { "UPDATE replica SET chain = zeroblob(32), at = at - 700000, since = since - 700000; UPDATE told SET at = at - 700000", SF_DAMAGE_DEVICE_AHEAD, DEV, 0, 0 },
    { "UPDATE replica SET since = 9795140000000, at = 9795140700000, seq = 3; UPDATE told SET at = 9795140700000", SF_DAMAGE_DEVICE_BEHIND, DEV, 0, 0 },
    { "INSERT INTO erased (id, kind, at) VALUES ('00000000-0000-7000-8000-000000000001', 'customer', 1)", SF_DAMAGE_ERASED, "", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    {
      SfTxn *txn = sf_db_begin (sf_server_store_get_db (f->store), NULL);
      g_autoptr(SfProof) proof = NULL;
      gboolean found = FALSE;

      g_test_message ("%s", made[i].sql);
      exec (f, made[i].sql);
      proof = prove (f);
      for (guint k = 0; k < proof->findings->len; k++)
        {
          const SfFinding *finding = proof->findings->pdata[k];

          found = found || (finding->damage == made[i].damage && strcmp (finding->where, made[i].where) == 0 && finding->from == made[i].from && finding->to == made[i].to);
        }
      g_assert_true (found);
      g_assert_true (sf_proof_found (proof, made[i].damage));
      sf_txn_free (txn);
    }
  {
    g_autoptr(SfProof) after = prove (f);

    g_assert_cmpuint (after->findings->len, ==, 0);
  }
}

/* A device that says it has more than came: for ten minutes that is a device that is about to send. */
static void
test_ahead_takes_time (Fixture *f, gconstpointer data)
{
  g_autoptr(SfProof) soon = NULL, later = NULL, came = NULL;
  const SfFinding *finding;

  hello (f, 6, 4, FALSE);
  sf_clock_fake_advance (f->clock, 9 * MINUTE);
  soon = prove (f);
  g_assert_cmpuint (soon->findings->len, ==, 0);
  sf_clock_fake_advance (f->clock, 2 * MINUTE);
  later = prove (f);
  g_assert_cmpuint (later->findings->len, ==, 1);
  finding = later->findings->pdata[0];
  g_assert_cmpint (finding->damage, ==, SF_DAMAGE_DEVICE_AHEAD);
  g_assert_cmpint (finding->from, ==, 5);
  g_assert_cmpint (finding->to, ==, 6);
  journal (f, NULL, "{\"n\":5}");
  journal (f, NULL, "{\"n\":6}");
  came = prove (f);
  g_assert_cmpuint (came->findings->len, ==, 0);
}

/* What an incident explains is no damage, and what follows it is chained to nothing that anybody has. */
static void
test_explained_gap (Fixture *f, gconstpointer data)
{
  g_autoptr(SfProof) proof = NULL;

  g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_incident (f->store, "journal.gap", DEV, "5|7", NULL) && sf_server_store_commit (f->store, NULL));
  f->mid = 7;
  memset (f->h, 1, sizeof f->h);
  journal (f, NULL, "{\"n\":8}");
  journal (f, NULL, "{\"n\":9}");
  proof = prove (f);
  g_assert_cmpuint (proof->findings->len, ==, 0);
  g_assert_cmpint (proof->n_bodies, ==, 5);
}

/* Erased is erased: in the journal, by the register, and again at the next start when somebody came back. */
static void
test_erased_come_back (Fixture *f, gconstpointer data)
{
  g_autoptr(SfProof) sound = NULL, back = NULL, again = NULL, unknown = NULL;
  g_autofree char *log = g_build_filename (f->dir, "erased.log", NULL), *text = NULL;
  g_autofree char *id = g_strdup_printf (CUSTOMER, 1u);

  g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_erase (f->store, SF_KIND_CUSTOMER, id, NULL) && sf_server_store_commit (f->store, NULL));
  sound = prove (f);
  g_assert_cmpuint (sound->findings->len, ==, 0);
  g_assert_cmpint (sound->n_erased, ==, 1);
  exec (f, "UPDATE journal SET body = '{\"n\":0}' WHERE mid = 1");
  put_customer (f, 1, "+8613800000001");
  back = prove (f);
  g_assert_true (sf_proof_found (back, SF_DAMAGE_ERASED));
  sf_server_store_close (f->store);
  open_store (f);
  again = prove (f);
  g_assert_cmpuint (again->findings->len, ==, 0);
  /* A line that a power cut tore does not swallow the next one. */
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  {
    g_autofree char *torn = g_strconcat (text, "customer 00000000-0000", NULL), *after = NULL;
    g_autofree char *other = g_strdup_printf (CUSTOMER, 4u);

    g_assert_true (g_file_set_contents (log, torn, -1, NULL));
    g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_erase (f->store, SF_KIND_CUSTOMER, other, NULL) && sf_server_store_commit (f->store, NULL));
    g_assert_true (g_file_get_contents (log, &after, NULL, NULL));
    g_assert_nonnull (strstr (after, "\ncustomer 00000000-0000-7000-8000-000000000004 "));
  }
  exec (f, "DELETE FROM erased WHERE id LIKE '%04'");
  unknown = prove (f);
  g_assert_true (sf_proof_found (unknown, SF_DAMAGE_ERASED));
}

/* Cut off, or with other bytes in the middle: the proof says so and does not fall over. */
static void
test_damaged_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "copy.db", NULL), *bytes = NULL;
  const SfProveOptions options = { .parts = SF_PROVE_ALL, .now_ms = NOW };
  g_autoptr(SfBackupCopy) whole = NULL;
  guint found = 0;
  gsize n = 0;

  g_assert_true (sf_server_backup_copy (f->dir, path, NULL));
  whole = sf_server_backup_look (NULL, path, &options, NULL);
  g_assert_nonnull (whole);
  g_assert_cmpuint (whole->proof->findings->len, ==, 0);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize keep = n / 8; keep < n; keep += n / 8)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SfBackupCopy) cut = NULL;

      g_assert_true (g_file_set_contents (path, bytes, (gssize) (keep - keep % 4096), NULL));
      cut = sf_server_backup_look (NULL, path, &options, &error);
      found += cut == NULL ? error->code == SF_STORE_ERROR_CORRUPT : sf_proof_found (cut->proof, SF_DAMAGE_FILE);
    }
  g_assert_cmpuint (found, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/server-prove/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("sound", test_sound);
  ADD ("damages", test_damages);
  ADD ("ahead-takes-time", test_ahead_takes_time);
  ADD ("explained-gap", test_explained_gap);
  ADD ("erased-come-back", test_erased_come_back);
  ADD ("damaged-file", test_damaged_file);
  return g_test_run ();
}
