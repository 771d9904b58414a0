/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 撞单 on the manager's page: whose customer somebody is, decided once, with a reason, here or on a tablet, whichever comes first. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-door.h"
#include "server/sf-manager.h"
#include "server/sf-tell.h"

/* What is decided stays to be looked up for a while; open ones are never left out. */
#define MOST_DECIDED 50
#define MOST_OPEN 500
#define PATH "/m/clashes"

static GPtrArray *
read_clashes (SfCall *call, gboolean open, GError **error)
{
  SfQuery query = { .kind = SF_KIND_CLASH, .n_conds = 1, .order = SF_CLASH_AT, .descending = TRUE, .limit = open ? MOST_OPEN : MOST_DECIDED };

  query.conds[0] = (SfCond) { .field = SF_CLASH_STATE, .op = open ? SF_OP_EQ : SF_OP_NE, .s = "open" };
  return sf_table_query (sf_server_store_get_db (call->server->house->store), &query, error);
}

static SfRecord *
get (SfCall *call, SfKind kind, const char *id)
{
  return id ? sf_table_get (sf_server_store_get_db (call->server->house->store), kind, id, NULL) : NULL;
}

static char *
colleague (SfCall *call, SfRecord *clash, guint field)
{
  g_autoptr (SfRecord) person = get (call, SF_KIND_CONSULTANT, sf_record_get_text (clash, field));
  const char *name = person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, call->lang) : NULL;

  return g_strdup (name ? name : "–");
}

/* 归属李明，保护到12月20日 · 王芳接待，11月20日 13:05 */
static void
write_about (SfHtml *html, SfCall *call, SfRecord *clash)
{
  const SfLang lang = call->lang;
  g_autoptr (SfRecord) customer = get (call, SF_KIND_CUSTOMER, sf_record_get_text (clash, SF_CLASH_CUSTOMER));
  g_autofree char *guest = sf_tell_guest (lang, NULL, NULL, customer), *owner = colleague (call, clash, SF_CLASH_OWNER), *claimant = colleague (call, clash, SF_CLASH_CLAIMANT);
  const char *last = sf_record_get_text (clash, SF_CLASH_UNTIL);
  g_autofree char *until = last ? sf_day_title (last, lang) : g_strdup ("–"), *when = sf_manager_time (call, sf_record_get_int (clash, SF_CLASH_AT));
  g_autofree char *owned = sf_fill (sf_text (lang, "clash.owner", "Owned by {name}, protected until {day}"), "name", owner, "day", until, NULL);
  g_autofree char *received = sf_fill (sf_text (lang, "mc.claimant", "received by {name}, {when}"), "name", claimant, "when", when, NULL);

  sf_html_open (html, "p", NULL);
  sf_html_leaf (html, "span", guest, "class", "what", NULL);
  sf_html_text (html, owned);
  sf_html_text (html, sf_tell_dot (lang));
  sf_html_text (html, received);
  sf_html_close (html);
}

static void
write_reasons (SfHtml *html, SfCall *call)
{
  const SfLang lang = call->lang;
  const char *const quick[] = { sf_text (lang, "clash.why.first", "First received them"), sf_text (lang, "clash.why.asked", "The customer asked for them"),
                                sf_text (lang, "clash.why.away", "The owner wasn't there"), sf_text (lang, "clash.why.idle", "The owner didn't follow up") };

  sf_html_open (html, "fieldset", "class", "reasons", NULL);
  sf_html_leaf (html, "legend", sf_text (lang, "clash.why", "Reason"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (quick); i++) {
    sf_html_open (html, "label", NULL);
    sf_html_void (html, "input", "type", "radio", "name", "why", "value", quick[i], NULL);
    sf_html_text (html, quick[i]);
    sf_html_close (html);
  }
  sf_html_void (html, "input", "type", "text", "name", "own", "maxlength", "100", "autocomplete", "off", "placeholder", sf_text (lang, "tab.note.own", "In your own words"),
                "aria-label", sf_text (lang, "tab.note.own", "In your own words"), NULL);
  sf_html_close (html);
}

static void
write_open (SfHtml *html, SfCall *call, SfRecord *clash)
{
  static const char *const verbs[] = { "keep", "move", "share" };
  const SfLang lang = call->lang;
  g_autofree char *action = g_strdup_printf (PATH "?lang=%s", sf_lang_code (lang)), *owner = colleague (call, clash, SF_CLASH_OWNER), *claimant = colleague (call, clash, SF_CLASH_CLAIMANT);
  g_autofree char *keep = sf_fill (sf_text (lang, "clash.keep", "Stays with {name}"), "name", owner, NULL);
  g_autofree char *move = sf_fill (sf_text (lang, "clash.move", "Goes to {name}"), "name", claimant, NULL);
  const char *const texts[] = { keep, move, sf_text (lang, "clash.share", "Both") };

  sf_html_open (html, "div", "class", "ask", NULL);
  write_about (html, call, clash);
  sf_html_open (html, "form", "method", "post", "action", action, NULL);
  sf_html_void (html, "input", "type", "hidden", "name", "form", "value", call->form, NULL);
  sf_html_void (html, "input", "type", "hidden", "name", "id", "value", sf_record_get_id (clash), NULL);
  write_reasons (html, call);
  sf_html_open (html, "div", "class", "acts", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    sf_html_leaf (html, "button", texts[i], "class", "second", "name", "verb", "value", verbs[i], NULL);
  sf_html_close (html);
  sf_html_close (html);
  sf_html_close (html);
}

static void
write_decided (SfHtml *html, SfCall *call, SfRecord *clash)
{
  const SfLang lang = call->lang;
  g_autofree char *by = colleague (call, clash, SF_CLASH_DECIDED_BY), *at = sf_manager_time (call, sf_record_get_int (clash, SF_CLASH_DECIDED_AT));
  g_autoptr (GString) line = g_string_new (sf_tell_value (lang, &sf_enum_clash_state, sf_record_get_text (clash, SF_CLASH_STATE)));

  sf_tell_append (lang, line, sf_record_get_text (clash, SF_CLASH_WHY));
  sf_tell_append (lang, line, by);
  sf_tell_append (lang, line, at);
  sf_html_open (html, "div", "class", "ask", NULL);
  write_about (html, call, clash);
  sf_html_leaf (html, "p", line->str, NULL);
  sf_html_close (html);
}

static void
write_section (SfHtml *html, SfCall *call, GPtrArray *clashes, gboolean open)
{
  sf_html_open (html, "section", "class", "panel", "id", open ? "open" : "decided", NULL);
  sf_html_leaf (html, "h2", open ? sf_text (call->lang, "mc.open", "For you to decide") : sf_text (call->lang, "mc.decided", "Decided"), NULL);
  if (clashes->len == 0)
    sf_html_leaf (html, "p", sf_text (call->lang, "clash.none", "There is none."), NULL);
  for (guint i = 0; i < clashes->len; i++)
    (open ? write_open : write_decided) (html, call, clashes->pdata[i]);
  sf_html_close (html);
}

/* Why the last touch changed nothing. */
static void
write_said (SfHtml *html, SfCall *call)
{
  const char *said = sf_call_query (call, "said"), *text = NULL;

  if (g_strcmp0 (said, "clash.decided") == 0)
    text = sf_text (call->lang, "mc.said.decided", "That was decided already, and stays so. It is below.");
  else if (g_strcmp0 (said, "clash.why") == 0)
    text = sf_text (call->lang, "mc.said.why", "Please say why: both colleagues read it.");
  else if (said)
    text = sf_text (call->lang, "mc.said.other", "Nothing was changed.");
  if (text)
    sf_html_leaf (html, "p", text, "class", "fault", "role", "status", NULL);
}

void
sf_manager_clashes (SfCall *call, GError **error)
{
  g_autoptr (GPtrArray) open = read_clashes (call, TRUE, error);
  g_autoptr (GPtrArray) decided = open ? read_clashes (call, FALSE, error) : NULL;

  if (!decided || !sf_manager_audit (call, "clashes", NULL, error))
    return;
  g_autoptr (SfHtml) html = sf_manager_begin (call, sf_text (call->lang, "clash.title", "Ownership clash"), PATH, NULL);
  sf_html_open (html, "div", "class", "stack", NULL);
  write_said (html, call);
  write_section (html, call, open, TRUE);
  if (decided->len > 0)
    write_section (html, call, decided, FALSE);
  sf_html_close (html);
  sf_door_reply (call, sf_html_finish (html));
}

static SfMutation *
mutation_of (SfCall *call)
{
  static const char *const verbs[] = { "keep", "move", "share", NULL };
  SfForm *form = call->data;
  const char *verb = sf_form_get (form, "verb"), *id = sf_form_get (form, "id"), *own = sf_form_get (form, "own"), *why = sf_form_get (form, "why");
  g_autofree char *said = g_strstrip (g_strdup (own ? own : ""));

  if (!verb || !g_strv_contains (verbs, verb) || !id || !sf_uuid_is_valid (id))
    return NULL;
  g_autoptr (SfRecord) clash = sf_record_new (SF_KIND_CLASH, id);
  if (*said || why)
    sf_record_set_text (clash, SF_CLASH_WHY, *said ? said : why);
  return sf_mutation_new (verb, clash, call->person);
}

void
sf_manager_clash_do (SfCall *call, GError **error)
{
  SfPeer peer = { .role = SF_ROLE_M };
  g_autoptr (SfMutation) mutation = mutation_of (call);
  const char *code = NULL;
  SfPushStatus status;

  if (!mutation) {
    sf_call_fail (call, SOUP_STATUS_BAD_REQUEST, "malformed");
    return;
  }
  g_strlcpy (peer.person, call->person, sizeof peer.person);
  if (!sf_ingest_act (call->server->house->ingest, &peer, mutation, &status, &code, error))
    return;
  const gboolean refused = status == SF_PUSH_REJECTED || status == SF_PUSH_QUARANTINED;
  g_autofree char *to = g_strdup_printf (PATH "?lang=%s%s%s", sf_lang_code (call->lang), refused ? "&said=" : "", refused && code ? code : "");
  sf_call_redirect (call, to);
}
