/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync-device.h"

#include <string.h>

#include "base/sf-bytes.h"
#include "model/sf-assign.h"

#define SOON_MS 120000

/* --- waiting ---------------------------------------------------------------------------------------------------------- */

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Turns the main context until @condition holds; how long that took in ms. Fails after the deadline. */
gint64
wait_until (Condition condition, gpointer data)
{
  gint64 start = g_get_monotonic_time ();
  guint tick = g_timeout_add (5, on_tick, NULL);

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time () - start, <, SOON_MS * G_GINT64_CONSTANT (1000));
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
  return (g_get_monotonic_time () - start) / 1000;
}

/* --- devices ----------------------------------------------------------------------------------------------------------- */

static gpointer
do_open (gpointer data, GCancellable *cancellable, GError **error)
{
  Device *device = data;

  device->store = sf_device_store_open (device->dir, NULL, device->worker, device->clock, device->ids, error);
  return NULL;
}

static gpointer
do_close (gpointer data, GCancellable *cancellable, GError **error)
{
  Device *device = data;

  g_clear_pointer (&device->store, sf_device_store_close);
  return NULL;
}

static char *
key_path (Device *device)
{
  return g_build_filename (device->dir, "device.key", NULL);
}

void
device_init_at (Device *device, const char *dir, const char *role)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  memset (device, 0, sizeof *device);
  device->dir = g_strdup (dir);
  device->role = g_strdup (role);
  device->worker = sf_worker_new ("device");
  device->clock = sf_clock_new_system ();
  device->ids = sf_ids_new_system ();
  path = key_path (device);
  device->key = sf_key_load (path, NULL);
  if (device->key == NULL)
    device->key = sf_key_new (device->ids);
  sf_worker_run_sync (device->worker, do_open, device, &error);
  g_assert_no_error (error);
}

void
device_init (Device *device, const char *role)
{
  g_autofree char *dir = g_dir_make_tmp ("sf-device-XXXXXX", NULL);

  device_init_at (device, dir, role);
}

void
device_close (Device *device)
{
  if (device->driver != NULL)
    sf_sync_driver_stop (device->driver);
  g_clear_object (&device->driver);
  sf_worker_run_sync (device->worker, do_close, device, NULL);
  sf_worker_stop (device->worker);
  /* What was under way comes home. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sf_worker_unref (device->worker);
  g_clear_pointer (&device->key, sf_key_free);
  sf_clock_unref (device->clock);
  sf_ids_unref (device->ids);
  g_free (device->dir);
  g_free (device->role);
}

void
device_clear (Device *device)
{
  g_autofree char *dir = g_strdup (device->dir);

  device_close (device);
  remove_dir (dir);
}

void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

SfEnrolment *
enrol (Device *device, const SfPairing *pairing, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_enrol_async (pairing, device->key, NULL, device->clock, device->ids, NULL, on_result, &result);
  wait_until (is_set, &result);
  return sf_enrol_finish (result, error);
}

SfPairing *
new_pairing (Server *server, guint16 port, const char *code)
{
  SfPairing *pairing = g_new0 (SfPairing, 1);
  char *hosts[] = { g_strdup_printf ("127.0.0.1:%u", port), NULL };

  pairing->hosts = g_strdupv (hosts);
  g_free (hosts[0]);
  pairing->server_id = g_strdup (server->id);
  pairing->has_fingerprint = TRUE;
  g_assert_true (sf_unhex (server->ca, pairing->fingerprint, 32));
  g_strlcpy (pairing->code, code, sizeof pairing->code);
  return pairing;
}

typedef struct { Device *device; SfEnrolment *enrolment; } Save;

static gpointer
do_save (gpointer data, GCancellable *cancellable, GError **error)
{
  Save *save = data;

  sf_enrolment_save (save->enrolment, save->device->store, error);
  return NULL;
}

void
device_resume (Device *device)
{
  device->driver = sf_sync_driver_new (device->worker, device->store, device->clock, device->ids, g_steal_pointer (&device->key));
  sf_sync_driver_start (device->driver);
}

void
device_pair (Device *device, Server *server, guint16 port)
{
  g_autofree char *code = server_new_code (server, device->role);
  g_autofree char *path = key_path (device);
  g_autoptr(SfPairing) pairing = new_pairing (server, port, code);
  g_autoptr(GError) error = NULL;
  g_autoptr(SfEnrolment) enrolment = enrol (device, pairing, &error);
  Save save = { device, enrolment };

  g_assert_no_error (error);
  g_assert_cmpstr (enrolment->role, ==, device->role);
  g_assert_false (enrolment->compare);
  sf_worker_run_sync (device->worker, do_save, &save, &error);
  g_assert_no_error (error);
  g_assert_true (sf_key_save (device->key, path, &error));
  device_resume (device);
}

gboolean
is_listening (gpointer data)
{
  Device *device = data;

  return sf_sync_driver_get_listening (device->driver) && sf_sync_driver_get_online (device->driver);
}

gboolean
is_offline (gpointer data)
{
  return !sf_sync_driver_get_online (((Device *) data)->driver);
}

SfRecord *
new_visit (Device *device, const char *surname)
{
  g_autofree char *id = sf_ids_new_uuid (device->ids, device->clock);
  g_autofree char *device_id = sf_device_store_get (device->store, "device_id");
  gint64 now = sf_clock_wall_ms (device->clock);
  g_autofree char *day = sf_day_of (now, "Asia/Shanghai", NULL);
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, now);
  sf_record_set_text (visit, SF_VISIT_DAY, day);
  sf_record_set_text (visit, SF_VISIT_DEVICE, device_id);
  sf_record_set_text (visit, SF_VISIT_SURNAME, surname);
  return visit;
}

SfRecord *
new_consent (Device *device, SfRecord *visit)
{
  static const char *const purposes[] = { "visit", NULL };
  g_autofree char *id = sf_ids_new_uuid (device->ids, device->clock), *notice = sf_ids_new_uuid (device->ids, device->clock);
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (consent, SF_CONSENT_VISIT, sf_record_get_id (visit));
  sf_record_set_text (consent, SF_CONSENT_NOTICE, notice);
  sf_record_set_text (consent, SF_CONSENT_SHA256, "00");
  sf_record_set_text (consent, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (consent, SF_CONSENT_AT, sf_record_get_int (visit, SF_VISIT_AT));
  sf_record_set_text (visit, SF_VISIT_CONSENT, id);
  return consent;
}

typedef struct { Device *device; const char *surname; GPtrArray *mutations; } Commit;

static gpointer
do_commit (gpointer data, GCancellable *cancellable, GError **error)
{
  Commit *commit = data;

  return sf_device_store_commit (commit->device->store, commit->mutations, NULL, error) ? commit : NULL;
}

gboolean
device_commit (Device *device, GPtrArray *mutations, GError **error)
{
  Commit commit = { .device = device, .mutations = mutations };
  gboolean ok = sf_worker_run_sync (device->worker, do_commit, &commit, error) != NULL;

  g_ptr_array_unref (mutations);
  return ok;
}

static gpointer
do_new_visit (gpointer data, GCancellable *cancellable, GError **error)
{
  Commit *commit = data;

  return new_visit (commit->device, commit->surname);
}

SfRecord *
ask_visit (Device *device, const char *surname)
{
  Commit commit = { .device = device, .surname = surname };

  return sf_worker_run_sync (device->worker, do_new_visit, &commit, NULL);
}

void
check_in (Device *device, const char *surname)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) visit = ask_visit (device, surname);
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
  g_assert_true (device_commit (device, mutations, &error));
  g_assert_no_error (error);
  sf_sync_driver_wake (device->driver);
}

static gpointer
do_look (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  SfQuery query = { .kind = SF_KIND_VISIT, .conds = { { SF_VISIT_SURNAME, SF_OP_EQ, 0, look->surname } }, .n_conds = 1, .order = -1 };
  SfDeviceCounts counts = { 0 };

  look->n = (guint) sf_table_count (sf_device_store_get_db (look->device->store), &query, error);
  sf_device_store_counts (look->device->store, &counts, NULL);
  look->pending = counts.pending;
  sf_device_counts_clear (&counts);
  return NULL;
}

guint
visits (Device *device, const char *surname, gint64 *pending)
{
  Look look = { device, surname, 0, 0 };

  sf_worker_run_sync (device->worker, do_look, &look, NULL);
  if (pending != NULL)
    *pending = look.pending;
  return look.n;
}

gboolean
has_visit (gpointer data)
{
  Look *look = data;

  return visits (look->device, look->surname, NULL) >= look->n;
}

gboolean
is_drained (gpointer data)
{
  gint64 pending;

  visits (data, "", &pending);
  return pending == 0;
}
