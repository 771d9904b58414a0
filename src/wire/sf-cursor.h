/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "wire/sf-json.h"
G_BEGIN_DECLS
/*
 * SfCursor: walks over JSON text that sf_json_validate() has let pass, and over no other. No tree is built: a first sync
 * reads ten thousand records, and what is kept of a value is its own bytes. Internal to wire.
 */
typedef struct { const char *text; gsize len; } SfRaw;      /* a value as it stands in the document */
typedef struct { const char *at, *end; } SfCursor;

/** The one value of a validated document, without the space around it. */
SfRaw    sf_raw_document (const char *json, gsize len);
/** First byte of the value: one of { [ " - 0…9 t f n. */
char     sf_raw_type     (SfRaw raw);
/** Appends the unescaped text; FALSE when it is no string. */
gboolean sf_raw_text     (SfRaw raw, GString *out);
/** True for a string that says @word. */
gboolean sf_raw_is       (SfRaw raw, const char *word);
/** A whole number, or one spelled as a decimal string; FALSE for anything else. */
gboolean sf_raw_int      (SfRaw raw, gint64 *out);
/** The text of at most @max bytes that @value is: SHAPE when it is none, LIMIT beyond; @name is for the message. @out is replaced. (transfer full) */
gboolean sf_raw_dup_text (SfRaw value, const char *name, gsize max, char **out, GError **error);
/** The whole number from @min to @max that @value is, in the same manner. */
gboolean sf_raw_int_within (SfRaw value, const char *name, gint64 min, gint64 max, gint64 *out, GError **error);
/** Appends the bytes without the space between parts, so that it is one line; numbers and escapes keep their spelling. */
void     sf_raw_compact  (SfRaw raw, GString *out);

/** Begins inside @raw; FALSE when it is not an object ('{') or array ('[') as @bracket says. */
gboolean sf_cursor_enter (SfCursor *self, SfRaw raw, char bracket);
/** The next member of an object; FALSE at its end. */
gboolean sf_cursor_member (SfCursor *self, SfRaw *name, SfRaw *value);
/** The next element of an array; FALSE at its end. */
gboolean sf_cursor_element (SfCursor *self, SfRaw *value);
/** The member @name of the object @raw; FALSE when there is none. */
gboolean sf_raw_member   (SfRaw raw, const char *name, SfRaw *value);
/** The text member @name of at most @max bytes; SHAPE when it is missing or no text, LIMIT beyond. (transfer full) */
gboolean sf_raw_member_text (SfRaw raw, const char *name, gsize max, char **out, GError **error);
/** The whole number @name from @min to @max, in the same manner. */
gboolean sf_raw_member_int  (SfRaw raw, const char *name, gint64 min, gint64 max, gint64 *out, GError **error);
G_END_DECLS
