/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-clock.h"
G_BEGIN_DECLS

/** Length of an id in text, without the NUL: a UUID in lower case. */
#define SF_ID_LEN 36

/** SfIds: the source of random bytes and new ids; seeded in tests so that runs repeat. Thread-safe. */
typedef struct _SfIds SfIds;
SfIds   *sf_ids_new_system (void);
SfIds   *sf_ids_new_seeded (guint64 seed);
/** From here on it gives what a new source of @seed would give. Seeded ones only. */
void     sf_ids_reseed (SfIds *self, guint64 seed);
SfIds   *sf_ids_ref   (SfIds *self);
void     sf_ids_unref (SfIds *self);
/** Fills @n bytes; the system source is fit for keys. */
void     sf_ids_fill  (SfIds *self, gpointer buf, gsize n);
guint32  sf_ids_u32   (SfIds *self);
/** A new UUIDv7 (RFC 9562 5.7) of the clock's wall time. (transfer full) */
char    *sf_ids_new_uuid (SfIds *self, SfClock *clock);
/** UUIDv8 of SHA-256(source_id NUL kind NUL decimal n): what the server derives has the same id at every replay. (transfer full) */
char    *sf_uuid_derive  (const char *source_id, const char *kind, guint n);
/** True for 36 characters of lower-case hex with hyphens in their places. NULL is not valid. */
gboolean sf_uuid_is_valid (const char *id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfIds, sf_ids_unref)

G_END_DECLS
