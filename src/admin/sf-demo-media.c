/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-demo-media.h"

#include <string.h>

#include "store/sf-blob-dir.h"

#define THREADS 6

typedef struct {
  char *name, *path;         /* (owned) */
  const char *data_dir;
  char sha256[65];
  gsize size;
  int width, height, ms;
  GError *error;             /* (owned) (nullable) */
} File;

struct _SfDemoMedia {
  GHashTable *files;         /* (owned) name to File */
  GHashTable *made;          /* (owned) ids of records made */
};

static void
file_free (gpointer data)
{
  File *file = data;
  g_free (file->name);
  g_free (file->path);
  g_clear_error (&file->error);
  g_free (file);
}

static guint
be16 (const guint8 *p)
{
  return (guint) p[0] << 8 | p[1];
}

/* Start-of-frame segment, ITU T.81 B.2.2: FFC0..FFC2, length, precision, height, width. */
static void
measure_jpeg (File *file, const guint8 *data, gsize n)
{
  for (gsize at = 2; at + 9 < n && data[at] == 0xff; at += 2 + be16 (data + at + 2)) {
    if (data[at + 1] < 0xc0 || data[at + 1] > 0xc2)
      continue;
    file->height = (int) be16 (data + at + 5);
    file->width = (int) be16 (data + at + 7);
    return;
  }
}

/* Matroska elements PixelWidth B0, PixelHeight BA (two bytes each) and Duration 4489 (a float of 4 or 8 bytes, ms) of the head of a film. */
static void
measure_webm (File *file, const guint8 *data, gsize n)
{
  for (gsize at = 0; at + 11 < MIN (n, 4096); at++) {
    const guint8 *p = data + at;
    union { guint64 i; double d; } wide;
    union { guint32 i; float f; } narrow;
    memcpy (&wide.i, p + 3, 8);
    memcpy (&narrow.i, p + 3, 4);
    wide.i = GUINT64_FROM_BE (wide.i);
    narrow.i = GUINT32_FROM_BE (narrow.i);
    if (p[0] == 0xb0 && p[1] == 0x82 && file->width == 0)
      file->width = (int) be16 (p + 2);
    else if (p[0] == 0xba && p[1] == 0x82 && file->height == 0)
      file->height = (int) be16 (p + 2);
    else if (p[0] == 0x44 && p[1] == 0x89 && file->ms == 0)
      file->ms = (int) (p[2] == 0x88 ? wide.d : p[2] == 0x84 ? (double) narrow.f : 0);
  }
}

static const char *
mime_of (const char *name)
{
  return g_str_has_suffix (name, ".jpg") ? "image/jpeg" : g_str_has_suffix (name, ".png") ? "image/png" : g_str_has_suffix (name, ".webm") ? "video/webm" : NULL;
}

static void
keep_file (gpointer data, gpointer unused)
{
  File *file = data;
  char *content = NULL;

  if (!g_file_get_contents (file->path, &content, &file->size, &file->error))
    return;
  g_autoptr (GBytes) bytes = g_bytes_new_take (content, file->size);
  const guint8 *p = (const guint8 *) content;
  if (g_str_has_suffix (file->name, ".jpg"))
    measure_jpeg (file, p, file->size);
  else if (g_str_has_suffix (file->name, ".webm"))
    measure_webm (file, p, file->size);
  else if (file->size > 24) {            /* IHDR: width and height, four bytes each */
    file->width = (int) be16 (p + 18);
    file->height = (int) be16 (p + 22);
  }
  sf_blob_dir_put (file->data_dir, bytes, file->sha256, &file->error);
}

static void
collect (SfDemoMedia *self, const char *data_dir, const char *folder, const char *name)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *entry = dir ? g_dir_read_name (dir) : NULL; entry; entry = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, entry, NULL), *below = g_strconcat (name, "/", entry, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      collect (self, data_dir, path, below);
    } else if (mime_of (entry)) {
      File *file = g_new0 (File, 1);
      file->name = g_steal_pointer (&below);
      file->path = g_steal_pointer (&path);
      file->data_dir = data_dir;
      g_hash_table_insert (self->files, file->name, file);
    }
  }
}

static gboolean
keep_all (SfDemoMedia *self, GError **error)
{
  GThreadPool *pool = g_thread_pool_new (keep_file, NULL, THREADS, FALSE, error);
  GHashTableIter iter;
  gpointer value;

  if (!pool)
    return FALSE;
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_thread_pool_push (pool, value, NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    File *file = value;
    if (file->error) {
      g_propagate_error (error, g_steal_pointer (&file->error));
      return FALSE;
    }
  }
  return TRUE;
}

SfDemoMedia *
sf_demo_media_new (const char *data_dir, const char *demo_dir, const char *clip_dir, GError **error)
{
  g_autoptr (SfDemoMedia) self = g_new0 (SfDemoMedia, 1);
  g_autofree char *cars = g_build_filename (demo_dir, "cars", NULL);

  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  self->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect (self, data_dir, cars, "cars");
  if (clip_dir)
    collect (self, data_dir, clip_dir, "clips");
  return keep_all (self, error) ? g_steal_pointer (&self) : NULL;
}

void
sf_demo_media_free (SfDemoMedia *self)
{
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->made);
  g_free (self);
}

gboolean
sf_demo_media_has (SfDemoMedia *self, const char *name)
{
  return g_hash_table_contains (self->files, name);
}

static char *
list_variants (SfDemoMedia *self, const SfDemoVariant *variants)
{
  g_autoptr (GString) out = g_string_new ("[");
  for (; variants && variants->use; variants++) {
    File *file = g_hash_table_lookup (self->files, variants->name);
    if (file)
      g_string_append_printf (out, "%s{\"use\":\"%s\",\"sha256\":\"%s\",\"size\":%" G_GSIZE_FORMAT ",\"mime\":\"%s\",\"width\":%d,\"height\":%d}",
                              out->len > 1 ? "," : "", variants->use, file->sha256, file->size, mime_of (file->name), file->width, file->height);
  }
  return out->len > 1 ? g_strdup_printf ("%s]", out->str) : NULL;
}

char *
sf_demo_media_add (SfDemoMedia *self, const char *name, const SfDemoVariant *variants, GPtrArray *records)
{
  File *file = g_hash_table_lookup (self->files, name);
  if (!file)
    return NULL;
  g_autofree char *list = list_variants (self, variants);
  char *id = sf_uuid_derive (file->sha256, "media", 0);
  if (!g_hash_table_add (self->made, g_strdup (id)))
    return id;
  SfRecord *media = sf_record_new (SF_KIND_MEDIA, id);
  sf_record_set_text (media, SF_MEDIA_SHA256, file->sha256);
  sf_record_set_int (media, SF_MEDIA_SIZE, (gint64) file->size);
  sf_record_set_text (media, SF_MEDIA_MIME, mime_of (name));
  sf_record_set_int (media, SF_MEDIA_WIDTH, file->width);
  sf_record_set_int (media, SF_MEDIA_HEIGHT, file->height);
  if (file->ms > 0)
    sf_record_set_int (media, SF_MEDIA_DURATION_MS, file->ms);
  if (list)
    sf_record_set_text (media, SF_MEDIA_VARIANTS, list);
  g_ptr_array_add (records, media);
  return id;
}
