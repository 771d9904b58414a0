/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-push-stack.h"

static SfRecord *
push (const char *id, const char *what)
{
  SfRecord *record = sf_record_new (SF_KIND_PUSH, id);

  sf_record_set_text (record, SF_PUSH_WHAT, what);
  return record;
}

static gboolean
add (SfPushStack *stack, const char *id, const char *what, gint64 from, gint64 until, gint64 now)
{
  g_autoptr(SfRecord) record = push (id, what);

  return sf_push_stack_add (stack, record, from, until, now);
}

static const char *
top (SfPushStack *stack)
{
  const SfPushEntry *entry = sf_push_stack_top (stack, NULL, NULL);

  return entry != NULL ? sf_record_get_id (entry->push) : NULL;
}

static void
test_newest (void)
{
  g_autoptr(SfPushStack) stack = sf_push_stack_new ();

  g_assert_null (top (stack));
  g_assert_true (add (stack, "a", "model", 100, 1000, 100));
  g_assert_cmpstr (top (stack), ==, "a");
  g_assert_true (add (stack, "b", "view", 200, 900, 200));
  g_assert_cmpstr (top (stack), ==, "b");
  /* Replaced is over: when b goes, a does not come back. */
  g_assert_true (sf_push_stack_end (stack, "b"));
  g_assert_null (top (stack));
  g_assert_false (add (stack, "a", "model", 100, 1000, 300));
  g_assert_false (sf_push_stack_end (stack, "b"));
}

/* What comes late was replaced before it came; what claims to be of tomorrow is of now. */
static void
test_order (void)
{
  g_autoptr(SfPushStack) stack = sf_push_stack_new ();

  g_assert_true (add (stack, "late", "model", 500, 1000, 500));
  add (stack, "early", "model", 400, 1000, 600);
  g_assert_cmpstr (top (stack), ==, "late");
  g_assert_true (add (stack, "future", "model", 99999, 1000, 700));
  g_assert_true (add (stack, "next", "model", 701, 1000, 701));
  g_assert_cmpstr (top (stack), ==, "next");
}

static void
test_twice (void)
{
  g_autoptr(SfPushStack) stack = sf_push_stack_new ();
  g_autoptr(SfRecord) named = push ("w", "welcome"), nameless = push ("w", "welcome");

  sf_record_set_text (named, SF_PUSH_GUEST, "王先生");
  g_assert_true (sf_push_stack_add (stack, named, 0, 50, 0));
  g_assert_false (sf_push_stack_add (stack, named, 10, 60, 10));
  g_assert_cmpint (sf_push_stack_next_end (stack), ==, 50);
  /* The server's copy has no name: the wall says none from here on, and for no longer than before. */
  g_assert_true (sf_push_stack_add (stack, nameless, 20, 70, 20));
  g_assert_null (sf_record_get_text (sf_push_stack_top (stack, NULL, NULL)->push, SF_PUSH_GUEST));
  g_assert_cmpint (sf_push_stack_next_end (stack), ==, 50);
  g_assert_false (sf_push_stack_expire (stack, 49));
  g_assert_true (sf_push_stack_expire (stack, 50));
  g_assert_false (sf_push_stack_add (stack, named, 20, 900, 60));
  g_assert_null (top (stack));
}

static void
test_layers (void)
{
  g_autoptr(SfPushStack) stack = sf_push_stack_new ();

  add (stack, "car", "model", 0, 10000, 0);
  add (stack, "hello", "welcome", 100, 2000, 100);
  g_assert_cmpstr (top (stack), ==, "hello");
  add (stack, "call", "call", 200, 1400, 200);
  g_assert_cmpstr (top (stack), ==, "call");
  /* Something new under a call waits until the call is over. */
  add (stack, "hello2", "welcome", 300, 1900, 300);
  g_assert_cmpstr (top (stack), ==, "call");
  sf_push_stack_expire (stack, 1400);
  g_assert_cmpstr (top (stack), ==, "hello2");
  sf_push_stack_expire (stack, 2000);
  g_assert_cmpstr (top (stack), ==, "car");
  /* A new car ends a welcome that stands before it. */
  add (stack, "hello3", "welcome", 2100, 9000, 2100);
  add (stack, "car2", "model", 2200, 3000, 2200);
  g_assert_cmpstr (top (stack), ==, "car2");
  sf_push_stack_expire (stack, 3000);
  g_assert_null (top (stack));
  g_assert_cmpint (sf_push_stack_next_end (stack), ==, G_MAXINT64);
}

static void
test_taken_back_first (void)
{
  g_autoptr(SfPushStack) stack = sf_push_stack_new ();

  g_assert_true (sf_push_stack_end (stack, "a"));
  g_assert_false (add (stack, "a", "model", 100, 1000, 100));
  g_assert_null (top (stack));
  g_assert_true (sf_push_stack_knows (stack, "a"));
}

static gboolean
not_b (SfRecord *record, gpointer data)
{
  return g_strcmp0 (sf_record_get_id (record), "b") != 0;
}

static void
test_what_cannot_be_shown (void)
{
  g_autoptr(SfPushStack) stack = sf_push_stack_new ();

  add (stack, "w", "welcome", 1, 1000, 1);
  add (stack, "b", "call", 2, 1000, 2);
  g_assert_cmpstr (sf_record_get_id (sf_push_stack_top (stack, not_b, NULL)->push), ==, "w");
}

/* However much is sent, what is kept has an end. */
static void
test_limits (void)
{
  g_autoptr(SfPushStack) stack = sf_push_stack_new ();
  g_auto(GStrv) ended = NULL;

  for (guint i = 0; i < 2000; i++) {
    g_autofree char *id = g_strdup_printf ("w%u", i);

    g_assert_true (add (stack, id, i % 2 == 0 ? "welcome" : "call", i, 100000, i));
    g_assert_cmpuint (sf_push_stack_n_live (stack), <=, SF_PUSH_STACK_LIVE);
  }
  ended = sf_push_stack_ended (stack);
  g_assert_cmpuint (g_strv_length (ended), ==, SF_PUSH_STACK_REMEMBERED);
  g_assert_cmpstr (top (stack), ==, "w1999");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/push-stack/newest", test_newest);
  g_test_add_func ("/push-stack/order", test_order);
  g_test_add_func ("/push-stack/twice", test_twice);
  g_test_add_func ("/push-stack/layers", test_layers);
  g_test_add_func ("/push-stack/taken-back-first", test_taken_back_first);
  g_test_add_func ("/push-stack/cannot-be-shown", test_what_cannot_be_shown);
  g_test_add_func ("/push-stack/limits", test_limits);
  return g_test_run ();
}
