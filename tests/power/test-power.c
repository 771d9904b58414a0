/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-power                          up to 500 crash points over all stages, a fault in every call (make test; SF_POINTS: other many)
 * test-power --soak N                 at least N on all processors, with a table (make soak-power)
 * test-power --point STAGE NODE K V   one of them again
 * test-power --fault CASE NTH V       a fault of the table below again
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "power.h"

#define SHORT_RUN 500   /* at most; every eighth change */

/* What a stage begins with. */
typedef struct {
  SfTestImage *images[POWER_NODES];
  GPtrArray *tried;
  GHashTable *saved, *erased;
  gboolean enrolled, account, damaged;
  gint64 acked, safe, inc;
  char *epoch;
  guint64 changes[POWER_NODES];   /* that the stage makes, undisturbed */
} Start;

/* No pointers: processes share it. */
typedef struct { guint points, wrong, saved, acked; char first[300]; } Tally;

/* Every @stride-th of all changes of all stages, each cut in @variants ways. */
typedef struct { guint variants, stride, workers; gboolean lying, tell; } Plan;

static Start *starts;

/* Beginnings */

static void
copy_set (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (to, g_strdup (key));
}

static void
copy_list (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_strdup (from->pdata[i]));
}

static void
keep_start (Start *start, Power *power)
{
  for (guint i = 0; i < POWER_NODES; i++)
    start->images[i] = sf_test_disk_save (power->disks[i]);
  start->tried = g_ptr_array_new_with_free_func (g_free);
  start->saved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  start->erased = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  copy_list (start->tried, power->tried);
  copy_set (start->saved, power->saved);
  copy_set (start->erased, power->erased);
  start->enrolled = power->enrolled;
  start->account = power->account;
  start->damaged = power->damaged;
  start->acked = power->acked;
  start->safe = power->safe;
  start->inc = power->inc;
  start->epoch = g_strdup (power->epoch);
}

/* The world as it is before stage @n, closed. Ids and times are this stage's own. */
static Power *
begin_at (guint n)
{
  const Start *start = &starts[n];
  Power *power = power_new ();

  for (guint i = 0; i < POWER_NODES; i++)
    sf_test_disk_load (power->disks[i], start->images[i]);
  copy_list (power->tried, start->tried);
  copy_set (power->saved, start->saved);
  copy_set (power->erased, start->erased);
  power->enrolled = start->enrolled;
  power->account = start->account;
  power->damaged = start->damaged;
  power->acked = start->acked;
  power->safe = start->safe;
  power->inc = start->inc;
  power->epoch = g_strdup (start->epoch);
  power_be_at (power, 2 * n + 1);
  return power;
}

static void
open_both (Power *power, const char *when)
{
  g_autoptr(GError) error = NULL;

  if (!power_open_server (power, &error) || !power_open_kiosk (power, &error))
    power_say_wrong (power, "does not open %s: %s", when, error->message);
}

/* Plays all stages with the power on and keeps what each begins with and how many changes it makes. */
static void
make_starts (void)
{
  Power *power = power_new ();

  starts = g_new0 (Start, power_n_steps);
  for (guint n = 0; n < power_n_steps; n++)
    {
      power_be_at (power, 2 * n);
      if (power_steps[n].prepare != NULL)
        {
          open_both (power, "before a stage");
          power_steps[n].prepare (power);
          power_close (power);
        }
      keep_start (&starts[n], power);
      power_be_at (power, 2 * n + 1);
      for (guint i = 0; i < POWER_NODES; i++)
        starts[n].changes[i] = sf_test_disk_changes (power->disks[i]);
      if (n > 0)
        open_both (power, "in a stage");
      power_steps[n].run (power);
      power_close (power);
      for (guint i = 0; i < POWER_NODES; i++)
        starts[n].changes[i] = sf_test_disk_changes (power->disks[i]) - starts[n].changes[i];
      g_assert_cmpstr (power->wrong, ==, NULL);
    }
  /* Where nothing was promised, nothing can be broken. */
  g_assert_cmpuint (g_hash_table_size (starts[power_n_steps - 2].saved), ==, starts[power_n_steps - 2].tried->len);
  g_assert_cmpuint (g_hash_table_size (starts[power_n_steps - 2].saved), >, 10);
  g_assert_cmpint (starts[power_n_steps - 2].acked, ==, 2 * starts[power_n_steps - 2].tried->len);
  g_assert_cmpint (starts[power_n_steps - 2].safe, >, 0);
  g_assert_cmpuint (g_hash_table_size (power->erased), >, 0);
  g_assert_cmpint (power->acked, >, 0);
  g_assert_true (power->enrolled && power->account && power->damaged);
  open_both (power, "in the end");
  power_check_settled (power);
  g_assert_cmpstr (power->wrong, ==, NULL);
  power_free (power);
}

static void
free_starts (void)
{
  for (guint n = 0; n < power_n_steps; n++)
    {
      for (guint i = 0; i < POWER_NODES; i++)
        sf_test_image_free (starts[n].images[i]);
      g_ptr_array_unref (starts[n].tried);
      g_hash_table_unref (starts[n].saved);
      g_hash_table_unref (starts[n].erased);
      g_free (starts[n].epoch);
    }
  g_clear_pointer (&starts, g_free);
}

/* One crash point */

static SfTestPower
power_of (guint variant, gboolean lying)
{
  static const guint keeps[] = { 0, 50, 100, 20, 80 };
  SfTestPower power = { .keep = keeps[variant % 5], .torn = variant / 5 % 2 ? 40 : 0, .strict = (variant / 10 + variant) % 2 == 0, .lying = lying };

  return power;
}

/* The power is cut in change @k of @node in stage @n; then everybody goes on, and all promises are held against what is there. */
static char *
try_point (guint n, PowerNode node, guint64 k, guint variant, gboolean lying, Tally *tally)
{
  Power *power = begin_at (n);
  SfTestPower how = power_of (variant, lying);
  char *wrong;

  for (guint i = 0; i < POWER_NODES; i++)
    {
      sf_test_disk_seed (power->disks[i], k * 1000 + variant * 7 + i);
      sf_test_disk_set_power (power->disks[i], &how);
    }
  sf_test_disk_cut_after (power->disks[node], k);
  if (n > 0)
    power_open_both_somehow (power);
  if (!power_is_dead (power))
    power_steps[n].run (power);
  tally->saved += g_hash_table_size (power->saved);
  tally->acked += (guint) power->acked;
  if (!power_is_dead (power))
    sf_test_disk_cut (power->disks[node]);
  power_close (power);
  sf_test_disk_boot (power->disks[node]);
  if (node == POWER_KIOSK)
    sf_clock_fake_reboot (power->clock);
  open_both (power, "after the cut");
  if (power->wrong == NULL)
    power_check (power);
  if (power->wrong == NULL)
    power_finish (power);
  wrong = g_steal_pointer (&power->wrong);
  power_free (power);
  tally->points++;
  return wrong;
}

static void
count_point (Tally *tally, guint n, PowerNode node, guint64 k, guint variant, gboolean lying)
{
  g_autofree char *wrong = try_point (n, node, k, variant, lying, tally);

  if (wrong == NULL)
    return;
  tally->wrong++;
  if (tally->first[0] == '\0')
    g_snprintf (tally->first, sizeof tally->first, "%s (test-power --point %s %d %" G_GUINT64_FORMAT " %u)", wrong, power_steps[n].name, node, k, variant);
}

static void
add_tally (Tally *sum, const Tally *part)
{
  sum->points += part->points;
  sum->wrong += part->wrong;
  sum->saved += part->saved;
  sum->acked += part->acked;
  if (sum->first[0] == '\0')
    g_strlcpy (sum->first, part->first, sizeof sum->first);
}

/* Points @turn and on are those of this stage on this disk; of them those that are worker @worker's. */
static void
try_share (const Plan *plan, guint n, PowerNode node, guint turn, guint worker, Tally *tally)
{
  /* The last one: all was done, and only then the power went. */
  for (guint64 k = 1; k <= starts[n].changes[node] + 1; k++)
    for (guint v = 0; v < plan->variants; v++, turn++)
      if (turn % plan->stride == 0 && turn / plan->stride % plan->workers == worker)
        count_point (tally, n, node, k, plan->variants > 1 ? v : turn + 1, plan->lying);
}

/* The same by a process for each worker; one that dies is a finding. */
static Tally
try_shares (const Plan *plan, guint n, PowerNode node, guint turn)
{
  Tally sum = { 0 }, died = { .wrong = 1, .first = "a worker died" };
  g_autofree pid_t *pids = g_new0 (pid_t, plan->workers);
  Tally *tallies = mmap (NULL, plan->workers * sizeof *tallies, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  g_assert_true (tallies != MAP_FAILED);
  for (guint i = 0; i < plan->workers; i++)
    {
      pids[i] = fork ();
      g_assert_cmpint (pids[i], >=, 0);
      if (pids[i] != 0)
        continue;
      try_share (plan, n, node, turn, i, &tallies[i]);
      _exit (0);
    }
  for (guint i = 0; i < plan->workers; i++)
    {
      int status = 0;

      g_assert_cmpint (waitpid (pids[i], &status, 0), ==, pids[i]);
      add_tally (&sum, &tallies[i]);
      if (status != 0)
        add_tally (&sum, &died);
    }
  munmap (tallies, plan->workers * sizeof *tallies);
  return sum;
}

static Tally
try_all (const Plan *plan)
{
  Tally all = { 0 };
  guint turn = 0;

  for (guint n = 0; n < power_n_steps; n++)
    for (PowerNode node = 0; node < POWER_NODES; node++)
      {
        Tally tally = { 0 };

        if (plan->workers > 1)
          tally = try_shares (plan, n, node, turn);
        else
          try_share (plan, n, node, turn, 0, &tally);
        turn += (guint) (starts[n].changes[node] + 1) * plan->variants;
        if (plan->tell)
          g_print ("%-11s %-7s %5" G_GUINT64_FORMAT " changes %6u points %4u wrong  %s\n", power_steps[n].name, node == POWER_KIOSK ? "kiosk" : "server",
                   starts[n].changes[node], tally.points, tally.wrong, tally.first);
        add_tally (&all, &tally);
      }
  return all;
}

/* Faults of a disk that goes on */

/* @fault in the @nth call it can meet, once or from there on; then either the power goes, or the disk is well again and all go on. */
static char *
try_fault (guint n, PowerNode node, SfTestFault fault, guint64 nth, guint variant, gboolean *met)
{
  const SfTestPower nothing_kept = { .keep = 0, .strict = TRUE };
  gboolean for_good = variant % 2 == 1, cut = variant / 2 == 1;
  Power *power = begin_at (n);
  char *wrong;

  open_both (power, "before a fault");
  for (guint i = 0; i < POWER_NODES; i++)
    sf_test_disk_set_power (power->disks[i], &nothing_kept);
  sf_test_disk_fail (power->disks[node], fault, nth, for_good);
  power_steps[n].run (power);
  *met = sf_test_disk_failed (power->disks[node]);
  sf_test_disk_fail (power->disks[node], SF_TEST_FAULT_NONE, 0, FALSE);
  if (cut)
    sf_test_disk_cut (power->disks[node]);
  /* A connection that saw a failed flush says no until it is opened anew; any other goes on as it is. */
  if (cut || power_is_broken (power))
    power_close (power);
  if (cut)
    sf_test_disk_boot (power->disks[node]);
  open_both (power, "after a fault");
  if (power->wrong == NULL)
    power_check (power);
  if (power->wrong == NULL)
    power_finish (power);
  wrong = g_steal_pointer (&power->wrong);
  power_free (power);
  return wrong;
}

static guint
find_step (const char *name)
{
  guint n = 0;

  while (strcmp (power_steps[n].name, name) != 0)
    n++;
  return n;
}

typedef struct { const char *step; PowerNode node; SfTestFault fault; } FaultCase;

static const FaultCase fault_cases[] = {
  { "check-in", POWER_KIOSK, SF_TEST_FAULT_IO }, { "check-in", POWER_KIOSK, SF_TEST_FAULT_FULL },
  { "check-in", POWER_KIOSK, SF_TEST_FAULT_SHORT }, { "check-in", POWER_KIOSK, SF_TEST_FAULT_FLUSH },
  { "push", POWER_KIOSK, SF_TEST_FAULT_IO }, { "push", POWER_KIOSK, SF_TEST_FAULT_FULL },
  { "push", POWER_KIOSK, SF_TEST_FAULT_SHORT }, { "push", POWER_KIOSK, SF_TEST_FAULT_FLUSH },
  { "push", POWER_SERVER, SF_TEST_FAULT_IO }, { "push", POWER_SERVER, SF_TEST_FAULT_FULL },
  { "push", POWER_SERVER, SF_TEST_FAULT_SHORT }, { "push", POWER_SERVER, SF_TEST_FAULT_FLUSH },
};

static void
test_faults (gconstpointer data)
{
  const FaultCase *a = data;
  guint n = find_step (a->step), tried = 0;
  gboolean met = TRUE;

  for (guint64 nth = 1; met; nth++)
    for (guint variant = 0; variant < 4 && met; variant++)
      {
        /* The short run takes each call once: with the fault once or for good, with a cut or without, in turn. */
        if (g_getenv ("SF_ALL_FAULTS") == NULL && variant != nth % 4)
          continue;
        g_autofree char *wrong = try_fault (n, a->node, a->fault, nth, variant, &met);

        tried++;
        if (wrong != NULL)
          g_test_message ("%s: call %" G_GUINT64_FORMAT ", variant %u: %s", a->step, nth, variant, wrong);
        g_assert_cmpstr (wrong, ==, NULL);
      }
  g_test_message ("%s: %u faults", a->step, tried);
  g_assert_cmpuint (tried, >, 1);
}

static guint
all_changes (void)
{
  guint64 sum = 0;

  for (guint n = 0; n < power_n_steps; n++)
    for (guint i = 0; i < POWER_NODES; i++)
      sum += starts[n].changes[i] + 1;
  return (guint) sum;
}

static void
test_points (void)
{
  const char *some = g_getenv ("SF_POINTS");
  guint points = some != NULL ? (guint) atoi (some) : SHORT_RUN, stride = (all_changes () + points - 1) / points;
  Plan plan = { .variants = 1, .stride = stride, .workers = 1 };
  Tally tally = try_all (&plan);

  g_test_message ("%u crash points of %u, %u visits called saved, %u mutations taken", tally.points, all_changes (), tally.saved, tally.acked);
  g_assert_cmpstr (tally.first, ==, "");
  g_assert_cmpuint (tally.saved, >, tally.points);
}

/* A disk that only says it has flushed breaks promises, and that is seen: else the run above would prove nothing. */
static void
test_lying_disk_is_seen (void)
{
  Plan plan = { .variants = 1, .stride = MAX (1, all_changes () / 100), .workers = 1, .lying = TRUE };
  Tally tally = try_all (&plan);

  g_test_message ("%u of %u points on a lying disk: %s", tally.wrong, tally.points, tally.first);
  g_assert_cmpuint (tally.wrong, >, tally.points / 10);
}

static int
soak (guint points)
{
  Plan plan = { .variants = MAX (1, (points + all_changes () - 1) / all_changes ()), .stride = 1, .workers = g_get_num_processors (), .tell = TRUE };
  Tally tally = try_all (&plan);

  g_print ("%u crash points, %u promises broken, %u visits called saved, %u mutations taken\n", tally.points, tally.wrong, tally.saved, tally.acked);
  if (tally.first[0] != '\0')
    g_print ("%s\n", tally.first);
  return tally.wrong == 0 && tally.points >= points ? 0 : 1;
}

static int
one_point (char **args)
{
  Tally tally = { 0 };

  for (guint n = 0; n < power_n_steps; n++)
    if (strcmp (power_steps[n].name, args[0]) == 0)
      {
        g_autofree char *wrong = try_point (n, (PowerNode) atoi (args[1]), (guint64) atoll (args[2]), (guint) atoi (args[3]), FALSE, &tally);

        g_print ("%s\n", wrong != NULL ? wrong : "nothing wrong");
        return wrong != NULL;
      }
  return 2;
}

static int
one_fault (char **args)
{
  const FaultCase *a = &fault_cases[atoi (args[0])];
  gboolean met = FALSE;
  g_autofree char *wrong = try_fault (find_step (a->step), a->node, a->fault, (guint64) atoll (args[1]), (guint) atoi (args[2]), &met);

  g_print ("%s%s\n", met ? "" : "not met; ", wrong != NULL ? wrong : "nothing wrong");
  return wrong != NULL;
}

int
main (int argc, char **argv)
{
  int status;

  make_starts ();
  if (argc == 3 && strcmp (argv[1], "--soak") == 0)
    status = soak ((guint) atoi (argv[2]));
  else if (argc == 6 && strcmp (argv[1], "--point") == 0)
    status = one_point (argv + 2);
  else if (argc == 5 && strcmp (argv[1], "--fault") == 0)
    status = one_fault (argv + 2);
  else
    {
      g_test_init (&argc, &argv, NULL);
      g_test_add_func ("/power/points", test_points);
      for (guint i = 0; i < G_N_ELEMENTS (fault_cases); i++)
        {
          static const char *const names[] = { "none", "io", "full", "short", "flush" };
          g_autofree char *path = g_strdup_printf ("/power/fault/%s/%s/%s", fault_cases[i].step, fault_cases[i].node == POWER_KIOSK ? "kiosk" : "server", names[fault_cases[i].fault]);

          g_test_add_data_func (path, &fault_cases[i], test_faults);
        }
      g_test_add_func ("/power/lying-disk-is-seen", test_lying_disk_is_seen);
      status = g_test_run ();
    }
  free_starts ();
  return status;
}
