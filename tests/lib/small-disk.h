/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** Mounts a tmpfs of @options ("size=32m") on @dir, seen by this process and its children alone. Call it before any thread starts. */
gboolean small_disk_mount (const char *dir, const char *options);
/** Takes every byte that is left, in the file @path. */
void     small_disk_fill  (const char *path);
G_END_DECLS
