/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-screens-lan"
#include "app/sf-screens-private.h"
#include "base/sf-bytes.h"
#include "sync/sf-lan-client.h"
#include "wire/sf-codec.h"

/* A screen that was just starting, a Wi-Fi that wakes up: tried again this long, then only the server's way is left. */
#define RETRY_MS 1000
#define RETRY_FOR_MS 60000

typedef struct {
  GWeakRef screens;
  char *display, *push;     /* (owned) push: (nullable) id of whose matter it is */
  SfRecord *sent;           /* (owned) (nullable) the push itself or its take-back */
} Op;

static void
op_free (Op *op)
{
  g_weak_ref_clear (&op->screens);
  g_free (op->display);
  g_free (op->push);
  g_clear_pointer (&op->sent, sf_record_unref);
  g_free (op);
}

/* --- sending -------------------------------------------------------------------------------------------------------- */

static gboolean
peer_of (SfScreens *self, const char *display_id, SfLanPeer *peer)
{
  SfItem *item = sf_live_query_find (self->lans, SF_LAN_DISPLAY, display_id);
  SfRecord *lan = item != NULL ? sf_item_get_record (item) : NULL;
  const char *key = lan != NULL ? sf_record_get_text (lan, SF_LAN_KEY) : NULL;

  if (key == NULL)
    return FALSE;
  peer->address = sf_record_get_text (lan, SF_LAN_ADDRESS);
  peer->display_id = display_id;
  return peer->address != NULL && sf_unhex (key, peer->key, sizeof peer->key);
}

static gboolean
on_retry (gpointer data)
{
  SfScreens *self = data;
  GHashTableIter iter;
  gpointer value;

  self->retry = 0;
  g_hash_table_iter_init (&iter, self->screens);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    sf_screens_lan_send (self, value);
  return G_SOURCE_REMOVE;
}

static void
plan_retry (SfScreens *self)
{
  if (self->retry == 0 && self->device != NULL)
    self->retry = g_timeout_add (RETRY_MS, on_retry, self);
}

/* It arrived. Whether it is on the glass, too, is what the answer says. */
static void
take_arrival (SfScreens *self, SfScreen *screen, SfScreenMine *mine, SfRecord *sent)
{
  mine->arrived = TRUE;
  if (mine->push == sent)
    g_clear_pointer (&mine->push, sf_record_unref);
  else
    sf_screens_lan_send (self, screen);   /* taken back meanwhile */
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Op *op = data;
  g_autoptr(SfScreens) self = g_weak_ref_get (&op->screens);
  g_autoptr(SfLanAnswer) answer = sf_lan_ask_finish (result, NULL);
  SfScreen *screen = self != NULL && self->device != NULL ? sf_screens_get (self, op->display) : NULL;
  SfScreenMine *mine = screen != NULL ? sf_screen_find_mine (screen, op->push) : NULL;

  if (mine != NULL)
    mine->asking = FALSE;
  if (screen != NULL && op->push == NULL)
    screen->asking = FALSE;
  if (screen != NULL && answer != NULL) {
    SfScreenWord word = { answer->push, answer->model, answer->since_ms };

    sf_screens_take_word (self, screen, &word);
    if (mine != NULL)
      take_arrival (self, screen, mine, op->sent);
    sf_screens_queue_update (self);
  } else if (mine != NULL && mine->push != NULL) {
    plan_retry (self);
  }
  op_free (op);
}

static void
ask (SfScreens *self, const SfLanPeer *peer, const SfLanAsk *message, const SfScreenMine *mine)
{
  Op *op = g_new0 (Op, 1);

  g_weak_ref_init (&op->screens, self);
  op->display = g_strdup (peer->display_id);
  op->push = g_strdup (mine != NULL ? mine->id : NULL);
  op->sent = mine != NULL ? sf_record_ref (mine->push) : NULL;
  sf_lan_ask_async (peer, message, sf_device_get_ids (self->device), self->cancellable, on_answer, op);
}

static void
send_one (SfScreens *self, const SfLanPeer *peer, SfScreenMine *mine, gint64 now)
{
  g_autoptr(SfMutation) mutation = sf_mutation_new ("create", mine->push, sf_record_get_text (mine->push, SF_PUSH_BY));
  g_autoptr(SfLanAsk) message = sf_lan_ask_new ();

  mine->asking = TRUE;
  message->act = g_strdup ("push");
  message->body = sf_codec_mutation_to_json (mutation);
  message->age_ms = MAX (now - mine->made, 0);
  ask (self, peer, message, mine);
}

void
sf_screens_lan_send (SfScreens *self, SfScreen *screen)
{
  gint64 now = sf_clock_boot_ms (sf_device_get_clock (self->device));
  SfLanPeer peer;

  for (guint i = 0; i < screen->mine->len; i++) {
    SfScreenMine *mine = screen->mine->pdata[i];

    if (mine->push == NULL || mine->asking)
      continue;
    if (mine->until <= now || now - mine->made > RETRY_FOR_MS)
      g_clear_pointer (&mine->push, sf_record_unref);
    else if (peer_of (self, screen->id, &peer))
      send_one (self, &peer, mine, now);
    else
      plan_retry (self);
  }
}

/* --- asking --------------------------------------------------------------------------------------------------------- */

void
sf_screens_lan_poll (SfScreens *self)
{
  g_autoptr(GPtrArray) screens = sf_screens_list (self);

  for (guint i = 0; i < screens->len; i++) {
    SfScreen *screen = sf_screens_get (self, sf_record_get_id (screens->pdata[i]));
    g_autoptr(SfLanAsk) message = NULL;
    SfLanPeer peer;

    if (screen->asking || !peer_of (self, screen->id, &peer))
      continue;
    screen->asking = TRUE;
    message = sf_lan_ask_new ();
    message->act = g_strdup ("state");
    ask (self, &peer, message, NULL);
  }
}
