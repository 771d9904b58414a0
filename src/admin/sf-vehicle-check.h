/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "wire/sf-json.h"
G_BEGIN_DECLS
/*
 * What is wrong with a file that is being imported. Any thread; lists belong to who made them.
 */
typedef struct { char *file, *field, *reason; } SfIssue;      /* field: a path, a column; "" for the whole file */
/** A list that frees its issues. (transfer full) (element-type SfIssue) */
GPtrArray *sf_issues_new (void);
void       sf_issues_add (GPtrArray *issues, const char *file, const char *field, const char *format, ...) G_GNUC_PRINTF (4, 5);
/** How many different files the issues from number @from on name. */
guint      sf_issues_files (GPtrArray *issues, guint from);

/**
 * Holds a file of Open EV Data against sf-vehicle-fields.def: unknown members, types, values, ranges, and what looks like another
 * unit of a known member. Adds an issue for each; TRUE when there is none. Whether something is missing is asked of the merged
 * whole, with @whole.
 */
gboolean   sf_vehicle_check (JsonObject *object, gboolean whole, const char *file, GPtrArray *issues);
G_END_DECLS
