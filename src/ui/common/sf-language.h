/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
G_BEGIN_DECLS
/** Text domain of the application's own catalogue. */
#define SF_DOMAIN "showfloor"
/** The text of (@context, @text) in the language on the glass; for constants. xgettext reads it (po/POTFILES). */
#define SF_(context, text) sf_language_text (context, text)
/** Looks (@context, @text) up; @text itself when there is no translation. Never freed. Main thread. */
const char *sf_language_text (const char *context, const char *text);
/** The same with a number: Chinese has one form, English two. */
#define SFN_(context, one, many, n) sf_language_textn (context, one, many, n)
const char *sf_language_textn (const char *context, const char *one, const char *many, guint n);

/**
 * sf_language_init: binds the catalogues and installs the one LANGUAGE= buffer that is overwritten in place afterwards
 * (decisions 21). Call once, first thing in main(), before GTK and before any thread.
 */
void        sf_language_init (SfLang lang);
/** Changes the language from the next look-up on; widgets already built keep their texts, so pages are built anew. Main thread. */
void        sf_language_set  (SfLang lang);
SfLang      sf_language_get  (void);
/** Style class that picks the face: "lang-zh-cn", "lang-zh-tw", "lang-en". */
const char *sf_language_css_class (SfLang lang);
G_END_DECLS
