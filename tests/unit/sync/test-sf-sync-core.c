/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "world.h"

typedef struct { World *world; WorldDevice *kiosk, *tablet; WorldDevice *all[2]; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new (11);
  f->all[0] = f->kiosk = world_device_new (f->world, "kiosk", 1);
  f->all[1] = f->tablet = world_device_new (f->world, "tablet", 2);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  world_device_free (f->kiosk);
  world_device_free (f->tablet);
  world_free (f->world);
}

static gboolean
has_visit (SfDb *db, const char *id)
{
  g_autoptr(SfRecord) record = sf_table_get (db, SF_KIND_VISIT, id, NULL);

  return record != NULL;
}

static SfDb *
server_db (Fixture *f)
{
  return sf_server_store_get_db (f->world->store);
}

static SfDb *
db_of (WorldDevice *device)
{
  return sf_device_store_get_db (device->store);
}

/* The next request; @step is what it has to be. */
static void
expect (WorldDevice *device, SfSyncStep step)
{
  SfSyncRequest request;
  gint64 not_before;

  g_assert_true (sf_sync_core_next (device->core, &request, &not_before));
  g_assert_cmpint (request.step, ==, step);
  sf_sync_request_clear (&request);
}

/* Answers the request that is under way. */
static void
answer (WorldDevice *device, guint status, const char *body)
{
  sf_sync_core_answer (device->core, status, body, strlen (body));
}

static gint64
pause_of (WorldDevice *device)
{
  SfSyncRequest request;
  gint64 not_before;

  g_assert_false (sf_sync_core_next (device->core, &request, &not_before));
  return not_before - sf_clock_boot_ms (device->clock);
}

/* From the glass to the other device, and nobody sees more than their role may. */
static void
test_walk_in (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  world_settle (f->all, 2);
  id = world_check_in (f->kiosk, "王");
  world_settle (f->all, 2);
  g_assert_true (has_visit (server_db (f), id));
  g_assert_true (has_visit (db_of (f->tablet), id));
  g_assert_cmpint (world_count (db_of (f->kiosk), SF_KIND_TICKET), ==, 1);
  g_assert_cmpint (world_count (db_of (f->kiosk), SF_KIND_VISIT_STATUS), ==, 0);
  world_assert_equal (f->kiosk);
  world_assert_equal (f->tablet);
}

/* The steps of the first conversation, in their order, and then silence until the poll. */
static void
test_steps (Fixture *f, gconstpointer data)
{
  static const SfSyncStep steps[] = { SF_SYNC_SESSION, SF_SYNC_SESSION, SF_SYNC_HELLO, SF_SYNC_PUSH, SF_SYNC_SNAPSHOT };
  g_autofree char *id = world_check_in (f->tablet, "王");

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      SfSyncRequest request;
      gint64 not_before;
      g_autofree char *body = NULL;
      gsize len;
      guint status;

      g_assert_true (sf_sync_core_next (f->tablet->core, &request, &not_before));
      g_assert_cmpint (request.step, ==, steps[i]);
      status = world_answer (f->tablet, &request, &body, &len);
      sf_sync_request_clear (&request);
      sf_sync_core_answer (f->tablet->core, status, body, len);
    }
  g_assert_true (world_sync (f->tablet, 50));
  g_assert_cmpint (pause_of (f->tablet), >, 30000);
  g_assert_cmpint (pause_of (f->tablet), <=, 60000);
  g_assert_true (sf_sync_core_state (f->tablet->core).online);
  /* A local write wakes, news pull what moved. */
  g_free (g_steal_pointer (&id));
  id = world_check_in (f->tablet, "李");
  sf_sync_core_wake (f->tablet->core);
  expect (f->tablet, SF_SYNC_PUSH);
  sf_sync_core_failed (f->tablet->core, FALSE);
  g_assert_false (sf_sync_core_state (f->tablet->core).online);
}

static void
test_news (Fixture *f, gconstpointer data)
{
  g_autoptr(SfHeads) heads = sf_heads_new ();
  g_autofree char *id = NULL;
  guint before;

  world_settle (f->all, 2);
  id = world_check_in (f->kiosk, "王");
  g_assert_true (world_sync (f->kiosk, 50));
  sf_server_store_heads (f->world->store, heads->acks);
  sf_sync_core_heads (f->tablet->core, heads);
  before = f->tablet->requests;
  expect (f->tablet, SF_SYNC_PULL);
  sf_sync_core_failed (f->tablet->core, FALSE);
  g_assert_true (world_sync (f->tablet, 50));
  g_assert_true (has_visit (db_of (f->tablet), id));
  /* The same news again moves nothing. */
  before = f->tablet->requests;
  sf_sync_core_heads (f->tablet->core, heads);
  g_assert_cmpint (pause_of (f->tablet), >, 0);
  g_assert_cmpuint (f->tablet->requests, ==, before);
}

/* An answer that is lost is asked for again and changes nothing (I14). */
static void
test_lost_answers (Fixture *f, gconstpointer data)
{
  world_settle (f->all, 2);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = world_check_in (f->kiosk, "王");
      gboolean answered = FALSE;

      sf_sync_core_wake (f->kiosk->core);
      while (!answered)
        {
          SfSyncRequest request;
          gint64 not_before;
          g_autofree char *body = NULL;
          gsize len;

          if (!sf_sync_core_next (f->kiosk->core, &request, &not_before))
            {
              sf_clock_fake_advance (f->world->clock, 1000);
              sf_sync_core_wake (f->kiosk->core);
              break;
            }
          world_answer (f->kiosk, &request, &body, &len);   /* the server has done it */
          answered = request.step == SF_SYNC_PUSH;
          sf_sync_request_clear (&request);
          sf_sync_core_failed (f->kiosk->core, FALSE);
        }
      world_settle (f->all, 2);
    }
  g_assert_cmpint (world_count (server_db (f), SF_KIND_VISIT), ==, 5);
  g_assert_cmpint (world_count (db_of (f->tablet), SF_KIND_VISIT), ==, 5);
  world_assert_equal (f->tablet);
}

/* Rule 4: the server came back from yesterday's backup; what it lost is told again by whoever wrote it. */
static void
restore (Fixture *f, gboolean told)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  first = world_check_in (f->kiosk, "一");
  world_settle (f->all, 2);
  world_backup (f->world, "backup");
  second = world_check_in (f->kiosk, "二");
  world_settle (f->all, 2);
  g_assert_true (has_visit (db_of (f->tablet), second));
  world_restore (f->world, "backup", told);
  g_assert_false (has_visit (server_db (f), second));
  sf_clock_fake_advance (f->world->clock, 20 * 60 * 1000);
  world_settle (f->all, 2);
  sf_clock_fake_advance (f->world->clock, 20 * 60 * 1000);
  world_settle (f->all, 2);
  g_assert_true (has_visit (server_db (f), first));
  g_assert_true (has_visit (server_db (f), second));
  g_assert_true (has_visit (db_of (f->tablet), second));
  g_assert_cmpint (world_count (server_db (f), SF_KIND_VISIT), ==, 2);
  g_assert_cmpint (sf_sync_core_state (f->kiosk->core).regressions, >, 0);
  world_assert_equal (f->kiosk);
  world_assert_equal (f->tablet);
}

static void
test_restore_told (Fixture *f, gconstpointer data)
{
  restore (f, TRUE);
}

static void
test_restore_silent (Fixture *f, gconstpointer data)
{
  restore (f, FALSE);
}

/*
 * The session outlives the restore, and the tablet's token is older than the backup: nothing but the acknowledgement tells that the
 * numbers of the history it pulls from now are not those under which its visit was taken (I8; the simulator's seed 341).
 */
static void
test_restore_unnoticed (Fixture *f, gconstpointer data)
{
  g_autofree char *own = NULL;
  SfSyncRequest request;
  gint64 not_before;

  world_settle (f->all, 2);
  world_backup (f->world, "backup");
  own = world_check_in (f->tablet, "王");
  sf_sync_core_wake (f->tablet->core);
  g_assert_true (sf_sync_core_next (f->tablet->core, &request, &not_before));
  g_assert_cmpint (request.step, ==, SF_SYNC_PUSH);
  {
    g_autofree char *body = NULL;
    gsize len;
    guint status = world_answer (f->tablet, &request, &body, &len);

    sf_sync_core_answer (f->tablet->core, status, body, len);
  }
  sf_sync_request_clear (&request);
  world_restore (f->world, "backup", FALSE);
  /* Others bring the restored history beyond the number under which the tablet's visit was. */
  for (guint i = 0; i < 4; i++)
    g_free (world_check_in (f->kiosk, "李"));
  g_assert_true (world_sync (f->kiosk, 60));
  sf_sync_core_hurry (f->tablet->core);
  for (guint i = 0; i < 20 && sf_sync_core_next (f->tablet->core, &request, &not_before); i++)
    {
      g_autofree char *body = NULL;
      gsize len;
      guint status = world_answer (f->tablet, &request, &body, &len);

      sf_sync_request_clear (&request);
      sf_sync_core_answer (f->tablet->core, status, body, len);
      g_assert_true (has_visit (db_of (f->tablet), own));
    }
  world_settle (f->all, 2);
  g_assert_true (has_visit (server_db (f), own));
  world_assert_equal (f->tablet);
}

/* Rule 5, I15: an older image of the kiosk numbers its visits anew; nothing is eaten, nothing comes twice. */
static void
test_rolled_back (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *after = NULL;

  world_settle (f->all, 2);
  before = world_check_in (f->kiosk, "一");
  world_device_image (f->kiosk, "image");
  lost = world_check_in (f->kiosk, "二");
  world_settle (f->all, 2);
  world_device_reimage (f->kiosk, "image");
  after = world_check_in (f->kiosk, "三");   /* takes the number that 二 had */
  world_settle (f->all, 2);
  g_assert_true (sf_sync_core_state (f->kiosk->core).forked);
  g_assert_true (has_visit (server_db (f), before));
  g_assert_true (has_visit (server_db (f), lost));
  g_assert_true (has_visit (server_db (f), after));
  g_assert_cmpint (world_count (server_db (f), SF_KIND_VISIT), ==, 3);
  world_assert_equal (f->tablet);
}

/* The same without the rule: the check of this test can fail (sync.md 1.13 D). */
static void
test_rolled_back_ablated (Fixture *f, gconstpointer data)
{
  g_autofree char *lost = NULL;
  g_autofree char *after = NULL;

  world_settle (f->all, 2);
  world_device_image (f->kiosk, "image");
  lost = world_check_in (f->kiosk, "二");
  world_settle (f->all, 2);
  world_device_reimage (f->kiosk, "image");
  sf_sync_core_ablate (f->kiosk->core, SF_ABLATE_D_FORK);
  sf_ingest_ablate (f->world->ingest, SF_ABLATE_D_FORK);
  after = world_check_in (f->kiosk, "三");
  (void) world_sync (f->kiosk, 40);
  g_assert_false (has_visit (server_db (f), after));
}

/* Status codes of the transport */

static void
test_session_lost (Fixture *f, gconstpointer data)
{
  world_settle (f->all, 2);
  sf_sync_core_hurry (f->tablet->core);
  expect (f->tablet, SF_SYNC_PULL);
  answer (f->tablet, 401, "{\"code\":\"session\"}");
  expect (f->tablet, SF_SYNC_SESSION);   /* at once, but not for ever */
  answer (f->tablet, 401, "{\"code\":\"signature\"}");
  g_assert_cmpint (pause_of (f->tablet), >, 0);
  g_assert_true (world_sync (f->tablet, 50));
}

static void
test_revoked (Fixture *f, gconstpointer data)
{
  world_settle (f->all, 2);
  sf_sync_core_hurry (f->tablet->core);
  expect (f->tablet, SF_SYNC_PULL);
  answer (f->tablet, 410, "{\"code\":\"revoked\"}");
  g_assert_true (sf_sync_core_state (f->tablet->core).revoked);
  g_assert_false (sf_sync_core_state (f->tablet->core).online);
  g_assert_cmpint (pause_of (f->tablet), ==, 5 * 60 * 1000);
}

static gint64
count_rows (WorldDevice *device, const char *sql)
{
  SfStmt *stmt = sf_db_prepare (db_of (device), sql, NULL);
  gint64 n;

  g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

/* Lost and withdrawn: what it knew of people is gone at once, what it had not handed in yet is handed in and gone then. */
static void
test_forgets (Fixture *f, gconstpointer data)
{
  g_autofree char *id = world_check_in (f->tablet, "\xe6\xac\xa7\xe9\x98\xb3"), *last = NULL, *body = NULL;
  SfSyncRequest request;
  gint64 not_before;
  gsize len;

  world_settle (f->all, 2);
  g_assert_true (has_visit (db_of (f->tablet), id));
  g_assert_true (sf_device_store_set (f->tablet->store, "draft.outcome.x", "\xe6\xac\xa7\xe9\x98\xb3", NULL));
  sf_sync_core_hurry (f->tablet->core);
  expect (f->tablet, SF_SYNC_PULL);
  last = world_check_in (f->tablet, "\xe6\xac\xa7\xe9\x98\xb3");
  answer (f->tablet, 410, "{\"code\":\"revoked\"}");
  g_assert_true (sf_sync_core_state (f->tablet->core).revoked);
  g_assert_false (has_visit (db_of (f->tablet), id));
  g_assert_cmpint (count_rows (f->tablet, "SELECT count(*) FROM rec"), ==, 0);

  g_assert_true (sf_sync_core_next (f->tablet->core, &request, &not_before));
  g_assert_cmpint (request.step, ==, SF_SYNC_PUSH);
  g_assert_cmpuint (world_answer (f->tablet, &request, &body, &len), ==, 200);
  sf_sync_request_clear (&request);
  sf_sync_core_answer (f->tablet->core, 200, body, len);
  g_assert_true (has_visit (server_db (f), last));
  g_assert_false (has_visit (db_of (f->tablet), last));
  g_assert_cmpint (count_rows (f->tablet, "SELECT count(*) FROM outbox WHERE body IS NOT NULL"), ==, 0);
  g_assert_cmpint (world_count (db_of (f->tablet), SF_KIND_CUSTOMER), ==, 0);
  g_assert_true (sf_sync_core_state (f->tablet->core).revoked);
  g_assert_false (sf_sync_core_state (f->tablet->core).online);
  g_assert_cmpint (pause_of (f->tablet), ==, 5 * 60 * 1000);

  /* The session that it opens to ask again is no welcome; a hello is. */
  sf_sync_core_wake (f->tablet->core);
  expect (f->tablet, SF_SYNC_SESSION);
  answer (f->tablet, 200, "{\"p\":1,\"nonce\":\"n\",\"epoch\":\"9f00000000000001\"}");
  g_assert_true (sf_sync_core_state (f->tablet->core).revoked);
  answer (f->tablet, 500, "{}");
  g_assert_true (sf_sync_core_state (f->tablet->core).revoked);
  world_settle (f->all, 2);
  g_assert_false (sf_sync_core_state (f->tablet->core).revoked);
  g_assert_true (has_visit (db_of (f->tablet), id));
  world_assert_equal (f->tablet);
}

static gboolean
judge (const char *order, gpointer data)
{
  return g_str_equal (order, "good");
}

/* 410 alone closes the screen; to forget takes an order that the dealership signed. */
static void
test_order (Fixture *f, gconstpointer data)
{
  const char *const unproven[] = { "{\"code\":\"revoked\"}", "{\"code\":\"revoked\",\"forget\":\"bad\"}", "{\"code\":\"revoked\",\"forget\":7}", "", "[]", "{" };
  g_autofree char *id = world_check_in (f->tablet, "\xe6\xac\xa7\xe9\x98\xb3");

  world_settle (f->all, 2);
  sf_sync_core_set_judge (f->tablet->core, judge, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (unproven); i++) {
    sf_sync_core_hurry (f->tablet->core);
    expect (f->tablet, i == 0 ? SF_SYNC_PULL : SF_SYNC_SESSION);
    answer (f->tablet, 410, unproven[i]);
    g_assert_true (sf_sync_core_state (f->tablet->core).revoked);
    g_assert_false (sf_sync_core_state (f->tablet->core).online);
    g_assert_true (has_visit (db_of (f->tablet), id));
    g_assert_cmpint (pause_of (f->tablet), ==, 5 * 60 * 1000);
  }
  sf_sync_core_wake (f->tablet->core);
  expect (f->tablet, SF_SYNC_SESSION);
  answer (f->tablet, 410, "{\"code\":\"revoked\",\"forget\":\"good\"}");
  g_assert_false (has_visit (db_of (f->tablet), id));
  g_assert_cmpint (count_rows (f->tablet, "SELECT count(*) FROM rec"), ==, 0);
}

static void
test_nonsense (Fixture *f, gconstpointer data)
{
  static const char *const bodies[] = { "", "<html>hello</html>", "{}", "[1]", "{\"last\":9", "null" };

  world_settle (f->all, 2);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      sf_sync_core_hurry (f->tablet->core);
      expect (f->tablet, SF_SYNC_PULL);
      answer (f->tablet, 200, bodies[i]);
      g_assert_false (sf_sync_core_state (f->tablet->core).online);
      g_assert_cmpint (pause_of (f->tablet), >, 0);
    }
  g_assert_true (world_sync (f->tablet, 50));
  world_assert_equal (f->tablet);
}

static void
test_wrong_server (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  world_settle (f->all, 2);
  g_assert_true (sf_device_store_set (f->tablet->store, "server_id", "of another dealer", NULL));
  id = world_check_in (f->tablet, "王");
  sf_clock_fake_advance (f->world->clock, 3600 * 1000);
  g_assert_true (world_sync (f->tablet, 50));
  g_assert_true (sf_sync_core_state (f->tablet->core).wrong_server);
  g_assert_false (has_visit (server_db (f), id));
}

/* Full jitter: within 1, 2, 4 … 300 s, and not all alike. */
static void
test_back_off (Fixture *f, gconstpointer data)
{
  gint64 most = 1000, longest = 0, sum = 0;

  for (guint i = 0; i < 200; i++)
    {
      gint64 pause;

      expect (f->tablet, SF_SYNC_SESSION);
      answer (f->tablet, 503, "");
      pause = pause_of (f->tablet);
      g_assert_cmpint (pause, >=, 50);
      g_assert_cmpint (pause, <=, MIN (most, 300000) + 50);
      most = MIN (most * 2, 300000);
      longest = MAX (longest, pause);
      sum += pause;
      sf_clock_fake_advance (f->world->clock, pause);
    }
  g_assert_cmpint (longest, >, 200000);
  g_assert_cmpint (sum / 200, >, 100000);
  g_assert_cmpint (sum / 200, <, 200000);
}

/* Whatever the answers, a bucket is not fetched anew without end. */
static void
test_resync_hold (Fixture *f, gconstpointer data)
{
  guint resyncs = 0, asked = 0;

  world_settle (f->all, 2);
  sf_sync_core_hurry (f->tablet->core);
  for (; asked < 100; asked++)
    {
      SfSyncRequest request;
      gint64 not_before;
      g_autoptr(SfRowPage) page = sf_row_page_new ();
      g_autofree char *body = NULL;

      if (!sf_sync_core_next (f->tablet->core, &request, &not_before))
        break;
      g_assert_true (request.step == SF_SYNC_PULL || request.step == SF_SYNC_SNAPSHOT);
      sf_sync_request_clear (&request);
      page->resync = TRUE;
      body = sf_row_page_to_json (page);
      answer (f->tablet, 200, body);
      resyncs++;
    }
  /* pub, crm, dev and cat, three times each */
  g_assert_cmpuint (resyncs, <=, 12);
  g_assert_cmpuint (sf_sync_core_state (f->tablet->core).resyncs, ==, resyncs);
  g_assert_cmpint (pause_of (f->tablet), >, 1000);
  sf_clock_fake_advance (f->world->clock, 11 * 60 * 1000);
  g_assert_true (world_sync (f->tablet, 100));
  world_assert_equal (f->tablet);
}

/* More than one page, both ways. */
static void
test_many (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 150; i++)
    g_free (world_check_in (f->kiosk, "\"王\\"));
  world_settle (f->all, 2);
  g_assert_cmpint (world_count (db_of (f->tablet), SF_KIND_VISIT), ==, 150);
  world_assert_equal (f->tablet);
}

/* Carries one request of the device, or its pause; FALSE at the end of the conversation. */
static gboolean
carry_one (WorldDevice *device)
{
  g_autofree char *body = NULL;
  SfSyncRequest request;
  gint64 not_before;
  guint status;
  gsize len;

  if (!sf_sync_core_next (device->core, &request, &not_before))
    {
      sf_clock_fake_advance (device->clock, 2000);
      return not_before - sf_clock_boot_ms (device->clock) <= 0;
    }
  status = world_answer (device, &request, &body, &len);
  sf_sync_request_clear (&request);
  sf_sync_core_answer (device->core, status, body, len);
  return TRUE;
}

/* While a bucket comes as a whole the core can say how far it is; and not a moment longer. */
static void
test_filling (Fixture *f, gconstpointer data)
{
  guint told = 0;

  for (guint i = 0; i < 400; i++)
    g_free (world_check_in (f->kiosk, "王"));
  g_assert_true (world_sync (f->kiosk, 400));
  for (guint i = 0; i < 100 && carry_one (f->tablet); i++)
    {
      SfSyncState state = sf_sync_core_state (f->tablet->core);

      g_assert_cmpint (state.fetched, <=, state.total);
      told += state.total > 0;
    }
  g_assert_cmpuint (told, >, 0);
  g_assert_cmpint (sf_sync_core_state (f->tablet->core).total, ==, 0);
  world_assert_equal (f->tablet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/sync/core/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("walk-in", test_walk_in);
  ADD ("steps", test_steps);
  ADD ("news", test_news);
  ADD ("lost-answers", test_lost_answers);
  ADD ("restore-told", test_restore_told);
  ADD ("restore-silent", test_restore_silent);
  ADD ("restore-unnoticed", test_restore_unnoticed);
  ADD ("rolled-back", test_rolled_back);
  ADD ("rolled-back-ablated", test_rolled_back_ablated);
  ADD ("session-lost", test_session_lost);
  ADD ("revoked", test_revoked);
  ADD ("order", test_order);
  ADD ("forgets", test_forgets);
  ADD ("nonsense", test_nonsense);
  ADD ("wrong-server", test_wrong_server);
  ADD ("back-off", test_back_off);
  ADD ("resync-hold", test_resync_hold);
  ADD ("many", test_many);
  ADD ("filling", test_filling);
  return g_test_run ();
}
