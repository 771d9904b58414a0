/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/* The keyboard's words as data/keyboard/words.py sorts them; for sf-typing.c alone. */
#define SF_TYPING_SOUNDS 4
typedef struct { const char *pinyin, *zhuyin; } SfTypingSound;
typedef struct {
  guint32 text;                      /* where in the table's text */
  guint32 weight;                    /* how often it was counted */
  guint16 given;                     /* place among characters of given names from 1; 0: none of them */
  guint16 sounds[SF_TYPING_SOUNDS];
  guint8 n;                          /* sounds */
} SfTypingWord;
typedef struct {
  const SfTypingSound *sounds;       /* by their pinyin */
  const SfTypingWord *words;         /* by the first letters of their sounds, fewer sounds first; then the commonest */
  const char *text;
  guint n_sounds, n_words;
  gboolean traditional;
} SfTypingTable;
/** NULL when the program was built without it. */
const SfTypingTable *sf_typing_table (gboolean traditional);
/** What it adds to a word's worth in front of a name: 0 for what is no surname read so, more for commoner ones. */
double sf_typing_surname_worth (const SfTypingTable *table, const SfTypingWord *word);
G_END_DECLS
