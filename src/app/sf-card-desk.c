/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-card-desk"
#include <stdio.h>

#include "app/sf-card-desk.h"
#include "app/sf-link.h"
#include "base/sf-log.h"
#include "craft/sf-code.h"
#include "craft/sf-vcard.h"
#include "model/sf-assign.h"
#include "model/sf-surnames.h"

#define RECENT 50
/* As long as this an event is news: the guest may still be in the house. */
#define FRESH_MS (30 * 60 * 1000)

struct _SfCardDesk {
  GObject parent_instance;
  SfTablet *tablet;              /* (owned) */
  SfLiveQuery *cards;            /* (owned) of the one signed in */
  SfLiveQuery *recent, *week;    /* (owned) events of that card */
  char *person, *day, *card;     /* (owned) (nullable) what the lists were asked for */
  SfRecord *link;                /* (owned) (nullable) this tablet's link to that card */
  gint64 seen;                   /* AT of the newest event seen, wall ms */
  gboolean making, refused;      /* the link is being committed; the store would not have it */
};

G_DEFINE_FINAL_TYPE (SfCardDesk, sf_card_desk, G_TYPE_OBJECT)

static guint changed_signal;

static SfDevice *
device_of (SfCardDesk *self)
{
  return sf_tablet_get_device (self->tablet);
}

/* --- what is followed ------------------------------------------------------------------------------------------------ */

/* Nothing has an id of "": a question that is not to be asked yet. */
static const char *
or_nothing (const char *id)
{
  return id != NULL ? id : "";
}

static void
ask_cards (SfCardDesk *self)
{
  SfQuery cards = { .kind = SF_KIND_CARD, .order = -1, .n_conds = 1, .conds = { { SF_CARD_CONSULTANT, SF_OP_EQ, 0, or_nothing (self->person) } } };

  sf_live_query_set_query (self->cards, &cards);
}

static char *
monday_of (const char *day)
{
  int y, m, d;
  g_autoptr(GDateTime) date = NULL;

  if (sscanf (day, "%4d-%2d-%2d", &y, &m, &d) != 3 || (date = g_date_time_new_utc (y, m, d, 12, 0, 0)) == NULL)
    return g_strdup (day);
  return sf_date_add (day, 1 - g_date_time_get_day_of_week (date));
}

static void
ask_events (SfCardDesk *self)
{
  g_autofree char *monday = monday_of (or_nothing (self->day));
  SfQuery recent = {
    .kind = SF_KIND_CARD_EVENT, .order = SF_CARD_EVENT_AT, .descending = TRUE, .limit = RECENT, .n_conds = 2,
    .conds = { { SF_CARD_EVENT_CARD, SF_OP_EQ, 0, or_nothing (self->card) }, { SF_CARD_EVENT_LEFT_OUT, SF_OP_IS_NULL, 0, NULL } },
  };
  SfQuery week = {
    .kind = SF_KIND_CARD_EVENT, .order = -1, .n_conds = 4,
    .conds = {
      { SF_CARD_EVENT_CARD, SF_OP_EQ, 0, or_nothing (self->card) }, { SF_CARD_EVENT_LEFT_OUT, SF_OP_IS_NULL, 0, NULL },
      { SF_CARD_EVENT_WHAT, SF_OP_EQ, 0, "open" }, { SF_CARD_EVENT_DAY, SF_OP_GE, 0, monday },
    },
  };

  sf_live_query_set_query (self->recent, &recent);
  sf_live_query_set_query (self->week, &week);
}

/* TRUE when @have was not @now and is from now on. */
static gboolean
follow_text (char **have, const char *now)
{
  if (g_strcmp0 (*have, now) == 0)
    return FALSE;
  g_free (*have);
  *have = g_strdup (now);
  return TRUE;
}

static void
update (SfCardDesk *self)
{
  SfRecord *card;
  gboolean day, other;

  if (follow_text (&self->person, sf_tablet_get_signed_in (self->tablet)))
    ask_cards (self);
  card = sf_card_desk_get_card (self);
  day = follow_text (&self->day, sf_tablet_get_day (self->tablet));
  other = follow_text (&self->card, card != NULL ? sf_record_get_id (card) : NULL);
  if (other) {
    g_clear_pointer (&self->link, sf_record_unref);
    self->making = self->refused = FALSE;
    self->seen = 0;
  }
  if (day || other)
    ask_events (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, SfCardDesk *self)
{
  update (self);
}

/* --- this tablet's link ---------------------------------------------------------------------------------------------- */

typedef struct { SfRecord *link; char *by; } Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  sf_record_unref (wanted->link);
  g_free (wanted->by);
  g_free (wanted);
}

/* On the worker: the link that this tablet made before, else the new one, committed. */
static gpointer
do_link (gpointer store, gpointer data, GError **error)
{
  Wanted *wanted = data;
  SfQuery query = {
    .kind = SF_KIND_LINK, .order = -1, .limit = 1, .n_conds = 3,
    .conds = {
      { SF_LINK_CARD, SF_OP_EQ, 0, sf_record_get_text (wanted->link, SF_LINK_CARD) }, { SF_LINK_CHANNEL, SF_OP_EQ, 0, "tablet" },
      { SF_LINK_DEVICE, SF_OP_EQ, 0, sf_record_get_text (wanted->link, SF_LINK_DEVICE) },
    },
  };
  g_autoptr(GPtrArray) before = sf_table_query (sf_device_store_get_db (store), &query, error);
  g_autoptr(GPtrArray) mutations = NULL;

  if (before == NULL)
    return NULL;
  if (before->len > 0)
    return sf_record_ref (before->pdata[0]);
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_ptr_array_add (mutations, sf_mutation_new ("create", wanted->link, wanted->by));
  return sf_device_store_commit (store, mutations, NULL, error) ? sf_record_ref (wanted->link) : NULL;
}

static void
on_link_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfCardDesk) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRecord) link = sf_device_run_finish (SF_DEVICE (source), result, &error);

  if (self->tablet == NULL)
    return;
  if (link == NULL)
    sf_log (SF_LOG_WARNING, "card.link", "code", error != NULL ? g_quark_to_string (error->domain) : "none", NULL);
  else
    sf_device_nudge (SF_DEVICE (source));
  if (link != NULL && g_strcmp0 (sf_record_get_text (link, SF_LINK_CARD), self->card) != 0)
    return;                                   /* somebody else signed in meanwhile */
  self->making = FALSE;
  self->refused = link == NULL;
  self->link = g_steal_pointer (&link);
  g_signal_emit (self, changed_signal, 0);
}

static void
make_link (SfCardDesk *self)
{
  Wanted *wanted;

  if (self->making || self->refused || self->link != NULL)
    return;
  self->making = TRUE;
  wanted = g_new0 (Wanted, 1);
  wanted->link = sf_link_new (device_of (self), "tablet", sf_clock_wall_ms (sf_device_get_clock (device_of (self))));
  sf_record_set_text (wanted->link, SF_LINK_CARD, self->card);
  wanted->by = g_strdup (self->person);
  sf_device_run_async (device_of (self), do_link, wanted, wanted_free, (GDestroyNotify) sf_record_unref, on_link_ready, g_object_ref (self));
}

/* --- what the codes say ---------------------------------------------------------------------------------------------- */

/* Family and given name of a name in Chinese characters; other names stay whole, since their order is not known. */
static void
part_name (const char *full, const char *region, char **family, char **given)
{
  const glong n = g_utf8_strlen (full, -1);
  g_autofree char *two = g_utf8_substring (full, 0, MIN (n, 2));
  glong cut;

  for (const char *p = full; *p != 0; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) != G_UNICODE_SCRIPT_HAN)
      return;
  if (n < 2 || n > 5)
    return;
  cut = n > 2 && sf_surnames_get (region, two) != NULL ? 2 : 1;
  *family = g_utf8_substring (full, 0, cut);
  *given = g_utf8_substring (full, cut, n);
}

static char *
vcard_of (SfCardDesk *self, SfRecord *card, SfRecord *person, SfLang lang)
{
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (self->tablet));
  const char *region = dealer != NULL ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL;
  g_autofree char *family = NULL, *given = NULL;
  SfVcard vcard = {
    .full = sf_record_get_ltext (person, SF_CONSULTANT_NAME, lang),
    .org = dealer != NULL ? sf_record_get_ltext (dealer, SF_DEALER_NAME, lang) : NULL,
    .title = sf_record_get_ltext (card, SF_CARD_TITLE, lang),
    .mobile = sf_record_get_text (card, SF_CARD_PHONE),
    .email = sf_record_get_text (card, SF_CARD_EMAIL),
  };

  if (vcard.full != NULL)
    part_name (vcard.full, region != NULL ? region : "cn", &family, &given);
  vcard.family = family;
  vcard.given = given;
  return sf_vcard_write (&vcard);
}

static char *
page_of (SfCardDesk *self, const char **why)
{
  const char *url = sf_floor_public_url (sf_tablet_get_floor (self->tablet));

  if (url == NULL) {
    *why = "not-proven";
    return NULL;
  }
  if (self->link != NULL)
    return sf_slug_url (url, sf_record_get_text (self->link, SF_LINK_SLUG));
  make_link (self);
  *why = "making";
  return NULL;
}

char *
sf_card_desk_payload (SfCardDesk *self, SfCardCode which, SfLang lang, const char **why)
{
  SfRecord *card = sf_card_desk_get_card (self), *person = sf_card_desk_get_person (self);
  const char *social, *ignored;

  why = why != NULL ? why : &ignored;
  *why = "no-card";
  if (card == NULL || person == NULL)
    return NULL;
  switch (which) {
  case SF_CARD_CODE_SOCIAL:
    social = sf_record_get_text (card, SF_CARD_SOCIAL_URL);
    *why = "no-social";
    return social != NULL && *social != 0 ? g_strdup (social) : NULL;
  case SF_CARD_CODE_PAGE:
    return page_of (self, why);
  case SF_CARD_CODE_VCARD:
  default:
    return vcard_of (self, card, person, lang);
  }
}

/* --- questions ------------------------------------------------------------------------------------------------------- */

SfRecord *
sf_card_desk_get_card (SfCardDesk *self)
{
  SfItem *item = sf_live_query_peek (self->cards, 0);
  SfRecord *card = item != NULL ? sf_item_get_record (item) : NULL;

  return card != NULL && sf_record_get_int (card, SF_CARD_ACTIVE) != 0 ? card : NULL;
}

SfRecord *
sf_card_desk_get_person (SfCardDesk *self)
{
  return self->person != NULL ? sf_floor_consultant (sf_tablet_get_floor (self->tablet), self->person) : NULL;
}

GPtrArray *
sf_card_desk_events (SfCardDesk *self, guint max)
{
  GPtrArray *events = g_ptr_array_new ();

  for (guint i = 0; i < max && i < g_list_model_get_n_items (G_LIST_MODEL (self->recent)); i++)
    g_ptr_array_add (events, sf_item_get_record (sf_live_query_peek (self->recent, i)));
  return events;
}

guint
sf_card_desk_week (SfCardDesk *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->week));
}

SfRecord *
sf_card_desk_fresh (SfCardDesk *self)
{
  SfItem *item = sf_live_query_peek (self->recent, 0);
  SfRecord *event = item != NULL ? sf_item_get_record (item) : NULL;
  const gint64 at = event != NULL ? sf_record_get_int (event, SF_CARD_EVENT_AT) : 0;

  return event != NULL && at > self->seen && at > sf_clock_wall_ms (sf_device_get_clock (device_of (self))) - FRESH_MS ? event : NULL;
}

void
sf_card_desk_seen (SfCardDesk *self)
{
  SfRecord *event = sf_card_desk_fresh (self);

  if (event == NULL)
    return;
  self->seen = sf_record_get_int (event, SF_CARD_EVENT_AT);
  g_signal_emit (self, changed_signal, 0);
}

/* --- the object ------------------------------------------------------------------------------------------------------ */

static void
sf_card_desk_dispose (GObject *object)
{
  SfCardDesk *self = SF_CARD_DESK (object);
  SfLiveQuery **lists[] = { &self->cards, &self->recent, &self->week };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    if (*lists[i] != NULL)
      g_signal_handlers_disconnect_by_data (*lists[i], self);
    g_clear_object (lists[i]);
  }
  if (self->tablet != NULL) {
    g_signal_handlers_disconnect_by_data (sf_tablet_get_floor (self->tablet), self);
    g_signal_handlers_disconnect_by_data (self->tablet, self);
  }
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_card_desk_parent_class)->dispose (object);
}

static void
sf_card_desk_finalize (GObject *object)
{
  SfCardDesk *self = SF_CARD_DESK (object);

  g_clear_pointer (&self->link, sf_record_unref);
  g_free (self->person);
  g_free (self->day);
  g_free (self->card);
  G_OBJECT_CLASS (sf_card_desk_parent_class)->finalize (object);
}

static void
sf_card_desk_class_init (SfCardDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_card_desk_dispose;
  G_OBJECT_CLASS (klass)->finalize = sf_card_desk_finalize;
  changed_signal = g_signal_new ("changed", SF_TYPE_CARD_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_card_desk_init (SfCardDesk *self)
{
}

static SfLiveQuery *
follow (SfCardDesk *self, SfKind kind)
{
  /* Nothing has this id: the real question follows as soon as the person is known. */
  SfQuery nothing = { .kind = kind, .order = -1, .n_conds = 1, .conds = { { 0, SF_OP_ID, 0, "" } } };
  SfLiveQuery *list = sf_live_query_new (sf_tablet_get_device (self->tablet), &nothing);

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), self);
  return list;
}

SfCardDesk *
sf_card_desk_new (SfTablet *tablet)
{
  SfCardDesk *self = g_object_new (SF_TYPE_CARD_DESK, NULL);

  self->tablet = g_object_ref (tablet);
  self->cards = follow (self, SF_KIND_CARD);
  self->recent = follow (self, SF_KIND_CARD_EVENT);
  self->week = follow (self, SF_KIND_CARD_EVENT);
  g_signal_connect_swapped (tablet, "notify::signed-in", G_CALLBACK (update), self);
  g_signal_connect_swapped (tablet, "notify::day", G_CALLBACK (update), self);
  g_signal_connect_swapped (sf_tablet_get_floor (tablet), "changed", G_CALLBACK (update), self);
  update (self);
  return self;
}
