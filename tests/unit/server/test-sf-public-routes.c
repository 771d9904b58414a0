/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No route of devices or managers answers on the public listener, and none of its own is theirs. */
#include <string.h>

#include "server/sf-call.h"
#include "server/sf-public-call.h"

static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT" };

static void
test_apart (void)
{
  guint n;
  const SfRoute *private_routes = sf_route_list (&n);

  g_assert_cmpuint (n, >, 10);
  for (guint i = 0; i < n; i++)
    for (guint m = 0; m < G_N_ELEMENTS (methods); m++) {
      const char *tail;
      gboolean known = FALSE;
      g_assert_null (sf_public_route_find (methods[m], private_routes[i].path, &tail, &known));
      g_assert_false (known);
    }
}

static void
test_own (void)
{
  guint n;
  const SfPublicRoute *routes = sf_public_route_list (&n);

  g_assert_cmpuint (n, >, 1);
  for (guint i = 0; i < n; i++) {
    gboolean known;
    const char *tail;
    g_assert_true (g_str_has_prefix (routes[i].path, "/c/"));
    g_assert_null (sf_route_find (routes[i].method, routes[i].path, &tail, &known));
  }
}

static void
test_case (void)
{
  const char *tail = NULL;
  gboolean known = FALSE;

  g_assert_nonnull (sf_public_route_find ("GET", "/C/7K3F9QABCDEFGHJK", &tail, &known));
  g_assert_cmpstr (tail, ==, "7K3F9QABCDEFGHJK");
  g_assert_nonnull (sf_public_route_find ("HEAD", "/c/7k3f9qabcdefghjk", &tail, &known));
  g_assert_cmpstr (tail, ==, "7k3f9qabcdefghjk");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/public-routes/apart", test_apart);
  g_test_add_func ("/public-routes/own", test_own);
  g_test_add_func ("/public-routes/case", test_case);
  return g_test_run ();
}
