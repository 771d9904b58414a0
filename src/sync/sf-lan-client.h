/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "base/sf-ids.h"
#include "craft/sf-box.h"
#include "wire/sf-messages.h"
G_BEGIN_DECLS
/** A screen as a tablet knows it from its LAN record. */
typedef struct { const char *address, *display_id; guint8 key[SF_BOX_KEY_LEN]; } SfLanPeer;
/**
 * sf_lan_ask_async: asks a screen directly (docs/protocol.md 12), all within two seconds. @peer is copied. Only addresses in
 * numbers are tried (G_IO_ERROR_INVALID_ARGUMENT): a name would be somebody else's to resolve. An answer that is not of the
 * shared key, of this screen and to this very question is none (SF_CRAFT_ERROR, SF_WIRE_ERROR). Main thread.
 */
void         sf_lan_ask_async  (const SfLanPeer *peer, const SfLanAsk *ask, SfIds *ids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
SfLanAnswer *sf_lan_ask_finish (GAsyncResult *result, GError **error);
G_END_DECLS
