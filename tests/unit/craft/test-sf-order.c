/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order to forget: of the dealer's CA, to one device of one pairing, and of nobody else. */
#include <string.h>

#include "craft/sf-cert.h"
#include "craft/sf-key.h"
#include "craft/sf-order.h"

#define SERVER "00112233445566778899aabbccddeeff"
#define DEVICE "00000000-0000-7000-8000-00000000000d"

typedef struct { SfIds *ids; SfClock *clock; SfCertPair *ca, *other, *leaf; guint8 key[32]; char *order; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (SfKey) key = NULL;

  f->ids = sf_ids_new_seeded (3);
  f->clock = sf_clock_new_fake (G_GINT64_CONSTANT (1795319000000));
  f->ca = sf_cert_make_ca (SERVER, f->ids, f->clock, NULL);
  f->other = sf_cert_make_ca (SERVER, f->ids, f->clock, NULL);
  f->leaf = sf_cert_make_leaf (f->ca, SERVER, NULL, f->ids, f->clock, NULL);
  key = sf_key_new (f->ids);
  sf_key_get_public (key, f->key);
  f->order = sf_order_make (f->ca->key, SERVER, DEVICE, f->key, NULL);
  g_assert_nonnull (f->order);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sf_cert_pair_free (f->ca);
  sf_cert_pair_free (f->other);
  sf_cert_pair_free (f->leaf);
  sf_ids_unref (f->ids);
  sf_clock_unref (f->clock);
  g_free (f->order);
}

static void
test_for_one (Fixture *f, gconstpointer data)
{
  guint8 paired_anew[32];

  memcpy (paired_anew, f->key, sizeof paired_anew);
  paired_anew[31] ^= 1;
  g_assert_true (sf_order_check (f->order, f->ca->cert, SERVER, DEVICE, f->key));
  g_assert_false (sf_order_check (f->order, f->ca->cert, SERVER, "00000000-0000-7000-8000-00000000000e", f->key));
  g_assert_false (sf_order_check (f->order, f->ca->cert, "10112233445566778899aabbccddeeff", DEVICE, f->key));
  g_assert_false (sf_order_check (f->order, f->ca->cert, SERVER, DEVICE, paired_anew));
}

/* Another CA of the same name, and who has the server's own key, which is the one that can be stolen from a running machine. */
static void
test_by_one (Fixture *f, gconstpointer data)
{
  g_autofree char *stranger = sf_order_make (f->other->key, SERVER, DEVICE, f->key, NULL);
  g_autofree char *leaf = sf_order_make (f->leaf->key, SERVER, DEVICE, f->key, NULL);

  g_assert_false (sf_order_check (stranger, f->ca->cert, SERVER, DEVICE, f->key));
  g_assert_true (sf_order_check (stranger, f->other->cert, SERVER, DEVICE, f->key));
  g_assert_false (sf_order_check (leaf, f->ca->cert, SERVER, DEVICE, f->key));
}

static void
test_bent (Fixture *f, gconstpointer data)
{
  const char *const wrong[] = { "", "A", "AAAA", "not base64 at all!", "MEUCIQ" };
  g_autofree char *longer = g_strconcat (f->order, f->order, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (sf_order_check (wrong[i], f->ca->cert, SERVER, DEVICE, f->key));
  g_assert_false (sf_order_check (longer, f->ca->cert, SERVER, DEVICE, f->key));
  g_assert_false (sf_order_check (f->order, "no certificate", SERVER, DEVICE, f->key));
  for (gsize i = 12; i < strlen (f->order); i += 7) {
    g_autofree char *bent = g_strdup (f->order);

    bent[i] = bent[i] == 'A' ? 'B' : 'A';
    g_assert_false (sf_order_check (bent, f->ca->cert, SERVER, DEVICE, f->key));
  }
  g_assert_null (sf_order_make ("no key", SERVER, DEVICE, f->key, &error));
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_CRYPTO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/order/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("for-one", test_for_one);
  ADD ("by-one", test_by_one);
  ADD ("bent", test_bent);
  return g_test_run ();
}
