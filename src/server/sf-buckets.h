/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-clock.h"
#include "base/sf-ids.h"
G_BEGIN_DECLS
/**
 * SfBuckets: token buckets by name (an address, a slug, a number, "everybody"). Names are kept only as a keyed hash that is
 * new with each process. At most 20,000 at once; when they are full of names that are still being braked, new names are
 * refused, so that a flood costs its sender and not our memory. Main thread.
 */
typedef struct _SfBuckets SfBuckets;
/** How fast a bucket empties and fills. */
typedef struct { const char *name; guint capacity, per_hour; } SfBucketRate;

SfBuckets *sf_buckets_new  (SfClock *clock, SfIds *ids);
void       sf_buckets_free (SfBuckets *self);
/** Takes one token of @who's bucket of this rate; FALSE: empty. A NULL @who is refused. */
gboolean   sf_buckets_take (SfBuckets *self, const SfBucketRate *rate, const char *who);
/** Buckets in memory. */
guint      sf_buckets_count (SfBuckets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfBuckets, sf_buckets_free)
G_END_DECLS
