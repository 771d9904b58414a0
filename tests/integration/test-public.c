/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phone pages of a real server: what a guest sees and sets in motion, and what reaches a tablet. */
#include <string.h>

#include "page-world.h"

static PageWorld world;

static guint
count (const char *text, const char *what)
{
  guint n = 0;
  for (const char *p = text; (p = strstr (p, what)) != NULL; p++)
    n++;
  return n;
}

static char *
crm (void)
{
  char *lines = NULL;
  g_assert_cmpuint (sf_test_device_pull (world.tablet, "crm", &lines), ==, 200);
  return lines;
}

/* Value of the form's hidden token on a page. (transfer full) */
static char *
token_of (const char *page)
{
  const char *at = strstr (page, "name=\"t\" value=\"");
  g_assert_nonnull (at);
  return g_strndup (at + strlen ("name=\"t\" value=\""), 64);
}

static char *
path_of (const char *slug, const char *sub)
{
  return g_strconcat ("/c/", slug, sub, NULL);
}

static char *
get_ok (const char *path)
{
  char *body = NULL;
  g_assert_cmpuint (page_world_get (&world, path, &body, NULL, "User-Agent: Mozilla/5.0 (test)", NULL), ==, 200);
  return body;
}

/* Routes of devices and managers do not exist here, whatever the method. */
static void
test_apart (void)
{
  static const char *const paths[] = { "/", "/healthz", "/m", "/m/", "/m/day.csv", "/m/style.css", "/m/in", "/v1/enrol", "/v1/session", "/v1/hello", "/v1/push", "/v1/pull",
    "/v1/snapshot", "/v1/wait", "/v1/report", "/v1/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "/c/../v1/hello", "//v1/hello", "/c/%2e%2e/m/" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autofree char *get = NULL, *post = NULL;
    world.visitor++;
    g_assert_cmpuint (page_world_get (&world, paths[i], &get, NULL, NULL), ==, 404);
    g_assert_cmpuint (page_world_post (&world, paths[i], "", &post, NULL), ==, 404);
    g_assert_null (strstr (get, "protocol"));
  }
}

static void
test_page (void)
{
  static const struct { const char *accept, *number, *word; } langs[] = {
    { "Accept-Language: zh-CN,zh;q=0.9", "您的号码", "李明正向您走来" }, { "Accept-Language: zh-Hant-TW", "您的號碼", "李明馬上過來" }, { "Accept-Language: en-GB,en", "Your number", "Li Ming is on the way" } };
  g_autofree char *visit = page_world_visit (&world, "A01", "王", "+8613800138000"), *slug = page_world_link (&world, visit), *path = path_of (slug, "");
  g_autofree char *before = get_ok (path);
  gint64 fastest = G_MAXINT64;

  /* Nobody has accepted: nobody is named. */
  g_assert_null (strstr (before, "李明"));
  g_assert_null (strstr (before, "class=\"person\""));
  page_world_accept (&world, visit);
  for (guint i = 0; i < G_N_ELEMENTS (langs); i++) {
    g_autofree char *body = NULL, *css = get_ok ("/c/style.css");
    SoupMessageHeaders *headers = NULL;
    const gint64 from = g_get_monotonic_time ();
    g_assert_cmpuint (page_world_get (&world, path, &body, &headers, langs[i].accept, "User-Agent: Mozilla/5.0 (test)", NULL), ==, 200);
    fastest = MIN (fastest, g_get_monotonic_time () - from);
    g_assert_nonnull (strstr (body, langs[i].number));
    g_assert_nonnull (strstr (body, langs[i].word));
    g_assert_nonnull (strstr (body, "A01"));
    g_assert_null (strstr (body, "1380013"));      /* three digits alone stand in one address of some hundred by chance */
    g_assert_null (strstr (body, "138 "));
    g_assert_null (strstr (body, "<script"));
    g_assert_null (strstr (body, "style=\""));
    g_assert_cmpuint (strlen (body) + strlen (css), <, 15000);
    g_assert_cmpstr (soup_message_headers_get_one (headers, "Referrer-Policy"), ==, "no-referrer");
    g_assert_nonnull (strstr (soup_message_headers_get_one (headers, "X-Robots-Tag"), "noindex"));
    g_assert_nonnull (strstr (soup_message_headers_get_one (headers, "Content-Security-Policy"), "default-src 'none'"));
    g_assert_null (strstr (soup_message_headers_get_one (headers, "Content-Security-Policy"), "script-src"));
    g_assert_null (soup_message_headers_get_one (headers, "Set-Cookie"));
    g_assert_cmpstr (soup_message_headers_get_one (headers, "Connection"), ==, "close");
    soup_message_headers_unref (headers);
  }
  g_assert_cmpint (fastest, <, G_USEC_PER_SEC);    /* the machine may have other work */
}

/* Any case, /C/ alike; what is no page is the house's own, and looks alike whether it never was or is over. */
static void
test_slugs (void)
{
  static const char *const wrong[] = { "/c/0000000000000000", "/c/", "/c/x", "/c/ABCDEFGHJKMNPQRSTUVWXYZ", "/c/%F0%9F%98%80", "/c/0000000000000000/book", "/c/0000000000000000/data" };
  g_autofree char *slug = page_world_link (&world, NULL), *lower = g_ascii_strdown (slug, -1);
  g_autofree char *one = path_of (lower, ""), *two = g_strconcat ("/C/", slug, NULL), *a = get_ok (one), *b = get_ok (two);

  g_assert_nonnull (strstr (a, "李明"));
  g_assert_nonnull (strstr (b, "李明"));
  g_assert_nonnull (strstr (a, "星河 S3"));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *body = NULL;
    g_assert_cmpuint (page_world_get (&world, wrong[i], &body, NULL, "Accept-Language: zh-CN", NULL), ==, 404);
    g_assert_nonnull (strstr (body, "这个页面已经过期"));
    g_assert_nonnull (strstr (body, "400-000-0088"));
  }
}

static guint
events (const char *lines, const char *link, const char *left_out)
{
  g_autofree char *of_link = g_strdup_printf ("\"link\":\"%s\"", link);
  g_auto (GStrv) rows = g_strsplit (lines, "\n", -1);
  guint n = 0;
  for (guint i = 0; rows[i]; i++)
    if (strstr (rows[i], "\"what\":") && strstr (rows[i], of_link)) {
      g_autofree char *member = g_strdup_printf ("\"left_out\":\"%s\"", left_out ? left_out : "");
      n += left_out ? strstr (rows[i], member) != NULL : strstr (rows[i], "\"left_out\"") == NULL;
    }
  return n;
}

/* What is counted, what is left out, and that the tablet hears of all of it. */
static void
test_events (void)
{
  static const char *const phone = "User-Agent: Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0", *const other = "User-Agent: Mozilla/5.0 (iPhone)";
  g_autofree char *slug = page_world_link (&world, NULL), *path = path_of (slug, ""), *card = path_of (slug, "/card.vcf"), *call = path_of (slug, "/go/call"), *add = path_of (slug, "/go/add");
  g_autofree char *json = sf_test_ctl (world.dealer, "export|link|--format|json", NULL), *vcf = NULL, *page = NULL;
  SoupMessageHeaders *headers = NULL;
  g_autofree char *link = NULL;

  for (guint i = 0; !link; i++) {
    g_autofree char *slug_path = g_strdup_printf ("%u.slug", i), *id_path = g_strdup_printf ("%u.id", i), *here = sf_test_json (json, slug_path);
    g_assert_nonnull (here);
    if (g_str_equal (here, slug))
      link = sf_test_json (json, id_path);
  }
  page_world_get (&world, path, NULL, NULL, "User-Agent: facebookexternalhit/1.1;line-poker/1.0", NULL);
  page_world_get (&world, path, NULL, NULL, "User-Agent: Googlebot/2.1", NULL);
  page_world_get (&world, path, NULL, NULL, "User-Agent: showfloor/0.1", NULL);
  page_world_get (&world, path, &page, NULL, phone, NULL);
  page_world_get (&world, path, NULL, NULL, phone, NULL);
  page_world_get (&world, path, NULL, NULL, other, NULL);
  g_assert_nonnull (strstr (page, "class=\"hint\""));
  g_assert_cmpuint (page_world_get (&world, card, &vcf, &headers, other, NULL), ==, 200);
  g_assert_true (g_str_has_prefix (vcf, "BEGIN:VCARD\r\nVERSION:3.0"));
  g_assert_nonnull (strstr (vcf, "+8619900001001"));
  g_assert_cmpstr (soup_message_headers_get_content_type (headers, NULL), ==, "text/vcard");
  g_clear_pointer (&headers, soup_message_headers_unref);
  g_assert_cmpuint (page_world_get (&world, call, NULL, &headers, other, NULL), ==, 303);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Location"), ==, "tel:+8619900001001");
  g_clear_pointer (&headers, soup_message_headers_unref);
  g_assert_cmpuint (page_world_get (&world, add, NULL, &headers, other, NULL), ==, 303);
  g_assert_true (g_str_has_prefix (soup_message_headers_get_one (headers, "Location"), "https://work.weixin.qq.com/"));
  g_clear_pointer (&headers, soup_message_headers_unref);

  g_autofree char *lines = crm ();
  g_assert_cmpuint (events (lines, link, NULL), ==, 5);       /* two opened, one saved, called, added */
  g_assert_cmpuint (events (lines, link, "preview"), ==, 1);
  g_assert_cmpuint (events (lines, link, "bot"), ==, 1);
  g_assert_cmpuint (events (lines, link, "own"), ==, 1);
  g_assert_cmpuint (events (lines, link, "repeat"), ==, 1);
  g_assert_nonnull (strstr (lines, world.card));
  g_assert_null (strstr (lines, "MicroMessenger"));
  g_assert_null (strstr (lines, "203.0.113."));
}

static void
test_leave (void)
{
  g_autofree char *visit = page_world_visit (&world, "A03", "赵", "+8613800138003"), *slug = page_world_link (&world, visit), *path = path_of (slug, ""), *leave = path_of (slug, "/leave");
  g_autofree char *page = get_ok (path), *token = token_of (page), *form = g_strconcat ("website=&t=", token, NULL), *forged = g_strdup (form);
  SoupMessageHeaders *headers = NULL;

  forged[strlen (forged) - 1] = forged[strlen (forged) - 1] == '0' ? '1' : '0';
  g_assert_cmpuint (page_world_post (&world, leave, forged, NULL, NULL), ==, 303);
  g_autofree char *still = get_ok (path);
  g_assert_nonnull (strstr (still, "不等了"));
  g_assert_cmpuint (page_world_post (&world, leave, form, NULL, &headers), ==, 303);
  g_assert_nonnull (strstr (soup_message_headers_get_one (headers, "Location"), "d=leave"));
  soup_message_headers_unref (headers);
  g_autofree char *after = get_ok (path), *words = g_strdup_printf ("export|visit_status|--format|json"), *json = sf_test_ctl (world.dealer, words, NULL);
  g_assert_null (strstr (after, "不等了"));
  g_assert_nonnull (strstr (after, "这次到店已经结束"));
  g_assert_nonnull (strstr (json, visit));
}

static gboolean
on_time (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until one asks again. */
static void
pause_ms (guint ms)
{
  gboolean passed = FALSE;

  g_timeout_add (ms, on_time, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

/* Not faster than a person reads: the token is asked for again until it is old enough. */
static char *
book (const char *slug, const char *fields)
{
  g_autofree char *path = path_of (slug, "/book"), *page = get_ok (path), *token = token_of (page), *form = g_strconcat (fields, "&t=", token, NULL);
  gint64 until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  for (;;) {
    char *body = NULL;
    guint status = page_world_post (&world, path, form, &body, NULL);
    if (status == 422 && strstr (body, "请再看一遍") && g_get_monotonic_time () < until) {
      g_free (body);
      pause_ms (1000);
      continue;
    }
    return status == 303 ? g_strdup ("ok") : body;
  }
}

static void
test_book (void)
{
  g_autofree char *slug = page_world_link (&world, NULL), *path = path_of (slug, "/book"), *page = get_ok (path);
  const char *at = strstr (page, "name=\"day\" required=\"\" min=\"");
  g_assert_nonnull (at);
  g_autofree char *today = g_strndup (at + strlen ("name=\"day\" required=\"\" min=\""), 10);
  g_autofree char *good = g_strdup_printf ("model=%s&day=%s&time=15:30&surname=%%3Cscript%%3E%%22%%26&title=ms&phone=138+1111+2222&website=", world.model, today);
  g_autofree char *ok = book (slug, good), *lines = crm ();

  g_assert_nonnull (strstr (page, "个人信息说明"));
  g_assert_cmpstr (ok, ==, "ok");
  g_assert_nonnull (strstr (lines, "\"about\":\"drive\""));
  g_assert_nonnull (strstr (lines, "+8613811112222"));
  g_assert_nonnull (strstr (lines, "\"unmet\":1"));
  g_assert_nonnull (strstr (lines, "\"wish_min\":930"));
  g_autofree char *trap = g_strconcat (good, "http://spam", NULL), *other = page_world_link (&world, NULL), *trapped = book (other, trap), *after = crm ();
  g_assert_cmpstr (trapped, ==, "ok");
  g_assert_cmpuint (count (after, "\"about\":\"drive\""), ==, 1);
}

/* T23: somebody the house knows already asks like everybody else, and is not dropped for being known. */
static void
test_book_known (void)
{
  g_autofree char *visit = page_world_visit (&world, "A77", "W", "+8613800007777"), *slug = page_world_link (&world, NULL), *path = path_of (slug, "/book"), *page = get_ok (path);
  g_autofree char *today = g_strndup (strstr (page, "min=\"") + 5, 10), *before = crm ();
  g_autofree char *form = g_strdup_printf ("model=&day=%s&time=10:30&surname=W&title=mr&phone=138+0000+7777&website=", today), *ok = book (slug, form), *after = crm ();

  g_assert_nonnull (visit);
  g_assert_cmpstr (ok, ==, "ok");
  g_assert_cmpuint (count (before, "\"wish_min\":630"), ==, 0);
  g_assert_cmpuint (count (after, "\"wish_min\":630"), ==, 1);
  g_assert_cmpuint (count (after, "\"unmet\":1"), ==, count (before, "\"unmet\":1") + 1);
}

/* Wrong fields come back with what was typed, escaped, and a sentence; nothing is kept. */
static void
test_book_wrong (void)
{
  g_autofree char *slug = page_world_link (&world, NULL), *path = path_of (slug, "/book"), *page = get_ok (path);
  g_autofree char *today = g_strndup (strstr (page, "min=\"") + 5, 10), *before = crm ();
  g_autofree char *fields = g_strdup_printf ("model=&day=%s&time=&surname=%%3Cb%%3E&title=mr&phone=12", today), *body = book (slug, fields);

  g_assert_nonnull (strstr (body, "这个号码好像不完整"));
  g_assert_nonnull (strstr (body, "value=\"&lt;b&gt;\""));
  g_assert_null (strstr (body, "<b>"));
  g_autofree char *after = crm ();
  g_assert_cmpuint (count (after, "\"about\""), ==, count (before, "\"about\""));
}

static void
test_data (void)
{
  g_autofree char *visit = page_world_visit (&world, "A05", "<i>王", "+8613800138005"), *slug = page_world_link (&world, visit), *path = path_of (slug, "/data");
  g_autofree char *page = get_ok (path), *erase = path_of (slug, "/erase"), *before = crm ();
  const char *last = g_strrstr (page, "name=\"t\" value=\"");
  g_autofree char *token = token_of (last), *form = g_strconcat ("website=&t=", token, NULL);

  g_assert_nonnull (strstr (page, "138 **** 8005"));
  g_assert_null (strstr (page, "13800138005"));
  g_assert_null (strstr (page, "<i>王"));
  g_assert_nonnull (strstr (page, "&lt;i&gt;王先生"));
  g_assert_nonnull (strstr (page, "A05"));
  g_assert_cmpuint (page_world_post (&world, erase, form, NULL, NULL), ==, 303);
  g_autofree char *after = get_ok (path), *lines = crm ();
  g_assert_nonnull (strstr (after, "最迟"));
  g_assert_cmpuint (count (lines, "\"about\":\"erase\""), ==, count (before, "\"about\":\"erase\"") + 1);
  g_assert_cmpuint (count (lines, "\"what\":\"erase\""), ==, count (before, "\"what\":\"erase\"") + 1);
  /* Asked twice it is one. */
  g_autofree char *again = token_of (g_strrstr (page, "name=\"t\" value=\"")), *twice = g_strconcat ("website=&t=", again, NULL);
  page_world_post (&world, erase, twice, NULL, NULL);
  g_autofree char *later = crm ();
  g_assert_cmpuint (count (later, "\"what\":\"erase\""), ==, count (lines, "\"what\":\"erase\""));
}

/* Taken back with one touch per purpose, in force at once, said on the page; the visit's own asks for erasure by a day. */
static void
test_take_back (void)
{
  g_autofree char *visit = page_world_visit (&world, "A06", "赵", "+8613800138006"), *slug = page_world_link (&world, visit), *path = path_of (slug, "/data");
  g_autofree char *post = path_of (slug, "/withdraw"), *lines = NULL;
  static const char *const purposes[] = { "news", "share", "visit" };

  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++) {
    g_autofree char *page = get_ok (path), *token = token_of (strstr (page, "name=\"t\" value=\"")), *form = g_strdup_printf ("website=&t=%s&purpose=%s", token, purposes[i]);
    g_assert_cmpuint (page_world_post (&world, post, form, NULL, NULL), ==, 303);
  }
  g_autofree char *after = get_ok (path);
  g_assert_nonnull (strstr (after, "已撤回：新车和活动"));
  g_assert_nonnull (strstr (after, "已撤回："));
  g_assert_null (strstr (after, "您同意用于"));
  g_assert_nonnull (strstr (after, "最迟"));
  g_autofree char *now = crm ();
  g_autofree char *of_visit = g_strdup_printf ("{\"visit\":\"%s\",\"consents\"", visit);
  /* What was never agreed to is not taken back. */
  g_assert_cmpuint (count (now, of_visit), ==, 2);
}

/* Braked per address: somebody who tries slugs or posts forms all day is told to wait. */
static void
test_flood (void)
{
  gboolean braked = FALSE;

  for (guint i = 0; i < 40 && !braked; i++)
    braked = page_world_post (&world, "/c/0000000000000000/leave", "t=x", NULL, NULL) == 429;
  g_assert_true (braked);
}

static void
say (const char *why, gboolean qr)
{
  gint64 until = g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
  for (;;) {
    g_autofree char *json = sf_test_ctl (world.dealer, "status|--json", NULL), *code = sf_test_json (json, "public.why"), *shown = sf_test_json (json, "public.qr");
    if (g_strcmp0 (code, why ? why : "null") == 0 && g_str_equal (shown, qr ? "true" : "false"))
      return;
    if (g_get_monotonic_time () > until)
      g_error ("why is %s, not %s", code, why);
    pause_ms (50);
  }
}

/* What devices are told. (transfer full) */
static char *
told (void)
{
  g_autofree char *lines = NULL;
  char *value = g_strdup ("");
  g_assert_cmpuint (sf_test_device_pull (world.kiosk, "pub", &lines), ==, 200);
  g_auto (GStrv) rows = g_strsplit (lines, "\n", -1);
  for (guint i = 0; rows[i]; i++)
    if (strstr (rows[i], "\"public.url\"")) {
      const char *at = strstr (rows[i], "\"value\":\"");
      g_free (value);
      value = at ? g_strndup (at + 9, strcspn (at + 9, "\"")) : g_strdup ("");
    }
  return value;
}

static char *
digits_of (const char *page_url)
{
  g_autofree char *page = get_ok (page_url + strlen (world.pages));
  const char *at = strstr (page, "id=\"digits\">");
  g_assert_nonnull (at);
  return g_strndup (at + strlen ("id=\"digits\">"), 6);
}

/* Nothing is told before a person has seen the digits at this very address; a change takes it back at once. */
static void
test_proof (void)
{
  g_autofree char *error = NULL, *words = g_strconcat ("public|", world.pages, NULL), *none = told ();

  say ("not_set", FALSE);
  g_assert_cmpstr (none, ==, "");
  g_free (sf_test_ctl (world.dealer, "public|http://card.example.com", &error));
  g_assert_nonnull (error);
  g_free (sf_test_ctl (world.dealer, words, NULL));
  say ("not_proven", FALSE);
  g_autofree char *begun = sf_test_ctl (world.dealer, "public|--prove|--json", NULL), *url = sf_test_json (begun, "url"), *digits = digits_of (url);
  g_autofree char *prove = g_strconcat ("public|--prove|", digits, NULL), *wrong = NULL, *other_host = NULL;
  /* by another name than the one that is being proven there is nothing to see */
  g_assert_cmpuint (page_world_get (&world, url + strlen (world.pages), &other_host, NULL, "Host: elsewhere.example", NULL), ==, 404);
  g_free (sf_test_ctl (world.dealer, g_str_equal (digits, "000000") ? "public|--prove|000001" : "public|--prove|000000", &wrong));
  g_assert_nonnull (wrong);
  say ("not_proven", FALSE);
  g_free (sf_test_ctl (world.dealer, prove, NULL));
  say (NULL, TRUE);
  g_autofree char *now = told ();
  g_assert_cmpstr (now, ==, world.pages);
  /* once is enough */
  g_autofree char *again = NULL;
  g_free (sf_test_ctl (world.dealer, prove, &again));
  g_assert_nonnull (again);
  say (NULL, TRUE);
  g_free (sf_test_ctl (world.dealer, "public|http://127.0.0.1:9", NULL));
  say ("changed_name", FALSE);
  g_autofree char *gone = told ();
  g_assert_cmpstr (gone, ==, "");
  g_free (sf_test_ctl (world.dealer, words, NULL));
  say (NULL, TRUE);
}

/* Each comes from a telephone of its own. */
static void
run (gconstpointer func)
{
  world.visitor++;
  ((GTestFunc) func) ();
}

static void
add (const char *path, GTestFunc func)
{
  g_test_add_data_func (path, (gconstpointer) func, run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  page_world_init (&world);
  add ("/public/apart", test_apart);
  add ("/public/page", test_page);
  add ("/public/slugs", test_slugs);
  add ("/public/events", test_events);
  add ("/public/leave", test_leave);
  add ("/public/data", test_data);
  add ("/public/take-back", test_take_back);
  add ("/public/proof", test_proof);
  add ("/public/book", test_book);
  add ("/public/book-known-t23", test_book_known);
  add ("/public/book-wrong", test_book_wrong);
  add ("/public/flood", test_flood);
  int result = g_test_run ();
  page_world_clear (&world);
  return result;
}
