/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "merge/sf-merge.h"

#define ID "018f0000-0000-7000-8000-000000000001"
#define MAX_PATCHES 6
#define ROUNDS 3000

static const char *const devices[] = { "018f0000-0000-7000-8000-00000000000a", "018f0000-0000-7000-8000-00000000000b", "" };
static const guint fields[] = { SF_CUSTOMER_PHONE, SF_CUSTOMER_SURNAME, SF_CUSTOMER_LEVEL, SF_CUSTOMER_VISITS, SF_CUSTOMER_LAST_NOTE };

typedef struct { SfRecord *record; SfStamp stamp; } Patch;

static SfStamp
stamp_of (gint64 st, guint device)
{
  SfStamp stamp = { .st = st, .sure = TRUE };

  g_strlcpy (stamp.dev, devices[device], sizeof stamp.dev);
  return stamp;
}

static void
put_value (SfRecord *record, guint field, guint value)
{
  g_autofree char *text = g_strdup_printf ("v%u", value);

  if (value == 0)
    sf_record_set_null (record, field);
  else if (field == SF_CUSTOMER_VISITS)
    sf_record_set_int (record, field, value);
  else
    sf_record_set_text (record, field, text);
}

static Patch
random_patch (GRand *rand)
{
  Patch patch = { sf_record_new (SF_KIND_CUSTOMER, ID), { 0 } };
  guint n = (guint) g_rand_int_range (rand, 1, 4);

  for (guint i = 0; i < n; i++)
    put_value (patch.record, fields[g_rand_int_range (rand, 0, G_N_ELEMENTS (fields))], (guint) g_rand_int_range (rand, 0, 4));
  if (g_rand_int_range (rand, 0, 5) == 0)
    sf_record_set_extra (patch.record, g_rand_boolean (rand) ? "{\"x\":1}" : "{\"x\":2}");
  /* Few stamps, so that ties happen. */
  patch.stamp = stamp_of (g_rand_int_range (rand, 1, 6), (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (devices)));
  return patch;
}

static char *
text_of (SfRecord *record, guint field)
{
  if (field == SF_FIELD_EXTRA)
    return g_strdup (sf_record_get_extra (record));
  if (sf_record_is_null (record, field))
    return NULL;
  return field == SF_CUSTOMER_VISITS ? g_strdup_printf ("%d", (int) sf_record_get_int (record, field)) : g_strdup (sf_record_get_text (record, field));
}

/* Every value a patch said is there at the end or has been told as a loser; @seen collects "field=value". */
static void
note_losers (GHashTable *seen, SfMerge *merge)
{
  for (guint i = 0; i < merge->losers->len; i++)
    {
      SfLoser *loser = merge->losers->pdata[i];

      g_hash_table_add (seen, g_strdup_printf ("%u=%s", loser->field, loser->value ? loser->value : "(null)"));
    }
}

static SfMerge *
fold (Patch *patches, const guint *order, guint n, GHashTable *losers)
{
  SfMerge *merge = NULL;

  for (guint i = 0; i < n; i++)
    {
      Patch *patch = &patches[order[i]];
      SfMerge *next = sf_merge_patch (merge ? merge->record : NULL, merge ? &merge->stamps : NULL, patch->record, &patch->stamp);

      note_losers (losers, next);
      g_clear_pointer (&merge, sf_merge_free);
      merge = next;
    }
  return merge;
}

static void
shuffle (GRand *rand, guint *order, guint n)
{
  for (guint i = n; i > 1; i--)
    {
      guint j = (guint) g_rand_int_range (rand, 0, (gint32) i), swap = order[i - 1];

      order[i - 1] = order[j];
      order[j] = swap;
    }
}

static void
check_nothing_silent (Patch *patches, guint n, SfMerge *merge, GHashTable *losers)
{
  for (guint i = 0; i < n; i++)
    for (guint f = 0; f <= SF_FIELD_EXTRA; f++)
      {
        gboolean says = f == SF_FIELD_EXTRA ? sf_record_get_extra (patches[i].record) != NULL
                                            : f < SF_CUSTOMER_N_FIELDS && sf_record_has (patches[i].record, f);
        g_autofree char *said = NULL, *stands = NULL, *key = NULL;

        if (!says)
          continue;
        said = text_of (patches[i].record, f);
        stands = text_of (merge->record, f);
        key = g_strdup_printf ("%u=%s", f, said ? said : "(null)");
        g_assert_true (g_strcmp0 (said, stands) == 0 || g_hash_table_contains (losers, key));
      }
}

static void
test_any_order (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < ROUNDS; round++)
    {
      Patch patches[MAX_PATCHES];
      guint order[MAX_PATCHES], n = (guint) g_rand_int_range (rand, 2, MAX_PATCHES + 1);
      g_autoptr (GHashTable) losers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GHashTable) others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (SfMerge) one = NULL, two = NULL;
      g_autofree char *stamps_one = NULL, *stamps_two = NULL;

      for (guint i = 0; i < n; i++)
        {
          patches[i] = random_patch (rand);
          order[i] = i;
        }
      one = fold (patches, order, n, losers);
      shuffle (rand, order, n);
      two = fold (patches, order, n, others);
      g_assert_true (sf_record_equal (one->record, two->record));
      stamps_one = sf_stamps_to_text (SF_KIND_CUSTOMER, &one->stamps);
      stamps_two = sf_stamps_to_text (SF_KIND_CUSTOMER, &two->stamps);
      g_assert_cmpstr (stamps_one, ==, stamps_two);
      check_nothing_silent (patches, n, one, losers);
      check_nothing_silent (patches, n, two, others);
      for (guint i = 0; i < n; i++)
        sf_record_unref (patches[i].record);
    }
}

static void
test_repeat_is_nothing (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < ROUNDS; round++)
    {
      Patch patch = random_patch (rand);
      g_autoptr (SfMerge) one = sf_merge_patch (NULL, NULL, patch.record, &patch.stamp);
      g_autoptr (SfMerge) two = sf_merge_patch (one->record, &one->stamps, patch.record, &patch.stamp);

      g_assert_true (one->changed);
      g_assert_false (two->changed);
      g_assert_cmpuint (two->losers->len, ==, 0);
      sf_record_unref (patch.record);
    }
}

/* Two tablets, two numbers: the later stays, the earlier is kept for somebody to look at, whichever arrived first. */
static void
test_two_numbers (void)
{
  for (guint first = 0; first < 2; first++)
    {
      g_autoptr (SfRecord) a = sf_record_new (SF_KIND_CUSTOMER, ID), b = sf_record_new (SF_KIND_CUSTOMER, ID);
      SfStamp early = stamp_of (10, 0), late = stamp_of (20, 1);
      g_autoptr (SfMerge) one = NULL, two = NULL;
      SfLoser *loser;

      sf_record_set_text (a, SF_CUSTOMER_PHONE, "+8613800000001");
      sf_record_set_text (b, SF_CUSTOMER_PHONE, "+8613800000002");
      one = first == 0 ? sf_merge_patch (NULL, NULL, a, &early) : sf_merge_patch (NULL, NULL, b, &late);
      two = first == 0 ? sf_merge_patch (one->record, &one->stamps, b, &late) : sf_merge_patch (one->record, &one->stamps, a, &early);
      g_assert_cmpstr (sf_record_get_text (two->record, SF_CUSTOMER_PHONE), ==, "+8613800000002");
      g_assert_cmpuint (two->losers->len, ==, 1);
      loser = two->losers->pdata[0];
      g_assert_cmpstr (loser->value, ==, "+8613800000001");
      g_assert_true (loser->review);
      g_assert_cmpint (loser->incoming, ==, first == 1);
      g_assert_cmpint (two->changed, ==, first == 0);
    }
}

/* The same person changing their mind is history, not a case for review; a level said twice is none either, unless a clock guessed. */
static void
test_what_wants_review (void)
{
  static const struct { guint field; guint dev_a, dev_b; gboolean sure, review; } rows[] = {
    { SF_CUSTOMER_PHONE, 0, 0, TRUE, FALSE },
    { SF_CUSTOMER_PHONE, 0, 1, TRUE, TRUE },
    { SF_CUSTOMER_SURNAME, 0, 1, TRUE, TRUE },
    { SF_CUSTOMER_LEVEL, 0, 1, TRUE, FALSE },
    { SF_CUSTOMER_LEVEL, 0, 1, FALSE, TRUE },
    { SF_CUSTOMER_LEVEL, 0, 0, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SfRecord) a = sf_record_new (SF_KIND_CUSTOMER, ID), b = sf_record_new (SF_KIND_CUSTOMER, ID);
      SfStamp early = stamp_of (10, rows[i].dev_a), late = stamp_of (20, rows[i].dev_b);
      g_autoptr (SfMerge) one = NULL, two = NULL;

      late.sure = rows[i].sure;
      sf_record_set_text (a, rows[i].field, "one");
      sf_record_set_text (b, rows[i].field, "two");
      one = sf_merge_patch (NULL, NULL, a, &early);
      two = sf_merge_patch (one->record, &one->stamps, b, &late);
      g_assert_cmpuint (two->losers->len, ==, 1);
      g_assert_cmpint (((SfLoser *) two->losers->pdata[0])->review, ==, rows[i].review);
    }
}

/*
 * A tablet's disk was put back to before it heard the time: it guesses a time before that of its own earlier word, and forgot that one.
 * What is known to be later stays all the same; what it only tells again does not, and nothing of it stands against somebody else's word.
 */
static void
test_own_later_word (void)
{
  static const struct { guint dev; gboolean later, stays; } rows[] = { { 0, TRUE, TRUE }, { 0, FALSE, FALSE }, { 1, TRUE, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SfRecord) a = sf_record_new (SF_KIND_CUSTOMER, ID), b = sf_record_new (SF_KIND_CUSTOMER, ID);
      SfStamp known = stamp_of (20, 0), guessed = stamp_of (10, rows[i].dev);
      g_autoptr (SfMerge) one = NULL, two = NULL, again = NULL;

      guessed.sure = FALSE;
      guessed.later = rows[i].later;
      sf_record_set_text (a, SF_CUSTOMER_LAST_NOTE, "one");
      sf_record_set_text (b, SF_CUSTOMER_LAST_NOTE, "two");
      one = sf_merge_patch (NULL, NULL, a, &known);
      two = sf_merge_patch (one->record, &one->stamps, b, &guessed);
      g_assert_cmpstr (sf_record_get_text (two->record, SF_CUSTOMER_LAST_NOTE), ==, rows[i].stays ? "two" : "one");
      again = sf_merge_patch (two->record, &two->stamps, a, &known);
      g_assert_cmpstr (sf_record_get_text (again->record, SF_CUSTOMER_LAST_NOTE), ==, rows[i].stays ? "two" : "one");
    }
}

/*
 * Before it heard the time a tablet guessed far into the future; after a restore that word comes again and is taken for the present. What
 * the same tablet said later with a sure time stands, and is not put after what others say later still.
 */
static void
test_sure_after_guess (void)
{
  g_autoptr (SfRecord) a = sf_record_new (SF_KIND_CUSTOMER, ID), b = sf_record_new (SF_KIND_CUSTOMER, ID), c = sf_record_new (SF_KIND_CUSTOMER, ID);
  SfStamp guessed = stamp_of (50, 0), sure = stamp_of (20, 0), others = stamp_of (30, 1);
  g_autoptr (SfMerge) one = NULL, two = NULL, three = NULL;

  guessed.sure = FALSE;
  sure.later = TRUE;
  sf_record_set_text (a, SF_CUSTOMER_LAST_NOTE, "one");
  sf_record_set_text (b, SF_CUSTOMER_LAST_NOTE, "two");
  sf_record_set_text (c, SF_CUSTOMER_LAST_NOTE, "three");
  one = sf_merge_patch (NULL, NULL, a, &guessed);
  two = sf_merge_patch (one->record, &one->stamps, b, &sure);
  g_assert_cmpstr (sf_record_get_text (two->record, SF_CUSTOMER_LAST_NOTE), ==, "two");
  three = sf_merge_patch (two->record, &two->stamps, c, &others);
  g_assert_cmpstr (sf_record_get_text (three->record, SF_CUSTOMER_LAST_NOTE), ==, "three");
}

static void
test_fact (void)
{
  g_autoptr (SfRecord) a = sf_record_new (SF_KIND_VISIT, ID), b = NULL;

  sf_record_set_text (a, SF_VISIT_NUMBER, "A12");
  b = sf_record_copy (a);
  g_assert_cmpint (sf_merge_fact (NULL, a), ==, SF_FACT_INSERT);
  g_assert_cmpint (sf_merge_fact (a, b), ==, SF_FACT_EQUAL);
  sf_record_set_text (b, SF_VISIT_NUMBER, "A13");
  g_assert_cmpint (sf_merge_fact (a, b), ==, SF_FACT_DIFFERENT);
}

static void
test_command (void)
{
  static const struct { SfKind kind; const char *state, *verb, *next; SfFlow flow; } rows[] = {
    { SF_KIND_ASSIGNMENT, "offered", "ack", "acked", SF_FLOW_MOVE },
    { SF_KIND_ASSIGNMENT, "acked", "ack", NULL, SF_FLOW_SAME },
    { SF_KIND_ASSIGNMENT, "acked", "accept", "accepted", SF_FLOW_MOVE },
    { SF_KIND_ASSIGNMENT, "accepted", "accept", NULL, SF_FLOW_SAME },
    { SF_KIND_ASSIGNMENT, "declined", "accept", NULL, SF_FLOW_REFUSED },
    { SF_KIND_ASSIGNMENT, "ended", "accept", NULL, SF_FLOW_REFUSED },
    { SF_KIND_VISIT_STATUS, "left", "leave", NULL, SF_FLOW_SAME },
    { SF_KIND_VISIT_STATUS, "void", "leave", NULL, SF_FLOW_REFUSED },
    { SF_KIND_VISIT_STATUS, "waiting", "nonsense", NULL, SF_FLOW_REFUSED },
    { SF_KIND_VISIT_STATUS, "nonsense", "leave", NULL, SF_FLOW_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *next = "?";

      g_assert_cmpint (sf_merge_command (rows[i].kind, rows[i].state, rows[i].verb, &next), ==, rows[i].flow);
      g_assert_cmpstr (next, ==, rows[i].next);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge/any-order", test_any_order);
  g_test_add_func ("/merge/repeat-is-nothing", test_repeat_is_nothing);
  g_test_add_func ("/merge/two-numbers", test_two_numbers);
  g_test_add_func ("/merge/what-wants-review", test_what_wants_review);
  g_test_add_func ("/merge/own-later-word", test_own_later_word);
  g_test_add_func ("/merge/sure-after-guess", test_sure_after_guess);
  g_test_add_func ("/merge/fact", test_fact);
  g_test_add_func ("/merge/command", test_command);
  return g_test_run ();
}
