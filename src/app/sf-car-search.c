/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sf-car-search.h"

#include <string.h>

/* Longer than any name; what is typed beyond says nothing. */
#define MAX_NEEDLE 200

GStrv
sf_car_search_words (const char *needle)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr(GString) word = g_string_new (NULL);
  g_autofree char *valid = needle != NULL ? g_utf8_make_valid (needle, (gssize) strnlen (needle, MAX_NEEDLE)) : g_strdup ("");
  g_autofree char *plain = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (plain, -1);

  for (const char *p = folded;; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isalnum (c)) {
      g_string_append_unichar (word, c);
    } else if (!g_unichar_ismark (c)) {
      if (word->len > 0)
        g_strv_builder_add (words, word->str);
      g_string_truncate (word, 0);
    }
    if (c == 0)
      break;
  }
  return g_strv_builder_end (words);
}

static void
add_key (GPtrArray *keys, char *key)
{
  if (*key != '\0' && !g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
    g_ptr_array_add (keys, key);
  else
    g_free (key);
}

/* The texts of an LTEXT field in every language it was given in. */
static GStrv
texts_of (SfRecord *record, guint field)
{
  const char *raw = record != NULL ? sf_record_get_text (record, field) : NULL;
  GStrv texts = g_strsplit (raw != NULL ? raw : "", "\x1e", -1);

  for (char **text = texts; *text != NULL; text++) {
    char *said = strchr (*text, '\x1f');

    if (said != NULL)
      memmove (*text, said + 1, strlen (said));
  }
  return texts;
}

/* A name as one word, and each of its words, so that both its beginning and "S7" in the middle of it count as a beginning. */
static char *
add_name (GPtrArray *keys, const char *name)
{
  g_auto(GStrv) words = sf_car_search_words (name);

  add_key (keys, g_strjoinv ("", words));
  for (char **word = words; *word != NULL; word++)
    add_key (keys, g_strdup (*word));
  return g_strjoinv ("", words);
}

/* "xinghe s7 xhs7": what is read, and last the initials (sf-pinyin.h). */
static void
add_pinyin (GPtrArray *keys, const char *pinyin)
{
  g_auto(GStrv) words = sf_car_search_words (pinyin);
  g_autoptr(GString) read = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++) {
    add_key (keys, g_strdup (words[i]));
    if (words[i + 1] != NULL)
      g_string_append (read, words[i]);
  }
  add_key (keys, g_strdup (read->str));
}

GStrv
sf_car_search_keys (SfRecord *model, SfRecord *brand)
{
  GPtrArray *keys = g_ptr_array_new ();
  g_auto(GStrv) names = texts_of (model, SF_MODEL_NAME);
  g_auto(GStrv) brands = texts_of (brand, SF_BRAND_NAME);

  for (char **name = names; *name != NULL; name++) {
    g_autofree char *folded = add_name (keys, *name);

    for (char **make = brands; *make != NULL; make++) {
      g_autofree char *first = add_name (keys, *make);

      /* A name that says its make already is not called by it twice. */
      if (!g_str_has_prefix (folded, first))
        add_key (keys, g_strconcat (first, folded, NULL));
    }
  }
  add_pinyin (keys, sf_record_get_text (model, SF_MODEL_PINYIN));
  g_free (add_name (keys, sf_record_get_text (model, SF_MODEL_CODE)));
  g_ptr_array_add (keys, NULL);
  return (GStrv) g_ptr_array_free (keys, FALSE);
}

static int
rank_of (char **keys, const char *word)
{
  int rank = -1;

  for (; *keys != NULL && rank != 0; keys++) {
    if (g_str_has_prefix (*keys, word))
      rank = 0;
    else if (strstr (*keys, word) != NULL)
      rank = 1;
  }
  return rank;
}

int
sf_car_search_rank (char **keys, char **words)
{
  g_autofree char *whole = g_strjoinv ("", words);
  int rank = rank_of (keys, whole);

  if (rank >= 0)
    return rank;
  for (char **word = words; *word != NULL; word++)
    if (rank_of (keys, *word) < 0)
      return -1;
  return 2;
}
