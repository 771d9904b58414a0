/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-display.h"
#include "app/sf-lan-ear.h"
#include "app/sf-record-cache.h"
#include "model/sf-push-stack.h"
G_BEGIN_DECLS
/* Shared by sf-display.c (what belongs on the glass), sf-display-push.c (pushes and what outlives a restart) and
 * sf-display-report.c (what was painted and played). */
struct _SfDisplay {
  GObject parent_instance;
  SfDevice *device;             /* (owned) */
  SfFloor *floor;               /* (owned) */
  SfCatalogue *catalogue;       /* (owned) */
  SfRecordCache *media;         /* (owned) MEDIA of the items */
  SfLiveQuery *playlists, *items, *pushes;   /* (owned) */
  SfPushStack *stack;           /* (owned) */
  GPtrArray *programme;         /* (owned) (element-type SfRecord) items on air */
  char *playlist;               /* (owned) (nullable) in force */
  char *playlist_kept;          /* (owned) (nullable) played last while the time was known */
  SfRecord *push;               /* (owned) (nullable) behind the glass */
  SfGlass glass;
  guint have, want;             /* media of the playlist in force */
  gboolean loaded, synced;      /* what outlives a restart was read; what the server sent before was looked at */
  guint update, tick, end;      /* sources: once per turn, now and then, when the next push ends */
  /* report */
  SfRecord *said;               /* (owned) (nullable) SHOWING as it was committed last */
  gint64 said_at;               /* boot ms */
  char *item;                   /* (owned) (nullable) painted last */
  SfRecord *shown;              /* (owned) (nullable) the push painted last; NULL: the programme or the house */
  gboolean painted;             /* what belongs on the glass is on it */
  gint64 since;                 /* best clock: since when what was painted is there */
  /* the direct way */
  SfLanEar *ear;                /* (owned) (nullable) */
  GPtrArray *calls;             /* (owned) (element-type SfDisplayCall) that wait for the glass */
  GQueue plays;                 /* (owned SfRecord) PLAY that could not be committed */
};
/** What belongs on the glass, now. */
void sf_display_update (SfDisplay *self);
/** The same once per turn of the main loop. */
void sf_display_queue_update (SfDisplay *self);

/* sf-display-push.c */
/** Reads what outlives a restart, then calls sf_display_update(). */
void sf_display_load (SfDisplay *self);
/** A push that arrived, @age_ms after it was made (-1: it came by way of the server, so its own times tell). TRUE: something changed. */
gboolean sf_display_take_push (SfDisplay *self, SfRecord *push, gint64 age_ms);
void sf_display_take_synced (SfDisplay *self);
/** Writes down what stands and what was ended. */
void sf_display_keep (SfDisplay *self);

/* sf-display-lan.c */
#define SF_DISPLAY_KEY_PORT "lan.port"
#define SF_DISPLAY_KEY_LAN "lan.key"
void sf_display_lan_init  (SfDisplay *self);
/** Listens where it did before, with the key it had. @port, @key: (nullable) as kept. */
void sf_display_lan_begin (SfDisplay *self, const char *port, const char *key);
/** Tells the server, where it is due. */
void sf_display_lan_tick  (SfDisplay *self);
/** Something was painted: answers who waits for it. */
void sf_display_lan_painted (SfDisplay *self);
void sf_display_lan_end   (SfDisplay *self);

/* sf-display-report.c */
/** SHOWING as it is now, with nulls for what is not. (transfer full) */
SfRecord *sf_display_showing (SfDisplay *self);
/** The glass changed: what was painted before is not it any more. */
void sf_display_report_reset (SfDisplay *self);
/** Says again what is due: after a while, and when media have come. */
void sf_display_report_tick (SfDisplay *self);
void sf_display_report_clear (SfDisplay *self);
G_END_DECLS
