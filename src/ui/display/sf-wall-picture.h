/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-catalogue.h"
G_BEGIN_DECLS
/**
 * Chooses the picture that belongs to what is on a wall and reads it on a thread of its own: of a pushed view that view, in the
 * pushed colour where its paint is known; of a pushed car its best picture for a glass of @width x @height px; of a welcome the
 * guest's car; without @push the house's first car. FALSE: there is none here, and @callback is not called. Main thread.
 */
gboolean    sf_wall_picture_load_async  (SfCatalogue *cars, SfRecord *push, int width, int height, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer data);
GdkTexture *sf_wall_picture_load_finish (GAsyncResult *result, GError **error);
G_END_DECLS
