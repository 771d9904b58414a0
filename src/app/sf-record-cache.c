/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-record-cache"
#include "app/sf-record-cache.h"

struct _SfRecordCache {
  GObject parent_instance;
  SfDevice *device;      /* (owned) */
  GHashTable *entries;   /* (owned) id → Entry; ids are unique over all kinds */
};

typedef struct {
  SfKind kind;
  SfRecord *record;      /* (owned) (nullable) */
  gboolean fetching, again;
} Entry;

G_DEFINE_FINAL_TYPE (SfRecordCache, sf_record_cache, G_TYPE_OBJECT)

static guint changed_signal;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->record, sf_record_unref);
  g_free (entry);
}

typedef struct {
  SfRecordCache *cache;  /* (owned) */
  SfKind kind;
  char *id;              /* (owned) */
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_object_unref (fetch->cache);
  g_free (fetch->id);
  g_free (fetch);
}

typedef struct { SfKind kind; char *id; } Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->id);
  g_free (wanted);
}

static gpointer
do_fetch (gpointer store, gpointer data, GError **error)
{
  Wanted *wanted = data;

  return sf_table_get (sf_device_store_get_db (store), wanted->kind, wanted->id, error);
}

static void fetch (SfRecordCache *self, const char *id, Entry *entry);

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *op = data;
  SfRecordCache *self = op->cache;
  g_autoptr(SfRecord) record = sf_device_run_finish (SF_DEVICE (source), result, NULL);
  Entry *entry = self->entries != NULL ? g_hash_table_lookup (self->entries, op->id) : NULL;

  if (entry != NULL) {
    gboolean same = entry->record == record || (entry->record != NULL && record != NULL && sf_record_equal (entry->record, record));

    entry->fetching = FALSE;
    if (!same) {
      g_clear_pointer (&entry->record, sf_record_unref);
      entry->record = g_steal_pointer (&record);
    }
    if (entry->again)
      fetch (self, op->id, entry);
    if (!same)
      g_signal_emit (self, changed_signal, 0);
  }
  fetch_free (op);
}

static void
fetch (SfRecordCache *self, const char *id, Entry *entry)
{
  Wanted *wanted;
  Fetch *op;

  entry->again = entry->fetching;
  if (entry->fetching)
    return;
  entry->fetching = TRUE;
  wanted = g_new0 (Wanted, 1);
  wanted->kind = entry->kind;
  wanted->id = g_strdup (id);
  op = g_new0 (Fetch, 1);
  op->cache = g_object_ref (self);
  op->kind = entry->kind;
  op->id = g_strdup (id);
  sf_device_run_async (self->device, do_fetch, wanted, wanted_free, (GDestroyNotify) sf_record_unref, on_fetched, op);
}

static void
on_changed_ids (SfDevice *device, GPtrArray *ids, SfRecordCache *self)
{
  for (guint i = 0; i < ids->len; i++) {
    Entry *entry = g_hash_table_lookup (self->entries, ids->pdata[i]);

    if (entry != NULL)
      fetch (self, ids->pdata[i], entry);
  }
}

static void
sf_record_cache_dispose (GObject *object)
{
  SfRecordCache *self = SF_RECORD_CACHE (object);

  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_record_cache_parent_class)->dispose (object);
}

static void
sf_record_cache_class_init (SfRecordCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_record_cache_dispose;
  changed_signal = g_signal_new ("changed", SF_TYPE_RECORD_CACHE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_record_cache_init (SfRecordCache *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
}

SfRecordCache *
sf_record_cache_new (SfDevice *device)
{
  SfRecordCache *self = g_object_new (SF_TYPE_RECORD_CACHE, NULL);

  self->device = g_object_ref (device);
  g_signal_connect (device, "changed-ids", G_CALLBACK (on_changed_ids), self);
  return self;
}

SfRecord *
sf_record_cache_get (SfRecordCache *self, SfKind kind, const char *id)
{
  Entry *entry;

  if (id == NULL || *id == 0)
    return NULL;
  entry = g_hash_table_lookup (self->entries, id);
  if (entry == NULL) {
    entry = g_new0 (Entry, 1);
    entry->kind = kind;
    g_hash_table_insert (self->entries, g_strdup (id), entry);
    fetch (self, id, entry);
  }
  return entry->record;
}
