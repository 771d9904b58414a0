/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfTyping: from keys to Chinese words, for the keyboards on the glass. Pinyin or zhuyin, without tones, is cut into sounds; a sound may
 * be there whole, or as its first sign ("xm" as well as "xiaoming" gives 小明). From Rime's dictionary, compiled at build time into the
 * program's read-only pages (data/keyboard/words.py); surnames and their readings come from sf-surnames.h. No files, no threads; one
 * object is used by one thread.
 *
 * It keeps what is typed, and nothing of what was chosen: it learns only when it is told to (sf_typing_learn), which a kiosk never does.
 */
typedef struct _SfTyping SfTyping;
typedef enum { SF_TYPING_PINYIN, SF_TYPING_ZHUYIN } SfTypingKeys;
typedef enum { SF_TYPING_HANS, SF_TYPING_HANT } SfTypingScript;
typedef enum { SF_TYPING_WORDS, SF_TYPING_NAME, SF_TYPING_GIVEN } SfTypingWhat;
typedef struct {
  char *text;
  gsize taken;    /* bytes of what was typed that it stands for; all of them, or the first ones */
} SfTypingCandidate;
/** Signs that are kept at most; more are not taken. */
#define SF_TYPING_MOST 48

/** FALSE when this program was built without the script's table; such a keyboard is not offered. */
gboolean   sf_typing_has   (SfTypingScript script);
/** NULL when sf_typing_has() is FALSE. */
SfTyping  *sf_typing_new   (SfTypingKeys keys, SfTypingScript script);
void       sf_typing_free  (SfTyping *self);
/** What is written: words as they are common (at first), a name from its surname on, or what follows a surname. */
void       sf_typing_set_what (SfTyping *self, SfTypingWhat what);
/** A letter (any case, ü is v), an apostrophe between two sounds, or a zhuyin sign; FALSE for anything else, and when it is full. */
gboolean   sf_typing_push  (SfTyping *self, const char *sign);
/** Takes back the last sign; FALSE when there is none. */
gboolean   sf_typing_pop   (SfTyping *self);
void       sf_typing_clear (SfTyping *self);
/** What is typed and not chosen yet, as it came. */
const char *sf_typing_typed (SfTyping *self);
/** The same cut into sounds for showing: "xiao'ming". (transfer full) */
char      *sf_typing_shown (SfTyping *self);
/**
 * What it may stand for, best first, at most @max: what takes all of it, then what takes its beginning, longest first; of these whole
 * sounds before first signs, then the commoner word. Where no word of the dictionary takes all of it the first one is put together.
 * (transfer container) (element-type SfTypingCandidate)
 */
GPtrArray *sf_typing_candidates (SfTyping *self, guint max);
/** Takes the signs that @candidate stands for; the rest stays. */
void       sf_typing_take  (SfTyping *self, const SfTypingCandidate *candidate);
/** A word of the trade that no dictionary has (星河 S7), found by its reading or initials; not where names are written. */
void       sf_typing_add_word (SfTyping *self, const char *text);
/** @text was chosen: it comes sooner from now on. Only words of the dictionary are remembered, so never a customer's whole name. */
void       sf_typing_learn (SfTyping *self, const char *text);
/** Everything that was learnt goes. */
void       sf_typing_forget (SfTyping *self);
/** What was learnt, a line "text<TAB>times" each, sorted. (transfer full) */
char      *sf_typing_learnt (SfTyping *self);
/** Reads such lines, adding to what is known; lines that are none are passed over. */
void       sf_typing_read_learnt (SfTyping *self, const char *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfTyping, sf_typing_free)
G_END_DECLS
