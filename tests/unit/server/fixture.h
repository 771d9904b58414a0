/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* A real server store and ingest with a small dealership: three sales consultants, one service adviser, one receptionist,
 * one manager, two kiosks, two tablets, two screens. The clock stands and moves only when told. */
#include "model/sf-assign.h"
#include "server/sf-ingest.h"
#include "sf-test-vfs.h"
#include "wire/sf-codec.h"
G_BEGIN_DECLS

enum { ANN, BEN, CAI, SVEN, ROSE, MAX_BOSS, N_STAFF };
enum { KIOSK, KIOSK2, TABLET, TABLET2, SCREEN, SCREEN2, N_DEVICES };

typedef struct { SfPeer peer; gint64 last; guint8 last_h[SF_LINK_LEN]; gint64 ctr; } Dev;

typedef struct FixtureMark FixtureMark;

typedef struct {
  SfTestDisk *disk;      /* (nullable) it lies in memory */
  FixtureMark *mark;     /* (nullable) where fixture_rewind() goes */
  char *dir;
  SfClock *clock;
  SfIds *ids;
  SfWorker *worker;
  SfServerStore *store;
  SfIngest *ingest;
  char *staff[N_STAFF];
  Dev dev[N_DEVICES];
} Fixture;

/** 2026-11-20 10:00 in Shanghai. */
#define FIXTURE_NOW G_GINT64_CONSTANT (1795140000000)
#define FIXTURE_DAY "2026-11-20"

void      fixture_set_up    (Fixture *self);
/** The same on a disk in memory; fixture_rewind() makes all as it is now, ids and clock too, a hundred times faster than another set up. */
void      fixture_set_up_in_memory (Fixture *self);
void      fixture_rewind    (Fixture *self);
/** From here on it goes back to now. */
void      fixture_mark      (Fixture *self);
void      fixture_tear_down (Fixture *self);
void      fixture_reopen    (Fixture *self);
void      fixture_advance   (Fixture *self, gint64 ms);

/** A new id. (transfer full) */
char     *fixture_id        (Fixture *self);
/** The body of a mutation. (transfer full) */
char     *fixture_body      (const char *verb, SfRecord *data, const char *by);
/** Adds a body to a push as the device's next mutation. */
void      fixture_add       (Fixture *self, guint dev, SfPush *push, const char *body);
SfPush   *fixture_push_new  (guint dev);
/** Pushes one mutation; takes @data. Returns its result (transfer full). */
SfPushResult *fixture_do    (Fixture *self, guint dev, const char *verb, SfRecord *data, const char *by);
/** The same, which must be "ok". */
void      fixture_ok        (Fixture *self, guint dev, const char *verb, SfRecord *data, const char *by);
/** The same, which must be rejected with @code. */
void      fixture_refused   (Fixture *self, guint dev, const char *verb, SfRecord *data, const char *by, const char *code);

/** A visit with the fields that must be there; set the rest. (transfer full) */
SfRecord *fixture_visit     (Fixture *self, guint dev, const char *purpose);
/** Checks in and returns the visit's id. (transfer full) */
char     *fixture_check_in  (Fixture *self, guint dev, const char *purpose);
/** Checks in with a number and a consent, consent first. (transfer full) */
char     *fixture_check_in_phone (Fixture *self, guint dev, const char *phone, const char *before);
/** A consent of @visit with @phone, both written into the visit. (transfer full) */
SfRecord *fixture_consent   (Fixture *self, SfRecord *visit, const char *phone);
/** An outcome of a visit, "considering". (transfer full) */
SfRecord *fixture_outcome   (Fixture *self, const char *visit, guint who);
SfRecord *fixture_get       (Fixture *self, SfKind kind, const char *id);
SfRecord *fixture_status    (Fixture *self, const char *visit);
SfRecord *fixture_ticket    (Fixture *self, const char *visit);
SfRecord *fixture_offer     (Fixture *self, const char *visit, guint turn);
SfRecord *fixture_roster    (Fixture *self, guint who);
/** A command about the visit's n-th offer. (transfer full) */
SfRecord *fixture_offer_patch (const char *visit, guint turn, const char *consultant);
void      fixture_presence  (Fixture *self, guint who, const char *presence);
gint64    fixture_tick      (Fixture *self);
/** Record has this text (NULL: none) in this field. */
#define assert_text(record, field, text) g_assert_cmpstr (sf_record_get_text (record, field), ==, text)
G_END_DECLS
