/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where to listen, as people write it; and who is who among those that come. */
#define G_LOG_DOMAIN "sf-server"
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "server/sf-guard.h"

GInetAddress *
sf_guard_resolve (const char *host, GError **error)
{
  if (*host == '\0' || strcmp (host, "*") == 0)
    return g_inet_address_new_any (G_SOCKET_FAMILY_IPV6);
  GInetAddress *address = g_inet_address_new_from_string (host);
  if (address)
    return address;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GList *found = g_resolver_lookup_by_name (resolver, host, NULL, error);
  if (!found)
    return NULL;
  address = g_object_ref (found->data);
  g_resolver_free_addresses (found);
  return address;
}

gboolean
sf_guard_parse_address (const char *text, char **host, guint16 *port, GError **error)
{
  const char *colon = strrchr (text, ':');
  guint64 number;

  if (!colon || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &number, NULL)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is not HOST:PORT", text);
    return FALSE;
  }
  g_autofree char *name = g_strndup (text, colon - text);
  gsize n = strlen (name);
  if (n > 1 && name[0] == '[' && name[n - 1] == ']') {
    name[n - 1] = '\0';
    memmove (name, name + 1, n - 1);
  }
  *host = g_steal_pointer (&name);
  *port = number;
  return TRUE;
}

/* IPv4 on a socket of both families: ::ffff:a.b.c.d */
static gboolean
is_mapped (const guint8 *bytes)
{
  static const guint8 prefix[12] = { [10] = 0xff, [11] = 0xff };
  return memcmp (bytes, prefix, sizeof prefix) == 0;
}

guint
sf_guard_hash_address (GSocket *socket)
{
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  GInetAddress *address = G_IS_INET_SOCKET_ADDRESS (remote) ? g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)) : NULL;
  const guint8 *bytes = address ? g_inet_address_to_bytes (address) : NULL;
  gsize n = !address ? 0 : g_inet_address_get_native_size (address) == 4 || is_mapped (bytes) ? g_inet_address_get_native_size (address) : 8;
  guint hash = 0;

  for (gsize i = 0; i < n; i++)
    hash = hash * 31 + bytes[i];
  return hash;
}

gboolean
sf_guard_give_listener (SoupServer *server, GError **error)
{
  g_autofree char *dir = g_dir_make_tmp ("showfloor-XXXXXX", error);
  if (!dir)
    return FALSE;
  g_autofree char *path = g_build_filename (dir, "s", NULL);
  g_autoptr (GSocketAddress) where = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  gboolean ok = socket && g_socket_bind (socket, where, FALSE, error) && g_socket_listen (socket, error);
  g_unlink (path);
  g_rmdir (dir);
  return ok && soup_server_listen_socket (server, socket, 0, error);
}
