/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-own-keep"
#include "app/sf-own-keep.h"
#include "base/sf-log.h"

/* So long a device remembers what it said and is done with; older ones are in a backup for long, or were given up. */
#define LOOK_BACK_MS (G_GINT64_CONSTANT (14) * 24 * 3600 * 1000)

struct _SfOwnKeep {
  SfDevice *device;        /* (owned) */
  SfLiveQuery *closed;     /* (owned) OWN_VISIT of this kiosk */
  GHashTable *seen;        /* (owned) ids that were looked at since the start */
};

typedef struct { SfDevice *device; SfRecord *record; } Look;

static void
look_free (Look *look)
{
  g_object_unref (look->device);
  sf_record_unref (look->record);
  g_free (look);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;

  if (!sf_device_commit_finish (SF_DEVICE (source), result, &error))
    sf_log (SF_LOG_WARNING, "own_keep.commit", "code", g_quark_to_string (error->domain), NULL);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;

  if (sf_device_saved_finish (look->device, result) == SF_SAVED_NONE) {
    GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);

    g_ptr_array_add (mutations, sf_mutation_new ("create", look->record, NULL));
    sf_device_commit_async (look->device, mutations, on_committed, NULL);
  }
  look_free (look);
}

static void
on_closed (SfOwnKeep *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->closed));

  for (guint i = 0; i < n; i++) {
    SfRecord *record = sf_item_get_record (sf_live_query_peek (self->closed, i));
    Look *look;

    if (sf_record_is_null (record, SF_OWN_VISIT_SEALED) || !g_hash_table_add (self->seen, g_strdup (sf_record_get_id (record))))
      continue;
    look = g_new0 (Look, 1);
    look->device = g_object_ref (self->device);
    look->record = sf_record_copy (record);
    sf_device_saved_async (self->device, SF_KIND_OWN_VISIT, sf_record_get_id (record), on_saved, look);
  }
}

SfOwnKeep *
sf_own_keep_new (SfDevice *device)
{
  SfOwnKeep *self = g_new0 (SfOwnKeep, 1);
  const SfQuery query = { .kind = SF_KIND_OWN_VISIT, .order = -1, .n_conds = 1,
                          .conds = { { SF_OWN_VISIT_AT, SF_OP_GE, sf_device_now (device, NULL) - LOOK_BACK_MS, NULL } } };

  self->device = g_object_ref (device);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->closed = sf_live_query_new (device, &query);
  g_signal_connect_swapped (self->closed, "items-changed", G_CALLBACK (on_closed), self);
  return self;
}

void
sf_own_keep_free (SfOwnKeep *self)
{
  g_signal_handlers_disconnect_by_data (self->closed, self);
  g_object_unref (self->closed);
  g_object_unref (self->device);
  g_hash_table_unref (self->seen);
  g_free (self);
}
