/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* What the files of SfIngest share: push, apply, derive, dispatch. Nobody else includes it. */
#include "merge/sf-merge.h"
#include "model/sf-assign.h"
#include "server/sf-ingest.h"
G_BEGIN_DECLS

/* The bits of SfAblation (sync/sf-sync-core.h) that are the server's; tests hold the two against each other. */
enum { INGEST_ABLATE_A_CHAIN = 1, INGEST_ABLATE_D_FORK = 8, INGEST_ABLATE_F_ERASE = 32, INGEST_ABLATE_G_IDEM = 64, INGEST_ABLATE_C_CLAMP = 2048 | 4096 };

struct _SfIngest {
  SfServerStore *store;       /* (unowned) */
  SfClock *clock;             /* (owned) */
  SfIds *ids;                 /* (owned) */
  guint ablations;
  SfHeadFunc head_func;
  gpointer head_data;
  guint8 own_key[SF_BOX_KEY_LEN];   /* of OWN_VISIT */
  gboolean has_own_key;
  GHashTable *heard;          /* (owned) tablet → boot ms when it last told where it listens */
  GHashTable *doubts;         /* (owned) WAY → boot ms since when a way that worked is said to fail */
};

/** SfWork: one change being made inside a transaction: when, by whom, and what it has set in motion. */
typedef struct {
  SfIngest *ingest;
  SfServerStore *store;
  SfDb *db;
  gint64 now;                 /* wall ms of the server */
  int minute;                 /* minutes after midnight in the dealer's zone */
  char day[11], zone[64];     /* today there; where that is */
  const SfPeer *peer;         /* (nullable) NULL for the server itself */
  SfStamp stamp;              /* of the mutation; the server's own else */
  gboolean queue_moved;       /* somebody may have become free, or the queue has changed */
  const char *by;             /* (nullable) colleague who said what is being applied */
  gint64 seen;                /* up to where the peer had read what tablets follow when it said this; -1: it knows what we know */
} SfWork;

/** What a mutation came to. @code is static. @erased: it speaks of somebody who was erased, so that its body is not kept. */
typedef struct { SfPushStatus status; const char *code; gboolean erased; } SfVerdict;

/* sf-reach.c */
/** A tablet told where it listens, so it is in touch. */
void       sf_reach_heard (SfIngest *self, const char *device_id);
/** What was found out about all ways whose @field (SF_WAY_DEVICE, SF_WAY_TABLET) is @device_id holds no more. */
gboolean   sf_reach_forget (SfWork *work, guint field, const char *device_id, GError **error);

/* sf-ingest.c */
typedef gboolean (*SfIngestFunc) (SfIngest *self, gpointer data, GError **error);
/** One transaction around @func; tells the heads after COMMIT. */
gboolean   sf_ingest_transaction (SfIngest *self, SfIngestFunc func, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   sf_ingest_token_ok (SfIngest *self, const char *bucket, const SfToken *token, gboolean *ok, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-work.c */
gboolean   sf_work_init (SfWork *work, SfIngest *ingest, const SfPeer *peer, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** FALSE on error; @out NULL when there is none. (transfer full) */
gboolean   sf_work_get (SfWork *work, SfKind kind, const char *id, SfRecord **out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Records of @kind where @field is @value, oldest first. (transfer full) */
GPtrArray *sf_work_where (SfWork *work, SfKind kind, guint field, const char *value, GError **error);
/** The same with a second condition. */
GPtrArray *sf_work_where2 (SfWork *work, SfKind kind, guint field, const char *value, guint field2, const char *value2, GError **error);
GPtrArray *sf_work_all   (SfWork *work, SfKind kind, GError **error);
/** Writes a record whose fields only the server decides. */
gboolean   sf_work_put (SfWork *work, SfRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Merges a patch into a record of per-field latest-wins; losers go into the history. @lost: the patch lost something. */
gboolean   sf_work_patch (SfWork *work, SfRecord *patch, gboolean *lost, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Writes fields that only the server writes into such a record: computed, not said, so no stamp and no loser. */
gboolean   sf_work_assign (SfWork *work, SfRecord *patch, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Value of a setting, or NULL. (transfer full) */
char      *sf_work_setting_text (SfWork *work, const char *key);
gint64     sf_work_setting (SfWork *work, const char *key, gint64 fallback);
/** The offer shall be told outside of the house, too, when a robot is configured (sf-wecom.h). */
gboolean   sf_work_ring_out (SfWork *work, const char *offer, const char *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Id of the record of @kind that belongs to a visit (status, ticket, customer, n-th assignment). (transfer full) */
char      *sf_work_id (const char *source, SfKind kind, guint n);
/** May this device speak for that consultant? Unknown devices and consultants pass only where @strict is off. */
gboolean   sf_work_enabled (SfWork *work, const char *consultant, gboolean strict, gboolean *ok, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   sf_work_text_is (SfRecord *record, guint field, const char *text);

/* sf-apply.c: rights, objects, merge; then what follows from it. */
gboolean   sf_apply_mutation (SfWork *work, SfMutation *mutation, gint64 mid, SfVerdict *verdict, GError **error) G_GNUC_WARN_UNUSED_RESULT;


/* sf-screen.c: what may be put on screens, and what they say of themselves. */
/** Rights by object of PUSH, SHOWING and PLAY; other kinds pass. */
gboolean   sf_screen_check (SfWork *work, SfRecord *data, SfVerdict *verdict, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Before such a fact is kept: a name without consent is struck out (@stripped), a guessed time set right. */
gboolean   sf_screen_amend (SfWork *work, SfRecord *fact, gboolean *stripped, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-two-values.c */
/** What a customer's @field might also be: said @said, while @won is in force. */
typedef struct { const char *customer, *field, *value; const SfStamp *said, *won; gboolean incoming; } SfOtherValue;
/** Keeps the other value for a person to choose, unless somebody has decided about it already. */
gboolean   sf_two_values_note (SfWork *work, const SfOtherValue *other, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Did who says this now know what stands in the record? Then it is a correction and no second version. */
gboolean   sf_two_values_informed (SfWork *work, SfStored *stored, gboolean *informed, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-privacy.c: what guests ask of the house about themselves. */
/** After a WITHDRAWAL was kept: names off the walls, and for the visit itself a request to erase. */
gboolean   sf_privacy_withdrawn (SfWork *work, SfRecord *withdrawal, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A PRIVACY_REQUEST has come: it is open, and due. */
gboolean   sf_privacy_asked (SfWork *work, const char *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** May what this consent (id, nullable) was given for still be done? It has to be of @visit and bound to the text it names. */
gboolean   sf_privacy_allows (SfWork *work, const char *consent, const char *visit, const char *purpose, gboolean *yes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-join.c */
/** What a device says of a customer that was joined to another goes to that one, in place. */
gboolean   sf_join_redirect (SfWork *work, SfRecord *patch, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-derive.c: the person behind a visit. */
/** Finds or makes the customer of a visit, when a number and a consent say so; what is known of earlier visits. @customer (transfer full) (nullable). */
gboolean   sf_derive_visit     (SfWork *work, SfRecord *visit, char **customer, const char **before, const char **how, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same for somebody with an appointment: the person it names, or whose number it has; it teaches what it knows of them. */
gboolean   sf_derive_expected  (SfWork *work, SfRecord *visit, SfRecord *appointment, char **customer, const char **before, const char **how, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The guest of @visit said another number on their ticket: the visit is whose number that is. @status: as it stands. */
gboolean   sf_derive_number_again (SfWork *work, SfRecord *visit, SfRecord *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A consent that came after its visit. */
gboolean   sf_derive_consent   (SfWork *work, SfRecord *consent, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** What an outcome teaches about the person; the follow-ups of the visit learn whom they are about. */
gboolean   sf_derive_outcome   (SfWork *work, SfRecord *outcome, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   sf_derive_follow_up (SfWork *work, SfRecord *follow_up, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Counts the visits of a customer anew, after a status was joined to them. */
gboolean   sf_derive_count     (SfWork *work, const char *customer, gint64 at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
