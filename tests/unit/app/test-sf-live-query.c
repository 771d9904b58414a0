/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

typedef struct { guint emissions, position, removed, added; } Seen;

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, Seen *seen)
{
  seen->emissions++;
  seen->position = position;
  seen->removed = removed;
  seen->added = added;
}

static guint
length (SfLiveQuery *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

static SfLiveQuery *
people (AppFixture *f, Seen *seen)
{
  SfQuery query = { .kind = SF_KIND_CONSULTANT, .order = SF_CONSULTANT_POSITION };
  SfLiveQuery *list = sf_live_query_new (f->device, &query);

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), seen);
  app_wait (sf_live_query_get_loaded (list));
  return list;
}

static void
test_follows (AppFixture *f, gconstpointer role)
{
  Seen seen = { 0 };
  g_autoptr(SfLiveQuery) list = people (f, &seen);
  gpointer first;

  g_assert_cmpuint (length (list), ==, 0);
  app_furnish (f);
  app_wait (length (list) == 2);
  first = sf_live_query_peek (list, 0);
  g_assert_cmpstr (sf_item_get_id (first), ==, APP_LI);

  /* One changed: one place is announced, the other object stays. */
  seen.emissions = 0;
  app_page (f, app_consultant (APP_WANG, "王小芳", 2), NULL);
  app_wait (seen.emissions == 1);
  g_assert_cmpuint (seen.position, ==, 1);
  g_assert_cmpuint (seen.removed, ==, 1);
  g_assert_cmpuint (seen.added, ==, 1);
  g_assert_true (sf_live_query_peek (list, 0) == first);

  /* Gone at the server: gone here. */
  app_gone (f, app_consultant (APP_LI, "李明", 1));
  app_wait (length (list) == 1);
  g_assert_null (sf_live_query_find_id (list, APP_LI));
}

static void
test_other_kinds_are_silent (AppFixture *f, gconstpointer role)
{
  Seen seen = { 0 };
  g_autoptr(SfLiveQuery) list = NULL;
  g_autoptr(SfLiveQuery) settings = NULL;
  SfQuery query = { .kind = SF_KIND_SETTING, .order = -1 };

  app_furnish (f);
  list = people (f, &seen);
  settings = sf_live_query_new (f->device, &query);
  seen.emissions = 0;
  app_page (f, app_setting ("a", "1"), NULL);
  app_wait (length (settings) == 1);
  g_assert_cmpuint (seen.emissions, ==, 0);
}

static void
test_another_question (AppFixture *f, gconstpointer role)
{
  SfQuery query = { .kind = SF_KIND_ROSTER, .order = -1, .n_conds = 1, .conds = { { SF_ROSTER_CONSULTANT, SF_OP_EQ, 0, APP_LI } } };
  g_autoptr(SfLiveQuery) list = NULL;

  app_furnish (f);
  list = sf_live_query_new (f->device, &query);
  app_wait (length (list) == 1);
  query.conds[0].s = APP_WANG;
  sf_live_query_set_query (list, &query);
  g_assert_cmpuint (length (list), ==, 0);      /* what the last question showed goes at once */
  app_wait (length (list) == 1);
  g_assert_nonnull (sf_live_query_find (list, SF_ROSTER_CONSULTANT, APP_WANG));
}

static void
test_pending (AppFixture *f, gconstpointer role)
{
  SfQuery query = { .kind = SF_KIND_ROSTER, .order = -1, .n_conds = 1, .conds = { { SF_ROSTER_CONSULTANT, SF_OP_EQ, 0, APP_LI } } };
  g_autoptr(SfLiveQuery) list = NULL;
  g_autoptr(SfRecord) patch = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);

  app_furnish (f);
  list = sf_live_query_new (f->device, &query);
  app_wait (length (list) == 1);
  g_assert_false (sf_item_get_pending (sf_live_query_peek (list, 0)));
  patch = sf_record_new (SF_KIND_ROSTER, sf_item_get_id (sf_live_query_peek (list, 0)));
  sf_record_set_text (patch, SF_ROSTER_PRESENCE, "away");
  g_ptr_array_add (mutations, sf_mutation_new ("patch", patch, APP_LI));
  sf_device_commit_async (f->device, mutations, app_take_result, &result);
  app_wait (result != NULL);
  g_assert_true (sf_device_commit_finish (f->device, result, NULL));
  app_wait (sf_item_get_pending (sf_live_query_peek (list, 0)));
  g_assert_cmpstr (sf_record_get_text (sf_item_get_record (sf_live_query_peek (list, 0)), SF_ROSTER_PRESENCE), ==, "away");
  app_wait (sf_device_get_pending (f->device) == 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/live-query/follows", AppFixture, "tablet", app_set_up, test_follows, app_tear_down);
  g_test_add ("/app/live-query/other-kinds", AppFixture, "tablet", app_set_up, test_other_kinds_are_silent, app_tear_down);
  g_test_add ("/app/live-query/another-question", AppFixture, "tablet", app_set_up, test_another_question, app_tear_down);
  g_test_add ("/app/live-query/pending", AppFixture, "tablet", app_set_up, test_pending, app_tear_down);
  return g_test_run ();
}
