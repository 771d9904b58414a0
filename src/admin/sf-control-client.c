/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "admin/sf-admin.h"
#include "wire/sf-json.h"

/*
 * DIR/control.sock: one line of JSON {"cwd":…,"words":[…]} and back one line {"ok":true,"bytes":n} or
 * {"ok":false,"bytes":n,"error":…}, then n bytes that belong on standard output.
 */
char *
sf_control_request (const char *cwd, const char *const *words)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "cwd");
  json_builder_add_string_value (b, cwd);
  json_builder_set_member_name (b, "words");
  json_builder_begin_array (b);
  for (guint i = 0; words[i]; i++)
    json_builder_add_string_value (b, words[i]);
  json_builder_end_array (b);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *json = sf_json_print (root);
  return g_strconcat (json, "\n", NULL);
}

gboolean
sf_control_parse (const char *line, gsize n, char **cwd, GStrv *words, GError **error)
{
  g_autoptr (JsonNode) node = sf_json_parse (line, n, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!node)
    return FALSE;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *list = object && sf_json_has (object, "words") ? json_object_get_member (object, "words") : NULL;
  const char *folder = object ? sf_json_text (object, "cwd", 4096, NULL) : NULL;
  gboolean ok = folder && list && JSON_NODE_HOLDS_ARRAY (list);
  for (guint i = 0; ok && i < json_array_get_length (json_node_get_array (list)); i++) {
    JsonNode *word = json_array_get_element (json_node_get_array (list), i);
    ok = JSON_NODE_HOLDS_VALUE (word) && json_node_get_value_type (word) == G_TYPE_STRING;
    if (ok)
      g_strv_builder_add (builder, json_node_get_string (word));
  }
  if (!ok) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "This is no request");
    return FALSE;
  }
  *cwd = g_strdup (folder);
  *words = g_strv_builder_end (builder);
  return TRUE;
}

static GBytes *
read_reply (GInputStream *input, GError **error)
{
  g_autoptr (GDataInputStream) data = g_data_input_stream_new (input);
  gsize n;
  g_autofree char *line = g_data_input_stream_read_line (data, &n, NULL, error);
  g_autoptr (JsonNode) node = line ? sf_json_parse (line, n, error) : NULL;
  gint64 size;

  if (!line && error && !*error)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The server closed the connection");
  if (!node || !sf_json_int (json_node_get_object (node), "bytes", 0, G_MAXINT32, &size, error))
    return NULL;
  g_autofree char *text = g_malloc (size + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (data), text, size, &n, NULL, error))
    return NULL;
  if (json_object_get_boolean_member (json_node_get_object (node), "ok"))
    return g_bytes_new_take (g_steal_pointer (&text), n);
  const char *why = sf_json_text (json_node_get_object (node), "error", 4000, NULL);
  g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, why ? why : "The server refused");
  return NULL;
}

GBytes *
sf_control_call (const char *dir, const char *const *words, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "control.sock", NULL);
  g_autofree char *cwd = g_get_current_dir ();
  g_autofree char *request = sf_control_request (cwd, words);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);

  if (!connection)
    return NULL;
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, error))
    return NULL;
  return read_reply (g_io_stream_get_input_stream (G_IO_STREAM (connection)), error);
}
