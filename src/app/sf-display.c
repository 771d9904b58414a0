/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-display"
#include "app/sf-display-private.h"
#include "model/sf-assign.h"
#include "model/sf-programme.h"

/* How often the day, the hour and what is due are looked at. */
#define TICK_S 10
/* Of the pushes that the server sent only the newest can matter. */
#define MAX_SYNCED 64

G_DEFINE_FINAL_TYPE (SfDisplay, sf_display, G_TYPE_OBJECT)

enum { PROP_GLASS = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { GLASS_CHANGED, PROGRAMME_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- the programme -------------------------------------------------------------------------------------------------- */

static GPtrArray *
records_of (SfLiveQuery *list)
{
  GPtrArray *records = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_ptr_array_add (records, sf_item_get_record (sf_live_query_peek (list, i)));
  return records;
}

static gboolean
is_here (SfDisplay *self, SfRecord *item)
{
  const char *media = sf_record_get_text (item, SF_PLAYLIST_ITEM_MEDIA);
  g_autofree char *path = sf_device_media_path (self->device, media);

  /* Without its record nobody knows whether it is a film. */
  return sf_record_cache_get (self->media, SF_KIND_MEDIA, media) != NULL && path != NULL;
}

/* The items of the best playlist of which anything is here: a campaign whose pictures have not come must not make the wall empty. */
static GPtrArray *
choose_items (SfDisplay *self, char **playlist)
{
  g_autoptr(GPtrArray) playlists = records_of (self->playlists), items = records_of (self->items), order = NULL;
  SfProgrammeAsk ask = { .screen = sf_device_get_id (self->device), .last = self->playlist_kept };
  SfTimeTrust trust;
  gint64 now = sf_device_now (self->device, &trust);
  g_autofree char *day = sf_day_of (now, sf_floor_zone (self->floor), &ask.minute);
  GPtrArray *here = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  ask.trusted = trust != SF_TIME_UNKNOWN;
  ask.day = day;
  order = sf_programme_order (playlists, &ask);
  self->have = self->want = 0;
  for (guint i = 0; i < order->len && here->len == 0; i++) {
    const char *id = sf_record_get_id (order->pdata[i]);
    g_autoptr(GPtrArray) all = sf_programme_items (items, id);

    for (guint k = 0; k < all->len; k++)
      if (is_here (self, all->pdata[k]))
        g_ptr_array_add (here, sf_record_ref (all->pdata[k]));
    if (here->len > 0 && ask.trusted && g_strcmp0 (id, self->playlist_kept) != 0) {
      g_free (self->playlist_kept);
      self->playlist_kept = g_strdup (id);
      sf_device_keep (self->device, "display.playlist", id);
    }
    if (i == 0 || here->len > 0) {
      self->have = here->len;
      self->want = all->len;
      g_free (*playlist);
      *playlist = g_strdup (id);
    }
  }
  return here;
}

static gboolean
same_items (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!sf_record_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
take_programme (SfDisplay *self)
{
  g_autofree char *playlist = NULL;
  g_autoptr(GPtrArray) now = choose_items (self, &playlist);

  g_free (self->playlist);
  self->playlist = g_steal_pointer (&playlist);
  if (same_items (self->programme, now))
    return FALSE;
  g_ptr_array_unref (self->programme);
  self->programme = g_steal_pointer (&now);
  return TRUE;
}

/* --- the glass ------------------------------------------------------------------------------------------------------ */

static gboolean
can_show (SfRecord *push, gpointer data)
{
  SfDisplay *self = data;
  const char *what = sf_record_get_text (push, SF_PUSH_WHAT);

  if (g_strcmp0 (what, "welcome") == 0 || g_strcmp0 (what, "call") == 0)
    return TRUE;
  if (g_strcmp0 (what, "view") == 0 && sf_record_is_null (push, SF_PUSH_MODEL))
    return !sf_record_is_null (push, SF_PUSH_VIEW);
  /* A car that this screen has not heard of would be an empty wall. */
  return sf_catalogue_model (self->catalogue, sf_record_get_text (push, SF_PUSH_MODEL)) != NULL;
}

static SfGlass
glass_of (SfDisplay *self, SfRecord *push)
{
  const char *what = push != NULL ? sf_record_get_text (push, SF_PUSH_WHAT) : NULL;

  if (push == NULL)
    return self->programme->len > 0 ? SF_GLASS_PROGRAMME : SF_GLASS_HOUSE;
  if (g_strcmp0 (what, "call") == 0)
    return SF_GLASS_CALL;
  return g_strcmp0 (what, "welcome") == 0 ? SF_GLASS_WELCOME : SF_GLASS_MODEL;
}

static void
take_glass (SfDisplay *self)
{
  const SfPushEntry *top = sf_push_stack_top (self->stack, can_show, self);
  SfRecord *push = top != NULL ? top->push : NULL;
  SfGlass glass = glass_of (self, push);
  gboolean same_push = push == self->push || (push != NULL && self->push != NULL && sf_record_equal (push, self->push));

  if (glass == self->glass && same_push)
    return;
  g_clear_pointer (&self->push, sf_record_unref);
  self->push = push != NULL ? sf_record_ref (push) : NULL;
  sf_display_report_reset (self);
  if (glass != self->glass) {
    self->glass = glass;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GLASS]);
  }
  g_signal_emit (self, signals[GLASS_CHANGED], 0);
}

static gboolean
on_end (gpointer data)
{
  SfDisplay *self = data;

  self->end = 0;
  sf_display_update (self);
  return G_SOURCE_REMOVE;
}

static void
plan_end (SfDisplay *self)
{
  gint64 next = sf_push_stack_next_end (self->stack);
  gint64 rest = next - sf_clock_boot_ms (sf_device_get_clock (self->device));

  g_clear_handle_id (&self->end, g_source_remove);
  /* The tick looks, too: a timer stands still while the machine sleeps. */
  if (next != G_MAXINT64 && rest < TICK_S * 1000)
    self->end = g_timeout_add ((guint) MAX (rest, 1), on_end, self);
}

void
sf_display_update (SfDisplay *self)
{
  if (!self->loaded || self->device == NULL)
    return;
  if (sf_push_stack_expire (self->stack, sf_clock_boot_ms (sf_device_get_clock (self->device))))
    sf_display_keep (self);
  if (take_programme (self))
    g_signal_emit (self, signals[PROGRAMME_CHANGED], 0);
  take_glass (self);
  plan_end (self);
}

static gboolean
on_update (gpointer data)
{
  SfDisplay *self = data;

  self->update = 0;
  if (self->loaded)
    sf_display_take_synced (self);
  sf_display_update (self);
  return G_SOURCE_REMOVE;
}

void
sf_display_queue_update (SfDisplay *self)
{
  if (self->update == 0)
    self->update = g_idle_add_full (G_PRIORITY_DEFAULT, on_update, self, NULL);
}

static gboolean
on_tick (gpointer data)
{
  SfDisplay *self = data;

  sf_display_queue_update (self);
  sf_display_report_tick (self);
  sf_display_lan_tick (self);
  return G_SOURCE_CONTINUE;
}

/* --- the object ----------------------------------------------------------------------------------------------------- */

static void
sf_display_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_GLASS)
    g_value_set_int (value, (int) SF_DISPLAY (object)->glass);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
forget (SfDisplay *self, gpointer source)
{
  if (source != NULL)
    g_signal_handlers_disconnect_by_data (source, self);
}

static void
sf_display_dispose (GObject *object)
{
  SfDisplay *self = SF_DISPLAY (object);

  g_clear_handle_id (&self->update, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->end, g_source_remove);
  sf_display_lan_end (self);
  sf_display_report_clear (self);
  forget (self, self->playlists);
  forget (self, self->items);
  forget (self, self->pushes);
  forget (self, self->media);
  forget (self, self->catalogue);
  forget (self, self->floor);
  forget (self, self->device);
  g_clear_object (&self->playlists);
  g_clear_object (&self->items);
  g_clear_object (&self->pushes);
  g_clear_object (&self->media);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->floor);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_display_parent_class)->dispose (object);
}

static void
sf_display_finalize (GObject *object)
{
  SfDisplay *self = SF_DISPLAY (object);

  sf_push_stack_free (self->stack);
  g_ptr_array_unref (self->programme);
  g_clear_pointer (&self->push, sf_record_unref);
  g_free (self->playlist);
  g_free (self->playlist_kept);
  g_ptr_array_unref (self->calls);
  G_OBJECT_CLASS (sf_display_parent_class)->finalize (object);
}

static void
sf_display_class_init (SfDisplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sf_display_get_property;
  object_class->dispose = sf_display_dispose;
  object_class->finalize = sf_display_finalize;
  props[PROP_GLASS] = g_param_spec_int ("glass", NULL, NULL, SF_GLASS_PROGRAMME, SF_GLASS_HOUSE, SF_GLASS_HOUSE,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[GLASS_CHANGED] = g_signal_new ("glass-changed", SF_TYPE_DISPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROGRAMME_CHANGED] = g_signal_new ("programme-changed", SF_TYPE_DISPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_display_init (SfDisplay *self)
{
  self->glass = SF_GLASS_HOUSE;
  self->stack = sf_push_stack_new ();
  self->programme = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_queue_init (&self->plays);
  sf_display_lan_init (self);
}

static SfLiveQuery *
follow (SfDisplay *self, const SfQuery *query)
{
  SfLiveQuery *list = sf_live_query_new (self->device, query);

  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (sf_display_queue_update), self);
  return list;
}

SfDisplay *
sf_display_new (SfDevice *device)
{
  SfDisplay *self;
  const SfQuery playlists = { .kind = SF_KIND_PLAYLIST, .order = -1 }, items = { .kind = SF_KIND_PLAYLIST_ITEM, .order = -1 };
  const SfQuery pushes = { .kind = SF_KIND_PUSH, .order = SF_PUSH_AT, .descending = TRUE, .limit = MAX_SYNCED };

  g_return_val_if_fail (SF_IS_DEVICE (device), NULL);
  self = g_object_new (SF_TYPE_DISPLAY, NULL);
  self->device = g_object_ref (device);
  self->floor = sf_floor_new (device);
  self->catalogue = sf_catalogue_new (self->floor);
  self->media = sf_record_cache_new (device);
  self->playlists = follow (self, &playlists);
  self->items = follow (self, &items);
  self->pushes = follow (self, &pushes);
  g_signal_connect_swapped (self->floor, "changed", G_CALLBACK (sf_display_queue_update), self);
  g_signal_connect_swapped (self->catalogue, "changed", G_CALLBACK (sf_display_queue_update), self);
  g_signal_connect_swapped (self->media, "changed", G_CALLBACK (sf_display_queue_update), self);
  g_signal_connect_swapped (device, "media-ready", G_CALLBACK (sf_display_queue_update), self);
  g_signal_connect_swapped (device, "notify::online", G_CALLBACK (sf_display_lan_tick), self);
  self->tick = g_timeout_add_seconds (TICK_S, on_tick, self);
  sf_display_load (self);
  return self;
}

SfDevice    *sf_display_get_device (SfDisplay *self) { return self->device; }
SfGlass      sf_display_get_glass (SfDisplay *self) { return self->glass; }
SfRecord    *sf_display_get_push (SfDisplay *self) { return self->push; }
SfCatalogue *sf_display_get_catalogue (SfDisplay *self) { return self->catalogue; }

GPtrArray *
sf_display_get_programme (SfDisplay *self)
{
  GPtrArray *items = g_ptr_array_new ();

  g_return_val_if_fail (SF_IS_DISPLAY (self), items);
  for (guint i = 0; i < self->programme->len; i++)
    g_ptr_array_add (items, self->programme->pdata[i]);
  return items;
}

char *
sf_display_item_path (SfDisplay *self, SfRecord *item, gboolean *film)
{
  const char *media = sf_record_get_text (item, SF_PLAYLIST_ITEM_MEDIA);
  SfRecord *record = sf_record_cache_get (self->media, SF_KIND_MEDIA, media);
  const char *mime = record != NULL ? sf_record_get_text (record, SF_MEDIA_MIME) : NULL;

  if (film != NULL)
    *film = mime != NULL && g_str_has_prefix (mime, "video/");
  return mime != NULL ? sf_device_media_path (self->device, media) : NULL;
}

SfLang
sf_display_get_lang (SfDisplay *self)
{
  SfRecord *dealer = sf_floor_dealer (self->floor);
  const char *region = dealer != NULL ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL;
  SfLang own = sf_lang_parse (sf_floor_setting (self->floor, "screen.lang"), g_strcmp0 (region, "tw") == 0 ? SF_LANG_ZH_TW : SF_LANG_ZH_CN);

  return self->push != NULL ? sf_lang_parse (sf_record_get_text (self->push, SF_PUSH_LANG), own) : own;
}
