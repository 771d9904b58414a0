/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose customer somebody is (归属), and two colleagues who both think so (撞单). An owner is protected for so many days after they
 * last had to do with the customer: received them, or reached them. A call that nobody took keeps nothing alive. Inside that time a
 * colleague who receives the customer raises a clash; it is in both their tablets and the manager's, and in nothing that a guest reads.
 */
#define G_LOG_DOMAIN "sf-clash"
#include <string.h>

#include "server/sf-dispatch.h"

/* Follow-ups that reached somebody. */
static const char *const reached[] = { "reached", "coming", "moved", "wechat", "ordered", "lost", NULL };

static void
later_of (SfRecord *record, guint field, gint64 *last)
{
  *last = MAX (*last, sf_record_get_int (record, field));
}

/* When the owner last had to do with them, wall ms; 0 for never. @but: a visit that does not count. */
static gboolean
last_contact (SfWork *work, SfRecord *customer, const char *but, gint64 *last, GError **error)
{
  const char *id = sf_record_get_id (customer), *owner = sf_record_get_text (customer, SF_CUSTOMER_OWNER);
  g_autoptr(GPtrArray) calls = sf_work_where2 (work, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_CUSTOMER, id, SF_FOLLOW_UP_CONSULTANT, owner, error);
  g_autoptr(GPtrArray) visits = calls != NULL ? sf_work_where2 (work, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_CUSTOMER, id, SF_VISIT_STATUS_CONSULTANT, owner, error) : NULL;

  *last = 0;
  for (guint i = 0; visits != NULL && i < calls->len; i++)
    if (sf_work_text_is (calls->pdata[i], SF_FOLLOW_UP_STATE, "done") && !sf_record_is_null (calls->pdata[i], SF_FOLLOW_UP_RESULT)
        && g_strv_contains (reached, sf_record_get_text (calls->pdata[i], SF_FOLLOW_UP_RESULT)))
      later_of (calls->pdata[i], SF_FOLLOW_UP_DONE_AT, last);
  for (guint i = 0; visits != NULL && i < visits->len; i++)
    if (!sf_work_text_is (visits->pdata[i], SF_VISIT_STATUS_VISIT, but) && !sf_work_text_is (visits->pdata[i], SF_VISIT_STATUS_STATE, "void"))
      later_of (visits->pdata[i], SF_VISIT_STATUS_ACCEPTED_AT, last);
  /* Somebody of before our time is counted from when they were first here. */
  if (*last == 0)
    later_of (customer, SF_CUSTOMER_FIRST_AT, last);
  return visits != NULL;
}

gboolean
sf_clash_protected_until (SfWork *work, SfRecord *customer, const char *but, char **until, GError **error)
{
  gint64 last = 0;
  g_autofree char *day = NULL, *end = NULL;

  *until = NULL;
  if (sf_record_is_null (customer, SF_CUSTOMER_OWNER))
    return TRUE;
  if (!last_contact (work, customer, but, &last, error))
    return FALSE;
  if (last == 0)
    return TRUE;
  day = sf_day_of (last, work->zone, NULL);
  end = sf_date_add (day, (int) CLAMP (sf_work_setting (work, SF_CLASH_DAYS_KEY, SF_CLASH_DAYS), 0, 3650));
  if (end != NULL && strcmp (end, work->day) >= 0)
    *until = g_steal_pointer (&end);
  return TRUE;
}

/* Raised already, or decided: a manager is asked once for the same two and the same customer. */
static gboolean
was_asked (SfWork *work, SfRecord *customer, const char *claimant, gboolean *yes, GError **error)
{
  g_autoptr(GPtrArray) all = sf_work_where2 (work, SF_KIND_CLASH, SF_CLASH_CUSTOMER, sf_record_get_id (customer), SF_CLASH_CLAIMANT, claimant, error);

  *yes = FALSE;
  for (guint i = 0; all != NULL && i < all->len; i++)
    *yes = *yes || sf_work_text_is (all->pdata[i], SF_CLASH_OWNER, sf_record_get_text (customer, SF_CUSTOMER_OWNER));
  return all != NULL;
}

static gboolean
raise_clash (SfWork *work, SfRecord *customer, SfRecord *status, const char *until, GError **error)
{
  const char *visit = sf_record_get_text (status, SF_VISIT_STATUS_VISIT);
  g_autofree char *id = sf_work_id (visit, SF_KIND_CLASH, 0);
  g_autoptr(SfRecord) clash = sf_record_new (SF_KIND_CLASH, id), known = NULL;

  if (!sf_work_get (work, SF_KIND_CLASH, id, &known, error))
    return FALSE;
  if (known != NULL)
    return TRUE;
  sf_record_set_text (clash, SF_CLASH_CUSTOMER, sf_record_get_id (customer));
  sf_record_set_text (clash, SF_CLASH_VISIT, visit);
  sf_record_set_text (clash, SF_CLASH_OWNER, sf_record_get_text (customer, SF_CUSTOMER_OWNER));
  sf_record_set_text (clash, SF_CLASH_CLAIMANT, sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT));
  sf_record_set_int (clash, SF_CLASH_AT, work->now);
  sf_record_set_text (clash, SF_CLASH_UNTIL, until);
  sf_record_set_text (clash, SF_CLASH_STATE, "open");
  return sf_work_put (work, clash, error);
}

gboolean
sf_clash_look (SfWork *work, SfRecord *status, GError **error)
{
  const char *claimant = sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT), *id = sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER);
  g_autoptr(SfRecord) customer = NULL;
  g_auto(GStrv) also = NULL;
  g_autofree char *until = NULL;
  gboolean asked = FALSE;

  if (claimant == NULL || id == NULL || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "void"))
    return TRUE;
  if (!sf_work_get (work, SF_KIND_CUSTOMER, id, &customer, error))
    return FALSE;
  if (customer == NULL || sf_record_is_null (customer, SF_CUSTOMER_OWNER) || sf_work_text_is (customer, SF_CUSTOMER_OWNER, claimant))
    return TRUE;
  also = sf_record_get_set (customer, SF_CUSTOMER_ALSO);
  if (g_strv_contains ((const char *const *) also, claimant))
    return TRUE;
  if (!sf_clash_protected_until (work, customer, sf_record_get_text (status, SF_VISIT_STATUS_VISIT), &until, error) || !was_asked (work, customer, claimant, &asked, error))
    return FALSE;
  return until == NULL || asked || raise_clash (work, customer, status, until, error);
}

gboolean
sf_clash_outcome (SfWork *work, SfRecord *outcome, GError **error)
{
  g_autofree char *visit = sf_server_store_resolve (work->store, sf_record_get_text (outcome, SF_OUTCOME_VISIT), error);
  g_autofree char *id = visit != NULL ? sf_work_id (visit, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr(SfRecord) status = NULL;

  if (id == NULL || !sf_work_get (work, SF_KIND_VISIT_STATUS, id, &status, error))
    return FALSE;
  return status == NULL || sf_clash_look (work, status, error);
}

/* --- the manager's word --------------------------------------------------------------------------------------------- */

/* What the owner had promised goes along, so that nobody is forgotten in between. */
static gboolean
move_customer (SfWork *work, SfRecord *clash, GError **error)
{
  const char *customer = sf_record_get_text (clash, SF_CLASH_CUSTOMER), *to = sf_record_get_text (clash, SF_CLASH_CLAIMANT);
  g_autoptr(GPtrArray) promised = sf_work_where2 (work, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_CUSTOMER, customer, SF_FOLLOW_UP_CONSULTANT, sf_record_get_text (clash, SF_CLASH_OWNER), error);
  g_autoptr(SfRecord) owner = sf_record_new (SF_KIND_CUSTOMER, customer);

  sf_record_set_text (owner, SF_CUSTOMER_OWNER, to);
  if (promised == NULL || !sf_join_redirect (work, owner, error) || !sf_work_patch (work, owner, NULL, error))
    return FALSE;
  for (guint i = 0; i < promised->len; i++)
    {
      g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_FOLLOW_UP, sf_record_get_id (promised->pdata[i]));

      if (!sf_work_text_is (promised->pdata[i], SF_FOLLOW_UP_STATE, "open"))
        continue;
      sf_record_set_text (patch, SF_FOLLOW_UP_CONSULTANT, to);
      if (!sf_work_patch (work, patch, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
share_customer (SfWork *work, SfRecord *clash, GError **error)
{
  g_autoptr(SfRecord) customer = NULL, patch = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_auto(GStrv) also = NULL;

  if (!sf_work_get (work, SF_KIND_CUSTOMER, sf_record_get_text (clash, SF_CLASH_CUSTOMER), &customer, error))
    return FALSE;
  if (customer == NULL)
    return TRUE;
  also = sf_record_get_set (customer, SF_CUSTOMER_ALSO);
  g_ptr_array_add (names, (gpointer) sf_record_get_text (clash, SF_CLASH_CLAIMANT));
  for (guint i = 0; also[i] != NULL && names->len < (guint) sf_kind_info (SF_KIND_CUSTOMER)->fields[SF_CUSTOMER_ALSO].limit; i++)
    if (strcmp (also[i], names->pdata[0]) != 0)
      g_ptr_array_add (names, also[i]);
  g_ptr_array_add (names, NULL);
  patch = sf_record_new (SF_KIND_CUSTOMER, sf_record_get_id (customer));
  sf_record_set_set (patch, SF_CUSTOMER_ALSO, (const char *const *) names->pdata);
  return sf_work_assign (work, patch, error);
}

static gboolean
is_manager (SfWork *work, const char *consultant, gboolean *yes, GError **error)
{
  g_autoptr(SfRecord) person = NULL;

  if (!sf_work_get (work, SF_KIND_CONSULTANT, consultant, &person, error))
    return FALSE;
  *yes = person != NULL && sf_work_text_is (person, SF_CONSULTANT_JOB, "manager") && sf_record_get_int (person, SF_CONSULTANT_ACTIVE) == 1;
  return TRUE;
}

static gboolean
refuse (SfVerdict *verdict, const char *code)
{
  verdict->status = SF_PUSH_REJECTED;
  verdict->code = code;
  return TRUE;
}

gboolean
sf_clash_command (SfWork *work, SfMutation *mutation, SfVerdict *verdict, GError **error)
{
  const char *why = sf_record_get_text (mutation->data, SF_CLASH_WHY), *next = NULL;
  g_autoptr(SfRecord) clash = NULL, decided = NULL;
  gboolean manager = FALSE;
  SfFlow flow;

  if (!sf_work_get (work, SF_KIND_CLASH, sf_record_get_id (mutation->data), &clash, error) || !is_manager (work, mutation->by, &manager, error))
    return FALSE;
  if (clash == NULL)
    return refuse (verdict, "clash.unknown");
  if (!manager)
    return refuse (verdict, "rights.object");
  flow = sf_merge_command (SF_KIND_CLASH, sf_record_get_text (clash, SF_CLASH_STATE), mutation->verb, &next);
  if (flow == SF_FLOW_SAME)
    {
      verdict->status = SF_PUSH_DUP;
      return TRUE;
    }
  if (flow == SF_FLOW_REFUSED)
    return refuse (verdict, "clash.decided");
  if (why == NULL || *why == '\0')
    return refuse (verdict, "clash.why");
  decided = sf_record_copy (clash);
  sf_record_set_text (decided, SF_CLASH_STATE, next);
  sf_record_set_text (decided, SF_CLASH_WHY, why);
  sf_record_set_text (decided, SF_CLASH_DECIDED_BY, mutation->by);
  sf_record_set_int (decided, SF_CLASH_DECIDED_AT, work->now);
  if (!sf_work_put (work, decided, error) || !sf_server_store_audit (work->store, mutation->by, "clash.decide", sf_record_get_id (clash), next, error))
    return FALSE;
  return strcmp (next, "moved") == 0 ? move_customer (work, clash, error) : strcmp (next, "shared") == 0 ? share_customer (work, clash, error) : TRUE;
}
