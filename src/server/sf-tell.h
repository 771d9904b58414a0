/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
#include "model/sf-record.h"
G_BEGIN_DECLS
/* Inside the server layer: the words about a visit that pages and messages share. Strings are (transfer full) unless const; records nullable. */
/** 王先生; a gentleman, a lady or a guest when no surname is known. What a colleague has learned goes before what was said at the door. */
char       *sf_tell_guest   (SfLang lang, SfRecord *visit, SfRecord *outcome, SfRecord *customer);
/** What they came for, with the cars: 看星河 S7. @models: MODEL records by id. */
char       *sf_tell_came_for (SfLang lang, SfRecord *visit, GHashTable *models);
/** Where a kiosk stands; NULL for a visit that was entered on a tablet. Owned by the record. */
const char *sf_tell_where   (SfLang lang, SfRecord *device);
/** First visit, repeat visit, or NULL when nobody said. */
const char *sf_tell_before  (SfLang lang, const char *before);
/** Label of an enumeration's value; the value itself when this version does not know it, "" for NULL. */
const char *sf_tell_value   (SfLang lang, const SfEnum *values, const char *value);
/** · or ・ between words. */
const char *sf_tell_dot     (SfLang lang);
/** Appends @text after a dot; nothing when it is NULL or empty. */
void        sf_tell_append  (SfLang lang, GString *line, const char *text);
G_END_DECLS
