/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * Who may connect: device slots, pairing codes, device keys and sessions, in the server's database. Codes and session tokens
 * are kept as hashes only. Every function is one transaction of its own, on the store's worker, outside any other.
 */
#define SF_PAIR_CODE_LEN 10
#define SF_PAIR_CODE_MS (10 * 60 * 1000)
#define SF_PAIR_TRIES 5
#define SF_SESSION_MS (60 * 60 * 1000)
/* Key-value of the server: set where a person compares six digits at every pairing. */
#define SF_PAIR_COMPARE "pair_compare"

typedef struct {
  char device_id[SF_ID_LEN + 1];
  char *name;
  guint role;               /* SfRoleMask */
  guint8 key[32];           /* Ed25519 public key, once enrolled */
  gboolean enrolled, revoked;
  gboolean waits;           /* enrolled, but nobody has compared its digits yet: no session is opened */
  gint64 made_ms, enrolled_ms, seen_ms;
  gint64 inc;               /* newest incarnation that opened a session */
} SfAccount;
void sf_account_free (SfAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfAccount, sf_account_free)

/**
 * Makes a slot for a device (a new id when @device_id is NULL; an existing one gets a new code and, once used, a new key) and
 * returns its pairing code: 10 Crockford characters, valid ten minutes, for one use, told only here. The first three
 * characters find the slot, so that wrong tries count against it. (transfer full)
 */
char      *sf_server_accounts_new_code (SfServerStore *self, const char *device_id, guint role, const char *name, char **out_device_id, GError **error);
typedef enum { SF_ENROL_OK, SF_ENROL_WRONG, SF_ENROL_USED, SF_ENROL_EXPIRED, SF_ENROL_TRIES } SfEnrolResult;
/** Uses a code: spaces, hyphens and case do not matter, O is 0, I and L are 1. OK: @account (transfer full) has the key. FALSE: an error of the store.
 *  @was (nullable): who the device says it is already; a new slot becomes that one when nobody here has it. */
gboolean   sf_server_accounts_enrol   (SfServerStore *self, const char *code, const guint8 key[32], const char *was, SfEnrolResult *result, SfAccount **account, GError **error);
/** What server and device show after a pairing. */
gboolean   sf_server_accounts_set_digits (SfServerStore *self, const char *device_id, const char *digits, GError **error);
/** (nullable) (transfer full) The digits of a pairing of the last ten minutes. */
char      *sf_server_accounts_digits  (SfServerStore *self, const char *device_id);
/** Somebody reads @digits off a device that waits, within ten minutes: it may connect. NULL without error when none shows them, or two do. (transfer full) */
SfAccount *sf_server_accounts_confirm (SfServerStore *self, const char *digits, GError **error);
/** NULL without error when unknown. (transfer full) */
SfAccount *sf_server_accounts_get     (SfServerStore *self, const char *device_id, GError **error);
/** All, by name. (transfer full) (element-type SfAccount) */
GPtrArray *sf_server_accounts_list    (SfServerStore *self, GError **error);
/** Its sessions end at once; it may still push, into quarantine. @order (nullable): sf_order_make(), told to it from now on. */
gboolean   sf_server_accounts_revoke  (SfServerStore *self, const char *device_id, const char *order, GError **error);
/** The order that a withdrawn device is told; NULL without error when there is none. (transfer full) */
char      *sf_server_accounts_order   (SfServerStore *self, const char *device_id, GError **error);
/** Opens a session of SF_SESSION_MS; returns the bearer token, told only here. (transfer full) */
char      *sf_server_accounts_open_session (SfServerStore *self, const char *device_id, gint64 inc, GError **error);
/** Who holds this token: NULL without error when nobody, expired or unknown; @inc is the session's. A revoked account is returned as such. */
SfAccount *sf_server_accounts_session (SfServerStore *self, const char *token, gint64 *inc, GError **error);
/** Forgets sessions and codes that have expired. */
gboolean   sf_server_accounts_sweep   (SfServerStore *self, GError **error);
G_END_DECLS
