/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sf-html.h"

static void
test_escape (void)
{
  g_autoptr (SfHtml) html = sf_html_new ("en", "<title>", "/m/style.css");
  sf_html_open (html, "p", "class", "a\" onclick=\"x", "id", NULL, NULL);
  sf_html_text (html, "<script>alert('1')</script>&\x01");
  sf_html_close (html);
  sf_html_leaf (html, "a", "go", "href", "javascript:alert(1)", NULL);
  sf_html_leaf (html, "a", "go", "href", "//evil.example/", NULL);
  sf_html_leaf (html, "a", "go", "href", "tel:400;ext=javascript", NULL);
  sf_html_leaf (html, "a", "go", "href", "tel:+86-400", NULL);
  sf_html_leaf (html, "a", "go", "href", "/m/?day=2026-11-22&list=all", NULL);
  sf_html_open (html, "div", NULL);
  sf_html_open (html, "span", NULL);
  g_autoptr (GBytes) bytes = sf_html_finish (html);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (text, "<title>&lt;title&gt;</title>"));
  g_assert_nonnull (strstr (text, "<p class=\"a&quot; onclick=&quot;x\">&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</p>"));
  g_assert_nonnull (strstr (text, "<a>go</a><a>go</a><a>go</a><a href=\"tel:+86-400\">go</a><a href=\"/m/?day=2026-11-22&amp;list=all\">go</a>"));
  g_assert_true (g_str_has_suffix (text, "<div><span></span></div></body></html>"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/html/escape", test_escape);
  return g_test_run ();
}
