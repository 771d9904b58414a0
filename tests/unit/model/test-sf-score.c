/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score by hand-made examples, by its bounds over random people, and by what must not matter. */
#include "config.h"
#include "base/sf-text.h"
#include "model/sf-score.h"

#define TODAY "2026-11-22"
#define NOW G_GINT64_CONSTANT (1795000000000)

typedef struct { SfScoreInput input; guint n; } Person;

static SfRecord *
new_record (Person *p, SfKind kind)
{
  g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-%012x", ++p->n);

  return sf_record_new (kind, id);
}

static GPtrArray *
records (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
}

static Person
person_new (void)
{
  Person p = { .input = { .today = TODAY, .statuses = records (), .outcomes = records (), .follow_ups = records (), .card_events = records () } };

  p.input.customer = new_record (&p, SF_KIND_CUSTOMER);
  return p;
}

static void
person_clear (Person *p)
{
  sf_record_unref (p->input.customer);
  g_ptr_array_unref (p->input.statuses);
  g_ptr_array_unref (p->input.outcomes);
  g_ptr_array_unref (p->input.follow_ups);
  g_ptr_array_unref (p->input.card_events);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

static void
add_visit (Person *p, const char *day)
{
  SfRecord *status = new_record (p, SF_KIND_VISIT_STATUS);

  sf_record_set_text (status, SF_VISIT_STATUS_DAY, day);
  g_ptr_array_add (p->input.statuses, status);
}

static void
add_outcome (Person *p, gint64 at, const char *result, const char *drive)
{
  SfRecord *outcome = new_record (p, SF_KIND_OUTCOME);

  sf_record_set_int (outcome, SF_OUTCOME_AT, at);
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, result);
  if (drive != NULL)
    sf_record_set_text (outcome, SF_OUTCOME_DRIVE, drive);
  g_ptr_array_add (p->input.outcomes, outcome);
}

static void
add_talk (Person *p, gint64 at, const char *result)
{
  SfRecord *talk = new_record (p, SF_KIND_FOLLOW_UP);

  sf_record_set_int (talk, SF_FOLLOW_UP_DONE_AT, at);
  if (result != NULL)
    sf_record_set_text (talk, SF_FOLLOW_UP_RESULT, result);
  g_ptr_array_add (p->input.follow_ups, talk);
}

static void
add_event (Person *p, const char *what, const char *day, const char *left_out)
{
  SfRecord *event = new_record (p, SF_KIND_CARD_EVENT);

  sf_record_set_text (event, SF_CARD_EVENT_WHAT, what);
  sf_record_set_text (event, SF_CARD_EVENT_DAY, day);
  if (left_out != NULL)
    sf_record_set_text (event, SF_CARD_EVENT_LEFT_OUT, left_out);
  g_ptr_array_add (p->input.card_events, event);
}

static void
assert_points (Person *p, guint reach, guint car, guint visits, guint deal, guint online)
{
  const guint expected[SF_N_SCORE_PARTS] = { reach, car, visits, deal, online };
  static const char *const codes[SF_N_SCORE_PARTS] = { "reach", "car", "visits", "deal", "online" };
  SfScore score;
  guint sum = 0;

  sf_score (&p->input, NULL, &score);
  for (guint i = 0; i < SF_N_SCORE_PARTS; i++)
    {
      g_assert_cmpstr (score.part[i].code, ==, codes[i]);
      g_assert_cmpuint (score.part[i].points, ==, expected[i]);
      sum += score.part[i].points;
    }
  g_assert_cmpuint (score.total, ==, sum);
  g_assert_cmpuint (score.of, ==, 100);
}

static void
test_examples (void)
{
  g_auto(Person) p = person_new ();
  const char *two[] = { "a", "b", NULL }, *one[] = { "a", NULL };

  assert_points (&p, 0, 0, 0, 0, 0);
  sf_record_set_text (p.input.customer, SF_CUSTOMER_PHONE, "+8613800138000");
  add_visit (&p, TODAY);
  sf_record_set_set (p.input.customer, SF_CUSTOMER_MODELS, two);
  assert_points (&p, 7, 15, 12, 0, 0);
  sf_record_set_set (p.input.customer, SF_CUSTOMER_MODELS, one);
  add_outcome (&p, NOW, "quote", "driven");
  add_talk (&p, NOW, "no_answer");
  add_event (&p, "open", TODAY, NULL);
  assert_points (&p, 3, 20, 12, 25, 2);
  add_talk (&p, NOW + 1, "reached");
  add_talk (&p, NOW + 2, "moved");        /* put off: tells nothing */
  add_talk (&p, 0, NULL);                 /* still open */
  add_visit (&p, "2026-11-01");
  add_visit (&p, "2026-10-30");
  add_visit (&p, "2026-11-21");
  add_event (&p, "book", TODAY, NULL);
  add_event (&p, "book", TODAY, "repeat");
  add_event (&p, "save", "2026-10-01", NULL);
  assert_points (&p, 15, 20, 25, 25, 10);
  add_outcome (&p, NOW + 1, "lost", NULL);
  assert_points (&p, 15, 20, 25, 0, 10);
}

static void
test_visits (void)
{
  g_auto(Person) p = person_new ();
  SfRecord *touch;

  add_visit (&p, "2026-09-01");
  assert_points (&p, 0, 0, 6, 0, 0);
  add_visit (&p, "2026-11-20");
  assert_points (&p, 0, 0, 12, 0, 0);
  add_visit (&p, "2026-11-20");
  touch = p.input.statuses->pdata[2];
  sf_record_set_text (touch, SF_VISIT_STATUS_SAME, "00000000-0000-7000-8000-0000000000ff");
  assert_points (&p, 0, 0, 12, 0, 0);
  sf_record_set_text (p.input.statuses->pdata[1], SF_VISIT_STATUS_STATE, "void");
  assert_points (&p, 0, 0, 6, 0, 0);
}

static void
test_weights (void)
{
  static const char *const bad[] = {
    "", "reach=15", "reach=15;car=20;visits=25;deal=25;online=16", "reach=15;car=20;visits=25;deal=25;deal=15", "reach=15;car=20;visits=25;deal=25;online=-15",
    "reach=15;car=20;visits=25;deal=25;online=15;", "reach=15;car=20;visits=25;deal=25;luck=15", "reach=1e1;car=20;visits=25;deal=25;online=15",
    "reach;car;visits;deal;online", "reach=15:\xff;car=20;visits=25;deal=25;online=15",
    "reach=15:0123456789012345678901234567890123456789012345678901234567890123;car=20;visits=25;deal=25;online=15",
  };
  g_auto(Person) p = person_new ();
  SfScore score;

  sf_record_set_text (p.input.customer, SF_CUSTOMER_PHONE, "+8613800138000");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (sf_score_weights_ok (bad[i]));
      sf_score (&p.input, bad[i], &score);
      g_assert_cmpuint (score.part[0].of, ==, 15);
    }
  g_assert_false (sf_score_weights_ok (NULL));
  g_assert_true (sf_score_weights_ok ("online=0;deal=0;visits=0;car=0;reach=100:能不能找到"));
  sf_score (&p.input, "online=0;deal=0;visits=0;car=0;reach=100:能不能找到", &score);
  g_assert_cmpuint (score.total, ==, 50);
  g_assert_cmpstr (sf_score_part_name (&score.part[0], SF_LANG_EN), ==, "能不能找到");
  g_assert_cmpstr (sf_score_part_name (&score.part[1], SF_LANG_ZH_CN), ==, "看中的车");
}

static void
shuffle (GPtrArray *array, GRand *rand)
{
  for (guint i = array->len; i > 1; i--)
    {
      guint k = (guint) g_rand_int_range (rand, 0, (gint32) i);
      gpointer swap = array->pdata[i - 1];

      array->pdata[i - 1] = array->pdata[k];
      array->pdata[k] = swap;
    }
}

/* Any history gives 0 to 100, each part stays within its weight, the same history in any order the same. */
static void
test_random (void)
{
  static const char *const results[] = { "considering", "quote", "ordered", "lost", "of_a_newer_version" }, *const talks[] = { "reached", "no_answer", "coming", "moved", NULL };
  static const char *const whats[] = { "open", "share", "book", "of_a_newer_version" }, *const days[] = { TODAY, "2026-11-01", "2026-08-25", "2027-01-01", "2020-02-02" };
  g_autoptr(GRand) rand = g_rand_new_with_seed (22);

#define ANY(table) table[g_rand_int_range (rand, 0, G_N_ELEMENTS (table))]
  for (guint round = 0; round < 500; round++)
    {
      g_auto(Person) p = person_new ();
      SfScore score, again;

      for (gint i = g_rand_int_range (rand, 0, 6); i > 0; i--)
        {
          add_visit (&p, ANY (days));
          add_outcome (&p, g_rand_int_range (rand, 0, 4), ANY (results), i % 2 ? "driven" : NULL);
          add_talk (&p, g_rand_int_range (rand, 0, 4), ANY (talks));
          add_event (&p, ANY (whats), ANY (days), NULL);
        }
      sf_score (&p.input, NULL, &score);
      g_assert_cmpuint (score.total, <=, 100);
      for (guint i = 0; i < SF_N_SCORE_PARTS; i++)
        g_assert_cmpuint (score.part[i].points, <=, score.part[i].of);
      shuffle (p.input.statuses, rand);
      shuffle (p.input.outcomes, rand);
      shuffle (p.input.follow_ups, rand);
      shuffle (p.input.card_events, rand);
      sf_score (&p.input, NULL, &again);
      g_assert_cmpmem (&score, sizeof score, &again, sizeof again);
    }
#undef ANY
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/score/examples", test_examples);
  g_test_add_func ("/score/visits", test_visits);
  g_test_add_func ("/score/weights", test_weights);
  g_test_add_func ("/score/random", test_random);
  return g_test_run ();
}
