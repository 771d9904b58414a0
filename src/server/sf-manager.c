/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-manager.h"

#include <string.h>

#include "base/sf-log.h"
#include "craft/sf-pin.h"
#include "sf-server-resource.h"

/*
 * The manager's pages: signed in by staff number and PIN of a colleague whose job is manager. The cookie is HttpOnly, Secure and
 * SameSite=Strict; a form of another site is refused by its origin, signing out asks for the session's own token.
 */
#define PIN_TRIES 5
#define PIN_WINDOW_S 300

typedef struct { char *staff_no, *pin, *person; gboolean slow; } SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *in = data;
  g_free (in->staff_no);
  if (in->pin)
    memset (in->pin, 0, strlen (in->pin));
  g_free (in->pin);
  g_free (in->person);
  g_free (in);
}

static void
reply_page (SfCall *call, GBytes *page)
{
  call->page = TRUE;
  sf_call_reply_bytes (call, "text/html; charset=utf-8", page);
}

gboolean
sf_manager_style (SfCall *call)
{
  GBytes *css = g_resource_lookup_data (sf_server_get_resource (), "/io/showfloor/server/manager.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  sf_call_reply_bytes (call, "text/css; charset=utf-8", css);
  return FALSE;
}

gboolean
sf_manager_start_page (SfCall *call)
{
  if (call->person)
    return TRUE;
  reply_page (call, sf_manager_sign_in_page (call->lang, NULL));
  return FALSE;
}

/* Who looked at whose records: reading is written down like changing. */
static gboolean
audit (SfServerStore *store, const char *person, const char *action, const char *object, GError **error)
{
  if (!sf_server_store_begin (store, error))
    return FALSE;
  if (sf_server_store_audit (store, person, action, object, "manager", error))
    return sf_server_store_commit (store, error);
  sf_server_store_rollback (store);
  return FALSE;
}

void
sf_manager_page (SfCall *call, GError **error)
{
  SfHouse *house = call->server->house;
  g_autoptr (SfDay) day = sf_day_load (house->store, house->clock, sf_call_query (call, "day"), call->lang, error);
  SfFigureId list = sf_figure_find (sf_call_query (call, "list"));

  if (!day)
    return;
  if (list < SF_N_FIGURES && !audit (house->store, call->person, "list", day->day, error))
    return;
  call->refresh = strcmp (day->day, day->today) == 0;
  reply_page (call, sf_manager_day_page (day, list, call->form));
}

static void
append_cell (GString *out, const char *text, gboolean last)
{
  gboolean formula = *text && strchr ("=+-@", *text);
  g_string_append (out, formula ? "\"'" : "\"");
  for (const char *p = text; *p; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  g_string_append (out, last ? "\"\r\n" : "\",");
}

void
sf_manager_csv (SfCall *call, GError **error)
{
  SfHouse *house = call->server->house;
  g_autoptr (SfDay) day = sf_day_load (house->store, house->clock, sf_call_query (call, "day"), call->lang, error);
  static const SfFigureId kept[] = { SF_FIGURE_PARTIES, SF_FIGURE_SERVICE };

  if (!day || !audit (house->store, call->person, "csv", day->day, error))
    return;
  GString *out = g_string_new ("\xef\xbb\xbf");
  for (SfColumn c = 0; c < SF_N_COLUMNS; c++)
    append_cell (out, sf_column_text (c, call->lang), c == SF_N_COLUMNS - 1);
  for (guint f = 0; f < G_N_ELEMENTS (kept); f++) {
    GPtrArray *visits = day->report->figures[kept[f]].visits;
    for (guint i = 0; i < visits->len; i++)
      for (SfColumn c = 0; c < SF_N_COLUMNS; c++) {
        g_autofree char *text = sf_day_cell (day, g_ptr_array_index (visits, i), c);
        append_cell (out, text, c == SF_N_COLUMNS - 1);
      }
  }
  call->filename = g_strdup_printf ("showfloor-%s.csv", day->day);
  sf_call_reply_bytes (call, "text/csv; charset=utf-8", g_string_free_to_bytes (out));
}

/* A form that another page sent: browsers name its origin. */
static gboolean
is_foreign (SfCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->msg);
  const char *origin = soup_message_headers_get_one (headers, "Origin"), *host = soup_message_headers_get_one (headers, "Host");
  const char *site = soup_message_headers_get_one (headers, "Sec-Fetch-Site");
  g_autofree char *own = g_strconcat ("https://", host ? host : "", NULL);

  return (site && strcmp (site, "same-origin") != 0 && strcmp (site, "none") != 0) || (origin && g_ascii_strcasecmp (origin, own) != 0);
}

static GHashTable *
form_of (SfCall *call)
{
  gsize n;
  const char *data = g_bytes_get_data (call->body, &n);
  g_autofree char *text = g_strndup (data ? data : "", MIN (n, 4096));
  return soup_form_decode (text);
}

gboolean
sf_manager_start_sign_in (SfCall *call)
{
  g_autoptr (GHashTable) form = form_of (call);
  const char *staff_no = g_hash_table_lookup (form, "staff_no"), *pin = g_hash_table_lookup (form, "pin");
  GSocketAddress *remote = soup_server_message_get_remote_address (call->msg);
  g_autofree char *address = G_IS_INET_SOCKET_ADDRESS (remote) ? g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote))) : g_strdup ("?");
  g_autofree char *by_person = g_strconcat ("pin ", staff_no ? staff_no : "", NULL), *by_address = g_strconcat ("door ", address, NULL);

  if (is_foreign (call)) {
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, "origin");
    return FALSE;
  }
  if (!sf_sessions_may_try (call->server->sessions, by_address, 20, 60) || !sf_sessions_may_try (call->server->sessions, by_person, PIN_TRIES, PIN_WINDOW_S)) {
    call->status = 429;
    reply_page (call, sf_manager_sign_in_page (call->lang, sf_text (call->lang, "m.slow", "That was too often. Please wait five minutes.")));
    return FALSE;
  }
  SignIn *in = g_new0 (SignIn, 1);
  in->staff_no = g_strdup (staff_no ? staff_no : "");
  in->pin = g_strdup (pin ? pin : "");
  call->data = in;
  call->free_data = sign_in_free;
  return TRUE;
}

static SfRecord *
find_one (SfDb *db, SfKind kind, guint field, const char *value, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .limit = 1 };
  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = value };
  g_autoptr (GPtrArray) found = sf_table_query (db, &query, error);
  return found && found->len > 0 ? sf_record_ref (g_ptr_array_index (found, 0)) : NULL;
}

void
sf_manager_sign_in (SfCall *call, GError **error)
{
  SignIn *in = call->data;
  SfDb *db = sf_server_store_get_db (call->server->house->store);
  g_autoptr (GError) local = NULL;
  g_autoptr (SfRecord) person = find_one (db, SF_KIND_CONSULTANT, SF_CONSULTANT_STAFF_NO, in->staff_no, &local);
  g_autoptr (SfRecord) credential = person ? find_one (db, SF_KIND_CREDENTIAL, SF_CREDENTIAL_CONSULTANT, sf_record_get_id (person), &local) : NULL;

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return;
  }
  const char *verifier = credential ? sf_record_get_text (credential, SF_CREDENTIAL_PIN) : NULL;
  gboolean ok = verifier && sf_record_get_int (person, SF_CONSULTANT_ACTIVE) == 1
                && g_strcmp0 (sf_record_get_text (person, SF_CONSULTANT_JOB), "manager") == 0 && sf_pin_verify (verifier, in->pin);
  sf_log (SF_LOG_INFO, "manager.sign_in", "result", ok ? "ok" : "refused", NULL);
  if (ok) {
    in->person = g_strdup (sf_record_get_id (person));
    return;
  }
  call->status = SOUP_STATUS_FORBIDDEN;
  reply_page (call, sf_manager_sign_in_page (call->lang, sf_text (call->lang, "m.wrong", "That doesn't match. Please look at the number and the PIN again.")));
}

void
sf_manager_finish_sign_in (SfCall *call)
{
  SignIn *in = call->data;
  g_autofree char *secret = sf_sessions_open_person (call->server->sessions, in->person);
  g_autofree char *to = g_strdup_printf ("/m/?lang=%s", sf_lang_code (call->lang));

  call->set_cookie = g_strdup_printf (SF_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=28800", secret);
  sf_call_redirect (call, to);
  sf_call_send (call);
}

gboolean
sf_manager_sign_out (SfCall *call)
{
  g_autoptr (GHashTable) form = form_of (call);
  const char *token = g_hash_table_lookup (form, "form");

  if (!call->person || is_foreign (call) || g_strcmp0 (token, call->form) != 0) {
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, "form");
    return FALSE;
  }
  sf_sessions_close_person (call->server->sessions, call->cookie);
  call->set_cookie = g_strdup (SF_COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
  sf_call_redirect (call, "/m/");
  return FALSE;
}
