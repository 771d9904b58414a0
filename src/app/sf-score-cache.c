/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-score-cache"
#include "app/sf-score-cache.h"

#include "store/sf-score-of.h"

#define FRESH_MS 60000
#define MOST 256

typedef struct { SfScore score; gint64 asked_ms; gboolean known; } Entry;

struct _SfScoreCache {
  GObject parent_instance;
  SfDevice *device;      /* (owned) */
  GHashTable *entries;   /* (owned) customer id → Entry */
};

G_DEFINE_FINAL_TYPE (SfScoreCache, sf_score_cache, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct { char *customer, *today; } Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_free (ask->customer);
  g_free (ask->today);
  g_free (ask);
}

static gpointer
compute (gpointer store, gpointer data, GError **error)
{
  Ask *ask = data;
  SfScore *score = g_new0 (SfScore, 1);

  if (sf_score_of (sf_device_store_get_db (store), ask->customer, ask->today, score, error))
    return score;
  g_free (score);
  return NULL;
}

typedef struct { SfScoreCache *cache; char *customer; } Op;

static void
on_computed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Op *op = data;
  g_autoptr(SfScoreCache) self = op->cache;
  g_autofree char *customer = op->customer;
  g_autofree SfScore *score = sf_device_run_finish (SF_DEVICE (source), result, NULL);
  Entry *entry = g_hash_table_lookup (self->entries, customer);

  if (score == NULL || entry == NULL)
    return;
  entry->score = *score;
  entry->known = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

const SfScore *
sf_score_cache_get (SfScoreCache *self, const char *customer, const char *today)
{
  gint64 now = g_get_monotonic_time () / 1000;
  Entry *entry;

  g_return_val_if_fail (SF_IS_SCORE_CACHE (self) && customer != NULL, NULL);
  entry = g_hash_table_lookup (self->entries, customer);
  if (entry == NULL) {
    if (g_hash_table_size (self->entries) >= MOST)
      g_hash_table_remove_all (self->entries);
    entry = g_new0 (Entry, 1);
    entry->asked_ms = now - FRESH_MS;
    g_hash_table_insert (self->entries, g_strdup (customer), entry);
  }
  if (today != NULL && now - entry->asked_ms >= FRESH_MS) {
    Ask *ask = g_new0 (Ask, 1);
    Op *op = g_new0 (Op, 1);

    entry->asked_ms = now;
    *ask = (Ask) { g_strdup (customer), g_strdup (today) };
    *op = (Op) { g_object_ref (self), g_strdup (customer) };
    sf_device_run_async (self->device, compute, ask, ask_free, g_free, on_computed, op);
  }
  return entry->known ? &entry->score : NULL;
}

static void
sf_score_cache_dispose (GObject *object)
{
  SfScoreCache *self = SF_SCORE_CACHE (object);

  g_clear_object (&self->device);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  G_OBJECT_CLASS (sf_score_cache_parent_class)->dispose (object);
}

static void
sf_score_cache_class_init (SfScoreCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_score_cache_dispose;
  signals[CHANGED] = g_signal_new ("changed", SF_TYPE_SCORE_CACHE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_score_cache_init (SfScoreCache *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

SfScoreCache *
sf_score_cache_new (SfDevice *device)
{
  SfScoreCache *self = g_object_new (SF_TYPE_SCORE_CACHE, NULL);

  self->device = g_object_ref (device);
  return self;
}
