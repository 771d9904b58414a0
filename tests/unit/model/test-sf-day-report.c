/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-day-report.h"

#define TODAY "2026-11-22"
#define OPENS G_GINT64_CONSTANT (1795302000000)
#define MIN_MS G_GINT64_CONSTANT (60000)
#define MODEL "01939f6e-8f00-7000-8000-0000000000aa"

typedef struct { GPtrArray *visits, *statuses, *outcomes, *customers; guint n; } Day;

static Day
day_new (void)
{
  GDestroyNotify unref = (GDestroyNotify) sf_record_unref;

  return (Day) { g_ptr_array_new_with_free_func (unref), g_ptr_array_new_with_free_func (unref),
                 g_ptr_array_new_with_free_func (unref), g_ptr_array_new_with_free_func (unref), 0 };
}

static void
day_free (Day *day)
{
  g_ptr_array_unref (day->visits);
  g_ptr_array_unref (day->statuses);
  g_ptr_array_unref (day->outcomes);
  g_ptr_array_unref (day->customers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Day, day_free)

static SfRecord *
record (Day *day, GPtrArray *into, SfKind kind)
{
  g_autofree char *id = g_strdup_printf ("01939f6e-8f00-7000-8000-%012x", ++day->n);

  g_ptr_array_add (into, sf_record_new (kind, id));
  return into->pdata[into->len - 1];
}

/* A visit in the @minute-th minute of the day; @said has: n(ame) t(itle) p(hone) c(onsent) m(odel). */
static SfRecord *
visit (Day *day, const char *purpose, const char *before, int minute, const char *said)
{
  SfRecord *self = record (day, day->visits, SF_KIND_VISIT);

  sf_record_set_text (self, SF_VISIT_PURPOSE, purpose);
  sf_record_set_text (self, SF_VISIT_BEFORE, before);
  sf_record_set_text (self, SF_VISIT_DAY, TODAY);
  sf_record_set_int (self, SF_VISIT_AT, OPENS + minute * MIN_MS);
  if (strchr (said, 'n'))
    sf_record_set_text (self, SF_VISIT_SURNAME, "王");
  if (strchr (said, 't'))
    sf_record_set_text (self, SF_VISIT_TITLE, "mr");
  if (strchr (said, 'p'))
    sf_record_set_text (self, SF_VISIT_PHONE, "+8613800001111");
  if (strchr (said, 'c'))
    sf_record_set_text (self, SF_VISIT_CONSENT, MODEL);
  if (strchr (said, 'm'))
    sf_record_set_text (self, SF_VISIT_MODELS, MODEL);
  return self;
}

static SfRecord *
status (Day *day, SfRecord *of, const char *state)
{
  SfRecord *self = record (day, day->statuses, SF_KIND_VISIT_STATUS);

  sf_record_set_text (self, SF_VISIT_STATUS_VISIT, sf_record_get_id (of));
  sf_record_set_text (self, SF_VISIT_STATUS_STATE, state);
  return self;
}

static SfRecord *
outcome (Day *day, SfRecord *of, const char *result, const char *level, gint64 at)
{
  SfRecord *self = record (day, day->outcomes, SF_KIND_OUTCOME);

  sf_record_set_text (self, SF_OUTCOME_VISIT, sf_record_get_id (of));
  sf_record_set_text (self, SF_OUTCOME_RESULT, result);
  sf_record_set_text (self, SF_OUTCOME_LEVEL, level);
  sf_record_set_int (self, SF_OUTCOME_AT, at);
  return self;
}

static SfDayReport *
report (Day *day, int minute)
{
  return sf_day_report (TODAY, OPENS + minute * MIN_MS, day->visits, day->statuses, day->outcomes, day->customers);
}

static gint64
n (SfDayReport *self, SfFigureId figure)
{
  /* A figure opens as many records as it says; heads are counted in people. */
  if (figure != SF_FIGURE_HEADS)
    g_assert_cmpint (self->figures[figure].n, ==, self->figures[figure].visits->len);
  return self->figures[figure].n;
}

static void
test_empty (void)
{
  g_autoptr (SfDayReport) none = sf_day_report (TODAY, OPENS, NULL, NULL, NULL, NULL);

  for (guint i = 0; i < SF_N_FIGURES; i++)
    g_assert_cmpint (n (none, (SfFigureId) i), ==, 0);
  g_assert_cmpint (none->capture_percent, ==, -1);
  g_assert_cmpint (none->longest_wait_ms, ==, 0);
  g_assert_cmpstr (none->day, ==, TODAY);
}

/* What is a party: sales and service apart, help and void not at all, other days neither. */
static void
test_parties (void)
{
  static const char *const sales[] = { "see", "drive", "appointment", "browse", "from_a_newer_version" };
  g_auto (Day) day = day_new ();
  g_autoptr (SfDayReport) self = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sales); i++)
    visit (&day, sales[i], "unknown", 1, "");
  visit (&day, "service", "unknown", 2, "");
  visit (&day, "collect", "unknown", 3, "");
  visit (&day, "help", "unknown", 4, "");
  status (&day, visit (&day, "see", "first", 5, "npcm"), "void");
  sf_record_set_text (visit (&day, "see", "first", 6, ""), SF_VISIT_DAY, "2026-11-21");
  self = report (&day, 10);
  g_assert_cmpint (n (self, SF_FIGURE_PARTIES), ==, 5);
  g_assert_cmpint (n (self, SF_FIGURE_SERVICE), ==, 2);
  g_assert_cmpint (n (self, SF_FIGURE_UNKNOWN), ==, 5);
  g_assert_cmpint (n (self, SF_FIGURE_FIRST), ==, 0);
  g_assert_cmpint (n (self, SF_FIGURE_SERVICE_WAITING), ==, 2);
}

static void
test_heads (void)
{
  g_auto (Day) day = day_new ();
  g_autoptr (SfDayReport) self = NULL;

  sf_record_set_int (visit (&day, "see", "first", 1, ""), SF_VISIT_HEADS, 3);
  sf_record_set_int (visit (&day, "see", "first", 2, ""), SF_VISIT_HEADS, 1);
  sf_record_set_int (visit (&day, "service", "first", 3, ""), SF_VISIT_HEADS, 5);
  visit (&day, "browse", "unknown", 4, "");
  self = report (&day, 10);
  g_assert_cmpint (n (self, SF_FIGURE_HEADS), ==, 4);
  g_assert_cmpuint (self->figures[SF_FIGURE_HEADS].visits->len, ==, 2);
  g_assert_cmpint (n (self, SF_FIGURE_HEADS_UNSAID), ==, 1);
}

/* The server's word about "before" wins over the guest's. */
static void
test_before (void)
{
  g_auto (Day) day = day_new ();
  g_autoptr (SfDayReport) self = NULL;
  SfRecord *known;

  visit (&day, "see", "first", 1, "");
  visit (&day, "see", "repeat", 2, "");
  visit (&day, "see", "unknown", 3, "");
  known = visit (&day, "see", "first", 4, "");
  sf_record_set_text (status (&day, known, "serving"), SF_VISIT_STATUS_BEFORE, "repeat");
  self = report (&day, 10);
  g_assert_cmpint (n (self, SF_FIGURE_FIRST), ==, 1);
  g_assert_cmpint (n (self, SF_FIGURE_REPEAT), ==, 2);
  g_assert_cmpint (n (self, SF_FIGURE_UNKNOWN), ==, 1);
  g_assert_cmpstr (self->figures[SF_FIGURE_REPEAT].visits->pdata[1], ==, sf_record_get_id (known));
}

/* Exactly one source each, the server's word over the door's, and all of them together are the parties. */
static void
test_sources (void)
{
  g_auto (Day) day = day_new ();
  g_autoptr (SfDayReport) self = NULL;
  gint64 sum = 0;

  visit (&day, "see", "first", 1, "");
  sf_record_set_text (visit (&day, "see", "first", 2, ""), SF_VISIT_SOURCE, "natural");
  sf_record_set_text (visit (&day, "see", "first", 3, ""), SF_VISIT_SOURCE, "from_a_newer_version");
  sf_record_set_text (status (&day, visit (&day, "see", "first", 4, ""), "left"), SF_VISIT_STATUS_SOURCE, "referral");
  for (guint i = 0; i < sf_enum_source.n_values; i++)
    {
      SfRecord *said = visit (&day, "browse", "unknown", 5, "");

      sf_record_set_text (said, SF_VISIT_SOURCE, "natural");
      sf_record_set_text (status (&day, said, "serving"), SF_VISIT_STATUS_SOURCE, sf_enum_source.values[i].value);
    }
  sf_record_set_text (visit (&day, "service", "first", 6, ""), SF_VISIT_SOURCE, "natural");
  self = report (&day, 10);
  for (guint i = SF_FIGURE_SOURCE_LEAD; i <= SF_FIGURE_SOURCE_UNKNOWN; i++)
    sum += n (self, (SfFigureId) i);
  g_assert_cmpint (sum, ==, n (self, SF_FIGURE_PARTIES));
  g_assert_cmpint (n (self, SF_FIGURE_SOURCE_UNKNOWN), ==, 1);
  g_assert_cmpint (n (self, SF_FIGURE_SOURCE_NATURAL), ==, 2);
  g_assert_cmpint (n (self, SF_FIGURE_SOURCE_REFERRAL), ==, 2);
  g_assert_cmpint (n (self, SF_FIGURE_SOURCE_OTHER), ==, 2);
  g_assert_cmpint (n (self, SF_FIGURE_SOURCE_LEAD), ==, 1);
}

/* Every combination of what a kiosk can hear: on file needs (name or title), phone under a consent, and a car. */
static void
test_on_file_at_the_kiosk (void)
{
  for (guint bits = 0; bits < 32; bits++)
    {
      g_auto (Day) day = day_new ();
      g_autoptr (SfDayReport) self = NULL;
      char said[6] = "";
      gboolean expect = (bits & 3) && (bits & 12) == 12 && (bits & 16);

      for (guint i = 0; i < 5; i++)
        if (bits & (1u << i))
          strncat (said, &"ntpcm"[i], 1);
      visit (&day, "see", "first", 1, said);
      self = report (&day, 2);
      g_assert_cmpint (n (self, SF_FIGURE_ON_FILE), ==, expect);
      g_assert_cmpint (self->capture_percent, ==, expect ? 100 : 0);
    }
}

/* What the consultant learned counts, and what the customer's record says. */
static void
test_on_file_later (void)
{
  g_auto (Day) day = day_new ();
  g_autoptr (SfDayReport) self = NULL;
  SfRecord *learned = visit (&day, "see", "first", 1, "t"), *known = visit (&day, "see", "repeat", 2, ""), *said, *customer;

  said = outcome (&day, learned, "considering", "B", OPENS);
  sf_record_set_text (said, SF_OUTCOME_PHONE, "+8613800001111");
  sf_record_set_text (said, SF_OUTCOME_MODELS, MODEL);
  status (&day, learned, "left");
  customer = record (&day, day.customers, SF_KIND_CUSTOMER);
  sf_record_set_text (customer, SF_CUSTOMER_NAME, "王小明");
  sf_record_set_text (customer, SF_CUSTOMER_PHONE, "+8613800002222");
  sf_record_set_text (customer, SF_CUSTOMER_MODELS, MODEL);
  sf_record_set_text (status (&day, known, "serving"), SF_VISIT_STATUS_CUSTOMER, sf_record_get_id (customer));
  status (&day, visit (&day, "see", "first", 3, "n"), "left");
  self = report (&day, 10);
  g_assert_cmpint (n (self, SF_FIGURE_ON_FILE), ==, 2);
  g_assert_cmpint (n (self, SF_FIGURE_ON_FILE_FIRST), ==, 1);
  g_assert_cmpint (n (self, SF_FIGURE_LEFT_NOT_ON_FILE), ==, 1);
  g_assert_cmpint (self->capture_percent, ==, 50);       /* 1 of 2 first visits; the regular is in neither */
}

static void
test_capture_rounds (void)
{
  g_auto (Day) day = day_new ();
  g_autoptr (SfDayReport) third = NULL, two_thirds = NULL;

  visit (&day, "see", "first", 1, "npcm");
  visit (&day, "see", "first", 2, "");
  visit (&day, "see", "first", 3, "");
  third = report (&day, 10);
  g_assert_cmpint (third->capture_percent, ==, 33);
  sf_record_set_text (day.visits->pdata[1], SF_VISIT_TITLE, "ms");
  sf_record_set_text (day.visits->pdata[1], SF_VISIT_PHONE, "+8613800001112");
  sf_record_set_text (day.visits->pdata[1], SF_VISIT_CONSENT, MODEL);
  sf_record_set_text (day.visits->pdata[1], SF_VISIT_MODELS, MODEL);
  two_thirds = report (&day, 10);
  g_assert_cmpint (two_thirds->capture_percent, ==, 67);
}

static void
test_waiting (void)
{
  static const char *const states[] = { "waiting", "notified", "accepted", "serving", "left" };
  g_auto (Day) day = day_new ();
  g_autoptr (SfDayReport) self = NULL, early = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    status (&day, visit (&day, "see", "unknown", 10 + (int) i, ""), states[i]);
  visit (&day, "browse", "unknown", 1, "");                /* left in peace: waits for nobody */
  visit (&day, "see", "unknown", 15, "");                  /* the server has not looked yet */
  visit (&day, "service", "unknown", 5, "");
  self = report (&day, 20);
  g_assert_cmpint (n (self, SF_FIGURE_WAITING), ==, 3);
  g_assert_cmpint (n (self, SF_FIGURE_SERVICE_WAITING), ==, 1);
  g_assert_cmpint (self->longest_wait_ms, ==, 15 * MIN_MS);
  early = report (&day, 0);
  g_assert_cmpint (early->longest_wait_ms, ==, 0);         /* a kiosk's clock that is ahead makes no negative wait */
}

/* One outcome per party: the last one said. */
static void
test_outcomes (void)
{
  static const char *const results[] = { "considering", "quote", "ordered", "lost", "rented" };
  static const char *const levels[] = { "H", "A", "B", "C", "O", NULL };
  g_auto (Day) day = day_new ();
  g_autoptr (SfDayReport) self = NULL;
  SfRecord *twice = visit (&day, "see", "first", 1, "");

  outcome (&day, twice, "quote", "A", OPENS + 2);
  outcome (&day, twice, "lost", NULL, OPENS + 3);
  outcome (&day, twice, "ordered", "O", OPENS + 1);
  visit (&day, "see", "first", 2, "");
  outcome (&day, visit (&day, "service", "first", 3, ""), "lost", "H", OPENS);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    for (guint l = 0; l < G_N_ELEMENTS (levels); l++)
      outcome (&day, visit (&day, "drive", "first", 4, ""), results[i], levels[l], OPENS);
  self = report (&day, 10);
  g_assert_cmpint (n (self, SF_FIGURE_NO_OUTCOME), ==, 1);
  g_assert_cmpint (n (self, SF_FIGURE_CONSIDERING), ==, 6);
  g_assert_cmpint (n (self, SF_FIGURE_QUOTE), ==, 6);
  g_assert_cmpint (n (self, SF_FIGURE_ORDERED), ==, 6);
  g_assert_cmpint (n (self, SF_FIGURE_LOST), ==, 7);
  g_assert_cmpint (n (self, SF_FIGURE_RESULT_OTHER), ==, 6);
  for (guint l = 0; l < 5; l++)
    g_assert_cmpint (n (self, (SfFigureId) (SF_FIGURE_LEVEL_H + l)), ==, 5);
  g_assert_cmpint (n (self, SF_FIGURE_LEVEL_NONE), ==, 6);
}

/* Random days: the parts make the whole, and the order of the records means nothing. */
static void
test_sums (void)
{
  static const char *const some[] = { "see", "drive", "browse", "service", "help", "appointment" };
  static const char *const befores[] = { "first", "repeat", "unknown" };
  static const char *const states[] = { "waiting", "notified", "accepted", "serving", "left", "void" };
  static const char *const said[] = { "", "npcm", "tp", "n" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 50; round++)
    {
      g_auto (Day) day = day_new ();
      g_autoptr (SfDayReport) self = NULL, again = NULL;

      for (guint i = 0; i < 60; i++)
        {
          SfRecord *one = visit (&day, some[g_rand_int_range (rand, 0, 6)], befores[g_rand_int_range (rand, 0, 3)],
                                 g_rand_int_range (rand, 0, 600), said[g_rand_int_range (rand, 0, 4)]);

          if (g_rand_boolean (rand))
            status (&day, one, states[g_rand_int_range (rand, 0, 6)]);
          if (g_rand_boolean (rand))
            outcome (&day, one, "quote", "A", OPENS + g_rand_int_range (rand, 0, 9));
        }
      self = report (&day, 700);
      for (guint i = 0; i < day.visits->len / 2; i++)
        {
          gpointer held = day.visits->pdata[i];

          day.visits->pdata[i] = day.visits->pdata[day.visits->len - 1 - i];
          day.visits->pdata[day.visits->len - 1 - i] = held;
        }
      again = report (&day, 700);
      g_assert_cmpint (n (self, SF_FIGURE_PARTIES), ==, n (self, SF_FIGURE_FIRST) + n (self, SF_FIGURE_REPEAT) + n (self, SF_FIGURE_UNKNOWN));
      g_assert_cmpint (n (self, SF_FIGURE_PARTIES), ==, n (self, SF_FIGURE_QUOTE) + n (self, SF_FIGURE_NO_OUTCOME));
      g_assert_cmpint (n (self, SF_FIGURE_PARTIES), ==, n (self, SF_FIGURE_HEADS_UNSAID));
      g_assert_cmpint (n (self, SF_FIGURE_ON_FILE_FIRST), <=, MIN (n (self, SF_FIGURE_ON_FILE), n (self, SF_FIGURE_FIRST)));
      for (guint i = 0; i < SF_N_FIGURES; i++)
        {
          g_assert_cmpuint (n (self, (SfFigureId) i), ==, n (again, (SfFigureId) i));
          for (guint v = 0; v < self->figures[i].visits->len; v++)
            g_assert_cmpstr (self->figures[i].visits->pdata[v], ==, again->figures[i].visits->pdata[v]);
        }
    }
}

static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < SF_N_FIGURES; i++)
    {
      g_assert_true (g_hash_table_add (seen, (gpointer) sf_figure_name ((SfFigureId) i)));
      for (SfLang lang = 0; lang < SF_N_LANGS; lang++)
        g_assert_cmpuint (strlen (sf_figure_text ((SfFigureId) i, lang)), >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/day-report/empty", test_empty);
  g_test_add_func ("/day-report/parties", test_parties);
  g_test_add_func ("/day-report/heads", test_heads);
  g_test_add_func ("/day-report/before", test_before);
  g_test_add_func ("/day-report/sources", test_sources);
  g_test_add_func ("/day-report/on-file-at-the-kiosk", test_on_file_at_the_kiosk);
  g_test_add_func ("/day-report/on-file-later", test_on_file_later);
  g_test_add_func ("/day-report/capture-rounds", test_capture_rounds);
  g_test_add_func ("/day-report/waiting", test_waiting);
  g_test_add_func ("/day-report/outcomes", test_outcomes);
  g_test_add_func ("/day-report/sums", test_sums);
  g_test_add_func ("/day-report/names", test_names);
  return g_test_run ();
}
