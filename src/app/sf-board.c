/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-board"
#include "app/sf-board.h"
#include "app/sf-tablet-private.h"
#include "model/sf-assign.h"
#include "model/sf-day-report.h"

static gboolean
text_is (SfRecord *record, guint field, const char *text)
{
  return record != NULL && g_strcmp0 (sf_record_get_text (record, field), text) == 0;
}

static gint64
now_of (SfTablet *tablet)
{
  return sf_clock_wall_ms (sf_device_get_clock (tablet->device));
}

/* --- the head line -------------------------------------------------------------------------------------------------- */

static GPtrArray *
records_of (SfLiveQuery *list)
{
  GPtrArray *records = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_ptr_array_add (records, sf_item_get_record (sf_live_query_peek (list, i)));
  return records;
}

static GPtrArray *
customers_of (SfTablet *tablet, GPtrArray *statuses)
{
  GPtrArray *customers = g_ptr_array_new ();

  for (guint i = 0; i < statuses->len; i++) {
    const char *id = sf_record_get_text (statuses->pdata[i], SF_VISIT_STATUS_CUSTOMER);
    SfRecord *customer = id != NULL ? sf_tablet_customer (tablet, id) : NULL;

    if (customer != NULL)
      g_ptr_array_add (customers, customer);
  }
  return customers;
}

static void
read_head (SfTablet *tablet, SfBoard *self)
{
  g_autoptr(GPtrArray) visits = records_of (tablet->visits), statuses = records_of (tablet->statuses), outcomes = records_of (tablet->outcomes);
  g_autoptr(GPtrArray) customers = customers_of (tablet, statuses);
  g_autoptr(SfDayReport) day = sf_day_report (tablet->day, now_of (tablet), visits, statuses, outcomes, customers);

  self->parties = day->figures[SF_FIGURE_PARTIES].n;
  self->heads = day->figures[SF_FIGURE_HEADS].n;
  self->service = day->figures[SF_FIGURE_SERVICE].n;
  self->first = day->figures[SF_FIGURE_FIRST].n;
  self->on_file_first = day->figures[SF_FIGURE_ON_FILE_FIRST].n;
  self->waiting = day->figures[SF_FIGURE_WAITING].n + day->figures[SF_FIGURE_SERVICE_WAITING].n;
  self->capture_percent = day->capture_percent;
  self->longest_min = (guint) (day->longest_wait_ms / 60000);
}

/* --- guests --------------------------------------------------------------------------------------------------------- */

static void
row_free (gpointer data)
{
  SfBoardRow *row = data;

  g_object_unref (row->visit);
  g_free (row->consultant);
  g_free (row->unshown);
  g_free (row);
}

SfRecord *
sf_tablet_offer_of (SfTablet *self, const char *visit_id)
{
  SfRecord *newest = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i++) {
    SfRecord *offer = sf_item_get_record (sf_live_query_peek (self->offers, i));

    if (text_is (offer, SF_ASSIGNMENT_VISIT, visit_id)
        && (newest == NULL || sf_record_get_int (offer, SF_ASSIGNMENT_TURN) > sf_record_get_int (newest, SF_ASSIGNMENT_TURN)))
      newest = offer;
  }
  return newest;
}

/* The offer of this visit that rings now. */
static SfRecord *
open_offer (SfTablet *tablet, const char *visit_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tablet->offers)); i++) {
    SfRecord *offer = sf_item_get_record (sf_live_query_peek (tablet->offers, i));

    if (text_is (offer, SF_ASSIGNMENT_VISIT, visit_id) && (text_is (offer, SF_ASSIGNMENT_STATE, "offered") || text_is (offer, SF_ASSIGNMENT_STATE, "acked")))
      return offer;
  }
  return NULL;
}

/*
 * A ring that no device has shown reached nobody, whatever the guest's ticket hopes; within 20 s the server has passed it on. Reception's
 * own offer stays open, and then the status says that nobody is rung.
 */
static void
read_unshown (SfTablet *tablet, SfBoardRow *row, SfRecord *status)
{
  gint64 turn = -1;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tablet->offers)); i++) {
    SfRecord *offer = sf_item_get_record (sf_live_query_peek (tablet->offers, i));
    const char *consultant = sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT);

    if (!text_is (offer, SF_ASSIGNMENT_VISIT, sf_item_get_id (row->visit)) || !sf_record_is_null (offer, SF_ASSIGNMENT_ACKED_AT))
      continue;
    if (consultant == NULL)
      row->unshown_desk = text_is (offer, SF_ASSIGNMENT_STATE, "offered") && text_is (status, SF_VISIT_STATUS_RING, "nobody");
    else if (text_is (offer, SF_ASSIGNMENT_STATE, "expired") && sf_record_get_int (offer, SF_ASSIGNMENT_TURN) > turn) {
      turn = sf_record_get_int (offer, SF_ASSIGNMENT_TURN);
      g_free (row->unshown);
      row->unshown = g_strdup (consultant);
    }
  }
}

static void
read_wait (SfTablet *tablet, SfBoardRow *row)
{
  SfRecord *visit = sf_item_get_record (row->visit), *status = sf_tablet_status_of (tablet, sf_item_get_id (row->visit));
  SfRecord *offer = open_offer (tablet, sf_item_get_id (row->visit));
  const gboolean rings = sf_purpose_rings (sf_record_get_text (visit, SF_VISIT_PURPOSE));

  if (offer != NULL) {
    row->consultant = g_strdup (sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT));
    row->ring = row->consultant != NULL ? SF_BOARD_RINGS : SF_BOARD_RINGS_DESK;
  } else if (rings && text_is (status, SF_VISIT_STATUS_RING, "nobody"))
    row->ring = SF_BOARD_NONE_FREE;
  read_unshown (tablet, row, status);
  /* Whoever only looks around is not kept waiting by anybody, unless somebody was called for them. */
  if (rings || offer != NULL)
    row->tone = row->minutes >= SF_BOARD_BAD_MIN ? SF_BOARD_BAD : row->minutes >= SF_BOARD_WARM_MIN ? SF_BOARD_WARM : SF_BOARD_CALM;
}

static gboolean
is_served (const char *state)
{
  return g_str_equal (state, "accepted") || g_str_equal (state, "serving");
}

static guint
minutes_since (SfTablet *tablet, gint64 at)
{
  return (guint) (MAX (now_of (tablet) - at, 0) / 60000);
}

static SfBoardRow *
read_row (SfTablet *tablet, SfItem *item, const char *state, gboolean pending)
{
  SfBoardRow *row = g_new0 (SfBoardRow, 1);
  const char *id = sf_item_get_id (item);
  const SfGivenHere *given = g_hash_table_lookup (tablet->given, id);
  SfRecord *status = sf_tablet_status_of (tablet, id);
  gint64 at = sf_record_get_int (sf_item_get_record (item), SF_VISIT_AT);

  row->visit = g_object_ref (item);
  row->state = g_intern_string (state);
  row->pending = pending || sf_item_get_pending (item);
  if (is_served (state)) {
    row->consultant = g_strdup (sf_tablet_consultant_of (tablet, id));
    if (status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_ACCEPTED_AT))
      at = sf_record_get_int (status, SF_VISIT_STATUS_ACCEPTED_AT);
  }
  row->minutes = minutes_since (tablet, at);
  if (!is_served (state))
    read_wait (tablet, row);
  if (given != NULL) {
    g_free (row->consultant);
    row->consultant = g_strdup (given->consultant);
    row->given = TRUE;
  }
  return row;
}

static gboolean
rings (const SfBoardRow *row)
{
  return row->ring != SF_BOARD_QUIET || sf_purpose_rings (sf_record_get_text (sf_item_get_record (row->visit), SF_VISIT_PURPOSE));
}

static int
by_arrival (gconstpointer a, gconstpointer b)
{
  const SfBoardRow *x = *(SfBoardRow *const *) a, *y = *(SfBoardRow *const *) b;
  const gint64 at_x = sf_record_get_int (sf_item_get_record (x->visit), SF_VISIT_AT), at_y = sf_record_get_int (sf_item_get_record (y->visit), SF_VISIT_AT);

  if (rings (x) != rings (y) && !is_served (x->state))
    return rings (x) ? -1 : 1;
  return at_x != at_y ? (at_x < at_y ? -1 : 1) : g_strcmp0 (sf_item_get_id (x->visit), sf_item_get_id (y->visit));
}

static void
read_guests (SfTablet *tablet, SfBoard *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tablet->visits)); i++) {
    SfItem *item = sf_live_query_peek (tablet->visits, i);
    gboolean pending;
    const char *state = sf_tablet_state_of (tablet, sf_item_get_id (item), &pending);

    if (sf_tablet_is_touch (tablet, sf_item_get_id (item)) || g_str_equal (state, "left") || g_str_equal (state, "void"))
      continue;
    g_ptr_array_add (is_served (state) ? self->served : self->waits, read_row (tablet, item, state, pending));
  }
  g_ptr_array_sort (self->waits, by_arrival);
  g_ptr_array_sort (self->served, by_arrival);
}

/* --- colleagues ----------------------------------------------------------------------------------------------------- */

static void
colleague_free (gpointer data)
{
  SfBoardColleague *colleague = data;

  sf_record_unref (colleague->consultant);
  g_free (colleague);
}

static int
rank_of (const SfBoardColleague *colleague)
{
  static const char *const order[] = { "free", "serving", "away", "rest", NULL };
  int rank = 0;

  while (order[rank] != NULL && !g_str_equal (order[rank], colleague->presence))
    rank++;
  return rank;
}

static int
by_job_and_turn (gconstpointer a, gconstpointer b)
{
  const SfBoardColleague *x = *(SfBoardColleague *const *) a, *y = *(SfBoardColleague *const *) b;
  const int job_x = sf_enum_index (&sf_enum_job, sf_record_get_text (x->consultant, SF_CONSULTANT_JOB));
  const int job_y = sf_enum_index (&sf_enum_job, sf_record_get_text (y->consultant, SF_CONSULTANT_JOB));
  const gint64 place_x = sf_record_get_int (x->consultant, SF_CONSULTANT_POSITION), place_y = sf_record_get_int (y->consultant, SF_CONSULTANT_POSITION);

  if (job_x != job_y)
    return job_x - job_y;
  if (rank_of (x) != rank_of (y))
    return rank_of (x) - rank_of (y);
  if (x->turn != y->turn)
    return x->turn < y->turn ? -1 : 1;
  return place_x != place_y ? (place_x < place_y ? -1 : 1) : g_strcmp0 (sf_record_get_id (x->consultant), sf_record_get_id (y->consultant));
}

static guint
guests_of (const SfBoard *self, const char *consultant)
{
  guint n = 0;

  for (guint i = 0; i < self->served->len; i++)
    n += g_strcmp0 (((SfBoardRow *) self->served->pdata[i])->consultant, consultant) == 0 ? 1 : 0;
  return n;
}

static void
read_colleagues (SfTablet *tablet, SfBoard *self)
{
  SfLiveQuery *all = sf_floor_get_consultants (tablet->floor);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++) {
    SfRecord *person = sf_item_get_record (sf_live_query_peek (all, i));
    const char *id = sf_record_get_id (person), *presence = sf_floor_presence (tablet->floor, id);
    SfRecord *roster = sf_floor_roster (tablet->floor, id);
    SfBoardColleague *colleague;

    if (g_str_equal (presence, "off")) {
      self->off++;
      continue;
    }
    colleague = g_new0 (SfBoardColleague, 1);
    colleague->consultant = sf_record_ref (person);
    colleague->presence = g_intern_string (presence);
    colleague->turn = text_is (person, SF_CONSULTANT_JOB, "sales") || text_is (person, SF_CONSULTANT_JOB, "service") ? sf_tablet_turn_of (tablet, id) : 0;
    colleague->parties = text_is (roster, SF_ROSTER_PARTIES_ON, tablet->day) ? (guint) sf_record_get_int (roster, SF_ROSTER_PARTIES) : 0;
    colleague->guests = guests_of (self, id);
    g_ptr_array_add (self->colleagues, colleague);
  }
  g_ptr_array_sort (self->colleagues, by_job_and_turn);
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

SfBoard *
sf_board_read (SfTablet *tablet)
{
  SfBoard *self = g_new0 (SfBoard, 1);

  g_return_val_if_fail (SF_IS_TABLET (tablet), self);
  self->waits = g_ptr_array_new_with_free_func (row_free);
  self->served = g_ptr_array_new_with_free_func (row_free);
  self->colleagues = g_ptr_array_new_with_free_func (colleague_free);
  sf_tablet_settle_given (tablet);
  read_head (tablet, self);
  read_guests (tablet, self);
  read_colleagues (tablet, self);
  return self;
}

void
sf_board_free (SfBoard *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->waits);
  g_ptr_array_unref (self->served);
  g_ptr_array_unref (self->colleagues);
  g_free (self);
}

gboolean
sf_board_is_desk (SfTablet *tablet)
{
  SfRecord *me = tablet->signed_in != NULL ? sf_floor_consultant (tablet->floor, tablet->signed_in) : NULL;

  return text_is (me, SF_CONSULTANT_JOB, "reception") || text_is (me, SF_CONSULTANT_JOB, "manager");
}

gboolean
sf_board_may_give (SfTablet *tablet, const char *visit_id)
{
  const char *state = sf_tablet_state_of (tablet, visit_id, NULL);

  if (tablet->signed_in == NULL || sf_tablet_status_of (tablet, visit_id) == NULL || g_str_equal (state, "left") || g_str_equal (state, "void"))
    return FALSE;
  return sf_board_is_desk (tablet) || g_strcmp0 (sf_tablet_consultant_of (tablet, visit_id), tablet->signed_in) == 0;
}

/* --- 改派 ------------------------------------------------------------------------------------------------------------ */

/* What is not in the book after so long was answered before anybody looked, or was never written. */
#define GIVEN_MS 5000

void
sf_given_free (SfGivenHere *given)
{
  g_free (given->consultant);
  g_free (given);
}

static gboolean
is_settled (SfTablet *tablet, const char *visit_id, SfGivenHere *given)
{
  SfItem *item = sf_live_query_find (tablet->statuses, SF_VISIT_STATUS_VISIT, visit_id);

  if (item != NULL && sf_item_get_pending (item)) {
    given->sent = TRUE;
    return FALSE;
  }
  return given->sent || text_is (open_offer (tablet, visit_id), SF_ASSIGNMENT_CONSULTANT, given->consultant)
    || sf_clock_boot_ms (sf_device_get_clock (tablet->device)) - given->at > GIVEN_MS;
}

void
sf_tablet_settle_given (SfTablet *self)
{
  GHashTableIter iter;
  gpointer visit, given;

  g_hash_table_iter_init (&iter, self->given);
  while (g_hash_table_iter_next (&iter, &visit, &given))
    if (is_settled (self, visit, given))
      g_hash_table_iter_remove (&iter);
}

void
sf_tablet_give (SfTablet *self, const char *visit_id, const char *consultant_id)
{
  SfRecord *status = sf_tablet_status_of (self, visit_id);
  g_autoptr(SfRecord) command = NULL;
  SfGivenHere *given;

  if (status == NULL)
    return;
  command = sf_record_new (SF_KIND_VISIT_STATUS, sf_record_get_id (status));
  sf_record_set_text (command, SF_VISIT_STATUS_CONSULTANT, consultant_id);
  given = g_new0 (SfGivenHere, 1);
  given->consultant = g_strdup (consultant_id);
  given->at = sf_clock_boot_ms (sf_device_get_clock (self->device));
  g_hash_table_replace (self->given, g_strdup (visit_id), given);
  sf_tablet_commit_one (self, "give", command);
  sf_tablet_queue_update (self);
}
