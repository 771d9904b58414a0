/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-check-in"
#include "app/sf-check-in.h"
#include "craft/sf-phone.h"
#include "craft/sf-plate.h"
#include "model/sf-assign.h"

typedef struct {
  SfRecord *visit, *consent, *link;   /* (owned), consent and link (nullable) */
  char *by, *day, *counter, *letter;   /* (owned), by (nullable) */
  gboolean skip4;
} Op;

static void
op_free (gpointer data)
{
  Op *op = data;

  g_clear_pointer (&op->visit, sf_record_unref);
  g_clear_pointer (&op->consent, sf_record_unref);
  g_clear_pointer (&op->link, sf_record_unref);
  g_free (op->by);
  g_free (op->day);
  g_free (op->counter);
  g_free (op->letter);
  g_free (op);
}

SfRecord *
sf_check_in_visit (SfFloor *floor, const char *by)
{
  SfDevice *device = sf_floor_get_device (floor);
  SfClock *clock = sf_device_get_clock (device);
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (device), clock);
  g_autofree char *day = sf_floor_today (floor, NULL);
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (clock));
  sf_record_set_text (visit, SF_VISIT_DAY, day);
  if (sf_device_get_id (device) != NULL)
    sf_record_set_text (visit, SF_VISIT_DEVICE, sf_device_get_id (device));
  if (by != NULL)
    sf_record_set_text (visit, SF_VISIT_BY, by);
  return visit;
}

static const char *
region_of (SfFloor *floor)
{
  SfRecord *dealer = sf_floor_dealer (floor);
  const char *region = dealer != NULL ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL;

  return region != NULL ? region : "cn";
}

void
sf_check_in_set_plate (SfFloor *floor, SfRecord *visit, const char *typed)
{
  g_autofree char *plate = sf_plate_normalize (typed, region_of (floor));

  sf_record_set_text (visit, SF_VISIT_PLATE, plate != NULL ? plate : typed);
}

gboolean
sf_check_in_set_phone (SfFloor *floor, SfRecord *visit, const char *typed)
{
  g_autofree char *phone = sf_phone_normalize (typed, region_of (floor));

  if (phone == NULL)
    return FALSE;
  sf_record_set_text (visit, SF_VISIT_PHONE, phone);
  return TRUE;
}

SfRecord *
sf_check_in_consent (const char *id, SfRecord *visit, SfRecord *notice, const char *const *purposes, const char *method)
{
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (consent, SF_CONSENT_VISIT, sf_record_get_id (visit));
  sf_record_set_text (consent, SF_CONSENT_NOTICE, sf_record_get_id (notice));
  sf_record_set_text (consent, SF_CONSENT_SHA256, sf_record_get_text (notice, SF_NOTICE_SHA256));
  sf_record_set_text (consent, SF_CONSENT_LANG, sf_record_get_text (notice, SF_NOTICE_LANG));
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, method);
  sf_record_set_int (consent, SF_CONSENT_AT, sf_record_get_int (visit, SF_VISIT_AT));
  return consent;
}

/* On the worker. The number is spent even if the commit fails: a gap is harmless, a number given twice is not. */
static gpointer
do_check_in (gpointer store, gpointer data, GError **error)
{
  Op *op = data;
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  guint n = sf_device_store_next_number (store, op->counter, op->day, error);
  g_autofree char *number = NULL;

  if (n == 0)
    return NULL;
  number = sf_ticket_number (op->letter, n, op->skip4);
  sf_record_set_text (op->visit, SF_VISIT_NUMBER, number);
  if (op->consent != NULL)
    g_ptr_array_add (mutations, sf_mutation_new ("create", op->consent, op->by));
  g_ptr_array_add (mutations, sf_mutation_new ("create", op->visit, op->by));
  if (op->link != NULL)
    g_ptr_array_add (mutations, sf_mutation_new ("create", op->link, op->by));
  if (!sf_device_store_commit (store, mutations, NULL, error))
    return NULL;
  return g_steal_pointer (&number);
}

static gboolean
is_late (SfRecord *visit)
{
  return sf_record_get_int (visit, SF_VISIT_LATE) == 1;
}

/* S for service, the device's own letter for the rest. A second kiosk's service tickets are SB01…, so that no two
 * devices ever give the same number. */
static void
choose_counter (SfFloor *floor, Op *op, const char *purpose)
{
  const char *id = sf_device_get_id (sf_floor_get_device (floor));
  SfRecord *device = id != NULL ? sf_floor_device_record (floor, id) : NULL;
  const char *letter = device != NULL ? sf_record_get_text (device, SF_DEVICE_LETTER) : NULL;

  if (letter == NULL || *letter == 0)
    letter = g_strcmp0 (sf_device_get_role (sf_floor_get_device (floor)), "tablet") == 0 ? "T" : "A";
  if (is_late (op->visit)) {
    /* The numbers of that day were given that day; these are counted by the day on which they are written. */
    g_free (op->day);
    op->day = sf_floor_today (floor, NULL);
    op->counter = g_strdup ("ticket.late");
    op->letter = g_strconcat ("L", letter, NULL);
  } else if (g_strcmp0 (sf_purpose_job (purpose), "service") == 0) {
    op->counter = g_strdup ("ticket.service");
    op->letter = g_str_equal (letter, "A") ? g_strdup ("S") : g_strconcat ("S", letter, NULL);
  } else if (!sf_purpose_counts (purpose)) {
    op->counter = g_strdup ("ticket.help");
    op->letter = g_strconcat ("H", letter, NULL);
  } else {
    op->counter = g_strdup ("ticket.sales");
    op->letter = g_strdup (letter);
  }
  op->skip4 = sf_ticket_skips4 (sf_floor_setting (floor, "ticket.skip4"));
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  char *number = sf_device_run_finish (SF_DEVICE (source), result, &error);

  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  sf_device_nudge (SF_DEVICE (source));
  g_task_return_pointer (task, number, g_free);
}

void
sf_check_in_async (SfFloor *floor, SfRecord *visit, SfRecord *consent, SfRecord *link, const char *by, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (floor, NULL, callback, data);
  Op *op = g_new0 (Op, 1);
  const char *purpose = sf_record_get_text (visit, SF_VISIT_PURPOSE);
  g_autofree char *proposed = NULL;
  g_autofree char *why = NULL;

  g_task_set_source_tag (task, sf_check_in_async);
  if (sf_purpose_rings (purpose) && !is_late (visit)) {
    proposed = sf_floor_propose (floor, visit, NULL, &why);
    if (proposed != NULL)
      sf_record_set_text (visit, SF_VISIT_PROPOSED, proposed);
    if (why != NULL)
      sf_record_set_text (visit, SF_VISIT_PROPOSED_WHY, why);
  }
  op->visit = sf_record_ref (visit);
  op->consent = consent != NULL ? sf_record_ref (consent) : NULL;
  op->link = link != NULL ? sf_record_ref (link) : NULL;
  op->by = g_strdup (by);
  op->day = g_strdup (sf_record_get_text (visit, SF_VISIT_DAY));
  choose_counter (floor, op, purpose);
  sf_device_run_async (sf_floor_get_device (floor), do_check_in, op, op_free, g_free, on_done, task);
}

char *
sf_check_in_finish (SfFloor *floor, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
