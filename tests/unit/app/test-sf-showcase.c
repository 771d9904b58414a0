/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "app/sf-showcase.h"

#define ID(n) "00000000-0000-7000-8000-0000000000" n
#define WALL "00000000-0000-7000-8000-00000000d001"
#define FRAMES 24

typedef struct { AppFixture app; SfTablet *tablet; SfScreens *screens; SfCatalogue *cars; SfShowcase *showcase; } Fixture;

static SfRecord *
model (const char *id, const char *name)
{
  SfRecord *record = sf_record_new (SF_KIND_MODEL, id);

  sf_record_set_text (record, SF_MODEL_CODE, name);
  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_ZH_CN, name);
  return record;
}

static SfRecord *
trim (const char *id, int position)
{
  SfRecord *record = sf_record_new (SF_KIND_TRIM, id);

  sf_record_set_text (record, SF_TRIM_CODE, id);
  sf_record_set_text (record, SF_TRIM_MODEL, APP_S7);
  sf_record_set_ltext (record, SF_TRIM_NAME, SF_LANG_ZH_CN, "版");
  sf_record_set_int (record, SF_TRIM_POSITION, position);
  return record;
}

static SfRecord *
colour (const char *id, int position, const char *rgb, gboolean native)
{
  SfRecord *record = sf_record_new (SF_KIND_COLOUR, id);

  sf_record_set_text (record, SF_COLOUR_CODE, id);
  sf_record_set_text (record, SF_COLOUR_MODEL, APP_S7);
  sf_record_set_ltext (record, SF_COLOUR_NAME, SF_LANG_ZH_CN, "色");
  sf_record_set_text (record, SF_COLOUR_RGB, rgb);
  sf_record_set_int (record, SF_COLOUR_POSITION, position);
  if (native)
    sf_record_set_int (record, SF_COLOUR_NATIVE, 1);
  return record;
}

static const char *
frame_id (int frame)
{
  static char id[SF_ID_LEN + 1];

  g_snprintf (id, sizeof id, "00000000-0000-7000-8000-0000000f00%02d", frame);
  return id;
}

static SfRecord *
frame (int position)
{
  SfRecord *record = sf_record_new (SF_KIND_VIEW, frame_id (position));

  sf_record_set_text (record, SF_VIEW_MODEL, APP_S7);
  sf_record_set_text (record, SF_VIEW_USE, "turn");
  sf_record_set_text (record, SF_VIEW_MEDIA, ID ("ff"));
  sf_record_set_int (record, SF_VIEW_POSITION, position);
  return record;
}

static SfRecord *
wall (void)
{
  SfRecord *record = sf_record_new (SF_KIND_DEVICE, WALL);

  sf_record_set_text (record, SF_DEVICE_SELF, WALL);
  sf_record_set_text (record, SF_DEVICE_NAME, "大屏1");
  sf_record_set_text (record, SF_DEVICE_ROLE, "display");
  sf_record_set_text (record, SF_DEVICE_STATE, "active");
  return record;
}

static void
set_up (Fixture *f, gconstpointer role)
{
  app_set_up (&f->app, role);
  app_furnish (&f->app);
  f->tablet = sf_tablet_new (f->app.device);
  f->screens = sf_screens_new (f->tablet);
  f->cars = sf_catalogue_new (sf_tablet_get_floor (f->tablet));
  f->showcase = sf_showcase_new (f->cars, f->screens);
  for (int i = 0; i < FRAMES; i++)
    app_page (&f->app, frame (i), NULL);
  app_page (&f->app, model (APP_S7, "S7"), model (ID ("a9"), "X9"), trim (ID ("b2"), 2), trim (ID ("b1"), 1), colour (ID ("c1"), 1, "#FFFFFF", FALSE),
            colour (ID ("c2"), 2, "#0F4A50", TRUE), wall (), NULL);
  app_wait (sf_catalogue_model (f->cars, ID ("a9")) != NULL && sf_catalogue_view (f->cars, frame_id (FRAMES - 1)) != NULL
            && sf_catalogue_colour (f->cars, ID ("c2")) != NULL);
}

static void
tear_down (Fixture *f, gconstpointer role)
{
  g_clear_object (&f->showcase);
  g_clear_object (&f->cars);
  g_clear_object (&f->screens);
  g_clear_object (&f->tablet);
  app_tear_down (&f->app, role);
}

#define assert_id(record, expected) g_assert_cmpstr (sf_record_get_id (record), ==, expected)

static void
test_choices (Fixture *f, gconstpointer role)
{
  g_assert_null (sf_showcase_model (f->showcase));
  g_assert_null (sf_showcase_trim (f->showcase));
  sf_showcase_open (f->showcase, APP_S7);
  assert_id (sf_showcase_trim (f->showcase), ID ("b1"));
  assert_id (sf_showcase_colour (f->showcase), ID ("c2"));      /* what its pictures were made in */
  g_assert_cmpstr (sf_showcase_native (f->showcase, APP_S7), ==, "#0F4A50");
  sf_showcase_set_trim (f->showcase, ID ("b2"));
  sf_showcase_set_colour (f->showcase, ID ("c1"));
  sf_showcase_set_frame (f->showcase, 7);
  sf_showcase_open (f->showcase, APP_S7);                       /* the same one stays as it stands */
  assert_id (sf_showcase_trim (f->showcase), ID ("b2"));
  assert_id (sf_showcase_colour (f->showcase), ID ("c1"));
  g_assert_cmpuint (sf_showcase_frame (f->showcase), ==, 7);

  sf_showcase_open (f->showcase, ID ("a9"));
  g_assert_null (sf_showcase_trim (f->showcase));
  g_assert_null (sf_showcase_colour (f->showcase));
  g_assert_cmpuint (sf_showcase_frame (f->showcase), ==, 0);
  sf_showcase_set_trim (f->showcase, ID ("b2"));                /* another car's */
  g_assert_null (sf_showcase_trim (f->showcase));
}

static void
test_gone (Fixture *f, gconstpointer role)
{
  sf_showcase_open (f->showcase, APP_S7);
  sf_showcase_set_trim (f->showcase, ID ("b2"));
  app_gone (&f->app, trim (ID ("b2"), 2));
  app_wait (sf_catalogue_trim (f->cars, ID ("b2")) == NULL);
  assert_id (sf_showcase_trim (f->showcase), ID ("b1"));
}

/* The newest push, and how many there are. (transfer full) */
static SfRecord *
newest (Fixture *f, guint *n)
{
  g_autoptr(GPtrArray) pushes = app_records (&f->app, SF_KIND_PUSH);

  *n = pushes->len;
  return pushes->len > 0 ? sf_record_ref (pushes->pdata[pushes->len - 1]) : NULL;
}

static gboolean
newest_shows (Fixture *f, int frame_shown)
{
  guint n;
  g_autoptr(SfRecord) push = newest (f, &n);

  return push != NULL && g_strcmp0 (sf_record_get_text (push, SF_PUSH_VIEW), frame_id (frame_shown)) == 0;
}

static void
test_presents (Fixture *f, gconstpointer role)
{
  g_autoptr(SfRecord) push = NULL;
  guint n = 0;

  sf_showcase_open (f->showcase, APP_S7);
  sf_showcase_set_trim (f->showcase, ID ("b2"));
  sf_showcase_set_line (f->showcase, "您看中的这一台");
  sf_showcase_present (f->showcase, WALL);
  push = newest (f, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (sf_record_get_text (push, SF_PUSH_WHAT), ==, "model");
  g_assert_cmpstr (sf_record_get_text (push, SF_PUSH_MODEL), ==, APP_S7);
  g_assert_cmpstr (sf_record_get_text (push, SF_PUSH_TRIM), ==, ID ("b2"));
  g_assert_cmpstr (sf_record_get_text (push, SF_PUSH_COLOUR), ==, ID ("c2"));
  g_assert_cmpstr (sf_record_get_text (push, SF_PUSH_VIEW), ==, frame_id (FRAMES / 12));
  g_assert_cmpstr (sf_record_get_text (push, SF_PUSH_LINE), ==, "您看中的这一台");
  g_assert_cmpint (sf_record_get_int (push, SF_PUSH_PRICE), ==, 1);
  g_assert_cmpstr (sf_showcase_display (f->showcase), ==, WALL);
  g_assert_false (sf_showcase_confirmed (f->showcase));         /* nobody has said so */
  assert_id (sf_showcase_presented_view (f->showcase), frame_id (FRAMES / 12));
}

/* A finger turns the car twice round within a moment: the wall gets few of the frames, the last one always. */
static void
test_follows (Fixture *f, gconstpointer role)
{
  guint n = 0;
  gint64 began = g_get_monotonic_time ();
  g_autoptr(SfRecord) last = NULL;

  sf_showcase_open (f->showcase, APP_S7);
  sf_showcase_present (f->showcase, WALL);
  for (int i = 1; i <= 2 * FRAMES + 5; i++)
    sf_showcase_set_frame (f->showcase, (guint) i % FRAMES);
  app_wait (newest_shows (f, 5));
  last = newest (f, &n);
  g_assert_cmpuint (n, <=, 2 + (guint) ((g_get_monotonic_time () - began) / 200000));

  /* Another car that is looked at here is not put there. */
  sf_showcase_open (f->showcase, ID ("a9"));
  sf_showcase_set_frame (f->showcase, 9);
  g_clear_pointer (&last, sf_record_unref);
  last = newest (f, &n);
  g_assert_cmpstr (sf_record_get_text (last, SF_PUSH_MODEL), ==, APP_S7);
  assert_id (sf_showcase_presented (f->showcase), APP_S7);
}

static SfRecord *
showing (const char *push, gint64 since)
{
  g_autofree char *id = sf_uuid_derive (WALL, "showing", 0);
  SfRecord *record = sf_record_new (SF_KIND_SHOWING, id);

  sf_record_set_text (record, SF_SHOWING_DISPLAY, WALL);
  sf_record_set_text (record, SF_SHOWING_WHAT, push != NULL ? "push" : "programme");
  if (push != NULL)
    sf_record_set_text (record, SF_SHOWING_PUSH, push);
  sf_record_set_int (record, SF_SHOWING_SINCE, since);
  return record;
}

static void
test_word_of_the_screen (Fixture *f, gconstpointer role)
{
  guint n;
  g_autoptr(SfRecord) push = NULL;

  sf_showcase_open (f->showcase, APP_S7);
  sf_showcase_present (f->showcase, WALL);
  push = newest (f, &n);
  app_page (&f->app, showing (sf_record_get_id (push), APP_START_MS + 1), NULL);
  app_wait (sf_showcase_confirmed (f->showcase));
  /* It ran out, or somebody touched the screen: what the screen says now counts. */
  app_page (&f->app, showing (NULL, APP_START_MS + 2), NULL);
  app_wait (sf_showcase_display (f->showcase) == NULL);
  g_assert_false (sf_showcase_confirmed (f->showcase));
  g_assert_null (sf_showcase_presented (f->showcase));
}

static void
test_take_back (Fixture *f, gconstpointer role)
{
  guint n;
  g_autoptr(SfRecord) push = NULL;
  g_autoptr(SfRecord) back = NULL;

  sf_showcase_open (f->showcase, APP_S7);
  sf_showcase_present (f->showcase, WALL);
  push = newest (f, &n);
  sf_showcase_set_frame (f->showcase, 3);                       /* waits for its turn and must not come after all */
  sf_showcase_take_back (f->showcase);
  g_assert_null (sf_showcase_display (f->showcase));
  back = newest (f, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (sf_record_get_text (back, SF_PUSH_WHAT), ==, "back");
  g_assert_cmpstr (sf_record_get_text (back, SF_PUSH_SUBJECT), ==, sf_record_get_id (push));
  sf_showcase_take_back (f->showcase);                          /* nothing there: nothing happens */
  sf_showcase_set_frame (f->showcase, 4);
  g_clear_pointer (&back, sf_record_unref);
  back = newest (f, &n);
  g_assert_cmpuint (n, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/showcase/choices", Fixture, "tablet", set_up, test_choices, tear_down);
  g_test_add ("/app/showcase/gone", Fixture, "tablet", set_up, test_gone, tear_down);
  g_test_add ("/app/showcase/presents", Fixture, "tablet", set_up, test_presents, tear_down);
  g_test_add ("/app/showcase/follows", Fixture, "tablet", set_up, test_follows, tear_down);
  g_test_add ("/app/showcase/word-of-the-screen", Fixture, "tablet", set_up, test_word_of_the_screen, tear_down);
  g_test_add ("/app/showcase/take-back", Fixture, "tablet", set_up, test_take_back, tear_down);
  return g_test_run ();
}
