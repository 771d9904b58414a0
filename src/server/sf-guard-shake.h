/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "base/sf-clock.h"
G_BEGIN_DECLS
/**
 * SfShaker: TLS handshakes, a few at a time. GIO makes each in one of ten threads that it has for everything, where it waits for
 * the peer: ten clients who say nothing after their first words would keep everybody waiting until their time is over. So eight
 * run at once, three of them kept for addresses that have none running, whoever has fewest is next, and while others wait nobody
 * has longer than half a second. Main thread.
 */
typedef struct _SfShaker SfShaker;
SfShaker *sf_shaker_new  (SfClock *clock);
/** Those that wait or run are told FALSE, now or when they come back. */
void      sf_shaker_free (SfShaker *self);
/** @tls's socket must stay open until this is called, also after the cancellable was. */
typedef void (*SfShakeFunc) (GTlsConnection *tls, gboolean ok, gpointer data);
/** @from: whose it is, alike for one address. */
void      sf_shaker_add  (SfShaker *self, GTlsConnection *tls, guint from, GCancellable *cancellable, SfShakeFunc done, gpointer data);
G_END_DECLS
