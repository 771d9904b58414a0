/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-url.h"

#include <gio/gio.h>
#include <string.h>

gboolean
sf_url_is_safe (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = host ? g_inet_address_new_from_string (host) : NULL;

  if (!host || !*host || g_uri_get_userinfo (uri))
    return FALSE;
  if (strcmp (g_uri_get_scheme (uri), "https") == 0)
    return TRUE;
  return strcmp (g_uri_get_scheme (uri), "http") == 0 && address && g_inet_address_get_is_loopback (address);
}
