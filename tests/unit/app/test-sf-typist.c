/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tablet's keyboard learns: kept on this device for its owner alone, without anybody's name, and gone when it is told. */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include "app/sf-typist.h"

static void
type (SfTyping *typing, const char *letters)
{
  sf_typing_clear (typing);
  for (const char *p = letters; *p; p = g_utf8_next_char (p))
    {
      g_autofree char *sign = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));
      g_assert_true (sf_typing_push (typing, sign));
    }
}

/* At which place @text is offered for @letters, which are pinyin or zhuyin; -1: not at all. */
static int
place (SfTypist *typist, const char *letters, const char *text)
{
  SfTyping *typing = sf_typist_keys (typist, g_ascii_isalpha (*letters) ? SF_TYPING_PINYIN : SF_TYPING_ZHUYIN);
  int at = -1;

  type (typing, letters);
  g_autoptr (GPtrArray) found = sf_typing_candidates (typing, 40);
  for (guint i = 0; i < found->len && at < 0; i++)
    if (g_str_equal (((SfTypingCandidate *) found->pdata[i])->text, text))
      at = (int) i;
  sf_typing_clear (typing);
  return at;
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until the file was read, which is when the typist has learnt something. */
static char *
wait_learnt (SfTypist *typist, SfTypingKeys keys)
{
  gboolean late = FALSE;
  const guint deadline = g_timeout_add_seconds (30, on_deadline, &late);
  char *learnt = sf_typing_learnt (sf_typist_keys (typist, keys));

  while (*learnt == 0 && !late)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (learnt);
      learnt = sf_typing_learnt (sf_typist_keys (typist, keys));
    }
  g_assert_false (late);
  g_source_remove (deadline);
  return learnt;
}

static void
test_trade (void)
{
  g_autoptr (SfTypist) typist = sf_typist_new (NULL, NULL);

  g_assert_cmpint (place (typist, "shijia", "试驾"), ==, 0);
  g_assert_cmpint (place (typist, "zhihuan", "置换"), ==, 0);
  g_assert_cmpint (place (typist, "daikuan", "贷款"), ==, 0);
  g_assert_cmpint (place (typist, "luodijia", "落地价"), ==, 0);
  g_assert_cmpint (place (typist, "ldj", "落地价"), >=, 0);
  g_assert_cmpint (place (typist, "jiarenshangliang", "家人商量"), ==, 0);
  sf_typing_set_what (sf_typist_keys (typist, SF_TYPING_PINYIN), SF_TYPING_GIVEN);
  g_assert_cmpint (place (typist, "jiarenshangliang", "家人商量"), ==, -1);      /* nobody's name */
}

/* Zhuyin has Taiwan's words of the trade, by their sounds and by the first signs of these. */
static void
test_trade_zhuyin (void)
{
  static const char *const words[][2] = {
    { "ㄕㄐㄧㄚ", "試駕" }, { "ㄐㄧㄡㄏㄨㄢㄒㄧㄣ", "舊換新" }, { "ㄊㄡㄑㄧㄎㄨㄢ", "頭期款" }, { "ㄎㄨㄥㄔㄜㄐㄧㄚ", "空車價" }, { "ㄌㄨㄛㄉㄧㄐㄧㄚ", "落地價" },
    { "ㄌㄧㄥㄔㄜ", "領車" }, { "ㄅㄢㄎㄠ", "鈑烤" }, { "ㄑㄧㄤㄓㄒㄧㄢ", "強制險" }, { "ㄔㄨㄥㄉㄧㄢㄓㄨㄤ", "充電樁" }, { "ㄐㄧㄚㄖㄣㄕㄤㄌㄧㄤ", "家人商量" } };
  g_autoptr (SfTypist) typist = sf_typist_new (NULL, NULL);

  if (sf_typist_keys (typist, SF_TYPING_ZHUYIN) == NULL)
    {
      g_test_skip ("built without OpenCC");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_test_message ("%s", words[i][1]);
      g_assert_cmpint (place (typist, words[i][0], words[i][1]), ==, 0);
    }
  g_assert_cmpint (place (typist, "ㄊㄑㄎ", "頭期款"), >=, 0);
  g_assert_cmpint (place (typist, "ㄌㄨㄛㄉㄧㄐㄧㄚ", "落地价"), ==, -1);
  sf_typing_set_what (sf_typist_keys (typist, SF_TYPING_ZHUYIN), SF_TYPING_NAME);
  g_assert_cmpint (place (typist, "ㄊㄑㄎ", "頭期款"), ==, -1);
}

/* Learnt, written down, read again by the next start, and of a name only its characters. */
static void
test_learns (void)
{
  g_autofree char *dir = g_dir_make_tmp ("sf-typist-XXXXXX", NULL), *path = g_build_filename (dir, "typing", NULL), *text = NULL, *learnt = NULL, *zhuyin = NULL;
  g_autoptr (SfTypist) typist = sf_typist_new (dir, NULL);
  const int before = place (typist, "shi", "诗");
  GStatBuf about;

  for (guint i = 0; i < 5; i++)
    sf_typist_learn (typist, SF_TYPING_PINYIN, "诗", FALSE);
  sf_typist_learn (typist, SF_TYPING_PINYIN, "欧阳诗涵", FALSE);
  sf_typist_learn (typist, SF_TYPING_PINYIN, "小明", TRUE);
  if (sf_typist_keys (typist, SF_TYPING_ZHUYIN) != NULL)
    sf_typist_learn (typist, SF_TYPING_ZHUYIN, "車", FALSE);
  g_assert_cmpint (place (typist, "shi", "诗"), <, before);
  sf_typist_flush (typist);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "欧阳"));
  g_assert_null (strstr (text, "小明"));
  g_assert_nonnull (strstr (text, "诗\t5\n"));
  g_assert_nonnull (strstr (text, "明\t1\n"));
  g_assert_cmpint (g_stat (path, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 0777, ==, 0600);

  g_autoptr (SfTypist) again = sf_typist_new (dir, NULL);
  learnt = wait_learnt (again, SF_TYPING_PINYIN);
  g_assert_nonnull (strstr (learnt, "诗\t5\n"));
  g_assert_cmpint (place (again, "shi", "诗"), <, before);
  if (sf_typist_keys (again, SF_TYPING_ZHUYIN) != NULL)
    {
      zhuyin = sf_typing_learnt (sf_typist_keys (again, SF_TYPING_ZHUYIN));
      g_assert_cmpstr (zhuyin, ==, "車\t1\n");
    }

  sf_typist_forget (again);
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "诗"));
  g_assert_cmpint (place (again, "shi", "诗"), ==, before);
  while (g_main_context_iteration (NULL, FALSE));
  g_unlink (path);
  g_rmdir (dir);
}

/* A file that is none of ours, or that others may read, is left alone. */
static void
test_odd (void)
{
  g_autofree char *dir = g_dir_make_tmp ("sf-typist-XXXXXX", NULL), *path = g_build_filename (dir, "typing", NULL);
  static const char bytes[] = "9\n\xff\xfe\t5\n1\n\n1\n\t\t\n0\n的\t5";

  g_assert_true (g_file_set_contents_full (path, bytes, sizeof bytes - 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_autoptr (SfTypist) typist = sf_typist_new (dir, NULL);
  sf_typist_learn (typist, SF_TYPING_PINYIN, "试驾员", FALSE);
  sf_typist_flush (typist);
  while (g_main_context_iteration (NULL, FALSE));
  g_unlink (path);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typist/trade", test_trade);
  g_test_add_func ("/typist/trade-zhuyin", test_trade_zhuyin);
  g_test_add_func ("/typist/learns", test_learns);
  g_test_add_func ("/typist/odd", test_odd);
  return g_test_run ();
}
