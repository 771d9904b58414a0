/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "store/sf-server-private.h"

struct FixtureMark { SfTestImage *image; SfServerHeads heads; gint64 wall; Dev dev[N_DEVICES]; };

static const struct { const char *no, *name, *job; } people[N_STAFF] = {
  [ANN] = { "S1", "Ann", "sales" }, [BEN] = { "S2", "Ben", "sales" }, [CAI] = { "S3", "Cai", "sales" },
  [SVEN] = { "W1", "Sven", "service" }, [ROSE] = { "R1", "Rose", "reception" }, [MAX_BOSS] = { "M1", "Max", "manager" },
};

char *
fixture_id (Fixture *self)
{
  return sf_ids_new_uuid (self->ids, self->clock);
}

static void
put (Fixture *self, SfRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_ingest_put (self->ingest, record, &error));
  g_assert_no_error (error);
  sf_record_unref (record);
}

static void
put_dealer (Fixture *self)
{
  g_autofree char *id = fixture_id (self);
  SfRecord *dealer = sf_record_new (SF_KIND_DEALER, id);

  sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_EN, "Test house");
  sf_record_set_text (dealer, SF_DEALER_ZONE, "Asia/Shanghai");
  sf_record_set_text (dealer, SF_DEALER_REGION, "cn");
  put (self, dealer);
}

static void
put_person (Fixture *self, guint who)
{
  SfRecord *person, *roster;
  g_autofree char *roster_id = NULL;

  self->staff[who] = fixture_id (self);
  roster_id = sf_uuid_derive (self->staff[who], "roster", 0);
  person = sf_record_new (SF_KIND_CONSULTANT, self->staff[who]);
  sf_record_set_text (person, SF_CONSULTANT_STAFF_NO, people[who].no);
  sf_record_set_ltext (person, SF_CONSULTANT_NAME, SF_LANG_EN, people[who].name);
  sf_record_set_text (person, SF_CONSULTANT_JOB, people[who].job);
  sf_record_set_int (person, SF_CONSULTANT_POSITION, who + 1);
  sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 1);
  put (self, person);
  roster = sf_record_new (SF_KIND_ROSTER, roster_id);
  sf_record_set_text (roster, SF_ROSTER_CONSULTANT, self->staff[who]);
  sf_record_set_text (roster, SF_ROSTER_PRESENCE, "free");
  put (self, roster);
}

static void
put_device (Fixture *self, guint dev)
{
  g_autofree char *id = fixture_id (self);
  SfRecord *device = sf_record_new (SF_KIND_DEVICE, id);
  const char *role = dev <= KIOSK2 ? "kiosk" : dev <= TABLET2 ? "tablet" : "display";

  memset (&self->dev[dev], 0, sizeof self->dev[dev]);
  g_strlcpy (self->dev[dev].peer.device_id, id, sizeof self->dev[dev].peer.device_id);
  self->dev[dev].peer.inc = dev + 1;
  self->dev[dev].peer.role = sf_role_parse (role);
  sf_record_set_text (device, SF_DEVICE_SELF, id);
  sf_record_set_text (device, SF_DEVICE_NAME, role);
  sf_record_set_text (device, SF_DEVICE_ROLE, role);
  sf_record_set_text (device, SF_DEVICE_STATE, "active");
  put (self, device);
}

static void
open_store (Fixture *self)
{
  g_autoptr(GError) error = NULL;

  self->store = sf_server_store_open (self->dir, self->disk != NULL ? sf_test_disk_vfs (self->disk) : NULL, self->worker, self->clock, self->ids, &error);
  g_assert_no_error (error);
  self->ingest = sf_ingest_new (self->store, self->clock, self->ids);
}

static void
close_store (Fixture *self)
{
  g_clear_pointer (&self->ingest, sf_ingest_free);
  g_clear_pointer (&self->store, sf_server_store_close);
}

static void
fill (Fixture *self)
{
  self->clock = sf_clock_new_fake (FIXTURE_NOW);
  self->ids = sf_ids_new_seeded (7);
  self->worker = sf_worker_new_inline ();
  open_store (self);
  put_dealer (self);
  for (guint i = 0; i < N_STAFF; i++)
    put_person (self, i);
  for (guint i = 0; i < N_DEVICES; i++)
    put_device (self, i);
  fixture_advance (self, 1000);
}

void
fixture_set_up (Fixture *self)
{
  g_autoptr(GError) error = NULL;

  memset (self, 0, sizeof *self);
  /* In memory where there is such a folder: every commit waits for the disk otherwise. */
  self->dir = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? g_mkdtemp (g_strdup ("/dev/shm/sf-server-XXXXXX")) : g_dir_make_tmp ("sf-server-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->dir);
  fill (self);
}

void
fixture_mark (Fixture *self)
{
  g_autoptr(GError) error = NULL;

  if (self->mark != NULL)
    sf_test_image_free (self->mark->image);
  else
    self->mark = g_new0 (FixtureMark, 1);
  g_assert_true (sf_db_checkpoint (sf_server_store_get_db (self->store), &error));
  self->mark->image = sf_test_disk_save (self->disk);
  self->mark->heads = self->store->heads;
  self->mark->wall = sf_clock_wall_ms (self->clock);
  memcpy (self->mark->dev, self->dev, sizeof self->dev);
}

void
fixture_set_up_in_memory (Fixture *self)
{
  memset (self, 0, sizeof *self);
  self->disk = sf_test_disk_new (1);
  self->dir = g_strdup ("d");
  fill (self);
  fixture_mark (self);
}

/* The store stays open: reading the layout and preparing statements is most of the work of an input (tests/fuzz/fuzz-apply.c). */
void
fixture_rewind (Fixture *self)
{
  SfServerStore *store = self->store;

  sf_test_disk_rewind (self->disk, self->mark->image);
  sf_ids_unref (self->ids);
  sf_clock_unref (self->clock);
  self->ids = sf_ids_new_seeded (8);
  self->clock = sf_clock_new_fake (self->mark->wall);
  sf_ids_unref (store->ids);
  sf_clock_unref (store->clock);
  store->ids = sf_ids_ref (self->ids);
  store->clock = sf_clock_ref (self->clock);
  store->heads = self->mark->heads;
  store->witness_commits = 0;
  store->witness_boot_ms = 0;
  g_hash_table_remove_all (store->told);
  sf_ingest_free (self->ingest);
  self->ingest = sf_ingest_new (self->store, self->clock, self->ids);
  memcpy (self->dev, self->mark->dev, sizeof self->dev);
}

void
fixture_reopen (Fixture *self)
{
  close_store (self);
  open_store (self);
}

static void
remove_dir (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

/* Whatever a test did, the history must add up at its end. */
void
fixture_tear_down (Fixture *self)
{
  g_autoptr(GError) error = NULL;

  sf_server_store_verify (self->store, &error);
  g_assert_no_error (error);
  close_store (self);
  if (self->disk == NULL)
    remove_dir (self->dir);
  if (self->mark != NULL)
    sf_test_image_free (self->mark->image);
  g_free (self->mark);
  g_clear_pointer (&self->disk, sf_test_disk_free);
  g_free (self->dir);
  for (guint i = 0; i < N_STAFF; i++)
    g_free (self->staff[i]);
  sf_worker_unref (self->worker);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
}

void
fixture_advance (Fixture *self, gint64 ms)
{
  sf_clock_fake_advance (self->clock, ms);
}

char *
fixture_body (const char *verb, SfRecord *data, const char *by)
{
  g_autoptr(SfMutation) mutation = sf_mutation_new (verb, data, by);

  mutation->checked = TRUE;
  return sf_codec_mutation_to_json (mutation);
}

SfPush *
fixture_push_new (guint dev)
{
  SfPush *push = sf_push_new ();

  push->inc = dev + 1;
  push->floor = 1;
  return push;
}

void
fixture_add (Fixture *self, guint dev, SfPush *push, const char *body)
{
  Dev *d = &self->dev[dev];
  SfPushItem *item = g_new0 (SfPushItem, 1);

  item->mid = ++d->last;
  sf_link (d->last_h, body, strlen (body), item->h);
  memcpy (d->last_h, item->h, SF_LINK_LEN);
  item->st = (sf_clock_wall_ms (self->clock) << 16) | (++d->ctr & 0xffff);
  item->clk = g_strdup ("ok");
  item->body = g_strdup (body);
  g_ptr_array_add (push->items, item);
}

SfPushResult *
fixture_do (Fixture *self, guint dev, const char *verb, SfRecord *data, const char *by)
{
  g_autofree char *body = fixture_body (verb, data, by);
  g_autoptr(SfPush) push = fixture_push_new (dev);
  g_autoptr(SfPushReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean fork = FALSE;

  sf_record_unref (data);
  fixture_add (self, dev, push, body);
  reply = sf_ingest_push (self->ingest, &self->dev[dev].peer, push, &fork, &error);
  g_assert_no_error (error);
  g_assert_false (fork);
  g_assert_cmpint (reply->need, ==, 0);
  g_assert_cmpuint (reply->results->len, ==, 1);
  return g_ptr_array_steal_index (reply->results, 0);
}

void
fixture_ok (Fixture *self, guint dev, const char *verb, SfRecord *data, const char *by)
{
  SfPushResult *result = fixture_do (self, dev, verb, data, by);

  if (result->status != SF_PUSH_OK)
    g_error ("%s: status %d, code %s", verb, result->status, result->code);
  sf_push_result_free (result);
}

void
fixture_refused (Fixture *self, guint dev, const char *verb, SfRecord *data, const char *by, const char *code)
{
  SfPushResult *result = fixture_do (self, dev, verb, data, by);

  g_assert_cmpstr (result->code, ==, code);
  g_assert_cmpint (result->status, ==, SF_PUSH_REJECTED);
  sf_push_result_free (result);
}

SfRecord *
fixture_visit (Fixture *self, guint dev, const char *purpose)
{
  g_autofree char *id = fixture_id (self);
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A01");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, purpose);
  sf_record_set_text (visit, SF_VISIT_BEFORE, "unknown");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (self->clock));
  sf_record_set_text (visit, SF_VISIT_DAY, FIXTURE_DAY);
  sf_record_set_text (visit, SF_VISIT_DEVICE, self->dev[dev].peer.device_id);
  return visit;
}

char *
fixture_check_in (Fixture *self, guint dev, const char *purpose)
{
  SfRecord *visit = fixture_visit (self, dev, purpose);
  char *id = g_strdup (sf_record_get_id (visit));

  fixture_ok (self, dev, "create", visit, NULL);
  return id;
}

SfRecord *
fixture_consent (Fixture *self, SfRecord *visit, const char *phone)
{
  static const char *const purposes[] = { "visit", NULL };
  g_autofree char *id = fixture_id (self), *notice = fixture_id (self);
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (consent, SF_CONSENT_VISIT, sf_record_get_id (visit));
  sf_record_set_text (consent, SF_CONSENT_NOTICE, notice);
  sf_record_set_text (consent, SF_CONSENT_SHA256, "00");
  sf_record_set_text (consent, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (consent, SF_CONSENT_AT, sf_clock_wall_ms (self->clock));
  sf_record_set_text (visit, SF_VISIT_CONSENT, id);
  sf_record_set_text (visit, SF_VISIT_PHONE, phone);
  return consent;
}

char *
fixture_check_in_phone (Fixture *self, guint dev, const char *phone, const char *before)
{
  SfRecord *visit = fixture_visit (self, dev, "see"), *consent = fixture_consent (self, visit, phone);
  char *id = g_strdup (sf_record_get_id (visit));

  sf_record_set_text (visit, SF_VISIT_SURNAME, "\347\216\213");
  sf_record_set_text (visit, SF_VISIT_BEFORE, before);
  fixture_ok (self, dev, "create", consent, NULL);
  fixture_ok (self, dev, "create", visit, NULL);
  return id;
}

SfRecord *
fixture_outcome (Fixture *self, const char *visit, guint who)
{
  g_autofree char *id = fixture_id (self);
  SfRecord *outcome = sf_record_new (SF_KIND_OUTCOME, id);

  sf_record_set_text (outcome, SF_OUTCOME_VISIT, visit);
  sf_record_set_text (outcome, SF_OUTCOME_CONSULTANT, self->staff[who]);
  sf_record_set_text (outcome, SF_OUTCOME_DAY, FIXTURE_DAY);
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, "considering");
  sf_record_set_int (outcome, SF_OUTCOME_AT, sf_clock_wall_ms (self->clock));
  return outcome;
}

SfRecord *
fixture_get (Fixture *self, SfKind kind, const char *id)
{
  g_autoptr(GError) error = NULL;
  SfRecord *record = sf_table_get (sf_server_store_get_db (self->store), kind, id, &error);

  g_assert_no_error (error);
  return record;
}

SfRecord *
fixture_status (Fixture *self, const char *visit)
{
  g_autofree char *id = sf_uuid_derive (visit, "visit_status", 0);

  return fixture_get (self, SF_KIND_VISIT_STATUS, id);
}

SfRecord *
fixture_ticket (Fixture *self, const char *visit)
{
  g_autofree char *id = sf_uuid_derive (visit, "ticket", 0);

  return fixture_get (self, SF_KIND_TICKET, id);
}

SfRecord *
fixture_offer (Fixture *self, const char *visit, guint turn)
{
  g_autofree char *id = sf_uuid_derive (visit, "assignment", turn);

  return fixture_get (self, SF_KIND_ASSIGNMENT, id);
}

SfRecord *
fixture_roster (Fixture *self, guint who)
{
  g_autofree char *id = sf_uuid_derive (self->staff[who], "roster", 0);

  return fixture_get (self, SF_KIND_ROSTER, id);
}

SfRecord *
fixture_offer_patch (const char *visit, guint turn, const char *consultant)
{
  g_autofree char *id = sf_uuid_derive (visit, "assignment", turn);
  SfRecord *patch = sf_record_new (SF_KIND_ASSIGNMENT, id);

  if (consultant != NULL)
    sf_record_set_text (patch, SF_ASSIGNMENT_CONSULTANT, consultant);
  return patch;
}

void
fixture_presence (Fixture *self, guint who, const char *presence)
{
  g_autofree char *id = sf_uuid_derive (self->staff[who], "roster", 0);
  SfRecord *patch = sf_record_new (SF_KIND_ROSTER, id);

  sf_record_set_text (patch, SF_ROSTER_PRESENCE, presence);
  fixture_ok (self, TABLET, "patch", patch, self->staff[who]);
}

gint64
fixture_tick (Fixture *self)
{
  g_autoptr(GError) error = NULL;
  gint64 next = sf_ingest_tick (self->ingest, &error);

  g_assert_no_error (error);
  return next;
}
