/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two values: two colleagues said different things of one guest, neither knowing of the other. The later word is in force; the
 * other is kept as a record of its own that travels to the tablets, until somebody chooses (sync.md 1.6).
 */
#define G_LOG_DOMAIN "sf-two-values"
#include "server/sf-ingest-private.h"

gboolean
sf_two_values_informed (SfWork *work, SfStored *stored, gboolean *informed, GError **error)
{
  gint64 at = 0;

  *informed = work->seen < 0;
  if (*informed || stored->seq == 0 || stored->seq > work->seen || !work->stamp.sure)
    return TRUE;
  /* Read by the device before it spoke to us, and there before it was said on it: as near as one can tell to "on the glass". */
  if (!sf_server_store_event_at (work->store, SF_SCOPE_NAME_DEALER, stored->seq, &at, error))
    return FALSE;
  *informed = (work->stamp.st >> 16) >= at;
  return TRUE;
}

/* Has somebody decided about this very value, or is it waiting for that? */
static gboolean
is_known (SfWork *work, const SfOtherValue *other, gboolean *known, GError **error)
{
  g_autoptr(GPtrArray) all = sf_work_where (work, SF_KIND_TWO_VALUES, SF_TWO_VALUES_CUSTOMER, other->customer, error);

  *known = FALSE;
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (sf_work_text_is (all->pdata[i], SF_TWO_VALUES_FIELD, other->field) && sf_work_text_is (all->pdata[i], SF_TWO_VALUES_VALUE, other->value)
        && !sf_work_text_is (all->pdata[i], SF_TWO_VALUES_STATE, "taken"))
      *known = TRUE;
  return all != NULL;
}

static void
set_said (SfRecord *record, guint at, guint on, const SfStamp *stamp)
{
  if (stamp->st > 0)
    sf_record_set_int (record, at, stamp->st >> 16);
  if (*stamp->dev != '\0')
    sf_record_set_text (record, on, stamp->dev);
}

gboolean
sf_two_values_note (SfWork *work, const SfOtherValue *other, GError **error)
{
  /* Made of who said it when, never of the value: an id tells nobody a number. The same after a replay. */
  g_autofree char *what = g_strdup_printf ("two_values %s %s %" G_GINT64_FORMAT, other->field, other->said->dev, other->said->st);
  g_autofree char *id = sf_uuid_derive (other->customer, what, 0);
  g_autoptr(SfRecord) record = sf_record_new (SF_KIND_TWO_VALUES, id);
  gboolean known = FALSE;

  if (!is_known (work, other, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  sf_record_set_text (record, SF_TWO_VALUES_CUSTOMER, other->customer);
  sf_record_set_text (record, SF_TWO_VALUES_FIELD, other->field);
  sf_record_set_text (record, SF_TWO_VALUES_VALUE, other->value);
  sf_record_set_text (record, SF_TWO_VALUES_STATE, "open");
  set_said (record, SF_TWO_VALUES_SAID_AT, SF_TWO_VALUES_SAID_ON, other->said);
  set_said (record, SF_TWO_VALUES_WON_AT, SF_TWO_VALUES_WON_ON, other->won);
  if (work->by != NULL)
    sf_record_set_text (record, other->incoming ? SF_TWO_VALUES_SAID_BY : SF_TWO_VALUES_WON_BY, work->by);
  return sf_work_patch (work, record, NULL, error);
}

typedef struct { const char *id, *by; gboolean take; } Settle;

static gboolean
take_other (SfWork *work, SfRecord *two, GError **error)
{
  int field = sf_field_lookup (SF_KIND_CUSTOMER, sf_record_get_text (two, SF_TWO_VALUES_FIELD));
  g_autoptr(SfRecord) patch = NULL;

  if (field < 0 || sf_record_is_null (two, SF_TWO_VALUES_VALUE))
    return TRUE;
  patch = sf_record_new (SF_KIND_CUSTOMER, sf_record_get_text (two, SF_TWO_VALUES_CUSTOMER));
  if (sf_type_is_int (sf_kind_info (SF_KIND_CUSTOMER)->fields[field].type))
    sf_record_set_int (patch, (guint) field, g_ascii_strtoll (sf_record_get_text (two, SF_TWO_VALUES_VALUE), NULL, 10));
  else
    sf_record_set_text (patch, (guint) field, sf_record_get_text (two, SF_TWO_VALUES_VALUE));
  return sf_work_patch (work, patch, NULL, error);
}

static gboolean
do_settle (SfIngest *ingest, gpointer data, GError **error)
{
  Settle *settle = data;
  g_autoptr(SfRecord) two = NULL, patch = sf_record_new (SF_KIND_TWO_VALUES, settle->id);
  SfWork work;

  if (!sf_work_init (&work, ingest, NULL, error) || !sf_work_get (&work, SF_KIND_TWO_VALUES, settle->id, &two, error))
    return FALSE;
  if (two == NULL || !sf_work_text_is (two, SF_TWO_VALUES_STATE, "open"))
    return TRUE;
  sf_record_set_text (patch, SF_TWO_VALUES_STATE, settle->take ? "taken" : "kept");
  if (settle->by != NULL)
    sf_record_set_text (patch, SF_TWO_VALUES_SETTLED_BY, settle->by);
  return (!settle->take || take_other (&work, two, error)) && sf_work_patch (&work, patch, NULL, error)
         && sf_server_store_audit (work.store, settle->by, "two_values", settle->id, settle->take ? "taken" : "kept", error);
}

gboolean
sf_ingest_settle (SfIngest *ingest, const char *id, gboolean take, const char *by, GError **error)
{
  Settle settle = { id, by, take };

  return sf_ingest_transaction (ingest, do_settle, &settle, error);
}
