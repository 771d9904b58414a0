/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-guard-shake.h"

#define AT_ONCE 8
/* The last three of them are for addresses that have none running. */
#define FOR_ANYBODY 5
#define PATIENCE_MS 500
#define LOOK_MS 100

struct _SfShaker {
  SfClock *clock;
  GQueue waiting, running;   /* Shake, owned */
  GSource *look;             /* (nullable) while somebody waits */
  int refs;
};

typedef struct {
  SfShaker *shaker;
  GTlsConnection *tls;
  GCancellable *cancellable;
  guint from;
  gint64 begun;              /* boot ms */
  SfShakeFunc done;
  gpointer data;
} Shake;

static void start_more (SfShaker *self);

static void
shaker_unref (SfShaker *self)
{
  if (--self->refs > 0)
    return;
  sf_clock_unref (self->clock);
  g_free (self);
}

static void
finish (Shake *shake, gboolean ok)
{
  shake->done (shake->tls, ok, shake->data);
  g_object_unref (shake->tls);
  g_object_unref (shake->cancellable);
  shaker_unref (shake->shaker);
  g_free (shake);
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer data)
{
  Shake *shake = data;
  SfShaker *self = shake->shaker;
  gboolean ok = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL);

  g_queue_remove (&self->running, shake);
  self->refs++;
  finish (shake, ok);
  start_more (self);
  shaker_unref (self);
}

static guint
count_of (GQueue *queue, guint from)
{
  guint n = 0;
  for (GList *l = queue->head; l; l = l->next)
    n += ((Shake *) l->data)->from == from;
  return n;
}

/* The first of those whose address has fewest running; NULL when nobody may begin now. */
static Shake *
take_next (SfShaker *self)
{
  GList *best = NULL;
  guint least = self->running.length < FOR_ANYBODY ? G_MAXUINT : 1;

  for (GList *l = self->waiting.head; l && least > 0; l = l->next) {
    guint n = count_of (&self->running, ((Shake *) l->data)->from);
    if (n < least) {
      best = l;
      least = n;
    }
  }
  Shake *shake = best ? best->data : NULL;
  if (best)
    g_queue_delete_link (&self->waiting, best);
  return shake;
}

static gboolean
on_look (gpointer data)
{
  SfShaker *self = data;
  gint64 now = sf_clock_boot_ms (self->clock);

  for (GList *l = self->running.head; l; l = l->next) {
    Shake *shake = l->data;
    if (now - shake->begun >= PATIENCE_MS)
      g_cancellable_cancel (shake->cancellable);
  }
  return G_SOURCE_CONTINUE;
}

static void
set_look (SfShaker *self, gboolean on)
{
  if (on == (self->look != NULL))
    return;
  if (on) {
    self->look = g_timeout_source_new (LOOK_MS);
    g_source_set_callback (self->look, on_look, self, NULL);
    g_source_attach (self->look, g_main_context_get_thread_default ());
    return;
  }
  g_source_destroy (self->look);
  g_clear_pointer (&self->look, g_source_unref);
}

static void
start_more (SfShaker *self)
{
  while (self->running.length < AT_ONCE && self->waiting.length > 0) {
    Shake *shake = take_next (self);
    if (!shake)
      break;
    if (g_cancellable_is_cancelled (shake->cancellable)) {
      finish (shake, FALSE);
      continue;
    }
    shake->begun = sf_clock_boot_ms (self->clock);
    g_queue_push_tail (&self->running, shake);
    g_tls_connection_handshake_async (shake->tls, G_PRIORITY_DEFAULT, shake->cancellable, on_handshake, shake);
  }
  set_look (self, self->waiting.length > 0);
}

SfShaker *
sf_shaker_new (SfClock *clock)
{
  SfShaker *self = g_new0 (SfShaker, 1);

  self->clock = sf_clock_ref (clock);
  self->refs = 1;
  return self;
}

void
sf_shaker_free (SfShaker *self)
{
  for (GList *l = self->running.head; l; l = l->next)
    g_cancellable_cancel (((Shake *) l->data)->cancellable);
  while (self->waiting.length > 0)
    finish (g_queue_pop_head (&self->waiting), FALSE);
  set_look (self, FALSE);
  shaker_unref (self);
}

void
sf_shaker_add (SfShaker *self, GTlsConnection *tls, guint from, GCancellable *cancellable, SfShakeFunc done, gpointer data)
{
  Shake *shake = g_new0 (Shake, 1);

  self->refs++;
  *shake = (Shake) { self, g_object_ref (tls), g_object_ref (cancellable), from, 0, done, data };
  g_queue_push_tail (&self->waiting, shake);
  start_more (self);
}
