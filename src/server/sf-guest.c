/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a guest does with their own ticket on their own phone. */
#define G_LOG_DOMAIN "sf-ingest"
#include <string.h>

#include "server/sf-dispatch.h"
#include "server/sf-ingest-private.h"

typedef struct { const char *visit; gboolean left; } Leaving;

static gboolean
leave (SfIngest *self, gpointer data, GError **error)
{
  Leaving *leaving = data;
  /* With two tickets they leave by either. */
  g_autofree char *visit = sf_server_store_resolve (self->store, leaving->visit, error);
  g_autofree char *id = visit ? sf_work_id (visit, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr (SfRecord) status = NULL;
  SfWork work;

  if (!id || !sf_work_init (&work, self, NULL, error) || !sf_work_get (&work, SF_KIND_VISIT_STATUS, id, &status, error))
    return FALSE;
  /* Somebody who is being served tells the consultant, not the telephone. */
  if (!status || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "serving")
      || !sf_flow_next (SF_KIND_VISIT_STATUS, sf_record_get_text (status, SF_VISIT_STATUS_STATE), "leave"))
    return TRUE;
  leaving->left = TRUE;
  return sf_dispatch_end (&work, status, "left", error) && (!work.queue_moved || sf_dispatch_queue (&work, error));
}

gboolean
sf_ingest_leave_line (SfIngest *self, const char *visit, gboolean *left, GError **error)
{
  Leaving leaving = { .visit = visit };

  if (!sf_ingest_transaction (self, leave, &leaving, error))
    return FALSE;
  *left = leaving.left;
  return TRUE;
}

/* Change something (改一下) */

/* The person was made of what was said at the door: they are called as the guest says now, unless a colleague knew better. */
static gboolean
call_as_said (SfWork *work, SfRecord *status, SfRecord *before, SfRecord *after, GError **error)
{
  const char *id = sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER);
  g_autoptr (SfRecord) customer = NULL, patch = NULL;

  if (!sf_work_get (work, SF_KIND_CUSTOMER, id, &customer, error))
    return FALSE;
  if (!customer || !sf_work_text_is (customer, SF_CUSTOMER_SURNAME, sf_record_get_text (before, SF_VISIT_SURNAME)))
    return TRUE;
  patch = sf_record_new (SF_KIND_CUSTOMER, id);
  if (!sf_record_is_null (after, SF_VISIT_SURNAME))
    sf_record_set_text (patch, SF_CUSTOMER_SURNAME, sf_record_get_text (after, SF_VISIT_SURNAME));
  if (!sf_record_is_null (after, SF_VISIT_TITLE))
    sf_record_set_text (patch, SF_CUSTOMER_TITLE, sf_record_get_text (after, SF_VISIT_TITLE));
  return sf_work_patch (work, patch, NULL, error);
}

/* What a wish may say of the visit, in pairs; the number goes its own way. */
static const guint said_pairs[][2] = {
  { SF_VISIT_WISH_SURNAME, SF_VISIT_SURNAME }, { SF_VISIT_WISH_TITLE, SF_VISIT_TITLE }, { SF_VISIT_WISH_MODELS, SF_VISIT_MODELS },
  { SF_VISIT_WISH_PURPOSE, SF_VISIT_PURPOSE }, { SF_VISIT_WISH_RIDE, SF_VISIT_RIDE }, { SF_VISIT_WISH_SERVICE, SF_VISIT_SERVICE }, { SF_VISIT_WISH_PLATE, SF_VISIT_PLATE } };

static gboolean
says_anew (SfRecord *wish)
{
  gboolean any = !sf_record_is_null (wish, SF_VISIT_WISH_PHONE);

  for (guint i = 0; i < G_N_ELEMENTS (said_pairs); i++)
    any = any || !sf_record_is_null (wish, said_pairs[i][0]);
  return any;
}

/* A number is taken over with the consent that was given for it, and never without. */
static gboolean
take_number (SfWork *work, SfRecord *wish, SfRecord *visit, gboolean *taken, GError **error)
{
  const char *phone = sf_record_get_text (wish, SF_VISIT_WISH_PHONE), *consent = sf_record_get_text (wish, SF_VISIT_WISH_CONSENT);

  *taken = FALSE;
  if (!phone || !consent || sf_work_text_is (visit, SF_VISIT_CONSENT, consent))
    return TRUE;
  if (!sf_privacy_allows (work, consent, sf_record_get_id (visit), "visit", taken, error))
    return FALSE;
  if (*taken) {
    sf_record_set_text (visit, SF_VISIT_PHONE, phone);
    sf_record_set_text (visit, SF_VISIT_CONSENT, consent);
  }
  return TRUE;
}

/* They came for something else that other colleagues do. Whom they asked for before is none of those. */
static gboolean
is_for_others (SfRecord *before, SfRecord *visit)
{
  if (strcmp (sf_purpose_job (sf_record_get_text (before, SF_VISIT_PURPOSE)), sf_purpose_job (sf_record_get_text (visit, SF_VISIT_PURPOSE))) == 0)
    return FALSE;
  sf_record_unset (visit, SF_VISIT_WANTS);
  sf_record_unset (visit, SF_VISIT_PROPOSED);
  sf_record_unset (visit, SF_VISIT_PROPOSED_WHY);
  return TRUE;
}

/* Those are rung, unless somebody is on the way already. */
static gboolean
ring_others (SfWork *work, SfRecord *visit, SfRecord *status, GError **error)
{
  if (!sf_work_text_is (status, SF_VISIT_STATUS_STATE, "waiting") && !sf_work_text_is (status, SF_VISIT_STATUS_STATE, "notified"))
    return TRUE;
  return sf_dispatch_end_offers (work, sf_record_get_id (visit), NULL, FALSE, error) && sf_dispatch_ring (work, visit, status, error);
}

gboolean
sf_guest_said_again (SfWork *work, SfRecord *wish, GError **error)
{
  g_autoptr (SfRecord) whole = NULL, visit = NULL, status = NULL, next = NULL, now = NULL;
  gboolean number = FALSE, others;

  if (!says_anew (wish))
    return TRUE;
  if (!sf_work_get (work, SF_KIND_VISIT_WISH, sf_record_get_id (wish), &whole, error))
    return FALSE;
  const char *of = whole ? sf_record_get_text (whole, SF_VISIT_WISH_VISIT) : NULL;
  g_autofree char *id = of ? sf_work_id (of, SF_KIND_VISIT_STATUS, 0) : NULL;
  if (!sf_work_get (work, SF_KIND_VISIT, of, &visit, error) || !sf_work_get (work, SF_KIND_VISIT_STATUS, id, &status, error))
    return FALSE;
  /* Whoever has somebody beside them tells them so. */
  if (!visit || !status || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "serving") || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "left"))
    return TRUE;
  next = sf_record_copy (visit);
  for (guint i = 0; i < G_N_ELEMENTS (said_pairs); i++)
    if (!sf_record_is_null (wish, said_pairs[i][0]))
      sf_record_set_text (next, said_pairs[i][1], sf_record_get_text (wish, said_pairs[i][0]));
  if (!sf_work_text_is (next, SF_VISIT_PURPOSE, "drive"))
    sf_record_unset (next, SF_VISIT_RIDE);
  others = is_for_others (visit, next);
  if (!take_number (work, wish, next, &number, error) || !sf_work_put (work, next, error) || !call_as_said (work, status, visit, next, error)
      || (number && !sf_derive_number_again (work, next, status, error)) || !sf_work_get (work, SF_KIND_VISIT_STATUS, id, &now, error))
    return FALSE;
  return !others || ring_others (work, next, now, error);
}

/* Call again (还没人来？再叫一次) */

SfRecord *
sf_recall_newest (GPtrArray *offers)
{
  SfRecord *newest = NULL;

  for (guint i = 0; i < offers->len; i++)
    if (g_strcmp0 (sf_record_get_text (offers->pdata[i], SF_ASSIGNMENT_WHY), SF_RECALL_WHY) == 0
        && (!newest || sf_record_get_int (offers->pdata[i], SF_ASSIGNMENT_TURN) > sf_record_get_int (newest, SF_ASSIGNMENT_TURN)))
      newest = offers->pdata[i];
  return newest;
}

/* Since when nobody has come: since somebody said that they would, else since the guest is here. */
static gint64
waits_since (SfRecord *visit, SfRecord *status)
{
  if (sf_work_text_is (status, SF_VISIT_STATUS_STATE, "accepted"))
    return sf_record_get_int (status, SF_VISIT_STATUS_ACCEPTED_AT);
  return MIN (sf_record_get_int (visit, SF_VISIT_AT), sf_record_get_int (status, SF_VISIT_STATUS_SINCE));
}

gboolean
sf_recall_may (SfRecord *visit, SfRecord *status, SfRecord *newest, const char *today, gint64 now)
{
  gboolean waits = sf_work_text_is (status, SF_VISIT_STATUS_STATE, "waiting") || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "notified")
                   || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "accepted");
  gint64 since = newest ? sf_record_get_int (newest, SF_ASSIGNMENT_OFFERED_AT) : 0;

  return waits && sf_purpose_rings (sf_record_get_text (visit, SF_VISIT_PURPOSE)) && sf_work_text_is (status, SF_VISIT_STATUS_DAY, today)
         && now - MAX (since, waits_since (visit, status)) >= SF_RECALL_MS;
}

typedef struct { const char *visit; gboolean called; } Calling;

/* Whoever said that they would come and did not, has the guest no more: the desk and the manager are rung, and whoever accepts has them. */
static gboolean
call_again (SfWork *work, const char *said, gboolean *called, GError **error)
{
  g_autofree char *visit_id = sf_server_store_resolve (work->store, said, error), *late = NULL;
  g_autofree char *id = visit_id ? sf_work_id (visit_id, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr (SfRecord) status = NULL, visit = NULL;
  g_autoptr (GPtrArray) offers = NULL;

  if (!id || !sf_work_get (work, SF_KIND_VISIT_STATUS, id, &status, error) || !sf_work_get (work, SF_KIND_VISIT, visit_id, &visit, error))
    return FALSE;
  offers = sf_work_where (work, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, visit_id, error);
  if (!offers)
    return FALSE;
  if (!status || !visit || !sf_recall_may (visit, status, sf_recall_newest (offers), work->day, work->now))
    return TRUE;
  *called = TRUE;
  late = g_strdup (sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT));
  if (!sf_server_store_audit (work->store, NULL, "dispatch.recall", visit_id, late, error)
      || !sf_dispatch_end_offers (work, visit_id, NULL, TRUE, error) || !sf_dispatch_offer (work, visit, status, NULL, SF_RECALL_WHY, NULL, error))
    return FALSE;
  /* Who stood behind them moves up. */
  return sf_dispatch_freed (work, late, error) && sf_dispatch_queue (work, error);
}

static gboolean
call_again_by_phone (SfIngest *self, gpointer data, GError **error)
{
  Calling *calling = data;
  SfWork work;

  return sf_work_init (&work, self, NULL, error) && call_again (&work, calling->visit, &calling->called, error);
}

/* The one guest of today who waits with that number: of two nobody can say which. (transfer full) (nullable) */
static gboolean
find_number (SfWork *work, const char *number, char **visit, GError **error)
{
  g_autoptr (GPtrArray) found = sf_work_where2 (work, SF_KIND_VISIT, SF_VISIT_DAY, work->day, SF_VISIT_NUMBER, number, error);

  *visit = found && found->len == 1 ? g_strdup (sf_record_get_id (found->pdata[0])) : NULL;
  return found != NULL;
}

gboolean
sf_guest_called_by_number (SfWork *work, SfRecord *help, gboolean *joined, GError **error)
{
  const char *number = sf_record_get_text (help, SF_VISIT_CODE);
  g_autofree char *visit = NULL;
  gboolean called = FALSE;

  *joined = FALSE;
  if (!number || !sf_work_text_is (help, SF_VISIT_PURPOSE, "help"))
    return TRUE;
  if (!find_number (work, number, &visit, error) || (visit && !call_again (work, visit, &called, error)))
    return FALSE;
  /* Otherwise somebody calls for help, as anybody may. */
  return !called || sf_same_touch (work, help, visit, joined, error);
}

gboolean
sf_ingest_call_again (SfIngest *self, const char *visit, gboolean *called, GError **error)
{
  Calling calling = { .visit = visit };

  if (!sf_ingest_transaction (self, call_again_by_phone, &calling, error))
    return FALSE;
  *called = calling.called;
  return TRUE;
}
