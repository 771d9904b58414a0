/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What guests ask of the house about themselves: consent taken back, a copy, erasure. docs/privacy.md says what is promised. */
#define G_LOG_DOMAIN "sf-privacy"
#include "model/sf-assign.h"
#include "model/sf-consent.h"
#include "server/sf-ingest-private.h"
#include "store/sf-server-person.h"
#include "store/sf-server-retention.h"

gboolean
sf_privacy_allows (SfWork *work, const char *consent_id, const char *visit, const char *purpose, gboolean *yes, GError **error)
{
  g_autoptr(SfRecord) consent = NULL, notice = NULL;
  g_autoptr(GPtrArray) withdrawals = NULL;

  *yes = FALSE;
  if (!sf_work_get (work, SF_KIND_CONSENT, consent_id, &consent, error))
    return FALSE;
  if (consent == NULL || visit == NULL || !sf_work_text_is (consent, SF_CONSENT_VISIT, visit))
    return TRUE;
  if (!sf_work_get (work, SF_KIND_NOTICE, sf_record_get_text (consent, SF_CONSENT_NOTICE), &notice, error))
    return FALSE;
  /* Agreed to a text that is not the one it names: nobody could show later what that was. */
  if (notice != NULL && !sf_work_text_is (notice, SF_NOTICE_SHA256, sf_record_get_text (consent, SF_CONSENT_SHA256)))
    return TRUE;
  withdrawals = sf_work_where (work, SF_KIND_WITHDRAWAL, SF_WITHDRAWAL_VISIT, visit, error);
  *yes = withdrawals != NULL && sf_consent_allows (consent, withdrawals, purpose);
  return withdrawals != NULL;
}

/* Requests */

gboolean
sf_privacy_asked (SfWork *work, const char *id, GError **error)
{
  g_autoptr(SfRecord) request = NULL, patch = sf_record_new (SF_KIND_PRIVACY_REQUEST, id);
  g_autofree char *day = NULL, *due = NULL;

  if (!sf_work_get (work, SF_KIND_PRIVACY_REQUEST, id, &request, error))
    return FALSE;
  if (request == NULL || !sf_record_is_null (request, SF_PRIVACY_REQUEST_STATE))
    return TRUE;
  /* From when it was asked, but never from a clock that is ahead. */
  day = sf_day_of (MIN (sf_record_get_int (request, SF_PRIVACY_REQUEST_AT), work->now), work->zone, NULL);
  due = sf_date_add_working (day, SF_PRIVACY_WORKING_DAYS);
  sf_record_set_text (patch, SF_PRIVACY_REQUEST_DUE, due);
  sf_record_set_text (patch, SF_PRIVACY_REQUEST_STATE, "open");
  return sf_work_assign (work, patch, error);
}

static gboolean
ask (SfWork *work, SfRecord *request, GError **error)
{
  g_autoptr(SfRecord) before = NULL;

  if (!sf_work_get (work, SF_KIND_PRIVACY_REQUEST, sf_record_get_id (request), &before, error))
    return FALSE;
  return before != NULL || (sf_work_patch (work, request, NULL, error) && sf_privacy_asked (work, sf_record_get_id (request), error));
}

static gboolean
customer_of (SfWork *work, const char *visit, SfRecord *request, GError **error)
{
  g_autofree char *id = sf_work_id (visit, SF_KIND_VISIT_STATUS, 0);
  g_autoptr(SfRecord) status = NULL;

  if (!sf_work_get (work, SF_KIND_VISIT_STATUS, id, &status, error))
    return FALSE;
  if (status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_CUSTOMER))
    sf_record_set_text (request, SF_PRIVACY_REQUEST_CUSTOMER, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));
  return TRUE;
}

/* Withdrawals */

/* The name comes off the walls now; the push itself stays for the record. */
static gboolean
unname (SfWork *work, const char *visit, GError **error)
{
  g_autoptr(GPtrArray) pushes = sf_work_where (work, SF_KIND_PUSH, SF_PUSH_VISIT, visit, error);

  for (guint i = 0; pushes != NULL && i < pushes->len; i++)
    if (!sf_record_is_null (pushes->pdata[i], SF_PUSH_GUEST) && !sf_server_store_erase (work->store, SF_KIND_PUSH, sf_record_get_id (pushes->pdata[i]), error))
      return FALSE;
  return pushes != NULL;
}

gboolean
sf_privacy_withdrawn (SfWork *work, SfRecord *withdrawal, GError **error)
{
  const char *visit = sf_record_get_text (withdrawal, SF_WITHDRAWAL_VISIT);
  g_auto(GStrv) purposes = sf_record_get_set (withdrawal, SF_WITHDRAWAL_PURPOSES);
  g_autofree char *id = sf_work_id (visit, SF_KIND_PRIVACY_REQUEST, 0);
  g_autoptr(SfRecord) request = sf_record_new (SF_KIND_PRIVACY_REQUEST, id);

  if (g_strv_contains ((const char *const *) purposes, "welcome") && !unname (work, visit, error))
    return FALSE;
  if (!g_strv_contains ((const char *const *) purposes, "visit"))
    return TRUE;
  /* Without consent there is no ground to keep the number: it is to be erased, which a manager looks at first. */
  sf_record_set_text (request, SF_PRIVACY_REQUEST_WHAT, "erase");
  sf_record_set_text (request, SF_PRIVACY_REQUEST_VISIT, visit);
  sf_record_set_int (request, SF_PRIVACY_REQUEST_AT, sf_record_get_int (withdrawal, SF_WITHDRAWAL_AT));
  if (!sf_record_is_null (withdrawal, SF_WITHDRAWAL_BY))
    sf_record_set_text (request, SF_PRIVACY_REQUEST_BY, sf_record_get_text (withdrawal, SF_WITHDRAWAL_BY));
  return customer_of (work, visit, request, error) && ask (work, request, error);
}

/* What people do on the server's own pages */

typedef struct { SfRecord *record; } Said;

static gboolean
do_withdraw (SfIngest *ingest, gpointer data, GError **error)
{
  SfRecord *withdrawal = ((Said *) data)->record;
  g_autoptr(SfRecord) before = NULL;
  SfWork work;

  if (!sf_work_init (&work, ingest, NULL, error) || !sf_work_get (&work, SF_KIND_WITHDRAWAL, sf_record_get_id (withdrawal), &before, error))
    return FALSE;
  return before != NULL || (sf_record_check (withdrawal, SF_CHECK_CREATE, SF_ROLE_S, error) && sf_work_put (&work, withdrawal, error) && sf_privacy_withdrawn (&work, withdrawal, error));
}

gboolean
sf_ingest_withdraw (SfIngest *ingest, SfRecord *withdrawal, GError **error)
{
  Said said = { withdrawal };

  return sf_ingest_transaction (ingest, do_withdraw, &said, error) && sf_db_checkpoint (sf_server_store_get_db (ingest->store), error);
}

static gboolean
do_ask (SfIngest *ingest, gpointer data, GError **error)
{
  SfRecord *request = ((Said *) data)->record;
  SfWork work;

  if (!sf_work_init (&work, ingest, NULL, error))
    return FALSE;
  if (sf_record_is_null (request, SF_PRIVACY_REQUEST_CUSTOMER) && !sf_record_is_null (request, SF_PRIVACY_REQUEST_VISIT)
      && !customer_of (&work, sf_record_get_text (request, SF_PRIVACY_REQUEST_VISIT), request, error))
    return FALSE;
  return sf_record_check (request, SF_CHECK_CREATE, SF_ROLE_S, error) && ask (&work, request, error);
}

gboolean
sf_ingest_ask_privacy (SfIngest *ingest, SfRecord *request, GError **error)
{
  Said said = { request };

  return sf_ingest_transaction (ingest, do_ask, &said, error);
}

typedef struct { const char *id, *state, *by; } Answer;

/* Who asked is told on their page; the reminder of who leads the floor is done. */
static gboolean
close_tasks (SfWork *work, SfRecord *request, GError **error)
{
  g_autoptr(GPtrArray) tasks = NULL;

  if (sf_record_is_null (request, SF_PRIVACY_REQUEST_VISIT))
    return TRUE;
  tasks = sf_work_where (work, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_VISIT, sf_record_get_text (request, SF_PRIVACY_REQUEST_VISIT), error);
  for (guint i = 0; tasks != NULL && i < tasks->len; i++)
    {
      g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_FOLLOW_UP, sf_record_get_id (tasks->pdata[i]));

      if (!sf_work_text_is (tasks->pdata[i], SF_FOLLOW_UP_ABOUT, "erase") || sf_work_text_is (tasks->pdata[i], SF_FOLLOW_UP_STATE, "done"))
        continue;
      sf_record_set_text (patch, SF_FOLLOW_UP_STATE, "done");
      if (!sf_work_patch (work, patch, NULL, error))
        return FALSE;
    }
  return tasks != NULL;
}

static gboolean
erase_asked (SfWork *work, SfRecord *request, GError **error)
{
  const char *customer = sf_record_get_text (request, SF_PRIVACY_REQUEST_CUSTOMER), *visit = sf_record_get_text (request, SF_PRIVACY_REQUEST_VISIT);
  gboolean done = FALSE;

  if (visit != NULL && !sf_server_store_erase (work->store, SF_KIND_VISIT, visit, error))
    return FALSE;
  /* Mostly the same person, and gone with the visit. */
  if (customer == NULL || !sf_server_store_is_erased (work->store, customer, &done, error))
    return customer == NULL;
  return done || sf_server_store_erase (work->store, SF_KIND_CUSTOMER, customer, error);
}

static gboolean
do_answer (SfIngest *ingest, gpointer data, GError **error)
{
  Answer *answer = data;
  g_autoptr(SfRecord) request = NULL, patch = sf_record_new (SF_KIND_PRIVACY_REQUEST, answer->id);
  gboolean done = g_strcmp0 (answer->state, "done") == 0;
  SfWork work;

  if (!sf_work_init (&work, ingest, NULL, error) || !sf_work_get (&work, SF_KIND_PRIVACY_REQUEST, answer->id, &request, error))
    return FALSE;
  if (request == NULL || !sf_work_text_is (request, SF_PRIVACY_REQUEST_STATE, "open"))
    return TRUE;
  if (done && sf_work_text_is (request, SF_PRIVACY_REQUEST_WHAT, "erase") && !erase_asked (&work, request, error))
    return FALSE;
  sf_record_set_text (patch, SF_PRIVACY_REQUEST_STATE, answer->state);
  sf_record_set_int (patch, SF_PRIVACY_REQUEST_DONE_AT, work.now);
  if (answer->by != NULL)
    sf_record_set_text (patch, SF_PRIVACY_REQUEST_ANSWERED_BY, answer->by);
  return close_tasks (&work, request, error) && sf_work_assign (&work, patch, error)
         && sf_server_store_audit (work.store, answer->by, done ? "privacy.done" : "privacy.refused", answer->id, sf_record_get_text (request, SF_PRIVACY_REQUEST_WHAT), error);
}

gboolean
sf_ingest_answer_privacy (SfIngest *ingest, const char *id, const char *state, const char *by, GError **error)
{
  Answer answer = { id, state, by };

  return sf_ingest_transaction (ingest, do_answer, &answer, error) && sf_server_store_scrub (ingest->store, FALSE, error);
}

/* Retention */

/* The day's look was done; before three o'clock it is not due yet. */
#define NIGHT_KEY "retention.day"
#define NIGHT_MINUTE (3 * 60)

typedef struct { gboolean more; } Night;

static gboolean
do_night (SfIngest *ingest, gpointer data, GError **error)
{
  Night *night = data;
  SfWork work;

  if (!sf_work_init (&work, ingest, NULL, error) || !sf_server_retention_run (work.store, work.now, &night->more, error))
    return FALSE;
  return night->more || sf_server_store_set (work.store, NIGHT_KEY, work.day, error);
}

gboolean
sf_ingest_retention (SfIngest *ingest, gboolean force, gboolean *more, GError **error)
{
  g_autofree char *last = sf_server_store_get (ingest->store, NIGHT_KEY);
  Night night = { FALSE };
  SfWork work;

  *more = FALSE;
  if (!sf_work_init (&work, ingest, NULL, error))
    return FALSE;
  if (!force && (g_strcmp0 (last, work.day) == 0 || work.minute < NIGHT_MINUTE))
    return TRUE;
  if (!sf_ingest_transaction (ingest, do_night, &night, error))
    return FALSE;
  *more = night.more;
  return night.more || sf_server_store_scrub (ingest->store, TRUE, error);
}
