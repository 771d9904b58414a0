/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-clock.h"
#include "base/sf-ids.h"
#include "store/sf-server-people.h"
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfSessions: what proves who is asking, as far as memory keeps it. A device gets a nonce, signs SHA-256("showfloor-session" ‖
 * nonce ‖ device ‖ inc(8, big endian) ‖ epoch ‖ SHA-256(leaf)) with the key it enrolled with, and gets an opaque bearer, which
 * store/sf-server-accounts.h keeps hashed. A nonce is used once and lives two minutes; it proves itself by a keyed hash, so that
 * somebody who asks for nonces all day takes nobody else's away. People's cookies, their form tokens and the brakes on guessing
 * live here too; after a restart people sign in again. Main thread only, but for what says otherwise.
 */
typedef struct _SfSessions SfSessions;
SfSessions *sf_sessions_new  (SfClock *clock, SfIds *ids);
void        sf_sessions_free (SfSessions *self);

/** A new nonce for @device_id. (transfer full) */
char       *sf_sessions_nonce (SfSessions *self, const char *device_id);
/** TRUE for a nonce given to @device_id less than two minutes ago, used or not. */
gboolean    sf_sessions_nonce_is_good (SfSessions *self, const char *device_id, const char *nonce);
/** The same, once; after the signature over it was found good, so that only devices can fill the memory of it. On the store's worker alone. */
gboolean    sf_sessions_use_nonce (SfSessions *self, const char *device_id, const char *nonce);
/** What the device signs. */
void        sf_session_digest (const char *nonce, const char *device_id, gint64 inc, const char *epoch, const guint8 leaf[32], guint8 out[32]);

/**
 * A brake on guessing: TRUE when @who (an address, a person) may try again; at most @tries in @window_s seconds. Counts the try.
 */
gboolean    sf_sessions_may_try (SfSessions *self, const char *who, guint tries, guint window_s);

/** A person's browser, signed in at one door ("/m/", "/p/"): it opens no other. Strings are the sessions'. */
typedef struct {
  const char *person;        /* consultant's id */
  const char *form;          /* token that every form of this session carries */
  const char *proof;         /* what the person was known by; another PIN ends the session */
  const char *tag;           /* names the session where its secret must not stand */
} SfVisitor;
/**
 * A new session, good for @hours; returns the cookie's value. @row (out): what has to be kept so that it outlives a restart.
 * (transfer full)
 */
char       *sf_sessions_open_person (SfSessions *self, const char *door, const char *person, const char *proof, guint hours, SfPersonSession **row);
/** A session of a former run, as it was kept. */
void        sf_sessions_restore_person (SfSessions *self, const SfPersonSession *row);
/** Who shows the cookie @name in a Cookie header at @door. */
gboolean    sf_sessions_find_person (SfSessions *self, const char *door, const char *cookie_header, const char *name, SfVisitor *out);
/** Ends the session of a cookie; its hash, as it is kept, or NULL. (transfer full) */
char       *sf_sessions_close_person (SfSessions *self, const char *cookie_header, const char *name);
/** Ends every session of @person at @door; NULL means any. Returns their tags. (transfer full) */
GStrv       sf_sessions_forget_person (SfSessions *self, const char *door, const char *person);
/** The last try of @who was right and does not count. */
void        sf_sessions_forgive (SfSessions *self, const char *who);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfSessions, sf_sessions_free)
G_END_DECLS
