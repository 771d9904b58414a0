/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server says and writes of itself: erasures told at hello, records of its tools. */
#include <string.h>

#include "fixture.h"
#include "store/sf-server-person.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static void
hear_hello (Fixture *f, guint dev, GHashTable *heard)
{
  g_autoptr(SfHello) hello = sf_hello_new ();
  g_autoptr(SfHelloReply) reply = NULL, read = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;
  gboolean fork;

  hello->device_id = g_strdup (f->dev[dev].peer.device_id);
  hello->inc = dev + 1;
  reply = sf_ingest_hello (f->ingest, &f->dev[dev].peer, hello, &fork, &error);
  g_assert_no_error (error);
  json = sf_hello_reply_to_json (reply);
  /* What the server says, a device must be able to read. */
  read = sf_hello_reply_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->directives->len, <=, 1000);
  for (guint i = 0; i < read->directives->len; i++)
    g_hash_table_add (heard, g_strdup (read->directives->pdata[i]));
}

/* More erasures than one answer holds: each device hears all of them after a few hellos, the newest at once. */
static void
test_erasures_are_told_in_turns (void)
{
  WITH_FIXTURE (f);
  g_autoptr(GHashTable) heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) other = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *newest = NULL, *told = NULL;

  /* Writing the file anew after each is tried elsewhere, and takes a minute here. */
  sf_server_store_scrub_below (f.store, 0);
  for (guint i = 0; i < 1700; i++)
    {
      g_free (newest);
      newest = fixture_id (&f);
      g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_CONSULTANT, newest, NULL));
      fixture_advance (&f, i % 3);
    }
  told = g_strdup_printf ("{\"k\":\"erase\",\"id\":\"%s\"}", newest);
  hear_hello (&f, TABLET, heard);
  g_assert_true (g_hash_table_contains (heard, told));
  g_assert_cmpuint (g_hash_table_size (heard), ==, 1000);
  fixture_reopen (&f);
  hear_hello (&f, TABLET2, other);
  hear_hello (&f, TABLET, heard);
  g_assert_cmpuint (g_hash_table_size (heard), ==, 1500);
  hear_hello (&f, TABLET, heard);
  g_assert_cmpuint (g_hash_table_size (heard), ==, 1700);
  g_assert_cmpuint (g_hash_table_size (other), ==, 1000);
  /* An answer may have been lost: it goes round. */
  g_hash_table_remove_all (heard);
  for (guint i = 0; i < 4; i++)
    hear_hello (&f, TABLET, heard);
  g_assert_cmpuint (g_hash_table_size (heard), ==, 1700);
  fixture_tear_down (&f);
}

static void
put_refused (Fixture *f, SfRecord *record, SfModelError code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRecord) kept = NULL;

  g_assert_false (sf_ingest_put (f->ingest, record, &error));
  g_assert_error (error, SF_MODEL_ERROR, (int) code);
  kept = fixture_get (f, sf_record_get_kind (record), sf_record_get_id (record));
  g_assert_null (kept);
}

static void
test_imports_are_held_to_limits (void)
{
  WITH_FIXTURE (f);
  g_autofree char *id = fixture_id (&f), *longest = g_strnfill (32, '7'), *longer = g_strnfill (33, '7');
  g_autoptr(SfRecord) person = sf_record_new (SF_KIND_CONSULTANT, id), visit = fixture_visit (&f, KIOSK, "see");

  sf_record_set_text (person, SF_CONSULTANT_STAFF_NO, longer);
  sf_record_set_ltext (person, SF_CONSULTANT_NAME, SF_LANG_EN, "Dan");
  sf_record_set_text (person, SF_CONSULTANT_JOB, "sales");
  sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 1);
  put_refused (&f, person, SF_MODEL_ERROR_LIMIT);
  sf_record_set_text (person, SF_CONSULTANT_STAFF_NO, longest);
  sf_record_set_text (person, SF_CONSULTANT_JOB, "juggler");
  put_refused (&f, person, SF_MODEL_ERROR_FIELD);
  sf_record_set_text (person, SF_CONSULTANT_JOB, "sales");
  sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 2);
  put_refused (&f, person, SF_MODEL_ERROR_LIMIT);
  sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 1);
  g_assert_true (sf_ingest_put (f.ingest, person, NULL));
  /* A past that is imported: only devices say such things, and what they may not say is not imported either. */
  sf_record_set_int (visit, SF_VISIT_HEADS, 100);
  put_refused (&f, visit, SF_MODEL_ERROR_LIMIT);
  sf_record_set_int (visit, SF_VISIT_HEADS, 99);
  g_assert_true (sf_ingest_put (f.ingest, visit, NULL));
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest-own/erasures-are-told-in-turns", test_erasures_are_told_in_turns);
  g_test_add_func ("/ingest-own/imports-are-held-to-limits", test_imports_are_held_to_limits);
  return g_test_run ();
}
