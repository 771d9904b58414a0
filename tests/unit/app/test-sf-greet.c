/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "app/sf-greet.h"
#include "app/sf-tablet-private.h"

#define VISIT "00000000-0000-7000-8000-0000000000e1"
#define WALL_1 "00000000-0000-7000-8000-00000000d001"
#define WALL_2 "00000000-0000-7000-8000-00000000d002"

typedef struct { AppFixture app; SfTablet *tablet; SfScreens *screens; SfRecord *visit; } Desk;

static SfRecord *
wall (const char *id, const char *name)
{
  SfRecord *record = sf_record_new (SF_KIND_DEVICE, id);

  sf_record_set_text (record, SF_DEVICE_SELF, id);
  sf_record_set_text (record, SF_DEVICE_NAME, name);
  sf_record_set_text (record, SF_DEVICE_ROLE, "display");
  sf_record_set_text (record, SF_DEVICE_STATE, "active");
  return record;
}

static SfRecord *
visit_for (const char *purpose)
{
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, VISIT);

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, purpose);
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, APP_START_MS);
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
  sf_record_set_text (visit, SF_VISIT_DEVICE, APP_DEVICE);
  return visit;
}

static void
set_up (Desk *d, gconstpointer purpose)
{
  g_autoptr(GPtrArray) screens = NULL;

  app_set_up (&d->app, "tablet");
  app_furnish (&d->app);
  d->visit = visit_for (purpose);
  app_page (&d->app, wall (WALL_1, "大屏1"), wall (WALL_2, "大屏2"), sf_record_ref (d->visit), NULL);
  d->tablet = sf_tablet_new (d->app.device);
  d->screens = sf_screens_new (d->tablet);
  app_wait (sf_floor_dealer (sf_tablet_get_floor (d->tablet)) != NULL && sf_floor_device_record (sf_tablet_get_floor (d->tablet), WALL_2) != NULL);
  app_wait (sf_floor_notice (sf_tablet_get_floor (d->tablet), SF_LANG_ZH_CN) != NULL && g_strcmp0 (sf_tablet_get_day (d->tablet), "2026-11-22") == 0);
  sf_tablet_take_sign_in (d->tablet, APP_LI);
}

static void
tear_down (Desk *d, gconstpointer purpose)
{
  g_autoptr(GPtrArray) flushed = app_records (&d->app, SF_KIND_PUSH);   /* what was committed last is in the store now */

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&d->screens);
  g_clear_object (&d->tablet);
  sf_record_unref (d->visit);
  app_tear_down (&d->app, NULL);
}

static gboolean
welcome (Desk *d, const char *display, const char *guest, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_greet_welcome_async (d->screens, d->tablet, d->visit, display, guest, app_take_result, &result);
  app_wait (result != NULL);
  return sf_greet_welcome_finish (d->tablet, result, error);
}

/* Yes: the word is committed before the push that says the name, once for the visit. */
static void
test_name (Desk *d, gconstpointer purpose)
{
  g_autoptr(GPtrArray) consents = NULL, pushes = NULL;
  g_auto(GStrv) purposes = NULL;
  SfRecord *consent;

  g_assert_true (welcome (d, WALL_1, "王先生", NULL));
  g_assert_true (welcome (d, WALL_2, "王先生", NULL));
  consents = app_records (&d->app, SF_KIND_CONSENT);
  pushes = app_records (&d->app, SF_KIND_PUSH);
  g_assert_cmpuint (consents->len, ==, 1);
  g_assert_cmpuint (pushes->len, ==, 2);
  consent = consents->pdata[0];
  purposes = sf_record_get_set (consent, SF_CONSENT_PURPOSES);
  g_assert_cmpuint (g_strv_length (purposes), ==, 1);
  g_assert_cmpstr (purposes[0], ==, "welcome");
  g_assert_cmpstr (sf_record_get_text (consent, SF_CONSENT_METHOD), ==, "spoken");
  g_assert_cmpstr (sf_record_get_text (consent, SF_CONSENT_VISIT), ==, VISIT);
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpstr (sf_record_get_text (pushes->pdata[i], SF_PUSH_WHAT), ==, "welcome");
    g_assert_cmpstr (sf_record_get_text (pushes->pdata[i], SF_PUSH_GUEST), ==, "王先生");
    g_assert_cmpstr (sf_record_get_text (pushes->pdata[i], SF_PUSH_CONSENT), ==, sf_record_get_id (consent));
    g_assert_cmpstr (sf_record_get_text (pushes->pdata[i], SF_PUSH_BY), ==, APP_LI);
    g_assert_cmpint (strcmp (sf_record_get_id (consent), sf_record_get_id (pushes->pdata[i])), <, 0);   /* ids tell the order */
  }
}

/* No: the number, no name, no consent. */
static void
test_number (Desk *d, gconstpointer purpose)
{
  g_autoptr(GPtrArray) consents = NULL, pushes = NULL;

  g_assert_true (welcome (d, WALL_1, NULL, NULL));
  consents = app_records (&d->app, SF_KIND_CONSENT);
  pushes = app_records (&d->app, SF_KIND_PUSH);
  g_assert_cmpuint (consents->len, ==, 0);
  g_assert_cmpuint (pushes->len, ==, 1);
  g_assert_true (sf_record_is_null (pushes->pdata[0], SF_PUSH_GUEST));
  g_assert_true (sf_record_is_null (pushes->pdata[0], SF_PUSH_CONSENT));
  g_assert_cmpstr (sf_record_get_text (pushes->pdata[0], SF_PUSH_NUMBER), ==, "A12");
  g_assert_cmpstr (sf_record_get_text (pushes->pdata[0], SF_PUSH_LANG), ==, "zh_CN");
}

/* Without a notice in force nobody can agree to anything: nothing is sent. */
static void
test_no_notice (Desk *d, gconstpointer purpose)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) pushes = NULL;

  app_gone (&d->app, app_notice ());
  app_wait (sf_floor_notice (sf_tablet_get_floor (d->tablet), SF_LANG_ZH_CN) == NULL);
  g_assert_false (welcome (d, WALL_1, "王先生", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  pushes = app_records (&d->app, SF_KIND_PUSH);
  g_assert_cmpuint (pushes->len, ==, 0);
}

static void
test_call (Desk *d, gconstpointer purpose)
{
  g_autoptr(SfRecord) place = sf_record_new (SF_KIND_DEVICE, APP_DEVICE);
  g_autoptr(GPtrArray) pushes = NULL;
  g_autofree char *favourite = NULL;

  g_assert_true (welcome (d, WALL_1, NULL, NULL));
  favourite = g_strdup (sf_screens_favourite (d->screens));
  sf_record_set_ltext (place, SF_DEVICE_PLACE, SF_LANG_ZH_CN, "1号工位");
  g_assert_cmpuint (sf_greet_call (d->screens, d->visit, place, SF_DEVICE_PLACE), ==, 2);
  pushes = app_records (&d->app, SF_KIND_PUSH);
  g_assert_cmpuint (pushes->len, ==, 3);
  for (guint i = 1; i < 3; i++) {
    g_assert_cmpstr (sf_record_get_text (pushes->pdata[i], SF_PUSH_WHAT), ==, "call");
    g_assert_cmpstr (sf_record_get_ltext (pushes->pdata[i], SF_PUSH_PLACE, SF_LANG_ZH_CN), ==, "1号工位");
    g_assert_true (sf_record_is_null (pushes->pdata[i], SF_PUSH_GUEST));       /* a call names nobody */
  }
  g_assert_cmpstr (sf_screens_favourite (d->screens), ==, favourite);
}

/* Service is called; a sales guest only while everybody is busy. */
static void
test_may_call (Desk *d, gconstpointer purpose)
{
  g_autofree char *id = sf_uuid_derive (VISIT, "visit_status", 0);
  SfRecord *status = sf_record_new (SF_KIND_VISIT_STATUS, id);

  g_assert_true (sf_greet_may_call (d->tablet, d->visit) == g_str_equal (purpose, "service"));
  sf_record_set_text (status, SF_VISIT_STATUS_VISIT, VISIT);
  sf_record_set_text (status, SF_VISIT_STATUS_DAY, "2026-11-22");
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, "waiting");
  sf_record_set_text (status, SF_VISIT_STATUS_RING, "nobody");
  app_page (&d->app, status, NULL);
  app_wait (sf_tablet_status_of (d->tablet, VISIT) != NULL);
  g_assert_true (sf_greet_may_call (d->tablet, d->visit));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/greet/name", Desk, "see", set_up, test_name, tear_down);
  g_test_add ("/app/greet/number", Desk, "see", set_up, test_number, tear_down);
  g_test_add ("/app/greet/no-notice", Desk, "see", set_up, test_no_notice, tear_down);
  g_test_add ("/app/greet/call", Desk, "service", set_up, test_call, tear_down);
  g_test_add ("/app/greet/service", Desk, "service", set_up, test_may_call, tear_down);
  g_test_add ("/app/greet/sales", Desk, "see", set_up, test_may_call, tear_down);
  return g_test_run ();
}
