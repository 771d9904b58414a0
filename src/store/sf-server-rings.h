/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/**
 * Rings that go out of the house (to the group robot): one row per offer, written in the transaction that makes the offer, so
 * that no crash loses one. What is said is made from the records when it is sent; rows hold ids and codes only.
 *
 * A row goes out at least once: it is marked before it is sent and settled after the answer. Whoever finds it marked after a
 * crash cannot know whether it went, and sends it again. Worker; adding, marking and settling want a transaction.
 */
/* Key-values of the server about it; the webhook holds the robot's key, so none of them ever becomes a record. */
#define SF_WECOM_URL_KEY "wecom.url"
#define SF_WECOM_STOP_KEY "wecom.stop"        /* errcode that stopped it */
#define SF_WECOM_LAST_KEY "wecom.last"        /* "ms code" of the last answer */
#define SF_WECOM_USER_KEY "wecom.user."       /* + consultant: their user id in WeCom */
#define SF_WECOM_TEST "test:"                 /* offers that begin so are trial messages */

typedef enum { SF_RING_OUT_WAITING, SF_RING_OUT_SENDING, SF_RING_OUT_SENT, SF_RING_OUT_DEAD } SfRingOutState;
typedef struct {
  char *offer;               /* ASSIGNMENT; "test:…" of a trial message */
  char *visit;               /* (nullable) of a trial message */
  char *code;                /* (nullable) why it is dead */
  SfRingOutState state;
  gint64 made_ms;
  guint tries;
} SfRingOut;
void       sf_ring_out_free (SfRingOut *self);
/** Nothing when this offer has a row already: a replay after a restore makes the same offers again. */
gboolean   sf_server_rings_add    (SfServerStore *self, const char *offer, const char *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Rows that want to go out, oldest first. (transfer full) (element-type SfRingOut) */
GPtrArray *sf_server_rings_due    (SfServerStore *self, guint most, GError **error);
/** @offer is being sent: one try more. */
gboolean   sf_server_rings_mark   (SfServerStore *self, const char *offer, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   sf_server_rings_settle (SfServerStore *self, const char *offer, SfRingOutState state, const char *code, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** What could not go out before @dead_ms is dead (code "late"); what is done and older than @forget_ms is forgotten. */
gboolean   sf_server_rings_sweep  (SfServerStore *self, gint64 dead_ms, gint64 forget_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Rows in @state and when the oldest was made (0: none). FALSE on error. */
gboolean   sf_server_rings_count  (SfServerStore *self, SfRingOutState state, gint64 *n, gint64 *oldest_ms, GError **error);
/** The newest dead ones. (transfer full) (element-type SfRingOut) */
GPtrArray *sf_server_rings_dead   (SfServerStore *self, guint most, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfRingOut, sf_ring_out_free)
G_END_DECLS
