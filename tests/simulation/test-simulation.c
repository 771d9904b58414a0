/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-log.h"
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#define WORLDS 100
#define FIRST_SEED 1
/* An ablation that this many worlds do not catch would prove that the checker sees nothing. */
#define ABLATED_WORLDS 150

static guint worlds = WORLDS;

static void
add_stats (SimStats *sum, const SimStats *one)
{
  const guint *from = (const guint *) one;
  guint *to = (guint *) sum;

  for (guint i = 0; i < sizeof *sum / sizeof *to; i++)
    to[i] += from[i];
}

/* Plays one history to its end; what was found wrong, or NULL. (transfer full) */
static char *
play (guint64 seed, guint ablations, gboolean faults, gboolean verbose, SimStats *stats)
{
  Sim *sim = sim_new (seed, ablations, faults, verbose);
  guint steps = 60 + sim_pick (sim, 80);
  char *violation;

  for (guint i = 0; i < steps && sim->violation == NULL; i++)
    sim_act (sim);
  if (sim->violation == NULL)
    sim_settle (sim);
  if (sim->violation == NULL)
    sim_check_all (sim);
  add_stats (stats, &sim->stats);
  violation = g_steal_pointer (&sim->violation);
  sim_free (sim);
  return violation;
}

static void
say_stats (const char *what, guint n, const SimStats *s)
{
  g_test_message ("%s: %u worlds, %u steps, %u facts, %u backups, %u restores, %u rollbacks, %u restarts, %u reboots, %u erased, %u lost, %u twice, %u late, %u resyncs, %u forks",
                  what, n, s->steps, s->facts, s->backups, s->restores, s->rollbacks, s->restarts, s->reboots, s->erased, s->lost, s->duplicated, s->delayed, s->resyncs, s->forks);
}

/* With nothing going wrong, everything must be there: a checker that looks at an empty world finds nothing either. */
static void
test_calm (void)
{
  SimStats stats = { 0 };

  for (guint seed = FIRST_SEED; seed < FIRST_SEED + 5; seed++)
    {
      g_autofree char *violation = play (seed, 0, FALSE, FALSE, &stats);

      if (violation != NULL)
        g_test_message ("seed %u: %s", seed, violation);
      g_assert_null (violation);
    }
  say_stats ("calm", 5, &stats);
  g_assert_cmpuint (stats.facts, >, 50);
  g_assert_cmpuint (stats.lost + stats.restores + stats.rollbacks, ==, 0);
}

static void
test_recommended (void)
{
  SimStats stats = { 0 };

  for (guint seed = FIRST_SEED; seed < FIRST_SEED + worlds; seed++)
    {
      g_autofree char *violation = play (seed, 0, TRUE, FALSE, &stats);

      if (violation != NULL)
        g_test_message ("seed %u: %s (again: test-simulation --seed %u)", seed, violation, seed);
      g_assert_null (violation);
    }
  say_stats ("recommended", worlds, &stats);
  g_assert_cmpuint (stats.restores, >, 0);
  g_assert_cmpuint (stats.rollbacks, >, 0);
  g_assert_cmpuint (stats.resyncs, >, 0);
  g_assert_cmpuint (stats.forks, >, 0);
  g_assert_cmpuint (stats.erased, >, 0);
}

/* The checker can fail: each rule taken out is noticed, and noticed for what it is. */
static void
test_ablation (gconstpointer data)
{
  guint bits = GPOINTER_TO_UINT (data);
  SimStats stats = { 0 };

  for (guint seed = FIRST_SEED; seed < FIRST_SEED + ABLATED_WORLDS; seed++)
    {
      g_autofree char *violation = play (seed, bits, TRUE, FALSE, &stats);

      if (violation == NULL)
        continue;
      g_test_message ("caught at seed %u: %s", seed, violation);
      return;
    }
  g_test_message ("not caught in %u worlds", ABLATED_WORLDS);
  g_test_fail ();
}

static int
replay (guint64 seed, guint ablations)
{
  SimStats stats = { 0 };
  g_autofree char *violation = play (seed, ablations, TRUE, TRUE, &stats);

  sim_remove_templates ();
  g_print ("seed %" G_GUINT64_FORMAT ": %s\n", seed, violation != NULL ? violation : "nothing wrong");
  return violation != NULL ? 1 : 0;
}

static int
survey (guint64 from, guint n, guint ablations)
{
  SimStats stats = { 0 };
  guint bad = 0;

  for (guint64 seed = from; seed < from + n; seed++)
    {
      g_autofree char *violation = play (seed, ablations, TRUE, FALSE, &stats);

      if (violation != NULL)
        g_print ("seed %" G_GUINT64_FORMAT ": %s\n", seed, violation);
      bad += violation != NULL;
    }
  sim_remove_templates ();
  g_print ("%u of %u worlds wrong; %u steps, %u facts, %u restores, %u rollbacks, %u resyncs, %u forks\n", bad, n, stats.steps, stats.facts, stats.restores, stats.rollbacks,
           stats.resyncs, stats.forks);
  return bad > 0 ? 1 : 0;
}

/* Takes "--name VALUE" out of the arguments; 0 when it is not there. */
static guint64
take_number (int *argc, char **argv, const char *name)
{
  for (int i = 1; i + 1 < *argc; i++)
    if (strcmp (argv[i], name) == 0)
      {
        guint64 value = g_ascii_strtoull (argv[i + 1], NULL, 10);

        memmove (&argv[i], &argv[i + 2], (gsize) (*argc - i - 1) * sizeof *argv);
        *argc -= 2;
        return value;
      }
  return 0;
}

int
main (int argc, char **argv)
{
  guint64 seed = take_number (&argc, argv, "--seed"), ablations = take_number (&argc, argv, "--ablate"), n = take_number (&argc, argv, "--survey");
  guint64 from = take_number (&argc, argv, "--from");
  int result;

  sf_log_setup (seed != 0 ? "stderr" : "none", SF_LOG_INFO);
  if (seed != 0)
    return replay (seed, (guint) ablations);
  if (n != 0)
    return survey (from != 0 ? from : FIRST_SEED, (guint) n, (guint) ablations);
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("SF_WORLDS") != NULL)
    worlds = (guint) atoi (g_getenv ("SF_WORLDS"));
  g_test_add_func ("/simulation/calm", test_calm);
  g_test_add_func ("/simulation/recommended", test_recommended);
  g_test_add_data_func ("/simulation/ablation/a-cursor-without-chain", GUINT_TO_POINTER (SF_ABLATE_A_CHAIN), test_ablation);
  g_test_add_data_func ("/simulation/ablation/b-trim-on-ack", GUINT_TO_POINTER (SF_ABLATE_B_TRIM_ON_ACK), test_ablation);
  g_test_add_data_func ("/simulation/ablation/d-no-fork-detection", GUINT_TO_POINTER (SF_ABLATE_D_FORK), test_ablation);
  g_test_add_data_func ("/simulation/ablation/e-no-overlay", GUINT_TO_POINTER (SF_ABLATE_E_OVERLAY), test_ablation);
  g_test_add_data_func ("/simulation/ablation/e2-trim-before-visible", GUINT_TO_POINTER (SF_ABLATE_E2_TRIM_VISIBLE), test_ablation);
  g_test_add_data_func ("/simulation/ablation/e3-resync-in-place", GUINT_TO_POINTER (SF_ABLATE_E3_SHADOW), test_ablation);
  g_test_add_data_func ("/simulation/ablation/e4-numbers-across-histories", GUINT_TO_POINTER (SF_ABLATE_E4_CROSS), test_ablation);
  g_test_add_data_func ("/simulation/ablation/f-no-erase-register", GUINT_TO_POINTER (SF_ABLATE_F_ERASE), test_ablation);
  g_test_add_data_func ("/simulation/ablation/g-numbers-alone-against-repeats", GUINT_TO_POINTER (SF_ABLATE_G_IDEM), test_ablation);
  g_test_add_data_func ("/simulation/ablation/i-cursor-before-rows", GUINT_TO_POINTER (SF_ABLATE_I_CURSOR_FIRST), test_ablation);
  result = g_test_run ();
  sim_remove_templates ();
  return result;
}
