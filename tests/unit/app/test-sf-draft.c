/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/sf-kiosk.h"

/* What the draft overwrites goes through here instead of libc: freed memory cannot be looked at afterwards. */
static GPtrArray *wiped;
/* glibc declares that it only writes; here it also looks at what it overwrites. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
void
explicit_bzero (void *s, size_t n)
{
  if (wiped != NULL)
    g_ptr_array_add (wiped, g_strndup (s, n));
  memset (s, 0, n);
}

static gboolean
was_wiped (const char *text)
{
  return g_ptr_array_find_with_equal_func (wiped, text, g_str_equal, NULL);
}

static void
test_wipe_overwrites (void)
{
  g_autoptr(SfDraft) draft = sf_draft_new ();
  static const char *const names[] = { "purpose", "before", "wants", "model-1", "model-2", "surname", "title", "phone", "plate", "service" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_set (draft, names[i], names[i], NULL);
  g_object_set (draft, "news", TRUE, "share", TRUE, NULL);
  wiped = g_ptr_array_new_with_free_func (g_free);
  sf_draft_wipe (draft);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *left = NULL;

    g_object_get (draft, names[i], &left, NULL);
    g_assert_null (left);
    g_assert_true (was_wiped (names[i]));
  }
  g_clear_pointer (&wiped, g_ptr_array_unref);
}

static void
test_change_overwrites (void)
{
  g_autoptr(SfDraft) draft = sf_draft_new ();

  g_object_set (draft, "phone", "13800138000", NULL);
  wiped = g_ptr_array_new_with_free_func (g_free);
  g_object_set (draft, "phone", "1380013800", NULL);
  g_assert_true (was_wiped ("13800138000"));
  g_clear_object (&draft);
  g_assert_true (was_wiped ("1380013800"));
  g_clear_pointer (&wiped, g_ptr_array_unref);
}

static void
test_empty_is_no_answer (void)
{
  g_autoptr(SfDraft) draft = sf_draft_new ();
  g_autofree char *left = NULL;

  g_object_set (draft, "surname", "王", NULL);
  g_object_set (draft, "surname", "", NULL);
  g_object_get (draft, "surname", &left, NULL);
  g_assert_null (left);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/draft/wipe-overwrites", test_wipe_overwrites);
  g_test_add_func ("/app/draft/change-overwrites", test_change_overwrites);
  g_test_add_func ("/app/draft/empty", test_empty_is_no_answer);
  return g_test_run ();
}
