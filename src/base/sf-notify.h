/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * What a service manager is told, by the protocol of sd_notify(3): one datagram to the socket that NOTIFY_SOCKET names, a path or, with
 * '@' before it, an abstract name. TRUE: it was taken. FALSE: nobody listens, or nobody asked. Never waits. Any thread.
 */
gboolean sf_notify (const char *state);

/**
 * How long the service manager waits for a sign of life before it ends this program, in ms (WATCHDOG_USEC); 0: it does not. WATCHDOG_PID is
 * not looked at: under a compositor (cage) that is the compositor, and the sign of life is ours.
 */
guint    sf_notify_watchdog_ms (void);

/**
 * Says READY=1, and from now on WATCHDOG=1 from the main loop's own context, three times in that while: a loop that hangs says nothing any
 * more. Once, when the program can be used. Main thread.
 */
void     sf_notify_ready (void);
G_END_DECLS
