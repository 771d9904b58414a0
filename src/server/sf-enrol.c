/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-enrol.h"

#include <string.h>

#include "base/sf-bytes.h"
#include "craft/sf-code.h"

char *
sf_dealer_id (const char *server_id)
{
  return sf_uuid_derive (server_id, "dealer", 0);
}

char *
sf_enrol_sas (const guint8 key[32], const char *device_id, const char *ca_spki)
{
  static const char label[] = "showfloor-sas";
  guint8 hash[SF_HASH_LEN];
  sf_sha256_parts (hash, label, strlen (label), key, (gsize) 32, device_id, strlen (device_id), ca_spki, strlen (ca_spki), NULL);
  return sf_sas (hash);
}

/*
 * The first letter that no other device has: tickets of two kiosks must never meet. S belongs to service, I and O look like
 * figures, calls for help have H, and W is the server's own, for guests who check in on their own phone.
 */
static char *
free_letter (GPtrArray *devices, const char *device_id)
{
  static const char letters[] = "ABCDEFGJKLMNPQRTUVXYZ";
  const guint n = sizeof letters - 1;
  for (guint i = 0; i < (n + 1) * n; i++) {
    char text[3] = { letters[i % n], i >= n ? letters[i / n - 1] : '\0', '\0' };
    gboolean taken = FALSE;
    for (guint d = 0; d < devices->len && !taken; d++) {
      SfRecord *device = g_ptr_array_index (devices, d);
      taken = strcmp (sf_record_get_id (device), device_id) != 0 && g_strcmp0 (sf_record_get_text (device, SF_DEVICE_LETTER), text) == 0;
    }
    if (!taken)
      return g_strdup (text);
  }
  return g_strdup ("ZZ");
}

static guint
count_role (GPtrArray *devices, const char *role, const char *except)
{
  guint n = 0;
  for (guint d = 0; d < devices->len; d++) {
    SfRecord *device = g_ptr_array_index (devices, d);
    n += g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), role) == 0 && strcmp (sf_record_get_id (device), except) != 0;
  }
  return n;
}

/* Where a guest stands in front of it, until somebody says it better. */
static void
set_place (SfRecord *device, guint n)
{
  g_autofree char *cn = g_strdup_printf ("%u号机旁", n), *tw = g_strdup_printf ("%u號機旁", n), *en = g_strdup_printf ("kiosk %u", n);
  sf_record_set_ltext (device, SF_DEVICE_PLACE, SF_LANG_ZH_CN, cn);
  sf_record_set_ltext (device, SF_DEVICE_PLACE, SF_LANG_ZH_TW, tw);
  sf_record_set_ltext (device, SF_DEVICE_PLACE, SF_LANG_EN, en);
}

static SfRecord *
device_record (SfHouse *house, const SfAccount *account, GError **error)
{
  SfQuery query = { .kind = SF_KIND_DEVICE, .order = SF_DEVICE_NAME };
  g_autoptr (GError) local = NULL;
  SfDb *db = sf_server_store_get_db (house->store);
  g_autoptr (GPtrArray) devices = sf_table_query (db, &query, error);
  if (!devices)
    return NULL;
  g_autoptr (SfRecord) before = sf_table_get (db, SF_KIND_DEVICE, account->device_id, &local);
  SfRecord *device = before ? sf_record_copy (before) : sf_record_new (SF_KIND_DEVICE, account->device_id);
  const char *role = sf_role_name (account->role);

  sf_record_set_text (device, SF_DEVICE_SELF, account->device_id);
  sf_record_set_text (device, SF_DEVICE_NAME, account->name);
  sf_record_set_text (device, SF_DEVICE_ROLE, role);
  sf_record_set_text (device, SF_DEVICE_STATE, "active");
  if (sf_record_is_null (device, SF_DEVICE_LETTER) && account->role != SF_ROLE_D) {
    g_autofree char *letter = free_letter (devices, account->device_id);
    sf_record_set_text (device, SF_DEVICE_LETTER, letter);
  }
  if (sf_record_is_null (device, SF_DEVICE_PLACE) && account->role == SF_ROLE_K)
    set_place (device, count_role (devices, role, account->device_id) + 1);
  return device;
}

gboolean
sf_enrol (SfHouse *house, const SfEnrolRequest *request, SfEnrolResult *result, SfEnrolReply **reply, GError **error)
{
  g_autoptr (SfAccount) account = NULL;
  if (!sf_server_accounts_enrol (house->store, request->code, request->key, request->was, result, &account, error))
    return FALSE;
  if (*result != SF_ENROL_OK)
    return TRUE;
  g_autoptr (SfRecord) device = device_record (house, account, error);
  if (!device || !sf_ingest_put (house->ingest, device, error))
    return FALSE;
  *reply = sf_enrol_reply_new ();
  (*reply)->device_id = g_strdup (account->device_id);
  (*reply)->role = g_strdup (sf_role_name (account->role));
  (*reply)->name = g_strdup (account->name);
  (*reply)->server_id = g_strdup (house->server_id);
  (*reply)->dealer_id = sf_dealer_id (house->server_id);
  (*reply)->ca_spki = g_strdup (house->ca_spki);
  (*reply)->sas = sf_enrol_sas (request->key, account->device_id, house->ca_spki);
  (*reply)->compare = account->waits;
  return sf_server_accounts_set_digits (house->store, account->device_id, (*reply)->sas, error);
}
