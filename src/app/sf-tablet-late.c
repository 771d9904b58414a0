/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paper that is written down afterwards (补录), and who was written down already under the same number. */
#define G_LOG_DOMAIN "sf-tablet-late"
#include <stdio.h>
#include <string.h>
#include "app/sf-tablet-private.h"

void
sf_same_phone_free (SfSamePhone *same)
{
  if (same == NULL)
    return;
  g_clear_pointer (&same->customer, sf_record_unref);
  g_clear_pointer (&same->visit, sf_record_unref);
  g_free (same);
}

typedef struct { char *phone, *day; } Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  explicit_bzero (question->phone, strlen (question->phone));
  g_free (question->phone);
  g_free (question->day);
  g_free (question);
}

static SfRecord *
first_of (SfDb *db, SfQuery *query, GError **error)
{
  g_autoptr(GPtrArray) found = sf_table_query (db, query, error);

  return found != NULL && found->len > 0 ? sf_record_ref (found->pdata[0]) : NULL;
}

/* A joined record is told as the one that it was joined to. */
static gpointer
do_same_phone (gpointer store, gpointer data, GError **error)
{
  const Question *question = data;
  SfDb *db = sf_device_store_get_db (store);
  SfQuery people = { .kind = SF_KIND_CUSTOMER, .order = -1, .n_conds = 1, .conds = { { SF_CUSTOMER_PHONE, SF_OP_EQ, 0, question->phone } } };
  SfQuery visits = { .kind = SF_KIND_VISIT, .order = -1, .n_conds = 2, .conds = { { SF_VISIT_DAY, SF_OP_EQ, 0, question->day }, { SF_VISIT_PHONE, SF_OP_EQ, 0, question->phone } } };
  SfSamePhone *same = g_new0 (SfSamePhone, 1);

  same->customer = first_of (db, &people, NULL);
  same->visit = first_of (db, &visits, NULL);
  if (same->customer != NULL && !sf_record_is_null (same->customer, SF_CUSTOMER_SAME_AS)) {
    SfRecord *now = sf_table_get (db, SF_KIND_CUSTOMER, sf_record_get_text (same->customer, SF_CUSTOMER_SAME_AS), NULL);

    if (now != NULL) {
      sf_record_unref (same->customer);
      same->customer = now;
    }
  }
  return same;
}

static void
on_same_phone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;

  g_task_return_pointer (task, sf_device_run_finish (SF_DEVICE (source), result, NULL), (GDestroyNotify) sf_same_phone_free);
}

void
sf_tablet_same_phone_async (SfTablet *self, const char *phone, const char *day, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  Question *question = g_new0 (Question, 1);

  question->phone = g_strdup (phone);
  question->day = g_strdup (day);
  sf_device_run_async (self->device, do_same_phone, question, question_free, (GDestroyNotify) sf_same_phone_free, on_same_phone, task);
}

SfSamePhone *
sf_tablet_same_phone_finish (SfTablet *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

gint64
sf_tablet_instant_of (SfTablet *self, const char *day, int hour)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (sf_floor_zone (self->floor));
  g_autoptr(GDateTime) at = NULL;
  int y, m, d;

  if (day == NULL || sscanf (day, "%4d-%2d-%2d", &y, &m, &d) != 3)
    return 0;
  at = zone != NULL ? g_date_time_new (zone, y, m, d, hour, 0, 0) : g_date_time_new_utc (y, m, d, hour, 0, 0);
  return at != NULL ? g_date_time_to_unix (at) * 1000 : 0;
}
