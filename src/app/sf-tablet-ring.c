/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rings that come directly from a kiosk while no server answers (docs/protocol.md 13). They look and sound like any other; what is said
 * to one goes back to the kiosk at its next question, and 马上过去 is written down for the server, too (RING_ANSWER).
 */
#define G_LOG_DOMAIN "sf-tablet-ring"
#include <string.h>

#include "app/sf-tablet-private.h"
#include "wire/sf-codec.h"

/* A kiosk asks every second; silent for so long it rings somebody else, or the server is back. */
#define SILENT_MS 4000
/* Whoever said 马上过去 reads whom they go to until the server tells of the guest, or nobody waits any more. */
#define GOING_MS (3 * 3600 * 1000)
/* More than a showroom has kiosks; a kiosk that was taken over does not fill the tablet. */
#define MOST 16

static void
direct_free (gpointer data)
{
  SfDirectRing *ring = data;

  g_clear_object (&ring->item);
  g_clear_pointer (&ring->visit, sf_record_unref);
  g_free (ring->by);
  g_free (ring->to);
  g_free (ring);
}

static gint64
boot_ms (SfTablet *self)
{
  return sf_clock_boot_ms (sf_device_get_clock (self->device));
}

static gboolean
is_unanswered (const SfDirectRing *ring)
{
  return g_str_equal (ring->said, "heard") || g_str_equal (ring->said, "shown");
}

static gboolean
is_coming (const SfDirectRing *ring)
{
  return g_str_equal (ring->said, "coming");
}

SfItem *
sf_tablet_direct_nth (SfTablet *self, guint n)
{
  for (guint i = 0; self->direct != NULL && i < self->direct->len; i++)
    if (is_unanswered (self->direct->pdata[i]) && n-- == 0)
      return ((SfDirectRing *) self->direct->pdata[i])->item;
  return NULL;
}

SfRecord *
sf_tablet_direct_visit (SfTablet *self, const char *visit_id)
{
  for (guint i = 0; self->direct != NULL && i < self->direct->len; i++)
    if (g_strcmp0 (sf_record_get_id (((SfDirectRing *) self->direct->pdata[i])->visit), visit_id) == 0)
      return ((SfDirectRing *) self->direct->pdata[i])->visit;
  return NULL;
}

GPtrArray *
sf_tablet_going_to (SfTablet *self)
{
  GPtrArray *visits = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  for (guint i = 0; self->direct != NULL && i < self->direct->len; i++) {
    const SfDirectRing *ring = self->direct->pdata[i];

    if (is_coming (ring) && g_strcmp0 (ring->by, self->signed_in) == 0 && sf_tablet_status_of (self, sf_record_get_id (ring->visit)) == NULL)
      g_ptr_array_add (visits, sf_record_ref (ring->visit));
  }
  return visits;
}

static SfDirectRing *
find (SfTablet *self, const char *offer_id)
{
  for (guint i = 0; self->direct != NULL && i < self->direct->len; i++)
    if (g_strcmp0 (sf_item_get_id (((SfDirectRing *) self->direct->pdata[i])->item), offer_id) == 0)
      return self->direct->pdata[i];
  return NULL;
}

/* --- kept over a restart ---------------------------------------------------------------------------------------------- */

#define KEY_GOING "lan.going"

/* Whom who is on the way to, a line each: whoever starts the tablet anew while the server is away must still read it, and no list has them. */
static void
keep_going (SfTablet *self)
{
  const gint64 wall = sf_clock_wall_ms (sf_device_get_clock (self->device)), boot = boot_ms (self);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->direct->len; i++) {
    const SfDirectRing *ring = self->direct->pdata[i];
    g_autoptr(SfMutation) mutation = sf_mutation_new ("create", ring->visit, NULL);
    g_autofree char *body = sf_codec_mutation_to_json (mutation);

    if (is_coming (ring))
      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %s\n", ring->by, wall - (boot - ring->heard), body);
  }
  sf_device_keep (self->device, KEY_GOING, text->len > 0 ? text->str : NULL);
}

/* --- what is said to one ---------------------------------------------------------------------------------------------- */

static void
commit_answer (SfTablet *self, const SfDirectRing *ring)
{
  SfClock *clock = sf_device_get_clock (self->device);
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (self->device), clock);
  g_autoptr(SfRecord) answer = sf_record_new (SF_KIND_RING_ANSWER, id);
  SfRecord *offer = sf_item_get_record (ring->item);

  sf_record_set_text (answer, SF_RING_ANSWER_VISIT, sf_record_get_id (ring->visit));
  sf_record_set_text (answer, SF_RING_ANSWER_CONSULTANT, self->signed_in);
  sf_record_set_text (answer, SF_RING_ANSWER_KIOSK, sf_record_get_text (ring->visit, SF_VISIT_DEVICE));
  if (!sf_record_is_null (offer, SF_ASSIGNMENT_WHY))
    sf_record_set_text (answer, SF_RING_ANSWER_WHY, sf_record_get_text (offer, SF_ASSIGNMENT_WHY));
  sf_record_set_text (answer, SF_RING_ANSWER_DAY, sf_record_get_text (ring->visit, SF_VISIT_DAY));
  sf_record_set_int (answer, SF_RING_ANSWER_AT, sf_clock_wall_ms (clock));
  sf_tablet_commit_one (self, "create", answer);
}

gboolean
sf_tablet_direct_answer (SfTablet *self, const char *assignment_id, const char *verb, const char *to)
{
  const char *says = g_str_equal (verb, "ack") ? "shown" : g_str_equal (verb, "accept") ? "coming" : "no";
  SfDirectRing *ring = find (self, assignment_id);

  if (ring == NULL)
    return FALSE;
  /* Said again at each look at the ring: what changes nothing calls for no other look, or nothing would ever be painted in between. */
  if (!is_unanswered (ring) || self->signed_in == NULL || g_str_equal (ring->said, says))
    return TRUE;
  ring->said = says;
  if (g_str_equal (verb, "hand"))
    ring->to = g_strdup (to);
  if (is_coming (ring)) {
    ring->by = g_strdup (self->signed_in);
    commit_answer (self, ring);
    keep_going (self);
  }
  sf_tablet_queue_update (self);
  return TRUE;
}

/* --- what kiosks ask -------------------------------------------------------------------------------------------------- */

static gboolean
on_direct_tick (gpointer data)
{
  SfTablet *self = data;
  const gint64 now = boot_ms (self);
  gboolean went = FALSE;

  for (guint i = self->direct->len; i > 0; i--) {
    const SfDirectRing *ring = self->direct->pdata[i - 1];
    const gint64 silent = now - ring->heard;

    if (is_coming (ring) ? silent < GOING_MS && sf_tablet_status_of (self, sf_record_get_id (ring->visit)) == NULL : silent < SILENT_MS)
      continue;
    went |= is_coming (ring);
    g_ptr_array_remove_index (self->direct, i - 1);
    sf_tablet_queue_update (self);
  }
  if (went)
    keep_going (self);
  if (self->direct->len > 0)
    return G_SOURCE_CONTINUE;
  self->direct_tick = 0;
  return G_SOURCE_REMOVE;
}

/* A kiosk may have been taken over: what it says is checked like what comes from anywhere. */
static SfRecord *
visit_of (const char *body)
{
  g_autoptr(SfMutation) mutation = body != NULL ? sf_codec_mutation_from_json (body, strlen (body), NULL) : NULL;

  if (mutation == NULL || mutation->kind != SF_KIND_VISIT || strcmp (mutation->verb, "create") != 0 || !sf_record_check (mutation->data, SF_CHECK_CREATE, SF_ROLE_K, NULL))
    return NULL;
  return sf_record_ref (mutation->data);
}

static SfRecord *
offer_of (SfTablet *self, SfRecord *visit, gint64 age_ms)
{
  const char *rung = sf_record_get_text (visit, SF_VISIT_PROPOSED), *why = sf_record_get_text (visit, SF_VISIT_PROPOSED_WHY);
  g_autofree char *id = sf_uuid_derive (sf_record_get_id (visit), rung != NULL ? rung : "reception", 0);
  SfRecord *offer = sf_record_new (SF_KIND_ASSIGNMENT, id);

  sf_record_set_text (offer, SF_ASSIGNMENT_VISIT, sf_record_get_id (visit));
  if (rung != NULL)
    sf_record_set_text (offer, SF_ASSIGNMENT_CONSULTANT, rung);
  sf_record_set_text (offer, SF_ASSIGNMENT_DAY, sf_record_get_text (visit, SF_VISIT_DAY));
  sf_record_set_int (offer, SF_ASSIGNMENT_TURN, 1);
  sf_record_set_text (offer, SF_ASSIGNMENT_STATE, "offered");
  if (why != NULL)
    sf_record_set_text (offer, SF_ASSIGNMENT_WHY, why);
  sf_record_set_int (offer, SF_ASSIGNMENT_OFFERED_AT, sf_clock_wall_ms (sf_device_get_clock (self->device)) - CLAMP (age_ms, 0, G_MAXINT));
  return offer;
}

static guint
count_ringing (SfTablet *self)
{
  guint n = 0;

  for (guint i = 0; i < self->direct->len; i++)
    n += is_coming (self->direct->pdata[i]) ? 0 : 1;
  return n;
}

static SfDirectRing *
add_ring (SfTablet *self, SfRecord *offer, SfRecord *visit, const char *said)
{
  SfDirectRing *ring = g_new0 (SfDirectRing, 1);

  ring->item = sf_item_new (offer, FALSE);
  ring->visit = sf_record_ref (visit);
  ring->said = said;
  g_ptr_array_add (self->direct, ring);
  if (self->direct_tick == 0)
    self->direct_tick = g_timeout_add_seconds (1, on_direct_tick, self);
  sf_tablet_queue_update (self);
  return ring;
}

/* @person: (out) (nullable) who comes, or should be rung instead. */
static const char *
take_ring (SfTablet *self, SfRecord *visit, gint64 age_ms, const char **person)
{
  g_autoptr(SfRecord) offer = offer_of (self, visit, age_ms);
  SfDirectRing *ring = find (self, sf_record_get_id (offer));

  if (!sf_tablet_is_mine (self, offer))
    return "other";
  if (ring == NULL && count_ringing (self) >= MOST)
    return "busy";
  if (ring == NULL)
    ring = add_ring (self, offer, visit, "heard");
  ring->heard = boot_ms (self);
  *person = is_coming (ring) ? ring->by : ring->to;
  return ring->said;
}

static void
on_ask (SfLanCall *call, const SfLanAsk *ask, gpointer data)
{
  SfTablet *self = data;
  g_autoptr(SfRecord) visit = visit_of (ask->body);
  g_autoptr(SfLanAnswer) told = sf_lan_answer_new ();
  const char *person = NULL;

  told->what = g_strdup (strcmp (ask->act, "reach") == 0 ? "here" : visit != NULL && strcmp (ask->act, "ring") == 0 ? take_ring (self, visit, ask->age_ms, &person) : "other");
  told->push = g_strdup (person);
  told->now_ms = MAX (sf_clock_wall_ms (sf_device_get_clock (self->device)), 0);
  sf_lan_call_answer (call, told);
}

static guint
count_kiosks (SfTablet *self)
{
  GListModel *devices = G_LIST_MODEL (sf_floor_get_devices (self->floor));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    n += g_strcmp0 (sf_record_get_text (sf_item_get_record (sf_live_query_peek (SF_LIVE_QUERY (devices), i)), SF_DEVICE_ROLE), "kiosk") == 0 ? 1 : 0;
  return n;
}

void
sf_tablet_direct_tick (SfTablet *self)
{
  const guint kiosks = count_kiosks (self);

  if (self->ear == NULL)
    return;
  /* A new kiosk learns where this tablet is when the tablet tells it again; whoever pairs it waits for that. */
  if (kiosks > self->kiosks)
    sf_lan_ear_again (self->ear);
  self->kiosks = kiosks;
  sf_lan_ear_tick (self->ear);
}

/* Place and key are kept, so that a tablet that is started while the server is away is where kiosks know it, and hears them. */
enum { KEPT_PORT, KEPT_KEY, KEPT_GOING, N_KEPT };
static const char *const kept_keys[N_KEPT] = { "lan.port", "lan.key", KEY_GOING };

static gpointer
do_load (gpointer store, gpointer data, GError **error)
{
  char **kept = g_new0 (char *, N_KEPT);

  for (guint i = 0; i < N_KEPT; i++)
    kept[i] = sf_device_store_get (store, kept_keys[i]);
  return kept;
}

static void
kept_free (gpointer data)
{
  char **kept = data;

  for (guint i = 0; kept != NULL && i < N_KEPT; i++)
    g_free (kept[i]);
  g_free (kept);
}

static void
take_going (SfTablet *self, const char *kept)
{
  g_auto(GStrv) lines = g_strsplit (kept != NULL ? kept : "", "\n", MOST);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto(GStrv) parts = g_strsplit (lines[i], " ", 3);
    g_autoptr(SfRecord) visit = g_strv_length (parts) == 3 ? visit_of (parts[2]) : NULL, offer = NULL;
    const gint64 age = visit != NULL ? sf_clock_wall_ms (sf_device_get_clock (self->device)) - g_ascii_strtoll (parts[1], NULL, 10) : 0;
    SfDirectRing *ring;

    if (visit == NULL || !sf_uuid_is_valid (parts[0]))
      continue;
    offer = offer_of (self, visit, age);
    ring = add_ring (self, offer, visit, "coming");
    ring->by = g_strdup (parts[0]);
    ring->heard = boot_ms (self) - MAX (age, 0);
  }
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfTablet) self = data;
  char **kept = sf_device_run_finish (SF_DEVICE (source), result, NULL);
  const SfLanKept known = { kept != NULL ? kept[KEPT_PORT] : NULL, kept != NULL ? kept[KEPT_KEY] : NULL, kept_keys[KEPT_PORT], kept_keys[KEPT_KEY] };

  if (self->direct_on) {
    take_going (self, kept != NULL ? kept[KEPT_GOING] : NULL);
    self->ear = sf_lan_ear_new (self->device, &known, on_ask, self);
  }
  kept_free (kept);
}

void
sf_tablet_direct_begin (SfTablet *self)
{
  const SfQuery lans = { .kind = SF_KIND_LAN, .order = -1 };

  self->direct = g_ptr_array_new_with_free_func (direct_free);
  self->direct_on = TRUE;
  self->lans = sf_live_query_new (self->device, &lans);
  self->reach = sf_reach_new (self->device, self->lans);
  sf_device_run_async (self->device, do_load, NULL, NULL, kept_free, on_loaded, g_object_ref (self));
}

void
sf_tablet_direct_end (SfTablet *self)
{
  self->direct_on = FALSE;
  g_clear_handle_id (&self->direct_tick, g_source_remove);
  g_clear_pointer (&self->ear, sf_lan_ear_free);
  g_clear_pointer (&self->reach, sf_reach_free);
  g_clear_object (&self->lans);
  if (self->direct != NULL)
    g_ptr_array_set_size (self->direct, 0);
}
