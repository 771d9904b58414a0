/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-door.h"

#include <string.h>

#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "craft/sf-pin.h"
#include "sf-server-resource.h"

/* Guesses from one address, whoever they are about. */
#define ADDRESS_TRIES 20
#define ADDRESS_WINDOW_S 60

static const SfDoor doors[SF_N_DOORS] = {
  { SF_DOOR_MANAGER, "/m/", "showfloor", 8, "manager", "m.title", N_C ("m.title", "The showroom's day") },
  { SF_DOOR_PHONE, "/p/", "showfloor-phone", 12, NULL, "p.title", N_C ("p.title", "Rings on my phone") },
};

const SfDoor *
sf_door_of (const char *path)
{
  for (guint i = 0; i < SF_N_DOORS; i++)
    if (g_str_has_prefix (path, doors[i].path))
      return &doors[i];
  return NULL;
}

/* Without TLS browsers keep no cookie that says __Host- or Secure. (transfer full) */
static char *
cookie_name (const SfDoor *door, gboolean secure)
{
  return g_strconcat (secure ? "__Host-" : "", door->cookie, NULL);
}

char *
sf_door_phone_person (SfServer *server, const char *cookie, gboolean secure)
{
  const SfDoor *door = &doors[SF_DOOR_PHONE];
  g_autofree char *name = cookie_name (door, secure);
  SfVisitor visitor;

  return sf_sessions_find_person (server->sessions, door->path, cookie, name, &visitor) ? g_strdup (visitor.person) : NULL;
}

static void
set_cookie (SfCall *call, const char *value, guint seconds)
{
  g_autofree char *name = cookie_name (call->door, call->secure);
  call->set_cookie = g_strdup_printf ("%s=%s; Path=/;%s HttpOnly; SameSite=Strict; Max-Age=%u", name, value, call->secure ? " Secure;" : "", seconds);
}

/* In clear only inside the house, for trials. */
static gboolean
is_inside (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  const guint8 *bytes = address ? g_inet_address_to_bytes (address) : NULL;

  return address && (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) || g_inet_address_get_is_link_local (address)
                     || (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 && (bytes[0] & 0xfe) == 0xfc));
}

void
sf_door_read (SfCall *call)
{
  SfVisitor visitor;

  call->door = sf_door_of (call->route->path);
  if (!call->door)
    return;
  if (!call->secure && !is_inside (call->address)) {
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, "tls");
    return;
  }
  g_autofree char *name = cookie_name (call->door, call->secure);
  call->cookie = g_strdup (soup_message_headers_get_list (soup_server_message_get_request_headers (call->msg), "Cookie"));
  if (!sf_sessions_find_person (call->server->sessions, call->door->path, call->cookie, name, &visitor))
    return;
  call->person = g_strdup (visitor.person);
  call->form = g_strdup (visitor.form);
  call->proof = g_strdup (visitor.proof);
  call->tag = g_strdup (visitor.tag);
}

void
sf_door_reply (SfCall *call, GBytes *page)
{
  call->page = TRUE;
  sf_call_reply_bytes (call, "text/html; charset=utf-8", page);
}

void
sf_door_reply_style (SfCall *call, const char *name)
{
  static const char common[] = "/io/showfloor/server/web.css";
  g_autofree char *path = g_strconcat ("/io/showfloor/server/", name, NULL);
  g_autoptr (GBytes) base = g_resource_lookup_data (sf_server_get_resource (), common, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GBytes) own = g_resource_lookup_data (sf_server_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GByteArray *whole = g_byte_array_new ();

  g_byte_array_append (whole, g_bytes_get_data (base, NULL), (guint) g_bytes_get_size (base));
  g_byte_array_append (whole, g_bytes_get_data (own, NULL), (guint) g_bytes_get_size (own));
  sf_call_reply_bytes (call, "text/css; charset=utf-8", g_byte_array_free_to_bytes (whole));
}

gboolean
sf_door_start_page (SfCall *call)
{
  if (call->person)
    return TRUE;
  sf_door_reply (call, sf_door_page (call->door, call->lang, NULL));
  return FALSE;
}

/* Forms */

/* A form that another page sent: browsers name its origin. */
static gboolean
is_foreign (SfCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->msg);
  const char *origin = soup_message_headers_get_one (headers, "Origin"), *host = soup_message_headers_get_one (headers, "Host");
  const char *site = soup_message_headers_get_one (headers, "Sec-Fetch-Site");
  g_autofree char *own = g_strconcat (call->secure ? "https://" : "http://", host ? host : "", NULL);

  return (site && strcmp (site, "same-origin") != 0 && strcmp (site, "none") != 0) || (origin && g_ascii_strcasecmp (origin, own) != 0);
}

/* NULL for what is no form. */
static SfForm *
form_of (SfCall *call)
{
  gsize n;
  const char *data = g_bytes_get_data (call->body, &n);
  return n <= SF_FORM_MAX_BYTES ? sf_form_parse (data ? data : "", n) : NULL;
}

gboolean
sf_door_start_form (SfCall *call)
{
  g_autoptr (SfForm) form = form_of (call);
  const char *token = sf_form_get (form, "form");

  if (!call->person) {
    sf_call_fail (call, SOUP_STATUS_UNAUTHORIZED, "session");
    return FALSE;
  }
  if (is_foreign (call) || g_strcmp0 (token, call->form) != 0) {
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, "form");
    return FALSE;
  }
  call->data = g_steal_pointer (&form);
  call->free_data = (GDestroyNotify) sf_form_free;
  return TRUE;
}

void
sf_door_forget (SfCall *call, GError **error)
{
  SfServerStore *store = call->server->house->store;

  if (!sf_server_store_begin (store, error) || !sf_server_people_remove (store, call->data, NULL, NULL, error) || !sf_server_store_commit (store, error))
    sf_server_store_rollback (store);
  sf_call_redirect (call, call->door->path);
}

gboolean
sf_door_sign_out (SfCall *call)
{
  if (!sf_door_start_form (call))
    return FALSE;
  g_autofree char *name = cookie_name (call->door, call->secure);
  sf_form_free (call->data);
  call->data = sf_sessions_close_person (call->server->sessions, call->cookie, name);
  call->free_data = g_free;
  sf_waiters_drop (call->server->waiters, call->tag);
  set_cookie (call, "", 0);
  return TRUE;
}

/* Who may enter */

typedef struct { char *staff_no, *pin, *person, *verifier, *secret; SfPersonSession *row; guint left, minutes; gboolean ok; } SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *in = data;
  g_free (in->staff_no);
  if (in->pin)
    explicit_bzero (in->pin, strlen (in->pin));
  g_free (in->pin);
  g_free (in->person);
  g_free (in->verifier);
  g_free (in->secret);
  g_clear_pointer (&in->row, sf_person_session_free);
  g_free (in);
}

static SfRecord *
find_one (SfDb *db, SfKind kind, guint field, const char *value, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .limit = 1 };
  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = value };
  g_autoptr (GPtrArray) found = sf_table_query (db, &query, error);
  return found && found->len > 0 ? sf_record_ref (g_ptr_array_index (found, 0)) : NULL;
}

static gboolean
may_enter (const SfDoor *door, SfRecord *person)
{
  return sf_record_get_int (person, SF_CONSULTANT_ACTIVE) == 1 && (!door->job || g_strcmp0 (sf_record_get_text (person, SF_CONSULTANT_JOB), door->job) == 0);
}

/* The verifier of the PIN of @person, or NULL. (transfer full) */
static char *
verifier_of (SfDb *db, const char *person, GError **error)
{
  g_autoptr (SfRecord) credential = find_one (db, SF_KIND_CREDENTIAL, SF_CREDENTIAL_CONSULTANT, person, error);
  return credential ? g_strdup (sf_record_get_text (credential, SF_CREDENTIAL_PIN)) : NULL;
}

static char *
proof_of (const char *verifier)
{
  guint8 hash[SF_HASH_LEN];
  sf_sha256 (verifier, strlen (verifier), hash);
  return sf_hex (hash, sizeof hash);
}

gboolean
sf_door_admit (SfCall *call, GError **error)
{
  SfDb *db = sf_server_store_get_db (call->server->house->store);
  g_autoptr (GError) local = NULL;
  g_autoptr (SfRecord) person = sf_table_get (db, SF_KIND_CONSULTANT, call->person, &local);
  g_autofree char *verifier = person && !local ? verifier_of (db, call->person, &local) : NULL;
  g_autofree char *proof = verifier ? proof_of (verifier) : NULL;

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (person && may_enter (call->door, person) && g_strcmp0 (proof, call->proof) == 0)
    return TRUE;
  call->status = SOUP_STATUS_UNAUTHORIZED;
  sf_door_reply (call, sf_door_page (call->door, call->lang, NULL));
  return FALSE;
}

/* Signing in: the number is looked up and the try counted on the store's worker, the PIN is judged on its own. */

static void
reply_wrong (SfCall *call, guint left, guint minutes)
{
  g_autofree char *n = g_strdup_printf ("%u", minutes ? minutes : left);
  g_autofree char *text = minutes ? sf_fill (sf_text (call->lang, "st.lock", "Try again in {min} minutes"), "min", n, NULL)
                        : left ? sf_fill (sf_text (call->lang, "st.wrong", "Wrong PIN, {n} tries left"), "n", n, NULL)
                               : g_strdup (sf_text (call->lang, "m.wrong", "That doesn't match. Please look at the number and the PIN again."));

  call->status = minutes ? 429 : SOUP_STATUS_FORBIDDEN;
  sf_door_reply (call, sf_door_page (call->door, call->lang, text));
}

gboolean
sf_door_start_sign_in (SfCall *call)
{
  g_autoptr (SfForm) form = form_of (call);
  const char *staff_no = sf_form_get (form, "staff_no"), *pin = sf_form_get (form, "pin");
  g_autofree char *by_address = g_strconcat ("door ", call->address, NULL);

  if (is_foreign (call)) {
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, "origin");
    return FALSE;
  }
  if (!sf_sessions_may_try (call->server->sessions, by_address, ADDRESS_TRIES, ADDRESS_WINDOW_S)) {
    reply_wrong (call, 0, 1);
    return FALSE;
  }
  SignIn *in = g_new0 (SignIn, 1);
  in->staff_no = g_strdup (staff_no ? staff_no : "");
  in->pin = g_strdup (pin ? pin : "");
  call->data = in;
  call->free_data = sign_in_free;
  return TRUE;
}

static char *
tries_key (SfCall *call, const char *person)
{
  return g_strconcat ("sign-in.tries", call->door->path, person, NULL);
}

/* Each try is on the disk before it is judged. */
static gboolean
count_try (SfCall *call, SignIn *in, const char *person, gboolean *may, GError **error)
{
  SfServerStore *store = call->server->house->store;
  gint64 now = sf_clock_wall_ms (call->server->house->clock);
  g_autofree char *key = tries_key (call, person), *before = sf_server_store_get (store, key), *after = NULL;
  SfTries tries;

  sf_tries_read (&tries, before);
  *may = sf_tries_count (&tries, now, FALSE, &in->left);
  in->minutes = sf_tries_minutes (&tries, now);
  if (!*may)
    return TRUE;
  after = sf_tries_write (&tries);
  return sf_server_store_begin (store, error) && sf_server_store_set (store, key, after, error) && sf_server_store_commit (store, error);
}

void
sf_door_look_up (SfCall *call, GError **error)
{
  SignIn *in = call->data;
  SfDb *db = sf_server_store_get_db (call->server->house->store);
  g_autoptr (GError) local = NULL;
  g_autoptr (SfRecord) person = find_one (db, SF_KIND_CONSULTANT, SF_CONSULTANT_STAFF_NO, in->staff_no, &local);
  gboolean may = FALSE;

  if (person && may_enter (call->door, person))
    in->verifier = verifier_of (db, sf_record_get_id (person), &local);
  if (!local && in->verifier && !count_try (call, in, sf_record_get_id (person), &may, &local))
    sf_server_store_rollback (call->server->house->store);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (may)
    in->person = g_strdup (sf_record_get_id (person));
  else
    reply_wrong (call, 0, in->minutes);
}

static gpointer
judge (gpointer data, GCancellable *cancellable, GError **error)
{
  SignIn *in = ((SfCall *) data)->data;
  sf_handover_take (data);
  in->ok = sf_pin_verify (in->verifier, in->pin);
  sf_handover_give (data);
  return NULL;
}

static gpointer
note_success (gpointer data, GCancellable *cancellable, GError **error)
{
  SfCall *call = data;
  SignIn *in = call->data;
  SfServerStore *store = call->server->house->store;
  g_autofree char *key = tries_key (call, in->person);

  sf_handover_take (call);
  gboolean ok = sf_server_store_begin (store, error) && sf_server_store_set (store, key, NULL, error) && sf_server_people_add (store, in->row, error)
                && sf_server_store_audit (store, in->person, "sign_in", NULL, call->door->path, error) && sf_server_store_commit (store, error);
  if (!ok)
    sf_server_store_rollback (store);
  sf_handover_give (call);
  return NULL;
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  SfCall *call = data;
  SignIn *in = call->data;
  g_autoptr (GError) error = NULL;

  sf_worker_run_finish (call->server->house->worker, result, &error);
  sf_handover_take (call);
  if (error) {
    sf_call_complete (call, error);
  } else {
    g_autofree char *to = g_strdup_printf ("%s?lang=%s", call->door->path, sf_lang_code (call->lang));

    set_cookie (call, in->secret, call->door->hours * 3600);
    sf_call_redirect (call, to);
  }
  sf_call_send (call);
}

static void
on_judged (GObject *source, GAsyncResult *result, gpointer data)
{
  SfCall *call = data;
  SignIn *in = call->data;

  sf_worker_run_finish (call->server->pins, result, NULL);
  sf_handover_take (call);
  sf_log (SF_LOG_INFO, "door.sign_in", "door", call->door->path, "result", in->ok ? "ok" : "refused", NULL);
  if (in->ok) {
    g_autofree char *proof = proof_of (in->verifier);
    in->secret = sf_sessions_open_person (call->server->sessions, call->door->path, in->person, proof, call->door->hours, &in->row);
    sf_handover_give (call);
    sf_worker_run_async (call->server->house->worker, SF_PRIORITY_NORMAL, note_success, call, NULL, NULL, NULL, on_noted, call);
    return;
  }
  reply_wrong (call, in->left, in->minutes);
  sf_call_complete (call, NULL);
  sf_call_send (call);
}

void
sf_door_finish_sign_in (SfCall *call)
{
  sf_handover_give (call);
  sf_worker_run_async (call->server->pins, SF_PRIORITY_NORMAL, judge, call, NULL, NULL, NULL, on_judged, call);
}

/* What the doors look like */

void
sf_door_languages (SfHtml *html, SfLang lang, const char *path, const char *query)
{
  static const char *const names[SF_N_LANGS] = { "简体", "繁體", "EN" };

  sf_html_open (html, "nav", "class", "langs", NULL);
  for (guint i = 0; i < SF_N_LANGS; i++) {
    g_autofree char *href = g_strdup_printf ("%s?lang=%s%s", path, sf_lang_code (i), query ? query : "");
    sf_html_leaf (html, "a", names[i], "href", href, "lang", sf_lang_tag (i), "aria-current", i == lang ? "true" : NULL, NULL);
  }
  sf_html_close (html);
}

GBytes *
sf_door_page (const SfDoor *door, SfLang lang, const char *wrong)
{
  const char *title = sf_text (lang, door->context, door->title);
  g_autofree char *style = g_strconcat (door->path, "style.css", NULL);
  g_autofree char *action = g_strdup_printf ("%sin?lang=%s", door->path, sf_lang_code (lang));
  g_autoptr (SfHtml) html = sf_html_new (sf_lang_tag (lang), title, style);

  sf_html_open (html, "main", "class", "door", NULL);
  sf_door_languages (html, lang, door->path, NULL);
  sf_html_leaf (html, "h1", title, NULL);
  if (wrong)
    sf_html_leaf (html, "p", wrong, "class", "wrong", "role", "alert", NULL);
  sf_html_open (html, "form", "method", "post", "action", action, NULL);
  sf_html_open (html, "label", NULL);
  sf_html_text (html, sf_text (lang, "m.staff_no", "Staff number"));
  sf_html_void (html, "input", "name", "staff_no", "autocomplete", "username", "required", "", "maxlength", "32", "autofocus", "", NULL);
  sf_html_close (html);
  sf_html_open (html, "label", NULL);
  sf_html_text (html, sf_text (lang, "m.pin", "PIN"));
  sf_html_void (html, "input", "name", "pin", "type", "password", "inputmode", "numeric", "autocomplete", "current-password", "required", "", "maxlength", "8", NULL);
  sf_html_close (html);
  sf_html_leaf (html, "button", sf_text (lang, "m.in", "Open"), NULL);
  sf_html_close (html);
  sf_html_close (html);
  return sf_html_finish (html);
}
