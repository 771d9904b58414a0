/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "wire/sf-json.h"
G_BEGIN_DECLS
/* Members of an object that is being built, for the tool's --json. @value NULL is a JSON null. */
void sf_admin_json_text  (JsonBuilder *b, const char *name, const char *value);
void sf_admin_json_int   (JsonBuilder *b, const char *name, gint64 value);
/** Below 0 stands for "there is none" and is a JSON null. */
void sf_admin_json_count (JsonBuilder *b, const char *name, gint64 value);
void sf_admin_json_truth (JsonBuilder *b, const char *name, gboolean value);
G_END_DECLS
