/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin.h"
#include "wire/sf-json.h"

/* The running server's side of the control protocol (sf-control-client.c). */

static char *
header (gboolean ok, gsize bytes, const char *why)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "ok");
  json_builder_add_boolean_value (b, ok);
  json_builder_set_member_name (b, "bytes");
  json_builder_add_int_value (b, (gint64) bytes);
  if (why) {
    json_builder_set_member_name (b, "error");
    json_builder_add_string_value (b, why);
  }
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return sf_json_print (root);
}

GBytes *
sf_admin_answer (SfAdmin *self, const char *line, gsize n)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *cwd = NULL;
  g_auto (GStrv) words = NULL;
  gboolean ok = sf_control_parse (line, n, &cwd, &words, &error);

  self->cwd = cwd;
  ok = ok && sf_admin_run (self, (const char *const *) words, out, &error);
  self->cwd = NULL;
  g_autofree char *first = header (ok, out->len, error ? error->message : NULL);
  GString *reply = g_string_new (first);
  g_string_append_c (reply, '\n');
  g_string_append_len (reply, out->str, out->len);
  return g_string_free_to_bytes (reply);
}
