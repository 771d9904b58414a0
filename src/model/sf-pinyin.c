/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-pinyin"
#include "model/sf-pinyin.h"

#include <string.h>

#define MAX_WORD 4                                        /* characters; pinyin.py says the same */
typedef struct { guint16 sign, sound; } Sign;             /* sorted by sign */
typedef struct { const char *text; guint16 sounds[MAX_WORD]; } Word;   /* sorted by text; only words that their characters would misread */

#include "sf-pinyin-table.inc"

static const char *
sound_of_sign (gunichar sign)
{
  guint low = 0, high = G_N_ELEMENTS (signs);

  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (signs[middle].sign < sign)
      low = middle + 1;
    else
      high = middle;
  }
  return low < G_N_ELEMENTS (signs) && signs[low].sign == sign ? sounds[signs[low].sound] : NULL;
}

static const Word *
find_word (const char *text, gsize n)
{
  guint low = 0, high = G_N_ELEMENTS (words);

  while (low < high) {
    guint middle = low + (high - low) / 2;
    int order = strncmp (words[middle].text, text, n);
    if (order == 0 && words[middle].text[n] == '\0')
      return &words[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* The longest word of the table that begins at @text; @signs_of_it is how many characters it has. */
static const Word *
word_at (const char *text, guint *signs_of_it)
{
  const Word *best = NULL;
  const char *end = *text ? g_utf8_next_char (text) : text;

  for (guint n = 2; n <= MAX_WORD && *end; n++) {
    end = g_utf8_next_char (end);
    const Word *word = find_word (text, (gsize) (end - text));
    if (word) {
      best = word;
      *signs_of_it = n;
    }
  }
  return best;
}

typedef struct { GString *full, *initials; gboolean was_han, any; } Reading;

static void
add_sound (Reading *reading, const char *sound)
{
  GString *full = reading->full;

  if (!reading->was_han && full->len && full->str[full->len - 1] != ' ')
    g_string_append_c (full, ' ');
  g_string_append (full, sound);
  g_string_append_c (reading->initials, *sound);
  reading->was_han = reading->any = TRUE;
}

/* Anything but a Chinese character: letters and digits of any width are kept, the rest parts words. */
static void
add_other (Reading *reading, gunichar c)
{
  gunichar plain = c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c;
  GString *full = reading->full;

  if (plain < 0x80 && g_ascii_isalnum ((char) plain)) {
    if (reading->was_han)
      g_string_append_c (full, ' ');
    g_string_append_c (full, g_ascii_tolower ((char) plain));
    g_string_append_c (reading->initials, g_ascii_tolower ((char) plain));
  } else if (full->len && full->str[full->len - 1] != ' ') {
    g_string_append_c (full, ' ');
  }
  reading->was_han = FALSE;
}

char *
sf_pinyin_of (const char *han)
{
  g_autoptr (GString) full = g_string_new (NULL), initials = g_string_new (NULL);
  Reading reading = { .full = full, .initials = initials };

  if (!han || !g_utf8_validate (han, -1, NULL))
    return NULL;
  for (const char *p = han; *p;) {
    guint n = 1;
    const Word *word = word_at (p, &n);
    const char *sound = word ? sounds[word->sounds[0]] : sound_of_sign (g_utf8_get_char (p));
    if (!sound)
      add_other (&reading, g_utf8_get_char (p));
    for (guint i = 0; i < n; i++, p = g_utf8_next_char (p))
      if (sound)
        add_sound (&reading, word ? sounds[word->sounds[i]] : sound);
  }
  if (!reading.any)
    return NULL;
  g_strchomp (full->str);
  return g_strconcat (full->str, " ", initials->str, NULL);
}
