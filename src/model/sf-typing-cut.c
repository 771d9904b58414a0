/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed, cut into sounds. */
#include "model/sf-typing-private.h"

#include <string.h>

#define MOST_WAYS 24

const char *
sf_typing_sound (SfTyping *self, guint i)
{
  return self->zhuyin ? self->table->sounds[i].zhuyin : self->table->sounds[i].pinyin;
}

/* Whether the @n bytes at @from are a sound (*@whole), or begin one. */
static gboolean
begins_sound (SfTyping *self, guint from, guint n, gboolean *whole)
{
  gboolean begins = FALSE;

  *whole = FALSE;
  for (guint i = 0; i < self->table->n_sounds; i++)
    if (strncmp (sf_typing_sound (self, i), self->typed->str + from, n) == 0)
      {
        begins = TRUE;
        *whole = *whole || sf_typing_sound (self, i)[n] == '\0';
      }
  return begins;
}

/* A sound that is not there whole is its first sign, where more follows: zh, ch, sh are one. */
static gboolean
is_first_sign (SfTyping *self, guint from, guint n)
{
  const char *at = self->typed->str + from;

  if (self->zhuyin)
    return n == 3;
  return n == 1 || (n == 2 && at[1] == 'h' && strchr ("zcs", at[0]) != NULL);
}

static int
by_worth (gconstpointer a, gconstpointer b)
{
  const SfTypingWay *one = a, *two = b;

  return one->parts != two->parts ? (int) one->parts - (int) two->parts : (int) one->n - (int) two->n;
}

static void
cut (SfTyping *self, SfTypingWay *way, guint from, GArray *ways)
{
  const char *typed = self->typed->str;

  while (typed[from] == '\'')
    from++;
  if (from == self->typed->len)
    {
      if (way->n > 0)
        g_array_append_val (ways, *way);
      return;
    }
  if (way->n == SF_TYPING_PIECES)
    return;
  /* Longest first, so that the best ways are among the first when there are too many. */
  for (guint n = MIN (18, (guint) self->typed->len - from); n > 0 && ways->len < MOST_WAYS; n--)
    {
      gboolean whole, last = from + n == self->typed->len || typed[from + n] == '\'';

      if ((typed[from + n] & 0xc0) == 0x80 || memchr (typed + from, '\'', n) != NULL || !begins_sound (self, from, n, &whole)
          || (!whole && !last && !is_first_sign (self, from, n)))
        continue;
      way->pieces[way->n] = (SfTypingPiece) { (guint16) from, (guint16) n, whole };
      way->n++;
      way->parts += !whole;
      cut (self, way, from + n, ways);
      way->n--;
      way->parts -= !whole;
    }
}

GArray *
sf_typing_ways (SfTyping *self)
{
  GArray *ways = g_array_new (FALSE, FALSE, sizeof (SfTypingWay));
  SfTypingWay way = { 0 };

  cut (self, &way, 0, ways);
  g_array_sort (ways, by_worth);
  return ways;
}

char *
sf_typing_shown (SfTyping *self)
{
  g_autoptr(GArray) ways = sf_typing_ways (self);
  const SfTypingWay *way = ways->len > 0 ? &g_array_index (ways, SfTypingWay, 0) : NULL;
  GString *shown = g_string_new (NULL);

  if (way == NULL)
    g_string_append (shown, self->typed->str);
  for (guint i = 0; way != NULL && i < way->n; i++)
    {
      if (i > 0)
        g_string_append_c (shown, self->zhuyin ? ' ' : '\'');
      g_string_append_len (shown, self->typed->str + way->pieces[i].from, way->pieces[i].n);
    }
  return g_string_free (shown, FALSE);
}
