/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "base/sf-bytes.h"
#include "craft/sf-code.h"
#include "craft/sf-order.h"
#include "craft/sf-qr.h"
#include "store/sf-server-accounts.h"
#include "wire/sf-json.h"

/* The text that a device reads as a QR code or is given with --pair. */
static char *
pairing_text (SfAdmin *self, const char *code)
{
  char *hosts[] = { (char *) self->address, NULL };
  SfPairing pairing = { .hosts = hosts, .server_id = (char *) self->server_id };

  pairing.has_fingerprint = sf_unhex (self->ca_spki, pairing.fingerprint, sizeof pairing.fingerprint);
  g_strlcpy (pairing.code, code, sizeof pairing.code);
  return sf_pairing_to_text (&pairing);
}

static void
print_json (GString *out, const char *text, const char *code, const char *device_id, const char *role, const char *address)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *const pairs[][2] = { { "text", text }, { "code", code }, { "device", device_id }, { "role", role }, { "address", address } };

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    json_builder_set_member_name (builder, pairs[i][0]);
    json_builder_add_string_value (builder, pairs[i][1]);
  }
  json_builder_set_member_name (builder, "minutes");
  json_builder_add_int_value (builder, SF_PAIR_CODE_MS / 60000);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *json = sf_json_print (root);
  g_string_append_printf (out, "%s\n", json);
}

static void
print_people (GString *out, const char *text, const char *code, const char *name, const char *address)
{
  g_autofree char *spaced = sf_code_format (code);
  g_autoptr (SfQr) qr = sf_qr_new (text, strlen (text), NULL);
  g_autofree char *picture = qr ? sf_qr_to_text (qr, TRUE) : NULL;

  g_string_append_printf (out, "%s\n%s\n  server  %s\n  code    %s\n\nGood for %d minutes and one device. Kiosks then try whether they reach it without the server: showfloorctl status.\n%s\n", name, picture ? picture : "",
                          address, spaced, SF_PAIR_CODE_MS / 60000, text);
}

/* The digits that a device shows, typed by somebody who stands before it. */
static gboolean
confirm (SfAdmin *self, const char *typed, GString *out, GError **error)
{
  g_auto (GStrv) groups = g_strsplit_set (typed, " -", -1);
  g_autofree char *digits = g_strjoinv ("", groups);
  g_autoptr (GError) local = NULL;
  g_autoptr (SfAccount) account = sf_server_accounts_confirm (self->store, digits, &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!account) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_NOT_FOUND,
                         "No device that was paired in the last ten minutes waits with these digits. If the device shows them, somebody else has used the code: make a new one");
    return FALSE;
  }
  g_string_append_printf (out, "%s may connect now\n", account->name);
  return TRUE;
}

static gboolean
set_compare (SfAdmin *self, const char *text, GString *out, GError **error)
{
  const gboolean on = g_str_equal (text, "on");

  if (!on && !g_str_equal (text, "off")) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "pair --compare on|off");
    return FALSE;
  }
  if (!sf_server_store_set (self->store, SF_PAIR_COMPARE, on ? "1" : NULL, error))
    return FALSE;
  g_string_append (out, on ? "A new device connects once somebody has typed the six digits it shows: showfloorctl pair --confirm DIGITS\n"
                           : "A new device with a good code connects at once\n");
  return TRUE;
}

gboolean
sf_admin_pair (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const char *role = sf_words_get (words, "role"), *name = sf_words_get (words, "name");
  guint mask = role ? sf_role_parse (role) : 0;
  g_autofree char *device_id = NULL;

  if (sf_words_get (words, "confirm"))
    return confirm (self, sf_words_get (words, "confirm"), out, error);
  if (sf_words_get (words, "compare"))
    return set_compare (self, sf_words_get (words, "compare"), out, error);
  if (!(mask & (SF_ROLE_K | SF_ROLE_T | SF_ROLE_D)) || !name || !*name || g_utf8_strlen (name, -1) > 80) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "pair --role kiosk|tablet|display --name NAME");
    return FALSE;
  }
  if (!self->address) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_NOT_FOUND, "Start showfloor-server once, so that it is known under which address devices reach it");
    return FALSE;
  }
  g_autofree char *code = sf_server_accounts_new_code (self->store, sf_words_get (words, "device"), mask, name, &device_id, error);
  if (!code)
    return FALSE;
  g_autofree char *text = pairing_text (self, code);
  if (sf_words_get (words, "json"))
    print_json (out, text, code, device_id, role, self->address);
  else
    print_people (out, text, code, name, self->address);
  return TRUE;
}

/* The device forgets at its next contact, on the word of the dealership's CA; without it, it shows nothing any more. NULL: could not be signed. */
static char *
make_order (SfAdmin *self, const SfAccount *account, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "ca.key", NULL), *key = NULL;
  gsize n = 0;
  char *order;

  if (!g_file_get_contents (path, &key, &n, error))
    return NULL;
  order = sf_order_make (key, self->server_id, account->device_id, account->key, error);
  explicit_bzero (key, n);
  return order;
}

gboolean
sf_admin_revoke (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autoptr (GError) local = NULL;
  const char *id = words->rest->len == 1 ? g_ptr_array_index (words->rest, 0) : NULL;
  g_autoptr (SfAccount) account = id && sf_uuid_is_valid (id) ? sf_server_accounts_get (self->store, id, &local) : NULL;

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!account) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_NOT_FOUND, "There is no such device; showfloorctl status lists them");
    return FALSE;
  }
  g_autofree char *order = account->enrolled ? make_order (self, account, &local) : NULL;
  if (!sf_server_accounts_revoke (self->store, id, order, error))
    return FALSE;
  g_autoptr (SfRecord) device = sf_admin_get_or_new (self, SF_KIND_DEVICE, id, error);
  if (!device)
    return FALSE;
  sf_record_set_text (device, SF_DEVICE_STATE, "revoked");
  if (!sf_record_is_null (device, SF_DEVICE_SELF) && !sf_admin_put_if_new (self, device, NULL, error))
    return FALSE;
  if (!sf_ingest_forget_device (self->ingest, id, error))
    return FALSE;
  self->revoked = g_strdup (id);
  g_string_append_printf (out, "%s may not connect any more\n", account->name);
  if (local)
    g_string_append_printf (out, "It will show nothing, but forget nothing either: the order for that could not be signed (%s)\n", local->message);
  return TRUE;
}
