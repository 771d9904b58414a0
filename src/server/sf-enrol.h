/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-house.h"
#include "store/sf-server-accounts.h"
G_BEGIN_DECLS
/**
 * Uses a pairing code on the worker: the device's key is kept and its DEVICE record written, with a letter of its own for
 * tickets and a place that guests can find. @reply only when @result is SF_ENROL_OK. FALSE: an error of the store.
 */
gboolean sf_enrol (SfHouse *house, const SfEnrolRequest *request, SfEnrolResult *result, SfEnrolReply **reply, GError **error);
/** What both sides show as six digits: SHA-256("showfloor-sas" ‖ device key ‖ device id ‖ CA fingerprint as hex). (transfer full) */
char    *sf_enrol_sas (const guint8 key[32], const char *device_id, const char *ca_spki);
/** Id of the one DEALER record of a server. (transfer full) */
char    *sf_dealer_id (const char *server_id);
G_END_DECLS
