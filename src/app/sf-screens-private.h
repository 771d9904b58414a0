/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-screens.h"
G_BEGIN_DECLS
/* Shared by sf-screens.c (what is known, what is asked) and sf-screens-lan.c (the direct way). Times are ms since boot. */

/** A push of this tablet. */
typedef struct {
  char *id;          /* (owned) */
  SfRecord *push;    /* (owned) (nullable) what is being sent straight: the push, later its take-back; NULL: nothing (any more) */
  gint64 made, until;
  gint64 at;         /* best clock of this tablet */
  gboolean seen;     /* it was on the glass, or something later is */
  gboolean arrived;  /* the screen has it */
  gboolean back;     /* it was taken back, or a later one of ours has replaced it */
  gboolean asking;   /* it is being sent straight */
} SfScreenMine;

typedef struct {
  char *id;              /* (owned) */
  GPtrArray *mine;       /* (owned) (element-type SfScreenMine) oldest first */
  char *push, *model;    /* (owned) (nullable) what the screen said last */
  gint64 since;          /* best clock of the screen when it said so */
  gboolean asking;       /* its state */
  gint64 word_at;        /* last word of the screen, or of the server that would have told */
} SfScreen;

struct _SfScreens {
  GObject parent_instance;
  SfTablet *tablet;          /* (owned) */
  SfDevice *device;          /* (owned) */
  SfLiveQuery *showings, *lans;   /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GHashTable *screens;       /* (owned) id → SfScreen */
  char *favourite;           /* (owned) (nullable) */
  guint tick, update, retry; /* sources */
};

typedef struct { const char *push, *model; gint64 since; } SfScreenWord;
SfScreen     *sf_screens_get (SfScreens *self, const char *display_id);
SfScreenMine *sf_screen_find_mine (SfScreen *screen, const char *push_id);
/** What a screen says is on its glass. */
void          sf_screens_take_word (SfScreens *self, SfScreen *screen, const SfScreenWord *word);
/** "changed", once per turn of the main loop. */
void          sf_screens_queue_update (SfScreens *self);
/* sf-screens-lan.c */
/** Sends straight what was not confirmed yet. */
void          sf_screens_lan_send (SfScreens *self, SfScreen *screen);
/** Asks every screen what is on its glass. */
void          sf_screens_lan_poll (SfScreens *self);
G_END_DECLS
