/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 投屏 from end to end: a real server in its own process, a tablet and a screen as the windows use them (the test plays the
 * interface and says what it painted). With the server, without it, without the direct way, after a restart, in 1970.
 */
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "app/sf-display-private.h"
#include "app/sf-lan-ear-private.h"
#include "app/sf-screens-private.h"
#include "base/sf-bytes.h"
#include "sf-test-dealer.h"
#include "sync/sf-lan-client.h"

#define N_PUSHES 20
/* The issue's own bound: from 投屏 to the screen's word that it is on the glass. */
#define BOUND_MS 1000
#define SOON_S 40

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfDevice *device; gboolean fake; } Node;
typedef struct {
  SfTestDealer *dealer;
  Node desk, wall;
  SfTablet *tablet;
  SfScreens *screens;
  SfDisplay *display;
  gint64 last_us;          /* fake clocks run along with the real one */
  guint painted;
} World;

/* One house for all tests; each brings a screen and a tablet of its own. */
static SfTestDealer *house;

/* --- time -------------------------------------------------------------------------------------------------------------- */

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run_clocks (World *w)
{
  gint64 now = g_get_monotonic_time (), ms = (now - w->last_us) / 1000;

  if (w->wall.fake && w->wall.clock != NULL)
    sf_clock_fake_advance (w->wall.clock, ms);
  w->last_us += ms * 1000;
}

/* Turns the main loop until @condition holds; how long that took in ms. */
#define wait_for(w, condition) ({ \
  gint64 begun = g_get_monotonic_time (); \
  guint tick = g_timeout_add (2, on_tick, NULL); \
  while (!(condition)) { \
    if (g_get_monotonic_time () - begun > SOON_S * G_USEC_PER_SEC) \
      g_error ("%s:%d: still waiting for %s", __FILE__, __LINE__, #condition); \
    g_main_context_iteration (NULL, TRUE); \
    run_clocks (w); \
  } \
  g_source_remove (tick); \
  (g_get_monotonic_time () - begun) / 1000; })

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* --- devices ----------------------------------------------------------------------------------------------------------- */

static void
node_start (World *w, Node *node)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  node->device = sf_device_new (node->dir, node->clock, node->ids);
  sf_device_start_async (node->device, take_result, &result);
  wait_for (w, result != NULL);
  sf_device_start_finish (node->device, result, &error);
  g_assert_no_error (error);
}

static void
node_stop (World *w, Node *node)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_device_stop_async (node->device, take_result, &result);
  wait_for (w, result != NULL);
  sf_device_stop_finish (node->device, result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&node->device);
}

static void
node_init (World *w, Node *node, SfClock *clock)
{
  node->dir = g_dir_make_tmp ("sf-node-XXXXXX", NULL);
  node->clock = clock;
  node->ids = sf_ids_new_system ();
  node_start (w, node);
}

static int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static void
node_clear (World *w, Node *node)
{
  node_stop (w, node);
  sf_clock_unref (node->clock);
  sf_ids_unref (node->ids);
  nftw (node->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (node->dir);
}

static void
pair (World *w, Node *node, const char *role, const char *name)
{
  g_autofree char *words = g_strdup_printf ("pair|--role|%s|--name|%s|--json", role, name);
  g_autofree char *json = sf_test_ctl (w->dealer, words, NULL), *text = sf_test_json (json, "text");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sf_device_pair_async (node->device, text, take_result, &result);
  wait_for (w, result != NULL);
  sf_device_pair_finish (node->device, result, &error);
  g_assert_no_error (error);
}

/* --- the wall's window ------------------------------------------------------------------------------------------------- */

static const char *
first_item (SfDisplay *display)
{
  g_autoptr(GPtrArray) programme = sf_display_get_programme (display);

  return programme->len > 0 ? sf_record_get_id (programme->pdata[0]) : NULL;
}

static void
on_glass (SfDisplay *display, World *w)
{
  w->painted++;
  sf_display_painted (display, sf_display_get_glass (display) == SF_GLASS_PROGRAMME ? first_item (display) : NULL);
}

static void
open_wall (World *w)
{
  w->display = sf_display_new (w->wall.device);
  g_signal_connect (w->display, "glass-changed", G_CALLBACK (on_glass), w);
}

static void
restart_wall (World *w)
{
  g_clear_object (&w->display);
  node_stop (w, &w->wall);
  node_start (w, &w->wall);
  open_wall (w);
}

static void
set_up (World *w, gconstpointer data)
{
  gboolean fake = data != NULL;

  memset (w, 0, sizeof *w);
  w->last_us = g_get_monotonic_time ();
  w->dealer = house;
  if (house->process == NULL)
    sf_test_dealer_start (house);
  w->wall.fake = fake;
  node_init (w, &w->wall, fake ? sf_clock_new_fake (g_get_real_time () / 1000) : sf_clock_new_system ());
  node_init (w, &w->desk, sf_clock_new_system ());
  pair (w, &w->wall, "display", "Wall of the test");
  pair (w, &w->desk, "tablet", "Tablet of the test");
  open_wall (w);
  w->tablet = sf_tablet_new (w->desk.device);
  w->screens = sf_screens_new (w->tablet);
  /* The programme is on, its files are here, the tablet knows the screen and how to reach it. */
  wait_for (w, sf_display_get_glass (w->display) == SF_GLASS_PROGRAMME && w->display->have == w->display->want);
  wait_for (w, w->display->ear->key != NULL && sf_device_get_pending (w->wall.device) == 0);
  wait_for (w, sf_live_query_find (w->screens->lans, SF_LAN_DISPLAY, sf_device_get_id (w->wall.device)) != NULL);
  wait_for (w, sf_screens_state (w->screens, sf_device_get_id (w->wall.device), NULL) == SF_SCREEN_PROGRAMME && sf_tablet_get_models (w->tablet) != NULL
               && g_list_model_get_n_items (sf_tablet_get_models (w->tablet)) > 0);
}

static void
tear_down (World *w, gconstpointer data)
{
  g_clear_object (&w->screens);
  g_clear_object (&w->tablet);
  g_clear_object (&w->display);
  node_clear (w, &w->desk);
  node_clear (w, &w->wall);
}

/* --- pushing ----------------------------------------------------------------------------------------------------------- */

static const char *
wall_id (World *w)
{
  return sf_device_get_id (w->wall.device);
}

static char *
push_car (World *w, guint n)
{
  GListModel *models = sf_tablet_get_models (w->tablet);
  g_autoptr(SfItem) model = g_list_model_get_item (models, n % g_list_model_get_n_items (models));
  g_autoptr(SfRecord) push = sf_record_new (SF_KIND_PUSH, "");

  sf_record_set_text (push, SF_PUSH_DISPLAY, wall_id (w));
  sf_record_set_text (push, SF_PUSH_WHAT, "model");
  sf_record_set_text (push, SF_PUSH_MODEL, sf_item_get_id (model));
  return sf_screens_push (w->screens, push);
}

static gboolean
is_on_glass (World *w, const char *id)
{
  const char *push = NULL;

  return sf_screens_state (w->screens, wall_id (w), &push) == SF_SCREEN_OURS && g_strcmp0 (push, id) == 0;
}

/* Pushes one car after the other; every one is confirmed by the screen itself within @bound_ms. */
static void
push_many (World *w, const char *way, guint n, gint64 bound_ms)
{
  gint64 worst = 0, all = 0;

  for (guint i = 0; i < n; i++) {
    g_autofree char *id = push_car (w, i);
    gint64 took = wait_for (w, is_on_glass (w, id));

    g_assert_cmpstr (sf_record_get_id (sf_display_get_push (w->display)), ==, id);
    g_assert_cmpint (took, <, bound_ms);
    worst = MAX (worst, took);
    all += took;
  }
  g_test_message ("%s: %d pushes, mean %" G_GINT64_FORMAT " ms, longest %" G_GINT64_FORMAT " ms", way, n, all / n, worst);
}

static void
take_back (World *w)
{
  gint64 took;

  sf_screens_take_back (w->screens, wall_id (w));
  took = wait_for (w, sf_screens_state (w->screens, wall_id (w), NULL) == SF_SCREEN_PROGRAMME);
  g_assert_null (sf_display_get_push (w->display));
  g_assert_cmpint (took, <, BOUND_MS);
}

/* In how many lines @word stands. */
static guint
count_lines (const char *csv, const char *word)
{
  g_auto(GStrv) lines = g_strsplit (csv, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += strstr (lines[i], word) != NULL;
  return n;
}

static void
test_both_ways (World *w, gconstpointer data)
{
  g_autofree char *csv = NULL;
  guint painted = w->painted;

  push_many (w, "server and LAN", N_PUSHES, BOUND_MS);
  take_back (w);
  /* Every push came twice, straight and by the server, and was shown once. */
  wait_for (w, sf_device_get_pending (w->desk.device) == 0);
  wait_for (w, g_list_model_get_n_items (G_LIST_MODEL (w->display->pushes)) == N_PUSHES + 1);
  g_assert_cmpuint (w->painted - painted, ==, N_PUSHES + 1);
  csv = sf_test_ctl (w->dealer, "export|push", NULL);
  g_assert_cmpuint (count_lines (csv, wall_id (w)), ==, N_PUSHES + 1);
}

static void
test_without_server (World *w, gconstpointer data)
{
  sf_test_dealer_kill (w->dealer);
  push_many (w, "without the server", N_PUSHES, BOUND_MS);
  take_back (w);
  /* After a cold start without the server the screen is found and heard as before. */
  restart_wall (w);
  wait_for (w, sf_display_get_glass (w->display) == SF_GLASS_PROGRAMME);
  push_many (w, "without the server, after a restart", N_PUSHES, BOUND_MS);
  restart_wall (w);
  wait_for (w, sf_display_get_glass (w->display) == SF_GLASS_MODEL);
  take_back (w);
}

static void
test_without_lan (World *w, gconstpointer data)
{
  g_clear_pointer (&w->display->ear, sf_lan_ear_free);
  /* Five requests and four commits of three processes: on a machine that is busy with other tests this is not the direct way. */
  push_many (w, "by the server alone", 5, 5 * BOUND_MS);
}

/* A window that brings no frame confirms nothing, however the question is put. */
static void
test_not_painted (World *w, gconstpointer data)
{
  g_autofree char *id = NULL;
  SfScreenMine *mine;

  sf_test_dealer_kill (w->dealer);
  g_signal_handlers_block_by_func (w->display, on_glass, w);
  id = push_car (w, 0);
  mine = sf_screen_find_mine (sf_screens_get (w->screens, wall_id (w)), id);
  wait_for (w, mine->arrived);
  g_assert_cmpint (sf_display_get_glass (w->display), ==, SF_GLASS_MODEL);
  g_assert_cmpint (sf_screens_state (w->screens, wall_id (w), NULL), ==, SF_SCREEN_SENDING);
  sf_display_painted (w->display, NULL);
  sf_screens_lan_poll (w->screens);
  wait_for (w, is_on_glass (w, id));
  g_signal_handlers_unblock_by_func (w->display, on_glass, w);
}

/* --- proof of play ----------------------------------------------------------------------------------------------------- */

static gint64
real_ms (void)
{
  return g_get_real_time () / 1000;
}

/* Plays the first item for a moment, as the window tells it. */
static void
play (World *w, GArray *times)
{
  gint64 at = real_ms (), boot_us, until = g_get_monotonic_time () + 20000;

  run_clocks (w);
  boot_us = sf_clock_boot_ms (w->wall.clock) * 1000;
  wait_for (w, g_get_monotonic_time () >= until);
  sf_display_played (w->display, first_item (w->display), boot_us, sf_clock_boot_ms (w->wall.clock) - boot_us / 1000);
  g_array_append_val (times, at);
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

/* Each play of @times is reported once, with its time. @est: how many may be estimates. */
static void
expect_reported (World *w, GArray *times, gint64 within_ms)
{
  g_autofree char *csv = sf_test_ctl (w->dealer, "export|play", NULL);
  g_auto(GStrv) lines = g_strsplit (csv, "\n", -1), head = g_strsplit (g_strchomp (lines[0]), ",", -1);
  g_autoptr(GArray) told = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint id_at = 0, at_at = 0;

  for (guint i = 0; head[i] != NULL; i++) {
    if (g_str_has_suffix (head[i], "id"))
      id_at = i;
    if (g_str_equal (head[i], "at"))
      at_at = i;
  }
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++) {
    g_auto(GStrv) cells = g_strsplit (lines[i], ",", -1);
    gint64 at = g_ascii_strtoll (cells[at_at], NULL, 10);

    if (strstr (lines[i], wall_id (w)) == NULL)
      continue;
    g_assert_true (g_hash_table_add (ids, (gpointer) g_intern_string (cells[id_at])));
    g_array_append_val (told, at);
  }
  g_assert_cmpuint (told->len, ==, times->len);
  g_array_sort (told, by_time);
  for (guint i = 0; i < told->len; i++)
    g_assert_cmpint (ABS (g_array_index (told, gint64, i) - g_array_index (times, gint64, i)), <=, within_ms);
}

/* What the tool tells of the screen. */
static void
expect_status (World *w, guint plays)
{
  g_autofree char *json = sf_test_ctl (w->dealer, "status|--json", NULL), *needle = g_strdup_printf ("\"plays\":%u}", plays);
  const char *screen = strstr (json, wall_id (w));

  g_assert_nonnull (screen);
  screen = strstr (screen, "\"screen\":{\"shows\":\"programme\",\"push\":null,");
  g_assert_nonnull (screen);
  g_assert_nonnull (strstr (screen, needle));
}

static void
come_back (World *w)
{
  sf_test_dealer_start (w->dealer);
  wait_for (w, sf_device_get_online (w->wall.device) && sf_device_get_pending (w->wall.device) == 0);
}

static void
test_plays (World *w, gconstpointer data)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < 5; i++)
    play (w, times);
  sf_test_dealer_kill (w->dealer);
  for (guint i = 0; i < 10; i++)
    play (w, times);
  restart_wall (w);
  wait_for (w, sf_display_get_glass (w->display) == SF_GLASS_PROGRAMME);
  for (guint i = 0; i < 10; i++)
    play (w, times);
  come_back (w);
  expect_reported (w, times, 1500);
  expect_status (w, times->len);
  /* And not once more after everybody started again. */
  restart_wall (w);
  wait_for (w, sf_device_get_online (w->wall.device) && sf_device_get_pending (w->wall.device) == 0);
  expect_reported (w, times, 1500);
}

/* Cold, without a network, in 1970: on air within five seconds; what it played then gets its true time when the server is back. */
static void
test_1970 (World *w, gconstpointer data)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *id = NULL;
  gint64 cold;
  SfTimeTrust trust;

  sf_test_dealer_kill (w->dealer);
  g_clear_object (&w->display);
  node_stop (w, &w->wall);
  sf_clock_fake_reboot (w->wall.clock);
  sf_clock_fake_set_wall (w->wall.clock, 7000);
  cold = g_get_monotonic_time ();
  node_start (w, &w->wall);
  open_wall (w);
  wait_for (w, sf_display_get_glass (w->display) == SF_GLASS_PROGRAMME);
  cold = (g_get_monotonic_time () - cold) / 1000;
  g_test_message ("on air %" G_GINT64_FORMAT " ms after a cold start in 1970", cold);
  g_assert_cmpint (cold, <, 5000);
  sf_device_now (w->wall.device, &trust);
  g_assert_cmpint (trust, ==, SF_TIME_UNKNOWN);
  for (guint i = 0; i < 5; i++)
    play (w, times);
  id = push_car (w, 0);
  g_assert_cmpint (wait_for (w, is_on_glass (w, id)), <, BOUND_MS);
  take_back (w);
  come_back (w);
  expect_reported (w, times, 1500);
}

/* The key by which this tablet reaches the screen. */
static const char *
key_of (World *w)
{
  SfItem *lan = sf_live_query_find (w->screens->lans, SF_LAN_DISPLAY, wall_id (w));

  return lan != NULL ? sf_record_get_text (sf_item_get_record (lan), SF_LAN_KEY) : NULL;
}

/* Whether the screen answers somebody with @key. */
static gboolean
is_heard (World *w, const char *key)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", sf_lan_listener_get_port (w->display->ear->listener));
  g_autoptr(SfLanAsk) ask = sf_lan_ask_new ();
  g_autoptr(SfLanAnswer) answer = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  SfLanPeer peer = { address, wall_id (w), { 0 } };

  g_assert_true (sf_unhex (key, peer.key, sizeof peer.key));
  ask->act = g_strdup ("state");
  sf_lan_ask_async (&peer, ask, w->desk.ids, NULL, take_result, &result);
  wait_for (w, result != NULL);
  answer = sf_lan_ask_finish (result, NULL);
  return answer != NULL;
}

/* A tablet that was withdrawn is heard no more; the others are. */
static void
test_withdrawn (World *w, gconstpointer data)
{
  g_autofree char *key = g_strdup (w->display->ear->key), *words = NULL, *id = NULL;
  Node other = { 0 };

  node_init (w, &other, sf_clock_new_system ());
  pair (w, &other, "tablet", "Another");
  words = g_strdup_printf ("revoke|%s", sf_device_get_id (other.device));
  g_free (sf_test_ctl (w->dealer, words, NULL));
  w->display->ear->told_at = 0;   /* a minute has passed */
  sf_display_lan_tick (w->display);
  wait_for (w, g_strcmp0 (w->display->ear->key, key) != 0);
  wait_for (w, g_strcmp0 (key_of (w), w->display->ear->key) == 0);
  g_assert_false (is_heard (w, key));
  g_assert_true (is_heard (w, w->display->ear->key));
  sf_test_dealer_kill (w->dealer);
  id = push_car (w, 1);
  g_assert_cmpint (wait_for (w, is_on_glass (w, id)), <, BOUND_MS);
  node_clear (w, &other);
}

#define ADD(path, fake, test) g_test_add ("/screens/" path, World, fake, set_up, test, tear_down)
int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  house = sf_test_dealer_new (TRUE);
  ADD ("both-ways", NULL, test_both_ways);
  ADD ("without-server", NULL, test_without_server);
  ADD ("without-lan", NULL, test_without_lan);
  ADD ("not-painted", NULL, test_not_painted);
  ADD ("plays", NULL, test_plays);
  ADD ("1970", "fake", test_1970);
  ADD ("withdrawn", NULL, test_withdrawn);
  failed = g_test_run ();
  sf_test_dealer_free (house);
  return failed;
}
