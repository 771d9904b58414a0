/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stranger fills in, the token of the form, and who is left out of the figures. */
#include <string.h>

#include "server/sf-card-page.h"

static SfCardView *
new_view (void)
{
  SfCardView *view = g_new0 (SfCardView, 1);

  view->today = g_strdup ("2026-11-22");
  view->cars = g_ptr_array_new ();
  view->dealer = sf_record_new (SF_KIND_DEALER, "01893e0e-1111-7111-8111-111111111111");
  sf_record_set_text (view->dealer, SF_DEALER_REGION, "cn");
  return view;
}

static void
test_fields (void)
{
  static const struct { const char *text, *problem; } cases[] = {
    { "day=2026-11-22&surname=W&phone=13800138000&time=23:59&title=ms", NULL },
    { "day=2027-01-21&surname=W&phone=%2B86+138-0013-8000", NULL },
    { "day=2026-11-21&surname=W&phone=13800138000", "day" },
    { "day=2027-01-22&surname=W&phone=13800138000", "day" },
    { "day=2026-13-01&surname=W&phone=13800138000", "day" },
    { "day=22.11.2026&surname=W&phone=13800138000", "day" },
    { "surname=W&phone=13800138000", "day" },
    { "day=2026-11-22&time=24:00&surname=W&phone=13800138000", "day" },
    { "day=2026-11-22&time=1:2:3&surname=W&phone=13800138000", "day" },
    { "day=2026-11-22&surname=+%0A+&phone=13800138000", "name" },
    { "day=2026-11-22&surname=WWWWWWWWWWWWWWWWWWWWW&phone=13800138000", "name" },
    { "day=2026-11-22&surname=W&phone=110", "phone" },
    { "day=2026-11-22&surname=W&phone=", "phone" },
    { "day=2026-11-22&surname=W&phone=13800138000&title=dr", "again" },
    { "day=2026-11-22&surname=W&phone=13800138000&model=01893e0e-1111-7111-8111-111111111111", "again" },
    { "", "day" } };
  g_autoptr (SfCardView) view = new_view ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SfForm) form = sf_form_parse (cases[i].text, strlen (cases[i].text));
    SfCardForm card = { 0 };
    sf_card_form_read (&card, form);
    sf_card_form_check (&card, view);
    g_assert_cmpstr (card.problem, ==, cases[i].problem);
    if (!card.problem)
      g_assert_cmpstr (card.e164, ==, "+8613800138000");
    sf_card_form_clear (&card);
  }
}

static void
test_token (void)
{
  g_autoptr (SfClock) clock = sf_clock_new_fake (0);
  g_autoptr (SfIds) ids = sf_ids_new_seeded (3);
  g_autoptr (SfFormTokens) tokens = sf_form_tokens_new (clock, ids), others = sf_form_tokens_new (clock, ids);
  g_autofree char *token = sf_form_tokens_make (tokens, "book", "AAAA"), *late = sf_form_tokens_make (tokens, "book", "AAAA"), *foreign = sf_form_tokens_make (others, "book", "AAAA");

  g_assert_cmpint (sf_form_tokens_take (tokens, token, "book", "AAAA", 3000), ==, SF_FORM_TOKEN_EARLY);
  sf_clock_fake_advance (clock, 3000);
  g_assert_cmpint (sf_form_tokens_take (tokens, token, "leave", "AAAA", 0), ==, SF_FORM_TOKEN_WRONG);
  g_assert_cmpint (sf_form_tokens_take (tokens, token, "book", "BBBB", 0), ==, SF_FORM_TOKEN_WRONG);
  g_assert_cmpint (sf_form_tokens_take (tokens, foreign, "book", "AAAA", 0), ==, SF_FORM_TOKEN_WRONG);
  g_assert_cmpint (sf_form_tokens_take (tokens, NULL, "book", "AAAA", 0), ==, SF_FORM_TOKEN_WRONG);
  g_assert_cmpint (sf_form_tokens_take (tokens, "", "book", "AAAA", 0), ==, SF_FORM_TOKEN_WRONG);
  g_assert_cmpint (sf_form_tokens_take (tokens, token, "book", "AAAA", 3000), ==, SF_FORM_TOKEN_OK);
  g_assert_cmpint (sf_form_tokens_take (tokens, token, "book", "AAAA", 3000), ==, SF_FORM_TOKEN_USED);
  sf_clock_fake_advance (clock, 30 * 60 * 1000);
  g_assert_cmpint (sf_form_tokens_take (tokens, late, "book", "AAAA", 3000), ==, SF_FORM_TOKEN_LATE);
}

static void
test_left_out (void)
{
  static const struct { SfCaller caller; const char *why; } cases[] = {
    { { "1", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.44", FALSE, FALSE, NULL }, NULL },
    { { "1", "Mozilla/5.0 (Linux; Android 14; HeadlessChrome)", FALSE, FALSE, NULL }, NULL },
    { { "1", "Mozilla/5.0 (iPhone)", TRUE, FALSE, NULL }, "preview" },
    { { "1", "Mozilla/5.0 (iPhone)", FALSE, TRUE, NULL }, "preview" },
    { { "1", "WhatsApp/2.23", FALSE, FALSE, NULL }, "preview" },
    { { "1", "Mozilla/5.0 (compatible; Baiduspider/2.0)", FALSE, FALSE, NULL }, "bot" },
    { { "1", "curl/8.0", FALSE, FALSE, NULL }, "bot" },
    { { "1", NULL, FALSE, FALSE, NULL }, "bot" },
    { { "1", "Showfloor/0.1 (kiosk)", FALSE, FALSE, NULL }, "own" },
    { { "1", "Mozilla/5.0 (iPhone)", FALSE, FALSE, "me" }, "own" },
    { { "1", "Mozilla/5.0 (iPhone)", FALSE, FALSE, "colleague" }, "staff" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (sf_caller_left_out (&cases[i].caller, "me"), ==, cases[i].why);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card-form/fields", test_fields);
  g_test_add_func ("/card-form/token", test_token);
  g_test_add_func ("/card-form/left-out", test_left_out);
  return g_test_run ();
}
