/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-assign.h"

#define TODAY "2026-11-22"
#define NOON 720
static const char *const purposes[] = { "see", "drive", "appointment", "service", "collect", "browse", "help", "event" };

/* A house of consultants that a test can arrange. */
typedef struct { GPtrArray *consultants, *rosters, *colleagues; } House;

static void
house_free (House *house)
{
  g_ptr_array_unref (house->consultants);
  g_ptr_array_unref (house->rosters);
  g_clear_pointer (&house->colleagues, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (House, house_free)

static House
house_new (void)
{
  return (House) { g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref),
                   g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref), NULL };
}

static char *
id_of (guint n)
{
  return g_strdup_printf ("01939f6e-8f00-7000-8000-%012x", n);
}

static SfRecord *
add (House *house, guint n, const char *job, const char *presence)
{
  g_autofree char *id = id_of (n), *roster_id = id_of (n + 1000);
  SfRecord *consultant = sf_record_new (SF_KIND_CONSULTANT, id), *roster = sf_record_new (SF_KIND_ROSTER, roster_id);

  sf_record_set_text (consultant, SF_CONSULTANT_JOB, job);
  sf_record_set_int (consultant, SF_CONSULTANT_ACTIVE, 1);
  sf_record_set_int (consultant, SF_CONSULTANT_POSITION, n);
  sf_record_set_text (roster, SF_ROSTER_CONSULTANT, id);
  sf_record_set_text (roster, SF_ROSTER_PRESENCE, presence);
  g_ptr_array_add (house->consultants, consultant);
  g_ptr_array_add (house->rosters, roster);
  return roster;
}

static SfRecord *
roster_of (House *house, const char *id)
{
  SfRecord *least = NULL;

  for (guint i = 0; i < house->rosters->len; i++)
    if (g_strcmp0 (sf_record_get_text (house->rosters->pdata[i], SF_ROSTER_CONSULTANT), id) == 0 &&
        (least == NULL || strcmp (sf_record_get_id (house->rosters->pdata[i]), sf_record_get_id (least)) < 0))
      least = house->rosters->pdata[i];
  g_assert_nonnull (least);
  return least;
}

/* A second roster of the same colleague, which should not be: the one with the least id is believed. */
static void
add_twin (House *house, guint n, guint id, const char *presence)
{
  g_autofree char *whose = id_of (n), *roster_id = id_of (id);
  SfRecord *twin = sf_record_new (SF_KIND_ROSTER, roster_id);

  sf_record_set_text (twin, SF_ROSTER_CONSULTANT, whose);
  sf_record_set_text (twin, SF_ROSTER_PRESENCE, presence);
  g_ptr_array_add (house->rosters, twin);
}

static SfAssignInput
input_new (void)
{
  return (SfAssignInput) { .job = "sales", .today = TODAY, .minute = NOON, .rules = SF_RULES_DEFAULT };
}

/* The house as it is now decides; the answer is good until it decides again. */
static const char *
decide (House *house, SfAssignInput *input, char **why)
{
  g_clear_pointer (&house->colleagues, g_ptr_array_unref);
  house->colleagues = sf_colleagues_read (house->consultants, house->rosters, input->today);
  input->colleagues = house->colleagues;
  return sf_assign (input, why);
}

static void
expect (House *house, SfAssignInput *input, guint n, const char *why)
{
  g_autofree char *id = id_of (n), *said = NULL;
  const char *got = decide (house, input, &said);

  g_assert_cmpstr (got, ==, n > 0 ? id : NULL);
  g_assert_cmpstr (said, ==, why);
}

static void
test_order_of_rules (void)
{
  g_auto (House) house = house_new ();
  SfAssignInput input = input_new ();
  g_autofree char *two = id_of (2), *three = id_of (3);
  const char *const not_these[] = { two, NULL };

  expect (&house, &input, 0, "nobody");
  add (&house, 1, "sales", "free");
  add (&house, 2, "sales", "free");
  add (&house, 3, "sales", "serving");
  expect (&house, &input, 1, "rotation|1");
  input.owner = two;
  expect (&house, &input, 2, "regular");
  input.wants = two;
  expect (&house, &input, 2, "asked");
  input.wants = three;
  expect (&house, &input, 2, "asked_busy|regular");
  input.owner = three;
  expect (&house, &input, 1, "asked_busy|rotation|1");
  input.wants = two;
  input.not_these = not_these;
  expect (&house, &input, 1, "asked_busy|rotation|1");
  input.wants = NULL;
  expect (&house, &input, 1, "rotation|1");
  sf_record_set_text (house.rosters->pdata[0], SF_ROSTER_PRESENCE, "rest");
  expect (&house, &input, 0, "nobody");
  input.wants = three;
  expect (&house, &input, 0, "asked_busy|nobody");
}

/* Who was asked for comes whatever their job; the rotation is by job. */
static void
test_jobs (void)
{
  g_auto (House) house = house_new ();
  SfAssignInput input = input_new ();
  g_autofree char *one = id_of (1);

  add (&house, 1, "service", "free");
  add (&house, 2, "reception", "free");
  expect (&house, &input, 0, "nobody");
  input.job = "service";
  expect (&house, &input, 1, "rotation|1");
  input.job = "reception";
  expect (&house, &input, 2, "rotation|2");
  input.wants = one;
  expect (&house, &input, 1, "asked");
}

static void
test_shift (void)
{
  g_auto (House) house = house_new ();
  SfAssignInput input = input_new ();
  SfRecord *roster = add (&house, 1, "sales", "free");

  sf_record_set_int (roster, SF_ROSTER_SHIFT_FROM, 540);
  expect (&house, &input, 1, "rotation|1");           /* half a shift is none */
  sf_record_set_int (roster, SF_ROSTER_SHIFT_TO, 1080);
  for (int minute = 0; minute < 1440; minute += 30)
    {
      input.minute = minute;
      expect (&house, &input, minute >= 540 && minute < 1080 ? 1 : 0, minute >= 540 && minute < 1080 ? "rotation|1" : "nobody");
    }
  sf_record_set_int (roster, SF_ROSTER_SHIFT_FROM, 1200);
  sf_record_set_int (roster, SF_ROSTER_SHIFT_TO, 120);
  input.minute = 1300;
  expect (&house, &input, 1, "rotation|1");
  input.minute = 60;
  expect (&house, &input, 1, "rotation|1");
  input.minute = 120;
  expect (&house, &input, 0, "nobody");
}

static void
test_gone (void)
{
  g_auto (House) house = house_new ();
  SfAssignInput input = input_new ();
  g_autofree char *one = id_of (1), *stranger = id_of (77);

  add (&house, 1, "sales", "free");
  input.wants = stranger;
  expect (&house, &input, 1, "asked_busy|rotation|1");
  input.wants = one;
  sf_record_set_int (house.consultants->pdata[0], SF_CONSULTANT_ACTIVE, 0);
  expect (&house, &input, 0, "asked_busy|nobody");
  sf_record_set_int (house.consultants->pdata[0], SF_CONSULTANT_ACTIVE, 1);
  g_ptr_array_set_size (house.rosters, 0);
  expect (&house, &input, 0, "asked_busy|nobody");
}

/* Turn, then parties of today, then place, then id: each decides alone when all before are equal. */
static void
test_ties (void)
{
  g_auto (House) house = house_new ();
  SfAssignInput input = input_new ();

  add (&house, 1, "sales", "free");
  add (&house, 2, "sales", "free");
  add (&house, 3, "sales", "free");
  for (guint i = 0; i < 3; i++)
    sf_record_set_int (house.consultants->pdata[i], SF_CONSULTANT_POSITION, 5);
  expect (&house, &input, 1, "rotation|5");
  sf_record_set_int (house.consultants->pdata[1], SF_CONSULTANT_POSITION, 4);
  expect (&house, &input, 2, "rotation|4");
  sf_record_set_int (house.rosters->pdata[1], SF_ROSTER_PARTIES, 1);
  expect (&house, &input, 2, "rotation|4");            /* of no day: not today's */
  sf_record_set_text (house.rosters->pdata[1], SF_ROSTER_PARTIES_ON, "2026-11-21");
  expect (&house, &input, 2, "rotation|4");            /* yesterday's count is no reason today */
  sf_record_set_text (house.rosters->pdata[1], SF_ROSTER_PARTIES_ON, TODAY);
  expect (&house, &input, 1, "rotation|5");
  sf_record_set_int (house.rosters->pdata[0], SF_ROSTER_TURN_AT, 100);
  expect (&house, &input, 3, "rotation|5");
  sf_record_set_int (house.rosters->pdata[1], SF_ROSTER_TURN_AT, 50);
  sf_record_set_int (house.rosters->pdata[2], SF_ROSTER_TURN_AT, 60);
  expect (&house, &input, 2, "rotation|4");
}

static void
shuffle (GPtrArray *array, GRand *rand)
{
  for (guint i = array->len; i > 1; i--)
    {
      guint j = (guint) g_rand_int_range (rand, 0, (gint32) i);
      gpointer held = array->pdata[i - 1];

      array->pdata[i - 1] = array->pdata[j];
      array->pdata[j] = held;
    }
}

static House
random_house (GRand *rand)
{
  static const char *const presences[] = { "free", "free", "serving", "away", "rest", "off" };
  static const char *const jobs[] = { "sales", "sales", "service", "reception", "manager" };
  House house = house_new ();
  guint n = (guint) g_rand_int_range (rand, 0, 16);

  for (guint i = 1; i <= n; i++)
    {
      SfRecord *roster = add (&house, i, jobs[g_rand_int_range (rand, 0, 5)], presences[g_rand_int_range (rand, 0, 6)]);

      sf_record_set_int (roster, SF_ROSTER_TURN_AT, g_rand_int_range (rand, 0, 5));
      sf_record_set_int (roster, SF_ROSTER_PARTIES, g_rand_int_range (rand, 0, 4));
      sf_record_set_text (roster, SF_ROSTER_PARTIES_ON, g_rand_boolean (rand) ? TODAY : "2026-11-21");
      sf_record_set_int (house.consultants->pdata[i - 1], SF_CONSULTANT_POSITION, g_rand_int_range (rand, 0, 4));
      sf_record_set_int (house.consultants->pdata[i - 1], SF_CONSULTANT_ACTIVE, g_rand_int_range (rand, 0, 8) > 0);
      if (g_rand_int_range (rand, 0, 4) == 0)
        add_twin (&house, i, i + (g_rand_boolean (rand) ? 500 : 2000), g_rand_boolean (rand) ? "free" : "away");
      if (g_rand_boolean (rand))
        {
          sf_record_set_int (roster, SF_ROSTER_SHIFT_FROM, g_rand_int_range (rand, 0, 1440));
          sf_record_set_int (roster, SF_ROSTER_SHIFT_TO, g_rand_int_range (rand, 0, 1440));
        }
    }
  return house;
}

static void
check_answer (House *house, const SfAssignInput *input, const char *got, const char *why)
{
  SfRecord *roster = got != NULL ? roster_of (house, got) : NULL;

  g_assert_cmpint (got == NULL, ==, g_str_has_suffix (why, "nobody"));
  if (got == NULL)
    return;
  g_assert_cmpstr (sf_record_get_text (roster, SF_ROSTER_PRESENCE), ==, "free");
  g_assert_false (input->not_these != NULL && g_strv_contains (input->not_these, got));
  if (!sf_record_is_null (roster, SF_ROSTER_SHIFT_FROM))
    {
      gint64 from = sf_record_get_int (roster, SF_ROSTER_SHIFT_FROM), to = sf_record_get_int (roster, SF_ROSTER_SHIFT_TO);

      g_assert_true (from <= to ? input->minute >= from && input->minute < to : input->minute >= from || input->minute < to);
    }
  if (strcmp (why, "asked") == 0)
    g_assert_cmpstr (got, ==, input->wants);
  if (g_str_has_suffix (why, "regular"))
    g_assert_cmpstr (got, ==, input->owner);
}

/* Random houses: nobody who is away, the same answer again and for shuffled input. */
static void
test_properties (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  guint answered = 0;

  for (guint round = 0; round < 3000; round++)
    {
      g_auto (House) house = random_house (rand);
      g_autofree char *wants = id_of ((guint) g_rand_int_range (rand, 1, 20)), *owner = id_of ((guint) g_rand_int_range (rand, 1, 20));
      g_autofree char *rung = id_of ((guint) g_rand_int_range (rand, 1, 20)), *why = NULL, *again = NULL, *shuffled = NULL, *id = NULL;
      const char *const not_these[] = { rung, NULL };
      SfAssignInput input = input_new ();
      const char *got;

      input.minute = g_rand_int_range (rand, 0, 1440);
      input.wants = g_rand_boolean (rand) ? wants : NULL;
      input.owner = g_rand_boolean (rand) ? owner : NULL;
      input.not_these = g_rand_boolean (rand) ? not_these : NULL;
      got = decide (&house, &input, &why);
      check_answer (&house, &input, got, why);
      id = g_strdup (got);
      g_assert_cmpstr (sf_assign (&input, &again), ==, id);
      g_assert_cmpstr (again, ==, why);
      shuffle (house.consultants, rand);
      shuffle (house.rosters, rand);
      g_assert_cmpstr (decide (&house, &input, &shuffled), ==, id);
      g_assert_cmpstr (shuffled, ==, why);
      answered += id != NULL;
    }
  g_assert_cmpuint (answered, >, 1000);
}

/* A day of equals: whoever is free takes the oldest turn, and nobody is more than one party ahead. */
static void
test_fairness (void)
{
  g_auto (House) house = house_new ();
  SfAssignInput input = input_new ();

  for (guint i = 1; i <= 7; i++)
    add (&house, i, "sales", "free");
  for (gint64 party = 1; party <= 80; party++)
    {
      gint64 least = G_MAXINT64, most = 0;
      const char *got = decide (&house, &input, NULL);
      SfRecord *taken = roster_of (&house, got);

      for (guint i = 0; i < 7; i++)
        g_assert_cmpint (sf_record_get_int (taken, SF_ROSTER_TURN_AT), <=, sf_record_get_int (house.rosters->pdata[i], SF_ROSTER_TURN_AT));
      sf_record_set_int (taken, SF_ROSTER_TURN_AT, 1000 + party);
      sf_record_set_int (taken, SF_ROSTER_PARTIES, sf_record_get_int (taken, SF_ROSTER_PARTIES) + 1);
      sf_record_set_text (taken, SF_ROSTER_PARTIES_ON, TODAY);
      for (guint i = 0; i < 7; i++)
        {
          least = MIN (least, sf_record_get_int (house.rosters->pdata[i], SF_ROSTER_PARTIES));
          most = MAX (most, sf_record_get_int (house.rosters->pdata[i], SF_ROSTER_PARTIES));
        }
      g_assert_cmpint (most - least, <=, 1);
    }
}

static void
test_why_text (void)
{
  static const struct { const char *why, *en; } table[] = {
    { "asked", "They asked for Li" }, { "regular", "Li's own customer" }, { "rotation|3", "Li is next in the rotation" },
    { "asked_busy|rotation|3", "They asked for a colleague who isn't free. Li is next in the rotation" },
    { "nobody", "Nobody is free right now" }, { "from_a_newer_version|x", "" },
  };
  g_autofree char *none = sf_assign_why_text (NULL, "Li", SF_LANG_EN), *unnamed = sf_assign_why_text ("nobody", NULL, SF_LANG_EN);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    for (SfLang lang = 0; lang < SF_N_LANGS; lang++)
      {
        g_autofree char *text = sf_assign_why_text (table[i].why, "Li", lang);

        if (lang == SF_LANG_EN)
          g_assert_cmpstr (text, ==, table[i].en);
        g_assert_null (strchr (text, '{'));
        g_assert_null (strchr (text, '|'));
      }
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (unnamed, ==, "Nobody is free right now");
}

static void
test_purposes (void)
{
  static const char *const jobs[] = { "sales", "sales", "sales", "service", "service", "sales", "reception", "reception" };

  g_assert_cmpuint (sf_enum_purpose.n_values, ==, G_N_ELEMENTS (purposes));
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    {
      g_assert_cmpstr (sf_enum_purpose.values[i].value, ==, purposes[i]);
      g_assert_cmpstr (sf_purpose_job (purposes[i]), ==, jobs[i]);
      g_assert_cmpint (sf_enum_index (&sf_enum_job, jobs[i]), >=, 0);
      g_assert_cmpint (sf_purpose_counts (purposes[i]), ==, strcmp (purposes[i], "help") != 0);
      g_assert_cmpint (sf_purpose_rings (purposes[i]), ==, strcmp (purposes[i], "browse") != 0 && strcmp (purposes[i], "event") != 0);
    }
  g_assert_cmpstr (sf_purpose_job ("charging"), ==, "sales");
  g_assert_true (sf_purpose_counts ("charging") && sf_purpose_rings (NULL));
}

static void
test_tickets (void)
{
  static const struct { guint n; gboolean skip4; const char *number; } table[] = {
    { 1, TRUE, "A01" }, { 3, TRUE, "A03" }, { 4, TRUE, "A05" }, { 4, FALSE, "A04" }, { 8, TRUE, "A09" }, { 9, TRUE, "A10" },
    { 12, TRUE, "A13" }, { 13, TRUE, "A15" }, { 14, FALSE, "A14" }, { 80, TRUE, "A99" }, { 81, TRUE, "A100" }, { 99, FALSE, "A99" },
    { 100, FALSE, "A100" }, { G_MAXUINT, FALSE, "A4294967295" },
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *number = sf_ticket_number ("A", table[i].n, table[i].skip4);

      g_assert_cmpstr (number, ==, table[i].number);
    }
  /* The n-th number without a 4, counted the slow way. */
  for (guint plain = 1; plain < 3000; plain++)
    {
      g_autofree char *slow = g_strdup_printf ("S%02u", plain), *fast = NULL;

      if (strchr (slow, '4') != NULL)
        continue;
      fast = sf_ticket_number ("S", ++n, TRUE);
      g_assert_cmpstr (fast, ==, slow);
    }
}

static void
test_waits (void)
{
  const gint64 minute = 60000;
  gint64 past[] = { 4 * minute, 2 * minute, 90 * minute, 3 * minute, 6 * minute, -5 };       /* median 4 */
  gint64 even[] = { 9 * minute, 4 * minute, 9 * minute, 4 * minute, 9 * minute, 4 * minute };      /* of two middles the longer */
  gint64 broken[] = { 1, 2, 3, 4, -1, -2 };
  gint64 huge[] = { G_MAXINT64, G_MAXINT64, G_MAXINT64, G_MAXINT64, G_MAXINT64 };

  g_assert_cmpint (sf_wait_step (past, 4, 0), ==, -1);
  g_assert_cmpint (sf_wait_step (NULL, 0, 0), ==, -1);
  g_assert_cmpint (sf_wait_step (broken, 6, 0), ==, -1);
  g_assert_cmpint (sf_wait_step (past, 6, 0), ==, 5);
  g_assert_cmpint (sf_wait_step (even, 6, 0), ==, 10);
  g_assert_cmpint (sf_wait_step (past, 6, 1), ==, 10);
  g_assert_cmpint (sf_wait_step (past, 6, 2), ==, 15);
  g_assert_cmpint (sf_wait_step (past, 6, 3), ==, 20);
  g_assert_cmpint (sf_wait_step (past, 6, 4), ==, 20);
  g_assert_cmpint (sf_wait_step (past, 6, 5), ==, 30);
  g_assert_cmpint (sf_wait_step (past, 6, 6), ==, 30);
  g_assert_cmpint (sf_wait_step (past, 6, 7), ==, -1);
  g_assert_cmpint (sf_wait_step (huge, 5, G_MAXUINT), ==, -1);
}

static void
test_levels (void)
{
  static const int days[] = { 1, 2, 7, 15, 3 };

  g_assert_cmpuint (sf_enum_level.n_values, ==, G_N_ELEMENTS (days));
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    g_assert_cmpint (sf_level_days (sf_enum_level.values[i].value), ==, days[i]);
  g_assert_cmpint (sf_level_days ("Z"), ==, -1);
  g_assert_cmpint (sf_level_days (NULL), ==, -1);
}

static void
test_dates (void)
{
  static const struct { const char *date; int days; const char *then; } table[] = {
    { "2026-11-22", 0, "2026-11-22" }, { "2026-11-22", 1, "2026-11-23" }, { "2026-12-31", 1, "2027-01-01" }, { "2028-02-28", 1, "2028-02-29" },
    { "2026-03-01", -1, "2026-02-28" }, { "2026-11-22", 15, "2026-12-07" }, { "not a date", 1, NULL }, { "2026-02-30", 1, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *then = sf_date_add (table[i].date, table[i].days);

      g_assert_cmpstr (then, ==, table[i].then);
    }
}

static void
test_days (void)
{
  static const struct { gint64 at; const char *zone, *day; int minute; } table[] = {
    { 0, "UTC", "1970-01-01", 0 },
    { 0, "Asia/Taipei", "1970-01-01", 480 },
    { -1, "UTC", "1969-12-31", 1439 },
    { 0, "No/Such_Zone", "1970-01-01", 0 },
    { 0, NULL, "1970-01-01", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      int minute = -1;
      g_autofree char *day = sf_day_of (table[i].at, table[i].zone, &minute), *again = sf_day_of (table[i].at, table[i].zone, NULL);

      g_assert_cmpstr (day, ==, table[i].day);
      g_assert_cmpint (minute, ==, table[i].minute);
      g_assert_cmpstr (again, ==, day);
    }
}

/* Midnight in Shanghai is 16:00 UTC: the day turns there and nowhere else. */
static void
test_midnight (void)
{
  g_autoptr (GDateTime) at = g_date_time_new_utc (2026, 11, 22, 16, 0, 0);
  gint64 midnight = g_date_time_to_unix (at) * 1000;
  int before = 0, after = -1;
  g_autofree char *yesterday = sf_day_of (midnight - 1, "Asia/Shanghai", &before), *today = sf_day_of (midnight, "Asia/Shanghai", &after);

  g_assert_cmpstr (yesterday, ==, "2026-11-22");
  g_assert_cmpint (before, ==, 1439);
  g_assert_cmpstr (today, ==, "2026-11-23");
  g_assert_cmpint (after, ==, 0);
  g_assert_cmpint (sf_time_of (today, after, "Asia/Shanghai"), ==, midnight);
  g_assert_cmpint (sf_time_of ("2026-11-23", 870, "Asia/Shanghai"), ==, midnight + 870 * 60 * 1000);
  g_assert_cmpint (sf_time_of ("2026-02-30", 0, "Asia/Shanghai"), ==, -1);
  g_assert_cmpint (sf_time_of (NULL, 0, "Asia/Shanghai"), ==, -1);
}

/* Every state x verb against the words of sf-assign.h; what does not stand here may not happen. */
static void
test_flow (void)
{
  static const char *const verbs[] = { "notify", "expire", "accept", "serve", "leave", "void", "hand", "ack", "decline", "end", "give", "keep", "move", "share", "create", "" };
  static const struct { SfKind kind; const char *state; const char *moves; } table[] = {
    { SF_KIND_VISIT_STATUS, "waiting", " notify=notified accept=accepted serve=serving leave=left void=void give=waiting " },
    { SF_KIND_VISIT_STATUS, "notified", " expire=waiting accept=accepted serve=serving leave=left void=void give=waiting " },
    { SF_KIND_VISIT_STATUS, "accepted", " serve=serving leave=left void=void hand=waiting give=waiting " },
    { SF_KIND_VISIT_STATUS, "serving", " accept=serving leave=left void=void hand=serving give=serving " },
    { SF_KIND_VISIT_STATUS, "left", " void=void " },
    { SF_KIND_VISIT_STATUS, "void", "" },
    { SF_KIND_ASSIGNMENT, "offered", " expire=expired accept=accepted hand=handed ack=acked decline=declined end=ended " },
    { SF_KIND_ASSIGNMENT, "acked", " expire=expired accept=accepted hand=handed decline=declined end=ended " },
    { SF_KIND_ASSIGNMENT, "accepted", " hand=handed end=ended " },
    { SF_KIND_ASSIGNMENT, "declined", "" },
    { SF_KIND_ASSIGNMENT, "expired", " accept=accepted " },
    { SF_KIND_ASSIGNMENT, "handed", "" },
    { SF_KIND_ASSIGNMENT, "ended", "" },
    { SF_KIND_CLASH, "open", " keep=kept move=moved share=shared " },
    { SF_KIND_CLASH, "kept", "" },
    { SF_KIND_CLASH, "moved", "" },
    { SF_KIND_CLASH, "shared", "" },
    { SF_KIND_VISIT, "waiting", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    for (guint v = 0; v < G_N_ELEMENTS (verbs); v++)
      {
        const char *next = sf_flow_next (table[i].kind, table[i].state, verbs[v]);
        g_autofree char *move = next != NULL ? g_strdup_printf (" %s=%s ", verbs[v], next) : NULL;
        g_autofree char *begin = g_strdup_printf (" %s=", verbs[v]);

        if (next != NULL)
          g_assert_nonnull (strstr (table[i].moves, move));
        else
          g_assert_null (strstr (table[i].moves, begin));
      }
  g_assert_cmpuint (sf_enum_visit_state.n_values + sf_enum_assign_state.n_values + sf_enum_clash_state.n_values + 1, ==, G_N_ELEMENTS (table));
  g_assert_null (sf_flow_next (SF_KIND_VISIT_STATUS, NULL, "serve"));
  g_assert_null (sf_flow_next (SF_KIND_VISIT_STATUS, "waiting", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assign/order-of-rules", test_order_of_rules);
  g_test_add_func ("/assign/jobs", test_jobs);
  g_test_add_func ("/assign/shift", test_shift);
  g_test_add_func ("/assign/gone", test_gone);
  g_test_add_func ("/assign/ties", test_ties);
  g_test_add_func ("/assign/properties", test_properties);
  g_test_add_func ("/assign/fairness", test_fairness);
  g_test_add_func ("/assign/why-text", test_why_text);
  g_test_add_func ("/assign/purposes", test_purposes);
  g_test_add_func ("/calendar/tickets", test_tickets);
  g_test_add_func ("/calendar/waits", test_waits);
  g_test_add_func ("/calendar/levels", test_levels);
  g_test_add_func ("/calendar/dates", test_dates);
  g_test_add_func ("/calendar/days", test_days);
  g_test_add_func ("/calendar/midnight", test_midnight);
  g_test_add_func ("/flow/every-move", test_flow);
  return g_test_run ();
}
