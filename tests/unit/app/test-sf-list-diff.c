/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sf-list-diff.h"

static SfItem *
item (guint id, guint value)
{
  g_autofree char *uuid = g_strdup_printf ("00000000-0000-7000-8000-%012u", id);
  g_autoptr(SfRecord) record = sf_record_new (SF_KIND_ROSTER, uuid);

  sf_record_set_int (record, SF_ROSTER_PARTIES, value);
  return sf_item_new (record, FALSE);
}

static GPtrArray *
list_of (const char *text)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  /* "ab" are items of value 0, a capital is the same item with another value. */
  for (; *text != 0; text++)
    g_ptr_array_add (list, item (g_ascii_tolower (*text), g_ascii_isupper (*text)));
  return list;
}

/* Carries the splices out as a list would; returns how many items were announced as changed. */
static guint
carry_out (GPtrArray *list, GPtrArray *after, GArray *splices)
{
  guint touched = 0;

  for (guint i = 0; i < splices->len; i++) {
    SfSplice *s = &g_array_index (splices, SfSplice, i);

    if (s->n_removed > 0)
      g_ptr_array_remove_range (list, s->position, s->n_removed);
    for (guint k = 0; k < s->n_added; k++)
      g_ptr_array_insert (list, (int) (s->position + k), g_object_ref (after->pdata[s->from + k]));
    touched += s->n_removed + s->n_added;
  }
  g_assert_cmpuint (list->len, ==, after->len);
  for (guint i = 0; i < after->len; i++)
    g_assert_true (list->pdata[i] == after->pdata[i]);
  return touched;
}

static void
test_least (void)
{
  const struct { const char *before, *after; guint splices, touched; } cases[] = {
    { "", "", 0, 0 },        { "abc", "abc", 0, 0 },  { "", "abc", 1, 3 },     { "abc", "", 1, 3 },
    { "abc", "aBc", 1, 2 },  { "abc", "abxc", 1, 1 }, { "abc", "ac", 1, 1 },   { "abcd", "dabc", 2, 2 },
    { "abcde", "xacye", 3, 4 }, { "ab", "ba", 2, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr(GPtrArray) before = list_of (cases[i].before);
    g_autoptr(GPtrArray) after = list_of (cases[i].after);
    g_autoptr(GArray) splices = sf_list_diff (before, after);

    g_assert_cmpuint (splices->len, ==, cases[i].splices);
    g_assert_cmpuint (carry_out (before, after, splices), ==, cases[i].touched);
  }
}

static void
test_unchanged_stay (void)
{
  g_autoptr(GPtrArray) before = list_of ("abc");
  g_autoptr(GPtrArray) after = list_of ("aXc");
  gpointer a = before->pdata[0], c = before->pdata[2];
  g_autoptr(GArray) splices = sf_list_diff (before, after);

  carry_out (before, after, splices);
  g_assert_true (before->pdata[0] == a && before->pdata[2] == c);
}

static void
shuffle_in (GPtrArray *list, GRand *rand)
{
  guint n = g_rand_int_range (rand, 0, 12);
  gboolean used[16] = { FALSE };

  for (guint i = 0; i < n; i++) {
    guint id = g_rand_int_range (rand, 0, 16);

    if (!used[id])
      g_ptr_array_add (list, item (id, g_rand_int_range (rand, 0, 2)));
    used[id] = TRUE;
  }
}

static void
test_random (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);

  for (guint round = 0; round < 3000; round++) {
    g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func (g_object_unref);
    g_autoptr(GPtrArray) after = g_ptr_array_new_with_free_func (g_object_unref);
    g_autoptr(GArray) splices = NULL;

    shuffle_in (before, rand);
    shuffle_in (after, rand);
    splices = sf_list_diff (before, after);
    carry_out (before, after, splices);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/list-diff/least", test_least);
  g_test_add_func ("/app/list-diff/unchanged-stay", test_unchanged_stay);
  g_test_add_func ("/app/list-diff/random", test_random);
  return g_test_run ();
}
