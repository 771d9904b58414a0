/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-buckets.h"

#include <string.h>

#include "base/sf-bytes.h"

#define MAX_BUCKETS 20000
#define KEY_LEN 16
#define HOUR_MS G_GINT64_CONSTANT (3600000)

struct _SfBuckets {
  SfClock *clock;
  guint8 key[KEY_LEN];
  GHashTable *buckets;       /* gint64 of the keyed hash -> Bucket */
};

typedef struct { gint64 hash, full_at, at; double tokens; } Bucket;

SfBuckets *
sf_buckets_new (SfClock *clock, SfIds *ids)
{
  SfBuckets *self = g_new0 (SfBuckets, 1);

  self->clock = sf_clock_ref (clock);
  sf_ids_fill (ids, self->key, sizeof self->key);
  self->buckets = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return self;
}

void
sf_buckets_free (SfBuckets *self)
{
  g_hash_table_unref (self->buckets);
  sf_clock_unref (self->clock);
  g_free (self);
}

guint
sf_buckets_count (SfBuckets *self)
{
  return g_hash_table_size (self->buckets);
}

static gboolean
is_full_again (gpointer key, gpointer value, gpointer data)
{
  const Bucket *bucket = value;
  return bucket->full_at <= *(const gint64 *) data;
}

static Bucket *
find (SfBuckets *self, const SfBucketRate *rate, const char *who, gint64 now)
{
  guint8 digest[SF_HASH_LEN];
  gint64 hash;

  sf_sha256_parts (digest, self->key, (gsize) KEY_LEN, rate->name, strlen (rate->name) + 1, who, strlen (who), NULL);
  memcpy (&hash, digest, sizeof hash);
  Bucket *bucket = g_hash_table_lookup (self->buckets, &hash);
  if (bucket)
    return bucket;
  if (g_hash_table_size (self->buckets) >= MAX_BUCKETS)
    g_hash_table_foreach_remove (self->buckets, is_full_again, &now);
  if (g_hash_table_size (self->buckets) >= MAX_BUCKETS)
    return NULL;
  bucket = g_new0 (Bucket, 1);
  *bucket = (Bucket) { .hash = hash, .at = now, .tokens = rate->capacity };
  g_hash_table_insert (self->buckets, &bucket->hash, bucket);
  return bucket;
}

gboolean
sf_buckets_take (SfBuckets *self, const SfBucketRate *rate, const char *who)
{
  gint64 now = sf_clock_boot_ms (self->clock);
  Bucket *bucket = who ? find (self, rate, who, now) : NULL;

  if (!bucket)
    return FALSE;
  bucket->tokens = MIN (rate->capacity, bucket->tokens + (double) (now - bucket->at) * rate->per_hour / HOUR_MS);
  bucket->at = now;
  gboolean ok = bucket->tokens >= 1;
  if (ok)
    bucket->tokens -= 1;
  bucket->full_at = now + (gint64) ((rate->capacity - bucket->tokens) * HOUR_MS / rate->per_hour);
  return ok;
}
