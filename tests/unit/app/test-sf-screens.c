/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tablet's side of 投屏 by way of the server; the direct way is in tests/integration/test-screens.c. */
#include "app-fixture.h"
#include "app/sf-screens.h"

#define WALL_1 "00000000-0000-7000-8000-00000000d001"
#define WALL_2 "00000000-0000-7000-8000-00000000d002"
#define OTHERS "00000000-0000-7000-8000-00000000aa99"

typedef struct { AppFixture app; SfTablet *tablet; SfScreens *screens; guint changed; } Desk;

static SfRecord *
device (const char *id, const char *name, const char *role, const char *state)
{
  SfRecord *record = sf_record_new (SF_KIND_DEVICE, id);

  sf_record_set_text (record, SF_DEVICE_SELF, id);
  sf_record_set_text (record, SF_DEVICE_NAME, name);
  sf_record_set_text (record, SF_DEVICE_ROLE, role);
  sf_record_set_text (record, SF_DEVICE_STATE, state);
  return record;
}

static SfRecord *
showing (const char *display, const char *push, const char *model, gint64 since)
{
  g_autofree char *id = sf_uuid_derive (display, "showing", 0);
  SfRecord *record = sf_record_new (SF_KIND_SHOWING, id);

  sf_record_set_text (record, SF_SHOWING_DISPLAY, display);
  sf_record_set_text (record, SF_SHOWING_WHAT, push != NULL ? "push" : "programme");
  if (push != NULL)
    sf_record_set_text (record, SF_SHOWING_PUSH, push);
  if (model != NULL)
    sf_record_set_text (record, SF_SHOWING_MODEL, model);
  sf_record_set_int (record, SF_SHOWING_SINCE, since);
  return record;
}

static void
on_changed (SfScreens *screens, Desk *d)
{
  d->changed++;
}

static void
open_desk (Desk *d)
{
  d->tablet = sf_tablet_new (d->app.device);
  d->screens = sf_screens_new (d->tablet);
  g_signal_connect (d->screens, "changed", G_CALLBACK (on_changed), d);
}

static gpointer
do_nothing (gpointer store, gpointer data, GError **error)
{
  return GINT_TO_POINTER (TRUE);
}

static void
settle (Desk *d)
{
  for (guint i = 0; i < 3; i++) {
    g_assert_nonnull (app_run (&d->app, do_nothing, NULL));
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
}

static void
close_desk (Desk *d)
{
  settle (d);
  g_clear_object (&d->screens);
  g_clear_object (&d->tablet);
}

static void
set_up (Desk *d, gconstpointer data)
{
  app_set_up (&d->app, "tablet");
  app_furnish (&d->app);
  app_page (&d->app, device (WALL_2, "大屏2", "display", "active"), device (WALL_1, "大屏1", "display", "active"), showing (WALL_1, NULL, NULL, APP_START_MS - 5000), NULL);
  open_desk (d);
  settle (d);
}

static void
tear_down (Desk *d, gconstpointer data)
{
  close_desk (d);
  app_tear_down (&d->app, data);
}

static SfScreenState
state (Desk *d, const char *display)
{
  return sf_screens_state (d->screens, display, NULL);
}

static char *
push_car (Desk *d, const char *display)
{
  g_autoptr(SfRecord) push = sf_record_new (SF_KIND_PUSH, "");

  sf_record_set_text (push, SF_PUSH_DISPLAY, display);
  sf_record_set_text (push, SF_PUSH_WHAT, "model");
  sf_record_set_text (push, SF_PUSH_MODEL, APP_S7);
  return sf_screens_push (d->screens, push);
}

static void
test_list (Desk *d, gconstpointer data)
{
  g_autoptr(GPtrArray) two = sf_screens_list (d->screens), one = NULL;

  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpstr (sf_record_get_id (two->pdata[0]), ==, WALL_1);
  g_assert_null (sf_screens_favourite (d->screens));
  app_page (&d->app, device (WALL_1, "大屏1", "display", "revoked"), device (OTHERS, "1号机", "kiosk", "active"), NULL);
  settle (d);
  one = sf_screens_list (d->screens);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpstr (sf_screens_favourite (d->screens), ==, WALL_2);
}

static void
test_push (Desk *d, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr(GPtrArray) pushes = NULL;
  const char *on_glass = NULL;
  guint before = d->changed;

  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_PROGRAMME);
  id = push_car (d, WALL_1);
  settle (d);
  g_assert_cmpuint (d->changed, >, before);
  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_SENDING);
  g_assert_cmpint (state (d, WALL_2), ==, SF_SCREEN_PROGRAMME);
  g_assert_cmpstr (sf_screens_favourite (d->screens), ==, WALL_1);
  pushes = app_records (&d->app, SF_KIND_PUSH);
  g_assert_cmpuint (pushes->len, ==, 1);
  g_assert_cmpstr (sf_record_get_id (pushes->pdata[0]), ==, id);
  g_assert_cmpint (sf_record_get_int (pushes->pdata[0], SF_PUSH_AT), ==, APP_START_MS);
  g_assert_cmpint (sf_record_get_int (pushes->pdata[0], SF_PUSH_FOR_MS), ==, 15 * 60 * 1000);
  g_assert_cmpint (sf_record_get_int (pushes->pdata[0], SF_PUSH_NOT_AFTER), ==, APP_START_MS + 15 * 60 * 1000 + 30000);
  app_page (&d->app, showing (WALL_1, id, APP_S7, APP_START_MS + 300), NULL);
  settle (d);
  g_assert_cmpint (sf_screens_state (d->screens, WALL_1, &on_glass), ==, SF_SCREEN_OURS);
  g_assert_cmpstr (on_glass, ==, id);
  g_assert_cmpstr (sf_screens_model (d->screens, WALL_1), ==, APP_S7);
  app_page (&d->app, showing (WALL_1, OTHERS, NULL, APP_START_MS + 900), NULL);
  settle (d);
  g_assert_cmpint (sf_screens_state (d->screens, WALL_1, &on_glass), ==, SF_SCREEN_OTHERS);
  g_assert_cmpstr (on_glass, ==, OTHERS);
  /* An older word changes nothing. */
  app_page (&d->app, showing (WALL_1, id, NULL, APP_START_MS + 400), NULL);
  settle (d);
  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_OTHERS);
}

/* Somebody was quicker: ours is not on its way for ever. */
static void
test_overtaken (Desk *d, gconstpointer data)
{
  g_autofree char *id = push_car (d, WALL_1);

  app_page (&d->app, showing (WALL_1, OTHERS, NULL, APP_START_MS + 900), NULL);
  settle (d);
  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_OTHERS);
}

static void
test_take_back (Desk *d, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr(GPtrArray) pushes = NULL;
  guint backs = 0;

  sf_screens_take_back (d->screens, WALL_1);
  settle (d);
  g_assert_cmpint (sf_device_get_pending (d->app.device), ==, 0);
  id = push_car (d, WALL_1);
  app_page (&d->app, showing (WALL_1, id, NULL, APP_START_MS + 300), NULL);
  settle (d);
  sf_screens_take_back (d->screens, WALL_1);
  sf_screens_take_back (d->screens, WALL_1);
  settle (d);
  pushes = app_records (&d->app, SF_KIND_PUSH);
  for (guint i = 0; i < pushes->len; i++)
    if (g_strcmp0 (sf_record_get_text (pushes->pdata[i], SF_PUSH_WHAT), "back") == 0) {
      backs++;
      g_assert_cmpstr (sf_record_get_text (pushes->pdata[i], SF_PUSH_SUBJECT), ==, id);
    }
  g_assert_cmpuint (backs, ==, 1);
  /* It is off when the screen says so. */
  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_OURS);
  app_page (&d->app, showing (WALL_1, NULL, NULL, APP_START_MS + 800), NULL);
  settle (d);
  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_PROGRAMME);
}

static void
test_restart (Desk *d, gconstpointer data)
{
  g_autofree char *id = push_car (d, WALL_2);

  app_page (&d->app, showing (WALL_2, id, NULL, APP_START_MS + 300), NULL);
  settle (d);
  close_desk (d);
  app_stop (&d->app);
  app_start (&d->app);
  open_desk (d);
  app_wait (state (d, WALL_2) == SF_SCREEN_OURS);
  g_assert_cmpstr (sf_screens_favourite (d->screens), ==, WALL_2);
  sf_screens_take_back (d->screens, WALL_2);
  settle (d);
  g_assert_cmpint (sf_device_get_pending (d->app.device), ==, 2);
}

static void
test_silent (Desk *d, gconstpointer data)
{
  sf_clock_fake_advance (d->app.clock, 60000);
  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_PROGRAMME);
  sf_clock_fake_advance (d->app.clock, 1);
  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_SILENT);
  app_page (&d->app, showing (WALL_1, NULL, NULL, APP_START_MS + 61000), NULL);
  settle (d);
  g_assert_cmpint (state (d, WALL_1), ==, SF_SCREEN_PROGRAMME);
}

#define ADD(path, test) g_test_add ("/screens/" path, Desk, "tablet", set_up, test, tear_down)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("list", test_list);
  ADD ("push", test_push);
  ADD ("overtaken", test_overtaken);
  ADD ("take-back", test_take_back);
  ADD ("restart", test_restart);
  ADD ("silent", test_silent);
  return g_test_run ();
}
