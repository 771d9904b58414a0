/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-world.h"

#include <string.h>

#include "base/sf-bytes.h"
#include "craft/sf-code.h"
#include "model/sf-assign.h"

#define AFTERNOON (14 * 60)

static guint16
free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_socket_listener_close (listener);
  return port;
}

/* Value of @want of the first record of @kind whose @member is @value. (transfer full) */
static char *
find (PageWorld *self, const char *kind, const char *member, const char *value, const char *want)
{
  g_autofree char *words = g_strconcat ("export|", kind, "|--format|json", NULL), *json = sf_test_ctl (self->dealer, words, NULL);

  for (guint i = 0;; i++) {
    g_autofree char *id_path = g_strdup_printf ("%u.id", i), *path = g_strdup_printf ("%u.%s", i, member), *answer = g_strdup_printf ("%u.%s", i, want);
    g_autofree char *id = sf_test_json (json, id_path), *here = sf_test_json (json, path);
    if (!id)
      g_error ("no %s with %s %s", kind, member, value);
    if (g_strcmp0 (here, value) == 0)
      return sf_test_json (json, answer);
  }
}

void
page_world_init (PageWorld *self)
{
  int minute;
  g_autofree char *day = sf_day_of (g_get_real_time () / 1000, "Asia/Shanghai", &minute);

  *self = (PageWorld) { .dealer = sf_test_dealer_new (TRUE) };
  self->dealer->pages = free_port ();
  self->dealer->words = g_getenv ("PAGE_SERVER_WORDS");
  self->dealer->clock_offset_s = (AFTERNOON - minute) * 60;
  sf_test_dealer_start (self->dealer);
  self->pages = g_strdup_printf ("http://127.0.0.1:%u", self->dealer->pages);
  self->kiosk = sf_test_device_pair (self->dealer, "kiosk", "door");
  self->tablet = sf_test_device_pair (self->dealer, "tablet", "desk");
  self->consultant = find (self, "consultant", "staff_no", "1001", "id");
  self->card = sf_uuid_derive (self->consultant, "card", 0);
  self->model = find (self, "model", "code", "s7", "id");
  g_autofree char *roster = sf_uuid_derive (self->consultant, "roster", 0);
  page_world_push (self->tablet, "{\"k\":\"roster.patch\",\"id\":\"%s\",\"v\":1,\"d\":{\"presence\":\"free\",\"shift_from\":0,\"shift_to\":1440}}", roster);
}

void
page_world_clear (PageWorld *self)
{
  sf_test_device_free (self->kiosk);
  sf_test_device_free (self->tablet);
  sf_test_dealer_free (self->dealer);
  g_free (self->pages);
  g_free (self->consultant);
  g_free (self->card);
  g_free (self->model);
}

static gint64
now_of (PageWorld *self)
{
  return g_get_real_time () / 1000 + self->dealer->clock_offset_s * 1000;
}

static char *
new_id (PageWorld *self)
{
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  return sf_ids_new_uuid (self->tablet->ids, clock);
}

void
page_world_push (SfTestDevice *device, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *body = g_strdup_vprintf (format, args), *result = NULL;
  va_end (args);
  guint status = sf_test_device_push (device, body, &result);
  if (status != 200 || g_strcmp0 (result, "ok") != 0)
    g_error ("%u %s: %s", status, result, body);
}

char *
page_world_visit (PageWorld *self, const char *number, const char *surname, const char *phone)
{
  g_autofree char *notice = find (self, "notice", "lang", "zh_CN", "id"), *hash = find (self, "notice", "lang", "zh_CN", "sha256");
  g_autofree char *day = sf_day_of (now_of (self), "Asia/Shanghai", NULL), *consent = new_id (self);
  char *visit = new_id (self);

  page_world_push (self->kiosk, "{\"k\":\"consent.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"visit\":\"%s\",\"notice\":\"%s\",\"sha256\":\"%s\",\"lang\":\"zh_CN\","
                   "\"purposes\":[\"visit\",\"news\"],\"method\":\"touch\",\"at\":%" G_GINT64_FORMAT "}}", consent, visit, notice, hash, now_of (self));
  page_world_push (self->kiosk, "{\"k\":\"visit.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"number\":\"%s\",\"purpose\":\"see\",\"before\":\"first\",\"lang\":\"zh_CN\","
                   "\"surname\":\"%s\",\"title\":\"mr\",\"phone\":\"%s\",\"models\":[\"%s\"],\"wants\":\"%s\",\"consent\":\"%s\",\"at\":%" G_GINT64_FORMAT ",\"day\":\"%s\",\"device\":\"%s\"}}",
                   visit, number, surname, phone, self->model, self->consultant, consent, now_of (self) - self->ago_ms, day, self->kiosk->id);
  return visit;
}

char *
page_world_guest (PageWorld *self, const char *number, const char *event)
{
  g_autofree char *day = sf_day_of (now_of (self), "Asia/Shanghai", NULL), *id = find (self, "event", "code", event, "id");
  char *visit = new_id (self);

  page_world_push (self->kiosk, "{\"k\":\"visit.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"number\":\"%s\",\"purpose\":\"event\",\"event\":\"%s\",\"before\":\"unknown\","
                   "\"lang\":\"zh_CN\",\"at\":%" G_GINT64_FORMAT ",\"day\":\"%s\",\"device\":\"%s\"}}", visit, number, id, now_of (self), day, self->kiosk->id);
  return visit;
}

void
page_world_fill (PageWorld *self, const char *event, guint n)
{
  g_autofree char *id = find (self, "event", "code", event, "id");

  for (guint i = 0; i < n; i++) {
    g_autofree char *guest = new_id (self);
    page_world_push (self->tablet, "{\"k\":\"event_guest.create\",\"id\":\"%s\",\"v\":1,\"by\":\"%s\",\"d\":{\"event\":\"%s\",\"signed_at\":%" G_GINT64_FORMAT "}}", guest, self->consultant,
                     id, now_of (self));
  }
}

char *
page_world_own (PageWorld *self)
{
  g_autofree char *id = new_id (self), *visit = new_id (self);
  char *slug = sf_slug_new (self->tablet->ids);

  page_world_push (self->kiosk, "{\"k\":\"link.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"slug\":\"%s\",\"channel\":\"own\",\"visit\":\"%s\",\"device\":\"%s\",\"at\":%" G_GINT64_FORMAT
                   ",\"number\":\"W01\"}}", id, slug, visit, self->kiosk->id, now_of (self));
  return slug;
}

void
page_world_accept (PageWorld *self, const char *visit)
{
  g_autofree char *offer = sf_uuid_derive (visit, "assignment", 1);
  page_world_push (self->tablet, "{\"k\":\"assignment.accept\",\"id\":\"%s\",\"v\":1,\"by\":\"%s\",\"d\":{\"consultant\":\"%s\"}}", offer, self->consultant, self->consultant);
}

void
page_world_ack (PageWorld *self, const char *visit, guint turn, const char *staff_no)
{
  g_autofree char *offer = sf_uuid_derive (visit, "assignment", turn), *who = find (self, "consultant", "staff_no", staff_no, "id");
  page_world_push (self->tablet, "{\"k\":\"assignment.ack\",\"id\":\"%s\",\"v\":1,\"by\":\"%s\",\"d\":{}}", offer, who);
}

void
page_world_leave (PageWorld *self, const char *visit)
{
  g_autofree char *status = sf_uuid_derive (visit, "visit_status", 0);
  page_world_push (self->tablet, "{\"k\":\"visit_status.leave\",\"id\":\"%s\",\"v\":1,\"by\":\"%s\",\"d\":{}}", status, self->consultant);
}

void
page_world_book (PageWorld *self, const char *visit)
{
  const gint64 from = now_of (self) + G_GINT64_CONSTANT (2) * 24 * 3600 * 1000;
  g_autofree char *today = sf_day_of (now_of (self), "Asia/Shanghai", NULL), *day = sf_day_of (from, "Asia/Shanghai", NULL);
  g_autofree char *promise = new_id (self), *appointment = new_id (self), *code = sf_slug_new (self->tablet->ids);

  page_world_push (self->tablet, "{\"k\":\"follow_up.create\",\"id\":\"%s\",\"v\":1,\"by\":\"%s\",\"d\":{\"consultant\":\"%s\",\"due\":\"%s\",\"state\":\"done\",\"visit\":\"%s\"}}",
                   promise, self->consultant, self->consultant, today, visit);
  page_world_push (self->tablet, "{\"k\":\"appointment.create\",\"id\":\"%s\",\"v\":1,\"by\":\"%s\",\"d\":{\"code\":\"%s\",\"from\":%" G_GINT64_FORMAT ",\"day\":\"%s\",\"purpose\":\"drive\","
                   "\"consultant\":\"%s\",\"follow_up\":\"%s\",\"at\":%" G_GINT64_FORMAT ",\"state\":\"booked\"}}",
                   appointment, self->consultant, code, from, day, self->consultant, promise, now_of (self));
}

void
page_world_busy (PageWorld *self)
{
  g_autofree char *json = sf_test_ctl (self->dealer, "export|roster|--format|json", NULL);

  for (guint i = 0;; i++) {
    g_autofree char *path = g_strdup_printf ("%u.id", i), *id = sf_test_json (json, path);
    if (!id)
      return;
    page_world_push (self->tablet, "{\"k\":\"roster.patch\",\"id\":\"%s\",\"v\":1,\"d\":{\"presence\":\"serving\"}}", id);
  }
}

char *
page_world_link (PageWorld *self, const char *visit)
{
  g_autofree char *id = new_id (self);
  char *slug = sf_slug_new (self->tablet->ids);

  page_world_push (visit ? self->kiosk : self->tablet, "{\"k\":\"link.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"slug\":\"%s\",\"channel\":\"%s\",\"%s\":\"%s\",\"at\":%" G_GINT64_FORMAT "}}",
                   id, slug, visit ? "ticket" : "tablet", visit ? "visit" : "card", visit ? visit : self->card, now_of (self));
  return slug;
}

static guint
send (PageWorld *self, SoupMessage *message, char **body, SoupMessageHeaders **headers)
{
  g_autoptr (GError) error = NULL;

  g_autofree char *address = g_strdup_printf ("203.0.113.%u", self->visitor % 254 + 1);

  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "X-Forwarded-For", address);
  g_autoptr (GBytes) bytes = soup_session_send_and_read (self->dealer->session, message, NULL, &error);
  g_assert_no_error (error);
  if (body)
    *body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (headers)
    *headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  return soup_message_get_status (message);
}

static SoupMessage *
new_message (PageWorld *self, const char *method, const char *path)
{
  g_autofree char *url = g_strconcat (self->pages, path, NULL);
  SoupMessage *message = soup_message_new (method, url);
  g_assert_nonnull (message);
  return message;
}

guint
page_world_get (PageWorld *self, const char *path, char **body, SoupMessageHeaders **headers, ...)
{
  g_autoptr (SoupMessage) message = new_message (self, "GET", path);
  va_list args;
  const char *line;

  va_start (args, headers);
  while ((line = va_arg (args, const char *)) != NULL) {
    g_auto (GStrv) parts = g_strsplit (line, ": ", 2);
    soup_message_headers_replace (soup_message_get_request_headers (message), parts[0], parts[1]);
  }
  va_end (args);
  return send (self, message, body, headers);
}

guint
page_world_post (PageWorld *self, const char *path, const char *form, char **body, SoupMessageHeaders **headers)
{
  g_autoptr (SoupMessage) message = new_message (self, "POST", path);
  g_autoptr (GBytes) bytes = g_bytes_new (form, strlen (form));

  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", bytes);
  return send (self, message, body, headers);
}
