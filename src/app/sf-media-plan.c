/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-media-plan"
#include "app/sf-media-plan.h"

#include <string.h>

#include "base/sf-limits.h"
#include "wire/sf-json.h"

#define MAX_VARIANTS 8

/* What a record of a kind shows, and how soon each role needs it; -1: never. */
enum { CARD, PORTRAIT, HERO, GALLERY, TURN, INSIDE, FILM, ITEM, OTHER, N_USES };
enum { KIOSK, TABLET, DISPLAY, N_ROLES };
static const int urgency[N_USES][N_ROLES] = {
  [CARD] = { 0, 0, 3 }, [PORTRAIT] = { 1, 1, 4 }, [HERO] = { 2, 2, 1 }, [GALLERY] = { 4, 4, 2 }, [TURN] = { -1, 3, 5 },
  [INSIDE] = { 5, 5, 6 }, [FILM] = { -1, 6, 6 }, [ITEM] = { 3, 7, 0 }, [OTHER] = { 8, 8, 8 },
};

typedef struct { char use[12]; SfMediaFile *file; } Variant;
typedef struct {
  SfMediaFile *file;    /* (unowned) the plan's */
  Variant variants[MAX_VARIANTS];
  guint n_variants;
  gboolean film;
  gboolean named;       /* some record shows it */
  int rank;             /* urgency of the most urgent record that shows it; -1: none may */
  gint64 place;         /* order within the rank */
} Entry;

typedef struct {
  SfMediaPlan *plan;
  SfDb *db;
  SfBlobCache *blobs;
  int role;
  GHashTable *positions;    /* (owned) ids of models to their place */
} Making;

static void
file_free (gpointer data)
{
  SfMediaFile *file = data;

  g_free (file->sha256);
  g_free (file);
}

/* --- the files ------------------------------------------------------------------------------------------------------ */

static SfMediaFile *
add_file (Making *making, const char *sha256, gint64 size)
{
  SfMediaFile *file = sha256 != NULL ? g_hash_table_lookup (making->plan->files, sha256) : NULL;
  g_autofree char *path = NULL;

  if (file != NULL)
    return file;
  if (sha256 == NULL || strlen (sha256) != 64 || size <= 0 || size > SF_MAX_BLOB)
    return NULL;
  path = making->blobs != NULL ? sf_blob_cache_path (making->blobs, sha256) : NULL;
  file = g_new0 (SfMediaFile, 1);
  file->sha256 = g_strdup (sha256);
  file->size = size;
  file->here = path != NULL;
  g_hash_table_insert (making->plan->files, file->sha256, file);
  return file;
}

static void
add_variants (Making *making, Entry *entry, SfRecord *media)
{
  const char *json = sf_record_get_text (media, SF_MEDIA_VARIANTS);
  g_autoptr(JsonNode) node = json != NULL ? sf_json_parse (json, strlen (json), NULL) : NULL;
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list) && entry->n_variants < MAX_VARIANTS; i++) {
    JsonNode *one = json_array_get_element (list, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (one) ? json_node_get_object (one) : NULL;
    Variant *variant = &entry->variants[entry->n_variants];
    const char *use = object != NULL ? sf_json_text (object, "use", sizeof variant->use - 1, NULL) : NULL;
    gint64 size;

    if (use == NULL || !sf_json_int (object, "size", 1, SF_MAX_BLOB, &size, NULL))
      continue;
    variant->file = add_file (making, sf_json_text (object, "sha256", 64, NULL), size);
    if (variant->file == NULL)
      continue;
    g_strlcpy (variant->use, use, sizeof variant->use);
    entry->n_variants++;
  }
}

static GPtrArray *
all_of (Making *making, SfKind kind, GError **error)
{
  SfQuery query = { .kind = kind, .order = -1, .limit = G_MAXINT };

  return sf_table_query (making->db, &query, error);
}

static gboolean
add_media (Making *making, GError **error)
{
  g_autoptr(GPtrArray) all = all_of (making, SF_KIND_MEDIA, error);

  for (guint i = 0; all != NULL && i < all->len; i++) {
    SfRecord *media = all->pdata[i];
    SfMediaFile *file = add_file (making, sf_record_get_text (media, SF_MEDIA_SHA256), sf_record_get_int (media, SF_MEDIA_SIZE));
    const char *mime = sf_record_get_text (media, SF_MEDIA_MIME);
    Entry *entry;

    if (file == NULL)
      continue;
    entry = g_new0 (Entry, 1);
    entry->file = file;
    entry->rank = -1;
    entry->film = mime != NULL && g_str_has_prefix (mime, "video/");
    add_variants (making, entry, media);
    g_hash_table_insert (making->plan->media, g_strdup (sf_record_get_id (media)), entry);
  }
  return all != NULL;
}

/* --- who shows them ------------------------------------------------------------------------------------------------- */

static void
name_it (Making *making, const char *media_id, int use, gint64 place)
{
  Entry *entry = media_id != NULL ? g_hash_table_lookup (making->plan->media, media_id) : NULL;
  int rank;

  if (entry == NULL)
    return;
  entry->named = TRUE;
  rank = entry->film && use == ITEM && making->role != DISPLAY ? -1 : urgency[use][making->role];
  if (rank < 0 || (entry->rank >= 0 && (entry->rank < rank || (entry->rank == rank && entry->place <= place))))
    return;
  entry->rank = rank;
  entry->place = place;
}

static int
use_of (const char *use)
{
  static const struct { const char *name; int use; } uses[] = {
    { "card", CARD }, { "hero", HERO }, { "gallery", GALLERY }, { "turn", TURN }, { "inside", INSIDE }, { "film", FILM },
  };

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    if (g_strcmp0 (use, uses[i].name) == 0)
      return uses[i].use;
  return OTHER;
}

/* One car after the other, so that a turn is whole before the next one begins. */
static void
name_views (Making *making, GPtrArray *views)
{
  for (guint i = 0; i < views->len; i++) {
    SfRecord *view = views->pdata[i];
    const char *model = sf_record_get_text (view, SF_VIEW_MODEL);
    const gint64 car = model != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (making->positions, model)) : 0;

    name_it (making, sf_record_get_text (view, SF_VIEW_MEDIA), use_of (sf_record_get_text (view, SF_VIEW_USE)), car * 100000 + sf_record_get_int (view, SF_VIEW_POSITION));
  }
}

static gboolean
name_all (Making *making, GError **error)
{
  g_autoptr(GPtrArray) models = all_of (making, SF_KIND_MODEL, error);
  g_autoptr(GPtrArray) people = models != NULL ? all_of (making, SF_KIND_CONSULTANT, error) : NULL;
  g_autoptr(GPtrArray) items = people != NULL ? all_of (making, SF_KIND_PLAYLIST_ITEM, error) : NULL;
  g_autoptr(GPtrArray) views = items != NULL ? all_of (making, SF_KIND_VIEW, error) : NULL;

  if (views == NULL)
    return FALSE;
  for (guint i = 0; i < models->len; i++) {
    const int position = (int) sf_record_get_int (models->pdata[i], SF_MODEL_POSITION);

    g_hash_table_insert (making->positions, (gpointer) sf_record_get_id (models->pdata[i]), GINT_TO_POINTER (position));
    name_it (making, sf_record_get_text (models->pdata[i], SF_MODEL_PICTURE), CARD, position);
  }
  for (guint i = 0; i < people->len; i++)
    name_it (making, sf_record_get_text (people->pdata[i], SF_CONSULTANT_PORTRAIT), PORTRAIT, sf_record_get_int (people->pdata[i], SF_CONSULTANT_POSITION));
  for (guint i = 0; i < items->len; i++)
    name_it (making, sf_record_get_text (items->pdata[i], SF_PLAYLIST_ITEM_MEDIA), ITEM, sf_record_get_int (items->pdata[i], SF_PLAYLIST_ITEM_POSITION));
  name_views (making, views);
  g_hash_table_remove_all (making->positions);      /* its keys are the models' */
  return TRUE;
}

/* --- the order ------------------------------------------------------------------------------------------------------ */

static int
sooner (gconstpointer a, gconstpointer b)
{
  const Entry *x = *(Entry *const *) a, *y = *(Entry *const *) b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  if (x->place != y->place)
    return x->place < y->place ? -1 : 1;
  return strcmp (x->file->sha256, y->file->sha256);
}

static void
want (SfMediaPlan *self, SfMediaFile *file)
{
  if (file->wanted)
    return;
  file->wanted = TRUE;
  g_ptr_array_add (self->wants, file);
}

static void
put_in_order (Making *making)
{
  SfMediaPlan *plan = making->plan;
  g_autoptr(GPtrArray) entries = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, plan->media);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Entry *entry = value;

    /* What nothing shows yet comes last: its record may be on the way. */
    if (!entry->named && !(entry->film && making->role != DISPLAY))
      entry->rank = urgency[OTHER][making->role];
    if (entry->rank >= 0)
      g_ptr_array_add (entries, entry);
  }
  g_ptr_array_sort (entries, sooner);
  for (guint i = 0; i < entries->len; i++) {
    Entry *entry = entries->pdata[i];

    want (plan, entry->file);
    for (guint v = 0; v < entry->n_variants; v++)
      if (making->role != KIOSK || strcmp (entry->variants[v].use, "mask") != 0)
        want (plan, entry->variants[v].file);
  }
}

SfMediaPlan *
sf_media_plan_new (SfDeviceStore *store, const char *role, SfBlobCache *blobs, GError **error)
{
  g_autoptr(SfMediaPlan) self = g_new0 (SfMediaPlan, 1);
  g_autoptr(GHashTable) positions = g_hash_table_new (g_str_hash, g_str_equal);
  Making making = { .plan = self, .db = sf_device_store_get_db (store), .blobs = blobs, .positions = positions,
                    .role = g_strcmp0 (role, "display") == 0 ? DISPLAY : g_strcmp0 (role, "tablet") == 0 ? TABLET : KIOSK };

  self->media = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  self->wants = g_ptr_array_new ();
  if (!add_media (&making, error) || !name_all (&making, error))
    return NULL;
  put_in_order (&making);
  return g_steal_pointer (&self);
}

void
sf_media_plan_free (SfMediaPlan *self)
{
  g_hash_table_unref (self->media);
  g_hash_table_unref (self->files);
  g_ptr_array_unref (self->wants);
  g_free (self);
}

SfMediaFile *
sf_media_plan_find (SfMediaPlan *self, const char *media_id, const char *use)
{
  Entry *entry = media_id != NULL ? g_hash_table_lookup (self->media, media_id) : NULL;

  if (entry == NULL || use == NULL)
    return entry != NULL ? entry->file : NULL;
  for (guint i = 0; i < entry->n_variants; i++)
    if (strcmp (entry->variants[i].use, use) == 0)
      return entry->variants[i].file;
  return NULL;
}

void
sf_media_plan_who (SfMediaPlan *self, SfMediaFile *file, SfMediaIdFunc func, gpointer data)
{
  GHashTableIter iter;
  gpointer key, value;
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  g_hash_table_iter_init (&iter, self->media);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Entry *entry = value;
    gboolean names = entry->file == file;

    for (guint i = 0; i < entry->n_variants; i++)
      names = names || entry->variants[i].file == file;
    if (names)
      g_ptr_array_add (ids, key);
  }
  for (guint i = 0; i < ids->len; i++)
    func (ids->pdata[i], data);
}
