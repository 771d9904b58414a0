/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is expected. A kiosk knows no appointment: it sends the code that it read, and here it is looked up. The visit closes the
 * appointment, which stays as it was made; whoever brings the same code while the guest is here adds a touch to that visit, and nothing
 * makes a second record (T7). Either may arrive first: a tablet that was away may write the appointment down after its guest has come.
 */
#define G_LOG_DOMAIN "sf-expected"
#include <string.h>

#include "server/sf-dispatch.h"

void
sf_expected_clear (SfExpected *self)
{
  g_clear_pointer (&self->appointment, sf_record_unref);
  g_clear_pointer (&self->guest, sf_record_unref);
  g_clear_pointer (&self->link, sf_record_unref);
  g_clear_pointer (&self->first, g_free);
}

/* The first record of @kind whose @field is @value. */
static gboolean
find_one (SfWork *work, SfKind kind, guint field, const char *value, SfRecord **out, GError **error)
{
  g_autoptr(GPtrArray) found = value != NULL ? sf_work_where (work, kind, field, value, error) : NULL;

  *out = found != NULL && found->len > 0 ? sf_record_ref (found->pdata[0]) : NULL;
  return value == NULL || found != NULL;
}

/* "appointment" says only that there is one. */
static gboolean
is_for (SfRecord *appointment, SfRecord *visit)
{
  const char *purpose = sf_record_get_text (visit, SF_VISIT_PURPOSE);

  return g_strcmp0 (purpose, "appointment") == 0
         || strcmp (sf_purpose_job (purpose), sf_purpose_job (sf_record_get_text (appointment, SF_APPOINTMENT_PURPOSE))) == 0;
}

/* Of this person's appointments of the day that nobody came to yet, the one nearest to now. */
static gboolean
find_of_day (SfWork *work, SfRecord *visit, guint field, const char *value, SfRecord **best, GError **error)
{
  g_autoptr(GPtrArray) found = value != NULL ? sf_work_where2 (work, SF_KIND_APPOINTMENT, field, value, SF_APPOINTMENT_DAY, sf_record_get_text (visit, SF_VISIT_DAY), error)
                                             : NULL;
  gint64 at = sf_record_get_int (visit, SF_VISIT_AT);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      SfRecord *one = found->pdata[i];

      if (!sf_work_text_is (one, SF_APPOINTMENT_STATE, "booked") || !is_for (one, visit))
        continue;
      if (!sf_record_is_null (one, SF_APPOINTMENT_VISIT) && !sf_work_text_is (one, SF_APPOINTMENT_VISIT, sf_record_get_id (visit)))
        continue;
      if (*best != NULL && ABS (sf_record_get_int (one, SF_APPOINTMENT_FROM) - at) >= ABS (sf_record_get_int (*best, SF_APPOINTMENT_FROM) - at))
        continue;
      g_clear_pointer (best, sf_record_unref);
      *best = sf_record_ref (one);
    }
  return value == NULL || found != NULL;
}

/* Whose visit it is already; a person has one visit, whichever of their codes they hold out. */
static const char *
became (const SfExpected *self, SfRecord *visit)
{
  const char *first = NULL;

  if (self->appointment != NULL)
    first = sf_record_get_text (self->appointment, SF_APPOINTMENT_VISIT);
  if (first == NULL && self->guest != NULL && !sf_record_is_null (self->guest, SF_EVENT_GUEST_HERE_AT))
    first = sf_record_get_text (self->guest, SF_EVENT_GUEST_VISIT);
  if (first == NULL && self->link != NULL)
    first = sf_record_get_text (self->link, SF_LINK_VISIT);
  return g_strcmp0 (first, sf_record_get_id (visit)) != 0 ? first : NULL;
}

gboolean
sf_expected_find (SfWork *work, SfRecord *visit, const char *customer, SfExpected *out, GError **error)
{
  const char *code = sf_record_get_text (visit, SF_VISIT_CODE);
  const char *phone = customer != NULL ? sf_record_get_text (visit, SF_VISIT_PHONE) : NULL;

  memset (out, 0, sizeof *out);
  if (!find_one (work, SF_KIND_APPOINTMENT, SF_APPOINTMENT_CODE, code, &out->appointment, error)
      || !find_one (work, SF_KIND_EVENT_GUEST, SF_EVENT_GUEST_CODE, out->appointment == NULL ? code : NULL, &out->guest, error)
      || !find_one (work, SF_KIND_LINK, SF_LINK_SLUG, sf_record_get_text (visit, SF_VISIT_LINK), &out->link, error))
    return FALSE;
  if (out->appointment == NULL && (!find_of_day (work, visit, SF_APPOINTMENT_CUSTOMER, customer, &out->appointment, error)
                                   || (out->appointment == NULL && !find_of_day (work, visit, SF_APPOINTMENT_PHONE, phone, &out->appointment, error))))
    return FALSE;
  out->first = g_strdup (became (out, visit));
  return TRUE;
}

void
sf_expected_tell (const SfExpected *self, SfRecord *visit, SfRecord *status)
{
  const char *source = sf_record_get_text (visit, SF_VISIT_SOURCE), *how = sf_record_is_null (visit, SF_VISIT_BY) ? "said" : "staff";

  if (self->appointment != NULL)
    sf_record_set_text (status, SF_VISIT_STATUS_APPOINTMENT, sf_record_get_id (self->appointment));
  /* What stands in the books is surer than what is said at the door. */
  if (self->appointment != NULL && !sf_record_is_null (self->appointment, SF_APPOINTMENT_SOURCE))
    {
      source = sf_record_get_text (self->appointment, SF_APPOINTMENT_SOURCE);
      how = "appointment";
    }
  else if (self->guest != NULL)
    {
      source = "event";
      how = "event";
    }
  else if (self->link != NULL && !sf_record_is_null (self->link, SF_LINK_CARD))
    {
      source = sf_record_is_null (self->link, SF_LINK_PARENT) ? "invite" : "referral";
      how = "card";
    }
  if (source == NULL)
    return;
  sf_record_set_text (status, SF_VISIT_STATUS_SOURCE, source);
  sf_record_set_text (status, SF_VISIT_STATUS_SOURCE_HOW, how);
}

gboolean
sf_expected_close (SfWork *work, const SfExpected *self, SfRecord *visit, GError **error)
{
  /* Of a touch: the visit that it belongs to. */
  g_autofree char *of = sf_server_store_resolve (work->store, sf_record_get_id (visit), error);

  if (of == NULL)
    return FALSE;
  if (self->appointment != NULL && sf_record_is_null (self->appointment, SF_APPOINTMENT_VISIT))
    {
      g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_APPOINTMENT, sf_record_get_id (self->appointment));

      sf_record_set_text (patch, SF_APPOINTMENT_VISIT, of);
      sf_record_set_int (patch, SF_APPOINTMENT_CAME_AT, sf_record_get_int (visit, SF_VISIT_AT));
      if (!sf_work_assign (work, patch, error))
        return FALSE;
    }
  if (self->guest != NULL && sf_record_is_null (self->guest, SF_EVENT_GUEST_HERE_AT))
    {
      g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_EVENT_GUEST, sf_record_get_id (self->guest));

      sf_record_set_text (patch, SF_EVENT_GUEST_VISIT, of);
      sf_record_set_int (patch, SF_EVENT_GUEST_HERE_AT, sf_record_get_int (visit, SF_VISIT_AT));
      if (!sf_work_patch (work, patch, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Earlier than that they are early; later than that they are late. */
#define EARLY_MS (G_GINT64_CONSTANT (20) * 60 * 1000)
#define LATE_MS (G_GINT64_CONSTANT (10) * 60 * 1000)

/* How the code of @visit fits to today; @first: the visit that it became before. */
static const char *
arrived (SfWork *work, SfRecord *appointment, SfRecord *visit, const char *first)
{
  gint64 from = sf_record_get_int (appointment, SF_APPOINTMENT_FROM), at = sf_record_get_int (visit, SF_VISIT_AT);

  if (first != NULL)
    return "used";
  if (!sf_work_text_is (appointment, SF_APPOINTMENT_DAY, work->day))
    return "day";
  return at < from - EARLY_MS ? "early" : at > from + LATE_MS ? "late" : "intime";
}

gboolean
sf_expected_ticket (SfWork *work, const SfExpected *self, SfRecord *visit, GError **error)
{
  const char *code = sf_record_get_text (visit, SF_VISIT_CODE);
  g_autofree char *id = sf_work_id (sf_record_get_id (visit), SF_KIND_TICKET, 0);
  g_autoptr(SfRecord) ticket = NULL, next = NULL;
  const char *how;

  /* By the code alone: by a number its neighbour would learn of it. */
  if (self->appointment == NULL || code == NULL || !sf_work_text_is (self->appointment, SF_APPOINTMENT_CODE, code))
    return TRUE;
  if (!sf_work_get (work, SF_KIND_TICKET, id, &ticket, error))
    return FALSE;
  if (ticket == NULL)
    return TRUE;
  how = arrived (work, self->appointment, visit, self->first);
  next = sf_record_copy (ticket);
  sf_record_set_text (next, SF_TICKET_ARRIVED, how);
  if (strcmp (how, "day") == 0)
    sf_record_set_text (next, SF_TICKET_BOOKED_ON, sf_record_get_text (self->appointment, SF_APPOINTMENT_DAY));
  return sf_work_put (work, next, error);
}

gboolean
sf_expected_join (SfWork *work, const SfExpected *self, SfRecord *visit, GError **error)
{
  g_autofree char *of = sf_server_store_resolve (work->store, sf_record_get_id (visit), error);
  g_autofree char *id = of != NULL ? sf_work_id (of, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr(SfRecord) status = NULL, next = NULL;

  if (id == NULL || !sf_expected_close (work, self, visit, error) || !sf_work_get (work, SF_KIND_VISIT_STATUS, id, &status, error))
    return FALSE;
  if (status == NULL || self->appointment == NULL || !sf_record_is_null (status, SF_VISIT_STATUS_APPOINTMENT))
    return TRUE;
  next = sf_record_copy (status);
  sf_expected_tell (self, visit, next);
  return sf_dispatch_put_status (work, next, error);
}

static gboolean
appointment_of (SfWork *work, SfRecord *status, SfRecord **out, GError **error)
{
  return sf_work_get (work, SF_KIND_APPOINTMENT, sf_record_get_text (status, SF_VISIT_STATUS_APPOINTMENT), out, error);
}

gboolean
sf_expected_by (SfWork *work, SfRecord *visit, SfRecord *status, char **consultant, GError **error)
{
  g_autoptr(SfRecord) appointment = NULL, link = NULL, card = NULL;

  *consultant = NULL;
  if (!appointment_of (work, status, &appointment, error))
    return FALSE;
  if (appointment != NULL && !sf_record_is_null (appointment, SF_APPOINTMENT_CONSULTANT))
    {
      *consultant = g_strdup (sf_record_get_text (appointment, SF_APPOINTMENT_CONSULTANT));
      return TRUE;
    }
  if (!find_one (work, SF_KIND_LINK, SF_LINK_SLUG, sf_record_get_text (visit, SF_VISIT_LINK), &link, error)
      || (link != NULL && !sf_work_get (work, SF_KIND_CARD, sf_record_get_text (link, SF_LINK_CARD), &card, error)))
    return FALSE;
  if (card != NULL)
    *consultant = g_strdup (sf_record_get_text (card, SF_CARD_CONSULTANT));
  return TRUE;
}

const char *
sf_expected_job (SfWork *work, SfRecord *visit, SfRecord *status, GError **error)
{
  const char *purpose = sf_record_get_text (visit, SF_VISIT_PURPOSE);
  g_autoptr(SfRecord) appointment = NULL;

  if (g_strcmp0 (purpose, "appointment") != 0)
    return sf_purpose_job (purpose);
  if (!appointment_of (work, status, &appointment, error))
    return NULL;
  return sf_purpose_job (appointment != NULL ? sf_record_get_text (appointment, SF_APPOINTMENT_PURPOSE) : purpose);
}

/* The visit that brought the code of @appointment before the appointment itself was here: of its day, or of today. */
static gboolean
find_visit (SfWork *work, SfRecord *appointment, SfRecord **out, GError **error)
{
  const char *days[] = { sf_record_get_text (appointment, SF_APPOINTMENT_DAY), work->day };

  *out = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (days) && *out == NULL; i++)
    {
      g_autoptr(GPtrArray) found = sf_work_where2 (work, SF_KIND_VISIT, SF_VISIT_DAY, days[i], SF_VISIT_CODE, sf_record_get_text (appointment, SF_APPOINTMENT_CODE), error);

      if (found == NULL)
        return FALSE;
      if (found->len > 0)
        *out = sf_record_ref (found->pdata[0]);
    }
  return TRUE;
}

static gboolean
meet_late (SfWork *work, SfExpected *late, SfRecord *visit, GError **error)
{
  g_autofree char *id = sf_work_id (sf_record_get_id (visit), SF_KIND_VISIT_STATUS, 0), *customer = NULL;
  const char *before = NULL, *how = NULL;
  g_autoptr(SfRecord) status = NULL, next = NULL;

  if (!sf_work_get (work, SF_KIND_VISIT_STATUS, id, &status, error))
    return FALSE;
  if (status == NULL || !sf_record_is_null (status, SF_VISIT_STATUS_APPOINTMENT) || !sf_record_is_null (status, SF_VISIT_STATUS_SAME))
    return TRUE;
  next = sf_record_copy (status);
  if (sf_record_is_null (status, SF_VISIT_STATUS_CUSTOMER) && !sf_derive_expected (work, visit, late->appointment, &customer, &before, &how, error))
    return FALSE;
  if (customer != NULL)
    sf_record_set_text (next, SF_VISIT_STATUS_CUSTOMER, customer);
  if (how != NULL)
    {
      sf_record_set_text (next, SF_VISIT_STATUS_BEFORE, before);
      sf_record_set_text (next, SF_VISIT_STATUS_BEFORE_HOW, how);
    }
  sf_expected_tell (late, visit, next);
  return sf_dispatch_put_status (work, next, error) && sf_expected_close (work, late, visit, error)
         && (customer == NULL || sf_derive_count (work, customer, sf_record_get_int (visit, SF_VISIT_AT), error));
}

gboolean
sf_expected_said (SfWork *work, const char *appointment, GError **error)
{
  g_autoptr(SfRecord) whole = NULL, visit = NULL;
  SfExpected late = { 0 };

  if (!sf_work_get (work, SF_KIND_APPOINTMENT, appointment, &whole, error))
    return FALSE;
  if (whole == NULL || sf_record_is_null (whole, SF_APPOINTMENT_CODE) || !sf_record_is_null (whole, SF_APPOINTMENT_VISIT))
    return TRUE;
  if (!find_visit (work, whole, &visit, error))
    return FALSE;
  late.appointment = whole;
  return visit == NULL || meet_late (work, &late, visit, error);
}
