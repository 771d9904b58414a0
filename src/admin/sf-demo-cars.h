/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-demo-media.h"
G_BEGIN_DECLS
/** Appends brand, model lines, cars and their views; @here receives the codes of the cars in the showroom, with commas. */
gboolean sf_demo_put_cars (SfAdmin *self, const char *dir, SfDemoMedia *media, GPtrArray *records, GString *here, GError **error);
G_END_DECLS
