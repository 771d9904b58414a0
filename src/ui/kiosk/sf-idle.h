/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** Seconds after which an untouched page asks, and after which it then wipes; a ticket's life and what a touch adds. */
typedef struct { guint ask, answer, ticket, more; } SfIdleTimes;
/**
 * 45, 15, 30, 15; the environment variable SHOWFLOOR_IDLE ("ask,answer,ticket,more") says others for tests, or the path of a file that says them
 * and may change while the kiosk runs.
 */
SfIdleTimes sf_idle_times (void);
G_END_DECLS
