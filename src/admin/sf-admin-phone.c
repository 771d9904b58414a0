/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "base/sf-bytes.h"
#include "craft/sf-cert.h"
#include "craft/sf-qr.h"
#include "store/sf-server-people.h"
#include "store/sf-server-public.h"

/* phone: how a colleague's own phone reaches the page /p/, and signing phones out. */

static void
append_qr (GString *out, const char *url)
{
  g_autoptr (SfQr) qr = sf_qr_new (url, strlen (url), NULL);
  g_autofree char *picture = qr ? sf_qr_to_text (qr, TRUE) : NULL;
  g_string_append_printf (out, "\n%s\n%s", url, picture ? picture : "");
}

/* As phones show it: SHA-256 of the certificate, pairs of hex with colons. (transfer full) */
static char *
fingerprint (SfAdmin *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "ca.pem", NULL), *pem = NULL;
  GString *text = g_string_new (NULL);
  guint8 hash[32];

  if (!g_file_get_contents (path, &pem, NULL, error) || !sf_cert_sha256 (pem, hash, error))
    return g_string_free (text, TRUE);
  for (guint i = 0; i < sizeof hash; i++)
    g_string_append_printf (text, "%s%02X", i ? ":" : "", hash[i]);
  return g_string_free (text, FALSE);
}

static gboolean
explain (SfAdmin *self, GString *out, GError **error)
{
  g_autoptr (SfPublicState) state = sf_server_public_read (self->store);
  g_autofree char *print = fingerprint (self, error);

  if (!print)
    return FALSE;
  if (state->url && !sf_public_state_why (state) && !sf_public_state_is_trial (state)) {
    g_autofree char *url = g_strconcat (state->url, "/p/", NULL);
    g_string_append (out, "From anywhere, by the public address: open it on the phone and sign in with staff number and PIN.\n");
    append_qr (out, url);
    g_string_append (out, "\n");
  } else {
    g_string_append (out, "There is no proven public address with a certificate (showfloorctl public), so phones ring inside the store only.\n");
  }
  if (!self->address) {
    g_string_append (out, "The server's own address is not known before it has run once.\n");
    return TRUE;
  }
  g_autofree char *page = g_strdup_printf ("https://%s/p/", self->address), *ca = g_strdup_printf ("https://%s/p/ca.crt", self->address);
  g_string_append (out, "\nInside the store's network, on a phone that knows the dealership's own CA. Once per phone:\n"
                        "1. Open this, pass the browser's warning this one time, and keep the file:\n");
  append_qr (out, ca);
  g_string_append_printf (out, "2. Install it. Android: Settings, Security, Install a certificate, CA certificate. iPhone: Settings, Profile downloaded, Install; then\n"
                               "   General, About, Certificate Trust Settings, turn it on. Compare the SHA-256 fingerprint with this one first:\n   %s\n"
                               "3. Open the page. A warning now means that something is wrong: do not sign in.\n", print);
  append_qr (out, page);
  return TRUE;
}

static gboolean
sign_out (SfAdmin *self, const char *staff_no, GString *out, GError **error)
{
  gboolean everybody = strcmp (staff_no, "all") == 0;
  g_autofree char *person = everybody ? NULL : sf_admin_find_staff (self, staff_no, error);
  gboolean ok = (everybody || person) && sf_server_store_begin (self->store, error);

  if (!ok)
    return FALSE;
  if (!sf_server_people_remove (self->store, NULL, NULL, person, error) || !sf_server_store_audit (self->store, "tool", "sign_out", person, "phone", error)
      || !sf_server_store_commit (self->store, error)) {
    sf_server_store_rollback (self->store);
    return FALSE;
  }
  g_free (self->signed_out);
  self->signed_out = g_strdup (everybody ? "" : person);
  g_string_append (out, everybody ? "Every browser is signed out\n" : "Signed out on every browser\n");
  return TRUE;
}

gboolean
sf_admin_phone (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  if (words->rest->len == 0)
    return explain (self, out, error);
  if (words->rest->len == 2 && strcmp (words->rest->pdata[0], "revoke") == 0)
    return sign_out (self, words->rest->pdata[1], out, error);
  g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "phone | phone revoke STAFF_NO | phone revoke all");
  return FALSE;
}
