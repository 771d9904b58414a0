/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page on a consultant's phone, as bytes: whatever people are called, it says what is so and stays a page. */
#include <string.h>

#include "fixture.h"
#include "server/sf-pocket.h"

static char *
page_of (Fixture *f, guint who, SfLang lang, const char *said, const char *about)
{
  SfHouse house = { .store = f->store, .clock = f->clock };
  g_autoptr (GError) error = NULL;
  g_autoptr (SfPocket) pocket = sf_pocket_load (&house, f->staff[who], lang, &error);

  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = sf_pocket_page (pocket, "token", FALSE, said, about);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static guint
rung (Fixture *f, const char *visit)
{
  g_autoptr (SfRecord) offer = fixture_offer (f, visit, 1);

  for (guint who = 0; who < N_STAFF; who++)
    if (g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), f->staff[who]) == 0)
      return who;
  g_assert_not_reached ();
}

static void
test_hostile (void)
{
  static const char *const names[] = { "<script>", "\"onload=", "' autofocus", "&lt;b&gt;", "</div><h1>", "javascript:" };
  Fixture f;

  fixture_set_up (&f);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    SfRecord *visit = fixture_visit (&f, KIOSK, "see");
    sf_record_set_text (visit, SF_VISIT_SURNAME, names[i]);
    g_autofree char *id = g_strdup (sf_record_get_id (visit));
    fixture_ok (&f, KIOSK, "create", visit, NULL);
  }
  for (SfLang lang = 0; lang < SF_N_LANGS; lang++)
    for (guint who = 0; who < N_STAFF; who++) {
      g_autofree char *page = page_of (&f, who, lang, "<x>", "<y>");
      g_assert_null (strstr (page, "<script>"));
      g_assert_null (strstr (page, "\"onload"));
      g_assert_null (strstr (page, "' autofocus"));
      g_assert_null (strstr (page, "</div><h1>"));
      g_assert_null (strstr (page, "<x>"));
      g_assert_null (strstr (page, "<y>"));
      g_assert_null (strstr (page, "style="));
      g_assert_nonnull (strstr (page, "&lt;script&gt;"));
    }
  fixture_tear_down (&f);
}

/* The card is on the phone it rings for, and on no other; a number or a plate is on none. */
static void
test_whose (void)
{
  Fixture f;

  fixture_set_up (&f);
  g_autofree char *visit = fixture_check_in_phone (&f, KIOSK, "+8613912345678", "first");
  guint me = rung (&f, visit);
  for (guint who = 0; who < N_STAFF; who++) {
    g_autofree char *page = page_of (&f, who, SF_LANG_EN, NULL, NULL);
    g_assert_cmpint (strstr (page, "class=\"ring\"") != NULL, ==, who == me);
    g_assert_cmpint (strstr (page, "On my way") != NULL, ==, who == me);
    g_assert_null (strstr (page, "13912345678"));
  }
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (visit, 1, f.staff[me]), f.staff[me]);
  g_autofree char *mine = page_of (&f, me, SF_LANG_EN, NULL, NULL), *late = page_of (&f, me == BEN ? CAI : BEN, SF_LANG_EN, "assign.taken", visit);
  g_assert_null (strstr (mine, "class=\"ring\""));
  g_assert_nonnull (strstr (mine, "With me"));
  g_assert_nonnull (strstr (mine, "I&#39;m with them"));
  g_assert_nonnull (strstr (late, "is already with this guest"));
  fixture_tear_down (&f);
}

/* Reception's rings are on the phones of those who may answer them. */
static void
test_reception (void)
{
  Fixture f;

  fixture_set_up (&f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "help");
  for (guint who = 0; who < N_STAFF; who++) {
    g_autofree char *page = page_of (&f, who, SF_LANG_ZH_CN, NULL, NULL);
    g_assert_cmpint (strstr (page, "class=\"ring\"") != NULL, ==, who == ROSE || who == MAX_BOSS);
  }
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pocket/hostile", test_hostile);
  g_test_add_func ("/pocket/whose", test_whose);
  g_test_add_func ("/pocket/reception", test_reception);
  return g_test_run ();
}
