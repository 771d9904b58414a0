/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-ids.h"
#include <string.h>

static void
test_uuid7_time (void)
{
  /* RFC 9562 A.6: 2022-02-22 19:22:22 UTC is 017f22e2-79b0-7… */
  g_autoptr (SfClock) clock = sf_clock_new_fake (G_GINT64_CONSTANT (0x017f22e279b0));
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  for (guint i = 0; i < 100; i++) {
    g_autofree char *id = sf_ids_new_uuid (ids, clock);
    g_assert_true (sf_uuid_is_valid (id));
    g_assert_true (g_str_has_prefix (id, "017f22e2-79b0-7"));
    g_assert_nonnull (strchr ("89ab", id[19]));
  }
}

static void
test_uuid7_rises (void)
{
  g_autoptr (SfClock) clock = sf_clock_new_fake (1700000000000);
  g_autoptr (SfIds) ids = sf_ids_new_seeded (7);
  g_autofree char *last = sf_ids_new_uuid (ids, clock);
  for (guint i = 0; i < 2000; i++) {
    g_autofree char *id = sf_ids_new_uuid (ids, clock);
    g_assert_cmpstr (last, <, id);
    g_free (last);
    last = g_steal_pointer (&id);
  }
  sf_clock_fake_set_wall (clock, 1600000000000);   /* a stepped clock orders nothing, but ids are still made */
  g_autofree char *id = sf_ids_new_uuid (ids, clock);
  g_assert_cmpstr (id, <, last);
}

static void
test_uuid7_unique (void)
{
  g_autoptr (SfClock) clock = sf_clock_new_fake (1700000000000);
  g_autoptr (SfIds) ids = sf_ids_new_seeded (1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < 10000; i++)   /* more than the counter's range within one millisecond */
    g_assert_true (g_hash_table_add (seen, sf_ids_new_uuid (ids, clock)));
}

static void
test_seeded_repeats (void)
{
  g_autoptr (SfIds) a = sf_ids_new_seeded (42), b = sf_ids_new_seeded (42), c = sf_ids_new_seeded (43);
  guint8 x[33], y[33], z[33];
  sf_ids_fill (a, x, sizeof x);
  sf_ids_fill (b, y, sizeof y);
  sf_ids_fill (c, z, sizeof z);
  g_assert_cmpmem (x, sizeof x, y, sizeof y);
  g_assert_true (memcmp (x, z, sizeof x) != 0);
  g_assert_cmpuint (sf_ids_u32 (a), ==, sf_ids_u32 (b));
  /* SplitMix64 of seed 42, first word; frozen so that printed seeds stay good. */
  g_autoptr (SfIds) d = sf_ids_new_seeded (42);
  guint8 first[8];
  sf_ids_fill (d, first, sizeof first);
  guint64 word;
  memcpy (&word, first, 8);
  g_assert_cmphex (GUINT64_FROM_LE (word), ==, G_GUINT64_CONSTANT (0xbdd732262feb6e95));
}

static void
test_refs (void)
{
  SfIds *ids = sf_ids_new_seeded (1);
  g_assert_true (sf_ids_ref (ids) == ids);
  sf_ids_unref (ids);
  guint32 first = sf_ids_u32 (ids);
  g_assert_cmpuint (sf_ids_u32 (ids), !=, first);
  sf_ids_unref (ids);
  sf_ids_unref (NULL);
}

static void
test_system_differs (void)
{
  g_autoptr (SfIds) a = sf_ids_new_system (), b = sf_ids_new_system ();
  guint8 x[600] = { 0 }, y[600] = { 0 };   /* more than one call of the kernel */
  sf_ids_fill (a, x, sizeof x);
  sf_ids_fill (b, y, sizeof y);
  for (guint at = 0; at < sizeof x; at += 20) {
    g_assert_true (memcmp (x + at, y + at, 20) != 0);
    g_assert_true (memcmp (x + at, (guint8[20]) { 0 }, 20) != 0);
  }
}

static void
test_derive (void)
{
  /* SHA-256 of "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\0assignment\0" "1", by sha256sum. */
  g_autofree char *id = sf_uuid_derive ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "assignment", 1);
  g_assert_cmpstr (id, ==, "5a00e7c3-7152-86a8-8ffe-dd8a4ac9af3e");
  g_autofree char *again = sf_uuid_derive ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "assignment", 1);
  g_autofree char *other = sf_uuid_derive ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "assignment", 2);
  g_autofree char *kind = sf_uuid_derive ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "assignmen", 1);
  g_assert_cmpstr (id, ==, again);
  g_assert_cmpstr (id, !=, other);
  g_assert_cmpstr (id, !=, kind);
  g_assert_true (sf_uuid_is_valid (id));
}

static void
test_is_valid (void)
{
  g_assert_true (sf_uuid_is_valid ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
  static const char *const wrong[] = { NULL, "", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff",
    "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e2079b0-7cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
    "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}", "017f22e2-79b0-7cc3-98c4dc0c-0c07398f", "../../../../../../../../etc/passwd000" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (sf_uuid_is_valid (wrong[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/ids/uuid7-time", test_uuid7_time);
  g_test_add_func ("/base/ids/uuid7-rises", test_uuid7_rises);
  g_test_add_func ("/base/ids/uuid7-unique", test_uuid7_unique);
  g_test_add_func ("/base/ids/seeded-repeats", test_seeded_repeats);
  g_test_add_func ("/base/ids/refs", test_refs);
  g_test_add_func ("/base/ids/system-differs", test_system_differs);
  g_test_add_func ("/base/ids/derive", test_derive);
  g_test_add_func ("/base/ids/is-valid", test_is_valid);
  return g_test_run ();
}
