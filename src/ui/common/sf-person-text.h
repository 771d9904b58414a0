/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/* What a guest reads about a colleague, in the language on the glass. @person: a CONSULTANT record. Main thread. */
/** Languages, each in its own words, so that the guest recognises theirs; "" without one. (transfer full) */
char *sf_person_languages (SfRecord *person);
/** Words of what the colleague knows about, in the order they were given; codes of a newer version are left out. (transfer full) */
GStrv sf_person_skills (SfRecord *person);
/** "王先生", "Ms Chen": how @lang writes a surname with its title ("mr", "ms"). (transfer full) */
char *sf_person_address (SfLang lang, const char *surname, const char *title);
G_END_DECLS
