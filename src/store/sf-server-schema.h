/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* Tables of server.db beside the typed ones. All times are ms UTC; all keys that grow lead with the scope (sync.md 4). */
#define SF_SERVER_VERSION 1
#define SF_SERVER_SCHEMA \
  "CREATE TABLE kv (k TEXT PRIMARY KEY NOT NULL, v TEXT) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE scope (id TEXT PRIMARY KEY NOT NULL, head INTEGER NOT NULL, chain BLOB NOT NULL, floor INTEGER NOT NULL) STRICT, WITHOUT ROWID;" \
  /* every change in commit order; only retention takes from its old end */ \
  "CREATE TABLE event (scope TEXT NOT NULL, seq INTEGER NOT NULL, bucket TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, row_hash BLOB NOT NULL, gone INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, seq)) STRICT, WITHOUT ROWID;" \
  /* its compaction: where each record stands in each bucket */ \
  "CREATE TABLE feed (scope TEXT NOT NULL, bucket TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL, row_hash BLOB NOT NULL, PRIMARY KEY (scope, bucket, kind, id)) STRICT, WITHOUT ROWID;" \
  "CREATE UNIQUE INDEX feed_seq ON feed (scope, bucket, seq);" \
  /* seq and gone are in it so that it covers its questions: without them SQLite 3.40 walks a whole scope rather than use it */ \
  "CREATE INDEX feed_rec ON feed (scope, kind, id, seq, gone);" \
  "CREATE TABLE sum (scope TEXT NOT NULL, bucket TEXT NOT NULL, n INTEGER NOT NULL, sum BLOB NOT NULL, PRIMARY KEY (scope, bucket)) STRICT, WITHOUT ROWID;" \
  /* the chain at every head that anybody was told */ \
  "CREATE TABLE mark (scope TEXT NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, seq)) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE rec (scope TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, ver INTEGER NOT NULL, data BLOB NOT NULL, stamps TEXT, gone INTEGER NOT NULL, stub INTEGER NOT NULL, PRIMARY KEY (scope, kind, id)) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE journal (scope TEXT NOT NULL, dev TEXT NOT NULL, inc INTEGER NOT NULL, mid INTEGER NOT NULL, h BLOB NOT NULL, about TEXT, body TEXT, status INTEGER NOT NULL, code TEXT, seq INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, dev, inc, mid)) STRICT, WITHOUT ROWID;" \
  "CREATE INDEX journal_about ON journal (about);" \
  "CREATE TABLE device (scope TEXT NOT NULL, dev TEXT NOT NULL, inc INTEGER NOT NULL, last_mid INTEGER NOT NULL, last_h BLOB NOT NULL, safe_mid INTEGER NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY (scope, dev, inc)) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE conflict (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, field TEXT, value TEXT, dev TEXT, st INTEGER NOT NULL, incoming INTEGER NOT NULL, review INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;" \
  "CREATE INDEX conflict_id ON conflict (id);" \
  "CREATE TABLE quarantine (dev TEXT NOT NULL, inc INTEGER NOT NULL, mid INTEGER NOT NULL, code TEXT NOT NULL, body TEXT, at INTEGER NOT NULL, PRIMARY KEY (dev, inc, mid)) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE erased (id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;" \
  "CREATE INDEX erased_at ON erased (at);" \
  "CREATE TABLE incident (n INTEGER PRIMARY KEY, code TEXT NOT NULL, dev TEXT, args TEXT, at INTEGER NOT NULL) STRICT;" \
  "CREATE TABLE audit (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT, action TEXT NOT NULL, object TEXT, purpose TEXT, prev_hash BLOB NOT NULL, hash BLOB NOT NULL) STRICT;" \
  "CREATE TABLE alias (old TEXT PRIMARY KEY NOT NULL, new TEXT NOT NULL) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE account (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, role INTEGER NOT NULL, pk BLOB, code_find TEXT, code_hash BLOB, code_until INTEGER NOT NULL, code_tries INTEGER NOT NULL, code_used INTEGER NOT NULL, made_at INTEGER NOT NULL, enrolled_at INTEGER NOT NULL, revoked_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, inc INTEGER NOT NULL) STRICT, WITHOUT ROWID;" \
  "CREATE INDEX account_code ON account (code_find);" \
  "CREATE TABLE session (token_hash BLOB PRIMARY KEY NOT NULL, id TEXT NOT NULL, inc INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;" \
  "CREATE INDEX session_id ON session (id);"
/* Tables that came later: made at every opening that does not find them. */
#define SF_SERVER_SCHEMA_LATER \
  /* two customers that are one person: what was moved and filled in then, so that it can be undone (ids and names of fields alone) */ \
  "CREATE TABLE IF NOT EXISTS joined (old TEXT PRIMARY KEY NOT NULL, new TEXT NOT NULL, at INTEGER NOT NULL, moved TEXT NOT NULL, filled TEXT NOT NULL) STRICT, WITHOUT ROWID;" \
  /* rings that go out of the house; states: waiting, being sent, sent, dead */ \
  "CREATE TABLE IF NOT EXISTS ring_out (offer TEXT PRIMARY KEY NOT NULL, visit TEXT, state INTEGER NOT NULL, made_at INTEGER NOT NULL, tries INTEGER NOT NULL, code TEXT) STRICT, WITHOUT ROWID;" \
  "CREATE INDEX IF NOT EXISTS ring_out_state ON ring_out (state, made_at);" \
  "CREATE TABLE IF NOT EXISTS person_session (hash TEXT PRIMARY KEY NOT NULL, door TEXT NOT NULL, person TEXT NOT NULL, form TEXT NOT NULL, proof TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;" \
  /* what a device told of itself at its last hello; since: it tells the same since then */ \
  "CREATE TABLE IF NOT EXISTS told (dev TEXT PRIMARY KEY NOT NULL, inc INTEGER NOT NULL, last INTEGER NOT NULL, ours INTEGER NOT NULL, since INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE IF NOT EXISTS replica (dev TEXT NOT NULL, bucket TEXT NOT NULL, scope TEXT NOT NULL, seq INTEGER NOT NULL, head INTEGER NOT NULL, chain BLOB NOT NULL, sum_seq INTEGER, n INTEGER, sum BLOB, since INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (dev, bucket)) STRICT, WITHOUT ROWID;" \
  /* six digits of the newest pairing of a device; waits: nobody has said yet that the device shows them, too */ \
  "CREATE TABLE IF NOT EXISTS pairing (dev TEXT PRIMARY KEY NOT NULL, digits TEXT NOT NULL, at INTEGER NOT NULL, waits INTEGER NOT NULL) STRICT, WITHOUT ROWID;" \
  /* what a withdrawn device is told, signed once by whoever withdrew it (craft/sf-order.h) */ \
  "CREATE TABLE IF NOT EXISTS forget_order (dev TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID;" \
  /* after a restore: where the server stood, and how far the device was when it first came back (-1: not yet) */ \
  "CREATE TABLE IF NOT EXISTS comeback (dev TEXT NOT NULL, inc INTEGER NOT NULL, had INTEGER NOT NULL, want INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (dev, inc)) STRICT, WITHOUT ROWID;" \
  /* who receives a guest, and everything that was decided from (sf-server-decisions.h) */ \
  "CREATE TABLE IF NOT EXISTS decision (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, day TEXT NOT NULL, visit TEXT NOT NULL, how TEXT NOT NULL, ask TEXT NOT NULL, given TEXT, why TEXT, would TEXT, would_why TEXT) STRICT;" \
  "CREATE INDEX IF NOT EXISTS decision_day ON decision (day);" \
  "CREATE TABLE IF NOT EXISTS decision_floor (day TEXT NOT NULL, colleague TEXT NOT NULL, n INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (day, colleague, n)) STRICT, WITHOUT ROWID;"
