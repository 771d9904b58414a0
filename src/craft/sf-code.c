/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-code"
#include "config.h"
#include "craft/sf-code.h"
#include "base/sf-bytes.h"
#include <string.h>

#define PREFIX "showfloor"
#define VERSION 1
#define MAX_HOST 261   /* a DNS name, a colon and a port, or an address in brackets */
#define MAX_LINES 64

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char *
random_code (SfIds *ids, guint len)
{
  guint8 bytes[SF_SLUG_LEN];
  char *code = g_malloc (len + 1);
  g_assert (len <= sizeof bytes);
  sf_ids_fill (ids, bytes, len);
  for (guint i = 0; i < len; i++)
    code[i] = alphabet[bytes[i] & 31];
  code[len] = '\0';
  return code;
}

/* The character of the alphabet that @c, typed or read, stands for; NUL for none. */
static char
crockford (char c)
{
  c = g_ascii_toupper (c);
  c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
  return strchr (alphabet, c) != NULL ? c : '\0';
}

char *
sf_code_new (SfIds *ids)
{
  return random_code (ids, SF_CODE_LEN);
}

gboolean
sf_code_parse (const char *text, char out[SF_CODE_LEN + 1])
{
  char code[SF_CODE_LEN + 1] = "";
  guint n = 0;
  out[0] = '\0';
  if (text == NULL || strnlen (text, 65) > 64)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    char c = crockford (*p);
    if (*p == '-' || g_ascii_isspace (*p))
      continue;
    if (c == '\0' || n == SF_CODE_LEN)
      return FALSE;
    code[n++] = c;
  }
  if (n != SF_CODE_LEN)
    return FALSE;
  memcpy (out, code, sizeof code);
  return TRUE;
}

char *
sf_slug_new (SfIds *ids)
{
  return random_code (ids, SF_SLUG_LEN);
}

gboolean
sf_slug_parse (const char *text, char out[SF_SLUG_LEN + 1])
{
  char slug[SF_SLUG_LEN + 1] = "";
  out[0] = '\0';
  if (text == NULL || strnlen (text, SF_SLUG_LEN + 1) != SF_SLUG_LEN)
    return FALSE;
  for (guint i = 0; i < SF_SLUG_LEN; i++)
    if ((slug[i] = crockford (text[i])) == '\0')
      return FALSE;
  memcpy (out, slug, sizeof slug);
  return TRUE;
}

char *
sf_slug_url (const char *public_url, const char *slug)
{
  const char *host = strstr (public_url, "://");
  g_autofree char *url = g_strconcat (public_url, "/c/", slug, NULL);
  return strchr (host != NULL ? host + 3 : public_url, '/') != NULL ? g_steal_pointer (&url) : g_ascii_strup (url, -1);
}

char *
sf_code_format (const char *code)
{
  return g_strdup_printf ("%.5s-%s", code, strlen (code) > 5 ? code + 5 : "");
}

char *
sf_sas (const guint8 transcript[32])
{
  guint8 hash[SF_HASH_LEN];
  guint64 number = 0;
  sf_sha256_parts (hash, "showfloor-sas", (gsize) 13, transcript, (gsize) 32, NULL);
  for (guint i = 0; i < 8; i++)
    number = number << 8 | hash[i];
  return g_strdup_printf ("%06u", (guint) (number % 1000000));
}

static gboolean
host_is_valid (const char *host, gsize n)
{
  if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
    g_autofree char *address = g_strndup (host + 1, n - 2);
    return strchr (address, '%') == NULL && g_hostname_is_ip_address (address) && strchr (address, ':') != NULL;
  }
  if (n == 0 || n > 253 || !g_ascii_isalnum (host[0]))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (host[i]) && host[i] != '.' && host[i] != '-')
      return FALSE;
  return TRUE;
}

gboolean
sf_host_port_is_valid (const char *text)
{
  if (text == NULL || strnlen (text, MAX_HOST + 1) > MAX_HOST)
    return FALSE;
  const char *colon = strrchr (text, ':');
  guint64 port;
  return colon != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL) && host_is_valid (text, (gsize) (colon - text));
}

void
sf_pairing_free (SfPairing *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->hosts);
  g_free (self->server_id);
  memset (self->code, 0, sizeof self->code);
  g_free (self);
}

char *
sf_pairing_to_text (const SfPairing *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  for (char **host = self->hosts; host != NULL && *host != NULL; host++)
    g_string_append_printf (lines, "h=%s\n", *host);
  if (self->server_id != NULL)
    g_string_append_printf (lines, "s=%s\n", self->server_id);
  if (self->has_fingerprint) {
    g_autofree char *hex = sf_hex (self->fingerprint, sizeof self->fingerprint);
    g_string_append_printf (lines, "f=%s\n", hex);
  }
  g_string_append_printf (lines, "c=%s\n", self->code);
  g_autofree char *payload = sf_base64url (lines->str, lines->len);
  return g_strdup_printf (PREFIX "%d:%s", VERSION, payload);
}

static gboolean
refuse (GError **error, SfCraftError code, const char *message)
{
  g_set_error_literal (error, SF_CRAFT_ERROR, (int) code, message);
  return FALSE;
}

static gboolean
read_host (SfPairing *self, GPtrArray *hosts, const char *value, GError **error)
{
  if (hosts->len == SF_PAIRING_MAX_HOSTS)
    return refuse (error, SF_CRAFT_ERROR_LIMIT, "the pairing text names too many servers");
  if (!sf_host_port_is_valid (value))
    return refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text has an address that cannot be");
  g_ptr_array_add (hosts, g_strdup (value));
  return TRUE;
}

/* 32 hex digits, as the server's store makes them, or a UUID: it becomes part of a host name. */
static gboolean
is_server_id (const char *text)
{
  return (strlen (text) == 32 && strspn (text, "0123456789abcdef") == 32) || sf_uuid_is_valid (text);
}

/* Unknown keys are passed over: a later version may add what this one can do without. Known ones come once. */
static gboolean
read_line (SfPairing *self, GPtrArray *hosts, const char *line, GError **error)
{
  const char *value = line + 2;
  if (line[0] == '\0')
    return TRUE;
  if (!g_ascii_islower (line[0]) || strchr (line, '=') == NULL)
    return refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text is damaged");
  if (line[1] != '=')
    return TRUE;
  switch (line[0]) {
  case 'h':
    return read_host (self, hosts, value, error);
  case 's':
    if (self->server_id != NULL || !is_server_id (value))
      return refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text has no good server id");
    self->server_id = g_strdup (value);
    return TRUE;
  case 'f':
    if (self->has_fingerprint || !sf_unhex (value, self->fingerprint, sizeof self->fingerprint))
      return refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text has no good fingerprint");
    self->has_fingerprint = TRUE;
    return TRUE;
  case 'c':
    if (self->code[0] != '\0' || !sf_code_parse (value, self->code))
      return refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text has no good code");
    return TRUE;
  default:
    return TRUE;
  }
}

static gboolean
read_payload (SfPairing *self, GPtrArray *hosts, const char *payload, GError **error)
{
  gsize n = 0;
  g_autofree char *lines = (char *) sf_unbase64url (payload, SF_PAIRING_MAX_TEXT, &n);
  if (lines == NULL || n == 0 || memchr (lines, '\0', n) != NULL)
    return refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text is damaged");
  g_autofree char *text = g_strndup (lines, n);
  g_auto (GStrv) parts = g_strsplit (text, "\n", MAX_LINES);
  for (char **line = parts; *line != NULL; line++)
    if (!read_line (self, hosts, *line, error))
      return FALSE;
  /* A QR code always says whom to expect; without that anybody on the network could answer. */
  if (self->server_id == NULL || !self->has_fingerprint)
    return refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text does not say which server it is of");
  return TRUE;
}

/* "HOST:PORT CODE", the code with spaces or not. */
static gboolean
read_typed (SfPairing *self, GPtrArray *hosts, const char *text, GError **error)
{
  gsize n = strcspn (text, " \t,;/");
  g_autofree char *host = g_strndup (text, n);
  if (!sf_host_port_is_valid (host))
    return refuse (error, SF_CRAFT_ERROR_FORMAT, "that is neither a pairing text nor an address with a code");
  g_ptr_array_add (hosts, g_steal_pointer (&host));
  if (!sf_code_parse (text + n + strspn (text + n, " \t,;/"), self->code))
    return refuse (error, SF_CRAFT_ERROR_FORMAT, "the code has 10 letters and digits");
  return TRUE;
}

static gboolean
read_any (SfPairing *self, GPtrArray *hosts, const char *text, GError **error)
{
  if (g_ascii_strncasecmp (text, PREFIX, sizeof PREFIX - 1) != 0 || !g_ascii_isdigit (text[sizeof PREFIX - 1]))
    return read_typed (self, hosts, text, error);
  const char *digits = text + sizeof PREFIX - 1, *colon = digits + strspn (digits, "0123456789");
  if (*colon != ':')
    return refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text is damaged");
  if (colon - digits != 1 || *digits != '0' + VERSION)
    return refuse (error, *digits == '0' ? SF_CRAFT_ERROR_FORMAT : SF_CRAFT_ERROR_VERSION, "the pairing text is of a newer version of Showfloor");
  return read_payload (self, hosts, colon + 1, error);
}

SfPairing *
sf_pairing_parse (const char *text, GError **error)
{
  g_autoptr (SfPairing) self = g_new0 (SfPairing, 1);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_free);
  if (text == NULL || strnlen (text, SF_PAIRING_MAX_TEXT + 1) > SF_PAIRING_MAX_TEXT) {
    refuse (error, SF_CRAFT_ERROR_LIMIT, "the pairing text is too long");
    return NULL;
  }
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  if (!read_any (self, hosts, trimmed, error))
    return NULL;
  if (hosts->len == 0 || self->code[0] == '\0') {
    refuse (error, SF_CRAFT_ERROR_FORMAT, "the pairing text has no address or no code");
    return NULL;
  }
  g_ptr_array_add (hosts, NULL);
  self->hosts = (char **) g_ptr_array_steal (hosts, NULL);
  return g_steal_pointer (&self);
}
