/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-json.h"
#include "admin/sf-admin-status.h"
#include "admin/sf-keep-text.h"
#include "base/sf-bytes.h"
#include "model/sf-assign.h"
#include "model/sf-day-report.h"
#include "store/sf-server-accounts.h"
#include "store/sf-server-public.h"
#include "wire/sf-json.h"

/* status: one JSON document; what people read is written from the same. */

static gboolean
add_bucket (SfAdmin *self, JsonBuilder *b, const char *bucket, GError **error)
{
  gint64 count;
  guint8 sum[SF_LINK_LEN];

  if (!sf_server_store_sum (self->store, bucket, &count, sum, error))
    return FALSE;
  g_autofree char *hex = sf_hex (sum, sizeof sum);
  json_builder_set_member_name (b, bucket);
  json_builder_begin_object (b);
  sf_admin_json_int (b, "count", count);
  sf_admin_json_text (b, "sum", hex);
  json_builder_end_object (b);
  return TRUE;
}

static gboolean
add_buckets (SfAdmin *self, JsonBuilder *b, GPtrArray *accounts, GError **error)
{
  static const char *const shared[] = { SF_BUCKET_NAME_PUB, SF_BUCKET_NAME_CRM, SF_BUCKET_NAME_CAT, SF_BUCKET_NAME_LOG };

  json_builder_set_member_name (b, "buckets");
  json_builder_begin_object (b);
  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    if (!add_bucket (self, b, shared[i], error))
      return FALSE;
  for (guint i = 0; i < accounts->len; i++) {
    SfAccount *account = g_ptr_array_index (accounts, i);
    g_autofree char *bucket = g_strconcat (SF_BUCKET_NAME_DEV, account->device_id, NULL);
    if (account->enrolled && !add_bucket (self, b, bucket, error))
      return FALSE;
  }
  json_builder_end_object (b);
  return TRUE;
}

/* What a screen says of itself, and how often it played today; absent for one that has not said anything yet. */
static gboolean
add_screen (SfAdmin *self, JsonBuilder *b, const SfAccount *account, const char *day, GError **error)
{
  g_autofree char *id = sf_uuid_derive (account->device_id, sf_kind_info (SF_KIND_SHOWING)->name, 0);
  SfQuery query = { .kind = SF_KIND_PLAY, .n_conds = 2, .order = -1 };
  GError *failed = NULL;
  SfDb *db = sf_server_store_get_db (self->store);
  g_autoptr (SfRecord) said = sf_table_get (db, SF_KIND_SHOWING, id, &failed);
  gint64 plays;

  query.conds[0] = (SfCond) { .field = SF_PLAY_DAY, .op = SF_OP_EQ, .s = day };
  query.conds[1] = (SfCond) { .field = SF_PLAY_DISPLAY, .op = SF_OP_EQ, .s = account->device_id };
  plays = failed ? -1 : sf_table_count (db, &query, &failed);
  if (failed) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  json_builder_set_member_name (b, "screen");
  json_builder_begin_object (b);
  if (said) {
    sf_admin_json_text (b, "shows", sf_record_get_text (said, SF_SHOWING_WHAT));
    sf_admin_json_text (b, "push", sf_record_get_text (said, SF_SHOWING_PUSH));
    sf_admin_json_text (b, "model", sf_record_get_text (said, SF_SHOWING_MODEL));
    sf_admin_json_text (b, "media", sf_record_get_text (said, SF_SHOWING_MEDIA));
    sf_admin_json_int (b, "since", sf_record_get_int (said, SF_SHOWING_SINCE));
    sf_admin_json_int (b, "have", sf_record_get_int (said, SF_SHOWING_HAVE));
    sf_admin_json_int (b, "want", sf_record_get_int (said, SF_SHOWING_WANT));
  }
  sf_admin_json_int (b, "plays", plays);
  json_builder_end_object (b);
  return TRUE;
}

static gboolean
add_devices (SfAdmin *self, JsonBuilder *b, GPtrArray *accounts, const char *day, GError **error)
{
  json_builder_set_member_name (b, "devices");
  json_builder_begin_array (b);
  for (guint i = 0; i < accounts->len; i++) {
    SfAccount *account = g_ptr_array_index (accounts, i);
    SfPlace place = { 0 };
    if (account->enrolled && !sf_server_store_place (self->store, account->device_id, account->inc, &place, error))
      return FALSE;
    g_autofree char *digits = account->enrolled ? sf_server_accounts_digits (self->store, account->device_id) : NULL;
    json_builder_begin_object (b);
    sf_admin_json_text (b, "id", account->device_id);
    sf_admin_json_text (b, "name", account->name);
    sf_admin_json_text (b, "role", sf_role_name (account->role));
    sf_admin_json_text (b, "state", account->revoked ? "revoked" : account->waits ? "compare" : account->enrolled ? "active" : "waiting");
    sf_admin_json_text (b, "digits", digits);
    sf_admin_json_int (b, "last_contact", account->seen_ms);
    sf_admin_json_int (b, "inc", account->inc);
    sf_admin_json_int (b, "last_mid", place.last);
    sf_admin_json_int (b, "safe_mid", place.safe);
    if (account->enrolled && account->role == SF_ROLE_D && !add_screen (self, b, account, day, error))
      return FALSE;
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
  return TRUE;
}

static gboolean
add_counts (SfAdmin *self, JsonBuilder *b, GError **error)
{
  json_builder_set_member_name (b, "records");
  json_builder_begin_object (b);
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++) {
    SfQuery query = { .kind = kind, .order = -1 };
    gint64 n = sf_table_count (sf_server_store_get_db (self->store), &query, error);
    if (n < 0)
      return FALSE;
    sf_admin_json_int (b, sf_kind_info (kind)->name, n);
  }
  json_builder_end_object (b);
  return TRUE;
}

static void
add_heads (SfAdmin *self, JsonBuilder *b)
{
  g_autoptr (GPtrArray) acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

  sf_server_store_heads (self->store, acks);
  json_builder_set_member_name (b, "heads");
  json_builder_begin_object (b);
  for (guint i = 0; i < acks->len; i++)
    sf_admin_json_int (b, ((SfAck *) g_ptr_array_index (acks, i))->scope, ((SfAck *) g_ptr_array_index (acks, i))->head);
  json_builder_end_object (b);
}

static GPtrArray *
of_day (SfAdmin *self, SfKind kind, guint field, const char *day, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .limit = G_MAXINT };
  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = day };
  return sf_table_query (sf_server_store_get_db (self->store), &query, error);
}

static gboolean
add_day (SfAdmin *self, JsonBuilder *b, const char *day, GError **error)
{
  g_autoptr (GPtrArray) visits = of_day (self, SF_KIND_VISIT, SF_VISIT_DAY, day, error);
  g_autoptr (GPtrArray) statuses = visits ? of_day (self, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_DAY, day, error) : NULL;
  g_autoptr (GPtrArray) outcomes = statuses ? of_day (self, SF_KIND_OUTCOME, SF_OUTCOME_DAY, day, error) : NULL;
  g_autoptr (GPtrArray) customers = outcomes ? sf_admin_all (self, SF_KIND_CUSTOMER, error) : NULL;

  if (!customers)
    return FALSE;
  g_autoptr (SfDayReport) report = sf_day_report (day, sf_clock_wall_ms (self->clock), visits, statuses, outcomes, customers);
  json_builder_set_member_name (b, "today");
  json_builder_begin_object (b);
  sf_admin_json_text (b, "day", day);
  for (guint f = 0; f < SF_N_FIGURES; f++)
    sf_admin_json_int (b, sf_figure_name (f), report->figures[f].n);
  json_builder_set_member_name (b, "capture_percent");
  if (report->capture_percent < 0)
    json_builder_add_null_value (b);
  else
    json_builder_add_int_value (b, report->capture_percent);
  sf_admin_json_int (b, "longest_wait_s", report->longest_wait_ms / 1000);
  json_builder_end_object (b);
  return TRUE;
}

static void
add_public (SfAdmin *self, JsonBuilder *b)
{
  g_autoptr (SfPublicState) state = sf_server_public_read (self->store);
  const char *why = sf_public_state_why (state);

  json_builder_set_member_name (b, "public");
  json_builder_begin_object (b);
  sf_admin_json_text (b, "url", state->url);
  json_builder_set_member_name (b, "qr");
  json_builder_add_boolean_value (b, why == NULL);
  sf_admin_json_text (b, "why", why);
  sf_admin_json_text (b, "text", sf_admin_public_text (why));
  json_builder_set_member_name (b, "trial");
  json_builder_add_boolean_value (b, sf_public_state_is_trial (state));
  sf_admin_json_int (b, "proven", state->proven_ms);
  sf_admin_json_int (b, "looked", state->check_ms);
  sf_admin_json_int (b, "certificate_until", state->cert_until_ms);
  json_builder_end_object (b);
}

static gboolean
add_wecom (SfAdmin *self, JsonBuilder *b, GError **error)
{
  SfWecomState s;

  if (!sf_admin_wecom_read (self, &s, error))
    return FALSE;
  json_builder_set_member_name (b, "wecom");
  json_builder_begin_object (b);
  sf_admin_json_text (b, "state", !s.on ? "off" : *s.stopped ? "stopped" : "on");
  sf_admin_json_int (b, "waiting", s.waiting);
  sf_admin_json_int (b, "sent", s.sent);
  sf_admin_json_int (b, "dead", s.dead);
  sf_admin_json_text (b, "last_code", *s.last_code ? s.last_code : NULL);
  json_builder_end_object (b);
  return TRUE;
}

static JsonNode *
status_json (SfAdmin *self, const char *day, GError **error)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (GPtrArray) accounts = sf_server_accounts_list (self->store, error);

  if (!accounts)
    return NULL;
  json_builder_begin_object (b);
  sf_admin_json_text (b, "server", self->server_id);
  sf_admin_json_text (b, "epoch", sf_server_store_get_epoch (self->store));
  sf_admin_json_text (b, "address", self->address);
  sf_admin_json_text (b, "ca", self->ca_spki);
  json_builder_set_member_name (b, "running");
  json_builder_add_boolean_value (b, self->running);
  sf_admin_json_int (b, "now", sf_clock_wall_ms (self->clock));
  sf_admin_json_int (b, "waiting_connections", self->waiting);
  sf_admin_json_int (b, "connections", self->connections);
  sf_admin_json_int (b, "incidents", sf_server_store_n_incidents (self->store, NULL));
  sf_admin_json_int (b, "put_aside", sf_server_store_n_put_aside (self->store));
  sf_admin_json_int (b, "conflicts", sf_server_store_n_conflicts (self->store, NULL, FALSE));
  add_heads (self, b);
  add_public (self, b);
  if (!add_counts (self, b, error) || !add_devices (self, b, accounts, day, error) || !add_buckets (self, b, accounts, error) || !add_day (self, b, day, error) || !add_wecom (self, b, error) || !sf_admin_status_keep (self, b, error) || !sf_admin_status_reach (self, b, error))
    return NULL;
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

static void
print_screen (GString *out, JsonObject *screen)
{
  const char *shows = json_object_get_string_member_with_default (screen, "shows", "nothing said yet");

  g_string_append_printf (out, "%37s shows: %s, media %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT ", played today: %" G_GINT64_FORMAT "\n", "", shows,
                          json_object_get_int_member_with_default (screen, "have", 0), json_object_get_int_member_with_default (screen, "want", 0), json_object_get_int_member (screen, "plays"));
}

static void
print_devices (GString *out, JsonArray *devices, gint64 now)
{
  if (json_array_get_length (devices) == 0) {
    g_string_append (out, "\nno device yet: showfloorctl pair --role kiosk --name NAME\n");
    return;
  }
  g_string_append_printf (out, "\n%-8s %-8s %-10s %6s  %s\n", "role", "state", "contact", "entry", "name");
  for (guint i = 0; i < json_array_get_length (devices); i++) {
    JsonObject *d = json_array_get_object_element (devices, i);
    gint64 seen = json_object_get_int_member (d, "last_contact");
    g_autofree char *ago = seen ? g_strdup_printf ("%" G_GINT64_FORMAT " min ago", MAX (now - seen, 0) / 60000) : g_strdup ("never");
    g_string_append_printf (out, "%-8s %-8s %-10s %6" G_GINT64_FORMAT "  %s (%s)\n", json_object_get_string_member (d, "role"),
                            json_object_get_string_member (d, "state"), ago, json_object_get_int_member (d, "last_mid"),
                            json_object_get_string_member (d, "name"), json_object_get_string_member (d, "id"));
    const char *digits = json_object_get_string_member_with_default (d, "digits", NULL);
    if (digits)
      g_string_append_printf (out, "%37s paired just now; six digits: %s\n", "", digits);
    if (json_object_has_member (d, "screen"))
      print_screen (out, json_object_get_object_member (d, "screen"));
  }
}

static void
print_members (GString *out, JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);
  for (GList *l = names; l; l = l->next) {
    JsonNode *node = json_object_get_member (object, l->data);
    g_autofree char *text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? g_strdup (json_node_get_string (node)) : sf_json_print (node);
    g_string_append_printf (out, "  %-20s %s\n", (const char *) l->data, text);
  }
}

gboolean
sf_admin_status (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autofree char *zone = sf_admin_zone (self);
  int minute;
  g_autofree char *today = sf_day_of (sf_clock_wall_ms (self->clock), zone, &minute);
  const char *day = sf_words_get (words, "day");
  g_autoptr (JsonNode) root = status_json (self, day ? day : today, error);

  if (!root)
    return FALSE;
  if (sf_words_get (words, "json")) {
    g_autofree char *json = sf_json_print (root);
    g_string_append_printf (out, "%s\n", json);
    return TRUE;
  }
  JsonObject *o = json_node_get_object (root);
  g_string_append_printf (out, "server %s, epoch %s\naddress %s\n", self->server_id, json_object_get_string_member (o, "epoch"), self->address ? self->address : "not known yet");
  g_string_append_printf (out, "incidents %" G_GINT64_FORMAT " (showfloorctl incidents), put aside %" G_GINT64_FORMAT " (showfloorctl quarantine)\n",
                          json_object_get_int_member (o, "incidents"), json_object_get_int_member (o, "put_aside"));
  sf_admin_public_say (self, out);
  sf_admin_status_keep_print (self, o, out);
  print_devices (out, json_object_get_array_member (o, "devices"), json_object_get_int_member (o, "now"));
  sf_admin_status_reach_print (o, sf_keep_lang (sf_words_get (words, "lang")), out);
  g_string_append (out, "\nrecords\n");
  print_members (out, json_object_get_object_member (o, "records"));
  g_string_append (out, "\nbuckets\n");
  print_members (out, json_object_get_object_member (o, "buckets"));
  g_string_append (out, "\nwecom\n");
  print_members (out, json_object_get_object_member (o, "wecom"));
  g_string_append (out, "\nday\n");
  print_members (out, json_object_get_object_member (o, "today"));
  return TRUE;
}
