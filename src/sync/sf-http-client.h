/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* Inside the layer: what driver and enrolment both need of libsoup. Main thread. */
#include <libsoup/soup.h>
G_BEGIN_DECLS
/** Largest answer that is read; a page is at most 1 MiB of rows. */
#define SF_CLIENT_MAX_ANSWER (8 * 1024 * 1024)
/**
 * A session that trusts nobody by itself: without a trust database every certificate reaches "accept-certificate", so the
 * handler there is the only judge. @timeout_s: silence on the socket that ends a request.
 */
SoupSession *sf_client_session_new (guint timeout_s);
/** NULL when @host is no HOST:PORT. */
SoupMessage *sf_client_message_new (const char *method, const char *host, const char *path);
/** Sets a JSON body, compressed when that pays. */
void         sf_client_set_json    (SoupMessage *message, const char *json);
/** Sends and reads all of the answer; G_IO_ERROR_MESSAGE_TOO_LARGE beyond the limit. */
void         sf_client_send_async  (SoupSession *session, SoupMessage *message, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GBytes      *sf_client_send_finish (SoupSession *session, GAsyncResult *result, GError **error);
G_END_DECLS
