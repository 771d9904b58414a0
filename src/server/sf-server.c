/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-server.h"

#include <string.h>

#include "base/sf-log.h"
#include "server/sf-call.h"
#include "server/sf-door.h"
#include "store/sf-server-accounts.h"

#define STOP_MS 5000
/* Expired codes and sessions are forgotten once an hour. */
#define SWEEP_MS (3600 * 1000)
#define REMIND_MS (10 * 1000)
/* The alarm looks at least this often: offers may also be made by tools. */
#define ALARM_MAX_MS 30000
#define RETENTION_PAUSE_MS 500

typedef struct { SfServer *server; char *json; } News;

static void
news_free (gpointer data)
{
  News *news = data;
  g_free (news->json);
  g_free (news);
}

static gboolean
on_news (gpointer data)
{
  News *news = data;
  sf_handover_take (news);
  sf_waiters_news (news->server->waiters, SF_SCOPE_NAME_DEALER, news->json);
  if (news->server->wecom)
    sf_wecom_kick (news->server->wecom, FALSE);
  return G_SOURCE_REMOVE;
}

/* Worker, after COMMIT. Several heads of one commit make several equal lines, of which one is sent. */
static void
on_head (const char *scope, gint64 head, gpointer data)
{
  SfServer *self = data;
  g_autoptr (SfHeads) heads = sf_heads_new ();
  News *news = g_new0 (News, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  sf_server_store_heads (self->house->store, heads->acks);
  news->server = self;
  news->json = sf_heads_to_json (heads);
  sf_handover_give (news);
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, on_news, news, news_free);
  g_source_attach (source, self->context);
}

static void set_alarm (SfServer *self, gint64 ms);

static gpointer
tick (gpointer data, GCancellable *cancellable, GError **error)
{
  SfServer *self = data;
  SfHouse *house = self->house;
  gint64 *next = g_new0 (gint64, 1), now = sf_clock_boot_ms (house->clock);
  g_autoptr (GError) local = NULL;
  gboolean more = FALSE, renewed = FALSE;

  if (!sf_house_renew (house, &renewed, &local))
    sf_log (SF_LOG_ERROR, "certificate.renew", "domain", g_quark_to_string (local->domain), NULL);
  if (renewed)
    g_atomic_int_set (&self->leaf_is_new, TRUE);
  if (sf_db_is_broken (sf_server_store_get_db (house->store))) {
    g_atomic_int_set (&self->flush_errno, sf_db_get_flush_errno (sf_server_store_get_db (house->store)));
    g_atomic_int_set (&self->broken, TRUE);
    return next;
  }
  /* What was erased while a reader was in the way leaves the log now. */
  if (now >= self->next_sweep && (!sf_server_accounts_sweep (house->store, error) || !sf_db_checkpoint (sf_server_store_get_db (house->store), error)))
    return next;
  if (now >= self->next_sweep)
    self->next_sweep = now + SWEEP_MS;
  if (now >= self->next_remind && !sf_ingest_remind (house->ingest, error))
    return next;
  if (now >= self->next_remind)
    self->next_remind = now + REMIND_MS;
  /* Some hundred at a time: guests at the door go between. */
  if (!sf_ingest_retention (house->ingest, FALSE, &more, error))
    return next;
  *next = sf_ingest_tick (house->ingest, error);
  if (more)
    *next = MIN (*next > 0 ? *next : G_MAXINT64, sf_clock_wall_ms (house->clock) + RETENTION_PAUSE_MS);
  return next;
}

/* Connections that stand go on under the certificate they began with. */
static void
show_leaf (SfServer *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (self->house->leaf_pem, -1, &error);

  if (certificate)
    sf_guard_set_certificate (self->guard, certificate);
  sf_log (certificate ? SF_LOG_INFO : SF_LOG_ERROR, "certificate.renewed", "error", error ? g_quark_to_string (error->domain) : "", NULL);
}

static void
on_tick (GObject *source, GAsyncResult *result, gpointer data)
{
  SfServer *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *next = sf_worker_run_finish (self->house->worker, result, &error);
  gint64 ms = ALARM_MAX_MS;

  if (error)
    sf_log (SF_LOG_WARNING, "tick.error", "domain", g_quark_to_string (error->domain), NULL);
  if (g_atomic_int_get (&self->broken) && self->failed && !self->stopping) {
    g_autofree char *why = g_strdup_printf ("%d", g_atomic_int_get (&self->flush_errno));
    sf_log (SF_LOG_ERROR, "server.flush_failed", "errno", why, NULL);
    self->failed (self->failed_data);
  }
  if (g_atomic_int_compare_and_exchange (&self->leaf_is_new, TRUE, FALSE))
    show_leaf (self);
  if (next && *next > 0)
    ms = CLAMP (*next - sf_clock_wall_ms (self->house->clock), 10, ALARM_MAX_MS);
  self->kicked = FALSE;
  self->calls--;
  set_alarm (self, ms);
}

void
sf_server_kick (SfServer *self)
{
  if (self->wecom)
    sf_wecom_kick (self->wecom, TRUE);
  if (self->kicked || self->stopping)
    return;
  self->kicked = TRUE;
  self->calls++;
  sf_worker_run_async (self->house->worker, SF_PRIORITY_HIGH, tick, self, NULL, g_free, NULL, on_tick, self);
}

static gboolean
on_alarm (gpointer data)
{
  sf_server_kick (data);
  return G_SOURCE_REMOVE;
}

static void
set_alarm (SfServer *self, gint64 ms)
{
  if (self->alarm) {
    g_source_destroy (self->alarm);
    g_clear_pointer (&self->alarm, g_source_unref);
  }
  if (self->stopping)
    return;
  self->alarm = g_timeout_source_new ((guint) ms);
  g_source_set_callback (self->alarm, on_alarm, self, NULL);
  g_source_attach (self->alarm, self->context);
}

static void
on_request (SoupServer *soup, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  SfServer *self = data;
  SfOrigin origin = { self->guard, NULL, TRUE };

  if (!sf_guard_refused (msg))
    sf_call_begin (self, msg, path, query, &origin);
}

/* The staff's phone pages on the public listener: those routes and no other. */
static void
on_staff_request (SoupServerMessage *msg, const char *path, GHashTable *query, const SfOrigin *origin, gpointer data)
{
  sf_call_begin (data, msg, path, query, origin);
}

static char *
on_who (const char *cookie, gboolean secure, gpointer data)
{
  return sf_door_phone_person (data, cookie, secure);
}

static void
set_address (SfServer *self, const char *host, const SfServerOptions *options)
{
  gboolean any = *host == '\0' || g_str_equal (host, "*") || g_str_equal (host, "0.0.0.0") || g_str_equal (host, "::");
  const char *name = any ? g_get_host_name () : host;

  if (options->told_address)
    self->address = g_strdup (options->told_address);
  else
    self->address = g_strdup_printf (strchr (name, ':') ? "[%s]:%u" : "%s:%u", name, sf_guard_get_port (self->guard));
  self->url = g_strconcat ("https://", self->address, NULL);
}

static gpointer
begin (gpointer data, GCancellable *cancellable, GError **error)
{
  SfServer *self = data;
  sf_ingest_set_head_func (self->house->ingest, on_head, self);
  on_head (SF_SCOPE_NAME_DEALER, 0, self);
  return sf_server_people_load (self->house->store, sf_clock_wall_ms (self->house->clock), error);
}

static gpointer
end (gpointer data, GCancellable *cancellable, GError **error)
{
  SfServer *self = data;
  sf_ingest_set_head_func (self->house->ingest, NULL, NULL);
  return NULL;
}

SfServer *
sf_server_start (SfHouse *house, const SfServerOptions *options, GError **error)
{
  g_autofree char *host = NULL;
  guint16 port = 0;
  SfGuardLimits limits;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (house->leaf_pem, -1, error);
  SfServer *self = g_new0 (SfServer, 1);

  self->house = house;
  self->context = g_main_context_ref_thread_default ();
  self->soup = soup_server_new (NULL, NULL);
  self->pushes = g_ptr_array_new ();
  self->failed = options->failed;
  self->failed_data = options->failed_data;
  self->sessions = sf_sessions_new (house->clock, house->ids);
  self->pins = sf_worker_new ("pins");
  self->waiters = sf_waiters_new (house->clock);
  sf_guard_limits_init (&limits);
  if (options->max_connections)
    limits.connections = options->max_connections;
  self->guard = sf_guard_new (self->soup, house->clock, &limits);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  self->phones = sf_public_new (house, &options->phones, error);
  if (self->phones) {
    sf_public_set_staff (self->phones, on_staff_request, self);
    sf_public_set_who (self->phones, on_who, self);
  }
  if (!self->phones || !certificate || !sf_guard_parse_address (options->listen, &host, &port, error)
      || !sf_guard_listen (self->guard, host, port, certificate, error)) {
    sf_server_stop (self);
    return NULL;
  }
  set_address (self, host, options);
  self->wecom = sf_wecom_new (house);
  g_autoptr (GPtrArray) people = sf_worker_run_sync (house->worker, begin, self, NULL);
  for (guint i = 0; people && i < people->len; i++)
    sf_sessions_restore_person (self->sessions, people->pdata[i]);
  self->self_check = sf_self_check_new (house, sf_public_get_health (self->phones), options->public_ca, error);
  if (!self->self_check) {
    sf_server_stop (self);
    return NULL;
  }
  sf_server_kick (self);
  return self;
}

static gboolean
keep_going (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
sf_server_stop (SfServer *self)
{
  gint64 until = sf_clock_boot_ms (self->house->clock) + STOP_MS;
  g_autoptr (GSource) wake = g_timeout_source_new (50);

  self->stopping = TRUE;
  sf_guard_stop_listening (self->guard);
  if (self->phones)
    sf_public_stop (self->phones);
  if (self->self_check)
    sf_self_check_stop (self->self_check);
  if (self->wecom)
    sf_wecom_stop (self->wecom);
  g_source_set_callback (wake, keep_going, NULL, NULL);
  g_source_attach (wake, self->context);
  /* Every call comes back from the worker, late or not; a reader that does not read is not waited for. */
  while (self->calls > 0 || (self->self_check && sf_self_check_is_busy (self->self_check)) || (self->wecom && sf_wecom_is_busy (self->wecom))
         || ((sf_guard_get_in_flight (self->guard) > 0 || (self->phones && sf_public_is_busy (self->phones)))
                             && sf_clock_boot_ms (self->house->clock) < until))
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (wake);
  if (self->alarm)
    set_alarm (self, 0);
  sf_worker_run_sync (self->house->worker, end, self, NULL);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  soup_server_disconnect (self->soup);
  g_clear_pointer (&self->self_check, sf_self_check_free);
  g_clear_pointer (&self->phones, sf_public_free);
  g_clear_pointer (&self->wecom, sf_wecom_free);
  sf_waiters_free (self->waiters);
  sf_guard_free (self->guard);
  g_object_unref (self->soup);
  sf_sessions_free (self->sessions);
  sf_worker_unref (self->pins);
  g_ptr_array_unref (self->pushes);
  sf_house_close (self->house);
  g_main_context_unref (self->context);
  g_free (self->url);
  g_free (self->address);
  g_free (self);
}

void
sf_server_check_public (SfServer *self)
{
  sf_self_check_now (self->self_check);
}

SfPublic *
sf_server_get_public (SfServer *self)
{
  return self->phones;
}

SfHouse *
sf_server_get_house (SfServer *self)
{
  return self->house;
}

const char *
sf_server_get_url (SfServer *self)
{
  return self->url;
}

const char *
sf_server_get_address (SfServer *self)
{
  return self->address;
}

void
sf_server_get_load (SfServer *self, guint *waiting, guint *connections)
{
  *waiting = sf_waiters_count (self->waiters);
  *connections = sf_guard_get_connections (self->guard);
}

void
sf_server_forget_device (SfServer *self, const char *device_id)
{
  sf_waiters_drop (self->waiters, device_id);
}

void
sf_server_forget_person (SfServer *self, const char *person)
{
  g_auto (GStrv) tags = sf_sessions_forget_person (self->sessions, NULL, person);

  for (guint i = 0; tags[i]; i++)
    sf_waiters_drop (self->waiters, tags[i]);
}
