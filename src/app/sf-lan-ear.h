/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
#include "sync/sf-lan-listener.h"
G_BEGIN_DECLS
/**
 * SfLanEar: where a device hears others directly (docs/protocol.md 12): a listener, and its key, which the server is asked for again and
 * again, because a withdrawn device must not go on speaking. Main thread.
 */
typedef struct _SfLanEar SfLanEar;
/** Listens at @port (text; nullable: any) with the @key known from before (hex; nullable); keeps both under @keep_port and @keep_key where
 *  those are not NULL. NULL: no network at all; by way of the server it still works. @func as of sf_lan_listener_new(). */
typedef struct { const char *port, *key, *keep_port, *keep_key; } SfLanKept;
SfLanEar *sf_lan_ear_new  (SfDevice *device, const SfLanKept *kept, SfLanFunc func, gpointer data);
void      sf_lan_ear_free (SfLanEar *self);
/** Asks the server for the key when it is time; called every few seconds. */
void      sf_lan_ear_tick (SfLanEar *self);
/** The next tick tells the server again, whenever it was told last: somebody new should learn where this is. */
void      sf_lan_ear_again (SfLanEar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfLanEar, sf_lan_ear_free)
G_END_DECLS
