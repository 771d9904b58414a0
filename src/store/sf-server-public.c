/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-public"
#include "store/sf-server-public.h"

#include <string.h>

#include "base/sf-bytes.h"

#define PROOF_MS (15 * 60 * 1000)
#define PROOF_TRIES 5
#define NOT_YET "?"

static char *
get (SfServerStore *self, const char *key)
{
  g_autofree char *value = sf_server_store_get (self, key);
  return value && *value ? g_steal_pointer (&value) : NULL;
}

static gint64
get_ms (SfServerStore *self, const char *key)
{
  g_autofree char *value = sf_server_store_get (self, key);
  return value ? g_ascii_strtoll (value, NULL, 10) : 0;
}

static gboolean
set_ms (SfServerStore *self, const char *key, gint64 ms, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, ms);
  return sf_server_store_set (self, key, text, error);
}

SfPublicState *
sf_server_public_read (SfServerStore *self)
{
  SfPublicState *state = g_new0 (SfPublicState, 1);

  state->url = get (self, "public.url");
  state->proven_url = get (self, "public.proven.url");
  state->proven_spki = sf_server_store_get (self, "public.proven.spki");
  state->proven_ms = get_ms (self, "public.proven.at");
  state->check_url = get (self, "public.check.url");
  state->check_code = sf_server_store_get (self, "public.check.code");
  state->check_spki = sf_server_store_get (self, "public.check.spki");
  state->check_ms = get_ms (self, "public.check.at");
  state->cert_until_ms = get_ms (self, "public.check.until");
  return state;
}

void
sf_public_state_free (SfPublicState *self)
{
  g_free (self->url);
  g_free (self->proven_url);
  g_free (self->proven_spki);
  g_free (self->check_url);
  g_free (self->check_code);
  g_free (self->check_spki);
  g_free (self);
}

const char *
sf_public_state_why (const SfPublicState *self)
{
  static const char *const codes[] = { "check_dns", "check_connect", "check_tls", "check_ending", "check_answer" };

  if (!self->url)
    return "not_set";
  if (!self->proven_url)
    return "not_proven";
  if (strcmp (self->proven_url, self->url) != 0)
    return "changed_name";
  if (g_strcmp0 (self->check_url, self->url) != 0 || !self->check_code)
    return "checking";
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strcmp (self->check_code, codes[i]) == 0)
      return codes[i];
  if (g_strcmp0 (self->proven_spki, NOT_YET) == 0)
    return "checking";
  return g_strcmp0 (self->proven_spki, self->check_spki) == 0 ? NULL : "changed_certificate";
}

gboolean
sf_public_state_is_trial (const SfPublicState *self)
{
  return self->url && g_str_has_prefix (self->url, "http:");
}

/* What a phone on the internet cannot reach anyway. */
static gboolean
is_private (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (!address)
    return g_ascii_strcasecmp (host, "localhost") == 0;
  const guint8 *bytes = g_inet_address_to_bytes (address);
  gboolean unique_local = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 && (bytes[0] & 0xfe) == 0xfc;
  return g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) || g_inet_address_get_is_link_local (address) || unique_local;
}

char *
sf_public_url_parse (const char *text, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri ? g_uri_get_scheme (uri) : "", *host = uri ? g_uri_get_host (uri) : NULL, *why = NULL;

  if (!uri || !host || !*host || strlen (text) > 120 || (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0))
    why = "is not https://HOST or https://HOST:PORT";
  else if (g_uri_get_userinfo (uri) || g_uri_get_query (uri) || g_uri_get_fragment (uri) || strlen (g_uri_get_path (uri)) > 1)
    why = "holds more than a name and a port; the pages are below /c/ there";
  else if (strcmp (scheme, "http") == 0 && !is_private (host))
    why = "would carry names and numbers in the open; http:// is for trials with a private address";
  if (why) {
    g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CONSTRAINT, "“%s” %s", text, why);
    return NULL;
  }
  g_autofree char *lower = g_ascii_strdown (host, -1);
  gboolean v6 = strchr (host, ':') != NULL;
  g_autofree char *port = g_uri_get_port (uri) > 0 ? g_strdup_printf (":%d", g_uri_get_port (uri)) : g_strdup ("");
  return g_strconcat (scheme, "://", v6 ? "[" : "", lower, v6 ? "]" : "", port, NULL);
}

gboolean
sf_server_public_set (SfServerStore *self, const char *url, GError **error)
{
  g_autofree char *before = get (self, "public.url");

  if (g_strcmp0 (before, url) == 0)
    return TRUE;
  return sf_server_store_set (self, "public.url", url ? url : "", error) && sf_server_store_set (self, "public.proof.name", "", error);
}

char *
sf_server_public_begin (SfServerStore *self, SfIds *ids, gint64 now_ms, GError **error)
{
  guint8 bytes[16];

  sf_ids_fill (ids, bytes, sizeof bytes);
  g_autofree char *name = sf_hex (bytes, sizeof bytes), *code = g_strdup_printf ("%06u", sf_ids_u32 (ids) % 1000000);
  if (!sf_server_store_set (self, "public.proof.name", name, error) || !sf_server_store_set (self, "public.proof.code", code, error)
      || !set_ms (self, "public.proof.until", now_ms + PROOF_MS, error) || !set_ms (self, "public.proof.tries", PROOF_TRIES, error))
    return NULL;
  return g_steal_pointer (&name);
}

static gboolean
is_open (SfServerStore *self, gint64 now_ms)
{
  gint64 until = get_ms (self, "public.proof.until");
  return now_ms <= until && until - now_ms <= PROOF_MS;
}

char *
sf_server_public_code (SfServerStore *self, const char *name, gint64 now_ms)
{
  g_autofree char *known = get (self, "public.proof.name");
  gboolean same = known && strlen (known) == strlen (name) && sf_equal_secret (known, name, strlen (name));

  return same && is_open (self, now_ms) ? get (self, "public.proof.code") : NULL;
}

/* The key is that of the last look, when it saw this address well; else of the next. */
static const char *
spki_to_prove (const SfPublicState *state)
{
  gboolean seen = g_strcmp0 (state->check_url, state->url) == 0 && g_strcmp0 (state->check_code, "") == 0;
  return seen && state->check_spki ? state->check_spki : NOT_YET;
}

gboolean
sf_server_public_prove (SfServerStore *self, const char *code, gint64 now_ms, GError **error)
{
  g_autoptr (SfPublicState) state = sf_server_public_read (self);
  g_autofree char *name = get (self, "public.proof.name"), *known = get (self, "public.proof.code");
  gint64 tries = get_ms (self, "public.proof.tries");

  if (!state->url || !name || !known || tries < 1 || !is_open (self, now_ms))
    return FALSE;
  if (!set_ms (self, "public.proof.tries", tries - 1, error))
    return FALSE;
  if (strlen (code) != strlen (known) || !sf_equal_secret (code, known, strlen (known)))
    return FALSE;
  return sf_server_store_set (self, "public.proof.name", "", error) && sf_server_store_set (self, "public.proven.url", state->url, error)
         && sf_server_store_set (self, "public.proven.spki", spki_to_prove (state), error) && set_ms (self, "public.proven.at", now_ms, error);
}

gboolean
sf_server_public_looked (SfServerStore *self, const char *url, const char *code, const char *spki, gint64 cert_until_ms, gint64 now_ms, GError **error)
{
  g_autofree char *proven = sf_server_store_get (self, "public.proven.spki"), *proven_url = get (self, "public.proven.url");
  gboolean first = g_strcmp0 (proven, NOT_YET) == 0 && g_strcmp0 (proven_url, url) == 0 && *code == '\0';

  return sf_server_store_set (self, "public.check.url", url, error) && sf_server_store_set (self, "public.check.code", code, error)
         && sf_server_store_set (self, "public.check.spki", spki, error) && set_ms (self, "public.check.at", now_ms, error)
         && set_ms (self, "public.check.until", cert_until_ms, error) && (!first || sf_server_store_set (self, "public.proven.spki", spki, error));
}
