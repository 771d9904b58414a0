/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "app/sf-card-desk.h"
#include "app/sf-tablet-private.h"

#define CARD_LI "00000000-0000-7000-8000-0000000000f1"
#define CARD_WANG "00000000-0000-7000-8000-0000000000f2"
#define VISIT "00000000-0000-7000-8000-0000000000e1"

typedef struct { SfTablet *tablet; SfCardDesk *desk; } Desk;

static SfRecord *
card_of (const char *id, const char *consultant)
{
  SfRecord *card = sf_record_new (SF_KIND_CARD, id);

  sf_record_set_text (card, SF_CARD_CONSULTANT, consultant);
  sf_record_set_ltext (card, SF_CARD_TITLE, SF_LANG_ZH_CN, "销售顾问");
  sf_record_set_text (card, SF_CARD_PHONE, "+8613800138000");
  sf_record_set_text (card, SF_CARD_SOCIAL, "wechat");
  sf_record_set_text (card, SF_CARD_SOCIAL_URL, "https://u.wechat.com/EAbCdEf");
  sf_record_set_int (card, SF_CARD_ACTIVE, 1);
  return card;
}

static Desk
desk_in (AppFixture *f, const char *who)
{
  Desk desk;

  app_furnish (f);
  app_page (f, card_of (CARD_LI, APP_LI), card_of (CARD_WANG, APP_WANG), NULL);
  desk.tablet = sf_tablet_new (f->device);
  desk.desk = sf_card_desk_new (desk.tablet);
  app_wait (sf_floor_dealer (sf_tablet_get_floor (desk.tablet)) != NULL && g_strcmp0 (sf_tablet_get_day (desk.tablet), "2026-11-22") == 0);
  app_wait (sf_floor_consultant (sf_tablet_get_floor (desk.tablet), who) != NULL);
  g_assert_null (sf_card_desk_get_card (desk.desk));
  sf_tablet_take_sign_in (desk.tablet, who);
  app_wait (sf_card_desk_get_card (desk.desk) != NULL && sf_card_desk_get_person (desk.desk) != NULL);
  return desk;
}

static void
desk_clear (Desk *desk)
{
  g_clear_object (&desk->desk);
  g_clear_object (&desk->tablet);
}

static char *
says (Desk *desk, SfCardCode which, const char **why)
{
  return sf_card_desk_payload (desk->desk, which, SF_LANG_ZH_CN, why);
}

static guint
count_links (AppFixture *f)
{
  g_autoptr(GPtrArray) links = app_records (f, SF_KIND_LINK);

  return links->len;
}

static void
test_codes (AppFixture *f, gconstpointer role)
{
  Desk desk = desk_in (f, APP_LI);
  const char *why = NULL;
  g_autofree char *social = says (&desk, SF_CARD_CODE_SOCIAL, &why), *vcard = says (&desk, SF_CARD_CODE_VCARD, &why), *page = says (&desk, SF_CARD_CODE_PAGE, &why);

  g_assert_cmpstr (social, ==, "https://u.wechat.com/EAbCdEf");
  g_assert_cmpstr (vcard, ==,
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:李;明;;;\r\nFN:李明\r\nORG:星河汽车\r\nTITLE:销售顾问\r\nTEL;TYPE=CELL,WORK:+8613800138000\r\nEND:VCARD\r\n");
  g_assert_null (page);
  g_assert_cmpstr (why, ==, "not-proven");
  g_assert_cmpuint (count_links (f), ==, 0);       /* nothing is made for a page that nobody could open */
  desk_clear (&desk);
}

static void
test_reasons (AppFixture *f, gconstpointer role)
{
  Desk desk = desk_in (f, APP_LI);
  const char *why = NULL;
  SfRecord *without = card_of (CARD_LI, APP_LI), *gone = card_of (CARD_LI, APP_LI);

  sf_record_set_null (without, SF_CARD_SOCIAL_URL);
  app_page (f, without, NULL);
  app_wait (sf_record_is_null (sf_card_desk_get_card (desk.desk), SF_CARD_SOCIAL_URL));
  g_assert_null (says (&desk, SF_CARD_CODE_SOCIAL, &why));
  g_assert_cmpstr (why, ==, "no-social");
  sf_record_set_int (gone, SF_CARD_ACTIVE, 0);
  app_page (f, gone, NULL);
  app_wait (sf_card_desk_get_card (desk.desk) == NULL);
  for (guint i = SF_CARD_CODE_SOCIAL; i <= SF_CARD_CODE_VCARD; i++) {
    g_assert_null (says (&desk, (SfCardCode) i, &why));
    g_assert_cmpstr (why, ==, "no-card");
  }
  desk_clear (&desk);
}

/* One link for colleague and tablet, made with no server to ask, the same after a restart; another colleague has their own. */
static void
test_page (AppFixture *f, gconstpointer role)
{
  Desk desk = desk_in (f, APP_LI);
  const char *why = NULL;
  g_autofree char *first = NULL, *again = NULL, *other = NULL, *gone = NULL;
  g_autoptr(GPtrArray) links = NULL;

  app_page (f, app_setting ("public.url", "https://card.example.com"), NULL);
  app_wait ((first = says (&desk, SF_CARD_CODE_PAGE, &why)) != NULL);
  g_assert_true (g_str_has_prefix (first, "HTTPS://CARD.EXAMPLE.COM/C/"));
  links = app_records (f, SF_KIND_LINK);
  g_assert_cmpuint (links->len, ==, 1);
  g_assert_cmpstr (sf_record_get_text (links->pdata[0], SF_LINK_SLUG), ==, strrchr (first, '/') + 1);
  g_assert_cmpstr (sf_record_get_text (links->pdata[0], SF_LINK_CHANNEL), ==, "tablet");
  g_assert_cmpstr (sf_record_get_text (links->pdata[0], SF_LINK_CARD), ==, CARD_LI);
  g_assert_cmpstr (sf_record_get_text (links->pdata[0], SF_LINK_DEVICE), ==, APP_DEVICE);
  desk_clear (&desk);

  desk = desk_in (f, APP_LI);
  app_wait ((again = says (&desk, SF_CARD_CODE_PAGE, &why)) != NULL);
  g_assert_cmpstr (again, ==, first);
  sf_tablet_take_sign_in (desk.tablet, APP_WANG);
  app_wait ((other = says (&desk, SF_CARD_CODE_PAGE, &why)) != NULL);
  g_assert_cmpstr (other, !=, first);
  g_assert_cmpuint (count_links (f), ==, 2);
  app_page (f, app_setting ("public.url", ""), NULL);   /* the proof lapsed */
  app_wait (sf_floor_public_url (sf_tablet_get_floor (desk.tablet)) == NULL);
  g_assert_null ((gone = says (&desk, SF_CARD_CODE_PAGE, &why)));
  g_assert_cmpstr (why, ==, "not-proven");
  desk_clear (&desk);
}

static SfRecord *
event (guint n, const char *card, const char *what, const char *day, gint64 at, const char *left_out)
{
  g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-000000001%03u", n);
  SfRecord *record = sf_record_new (SF_KIND_CARD_EVENT, id);

  sf_record_set_text (record, SF_CARD_EVENT_LINK, "00000000-0000-7000-8000-0000000000f9");
  sf_record_set_text (record, SF_CARD_EVENT_CARD, card);
  sf_record_set_text (record, SF_CARD_EVENT_VISIT, VISIT);
  sf_record_set_text (record, SF_CARD_EVENT_WHAT, what);
  sf_record_set_text (record, SF_CARD_EVENT_DAY, day);
  sf_record_set_int (record, SF_CARD_EVENT_AT, at);
  if (left_out != NULL)
    sf_record_set_text (record, SF_CARD_EVENT_LEFT_OUT, left_out);
  return record;
}

/* What counts, of this colleague alone, newest first; the week begins on Monday (22 November 2026 is a Sunday). */
static void
test_events (AppFixture *f, gconstpointer role)
{
  Desk desk = desk_in (f, APP_LI);
  const gint64 now = APP_START_MS;
  g_autoptr(GPtrArray) events = NULL;

  app_page (f, event (1, CARD_LI, "open", "2026-11-16", now - 6 * APP_DAY_MS, NULL), event (2, CARD_LI, "open", "2026-11-15", now - 7 * APP_DAY_MS, NULL),
            event (3, CARD_LI, "open", "2026-11-22", now - 60000, NULL), event (4, CARD_LI, "save", "2026-11-22", now - 30000, NULL),
            event (5, CARD_LI, "open", "2026-11-22", now - 10000, "repeat"), event (6, CARD_WANG, "open", "2026-11-22", now - 5000, NULL), NULL);
  app_wait (sf_card_desk_week (desk.desk) == 2);
  events = sf_card_desk_events (desk.desk, 20);
  g_assert_cmpuint (events->len, ==, 4);
  g_assert_cmpstr (sf_record_get_text (events->pdata[0], SF_CARD_EVENT_WHAT), ==, "save");
  g_assert_true (sf_card_desk_fresh (desk.desk) == events->pdata[0]);
  sf_card_desk_seen (desk.desk);
  g_assert_null (sf_card_desk_fresh (desk.desk));
  app_page (f, event (7, CARD_LI, "call", "2026-11-22", now - 1000, NULL), NULL);
  app_wait (sf_card_desk_fresh (desk.desk) != NULL);
  sf_clock_fake_advance (f->clock, 31 * 60 * 1000);
  g_assert_null (sf_card_desk_fresh (desk.desk));      /* no news any more */
  sf_tablet_take_sign_in (desk.tablet, APP_WANG);
  app_wait (sf_card_desk_week (desk.desk) == 1);
  desk_clear (&desk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/card-desk/codes", AppFixture, "tablet", app_set_up, test_codes, app_tear_down);
  g_test_add ("/app/card-desk/reasons", AppFixture, "tablet", app_set_up, test_reasons, app_tear_down);
  g_test_add ("/app/card-desk/page", AppFixture, "tablet", app_set_up, test_page, app_tear_down);
  g_test_add ("/app/card-desk/events", AppFixture, "tablet", app_set_up, test_events, app_tear_down);
  return g_test_run ();
}
