/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-floor"
#include "app/sf-floor.h"
#include "model/sf-assign.h"

enum { CONSULTANTS, ROSTERS, MODELS, DEVICES, DEALERS, SETTINGS, NOTICES, N_LISTS };

struct _SfFloor {
  GObject parent_instance;
  SfDevice *device;              /* (owned) */
  SfLiveQuery *lists[N_LISTS];   /* (owned) */
  GHashTable *turns;             /* (owned) consultant → wall ms of a turn that the server does not know of */
};

G_DEFINE_FINAL_TYPE (SfFloor, sf_floor, G_TYPE_OBJECT)

static guint changed_signal;

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, SfFloor *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
sf_floor_dispose (GObject *object)
{
  SfFloor *self = SF_FLOOR (object);

  for (guint i = 0; i < N_LISTS; i++) {
    if (self->lists[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->lists[i], self);
    g_clear_object (&self->lists[i]);
  }
  g_clear_pointer (&self->turns, g_hash_table_unref);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_floor_parent_class)->dispose (object);
}

static void
sf_floor_class_init (SfFloorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_floor_dispose;
  changed_signal = g_signal_new ("changed", SF_TYPE_FLOOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_floor_init (SfFloor *self)
{
  self->turns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

SfFloor *
sf_floor_new (SfDevice *device)
{
  SfFloor *self = g_object_new (SF_TYPE_FLOOR, NULL);
  SfQuery queries[N_LISTS] = {
    [CONSULTANTS] = { .kind = SF_KIND_CONSULTANT, .order = SF_CONSULTANT_POSITION, .n_conds = 1, .conds = { { SF_CONSULTANT_ACTIVE, SF_OP_EQ, 1, NULL } } },
    [ROSTERS] = { .kind = SF_KIND_ROSTER, .order = -1 },
    [MODELS] = { .kind = SF_KIND_MODEL, .order = SF_MODEL_POSITION },
    [DEVICES] = { .kind = SF_KIND_DEVICE, .order = -1 },
    [DEALERS] = { .kind = SF_KIND_DEALER, .order = -1 },
    [SETTINGS] = { .kind = SF_KIND_SETTING, .order = -1 },
    [NOTICES] = { .kind = SF_KIND_NOTICE, .order = SF_NOTICE_VERSION, .descending = TRUE },
  };

  self->device = g_object_ref (device);
  for (guint i = 0; i < N_LISTS; i++) {
    self->lists[i] = sf_live_query_new (device, &queries[i]);
    g_signal_connect (self->lists[i], "items-changed", G_CALLBACK (on_items_changed), self);
  }
  return self;
}

SfDevice    *sf_floor_get_device (SfFloor *self) { return self->device; }
SfLiveQuery *sf_floor_get_consultants (SfFloor *self) { return self->lists[CONSULTANTS]; }
SfLiveQuery *sf_floor_get_rosters (SfFloor *self) { return self->lists[ROSTERS]; }
SfLiveQuery *sf_floor_get_models (SfFloor *self) { return self->lists[MODELS]; }
SfLiveQuery *sf_floor_get_devices (SfFloor *self) { return self->lists[DEVICES]; }

static SfRecord *
record_of (SfItem *item)
{
  return item != NULL ? sf_item_get_record (item) : NULL;
}

SfRecord *
sf_floor_dealer (SfFloor *self)
{
  return record_of (sf_live_query_peek (self->lists[DEALERS], 0));
}

SfRecord *
sf_floor_device_record (SfFloor *self, const char *device_id)
{
  return record_of (sf_live_query_find_id (self->lists[DEVICES], device_id));
}

SfRecord *
sf_floor_consultant (SfFloor *self, const char *consultant_id)
{
  return record_of (sf_live_query_find_id (self->lists[CONSULTANTS], consultant_id));
}

SfRecord *
sf_floor_roster (SfFloor *self, const char *consultant_id)
{
  return record_of (sf_live_query_find (self->lists[ROSTERS], SF_ROSTER_CONSULTANT, consultant_id));
}

SfRecord *
sf_floor_model (SfFloor *self, const char *model_id)
{
  return record_of (sf_live_query_find_id (self->lists[MODELS], model_id));
}

SfRecord *
sf_floor_notice (SfFloor *self, SfLang lang)
{
  gint64 now = sf_clock_wall_ms (sf_device_get_clock (self->device));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lists[NOTICES])); i++) {
    SfRecord *notice = record_of (sf_live_query_peek (self->lists[NOTICES], i));

    if (g_strcmp0 (sf_record_get_text (notice, SF_NOTICE_LANG), sf_lang_code (lang)) == 0 && sf_record_get_int (notice, SF_NOTICE_EFFECTIVE) <= now)
      return notice;
  }
  return NULL;
}

const char *
sf_floor_setting (SfFloor *self, const char *key)
{
  SfRecord *setting = record_of (sf_live_query_find (self->lists[SETTINGS], SF_SETTING_KEY, key));

  return setting != NULL ? sf_record_get_text (setting, SF_SETTING_VALUE) : NULL;
}

static gboolean
on_shift (SfRecord *roster, int minute)
{
  gint64 from = sf_record_get_int (roster, SF_ROSTER_SHIFT_FROM), to = sf_record_get_int (roster, SF_ROSTER_SHIFT_TO);

  if (sf_record_is_null (roster, SF_ROSTER_SHIFT_FROM) || sf_record_is_null (roster, SF_ROSTER_SHIFT_TO) || from == to)
    return TRUE;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

const char *
sf_floor_public_url (SfFloor *self)
{
  const char *url = sf_floor_setting (self, "public.url");

  return url != NULL && *url != '\0' ? url : NULL;
}

const char *
sf_floor_presence (SfFloor *self, const char *consultant_id)
{
  SfRecord *roster = sf_floor_roster (self, consultant_id);
  const char *presence;
  g_autofree char *day = NULL;
  int minute = 0;

  if (roster == NULL)
    return "off";
  day = sf_floor_today (self, &minute);
  presence = sf_record_get_text (roster, SF_ROSTER_PRESENCE);
  return presence != NULL && on_shift (roster, minute) ? presence : "off";
}

/* The setting is a list in JSON or with commas: what stands between other characters are ids or codes. */
static gboolean
list_holds (const char *list, const char *word)
{
  gsize len = word != NULL ? strlen (word) : 0;

  for (const char *p = list; len > 0 && p != NULL && (p = strstr (p, word)) != NULL; p += len) {
    gboolean begins = p == list || strchr (",;\" [\n", p[-1]) != NULL;
    gboolean ends = p[len] == 0 || strchr (",;\" ]\n", p[len]) != NULL;

    if (begins && ends)
      return TRUE;
  }
  return FALSE;
}

gboolean
sf_floor_model_here (SfFloor *self, const char *model_id)
{
  const char *list = sf_floor_setting (self, "showroom.models");
  SfRecord *model = sf_floor_model (self, model_id);

  if (list == NULL)
    return FALSE;
  return list_holds (list, model_id) || (model != NULL && list_holds (list, sf_record_get_text (model, SF_MODEL_CODE)));
}

const char *
sf_floor_zone (SfFloor *self)
{
  SfRecord *dealer = sf_floor_dealer (self);
  const char *zone = dealer != NULL ? sf_record_get_text (dealer, SF_DEALER_ZONE) : NULL;

  return zone != NULL ? zone : "UTC";
}

char *
sf_floor_today (SfFloor *self, int *minute)
{
  int ignored;

  return sf_day_of (sf_clock_wall_ms (sf_device_get_clock (self->device)), sf_floor_zone (self), minute != NULL ? minute : &ignored);
}

static GPtrArray *
records_of (SfLiveQuery *list)
{
  GPtrArray *records = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_ptr_array_add (records, record_of (sf_live_query_peek (list, i)));
  return records;
}

static GStrv
skills_wanted (SfFloor *self, SfRecord *visit)
{
  g_auto(GStrv) ids = sf_record_get_set (visit, SF_VISIT_MODELS);
  g_autoptr(GPtrArray) models = g_ptr_array_new ();

  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (models, sf_floor_model (self, ids[i]));
  return sf_models_skills (models);
}

void
sf_floor_note_turn (SfFloor *self, const char *consultant_id)
{
  gint64 *at = g_new (gint64, 1);

  *at = sf_clock_wall_ms (sf_device_get_clock (self->device));
  g_hash_table_replace (self->turns, g_strdup (consultant_id), at);
}

/* The roster is the server's last word; without it the same colleague would be first for every guest. */
static void
add_turns (SfFloor *self, GPtrArray *colleagues)
{
  if (sf_device_get_online (self->device))
    g_hash_table_remove_all (self->turns);
  for (guint i = 0; i < colleagues->len; i++) {
    SfColleague *one = colleagues->pdata[i];
    const gint64 *at = g_hash_table_lookup (self->turns, one->id);

    if (at != NULL)
      one->turn_at = MAX (one->turn_at, *at);
  }
}

char *
sf_floor_propose (SfFloor *self, SfRecord *visit, const char *const *tried, char **why)
{
  g_autoptr(GPtrArray) consultants = records_of (self->lists[CONSULTANTS]);
  g_autoptr(GPtrArray) rosters = records_of (self->lists[ROSTERS]);
  SfAssignInput input = { 0 };
  g_autofree char *day = sf_floor_today (self, &input.minute);
  g_autoptr(GPtrArray) colleagues = sf_colleagues_read (consultants, rosters, day);
  g_auto(GStrv) skills = skills_wanted (self, visit);

  add_turns (self, colleagues);
  sf_assign_visit (&input, visit, sf_floor_setting (self, SF_POLICY_KEY));
  input.colleagues = colleagues;
  input.skills = (const char *const *) skills;
  input.not_these = tried;
  input.today = day;
  return g_strdup (sf_assign (&input, why));
}
