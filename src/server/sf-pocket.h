/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-call.h"
#include "server/sf-day.h"
G_BEGIN_DECLS
/*
 * Inside the server layer: the page /p/ on a consultant's own phone, behind the door of sf-door.h. What it does are commands
 * through sf_ingest_act(), in the role P. It works without scripts; with them it rings and renews itself (phone.js).
 */
typedef struct {
  SfDay *day;                /* today */
  char *me;
  SfRecord *person;          /* (nullable) */
  GHashTable *rosters;       /* by consultant */
  GHashTable *devices;       /* by id */
  GHashTable *ringing;       /* visit → newest open offer */
  GPtrArray *rings;          /* open offers that ring for this person, oldest first */
  GPtrArray *due;            /* this person's open follow-ups of today and before, oldest first */
} SfPocket;
/** Worker. */
SfPocket *sf_pocket_load (SfHouse *house, const char *me, SfLang lang, GError **error);
void      sf_pocket_free (SfPocket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPocket, sf_pocket_free)
/** Presence of a colleague: free, serving, away, rest or off. */
const char *sf_pocket_presence (SfPocket *self, const char *consultant);
/** The page. @form: the session's token; @trial: it goes without TLS; @said (nullable): what became of the last touch, a code
 *  of sf-pocket.c; @about (nullable): the visit it was about. (transfer full) */
GBytes   *sf_pocket_page (SfPocket *self, const char *form, gboolean trial, const char *said, const char *about);

/* Routes (sf-pocket.c) */
gboolean  sf_pocket_style  (SfCall *call);
gboolean  sf_pocket_script (SfCall *call);
gboolean  sf_pocket_ca     (SfCall *call);
gboolean  sf_pocket_front  (SfCall *call);
void      sf_pocket_show   (SfCall *call, GError **error);
void      sf_pocket_do     (SfCall *call, GError **error);
void      sf_pocket_done   (SfCall *call);
gboolean  sf_pocket_start_wait (SfCall *call);
G_END_DECLS
