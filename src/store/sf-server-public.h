/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * The address under which phones open pages, and what is known of it. A person proves it from outside (a page of theirs shows
 * a code that they type back), the server looks at it itself every day; only while both agree does the setting public.url hold
 * it, and only then is a QR code shown anywhere. Runs on the store's worker; outside a transaction.
 */
#define SF_PUBLIC_SETTING "public.url"
/** A certificate that ends sooner counts as ended. */
#define SF_PUBLIC_CERT_DAYS 14

typedef struct {
  char *url;                 /* (nullable) what was set, without a slash at the end */
  char *proven_url, *proven_spki;   /* (nullable) what was proven; hex of SHA-256 of the certificate's key, "" for http, "?" until the next look */
  gint64 proven_ms;
  char *check_url, *check_code, *check_spki;   /* (nullable) the last look; code "" when all was well, else a code of sf_public_state_why() */
  gint64 check_ms, cert_until_ms;
} SfPublicState;
SfPublicState *sf_server_public_read (SfServerStore *self);
void           sf_public_state_free  (SfPublicState *self);
/**
 * Why phones are shown no code, static; NULL: they are. not_set · not_proven · changed_name · checking (no look yet) · check_dns ·
 * check_connect · check_tls · check_ending (certificate) · check_answer · changed_certificate.
 */
const char    *sf_public_state_why   (const SfPublicState *self);
/** An address of plain http: a trial in the house's own network. */
gboolean       sf_public_state_is_trial (const SfPublicState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPublicState, sf_public_state_free)

/**
 * Reads an address as the operator gives it: https://HOST[:PORT], or http:// for loopback and private addresses alone; no path,
 * no user, no query. (transfer full), without a slash at the end; NULL with SF_STORE_ERROR_CONSTRAINT.
 */
char    *sf_public_url_parse (const char *text, GError **error);
/** Sets the address (NULL: none). Another one has to be proven anew. */
gboolean sf_server_public_set   (SfServerStore *self, const char *url, GError **error);
/** Begins a proof: a name for the page /c/prove-<name>, good for 15 minutes and five tries. (transfer full) */
char    *sf_server_public_begin (SfServerStore *self, SfIds *ids, gint64 now_ms, GError **error);
/** The six digits that this page shows, or NULL. (transfer full) */
char    *sf_server_public_code  (SfServerStore *self, const char *name, gint64 now_ms);
/** FALSE without error: that was not it, or it is over. */
gboolean sf_server_public_prove (SfServerStore *self, const char *code, gint64 now_ms, GError **error);
/** Keeps what the server saw. @code "" when all was well. */
gboolean sf_server_public_looked (SfServerStore *self, const char *url, const char *code, const char *spki, gint64 cert_until_ms, gint64 now_ms, GError **error);
G_END_DECLS
