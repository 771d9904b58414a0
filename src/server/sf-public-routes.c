/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "server/sf-card-page.h"
#include "server/sf-public-call.h"

/* Everything that answers on the public listener. The routes of devices and managers are in another table, on purpose. */
static const SfPublicRoute routes[] = {
  { "GET",  "/c/style.css", sf_card_style, NULL, NULL },
  { "GET",  "/c/i/*",       NULL, sf_card_picture, NULL },
  { "GET",  "/c/health-*",  sf_card_health, NULL, NULL },
  { "GET",  "/c/prove-*",   NULL, sf_card_prove, NULL },
  { "GET",  "/c/*",         sf_card_start, sf_card_get, NULL },
  { "POST", "/c/*",         sf_card_start, sf_card_post, NULL },
};

static gboolean
matches (const SfPublicRoute *route, const char *path, const char **tail)
{
  gsize n = strlen (route->path);
  gboolean prefix = route->path[n - 1] == '*';

  *tail = prefix ? path + n - 1 : NULL;
  return prefix ? strncmp (path, route->path, n - 1) == 0 : strcmp (path, route->path) == 0;
}

const SfPublicRoute *
sf_public_route_find (const char *method, const char *path, const char **tail, gboolean *known_path)
{
  const char *asked = strcmp (method, "HEAD") == 0 ? "GET" : method;
  /* A code of capitals alone makes a smaller picture: /C/ is /c/. */
  g_autofree char *same = strncmp (path, "/C/", 3) == 0 ? g_strconcat ("/c/", path + 3, NULL) : g_strdup (path);

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++) {
    const char *rest;
    if (!matches (&routes[i], same, &rest))
      continue;
    *known_path = TRUE;
    if (strcmp (routes[i].method, asked) != 0)
      continue;
    *tail = rest ? path + (rest - same) : NULL;
    return &routes[i];
  }
  return NULL;
}

const SfPublicRoute *
sf_public_route_list (guint *n)
{
  *n = G_N_ELEMENTS (routes);
  return routes;
}
