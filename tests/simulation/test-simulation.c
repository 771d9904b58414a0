/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-log.h"
#include "sim.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Worlds of `make test`; SF_WORLDS says otherwise where everything is slower. */
#define WORLDS 150
#define FIRST_SEED 1
#define TIMES_WORSE 5

static guint worlds = WORLDS;
static guint later_lost;   /* worlds of the real rules in which a later edit was */

static guint
n_jobs (void)
{
  return (guint) sysconf (_SC_NPROCESSORS_ONLN);
}

/* With nothing going wrong, everything must be there: a checker that looks at an empty world finds nothing either. */
static void
test_calm (void)
{
  SimTotal total = { 0 };

  for (guint seed = FIRST_SEED; seed < FIRST_SEED + 3; seed++)
    {
      SimResult result = { 0 };

      sim_play (seed, 0, FALSE, FALSE, &result);
      if (result.wrong)
        g_test_message ("seed %u: %s", seed, result.violation);
      g_assert_false (result.wrong);
      total.stats.facts += result.stats.facts;
      g_assert_cmpuint (result.stats.lost + result.stats.restores + result.stats.rollbacks + result.stats.power_cuts, ==, 0);
    }
  g_assert_cmpuint (total.stats.facts, >, 30);
}

static void
test_real_rules (void)
{
  SimRun run = { .from = FIRST_SEED, .to = FIRST_SEED + worlds - 1, .jobs = n_jobs () };
  SimTotal total;

  sim_run (&run, &total);
  sim_print_stats (&total);
  later_lost = total.stats.later_lost;
  g_assert_cmpuint (total.worlds, ==, worlds);
  g_assert_cmpuint (total.wrong, ==, 0);
  /* 1.5 a world in the long run; so few worlds have a fifth less now and then. */
  g_assert_cmpuint (total.stats.restores, >, worlds * 6 / 5);
  g_assert_cmpuint (total.stats.rollbacks, >, worlds * 3 / 10);
  g_assert_cmpuint (total.stats.resyncs, >, worlds);
  g_assert_cmpuint (total.stats.power_cuts, >, worlds / 2);
  g_assert_cmpuint (total.stats.forks, >, 0);
}

/* The checker can fail: each rule taken out is noticed. */
static void
test_ablation (gconstpointer data)
{
  const SimAblation *ablation = data;
  SimRun run = { .from = FIRST_SEED, .to = FIRST_SEED + ablation->within - 1, .ablations = ablation->bit, .jobs = n_jobs (), .stop_at_first = TRUE };
  SimTotal total;

  sim_run (&run, &total);
  g_test_message ("%s, %s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " worlds", ablation->name, ablation->what, total.wrong, total.worlds);
  g_assert_cmpuint (total.wrong, >, 0);
}

/* The one that chance rarely finds, without chance. */
static void
test_moved_past (void)
{
  SimResult real = { 0 }, ablated = { 0 };

  sim_play_moved_past (0, &real);
  g_assert_cmpstr (real.violation, ==, "");
  sim_play_moved_past (SF_ABLATE_A2_SEQ_ONLY, &ablated);
  g_test_message ("A2: %s", ablated.violation);
  g_assert_true (ablated.wrong);
}

/* Wrong clocks that are believed lose later edits; ours lose hardly any. C2 and C3 take more worlds: make soak. */
static void
test_rates (void)
{
  const SimAblation *ablation = sim_ablation_find ("C1");
  SimRun run = { .from = FIRST_SEED, .to = FIRST_SEED + worlds - 1, .ablations = ablation->bit, .jobs = n_jobs () };
  SimTotal theirs;

  sim_run (&run, &theirs);
  g_test_message ("%s, %s: a later edit lost in %u of %u worlds, with the real rules in %u", ablation->name, ablation->what, theirs.stats.later_lost, worlds, later_lost);
  g_assert_cmpuint (theirs.stats.later_lost, >, TIMES_WORSE * later_lost);
}

/* From the command line */

static const char *
take (int *argc, char **argv, const char *name)
{
  for (int i = 1; i + 1 < *argc; i++)
    if (strcmp (argv[i], name) == 0)
      {
        const char *value = argv[i + 1];

        memmove (&argv[i], &argv[i + 2], (gsize) (*argc - i - 1) * sizeof *argv);
        *argc -= 2;
        return value;
      }
  return NULL;
}

static gboolean
take_flag (int *argc, char **argv, const char *name)
{
  for (int i = 1; i < *argc; i++)
    if (strcmp (argv[i], name) == 0)
      {
        memmove (&argv[i], &argv[i + 1], (gsize) (*argc - i) * sizeof *argv);
        (*argc)--;
        return TRUE;
      }
  return FALSE;
}

static int
replay (guint64 seed, guint ablations)
{
  SimResult result = { 0 };

  sim_play (seed, ablations, TRUE, TRUE, &result);
  g_print ("seed %" G_GUINT64_FORMAT ": %s\n", seed, result.wrong ? result.violation : "nothing wrong");
  return result.wrong ? 1 : 0;
}

static int
soak_real (const SimRun *run)
{
  SimTotal total;

  sim_run (run, &total);
  sim_print_stats (&total);
  g_print ("real rules: %" G_GUINT64_FORMAT " worlds, %" G_GUINT64_FORMAT " violations\n", total.worlds, total.wrong);
  return total.wrong > 0 ? 1 : 0;
}

static int
soak_rate (const SimRun *run, const SimAblation *ablation)
{
  SimRun real = *run;
  SimTotal ours, theirs;
  gboolean caught;

  real.ablations = 0;
  sim_run (run, &theirs);
  sim_run (&real, &ours);
  caught = theirs.stats.later_lost > 0 && theirs.stats.later_lost >= TIMES_WORSE * ours.stats.later_lost;
  g_print ("%s (%s): a later edit lost in %u of %" G_GUINT64_FORMAT " worlds, with the real rules in %u: %s\n", ablation->name, ablation->what, theirs.stats.later_lost, theirs.worlds,
           ours.stats.later_lost, caught ? "caught" : "NOT CAUGHT");
  return caught ? 0 : 1;
}

static int
soak_ablation (SimRun *run, const SimAblation *ablation)
{
  SimTotal total;

  run->ablations = ablation->bit;
  if (ablation->by_rate)
    return soak_rate (run, ablation);
  sim_run (run, &total);
  if (total.wrong > 0)
    g_print ("%s (%s): caught in %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " worlds, first seed %" G_GUINT64_FORMAT ": %s\n", ablation->name, ablation->what, total.wrong, total.worlds, total.first, total.violation);
  else
    g_print ("%s (%s): NOT CAUGHT in %" G_GUINT64_FORMAT " worlds\n", ablation->name, ablation->what, total.worlds);
  return total.wrong > 0 ? 0 : 1;
}

/* Each by itself, until it is caught. */
static int
every_ablation (guint jobs)
{
  guint missed = 0;

  for (const SimAblation *ablation = sim_ablations; ablation->name != NULL; ablation++)
    {
      SimRun run = { .from = FIRST_SEED, .to = FIRST_SEED + ablation->within - 1, .jobs = jobs, .stop_at_first = !ablation->by_rate };

      missed += soak_ablation (&run, ablation) != 0;
    }
  return missed > 0 ? 1 : 0;
}

static int
list (void)
{
  for (const SimAblation *ablation = sim_ablations; ablation->name != NULL; ablation++)
    g_print ("%-4s %s\n", ablation->name, ablation->what);
  return 0;
}

static int
usage (void)
{
  g_printerr ("Usage: test-simulation [--seed N [--ablation NAME] | --soak FROM-TO [--ablation NAME [--first]] [--jobs N]\n"
              "                        | --ablations | --every-ablation [--jobs N] | --within NAME]\n");
  return 2;
}

static int
soak (const char *seeds, const SimAblation *ablation, const char *jobs, gboolean first)
{
  SimRun run = { .jobs = jobs != NULL ? (guint) atoi (jobs) : n_jobs (), .stop_at_first = first, .progress_s = 60 };
  g_auto(GStrv) part = g_strsplit (seeds, "-", 2);

  if (g_strv_length (part) != 2 || !g_ascii_string_to_unsigned (part[0], 10, 1, G_MAXUINT32, &run.from, NULL)
      || !g_ascii_string_to_unsigned (part[1], 10, run.from, G_MAXUINT32, &run.to, NULL))
    return usage ();
  return ablation != NULL ? soak_ablation (&run, ablation) : soak_real (&run);
}

/* Worlds allocate and free a few bytes at a time, thousands at once: glibc keeps 7 of each size unless it was told before it began. */
static void
keep_small_pieces (char **argv)
{
#ifndef __SANITIZE_ADDRESS__
  if (g_getenv ("GLIBC_TUNABLES") != NULL)
    return;
  g_setenv ("GLIBC_TUNABLES", "glibc.malloc.tcache_count=2000", TRUE);
  execv ("/proc/self/exe", argv);   /* when it cannot, it is slower */
#endif
}

static int
run (int argc, char **argv)
{
  const char *seed = take (&argc, argv, "--seed"), *name = take (&argc, argv, "--ablation"), *seeds = take (&argc, argv, "--soak"), *jobs = take (&argc, argv, "--jobs");
  const char *within = take (&argc, argv, "--within");
  gboolean names = take_flag (&argc, argv, "--ablations"), first = take_flag (&argc, argv, "--first"), every = take_flag (&argc, argv, "--every-ablation");
  const SimAblation *ablation = NULL;

  name = name != NULL ? name : within;
  ablation = name != NULL && *name != '\0' ? sim_ablation_find (name) : NULL;

  sim_prepare_process ();
  sf_log_setup (seed != NULL ? "stderr" : "none", SF_LOG_INFO);
  if (names)
    return list ();
  if (every)
    return every_ablation (jobs != NULL ? (guint) atoi (jobs) : n_jobs ());
  if (name != NULL && *name != '\0' && ablation == NULL)
    return usage ();
  if (within != NULL)
    {
      g_print ("%u\n", ablation->within);
      return 0;
    }
  if (seed != NULL)
    return replay (g_ascii_strtoull (seed, NULL, 10), ablation != NULL ? ablation->bit : 0);
  if (seeds != NULL)
    return soak (seeds, ablation, jobs, first);
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("SF_WORLDS") != NULL)
    worlds = (guint) atoi (g_getenv ("SF_WORLDS"));
  g_test_add_func ("/simulation/calm", test_calm);
  g_test_add_func ("/simulation/real-rules", test_real_rules);
  for (ablation = sim_ablations; ablation->name != NULL; ablation++)
    {
      g_autofree char *path = g_strconcat ("/simulation/ablation/", ablation->name, NULL);

      if (!ablation->by_rate && (worlds >= WORLDS || !ablation->seldom))
        g_test_add_data_func (path, ablation, test_ablation);
    }
  g_test_add_func ("/simulation/moved-past", test_moved_past);
  if (worlds >= WORLDS)
    g_test_add_func ("/simulation/ablation/C1", test_rates);
  return g_test_run ();
}

int
main (int argc, char **argv)
{
  keep_small_pieces (argv);
  return run (argc, argv);
}
