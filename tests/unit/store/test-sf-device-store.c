/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device-fixture.h"

static void
set_up (DeviceFixture *f, gconstpointer role)
{
  device_set_up (f, role);
}

static void
tear_down (DeviceFixture *f, gconstpointer role)
{
  device_tear_down (f);
}

static char *
surname_of (DeviceFixture *f, SfKind kind, guint field, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRecord) record = sf_table_get (sf_device_store_get_db (f->store), kind, id, &error);

  g_assert_no_error (error);
  return record != NULL ? g_strdup (sf_record_get_text (record, field)) : NULL;
}

#define assert_surname(f, id, expected) G_STMT_START { \
    g_autofree char *is_ = surname_of (f, SF_KIND_VISIT, SF_VISIT_SURNAME, id); \
    g_assert_cmpstr (is_, ==, expected); \
  } G_STMT_END

/* Tests */

static void
test_commit (DeviceFixture *f, gconstpointer role)
{
  SfRecord *visit = visit_record (f->ids, f->clock, "王");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  g_autoptr(GPtrArray) bad = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) model = sf_record_new (SF_KIND_MODEL, id);
  g_autoptr(GError) error = NULL;
  SfDeviceCounts counts;

  g_assert_cmpint (commit_one (f->store, "create", visit), ==, 1);
  assert_surname (f, id, "王");
  g_assert_cmpint (sf_device_store_saved (f->store, SF_KIND_VISIT, id, NULL, NULL), ==, SF_SAVED_HERE);
  /* What the role may not do is refused before anything is written. */
  g_ptr_array_add (bad, sf_mutation_new ("create", model, NULL));
  g_assert_false (sf_device_store_commit (f->store, bad, NULL, &error));
  g_assert_error (error, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS);
  device_reopen (f);
  assert_surname (f, id, "王");
  g_assert_true (sf_device_store_counts (f->store, &counts, NULL));
  g_assert_cmpint (counts.pending, ==, 1);
  g_assert_cmpstr (counts.role, ==, role);
  sf_device_counts_clear (&counts);
}

/* A number is given once: only a commit that happened uses it up. */
static void
test_counter (DeviceFixture *f, gconstpointer role)
{
  g_autoptr(GPtrArray) bad = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) model = sf_record_new (SF_KIND_MODEL, "00000000-0000-7000-8000-000000000001");

  g_ptr_array_add (bad, sf_mutation_new ("create", model, NULL));
  g_assert_cmpuint (sf_device_store_next_number (f->store, "A", "2026-11-22", NULL), ==, 1);
  g_assert_false (sf_device_store_commit (f->store, bad, NULL, NULL));
  g_assert_cmpuint (sf_device_store_next_number (f->store, "A", "2026-11-22", NULL), ==, 1);
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "王"));
  device_reopen (f);
  g_assert_cmpuint (sf_device_store_next_number (f->store, "A", "2026-11-22", NULL), ==, 2);
  g_assert_cmpuint (sf_device_store_next_number (f->store, "A", "2026-11-22", NULL), ==, 3);
  g_assert_cmpuint (sf_device_store_next_number (f->store, "A", "2026-11-23", NULL), ==, 1);
}

/* I8: the own write is on the glass from the commit on, through ack and until the replica brings it. */
static void
test_phases (DeviceFixture *f, gconstpointer role)
{
  SfRecord *visit = visit_record (f->ids, f->clock, "王");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  g_autofree char *data = sf_codec_record_to_json (visit);
  g_autoptr(GPtrArray) pending = NULL;
  SfQuery query = { .kind = SF_KIND_VISIT, .order = -1 };
  g_autoptr(GByteArray) flags = g_byte_array_new ();
  SfRowPage *page;

  settle_empty (f, 5);
  commit_one (f->store, "create", visit);
  pending = sf_table_query_pending (sf_device_store_get_db (f->store), &query, flags, NULL);
  g_assert_cmpint (flags->data[0], ==, 1);
  push_all (f, 1, 0, 6, SF_PUSH_OK);
  g_assert_cmpint (sf_device_store_saved (f->store, SF_KIND_VISIT, id, NULL, NULL), ==, SF_SAVED_DELIVERED);
  assert_surname (f, id, "王");
  page = new_page (6, 6, FALSE);
  g_ptr_array_add (page->rows, new_row ("visit", id, 6, data));
  take_page (f, page);
  assert_surname (f, id, "王");
  push_all (f, 1, 1, 6, SF_PUSH_OK);   /* a later push tells that a backup holds it */
  g_assert_cmpint (sf_device_store_saved (f->store, SF_KIND_VISIT, id, NULL, NULL), ==, SF_SAVED_SAFE);
  assert_surname (f, id, "王");
  device_reopen (f);
  assert_surname (f, id, "王");
}

/*
 * The row has moved on, beyond this page, because somebody changed it: until the last page it is neither in the replica nor may it go
 * from the glass (the simulator's seed 115).
 */
static void
test_between_pages (DeviceFixture *f, gconstpointer role)
{
  SfRecord *visit = visit_record (f->ids, f->clock, "王");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  g_autofree char *data = sf_codec_record_to_json (visit);
  SfRowPage *page;

  settle_empty (f, 5);
  commit_one (f->store, "create", visit);
  push_all (f, 1, 0, 6, SF_PUSH_OK);
  take_page (f, new_page (7, 9, TRUE));
  assert_surname (f, id, "王");
  page = new_page (9, 9, FALSE);
  g_ptr_array_add (page->rows, new_row ("visit", id, 8, data));
  take_page (f, page);
  assert_surname (f, id, "王");
}

/* Decisions 2: after a restore the own acknowledged write stays on the glass until the new history brings it. */
static void
test_foreign_history (DeviceFixture *f, gconstpointer role)
{
  SfRecord *visit = visit_record (f->ids, f->clock, "王");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  SfHelloReply *reply;

  settle_empty (f, 5);
  commit_one (f->store, "create", visit);
  push_all (f, 1, 0, 6, SF_PUSH_OK);
  /* The server is another now: at head 3 and with the mutation, but not at the place where we were told. */
  reply = new_hello_reply (1, BUCKET, 9);
  reply->ack_ok = FALSE;
  say_hello (f, reply);
  take_page (f, new_page (8, 9, TRUE));
  assert_surname (f, id, "王");
  /* Without ack_ok = FALSE, 8 >= 6 would have called it visible. */
  take_page (f, new_page (9, 9, FALSE));
  assert_surname (f, id, NULL);
}

static void
test_server_behind (DeviceFixture *f, gconstpointer role)
{
  g_auto(SfDeviceIdentity) identity = { 0 };
  SfRecord *visit = visit_record (f->ids, f->clock, "王");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  static const guint8 zeros[SF_LINK_LEN];
  SfJournalState state;

  settle_empty (f, 5);
  commit_one (f->store, "create", visit);
  push_all (f, 1, 1, 6, SF_PUSH_OK);
  take_page (f, new_page (6, 6, FALSE));   /* acked, visible and safe: done */
  g_assert_true (sf_device_sync_compare (f->store, 0, zeros, &state, NULL));
  g_assert_cmpint (state, ==, SF_JOURNAL_SERVER_BEHIND);
  say_hello (f, new_hello_reply (0, BUCKET, 6));
  g_assert_cmpint (sf_device_store_saved (f->store, SF_KIND_VISIT, id, NULL, NULL), ==, SF_SAVED_HERE);
  assert_surname (f, id, "王");
  g_assert_true (sf_device_sync_identity (f->store, &identity, NULL));
  g_assert_cmpint (identity.acked, ==, 0);
  g_assert_cmpint (identity.floor, ==, 1);
}

static void
test_rolled_back (DeviceFixture *f, gconstpointer role)
{
  g_auto(SfDeviceIdentity) before = { 0 };
  g_auto(SfDeviceIdentity) after = { 0 };
  g_autoptr(SfPush) first = NULL;
  g_autoptr(SfPush) again = NULL;
  guint8 other[SF_LINK_LEN] = { 1 };
  SfJournalState state;

  settle_empty (f, 5);
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "王"));
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "李"));
  g_assert_true (sf_device_sync_identity (f->store, &before, NULL));
  g_assert_true (sf_device_sync_compare (f->store, 3, other, &state, NULL));
  g_assert_cmpint (state, ==, SF_JOURNAL_ROLLED_BACK);
  g_assert_true (sf_device_sync_compare (f->store, 2, other, &state, NULL));
  g_assert_cmpint (state, ==, SF_JOURNAL_ROLLED_BACK);
  g_assert_true (sf_device_sync_compare (f->store, 2, before.last_h, &state, NULL));
  g_assert_cmpint (state, ==, SF_JOURNAL_AGREES);
  first = sf_device_sync_next_push (f->store, 0, SF_MAX_PUSH, NULL);
  push_all (f, 1, 0, 6, SF_PUSH_OK);
  g_assert_true (sf_device_sync_reincarnate (f->store, NULL));
  g_assert_true (sf_device_sync_identity (f->store, &after, NULL));
  g_assert_cmpint (after.inc, !=, before.inc);
  g_assert_cmpint (after.last, ==, 2);
  g_assert_cmpint (after.acked, ==, 0);
  device_reopen (f);   /* the new chain holds */
  again = sf_device_sync_next_push (f->store, 0, SF_MAX_PUSH, NULL);
  g_assert_cmpuint (again->items->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const SfPushItem *a = first->items->pdata[i], *b = again->items->pdata[i];

      g_assert_cmpstr (a->body, ==, b->body);
      g_assert_cmpint (a->st, ==, b->st);   /* frozen once sent */
    }
}

/* Stamps: server time of the edit by the boot clock, whatever the wall clock says; rising; frozen. */
static void
test_stamps (DeviceFixture *f, gconstpointer role)
{
  g_autoptr(SfPush) push = NULL;
  g_autoptr(SfPush) again = NULL;
  const SfPushItem *items[3];

  commit_one (f->store, "create", visit_record (f->ids, f->clock, "一"));
  sf_clock_fake_advance (f->clock, 60000);
  sf_clock_fake_set_wall (f->clock, 1000);
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "二"));
  sf_clock_fake_advance (f->clock, 1000);
  say_hello (f, new_hello_reply (0, BUCKET, 1));   /* now it is DEVICE_START_MS + 5000 at the server */
  sf_clock_fake_reboot (f->clock);
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "三"));
  push = sf_device_sync_next_push (f->store, 0, SF_MAX_PUSH, NULL);
  g_assert_cmpuint (push->items->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    items[i] = push->items->pdata[i];
  g_assert_cmpint (items[0]->st >> 16, ==, DEVICE_START_MS + 5000 - 61000);
  g_assert_cmpstr (items[0]->clk, ==, "ok");
  g_assert_cmpint (items[1]->st >> 16, ==, DEVICE_START_MS + 5000 - 1000);
  g_assert_cmpstr (items[2]->clk, ==, "est");
  g_assert_cmpint (items[2]->st, >, items[1]->st);
  say_hello (f, new_hello_reply (0, BUCKET, 1));
  again = sf_device_sync_next_push (f->store, 1, SF_MAX_PUSH, NULL);
  g_assert_cmpuint (again->items->len, ==, 2);
  g_assert_cmpint (((SfPushItem *) again->items->pdata[0])->st, ==, items[1]->st);
}

static void
test_push_limits (DeviceFixture *f, gconstpointer role)
{
  g_autoptr(SfPush) push = NULL;
  g_autofree char *json = NULL;

  for (guint i = 0; i < SF_MAX_PUSH + 5; i++)
    commit_one (f->store, "create", visit_record (f->ids, f->clock, "\"\"\"\"\"\"\"\"\"\""));
  push = sf_device_sync_next_push (f->store, 0, SF_MAX_PUSH, NULL);
  json = sf_push_to_json (push);
  g_assert_cmpuint (push->items->len, ==, SF_MAX_PUSH);
  g_assert_cmpuint (strlen (json), <=, SF_MAX_PUSH_BYTES);
}

static void
test_rejected (DeviceFixture *f, gconstpointer role)
{
  SfRecord *visit = visit_record (f->ids, f->clock, "王");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  g_autofree char *code = NULL;

  settle_empty (f, 5);
  commit_one (f->store, "create", visit);
  push_all (f, 1, 0, 6, SF_PUSH_REJECTED);
  g_assert_cmpint (sf_device_store_saved (f->store, SF_KIND_VISIT, id, &code, NULL), ==, SF_SAVED_REJECTED);
  g_assert_cmpstr (code, ==, "assign.taken");
  assert_surname (f, id, NULL);   /* the server's word counts */
}

/* A patch is laid over what the server sends, however often that changes, until it is acknowledged and pulled. */
static void
test_patch_over_row (DeviceFixture *f, gconstpointer role)
{
  static const char id[] = "00000000-0000-7000-8000-0000000000c1";
  SfRecord *patch = sf_record_new (SF_KIND_CUSTOMER, id);
  g_autofree char *name = NULL;
  g_autofree char *phone = NULL;
  SfRowPage *page;

  settle_empty (f, 5);
  page = new_page (6, 6, FALSE);
  g_ptr_array_add (page->rows, new_row ("customer", id, 6, "{\"surname\":\"王\",\"phone\":\"+8613912345678\"}"));
  take_page (f, page);
  sf_record_set_text (patch, SF_CUSTOMER_SURNAME, "李");
  commit_one (f->store, "patch", patch);
  page = new_page (7, 7, FALSE);
  g_ptr_array_add (page->rows, new_row ("customer", id, 7, "{\"surname\":\"王\",\"phone\":\"+8613900000000\"}"));
  take_page (f, page);
  name = surname_of (f, SF_KIND_CUSTOMER, SF_CUSTOMER_SURNAME, id);
  phone = surname_of (f, SF_KIND_CUSTOMER, SF_CUSTOMER_PHONE, id);
  g_assert_cmpstr (name, ==, "李");
  g_assert_cmpstr (phone, ==, "+8613900000000");
  push_all (f, 1, 0, 8, SF_PUSH_OK);
  page = new_page (8, 8, FALSE);
  g_ptr_array_add (page->rows, new_row ("customer", id, 8, "{\"surname\":\"张\"}"));
  take_page (f, page);
  g_free (name);
  name = surname_of (f, SF_KIND_CUSTOMER, SF_CUSTOMER_SURNAME, id);
  g_assert_cmpstr (name, ==, "张");
}

static char *
setting_id (guint n)
{
  return g_strdup_printf ("00000000-0000-7000-8000-%012u", n);
}

static void
add_settings (SfRowPage *page, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    {
      g_autofree char *id = setting_id (i);
      g_autofree char *data = g_strdup_printf ("{\"key\":\"k%u\",\"value\":\"v\"}", i);

      g_ptr_array_add (page->rows, new_row ("setting", id, page->token.seq, data));
    }
}

static gint64
settings (DeviceFixture *f)
{
  SfQuery query = { .kind = SF_KIND_SETTING, .order = -1 };

  return sf_table_count (sf_device_store_get_db (f->store), &query, NULL);
}

static SfBucketPhase
phase (DeviceFixture *f)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (f->store, NULL);

  g_assert_cmpuint (buckets->len, ==, 1);
  return ((SfDeviceBucket *) buckets->pdata[0])->phase;
}

/* The old replica stays readable until the new one is whole, then all of it changes at once. */
static void
test_resync (DeviceFixture *f, gconstpointer role)
{
  SfRowPage *page = new_page (10, 10, FALSE);
  gint64 count;
  guint8 sum[SF_LINK_LEN];

  say_hello (f, new_hello_reply (0, BUCKET, 10));
  add_settings (page, 0, 10);
  take_page (f, page);
  g_assert_cmpint (phase (f), ==, SF_BUCKET_NORMAL);
  page = sf_row_page_new ();
  page->resync = TRUE;
  g_assert_cmpint (take_page (f, page), ==, SF_PAGE_RESYNC);
  g_assert_cmpint (phase (f), ==, SF_BUCKET_SHADOW);
  page = new_page (7, 7, TRUE);
  add_settings (page, 0, 4);
  page->after_kind = g_strdup ("setting");
  page->after_id = setting_id (3);
  take_page (f, page);
  g_assert_cmpint (settings (f), ==, 10);
  device_reopen (f);
  page = new_page (7, 7, FALSE);
  add_settings (page, 20, 23);
  take_page (f, page);
  g_assert_cmpint (settings (f), ==, 10);
  g_assert_cmpint (phase (f), ==, SF_BUCKET_TAIL);
  page = new_page (8, 8, FALSE);
  add_settings (page, 23, 24);
  g_ptr_array_add (page->rows, new_row ("setting", "00000000-0000-7000-8000-000000000000", 8, NULL));
  g_assert_cmpint (take_page (f, page), ==, SF_PAGE_SWAPPED);
  g_assert_cmpint (phase (f), ==, SF_BUCKET_NORMAL);
  g_assert_cmpint (settings (f), ==, 7);
  g_assert_true (sf_device_store_sum (f->store, BUCKET, &count, sum, NULL));
  g_assert_cmpint (count, ==, 7);
}

/* A server that lost more than half is not believed without a person. */
static void
test_held (DeviceFixture *f, gconstpointer role)
{
  SfRowPage *page = new_page (10, 10, FALSE);

  say_hello (f, new_hello_reply (0, BUCKET, 10));
  add_settings (page, 0, 10);
  take_page (f, page);
  g_assert_true (sf_device_sync_begin_resync (f->store, BUCKET, NULL));
  page = new_page (3, 3, FALSE);
  add_settings (page, 0, 4);
  take_page (f, page);
  g_assert_cmpint (take_page (f, new_page (3, 3, FALSE)), ==, SF_PAGE_HELD);
  g_assert_cmpint (settings (f), ==, 10);
  g_assert_true (sf_device_sync_confirm (f->store, BUCKET, NULL));
  g_assert_cmpint (settings (f), ==, 4);
  g_assert_cmpint (phase (f), ==, SF_BUCKET_NORMAL);
}

static void
test_lost_bucket (DeviceFixture *f, gconstpointer role)
{
  SfRowPage *page = new_page (10, 10, FALSE);

  say_hello (f, new_hello_reply (0, BUCKET, 10));
  add_settings (page, 0, 10);
  take_page (f, page);
  say_hello (f, new_hello_reply (0, "pub", 10));
  g_assert_cmpint (settings (f), ==, 0);
}

static gboolean
files_contain (DeviceFixture *f, const char *needle)
{
  static const char *const names[] = { "device.db", "device.db-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize len;

      if (g_file_get_contents (path, &bytes, &len, NULL) && memmem (bytes, len, needle, strlen (needle)) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Decisions 3: a kiosk shows its own visit until a backup holds it, then no byte of it is left, and the chain still proves itself. */
static void
test_kiosk_forgets (DeviceFixture *f, gconstpointer role)
{
  SfRecord *visit = visit_record (f->ids, f->clock, "欧阳canary");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  g_autoptr(SfPush) push = NULL;

  settle_empty (f, 5);
  commit_one (f->store, "create", visit);
  push_all (f, 1, 0, 6, SF_PUSH_OK);
  take_page (f, new_page (6, 6, FALSE));
  assert_surname (f, id, "欧阳canary");   /* no bucket of a kiosk carries visits: its own copy is all it has */
  g_assert_true (files_contain (f, "canary"));
  push_all (f, 1, 1, 6, SF_PUSH_OK);
  assert_surname (f, id, NULL);
  g_assert_true (sf_device_sync_tidy (f->store, NULL));
  g_assert_false (files_contain (f, "canary"));
  device_reopen (f);
  push = sf_device_sync_next_push (f->store, 0, SF_MAX_PUSH, NULL);
  g_assert_cmpuint (push->items->len, ==, 1);
  g_assert_true (((SfPushItem *) push->items->pdata[0])->gone);
}

static void
test_erase (DeviceFixture *f, gconstpointer role)
{
  SfRecord *visit = visit_record (f->ids, f->clock, "欧阳canary");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  SfHelloReply *reply = new_hello_reply (0, BUCKET, 5);

  commit_one (f->store, "create", visit);
  g_ptr_array_add (reply->directives, g_strdup_printf ("{\"k\":\"erase\",\"id\":\"%s\"}", id));
  g_ptr_array_add (reply->directives, g_strdup ("{\"k\":\"of another age\"}"));
  say_hello (f, reply);
  assert_surname (f, id, NULL);
  g_assert_true (sf_device_sync_tidy (f->store, NULL));
  g_assert_false (files_contain (f, "canary"));
  device_reopen (f);
}

static void
test_old_rows_go (DeviceFixture *f, gconstpointer role)
{
  g_auto(SfDeviceIdentity) identity = { 0 };
  g_auto(SfDeviceIdentity) later = { 0 };

  settle_empty (f, 5);
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "王"));
  push_all (f, 1, 1, 6, SF_PUSH_OK);
  take_page (f, new_page (6, 6, FALSE));
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "李"));
  g_assert_true (sf_device_sync_tidy (f->store, NULL));
  g_assert_true (sf_device_sync_identity (f->store, &identity, NULL));
  g_assert_cmpint (identity.floor, ==, 1);   /* kept for the oldest backup anybody would restore */
  sf_clock_fake_advance (f->clock, G_GINT64_CONSTANT (15) * 24 * 3600 * 1000);
  g_assert_true (sf_device_sync_tidy (f->store, NULL));
  g_assert_true (sf_device_sync_identity (f->store, &later, NULL));
  g_assert_cmpint (later.floor, ==, 2);
  device_reopen (f);   /* the shorter chain holds */
}

/*
 * A device that wakes up 500 days ahead and has heard no server in this boot lets nothing go: a server that was restored meanwhile may
 * ask for it (worlds 70672 and 91194).
 */
static void
test_old_rows_wait (DeviceFixture *f, gconstpointer role)
{
  const gint64 ahead_ms = G_GINT64_CONSTANT (500) * 24 * 3600 * 1000;
  g_auto(SfDeviceIdentity) woken = { 0 };
  g_auto(SfDeviceIdentity) heard = { 0 };
  SfHelloReply *reply;

  settle_empty (f, 5);
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "王"));
  push_all (f, 1, 1, 6, SF_PUSH_OK);
  take_page (f, new_page (6, 6, FALSE));
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "李"));
  sf_clock_fake_reboot (f->clock);
  sf_clock_fake_set_wall (f->clock, DEVICE_START_MS + ahead_ms);
  g_assert_true (sf_device_sync_tidy (f->store, NULL));
  g_assert_true (sf_device_sync_identity (f->store, &woken, NULL));
  g_assert_cmpint (woken.floor, ==, 1);
  reply = new_hello_reply (1, BUCKET, 6);
  reply->now_ms = DEVICE_START_MS + ahead_ms;    /* so it is true: that long was it switched off */
  say_hello (f, reply);
  g_assert_true (sf_device_sync_tidy (f->store, NULL));
  g_assert_true (sf_device_sync_identity (f->store, &heard, NULL));
  g_assert_cmpint (heard.floor, ==, 2);
}

static void
test_one_program (DeviceFixture *f, gconstpointer role)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (sf_device_store_open (f->dir, NULL, NULL, f->clock, f->ids, &error));
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_LOCKED);
}

static void
on_changed (guint64 kinds, GPtrArray *ids, gpointer data)
{
  GString *heard = data;

  for (guint kind = 1; kind < SF_N_KINDS; kind++)
    if ((kinds >> kind & 1) != 0)
      g_string_append_printf (heard, "%s ", sf_kind_info (kind)->name);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (heard, "%s ", (char *) ids->pdata[i]);
}

static void
test_changed (DeviceFixture *f, gconstpointer role)
{
  g_autoptr(GString) heard = g_string_new (NULL);
  SfRecord *visit = visit_record (f->ids, f->clock, "王");
  g_autofree char *expected = g_strdup_printf ("visit %s ", sf_record_get_id (visit));

  sf_device_store_set_changed (f->store, on_changed, heard);
  commit_one (f->store, "create", visit);
  g_assert_cmpstr (heard->str, ==, expected);
}

/* A row of a kind or a value of a newer server is kept and stops nothing. */
static void
test_newer_server (DeviceFixture *f, gconstpointer role)
{
  SfRowPage *page = new_page (6, 6, FALSE);
  gint64 count;
  guint8 sum[SF_LINK_LEN];

  settle_empty (f, 5);
  g_ptr_array_add (page->rows, new_row ("hologram", "00000000-0000-7000-8000-000000000001", 6, "{\"a\":1}"));
  add_settings (page, 5, 6);
  take_page (f, page);
  g_assert_cmpint (settings (f), ==, 1);
  g_assert_true (sf_device_store_sum (f->store, BUCKET, &count, sum, NULL));
  g_assert_cmpint (count, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, role, func) g_test_add ("/store/device/" name, DeviceFixture, role, set_up, func, tear_down)
  ADD ("commit", "tablet", test_commit);
  ADD ("counter", "kiosk", test_counter);
  ADD ("phases", "tablet", test_phases);
  ADD ("between-pages", "tablet", test_between_pages);
  ADD ("foreign-history", "tablet", test_foreign_history);
  ADD ("server-behind", "tablet", test_server_behind);
  ADD ("rolled-back", "tablet", test_rolled_back);
  ADD ("stamps", "tablet", test_stamps);
  ADD ("push-limits", "tablet", test_push_limits);
  ADD ("rejected", "tablet", test_rejected);
  ADD ("patch-over-row", "tablet", test_patch_over_row);
  ADD ("resync", "tablet", test_resync);
  ADD ("held", "tablet", test_held);
  ADD ("lost-bucket", "tablet", test_lost_bucket);
  ADD ("kiosk-forgets", "kiosk", test_kiosk_forgets);
  ADD ("erase", "tablet", test_erase);
  ADD ("old-rows-go", "tablet", test_old_rows_go);
  ADD ("old-rows-wait", "tablet", test_old_rows_wait);
  ADD ("one-program", "tablet", test_one_program);
  ADD ("changed", "tablet", test_changed);
  ADD ("newer-server", "tablet", test_newer_server);
  return g_test_run ();
}
