/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing up to an event and checking in is a visit that names it: no new right for a kiosk, and two days without a network join like any
 * other visit. Who is found by number on the event's list is that guest; anybody else is written onto it, with an id that comes from the
 * visit, so that the same visits make the same list again after a restore.
 */
#define G_LOG_DOMAIN "sf-event-guest"
#include "server/sf-dispatch.h"

static gboolean
find_guest (SfWork *work, const char *event, guint field, const char *value, SfRecord **out, GError **error)
{
  g_autoptr(GPtrArray) found = value != NULL && *out == NULL ? sf_work_where2 (work, SF_KIND_EVENT_GUEST, SF_EVENT_GUEST_EVENT, event, field, value, error) : NULL;

  if (found != NULL && found->len > 0)
    *out = sf_record_ref (found->pdata[0]);
  return value == NULL || *out != NULL || found != NULL;
}

/* On one of the event's days, whenever on it. */
static gboolean
is_here (SfWork *work, SfRecord *event, SfRecord *visit)
{
  const char *day = sf_record_get_text (visit, SF_VISIT_DAY);
  g_autofree char *from = event != NULL ? sf_day_of (sf_record_get_int (event, SF_EVENT_FROM), work->zone, NULL) : NULL;
  g_autofree char *until = event != NULL ? sf_day_of (sf_record_get_int (event, SF_EVENT_UNTIL), work->zone, NULL) : NULL;

  return event != NULL && g_strcmp0 (from, day) <= 0 && g_strcmp0 (day, until) <= 0;
}

static void
fill_new (SfRecord *guest, SfRecord *visit, const char *event)
{
  static const guint pairs[][2] = {
    { SF_EVENT_GUEST_SURNAME, SF_VISIT_SURNAME }, { SF_EVENT_GUEST_TITLE, SF_VISIT_TITLE }, { SF_EVENT_GUEST_PHONE, SF_VISIT_PHONE } };

  sf_record_set_text (guest, SF_EVENT_GUEST_EVENT, event);
  sf_record_set_int (guest, SF_EVENT_GUEST_SIGNED_AT, sf_record_get_int (visit, SF_VISIT_AT));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (!sf_record_is_null (visit, pairs[i][1]))
      sf_record_set_text (guest, pairs[i][0], sf_record_get_text (visit, pairs[i][1]));
  if (!sf_record_is_null (visit, SF_VISIT_HEADS))
    sf_record_set_int (guest, SF_EVENT_GUEST_HEADS, sf_record_get_int (visit, SF_VISIT_HEADS));
}

/* Kiosks show how full it is without knowing who comes. */
static gboolean
count_taken (SfWork *work, SfRecord *event, GError **error)
{
  SfQuery query = { .kind = SF_KIND_EVENT_GUEST, .n_conds = 2, .order = -1 };
  g_autoptr(SfRecord) next = sf_record_copy (event);

  query.conds[0] = (SfCond) { .field = SF_EVENT_GUEST_EVENT, .op = SF_OP_EQ, .s = sf_record_get_id (event) };
  query.conds[1] = (SfCond) { .field = SF_EVENT_GUEST_OFF_AT, .op = SF_OP_IS_NULL };
  gint64 n = sf_table_count (work->db, &query, error);
  if (n < 0 || n == sf_record_get_int (event, SF_EVENT_TAKEN))
    return n >= 0;
  sf_record_set_int (next, SF_EVENT_TAKEN, n);
  return sf_work_put (work, next, error);
}

gboolean
sf_event_guest_visit (SfWork *work, SfRecord *visit, const char *customer, GError **error)
{
  const char *id = sf_record_get_text (visit, SF_VISIT_EVENT);
  g_autofree char *own = sf_work_id (sf_record_get_id (visit), SF_KIND_EVENT_GUEST, 0);
  g_autoptr(SfRecord) event = NULL, known = NULL, patch = NULL;

  if (id == NULL)
    return TRUE;
  if (!sf_work_get (work, SF_KIND_EVENT, id, &event, error) || !sf_work_get (work, SF_KIND_EVENT_GUEST, own, &known, error)
      || !find_guest (work, id, SF_EVENT_GUEST_PHONE, sf_record_get_text (visit, SF_VISIT_PHONE), &known, error)
      || !find_guest (work, id, SF_EVENT_GUEST_CUSTOMER, customer, &known, error))
    return FALSE;
  patch = sf_record_new (SF_KIND_EVENT_GUEST, known != NULL ? sf_record_get_id (known) : own);
  if (known == NULL)
    fill_new (patch, visit, id);
  if (customer != NULL && (known == NULL || sf_record_is_null (known, SF_EVENT_GUEST_CUSTOMER)))
    sf_record_set_text (patch, SF_EVENT_GUEST_CUSTOMER, customer);
  if (known == NULL || sf_record_is_null (known, SF_EVENT_GUEST_HERE_AT))
    sf_record_set_text (patch, SF_EVENT_GUEST_VISIT, sf_record_get_id (visit));
  if (is_here (work, event, visit) && (known == NULL || sf_record_is_null (known, SF_EVENT_GUEST_HERE_AT)))
    sf_record_set_int (patch, SF_EVENT_GUEST_HERE_AT, sf_record_get_int (visit, SF_VISIT_AT));
  return sf_work_patch (work, patch, NULL, error) && (event == NULL || count_taken (work, event, error));
}
