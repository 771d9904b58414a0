/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cars and pictures of the phone page. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>
#include <unistd.h>

#include "base/sf-bytes.h"
#include "model/sf-price.h"
#include "server/sf-intake-private.h"
#include "store/sf-blob-dir.h"
#include "wire/sf-json.h"

#define KEY_NAME "public.key"
#define SHA_LEN 64
#define MAC_LEN 16
#define MAX_TRIMS 60

static const struct { const char *mime, *ext; } kinds[] = { { "image/jpeg", "jpg" }, { "image/webp", "webp" }, { "image/png", "png" } };

void
sf_car_free (gpointer data)
{
  SfCar *car = data;
  sf_record_unref (car->model);
  g_free (car->picture);
  g_free (car);
}

/* The lowest price in force of the model's trims, else what the catalogue says of the whole model. */
static gboolean
price_from (SfIntake *self, SfCar *car, SfRecord *dealer, const char *today, GError **error)
{
  const char *currency = sf_price_currency (dealer ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL);
  g_autoptr (GPtrArray) trims = sf_intake_where (self, SF_KIND_TRIM, SF_TRIM_MODEL, sf_record_get_id (car->model), MAX_TRIMS, error);
  g_autoptr (GPtrArray) prices = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  for (guint i = 0; trims && i < trims->len; i++) {
    GPtrArray *of_trim = sf_intake_where (self, SF_KIND_PRICE, SF_PRICE_TRIM, sf_record_get_id (trims->pdata[i]), MAX_TRIMS, error);
    if (!of_trim)
      return FALSE;
    g_ptr_array_extend_and_steal (prices, of_trim);
  }
  SfRecord *lowest = sf_price_lowest (prices, currency, today);
  if (lowest) {
    car->price = sf_record_get_int (lowest, SF_PRICE_AMOUNT);
    g_strlcpy (car->currency, currency, sizeof car->currency);
  } else if (!sf_record_is_null (car->model, SF_MODEL_PRICE_FROM)) {
    const char *own = sf_record_get_text (car->model, SF_MODEL_CURRENCY);
    car->price = sf_record_get_int (car->model, SF_MODEL_PRICE_FROM);
    g_strlcpy (car->currency, own ? own : currency, sizeof car->currency);
  }
  return trims != NULL;
}

SfCar *
sf_intake_car (SfIntake *self, SfRecord *model, SfRecord *dealer, const char *today, GError **error)
{
  SfCar *car = g_new0 (SfCar, 1);
  g_autoptr (GError) local = NULL;

  car->model = sf_record_ref (model);
  car->price = -1;
  if (price_from (self, car, dealer, today, &local))
    car->picture = sf_intake_name_picture (self, sf_record_get_text (model, SF_MODEL_PICTURE), 700, &local);
  if (!local)
    return car;
  g_propagate_error (error, g_steal_pointer (&local));
  sf_car_free (car);
  return NULL;
}

/* Pictures */

static const char *
key_of (SfIntake *self, GError **error)
{
  if (!self->key)
    self->key = sf_server_store_get (self->store, KEY_NAME);
  if (!self->key) {
    guint8 bytes[32];
    sf_ids_fill (self->ids, bytes, sizeof bytes);
    g_autofree char *key = sf_hex (bytes, sizeof bytes);
    if (sf_server_store_set (self->store, KEY_NAME, key, error))
      self->key = g_steal_pointer (&key);
  }
  return self->key;
}

static char *
mac_of (const char *key, const char *sha256, const char *ext)
{
  g_autofree char *text = g_strconcat (sha256, ".", ext, NULL);
  char *mac = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) key, strlen (key), text, -1);
  mac[MAC_LEN] = '\0';
  return mac;
}

static const char *
ext_of (const char *mime)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].mime, mime) == 0)
      return kinds[i].ext;
  return NULL;
}

typedef struct { char sha256[SHA_LEN + 1]; const char *ext; gint64 width; } Choice;

/* The smallest that is wide enough; else the widest. */
static void
consider (Choice *choice, gint64 wanted, const char *sha256, const char *mime, gint64 width)
{
  const char *ext = ext_of (mime);
  gboolean enough = width >= wanted, had_enough = choice->width >= wanted;

  if (!ext || !sha256 || strlen (sha256) != SHA_LEN)
    return;
  if (choice->ext && (enough ? had_enough && width >= choice->width : had_enough || width <= choice->width))
    return;
  g_strlcpy (choice->sha256, sha256, sizeof choice->sha256);
  choice->ext = ext;
  choice->width = width;
}

static void
consider_variants (Choice *choice, gint64 wanted, const char *json)
{
  g_autoptr (JsonNode) node = json ? sf_json_parse (json, strlen (json), NULL) : NULL;
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    JsonObject *o = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    const char *use = o ? json_object_get_string_member_with_default (o, "use", "") : "";
    /* Others are masks, or cut to the shape of a wall. */
    if (g_strcmp0 (use, "thumb") == 0)
      consider (choice, wanted, json_object_get_string_member_with_default (o, "sha256", NULL), json_object_get_string_member_with_default (o, "mime", NULL),
                json_object_get_int_member_with_default (o, "width", 0));
  }
}

char *
sf_intake_name_picture (SfIntake *self, const char *media_id, gint64 width, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SfRecord) media = sf_intake_get (self, SF_KIND_MEDIA, media_id, &local);
  const char *key = media ? key_of (self, &local) : NULL;
  Choice choice = { "", NULL, 0 };

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (!key)
    return NULL;
  consider (&choice, width, sf_record_get_text (media, SF_MEDIA_SHA256), sf_record_get_text (media, SF_MEDIA_MIME), sf_record_get_int (media, SF_MEDIA_WIDTH));
  consider_variants (&choice, width, sf_record_get_text (media, SF_MEDIA_VARIANTS));
  g_autofree char *mac = choice.ext ? mac_of (key, choice.sha256, choice.ext) : NULL;
  return mac ? g_strdup_printf ("%s-%s.%s", choice.sha256, mac, choice.ext) : NULL;
}

GBytes *
sf_intake_picture (SfIntake *self, const char *name, const char **type, GError **error)
{
  const char *key = key_of (self, error), *ext = strrchr (name, '.');
  gint64 size = 0;

  *type = NULL;
  for (guint i = 0; ext && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (ext + 1, kinds[i].ext))
      *type = kinds[i].mime;
  if (!key || !*type || ext - name != SHA_LEN + 1 + MAC_LEN || name[SHA_LEN] != '-')
    return NULL;
  g_autofree char *sha256 = g_strndup (name, SHA_LEN), *mac = mac_of (key, sha256, ext + 1);
  if (!sf_equal_secret (mac, name + SHA_LEN + 1, MAC_LEN))
    return NULL;
  int fd = sf_blob_dir_open (self->dir, sha256, &size, NULL);
  g_autoptr (GMappedFile) file = fd >= 0 ? g_mapped_file_new_from_fd (fd, FALSE, error) : NULL;
  if (fd >= 0)
    close (fd);
  return file ? g_mapped_file_get_bytes (file) : NULL;
}
