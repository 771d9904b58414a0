/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-craft.h"
G_BEGIN_DECLS
/*
 * The order to a withdrawn device to forget what it knows (sync.md 1.10): ECDSA with SHA-256 by the dealer CA's key over
 * "showfloor-forget" ‖ server id ‖ device id ‖ the device's public key (32 bytes), as base64url. A withdrawn
 * device gets a new key when it is paired again, so an old order says nothing to it then. It is made once, when somebody withdraws the device: who has no more than the
 * server's own certificate, or its database, cannot make a tablet forget its guests. Any thread.
 */
/** @ca_key_pem: as sf_cert_ensure() keeps it. (transfer full) */
char    *sf_order_make  (const char *ca_key_pem, const char *server_id, const char *device_id, const guint8 device_key[32], GError **error);
/** FALSE for anything that is not the order of @ca_pem's owner to this very device. */
gboolean sf_order_check (const char *order, const char *ca_pem, const char *server_id, const char *device_id, const guint8 device_key[32]);
G_END_DECLS
