/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** Languages the product speaks; the order is stable. */
typedef enum { SF_LANG_ZH_CN, SF_LANG_ZH_TW, SF_LANG_EN, SF_N_LANGS } SfLang;
/** "zh_CN", "zh_TW", "en". */
const char *sf_lang_code (SfLang lang);
/** BCP 47 tag for web pages: "zh-CN", "zh-TW", "en". */
const char *sf_lang_tag (SfLang lang);
/** The language of a code or of an Accept-Language header (RFC 9110 12.5.4); @fallback when none fits. zh-Hant, zh-HK, zh-MO are zh_TW. */
SfLang      sf_lang_parse (const char *codes, SfLang fallback);
/**
 * sf_text: the text of (@context, @id) in @lang from the catalogues compiled into the program.
 * @context is the msgctxt (the id of the microcopy, e.g. "ticket.coming"), @id the English text.
 * Returns @id when there is no translation. Never freed. Any thread.
 */
const char *sf_text  (SfLang lang, const char *context, const char *id);
/** Plural form (zh has one). */
const char *sf_textn (SfLang lang, const char *context, const char *one, const char *many, guint n);
/** Marks a string for xgettext and yields it. */
#define N_C(context, id) (id)
/**
 * sf_fill: replaces {name} by the value given for "name", in any order; unknown braces stay.
 * NULL-terminated list of (const char *name, const char *value). (transfer full)
 */
char *sf_fill (const char *text, const char *name, ...) G_GNUC_NULL_TERMINATED;
G_END_DECLS
