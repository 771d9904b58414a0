/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "media/sf-blob-cache.h"
#include "store/sf-device-store.h"
G_BEGIN_DECLS
/**
 * SfMediaPlan: which files the replica names, and in which order a device of a role needs them: what it shows first comes
 * first. A display wants the items of its programme, a kiosk pictures of cars and colleagues, a tablet these and the turns.
 * Films go to displays alone, except those that are views of a car. Made on the store's worker, then owned by the main thread.
 */
typedef struct {
  char *sha256;         /* (owned) */
  gint64 size;
  gboolean here;
  gboolean wanted;      /* this device fetches it */
} SfMediaFile;

typedef struct {
  GHashTable *media;    /* (owned) ids of MEDIA records; see sf_media_plan_find() */
  GHashTable *files;    /* (owned) sha256 to SfMediaFile: everything that is named */
  GPtrArray *wants;     /* (owned) SfMediaFile of the plan, in order */
} SfMediaPlan;

/** NULL with @error when the store cannot be read. (transfer full) */
SfMediaPlan *sf_media_plan_new  (SfDeviceStore *store, const char *role, SfBlobCache *blobs, GError **error);
void         sf_media_plan_free (SfMediaPlan *self);
/** The file of a media record, or of its variant for @use (NULL: the thing itself); NULL when there is none. */
SfMediaFile *sf_media_plan_find (SfMediaPlan *self, const char *media_id, const char *use);
typedef void (*SfMediaIdFunc) (const char *media_id, gpointer data);
/** Calls @func for each record that names @file itself or as a variant. */
void         sf_media_plan_who  (SfMediaPlan *self, SfMediaFile *file, SfMediaIdFunc func, gpointer data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfMediaPlan, sf_media_plan_free)
G_END_DECLS
