/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-call.h"
gboolean sf_manager_start_page (SfCall *call) { sf_call_fail (call, 404, "not_found"); return FALSE; }
void     sf_manager_page  (SfCall *call, GError **error) {}
void     sf_manager_csv   (SfCall *call, GError **error) {}
gboolean sf_manager_style (SfCall *call) { sf_call_fail (call, 404, "not_found"); return FALSE; }
gboolean sf_manager_start_sign_in (SfCall *call) { sf_call_fail (call, 404, "not_found"); return FALSE; }
void     sf_manager_sign_in (SfCall *call, GError **error) {}
void     sf_manager_finish_sign_in (SfCall *call) {}
gboolean sf_manager_sign_out (SfCall *call) { sf_call_fail (call, 404, "not_found"); return FALSE; }
