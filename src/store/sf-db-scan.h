/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-db.h"
G_BEGIN_DECLS
/*
 * What is left of a damaged database, read without SQLite: every page of the file and every frame of its log is looked at on its own,
 * whatever became of the others. Formats: https://www.sqlite.org/fileformat2.html, sections 1.6, 2.1 and 4.
 */
typedef enum { SF_SCAN_NULL, SF_SCAN_INT, SF_SCAN_TEXT, SF_SCAN_BYTES, SF_SCAN_OTHER } SfScanType;
/** @data is not ended by a NUL and valid during the call. */
typedef struct { SfScanType type; gint64 i; const char *data; gsize len; } SfScanValue;
#define SF_SCAN_MAX_VALUES 64
/** One record of some table or index; @rowid is 0 for those that have none. */
typedef void (*SfScanFunc) (gint64 rowid, const SfScanValue *values, guint n, gpointer data);

/**
 * Calls @func for every record that can be read: those of the file first, then those of the log in the order in which they were
 * written, so that what comes later is newer. The same record comes as often as a version of its page exists. FALSE only when there
 * is no file to read.
 */
gboolean sf_db_scan (const char *vfs, const char *path, SfScanFunc func, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * A log that breaks off in a transaction that was committed, since another was committed after it: SQLite would take it for one that
 * a power cut ended and silently forget the rest. @torn (nullable): it breaks off where a power cut may have done it.
 */
gboolean sf_db_log_is_damaged (const char *vfs, const char *path, gboolean *torn);
G_END_DECLS
