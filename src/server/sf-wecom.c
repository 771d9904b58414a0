/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-wecom.h"

#include <string.h>

#include "base/sf-log.h"
#include "server/sf-outbound.h"
#include "wire/sf-json.h"

#define MAX_JOINED 400
#define TOO_FAST 45009
#define BAD_KEY 93000
#define TOO_FAST_MS 60500
#define MAX_PAUSE_MS 60000
#define MAX_TRIES 3
#define FORGET_MS (7 * SF_WECOM_DEAD_MS)

struct _SfWecom {
  SfHouse *house;
  SfOutbound *out;
  GMainContext *context;
  GSource *timer;            /* (nullable) */
  gint64 free_at;            /* boot ms: not before */
  guint failures;            /* in a row, without an answer */
  gboolean on, busy, again, stopping;
};

/* One message on its way: made on the worker, sent on the main thread, settled on the worker. */
typedef struct {
  SfWecom *owner;
  char *url, *body;          /* (nullable) nothing to send */
  GPtrArray *rows;           /* SfRingOut that it tells */
  gboolean on;
  gint64 errcode;            /* of the answer; -1: none came */
  char *code;                /* of the answer, for people */
  gboolean unsent;           /* it surely never left */
} Letter;

static void
letter_free (gpointer data)
{
  Letter *letter = data;
  g_free (letter->url);
  g_free (letter->body);
  g_clear_pointer (&letter->rows, g_ptr_array_unref);
  g_free (letter->code);
  g_free (letter);
}

/* On the worker: what is due becomes one message and is marked, then the disk has it, then it is sent. */

static gboolean
is_anything_due (SfServerStore *store, GError **error)
{
  g_autoptr (GPtrArray) first = sf_server_rings_due (store, 1, error);
  return first && first->len > 0;
}

static gboolean
write_letter (Letter *letter, GError **error)
{
  SfServerStore *store = letter->owner->house->store;
  gint64 now = sf_clock_wall_ms (letter->owner->house->clock);
  guint taken = 0;

  if (!sf_server_rings_sweep (store, now - SF_WECOM_DEAD_MS, now - FORGET_MS, error))
    return FALSE;
  letter->rows = sf_server_rings_due (store, MAX_JOINED, error);
  if (!letter->rows || letter->rows->len == 0)
    return letter->rows != NULL;
  letter->body = sf_wecom_compose (store, letter->rows, now, &taken, error);
  if (!letter->body)
    return FALSE;
  g_ptr_array_set_size (letter->rows, (gint) taken);
  for (guint i = 0; i < taken; i++)
    if (!sf_server_rings_mark (store, ((SfRingOut *) letter->rows->pdata[i])->offer, error))
      return FALSE;
  return TRUE;
}

static gpointer
prepare (gpointer data, GCancellable *cancellable, GError **error)
{
  Letter *letter = data;
  SfServerStore *store = letter->owner->house->store;
  g_autofree char *stop = NULL;

  sf_handover_take (letter);
  letter->url = sf_server_store_get (store, SF_WECOM_URL_KEY);
  stop = sf_server_store_get (store, SF_WECOM_STOP_KEY);
  letter->on = letter->url != NULL && stop == NULL;
  if (letter->on && is_anything_due (store, error) && (!sf_server_store_begin (store, error) || !write_letter (letter, error) || !sf_server_store_commit (store, error))) {
    sf_server_store_rollback (store);
    g_clear_pointer (&letter->body, g_free);
  }
  sf_handover_give (letter);
  return NULL;
}

/* What an answer means for the rows that it is about. */
static gboolean
settle_row (Letter *letter, SfServerStore *store, const SfRingOut *row, GError **error)
{
  gboolean refused = letter->errcode > 0 && letter->errcode != TOO_FAST && letter->errcode != BAD_KEY;

  if (letter->errcode == 0)
    return sf_server_rings_settle (store, row->offer, SF_RING_OUT_SENT, NULL, error);
  if (refused && row->tries + 1 >= MAX_TRIES)
    return sf_server_rings_settle (store, row->offer, SF_RING_OUT_DEAD, letter->code, error);
  /* Nobody knows whether a message without an answer arrived: it stays marked, and the next says so. */
  return (letter->errcode < 0 && !letter->unsent) || sf_server_rings_settle (store, row->offer, SF_RING_OUT_WAITING, letter->code, error);
}

static gboolean
settle_rows (Letter *letter, SfServerStore *store, GError **error)
{
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT " %s", sf_clock_wall_ms (letter->owner->house->clock), letter->code);

  for (guint i = 0; i < letter->rows->len; i++)
    if (!settle_row (letter, store, letter->rows->pdata[i], error))
      return FALSE;
  return sf_server_store_set (store, SF_WECOM_LAST_KEY, last, error)
         && (letter->errcode != BAD_KEY || sf_server_store_set (store, SF_WECOM_STOP_KEY, letter->code, error));
}

static gpointer
settle (gpointer data, GCancellable *cancellable, GError **error)
{
  Letter *letter = data;
  SfServerStore *store = letter->owner->house->store;

  sf_handover_take (letter);
  if (!sf_server_store_begin (store, error) || !settle_rows (letter, store, error) || !sf_server_store_commit (store, error))
    sf_server_store_rollback (store);
  sf_handover_give (letter);
  return NULL;
}

/* Main thread */

static void begin (SfWecom *self);

static gboolean
on_timer (gpointer data)
{
  SfWecom *self = data;
  g_clear_pointer (&self->timer, g_source_unref);
  begin (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (SfWecom *self, gint64 ms)
{
  if (self->timer || self->stopping)
    return;
  self->timer = g_timeout_source_new ((guint) MAX (ms, 1));
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, self->context);
}

/* @more: there is, or may be, something that wants to go. */
static void
end (SfWecom *self, gboolean more)
{
  self->busy = FALSE;
  if (!more && !self->again)
    return;
  self->again = FALSE;
  begin (self);
}

static void
on_settled (GObject *source, GAsyncResult *result, gpointer data)
{
  Letter *letter = data;
  SfWecom *self = letter->owner;
  g_autoptr (GError) error = NULL;

  sf_worker_run_finish (self->house->worker, result, &error);
  sf_handover_take (letter);
  if (error)
    sf_log (SF_LOG_WARNING, "wecom.store", "domain", g_quark_to_string (error->domain), NULL);
  if (letter->errcode == BAD_KEY)
    self->on = FALSE;
  letter_free (letter);
  end (self, self->on);
}

/* The answer's errcode; -1 for what is no answer of a robot. */
static gint64
errcode_of (const char *answer, guint status)
{
  g_autoptr (JsonNode) node = answer && status == 200 ? sf_json_parse (answer, strlen (answer), NULL) : NULL;
  gint64 errcode;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node) || !sf_json_int (json_node_get_object (node), "errcode", -1, G_MAXINT32, &errcode, NULL))
    return -1;
  return errcode;
}

static void
read_answer (Letter *letter, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  guint status = 0;
  g_autofree char *answer = sf_outbound_post_finish (letter->owner->out, result, &status, &error);

  letter->errcode = error ? -1 : errcode_of (answer, status);
  letter->unsent = error && (error->domain == G_TLS_ERROR || error->domain == G_RESOLVER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)
                             || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE));
  if (error && error->domain == G_TLS_ERROR)
    letter->code = g_strdup ("tls");
  else if (error)
    letter->code = g_strdup ("unreachable");
  else if (letter->errcode < 0)
    letter->code = g_strdup_printf ("http %u", status);
  else
    letter->code = letter->errcode == 0 ? g_strdup ("ok") : g_strdup_printf ("%" G_GINT64_FORMAT, letter->errcode);
}

static void
on_posted (GObject *source, GAsyncResult *result, gpointer data)
{
  Letter *letter = data;
  SfWecom *self = letter->owner;
  gint64 pause = SF_WECOM_GAP_MS;

  read_answer (letter, result);
  self->failures = letter->errcode < 0 ? self->failures + 1 : 0;
  if (letter->errcode < 0)
    pause = MIN (SF_WECOM_GAP_MS << MIN (self->failures - 1, 5), MAX_PAUSE_MS);
  else if (letter->errcode == TOO_FAST)
    pause = TOO_FAST_MS;
  self->free_at = sf_clock_boot_ms (self->house->clock) + pause;
  g_autofree char *n = g_strdup_printf ("%u", letter->rows->len);
  sf_log (letter->errcode == 0 ? SF_LOG_INFO : SF_LOG_WARNING, "wecom.sent", "code", letter->code, "rings", n, NULL);
  sf_handover_give (letter);
  sf_worker_run_async (self->house->worker, SF_PRIORITY_NORMAL, settle, letter, NULL, NULL, NULL, on_settled, letter);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  Letter *letter = data;
  SfWecom *self = letter->owner;
  g_autoptr (GError) error = NULL;

  sf_worker_run_finish (self->house->worker, result, &error);
  sf_handover_take (letter);
  if (error)
    sf_log (SF_LOG_WARNING, "wecom.store", "domain", g_quark_to_string (error->domain), NULL);
  self->on = letter->on;
  if (error || !letter->body || self->stopping) {
    letter_free (letter);
    end (self, FALSE);
    return;
  }
  sf_outbound_post_async (self->out, letter->url, letter->body, on_posted, letter);
}

static void
begin (SfWecom *self)
{
  gint64 wait = self->free_at - sf_clock_boot_ms (self->house->clock);

  if (self->stopping)
    return;
  if (self->busy) {
    self->again = TRUE;
    return;
  }
  if (wait > 0) {
    set_timer (self, wait);
    return;
  }
  self->busy = TRUE;
  Letter *letter = g_new0 (Letter, 1);
  letter->owner = self;
  sf_handover_give (letter);
  sf_worker_run_async (self->house->worker, SF_PRIORITY_NORMAL, prepare, letter, NULL, NULL, NULL, on_prepared, letter);
}

void
sf_wecom_kick (SfWecom *self, gboolean configured)
{
  if (self->on || configured)
    begin (self);
}

SfWecom *
sf_wecom_new (SfHouse *house)
{
  SfWecom *self = g_new0 (SfWecom, 1);

  self->house = house;
  self->out = sf_outbound_new ();
  self->context = g_main_context_ref_thread_default ();
  self->free_at = sf_clock_boot_ms (house->clock) + SF_WECOM_GAP_MS;
  self->on = TRUE;
  begin (self);
  return self;
}

void
sf_wecom_stop (SfWecom *self)
{
  self->stopping = TRUE;
  if (self->timer)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  sf_outbound_stop (self->out);
}

gboolean
sf_wecom_is_busy (SfWecom *self)
{
  return self->busy;
}

void
sf_wecom_free (SfWecom *self)
{
  sf_outbound_free (self->out);
  g_main_context_unref (self->context);
  g_free (self);
}
