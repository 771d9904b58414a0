/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-form-token.h"

#include <string.h>

#include "base/sf-bytes.h"

#define LIFE_MS (30 * 60 * 1000)
#define MAX_USED 20000
#define HEAD_LEN 32          /* 16 hex digits of the boot time, 16 of chance */
#define MAC_LEN 32

struct _SfFormTokens {
  SfClock *clock;
  SfIds *ids;
  guint8 key[32];
  GHashTable *used;          /* head of the token -> boot ms when it is over (owned gint64) */
};

SfFormTokens *
sf_form_tokens_new (SfClock *clock, SfIds *ids)
{
  SfFormTokens *self = g_new0 (SfFormTokens, 1);

  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  sf_ids_fill (ids, self->key, sizeof self->key);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
sf_form_tokens_free (SfFormTokens *self)
{
  g_hash_table_unref (self->used);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_free (self);
}

static char *
mac_of (SfFormTokens *self, const char *head, const char *what, const char *slug)
{
  g_autofree char *text = g_strdup_printf ("%.*s %s %s", HEAD_LEN, head, what, slug);
  char *mac = g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->key, sizeof self->key, text, -1);
  mac[MAC_LEN] = '\0';
  return mac;
}

char *
sf_form_tokens_make (SfFormTokens *self, const char *what, const char *slug)
{
  guint8 chance[8];
  sf_ids_fill (self->ids, chance, sizeof chance);
  g_autofree char *tail = sf_hex (chance, sizeof chance);
  g_autofree char *head = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%s", (guint64) sf_clock_boot_ms (self->clock), tail);
  g_autofree char *mac = mac_of (self, head, what, slug);
  return g_strconcat (head, mac, NULL);
}

static gboolean
is_over (gpointer key, gpointer value, gpointer data)
{
  return *(gint64 *) value <= *(const gint64 *) data;
}

/* A full table of fresh ones is a flood: nothing is taken until it is over. */
static gboolean
remember (SfFormTokens *self, const char *head, gint64 now)
{
  gint64 *until = g_new (gint64, 1);

  *until = now + LIFE_MS;
  if (g_hash_table_size (self->used) >= MAX_USED)
    g_hash_table_foreach_remove (self->used, is_over, &now);
  gboolean room = g_hash_table_size (self->used) < MAX_USED;
  if (room)
    g_hash_table_insert (self->used, g_strdup (head), until);
  else
    g_free (until);
  return room;
}

SfFormTokenState
sf_form_tokens_take (SfFormTokens *self, const char *token, const char *what, const char *slug, gint64 least_ms)
{
  gint64 now = sf_clock_boot_ms (self->clock);

  if (!token || strlen (token) != HEAD_LEN + MAC_LEN)
    return SF_FORM_TOKEN_WRONG;
  g_autofree char *mac = mac_of (self, token, what, slug), *head = g_strndup (token, HEAD_LEN);
  if (!sf_equal_secret (mac, token + HEAD_LEN, MAC_LEN))
    return SF_FORM_TOKEN_WRONG;
  g_autofree char *time = g_strndup (token, 16);
  gint64 age = now - (gint64) g_ascii_strtoull (time, NULL, 16);
  if (age < 0 || age > LIFE_MS)
    return SF_FORM_TOKEN_LATE;
  if (g_hash_table_contains (self->used, head))
    return SF_FORM_TOKEN_USED;
  if (age < least_ms)
    return SF_FORM_TOKEN_EARLY;
  return remember (self, head, now) ? SF_FORM_TOKEN_OK : SF_FORM_TOKEN_LATE;
}
