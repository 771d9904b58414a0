/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power.h"

#include <string.h>

#define MOST 400
#define STAFF "00000000-0000-7000-8000-0000000001%02u"
#define DAY "2026-11-22"

static void
put (Power *self, SfRecord *record)
{
  g_autoptr(SfRecord) own = record;

  /* Refused only by a disk: the stage goes on as a program would whose call failed. */
  if (!sf_ingest_put (self->ingest, own, NULL) && !power_is_dead (self))
    power_say_wrong (self, "the server refused a record");
}

static SfRecord *
person (guint n, const char *name)
{
  g_autofree char *id = g_strdup_printf (STAFF, n);
  SfRecord *record = sf_record_new (SF_KIND_CONSULTANT, id);

  sf_record_set_text (record, SF_CONSULTANT_STAFF_NO, id + 34);
  sf_record_set_ltext (record, SF_CONSULTANT_NAME, SF_LANG_EN, name);
  sf_record_set_text (record, SF_CONSULTANT_JOB, "sales");
  sf_record_set_int (record, SF_CONSULTANT_ACTIVE, 1);
  return record;
}

static void
create (Power *self)
{
  SfRecord *dealer;

  power_open_both_somehow (self);
  if (self->ingest == NULL)
    return;
  dealer = sf_record_new (SF_KIND_DEALER, "00000000-0000-7000-8000-0000000002ff");
  sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_EN, "House");
  sf_record_set_text (dealer, SF_DEALER_ZONE, "Asia/Shanghai");
  sf_record_set_text (dealer, SF_DEALER_REGION, "cn");
  put (self, dealer);
  for (guint i = 0; i < 10; i++)
    put (self, person (i, "Somebody"));
}

/* As sf-enrol.c on both sides: the server knows the key before the kiosk hears of it. */
static void
enrol (Power *self)
{
  static const guint8 key[32] = { 1, 2, 3 };
  g_autofree char *code = NULL;
  g_autoptr(SfAccount) account = NULL;
  SfEnrolResult result;
  SfRecord *device;

  code = sf_server_accounts_new_code (self->server, self->peer.device_id, SF_ROLE_K, "Kiosk", NULL, NULL);
  if (code == NULL || !sf_server_accounts_enrol (self->server, code, key, NULL, &result, &account, NULL))
    return;
  self->account = TRUE;
  device = sf_record_new (SF_KIND_DEVICE, self->peer.device_id);
  sf_record_set_text (device, SF_DEVICE_SELF, self->peer.device_id);
  sf_record_set_text (device, SF_DEVICE_NAME, "Kiosk");
  sf_record_set_text (device, SF_DEVICE_ROLE, "kiosk");
  sf_record_set_text (device, SF_DEVICE_STATE, "active");
  put (self, device);
  self->enrolled = sf_device_store_set_all (self->kiosk, NULL, "device_id", self->peer.device_id, "role", "kiosk", "server_id", sf_server_store_get_server_id (self->server),
                                            "hosts", "127.0.0.1:1", NULL);
}

static SfRecord *
visit (Power *self, SfRecord *consent)
{
  g_autofree char *id = sf_ids_new_uuid (self->ids, self->clock);
  g_autofree char *phone = g_strdup_printf ("+861380000%04u", self->tried->len);   /* erasing a person takes all with that number along */
  SfRecord *record = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (record, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (record, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (record, SF_VISIT_BEFORE, "first");
  sf_record_set_text (record, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (record, SF_VISIT_AT, sf_clock_wall_ms (self->clock));
  sf_record_set_text (record, SF_VISIT_DAY, DAY);
  sf_record_set_text (record, SF_VISIT_DEVICE, self->peer.device_id);
  sf_record_set_text (record, SF_VISIT_SURNAME, "王");
  sf_record_set_text (record, SF_VISIT_PHONE, phone);
  sf_record_set_text (record, SF_VISIT_CONSENT, sf_record_get_id (consent));
  sf_record_set_text (consent, SF_CONSENT_VISIT, id);
  return record;
}

static SfRecord *
consent_record (Power *self)
{
  static const char *const purposes[] = { "visit", NULL };
  g_autofree char *id = sf_ids_new_uuid (self->ids, self->clock), *notice = sf_ids_new_uuid (self->ids, self->clock);
  SfRecord *record = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (record, SF_CONSENT_NOTICE, notice);
  sf_record_set_text (record, SF_CONSENT_SHA256, "00");
  sf_record_set_text (record, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (record, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (record, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (record, SF_CONSENT_AT, sf_clock_wall_ms (self->clock));
  return record;
}

/* One guest: number, consent and visit in one commit, as the kiosk does it. */
static void
one_guest (Power *self)
{
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) consent = consent_record (self);
  g_autoptr(SfRecord) record = visit (self, consent);

  g_ptr_array_add (mutations, sf_mutation_new ("create", consent, NULL));
  g_ptr_array_add (mutations, sf_mutation_new ("create", record, NULL));
  g_ptr_array_add (self->tried, g_strdup (sf_record_get_id (record)));
  if (sf_device_store_next_number (self->kiosk, "visit", DAY, NULL) > 0 && sf_device_store_commit (self->kiosk, mutations, NULL, NULL))
    g_hash_table_add (self->saved, g_strdup (sf_record_get_id (record)));
  sf_clock_fake_advance (self->clock, 1500);
}

static void
check_in (Power *self)
{
  for (guint i = 0; i < 4; i++)
    one_guest (self);
}

static void
sync_all (Power *self)
{
  power_sync (self, MOST);
}

static void
pull (Power *self)
{
  for (guint i = 0; i < 10; i++)
    put (self, person (i, "Somebody else"));
  power_sync (self, MOST);
}

static void
resync (Power *self)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (self->kiosk, NULL);

  for (guint i = 0; buckets != NULL && i < buckets->len; i++)
    if (!sf_device_sync_begin_resync (self->kiosk, ((SfDeviceBucket *) buckets->pdata[i])->id, NULL))
      return;
  power_sync (self, MOST);
}

static void
backup (Power *self)
{
  sf_test_disk_remove (self->disks[POWER_SERVER], POWER_BACKUP);
  if (sf_server_store_backup (self->server, POWER_BACKUP, NULL))
    power_sync (self, MOST);
}

static void
check_in_and_tell (Power *self)
{
  check_in (self);
  power_sync (self, MOST);
}

/* The newest visit; the register is written before the database. */
static void
erase (Power *self)
{
  const char *id = self->tried->pdata[self->tried->len - 1];

  self->erasing = id;
  if (sf_ingest_erase (self->ingest, SF_KIND_VISIT, id, NULL))
    g_hash_table_add (self->erased, g_strdup (id));
  power_sync (self, MOST);
}

/* Both logs into their files, as in quiet hours, and one more guest right after. */
static void
checkpoint (Power *self)
{
  g_autoptr(GError) error = NULL;

  if ((!sf_db_checkpoint (sf_device_store_get_db (self->kiosk), &error) || !sf_db_checkpoint (sf_server_store_get_db (self->server), &error)) && !power_is_dead (self))
    power_say_wrong (self, "checkpoint: %s", error->message);
  one_guest (self);
  power_sync (self, MOST);
}

/* What an older program left: a kind, an index and a column that it did not know. */
static void
make_older (Power *self)
{
  static const char sql[] = "DELETE FROM registry; DROP TABLE k_play; DROP INDEX k_visit_day; ALTER TABLE k_visit DROP COLUMN heads";
  g_autoptr(GError) error = NULL;

  sf_db_seal (sf_device_store_get_db (self->kiosk), FALSE);
  sf_db_seal (sf_server_store_get_db (self->server), FALSE);
  g_assert_true (sf_db_exec (sf_device_store_get_db (self->kiosk), sql, &error));
  g_assert_true (sf_db_exec (sf_server_store_get_db (self->server), sql, &error));
  g_assert_no_error (error);
}

static void
migrate (Power *self)
{
  one_guest (self);
  power_sync (self, MOST);
}

static gboolean
need_not_come_back (gpointer id, gpointer value, gpointer data)
{
  return g_hash_table_contains (((Power *) data)->erased, id)
         || sf_device_store_saved (((Power *) data)->kiosk, SF_KIND_VISIT, id, NULL, NULL) == SF_SAVED_SAFE;
}

/* The first bytes of the kiosk's database are not what they were. What a backup holds or was erased need not come back. */
static void
damage (Power *self)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *file = NULL;
  gsize len;

  check_in_and_tell (self);
  check_in (self);
  g_assert_true (sf_db_checkpoint (sf_device_store_get_db (self->kiosk), NULL));
  g_hash_table_foreach_remove (self->saved, need_not_come_back, self);
  g_clear_pointer (&self->core, sf_sync_core_free);
  g_clear_pointer (&self->kiosk, sf_device_store_close);
  bytes = sf_test_disk_get (self->disks[POWER_KIOSK], POWER_DIR "/device.db");
  file = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  len = g_bytes_get_size (bytes);
  file[3] ^= 0x20;
  sf_test_disk_put (self->disks[POWER_KIOSK], POWER_DIR "/device.db", file, len);
  /* A new incarnation begins from nothing. */
  self->damaged = TRUE;
  self->inc = self->acked = self->safe = 0;
}

void
power_finish (Power *self)
{
  create (self);   /* what is there already is not written again */
  if (!self->enrolled)
    enrol (self);
  power_sync (self, MOST);
  one_guest (self);
  power_sync (self, MOST);
  power_check_settled (self);
}

const PowerStep power_steps[] = {
  { "create", NULL, create },
  { "enrol", NULL, enrol },
  { "first-sync", NULL, sync_all },
  { "check-in", NULL, check_in },
  { "push", NULL, sync_all },
  { "pull", NULL, pull },
  { "resync", NULL, resync },
  { "backup", check_in, backup },
  { "erase", check_in_and_tell, erase },
  { "checkpoint", check_in, checkpoint },
  { "migrate", make_older, migrate },
  { "salvage", damage, migrate },
};
const guint power_n_steps = G_N_ELEMENTS (power_steps);
