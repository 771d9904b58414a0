/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/*
 * Frames of the direct way between tablet and screen (docs/protocol.md 12): four bytes of length, big endian, then as many bytes.
 * The one who listens speaks first: the greeting is a frame with SF_LAN_GREETING and a challenge of SF_LAN_FRESH random bytes.
 */
#define SF_LAN_MAX_FRAME (16 * 1024)
#define SF_LAN_GREETING "SFL1"
#define SF_LAN_FRESH 16
/** How long a peer has for its part, and a whole conversation for itself. */
#define SF_LAN_DEADLINE_MS 2000

/** SfLanFrame: one frame as it comes in pieces. */
typedef struct { guint8 head[4]; gsize got; GByteArray *body; } SfLanFrame;
void     sf_lan_frame_clear (SfLanFrame *self);
/** Takes @n bytes. @whole (out) (transfer full): the frame once it is complete, else NULL. G_IO_ERROR_INVALID_DATA: too long, empty, or more than one frame. */
gboolean sf_lan_frame_feed  (SfLanFrame *self, gconstpointer data, gsize n, GBytes **whole, GError **error);
/** @body with its length in front. (transfer full) */
GBytes  *sf_lan_frame_pack  (GBytes *body);

/** Reads one frame from @stream, writes one; both only within @cancellable's time. */
void     sf_lan_read_async   (GInputStream *stream, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GBytes  *sf_lan_read_finish  (GInputStream *stream, GAsyncResult *result, GError **error);
void     sf_lan_write_async  (GOutputStream *stream, GBytes *body, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean sf_lan_write_finish (GOutputStream *stream, GAsyncResult *result, GError **error);

/** What a box of this conversation is bound to: @what is "ask" or "answer". (transfer full) */
char    *sf_lan_bound (const char *what, const char *display_id, const guint8 fresh[SF_LAN_FRESH]);
/** The challenge of a greeting; FALSE when it is none. */
gboolean sf_lan_greeting_read (GBytes *greeting, guint8 fresh[SF_LAN_FRESH]);
G_END_DECLS
