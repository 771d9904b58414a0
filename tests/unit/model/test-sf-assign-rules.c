/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dispatch: the store's own policies, and what must hold on whatever floor at every step of it. */
#include "model/sf-assign.h"

#define TODAY "2026-11-22"

static SfColleague *
colleague (guint n)
{
  SfColleague *self = g_new0 (SfColleague, 1);
  static const char *const none[] = { NULL };

  self->id = g_strdup_printf ("01939f6e-8f00-7000-8000-%012x", n);
  self->job = g_strdup ("sales");
  self->presence = g_strdup ("free");
  self->languages = g_strdupv ((GStrv) none);
  self->skills = g_strdupv ((GStrv) none);
  self->position = n;
  self->most = -1;
  self->shift_from = self->shift_to = -1;
  self->active = TRUE;
  return self;
}

static void
set_codes (GStrv *codes, const char *list)
{
  g_strfreev (*codes);
  *codes = g_strsplit (list, ",", -1);
}

static GPtrArray *
floor_of (guint n)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_colleague_free);

  for (guint i = 1; i <= n; i++)
    g_ptr_array_add (all, colleague (i));
  return all;
}

static SfAssignInput
input_of (GPtrArray *colleagues, guint rules)
{
  return (SfAssignInput) { .colleagues = colleagues, .rules = rules, .job = "sales", .today = TODAY, .minute = 720 };
}

static void
expect (const SfAssignInput *input, guint n, const char *why)
{
  g_autofree char *id = g_strdup_printf ("01939f6e-8f00-7000-8000-%012x", n), *said = NULL;

  g_assert_cmpstr (sf_assign (input, &said), ==, n > 0 ? id : NULL);
  g_assert_cmpstr (said, ==, why);
}

static void
test_policy_words (void)
{
  static const struct { const char *value; guint rules; } table[] = {
    { NULL, SF_RULES_DEFAULT }, { "", SF_RULES_DEFAULT }, { "from a newer version", SF_RULES_DEFAULT }, { "rotation", 0 },
    { "owner,rotation", SF_RULE_OWNER }, { "owner, vip language  skill,score least_busy", SF_RULE_OWNER | SF_RULE_VIP | SF_RULE_LANGUAGE | SF_RULE_SKILL | SF_RULE_SCORE | SF_RULE_LEAST_BUSY },
    { "skill,astrology", SF_RULE_SKILL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmphex (sf_rules_parse (table[i].value), ==, table[i].rules);
}

/* Each rule decides alone where the others see no difference, and does nothing where the store does not want it. */
static void
test_narrowing (void)
{
  g_autoptr(GPtrArray) all = floor_of (4);
  SfColleague **who = (SfColleague **) all->pdata;
  SfAssignInput input = input_of (all, 0);
  static const char *const ev[] = { "ev", "family", NULL };

  set_codes (&who[1]->languages, "en,zh");
  who[2]->vip = TRUE;
  who[2]->tier = 1;
  set_codes (&who[3]->skills, "ev");
  input.lang = "en";
  input.vip = TRUE;
  input.tier = 1;
  input.skills = ev;
  expect (&input, 1, "rotation|1");
  input.rules = SF_RULE_LANGUAGE;
  expect (&input, 2, "of|en|rotation|2");
  input.lang = "zh";
  expect (&input, 1, "rotation|1");            /* who lists no language speaks Chinese: nobody is left out */
  input.rules = SF_RULE_VIP;
  expect (&input, 3, "of|vip|rotation|3");
  input.vip = FALSE;
  expect (&input, 1, "rotation|1");
  input.rules = SF_RULE_SCORE;
  expect (&input, 3, "of|tier1|rotation|3");
  input.tier = 2;                              /* nobody receives those */
  expect (&input, 1, "rotation|1");
  input.rules = SF_RULE_SKILL;
  expect (&input, 4, "of|ev|rotation|4");
  set_codes (&who[0]->skills, "ev,family");
  expect (&input, 1, "of|ev|rotation|1");      /* the most of what is wanted */
  /* Where nobody fits, everybody stays: a guest is not left standing for a language. */
  input.rules = SF_RULE_LANGUAGE;
  input.lang = "en";
  g_free (who[1]->presence);
  who[1]->presence = g_strdup ("rest");
  expect (&input, 1, "rotation|1");
}

static void
test_both_narrow (void)
{
  g_autoptr(GPtrArray) all = floor_of (3);
  SfColleague **who = (SfColleague **) all->pdata;
  SfAssignInput input = input_of (all, SF_RULES_DEFAULT | SF_RULE_SKILL);
  static const char *const ev[] = { "ev", NULL };

  set_codes (&who[1]->languages, "en");
  set_codes (&who[2]->languages, "en");
  set_codes (&who[2]->skills, "ev");
  input.lang = "en";
  input.skills = ev;
  expect (&input, 3, "of|en+ev|rotation|3");
  input.owner = who[0]->id;
  expect (&input, 1, "regular");               /* their own consultant comes before every skill */
  input.rules &= ~(guint) SF_RULE_OWNER;
  expect (&input, 3, "of|en+ev|rotation|3");
}

static void
test_least_busy (void)
{
  g_autoptr(GPtrArray) all = floor_of (3);
  SfColleague **who = (SfColleague **) all->pdata;
  SfAssignInput input = input_of (all, SF_RULE_LEAST_BUSY);

  for (guint i = 0; i < 3; i++)
    who[i]->most = 4;
  who[0]->load = 2;
  who[1]->load = 1;
  who[1]->parties = 5;
  who[2]->load = 1;
  who[2]->parties = 4;
  who[2]->turn_at = 99;
  expect (&input, 3, "least_busy|1");
  who[2]->parties = 5;
  expect (&input, 2, "least_busy|1");          /* all equal: the turn longest ago */
  input.rules = 0;
  who[0]->turn_at = 50;
  expect (&input, 2, "rotation|2");            /* the rotation itself looks at turns first */
}

static void
test_breaks_leave_most (void)
{
  g_autoptr(GPtrArray) all = floor_of (1);
  SfColleague *one = all->pdata[0];
  SfAssignInput input = input_of (all, 0);

  one->breaks = g_strdup ("720-780,1080-1095,broken,1435-5");
  for (int minute = 0; minute < 1440; minute++)
    {
      gboolean rests = (minute >= 720 && minute < 780) || (minute >= 1080 && minute < 1095) || minute >= 1435 || minute < 5;

      input.minute = minute;
      expect (&input, rests ? 0 : 1, rests ? "nobody" : "rotation|1");
    }
  g_clear_pointer (&one->breaks, g_free);
  one->leave_until = g_strdup ("2026-11-21");
  expect (&input, 1, "rotation|1");
  g_free (one->leave_until);
  one->leave_until = g_strdup (TODAY);         /* its last day */
  expect (&input, 0, "nobody");
  one->leave_from = g_strdup ("2026-11-23");   /* from tomorrow */
  g_free (one->leave_until);
  one->leave_until = g_strdup ("2026-11-30");
  expect (&input, 1, "rotation|1");
  g_clear_pointer (&one->leave_until, g_free);
  expect (&input, 1, "rotation|1");
  g_free (one->leave_from);
  one->leave_from = g_strdup (TODAY);          /* and nobody knows until when */
  expect (&input, 0, "nobody");
  g_clear_pointer (&one->leave_from, g_free);
  one->load = 3;                               /* says so themselves, and nobody set a number: is believed */
  expect (&input, 1, "rotation|1");
  one->most = 3;
  expect (&input, 0, "nobody");
  one->most = 4;
  expect (&input, 1, "rotation|1");
  g_free (one->presence);
  one->presence = g_strdup ("serving");
  expect (&input, 1, "rotation|1");            /* may take one more while with somebody */
  one->most = 1;
  one->load = 0;
  expect (&input, 0, "nobody");
}

static void
test_tiers (void)
{
  static const struct { gint64 score; const char *tiers; gint64 tier; } table[] = {
    { -1, NULL, 0 }, { 0, NULL, 3 }, { 39, NULL, 3 }, { 40, NULL, 2 }, { 69, NULL, 2 }, { 70, NULL, 1 }, { 100, NULL, 1 },
    { 50, "50", 1 }, { 49, "50", 2 }, { 49, "", 1 }, { 49, "x, 50,y 20", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpint (sf_tier_of (table[i].score, table[i].tiers), ==, table[i].tier);
}

/* All numbers zero: the guest waits, with a reason (peers T2). */
static void
test_all_zero (void)
{
  g_autoptr(GPtrArray) all = floor_of (5);
  SfAssignInput input = input_of (all, SF_RULES_DEFAULT | SF_RULE_LEAST_BUSY | SF_RULE_SCORE);

  for (guint i = 0; i < all->len; i++)
    ((SfColleague *) all->pdata[i])->most = 0;
  expect (&input, 0, "nobody");
  g_ptr_array_set_size (all, 0);
  expect (&input, 0, "nobody");
}

/* Random floors, step by step */

typedef struct { GPtrArray *all; GRand *rand; gint64 now; } Walk;

static const char *const presences[] = { "free", "free", "free", "serving", "away", "rest", "off" };

static void
change_somebody (Walk *walk)
{
  SfColleague *one = walk->all->pdata[g_rand_int_range (walk->rand, 0, (gint32) walk->all->len)];

  switch (g_rand_int_range (walk->rand, 0, 6))
    {
    case 0:
    case 1:
      g_free (one->presence);
      one->presence = g_strdup (presences[g_rand_int_range (walk->rand, 0, G_N_ELEMENTS (presences))]);
      break;
    case 2:
      one->load = g_rand_int_range (walk->rand, 0, 4);
      break;
    case 3:
      one->most = g_rand_int_range (walk->rand, -1, 4);
      break;
    case 4:
      g_free (one->breaks);
      one->breaks = g_rand_int_range (walk->rand, 0, 4) == 0 ? g_strdup ("700-740") : NULL;
      break;
    default:
      g_free (one->leave_until);
      one->leave_until = g_rand_int_range (walk->rand, 0, 6) == 0 ? g_strdup (TODAY) : NULL;
    }
}

static Walk
walk_new (GRand *rand)
{
  static const char *const languages[] = { "", "zh", "en,zh" }, *const skills[] = { "", "ev", "ev,family" }, *const jobs[] = { "sales", "sales", "sales", "service" };
  Walk walk = { floor_of ((guint) g_rand_int_range (rand, 1, 14)), rand, 1000 };

  for (guint i = 0; i < walk.all->len; i++)
    {
      SfColleague *one = walk.all->pdata[i];

      set_codes (&one->languages, languages[g_rand_int_range (rand, 0, 3)]);
      set_codes (&one->skills, skills[g_rand_int_range (rand, 0, 3)]);
      g_free (one->job);
      one->job = g_strdup (jobs[g_rand_int_range (rand, 0, 4)]);
      one->vip = g_rand_int_range (rand, 0, 4) == 0;
      one->tier = g_rand_int_range (rand, 0, 3);
      if (g_rand_int_range (rand, 0, 4) == 0)
        {
          one->shift_from = g_rand_int_range (rand, 0, 1440);
          one->shift_to = g_rand_int_range (rand, 0, 1440);
        }
    }
  return walk;
}

/* Written a second time, in the words of sf-assign.h, on purpose. */
static gboolean
may_go (const SfAssignInput *input, const SfColleague *one)
{
  if (g_str_equal (one->presence, "away") || g_str_equal (one->presence, "rest") || g_str_equal (one->presence, "off"))
    return FALSE;
  if (one->leave_until != NULL && g_strcmp0 (one->leave_until, TODAY) >= 0)
    return FALSE;
  if (one->breaks != NULL && input->minute >= 700 && input->minute < 740)
    return FALSE;
  if (one->shift_from >= 0)
    {
      gboolean late = input->minute >= one->shift_from, early = input->minute < one->shift_to;

      if (one->shift_from <= one->shift_to ? !(late && early) : !(late || early))
        return FALSE;
    }
  if (one->most >= 0 && one->load >= one->most)
    return FALSE;
  return g_str_equal (one->presence, "free") || one->most > 1;
}

static const SfColleague *
found (GPtrArray *all, const char *id)
{
  for (guint i = 0; id != NULL && i < all->len; i++)
    if (g_str_equal (((SfColleague *) all->pdata[i])->id, id))
      return all->pdata[i];
  return NULL;
}

/* The same input written down, read again and in another order gives the same answer. */
static void
assert_same_again (Walk *walk, const SfAssignInput *input, const char *answer, const char *why)
{
  g_autofree char *ask = sf_assign_ask_text (input), *again = NULL, *ask_again = NULL;
  g_autoptr(SfAssignAsk) read = sf_assign_ask_parse (ask);
  g_autoptr(GPtrArray) copy = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_colleague_free);

  for (guint i = walk->all->len; i > 0; i--)
    {
      g_autofree char *line = sf_colleague_text (walk->all->pdata[i - 1]), *twice = NULL;
      SfColleague *one = sf_colleague_parse (line);

      g_assert_nonnull (one);
      twice = sf_colleague_text (one);
      g_assert_cmpstr (twice, ==, line);
      g_ptr_array_insert (copy, g_rand_int_range (walk->rand, 0, (gint32) copy->len + 1), one);
    }
  g_assert_nonnull (read);
  read->input.colleagues = copy;
  ask_again = sf_assign_ask_text (&read->input);
  g_assert_cmpstr (ask_again, ==, ask);
  g_assert_cmpstr (sf_assign (&read->input, &again), ==, answer);
  g_assert_cmpstr (again, ==, why);
}

/* Equals: nothing tells them apart but their turns. */
static gboolean
are_equal (const SfColleague *a, const SfColleague *b)
{
  g_autofree char *la = g_strjoinv (",", a->languages), *lb = g_strjoinv (",", b->languages);
  g_autofree char *sa = g_strjoinv (",", a->skills), *sb = g_strjoinv (",", b->skills);

  return g_str_equal (a->job, b->job) && a->vip == b->vip && a->tier == b->tier && g_str_equal (la, lb) && g_str_equal (sa, sb);
}

/*
 * Of two equals who could both go at every decision of a stretch, neither had two turns more than the other. A stretch ends when
 * one of them cannot go, or was asked for by name.
 */
static void
count_turns (const Walk *walk, const SfAssignInput *input, const SfColleague *taken, gboolean by_rule, int lead[16][16])
{
  for (guint a = 0; a < walk->all->len; a++)
    for (guint b = a + 1; b < walk->all->len; b++)
      {
        const SfColleague *one = walk->all->pdata[a], *two = walk->all->pdata[b];

        if (!are_equal (one, two) || !may_go (input, one) || !may_go (input, two) || (!by_rule && (taken == one || taken == two)))
          lead[a][b] = 0;
        else
          lead[a][b] += taken == one ? 1 : taken == two ? -1 : 0;
        g_assert_cmpint (ABS (lead[a][b]), <=, 1);
      }
}

static void
walk_on (Walk *walk, guint steps, guint *answered)
{
  static const char *const skills[][3] = { { NULL }, { "ev", NULL }, { "ev", "family", NULL } };
  const guint all_rules = SF_RULE_OWNER | SF_RULE_VIP | SF_RULE_SCORE | SF_RULE_LANGUAGE | SF_RULE_SKILL;
  SfAssignInput input = input_of (walk->all, (guint) g_rand_int_range (walk->rand, 0, (gint32) all_rules + 1));
  int lead[16][16] = { { 0 } };

  for (guint step = 0; step < steps; step++)
    {
      g_autofree char *wants = NULL, *owner = NULL, *why = NULL;
      const SfColleague *taken;
      const char *got;

      if (g_rand_int_range (walk->rand, 0, 3) == 0)
        change_somebody (walk);
      input.minute = g_rand_int_range (walk->rand, 690, 750);
      input.lang = g_rand_boolean (walk->rand) ? "zh" : "en";
      input.skills = skills[g_rand_int_range (walk->rand, 0, 3)];
      input.vip = g_rand_int_range (walk->rand, 0, 5) == 0;
      input.tier = g_rand_int_range (walk->rand, 0, 4);
      wants = g_rand_int_range (walk->rand, 0, 6) == 0 ? g_strdup_printf ("01939f6e-8f00-7000-8000-%012x", g_rand_int_range (walk->rand, 1, 16)) : NULL;
      owner = g_rand_int_range (walk->rand, 0, 6) == 0 ? g_strdup_printf ("01939f6e-8f00-7000-8000-%012x", g_rand_int_range (walk->rand, 1, 16)) : NULL;
      input.wants = wants;
      input.owner = owner;
      got = sf_assign (&input, &why);
      taken = found (walk->all, got);
      g_assert_cmpuint (strlen (why), <=, 80);
      g_assert_true (got == NULL || (taken != NULL && may_go (&input, taken)));
      g_assert_true (got != NULL || g_str_has_suffix (why, "nobody"));
      for (guint i = 0; got == NULL && i < walk->all->len; i++)
        g_assert_true (!may_go (&input, walk->all->pdata[i]) || !g_str_equal (((SfColleague *) walk->all->pdata[i])->job, "sales"));
      assert_same_again (walk, &input, got, why);
      count_turns (walk, &input, taken, strstr (why, "rotation") != NULL, lead);
      if (taken != NULL)
        {
          ((SfColleague *) taken)->turn_at = ++walk->now;
          ((SfColleague *) taken)->parties++;
          (*answered)++;
        }
    }
}

static void
test_random_floors (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int () & 0x7fffffff);
  guint answered = 0;

  for (guint floors = 0; floors < 150; floors++)
    {
      Walk walk = walk_new (rand);

      walk_on (&walk, 60, &answered);
      g_ptr_array_unref (walk.all);
    }
  g_assert_cmpuint (answered, >, 3000);
}

static void
test_not_a_text (void)
{
  static const char *const broken[] = { "", "|", "a|b", "sales|0|70||||||||2026-11-22", "1|2|3|4|5|6|7|8|9|10|11|12|13" };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_assert_null (sf_assign_ask_parse (broken[i]));
      g_assert_null (sf_colleague_parse (broken[i]));
    }
}

static void
test_sentences (void)
{
  static const struct { const char *why, *en; } table[] = {
    { "of|en|rotation|3", "Li is next of those who speak English" },
    { "of|vip+en+ev|rotation|3", "Li is next of those who look after guests of honour and speak English and know electric cars" },
    { "of|astrology|least_busy|0", "Li has the fewest guests of those who know this car" },
    { "least_busy|2", "Li has the fewest guests right now" },
    { "asked_busy|of|en|rotation|3", "They asked for a colleague who isn't free. Li is next of those who speak English" },
    { "handed", "A colleague handed them over to Li" }, { "door", "Li greeted them at the door" },
    { "of|en", "" }, { "of|en|stars|1", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    for (SfLang lang = 0; lang < SF_N_LANGS; lang++)
      {
        g_autofree char *text = sf_assign_why_text (table[i].why, "Li", lang);

        if (lang == SF_LANG_EN)
          g_assert_cmpstr (text, ==, table[i].en);
        else if (*table[i].en != '\0')
          g_assert_cmpstr (text, !=, table[i].en);
        g_assert_true (strpbrk (text, "{|+") == NULL);
      }
}

static void
test_skills_of_cars (void)
{
  g_autoptr(SfRecord) suv = sf_record_new (SF_KIND_MODEL, "01939f6e-8f00-7000-8000-000000000001"), fast = sf_record_new (SF_KIND_MODEL, "01939f6e-8f00-7000-8000-000000000002");
  g_autoptr(GPtrArray) models = g_ptr_array_new ();
  g_auto(GStrv) none = sf_models_skills (models), some = NULL;
  g_autofree char *list = NULL;

  sf_record_set_text (suv, SF_MODEL_BODY, "suv");
  sf_record_set_int (suv, SF_MODEL_SEATS, 7);
  sf_record_set_text (suv, SF_MODEL_ENERGY, "erev");
  sf_record_set_int (fast, SF_MODEL_ACCEL, 38);
  g_assert_null (none[0]);
  g_ptr_array_add (models, suv);
  g_ptr_array_add (models, NULL);
  g_ptr_array_add (models, fast);
  some = sf_models_skills (models);
  list = g_strjoinv (" ", some);
  g_assert_cmpstr (list, ==, "ev family performance");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assign-rules/policy-words", test_policy_words);
  g_test_add_func ("/assign-rules/narrowing", test_narrowing);
  g_test_add_func ("/assign-rules/both-narrow", test_both_narrow);
  g_test_add_func ("/assign-rules/least-busy", test_least_busy);
  g_test_add_func ("/assign-rules/breaks-leave-most", test_breaks_leave_most);
  g_test_add_func ("/assign-rules/tiers", test_tiers);
  g_test_add_func ("/assign-rules/all-zero", test_all_zero);
  g_test_add_func ("/assign-rules/random-floors", test_random_floors);
  g_test_add_func ("/assign-rules/not-a-text", test_not_a_text);
  g_test_add_func ("/assign-rules/sentences", test_sentences);
  g_test_add_func ("/assign-rules/skills-of-cars", test_skills_of_cars);
  return g_test_run ();
}
