/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be put on screens, what screens say of themselves, how they are reached without the server. */
#include "base/sf-bytes.h"
#include "fixture.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)
#define MODEL_ID "01939f6e-8f00-7000-8000-0000000000a7"

static SfRecord *
push_new (Fixture *f, const char *what, guint screen)
{
  g_autofree char *id = fixture_id (f);
  SfRecord *push = sf_record_new (SF_KIND_PUSH, id);

  sf_record_set_text (push, SF_PUSH_DISPLAY, f->dev[screen].peer.device_id);
  sf_record_set_text (push, SF_PUSH_WHAT, what);
  if (g_str_equal (what, "model"))
    sf_record_set_text (push, SF_PUSH_MODEL, MODEL_ID);
  sf_record_set_text (push, SF_PUSH_BY, f->staff[ANN]);
  sf_record_set_int (push, SF_PUSH_AT, sf_clock_wall_ms (f->clock));
  sf_record_set_int (push, SF_PUSH_FOR_MS, g_str_equal (what, "call") ? 12000 : 900000);
  sf_record_set_int (push, SF_PUSH_NOT_AFTER, sf_clock_wall_ms (f->clock) + 930000);
  if (g_str_equal (what, "call"))
    sf_record_set_int (push, SF_PUSH_NOT_AFTER, sf_clock_wall_ms (f->clock) + 42000);
  return push;
}

static void
expect (Fixture *f, guint dev, SfRecord *record, SfPushStatus status, const char *code)
{
  SfPushResult *result = fixture_do (f, dev, "create", record, NULL);

  g_assert_cmpint (result->status, ==, status);
  g_assert_cmpstr (result->code, ==, code);
  sf_push_result_free (result);
}

static void
test_push (void)
{
  WITH_FIXTURE (f);
  SfRecord *push = push_new (&f, "model", SCREEN), *back;
  g_autofree char *id = g_strdup (sf_record_get_id (push)), *own = g_strconcat ("dev:", f.dev[SCREEN].peer.device_id, NULL);
  SfPull pull = { .bucket = own };
  g_autoptr(SfRowPage) page = NULL;
  gboolean found = FALSE;

  expect (&f, TABLET, push, SF_PUSH_OK, NULL);
  page = sf_ingest_pull (f.ingest, &f.dev[SCREEN].peer, &pull, NULL);
  for (guint i = 0; i < page->rows->len; i++)
    found = found || g_strcmp0 (((SfRow *) page->rows->pdata[i])->id, id) == 0;
  g_assert_true (found);
  back = push_new (&f, "back", SCREEN);
  sf_record_set_text (back, SF_PUSH_SUBJECT, id);
  expect (&f, TABLET, back, SF_PUSH_OK, NULL);
  fixture_tear_down (&f);
}

static void
test_push_refused (void)
{
  WITH_FIXTURE (f);
  SfRecord *push = push_new (&f, "model", SCREEN);
  g_autofree char *id = g_strdup (sf_record_get_id (push));
  g_autoptr(SfRecord) tablet = fixture_get (&f, SF_KIND_DEVICE, f.dev[TABLET].peer.device_id), own = sf_record_copy (tablet);
  const char *const only_ben[] = { f.staff[BEN], NULL };

  expect (&f, TABLET, push, SF_PUSH_OK, NULL);
  expect (&f, TABLET, push_new (&f, "model", KIOSK), SF_PUSH_REJECTED, "rights.object");
  expect (&f, TABLET, push_new (&f, "model", TABLET2), SF_PUSH_REJECTED, "rights.object");
  expect (&f, KIOSK, push_new (&f, "model", SCREEN), SF_PUSH_REJECTED, "rights");
  expect (&f, SCREEN2, push_new (&f, "model", SCREEN), SF_PUSH_REJECTED, "rights");
  /* A take-back of what stands on another screen; one that names nothing. */
  push = push_new (&f, "back", SCREEN2);
  sf_record_set_text (push, SF_PUSH_SUBJECT, id);
  expect (&f, TABLET, push, SF_PUSH_REJECTED, "rights.object");
  expect (&f, TABLET, push_new (&f, "back", SCREEN), SF_PUSH_QUARANTINED, "invalid");
  expect (&f, TABLET, push_new (&f, "view", SCREEN), SF_PUSH_QUARANTINED, "invalid");
  sf_record_set_set (own, SF_DEVICE_CONSULTANTS, only_ben);
  g_assert_true (sf_ingest_put (f.ingest, own, NULL));
  expect (&f, TABLET, push_new (&f, "model", SCREEN), SF_PUSH_REJECTED, "rights.by");
  fixture_tear_down (&f);
}

static void
test_push_times (void)
{
  WITH_FIXTURE (f);
  static const struct { const char *what; gint64 for_ms, end; gboolean good; } rows[] = {
    { "model", 900000, 900000, TRUE }, { "model", 900000, 0, TRUE }, { "model", 900000, -1, FALSE }, { "model", 0, 900000, FALSE },
    { "model", 14400000, 15000000, TRUE }, { "model", 14400000, 15000001, FALSE }, { "model", 14400001, 900000, FALSE },
    { "call", 60000, 60000, TRUE }, { "call", 60001, 60000, FALSE }, { "welcome", 1000, 601001, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    SfRecord *push = push_new (&f, rows[i].what, SCREEN);
    SfPushResult *result;

    sf_record_set_int (push, SF_PUSH_FOR_MS, rows[i].for_ms);
    sf_record_set_int (push, SF_PUSH_NOT_AFTER, sf_record_get_int (push, SF_PUSH_AT) + rows[i].end);
    result = fixture_do (&f, TABLET, "create", push, NULL);
    g_assert_cmpint (result->status, ==, rows[i].good ? SF_PUSH_OK : SF_PUSH_QUARANTINED);
    sf_push_result_free (result);
  }
  fixture_tear_down (&f);
}

static void
add_consent_as (Fixture *f, const char *id, const char *visit, const char *purpose)
{
  g_autofree char *notice = fixture_id (f);
  const char *const purposes[] = { purpose, NULL };
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (consent, SF_CONSENT_VISIT, visit);
  sf_record_set_text (consent, SF_CONSENT_NOTICE, notice);
  sf_record_set_text (consent, SF_CONSENT_SHA256, "0000000000000000000000000000000000000000000000000000000000000000");
  sf_record_set_text (consent, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "spoken");
  sf_record_set_int (consent, SF_CONSENT_AT, FIXTURE_NOW);
  fixture_ok (f, TABLET, "create", consent, NULL);
}

static char *
add_consent (Fixture *f, const char *visit, const char *purpose)
{
  char *id = fixture_id (f);

  add_consent_as (f, id, visit, purpose);
  return id;
}

/* Pushes a welcome by name and says whether the name was kept. */
static gboolean
named (Fixture *f, const char *visit, const char *consent)
{
  SfRecord *push = push_new (f, "welcome", SCREEN);
  g_autofree char *id = g_strdup (sf_record_get_id (push));
  g_autoptr(SfRecord) again = NULL, kept = NULL;
  SfPushResult *result, *second;
  gboolean yes;

  sf_record_set_text (push, SF_PUSH_GUEST, "王先生");
  if (visit != NULL)
    sf_record_set_text (push, SF_PUSH_VISIT, visit);
  if (consent != NULL)
    sf_record_set_text (push, SF_PUSH_CONSENT, consent);
  again = sf_record_ref (push);
  result = fixture_do (f, TABLET, "create", push, NULL);
  kept = fixture_get (f, SF_KIND_PUSH, id);
  yes = !sf_record_is_null (kept, SF_PUSH_GUEST);
  g_assert_cmpint (result->status, ==, yes ? SF_PUSH_OK : SF_PUSH_MERGED);
  g_assert_cmpstr (result->code, ==, yes ? NULL : "consent.missing");
  /* The same again, as after a restore: it is the same fact. */
  second = fixture_do (f, TABLET, "create", g_steal_pointer (&again), NULL);
  g_assert_cmpint (second->status, ==, SF_PUSH_DUP);
  sf_push_result_free (result);
  sf_push_result_free (second);
  return yes;
}

static void
test_name (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *other = fixture_check_in (&f, KIOSK, "see");
  g_autofree char *welcome = add_consent (&f, visit, "welcome"), *news = add_consent (&f, visit, "news"), *nobody = fixture_id (&f);

  g_assert_true (named (&f, visit, welcome));
  g_assert_false (named (&f, visit, news));
  g_assert_false (named (&f, other, welcome));
  g_assert_false (named (&f, NULL, welcome));
  g_assert_false (named (&f, visit, NULL));
  g_assert_false (named (&f, visit, nobody));
  fixture_tear_down (&f);
}

/* The consent came later than the welcome that named it: what was struck out stays struck out, and nothing is in conflict. */
static void
test_name_stays_out (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *id = NULL;
  SfRecord *push = push_new (&f, "welcome", SCREEN);
  g_autoptr(SfRecord) later = NULL;
  g_autofree char *consent_id = fixture_id (&f);

  id = g_strdup (sf_record_get_id (push));
  sf_record_set_text (push, SF_PUSH_GUEST, "王先生");
  sf_record_set_text (push, SF_PUSH_VISIT, visit);
  sf_record_set_text (push, SF_PUSH_CONSENT, consent_id);
  later = sf_record_ref (push);
  expect (&f, TABLET, push, SF_PUSH_MERGED, "consent.missing");
  add_consent_as (&f, consent_id, visit, "welcome");
  expect (&f, TABLET, g_steal_pointer (&later), SF_PUSH_DUP, NULL);
  g_assert_cmpint (sf_server_store_n_conflicts (f.store, id, FALSE), ==, 0);
  fixture_tear_down (&f);
}

static SfRecord *
showing (const char *display)
{
  g_autofree char *id = sf_uuid_derive (display, "showing", 0);
  SfRecord *record = sf_record_new (SF_KIND_SHOWING, id);

  sf_record_set_text (record, SF_SHOWING_DISPLAY, display);
  sf_record_set_text (record, SF_SHOWING_WHAT, "push");
  sf_record_set_text (record, SF_SHOWING_PUSH, MODEL_ID);
  sf_record_set_int (record, SF_SHOWING_SINCE, FIXTURE_NOW);
  return record;
}

static void
test_showing (void)
{
  WITH_FIXTURE (f);
  const char *mine = f.dev[SCREEN].peer.device_id, *other = f.dev[SCREEN2].peer.device_id;
  g_autofree char *id = sf_uuid_derive (mine, "showing", 0);
  g_autoptr(SfRecord) kept = NULL, cleared = NULL;
  SfRecord *patch = showing (mine), *foreign = showing (other), *moved = showing (mine);

  fixture_ok (&f, SCREEN, "patch", patch, NULL);
  kept = fixture_get (&f, SF_KIND_SHOWING, id);
  assert_text (kept, SF_SHOWING_PUSH, MODEL_ID);
  fixture_refused (&f, SCREEN, "patch", foreign, NULL, "rights.object");
  sf_record_set_text (moved, SF_SHOWING_DISPLAY, other);
  fixture_refused (&f, SCREEN, "patch", moved, NULL, "rights.object");
  fixture_refused (&f, TABLET, "patch", showing (mine), NULL, "rights");
  patch = showing (mine);
  sf_record_set_text (patch, SF_SHOWING_WHAT, "programme");
  sf_record_set_null (patch, SF_SHOWING_PUSH);
  fixture_ok (&f, SCREEN, "patch", patch, NULL);
  cleared = fixture_get (&f, SF_KIND_SHOWING, id);
  assert_text (cleared, SF_SHOWING_PUSH, NULL);
  fixture_tear_down (&f);
}

/* --- plays -------------------------------------------------------------------------------------------------------------- */

static char *
add_item (Fixture *f)
{
  g_autofree char *id = fixture_id (f), *media = fixture_id (f), *playlist = fixture_id (f);
  g_autoptr(SfRecord) item = sf_record_new (SF_KIND_PLAYLIST_ITEM, id);
  g_autoptr(GError) error = NULL;

  sf_record_set_text (item, SF_PLAYLIST_ITEM_PLAYLIST, playlist);
  sf_record_set_text (item, SF_PLAYLIST_ITEM_MEDIA, media);
  sf_record_set_int (item, SF_PLAYLIST_ITEM_POSITION, 1);
  g_assert_true (sf_ingest_put (f->ingest, item, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&id);
}

static SfRecord *
play_new (Fixture *f, guint screen, const char *item, gint64 at)
{
  g_autofree char *id = fixture_id (f), *media = fixture_id (f);
  SfRecord *play = sf_record_new (SF_KIND_PLAY, id);

  sf_record_set_text (play, SF_PLAY_DISPLAY, f->dev[screen].peer.device_id);
  sf_record_set_text (play, SF_PLAY_ITEM, item);
  sf_record_set_text (play, SF_PLAY_MEDIA, media);
  sf_record_set_text (play, SF_PLAY_DAY, FIXTURE_DAY);
  sf_record_set_int (play, SF_PLAY_AT, at);
  sf_record_set_int (play, SF_PLAY_FOR_MS, 8000);
  return play;
}

static gboolean
is_in_bucket (Fixture *f, const char *bucket, const char *id)
{
  SfPull pull = { .bucket = (char *) bucket };
  g_autoptr(SfRowPage) page = sf_server_store_pull (f->store, &pull, NULL);

  for (guint i = 0; i < page->rows->len; i++)
    if (g_strcmp0 (((SfRow *) page->rows->pdata[i])->id, id) == 0)
      return TRUE;
  return FALSE;
}

static void
test_play (void)
{
  WITH_FIXTURE (f);
  g_autofree char *item = add_item (&f), *nobody = fixture_id (&f), *id = NULL, *own = g_strconcat ("dev:", f.dev[SCREEN].peer.device_id, NULL);
  SfRecord *play = play_new (&f, SCREEN, item, FIXTURE_NOW), *again = sf_record_ref (play);
  g_autoptr(GError) error = NULL;
  gint64 count = 0;
  guint8 sum[SF_LINK_LEN];

  id = g_strdup (sf_record_get_id (play));
  expect (&f, SCREEN, play, SF_PUSH_OK, NULL);
  expect (&f, SCREEN, again, SF_PUSH_DUP, NULL);
  expect (&f, SCREEN, play_new (&f, SCREEN2, item, FIXTURE_NOW), SF_PUSH_REJECTED, "rights.object");
  expect (&f, SCREEN, play_new (&f, SCREEN, nobody, FIXTURE_NOW), SF_PUSH_REJECTED, "play.unknown");
  expect (&f, TABLET, play_new (&f, SCREEN, item, FIXTURE_NOW), SF_PUSH_REJECTED, "rights");
  /* The server keeps it in its own bucket, which nobody may follow; feed, sums and chain hold. */
  g_assert_true (is_in_bucket (&f, "log", id));
  g_assert_false (is_in_bucket (&f, "crm", id) || is_in_bucket (&f, "pub", id) || is_in_bucket (&f, own, id));
  for (guint dev = 0; dev < N_DEVICES; dev++) {
    SfPull pull = { .bucket = (char *) "log" };

    g_assert_null (sf_ingest_pull (f.ingest, &f.dev[dev].peer, &pull, NULL));
  }
  g_assert_true (sf_server_store_sum (f.store, "log", &count, sum, &error));
  g_assert_cmpint (count, ==, 1);
  g_assert_true (sf_server_store_verify (f.store, &error));
  g_assert_no_error (error);
  fixture_reopen (&f);
  g_assert_true (sf_server_store_verify (f.store, &error));
  fixture_tear_down (&f);
}

static void
on_head (const char *scope, gint64 head, gpointer data)
{
  (*(guint *) data)++;
}

/* What only the server keeps wakes nobody; what a screen shows does. */
static void
test_play_is_no_news (void)
{
  WITH_FIXTURE (f);
  g_autofree char *item = add_item (&f);
  guint told = 0;

  sf_ingest_set_head_func (f.ingest, on_head, &told);
  expect (&f, SCREEN, play_new (&f, SCREEN, item, FIXTURE_NOW), SF_PUSH_OK, NULL);
  g_assert_cmpuint (told, ==, 0);
  fixture_ok (&f, SCREEN, "patch", showing (f.dev[SCREEN].peer.device_id), NULL);
  g_assert_cmpuint (told, ==, 1);
  fixture_tear_down (&f);
}

/* An item that was taken off its list while the screen was away was played all the same. */
static void
test_play_of_gone_item (void)
{
  WITH_FIXTURE (f);
  g_autofree char *item = add_item (&f);

  g_assert_true (sf_server_store_begin (f.store, NULL));
  g_assert_true (sf_server_store_remove (f.store, SF_KIND_PLAYLIST_ITEM, item, NULL));
  g_assert_true (sf_server_store_commit (f.store, NULL));
  expect (&f, SCREEN, play_new (&f, SCREEN, item, FIXTURE_NOW), SF_PUSH_OK, NULL);
  fixture_tear_down (&f);
}

/* Played in 1970, reported today: the stamp, made when the time was known, tells when it was. */
static void
test_play_guessed (void)
{
  WITH_FIXTURE (f);
  g_autofree char *item = add_item (&f), *id = NULL, *id_2 = NULL;
  SfRecord *play = play_new (&f, SCREEN, item, 5000), *unsure = NULL;
  g_autoptr(SfRecord) kept = NULL, kept_2 = NULL;
  g_autoptr(SfPush) push = fixture_push_new (SCREEN);
  g_autoptr(SfPushReply) reply = NULL;
  g_autofree char *body = NULL;
  gboolean fork;
  gint64 now = sf_clock_wall_ms (f.clock);

  id = g_strdup (sf_record_get_id (play));
  sf_record_set_text (play, SF_PLAY_DAY, "1970-01-01");
  sf_record_set_int (play, SF_PLAY_CLOCK, 1);
  fixture_ok (&f, SCREEN, "create", play, NULL);
  kept = fixture_get (&f, SF_KIND_PLAY, id);
  g_assert_cmpint (sf_record_get_int (kept, SF_PLAY_AT), ==, now - 8000);
  assert_text (kept, SF_PLAY_DAY, FIXTURE_DAY);
  g_assert_true (sf_record_is_null (kept, SF_PLAY_CLOCK));
  /* After another restart even the stamp is a guess: it stays what it is and says so. */
  unsure = play_new (&f, SCREEN, item, FIXTURE_NOW - 5000);
  id_2 = g_strdup (sf_record_get_id (unsure));
  sf_record_set_int (unsure, SF_PLAY_CLOCK, 1);
  body = fixture_body ("create", unsure, NULL);
  fixture_add (&f, SCREEN, push, body);
  g_free (((SfPushItem *) push->items->pdata[0])->clk);
  ((SfPushItem *) push->items->pdata[0])->clk = g_strdup ("est");
  reply = sf_ingest_push (f.ingest, &f.dev[SCREEN].peer, push, &fork, NULL);
  kept_2 = fixture_get (&f, SF_KIND_PLAY, id_2);
  g_assert_cmpint (sf_record_get_int (kept_2, SF_PLAY_AT), ==, FIXTURE_NOW - 5000);
  g_assert_cmpint (sf_record_get_int (kept_2, SF_PLAY_CLOCK), ==, 1);
  sf_record_unref (unsure);
  fixture_tear_down (&f);
}

/* --- the direct way ----------------------------------------------------------------------------------------------------- */

static SfRecord *
lan_of (Fixture *f, guint screen)
{
  g_autofree char *id = sf_uuid_derive (f->dev[screen].peer.device_id, "lan", 0);

  return fixture_get (f, SF_KIND_LAN, id);
}

static void
test_lan (void)
{
  WITH_FIXTURE (f);
  guint8 one[32], again[32], two[32], zero[32] = { 0 };
  g_autoptr(SfRecord) first = NULL, moved = NULL, renewed = NULL, gone = NULL;
  g_autofree char *hex = NULL, *fresh = NULL;
  g_autoptr(GError) error = NULL;
  gint64 head;

  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[SCREEN].peer, "10.0.0.5:4000", one, &error));
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[SCREEN2].peer, "10.0.0.6:4000", two, &error));
  g_assert_no_error (error);
  g_assert_false (sf_ingest_lan (f.ingest, &f.dev[KIOSK].peer, "10.0.0.7:4000", again, NULL));
  g_assert_true (memcmp (one, two, 32) != 0 && memcmp (one, zero, 32) != 0);
  first = lan_of (&f, SCREEN);
  hex = sf_hex (one, 32);
  assert_text (first, SF_LAN_KEY, hex);
  /* Asked again: the same key, and nothing is written unless it moved. */
  {
    g_autoptr(GPtrArray) acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free), after = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

    sf_server_store_heads (f.store, acks);
    head = ((SfAck *) acks->pdata[0])->head;
    g_assert_true (sf_ingest_lan (f.ingest, &f.dev[SCREEN].peer, "10.0.0.5:4000", again, NULL));
    sf_server_store_heads (f.store, after);
    g_assert_cmpint (((SfAck *) after->pdata[0])->head, ==, head);
  }
  g_assert_cmpmem (one, 32, again, 32);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[SCREEN].peer, "10.0.0.5:4001", again, NULL));
  moved = lan_of (&f, SCREEN);
  assert_text (moved, SF_LAN_ADDRESS, "10.0.0.5:4001");
  g_assert_cmpmem (one, 32, again, 32);
  /* A tablet is withdrawn: every key is new. A screen is: it is reached no more. */
  g_assert_true (sf_ingest_forget_device (f.ingest, f.dev[TABLET2].peer.device_id, NULL));
  renewed = lan_of (&f, SCREEN);
  fresh = g_strdup (sf_record_get_text (renewed, SF_LAN_KEY));
  g_assert_cmpstr (fresh, !=, hex);
  g_assert_true (sf_ingest_forget_device (f.ingest, f.dev[SCREEN].peer.device_id, NULL));
  gone = lan_of (&f, SCREEN);
  g_assert_null (gone);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[SCREEN2].peer, "10.0.0.6:4000", again, NULL));
  g_assert_true (memcmp (two, again, 32) != 0);
  fixture_tear_down (&f);
}

/* Erasing a person takes their name out of what the wall said, too. */
static void
test_erased (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in_phone (&f, KIOSK, "+8613800138000", "first"), *welcome = add_consent (&f, visit, "welcome"), *id = NULL;
  g_autoptr(SfRecord) status = fixture_status (&f, visit), kept = NULL, rest = NULL;
  SfRecord *push = push_new (&f, "welcome", SCREEN);

  id = g_strdup (sf_record_get_id (push));
  sf_record_set_text (push, SF_PUSH_GUEST, "王先生");
  sf_record_set_text (push, SF_PUSH_VISIT, visit);
  sf_record_set_text (push, SF_PUSH_CONSENT, welcome);
  expect (&f, TABLET, push, SF_PUSH_OK, NULL);
  kept = fixture_get (&f, SF_KIND_PUSH, id);
  assert_text (kept, SF_PUSH_GUEST, "王先生");
  g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_CUSTOMER, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER), NULL));
  rest = fixture_get (&f, SF_KIND_PUSH, id);
  assert_text (rest, SF_PUSH_GUEST, NULL);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/screen/push", test_push);
  g_test_add_func ("/screen/push-refused", test_push_refused);
  g_test_add_func ("/screen/push-times", test_push_times);
  g_test_add_func ("/screen/name", test_name);
  g_test_add_func ("/screen/name-stays-out", test_name_stays_out);
  g_test_add_func ("/screen/showing", test_showing);
  g_test_add_func ("/screen/play", test_play);
  g_test_add_func ("/screen/play-is-no-news", test_play_is_no_news);
  g_test_add_func ("/screen/play-of-gone-item", test_play_of_gone_item);
  g_test_add_func ("/screen/play-guessed", test_play_guessed);
  g_test_add_func ("/screen/lan", test_lan);
  g_test_add_func ("/screen/erased", test_erased);
  return g_test_run ();
}
