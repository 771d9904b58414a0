/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-proof"
#include "admin/sf-proof-json.h"

#include "store/sf-server-accounts.h"
#include "wire/sf-json.h"

/* Of more devices than this only those with something missing are told one by one. */
#define MAX_DEVICES 500

static void
add_text (GString *json, const char *name, const char *value)
{
  g_string_append_printf (json, ",\"%s\":", name);
  sf_json_append_text (json, value ? value : "");
}

static void
add_int (GString *json, const char *name, gint64 value)
{
  g_string_append_printf (json, ",\"%s\":%" G_GINT64_FORMAT, name, value);
}

static SfAccount *
find (GPtrArray *accounts, const char *id)
{
  for (guint i = 0; accounts && i < accounts->len; i++) {
    SfAccount *account = accounts->pdata[i];
    if (g_str_equal (account->device_id, id))
      return account;
  }
  return NULL;
}

static void
add_device (GString *json, const SfProvenDevice *device, GPtrArray *accounts)
{
  SfAccount *account = find (accounts, device->dev);
  g_autofree char *inc = g_strdup_printf ("%" G_GINT64_FORMAT, device->inc);

  g_string_append_printf (json, "%s{\"role\":\"%s\"", g_str_has_suffix (json->str, "[") ? "" : ",", account ? sf_role_name (account->role) : "");
  add_text (json, "dev", device->dev);
  add_text (json, "name", account ? account->name : NULL);
  add_text (json, "inc", inc);
  add_int (json, "now", account && account->inc == device->inc);
  add_int (json, "last", device->last);
  add_int (json, "missing", device->missing);
  g_string_append_c (json, '}');
}

static void
add_finding (GString *json, const SfFinding *finding, GPtrArray *accounts)
{
  SfAccount *account = find (accounts, finding->where);

  g_string_append_printf (json, "%s{\"code\":\"%s\"", g_str_has_suffix (json->str, "[") ? "" : ",", sf_damage_name (finding->damage));
  add_text (json, "where", finding->where);
  add_text (json, "name", account ? account->name : finding->where);
  add_int (json, "n", finding->n);
  add_text (json, "kind", finding->kind);
  add_text (json, "id", finding->id);
  add_int (json, "from", finding->from);
  add_int (json, "to", finding->to);
  g_string_append_c (json, '}');
}

char *
sf_proof_to_json (const SfProof *proof, SfServerStore *store, gint64 at_ms)
{
  GString *json = g_string_new (NULL);
  g_autoptr (GPtrArray) accounts = sf_server_accounts_list (store, NULL);

  g_string_append_printf (json, "{\"sound\":%s", proof->findings->len ? "false" : "true");
  add_int (json, "at", at_ms);
  g_string_append_printf (json, ",\"checked\":{\"events\":%" G_GINT64_FORMAT, proof->n_events);
  add_int (json, "marks", proof->n_marks);
  add_int (json, "records", proof->n_rows);
  add_int (json, "mutations", proof->n_mutations);
  add_int (json, "bodies", proof->n_bodies);
  add_int (json, "replicas", proof->n_replicas);
  add_int (json, "erased", proof->n_erased);
  g_string_append (json, "},\"devices\":[");
  for (guint i = 0; i < proof->devices->len; i++) {
    const SfProvenDevice *device = proof->devices->pdata[i];
    if (device->missing > 0 || proof->devices->len <= MAX_DEVICES)
      add_device (json, device, accounts);
  }
  g_string_append (json, "],\"findings\":[");
  for (guint i = 0; i < proof->findings->len; i++)
    add_finding (json, proof->findings->pdata[i], accounts);
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}

char *
sf_proof_error_json (const GError *error)
{
  g_autoptr (GString) json = g_string_new ("{\"kind\":\"proof\",\"code\":\"io\"");

  add_text (json, "why", error ? error->message : NULL);
  g_string_append_c (json, '}');
  return g_string_free (g_steal_pointer (&json), FALSE);
}
