/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-list-diff"
#include "app/sf-list-diff.h"

/* Marks a longest increasing run of places: what stays where it is, so that the rest is the least that moves. */
static void
keep_longest (const int *place, guint n, guint8 *keep)
{
  g_autofree int *tail = g_new (int, n + 1);   /* index of the last of the best run of each length */
  g_autofree int *prev = g_new (int, n + 1);
  guint length = 0;

  for (guint i = 0; i < n; i++) {
    guint lo = 0, hi = length;

    if (place[i] < 0)
      continue;
    while (lo < hi) {
      guint mid = (lo + hi) / 2;
      if (place[tail[mid]] < place[i])
        lo = mid + 1;
      else
        hi = mid;
    }
    prev[i] = lo > 0 ? tail[lo - 1] : -1;
    tail[lo] = (int) i;
    length = MAX (length, lo + 1);
  }
  for (int i = length > 0 ? tail[length - 1] : -1; i >= 0; i = prev[i])
    keep[i] = 1;
}

/* place[i]: where item i of @after stood in @before, if it is equal; -1 otherwise. */
static int *
places (GPtrArray *before, GPtrArray *after)
{
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  int *place = g_new (int, after->len + 1);

  for (guint i = 0; i < before->len; i++)
    g_hash_table_insert (by_id, (char *) sf_item_get_id (before->pdata[i]), GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < after->len; i++) {
    guint at = GPOINTER_TO_UINT (g_hash_table_lookup (by_id, sf_item_get_id (after->pdata[i])));
    gboolean same = at > 0 && sf_item_equal (before->pdata[at - 1], after->pdata[i]);

    place[i] = same ? (int) at - 1 : -1;
  }
  return place;
}

GArray *
sf_list_diff (GPtrArray *before, GPtrArray *after)
{
  GArray *splices = g_array_new (FALSE, FALSE, sizeof (SfSplice));
  g_autofree int *place = places (before, after);
  g_autofree guint8 *keep = g_new0 (guint8, after->len + 1);
  guint old = 0, new = 0;

  keep_longest (place, after->len, keep);
  for (guint i = 0; i <= after->len; i++) {
    gboolean end = i == after->len;
    guint anchor = end ? before->len : (guint) place[i];

    if (!end && !keep[i])
      continue;
    if (anchor > old || i > new) {
      SfSplice splice = { new, anchor - old, new, i - new };
      g_array_append_val (splices, splice);
    }
    if (!end) {
      g_object_ref (before->pdata[anchor]);
      g_object_unref (after->pdata[i]);
      after->pdata[i] = before->pdata[anchor];
    }
    old = anchor + 1;
    new = i + 1;
  }
  return splices;
}
