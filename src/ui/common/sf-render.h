/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * Chooses GSK_RENDERER before GTK starts, unless the environment says one: cairo when there is no GPU. GTK 4.8 would take
 * OpenGL on a software rasteriser: a start 60 % longer, twice the memory, a core for a blinking cursor.
 */
void     sf_render_choose  (void);
/** TRUE if a render node of a real GPU can be opened. @sys and @dev are "/sys/class/drm" and "/dev/dri"; tests pass others. */
gboolean sf_render_has_gpu (const char *sys, const char *dev);
G_END_DECLS
