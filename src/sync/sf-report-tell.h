/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "sync/sf-sync-driver.h"
G_BEGIN_DECLS
/**
 * POST /v1/report: what went wrong on this device, a code of lower-case letters, digits, dot, hyphen and underscore, never about
 * whom. Over the driver's session; fails with G_IO_ERROR_NOT_CONNECTED while there is none. Main thread.
 */
void     sf_report_tell_async  (SfSyncDriver *driver, const char *code, GAsyncReadyCallback callback, gpointer data);
gboolean sf_report_tell_finish (SfSyncDriver *driver, GAsyncResult *result, GError **error);
G_END_DECLS
