/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-name-candidates"
#include "config.h"
#include "ui/kiosk/sf-name-candidates.h"
#include "craft/sf-strokes.h"
#include "model/sf-surnames.h"
#include "model/sf-typing.h"

#include <string.h>

GStrv
sf_name_common (const char *region, guint most)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n;
  const SfSurname *all = sf_surnames_all (region, &n);

  for (guint i = 0; i < MIN (n, most); i++)
    g_strv_builder_add (names, all[i].surname);
  return g_strv_builder_end (names);
}

/* NULL where the script's table is missing, or @typed is not typed on these keys. (transfer full) (nullable) */
static SfTyping *
type_all (const char *typed, SfTypingKeys keys, SfTypingScript script)
{
  g_autoptr (SfTyping) typing = sf_typing_new (keys, script);

  for (const char *p = typed; typing != NULL && *p; p = g_utf8_next_char (p))
    {
      g_autofree char *sign = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));

      if (!sf_typing_push (typing, sign))
        return NULL;
    }
  return g_steal_pointer (&typing);
}

char *
sf_name_shown (const char *letters)
{
  g_autoptr (SfTyping) typing = (guchar) *letters < 0x80 ? type_all (letters, SF_TYPING_PINYIN, SF_TYPING_HANS) : NULL;
  g_autofree char *shown = typing != NULL ? sf_typing_shown (typing) : NULL;
  g_auto (GStrv) sounds = shown != NULL ? g_strsplit (shown, "'", -1) : NULL;

  /* A sound without a vowel, but for the last, which is not there whole yet: these are letters. */
  for (guint i = 0; sounds != NULL && sounds[i] != NULL && sounds[i + 1] != NULL; i++)
    if (strpbrk (sounds[i], "aeiouv") == NULL)
      return g_strdup (letters);
  if (shown == NULL || *shown == 0)
    return g_strdup (letters);
  shown[0] = g_ascii_toupper (shown[0]);
  return g_steal_pointer (&shown);
}

/* Surnames that no table has: any character read so, those of the trade's dictionary first. */
static void
add_rare (GPtrArray *names, const char *region, const char *typed, guint most)
{
  const gboolean zhuyin = (guchar) *typed >= 0x80, cn = strcmp (region, "cn") == 0;
  g_autoptr (SfTyping) typing = type_all (typed, zhuyin ? SF_TYPING_ZHUYIN : SF_TYPING_PINYIN, cn ? SF_TYPING_HANS : SF_TYPING_HANT);

  if (typing == NULL)
    return;
  sf_typing_set_what (typing, SF_TYPING_NAME);
  g_autoptr (GPtrArray) found = sf_typing_candidates (typing, most * 2);
  for (guint i = 0; i < found->len && names->len < most; i++)
    {
      const SfTypingCandidate *candidate = found->pdata[i];
      if (candidate->taken == strlen (typed) && g_utf8_strlen (candidate->text, -1) == 1 && !g_ptr_array_find_with_equal_func (names, candidate->text, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (candidate->text));
    }
}

GStrv
sf_name_candidates (const char *region, const char *letters, guint most)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n;

  if (!*letters)
    {
      const SfSurname *all = sf_surnames_all (region, &n);
      for (guint i = SF_NAME_COMMON; i < MIN (n, SF_NAME_COMMON + most); i++)
        g_strv_builder_add (names, all[i].surname);
      return g_strv_builder_end (names);
    }
  /* One sign is an index, more are a reading. */
  const gboolean latin = (guchar) *letters < 0x80;
  const guint chinese = latin ? most - 1 : most;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) found = *g_utf8_next_char (letters) ? sf_surnames_find (region, letters, chinese) : sf_surnames_index (region, letters, chinese);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (all, g_strdup (((const SfSurname *) found->pdata[i])->surname));
  if (*g_utf8_next_char (letters))
    add_rare (all, region, letters, chinese);
  for (guint i = 0; i < all->len; i++)
    g_strv_builder_add (names, all->pdata[i]);
  if (latin)
    g_strv_builder_add (names, letters);
  return g_strv_builder_end (names);
}

/* What is written here is a surname: how much that counts beside what the drawing looks like. */
#define SURNAME_COUNTS 0.8

typedef struct { const char *text; double worth; } Written;

static int
by_worth (gconstpointer a, gconstpointer b)
{
  const double one = ((const Written *) a)->worth, two = ((const Written *) b)->worth;

  return one == two ? 0 : one > two ? -1 : 1;
}

static void
add_once (GPtrArray *names, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, (gpointer) name);
}

GStrv
sf_name_written (const char *region, const GArray *guesses, guint most)
{
  g_autoptr (GArray) written = g_array_new (FALSE, FALSE, sizeof (Written));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();
  guint n;
  const SfSurname *all = sf_surnames_all (region, &n);

  for (guint i = 0; i < guesses->len; i++)
    {
      const SfStrokesGuess *guess = &g_array_index (guesses, SfStrokesGuess, i);
      const SfSurname *surname = sf_surnames_get (region, guess->text);
      Written one = { guess->text, (double) guess->score };

      if (surname != NULL)
        one.worth += SURNAME_COUNTS * (1 - (double) surname->rank / (2 * n));
      g_array_append_val (written, one);
    }
  g_array_sort (written, by_worth);
  for (guint i = 0; i < written->len; i++)
    {
      const char *text = g_array_index (written, Written, i).text;

      add_once (names, text);
      for (guint k = 0; i < 2 && k < n; k++)
        if (g_str_has_prefix (all[k].surname, text) && strlen (all[k].surname) > strlen (text))
          add_once (names, all[k].surname);
    }
  for (guint i = 0; i < MIN (most, names->len); i++)
    g_strv_builder_add (out, names->pdata[i]);
  return g_strv_builder_end (out);
}
