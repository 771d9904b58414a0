/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/kiosk/sf-plate-rules.h"

static void
test_good (void)
{
  g_assert_true (sf_plate_is_good ("cn", FALSE, "沪A12345"));
  g_assert_false (sf_plate_is_good ("cn", FALSE, "沪A1234"));
  g_assert_false (sf_plate_is_good ("cn", TRUE, "沪A12345"));
  g_assert_true (sf_plate_is_good ("cn", TRUE, "沪AD12345"));
  g_assert_false (sf_plate_is_good ("cn", FALSE, ""));
  g_assert_true (sf_plate_is_good ("tw", FALSE, "ABC-1234"));
  g_assert_false (sf_plate_is_good ("tw", FALSE, "A"));
}

static void
test_length (void)
{
  g_assert_cmpuint (sf_plate_length ("cn", FALSE), ==, 7);
  g_assert_cmpuint (sf_plate_length ("cn", TRUE), ==, 8);
  g_assert_cmpuint (sf_plate_length ("tw", FALSE), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/plate-rules/good", test_good);
  g_test_add_func ("/ui/plate-rules/length", test_length);
  return g_test_run ();
}
