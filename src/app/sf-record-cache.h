/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/**
 * SfRecordCache: single records by id for screens that join kinds: what is not here yet is fetched, and "changed" is
 * emitted when it came or when the store's copy changed. Main thread.
 */
#define SF_TYPE_RECORD_CACHE (sf_record_cache_get_type ())
G_DECLARE_FINAL_TYPE (SfRecordCache, sf_record_cache, SF, RECORD_CACHE, GObject)
SfRecordCache *sf_record_cache_new (SfDevice *device);
/** The record, or NULL while it is unknown or being fetched. The cache's, until "changed". */
SfRecord      *sf_record_cache_get (SfRecordCache *self, SfKind kind, const char *id);
G_END_DECLS
