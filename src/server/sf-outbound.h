/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfOutbound: the one place from which the server speaks to the internet. Only what somebody configured, TLS judged by the
 * system's authorities, 10 s, no redirects, no cookies, no proxy credentials, answers of at most 64 KiB. Main thread.
 */
typedef struct _SfOutbound SfOutbound;
SfOutbound *sf_outbound_new  (void);
/** Cancels what runs; its callbacks still come. */
void        sf_outbound_stop (SfOutbound *self);
void        sf_outbound_free (SfOutbound *self);
/** Posts JSON. @url: see sf_url_is_safe(). @body: its text; copied. */
void        sf_outbound_post_async  (SfOutbound *self, const char *url, const char *body, GAsyncReadyCallback callback, gpointer data);
/** The answer's body (transfer full) and its HTTP status; G_TLS_ERROR when the other side is not who it should be. */
char       *sf_outbound_post_finish (SfOutbound *self, GAsyncResult *result, guint *status, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfOutbound, sf_outbound_free)
G_END_DECLS
