/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-programme.h"

#define SCREEN "01939f6e-8f00-7000-8000-00000000d001"
#define OTHER "01939f6e-8f00-7000-8000-00000000d002"

static SfRecord *
add (GPtrArray *lists, const char *id, int rank)
{
  SfRecord *list = sf_record_new (SF_KIND_PLAYLIST, id);

  sf_record_set_int (list, SF_PLAYLIST_ACTIVE, 1);
  if (rank > 0)
    sf_record_set_int (list, SF_PLAYLIST_RANK, rank);
  g_ptr_array_add (lists, list);
  return list;
}

static void
expect (GPtrArray *lists, const SfProgrammeAsk *ask, const char *ids)
{
  g_autoptr(GPtrArray) order = sf_programme_order (lists, ask);
  g_autoptr(GString) got = g_string_new (NULL);

  for (guint i = 0; i < order->len; i++)
    g_string_append_printf (got, "%s%s", i > 0 ? " " : "", sf_record_get_id (order->pdata[i]));
  g_assert_cmpstr (got->str, ==, ids);
}

static void
test_screens (void)
{
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  const char *const here[] = { SCREEN, NULL }, *const there[] = { OTHER, NULL };
  SfProgrammeAsk ask = { SCREEN, TRUE, "2026-11-22", 600, NULL };
  SfRecord *aside;

  add (lists, "all", 1);
  sf_record_set_set (add (lists, "here", 3), SF_PLAYLIST_SCREENS, here);
  sf_record_set_set (add (lists, "there", 9), SF_PLAYLIST_SCREENS, there);
  aside = add (lists, "aside", 9);
  sf_record_set_int (aside, SF_PLAYLIST_ACTIVE, 0);
  expect (lists, &ask, "here all");
  ask.trusted = FALSE;
  expect (lists, &ask, "here all");
  ask.screen = NULL;
  expect (lists, &ask, "all");
}

static void
test_dates (void)
{
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  SfProgrammeAsk ask = { SCREEN, TRUE, "2026-11-22", 600, NULL };
  SfRecord *list;

  add (lists, "always", 1);
  list = add (lists, "week", 5);
  sf_record_set_text (list, SF_PLAYLIST_FROM, "2026-11-20");
  sf_record_set_text (list, SF_PLAYLIST_UNTIL, "2026-11-22");
  expect (lists, &ask, "week always");
  ask.day = "2026-11-19";
  expect (lists, &ask, "always");
  ask.day = "2026-11-20";
  expect (lists, &ask, "week always");
  ask.day = "2026-11-23";
  expect (lists, &ask, "always");
  /* Nobody knows the day: what always fits first, then the rest rather than nothing; what was on last before both. */
  ask.day = "1970-01-01";
  ask.trusted = FALSE;
  expect (lists, &ask, "always week");
  ask.last = "week";
  expect (lists, &ask, "week always");
  ask.last = "gone";
  expect (lists, &ask, "always week");
}

static void
test_dayparts (void)
{
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  SfProgrammeAsk ask = { SCREEN, TRUE, "2026-11-22", 0, NULL };
  SfRecord *noon = add (lists, "noon", 2), *night = add (lists, "night", 2), *zero = add (lists, "zero", 1);

  sf_record_set_int (noon, SF_PLAYLIST_DAY_FROM, 11 * 60);
  sf_record_set_int (noon, SF_PLAYLIST_DAY_TO, 13 * 60);
  sf_record_set_int (night, SF_PLAYLIST_DAY_FROM, 22 * 60);
  sf_record_set_int (night, SF_PLAYLIST_DAY_TO, 2 * 60);
  sf_record_set_text (night, SF_PLAYLIST_UNTIL, "2026-11-22");
  sf_record_set_int (zero, SF_PLAYLIST_DAY_FROM, 600);
  sf_record_set_int (zero, SF_PLAYLIST_DAY_TO, 600);
  ask.minute = 659;
  expect (lists, &ask, "zero");
  ask.minute = 660;
  expect (lists, &ask, "noon zero");
  ask.minute = 780;
  expect (lists, &ask, "zero");
  ask.minute = 1320;
  expect (lists, &ask, "night zero");
  /* The last night ends after its midnight, and does not begin again. */
  ask.day = "2026-11-23";
  ask.minute = 119;
  expect (lists, &ask, "night zero");
  ask.minute = 120;
  expect (lists, &ask, "zero");
  ask.minute = 1320;
  expect (lists, &ask, "zero");
}

static void
test_items (void)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autoptr(GPtrArray) found = NULL;
  static const struct { const char *id, *list; int position; } all[] = { { "c", "one", 2 }, { "a", "one", 7 }, { "x", "two", 1 }, { "b", "one", 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    SfRecord *item = sf_record_new (SF_KIND_PLAYLIST_ITEM, all[i].id);

    sf_record_set_text (item, SF_PLAYLIST_ITEM_PLAYLIST, all[i].list);
    sf_record_set_int (item, SF_PLAYLIST_ITEM_POSITION, all[i].position);
    g_ptr_array_add (items, item);
  }
  found = sf_programme_items (items, "one");
  g_assert_cmpuint (found->len, ==, 3);
  g_assert_cmpstr (sf_record_get_id (found->pdata[0]), ==, "b");
  g_assert_cmpstr (sf_record_get_id (found->pdata[1]), ==, "c");
  g_assert_cmpstr (sf_record_get_id (found->pdata[2]), ==, "a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/programme/screens", test_screens);
  g_test_add_func ("/programme/dates", test_dates);
  g_test_add_func ("/programme/dayparts", test_dayparts);
  g_test_add_func ("/programme/items", test_items);
  return g_test_run ();
}
