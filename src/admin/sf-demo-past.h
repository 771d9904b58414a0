/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin-private.h"
G_BEGIN_DECLS
/**
 * A full yesterday and a few visits of the days before, with what came of them, so that lists are not empty. Of today only when
 * @busy: the visits of a morning, the last two still in the showroom.
 */
gboolean sf_demo_put_past (SfAdmin *self, gboolean busy, GError **error);
/** The instant of a minute after midnight of @day ("YYYY-MM-DD") in @zone. */
gint64 sf_demo_instant (const char *day, int minute, const char *zone);
G_END_DECLS
