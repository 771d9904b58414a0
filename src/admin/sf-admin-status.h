/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin-private.h"
#include "wire/sf-json.h"
G_BEGIN_DECLS
/* Inside status. */
/** Members "backup", "proof" and, once it happened, "restored". */
gboolean sf_admin_status_keep (SfAdmin *self, JsonBuilder *b, GError **error);
/** The same in words. */
void     sf_admin_status_keep_print (SfAdmin *self, JsonObject *status, GString *out);
/** Member "reach": every way from a kiosk to a tablet. */
gboolean sf_admin_status_reach (SfAdmin *self, JsonBuilder *b, GError **error);
/** The same in words, with what to switch where a way fails. */
void     sf_admin_status_reach_print (JsonObject *status, SfLang lang, GString *out);
G_END_DECLS
