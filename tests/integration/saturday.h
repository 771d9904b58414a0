/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* The world of saturday.c, and how its devices speak to the server. */
#include "model/sf-assign.h"
#include "server/sf-ingest.h"
#include "store/sf-server-decisions.h"

#define DAY "2026-11-21"
#define MINUTE G_GINT64_CONSTANT (60000)
/** 2026-11-21 00:00 in Shanghai. */
#define MIDNIGHT G_GINT64_CONSTANT (1795190400000)
#define AT(hour, minute) (MIDNIGHT + ((hour) * 60 + (minute)) * MINUTE)
#define SALES 80
#define SERVICE 120
#define OUT_FROM AT (11, 0)
#define OUT_TO AT (11, 30)

enum { KIOSK, KIOSK2, TABLET, N_DEVICES };
typedef struct { SfPeer peer; gint64 last; guint8 last_h[SF_LINK_LEN]; gint64 ctr; GQueue kept; } Device;   /* kept: bodies that wait for the server */
typedef struct { char *id, *roster, *job, *number; gint64 break_from, break_to; const char *with; } Person;         /* with: visit they are really with */
typedef enum { ARRIVE, ANSWER, GREET, LEAVE, BREAK, BACK, SERVER_GONE, SERVER_BACK } What;
typedef struct { gint64 at; guint n; What what; char *visit; int turn; Person *who; } Event;

typedef struct {
  SfClock *clock;
  SfIds *ids;
  SfWorker *worker;
  SfServerStore *store;
  SfIngest *ingest;
  GRand *rand;
  GSequence *events;
  guint n_events, numbers[2], in_outage, rung_direct;
  Device dev[N_DEVICES];
  GPtrArray *people;        /* Person */
  GPtrArray *last_roster;   /* SfColleague: what the kiosks know while the server is away */
  GHashTable *seen;         /* offers that somebody has reacted to */
  GHashTable *taken;        /* visits taken while the server was away → Person */
  gboolean out;
} World;

gint64     now_of  (World *w);
gint64     ask_int (World *w, const char *sql);
GPtrArray *records (World *w, SfKind kind);
/** Hands @body in as the device's next mutation. */
void       hand_in (World *w, Device *dev, const char *body);
/** Takes @data. While the server is away the device keeps it. */
void       say     (World *w, guint dev, const char *verb, SfRecord *data, const char *by);
void       put_device (World *w, guint n);
