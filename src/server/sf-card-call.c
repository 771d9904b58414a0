/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "base/sf-bytes.h"
#include "craft/sf-code.h"
#include "craft/sf-phone.h"
#include "craft/sf-qr.h"
#include "craft/sf-scanned.h"
#include "server/sf-card-page.h"

#define HTML "text/html; charset=utf-8"
/* No answer under /c/ comes earlier, so that none tells by its time whether there is such a slug. */
#define AT_LEAST_MS 30
#define BOOK_LEAST_MS 3000
#define REFRESH_S 20

static const SfBucketRate rate_slug = { "slug", 200, 3600 };
static const SfBucketRate rate_slug_post = { "slug post", 8, 30 };
static const SfBucketRate rate_phone = { "phone", 3, 1 };

typedef struct {
  char slug[SF_SLUG_LEN + 1];
  const char *what;          /* "", book, data, leave, withdraw, erase, card.vcf, code.png, call, add */
  SfCardForm form;
  gboolean quiet;            /* a machine filled in what people do not see: it is thanked, and nothing happens */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  sf_card_form_clear (&job->form);
  g_free (job);
}

gboolean
sf_card_style (SfPublicCall *call)
{
  sf_public_reply (call, "text/css; charset=utf-8", g_resources_lookup_data ("/io/showfloor/server/public.css", 0, NULL));
  return FALSE;
}

void
sf_card_picture (SfPublicCall *call, GError **error)
{
  const char *type;
  GBytes *bytes = sf_intake_picture (call->intake, call->tail, &type, error);

  if (!bytes)
    return;
  call->immutable = TRUE;
  sf_public_reply (call, type, bytes);
}

/* The server looks at its own address from outside: only this process knows the name. */
gboolean
sf_card_health (SfPublicCall *call)
{
  gsize n = strlen (call->health);

  if (strlen (call->tail) == n && sf_equal_secret (call->tail, call->health, n))
    sf_public_reply (call, "text/plain", g_bytes_new (call->health, n));
  return FALSE;
}

/* The digits are shown to who came by the very address that is being proven. */
void
sf_card_prove (SfPublicCall *call, GError **error)
{
  g_autofree char *origin = call->host ? g_strconcat (call->secure ? "https://" : "http://", call->host, NULL) : NULL;
  g_autofree char *digits = origin ? sf_intake_proof (call->intake, call->tail, origin) : NULL;

  if (digits)
    sf_public_reply (call, HTML, sf_card_digits (call->lang, digits));
}

/* What stands behind the slug. NULL: no such page. */
static const char *
find_what (const char *sub, gboolean post)
{
  static const char *const gets[] = { "", "own", "book", "data", "card.vcf", "code.png", "booking.png", "go/call", "go/add" };
  static const char *const posts[] = { "own", "book", "leave", "again", "off", "withdraw", "erase" };
  const char *const *list = post ? posts : gets;

  for (guint i = 0; i < (post ? G_N_ELEMENTS (posts) : G_N_ELEMENTS (gets)); i++)
    if (strcmp (list[i], sub) == 0)
      return list[i];
  return NULL;
}

/* Whether a form may be taken: ours, fresh, filled in by a person. */
static const char *
judge_form (SfPublicCall *call, Job *job)
{
  const char *trap = sf_form_get (call->form, "website");
  gboolean book = g_str_equal (job->what, "book") || g_str_equal (job->what, "own");

  if (!call->form || !sf_buckets_take (call->buckets, &rate_slug_post, job->slug))
    return call->form ? "busy" : "again";
  job->quiet = trap && *trap;
  switch (sf_form_tokens_take (call->tokens, sf_form_get (call->form, "t"), job->what, job->slug, book ? BOOK_LEAST_MS : 0)) {
  case SF_FORM_TOKEN_OK:    break;
  case SF_FORM_TOKEN_EARLY: return "early";
  case SF_FORM_TOKEN_USED:  return "used";
  default:                  return "again";
  }
  if (!book)
    return NULL;
  g_autofree char *cn = sf_phone_normalize (job->form.phone, "cn"), *tw = sf_phone_normalize (job->form.phone, "tw");
  const char *number = cn ? cn : tw;
  return !number || sf_buckets_take (call->buckets, &rate_phone, number) ? NULL : "busy";
}

gboolean
sf_card_start (SfPublicCall *call)
{
  gboolean post = g_str_equal (call->route->method, "POST");
  const char *slash = strchr (call->tail, '/');
  g_autofree char *slug = slash ? g_strndup (call->tail, (gsize) (slash - call->tail)) : g_strdup (call->tail);
  const char *what = find_what (slash ? slash + 1 : "", post);

  if (!what) {
    sf_public_fail (call, SOUP_STATUS_NOT_FOUND);
    return FALSE;
  }
  Job *job = g_new0 (Job, 1);
  call->data = job;
  call->free_data = job_free;
  call->at_least_ms = AT_LEAST_MS;
  job->what = what;
  /* What is no slug is looked up all the same, and takes as long. */
  if (!sf_slug_parse (slug, job->slug))
    g_strlcpy (job->slug, "----------------", sizeof job->slug);
  if (!sf_buckets_take (call->buckets, &rate_slug, job->slug)) {
    sf_public_fail (call, 429);
    return FALSE;
  }
  if (!post && g_str_equal (job->what, "own")) {
    job->form.purpose = g_strdup (sf_form_get (call->query, "p"));
    job->form.event = g_strdup (sf_form_get (call->query, "e"));
  }
  if (post) {
    sf_card_form_read (&job->form, call->form);
    job->form.problem = judge_form (call, job);
  }
  return TRUE;
}

static SfCaller
caller_of (SfPublicCall *call)
{
  return (SfCaller) { .address = call->address, .agent = call->agent, .head = call->head, .prefetch = call->prefetch, .staff = call->staff };
}

static SfCardPage
page_of (SfPublicCall *call, SfCardView *view)
{
  return (SfCardPage) { .view = view, .tokens = call->tokens, .lang_chosen = call->lang_chosen, .done = sf_form_get (call->query, "d"),
                        .wechat = call->agent && strstr (call->agent, "MicroMessenger") };
}

static SfCardView *
open_view (SfPublicCall *call, Job *job, GError **error)
{
  SfCardView *view = sf_intake_view (call->intake, job->slug, call->lang, error);
  if (!view || view->known || view->own != SF_OWN_NONE)
    return view;
  SfCardPage page = page_of (call, view);
  call->status = SOUP_STATUS_NOT_FOUND;
  sf_public_reply (call, HTML, sf_card_unknown (&page));
  sf_card_view_free (view);
  return NULL;
}

static gboolean
count (SfPublicCall *call, SfCardView *view, const char *what, GError **error)
{
  SfCaller caller = caller_of (call);
  return sf_intake_event (call->intake, view, what, &caller, error);
}

static void
get_main (SfPublicCall *call, SfCardView *view, SfCardPage *page, GError **error)
{
  gboolean again = sf_form_get (call->query, "r") || page->done || call->lang_chosen;

  /* The page that renews itself, or says thank you, was opened before. */
  if (!again && !count (call, view, "open", error))
    return;
  if (sf_card_is_waiting (view)) {
    g_autofree char *self = sf_card_link (page, "");
    call->refresh = g_strdup_printf ("%d; url=%s%sr=1", REFRESH_S, self, strchr (self, '?') ? "&" : "?");
  }
  sf_public_reply (call, HTML, sf_card_main (page));
}

static void
get_vcard (SfPublicCall *call, SfCardView *view, GError **error)
{
  char *text = sf_card_vcard (view);

  if (!text || !count (call, view, "save", error)) {
    g_free (text);
    return;
  }
  call->filename = g_strdup ("card.vcf");
  sf_public_reply (call, "text/vcard; charset=utf-8", g_bytes_new_take (text, strlen (text)));
}

static void
get_code (SfPublicCall *call, SfCardView *view, GError **error)
{
  const char *url = view->card ? sf_record_get_text (view->card, SF_CARD_SOCIAL_URL) : NULL;
  g_autoptr (SfQr) qr = url ? sf_qr_new (url, strlen (url), error) : NULL;

  if (qr)
    sf_public_reply (call, "image/png", sf_qr_to_png (qr, 8));
}

/* What the kiosk reads of an appointment. */
static void
get_booking (SfPublicCall *call, SfCardView *view, GError **error)
{
  g_autofree char *text = view->booked ? sf_scanned_text (SF_SCANNED_APPOINTMENT, sf_record_get_text (view->booked, SF_APPOINTMENT_CODE)) : NULL;
  g_autoptr (SfQr) qr = text ? sf_qr_new (text, strlen (text), error) : NULL;

  if (qr)
    sf_public_reply (call, "image/png", sf_qr_to_png (qr, 8));
}

/* Leaves for the telephone or another application; the link itself is ours, so that it can be counted. */
static void
go (SfPublicCall *call, SfCardView *view, const char *what, GError **error)
{
  const char *card = view->card ? sf_record_get_text (view->card, SF_CARD_PHONE) : NULL;
  const char *number = card ? card : view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_PHONE) : NULL;
  const char *url = view->card ? sf_record_get_text (view->card, SF_CARD_SOCIAL_URL) : NULL;
  gboolean add = g_str_equal (what, "add");

  if (add ? !url || !g_str_has_prefix (url, "https://") : !number)
    return;
  if (!count (call, view, what, error))
    return;
  g_autofree char *dial = add ? NULL : g_strconcat ("tel:", number, NULL);
  sf_public_redirect (call, add ? url : g_strcanon (dial, "tel:+0123456789", '-'));
}

/* Checking in on one's own phone */

static void
show_own (SfPublicCall *call, SfCardView *view, SfCardPage *page, Job *job)
{
  GBytes *bytes = NULL;

  if (view->own != SF_OWN_OPEN) {
    call->status = SOUP_STATUS_GONE;
    bytes = sf_own_over (page);
  } else if (g_str_equal (job->what, "")) {
    bytes = sf_own_ways (page);
  } else if (g_str_equal (job->what, "own")) {
    bytes = sf_own_ask (page, &job->form, sf_intake_may_share (call->intake, view));
  }
  if (bytes)
    sf_public_reply (call, HTML, bytes);
}

static const char *
said (const char *text)
{
  return *text ? text : NULL;
}

static gboolean
enter_own (SfPublicCall *call, SfCardView *view, SfCardForm *form, char **slug, GError **error)
{
  gboolean number = form->e164 != NULL;
  const SfOwnSaid all = { .purpose = form->purpose, .event = said (form->event), .before = said (form->before), .model = said (form->model), .ride = said (form->ride), .service = said (form->service),
                          .collect = said (form->collect), .surname = said (form->surname), .title = said (form->title), .phone = form->e164,
                          .plate = said (form->plate), .news = number && form->news, .share = number && form->share && sf_intake_may_share (call->intake, view) };
  return sf_intake_own (call->intake, view, &all, slug, error);
}

static void
post_own (SfPublicCall *call, SfCardView *view, SfCardPage *page, Job *job, GError **error)
{
  SfCardForm *form = &job->form;
  gboolean twice = form->problem && g_str_equal (form->problem, "used");
  g_autofree char *slug = NULL;

  if (!form->problem)
    sf_own_check (form, view);
  if (view->own == SF_OWN_OPEN && form->problem && !twice) {
    call->status = SOUP_STATUS_UNPROCESSABLE_ENTITY;
    GBytes *bytes = sf_own_ask (page, form, sf_intake_may_share (call->intake, view));
    sf_public_reply (call, HTML, bytes ? bytes : sf_own_ways (page));
    return;
  }
  /* Who sends the same form twice is led to what the first one made; a machine is led nowhere. */
  if (twice)
    slug = sf_intake_own_ticket (call->intake, view, error);
  else if (view->own == SF_OWN_OPEN && !job->quiet && !enter_own (call, view, form, &slug, error))
    return;
  if (!slug) {
    job->what = "";
    show_own (call, view, page, job);
    return;
  }
  g_autofree char *location = g_strconcat ("/c/", slug, page->lang_chosen ? "?l=" : "", page->lang_chosen ? sf_lang_code (view->lang) : "", NULL);
  sf_public_redirect (call, location);
}

void
sf_card_get (SfPublicCall *call, GError **error)
{
  Job *job = call->data;
  g_autoptr (SfCardView) view = open_view (call, job, error);

  if (!view)
    return;
  SfCardPage page = page_of (call, view);
  if (view->own != SF_OWN_NONE)
    show_own (call, view, &page, job);
  else if (g_str_equal (job->what, ""))
    get_main (call, view, &page, error);
  else if (g_str_equal (job->what, "book"))
    sf_public_reply (call, HTML, sf_card_book (&page, &job->form));
  else if (g_str_equal (job->what, "data") && view->visit)
    sf_public_reply (call, HTML, sf_card_data (&page, NULL));
  else if (g_str_equal (job->what, "card.vcf"))
    get_vcard (call, view, error);
  else if (g_str_equal (job->what, "code.png"))
    get_code (call, view, error);
  else if (g_str_equal (job->what, "booking.png"))
    get_booking (call, view, error);
  else if (g_str_has_prefix (job->what, "go/"))
    go (call, view, job->what + 3, error);
}

static void
done (SfPublicCall *call, SfCardPage *page, const char *what, const char *sub)
{
  g_autofree char *back = sf_card_link (page, sub);
  g_autofree char *location = g_strdup_printf ("%s%sd=%s", back, strchr (back, '?') ? "&" : "?", what);
  sf_public_redirect (call, location);
}

static void
post_book (SfPublicCall *call, SfCardView *view, SfCardPage *page, Job *job, GError **error)
{
  SfCardForm *form = &job->form;

  if (!form->problem)
    sf_card_form_check (form, view);
  if (form->problem && !g_str_equal (form->problem, "used")) {
    call->status = SOUP_STATUS_UNPROCESSABLE_ENTITY;
    sf_public_reply (call, HTML, sf_card_book (page, form));
    return;
  }
  SfBooking booking = { .surname = form->surname, .title = *form->title ? form->title : NULL, .phone = form->e164,
                        .model = *form->model ? form->model : NULL, .day = form->day, .minute = form->minute };
  /* Sent twice by an impatient finger: the first one counts. */
  gboolean take = !job->quiet && !form->problem;
  if (take && (!sf_intake_book (call->intake, view, &booking, error) || !count (call, view, "book", error)))
    return;
  done (call, page, "book", "");
}

static void
post_leave (SfPublicCall *call, SfCardView *view, SfCardPage *page, Job *job, GError **error)
{
  gboolean left = FALSE;

  if (!job->form.problem && !job->quiet && !sf_intake_leave (call->intake, view, &left, error))
    return;
  done (call, page, left ? "leave" : "late", "");
}

static void
post_again (SfPublicCall *call, SfCardView *view, SfCardPage *page, Job *job, GError **error)
{
  gboolean called = FALSE;

  if (!job->form.problem && !job->quiet && !sf_intake_call_again (call->intake, view, &called, error))
    return;
  done (call, page, called ? "again" : "late", "");
}

static void
post_off (SfPublicCall *call, SfCardView *view, SfCardPage *page, Job *job, GError **error)
{
  if (job->form.problem || job->quiet || sf_intake_call_off (call->intake, view, error))
    done (call, page, "off", "");
}

/* Consent to one purpose, or everything there is. */
static gboolean
take_back (SfPublicCall *call, SfCardView *view, const char *what, GError **error)
{
  const char *purpose = sf_form_get (call->form, "purpose");

  if (strcmp (what, "erase") == 0)
    return sf_intake_ask_erase (call->intake, view, error);
  return sf_enum_index (&sf_enum_consent_purpose, purpose) < 0 || sf_intake_withdraw (call->intake, view, purpose, error);
}

void
sf_card_post (SfPublicCall *call, GError **error)
{
  Job *job = call->data;
  g_autoptr (SfCardView) view = open_view (call, job, error);

  if (!view)
    return;
  SfCardPage page = page_of (call, view);
  if (view->own != SF_OWN_NONE) {
    if (g_str_equal (job->what, "own"))
      post_own (call, view, &page, job, error);
  } else if (g_str_equal (job->what, "book")) {
    post_book (call, view, &page, job, error);
  } else if (!view->visit) {
    return;
  } else if (g_str_equal (job->what, "leave")) {
    post_leave (call, view, &page, job, error);
  } else if (g_str_equal (job->what, "again")) {
    post_again (call, view, &page, job, error);
  } else if (g_str_equal (job->what, "off")) {
    post_off (call, view, &page, job, error);
  } else if (job->form.problem) {
    call->status = SOUP_STATUS_UNPROCESSABLE_ENTITY;
    sf_public_reply (call, HTML, sf_card_data (&page, job->form.problem));
  } else if (job->quiet || take_back (call, view, job->what, error)) {
    done (call, &page, job->what, "/data");
  }
}
