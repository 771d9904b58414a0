/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin-private.h"
G_BEGIN_DECLS
/** A few visits of the days before today, with what came of them, so that lists are not empty. Nothing of today. */
gboolean sf_demo_put_past (SfAdmin *self, GError **error);
G_END_DECLS
