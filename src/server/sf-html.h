/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfHtml: writes one HTML page. Text and attribute values are escaped always; there is no way to write them raw. Tag and
 * attribute names are literals of the program. A link that does not begin with '/', '?' or '#' is not written,
 * but for tel: and a number.
 */
typedef struct _SfHtml SfHtml;
/** @lang: BCP 47 code of the page. */
SfHtml *sf_html_new    (const char *lang, const char *title, const char *style_href);
void    sf_html_free   (SfHtml *self);
/** Begins an element; pairs (name, value), NULL at the end; a NULL value leaves the attribute out. */
void    sf_html_open   (SfHtml *self, const char *tag, ...) G_GNUC_NULL_TERMINATED;
/** Ends the innermost element. */
void    sf_html_close  (SfHtml *self);
/** An element without content: input, br, rect … */
void    sf_html_void   (SfHtml *self, const char *tag, ...) G_GNUC_NULL_TERMINATED;
/** An element that holds one text. */
void    sf_html_leaf   (SfHtml *self, const char *tag, const char *text, ...) G_GNUC_NULL_TERMINATED;
void    sf_html_text   (SfHtml *self, const char *text);
/** Ends everything. (transfer full) */
GBytes *sf_html_finish (SfHtml *self);
/** Escapes for text and attributes: & < > " '. Control characters are left out. (transfer full) */
char   *sf_html_escape (const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfHtml, sf_html_free)
G_END_DECLS
