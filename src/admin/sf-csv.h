/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/*
 * CSV by RFC 4180, as spreadsheets of the showroom write it: comma, quotes doubled, CRLF or LF, quoted line breaks.
 */
/** Text of a file in UTF-8, with or without BOM, or in GB18030; NULL with @error for neither. (transfer full) */
char      *sf_csv_to_utf8 (const char *data, gsize n, GError **error);
/** Rows (GStrv) of @text, empty lines too, so that a row's place is the number a spreadsheet shows. At most 100,000. (transfer full) (element-type GStrv) */
GPtrArray *sf_csv_parse (const char *text, GError **error);
/** Appends one field; a text that a spreadsheet would run as a formula gets a ' in front. */
void       sf_csv_append (GString *out, const char *field, gboolean last);
G_END_DECLS
