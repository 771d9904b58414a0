/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ids"
#include "config.h"
#include "base/sf-ids.h"
#include "base/sf-bytes.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

struct _SfIds {
  gint refs;             /* (atomic) */
  gboolean seeded;
  pthread_mutex_t lock;  /* guards what follows; a pthread mutex so that ThreadSanitizer sees it */
  guint64 state;         /* SplitMix64; seeded only */
  gint64 last_ms;        /* of the last UUIDv7 */
  guint32 last_seq;      /* its 12 bits after the time */
};

static SfIds *
ids_new (void)
{
  SfIds *self = g_new0 (SfIds, 1);
  self->refs = 1;
  self->last_ms = G_MININT64;
  pthread_mutex_init (&self->lock, NULL);
  return self;
}

SfIds *
sf_ids_new_system (void)
{
  return ids_new ();
}

SfIds *
sf_ids_new_seeded (guint64 seed)
{
  SfIds *self = ids_new ();
  self->seeded = TRUE;
  self->state = seed;
  return self;
}

void
sf_ids_reseed (SfIds *self, guint64 seed)
{
  g_return_if_fail (self->seeded);
  pthread_mutex_lock (&self->lock);
  self->state = seed;
  self->last_ms = G_MININT64;
  pthread_mutex_unlock (&self->lock);
}

SfIds *
sf_ids_ref (SfIds *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sf_ids_unref (SfIds *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void
fill_from_system (guint8 *out, gsize n)
{
  while (n > 0) {
    gssize got = getrandom (out, MIN (n, 256), 0);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)   /* keys made of anything else would be worse than no program */
      g_error ("the machine gives no random bytes: %s", g_strerror (errno));
    out += got;
    n -= (gsize) got;
  }
}

static guint64
next_seeded (SfIds *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

static void
fill_locked (SfIds *self, guint8 *out, gsize n)
{
  if (!self->seeded) {
    fill_from_system (out, n);
    return;
  }
  for (gsize i = 0; i < n; i += 8) {
    guint64 word = GUINT64_TO_LE (next_seeded (self));
    memcpy (out + i, &word, MIN (n - i, 8));
  }
}

void
sf_ids_fill (SfIds *self, gpointer buf, gsize n)
{
  pthread_mutex_lock (&self->lock);
  fill_locked (self, buf, n);
  pthread_mutex_unlock (&self->lock);
}

guint32
sf_ids_u32 (SfIds *self)
{
  guint32 value;
  sf_ids_fill (self, &value, sizeof value);
  return value;
}

static char *
uuid_to_text (guint8 bytes[16], guint version)
{
  static const char digits[] = "0123456789abcdef";
  bytes[6] = (guint8) ((bytes[6] & 0x0f) | version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  char *text = g_malloc (SF_ID_LEN + 1), *p = text;
  for (guint i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      *p++ = '-';
    *p++ = digits[bytes[i] >> 4];
    *p++ = digits[bytes[i] & 15];
  }
  *p = '\0';
  return text;
}

char *
sf_ids_new_uuid (SfIds *self, SfClock *clock)
{
  guint8 bytes[16];
  gint64 ms = CLAMP (sf_clock_wall_ms (clock), 0, (G_GINT64_CONSTANT (1) << 48) - 1);
  pthread_mutex_lock (&self->lock);
  fill_locked (self, bytes, sizeof bytes);
  guint32 seq = ((guint32) bytes[6] << 8 | bytes[7]) & 0x7ff;   /* half of the range, so that there is room to count up */
  /* Several ids of one millisecond rise (RFC 9562 6.2): lists in order of id are then in order of making. */
  if (ms == self->last_ms)
    seq = self->last_seq < 0xfff ? self->last_seq + 1 : 0xfff;
  self->last_ms = ms;
  self->last_seq = seq;
  pthread_mutex_unlock (&self->lock);
  for (guint i = 0; i < 6; i++)
    bytes[i] = (guint8) (ms >> (40 - 8 * i));
  bytes[6] = (guint8) (seq >> 8);
  bytes[7] = (guint8) seq;
  return uuid_to_text (bytes, 7);
}

char *
sf_uuid_derive (const char *source_id, const char *kind, guint n)
{
  guint8 hash[SF_HASH_LEN];
  char decimal[16];
  g_snprintf (decimal, sizeof decimal, "%u", n);
  sf_sha256_parts (hash, source_id, strlen (source_id) + 1, kind, strlen (kind) + 1, decimal, strlen (decimal), NULL);
  return uuid_to_text (hash, 8);
}

gboolean
sf_uuid_is_valid (const char *id)
{
  if (id == NULL || strnlen (id, SF_ID_LEN + 1) != SF_ID_LEN)
    return FALSE;
  for (guint i = 0; i < SF_ID_LEN; i++) {
    gboolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    gboolean hex = g_ascii_isdigit (id[i]) || (id[i] >= 'a' && id[i] <= 'f');
    if (hyphen ? id[i] != '-' : !hex)
      return FALSE;
  }
  return TRUE;
}
