/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-vehicle-tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/sf-admin.h"
#include "base/sf-file.h"

#define MAX_FILES 100000
#define MAX_FILE (1024 * 1024)        /* bytes; the largest of the real ones has 3 kB */

typedef struct { const char *dir; GPtrArray *issues, *folders; guint n_files; } Walk;
typedef enum { NOTHING, FOLDER, FILE_JSON } Entry;

static void
folder_free (gpointer data)
{
  SfVehicleFolder *folder = data;
  g_free (folder->make);
  g_free (folder->model);
  g_ptr_array_unref (folder->files);
  g_free (folder);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names in a folder, in order, hidden ones left out. (transfer full) */
static GPtrArray *
names_in (Walk *walk, const char *relative, GError **error)
{
  g_autofree char *path = g_build_filename (walk->dir, relative, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  const char *name;

  if (!dir)
    return NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* What a name is; links are not followed, wherever they lead, and anything else than .json is nobody's business. */
static Entry
entry_at (Walk *walk, const char *relative)
{
  g_autofree char *path = g_build_filename (walk->dir, relative, NULL);
  struct stat st;

  if (lstat (path, &st) != 0)
    sf_issues_add (walk->issues, relative, "", "%s", g_strerror (errno));
  else if (S_ISDIR (st.st_mode))
    return FOLDER;
  else if (S_ISLNK (st.st_mode))
    sf_issues_add (walk->issues, relative, "", "a symbolic link; links are not followed");
  else if (g_str_has_suffix (relative, ".json") && S_ISREG (st.st_mode))
    return FILE_JSON;
  else if (g_str_has_suffix (relative, ".json"))
    sf_issues_add (walk->issues, relative, "", "not a plain file");
  return NOTHING;
}

static void
misplaced (Walk *walk, const char *relative)
{
  sf_issues_add (walk->issues, relative, "", "in no place of the layout: make/model/base.json or make/model/year/name.json");
}

static gboolean
is_year (const char *name)
{
  return strlen (name) == 4 && strspn (name, "0123456789") == 4;
}

typedef gboolean (*EntryFunc) (Walk *walk, const char *relative, const char *name, Entry entry, gpointer data, GError **error);

static gboolean
for_each (Walk *walk, const char *relative, EntryFunc func, gpointer data, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) names = names_in (walk, relative, &local);

  if (!names)
    sf_issues_add (walk->issues, relative, "", "this folder cannot be read");
  for (guint i = 0; names && i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *child = *relative ? g_build_filename (relative, name, NULL) : g_strdup (name);
    Entry entry = entry_at (walk, child);
    if (entry == FILE_JSON && ++walk->n_files > MAX_FILES) {
      g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "More than %d files below this folder", MAX_FILES);
      return FALSE;
    }
    if (entry != NOTHING && !func (walk, child, name, entry, data, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
year_entry (Walk *walk, const char *relative, const char *name, Entry entry, gpointer data, GError **error)
{
  SfVehicleFolder *folder = data;

  if (entry == FILE_JSON)
    g_ptr_array_add (folder->files, g_strdup (relative));
  else
    misplaced (walk, relative);
  return TRUE;
}

static gboolean
model_entry (Walk *walk, const char *relative, const char *name, Entry entry, gpointer data, GError **error)
{
  SfVehicleFolder *folder = data;

  if (entry == FOLDER && is_year (name))
    return for_each (walk, relative, year_entry, folder, error);
  if (entry == FILE_JSON && strcmp (name, "base.json") == 0)
    g_ptr_array_insert (folder->files, 0, g_strdup (relative));
  else
    misplaced (walk, relative);
  return TRUE;
}

static gboolean
make_entry (Walk *walk, const char *relative, const char *name, Entry entry, gpointer data, GError **error)
{
  if (entry != FOLDER) {
    misplaced (walk, relative);
    return TRUE;
  }
  SfVehicleFolder *folder = g_new0 (SfVehicleFolder, 1);
  folder->make = g_strdup (data);
  folder->model = g_strdup (name);
  folder->files = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (walk->folders, folder);
  return for_each (walk, relative, model_entry, folder, error);
}

static gboolean
top_entry (Walk *walk, const char *relative, const char *name, Entry entry, gpointer data, GError **error)
{
  if (entry == FOLDER)
    return for_each (walk, relative, make_entry, (gpointer) name, error);
  misplaced (walk, relative);
  return TRUE;
}

GPtrArray *
sf_vehicle_tree_list (const char *dir, GPtrArray *issues, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (folder_free);
  Walk walk = { .dir = dir, .issues = issues, .folders = folders };
  g_autofree char *src = g_build_filename (dir, "src", NULL);
  const char *top = g_file_test (src, G_FILE_TEST_IS_DIR) && !g_file_test (src, G_FILE_TEST_IS_SYMLINK) ? "src" : "";
  g_autoptr (GPtrArray) names = names_in (&walk, top, error);     /* only to know that there is such a folder */

  if (!names || !for_each (&walk, top, top_entry, NULL, error))
    return NULL;
  return g_steal_pointer (&folders);
}

JsonObject *
sf_vehicle_parse (const char *data, gsize n, const char *file, GPtrArray *issues)
{
  g_autoptr (GError) error = NULL;

  if (n >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) {
    sf_issues_add (issues, file, "", "begins with a byte order mark");
    return NULL;
  }
  if (!g_utf8_validate_len (data, n, NULL) && !memchr (data, '\0', n)) {
    sf_issues_add (issues, file, "", "not UTF-8");
    return NULL;
  }
  g_autoptr (JsonNode) node = sf_json_parse (data, n, &error);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node)) {
    sf_issues_add (issues, file, "", "not JSON as the layout wants it: %s", error ? error->message : "no object");
    return NULL;
  }
  JsonObject *object = json_node_get_object (node);
  return sf_vehicle_check (object, FALSE, file, issues) ? json_object_ref (object) : NULL;
}

JsonObject *
sf_vehicle_merge (JsonObject *under, JsonObject *over)
{
  JsonObject *merged = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, under);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (merged, name, json_node_ref (node));
  json_object_iter_init (&iter, over);
  while (json_object_iter_next (&iter, &name, &node)) {
    JsonNode *below = json_object_get_member (merged, name);
    if (below && JSON_NODE_HOLDS_OBJECT (below) && JSON_NODE_HOLDS_OBJECT (node))
      json_object_set_object_member (merged, name, sf_vehicle_merge (json_node_get_object (below), json_node_get_object (node)));
    else if (below != node)      /* json-glib keeps one too many of a node that is set in its own place */
      json_object_set_member (merged, name, json_node_ref (node));
  }
  return merged;
}

typedef enum { ABSENT, DAMAGED, GOOD } State;
typedef struct { State state; const char *file; JsonObject *object; } Layer;

typedef struct {
  const char *dir;
  SfVehicleFolder *folder;
  GPtrArray *issues;
  SfVehicleModel *model;
  Layer base, year;              /* what all share, what this year's share */
  char *in_year;                 /* folder that @year belongs to */
  JsonObject *example;           /* the first car as merged */
  GHashTable *seen;              /* car -> its file */
} Reading;

static void
layer_clear (Layer *layer)
{
  g_clear_pointer (&layer->object, json_object_unref);
  layer->state = ABSENT;
}

static void
layer_load (Reading *r, Layer *layer, const char *file)
{
  g_autofree char *path = g_build_filename (r->dir, file, NULL);
  g_autoptr (GError) error = NULL;
  gsize n = 0;
  g_autofree char *data = sf_file_read (path, MAX_FILE, FALSE, &n, &error);

  layer_clear (layer);
  layer->file = file;
  if (!data)
    sf_issues_add (r->issues, file, "", "%s", g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE) ? "too large: at most 1 MB" : "cannot be read");
  else
    layer->object = sf_vehicle_parse (data, n, file, r->issues);
  layer->state = layer->object ? GOOD : DAMAGED;
}

/* @object as what it rests on says it; NULL when that was not taken. */
static JsonObject *
on_layer (Reading *r, const Layer *layer, JsonObject *object, const char *file)
{
  if (layer->state == DAMAGED)
    sf_issues_add (r->issues, file, "", "rests on %s, which was not taken", layer->file);
  if (layer->state == DAMAGED)
    return NULL;
  return layer->state == GOOD ? sf_vehicle_merge (layer->object, object) : json_object_ref (object);
}

static gboolean
must_be (Reading *r, const char *file, JsonObject *whole, const char *path, const char *folder)
{
  JsonNode *node = sf_vehicle_node (whole, path);
  g_autofree char *said = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node) : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  if (strcmp (said, folder) != 0)
    sf_issues_add (r->issues, file, path, "not that of its folder, %s", folder);
  return strcmp (said, folder) == 0;
}

static gboolean
is_plausible (Reading *r, const char *file, JsonObject *whole)
{
  JsonNode *net = sf_vehicle_node (whole, "battery.pack_capacity_kwh_net"), *gross = sf_vehicle_node (whole, "battery.pack_capacity_kwh_gross");
  g_autofree char *year_folder = g_path_get_dirname (file), *year = g_path_get_basename (year_folder);

  if (!must_be (r, file, whole, "make.slug", r->folder->make) || !must_be (r, file, whole, "model.slug", r->folder->model) || !must_be (r, file, whole, "year", year))
    return FALSE;
  if (net && gross && json_node_get_double (net) > json_node_get_double (gross) * 1.001) {
    sf_issues_add (r->issues, file, "battery.pack_capacity_kwh_net", "more than pack_capacity_kwh_gross");
    return FALSE;
  }
  return TRUE;
}

static void
take (Reading *r, JsonObject *whole, const char *file)
{
  g_autoptr (GPtrArray) found = NULL;

  if (!sf_vehicle_check (whole, TRUE, file, r->issues) || !is_plausible (r, file, whole))
    return;
  SfVehicleTrim *trim = sf_vehicle_trim_new (whole, file, r->issues);
  if (!trim)
    return;
  const char *code = sf_record_get_text (trim->record, SF_TRIM_CODE), *other = g_hash_table_lookup (r->seen, code);
  if (other) {
    sf_issues_add (r->issues, file, trim->variant ? "variant.slug" : "trim.slug", "the same car as %s", other);
    sf_vehicle_trim_free (trim);
    return;
  }
  g_hash_table_insert (r->seen, (gpointer) code, trim->file);
  g_ptr_array_add (r->model->trims, trim);
  if (!r->example)
    r->example = json_object_ref (whole);
}

/* The year's own file comes first, whatever its name sorts like. */
static void
read_year_file (Reading *r, const char *file)
{
  g_autofree char *name = g_path_get_basename (file), *own = g_strconcat (r->folder->model, ".json", NULL);
  Layer layer = { .state = ABSENT };
  const Layer *mine = &r->year;

  if (strcmp (name, own) != 0) {
    layer_load (r, &layer, file);
    mine = &layer;
  }
  if (mine->state == GOOD) {
    g_autoptr (JsonObject) of_year = mine == &layer ? on_layer (r, &r->year, layer.object, file) : json_object_ref (mine->object);
    g_autoptr (JsonObject) whole = of_year ? on_layer (r, &r->base, of_year, file) : NULL;
    if (whole)
      take (r, whole, file);
  }
  layer_clear (&layer);
}

static void
enter_year (Reading *r, const char *file)
{
  g_autofree char *dir = g_path_get_dirname (file), *name = g_strconcat (r->folder->model, ".json", NULL), *own = g_build_filename (dir, name, NULL);

  if (g_strcmp0 (dir, r->in_year) == 0)
    return;
  g_free (r->in_year);
  r->in_year = g_steal_pointer (&dir);
  layer_clear (&r->year);
  for (guint i = 0; i < r->folder->files->len; i++)
    if (strcmp (g_ptr_array_index (r->folder->files, i), own) == 0)
      layer_load (r, &r->year, g_ptr_array_index (r->folder->files, i));
}

static void
read_files (Reading *r)
{
  for (guint i = 0; i < r->folder->files->len; i++) {
    const char *file = g_ptr_array_index (r->folder->files, i);
    g_autofree char *name = g_path_get_basename (file), *dir = g_path_get_dirname (file), *year = g_path_get_basename (dir);
    if (i == 0 && strcmp (name, "base.json") == 0 && !is_year (year)) {
      layer_load (r, &r->base, file);
      continue;
    }
    enter_year (r, file);
    read_year_file (r, file);
  }
}

static gint
newest_first (gconstpointer a, gconstpointer b)
{
  const SfVehicleTrim *x = *(SfVehicleTrim *const *) a, *y = *(SfVehicleTrim *const *) b;
  return x->year != y->year ? (x->year < y->year ? 1 : -1) : strcmp (x->file, y->file);
}

SfVehicleModel *
sf_vehicle_model_read (const char *dir, SfVehicleFolder *folder, GPtrArray *issues)
{
  g_autoptr (SfVehicleModel) self = g_new0 (SfVehicleModel, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Reading r = { .dir = dir, .folder = folder, .issues = issues, .model = self, .seen = seen };

  self->make = g_strdup (folder->make);
  self->model = g_strdup (folder->model);
  self->trims = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_vehicle_trim_free);
  read_files (&r);
  g_ptr_array_sort (self->trims, newest_first);
  for (guint i = 0; i < self->trims->len; i++)
    sf_record_set_int (((SfVehicleTrim *) g_ptr_array_index (self->trims, i))->record, SF_TRIM_POSITION, i + 1);
  self->files = self->trims->len + (r.base.state == GOOD);
  if (r.base.state == GOOD && self->trims->len == 0)
    sf_issues_add (issues, r.base.file, "", "no car that rests on it was taken");
  gboolean ok = r.example && sf_vehicle_model_fill (self, r.example, r.base.state == GOOD ? r.base.file : r.in_year, issues);
  g_clear_pointer (&r.example, json_object_unref);
  layer_clear (&r.base);
  layer_clear (&r.year);
  g_free (r.in_year);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
sf_vehicle_model_free (SfVehicleModel *self)
{
  g_free (self->make);
  g_free (self->model);
  g_free (self->make_name);
  g_free (self->model_name);
  g_clear_pointer (&self->brand_record, sf_record_unref);
  g_clear_pointer (&self->model_record, sf_record_unref);
  g_ptr_array_unref (self->trims);
  g_free (self);
}
