/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-clock.h"
#include <string.h>

static void
test_fake (void)
{
  g_autoptr (SfClock) clock = sf_clock_new_fake (1000000);
  g_assert_cmpint (sf_clock_wall_ms (clock), ==, 1000000);
  g_assert_cmpint (sf_clock_boot_ms (clock), ==, 0);
  sf_clock_fake_advance (clock, 250);
  g_assert_cmpint (sf_clock_wall_ms (clock), ==, 1000250);
  g_assert_cmpint (sf_clock_boot_ms (clock), ==, 250);
  sf_clock_fake_set_wall (clock, 5);
  g_assert_cmpint (sf_clock_wall_ms (clock), ==, 5);
  g_assert_cmpint (sf_clock_boot_ms (clock), ==, 250);
}

static void
test_refs (void)
{
  SfClock *clock = sf_clock_new_fake (7);
  g_assert_true (sf_clock_ref (clock) == clock);
  sf_clock_unref (clock);
  g_assert_cmpint (sf_clock_wall_ms (clock), ==, 7);   /* still there: AddressSanitizer looks on */
  sf_clock_unref (clock);
  sf_clock_unref (NULL);
}

static void
test_reboot (void)
{
  g_autoptr (SfClock) clock = sf_clock_new_fake (1000000);
  const char *first = sf_clock_boot_id (clock);
  g_assert_cmpuint (strlen (first), ==, 36);
  g_assert_true (first == sf_clock_boot_id (clock));
  sf_clock_fake_advance (clock, 900);
  sf_clock_fake_reboot (clock);
  g_assert_cmpint (sf_clock_boot_ms (clock), ==, 0);
  g_assert_cmpint (sf_clock_wall_ms (clock), ==, 1000900);
  g_assert_cmpstr (sf_clock_boot_id (clock), !=, first);
  g_assert_cmpuint (strlen (first), ==, 36);   /* the old text is still there to compare with */
}

static void
test_system (void)
{
  g_unsetenv ("SHOWFLOOR_CLOCK_OFFSET");
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  gint64 before = g_get_real_time () / 1000, boot = sf_clock_boot_ms (clock);
  gint64 now = sf_clock_wall_ms (clock);
  gint64 after = g_get_real_time () / 1000;
  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, after);
  g_assert_cmpint (sf_clock_boot_ms (clock), >=, boot);
  g_assert_cmpint (boot, >, 0);
  g_assert_cmpuint (strlen (sf_clock_boot_id (clock)), ==, 36);
  g_autoptr (SfClock) other = sf_clock_new_system ();
  g_assert_cmpstr (sf_clock_boot_id (clock), ==, sf_clock_boot_id (other));
}

static void
check_offset (const char *text, gint64 wanted_ms)
{
  g_setenv ("SHOWFLOOR_CLOCK_OFFSET", text, TRUE);
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  g_unsetenv ("SHOWFLOOR_CLOCK_OFFSET");
  gint64 before = g_get_real_time () / 1000;
  gint64 shift = sf_clock_wall_ms (clock) - before;
  g_assert_cmpint (shift, >=, wanted_ms);
  g_assert_cmpint (shift, <, wanted_ms + 60000);
}

static void
test_offset (void)
{
  check_offset ("86400", 86400000);
  check_offset ("+86400", 86400000);
  check_offset ("-86400", -86400000);
  check_offset ("", 0);
  check_offset ("tomorrow", 0);
  check_offset ("99999999999999999999", 0);
}

static void
test_fake_refuses_backwards (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (SfClock) clock = sf_clock_new_fake (0);
    sf_clock_fake_advance (clock, -1);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*ms >= 0*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/fake", test_fake);
  g_test_add_func ("/base/clock/refs", test_refs);
  g_test_add_func ("/base/clock/reboot", test_reboot);
  g_test_add_func ("/base/clock/system", test_system);
  g_test_add_func ("/base/clock/offset", test_offset);
  g_test_add_func ("/base/clock/fake-refuses-backwards", test_fake_refuses_backwards);
  return g_test_run ();
}
