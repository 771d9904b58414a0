/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "merge/sf-stamp.h"

#define DEVICE_A "018f0000-0000-7000-8000-00000000000a"
#define DEVICE_B "018f0000-0000-7000-8000-00000000000b"
#define NOW G_GINT64_CONSTANT (1795319000000)

static void
test_order (void)
{
  SfStamp a = sf_stamp_received (NOW << 16, "ok", DEVICE_A, NOW);
  SfStamp b = sf_stamp_received ((NOW << 16) + 1, "ok", DEVICE_A, NOW);
  SfStamp c = sf_stamp_received (NOW << 16, "ok", DEVICE_B, NOW);
  SfStamp server = sf_stamp_server (NOW);

  g_assert_cmpint (sf_stamp_compare (&a, &b), <, 0);
  g_assert_cmpint (sf_stamp_compare (&b, &a), >, 0);
  g_assert_cmpint (sf_stamp_compare (&a, &a), ==, 0);
  g_assert_cmpint (sf_stamp_compare (&a, &c), <, 0);
  g_assert_cmpint (sf_stamp_compare (&server, &a), <, 0);
  g_assert_true (a.sure && server.sure);
}

/* A clock that is wrong by a year neither wins for a year nor stops anything. */
static void
test_future_is_now (void)
{
  SfStamp near = sf_stamp_received ((NOW + SF_STAMP_DRIFT_MS) << 16, "ok", DEVICE_A, NOW);
  SfStamp far = sf_stamp_received (((NOW + G_GINT64_CONSTANT (31536000000)) << 16) | 7, "ok", DEVICE_A, NOW);
  SfStamp none = sf_stamp_received (0, "ok", DEVICE_A, NOW);
  SfStamp guessed = sf_stamp_received (NOW << 16, "est", DEVICE_A, NOW);

  g_assert_cmpint (near.st, ==, (NOW + SF_STAMP_DRIFT_MS) << 16);
  g_assert_true (near.sure);
  g_assert_cmpint (far.st, ==, (NOW << 16) | 7);
  g_assert_false (far.sure);
  g_assert_cmpint (none.st >> 16, ==, NOW);
  g_assert_false (none.sure);
  g_assert_false (guessed.sure);
}

static void
test_text (void)
{
  SfStamps stamps = { 0 }, back;
  g_autofree char *text = NULL;

  stamps.at[SF_CUSTOMER_PHONE] = sf_stamp_received (NOW << 16, "ok", DEVICE_A, NOW);
  stamps.at[SF_CUSTOMER_LEVEL] = sf_stamp_server (NOW);
  stamps.at[SF_FIELD_EXTRA] = sf_stamp_received ((NOW << 16) + 5, "est", DEVICE_B, NOW);
  text = sf_stamps_to_text (SF_KIND_CUSTOMER, &stamps);
  g_assert_true (sf_stamps_from_text (SF_KIND_CUSTOMER, text, &back));
  for (guint f = 0; f <= SF_FIELD_EXTRA; f++)
    {
      g_assert_cmpint (sf_stamp_compare (&stamps.at[f], &back.at[f]), ==, 0);
      g_assert_true (stamps.at[f].st == 0 || stamps.at[f].sure == back.at[f].sure);
    }
}

static void
test_text_refused (void)
{
  static const char *const bad[] = { "phone", "phone=", "phone=1/", "phone=0//1", "phone=x//1", "phone=1//1/2", "phone=1/" DEVICE_A DEVICE_A "/1" };
  SfStamps stamps;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sf_stamps_from_text (SF_KIND_CUSTOMER, bad[i], &stamps));
  g_assert_true (sf_stamps_from_text (SF_KIND_CUSTOMER, NULL, &stamps));
  g_assert_true (sf_stamps_from_text (SF_KIND_CUSTOMER, "of_a_newer_version=1//1;phone=9//1;", &stamps));
  g_assert_cmpint (stamps.at[SF_CUSTOMER_PHONE].st, ==, 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stamp/order", test_order);
  g_test_add_func ("/stamp/future-is-now", test_future_is_now);
  g_test_add_func ("/stamp/text", test_text);
  g_test_add_func ("/stamp/text-refused", test_text_refused);
  return g_test_run ();
}
