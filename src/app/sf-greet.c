/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-greet"
#include "app/sf-greet.h"
#include "app/sf-check-in.h"
#include "model/sf-assign.h"

typedef struct {
  SfScreens *screens;      /* (owned) */
  SfRecord *push;          /* (owned) */
  SfRecord *consent;       /* (owned) to be committed when the visit has none yet */
  char *by;                /* (owned) (nullable) */
} Op;

static void
op_free (gpointer data)
{
  Op *op = data;

  g_clear_object (&op->screens);
  g_clear_pointer (&op->push, sf_record_unref);
  g_clear_pointer (&op->consent, sf_record_unref);
  g_free (op->by);
  g_free (op);
}

static SfRecord *
push_of (SfRecord *visit, const char *what, const char *display_id)
{
  SfRecord *push = sf_record_new (SF_KIND_PUSH, sf_record_get_id (visit));   /* the id is given when it is sent */

  sf_record_set_text (push, SF_PUSH_WHAT, what);
  sf_record_set_text (push, SF_PUSH_DISPLAY, display_id);
  sf_record_set_text (push, SF_PUSH_VISIT, sf_record_get_id (visit));
  sf_record_set_text (push, SF_PUSH_NUMBER, sf_record_get_text (visit, SF_VISIT_NUMBER));
  sf_record_set_text (push, SF_PUSH_LANG, sf_record_get_text (visit, SF_VISIT_LANG));
  return push;
}

static SfRecord *
spoken_consent (SfTablet *tablet, SfRecord *visit)
{
  SfDevice *device = sf_tablet_get_device (tablet);
  SfRecord *notice = sf_floor_notice (sf_tablet_get_floor (tablet), sf_lang_parse (sf_record_get_text (visit, SF_VISIT_LANG), SF_LANG_ZH_CN));
  const char *const purposes[] = { "welcome", NULL };
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (device), sf_device_get_clock (device));
  SfRecord *consent;

  if (notice == NULL)
    return NULL;
  consent = sf_check_in_consent (id, visit, notice, purposes, "spoken");
  sf_record_set_int (consent, SF_CONSENT_AT, sf_clock_wall_ms (sf_device_get_clock (device)));
  return consent;
}

static gboolean
is_for_welcome (SfRecord *consent)
{
  g_auto(GStrv) purposes = sf_record_get_set (consent, SF_CONSENT_PURPOSES);

  return g_strv_contains ((const char *const *) purposes, "welcome");
}

/* On the worker: the consent that the guest gave before, else the new one, committed. */
static gpointer
do_consent (gpointer store, gpointer data, GError **error)
{
  Op *op = data;
  SfQuery query = {
    .kind = SF_KIND_CONSENT, .order = -1, .n_conds = 1,
    .conds = { { SF_CONSENT_VISIT, SF_OP_EQ, 0, sf_record_get_text (op->consent, SF_CONSENT_VISIT) } },
  };
  g_autoptr(GPtrArray) before = sf_table_query (sf_device_store_get_db (store), &query, error);
  g_autoptr(GPtrArray) mutations = NULL;

  if (before == NULL)
    return NULL;
  for (guint i = 0; i < before->len; i++)
    if (is_for_welcome (before->pdata[i]))
      return sf_record_ref (before->pdata[i]);
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_ptr_array_add (mutations, sf_mutation_new ("create", op->consent, op->by));
  return sf_device_store_commit (store, mutations, NULL, error) ? sf_record_ref (op->consent) : NULL;
}

static void
send (SfScreens *screens, SfRecord *push)
{
  g_autofree char *id = sf_screens_push (screens, push);
}

static void
on_consented (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfTablet *tablet = g_task_get_source_object (task);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(SfRecord) consent = sf_device_run_finish (SF_DEVICE (source), result, &error);

  if (consent == NULL) {
    g_task_return_error (task, error);
    return;
  }
  sf_device_nudge (sf_tablet_get_device (tablet));
  sf_record_set_text (op->push, SF_PUSH_CONSENT, sf_record_get_id (consent));
  send (op->screens, op->push);
  g_task_return_boolean (task, TRUE);
}

void
sf_greet_welcome_async (SfScreens *screens, SfTablet *tablet, SfRecord *visit, const char *display_id, const char *guest, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (tablet, NULL, callback, data);
  Op *op = g_new0 (Op, 1);

  g_task_set_source_tag (task, sf_greet_welcome_async);
  g_task_set_task_data (task, op, op_free);
  op->screens = g_object_ref (screens);
  op->push = push_of (visit, "welcome", display_id);
  op->by = g_strdup (sf_tablet_get_signed_in (tablet));
  if (guest == NULL || *guest == 0) {
    send (screens, op->push);
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  op->consent = spoken_consent (tablet, visit);
  if (op->consent == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "no notice is in force");
    g_object_unref (task);
    return;
  }
  sf_record_set_text (op->push, SF_PUSH_GUEST, guest);
  sf_device_run_async (sf_tablet_get_device (tablet), do_consent, op, NULL, (GDestroyNotify) sf_record_unref, on_consented, task);
}

gboolean
sf_greet_welcome_finish (SfTablet *tablet, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
sf_greet_call (SfScreens *screens, SfRecord *visit, SfRecord *place, guint field)
{
  g_autoptr(GPtrArray) all = sf_screens_list (screens);
  g_autofree char *favourite = g_strdup (sf_screens_favourite (screens));

  /* The favourite last: a call on every screen does not change which one this tablet likes. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < all->len; i++) {
      const char *display = sf_record_get_id (all->pdata[i]);
      g_autoptr(SfRecord) push = NULL;

      if ((g_strcmp0 (display, favourite) == 0) != (pass == 1))
        continue;
      push = push_of (visit, "call", display);
      if (place != NULL && !sf_record_is_null (place, field))
        sf_record_set_text (push, SF_PUSH_PLACE, sf_record_get_text (place, field));
      send (screens, push);
    }
  return all->len;
}

gboolean
sf_greet_may_call (SfTablet *tablet, SfRecord *visit)
{
  SfRecord *status = sf_tablet_status_of (tablet, sf_record_get_id (visit));
  const char *state = sf_tablet_state_of (tablet, sf_record_get_id (visit), NULL);

  if (g_str_equal (state, "left") || g_str_equal (state, "void"))
    return FALSE;
  if (g_strcmp0 (sf_purpose_job (sf_record_get_text (visit, SF_VISIT_PURPOSE)), "service") == 0)
    return TRUE;
  return g_str_equal (state, "waiting") && status != NULL && g_strcmp0 (sf_record_get_text (status, SF_VISIT_STATUS_RING), "nobody") == 0;
}
