/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-csv.h"
#include "admin/sf-demo-cars.h"
#include "admin/sf-demo-doings.h"
#include "admin/sf-demo-past.h"
#include "admin/sf-demo-table.h"

/* The demo dealership: a fictional brand, its cars and people, and a few days that lie behind it. */

static const char *const dealer_words[] = {
  "--name", "星河汽车·滨江店", "--name-tw", "星河汽車·濱江店", "--name-en", "Stellarway Riverside",
  "--company", "星河滨江汽车销售服务有限公司", "--company-tw", "星河濱江汽車股份有限公司", "--company-en", "Stellarway Riverside Motors Ltd",
  "--address", "滨江大道88号", "--address-tw", "濱江大道88號", "--address-en", "88 Riverside Avenue",
  "--phone", "400-000-0088", "--brand", "星河", "--brand-tw", "星河", "--brand-en", "Stellarway",
  "--region", "cn", "--zone", "Asia/Shanghai", "--plate", "沪", "--opens", "09:00", "--closes", "20:00", "--confirm-claims", NULL };

static gboolean
put_staff (SfAdmin *self, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "staff.csv", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  SfImportCount count = { 0 };
  gsize n;

  if (!g_file_get_contents (path, &data, &n, error))
    return FALSE;
  g_autofree char *csv = sf_csv_to_utf8 (data, n, error);
  return csv && sf_admin_import_staff (self, csv, dir, &count, out, error);
}

/* --- what screens play ---------------------------------------------------------------------------------------------- */

/* The same picture standing, the still of a film. */
static char *
sibling (const char *name)
{
  g_auto (GStrv) wide = g_strsplit (name, "1920x1080", 2);
  if (wide[0] && wide[1])
    return g_strjoinv ("1080x1920", wide);
  return g_str_has_suffix (name, ".webm") ? g_strdup_printf ("%.*s.jpg", (int) strlen (name) - 5, name) : g_strdup ("");
}

static gboolean
put_programme (SfAdmin *self, const char *dir, SfDemoMedia *media, GPtrArray *records, GError **error)
{
  g_autoptr (GPtrArray) rows = sf_demo_rows (dir, "playlist.csv", error);
  g_autofree char *id = sf_demo_id (self, SF_KIND_PLAYLIST, "demo");
  SfRecord *playlist = sf_record_new (SF_KIND_PLAYLIST, id);

  sf_record_set_ltext (playlist, SF_PLAYLIST_NAME, SF_LANG_ZH_CN, "展厅日常");
  sf_record_set_ltext (playlist, SF_PLAYLIST_NAME, SF_LANG_ZH_TW, "展間日常");
  sf_record_set_ltext (playlist, SF_PLAYLIST_NAME, SF_LANG_EN, "Every day in the showroom");
  sf_record_set_int (playlist, SF_PLAYLIST_ACTIVE, 1);
  g_ptr_array_add (records, playlist);
  for (guint i = 1; rows && i < rows->len; i++) {
    GStrv row = g_ptr_array_index (rows, i);
    g_autofree char *other = sibling (row[0]), *key = g_strconcat ("demo/", row[0], NULL);
    const SfDemoVariant variants[] = { { g_str_has_suffix (row[0], ".webm") ? "poster" : "tall", other }, { NULL, NULL } };
    g_autofree char *shown = sf_demo_media_add (media, row[0], variants, records);
    if (!shown)
      continue;                                        /* films are made at build time, where that can be done */
    g_autofree char *item_id = sf_demo_id (self, SF_KIND_PLAYLIST_ITEM, key);
    SfRecord *item = sf_demo_record (self, SF_KIND_PLAYLIST_ITEM, item_id, g_ptr_array_index (rows, 0), row);
    sf_record_set_text (item, SF_PLAYLIST_ITEM_PLAYLIST, id);
    sf_record_set_text (item, SF_PLAYLIST_ITEM_MEDIA, shown);
    g_ptr_array_add (records, item);
  }
  return rows != NULL;
}

/* --- cards ---------------------------------------------------------------------------------------------------------- */

static gboolean
put_cards (SfAdmin *self, const char *dir, GPtrArray *records, GError **error)
{
  g_autoptr (GPtrArray) rows = sf_demo_rows (dir, "cards.csv", error);

  for (guint i = 1; rows && i < rows->len; i++) {
    GStrv row = g_ptr_array_index (rows, i);
    g_autofree char *consultant = sf_demo_id (self, SF_KIND_CONSULTANT, row[0]), *id = sf_uuid_derive (consultant, "card", 0);
    g_ptr_array_add (records, sf_demo_record (self, SF_KIND_CARD, id, g_ptr_array_index (rows, 0), row));
  }
  return rows != NULL;
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

static gboolean
put_content (SfAdmin *self, const SfDemoSource *source, GError **error)
{
  static const struct { SfKind kind; const char *file; guint n_key; } tables[] = {
    { SF_KIND_TRIM, "trims.csv", 1 }, { SF_KIND_PRICE, "prices.csv", 2 }, { SF_KIND_COLOUR, "colours.csv", 1 }, { SF_KIND_STOCK_CAR, "stock.csv", 1 },
  };
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autoptr (GString) here = g_string_new (NULL);
  const char *dir = source->dir;
  g_autoptr (SfDemoMedia) media = sf_demo_media_new (self->dir, dir, source->clips, error);

  if (!media || !sf_demo_put_cars (self, dir, media, records, here, error) || !put_programme (self, dir, media, records, error) || !put_cards (self, dir, records, error)
      || !sf_demo_put_doings (self, dir, records, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!sf_demo_table (self, tables[i].kind, dir, tables[i].file, tables[i].n_key, records, error))
      return FALSE;
  return sf_ingest_put_all (self->ingest, records, error) && sf_admin_set (self, "showroom.models", here->str, error);
}

gboolean
sf_admin_demo (SfAdmin *self, const SfDemoSource *source, GError **error)
{
  g_autofree char *done = sf_server_store_get (self->store, "demo");
  g_autoptr (GString) out = g_string_new (NULL);
  static const char *const settings[][2] = { { "ring.first_s", "20" }, { "ring.next_s", "15" }, { "ticket.skip4", "1" } };

  if (done)
    return TRUE;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_ptr_array_add (words, (gpointer) "init");
  g_ptr_array_add (words, (gpointer) "--no-passphrase");
  for (guint i = 0; dealer_words[i]; i++)
    g_ptr_array_add (words, (gpointer) dealer_words[i]);
  g_ptr_array_add (words, NULL);
  if (!sf_admin_run (self, (const char *const *) words->pdata, out, error) || !put_staff (self, source->dir, error) || !put_content (self, source, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (!sf_admin_set (self, settings[i][0], settings[i][1], error))
      return FALSE;
  return sf_demo_put_past (self, source->busy, error) && sf_server_store_set (self->store, "demo", "1", error);
}
