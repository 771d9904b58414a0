/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of status about ways between devices: which kiosk rings which tablet without the server, which tablet sends to which screen, which does not, and what to switch. */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-json.h"
#include "admin/sf-admin-status.h"
#include "admin/sf-keep-text.h"

/* One way, tested or not; @from begins. */
static gboolean
add_way (SfAdmin *self, JsonBuilder *b, SfRecord *line, const char *tablet_id, GError **error)
{
  const gboolean ring = sf_record_get_kind (line) == SF_KIND_RING_LINE;
  const char *tablet = ring ? sf_record_get_text (line, SF_RING_LINE_TABLET) : tablet_id;
  const char *device = sf_record_get_text (line, ring ? SF_RING_LINE_KIOSK : SF_LAN_DISPLAY);
  g_autofree char *pair = g_strconcat (device, tablet, NULL), *id = sf_uuid_derive (pair, sf_kind_info (SF_KIND_WAY)->name, 0);
  g_autoptr (SfRecord) way = NULL;
  GError *failed = NULL;

  way = sf_table_get (sf_server_store_get_db (self->store), SF_KIND_WAY, id, &failed);
  if (failed) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  json_builder_begin_object (b);
  sf_admin_json_text (b, ring ? "kiosk" : "display", device);
  sf_admin_json_text (b, "tablet", tablet);
  sf_admin_json_text (b, "from", ring ? device : tablet);
  sf_admin_json_text (b, "to", ring ? tablet : device);
  sf_admin_json_text (b, "address", sf_record_get_text (line, ring ? SF_RING_LINE_ADDRESS : SF_LAN_ADDRESS));
  sf_admin_json_text (b, "state", way ? sf_record_get_text (way, SF_WAY_REACH) : NULL);
  sf_admin_json_int (b, "since", way ? sf_record_get_int (way, SF_WAY_REACH_AT) : 0);
  json_builder_end_object (b);
  return TRUE;
}

gboolean
sf_admin_status_reach (SfAdmin *self, JsonBuilder *b, GError **error)
{
  g_autoptr (GPtrArray) lines = sf_admin_all (self, SF_KIND_RING_LINE, error), lans = lines ? sf_admin_all (self, SF_KIND_LAN, error) : NULL;
  g_autoptr (GPtrArray) devices = lans ? sf_admin_all (self, SF_KIND_DEVICE, error) : NULL;

  if (!devices)
    return FALSE;
  json_builder_set_member_name (b, "reach");
  json_builder_begin_array (b);
  for (guint i = 0; i < lines->len; i++)
    if (!add_way (self, b, lines->pdata[i], NULL, error))
      return FALSE;
  for (guint i = 0; i < lans->len; i++)
    for (guint d = 0; d < devices->len; d++) {
      SfRecord *device = devices->pdata[d];
      if (g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), "tablet") == 0 && g_strcmp0 (sf_record_get_text (device, SF_DEVICE_STATE), "active") == 0
          && !add_way (self, b, lans->pdata[i], sf_record_get_id (device), error))
        return FALSE;
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
                    "or put kiosks, tablets and screens into one network that lets them speak to each other.");
  if (strcmp (state, "refused") == 0)
    return sf_text (lang, "reach.refused.do",
                    "Something at the second device's address turns the first away. Open incoming TCP for Showfloor in the second one's firewall, and see that no router stands between them.");
  return NULL;
}

static void
print_way (JsonObject *status, JsonObject *way, SfLang lang, GString *out)
{
  const char *state = json_object_get_string_member_with_default (way, "state", "");
  const int index = sf_enum_index (&sf_enum_reach, state);
  const char *said = index >= 0 ? sf_text (lang, "enum.reach", sf_enum_reach.values[index].en) : sf_text (lang, "reach.untested", "Not tested yet");

  g_string_append_printf (out, "  %s %s → %s (%s): %s\n", advice_of (lang, state) ? "!" : " ", name_of (status, json_object_get_string_member (way, "from")),
                          name_of (status, json_object_get_string_member (way, "to")), json_object_get_string_member (way, "address"), said);
}

void
sf_admin_status_reach_print (JsonObject *status, SfLang lang, GString *out)
{
  static const char *const states[] = { "silent", "refused" };
  JsonArray *ways = json_object_get_array_member (status, "reach");
  gboolean fails[G_N_ELEMENTS (states)] = { FALSE };

  if (json_array_get_length (ways) == 0)
    return;
  g_string_append_printf (out, "\n%s\n", sf_text (lang, "reach.title", "Device to device without the server: kiosks ring tablets, tablets send to screens"));
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
