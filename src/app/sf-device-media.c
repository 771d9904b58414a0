/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-device-media"
#include "app/sf-device-private.h"
#include "base/sf-limits.h"
#include "base/sf-log.h"
#include "wire/sf-json.h"

/* Pictures are fetched one after the other, all that the replica names, so that they are there when the network is not. What the
 * cache has is whole. */

static const char *
sha_of (SfDevice *self, const char *media_id)
{
  SfItem *item = self->media != NULL ? sf_live_query_find_id (self->media, media_id) : NULL;

  return item != NULL ? sf_record_get_text (sf_item_get_record (item), SF_MEDIA_SHA256) : NULL;
}

static gboolean
is_here (SfDevice *self, const char *sha256)
{
  g_autofree char *path = NULL;

  if (g_hash_table_contains (self->have, sha256))
    return TRUE;
  path = self->blobs != NULL ? sf_blob_cache_path (self->blobs, sha256) : NULL;
  if (path == NULL)
    return FALSE;
  g_hash_table_add (self->have, g_strdup (sha256));
  return TRUE;
}

char *
sf_device_media_path (SfDevice *self, const char *media_id)
{
  const char *sha256 = media_id != NULL ? sha_of (self, media_id) : NULL;

  if (sha256 == NULL || !is_here (self, sha256))
    return NULL;
  return sf_blob_cache_path (self->blobs, sha256);
}

/* SHA-256 of the variant for @use of a media record, or NULL. (transfer full) */
static char *
variant_sha (SfRecord *media, const char *use)
{
  const char *json = sf_record_get_text (media, SF_MEDIA_VARIANTS);
  g_autoptr(JsonNode) node = json != NULL ? sf_json_parse (json, strlen (json), NULL) : NULL;
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
    JsonNode *entry = json_array_get_element (list, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (entry) ? json_node_get_object (entry) : NULL;
    const char *named = object != NULL ? sf_json_text (object, "use", 20, NULL) : NULL;

    if (named != NULL && g_str_equal (named, use))
      return g_strdup (sf_json_text (object, "sha256", 64, NULL));
  }
  return NULL;
}

char *
sf_device_media_variant (SfDevice *self, const char *media_id, const char *use)
{
  SfItem *item = self->media != NULL && media_id != NULL ? sf_live_query_find_id (self->media, media_id) : NULL;
  g_autofree char *sha256 = item != NULL ? variant_sha (sf_item_get_record (item), use) : NULL;

  return sha256 != NULL && is_here (self, sha256) ? sf_blob_cache_path (self->blobs, sha256) : NULL;
}

/* --- one fetch ------------------------------------------------------------------------------------------------------ */

typedef struct {
  SfDevice *device;     /* (owned) */
  char *sha256;         /* (owned) */
  GByteArray *bytes;    /* (owned) */
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_object_unref (fetch->device);
  g_free (fetch->sha256);
  g_byte_array_unref (fetch->bytes);
  g_free (fetch);
}

static gboolean
take_bytes (gconstpointer data, gsize n, gint64 at, gpointer user_data, GError **error)
{
  Fetch *fetch = user_data;

  if (at < 0 || at > fetch->bytes->len || at + (gint64) n > SF_MAX_BLOB) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a blob in the wrong place or too long");
    return FALSE;
  }
  g_byte_array_set_size (fetch->bytes, (guint) at);
  g_byte_array_append (fetch->bytes, data, (guint) n);
  return TRUE;
}

/* On the worker. */
static gpointer
do_keep (gpointer store, gpointer data, GError **error)
{
  Fetch *fetch = data;
  g_autoptr(GBytes) bytes = g_bytes_new_static (fetch->bytes->data, fetch->bytes->len);

  return sf_blob_cache_put (fetch->device->blobs, fetch->sha256, bytes, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static void
tell_ready (SfDevice *self, const char *sha256)
{
  guint n = self->media != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->media)) : 0;

  for (guint i = 0; i < n && self->media != NULL; i++) {
    SfItem *item = sf_live_query_peek (self->media, i);

    if (item != NULL && g_strcmp0 (sf_record_get_text (sf_item_get_record (item), SF_MEDIA_SHA256), sha256) == 0)
      sf_device_emit_media_ready (self, sf_item_get_id (item));
  }
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  SfDevice *self = SF_DEVICE (source);
  gboolean whole = sf_device_run_finish (self, result, NULL) != NULL;

  self->fetching = FALSE;
  if (whole) {
    g_hash_table_add (self->have, g_strdup (fetch->sha256));
    tell_ready (self, fetch->sha256);
  } else {
    sf_log (SF_LOG_WARNING, "media.damaged", "sha256", fetch->sha256, NULL);
    g_hash_table_add (self->missing, g_strdup (fetch->sha256));
  }
  fetch_free (fetch);
  sf_device_media_pump (self);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  SfDevice *self = fetch->device;
  g_autoptr(GError) error = NULL;

  if (sf_fetch_blob_finish (SF_SYNC_DRIVER (source), result, &error) && self->driver != NULL) {
    sf_device_run_async (self, do_keep, fetch, NULL, NULL, on_kept, fetch);
    return;
  }
  self->fetching = FALSE;
  /* What the server does not have is not asked for again before the next start; a lost connection is no answer. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)) {
    g_hash_table_add (self->missing, g_strdup (fetch->sha256));
    sf_device_media_pump (self);
  }
  fetch_free (fetch);
}

static gboolean
fetch_if_absent (SfDevice *self, const char *sha256)
{
  Fetch *fetch;

  if (sha256 == NULL || g_hash_table_contains (self->missing, sha256) || is_here (self, sha256))
    return FALSE;
  self->fetching = TRUE;
  fetch = g_new0 (Fetch, 1);
  fetch->device = g_object_ref (self);
  fetch->sha256 = g_strdup (sha256);
  fetch->bytes = g_byte_array_new ();
  sf_fetch_blob_async (self->driver, sha256, 0, take_bytes, fetch, NULL, on_fetched, fetch);
  return TRUE;
}

void
sf_device_media_pump (SfDevice *self)
{
  static const char *const uses[] = { "poster", "mask", "thumb", "tall", "strip", "wide" };

  if (self->fetching || self->driver == NULL || self->media == NULL || !self->online)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->media)); i++) {
    SfRecord *record = sf_item_get_record (sf_live_query_peek (self->media, i));

    if (fetch_if_absent (self, sf_record_get_text (record, SF_MEDIA_SHA256)))
      return;
    for (guint u = 0; u < G_N_ELEMENTS (uses); u++) {
      g_autofree char *sha256 = variant_sha (record, uses[u]);

      if (fetch_if_absent (self, sha256))
        return;
    }
  }
}

static void
on_media_changed (GListModel *list, guint position, guint removed, guint added, SfDevice *self)
{
  /* A record may come after its file (a second device name for one content): whoever asked in vain asks again. */
  for (guint i = position; i < position + added; i++) {
    SfItem *item = sf_live_query_peek (self->media, i);
    const char *sha256 = sf_record_get_text (sf_item_get_record (item), SF_MEDIA_SHA256);

    if (sha256 != NULL && is_here (self, sha256))
      sf_device_emit_media_ready (self, sf_item_get_id (item));
  }
  sf_device_media_pump (self);
}

void
sf_device_media_begin (SfDevice *self)
{
  SfQuery query = { .kind = SF_KIND_MEDIA, .order = -1 };

  if (self->media != NULL)
    return;
  self->media = sf_live_query_new (self, &query);
  g_signal_connect (self->media, "items-changed", G_CALLBACK (on_media_changed), self);
}

void
sf_device_media_end (SfDevice *self)
{
  if (self->media != NULL)
    g_signal_handlers_disconnect_by_data (self->media, self);
  g_clear_object (&self->media);
}
