/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin-private.h"
G_BEGIN_DECLS
/** SfDemoMedia: the pictures and films of the demo by their file name below its folder, and the MEDIA records made of them. */
typedef struct _SfDemoMedia SfDemoMedia;
/**
 * Keeps every picture and film below @demo_dir/cars and @clip_dir (nullable, named clips/…) among the blobs of @data_dir.
 * Several threads do it, because each of some hundred files waits for the disk. (transfer full)
 */
SfDemoMedia *sf_demo_media_new  (const char *data_dir, const char *demo_dir, const char *clip_dir, GError **error);
void         sf_demo_media_free (SfDemoMedia *self);
gboolean     sf_demo_media_has  (SfDemoMedia *self, const char *name);
typedef struct { const char *use, *name; } SfDemoVariant;
/**
 * Appends a MEDIA record of the file @name, unless it is there already, with those of @variants (ends with a NULL use) that
 * exist. Returns its id, or NULL when there is no such file. (transfer full)
 */
char        *sf_demo_media_add  (SfDemoMedia *self, const char *name, const SfDemoVariant *variants, GPtrArray *records);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfDemoMedia, sf_demo_media_free)
G_END_DECLS
