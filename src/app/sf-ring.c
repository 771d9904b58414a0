/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ring"
#include "app/sf-ring.h"
#include "base/sf-bytes.h"
#include "sync/sf-lan-client.h"
#include "wire/sf-codec.h"

#define ASK_MS 1000
#define FIRST_MS 20000
#define NEXT_MS 15000
#define CONSULTANTS 2
#define GIVE_UP_MS (10 * 60 * 1000)
/* As long as this the server may still be found to be away. */
#define WATCH_MS 15000

struct _SfRing {
  GObject parent_instance;
  SfFloor *floor;              /* (owned) */
  SfLiveQuery *lines;          /* (owned) */
  SfRecord *visit;             /* (owned) what tablets are told: no number, no plate */
  GCancellable *cancellable;   /* (owned) */
  GPtrArray *tried;            /* (owned) ids, without an end */
  char *rung, *consultant;     /* (owned) (nullable) */
  gint64 began, since;         /* boot ms; since: this one is rung */
  guint tick;
  gboolean ringing;            /* somebody is being rung, reception included */
  SfRingStage stage;
};

G_DEFINE_FINAL_TYPE (SfRing, sf_ring, G_TYPE_OBJECT)

static guint changed_signal;

static void
sf_ring_dispose (GObject *object)
{
  SfRing *self = SF_RING (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->lines);
  g_clear_object (&self->floor);
  g_clear_pointer (&self->visit, sf_record_unref);
  g_clear_pointer (&self->tried, g_ptr_array_unref);
  g_clear_pointer (&self->rung, g_free);
  g_clear_pointer (&self->consultant, g_free);
  G_OBJECT_CLASS (sf_ring_parent_class)->dispose (object);
}

static void
sf_ring_class_init (SfRingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_ring_dispose;
  changed_signal = g_signal_new ("changed", SF_TYPE_RING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_ring_init (SfRing *self)
{
  self->cancellable = g_cancellable_new ();
  self->tried = g_ptr_array_new_with_free_func (g_free);
}

SfRingStage sf_ring_get_stage (SfRing *self) { return self->stage; }
const char *sf_ring_get_consultant (SfRing *self) { return self->consultant; }

static gint64
now_of (SfRing *self)
{
  return sf_clock_boot_ms (sf_device_get_clock (sf_floor_get_device (self->floor)));
}

static void
set_stage (SfRing *self, SfRingStage stage, const char *consultant)
{
  if (self->stage == stage && g_strcmp0 (self->consultant, consultant) == 0)
    return;
  self->stage = stage;
  g_free (self->consultant);
  self->consultant = g_strdup (consultant);
  g_signal_emit (self, changed_signal, 0);
}

/* --- whom ------------------------------------------------------------------------------------------------------------- */

/* A tablet may say anything: only a colleague of the house whom this guest did not wait for yet, and who is there. */
static gboolean
may_take_over (SfRing *self, const char *person)
{
  const char *presence = person != NULL ? sf_floor_presence (self->floor, person) : "off";

  if (person == NULL || (!g_str_equal (presence, "free") && !g_str_equal (presence, "serving")))
    return FALSE;
  for (guint i = 0; i < self->tried->len; i++)
    if (g_str_equal (self->tried->pdata[i], person))
      return FALSE;
  return TRUE;
}

/* @to: (nullable) whom the one who was rung hands the guest to. */
static void
ring_next (SfRing *self, const char *to)
{
  g_autoptr(GPtrArray) tried = g_ptr_array_new ();
  g_autofree char *chosen = NULL, *why = NULL;

  for (guint i = 0; i < self->tried->len; i++)
    g_ptr_array_add (tried, self->tried->pdata[i]);
  g_ptr_array_add (tried, NULL);
  if (self->rung != NULL)
    sf_floor_note_turn (self->floor, self->rung);
  if (may_take_over (self, to)) {
    chosen = g_strdup (to);
    why = g_strdup ("handed");
  } else if (self->tried->len < CONSULTANTS)
    chosen = sf_floor_propose (self->floor, self->visit, (const char *const *) tried->pdata, &why);
  g_free (self->rung);
  self->rung = g_steal_pointer (&chosen);
  if (self->rung != NULL) {
    g_ptr_array_add (self->tried, g_strdup (self->rung));
    sf_record_set_text (self->visit, SF_VISIT_PROPOSED, self->rung);
    sf_record_set_text (self->visit, SF_VISIT_PROPOSED_WHY, why);
  } else {
    sf_record_unset (self->visit, SF_VISIT_PROPOSED);
    sf_record_unset (self->visit, SF_VISIT_PROPOSED_WHY);
  }
  self->since = now_of (self);
  self->ringing = TRUE;
  /* Until their tablet shows it nobody hears it. */
  set_stage (self, SF_RING_SILENT, NULL);
}

/* --- asking ----------------------------------------------------------------------------------------------------------- */

typedef struct { GWeakRef ring; char *rung; } Op;

static void
op_free (Op *op)
{
  g_weak_ref_clear (&op->ring);
  g_free (op->rung);
  g_free (op);
}

static void
take (SfRing *self, const SfLanAnswer *answer)
{
  if (g_strcmp0 (answer->what, "coming") == 0 && answer->push != NULL) {
    sf_floor_note_turn (self->floor, answer->push);
    set_stage (self, SF_RING_COMING, answer->push);
  } else if (g_strcmp0 (answer->what, "shown") == 0)
    set_stage (self, self->rung != NULL ? SF_RING_CONSULTANT : SF_RING_RECEPTION, NULL);
  else if (g_strcmp0 (answer->what, "no") == 0 && self->rung != NULL)
    ring_next (self, answer->push);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Op *op = data;
  g_autoptr(SfRing) self = g_weak_ref_get (&op->ring);
  g_autoptr(SfLanAnswer) answer = sf_lan_ask_finish (result, NULL);

  /* The word of somebody who is not rung any more comes too late, but for 马上过去: they are on their way. */
  if (self != NULL && self->floor != NULL && answer != NULL && self->stage != SF_RING_COMING
      && (g_strcmp0 (op->rung, self->rung) == 0 || g_strcmp0 (answer->what, "coming") == 0))
    take (self, answer);
  op_free (op);
}

static void
ask (SfRing *self, SfRecord *line, const char *body)
{
  SfDevice *device = sf_floor_get_device (self->floor);
  const char *key = sf_record_get_text (line, SF_RING_LINE_KEY);
  SfLanPeer peer = { sf_record_get_text (line, SF_RING_LINE_ADDRESS), sf_record_get_text (line, SF_RING_LINE_TABLET), { 0 } };
  g_autoptr(SfLanAsk) message = sf_lan_ask_new ();
  Op *op;

  if (key == NULL || peer.address == NULL || peer.display_id == NULL || !sf_unhex (key, peer.key, sizeof peer.key))
    return;
  message->act = g_strdup ("ring");
  message->body = g_strdup (body);
  message->age_ms = now_of (self) - self->since;
  op = g_new0 (Op, 1);
  g_weak_ref_init (&op->ring, self);
  op->rung = g_strdup (self->rung);
  sf_lan_ask_async (&peer, message, sf_device_get_ids (device), self->cancellable, on_answer, op);
}

static void
ask_all (SfRing *self)
{
  g_autoptr(SfMutation) mutation = sf_mutation_new ("create", self->visit, NULL);
  g_autofree char *body = sf_codec_mutation_to_json (mutation);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lines)); i++)
    ask (self, sf_item_get_record (sf_live_query_peek (self->lines, i)), body);
}

static gboolean
on_tick (gpointer data)
{
  SfRing *self = data;
  const gint64 now = now_of (self);
  const gboolean online = sf_device_get_online (sf_floor_get_device (self->floor));
  const gint64 patience = self->tried->len <= 1 ? FIRST_MS : NEXT_MS;

  /* The server is there, or is back: from here on it rings. */
  if ((online && (self->ringing || now - self->began > WATCH_MS)) || now - self->began > GIVE_UP_MS || self->stage == SF_RING_COMING) {
    self->tick = 0;
    return G_SOURCE_REMOVE;
  }
  if (online)
    return G_SOURCE_CONTINUE;
  if (!self->ringing || (self->rung != NULL && now - self->since > patience))
    ring_next (self, NULL);
  ask_all (self);
  return G_SOURCE_CONTINUE;
}

static SfRecord *
without_person (SfRecord *visit)
{
  static const guint kept_back[] = { SF_VISIT_PHONE, SF_VISIT_PLATE, SF_VISIT_CONSENT, SF_VISIT_CODE, SF_VISIT_LINK, SF_VISIT_PROPOSED, SF_VISIT_PROPOSED_WHY };
  SfRecord *copy = sf_record_copy (visit);

  for (guint i = 0; i < G_N_ELEMENTS (kept_back); i++)
    sf_record_unset (copy, kept_back[i]);
  return copy;
}

SfRing *
sf_ring_new (SfFloor *floor, SfLiveQuery *lines, SfRecord *visit)
{
  SfRing *self = g_object_new (SF_TYPE_RING, NULL);

  self->floor = g_object_ref (floor);
  self->lines = g_object_ref (lines);
  self->visit = without_person (visit);
  self->began = now_of (self);
  self->tick = g_timeout_add (ASK_MS, on_tick, self);
  on_tick (self);
  return self;
}

void
sf_ring_stop (SfRing *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

gboolean
sf_ring_is_over (SfRing *self)
{
  return self->tick == 0;
}
