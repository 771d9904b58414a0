/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "store/sf-server-accounts.h"

#define NOW G_GINT64_CONSTANT (1795140000000)

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfServerStore *store; } Fixture;
static const guint8 key[32] = { 1, 2, 3 };

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("sf-accounts-XXXXXX", &error);
  g_assert_no_error (error);
  f->clock = sf_clock_new_fake (NOW);
  f->ids = sf_ids_new_seeded (5);
  f->store = sf_server_store_open (f->dir, NULL, NULL, f->clock, f->ids, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr(GDir) dir = g_dir_open (f->dir, 0, NULL);
  const char *name;

  sf_server_store_close (f->store);
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
new_code (Fixture *f, char **id)
{
  g_autoptr(GError) error = NULL;
  char *code = sf_server_accounts_new_code (f->store, id != NULL ? *id : NULL, SF_ROLE_K, "Door", id != NULL && *id == NULL ? id : NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (code), ==, SF_PAIR_CODE_LEN);
  return code;
}

static SfEnrolResult
enrol (Fixture *f, const char *code)
{
  g_autoptr(SfAccount) account = NULL;
  SfEnrolResult result;

  g_assert_true (sf_server_accounts_enrol (f->store, code, key, NULL, &result, &account, NULL));
  g_assert_cmpint (account != NULL, ==, result == SF_ENROL_OK);
  return result;
}

static char *
enrol_as (Fixture *f, const char *was)
{
  g_autofree char *code = new_code (f, NULL);
  g_autoptr(SfAccount) account = NULL;
  SfEnrolResult result;

  g_assert_true (sf_server_accounts_enrol (f->store, code, key, was, &result, &account, NULL));
  g_assert_cmpint (result, ==, SF_ENROL_OK);
  g_assert_cmpint (enrol (f, code), ==, SF_ENROL_USED);
  return g_strdup (account->device_id);
}

/* Lost with the history that a restore took: it is who it was. Nobody takes the place of somebody who is known, withdrawn ones included. */
static void
test_again (Fixture *f, gconstpointer data)
{
  static const char was[] = "01939f6e-8f00-7000-8000-0000000000f1";
  g_autofree char *back = enrol_as (f, was), *other = enrol_as (f, was), *odd = enrol_as (f, "'; DROP"), *late = NULL;

  g_assert_cmpstr (back, ==, was);
  g_assert_cmpstr (other, !=, was);
  g_assert_true (sf_uuid_is_valid (other) && sf_uuid_is_valid (odd));
  g_assert_true (sf_server_accounts_revoke (f->store, was, NULL, NULL));
  late = enrol_as (f, was);
  g_assert_cmpstr (late, !=, was);
}

static void
test_once (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *code = new_code (f, &id), *sloppy = NULL;
  g_autoptr(SfAccount) account = NULL, none = sf_server_accounts_get (f->store, "00000000-0000-7000-8000-0000000000ff", NULL);

  g_assert_null (none);
  sloppy = g_ascii_strdown (code, -1);
  g_assert_cmpint (enrol (f, sloppy), ==, SF_ENROL_OK);
  account = sf_server_accounts_get (f->store, id, NULL);
  g_assert_true (account->enrolled);
  g_assert_cmpmem (account->key, 32, key, 32);
  g_assert_cmpint (account->role, ==, SF_ROLE_K);
  g_assert_cmpint (enrol (f, code), ==, SF_ENROL_USED);
}

static void
test_ten_minutes (Fixture *f, gconstpointer data)
{
  g_autofree char *code = new_code (f, NULL), *other = new_code (f, NULL);

  sf_clock_fake_advance (f->clock, SF_PAIR_CODE_MS - 1);
  g_assert_cmpint (enrol (f, code), ==, SF_ENROL_OK);
  sf_clock_fake_advance (f->clock, 1);
  g_assert_cmpint (enrol (f, other), ==, SF_ENROL_EXPIRED);
}

/* Five wrong tries close the slot, also for who has the right code. */
static void
test_five_tries (Fixture *f, gconstpointer data)
{
  g_autofree char *code = new_code (f, NULL), *wrong = g_strdup (code);

  wrong[9] = wrong[9] == '0' ? '1' : '0';
  for (guint i = 1; i < SF_PAIR_TRIES; i++)
    g_assert_cmpint (enrol (f, wrong), ==, SF_ENROL_WRONG);
  g_assert_cmpint (enrol (f, wrong), ==, SF_ENROL_TRIES);
  g_assert_cmpint (enrol (f, code), ==, SF_ENROL_TRIES);
}

static void
test_nonsense (Fixture *f, gconstpointer data)
{
  static const char *const rows[] = { "", "0", "0123456789", "0123456789X", "UUUUUUUUUU", "'; DROP TABLE account; --", "\xff\xfe" };
  g_autofree char *code = new_code (f, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (enrol (f, rows[i]), ==, SF_ENROL_WRONG);
  g_assert_cmpint (enrol (f, code), ==, SF_ENROL_OK);
}

/* What is on the disk opens nothing. */
static void
test_only_hashes (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *code = new_code (f, &id), *token = NULL, *path = g_build_filename (f->dir, "server.db", NULL), *bytes = NULL;
  gsize len;

  g_assert_cmpint (enrol (f, code), ==, SF_ENROL_OK);
  token = sf_server_accounts_open_session (f->store, id, 1, NULL);
  g_assert_true (sf_db_checkpoint (sf_server_store_get_db (f->store), NULL));
  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  g_assert_null (memmem (bytes, len, code, strlen (code)));
  g_assert_null (memmem (bytes, len, token, strlen (token)));
  g_assert_nonnull (memmem (bytes, len, id, strlen (id)));
}

static void
test_session (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *code = new_code (f, &id), *token = NULL, *second = NULL;
  g_autoptr(SfAccount) known = NULL, unknown = NULL, expired = NULL, after = NULL, account = NULL;
  gint64 inc = 0;

  g_assert_cmpint (enrol (f, code), ==, SF_ENROL_OK);
  token = sf_server_accounts_open_session (f->store, id, 77, NULL);
  known = sf_server_accounts_session (f->store, token, &inc, NULL);
  g_assert_cmpstr (known->device_id, ==, id);
  g_assert_cmpint (inc, ==, 77);
  unknown = sf_server_accounts_session (f->store, "nothing", NULL, NULL);
  g_assert_null (unknown);
  sf_clock_fake_advance (f->clock, SF_SESSION_MS);
  expired = sf_server_accounts_session (f->store, token, NULL, NULL);
  g_assert_null (expired);
  g_assert_true (sf_server_accounts_sweep (f->store, NULL));
  second = sf_server_accounts_open_session (f->store, id, 77, NULL);
  g_assert_true (sf_server_accounts_revoke (f->store, id, "order", NULL));
  after = sf_server_accounts_session (f->store, second, NULL, NULL);
  g_assert_null (after);
  account = sf_server_accounts_get (f->store, id, NULL);
  g_assert_true (account->revoked);
}

/* A new code for a device that is in use changes nothing until it is used; then its old sessions end. */
static void
test_new_key (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *code = new_code (f, &id), *again = NULL, *token = NULL;
  g_autoptr(SfAccount) still = NULL, after = NULL;

  g_assert_cmpint (enrol (f, code), ==, SF_ENROL_OK);
  token = sf_server_accounts_open_session (f->store, id, 1, NULL);
  again = new_code (f, &id);
  still = sf_server_accounts_session (f->store, token, NULL, NULL);
  g_assert_nonnull (still);
  g_assert_true (still->enrolled);
  g_assert_cmpint (enrol (f, again), ==, SF_ENROL_OK);
  after = sf_server_accounts_session (f->store, token, NULL, NULL);
  g_assert_null (after);
}

/* With the house's setting a device waits until somebody typed the digits that it shows, for ten minutes, and only if no other shows the same. */
static void
test_compare (Fixture *f, gconstpointer data)
{
  char *ids[3] = { NULL };
  SfEnrolResult result;

  g_assert_true (sf_server_store_set (f->store, SF_PAIR_COMPARE, "1", NULL));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *code = new_code (f, &ids[i]);
      g_autoptr(SfAccount) account = NULL;

      g_assert_true (sf_server_accounts_enrol (f->store, code, key, NULL, &result, &account, NULL));
      g_assert_cmpint (result, ==, SF_ENROL_OK);
      g_assert_true (account->waits);
      g_assert_null (sf_server_accounts_confirm (f->store, "", NULL));   /* the moment between enrolling and showing digits */
      g_assert_true (sf_server_accounts_set_digits (f->store, ids[i], i == 0 ? "123456" : "777777", NULL));
    }
  g_autofree char *shown = sf_server_accounts_digits (f->store, ids[0]);
  g_assert_cmpstr (shown, ==, "123456");
  g_assert_null (sf_server_accounts_confirm (f->store, "123457", NULL));
  g_assert_null (sf_server_accounts_confirm (f->store, "777777", NULL));
  {
    g_autoptr(SfAccount) account = sf_server_accounts_confirm (f->store, "123456", NULL);

    g_assert_cmpstr (account->device_id, ==, ids[0]);
    g_assert_false (account->waits);
  }
  g_assert_null (sf_server_accounts_confirm (f->store, "123456", NULL));
  g_assert_true (sf_server_accounts_set_digits (f->store, ids[1], "111111", NULL));
  sf_clock_fake_advance (f->clock, SF_PAIR_CODE_MS + 1);
  g_assert_null (sf_server_accounts_confirm (f->store, "111111", NULL));
  g_assert_null (sf_server_accounts_digits (f->store, ids[1]));
  /* Paired anew without the setting: nobody has to compare. */
  g_assert_true (sf_server_store_set (f->store, SF_PAIR_COMPARE, NULL, NULL));
  g_autofree char *code = new_code (f, &ids[1]);
  g_autoptr(SfAccount) account = NULL;
  g_assert_true (sf_server_accounts_enrol (f->store, code, key, NULL, &result, &account, NULL));
  g_assert_false (account->waits);
  for (guint i = 0; i < 3; i++)
    g_free (ids[i]);
}

#define ADD(name, func) g_test_add ("/server-accounts/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("once", test_once);
  ADD ("again", test_again);
  ADD ("ten-minutes", test_ten_minutes);
  ADD ("five-tries", test_five_tries);
  ADD ("nonsense", test_nonsense);
  ADD ("only-hashes", test_only_hashes);
  ADD ("compare", test_compare);
  ADD ("session", test_session);
  ADD ("new-key", test_new_key);
  return g_test_run ();
}
