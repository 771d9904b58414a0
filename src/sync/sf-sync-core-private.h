/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* Shared by sf-sync-core.c (what to ask next) and sf-sync-answer.c (what came back) alone. */
#include "sync/sf-sync-core.h"
G_BEGIN_DECLS

/* Hints may be lost; a pull now and then makes up for it. */
#define POLL_MS (60 * 1000)
/* Safe numbers, directives and the clock come by hello alone. */
#define HELLO_MS (10 * 60 * 1000)
#define SUMS_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* A bucket that has to be fetched anew three times in a row is not helped by a fourth (sync.md 1.3). */
#define MAX_RESYNCS 3
#define HOLD_MS (10 * 60 * 1000)
#define BACKOFF_FIRST_MS 1000
/* A server that answers "not now" is given time; one that does not answer is not hurt by being asked, and people wait. */
#define BACKOFF_MOST_MS (300 * 1000)
#define BACKOFF_AWAY_MS (20 * 1000)
/* A revoked device or another server at the address: ask again, seldom. */
#define REFUSED_MS (5 * 60 * 1000)

struct _SfSyncCore {
  SfDeviceStore *store;      /* not owned */
  SfClock *clock;
  SfIds *ids;
  SfSignFunc sign;
  gpointer user_data;
  SfOrderFunc judge;         /* (nullable) */
  gpointer judge_data;
  SfSyncState state;
  guint ablations;
  guint8 leaf[32];

  char *nonce, *epoch, *bearer;
  gint64 bearer_until;       /* boot ms */
  gboolean greeted;          /* a hello of this session was applied */
  gboolean looked;           /* whether the store remembers that it was withdrawn was asked */
  gboolean handing_in;       /* withdrawn, and there is something that the server has not got yet */
  gint64 hello_at, poll_at;  /* boot ms of the next one */
  gint64 server_last;        /* newest mutation that the server has */
  gint64 singly_until;       /* up to this one mutations are pushed one by one: something among them cannot be read */
  GHashTable *heads;         /* scope → gint64: newest head heard of */
  GHashTable *dirty;         /* buckets to pull whatever the heads say */
  GHashTable *holds;         /* bucket → gint64 boot ms before which it is left alone */

  SfSyncStep asked;          /* SF_SYNC_IDLE: nothing is under way */
  SfPush *push;
  char *bucket;
  gboolean sums;
  gint64 not_before;         /* boot ms */
  guint failures;
};

void core_forget_request (SfSyncCore *self);
void core_forget_session (SfSyncCore *self);
void core_remember       (GHashTable *table, const char *key, gint64 value);
void core_remember_heads (SfSyncCore *self, GPtrArray *acks);
void core_sleep          (SfSyncCore *self, gint64 delay_ms);
void core_back_off       (SfSyncCore *self, gint64 longest);
/* The request came to nothing: back off. */
void core_fail           (SfSyncCore *self, gint64 longest);
/* The store could not take it: nothing of the answer was applied, and the server will be asked again. */
void core_store_failed   (SfSyncCore *self, const char *event, const GError *error);
G_END_DECLS
