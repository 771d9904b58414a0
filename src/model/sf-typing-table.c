/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/sf-typing-table.h"

#include <string.h>

#include "model/sf-surnames.h"

typedef SfTypingSound Sound;
typedef SfTypingWord Word;
#include "sf-typing-hans.inc"
#ifdef SF_TYPING_HANT_TABLE
#include "sf-typing-hant.inc"
#endif

#define TABLE(name, is_traditional) { name##_sounds, name##_words, name##_text, G_N_ELEMENTS (name##_sounds), G_N_ELEMENTS (name##_words), is_traditional }

const SfTypingTable *
sf_typing_table (gboolean traditional)
{
  static const SfTypingTable hans = TABLE (hans, FALSE);
#ifdef SF_TYPING_HANT_TABLE
  static const SfTypingTable hant = TABLE (hant, TRUE);

  return traditional ? &hant : &hans;
#else
  return traditional ? NULL : &hans;
#endif
}

double
sf_typing_surname_worth (const SfTypingTable *table, const SfTypingWord *word)
{
  const SfSurname *surname = sf_surnames_get (table->traditional ? "tw" : "cn", table->text + word->text);
  char reading[32] = "";

  if (surname == NULL)
    return 0;
  for (guint i = 0; i < word->n; i++)
    g_strlcat (reading, table->sounds[word->sounds[i]].pinyin, sizeof reading);
  return strcmp (reading, surname->pinyin) == 0 ? 30 - (double) MIN (surname->rank, 400) / 25 : 0;
}
