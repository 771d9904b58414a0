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

static gint64
count (SfWork *work, const char *event, gboolean waits, GError **error)
{
  SfQuery query = { .kind = SF_KIND_EVENT_GUEST, .n_conds = 3, .order = -1 };

  query.conds[0] = (SfCond) { .field = SF_EVENT_GUEST_EVENT, .op = SF_OP_EQ, .s = event };
  query.conds[1] = (SfCond) { .field = SF_EVENT_GUEST_OFF_AT, .op = SF_OP_IS_NULL };
  query.conds[2] = (SfCond) { .field = SF_EVENT_GUEST_WAITS_AT, .op = waits ? SF_OP_GT : SF_OP_IS_NULL };
  return sf_table_count (work->db, &query, error);
}

/* The kiosk that gave a guest their ticket may tell them whether they have a place, and nobody else. */
static gboolean
tell_ticket (SfWork *work, SfRecord *guest, GError **error)
{
  const char *visit = sf_record_get_text (guest, SF_EVENT_GUEST_VISIT);
  g_autofree char *id = visit != NULL ? sf_work_id (visit, SF_KIND_TICKET, 0) : NULL;
  const char *place = sf_record_is_null (guest, SF_EVENT_GUEST_WAITS_AT) ? "place" : "waits";
  g_autoptr(SfRecord) ticket = NULL, next = NULL;

  if (!sf_work_get (work, SF_KIND_TICKET, id, &ticket, error))
    return FALSE;
  if (ticket == NULL || sf_work_text_is (ticket, SF_TICKET_GUEST, place))
    return TRUE;
  next = sf_record_copy (ticket);
  sf_record_set_text (next, SF_TICKET_GUEST, place);
  return sf_work_put (work, next, error);
}

/* Who has waited longest moves up. @moved FALSE: nobody waits. */
static gboolean
move_up (SfWork *work, const char *event, gboolean *moved, GError **error)
{
  SfQuery query = { .kind = SF_KIND_EVENT_GUEST, .n_conds = 3, .order = SF_EVENT_GUEST_WAITS_AT, .limit = 1 };
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(SfRecord) patch = NULL, whole = NULL;

  query.conds[0] = (SfCond) { .field = SF_EVENT_GUEST_EVENT, .op = SF_OP_EQ, .s = event };
  query.conds[1] = (SfCond) { .field = SF_EVENT_GUEST_OFF_AT, .op = SF_OP_IS_NULL };
  query.conds[2] = (SfCond) { .field = SF_EVENT_GUEST_WAITS_AT, .op = SF_OP_GT };
  first = sf_table_query (work->db, &query, error);
  *moved = first != NULL && first->len > 0;
  if (!*moved)
    return first != NULL;
  patch = sf_record_new (SF_KIND_EVENT_GUEST, sf_record_get_id (first->pdata[0]));
  sf_record_set_null (patch, SF_EVENT_GUEST_WAITS_AT);
  return sf_work_assign (work, patch, error) && sf_work_get (work, SF_KIND_EVENT_GUEST, sf_record_get_id (patch), &whole, error)
         && (whole == NULL || tell_ticket (work, whole, error));
}

/* Places that became free go to those who wait; kiosks show how full it is without knowing who comes. */
static gboolean
settle (SfWork *work, SfRecord *event, GError **error)
{
  const char *id = sf_record_get_id (event);
  gint64 most = sf_record_is_null (event, SF_EVENT_MOST) ? G_MAXINT64 : sf_record_get_int (event, SF_EVENT_MOST);
  g_autoptr(SfRecord) next = sf_record_copy (event);
  gint64 taken = count (work, id, FALSE, error), waiting;
  gboolean moved = TRUE;

  while (taken >= 0 && taken < most && moved)
    {
      if (!move_up (work, id, &moved, error))
        return FALSE;
      taken += moved;
    }
  waiting = taken >= 0 ? count (work, id, TRUE, error) : -1;
  if (waiting < 0 || (taken == sf_record_get_int (event, SF_EVENT_TAKEN) && waiting == sf_record_get_int (event, SF_EVENT_WAITING)))
    return waiting >= 0;
  sf_record_set_int (next, SF_EVENT_TAKEN, taken);
  sf_record_set_int (next, SF_EVENT_WAITING, waiting);
  return sf_work_put (work, next, error);
}

/* Is there no place left for one more? In the order in which the server hears of them; who was expected has theirs. */
static gboolean
is_full (SfWork *work, SfRecord *event, gboolean *full, GError **error)
{
  gint64 taken = 0;

  *full = FALSE;
  if (event == NULL || sf_record_is_null (event, SF_EVENT_MOST))
    return TRUE;
  taken = count (work, sf_record_get_id (event), FALSE, error);
  *full = taken >= sf_record_get_int (event, SF_EVENT_MOST);
  return taken >= 0;
}

gboolean
sf_event_guest_said (SfWork *work, const char *guest, GError **error)
{
  g_autoptr(SfRecord) whole = NULL, event = NULL;

  if (!sf_work_get (work, SF_KIND_EVENT_GUEST, guest, &whole, error))
    return FALSE;
  if (whole == NULL || !sf_work_get (work, SF_KIND_EVENT, sf_record_get_text (whole, SF_EVENT_GUEST_EVENT), &event, error))
    return whole == NULL;
  return tell_ticket (work, whole, error) && (event == NULL || settle (work, event, error));
}

gboolean
sf_event_guest_ticket (SfWork *work, SfRecord *visit, GError **error)
{
  const char *event = sf_record_get_text (visit, SF_VISIT_EVENT);
  g_autoptr(SfRecord) guest = NULL;

  if (event == NULL)
    return TRUE;
  return find_guest (work, event, SF_EVENT_GUEST_VISIT, sf_record_get_id (visit), &guest, error) && (guest == NULL || tell_ticket (work, guest, error));
}

gboolean
sf_event_guest_visit (SfWork *work, SfRecord *visit, const char *customer, GError **error)
{
  const char *id = sf_record_get_text (visit, SF_VISIT_EVENT);
  g_autofree char *own = sf_work_id (sf_record_get_id (visit), SF_KIND_EVENT_GUEST, 0);
  g_autoptr(SfRecord) event = NULL, known = NULL, patch = NULL;
  gboolean full = FALSE;

  if (id == NULL)
    return TRUE;
  if (!sf_work_get (work, SF_KIND_EVENT, id, &event, error) || !sf_work_get (work, SF_KIND_EVENT_GUEST, own, &known, error)
      || !find_guest (work, id, SF_EVENT_GUEST_PHONE, sf_record_get_text (visit, SF_VISIT_PHONE), &known, error)
      || !find_guest (work, id, SF_EVENT_GUEST_CUSTOMER, customer, &known, error))
    return FALSE;
  if (known == NULL && !is_full (work, event, &full, error))
    return FALSE;
  patch = sf_record_new (SF_KIND_EVENT_GUEST, known != NULL ? sf_record_get_id (known) : own);
  if (known == NULL)
    fill_new (patch, visit, id);
  if (full)
    sf_record_set_int (patch, SF_EVENT_GUEST_WAITS_AT, sf_record_get_int (visit, SF_VISIT_AT));
  if (customer != NULL && (known == NULL || sf_record_is_null (known, SF_EVENT_GUEST_CUSTOMER)))
    sf_record_set_text (patch, SF_EVENT_GUEST_CUSTOMER, customer);
  if (known == NULL || sf_record_is_null (known, SF_EVENT_GUEST_HERE_AT))
    sf_record_set_text (patch, SF_EVENT_GUEST_VISIT, sf_record_get_id (visit));
  if (is_here (work, event, visit) && (known == NULL || sf_record_is_null (known, SF_EVENT_GUEST_HERE_AT)))
    sf_record_set_int (patch, SF_EVENT_GUEST_HERE_AT, sf_record_get_int (visit, SF_VISIT_AT));
  return sf_work_patch (work, patch, NULL, error) && (event == NULL || settle (work, event, error));
}

static gboolean
call_off (SfIngest *self, gpointer data, GError **error)
{
  const char *id = data;
  g_autoptr(SfRecord) guest = NULL, patch = sf_record_new (SF_KIND_EVENT_GUEST, id);
  SfWork work;

  if (!sf_work_init (&work, self, NULL, error) || !sf_work_get (&work, SF_KIND_EVENT_GUEST, id, &guest, error))
    return FALSE;
  if (guest == NULL || !sf_record_is_null (guest, SF_EVENT_GUEST_OFF_AT))
    return TRUE;
  sf_record_set_int (patch, SF_EVENT_GUEST_OFF_AT, work.now);
  return sf_work_patch (&work, patch, NULL, error) && sf_event_guest_said (&work, id, error);
}

gboolean
sf_ingest_guest_off (SfIngest *self, const char *guest, GError **error)
{
  return sf_ingest_transaction (self, call_off, (gpointer) guest, error);
}
