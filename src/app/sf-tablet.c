/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-tablet"
#include "app/sf-tablet-private.h"
#include "model/sf-assign.h"

/* An offer that is older than this rings no more, whatever the server did not say. */
#define RING_MAX_MS (10 * 60 * 1000)
/* Silence that is worth a summary afterwards. */
#define AWAY_MS (10 * 60 * 1000)

G_DEFINE_FINAL_TYPE (SfTablet, sf_tablet, G_TYPE_OBJECT)

enum { PROP_SIGNED_IN = 1, PROP_LOCKED, PROP_GUEST_MODE, PROP_RING, PROP_DAY, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { CHANGED, TAKEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static SfRecord *
record_at (SfLiveQuery *list, guint i)
{
  SfItem *item = sf_live_query_peek (list, i);

  return item != NULL ? sf_item_get_record (item) : NULL;
}

static gboolean
text_is (SfRecord *record, guint field, const char *text)
{
  return g_strcmp0 (sf_record_get_text (record, field), text) == 0;
}

/* --- the day -------------------------------------------------------------------------------------------------------- */

static void
ask_day (SfTablet *self)
{
  SfQuery visits = { .kind = SF_KIND_VISIT, .order = SF_VISIT_AT, .descending = TRUE, .n_conds = 1, .conds = { { SF_VISIT_DAY, SF_OP_EQ, 0, self->day } } };
  SfQuery statuses = { .kind = SF_KIND_VISIT_STATUS, .order = -1, .n_conds = 1, .conds = { { SF_VISIT_STATUS_DAY, SF_OP_EQ, 0, self->day } } };
  SfQuery offers = { .kind = SF_KIND_ASSIGNMENT, .order = SF_ASSIGNMENT_OFFERED_AT, .descending = TRUE, .n_conds = 1, .conds = { { SF_ASSIGNMENT_DAY, SF_OP_EQ, 0, self->day } } };
  SfQuery outcomes = { .kind = SF_KIND_OUTCOME, .order = -1, .n_conds = 1, .conds = { { SF_OUTCOME_DAY, SF_OP_EQ, 0, self->day } } };

  sf_live_query_set_query (self->visits, &visits);
  sf_live_query_set_query (self->statuses, &statuses);
  sf_live_query_set_query (self->offers, &offers);
  sf_live_query_set_query (self->outcomes, &outcomes);
  sf_tablet_ask_expected (self);
}

static void
ask_due (SfTablet *self)
{
  SfQuery due = {
    .kind = SF_KIND_FOLLOW_UP, .order = SF_FOLLOW_UP_DUE, .n_conds = 3,
    .conds = {
      { SF_FOLLOW_UP_CONSULTANT, SF_OP_EQ, 0, self->signed_in != NULL ? self->signed_in : "" },
      { SF_FOLLOW_UP_STATE, SF_OP_EQ, 0, "open" },
      { SF_FOLLOW_UP_DUE, SF_OP_LE, 0, self->day },
    },
  };

  sf_live_query_set_query (self->due, &due);
}

void
sf_tablet_check_day (SfTablet *self)
{
  g_autofree char *day = sf_floor_today (self->floor, NULL);

  if (g_strcmp0 (self->day, day) == 0)
    return;
  g_free (self->day);
  self->day = g_steal_pointer (&day);
  ask_day (self);
  ask_due (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DAY]);
}

/* --- the ring ------------------------------------------------------------------------------------------------------- */

gboolean
sf_tablet_is_mine (SfTablet *self, SfRecord *offer)
{
  SfRecord *me;

  if (self->signed_in == NULL)
    return FALSE;
  if (!sf_record_is_null (offer, SF_ASSIGNMENT_CONSULTANT))
    return text_is (offer, SF_ASSIGNMENT_CONSULTANT, self->signed_in);
  /* An offer without a consultant is reception's, and the manager's. */
  me = sf_floor_consultant (self->floor, self->signed_in);
  return me != NULL && (text_is (me, SF_CONSULTANT_JOB, "reception") || text_is (me, SF_CONSULTANT_JOB, "manager"));
}

static gboolean
is_open (SfRecord *offer)
{
  return text_is (offer, SF_ASSIGNMENT_STATE, "offered") || text_is (offer, SF_ASSIGNMENT_STATE, "acked");
}

static gboolean
rings (SfTablet *self, SfRecord *offer)
{
  gint64 age = sf_clock_wall_ms (sf_device_get_clock (self->device)) - sf_record_get_int (offer, SF_ASSIGNMENT_OFFERED_AT);
  const char *verb = g_hash_table_lookup (self->answered, sf_record_get_id (offer));

  return sf_tablet_is_mine (self, offer) && is_open (offer) && ABS (age) < RING_MAX_MS && (verb == NULL || g_str_equal (verb, "ack"));
}

guint
sf_tablet_count_rings (SfTablet *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i++)
    n += rings (self, record_at (self->offers, i)) ? 1 : 0;
  for (guint i = 0; sf_tablet_direct_nth (self, i) != NULL; i++)
    n++;
  return n;
}

static void
update_ring (SfTablet *self)
{
  SfItem *ring = NULL;

  for (guint i = 0; ring == NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i++)
    if (rings (self, record_at (self->offers, i)))
      ring = sf_live_query_peek (self->offers, i);
  if (ring == NULL)
    ring = sf_tablet_direct_nth (self, 0);
  if (g_set_object (&self->ring, ring))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RING]);
}

/* An acceptance that came too late is told once it is known who has the visit: until then nobody may have it. TRUE: settled. */
static gboolean
settle_late (SfTablet *self, SfRecord *offer)
{
  const char *visit = sf_record_get_text (offer, SF_ASSIGNMENT_VISIT);
  SfRecord *status = sf_tablet_status_of (self, visit);
  const char *who = status != NULL ? sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT) : NULL;

  if (status == NULL || text_is (status, SF_VISIT_STATUS_STATE, "waiting") || text_is (status, SF_VISIT_STATUS_STATE, "notified"))
    return FALSE;
  if (g_strcmp0 (who, self->signed_in) != 0)
    g_signal_emit (self, signals[TAKEN], 0, visit, who);
  return TRUE;
}

/* An answer is settled when the server's record left the open states. */
static void
settle_answers (SfTablet *self)
{
  GHashTableIter iter;
  gpointer id, verb;

  g_hash_table_iter_init (&iter, self->answered);
  while (g_hash_table_iter_next (&iter, &id, &verb)) {
    SfItem *item = sf_live_query_find_id (self->offers, id);
    SfRecord *offer = item != NULL ? sf_item_get_record (item) : NULL;
    gboolean lost;

    /* A command of this device shows in its own store before the server has answered. */
    if (offer == NULL || is_open (offer) || sf_item_get_pending (item))
      continue;
    lost = g_str_equal (verb, "accept") && !text_is (offer, SF_ASSIGNMENT_STATE, "accepted") && !text_is (offer, SF_ASSIGNMENT_STATE, "ended");
    if (!lost || settle_late (self, offer))
      g_hash_table_iter_remove (&iter);
  }
}

/* --- what is new since ---------------------------------------------------------------------------------------------- */

static void
count_news (SfTablet *self)
{
  if (!self->has_news)
    return;
  self->news.visits = self->news.rings = self->news.left = 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->visits)); i++)
    self->news.visits += sf_record_get_int (record_at (self->visits, i), SF_VISIT_AT) > self->news.since_ms ? 1 : 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i++) {
    SfRecord *offer = record_at (self->offers, i);

    self->news.rings += sf_tablet_is_mine (self, offer) && sf_record_get_int (offer, SF_ASSIGNMENT_OFFERED_AT) > self->news.since_ms ? 1 : 0;
  }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->outcomes)); i++)
    self->news.left += sf_record_get_int (record_at (self->outcomes, i), SF_OUTCOME_AT) > self->news.since_ms ? 1 : 0;
}

static void
on_contact (SfDevice *device, GParamSpec *pspec, SfTablet *self)
{
  gint64 now = sf_device_get_last_contact (device);

  if (self->heard > 0 && now - self->heard >= AWAY_MS) {
    self->news.since_ms = self->heard;
    self->has_news = TRUE;
  }
  self->heard = now;
  sf_tablet_queue_update (self);
}

gboolean
sf_tablet_get_news (SfTablet *self, SfNews *out)
{
  if (!self->has_news || self->news.visits + self->news.rings + self->news.left == 0)
    return FALSE;
  *out = self->news;
  return TRUE;
}

void
sf_tablet_news_seen (SfTablet *self)
{
  self->has_news = FALSE;
  sf_tablet_queue_update (self);
}

/* --- following the store -------------------------------------------------------------------------------------------- */

static gboolean
on_update (gpointer data)
{
  SfTablet *self = data;

  self->update = 0;
  settle_answers (self);
  sf_tablet_settle_given (self);
  update_ring (self);
  count_news (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

void
sf_tablet_queue_update (SfTablet *self)
{
  /* Above drawing: the ring must sound before the next frame is painted. */
  if (self->update == 0)
    self->update = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_update, self, NULL);
}

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, SfTablet *self)
{
  sf_tablet_queue_update (self);
}

static void
on_source_changed (gpointer source, SfTablet *self)
{
  sf_tablet_check_day (self);
  sf_tablet_direct_tick (self);
  sf_tablet_queue_update (self);
}

static gboolean
on_tick (gpointer data)
{
  SfTablet *self = data;

  sf_tablet_check_day (self);
  sf_tablet_direct_tick (self);
  update_ring (self);
  return G_SOURCE_CONTINUE;
}

/* --- questions ------------------------------------------------------------------------------------------------------ */

SfDevice    *sf_tablet_get_device (SfTablet *self) { return self->device; }
SfFloor     *sf_tablet_get_floor (SfTablet *self) { return self->floor; }
GListModel  *sf_tablet_get_consultants (SfTablet *self) { return G_LIST_MODEL (sf_floor_get_consultants (self->floor)); }
GListModel  *sf_tablet_get_models (SfTablet *self) { return G_LIST_MODEL (sf_floor_get_models (self->floor)); }
GListModel  *sf_tablet_get_today (SfTablet *self) { return G_LIST_MODEL (self->visits); }
GListModel  *sf_tablet_get_due (SfTablet *self) { return G_LIST_MODEL (self->due); }
SfItem      *sf_tablet_get_ring (SfTablet *self) { return self->ring; }
const char  *sf_tablet_get_day (SfTablet *self) { return self->day; }
const char  *sf_tablet_get_signed_in (SfTablet *self) { return self->signed_in; }
gboolean     sf_tablet_get_locked (SfTablet *self) { return self->locked; }
gboolean     sf_tablet_get_guest_mode (SfTablet *self) { return self->guest_mode; }

SfRecord *
sf_tablet_status_of (SfTablet *self, const char *visit_id)
{
  SfItem *item = sf_live_query_find (self->statuses, SF_VISIT_STATUS_VISIT, visit_id);

  return item != NULL ? sf_item_get_record (item) : NULL;
}

SfRecord *
sf_tablet_outcome_of (SfTablet *self, const char *visit_id)
{
  SfItem *item = sf_live_query_find (self->outcomes, SF_OUTCOME_VISIT, visit_id);

  return item != NULL ? sf_item_get_record (item) : NULL;
}

SfRecord *
sf_tablet_visit (SfTablet *self, const char *visit_id)
{
  SfItem *item = sf_live_query_find_id (self->visits, visit_id);
  SfRecord *direct = item == NULL ? sf_tablet_direct_visit (self, visit_id) : NULL;

  if (direct != NULL)
    return direct;
  return item != NULL ? sf_item_get_record (item) : sf_record_cache_get (self->cache, SF_KIND_VISIT, visit_id);
}

SfRecord *
sf_tablet_customer (SfTablet *self, const char *customer_id)
{
  return sf_record_cache_get (self->cache, SF_KIND_CUSTOMER, customer_id);
}

SfRecord *
sf_tablet_wish_of (SfTablet *self, const char *visit_id)
{
  g_autofree char *id = sf_uuid_derive (visit_id, sf_kind_info (SF_KIND_VISIT_WISH)->name, 0);

  return sf_record_cache_get (self->cache, SF_KIND_VISIT_WISH, id);
}

/* TRUE when this tablet accepted the visit and the server has not answered. */
static gboolean
accepted_here (SfTablet *self, const char *visit_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i++) {
    SfItem *item = sf_live_query_peek (self->offers, i);
    SfRecord *offer = sf_item_get_record (item);
    const char *verb = g_hash_table_lookup (self->answered, sf_item_get_id (item));

    if (!text_is (offer, SF_ASSIGNMENT_VISIT, visit_id) || !sf_tablet_is_mine (self, offer))
      continue;
    if (is_open (offer) ? g_strcmp0 (verb, "accept") == 0 : text_is (offer, SF_ASSIGNMENT_STATE, "accepted") && sf_item_get_pending (item))
      return TRUE;
  }
  return FALSE;
}

const char *
sf_tablet_state_of (SfTablet *self, const char *visit_id, gboolean *pending)
{
  SfItem *item = sf_live_query_find (self->statuses, SF_VISIT_STATUS_VISIT, visit_id);
  const char *state = item != NULL ? sf_record_get_text (sf_item_get_record (item), SF_VISIT_STATUS_STATE) : NULL;
  SfItem *outcome = sf_live_query_find (self->outcomes, SF_OUTCOME_VISIT, visit_id);
  gboolean ignored;

  pending = pending != NULL ? pending : &ignored;
  *pending = item == NULL || sf_item_get_pending (item);
  state = state != NULL ? state : "waiting";
  if (outcome != NULL && !g_str_equal (state, "left")) {
    *pending = TRUE;
    return "left";
  }
  if ((g_str_equal (state, "waiting") || g_str_equal (state, "notified")) && accepted_here (self, visit_id)) {
    *pending = TRUE;
    return "accepted";
  }
  return state;
}

const char *
sf_tablet_consultant_of (SfTablet *self, const char *visit_id)
{
  SfRecord *status = sf_tablet_status_of (self, visit_id);
  const char *who = status != NULL ? sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT) : NULL;

  return who == NULL && accepted_here (self, visit_id) ? self->signed_in : who;
}

const char *
sf_tablet_get_presence (SfTablet *self)
{
  return self->signed_in != NULL ? sf_floor_presence (self->floor, self->signed_in) : "off";
}

/* --- the object ----------------------------------------------------------------------------------------------------- */

static void
change_presence (SfTablet *self, const char *from, const char *to)
{
  SfRecord *roster = self->signed_in != NULL ? sf_floor_roster (self->floor, self->signed_in) : NULL;

  if (roster != NULL && g_strcmp0 (sf_record_get_text (roster, SF_ROSTER_PRESENCE), from) == 0)
    sf_tablet_set_presence (self, to);
}

void
sf_tablet_take_sign_in (SfTablet *self, const char *consultant_id)
{
  gboolean other = g_strcmp0 (self->signed_in, consultant_id) != 0;

  g_object_freeze_notify (G_OBJECT (self));
  if (other) {
    g_free (self->signed_in);
    self->signed_in = g_strdup (consultant_id);
    ask_due (self);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNED_IN]);
  }
  if (self->locked || self->guest_mode) {
    self->locked = FALSE;
    self->guest_mode = FALSE;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKED]);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GUEST_MODE]);
  }
  update_ring (self);
  g_object_thaw_notify (G_OBJECT (self));
  if (other)
    change_presence (self, "off", "free");      /* who signs in is in the rotation */
  sf_tablet_queue_update (self);
}

void
sf_tablet_sign_out (SfTablet *self)
{
  change_presence (self, "free", "off");        /* and who leaves the tablet is not rung on it */
  sf_tablet_take_sign_in (self, NULL);
}

void
sf_tablet_lock (SfTablet *self)
{
  if (self->locked || self->signed_in == NULL)
    return;
  self->locked = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKED]);
}

void
sf_tablet_set_guest_mode (SfTablet *self, gboolean on)
{
  if (self->guest_mode == on)
    return;
  self->guest_mode = on;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GUEST_MODE]);
}

static void
sf_tablet_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SfTablet *self = SF_TABLET (object);

  switch (prop_id) {
  case PROP_SIGNED_IN:
    g_value_set_string (value, self->signed_in);
    break;
  case PROP_LOCKED:
    g_value_set_boolean (value, self->locked);
    break;
  case PROP_GUEST_MODE:
    g_value_set_boolean (value, self->guest_mode);
    break;
  case PROP_RING:
    g_value_set_object (value, self->ring);
    break;
  case PROP_DAY:
    g_value_set_string (value, self->day);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
sf_tablet_dispose (GObject *object)
{
  SfTablet *self = SF_TABLET (object);
  SfLiveQuery **lists[] = { &self->visits, &self->statuses, &self->offers, &self->outcomes, &self->due, &self->expected, &self->two_values, &self->requests,
                            &self->steps, &self->clashes };

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->update, g_source_remove);
  sf_tablet_direct_end (self);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    if (*lists[i] != NULL)
      g_signal_handlers_disconnect_by_data (*lists[i], self);
    g_clear_object (lists[i]);
  }
  if (self->floor != NULL)
    g_signal_handlers_disconnect_by_data (self->floor, self);
  if (self->cache != NULL)
    g_signal_handlers_disconnect_by_data (self->cache, self);
  if (self->scores != NULL)
    g_signal_handlers_disconnect_by_data (self->scores, self);
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_object (&self->ring);
  g_clear_object (&self->cache);
  g_clear_object (&self->scores);
  g_clear_object (&self->floor);
  g_clear_object (&self->device);
  g_clear_pointer (&self->pure, sf_worker_unref);
  G_OBJECT_CLASS (sf_tablet_parent_class)->dispose (object);
}

static void
sf_tablet_finalize (GObject *object)
{
  SfTablet *self = SF_TABLET (object);

  g_hash_table_unref (self->answered);
  g_clear_pointer (&self->direct, g_ptr_array_unref);
  g_hash_table_unref (self->given);
  g_hash_table_unref (self->drafts);
  g_free (self->signed_in);
  g_free (self->day);
  g_free (self->steps_day);
  explicit_bzero (self->last_pin, sizeof self->last_pin);
  g_free (self->last_person);
  G_OBJECT_CLASS (sf_tablet_parent_class)->finalize (object);
}

static void
sf_tablet_class_init (SfTabletClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sf_tablet_get_property;
  object_class->dispose = sf_tablet_dispose;
  object_class->finalize = sf_tablet_finalize;
  props[PROP_SIGNED_IN] = g_param_spec_string ("signed-in", NULL, NULL, NULL, flags);
  props[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, flags);
  props[PROP_GUEST_MODE] = g_param_spec_boolean ("guest-mode", NULL, NULL, FALSE, flags);
  props[PROP_RING] = g_param_spec_object ("ring", NULL, NULL, SF_TYPE_ITEM, flags);
  props[PROP_DAY] = g_param_spec_string ("day", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", SF_TYPE_TABLET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TAKEN] = g_signal_new ("taken", SF_TYPE_TABLET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
sf_tablet_init (SfTablet *self)
{
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sf_given_free);
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static SfLiveQuery *
follow (SfTablet *self, SfKind kind)
{
  /* Nothing has this id: the real question follows as soon as the day and the person are known. */
  SfQuery nothing = { .kind = kind, .order = -1, .n_conds = 1, .conds = { { 0, SF_OP_ID, 0, "" } } };
  SfLiveQuery *list = sf_live_query_new (self->device, &nothing);

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), self);
  return list;
}

SfTablet *
sf_tablet_new (SfDevice *device)
{
  SfTablet *self = g_object_new (SF_TYPE_TABLET, NULL);

  self->device = g_object_ref (device);
  self->floor = sf_floor_new (device);
  self->cache = sf_record_cache_new (device);
  self->pure = sf_worker_new ("pure");
  self->visits = follow (self, SF_KIND_VISIT);
  self->statuses = follow (self, SF_KIND_VISIT_STATUS);
  self->offers = follow (self, SF_KIND_ASSIGNMENT);
  self->outcomes = follow (self, SF_KIND_OUTCOME);
  self->due = follow (self, SF_KIND_FOLLOW_UP);
  self->heard = sf_device_get_last_contact (device);
  g_signal_connect (self->floor, "changed", G_CALLBACK (on_source_changed), self);
  g_signal_connect (self->cache, "changed", G_CALLBACK (on_source_changed), self);
  g_signal_connect (device, "notify::last-contact", G_CALLBACK (on_contact), self);
  sf_tablet_follow_lease (self);
  self->tick = g_timeout_add_seconds (5, on_tick, self);
  sf_tablet_check_day (self);
  sf_tablet_direct_begin (self);
  return self;
}
