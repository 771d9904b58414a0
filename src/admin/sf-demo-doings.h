/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin-private.h"
G_BEGIN_DECLS
/** Appends what the demo house offers (offers.csv) and invites to (events.csv), counted from today, so that the demo never grows old. */
gboolean sf_demo_put_doings (SfAdmin *self, const char *dir, GPtrArray *records, GError **error);
G_END_DECLS
