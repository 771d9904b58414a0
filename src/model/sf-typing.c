/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-typing.h"

#include <math.h>
#include <string.h>

#include "model/sf-pinyin.h"
#include "model/sf-typing-private.h"

#define MOST_LEARNT 4000
/* What a word costs in a composition, about what the commonest character is worth: fewer words are better. */
#define WORD_COST 22.0

typedef struct { char *text, *reading, *initials; } Extra;

typedef struct {
  SfTypingCandidate out;
  guint parts;
  double score;
  guint order;
} Found;

static void
extra_free (gpointer data)
{
  Extra *extra = data;
  g_free (extra->text);
  g_free (extra->reading);
  g_free (extra->initials);
  g_free (extra);
}

static void
found_free (gpointer data)
{
  Found *found = data;
  g_free (found->out.text);
  g_free (found);
}

gboolean
sf_typing_has (SfTypingScript script)
{
  return sf_typing_table (script == SF_TYPING_HANT) != NULL;
}

SfTyping *
sf_typing_new (SfTypingKeys keys, SfTypingScript script)
{
  const SfTypingTable *table = sf_typing_table (script == SF_TYPING_HANT);
  SfTyping *self;

  if (table == NULL)
    return NULL;
  self = g_new0 (SfTyping, 1);
  self->table = table;
  self->zhuyin = keys == SF_TYPING_ZHUYIN;
  self->typed = g_string_new (NULL);
  self->extra = g_ptr_array_new_with_free_func (extra_free);
  self->learnt = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
sf_typing_free (SfTyping *self)
{
  g_string_free (self->typed, TRUE);
  g_ptr_array_unref (self->extra);
  g_hash_table_unref (self->learnt);
  g_clear_pointer (&self->words, g_hash_table_unref);
  g_free (self);
}

void
sf_typing_set_what (SfTyping *self, SfTypingWhat what)
{
  self->what = what;
}

/* What is typed -------------------------------------------------------------- */

gboolean
sf_typing_push (SfTyping *self, const char *sign)
{
  gunichar c = g_utf8_get_char_validated (sign, -1);
  gunichar lower = c == 0xfc || c == 0xdc ? 'v' : g_unichar_tolower (c);
  gboolean ok;

  if (c == (gunichar) -1 || c == (gunichar) -2 || c == 0 || *g_utf8_next_char (sign) != '\0' || g_utf8_strlen (self->typed->str, -1) >= SF_TYPING_MOST)
    return FALSE;
  if (self->zhuyin)
    ok = c >= 0x3105 && c <= 0x3129;
  else
    ok = (lower >= 'a' && lower <= 'z') || (c == '\'' && self->typed->len > 0 && self->typed->str[self->typed->len - 1] != '\'');
  if (ok)
    g_string_append_unichar (self->typed, lower);
  return ok;
}

gboolean
sf_typing_pop (SfTyping *self)
{
  const char *last = g_utf8_find_prev_char (self->typed->str, self->typed->str + self->typed->len);

  if (last == NULL)
    return FALSE;
  g_string_truncate (self->typed, (gsize) (last - self->typed->str));
  return TRUE;
}

void
sf_typing_clear (SfTyping *self)
{
  g_string_truncate (self->typed, 0);
}

const char *
sf_typing_typed (SfTyping *self)
{
  return self->typed->str;
}

/* Words ---------------------------------------------------------------------- */

/* The letter that the sounds of a piece begin with in the table's order. */
static char
letter_of (SfTyping *self, const SfTypingPiece *piece)
{
  for (guint i = 0; i < self->table->n_sounds; i++)
    if (strncmp (sf_typing_sound (self, i), self->typed->str + piece->from, piece->n) == 0)
      return self->table->sounds[i].pinyin[0];
  return '\0';
}

/* -1, 0, 1 as the first letters of @word stand before, at, or after @letters. */
static int
compare_letters (SfTyping *self, const SfTypingWord *word, const char *letters, guint n)
{
  for (guint i = 0; i < MIN (n, word->n); i++)
    {
      char c = self->table->sounds[word->sounds[i]].pinyin[0];

      if (c != letters[i])
        return c < letters[i] ? -1 : 1;
    }
  return (word->n > n) - (word->n < n);
}

static guint
first_at (SfTyping *self, const char *letters, guint n)
{
  guint low = 0, high = self->table->n_words;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (compare_letters (self, &self->table->words[middle], letters, n) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
fits (SfTyping *self, const SfTypingWord *word, const SfTypingPiece *pieces)
{
  for (guint i = 0; i < word->n; i++)
    {
      const char *is = sf_typing_sound (self, word->sounds[i]);

      if (strncmp (is, self->typed->str + pieces[i].from, pieces[i].n) != 0 || (pieces[i].whole && is[pieces[i].n] != '\0'))
        return FALSE;
    }
  return TRUE;
}

static double
worth (SfTyping *self, const SfTypingWord *word)
{
  const char *text = self->table->text + word->text;
  double score = log2 ((double) word->weight + 1);

  score += 4 * (double) MIN (5, GPOINTER_TO_UINT (g_hash_table_lookup (self->learnt, text)));
  if (self->what == SF_TYPING_NAME)
    score += 2 * sf_typing_surname_worth (self->table, word);
  if (self->what != SF_TYPING_WORDS && word->given > 0)
    score += 30 - (double) word->given / 40;
  return score;
}

typedef void (*WordFunc) (SfTyping *self, const SfTypingWord *word, gpointer data);

/* Calls @func with every word of @n sounds that fits @pieces; the table has none of more sounds than SF_TYPING_SOUNDS. */
static void
each_word (SfTyping *self, const SfTypingPiece *pieces, guint n, WordFunc func, gpointer data)
{
  char letters[SF_TYPING_SOUNDS];

  if (n > SF_TYPING_SOUNDS)
    return;
  for (guint i = 0; i < n; i++)
    letters[i] = letter_of (self, &pieces[i]);
  for (guint at = first_at (self, letters, n); at < self->table->n_words && compare_letters (self, &self->table->words[at], letters, n) == 0; at++)
    if (fits (self, &self->table->words[at], pieces))
      func (self, &self->table->words[at], data);
}

/* Candidates ----------------------------------------------------------------- */

typedef struct {
  GPtrArray *found;          /* Found */
  GHashTable *by_text;       /* text → Found */
  gsize taken;
  guint parts;
} Finding;

static void
note (Finding *finding, const char *text, gsize taken, guint parts, double score)
{
  Found *known = g_hash_table_lookup (finding->by_text, text);

  if (known == NULL)
    {
      known = g_new0 (Found, 1);
      known->out.text = g_strdup (text);
      known->order = finding->found->len;
      g_ptr_array_add (finding->found, known);
      g_hash_table_insert (finding->by_text, known->out.text, known);
    }
  else if (taken < known->out.taken || (taken == known->out.taken && (parts > known->parts || (parts == known->parts && score <= known->score))))
    return;
  known->out.taken = taken;
  known->parts = parts;
  known->score = score;
}

static void
note_word (SfTyping *self, const SfTypingWord *word, gpointer data)
{
  Finding *finding = data;

  note (finding, self->table->text + word->text, finding->taken, finding->parts, worth (self, word));
}

/* Bytes typed up to the end of a piece, with the apostrophe after it. */
static gsize
end_of (SfTyping *self, const SfTypingPiece *piece)
{
  gsize end = (gsize) piece->from + piece->n;

  while (self->typed->str[end] == '\'')
    end++;
  return end;
}

static void
find_words (SfTyping *self, const SfTypingWay *way, Finding *finding)
{
  finding->parts = 0;
  for (guint n = 1; n <= MIN (way->n, SF_TYPING_SOUNDS); n++)
    {
      finding->parts += !way->pieces[n - 1].whole;
      finding->taken = end_of (self, &way->pieces[n - 1]);
      each_word (self, way->pieces, n, note_word, finding);
    }
}

static void
find_extra (SfTyping *self, Finding *finding)
{
  const glong least = self->zhuyin ? 3 : 2;      /* fewer are a sound that other words begin with, too */

  if (self->what != SF_TYPING_WORDS || g_utf8_strlen (self->typed->str, -1) < least)
    return;
  for (guint i = 0; i < self->extra->len; i++)
    {
      const Extra *extra = g_ptr_array_index (self->extra, i);
      gboolean whole = g_str_equal (extra->reading, self->typed->str);

      if (whole || g_str_has_prefix (extra->reading, self->typed->str) || g_str_has_prefix (extra->initials, self->typed->str))
        note (finding, extra->text, self->typed->len, 0, whole ? 2000 : 20);
    }
}

/* Given names ---------------------------------------------------------------- */

#define MOST_GIVEN 5
typedef struct { const SfTypingWord *words[MOST_GIVEN]; guint n; } Givens;

/* The characters of given names that fit, commonest first. */
static void
note_given (SfTyping *self, const SfTypingWord *word, gpointer data)
{
  Givens *givens = data;
  guint at = givens->n;

  if (word->given == 0)
    return;
  while (at > 0 && givens->words[at - 1]->given > word->given)
    at--;
  if (at == MOST_GIVEN)
    return;
  givens->n = MIN (givens->n + 1, MOST_GIVEN);
  memmove (&givens->words[at + 1], &givens->words[at], (givens->n - 1 - at) * sizeof *givens->words);
  givens->words[at] = word;
}

/* Two of them are a given name that no dictionary has to know. */
static void
find_pairs (SfTyping *self, const SfTypingWay *way, Finding *finding)
{
  Givens first = { .n = 0 }, second = { .n = 0 };

  if (self->what != SF_TYPING_GIVEN || way->n != 2)
    return;
  each_word (self, &way->pieces[0], 1, note_given, &first);
  each_word (self, &way->pieces[1], 1, note_given, &second);
  for (guint i = 0; i < first.n; i++)
    for (guint k = 0; k < second.n; k++)
      {
        g_autofree char *text = g_strconcat (self->table->text + first.words[i]->text, self->table->text + second.words[k]->text, NULL);

        note (finding, text, self->typed->len, way->parts, 20 - (double) (first.words[i]->given + second.words[k]->given) / 40);
      }
}

/* Put together --------------------------------------------------------------- */

typedef struct { const SfTypingWord *word; double score; } Best;
typedef struct { gboolean surname; Best best; } Choosing;   /* @surname: it stands first in a name */

static void
choose (SfTyping *self, const SfTypingWord *word, gpointer data)
{
  Choosing *choosing = data;
  double score = log2 ((double) word->weight + 1);

  if (self->what != SF_TYPING_WORDS && !choosing->surname && word->given > 0)
    score += 10 - (double) word->given / 60;
  if (choosing->surname)
    score += sf_typing_surname_worth (self->table, word);
  if (choosing->best.word == NULL || score > choosing->best.score)
    choosing->best = (Best) { word, score };
}

/* The best row of words over all pieces: dynamic programming over where a word ends. (transfer full) (nullable) */
static char *
compose (SfTyping *self, const SfTypingWay *way)
{
  Best at[SF_TYPING_PIECES + 1] = { { NULL, 0 } };
  double sum[SF_TYPING_PIECES + 1] = { 0 };
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint end = 1; end <= way->n; end++)
    {
      sum[end] = -INFINITY;
      for (guint n = 1; n <= MIN (end, SF_TYPING_SOUNDS); n++)
        {
          Choosing choosing = { .surname = self->what == SF_TYPING_NAME && end == n && way->n > n };

          if (sum[end - n] == -INFINITY)
            continue;
          each_word (self, &way->pieces[end - n], n, choose, &choosing);
          if (choosing.best.word != NULL && sum[end - n] + choosing.best.score - WORD_COST > sum[end])
            {
              sum[end] = sum[end - n] + choosing.best.score - WORD_COST;
              at[end] = choosing.best;
            }
        }
    }
  if (sum[way->n] == -INFINITY)
    return NULL;
  for (guint end = way->n; end > 0; end -= at[end].word->n)
    g_string_prepend (text, self->table->text + at[end].word->text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static int
by_rank (gconstpointer a, gconstpointer b)
{
  const Found *one = *(Found *const *) a, *two = *(Found *const *) b;

  if (one->out.taken != two->out.taken)
    return one->out.taken > two->out.taken ? -1 : 1;
  if (one->parts != two->parts)
    return one->parts < two->parts ? -1 : 1;
  if (one->score != two->score)
    return one->score > two->score ? -1 : 1;
  return one->order < two->order ? -1 : one->order > two->order;
}

/* Where no word is for all that is typed, or a whole name is wanted. */
static void
add_composed (SfTyping *self, const SfTypingWay *way, Finding *finding)
{
  gboolean all = FALSE;
  g_autofree char *text = NULL;

  for (guint i = 0; i < finding->found->len && !all; i++)
    {
      const Found *found = g_ptr_array_index (finding->found, i);

      all = found->out.taken == self->typed->len && found->parts <= way->parts;
    }
  if (way->n >= 2 && (!all || self->what != SF_TYPING_WORDS))
    text = compose (self, way);
  if (text != NULL)
    note (finding, text, self->typed->len, all ? way->parts : 0, all ? 0 : 1000);
}

GPtrArray *
sf_typing_candidates (SfTyping *self, guint max)
{
  g_autoptr(GArray) ways = sf_typing_ways (self);
  g_autoptr(GPtrArray) found = g_ptr_array_new ();
  g_autoptr(GHashTable) by_text = g_hash_table_new (g_str_hash, g_str_equal);
  Finding finding = { .found = found, .by_text = by_text };
  GPtrArray *candidates = g_ptr_array_new_with_free_func (found_free);

  for (guint i = 0; i < ways->len; i++)
    find_words (self, &g_array_index (ways, SfTypingWay, i), &finding);
  if (ways->len > 0)
    find_pairs (self, &g_array_index (ways, SfTypingWay, 0), &finding);
  if (ways->len > 0)
    add_composed (self, &g_array_index (ways, SfTypingWay, 0), &finding);
  find_extra (self, &finding);
  g_ptr_array_sort (found, by_rank);
  for (guint i = 0; i < found->len; i++)
    {
      if (i < max)
        g_ptr_array_add (candidates, g_ptr_array_index (found, i));
      else
        found_free (g_ptr_array_index (found, i));
    }
  return candidates;
}

void
sf_typing_take (SfTyping *self, const SfTypingCandidate *candidate)
{
  g_string_erase (self->typed, 0, (gssize) MIN (candidate->taken, self->typed->len));
}

/* What is known besides ------------------------------------------------------ */

static Extra *
extra_in_pinyin (const char *text)
{
  g_autofree char *told = sf_pinyin_of (text);
  const char *last = told != NULL ? strrchr (told, ' ') : NULL;
  Extra *extra;

  if (last == NULL)
    return NULL;
  extra = g_new0 (Extra, 1);
  extra->reading = g_strndup (told, (gsize) (last - told));
  extra->initials = g_strdup (last + 1);
  g_strcanon (extra->reading, "abcdefghijklmnopqrstuvwxyz0123456789", '\'');
  return extra;
}

/* How the dictionary reads @text[@n], most often; NULL when it does not have it. */
static const SfTypingWord *
commonest (SfTyping *self, const char *text, gsize n)
{
  const SfTypingWord *best = NULL;

  for (guint i = 0; i < self->table->n_words; i++)
    {
      const SfTypingWord *word = &self->table->words[i];
      const char *has = self->table->text + word->text;
      if (strncmp (has, text, n) == 0 && has[n] == '\0' && (best == NULL || word->weight > best->weight))
        best = word;
    }
  return best;
}

/* A word that the dictionary has is read as there, another one sign by sign; figures and letters are not typed by sound. */
static Extra *
extra_in_zhuyin (SfTyping *self, const char *text)
{
  g_autoptr(GString) reading = g_string_new (NULL), initials = g_string_new (NULL);
  const gboolean whole = commonest (self, text, strlen (text)) != NULL;
  Extra *extra;

  for (const char *p = text, *next; *p; p = next)
    {
      next = whole ? p + strlen (p) : g_utf8_next_char (p);
      const SfTypingWord *word = g_utf8_get_char (p) < 0x2e80 ? NULL : commonest (self, p, (gsize) (next - p));
      for (guint i = 0; word != NULL && i < word->n; i++)
        {
          const char *sound = sf_typing_sound (self, word->sounds[i]);
          g_string_append (reading, sound);
          g_string_append_unichar (initials, g_utf8_get_char (sound));
        }
    }
  if (reading->len == 0)
    return NULL;
  extra = g_new0 (Extra, 1);
  extra->reading = g_string_free (g_steal_pointer (&reading), FALSE);
  extra->initials = g_string_free (g_steal_pointer (&initials), FALSE);
  return extra;
}

void
sf_typing_add_word (SfTyping *self, const char *text)
{
  Extra *extra = self->zhuyin ? extra_in_zhuyin (self, text) : extra_in_pinyin (text);

  if (extra == NULL)
    return;
  extra->text = g_strdup (text);
  g_ptr_array_add (self->extra, extra);
}

static gboolean
is_word (SfTyping *self, const char *text)
{
  if (self->words == NULL)
    {
      self->words = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < self->table->n_words; i++)
        g_hash_table_add (self->words, (gpointer) (self->table->text + self->table->words[i].text));
    }
  return g_hash_table_contains (self->words, text);
}

static void
learn (SfTyping *self, const char *text, guint times)
{
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->learnt, text));

  if (before == 0 && (g_hash_table_size (self->learnt) >= MOST_LEARNT || !is_word (self, text)))
    return;
  g_hash_table_insert (self->learnt, g_strdup (text), GUINT_TO_POINTER (MIN (before + times, 1000)));
}

void
sf_typing_learn (SfTyping *self, const char *text)
{
  learn (self, text, 1);
}

void
sf_typing_forget (SfTyping *self)
{
  g_hash_table_remove_all (self->learnt);
}

char *
sf_typing_learnt (SfTyping *self)
{
  g_autoptr(GList) texts = g_list_sort (g_hash_table_get_keys (self->learnt), (GCompareFunc) strcmp);
  GString *lines = g_string_new (NULL);

  for (GList *l = texts; l != NULL; l = l->next)
    g_string_append_printf (lines, "%s\t%u\n", (char *) l->data, GPOINTER_TO_UINT (g_hash_table_lookup (self->learnt, l->data)));
  return g_string_free (lines, FALSE);
}

void
sf_typing_read_learnt (SfTyping *self, const char *lines)
{
  g_auto(GStrv) each = g_strsplit (lines, "\n", MOST_LEARNT);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (each[i], "\t", 3);
      guint64 times;

      if (g_strv_length (parts) == 2 && g_utf8_validate (parts[0], -1, NULL) && g_ascii_string_to_unsigned (parts[1], 10, 1, 1000, &times, NULL))
        learn (self, parts[0], (guint) times);
    }
}
