/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/*
 * Tables of a dealer: columns by the names in their first row, and cells as people write them.
 */
/** Where a column may be: its names by |, the first one is how issues call it. */
typedef struct { const char *names; gboolean required; } SfColumn;
/** Places of @columns in @header, -1 for those that are not there. FALSE with @error for a missing required or a repeated one. */
gboolean    sf_columns_find (const SfColumn *columns, guint n, GStrv header, int *places, GError **error);
/** The cell at @place, without the space around it; "" when there is none. */
const char *sf_columns_cell (GStrv row, int place);
/** A row that a spreadsheet left behind: nothing in any cell. */
gboolean    sf_columns_is_blank (GStrv row);
/** "129,800", "￥129800.00", "12.98万" in hundredths. FALSE for anything else, for 0 and for more than 10,000,000,000. */
gboolean    sf_columns_money (const char *text, gint64 *minor);
/** "2026-3-1", "2026/03/01", "2026.3.1", "2026年3月1日", "20260301" as "2026-03-01"; NULL for what is no day. (transfer full) */
char       *sf_columns_day (const char *text);
/** The name of a column for people. */
char       *sf_columns_name (const SfColumn *column);
G_END_DECLS
