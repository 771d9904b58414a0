/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many worlds. The house is built and synced once per process; each world is a child that begins in a copy of it, made by fork, so
 * that nothing of one world reaches the next, and one that crashes is told like one that is wrong.
 */
#include "sim.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEPS 60
#define MAX_JOBS 64
#define SAID 20

static void
add_stats (SimStats *sum, const SimStats *one)
{
  const guint *from = (const guint *) one;
  guint *to = (guint *) sum;

  for (guint i = 0; i < sizeof *sum / sizeof *to; i++)
    to[i] += from[i];
}

/* One thread, no need to count what it allocates, and memory that was had once is kept. */
void
sim_prepare_process (void)
{
  sqlite3_config (SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  sim_give_sqlite_memory ();
  mallopt (M_TRIM_THRESHOLD, 256 * 1024 * 1024);
  mallopt (M_MMAP_THRESHOLD, 64 * 1024 * 1024);
  mallopt (M_TOP_PAD, 4 * 1024 * 1024);
}

/* From the house to the last check. */
static void
play (Sim *sim, guint64 seed, guint ablations, gboolean faults, gboolean verbose, SimResult *result)
{
  sim_begin (sim, seed, ablations, faults, verbose);
  for (guint i = 0; i < STEPS && sim->violation == NULL; i++)
    sim_act (sim);
  if (sim->violation == NULL)
    sim_settle (sim);
  if (sim->violation == NULL)
    sim_check_all (sim);
  result->stats = sim->stats;
  result->wrong = sim->violation != NULL;
  g_strlcpy (result->violation, sim->violation != NULL ? sim->violation : "", sizeof result->violation);
}

void
sim_play (guint64 seed, guint ablations, gboolean faults, gboolean verbose, SimResult *result)
{
  Sim *sim = sim_new ();

  play (sim, seed, ablations, faults, verbose, result);
  sim_free (sim);
}

/* What the processes share. */
typedef struct {
  guint64 next;             /* (atomic) seed that nobody has taken yet */
  gint stop;                /* (atomic) */
  guint64 playing[MAX_JOBS];   /* seed */
  gboolean ended[MAX_JOBS];    /* nothing is left for it to play */
  SimTotal totals[MAX_JOBS];
  SimResult results[MAX_JOBS];
} Shared;

static const char *
name_of (guint ablations)
{
  for (const SimAblation *ablation = sim_ablations; ablation->name != NULL; ablation++)
    if (ablation->bit == ablations)
      return ablation->name;
  return "";
}

static void
note (Shared *shared, guint job, const SimRun *run, guint64 seed)
{
  SimTotal *total = &shared->totals[job];
  const SimResult *result = &shared->results[job];
  const char *name = name_of (run->ablations);

  total->worlds++;
  add_stats (&total->stats, &result->stats);
  if (!result->wrong)
    return;
  if (total->wrong++ < SAID)
    g_print ("# seed %" G_GUINT64_FORMAT ": %s   (again: test-simulation --seed %" G_GUINT64_FORMAT "%s%s)\n", seed, result->violation, seed, *name ? " --ablation " : "", name);
  if (total->first == 0 || seed < total->first)
    {
      total->first = seed;
      g_strlcpy (total->violation, result->violation, sizeof total->violation);
    }
  fflush (stdout);
  if (run->stop_at_first)
    __atomic_store_n (&shared->stop, 1, __ATOMIC_RELAXED);
}

/* Worlds in this child, one after the other, each in the house as it was frozen. Under the sanitizers, which keep account of memory: one. */
static void
play_some (Sim *sim, Shared *shared, guint job, const SimRun *run)
{
  SimResult *result = &shared->results[job];

  for (;;)
    {
      guint64 seed = __atomic_fetch_add (&shared->next, 1, __ATOMIC_RELAXED);

      if (seed > run->to || __atomic_load_n (&shared->stop, __ATOMIC_RELAXED))
        break;
      memset (result, 0, sizeof *result);
      shared->playing[job] = seed;
      play (sim, seed, run->ablations, TRUE, FALSE, result);
      shared->playing[job] = 0;
      note (shared, job, run, seed);
#ifdef __SANITIZE_ADDRESS__
      return;
#else
      sim_thaw ();
#endif
    }
  shared->ended[job] = TRUE;
}

/* A child that did not end by itself died of the world that it played. */
static void
note_death (Shared *shared, guint job, const SimRun *run, int status)
{
  SimResult *result = &shared->results[job];

  result->wrong = TRUE;
  g_snprintf (result->violation, sizeof result->violation, "the program ended by %s %d", WIFSIGNALED (status) ? "signal" : "status", WIFSIGNALED (status) ? WTERMSIG (status) : WEXITSTATUS (status));
  note (shared, job, run, shared->playing[job]);
}

static void
work (Shared *shared, guint job, const SimRun *run)
{
  Sim *sim = sim_new ();

  sim_compile (sim);
  fflush (stdout);
#ifndef __SANITIZE_ADDRESS__
  sim_freeze ();
#endif
  while (!shared->ended[job])
    {
      int status = 0;
      pid_t pid = fork ();

      g_assert (pid >= 0);
      if (pid == 0)
        {
          play_some (sim, shared, job, run);
          _exit (0);
        }
      while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
        ;
      if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
        note_death (shared, job, run, status);
    }
  sim_free (sim);
}

static void
sum_up (const Shared *shared, guint jobs, SimTotal *total)
{
  memset (total, 0, sizeof *total);
  for (guint i = 0; i < jobs; i++)
    {
      const SimTotal *part = &shared->totals[i];

      total->worlds += part->worlds;
      total->wrong += part->wrong;
      add_stats (&total->stats, &part->stats);
      if (part->first != 0 && (total->first == 0 || part->first < total->first))
        {
          total->first = part->first;
          g_strlcpy (total->violation, part->violation, sizeof total->violation);
        }
    }
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Until every worker has let go of its end of the pipe; says now and then how far they are. */
static void
wait_for (const Shared *shared, const SimRun *run, int pipe_end, gint64 began)
{
  struct pollfd end = { .fd = pipe_end, .events = POLLIN };
  int every = run->progress_s > 0 ? (int) (run->progress_s * 1000) : -1;

  while (poll (&end, 1, every) <= 0)
    g_print ("# %.0f s: at seed %" G_GUINT64_FORMAT "\n", (double) (g_get_monotonic_time () - began) / 1e6, MIN (__atomic_load_n (&shared->next, __ATOMIC_RELAXED), run->to));
}

static void
reap (guint jobs)
{
  for (guint i = 0; i < jobs; i++)
    {
      int status = 0;

      while (wait (&status) < 0)
        g_assert (errno == EINTR);
      g_assert (WIFEXITED (status) && WEXITSTATUS (status) == 0);
    }
}

void
sim_run (const SimRun *run, SimTotal *total)
{
  guint jobs = CLAMP (run->jobs, 1, MAX_JOBS);
  Shared *shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  gint64 began = g_get_monotonic_time ();
  double cpu = cpu_seconds ();
  int ends[2];

  g_assert (shared != MAP_FAILED && pipe (ends) == 0);
  sim_rehearse ();
  shared->next = run->from;
  fflush (stdout);
  for (guint i = 0; i < jobs; i++)
    {
      pid_t pid = fork ();

      g_assert (pid >= 0);
      if (pid != 0)
        continue;
      work (shared, i, run);
      fflush (stdout);
      _exit (0);
    }
  close (ends[1]);
  wait_for (shared, run, ends[0], began);
  close (ends[0]);
  reap (jobs);
  sum_up (shared, jobs, total);
  total->seconds = (double) (g_get_monotonic_time () - began) / 1e6;
  total->cpu_seconds = cpu_seconds () - cpu;
  munmap (shared, sizeof *shared);
}

#define SIM_NAME(name) #name,
static const char *const stat_names[] = { SIM_STATS (SIM_NAME) };
#undef SIM_NAME

void
sim_print_stats (const SimTotal *total)
{
  const guint *values = (const guint *) &total->stats;
  g_autoptr(GString) line = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (stat_names); i++)
    g_string_append_printf (line, "%s%u %s", i > 0 ? ", " : "", values[i], stat_names[i]);
  g_strdelimit (line->str, "_", ' ');
  g_print ("# %" G_GUINT64_FORMAT " worlds, %" G_GUINT64_FORMAT " wrong, in %.1f s (%.1f worlds a second, %.1f ms of CPU each)\n# %s\n", total->worlds, total->wrong, total->seconds,
           (double) total->worlds / MAX (total->seconds, 0.001), 1000 * total->cpu_seconds / (double) MAX (total->worlds, 1), line->str);
}
