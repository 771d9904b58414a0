/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page for visitors sets in motion. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "base/sf-bytes.h"
#include "model/sf-assign.h"
#include "model/sf-consent.h"
#include "server/sf-intake-private.h"

#define REPEAT_MS (30 * 60 * 1000)
/* Of one link a day; more is somebody playing. */
#define MAX_EVENTS 400
#define MAX_SEEN 50000
#define MAX_FOUND 200

/* Events */

/* Machines that say so. Browsers without a window are people's test instruments and count. */
static const char *const bots[] = { "bot", "spider", "crawl", "slurp", "curl/", "wget/", "python-", "go-http-client", "java/", "okhttp", "libwww", "scrapy",
  "httpclient", "monitor", "uptime", "checker", "scanner", "zgrab", "nmap", "masscan", NULL };
/* Messengers and mail that fetch a title and a picture before anybody has touched the link. */
static const char *const previews[] = { "facebookexternalhit", "line-poker", "whatsapp/", "telegrambot", "twitterbot", "slackbot", "discordbot", "linkedinbot",
  "skypeuripreview", "embedly", "preview", "snippet", "wechatshareextension", "wxwork-link", "dingtalkbot", "larkurl2image", "google-pagerenderer", NULL };

static gboolean
has_any (const char *text, const char *const *words)
{
  for (guint i = 0; words[i]; i++)
    if (strstr (text, words[i]))
      return TRUE;
  return FALSE;
}

const char *
sf_caller_left_out (const SfCaller *caller, const char *card_owner)
{
  g_autofree char *agent = g_ascii_strdown (caller->agent ? caller->agent : "", -1);

  if (g_str_has_prefix (agent, "showfloor") || (caller->staff && g_strcmp0 (caller->staff, card_owner) == 0))
    return "own";
  if (caller->staff)
    return "staff";
  if (caller->head || caller->prefetch || has_any (agent, previews))
    return "preview";
  return *agent == '\0' || has_any (agent, bots) ? "bot" : NULL;
}

/* A new day forgets who was here: the key of the hashes is thrown away. */
static void
turn_day (SfIntake *self, const char *today)
{
  if (g_strcmp0 (self->seen_day, today) == 0)
    return;
  g_free (self->seen_day);
  self->seen_day = g_strdup (today);
  g_hash_table_remove_all (self->seen);
  g_hash_table_remove_all (self->counted);
  sf_ids_fill (self->ids, self->salt, sizeof self->salt);
}

static gboolean
is_repeat (SfIntake *self, SfCardView *view, const char *what, const SfCaller *caller)
{
  const char *address = caller->address ? caller->address : "", *agent = caller->agent ? caller->agent : "";
  gint64 now = sf_clock_boot_ms (self->clock), hash, *before = NULL;
  guint8 digest[SF_HASH_LEN];

  sf_sha256_parts (digest, self->salt, sizeof self->salt, view->slug, strlen (view->slug) + 1, what, strlen (what) + 1, address, strlen (address) + 1, agent,
                   strlen (agent) + 1, NULL);
  memcpy (&hash, digest, sizeof hash);
  if (g_hash_table_lookup_extended (self->seen, &hash, (gpointer *) &before, NULL) && now - before[1] < REPEAT_MS)
    return TRUE;
  if (g_hash_table_size (self->seen) >= MAX_SEEN)
    g_hash_table_remove_all (self->seen);
  gint64 *entry = g_new (gint64, 2);
  entry[0] = hash;
  entry[1] = now;
  g_hash_table_replace (self->seen, entry, NULL);
  return FALSE;
}

static gboolean
too_many (SfIntake *self, const char *slug)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counted, slug)) + 1;

  if (n > MAX_EVENTS)
    return TRUE;
  g_hash_table_insert (self->counted, g_strdup (slug), GUINT_TO_POINTER (n));
  return FALSE;
}

static void
copy_ref (SfRecord *to, guint field, SfRecord *from)
{
  if (from)
    sf_record_set_text (to, field, sf_record_get_id (from));
}

gboolean
sf_intake_event (SfIntake *self, SfCardView *view, const char *what, const SfCaller *caller, GError **error)
{
  g_autofree char *id = sf_ids_new_uuid (self->ids, self->clock);
  g_autoptr (SfRecord) event = sf_record_new (SF_KIND_CARD_EVENT, id);
  const char *owner = view->person ? sf_record_get_id (view->person) : NULL, *why = sf_caller_left_out (caller, owner);

  turn_day (self, view->today);
  if (too_many (self, view->slug))
    return TRUE;
  /* Only what would count can be repeated: a preview before the guest does not swallow the guest. */
  if (!why && is_repeat (self, view, what, caller))
    why = "repeat";
  copy_ref (event, SF_CARD_EVENT_LINK, view->link);
  copy_ref (event, SF_CARD_EVENT_CARD, view->card);
  copy_ref (event, SF_CARD_EVENT_VISIT, view->visit);
  sf_record_set_text (event, SF_CARD_EVENT_WHAT, what);
  sf_record_set_text (event, SF_CARD_EVENT_DAY, view->today);
  sf_record_set_int (event, SF_CARD_EVENT_AT, sf_clock_wall_ms (self->clock));
  if (why)
    sf_record_set_text (event, SF_CARD_EVENT_LEFT_OUT, why);
  return sf_ingest_put (self->ingest, event, error);
}

/* Wishes */

gboolean
sf_intake_leave (SfIntake *self, SfCardView *view, gboolean *left, GError **error)
{
  *left = FALSE;
  return !view->visit || sf_ingest_leave_line (self->ingest, sf_record_get_id (view->visit), left, error);
}

gboolean
sf_intake_call_again (SfIntake *self, SfCardView *view, gboolean *called, GError **error)
{
  *called = FALSE;
  return !view->visit || sf_ingest_call_again (self->ingest, sf_record_get_id (view->visit), called, error);
}

/* Who leads the floor: the first active one of these jobs, in this order. */
static char *
find_lead (SfIntake *self, gboolean sales_first, GError **error)
{
  static const char *const jobs[] = { "manager", "reception", "sales", "service" };
  char *best = NULL;
  guint best_rank = G_MAXUINT;
  g_autoptr (GPtrArray) people = NULL;
  SfQuery query = { .kind = SF_KIND_CONSULTANT, .n_conds = 1, .order = SF_CONSULTANT_POSITION, .limit = MAX_FOUND };

  query.conds[0] = (SfCond) { .field = SF_CONSULTANT_ACTIVE, .op = SF_OP_EQ, .i = 1 };
  people = sf_table_query (sf_server_store_get_db (self->store), &query, error);
  for (guint i = 0; people && i < people->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (jobs); j++) {
      guint rank = sales_first && j == 2 ? 0 : j + 1;
      if (rank >= best_rank || g_strcmp0 (sf_record_get_text (people->pdata[i], SF_CONSULTANT_JOB), jobs[j]) != 0)
        continue;
      best_rank = rank;
      g_free (best);
      best = g_strdup (sf_record_get_id (people->pdata[i]));
    }
  return best;
}

/* The colleague on the page, the one asked for at the door, else somebody who sells. */
static char *
find_owner (SfIntake *self, SfCardView *view, GError **error)
{
  const char *wants = view->visit ? sf_record_get_text (view->visit, SF_VISIT_WANTS) : NULL;

  if (view->person)
    return g_strdup (sf_record_get_id (view->person));
  if (wants) {
    g_autoptr (SfRecord) person = sf_intake_get (self, SF_KIND_CONSULTANT, wants, NULL);
    if (person && sf_record_get_int (person, SF_CONSULTANT_ACTIVE) == 1)
      return g_strdup (wants);
  }
  return find_lead (self, TRUE, error);
}

static SfRecord *
new_task (SfIntake *self, SfCardView *view, const char *about, const char *consultant)
{
  g_autofree char *id = sf_ids_new_uuid (self->ids, self->clock);
  SfRecord *task = sf_record_new (SF_KIND_FOLLOW_UP, id);
  const char *customer = view->status ? sf_record_get_text (view->status, SF_VISIT_STATUS_CUSTOMER) : NULL;

  sf_record_set_text (task, SF_FOLLOW_UP_CONSULTANT, consultant);
  sf_record_set_text (task, SF_FOLLOW_UP_DUE, view->today);
  sf_record_set_text (task, SF_FOLLOW_UP_STATE, "open");
  sf_record_set_text (task, SF_FOLLOW_UP_ABOUT, about);
  sf_record_set_int (task, SF_FOLLOW_UP_UNMET, 1);
  sf_record_set_text (task, SF_FOLLOW_UP_LANG, sf_lang_code (view->lang));
  copy_ref (task, SF_FOLLOW_UP_LINK, view->link);
  copy_ref (task, SF_FOLLOW_UP_VISIT, view->visit);
  /* The ticket's own guest, as the door knows them; what is typed on the page joins nobody to anybody. */
  if (customer)
    sf_record_set_text (task, SF_FOLLOW_UP_CUSTOMER, customer);
  return task;
}

gboolean
sf_intake_book (SfIntake *self, SfCardView *view, const SfBooking *booking, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *owner = find_owner (self, view, &local);

  if (!owner) {
    if (local)
      g_propagate_error (error, g_steal_pointer (&local));
    else
      g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_NOT_FOUND, "Nobody works here yet");
    return FALSE;
  }
  g_autoptr (SfRecord) task = new_task (self, view, "drive", owner);
  sf_record_set_text (task, SF_FOLLOW_UP_SURNAME, booking->surname);
  if (booking->title)
    sf_record_set_text (task, SF_FOLLOW_UP_TITLE, booking->title);
  sf_record_set_text (task, SF_FOLLOW_UP_PHONE, booking->phone);
  if (booking->model)
    sf_record_set_text (task, SF_FOLLOW_UP_MODEL, booking->model);
  sf_record_set_text (task, SF_FOLLOW_UP_WISH_ON, booking->day);
  if (booking->minute >= 0)
    sf_record_set_int (task, SF_FOLLOW_UP_WISH_MIN, booking->minute);
  if (view->notice) {
    copy_ref (task, SF_FOLLOW_UP_NOTICE, view->notice);
    sf_record_set_text (task, SF_FOLLOW_UP_SHA256, sf_record_get_text (view->notice, SF_NOTICE_SHA256));
  }
  return sf_ingest_put (self->ingest, task, error);
}

/* Somebody has to look at it; the page of who leads the floor says until when. */
static gboolean
put_task (SfIntake *self, SfCardView *view, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *lead = find_lead (self, FALSE, &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  /* A house without anybody still owes the answer. */
  if (!lead)
    return TRUE;
  g_autoptr (SfRecord) task = new_task (self, view, "erase", lead);
  return sf_ingest_put (self->ingest, task, error);
}

static gboolean
is_open (SfRecord *request)
{
  return request && g_strcmp0 (sf_record_get_text (request, SF_PRIVACY_REQUEST_STATE), "open") == 0;
}

gboolean
sf_intake_ask_erase (SfIntake *self, SfCardView *view, GError **error)
{
  if (!view->visit || is_open (view->request))
    return TRUE;
  g_autofree char *id = sf_ids_new_uuid (self->ids, self->clock);
  g_autoptr (SfRecord) request = sf_record_new (SF_KIND_PRIVACY_REQUEST, id);
  sf_record_set_text (request, SF_PRIVACY_REQUEST_WHAT, "erase");
  copy_ref (request, SF_PRIVACY_REQUEST_VISIT, view->visit);
  copy_ref (request, SF_PRIVACY_REQUEST_LINK, view->link);
  sf_record_set_text (request, SF_PRIVACY_REQUEST_LANG, sf_lang_code (view->lang));
  sf_record_set_int (request, SF_PRIVACY_REQUEST_AT, sf_clock_wall_ms (self->clock));
  return sf_ingest_ask_privacy (self->ingest, request, error) && put_task (self, view, error);
}

gboolean
sf_intake_withdraw (SfIntake *self, SfCardView *view, const char *purpose, GError **error)
{
  const char *const purposes[] = { purpose, NULL };
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (!view->visit || !sf_card_view_allows (view, purpose))
    return TRUE;
  for (guint i = 0; i < view->consents->len; i++)
    if (sf_consent_allows (view->consents->pdata[i], view->withdrawals, purpose))
      g_ptr_array_add (ids, (gpointer) sf_record_get_id (view->consents->pdata[i]));
  g_ptr_array_add (ids, NULL);
  g_autofree char *id = sf_ids_new_uuid (self->ids, self->clock);
  g_autoptr (SfRecord) fact = sf_record_new (SF_KIND_WITHDRAWAL, id);
  copy_ref (fact, SF_WITHDRAWAL_VISIT, view->visit);
  copy_ref (fact, SF_WITHDRAWAL_LINK, view->link);
  sf_record_set_set (fact, SF_WITHDRAWAL_CONSENTS, (const char *const *) ids->pdata);
  sf_record_set_set (fact, SF_WITHDRAWAL_PURPOSES, purposes);
  sf_record_set_text (fact, SF_WITHDRAWAL_METHOD, "page");
  sf_record_set_int (fact, SF_WITHDRAWAL_AT, sf_clock_wall_ms (self->clock));
  if (!sf_ingest_withdraw (self->ingest, fact, error))
    return FALSE;
  /* Nothing is left to keep the data for: somebody is told, as when erasure is asked for. */
  return strcmp (purpose, "visit") != 0 || is_open (view->request) || put_task (self, view, error);
}
