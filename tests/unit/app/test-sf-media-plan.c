/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/sf-media-plan.h"

/* One letter per file: its SHA-256 is that letter 64 times, its media record's id ends in it. */
static char *
sha_of (char letter)
{
  return g_strnfill (64, letter);
}

static char *
id_of (char letter)
{
  return g_strdup_printf ("00000000-0000-7000-8000-0000000000%02x", letter);
}

static SfRecord *
media (char letter, const char *mime, const char *variants)
{
  g_autofree char *id = id_of (letter), *sha256 = sha_of (letter);
  SfRecord *record = sf_record_new (SF_KIND_MEDIA, id);

  sf_record_set_text (record, SF_MEDIA_SHA256, sha256);
  sf_record_set_int (record, SF_MEDIA_SIZE, 1000);
  sf_record_set_text (record, SF_MEDIA_MIME, mime);
  if (variants != NULL)
    sf_record_set_text (record, SF_MEDIA_VARIANTS, variants);
  return record;
}

static SfRecord *
view (const char *use, char letter, int position)
{
  g_autofree char *id = sf_uuid_derive (use, "view", (guint) position), *shown = id_of (letter);
  SfRecord *record = sf_record_new (SF_KIND_VIEW, id);

  sf_record_set_text (record, SF_VIEW_MODEL, APP_S7);
  sf_record_set_text (record, SF_VIEW_USE, use);
  sf_record_set_text (record, SF_VIEW_MEDIA, shown);
  sf_record_set_int (record, SF_VIEW_POSITION, position);
  return record;
}

static SfRecord *
item (char letter, int position)
{
  g_autofree char *id = sf_uuid_derive ("item", "item", (guint) position), *shown = id_of (letter);
  SfRecord *record = sf_record_new (SF_KIND_PLAYLIST_ITEM, id);

  sf_record_set_text (record, SF_PLAYLIST_ITEM_PLAYLIST, APP_DEVICE);
  sf_record_set_int (record, SF_PLAYLIST_ITEM_POSITION, position);
  sf_record_set_text (record, SF_PLAYLIST_ITEM_MEDIA, shown);
  return record;
}

static SfRecord *
model (char letter)
{
  g_autofree char *shown = id_of (letter);
  SfRecord *record = sf_record_new (SF_KIND_MODEL, APP_S7);

  sf_record_set_text (record, SF_MODEL_CODE, "s7");
  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_EN, "S7");
  sf_record_set_text (record, SF_MODEL_PICTURE, shown);
  return record;
}

static SfRecord *
portrait (char letter)
{
  g_autofree char *shown = id_of (letter);
  SfRecord *record = app_consultant (APP_LI, "李明", 1);

  sf_record_set_text (record, SF_CONSULTANT_PORTRAIT, shown);
  return record;
}

static gpointer
do_plan (gpointer store, gpointer role, GError **error)
{
  return sf_media_plan_new (store, role, NULL, error);
}

/* The letters of what a role fetches, in order. */
static char *
order (AppFixture *f, const char *role)
{
  g_autoptr(SfMediaPlan) plan = app_run (f, do_plan, (gpointer) role);
  g_autoptr(GString) letters = g_string_new (NULL);

  for (guint i = 0; i < plan->wants->len; i++)
    g_string_append_c (letters, ((SfMediaFile *) plan->wants->pdata[i])->sha256[0]);
  return g_strdup (letters->str);
}

#define SHA(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c
#define VARIANT(use, c) "{\"use\":\"" use "\",\"sha256\":\"" SHA (c) "\",\"size\":10,\"mime\":\"image/png\"}"

/* c card, p portrait, h hero with its tall 1, t and u frames with masks 2 and 3, g gallery, w wall picture and f film of the programme, o nobody's. */
static void
put_all (AppFixture *f)
{
  app_page (f, media ('o', "image/png", NULL), media ('f', "video/webm", NULL), media ('w', "image/jpeg", NULL), media ('g', "image/jpeg", NULL), media ('u', "image/jpeg", "[" VARIANT ("mask", "3") "]"),
            media ('t', "image/jpeg", "[" VARIANT ("mask", "2") "]"), media ('h', "image/jpeg", "[" VARIANT ("tall", "1") "]"), media ('p', "image/jpeg", NULL), media ('c', "image/png", NULL), NULL);
  app_page (f, model ('c'), portrait ('p'), view ("card", 'c', 1), view ("hero", 'h', 1), view ("turn", 'u', 2), view ("turn", 't', 0), view ("gallery", 'g', 1), item ('f', 1), item ('w', 2), NULL);
}

static void
test_order (AppFixture *f, gconstpointer data)
{
  g_autofree char *tablet = NULL, *kiosk = NULL, *display = NULL;

  put_all (f);
  tablet = order (f, "tablet");
  kiosk = order (f, "kiosk");
  display = order (f, "display");
  g_assert_cmpstr (tablet, ==, "cph1t2u3gwo");
  g_assert_cmpstr (kiosk, ==, "cph1wgo");
  g_assert_cmpstr (display, ==, "fwh1gcpt2u3o");
}

static void
test_find (AppFixture *f, gconstpointer data)
{
  g_autoptr(SfMediaPlan) plan = NULL;
  g_autofree char *hero = id_of ('h'), *tall = sha_of ('1');

  put_all (f);
  plan = app_run (f, do_plan, (gpointer) "kiosk");
  g_assert_cmpstr (sf_media_plan_find (plan, hero, "tall")->sha256, ==, tall);
  g_assert_cmpint (sf_media_plan_find (plan, hero, "tall")->size, ==, 10);
  g_assert_null (sf_media_plan_find (plan, hero, "wide"));
  g_assert_null (sf_media_plan_find (plan, APP_S7, NULL));
  g_assert_null (sf_media_plan_find (plan, NULL, NULL));
  g_assert_false (sf_media_plan_find (plan, hero, NULL)->here);
}

/* What a record says of its variants came from outside. */
static void
test_hostile (AppFixture *f, gconstpointer data)
{
  static const char *const lists[] = { "{}", "[1]", "[{\"use\":1}]", "[{\"use\":\"mask\"}]", "[{\"use\":\"mask\",\"sha256\":\"../../x\",\"size\":1}]",
    "[{\"use\":\"mask\",\"sha256\":\"" SHA ("5") "\",\"size\":-1}]", "[{\"use\":\"mask\",\"sha256\":\"" SHA ("5") "\",\"size\":99999999999}]",
    "[{\"use\":\"a use that is far too long\",\"sha256\":\"" SHA ("5") "\",\"size\":1}]" };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *letters = NULL;

    app_page (f, media ('o', "image/png", lists[i]), NULL);
    letters = order (f, "tablet");
    g_assert_cmpstr (letters, ==, "o");
  }
}

#define ADD(name) g_test_add ("/app/media-plan/" #name, AppFixture, "tablet", app_set_up, test_##name, app_tear_down)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (order);
  ADD (find);
  ADD (hostile);
  return g_test_run ();
}
