/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "wire/sf-json.h"
G_BEGIN_DECLS
/** The data object of a record ("d" of a mutation, the data line of a row), members in registry order, then unknown ones as they came. (transfer full) */
char     *sf_codec_record_to_json (SfRecord *record);
/** Reads such an object. Unknown members are kept as they are spelled, without the space around their parts; wrong types fail.
 *  Does not check limits: sf_record_check() does. */
SfRecord *sf_codec_record_from_json (SfKind kind, const char *id, const char *json, gsize len, GError **error);
/** The body of a mutation: {"k":"visit.create","id":…,"v":1,"by":…,"off":1,"d":{…}}; these bytes are hashed, stored and sent. (transfer full) */
char       *sf_codec_mutation_to_json   (const SfMutation *mutation);
/** An unknown kind or verb fails with SF_WIRE_ERROR_SHAPE: the server puts such a body in quarantine. */
SfMutation *sf_codec_mutation_from_json (const char *json, gsize len, GError **error);
G_END_DECLS
