/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One guest at two kiosks that know nothing of each other (both away from the server, or a second touch out of impatience): one
 * visit with two touches, so that nobody is called twice and the day's figures count one party. Both check-ins stay as facts; the
 * later to arrive gets a status that points to the visit it belongs to, and an alias, so that whatever is said of it reaches that visit.
 */
#define G_LOG_DOMAIN "sf-same"
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-dispatch.h"

/* Later than that somebody comes again rather than still. */
#define WITHIN_MS (G_GINT64_CONSTANT (2) * 3600 * 1000)
/* A code says more than a number: whoever brings the one that is here already is the same guest for as long as a store is open. */
#define SAME_CODE_MS (G_GINT64_CONSTANT (14) * 3600 * 1000)

/* By the device; from one whose clock knows nothing, when the server heard of it. */
static gint64
came_at (SfWork *work, SfRecord *visit)
{
  gint64 at = sf_record_get_int (visit, SF_VISIT_AT);

  return ABS (work->now - at) > SF_NONSENSE_MS ? work->now : at;
}

/* Is this the visit that somebody who checks in at @at is here for? */
static gboolean
is_here_for (SfWork *work, SfRecord *visit, SfRecord *status, SfRecord *first)
{
  gint64 at = came_at (work, visit);

  if (first == NULL || !sf_record_is_null (first, SF_VISIT_BY) || ABS (at - came_at (work, first)) > WITHIN_MS)
    return FALSE;
  if (strcmp (sf_purpose_job (sf_record_get_text (visit, SF_VISIT_PURPOSE)), sf_purpose_job (sf_record_get_text (first, SF_VISIT_PURPOSE))) != 0)
    return FALSE;
  return !sf_work_text_is (status, SF_VISIT_STATUS_STATE, "left") || at <= sf_record_get_int (status, SF_VISIT_STATUS_LEFT_AT);
}

/* The first of the person's visits of @day that fits: its status. (transfer full) (nullable) */
static gboolean
find_first (SfWork *work, SfRecord *visit, const char *customer, const char *day, SfRecord **status, GError **error)
{
  g_autoptr(GPtrArray) all = sf_work_where2 (work, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_CUSTOMER, customer, SF_VISIT_STATUS_DAY, day, error);

  *status = NULL;
  for (guint i = 0; all != NULL && i < all->len && *status == NULL; i++)
    {
      const char *id = sf_record_get_text (all->pdata[i], SF_VISIT_STATUS_VISIT);
      g_autoptr(SfRecord) first = NULL;

      if (sf_work_text_is (all->pdata[i], SF_VISIT_STATUS_STATE, "void") || strcmp (id, sf_record_get_id (visit)) == 0)
        continue;
      if (!sf_work_get (work, SF_KIND_VISIT, id, &first, error))
        return FALSE;
      if (is_here_for (work, visit, all->pdata[i], first))
        *status = sf_record_copy (all->pdata[i]);
    }
  return all != NULL;
}

static SfRecord *
status_of_touch (SfWork *work, SfRecord *visit, SfRecord *first)
{
  g_autofree char *id = sf_work_id (sf_record_get_id (visit), SF_KIND_VISIT_STATUS, 0);
  static const guint same[] = { SF_VISIT_STATUS_DAY, SF_VISIT_STATUS_CUSTOMER, SF_VISIT_STATUS_BEFORE, SF_VISIT_STATUS_BEFORE_HOW };
  SfRecord *status = sf_record_new (SF_KIND_VISIT_STATUS, id);

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (!sf_record_is_null (first, same[i]))
      sf_record_set_text (status, same[i], sf_record_get_text (first, same[i]));
  sf_record_set_text (status, SF_VISIT_STATUS_VISIT, sf_record_get_id (visit));
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, "void");
  sf_record_set_text (status, SF_VISIT_STATUS_SAME, sf_record_get_text (first, SF_VISIT_STATUS_VISIT));
  sf_record_set_int (status, SF_VISIT_STATUS_SINCE, work->now);
  return status;
}

static void
add_touch (SfRecord *first, const char *visit)
{
  g_auto(GStrv) known = sf_record_get_set (first, SF_VISIT_STATUS_TOUCHES);
  g_autoptr(GPtrArray) touches = g_ptr_array_new ();
  guint most = (guint) sf_kind_info (SF_KIND_VISIT_STATUS)->fields[SF_VISIT_STATUS_TOUCHES].limit;

  g_ptr_array_add (touches, (gpointer) visit);
  for (guint i = 0; known[i] != NULL && touches->len < most; i++)
    g_ptr_array_add (touches, known[i]);
  g_ptr_array_add (touches, NULL);
  sf_record_set_set (first, SF_VISIT_STATUS_TOUCHES, (const char *const *) touches->pdata);
}

/* @visit belongs to the visit of the status @first. */
static gboolean
join (SfWork *work, SfRecord *visit, SfRecord *first, GError **error)
{
  g_autoptr(SfRecord) touch = status_of_touch (work, visit, first);

  add_touch (first, sf_record_get_id (visit));
  return sf_server_store_alias (work->store, sf_record_get_id (visit), sf_record_get_text (first, SF_VISIT_STATUS_VISIT), error)
         && sf_work_put (work, touch, error) && sf_work_put (work, first, error) && sf_dispatch_touch (work, visit, first, error);
}

gboolean
sf_same_join (SfWork *work, SfRecord *visit, const char *customer, const char *day, gboolean *joined, GError **error)
{
  g_autoptr(SfRecord) first = NULL;

  *joined = FALSE;
  /* Whom a colleague enters by hand is in front of them: that is no second touch. */
  if (!sf_record_is_null (visit, SF_VISIT_BY))
    return TRUE;
  if (!find_first (work, visit, customer, day, &first, error))
    return FALSE;
  *joined = first != NULL;
  return first == NULL || join (work, visit, first, error);
}

gboolean
sf_same_touch (SfWork *work, SfRecord *visit, const char *first_id, gboolean *joined, GError **error)
{
  g_autofree char *id = sf_server_store_resolve (work->store, first_id, error);
  g_autofree char *status_id = id != NULL ? sf_work_id (id, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr(SfRecord) first = NULL, status = NULL;

  *joined = FALSE;
  if (id == NULL || !sf_work_get (work, SF_KIND_VISIT_STATUS, status_id, &status, error) || !sf_work_get (work, SF_KIND_VISIT, id, &first, error))
    return FALSE;
  if (status == NULL || first == NULL || strcmp (id, sf_record_get_id (visit)) == 0 || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "void"))
    return TRUE;
  if (sf_work_text_is (status, SF_VISIT_STATUS_STATE, "left") && came_at (work, visit) > sf_record_get_int (status, SF_VISIT_STATUS_LEFT_AT))
    return TRUE;
  if (ABS (came_at (work, visit) - came_at (work, first)) > SAME_CODE_MS)
    return TRUE;
  *joined = TRUE;
  return join (work, visit, status, error);
}
