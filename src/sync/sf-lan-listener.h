/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-ids.h"
#include "craft/sf-box.h"
#include "wire/sf-messages.h"
G_BEGIN_DECLS
/**
 * SfLanListener: where a screen hears tablets directly, with the server or without (docs/protocol.md 12). Main thread, no threads
 * of its own. Whoever connects is a stranger until a box of the shared key opens: at most SF_LAN_CONNECTIONS at a time, one
 * question each, two seconds; rubbish, silence, a foreign key or an old recording end the connection and change nothing.
 */
typedef struct _SfLanListener SfLanListener;
#define SF_LAN_CONNECTIONS 16
/** A question that was heard. Answer it once, now or later; the listener and the connection may be gone by then. */
typedef struct _SfLanCall SfLanCall;
typedef void (*SfLanFunc) (SfLanCall *call, const SfLanAsk *ask, gpointer data);
/** Listens on every address at @port, or, when that is 0 or taken, at one that is free. NULL: no network at all. */
SfLanListener *sf_lan_listener_new  (SfIds *ids, guint port, SfLanFunc func, gpointer data, GError **error);
void           sf_lan_listener_free (SfLanListener *self);
guint          sf_lan_listener_get_port (SfLanListener *self);
/** Whom boxes are for and with what; without a key (NULL) nobody is heard. */
void           sf_lan_listener_set_key (SfLanListener *self, const char *display_id, const guint8 key[SF_BOX_KEY_LEN]);
/** Ends the call. */
void           sf_lan_call_answer (SfLanCall *call, const SfLanAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfLanListener, sf_lan_listener_free)
G_END_DECLS
