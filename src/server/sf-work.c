/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-work"
#include <string.h>

#include "model/sf-patch.h"
#include "server/sf-ingest-private.h"
#include "store/sf-server-rings.h"

/* More than any day of any dealer brings; a list that is cut short here would leave somebody waiting. */
#define MAX_FOUND 20000

/* What "today" means while nobody has said where the dealership is. */
#define FALLBACK_ZONE "UTC"

gboolean
sf_work_init (SfWork *work, SfIngest *ingest, const SfPeer *peer, GError **error)
{
  SfQuery query = { .kind = SF_KIND_DEALER, .order = -1, .limit = 1 };
  g_autoptr(GPtrArray) dealers = NULL;
  g_autofree char *day = NULL;
  const char *zone = FALLBACK_ZONE;

  *work = (SfWork) { .ingest = ingest, .store = ingest->store, .db = sf_server_store_get_db (ingest->store), .peer = peer, .seen = -1 };
  work->now = sf_clock_wall_ms (ingest->clock);
  work->stamp = sf_stamp_server (work->now);
  dealers = sf_table_query (work->db, &query, error);
  if (dealers == NULL)
    return FALSE;
  if (dealers->len > 0 && sf_record_get_text (dealers->pdata[0], SF_DEALER_ZONE) != NULL)
    zone = sf_record_get_text (dealers->pdata[0], SF_DEALER_ZONE);
  g_strlcpy (work->zone, zone, sizeof work->zone);
  day = sf_day_of (work->now, work->zone, &work->minute);
  g_strlcpy (work->day, day, sizeof work->day);
  return TRUE;
}

gboolean
sf_work_get (SfWork *work, SfKind kind, const char *id, SfRecord **out, GError **error)
{
  GError *failed = NULL;

  *out = id != NULL ? sf_table_get (work->db, kind, id, &failed) : NULL;
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, failed);
  return FALSE;
}

GPtrArray *
sf_work_where (SfWork *work, SfKind kind, guint field, const char *value, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .limit = MAX_FOUND };

  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = value };
  return sf_table_query (work->db, &query, error);
}

GPtrArray *
sf_work_where2 (SfWork *work, SfKind kind, guint field, const char *value, guint field2, const char *value2, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 2, .order = -1, .limit = MAX_FOUND };

  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = value };
  query.conds[1] = (SfCond) { .field = field2, .op = SF_OP_EQ, .s = value2 };
  return sf_table_query (work->db, &query, error);
}

GPtrArray *
sf_work_all (SfWork *work, SfKind kind, GError **error)
{
  SfQuery query = { .kind = kind, .order = -1, .limit = MAX_FOUND };

  return sf_table_query (work->db, &query, error);
}

gboolean
sf_work_put (SfWork *work, SfRecord *record, GError **error)
{
  return sf_server_store_put (work->store, record, NULL, FALSE, NULL, error);
}

/* Names and numbers of guests that two colleagues said differently: both are shown until somebody chooses. */
static gboolean
note_two (SfWork *work, SfMerge *merge, SfLoser *loser, GError **error)
{
  SfKind kind = sf_record_get_kind (merge->record);
  SfOtherValue other = { sf_record_get_id (merge->record), sf_kind_info (kind)->fields[loser->field].name, loser->value, &loser->stamp,
                         loser->incoming ? &merge->stamps.at[loser->field] : &work->stamp, loser->incoming };

  return kind != SF_KIND_CUSTOMER || loser->value == NULL || sf_two_values_note (work, &other, error);
}

/* A field that only the server writes has no loser that anybody said. */
static gboolean
keep_losers (SfWork *work, SfMerge *merge, gboolean informed, GError **error)
{
  SfKind kind = sf_record_get_kind (merge->record);
  const SfKindInfo *info = sf_kind_info (kind);

  for (guint i = 0; i < merge->losers->len; i++)
    {
      SfLoser *loser = merge->losers->pdata[i];
      gboolean extra = loser->field == SF_FIELD_EXTRA;

      /* Who corrects what they have read contradicts nobody. */
      loser->review = loser->review && (loser->incoming || !informed);
      SfConflict conflict = { kind, sf_record_get_id (merge->record), extra ? "*" : info->fields[loser->field].name,
                              loser->value, loser->stamp.dev, loser->stamp.st, loser->incoming, loser->review };

      if (!extra && (info->fields[loser->field].flags & SF_FLAG_SRV) != 0)
        continue;
      if (!sf_server_store_conflict (work->store, &conflict, error) || (loser->review && !extra && !note_two (work, merge, loser, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
lost_anything (SfMerge *merge)
{
  for (guint i = 0; i < merge->losers->len; i++)
    if (((SfLoser *) merge->losers->pdata[i])->incoming)
      return TRUE;
  return FALSE;
}

gboolean
sf_work_patch (SfWork *work, SfRecord *patch, gboolean *lost, GError **error)
{
  SfKind kind = sf_record_get_kind (patch);
  GError *failed = NULL;
  g_autoptr(SfStored) stored = sf_server_store_load (work->store, kind, sf_record_get_id (patch), &failed);
  g_autoptr(SfMerge) merge = NULL;
  g_autofree char *text = NULL;
  SfStamps stamps;
  gboolean live = stored != NULL && !stored->gone, stub, informed = FALSE;

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (!sf_stamps_from_text (kind, live ? stored->stamps : NULL, &stamps))
    memset (&stamps, 0, sizeof stamps);
  merge = sf_merge_patch (live ? stored->record : NULL, &stamps, patch, &work->stamp);
  if (lost != NULL)
    *lost = lost_anything (merge);
  if ((live && !sf_two_values_informed (work, stored, &informed, error)) || !keep_losers (work, merge, informed, error))
    return FALSE;
  text = sf_stamps_to_text (kind, &merge->stamps);
  /* A record whose creation has not come yet (another device has it) is kept, and shown to nobody before it is whole. */
  stub = !sf_record_check (merge->record, SF_CHECK_STORED, SF_ROLE_S, NULL);
  return sf_server_store_put (work->store, merge->record, text, stub, NULL, error);
}

gboolean
sf_work_assign (SfWork *work, SfRecord *patch, GError **error)
{
  GError *failed = NULL;
  g_autoptr(SfStored) stored = sf_server_store_load (work->store, sf_record_get_kind (patch), sf_record_get_id (patch), &failed);
  g_autoptr(SfRecord) next = NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (stored == NULL || stored->gone)
    return TRUE;
  next = sf_record_apply_patch (stored->record, patch);
  return sf_server_store_put (work->store, next, stored->stamps, stored->stub, NULL, error);
}

char *
sf_work_setting_text (SfWork *work, const char *key)
{
  g_autoptr(GPtrArray) found = sf_work_where (work, SF_KIND_SETTING, SF_SETTING_KEY, key, NULL);

  return found != NULL && found->len > 0 ? g_strdup (sf_record_get_text (found->pdata[0], SF_SETTING_VALUE)) : NULL;
}

gint64
sf_work_setting (SfWork *work, const char *key, gint64 fallback)
{
  g_autofree char *text = sf_work_setting_text (work, key);
  gint64 value;

  return text != NULL && g_ascii_string_to_signed (text, 10, 1, 86400, &value, NULL) ? value : fallback;
}

gboolean
sf_work_ring_out (SfWork *work, const char *offer, const char *visit, GError **error)
{
  g_autofree char *url = sf_server_store_get (work->store, SF_WECOM_URL_KEY);

  return url == NULL || sf_server_rings_add (work->store, offer, visit, error);
}

char *
sf_work_id (const char *source, SfKind kind, guint n)
{
  return sf_uuid_derive (source, sf_kind_info (kind)->name, n);
}

gboolean
sf_work_enabled (SfWork *work, const char *consultant, gboolean strict, gboolean *ok, GError **error)
{
  g_autoptr(SfRecord) device = NULL, person = NULL;
  g_auto(GStrv) set = NULL;

  *ok = FALSE;
  if (consultant == NULL || work->peer == NULL)
    return TRUE;
  if (*work->peer->person != '\0')
    {
      /* A phone is no device of the floor: it speaks for the one who signed in, and nobody else. */
      if (!sf_work_get (work, SF_KIND_CONSULTANT, consultant, &person, error))
        return FALSE;
      *ok = strcmp (consultant, work->peer->person) == 0 && person != NULL && sf_record_get_int (person, SF_CONSULTANT_ACTIVE) == 1;
      return TRUE;
    }
  if (!sf_work_get (work, SF_KIND_DEVICE, work->peer->device_id, &device, error) || !sf_work_get (work, SF_KIND_CONSULTANT, consultant, &person, error))
    return FALSE;
  set = device != NULL ? sf_record_get_set (device, SF_DEVICE_CONSULTANTS) : NULL;
  *ok = set == NULL || set[0] == NULL || g_strv_contains ((const char *const *) set, consultant);
  if (strict && (device == NULL || person == NULL || sf_record_get_int (person, SF_CONSULTANT_ACTIVE) != 1))
    *ok = FALSE;
  return TRUE;
}

gboolean
sf_work_text_is (SfRecord *record, guint field, const char *text)
{
  return record != NULL && g_strcmp0 (sf_record_get_text (record, field), text) == 0;
}
