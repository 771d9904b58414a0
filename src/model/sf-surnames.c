/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-surnames"
#include "config.h"
#include "model/sf-surnames.h"
#include <string.h>

typedef struct { const char *text; guint16 rank; } Reading;   /* sorted by text */

#include "sf-surnames-table.inc"

typedef struct {
  const SfSurname *surnames;
  guint n_surnames;
  const Reading *readings;
  guint n_readings;
} Table;

static const Table tables[] = {
  { cn_surnames, G_N_ELEMENTS (cn_surnames), cn_readings, G_N_ELEMENTS (cn_readings) },
  { tw_surnames, G_N_ELEMENTS (tw_surnames), tw_readings, G_N_ELEMENTS (tw_readings) },
};

#define MAX_TYPED 64

static const Table *
table_for (const char *region)
{
  static const char *const traditional[] = { "tw", "hk", "mo" };
  for (guint i = 0; region != NULL && i < G_N_ELEMENTS (traditional); i++)
    if (g_ascii_strcasecmp (region, traditional[i]) == 0)
      return &tables[1];
  return &tables[0];
}

const SfSurname *
sf_surnames_all (const char *region, guint *n)
{
  const Table *table = table_for (region);
  *n = table->n_surnames;
  return table->surnames;
}

const SfSurname *
sf_surnames_get (const char *region, const char *surname)
{
  const Table *table = table_for (region);
  for (guint i = 0; surname != NULL && i < table->n_surnames; i++)
    if (strcmp (table->surnames[i].surname, surname) == 0)
      return &table->surnames[i];
  return NULL;
}

static const char *
sound_of (const SfSurname *surname)
{
  return surname->zhuyin != NULL ? surname->zhuyin : surname->pinyin;
}

char **
sf_surnames_letters (const char *region)
{
  const Table *table = table_for (region);
  GPtrArray *letters = g_ptr_array_new ();
  const char *last = "";
  for (guint i = 0; i < table->n_readings; i++) {
    const Reading *reading = &table->readings[i];
    const char *sound = sound_of (&table->surnames[reading->rank]);
    gsize n = (gsize) (g_utf8_next_char (sound) - sound);
    if (strcmp (reading->text, sound) != 0 || strncmp (last, sound, n) == 0)
      continue;
    g_autofree char *letter = g_strndup (sound, n);
    g_ptr_array_add (letters, g_ascii_strup (letter, -1));
    last = sound;
  }
  g_ptr_array_add (letters, NULL);
  return (char **) g_ptr_array_free (letters, FALSE);
}

GPtrArray *
sf_surnames_index (const char *region, const char *letter, guint max)
{
  const Table *table = table_for (region);
  GPtrArray *found = g_ptr_array_new ();
  g_autofree char *lower = g_ascii_strdown (letter != NULL ? letter : "", -1);
  gboolean pinyin = g_ascii_isalpha (lower[0]);
  for (guint i = 0; *lower != '\0' && i < table->n_surnames && found->len < max; i++) {
    const char *sound = pinyin ? table->surnames[i].pinyin : table->surnames[i].zhuyin;
    if (sound != NULL && g_str_has_prefix (sound, lower))
      g_ptr_array_add (found, (gpointer) &table->surnames[i]);
  }
  return found;
}

/* What was typed as the table spells it; NULL for what no keyboard of ours can have typed. */
static char *
spell (const char *typed)
{
  if (typed == NULL || strnlen (typed, MAX_TYPED + 1) > MAX_TYPED || !g_utf8_validate (typed, -1, NULL))
    return NULL;
  GString *out = g_string_new (NULL);
  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_unichar_tolower (g_utf8_get_char (p));
    if (c == 0xfc)
      g_string_append_c (out, 'v');
    else if ((c < 0x80 && g_ascii_islower ((char) c)) || (c >= 0x3105 && c <= 0x3129))
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

static guint
first_at_least (const Table *table, const char *text)
{
  guint low = 0, high = table->n_readings;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (strcmp (table->readings[middle].text, text) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static gint
compare_ranks (gconstpointer a, gconstpointer b)
{
  const SfSurname *const *x = a, *const *y = b;
  return (gint) (*x)->rank - (gint) (*y)->rank;
}

static void
append_new (GPtrArray *found, GPtrArray *more, guint max)
{
  g_ptr_array_sort (more, compare_ranks);
  for (guint i = 0; i < more->len && found->len < max; i++)
    if (!g_ptr_array_find (found, g_ptr_array_index (more, i), NULL))
      g_ptr_array_add (found, g_ptr_array_index (more, i));
}

GPtrArray *
sf_surnames_find (const char *region, const char *typed, guint max)
{
  const Table *table = table_for (region);
  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GPtrArray) whole = g_ptr_array_new (), longer = g_ptr_array_new ();
  g_autofree char *text = spell (typed);
  if (text == NULL || *text == '\0')
    return found;
  gboolean one_sign = *g_utf8_next_char (text) == '\0';   /* ㄔ is 池, but who types it has only begun 陳 */
  for (guint i = first_at_least (table, text); i < table->n_readings && g_str_has_prefix (table->readings[i].text, text); i++) {
    gboolean is_whole = !one_sign && strcmp (table->readings[i].text, text) == 0;
    g_ptr_array_add (is_whole ? whole : longer, (gpointer) &table->surnames[table->readings[i].rank]);
  }
  append_new (found, whole, max);
  append_new (found, longer, max);
  return found;
}
