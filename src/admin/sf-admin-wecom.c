/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "base/sf-url.h"
#include "store/sf-server-rings.h"

/* wecom: the group robot that tells rings outside of the house. The webhook's key is a secret: it is never shown again. */

#define MAX_URL 500
#define MAX_USER 64
#define DEAD_SHOWN 10

static gboolean
fail (GError **error, SfAdminError code, const char *why)
{
  g_set_error_literal (error, SF_ADMIN_ERROR, code, why);
  return FALSE;
}

/* One transaction for a few key-values; NULL-terminated pairs. */
static gboolean
keep (SfAdmin *self, const char *const pairs[][2], guint n, GError **error)
{
  gboolean ok = sf_server_store_begin (self->store, error);

  for (guint i = 0; ok && i < n; i++)
    ok = sf_server_store_set (self->store, pairs[i][0], pairs[i][1], error);
  ok = ok && sf_server_store_commit (self->store, error);
  if (!ok)
    sf_server_store_rollback (self->store);
  return ok;
}

static gboolean
set_url (SfAdmin *self, const char *url, GString *out, GError **error)
{
  const char *const pairs[][2] = { { SF_WECOM_URL_KEY, url }, { SF_WECOM_STOP_KEY, NULL } };

  if (url && (strlen (url) > MAX_URL || !g_utf8_validate (url, -1, NULL) || !sf_url_is_safe (url)))
    return fail (error, SF_ADMIN_ERROR_INPUT, "The webhook is an https address, as WeCom shows it: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…");
  if (!keep (self, pairs, G_N_ELEMENTS (pairs), error))
    return FALSE;
  g_string_append (out, url ? "wecom is on; rings from now on are told. Try it: showfloorctl wecom test\n" : "wecom is off\n");
  return TRUE;
}

static gboolean
set_user (SfAdmin *self, const char *staff_no, const char *user, GString *out, GError **error)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-@.";
  gboolean none = strcmp (user, "-") == 0;
  g_autofree char *consultant = NULL;

  if (!none && (!*user || strlen (user) > MAX_USER || strspn (user, allowed) != strlen (user)))
    return fail (error, SF_ADMIN_ERROR_INPUT, "A user id of WeCom has up to 64 of A-Z a-z 0-9 _ - @ .");
  consultant = sf_admin_find_staff (self, staff_no, error);
  if (!consultant)
    return FALSE;
  g_autofree char *key = g_strconcat (SF_WECOM_USER_KEY, consultant, NULL);
  const char *const pairs[][2] = { { key, none ? NULL : user } };
  if (!keep (self, pairs, 1, error))
    return FALSE;
  g_string_append (out, none ? "is not mentioned any more\n" : "will be mentioned\n");
  return TRUE;
}

static gboolean
test (SfAdmin *self, GString *out, GError **error)
{
  g_autofree char *url = sf_server_store_get (self->store, SF_WECOM_URL_KEY);
  g_autofree char *uuid = sf_ids_new_uuid (self->ids, self->clock), *offer = g_strconcat (SF_WECOM_TEST, uuid, NULL);

  if (!url)
    return fail (error, SF_ADMIN_ERROR_INPUT, "wecom is off; showfloorctl wecom set URL turns it on");
  if (!sf_server_store_begin (self->store, error))
    return FALSE;
  if (!sf_server_rings_add (self->store, offer, NULL, error) || !sf_server_store_set (self->store, SF_WECOM_STOP_KEY, NULL, error)
      || !sf_server_store_commit (self->store, error)) {
    sf_server_store_rollback (self->store);
    return FALSE;
  }
  g_string_append (out, self->running ? "A trial message goes out now; showfloorctl wecom status says what came of it\n" : "A trial message goes out when the server runs\n");
  return TRUE;
}

gboolean
sf_admin_wecom_read (SfAdmin *self, SfWecomState *state, GError **error)
{
  g_autofree char *url = sf_server_store_get (self->store, SF_WECOM_URL_KEY), *last = sf_server_store_get (self->store, SF_WECOM_LAST_KEY);
  g_autofree char *stop = sf_server_store_get (self->store, SF_WECOM_STOP_KEY);
  gint64 sending = 0, oldest = 0, ignored;
  const char *code = last ? strchr (last, ' ') : NULL;

  *state = (SfWecomState) { .on = url != NULL, .last_ms = last ? g_ascii_strtoll (last, NULL, 10) : 0 };
  g_strlcpy (state->last_code, code ? code + 1 : "", sizeof state->last_code);
  g_strlcpy (state->stopped, stop ? stop : "", sizeof state->stopped);
  if (!sf_server_rings_count (self->store, SF_RING_OUT_WAITING, &state->waiting, &state->oldest_ms, error)
      || !sf_server_rings_count (self->store, SF_RING_OUT_SENDING, &sending, &oldest, error)
      || !sf_server_rings_count (self->store, SF_RING_OUT_SENT, &state->sent, &ignored, error)
      || !sf_server_rings_count (self->store, SF_RING_OUT_DEAD, &state->dead, &ignored, error))
    return FALSE;
  state->waiting += sending;
  if (oldest && (!state->oldest_ms || oldest < state->oldest_ms))
    state->oldest_ms = oldest;
  return TRUE;
}

static void
append_time (SfAdmin *self, GString *out, gint64 ms)
{
  g_autofree char *zone = sf_admin_zone (self);
  int minute;
  g_autofree char *day = sf_day_of (ms, zone, &minute);
  g_string_append_printf (out, "%s %02d:%02d", day, minute / 60, minute % 60);
}

/* Ticket numbers and codes; whose they were is in the house. */
static gboolean
append_dead (SfAdmin *self, GString *out, GError **error)
{
  g_autoptr (GPtrArray) dead = sf_server_rings_dead (self->store, DEAD_SHOWN, error);

  for (guint i = 0; dead && i < dead->len; i++) {
    SfRingOut *row = dead->pdata[i];
    g_autoptr (SfRecord) visit = row->visit ? sf_table_get (sf_server_store_get_db (self->store), SF_KIND_VISIT, row->visit, NULL) : NULL;
    g_string_append (out, "  never told: ");
    append_time (self, out, row->made_ms);
    g_string_append_printf (out, "  %s  %s\n", visit ? sf_record_get_text (visit, SF_VISIT_NUMBER) : "-", row->code ? row->code : "");
  }
  return dead != NULL;
}

static gboolean
status (SfAdmin *self, GString *out, GError **error)
{
  SfWecomState s;

  if (!sf_admin_wecom_read (self, &s, error))
    return FALSE;
  g_string_append_printf (out, "wecom %s\n", !s.on ? "off" : *s.stopped ? "stopped" : "on");
  if (*s.stopped)
    g_string_append_printf (out, "  WeCom answered %s: the webhook's key is not good any more. Set it again: showfloorctl wecom set URL\n", s.stopped);
  g_string_append_printf (out, "  waiting %" G_GINT64_FORMAT, s.waiting);
  if (s.waiting > 0)
    g_string_append_printf (out, ", the oldest for %" G_GINT64_FORMAT " s", MAX (sf_clock_wall_ms (self->clock) - s.oldest_ms, 0) / 1000);
  g_string_append_printf (out, "\n  told in the last week %" G_GINT64_FORMAT ", never told %" G_GINT64_FORMAT "\n", s.sent, s.dead);
  if (s.last_ms) {
    g_string_append (out, "  last answer ");
    append_time (self, out, s.last_ms);
    g_string_append_printf (out, "  %s\n", s.last_code);
  }
  return append_dead (self, out, error);
}

gboolean
sf_admin_wecom (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  guint n = words->rest->len;
  const char *what = n > 0 ? words->rest->pdata[0] : "status";

  if (strcmp (what, "set") == 0 && n == 2)
    return set_url (self, words->rest->pdata[1], out, error);
  if (strcmp (what, "off") == 0 && n == 1)
    return set_url (self, NULL, out, error);
  if (strcmp (what, "user") == 0 && n == 3)
    return set_user (self, words->rest->pdata[1], words->rest->pdata[2], out, error);
  if (strcmp (what, "test") == 0 && n == 1)
    return test (self, out, error);
  if (strcmp (what, "status") == 0 && n <= 1)
    return status (self, out, error);
  return fail (error, SF_ADMIN_ERROR_USAGE, "wecom set URL | off | user STAFF_NO USER_ID | test | status");
}
