/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin-private.h"
G_BEGIN_DECLS
/*
 * Tables of the demo: the first row names fields of the kind (name_tw and name_en beside name for a text in languages), a
 * reference is the key of what it means, an empty cell is a field that is absent.
 */
/** Rows of DIR/@name as (transfer full) (element-type GStrv), the first one the columns. */
GPtrArray *sf_demo_rows   (const char *dir, const char *name, GError **error);
/** One row as a record with @id; columns that are no field of @kind are passed over. (transfer full) */
SfRecord  *sf_demo_record (SfAdmin *self, SfKind kind, const char *id, GStrv columns, GStrv row);
/** Appends a record per row of DIR/@name; its id comes from the kind and the row's first @n_key cells. */
gboolean   sf_demo_table  (SfAdmin *self, SfKind kind, const char *dir, const char *name, guint n_key, GPtrArray *records, GError **error);
/** Id of what the key @key of a kind means in the demo. (transfer full) */
char      *sf_demo_id     (SfAdmin *self, SfKind kind, const char *key);
G_END_DECLS
