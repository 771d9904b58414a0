/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/kiosk/sf-kiosk-flow.h"

/* Follows a way from the first page to the ticket; says the pages joined by '>'. */
static char *
walk (const char *purpose, const char *said, gboolean has_phone, gboolean may_phone, gboolean may_scan)
{
  const gboolean collects = g_str_equal (purpose, "collect");
  const SfKioskAnswers answers = { .purpose = purpose, .before = collects ? NULL : said, .collect = collects ? said : NULL,
                                   .is_signed = g_strcmp0 (said, "signed") == 0, .has_phone = has_phone, .may_phone = may_phone, .may_scan = may_scan };
  GString *way = g_string_new (NULL);
  const char *page = NULL;

  while ((page = sf_kiosk_flow_next (&answers, page)) != NULL)
    {
      g_assert_cmpuint (way->len, <, 100);
      g_string_append_printf (way, "%s%s", way->len ? ">" : "", page);
    }
  return g_string_free (way, FALSE);
}

static void
test_ways (void)
{
  static const struct { const char *purpose, *said; gboolean has, may; const char *way; gboolean scan; } ways[] = {
    { "see", NULL, FALSE, TRUE, "before>car>name>phone" },
    { "see", "first", FALSE, TRUE, "before>car>name>phone" },
    { "see", "repeat", FALSE, TRUE, "before>who>name" },
    { "see", "first", FALSE, FALSE, "before>car>name" },          /* no notice: no number may be asked for */
    { "drive", NULL, FALSE, TRUE, "car>ride>name>phone" },
    { "drive", NULL, FALSE, FALSE, "car>ride>name" },
    { "appointment", NULL, FALSE, TRUE, "phone>name" },
    { "appointment", NULL, TRUE, TRUE, "phone" },
    { "appointment", NULL, FALSE, FALSE, "name" },
    { "appointment", NULL, FALSE, TRUE, "scan>phone>name", TRUE },
    { "see", NULL, FALSE, TRUE, "before>car>name>phone", TRUE },
    { "service", NULL, FALSE, TRUE, "plate>what" },
    { "collect", NULL, FALSE, TRUE, "collect>plate" },
    { "collect", "service", FALSE, TRUE, "collect>plate" },
    { "collect", "new", FALSE, TRUE, "collect>phone>name" },
    { "collect", "new", TRUE, TRUE, "collect>phone" },
    { "event", NULL, FALSE, TRUE, "events>name>phone" },
    { "event", "signed", FALSE, TRUE, "events>phone>name" },
    { "event", "signed", TRUE, TRUE, "events>phone" },
    { "browse", NULL, FALSE, TRUE, "" },
    { "unheard of", NULL, FALSE, TRUE, "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *way = walk (ways[i].purpose, ways[i].said, ways[i].has, ways[i].may, ways[i].scan);
      g_assert_cmpstr (way, ==, ways[i].way);
    }
}

static void
test_steps (void)
{
  const SfKioskAnswers first = { .purpose = "see", .before = "first", .may_phone = TRUE };
  const SfKioskAnswers silent = { .purpose = "see", .before = "first" };
  const SfKioskAnswers large = { .purpose = "see", .before = "first", .may_phone = TRUE, .is_large = TRUE };
  guint length;

  /* In large text the notice is read before the number's page. */
  g_assert_cmpstr (sf_kiosk_flow_next (&large, "name"), ==, "told");
  g_assert_cmpstr (sf_kiosk_flow_next (&large, "told"), ==, "phone");
  g_assert_cmpuint (sf_kiosk_flow_step (&first, "before", &length), ==, 1);
  g_assert_cmpuint (length, ==, 4);
  g_assert_cmpuint (sf_kiosk_flow_step (&first, "phone", &length), ==, 4);
  g_assert_cmpuint (sf_kiosk_flow_step (&silent, "name", &length), ==, 3);
  g_assert_cmpuint (length, ==, 3);
  g_assert_cmpuint (sf_kiosk_flow_step (&first, "ticket", &length), ==, 0);
}

/* Touches of experience.md 2.2: one for the tile, one a page (the page of surnames takes two; a plate counts as one), none for the ticket. */
static void
test_touches (void)
{
  static const struct { const char *purpose, *before; guint touches; } budget[] = {
    { "see", "first", 6 }, { "see", "repeat", 5 }, { "browse", NULL, 1 }, { "service", NULL, 3 }, { "collect", NULL, 3 } };
  for (guint i = 0; i < G_N_ELEMENTS (budget); i++)
    {
      const SfKioskAnswers answers = { .purpose = budget[i].purpose, .before = budget[i].before, .may_phone = TRUE };
      guint touches = 1;
      for (const char *page = sf_kiosk_flow_next (&answers, NULL); page; page = sf_kiosk_flow_next (&answers, page))
        touches += g_str_equal (page, "name") ? 2 : 1;
      g_assert_cmpuint (touches, ==, budget[i].touches);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/kiosk-flow/ways", test_ways);
  g_test_add_func ("/ui/kiosk-flow/steps", test_steps);
  g_test_add_func ("/ui/kiosk-flow/touches", test_touches);
  return g_test_run ();
}
