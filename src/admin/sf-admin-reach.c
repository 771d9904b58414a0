/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of status about ways between devices: which kiosk rings which tablet without the server, which does not, and what to switch. */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-json.h"
#include "admin/sf-admin-status.h"
#include "admin/sf-keep-text.h"

gboolean
sf_admin_status_reach (SfAdmin *self, JsonBuilder *b, GError **error)
{
  g_autoptr (GPtrArray) lines = sf_admin_all (self, SF_KIND_RING_LINE, error);

  if (!lines)
    return FALSE;
  json_builder_set_member_name (b, "reach");
  json_builder_begin_array (b);
  for (guint i = 0; i < lines->len; i++) {
    SfRecord *line = lines->pdata[i];
    json_builder_begin_object (b);
    sf_admin_json_text (b, "kiosk", sf_record_get_text (line, SF_RING_LINE_KIOSK));
    sf_admin_json_text (b, "tablet", sf_record_get_text (line, SF_RING_LINE_TABLET));
    sf_admin_json_text (b, "address", sf_record_get_text (line, SF_RING_LINE_ADDRESS));
    sf_admin_json_text (b, "state", sf_record_get_text (line, SF_RING_LINE_REACH));
    sf_admin_json_int (b, "since", sf_record_get_int (line, SF_RING_LINE_REACH_AT));
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
  return TRUE;
}

/* In words */

static const char *
name_of (JsonObject *status, const char *id)
{
  JsonArray *devices = json_object_get_array_member (status, "devices");

  for (guint i = 0; i < json_array_get_length (devices); i++) {
    JsonObject *device = json_array_get_object_element (devices, i);
    if (strcmp (json_object_get_string_member (device, "id"), id) == 0)
      return json_object_get_string_member (device, "name");
  }
  return id;
}

static const char *
advice_of (SfLang lang, const char *state)
{
  if (strcmp (state, "silent") == 0)
    return sf_text (lang, "reach.silent.do",
                    "Most often the Wi-Fi keeps its devices apart. Switch off client isolation (AP isolation, guest network) on the access points, "
                    "or put kiosks and tablets into one network that lets them speak to each other.");
  if (strcmp (state, "refused") == 0)
    return sf_text (lang, "reach.refused.do",
                    "Something at the tablet's address turns the kiosk away. Open incoming TCP for Showfloor in the tablet's firewall, and see that no router stands between them.");
  return NULL;
}

static void
print_way (JsonObject *status, JsonObject *way, SfLang lang, GString *out)
{
  const char *state = json_object_get_string_member_with_default (way, "state", "");
  const int index = sf_enum_index (&sf_enum_reach, state);
  const char *said = index >= 0 ? sf_text (lang, "enum.reach", sf_enum_reach.values[index].en) : sf_text (lang, "reach.untested", "Not tested yet");

  g_string_append_printf (out, "  %s %s → %s (%s): %s\n", advice_of (lang, state) ? "!" : " ", name_of (status, json_object_get_string_member (way, "kiosk")),
                          name_of (status, json_object_get_string_member (way, "tablet")), json_object_get_string_member (way, "address"), said);
}

void
sf_admin_status_reach_print (JsonObject *status, SfLang lang, GString *out)
{
  static const char *const states[] = { "silent", "refused" };
  JsonArray *ways = json_object_get_array_member (status, "reach");
  gboolean fails[G_N_ELEMENTS (states)] = { FALSE };

  if (json_array_get_length (ways) == 0)
    return;
  g_string_append_printf (out, "\n%s\n", sf_text (lang, "reach.title", "Kiosk rings tablet while the server is away"));
  for (guint i = 0; i < json_array_get_length (ways); i++) {
    JsonObject *way = json_array_get_object_element (ways, i);
    print_way (status, way, lang, out);
    for (guint s = 0; s < G_N_ELEMENTS (states); s++)
      fails[s] |= strcmp (json_object_get_string_member_with_default (way, "state", ""), states[s]) == 0;
  }
  for (guint s = 0; s < G_N_ELEMENTS (states); s++)
    if (fails[s])
      g_string_append_printf (out, "  %s\n", advice_of (lang, states[s]));
}
