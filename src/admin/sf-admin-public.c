/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address for phones: set, proven, looked at (store/sf-server-public.h). */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "craft/sf-qr.h"
#include "store/sf-server-public.h"

static const struct { const char *code, *text; } reasons[] = {
  { "not_set", "no address is set: showfloorctl public https://NAME" },
  { "not_proven", "nobody has proven from outside that it opens: showfloorctl public --prove" },
  { "changed_name", "the address is another than the proven one: showfloorctl public --prove" },
  { "changed_certificate", "its certificate has another key than the proven one: showfloorctl public --prove" },
  { "checking", "the server has not looked at it yet; it does when it runs" },
  { "check_dns", "its name is not found (DNS)" },
  { "check_connect", "nothing answers there" },
  { "check_tls", "its certificate is not good" },
  { "check_ending", "its certificate ends within 14 days" },
  { "check_answer", "something else answers there; the proxy must hand /c/ to this server" },
};

const char *
sf_admin_public_text (const char *why)
{
  for (guint i = 0; why && i < G_N_ELEMENTS (reasons); i++)
    if (strcmp (reasons[i].code, why) == 0)
      return reasons[i].text;
  return "proven from outside, and the last look agreed";
}

static void
say (GString *out, const SfPublicState *state)
{
  const char *why = sf_public_state_why (state);

  g_string_append_printf (out, "public %s%s\n", state->url ? state->url : "–", sf_public_state_is_trial (state) ? " (trial: plain http in the house)" : "");
  g_string_append_printf (out, "%s: %s\n", why ? "no QR code" : "QR codes are shown", sf_admin_public_text (why));
}

void
sf_admin_public_say (SfAdmin *self, GString *out)
{
  g_autoptr (SfPublicState) state = sf_server_public_read (self->store);
  say (out, state);
}

/* What devices are told follows at once, also when no server runs. */
static gboolean
publish (SfAdmin *self, GString *out, GError **error)
{
  g_autoptr (SfPublicState) state = sf_server_public_read (self->store);

  self->public_changed = TRUE;
  if (!sf_ingest_put_setting (self->ingest, SF_PUBLIC_SETTING, sf_public_state_why (state) ? "" : state->url, error))
    return FALSE;
  say (out, state);
  return TRUE;
}

static gboolean
begin (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autoptr (SfPublicState) state = sf_server_public_read (self->store);

  if (!state->url || !self->running) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, state->url ? "Start the server first: the page of the proof is its own"
                                                                                 : "Set the address first: showfloorctl public https://NAME");
    return FALSE;
  }
  g_autofree char *name = sf_server_public_begin (self->store, self->ids, sf_clock_wall_ms (self->clock), error);
  if (!name)
    return FALSE;
  g_autofree char *url = g_strconcat (state->url, "/c/prove-", name, NULL);
  if (sf_words_get (words, "json")) {
    g_string_append_printf (out, "{\"url\":\"%s\"}\n", url);
    return TRUE;
  }
  g_autoptr (SfQr) qr = sf_qr_new (url, strlen (url), error);
  if (!qr)
    return FALSE;
  g_autofree char *code = sf_qr_to_text (qr, TRUE);
  g_string_append_printf (out, "%s\n%s\n\nOpen it on a phone%s. It shows six digits; within 15 minutes:\n  showfloorctl public --prove DIGITS\n", code, url,
                          sf_public_state_is_trial (state) ? "" : " with Wi-Fi off");
  return TRUE;
}

static gboolean
prove (SfAdmin *self, const char *typed, GString *out, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) groups = g_strsplit_set (typed, " -", -1);
  g_autofree char *code = g_strjoinv ("", groups);

  if (sf_server_public_prove (self->store, code, sf_clock_wall_ms (self->clock), &local))
    return publish (self, out, error);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "That is not what the phone shows, or it is over; showfloorctl public --prove begins anew");
  return FALSE;
}

gboolean
sf_admin_public (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const char *word = words->rest->len > 0 ? words->rest->pdata[0] : NULL;
  gboolean proving = sf_words_get (words, "prove") != NULL, off = sf_words_get (words, "off") != NULL;

  if (words->rest->len > 1 || (off && (word || proving))) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "public [URL | --prove [DIGITS] | --off]");
    return FALSE;
  }
  if (proving)
    return word ? prove (self, word, out, error) : begin (self, words, out, error);
  if (!word && !off) {
    sf_admin_public_say (self, out);
    return TRUE;
  }
  g_autofree char *url = word ? sf_public_url_parse (word, error) : NULL;
  return (off || url) && sf_server_public_set (self->store, url, error) && publish (self, out, error);
}
