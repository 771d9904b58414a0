/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a guest entered on their own phone came from no device, so no device would bring it back to a server that was restored from an older
 * backup. So the kiosk that showed the code gets it in a closed box (OWN_VISIT) and says it again: from then on it is an entry of its journal
 * like its own check-ins, kept until a backup holds it and brought back when the server lacks it. The kiosk learns nothing by it.
 */
#define G_LOG_DOMAIN "sf-own"
#include <string.h>

#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "server/sf-dispatch.h"
#include "wire/sf-codec.h"

/* Of a box as text; far more than three records with every field filled take. */
#define MAX_SEALED 6000

void
sf_ingest_set_own_key (SfIngest *self, const guint8 key[SF_BOX_KEY_LEN])
{
  memcpy (self->own_key, key, SF_BOX_KEY_LEN);
  self->has_own_key = TRUE;
}

/* One line each: kind, id, what it says. */
static void
add_line (GString *text, SfRecord *record)
{
  g_autofree char *json = record != NULL ? sf_codec_record_to_json (record) : NULL;

  if (record != NULL)
    g_string_append_printf (text, "%s %s %s\n", sf_kind_info (sf_record_get_kind (record))->name, sf_record_get_id (record), json);
}

gboolean
sf_own_close_up (SfWork *work, SfRecord *visit, SfRecord *consent, SfRecord *page, GError **error)
{
  g_autofree char *id = sf_work_id (sf_record_get_id (visit), SF_KIND_OWN_VISIT, 0), *sealed = NULL;
  g_autoptr(SfRecord) kept = sf_record_new (SF_KIND_OWN_VISIT, id);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GBytes) box = NULL;

  if (!work->ingest->has_own_key)
    return TRUE;
  add_line (text, consent);
  add_line (text, visit);
  add_line (text, page);
  box = sf_box_seal (work->ingest->own_key, id, text->str, text->len, work->ingest->ids);
  explicit_bzero (text->str, text->len);
  sealed = sf_base64url (g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  sf_record_set_text (kept, SF_OWN_VISIT_VISIT, sf_record_get_id (visit));
  sf_record_set_text (kept, SF_OWN_VISIT_DEVICE, sf_record_get_text (visit, SF_VISIT_DEVICE));
  sf_record_set_int (kept, SF_OWN_VISIT_AT, sf_record_get_int (visit, SF_VISIT_AT));
  sf_record_set_text (kept, SF_OWN_VISIT_SEALED, sealed);
  return sf_work_put (work, kept, error);
}

gboolean
sf_own_may_keep (SfWork *work, SfRecord *kept)
{
  const char *visit = sf_record_get_text (kept, SF_OWN_VISIT_VISIT);
  g_autofree char *id = visit != NULL ? sf_work_id (visit, SF_KIND_OWN_VISIT, 0) : NULL;

  return g_strcmp0 (id, sf_record_get_id (kept)) == 0 && sf_work_text_is (kept, SF_OWN_VISIT_DEVICE, work->peer->device_id);
}

/* NULL for what is no line of a box. (transfer full) */
static SfRecord *
read_line (const char *line)
{
  g_auto(GStrv) word = g_strsplit (line, " ", 3);
  SfKind kind = g_strv_length (word) == 3 ? sf_kind_lookup (word[0]) : SF_KIND_NONE;

  return kind != SF_KIND_NONE ? sf_codec_record_from_json (kind, word[1], word[2], strlen (word[2]), NULL) : NULL;
}

/* The kiosk went on with that guest, and what it checked in stands for the visit already. */
static gboolean
join_to (SfWork *work, SfRecord *visit, const char *stands, GError **error)
{
  gboolean joined;

  return sf_work_put (work, visit, error) && sf_same_touch (work, visit, stands, &joined, error);
}

static gboolean
bring_one (SfWork *work, SfRecord *record, GError **error)
{
  SfKind kind = sf_record_get_kind (record);
  g_autoptr(SfRecord) known = NULL;
  g_autofree char *stands = sf_server_store_resolve (work->store, sf_record_get_id (record), error);

  if (stands == NULL || !sf_work_get (work, kind, sf_record_get_id (record), &known, error))
    return FALSE;
  if (known != NULL)
    return TRUE;
  if (kind == SF_KIND_VISIT && strcmp (stands, sf_record_get_id (record)) != 0)
    return join_to (work, record, stands, error);
  return sf_own_create (work, record, error) && (kind != SF_KIND_VISIT || sf_own_tell_number (work, record, error));
}

gboolean
sf_own_bring_back (SfWork *work, SfRecord *kept, GError **error)
{
  const char *sealed = sf_record_get_text (kept, SF_OWN_VISIT_SEALED);
  g_autofree guint8 *closed = NULL;
  g_autoptr(GBytes) open = NULL;
  g_auto(GStrv) lines = NULL;
  gsize n = 0;

  if (sealed == NULL || !work->ingest->has_own_key)
    return TRUE;
  closed = sf_unbase64url (sealed, MAX_SEALED, &n);
  open = closed != NULL ? sf_box_open (work->ingest->own_key, sf_record_get_id (kept), closed, n, NULL) : NULL;
  if (open == NULL)
    {
      /* Of another dealership's key, or made up: kept, and said, since a guest may be behind it. */
      sf_log (SF_LOG_WARNING, "own.closed", "device", work->peer->device_id, NULL);
      return sf_server_store_audit (work->store, NULL, "visit.own.closed", sf_record_get_text (kept, SF_OWN_VISIT_VISIT), work->peer->device_id, error);
    }
  g_autofree char *text = g_strndup (g_bytes_get_data (open, NULL), g_bytes_get_size (open));
  lines = g_strsplit (text, "\n", 4);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr(SfRecord) record = read_line (lines[i]);

      if (record != NULL && !bring_one (work, record, error))
        return FALSE;
    }
  return TRUE;
}
