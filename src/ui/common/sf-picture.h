/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfPicture: a picture from a file, read and scaled off the main loop; until it is there (or when it cannot be read) a calm
 * silhouette, never a broken icon. Not an accessible thing by itself: the tile around it has the name.
 * Properties: "file" path or NULL, "cover" bool (fill and crop; else the whole picture), "silhouette" icon name,
 * "box-width", "box-height" px: its natural size, and its minimum
 * unless "shrink" (half of it then), "tight" bool (a small one among many: read at no more than twice its box).
 */
#define SF_TYPE_PICTURE (sf_picture_get_type ())
G_DECLARE_FINAL_TYPE (SfPicture, sf_picture, SF, PICTURE, GtkWidget)
GtkWidget *sf_picture_new (int width, int height, gboolean cover);
void       sf_picture_set_file (SfPicture *self, const char *path);
void       sf_picture_set_box  (SfPicture *self, int width, int height);
G_END_DECLS
