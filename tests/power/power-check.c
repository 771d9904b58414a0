/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power.h"

#include <string.h>

static gint64
count (SfDb *db, const char *sql)
{
  g_autoptr(GError) error = NULL;
  SfStmt *stmt = sf_db_prepare (db, sql, &error);
  gint64 n;

  g_assert_no_error (error);
  g_assert_cmpint (sf_stmt_step (stmt, &error), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

static void
check_integrity (Power *self, SfDb *db, const char *whose)
{
  SfStmt *stmt = sf_db_prepare (db, "PRAGMA integrity_check", NULL);

  if (stmt == NULL || sf_stmt_step (stmt, NULL) != SF_STEP_ROW || g_strcmp0 (sf_stmt_text (stmt, 0), "ok") != 0)
    power_say_wrong (self, "integrity of the %s's database", whose);
  if (stmt != NULL)
    sf_stmt_reset (stmt);
}

static gboolean
shown (SfDb *db, const char *id)
{
  g_autoptr(SfRecord) record = sf_table_get (db, SF_KIND_VISIT, id, NULL);

  return record != NULL;
}

/* What was called saved is in the journal, and on the glass until a backup holds it. */
static void
check_saved (Power *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->saved);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autofree char *code = NULL;
      SfSaved saved = sf_device_store_saved (self->kiosk, SF_KIND_VISIT, id, &code, NULL);

      if (saved == SF_SAVED_NONE || saved == SF_SAVED_REJECTED)
        power_say_wrong (self, "a visit called saved is %s", saved == SF_SAVED_NONE ? "lost" : code);
      else if (saved != SF_SAVED_SAFE && !shown (sf_device_store_get_db (self->kiosk), id) && !g_hash_table_contains (self->erased, id)
               && g_strcmp0 (id, self->erasing) != 0)
        power_say_wrong (self, "a visit called saved is not shown");
    }
}

static void
check_kiosk (Power *self)
{
  g_auto(SfDeviceIdentity) identity = { 0 };
  g_autofree char *salvage = sf_device_store_get (self->kiosk, "salvage");
  SfDb *db = sf_device_store_get_db (self->kiosk);

  check_integrity (self, db, "kiosk");
  g_assert_true (sf_device_sync_identity (self->kiosk, &identity, NULL));
  if (self->enrolled && g_strcmp0 (identity.device_id, self->peer.device_id) != 0)
    power_say_wrong (self, "the kiosk forgot who it is");
  if (self->inc != 0 && identity.inc != self->inc)
    power_say_wrong (self, "the kiosk took itself for a copy");
  if (!self->damaged && salvage != NULL)
    power_say_wrong (self, "what a cut left was taken for damage");
  /* A commit is a consent and a visit: both or none. */
  if (!self->damaged && count (db, "SELECT count(*) FROM outbox WHERE kind = 'visit'") != count (db, "SELECT count(*) FROM outbox WHERE kind = 'consent'"))
    power_say_wrong (self, "half a check-in");
  check_saved (self);
}

/* What a backup was said to hold is in a copy that opens. */
static void
check_backup (Power *self)
{
  g_autoptr(GError) error = NULL;
  SfDb *copy;

  if (self->safe == 0)
    return;
  copy = sf_db_open (POWER_BACKUP, SF_DB_READ_ONLY, sf_test_disk_vfs (self->disks[POWER_SERVER]), NULL, &error);
  if (copy == NULL || !sf_db_quick_check (copy, &error) || count (copy, "SELECT coalesce(max(last_mid), 0) FROM device") < self->safe)
    power_say_wrong (self, "called safe, but the backup does not hold it: %s", error != NULL ? error->message : "too old");
  if (copy != NULL)
    sf_db_close (copy, NULL);
}

static void
check_server (Power *self)
{
  g_autoptr(GError) error = NULL;
  SfPlace place = { 0 };
  GHashTableIter iter;
  gpointer id;

  check_integrity (self, sf_server_store_get_db (self->server), "server");
  if (!sf_server_store_verify (self->server, &error))
    power_say_wrong (self, "the server's history: %s", error->message);
  if (strcmp (sf_server_store_get_epoch (self->server), self->epoch) != 0)
    power_say_wrong (self, "the server took itself for restored");
  if (self->account)
    {
      g_autoptr(SfAccount) account = sf_server_accounts_get (self->server, self->peer.device_id, NULL);

      if (account == NULL || !account->enrolled)
        power_say_wrong (self, "the server forgot an enrolment");
    }
  g_assert_true (sf_server_store_place (self->server, self->peer.device_id, self->inc, &place, NULL));
  if (place.last < self->acked)
    power_say_wrong (self, "the server lost what it had taken: %d of %d", (int) place.last, (int) self->acked);
  if (count (sf_server_store_get_db (self->server), "SELECT count(*) FROM incident WHERE code <> 'device.reincarnated'") != 0)
    power_say_wrong (self, "an incident without a reason");
  g_hash_table_iter_init (&iter, self->erased);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      gboolean erased = FALSE;

      if (!sf_server_store_is_erased (self->server, id, &erased, NULL) || !erased)
        power_say_wrong (self, "an erasure was lost");
    }
}

/* Who is erased is in the register, too, or an old backup would bring them back. */
static void
check_register (Power *self)
{
  g_autoptr(GBytes) bytes = sf_test_disk_get (self->disks[POWER_SERVER], POWER_DIR "/erased.log");
  gsize len = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &len) : NULL;
  g_autofree char *text = g_strndup (data != NULL ? data : "", len);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->erased);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autofree char *start = g_strdup_printf ("visit %s ", (char *) id);
      gboolean found = FALSE;

      for (guint i = 0; lines[i] != NULL && !found; i++)
        found = g_str_has_prefix (lines[i], start);
      if (!found)
        power_say_wrong (self, "an erasure is not in the register");
    }
}

void
power_check (Power *self)
{
  check_kiosk (self);
  check_server (self);
  check_backup (self);
  check_register (self);
}

static void
check_bucket (Power *self, const char *bucket)
{
  gint64 here = 0, there = 0;
  guint8 here_sum[SF_LINK_LEN], there_sum[SF_LINK_LEN];

  g_assert_true (sf_device_store_sum (self->kiosk, bucket, &here, here_sum, NULL));
  g_assert_true (sf_server_store_sum (self->server, bucket, &there, there_sum, NULL));
  if (here != there || memcmp (here_sum, there_sum, SF_LINK_LEN) != 0)
    power_say_wrong (self, "bucket %s of the kiosk is not the server's", bucket);
}

void
power_check_settled (Power *self)
{
  SfDb *db = sf_server_store_get_db (self->server);
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (self->kiosk, NULL);
  guint there = 0;

  power_check (self);
  for (guint i = 0; i < self->tried->len; i++)
    {
      const char *id = self->tried->pdata[i];
      gboolean is = shown (db, id);

      there += is;
      if (!is && g_hash_table_contains (self->saved, id))
        power_say_wrong (self, "a visit called saved never reached the server");
    }
  if (count (db, "SELECT count(*) FROM k_visit") != there)
    power_say_wrong (self, "a visit that nobody made");
  if (count (db, "SELECT count(*) FROM k_visit_status") != there || count (db, "SELECT count(*) FROM k_consent") != there)
    power_say_wrong (self, "something was derived twice or not at all");
  if (buckets->len == 0)
    power_say_wrong (self, "the kiosk follows nothing");
  for (guint i = 0; i < buckets->len; i++)
    check_bucket (self, ((SfDeviceBucket *) buckets->pdata[i])->id);
}
