/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-plate.h"
#include <string.h>

static void
test_normalize (void)
{
  static const struct { const char *typed, *region, *plate; } cases[] = {
    { "沪A12345", "cn", "沪A12345" }, { "沪a·12345", "cn", "沪A12345" }, { "沪 A 1234 5", "CN", "沪A12345" }, { "沪Ａ１２３４５", "cn", "沪A12345" },
    { "沪A-12345", "cn", "沪A12345" }, { "京N8P8F8", "cn", "京N8P8F8" }, { "沪AD12345", "cn", "沪AD12345" }, { "沪AF12345", "cn", "沪AF12345" },
    { "沪ADA1234", "cn", "沪ADA1234" }, { "沪A12345D", "cn", "沪A12345D" }, { "粤Z1234港", "cn", "粤Z1234港" }, { "沪A1234学", "cn", "沪A1234学" },
    { "沪A1234警", "cn", "沪A1234警" },
    { "ABC-1234", "tw", "ABC-1234" }, { "abc1234", "tw", "ABC-1234" }, { "1234-ab", "tw", "1234-AB" }, { "1234AB", "tw", "1234-AB" },
    { "AB1234", "tw", "AB-1234" }, { "ＡＢＣ－１２３４", "tw", "ABC-1234" }, { "A2-1234", "tw", "A2-1234" }, { "EAA-0001", "tw", "EAA-0001" },
    { "AB1234", "hk", "AB1234" }, { "LOVE 1", "hk", "LOVE1" }, { "MX-12-34", "hk", NULL },
    { "沪A1234", "cn", NULL }, { "沪A1234567", "cn", NULL }, { "沪I12345", "cn", NULL }, { "沪A1234O", "cn", NULL }, { "A123456", "cn", NULL },
    { "王A12345", "cn", NULL }, { "沪112345", "cn", NULL }, { "沪AZ12345", "cn", NULL }, { "沪A123456", "cn", NULL }, { "沪A12学45", "cn", NULL },
    { "沪ABCDEF", "cn", NULL }, { "沪A12-345", "cn", NULL }, { "ABC-12345", "tw", NULL }, { "ABCDEFG", "tw", NULL }, { "A-12345", "tw", NULL },
    { "沪A12345", "tw", NULL }, { "A--1234", "tw", NULL }, { "ABCD", "hk", NULL }, { "", "cn", NULL }, { NULL, "cn", NULL }, { "\xff", "cn", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("case %u", i);
    g_autofree char *plate = sf_plate_normalize (cases[i].typed, cases[i].region);
    g_assert_cmpstr (plate, ==, cases[i].plate);
    if (plate != NULL) {
      g_autofree char *again = sf_plate_normalize (plate, cases[i].region);
      g_assert_cmpstr (again, ==, plate);
    }
  }
}

static void
check (const char *typed, const char *region, SfPlateState state, guint n)
{
  guint got = 99;
  g_assert_cmpint (sf_plate_check (typed, region, &got), ==, state);
  g_assert_cmpuint (got, ==, n);
}

static void
test_check (void)
{
  check ("", "cn", SF_PLATE_EMPTY, 0);
  check ("沪", "cn", SF_PLATE_SHORT, 6);
  check ("沪A1234", "cn", SF_PLATE_SHORT, 1);
  check ("沪AD1234", "cn", SF_PLATE_OK, 0);
  check ("沪AD12345", "cn", SF_PLATE_OK, 0);
  check ("沪AD123456", "cn", SF_PLATE_LONG, 1);
  check ("沪1", "cn", SF_PLATE_WRONG, 0);
  check ("AB12", "tw", SF_PLATE_SHORT, 1);
  check ("ABC-1234", "tw", SF_PLATE_OK, 0);
  check ("ABCD-12345", "tw", SF_PLATE_LONG, 2);
  check ("X", "hk", SF_PLATE_SHORT, 1);
}

static void
test_display (void)
{
  static const char *const cases[][2] = { { "沪A12345", "沪A·12345" }, { "沪AD12345", "沪A·D12345" }, { "ABC-1234", "ABC-1234" }, { "沪", "沪" }, { NULL, "" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = sf_plate_display (cases[i][0]);
    g_assert_cmpstr (text, ==, cases[i][1]);
  }
  g_assert_true (sf_plate_is_new_energy ("沪AD12345"));
  g_assert_true (sf_plate_is_new_energy ("沪A12345D"));
  g_assert_false (sf_plate_is_new_energy ("沪A12345"));
  g_assert_false (sf_plate_is_new_energy ("ABC-1234"));
  g_assert_false (sf_plate_is_new_energy (NULL));
}

static void
test_provinces (void)
{
  const char *const *all = sf_plate_provinces ();
  g_autofree char *joined = g_strjoinv ("", (char **) all);
  g_assert_cmpuint (g_strv_length ((char **) all), ==, 31);
  g_assert_cmpstr (joined, ==, sf_plate_allowed ("", "cn"));
}

/* Every key that is enabled leads on to a plate; what is not enabled does not. */
static void
type_on (const char *so_far, const char *region, guint depth, guint *plates)
{
  const char *keys = sf_plate_allowed (so_far, region);
  if (sf_plate_check (so_far, region, NULL) == SF_PLATE_OK)
    (*plates)++;
  if (*keys == '\0') {
    g_assert_cmpint (sf_plate_check (so_far, region, NULL), ==, SF_PLATE_OK);
    return;
  }
  /* Two keys of each row: enough to walk every branch. */
  glong n = g_utf8_strlen (keys, -1);
  const glong picks[] = { depth % n, n - 1 };
  for (guint i = 0; i < G_N_ELEMENTS (picks); i++) {
    const char *key = g_utf8_offset_to_pointer (keys, picks[i]);
    g_autofree char *next = g_strdup_printf ("%s%.*s", so_far, (int) (g_utf8_next_char (key) - key), key);
    SfPlateState state = sf_plate_check (next, region, NULL);
    if (state == SF_PLATE_SHORT || state == SF_PLATE_OK)
      type_on (next, region, depth + 1, plates);
  }
}

static void
test_allowed (void)
{
  guint plates = 0;
  type_on ("", "cn", 0, &plates);
  g_assert_cmpuint (plates, >, 20);
  g_assert_null (strpbrk (sf_plate_allowed ("沪", "cn"), "IO0123456789"));
  g_assert_null (strpbrk (sf_plate_allowed ("沪A", "cn"), "IO"));
  g_assert_nonnull (strstr (sf_plate_allowed ("沪A1234", "cn"), "学"));
  g_assert_null (strstr (sf_plate_allowed ("沪A123", "cn"), "学"));
  g_assert_cmpstr (sf_plate_allowed ("沪AD1234", "cn"), ==, "0123456789");
  g_assert_cmpstr (sf_plate_allowed ("沪A12345", "cn"), ==, "ABCDEFGHJK");
  g_assert_cmpstr (sf_plate_allowed ("京N8P8F8", "cn"), ==, "");
  g_assert_cmpstr (sf_plate_allowed ("ABC1234", "tw"), ==, "");
  g_assert_nonnull (strchr (sf_plate_allowed ("ABC", "tw"), 'I'));
  g_assert_nonnull (strchr (sf_plate_allowed ("ABC", "tw"), '-'));
  g_assert_null (strchr (sf_plate_allowed ("A", "tw"), '-'));
  g_assert_null (strchr (sf_plate_allowed ("AB-1", "tw"), '-'));
  g_assert_cmpstr (sf_plate_allowed ("ABC-1234", "tw"), ==, "");
  g_assert_cmpstr (sf_plate_allowed ("AB-1234", "tw"), ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/craft/plate/normalize", test_normalize);
  g_test_add_func ("/craft/plate/check", test_check);
  g_test_add_func ("/craft/plate/display", test_display);
  g_test_add_func ("/craft/plate/provinces", test_provinces);
  g_test_add_func ("/craft/plate/allowed", test_allowed);
  return g_test_run ();
}
