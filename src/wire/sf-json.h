/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <json-glib/json-glib.h>
#include "base/sf-limits.h"
#include "model/sf-record.h"
G_BEGIN_DECLS
#define SF_WIRE_ERROR (sf_wire_error_quark ())
typedef enum { SF_WIRE_ERROR_SYNTAX, SF_WIRE_ERROR_LIMIT, SF_WIRE_ERROR_SHAPE, SF_WIRE_ERROR_VALUE } SfWireError;
GQuark sf_wire_error_quark (void);

/**
 * sf_json_validate: strict RFC 8259 (decisions 19): UTF-8, one document, no BOM, no duplicate keys, numbers int64 or finite,
 * no U+0000, depth 32, 20,000 nodes, strings 64 KiB (unescaped bytes), 4 MiB. No recursion; time grows with the length (names
 * are compared by sorting, so that chosen names cannot slow it); the message names the offset and quotes nothing. Any value
 * may stand at the top.
 */
gboolean  sf_json_validate (const char *data, gsize len, GError **error);
/** The same, and the tree of it. (transfer full) */
JsonNode *sf_json_parse    (const char *data, gsize len, GError **error);
/* Typed access that fails clearly instead of guessing. @name is for the message. */
const char *sf_json_text (JsonObject *object, const char *member, gsize max, GError **error);     /* required */
gboolean    sf_json_int  (JsonObject *object, const char *member, gint64 min, gint64 max, gint64 *out, GError **error);  /* number or decimal string */
gboolean    sf_json_has  (JsonObject *object, const char *member);
/** A whole number, or one spelled as a decimal string; FALSE for anything else. */
gboolean    sf_json_node_int (JsonNode *node, gint64 *out);
/** Compact text of a node. (transfer full) */
char       *sf_json_print (JsonNode *node);
/** Appends @text as a JSON string. */
void        sf_json_append_text (GString *out, const char *text);
/** Appends @value; beyond 2^53 as a decimal string (decisions 6). */
void        sf_json_append_int  (GString *out, gint64 value);

/** Inflates one gzip member of at most SF_MAX_BODY within SF_MAX_INFLATED and, beyond the first 64 KiB, SF_MAX_INFLATE_RATIO;
 *  NULL and SF_WIRE_ERROR_LIMIT beyond, _SYNTAX for what is damaged, cut off or followed by more. */
GBytes     *sf_gunzip (GBytes *data, GError **error);
GBytes     *sf_gzip   (GBytes *data);
G_END_DECLS
