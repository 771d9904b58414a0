/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** What the page of surnames shows: the commonest on its first face, candidates above the keys, and where there is room for one row of them;
 * beside what is written by hand. */
#define SF_NAME_COMMON 30
#define SF_NAME_COMMON_LARGE 18
#define SF_NAME_CANDIDATES 20
#define SF_NAME_CANDIDATES_ROW 10
#define SF_NAME_WRITTEN 8
/** The commonest surnames of a region ("cn", "tw"), the commonest first. (transfer full) */
GStrv sf_name_common     (const char *region, guint most);
/**
 * What @letters (or zhuyin signs) may stand for, best first: surnames whose reading begins so, other characters that are read so,
 * and last the letters themselves as a name written in the alphabet. Without letters: the next surnames after the common page.
 * (transfer full)
 */
GStrv sf_name_candidates (const char *region, const char *letters, guint most);
/** What is typed as the guest reads it: pinyin cut into its syllables ("Li'ming"), a name that is none (Smith) and zhuyin as they are. (transfer full) */
char *sf_name_shown      (const char *letters);
/** How many guesses sf_name_written() wants to choose from. */
#define SF_NAME_GUESSES 200
/**
 * Of what a drawing may be (SfStrokesGuess) the best @most: surnames of the table before other characters that look as much like it, the
 * commoner the sooner, and after the first two what begins with them (欧阳). (transfer full)
 */
GStrv sf_name_written    (const char *region, const GArray *guesses, guint most);
G_END_DECLS
