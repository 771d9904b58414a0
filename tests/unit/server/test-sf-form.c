/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What strangers send as forms, and how often they may. */
#include <string.h>

#include "server/sf-buckets.h"
#include "server/sf-form.h"

static SfForm *
parse (const char *text)
{
  return sf_form_parse (text, strlen (text));
}

static void
test_good (void)
{
  g_autoptr (SfForm) form = parse ("surname=%E7%8E%8B&title=mr&when=a+b%26c&empty=&bare&&x=1");

  g_assert_nonnull (form);
  g_assert_cmpuint (sf_form_count (form), ==, 6);
  g_assert_cmpstr (sf_form_get (form, "surname"), ==, "王");
  g_assert_cmpstr (sf_form_get (form, "when"), ==, "a b&c");
  g_assert_cmpstr (sf_form_get (form, "empty"), ==, "");
  g_assert_cmpstr (sf_form_get (form, "bare"), ==, "");
  g_assert_null (sf_form_get (form, "absent"));
  g_assert_null (sf_form_get (NULL, "absent"));
}

static void
test_bad (void)
{
  static const char *const bad[] = { "a=%", "a=%4", "a=%zz", "a=%00", "a=%01", "a=%ff", "a=%c0%af", "a=%ed%a0%80", "a=1&a=2", "A=1", "=1", "a%20=1", "a[]=1",
    "a=\x7f", "a=\x01", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (SfForm) form = parse (bad[i]);
    if (form)
      g_error ("“%s” was taken", bad[i]);
  }
}

static void
test_limits (void)
{
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *value = g_strnfill (2000, 'x');
  g_autofree char *fits = g_strconcat ("a=", value, NULL), *over = g_strconcat ("a=", value, "x", NULL);
  g_autofree char *huge = g_strnfill (SF_FORM_MAX_BYTES + 1, '&');
  g_autoptr (SfForm) one = parse (fits), two = parse (over), three = parse (huge), four = NULL, five = NULL;

  for (guint i = 0; i < 32; i++)
    g_string_append_printf (many, "f%u=1&", i);
  four = parse (many->str);
  g_string_append (many, "last=1");
  five = parse (many->str);
  g_assert_nonnull (one);
  g_assert_null (two);
  g_assert_null (three);
  g_assert_nonnull (four);
  g_assert_null (five);
}

static void
test_buckets (void)
{
  static const SfBucketRate rate = { "a", 3, 3600 }, other = { "b", 1, 1 };
  g_autoptr (SfClock) clock = sf_clock_new_fake (0);
  g_autoptr (SfIds) ids = sf_ids_new_seeded (7);
  g_autoptr (SfBuckets) buckets = sf_buckets_new (clock, ids);

  for (guint i = 0; i < 3; i++)
    g_assert_true (sf_buckets_take (buckets, &rate, "one"));
  g_assert_false (sf_buckets_take (buckets, &rate, "one"));
  g_assert_true (sf_buckets_take (buckets, &rate, "two"));
  g_assert_true (sf_buckets_take (buckets, &other, "one"));
  g_assert_false (sf_buckets_take (buckets, &rate, NULL));
  sf_clock_fake_advance (clock, 999);
  g_assert_false (sf_buckets_take (buckets, &rate, "one"));
  sf_clock_fake_advance (clock, 1);
  g_assert_true (sf_buckets_take (buckets, &rate, "one"));
  g_assert_false (sf_buckets_take (buckets, &rate, "one"));
}

/* A flood of new names is refused once the table is full of names that are braked; those that have rested make room. */
static void
test_flood (void)
{
  static const SfBucketRate rate = { "a", 2, 3600 };
  g_autoptr (SfClock) clock = sf_clock_new_fake (0);
  g_autoptr (SfIds) ids = sf_ids_new_seeded (7);
  g_autoptr (SfBuckets) buckets = sf_buckets_new (clock, ids);
  guint taken = 0;

  for (guint i = 0; i < 21000; i++) {
    g_autofree char *name = g_strdup_printf ("%u", i);
    taken += sf_buckets_take (buckets, &rate, name) ? 1 : 0;
  }
  g_assert_cmpuint (taken, ==, 20000);
  g_assert_cmpuint (sf_buckets_count (buckets), ==, 20000);
  sf_clock_fake_advance (clock, 2000);
  g_assert_true (sf_buckets_take (buckets, &rate, "newcomer"));
  g_assert_cmpuint (sf_buckets_count (buckets), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form/good", test_good);
  g_test_add_func ("/form/bad", test_bad);
  g_test_add_func ("/form/limits", test_limits);
  g_test_add_func ("/buckets/rate", test_buckets);
  g_test_add_func ("/buckets/flood", test_flood);
  return g_test_run ();
}
