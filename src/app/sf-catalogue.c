/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-catalogue"
#include "app/sf-catalogue.h"
#include "app/sf-car-search.h"
#include "model/sf-price.h"

#include <string.h>

/* More of one kind than any maker has; what a hostile or broken server sends beyond is not held in memory. */
#define LOAD_MAX 20000
/* Pictures arrive by the hundred: one "changed" for all that came within this. */
#define GATHER_MS 200
#define DAY_CHECK_S 30

enum { BRANDS, MODELS, TRIMS, COLOURS, PRICES, VIEWS, N_TABLES };

/* What each table holds, and the field that says to which record a row belongs. */
static const struct { SfKind kind; int owner, position; } specs[N_TABLES] = {
  [BRANDS] = { SF_KIND_BRAND, -1, SF_BRAND_POSITION },
  [MODELS] = { SF_KIND_MODEL, -1, SF_MODEL_POSITION },
  [TRIMS] = { SF_KIND_TRIM, SF_TRIM_MODEL, SF_TRIM_POSITION },
  [COLOURS] = { SF_KIND_COLOUR, SF_COLOUR_MODEL, SF_COLOUR_POSITION },
  [PRICES] = { SF_KIND_PRICE, SF_PRICE_TRIM, -1 },
  [VIEWS] = { SF_KIND_VIEW, SF_VIEW_MODEL, SF_VIEW_POSITION },
};

typedef struct {
  GPtrArray *rows;       /* (owned) (element-type SfRecord) in order */
  GHashTable *by_id;     /* (owned) id → record, both the rows' */
  GHashTable *by_owner;  /* (owned) id of the owner → GPtrArray of the rows' records, in order */
} Table;

struct _SfCatalogue {
  GObject parent_instance;
  SfFloor *floor;        /* (owned) */
  Table tables[N_TABLES];
  GHashTable *keys;      /* (owned) model id → GStrv */
  guint wanted;          /* tables to load again, a bit each */
  gboolean loading, loaded;
  guint gather, tick;
  char *day;             /* (owned) */
};

G_DEFINE_FINAL_TYPE (SfCatalogue, sf_catalogue, G_TYPE_OBJECT)

static guint changed_signal;

/* --- loading -------------------------------------------------------------------------------------------------------- */

static void
table_clear (Table *table)
{
  g_clear_pointer (&table->by_owner, g_hash_table_unref);
  g_clear_pointer (&table->by_id, g_hash_table_unref);
  g_clear_pointer (&table->rows, g_ptr_array_unref);
}

/* Rows without a position come last; there the newer ones (UUIDv7) after the older. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  SfRecord *const one = *(SfRecord *const *) a, *const two = *(SfRecord *const *) b;
  int position = GPOINTER_TO_INT (data);
  gint64 left = position < 0 || sf_record_is_null (one, (guint) position) ? G_MAXINT64 : sf_record_get_int (one, (guint) position);
  gint64 right = position < 0 || sf_record_is_null (two, (guint) position) ? G_MAXINT64 : sf_record_get_int (two, (guint) position);

  if (left != right)
    return left < right ? -1 : 1;
  return strcmp (sf_record_get_id (one), sf_record_get_id (two));
}

/* On the worker. */
static void
table_load (Table *table, guint which, GPtrArray *rows)
{
  table->rows = rows;
  table->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  table->by_owner = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_ptr_array_sort_with_data (rows, compare_rows, GINT_TO_POINTER (specs[which].position));
  for (guint i = 0; i < rows->len; i++) {
    SfRecord *row = rows->pdata[i];
    const char *owner = specs[which].owner >= 0 ? sf_record_get_text (row, (guint) specs[which].owner) : NULL;
    GPtrArray *siblings;

    g_hash_table_insert (table->by_id, (gpointer) sf_record_get_id (row), row);
    if (owner == NULL)
      continue;
    siblings = g_hash_table_lookup (table->by_owner, owner);
    if (siblings == NULL) {
      siblings = g_ptr_array_new ();
      g_hash_table_insert (table->by_owner, (gpointer) owner, siblings);
    }
    g_ptr_array_add (siblings, row);
  }
}

typedef struct { Table tables[N_TABLES]; } Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  for (guint i = 0; i < N_TABLES; i++)
    table_clear (&answer->tables[i]);
  g_free (answer);
}

/* On the worker. */
static gpointer
do_load (gpointer store, gpointer data, GError **error)
{
  guint wanted = GPOINTER_TO_UINT (data);
  Answer *answer = g_new0 (Answer, 1);

  for (guint i = 0; i < N_TABLES; i++) {
    SfQuery query = { .kind = specs[i].kind, .order = -1, .limit = LOAD_MAX };
    GPtrArray *rows;

    if ((wanted & (1u << i)) == 0)
      continue;
    rows = sf_table_query (sf_device_store_get_db (store), &query, error);
    if (rows == NULL) {
      answer_free (answer);
      return NULL;
    }
    table_load (&answer->tables[i], i, rows);
  }
  return answer;
}

static void
index_names (SfCatalogue *self)
{
  GPtrArray *models = self->tables[MODELS].rows;

  g_hash_table_remove_all (self->keys);
  for (guint i = 0; models != NULL && i < models->len; i++) {
    SfRecord *model = models->pdata[i];
    const char *brand = sf_record_get_text (model, SF_MODEL_BRAND);
    GHashTable *brands = self->tables[BRANDS].by_id;

    g_hash_table_insert (self->keys, g_strdup (sf_record_get_id (model)),
                         sf_car_search_keys (model, brand != NULL && brands != NULL ? g_hash_table_lookup (brands, brand) : NULL));
  }
}

static void load (SfCatalogue *self, guint tables);

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfCatalogue) self = data;
  g_autoptr(GError) error = NULL;
  Answer *answer = sf_device_run_finish (SF_DEVICE (source), result, &error);

  self->loading = FALSE;
  if (self->floor == NULL || answer == NULL) {
    g_clear_pointer (&answer, answer_free);
    return;
  }
  for (guint i = 0; i < N_TABLES; i++) {
    if (answer->tables[i].rows == NULL)
      continue;
    table_clear (&self->tables[i]);
    self->tables[i] = answer->tables[i];
    answer->tables[i] = (Table) { 0 };
  }
  answer_free (answer);
  index_names (self);
  self->loaded = TRUE;
  load (self, 0);
  g_signal_emit (self, changed_signal, 0);
}

/* @tables are wanted anew; what is asked for while an answer is on its way is asked for once afterwards. */
static void
load (SfCatalogue *self, guint tables)
{
  self->wanted |= tables;
  if (self->loading || self->wanted == 0)
    return;
  self->loading = TRUE;
  sf_device_run_async (sf_floor_get_device (self->floor), do_load, GUINT_TO_POINTER (self->wanted), NULL, answer_free, on_loaded, g_object_ref (self));
  self->wanted = 0;
}

static void
on_device_changed (SfDevice *device, guint64 kinds, SfCatalogue *self)
{
  guint tables = 0;

  for (guint i = 0; i < N_TABLES; i++)
    if ((kinds & (G_GUINT64_CONSTANT (1) << specs[i].kind)) != 0)
      tables |= 1u << i;
  if (tables != 0)
    load (self, tables);
}

static gboolean
on_gathered (gpointer data)
{
  SfCatalogue *self = data;

  self->gather = 0;
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

static void
on_media_ready (SfCatalogue *self)
{
  if (self->gather == 0)
    self->gather = g_timeout_add (GATHER_MS, on_gathered, self);
}

/* A price may begin or end at midnight in the dealer's zone. TRUE: another day than the last time. */
static gboolean
check_day (SfCatalogue *self)
{
  g_autofree char *day = sf_floor_today (self->floor, NULL);
  gboolean same = g_strcmp0 (day, self->day) == 0;

  if (!same) {
    g_free (self->day);
    self->day = g_steal_pointer (&day);
  }
  return !same;
}

static gboolean
on_tick (gpointer data)
{
  SfCatalogue *self = data;

  if (check_day (self))
    g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_CONTINUE;
}

/* --- the object ----------------------------------------------------------------------------------------------------- */

static void
sf_catalogue_dispose (GObject *object)
{
  SfCatalogue *self = SF_CATALOGUE (object);

  g_clear_handle_id (&self->gather, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->floor != NULL)
    g_signal_handlers_disconnect_by_data (sf_floor_get_device (self->floor), self);
  g_clear_object (&self->floor);
  G_OBJECT_CLASS (sf_catalogue_parent_class)->dispose (object);
}

static void
sf_catalogue_finalize (GObject *object)
{
  SfCatalogue *self = SF_CATALOGUE (object);

  for (guint i = 0; i < N_TABLES; i++)
    table_clear (&self->tables[i]);
  g_hash_table_unref (self->keys);
  g_free (self->day);
  G_OBJECT_CLASS (sf_catalogue_parent_class)->finalize (object);
}

static void
sf_catalogue_class_init (SfCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_catalogue_dispose;
  G_OBJECT_CLASS (klass)->finalize = sf_catalogue_finalize;
  changed_signal = g_signal_new ("changed", SF_TYPE_CATALOGUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_catalogue_init (SfCatalogue *self)
{
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
}

SfCatalogue *
sf_catalogue_new (SfFloor *floor)
{
  SfCatalogue *self;
  SfDevice *device;

  g_return_val_if_fail (SF_IS_FLOOR (floor), NULL);
  self = g_object_new (SF_TYPE_CATALOGUE, NULL);
  self->floor = g_object_ref (floor);
  device = sf_floor_get_device (floor);
  g_signal_connect (device, "changed", G_CALLBACK (on_device_changed), self);
  g_signal_connect_swapped (device, "media-ready", G_CALLBACK (on_media_ready), self);
  self->tick = g_timeout_add_seconds (DAY_CHECK_S, on_tick, self);
  load (self, (1u << N_TABLES) - 1);
  return self;
}

SfFloor *
sf_catalogue_get_floor (SfCatalogue *self)
{
  return self->floor;
}

gboolean
sf_catalogue_get_loaded (SfCatalogue *self)
{
  return self->loaded;
}

/* --- what is asked of it -------------------------------------------------------------------------------------------- */

static SfRecord *
record_of (SfCatalogue *self, guint table, const char *id)
{
  return id != NULL && self->tables[table].by_id != NULL ? g_hash_table_lookup (self->tables[table].by_id, id) : NULL;
}

static GPtrArray *
rows_of (SfCatalogue *self, guint table, const char *owner)
{
  return owner != NULL && self->tables[table].by_owner != NULL ? g_hash_table_lookup (self->tables[table].by_owner, owner) : NULL;
}

SfRecord *sf_catalogue_brand  (SfCatalogue *self, const char *brand_id) { return record_of (self, BRANDS, brand_id); }
SfRecord *sf_catalogue_model  (SfCatalogue *self, const char *model_id) { return record_of (self, MODELS, model_id); }
SfRecord *sf_catalogue_trim   (SfCatalogue *self, const char *trim_id) { return record_of (self, TRIMS, trim_id); }
SfRecord *sf_catalogue_colour (SfCatalogue *self, const char *colour_id) { return record_of (self, COLOURS, colour_id); }
SfRecord *sf_catalogue_view   (SfCatalogue *self, const char *view_id) { return record_of (self, VIEWS, view_id); }

GPtrArray *
sf_catalogue_find (SfCatalogue *self, const char *needle)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  GPtrArray *models = self->tables[MODELS].rows;
  g_auto(GStrv) words = sf_car_search_words (needle);

  /* Words in any order count only where nothing is called what was typed: "s" is in every Stellarway. */
  for (int rank = 0; models != NULL && rank <= (found->len > 0 ? 1 : 2); rank++)
    for (guint i = 0; i < models->len; i++) {
      char **keys = g_hash_table_lookup (self->keys, sf_record_get_id (models->pdata[i]));

      if (sf_car_search_rank (keys, words) == rank)
        g_ptr_array_add (found, sf_record_ref (models->pdata[i]));
    }
  return found;
}

static GPtrArray *
copy_rows (SfCatalogue *self, guint table, const char *owner)
{
  GPtrArray *rows = rows_of (self, table, owner);
  GPtrArray *copy = g_ptr_array_new ();

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    g_ptr_array_add (copy, rows->pdata[i]);
  return copy;
}

GPtrArray *
sf_catalogue_trims (SfCatalogue *self, const char *model_id)
{
  return copy_rows (self, TRIMS, model_id);
}

GPtrArray *
sf_catalogue_colours (SfCatalogue *self, const char *model_id)
{
  GPtrArray *colours = copy_rows (self, COLOURS, model_id);

  for (guint i = colours->len; i > 0; i--)
    if (sf_record_get_int (colours->pdata[i - 1], SF_COLOUR_INSIDE) != 0)
      g_ptr_array_remove_index (colours, i - 1);
  return colours;
}

GPtrArray *
sf_catalogue_views (SfCatalogue *self, const char *model_id, const char *use)
{
  GPtrArray *views = copy_rows (self, VIEWS, model_id);

  for (guint i = views->len; i > 0; i--)
    if (g_strcmp0 (sf_record_get_text (views->pdata[i - 1], SF_VIEW_USE), use) != 0)
      g_ptr_array_remove_index (views, i - 1);
  return views;
}

/* What people pay in here. */
static const char *
currency_of (SfCatalogue *self)
{
  SfRecord *dealer = sf_floor_dealer (self->floor);

  return sf_price_currency (dealer != NULL ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL);
}

SfRecord *
sf_catalogue_price (SfCatalogue *self, const char *trim_id)
{
  GPtrArray *prices = rows_of (self, PRICES, trim_id);
  SfRecord *price;

  if (prices == NULL)
    return NULL;
  check_day (self);
  price = sf_price_lowest (prices, currency_of (self), self->day);
  return price != NULL ? price : sf_price_in_force (prices, self->day);
}

gboolean
sf_catalogue_price_from (SfCatalogue *self, const char *model_id, gint64 *minor, const char **currency)
{
  GPtrArray *trims = rows_of (self, TRIMS, model_id);
  SfRecord *model = sf_catalogue_model (self, model_id);
  g_autoptr(GPtrArray) prices = g_ptr_array_new ();
  SfRecord *least;

  for (guint i = 0; trims != NULL && i < trims->len; i++) {
    SfRecord *price = sf_catalogue_price (self, sf_record_get_id (trims->pdata[i]));

    if (price != NULL)
      g_ptr_array_add (prices, price);
  }
  check_day (self);
  least = sf_price_lowest (prices, currency_of (self), self->day);
  if (least != NULL) {
    *minor = sf_record_get_int (least, SF_PRICE_AMOUNT);
    *currency = sf_record_get_text (least, SF_PRICE_CURRENCY);
    return TRUE;
  }
  if (model == NULL || sf_record_is_null (model, SF_MODEL_PRICE_FROM) || sf_record_get_int (model, SF_MODEL_PRICE_FROM) <= 0)
    return FALSE;
  *minor = sf_record_get_int (model, SF_MODEL_PRICE_FROM);
  *currency = sf_record_get_text (model, SF_MODEL_CURRENCY);
  *currency = *currency != NULL ? *currency : currency_of (self);
  return TRUE;
}

/* A box not larger than a thumb is filled by one. */
#define THUMB_WIDTH 560

/* Which of the other shapes of a picture (MEDIA.VARIANTS) was made for such a box; NULL: the picture itself. */
static const char *
variant_for (SfRecord *view, int width, int height)
{
  double shape = (double) width / MAX (height, 1);

  if (g_strcmp0 (sf_record_get_text (view, SF_VIEW_USE), "film") == 0)
    return "poster";
  if (shape >= 2.4)
    return shape >= 4.5 ? "strip" : "wide";
  if (shape < 0.9)
    return "tall";
  return width <= THUMB_WIDTH ? "thumb" : NULL;
}

char *
sf_catalogue_view_path (SfCatalogue *self, const char *view_id, int width, int height)
{
  SfRecord *view = sf_catalogue_view (self, view_id);
  SfDevice *device = sf_floor_get_device (self->floor);
  const char *media = view != NULL ? sf_record_get_text (view, SF_VIEW_MEDIA) : NULL;
  const char *use = view != NULL ? variant_for (view, width, height) : NULL;
  char *path = use != NULL ? sf_device_media_variant (device, media, use) : NULL;

  /* A film is no picture: without its still there is nothing to show. */
  if (path != NULL || media == NULL || g_strcmp0 (use, "poster") == 0)
    return path;
  return sf_device_media_path (device, media);
}

char *
sf_catalogue_view_mask (SfCatalogue *self, const char *view_id)
{
  SfRecord *view = sf_catalogue_view (self, view_id);

  return view != NULL ? sf_device_media_variant (sf_floor_get_device (self->floor), sf_record_get_text (view, SF_VIEW_MEDIA), "mask") : NULL;
}
