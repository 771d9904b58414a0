/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A screen without widgets: a test plays the interface and says what it painted. */
#include "app-fixture.h"
#include "app/sf-display-private.h"

#define LIST "00000000-0000-7000-8000-0000000000e0"
#define ITEM_1 "00000000-0000-7000-8000-0000000000e1"
#define ITEM_2 "00000000-0000-7000-8000-0000000000e2"
#define MEDIA_1 "00000000-0000-7000-8000-0000000000f1"
#define MEDIA_2 "00000000-0000-7000-8000-0000000000f2"
#define FILM "00000000-0000-7000-8000-0000000000f3"
#define PUSH(n) "00000000-0000-7000-8000-00000000aa" #n
#define OTHER_SCREEN "00000000-0000-7000-8000-00000000dddd"

typedef struct { AppFixture app; SfDisplay *display; guint glass, programme; } Wall;

/* --- a programme ---------------------------------------------------------------------------------------------------- */

static char *
put_file (Wall *w, const char *content)
{
  g_autoptr(GBytes) bytes = g_bytes_new (content, strlen (content));
  char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_blob_cache_put (w->app.device->blobs, sha256, bytes, &error));
  g_assert_no_error (error);
  return sha256;
}

static SfRecord *
media (const char *id, const char *sha256, const char *mime)
{
  SfRecord *record = sf_record_new (SF_KIND_MEDIA, id);

  sf_record_set_text (record, SF_MEDIA_SHA256, sha256);
  sf_record_set_int (record, SF_MEDIA_SIZE, 3);
  sf_record_set_text (record, SF_MEDIA_MIME, mime);
  return record;
}

static SfRecord *
item (const char *id, const char *media_id, int position)
{
  SfRecord *record = sf_record_new (SF_KIND_PLAYLIST_ITEM, id);

  sf_record_set_text (record, SF_PLAYLIST_ITEM_PLAYLIST, LIST);
  sf_record_set_text (record, SF_PLAYLIST_ITEM_MEDIA, media_id);
  sf_record_set_int (record, SF_PLAYLIST_ITEM_POSITION, position);
  return record;
}

static SfRecord *
playlist (const char *until)
{
  SfRecord *record = sf_record_new (SF_KIND_PLAYLIST, LIST);

  sf_record_set_ltext (record, SF_PLAYLIST_NAME, SF_LANG_ZH_CN, "日常");
  sf_record_set_int (record, SF_PLAYLIST_ACTIVE, 1);
  if (until != NULL)
    sf_record_set_text (record, SF_PLAYLIST_UNTIL, until);
  return record;
}

static SfRecord *
car (void)
{
  SfRecord *record = sf_record_new (SF_KIND_MODEL, APP_S7);

  sf_record_set_text (record, SF_MODEL_CODE, "S7");
  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_ZH_CN, "星河 S7");
  return record;
}

/* --- the wall ------------------------------------------------------------------------------------------------------- */

/* What a window does: as soon as something else belongs there it paints it and says so. */
static void
on_glass (SfDisplay *display, Wall *w)
{
  g_autoptr(GPtrArray) programme = sf_display_get_programme (display);

  w->glass++;
  sf_display_painted (display, sf_display_get_glass (display) == SF_GLASS_PROGRAMME ? sf_record_get_id (programme->pdata[0]) : NULL);
}

static void
on_programme (SfDisplay *display, Wall *w)
{
  w->programme++;
}

static void
open_wall (Wall *w)
{
  sf_device_media_begin (w->app.device);
  w->display = sf_display_new (w->app.device);
  g_signal_connect (w->display, "glass-changed", G_CALLBACK (on_glass), w);
  g_signal_connect (w->display, "programme-changed", G_CALLBACK (on_programme), w);
}

static gpointer
do_nothing (gpointer store, gpointer data, GError **error)
{
  return GINT_TO_POINTER (TRUE);
}

/* All that was asked of the worker, and what came of it, is done. */
static void
settle (Wall *w)
{
  for (guint i = 0; i < 3; i++) {
    g_assert_nonnull (app_run (&w->app, do_nothing, NULL));
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
}

static void
close_wall (Wall *w)
{
  settle (w);
  g_clear_object (&w->display);
}

static void
set_up (Wall *w, gconstpointer data)
{
  g_autofree char *one = NULL, *two = NULL;

  app_set_up (&w->app, "display");
  app_furnish (&w->app);
  one = put_file (w, "one");
  two = put_file (w, "two");
  app_page (&w->app, car (), media (MEDIA_1, one, "image/webp"), media (MEDIA_2, two, "video/webm"), playlist (NULL), item (ITEM_1, MEDIA_1, 1), item (ITEM_2, MEDIA_2, 2), NULL);
  open_wall (w);
  app_wait (sf_display_get_glass (w->display) == SF_GLASS_PROGRAMME && w->display->have == 2);
  w->programme = 0;
}

static void
tear_down (Wall *w, gconstpointer data)
{
  close_wall (w);
  app_tear_down (&w->app, data);
}

static void
restart (Wall *w)
{
  close_wall (w);
  app_stop (&w->app);
  app_start (&w->app);
  open_wall (w);
  app_wait (w->display->loaded);
  settle (w);
}

static SfRecord *
push (const char *id, const char *what)
{
  SfRecord *record = sf_record_new (SF_KIND_PUSH, id);

  sf_record_set_text (record, SF_PUSH_DISPLAY, APP_DEVICE);
  sf_record_set_text (record, SF_PUSH_WHAT, what);
  if (g_str_equal (what, "model"))
    sf_record_set_text (record, SF_PUSH_MODEL, APP_S7);
  sf_record_set_int (record, SF_PUSH_AT, APP_START_MS);
  sf_record_set_int (record, SF_PUSH_FOR_MS, 600000);
  sf_record_set_int (record, SF_PUSH_NOT_AFTER, APP_START_MS + 660000);
  return record;
}

static SfRecord *
back (const char *id, const char *subject)
{
  SfRecord *record = push (id, "back");

  sf_record_set_text (record, SF_PUSH_SUBJECT, subject);
  return record;
}

static void
take_back (Wall *w, const char *id, const char *subject)
{
  g_autoptr(SfRecord) end = back (id, subject);

  g_assert_true (sf_display_take_push (w->display, end, 0));
  sf_display_keep (w->display);
}

static const char *
shown (Wall *w)
{
  SfRecord *record = sf_display_get_push (w->display);

  return record != NULL ? sf_record_get_id (record) : NULL;
}

/* Time goes on for the screen; it is asked to look. */
static void
later (Wall *w, gint64 ms)
{
  sf_clock_fake_advance (w->app.clock, ms);
  sf_display_update (w->display);
  settle (w);
}

/* --- tests ---------------------------------------------------------------------------------------------------------- */

static void
test_programme (Wall *w, gconstpointer data)
{
  g_autoptr(GPtrArray) items = sf_display_get_programme (w->display);
  gboolean film = TRUE;
  g_autofree char *one = NULL, *two = NULL;

  g_assert_cmpuint (items->len, ==, 2);
  one = sf_display_item_path (w->display, items->pdata[0], &film);
  g_assert_false (film);
  two = sf_display_item_path (w->display, items->pdata[1], &film);
  g_assert_true (film);
  g_assert_true (g_file_test (one, G_FILE_TEST_IS_REGULAR) && g_file_test (two, G_FILE_TEST_IS_REGULAR));
  /* A file that is not here is not on air; when the playlist ends the house's own picture is. */
  app_page (&w->app, media (FILM, "0000000000000000000000000000000000000000000000000000000000000000", "video/webm"), item ("00000000-0000-7000-8000-0000000000e3", FILM, 3), NULL);
  app_wait (w->display->want == 3);
  g_assert_cmpuint (w->display->have, ==, 2);
  g_assert_cmpuint (w->programme, ==, 0);
  app_page (&w->app, playlist ("2026-11-21"), NULL);
  app_wait (sf_display_get_glass (w->display) == SF_GLASS_HOUSE);
}

static void
test_push (Wall *w, gconstpointer data)
{
  guint before = w->glass;

  app_page (&w->app, push (PUSH (01), "model"), NULL);
  app_wait (sf_display_get_glass (w->display) == SF_GLASS_MODEL);
  g_assert_cmpstr (shown (w), ==, PUSH (01));
  g_assert_cmpuint (w->glass, ==, before + 1);
  later (w, 599000);
  g_assert_cmpstr (shown (w), ==, PUSH (01));
  later (w, 1000);
  g_assert_cmpint (sf_display_get_glass (w->display), ==, SF_GLASS_PROGRAMME);
  g_assert_null (shown (w));
}

/* The same push by LAN and by the server, in either order, a take-back before its push, one for another screen. */
static void
test_twice (Wall *w, gconstpointer data)
{
  g_autoptr(SfRecord) one = push (PUSH (01), "model"), two = push (PUSH (02), "model"), end = back (PUSH (03), PUSH (01));
  g_autoptr(SfRecord) foreign = push (PUSH (04), "model"), early = back (PUSH (05), PUSH (06)), six = push (PUSH (06), "model");

  g_assert_true (sf_display_take_push (w->display, one, 0));
  sf_display_update (w->display);
  g_assert_cmpstr (shown (w), ==, PUSH (01));
  app_page (&w->app, push (PUSH (01), "model"), NULL);
  settle (w);
  g_assert_cmpuint (sf_push_stack_n_live (w->display->stack), ==, 1);
  g_assert_true (sf_display_take_push (w->display, end, 0));
  sf_display_update (w->display);
  g_assert_null (shown (w));
  g_assert_false (sf_display_take_push (w->display, one, 0));
  g_assert_false (sf_display_take_push (w->display, end, 0));
  sf_record_set_text (foreign, SF_PUSH_DISPLAY, OTHER_SCREEN);
  g_assert_false (sf_display_take_push (w->display, foreign, 0));
  g_assert_true (sf_display_take_push (w->display, early, 0));
  g_assert_false (sf_display_take_push (w->display, six, 0));
  g_assert_true (sf_display_take_push (w->display, two, 0));
  sf_display_update (w->display);
  g_assert_cmpstr (shown (w), ==, PUSH (02));
  app_page (&w->app, back (PUSH (07), PUSH (02)), NULL);
  app_wait (shown (w) == NULL);
}

static void
test_call (Wall *w, gconstpointer data)
{
  g_autoptr(SfRecord) model = push (PUSH (01), "model"), call = push (PUSH (02), "call"), unknown = push (PUSH (03), "model");

  sf_display_take_push (w->display, model, 0);
  later (w, 1000);
  sf_display_take_push (w->display, call, 0);
  later (w, 0);
  g_assert_cmpint (sf_display_get_glass (w->display), ==, SF_GLASS_CALL);
  later (w, 11900);
  g_assert_cmpint (sf_display_get_glass (w->display), ==, SF_GLASS_CALL);
  later (w, 100);
  g_assert_cmpint (sf_display_get_glass (w->display), ==, SF_GLASS_MODEL);
  /* A car that this screen knows nothing of never empties the wall. */
  sf_record_set_text (unknown, SF_PUSH_MODEL, PUSH (99));
  sf_display_take_push (w->display, unknown, 0);
  later (w, 0);
  g_assert_cmpint (sf_display_get_glass (w->display), ==, SF_GLASS_PROGRAMME);
}

static void
test_name_needs_consent (Wall *w, gconstpointer data)
{
  g_autoptr(SfRecord) unasked = push (PUSH (01), "welcome"), asked = push (PUSH (02), "welcome"), struck = NULL;

  sf_record_set_text (unasked, SF_PUSH_GUEST, "王先生");
  sf_display_take_push (w->display, unasked, 0);
  later (w, 0);
  g_assert_cmpint (sf_display_get_glass (w->display), ==, SF_GLASS_WELCOME);
  g_assert_null (sf_record_get_text (sf_display_get_push (w->display), SF_PUSH_GUEST));
  sf_record_set_text (asked, SF_PUSH_GUEST, "王先生");
  sf_record_set_text (asked, SF_PUSH_CONSENT, PUSH (88));
  struck = push (PUSH (02), "welcome");
  sf_display_take_push (w->display, asked, 0);
  later (w, 10);
  g_assert_cmpstr (sf_record_get_text (sf_display_get_push (w->display), SF_PUSH_GUEST), ==, "王先生");
  /* The server found no such consent: its copy takes the name off the glass. */
  app_page (&w->app, g_steal_pointer (&struck), NULL);
  app_wait (sf_record_get_text (sf_display_get_push (w->display), SF_PUSH_GUEST) == NULL);
  g_assert_cmpstr (shown (w), ==, PUSH (02));
}

/* What the tablet's calendar says does not matter when it comes straight; what came late by way of the server is over. */
static void
test_times (Wall *w, gconstpointer data)
{
  g_autoptr(SfRecord) old = push (PUSH (01), "model"), aged = push (PUSH (02), "model");
  SfRecord *stale = push (PUSH (03), "model");

  sf_record_set_int (old, SF_PUSH_AT, 5000);
  sf_record_set_int (old, SF_PUSH_NOT_AFTER, 5000 + 660000);
  g_assert_true (sf_display_take_push (w->display, old, 0));
  later (w, 0);
  g_assert_cmpstr (shown (w), ==, PUSH (01));
  take_back (w, PUSH (09), PUSH (01));
  sf_display_take_push (w->display, aged, 660000);
  later (w, 0);
  g_assert_null (shown (w));
  sf_record_set_int (stale, SF_PUSH_AT, APP_START_MS - 700000);
  sf_record_set_int (stale, SF_PUSH_NOT_AFTER, APP_START_MS - 40000);
  app_page (&w->app, stale, NULL);
  settle (w);
  g_assert_null (shown (w));
  g_assert_true (sf_push_stack_knows (w->display->stack, PUSH (03)));
}

static void
test_restart (Wall *w, gconstpointer data)
{
  g_autoptr(SfRecord) model = push (PUSH (01), "model"), gone = push (PUSH (02), "welcome"), end = back (PUSH (03), PUSH (02));

  sf_display_take_push (w->display, gone, 0);
  sf_display_take_push (w->display, end, 0);
  sf_display_take_push (w->display, model, 0);
  sf_display_keep (w->display);
  later (w, 200000);
  restart (w);
  app_wait (shown (w) != NULL);
  g_assert_cmpstr (shown (w), ==, PUSH (01));
  g_assert_true (sf_push_stack_knows (w->display->stack, PUSH (02)));
  /* Another boot, five minutes later by a clock that is right. */
  sf_clock_fake_reboot (w->app.clock);
  sf_clock_fake_set_wall (w->app.clock, APP_START_MS + 500000);
  restart (w);
  app_wait (shown (w) != NULL);
  later (w, 99000);
  g_assert_cmpstr (shown (w), ==, PUSH (01));
  later (w, 1000);
  g_assert_null (shown (w));
}

/* 1970: dates are not looked at, what was on last is on, old pushes of the replica stay away, new ones come by LAN. */
static void
test_1970 (Wall *w, gconstpointer data)
{
  g_autoptr(SfRecord) direct = push (PUSH (02), "model");
  SfTimeTrust trust;

  app_page (&w->app, playlist ("2026-11-22"), push (PUSH (01), "model"), NULL);
  app_wait (shown (w) != NULL);
  take_back (w, PUSH (04), PUSH (01));
  settle (w);
  close_wall (w);
  app_stop (&w->app);
  sf_clock_fake_reboot (w->app.clock);
  sf_clock_fake_set_wall (w->app.clock, 4000);
  app_start (&w->app);
  app_page (&w->app, push (PUSH (05), "model"), NULL);
  open_wall (w);
  app_wait (sf_display_get_glass (w->display) == SF_GLASS_PROGRAMME);
  settle (w);
  g_assert_null (shown (w));
  sf_device_now (w->app.device, &trust);
  g_assert_cmpint (trust, ==, SF_TIME_UNKNOWN);
  g_assert_true (sf_display_take_push (w->display, direct, 0));
  later (w, 599000);
  g_assert_cmpstr (shown (w), ==, PUSH (02));
  later (w, 1000);
  g_assert_null (shown (w));
}

static gint64
waiting (Wall *w)
{
  settle (w);
  sf_device_count (w->app.device);
  settle (w);
  return sf_device_get_pending (w->app.device);
}

static void
test_showing (Wall *w, gconstpointer data)
{
  g_autoptr(SfRecord) model = push (PUSH (01), "model");
  g_autofree char *id = sf_uuid_derive (APP_DEVICE, "showing", 0);
  gint64 before;

  before = waiting (w);
  g_assert_cmpint (before, >, 0);
  g_assert_cmpstr (sf_record_get_id (w->display->said), ==, id);
  g_assert_cmpstr (sf_record_get_text (w->display->said, SF_SHOWING_WHAT), ==, "programme");
  g_assert_cmpstr (sf_record_get_text (w->display->said, SF_SHOWING_MEDIA), ==, MEDIA_1);
  sf_display_take_push (w->display, model, 0);
  later (w, 0);
  g_assert_cmpint (waiting (w), ==, before + 1);
  g_assert_cmpstr (sf_record_get_text (w->display->said, SF_SHOWING_PUSH), ==, PUSH (01));
  g_assert_cmpstr (sf_record_get_text (w->display->said, SF_SHOWING_MODEL), ==, APP_S7);
  g_assert_null (sf_record_get_text (w->display->said, SF_SHOWING_MEDIA));
  take_back (w, PUSH (02), PUSH (01));
  later (w, 0);
  g_assert_cmpint (waiting (w), ==, before + 2);
  g_assert_true (sf_record_has (w->display->said, SF_SHOWING_PUSH) && sf_record_is_null (w->display->said, SF_SHOWING_PUSH));
  /* The items of a programme are not news: many cuts, no commit; after a while one. What came meanwhile is told within seconds. */
  for (guint i = 0; i < 20; i++) {
    sf_clock_fake_advance (w->app.clock, 8000);
    sf_display_painted (w->display, i % 2 == 0 ? ITEM_2 : ITEM_1);
  }
  g_assert_cmpint (waiting (w), <=, before + 3);
  before = waiting (w);
  sf_clock_fake_advance (w->app.clock, 300000);
  sf_display_painted (w->display, ITEM_2);
  g_assert_cmpint (waiting (w), ==, before + 1);
  g_assert_cmpstr (sf_record_get_text (w->display->said, SF_SHOWING_MEDIA), ==, MEDIA_2);
  g_assert_cmpint (sf_record_get_int (w->display->said, SF_SHOWING_HAVE), ==, 2);
}

static void
test_play (Wall *w, gconstpointer data)
{
  g_autoptr(GPtrArray) plays = NULL;

  sf_clock_fake_advance (w->app.clock, 60000);
  sf_display_played (w->display, ITEM_1, (sf_clock_boot_ms (w->app.clock) - 8000) * 1000, 8000);
  /* A nonsense first frame: it ends now. */
  sf_display_played (w->display, ITEM_2, 0, 5000);
  sf_display_played (w->display, "nobody", 0, 5000);
  settle (w);
  plays = app_records (&w->app, SF_KIND_PLAY);
  g_assert_cmpuint (plays->len, ==, 2);
  g_assert_cmpstr (sf_record_get_text (plays->pdata[0], SF_PLAY_ITEM), ==, ITEM_1);
  g_assert_cmpstr (sf_record_get_text (plays->pdata[0], SF_PLAY_DAY), ==, "2026-11-22");
  g_assert_cmpint (sf_record_get_int (plays->pdata[0], SF_PLAY_AT), ==, APP_START_MS + 52000);
  g_assert_cmpint (sf_record_get_int (plays->pdata[0], SF_PLAY_CLOCK), ==, 0);
  g_assert_cmpint (sf_record_get_int (plays->pdata[1], SF_PLAY_AT), ==, APP_START_MS + 55000);
  close_wall (w);
  app_stop (&w->app);
  sf_clock_fake_reboot (w->app.clock);
  sf_clock_fake_set_wall (w->app.clock, 0);
  app_start (&w->app);
  open_wall (w);
  app_wait (sf_display_get_glass (w->display) == SF_GLASS_PROGRAMME);
  settle (w);
  sf_clock_fake_advance (w->app.clock, 9000);
  sf_display_played (w->display, ITEM_1, 1000 * 1000, 8000);
  settle (w);
  g_clear_pointer (&plays, g_ptr_array_unref);
  plays = app_records (&w->app, SF_KIND_PLAY);
  g_assert_cmpuint (plays->len, ==, 3);
  for (guint i = 0, guessed = 0; i < plays->len; i++) {
    guessed += (guint) sf_record_get_int (plays->pdata[i], SF_PLAY_CLOCK);
    g_assert_cmpint (sf_record_get_int (plays->pdata[i], SF_PLAY_AT), >=, APP_START_MS);
    g_assert_cmpuint (guessed, ==, i < 2 && sf_record_get_int (plays->pdata[i], SF_PLAY_CLOCK) == 0 ? guessed : 1);
  }
}

static void
test_lang (Wall *w, gconstpointer data)
{
  g_autoptr(SfRecord) model = push (PUSH (01), "model");

  g_assert_cmpint (sf_display_get_lang (w->display), ==, SF_LANG_ZH_CN);
  sf_record_set_text (model, SF_PUSH_LANG, "en");
  sf_display_take_push (w->display, model, 0);
  later (w, 0);
  g_assert_cmpint (sf_display_get_lang (w->display), ==, SF_LANG_EN);
}

#define ADD(path, test) g_test_add ("/display/" path, Wall, "display", set_up, test, tear_down)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("programme", test_programme);
  ADD ("push", test_push);
  ADD ("twice", test_twice);
  ADD ("call", test_call);
  ADD ("name-needs-consent", test_name_needs_consent);
  ADD ("times", test_times);
  ADD ("restart", test_restart);
  ADD ("1970", test_1970);
  ADD ("showing", test_showing);
  ADD ("play", test_play);
  ADD ("lang", test_lang);
  return g_test_run ();
}
