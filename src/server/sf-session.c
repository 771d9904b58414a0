/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-session.h"

#include <string.h>

#include "base/sf-bytes.h"

#define NONCE_MS (120 * 1000)
#define SECRET_LEN 32
#define TAG_LEN 32
#define MAX_PERSON_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* Of a nonce: until when it is good, chance, and a proof that it is ours. */
#define UNTIL_LEN 8
#define CHANCE_LEN 16
#define PROOF_LEN 16
#define NONCE_LEN (UNTIL_LEN + CHANCE_LEN + PROOF_LEN)
/* Used nonces are tidied from here on. */
#define MANY_USED 1024
/* Against a flood of sessions: nobody's is left. A store has some fifty people. */
#define MAX_KEPT 4096

typedef struct { char *door, *person, *form, *proof, *tag; gint64 expires; } Session;
typedef struct { gint64 until; guint n; } Tries;

struct _SfSessions {
  SfClock *clock;
  SfIds *ids;
  guint8 secret[SECRET_LEN];
  GHashTable *used;         /* nonce → gint64 until; of the store's worker alone */
  GHashTable *sessions;     /* hex of SHA-256(secret) → Session */
  GHashTable *tries;        /* who → Tries */
};

static void
session_free (gpointer data)
{
  Session *session = data;
  g_free (session->door);
  g_free (session->person);
  g_free (session->form);
  g_free (session->proof);
  g_free (session->tag);
  g_free (session);
}

SfSessions *
sf_sessions_new (SfClock *clock, SfIds *ids)
{
  SfSessions *self = g_new0 (SfSessions, 1);
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  sf_ids_fill (ids, self->secret, sizeof self->secret);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
  self->tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
sf_sessions_free (SfSessions *self)
{
  g_hash_table_unref (self->used);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->tries);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_free (self);
}

static gboolean
is_past (gpointer key, gpointer value, gpointer now)
{
  return *(gint64 *) value <= *(gint64 *) now;
}

static gboolean
session_is_old (gpointer key, gpointer value, gpointer now)
{
  return ((Session *) value)->expires <= *(gint64 *) now;
}

static gboolean
tries_are_old (gpointer key, gpointer value, gpointer now)
{
  return ((Tries *) value)->until <= *(gint64 *) now;
}

static void
tidy (SfSessions *self)
{
  gint64 now = sf_clock_boot_ms (self->clock);
  g_hash_table_foreach_remove (self->sessions, session_is_old, &now);
  g_hash_table_foreach_remove (self->tries, tries_are_old, &now);
  if (g_hash_table_size (self->sessions) >= MAX_KEPT)
    g_hash_table_remove_all (self->sessions);
}

static char *
new_secret (SfSessions *self)
{
  guint8 secret[SECRET_LEN];
  sf_ids_fill (self->ids, secret, sizeof secret);
  return sf_base64url (secret, sizeof secret);
}

static char *
hash_of (const char *secret)
{
  guint8 hash[SF_HASH_LEN];
  sf_sha256 (secret, strlen (secret), hash);
  return sf_hex (hash, sizeof hash);
}

static void
prove (SfSessions *self, const char *device_id, const guint8 *nonce, guint8 out[SF_HASH_LEN])
{
  sf_sha256_parts (out, self->secret, sizeof self->secret, nonce, (gsize) (UNTIL_LEN + CHANCE_LEN), device_id, strlen (device_id), NULL);
}

char *
sf_sessions_nonce (SfSessions *self, const char *device_id)
{
  guint8 nonce[NONCE_LEN], proof[SF_HASH_LEN];
  guint64 until = GUINT64_TO_BE ((guint64) (sf_clock_boot_ms (self->clock) + NONCE_MS));

  memcpy (nonce, &until, UNTIL_LEN);
  sf_ids_fill (self->ids, nonce + UNTIL_LEN, CHANCE_LEN);
  prove (self, device_id, nonce, proof);
  memcpy (nonce + UNTIL_LEN + CHANCE_LEN, proof, PROOF_LEN);
  return sf_base64url (nonce, sizeof nonce);
}

/* Until when a nonce of @device_id is good; 0 when it is none of ours, or not that device's. */
static gint64
good_until (SfSessions *self, const char *device_id, const char *text)
{
  gsize n = 0;
  g_autofree guint8 *nonce = sf_unbase64url (text, NONCE_LEN, &n);
  guint8 proof[SF_HASH_LEN];
  guint64 until;

  if (!nonce || n != NONCE_LEN)
    return 0;
  prove (self, device_id, nonce, proof);
  memcpy (&until, nonce, UNTIL_LEN);
  return sf_equal_secret (proof, nonce + UNTIL_LEN + CHANCE_LEN, PROOF_LEN) ? (gint64) GUINT64_FROM_BE (until) : 0;
}

gboolean
sf_sessions_nonce_is_good (SfSessions *self, const char *device_id, const char *text)
{
  return good_until (self, device_id, text) > sf_clock_boot_ms (self->clock);
}

gboolean
sf_sessions_use_nonce (SfSessions *self, const char *device_id, const char *text)
{
  gint64 until = good_until (self, device_id, text), now = sf_clock_boot_ms (self->clock);

  if (until <= now || g_hash_table_contains (self->used, text))
    return FALSE;
  if (g_hash_table_size (self->used) >= MANY_USED)
    g_hash_table_foreach_remove (self->used, is_past, &now);
  g_hash_table_insert (self->used, g_strdup (text), g_memdup2 (&until, sizeof until));
  return TRUE;
}

void
sf_session_digest (const char *nonce, const char *device_id, gint64 inc, const char *epoch, const guint8 leaf[32], guint8 out[32])
{
  static const char label[] = "showfloor-session";
  guint64 big = GUINT64_TO_BE ((guint64) inc);
  sf_sha256_parts (out, label, strlen (label), nonce, strlen (nonce), device_id, strlen (device_id),
                   &big, sizeof big, epoch, strlen (epoch), leaf, (gsize) 32, NULL);
}

void
sf_sessions_forgive (SfSessions *self, const char *who)
{
  Tries *tries = g_hash_table_lookup (self->tries, who);
  if (tries && tries->n > 0)
    tries->n--;
}

static Session *
find (SfSessions *self, const char *secret)
{
  g_autofree char *hash = hash_of (secret);
  Session *session = g_hash_table_lookup (self->sessions, hash);
  return session && session->expires > sf_clock_boot_ms (self->clock) ? session : NULL;
}

gboolean
sf_sessions_may_try (SfSessions *self, const char *who, guint n, guint window_s)
{
  gint64 now = sf_clock_boot_ms (self->clock);
  Tries *tries = g_hash_table_lookup (self->tries, who);

  if (!tries || tries->until <= now) {
    tidy (self);
    tries = g_new0 (Tries, 1);
    tries->until = now + (gint64) window_s * 1000;
    g_hash_table_insert (self->tries, g_strdup (who), tries);
  }
  return ++tries->n <= n;
}

/* Takes the fields of @row; expiry by the clock that never steps. */
static void
keep_session (SfSessions *self, const SfPersonSession *row)
{
  Session *session = g_new0 (Session, 1);

  session->door = g_strdup (row->door);
  session->person = g_strdup (row->person);
  session->proof = g_strdup (row->proof);
  session->form = g_strdup (row->form);
  session->tag = g_strndup (row->hash, TAG_LEN);
  session->expires = sf_clock_boot_ms (self->clock) + row->until_ms - sf_clock_wall_ms (self->clock);
  tidy (self);
  g_hash_table_insert (self->sessions, g_strdup (row->hash), session);
}

char *
sf_sessions_open_person (SfSessions *self, const char *door, const char *person, const char *proof, guint hours, SfPersonSession **row)
{
  char *secret = new_secret (self);
  SfPersonSession *kept = g_new0 (SfPersonSession, 1);

  kept->hash = hash_of (secret);
  kept->door = g_strdup (door);
  kept->person = g_strdup (person);
  kept->form = new_secret (self);
  kept->proof = g_strdup (proof);
  kept->until_ms = sf_clock_wall_ms (self->clock) + (gint64) hours * 3600 * 1000;
  keep_session (self, kept);
  *row = kept;
  return secret;
}

void
sf_sessions_restore_person (SfSessions *self, const SfPersonSession *row)
{
  /* A clock that was set back makes nobody's session longer than any session is. */
  if (row->until_ms - sf_clock_wall_ms (self->clock) <= MAX_PERSON_MS)
    keep_session (self, row);
}

/* The value of the cookie @name in a Cookie header, or NULL. (transfer full) */
static char *
cookie_value (const char *header, const char *name)
{
  gsize n = strlen (name);

  if (!header || strlen (header) > 4096)
    return NULL;
  g_auto (GStrv) parts = g_strsplit (header, ";", 0);
  for (guint i = 0; parts[i]; i++) {
    const char *part = g_strstrip (parts[i]);
    if (strncmp (part, name, n) == 0 && part[n] == '=')
      return g_strdup (part + n + 1);
  }
  return NULL;
}

gboolean
sf_sessions_find_person (SfSessions *self, const char *door, const char *cookie_header, const char *name, SfVisitor *out)
{
  g_autofree char *value = cookie_value (cookie_header, name);
  Session *session = value ? find (self, value) : NULL;

  if (!session || strcmp (session->door, door) != 0)
    return FALSE;
  *out = (SfVisitor) { session->person, session->form, session->proof, session->tag };
  return TRUE;
}

char *
sf_sessions_close_person (SfSessions *self, const char *cookie_header, const char *name)
{
  g_autofree char *value = cookie_value (cookie_header, name);
  char *hash = value ? hash_of (value) : NULL;
  if (hash)
    g_hash_table_remove (self->sessions, hash);
  return hash;
}

GStrv
sf_sessions_forget_person (SfSessions *self, const char *door, const char *person)
{
  g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Session *session = value;
    if ((door && strcmp (session->door, door) != 0) || (person && strcmp (session->person, person) != 0))
      continue;
    g_strv_builder_add (tags, session->tag);
    g_hash_table_iter_remove (&iter);
  }
  return g_strv_builder_end (tags);
}
