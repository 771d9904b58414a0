/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-reach"
#include "app/sf-reach.h"

#include "base/sf-bytes.h"
#include "sync/sf-lan-client.h"

#define TICK_MS 1000
#define AGAIN_MS (5 * 60 * 1000)
#define FAILING_MS (60 * 1000)
/* So many in a row are no accident: a tablet that just wakes up, a packet on the air. */
#define TRIES 3
/* Whoever has just paired a device stands before it: the first word comes sooner, and is looked at again soon. */
#define FIRST_TRIES 2
#define SOON_MS 5000
#define SOON_TRIES 6

struct _SfReach {
  SfDevice *device;          /* (owned) */
  SfLiveQuery *lines;        /* (owned) RING_LINE or LAN */
  SfLiveQuery *known;        /* (owned) WAY: what the server has */
  GHashTable *ways;          /* (owned) id of the line → Way */
  GCancellable *cancellable; /* (owned) */
  guint tick;
};

/* One line as it is tried. */
typedef struct {
  char *other;               /* (owned) the device at its end */
  char *address, *key;       /* (owned) what was tried; another one is tried anew */
  const char *state;         /* (nullable) static: how it ended */
  gint64 due;                /* boot ms */
  guint failed;              /* in a row */
  gboolean asking, untold;
} Way;

static void
way_free (gpointer data)
{
  Way *way = data;

  g_free (way->other);
  g_free (way->address);
  g_free (way->key);
  g_free (way);
}

static gint64
boot_ms (SfReach *self)
{
  return sf_clock_boot_ms (sf_device_get_clock (self->device));
}

/* --- the try ---------------------------------------------------------------------------------------------------------- */

/* @stop: the reach's; cancelled when it is gone. */
typedef struct { SfReach *reach; GCancellable *stop; char *line; } Op;

static void
op_free (Op *op)
{
  g_object_unref (op->stop);
  g_free (op->line);
  g_free (op);
}

/* What an access point that keeps its clients apart looks like from here; everything else was said by somebody at that address. */
static gboolean
is_silence (const GError *error)
{
  static const int silent[] = { G_IO_ERROR_CANCELLED, G_IO_ERROR_TIMED_OUT, G_IO_ERROR_HOST_UNREACHABLE, G_IO_ERROR_NETWORK_UNREACHABLE };

  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    if (g_error_matches (error, G_IO_ERROR, silent[i]))
      return TRUE;
  return FALSE;
}

static void
take (SfReach *self, Way *way, const char *state)
{
  const gboolean ok = g_str_equal (state, "ok");
  const guint tries = way->state == NULL ? FIRST_TRIES : TRIES;

  way->failed = ok ? 0 : way->failed + 1;
  way->due = boot_ms (self) + (ok ? AGAIN_MS : way->failed < tries ? TICK_MS : way->failed < SOON_TRIES ? SOON_MS : FAILING_MS);
  if (!ok && way->failed < tries)
    return;
  way->state = state;
  /* A way that fails is told again each time: whether the tablet is in touch at all, only the server knows. */
  way->untold = TRUE;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Op *op = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SfLanAnswer) answer = sf_lan_ask_finish (result, &error);
  Way *way = g_cancellable_is_cancelled (op->stop) ? NULL : g_hash_table_lookup (op->reach->ways, op->line);

  if (way != NULL) {
    way->asking = FALSE;
    take (op->reach, way, answer != NULL ? "ok" : is_silence (error) ? "silent" : "refused");
  }
  op_free (op);
}

static void
try_way (SfReach *self, const char *line, Way *way)
{
  SfLanPeer peer = { way->address, way->other, { 0 } };
  g_autoptr(SfLanAsk) message = sf_lan_ask_new ();
  Op *op;

  if (way->key == NULL || way->address == NULL || way->other == NULL || !sf_unhex (way->key, peer.key, sizeof peer.key))
    return;
  message->act = g_strdup ("reach");
  way->asking = TRUE;
  op = g_new0 (Op, 1);
  op->reach = self;
  op->stop = g_object_ref (self->cancellable);
  op->line = g_strdup (line);
  sf_lan_ask_async (&peer, message, sf_device_get_ids (self->device), self->cancellable, on_answer, op);
}

/* --- telling ---------------------------------------------------------------------------------------------------------- */

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  Op *op = data;
  const gboolean told = sf_device_tell_finish (SF_DEVICE (source), result);
  Way *way = g_cancellable_is_cancelled (op->stop) ? NULL : g_hash_table_lookup (op->reach->ways, op->line);

  if (way != NULL && !told)
    way->untold = TRUE;
  op_free (op);
}

/* What works, and is known to work, is not told again and again. */
static gboolean
is_known_good (SfReach *self, const Way *way)
{
  const char *self_id = sf_device_get_id (self->device);

  for (guint i = 0; g_str_equal (way->state, "ok") && i < g_list_model_get_n_items (G_LIST_MODEL (self->known)); i++) {
    SfRecord *known = sf_item_get_record (sf_live_query_peek (self->known, i));
    const char *device = sf_record_get_text (known, SF_WAY_DEVICE), *tablet = sf_record_get_text (known, SF_WAY_TABLET);

    if ((g_strcmp0 (device, way->other) == 0 && g_strcmp0 (tablet, self_id) == 0) || (g_strcmp0 (device, self_id) == 0 && g_strcmp0 (tablet, way->other) == 0))
      return g_strcmp0 (sf_record_get_text (known, SF_WAY_REACH), "ok") == 0;
  }
  return FALSE;
}

static void
tell (SfReach *self, SfRecord *line, Way *way)
{
  g_autofree char *code = g_strdup_printf ("reach.%s.%s", way->other, way->state);
  Op *op;

  way->untold = FALSE;
  if (is_known_good (self, way))
    return;
  op = g_new0 (Op, 1);
  op->reach = self;
  op->stop = g_object_ref (self->cancellable);
  op->line = g_strdup (sf_record_get_id (line));
  sf_device_tell_async (self->device, code, on_told, op);
}

/* --- all of them ------------------------------------------------------------------------------------------------------ */

static Way *
way_of (SfReach *self, SfRecord *line)
{
  const gboolean ring = sf_record_get_kind (line) == SF_KIND_RING_LINE;
  const char *id = sf_record_get_id (line), *address = sf_record_get_text (line, ring ? SF_RING_LINE_ADDRESS : SF_LAN_ADDRESS);
  const char *key = sf_record_get_text (line, ring ? SF_RING_LINE_KEY : SF_LAN_KEY);
  Way *way = g_hash_table_lookup (self->ways, id);

  if (way != NULL && (way->asking || (g_strcmp0 (way->address, address) == 0 && g_strcmp0 (way->key, key) == 0)))
    return way;
  way = g_new0 (Way, 1);
  way->other = g_strdup (sf_record_get_text (line, ring ? SF_RING_LINE_TABLET : SF_LAN_DISPLAY));
  way->address = g_strdup (address);
  way->key = g_strdup (key);
  g_hash_table_replace (self->ways, g_strdup (id), way);
  return way;
}

static gboolean
on_tick (gpointer data)
{
  SfReach *self = data;
  const gint64 now = boot_ms (self);

  if (!sf_device_get_online (self->device))
    return G_SOURCE_CONTINUE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lines)); i++) {
    SfRecord *line = sf_item_get_record (sf_live_query_peek (self->lines, i));
    Way *way = way_of (self, line);

    if (way->untold)
      tell (self, line, way);
    if (!way->asking && now >= way->due)
      try_way (self, sf_record_get_id (line), way);
  }
  return G_SOURCE_CONTINUE;
}

SfReach *
sf_reach_new (SfDevice *device, SfLiveQuery *lines)
{
  const SfQuery known = { .kind = SF_KIND_WAY, .order = -1 };
  SfReach *self = g_new0 (SfReach, 1);

  self->device = g_object_ref (device);
  self->lines = g_object_ref (lines);
  self->known = sf_live_query_new (device, &known);
  self->ways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, way_free);
  self->cancellable = g_cancellable_new ();
  self->tick = g_timeout_add (TICK_MS, on_tick, self);
  return self;
}

void
sf_reach_free (SfReach *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->ways);
  g_object_unref (self->lines);
  g_object_unref (self->known);
  g_object_unref (self->device);
  g_free (self);
}
