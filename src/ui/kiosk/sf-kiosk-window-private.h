/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-own-phone.h"
#include "media/sf-scan.h"
#include "ui/common/sf-router.h"
#include "ui/common/sf-wedge.h"
#include "ui/kiosk/sf-idle.h"
#include "ui/kiosk/sf-kiosk-window.h"
#include "ui/kiosk/sf-kiosk-page.h"
#include "ui/kiosk/sf-sheet.h"
#include "ui/kiosk/sf-speech.h"
G_BEGIN_DECLS
/* Shared by sf-kiosk-window.c (the guest's way, time, wiping), sf-kiosk-codes.c (codes) and sf-kiosk-sheets.c (what lies over a page). */
typedef enum { SHEET_NONE, SHEET_IDLE, SHEET_HELP, SHEET_ACCESS, SHEET_MORE } SheetKind;

struct _SfKioskWindow
{
  AdwApplicationWindow parent_instance;
  SfApplication *app;
  SfKiosk *kiosk;
  SfRouter *router;
  GtkOverlay *overlay;
  SfSheet *sheet;
  SheetKind sheet_kind;
  SfTicket *ticket;      /* the one on the glass */
  SfTicket *help;        /* a call for help; kept so that asking twice does not ring twice */
  SfOwnPhone *own;       /* (nullable) the guest was shown a code for their phone */
  SfIdleTimes times;
  SfWedge *wedge;
  SfScan *scan;          /* (nullable) the camera */
  GtkWidget *hint;       /* what a code lacks, over the page; it goes by itself */
  guint hint_over;
  guint tick, idle, left, slow, gone;
  GtkButton *pressed;    /* the button that says "just a moment"; weak */
  gboolean busy, patient, wiping;
  gboolean recalls;      /* HELP is a call by number */
  SfKioskEase ease;
  SfSpeech *speech;      /* (owned) */
  const char *said;      /* (nullable) the line that was last read aloud on this page */
  guint corner;          /* touches in it so far */
  guint32 corner_at;     /* ms, when the first of them was */
};

char *sf_kiosk_window_answer      (SfKioskWindow *self, const char *name);
void  sf_kiosk_window_touched     (SfKioskWindow *self);
void  sf_kiosk_window_wipe        (SfKioskWindow *self, const char *page);
void  sf_kiosk_window_close_sheet (SfKioskWindow *self);
void  sf_kiosk_window_show_idle   (SfKioskWindow *self);
/* Another second of the question whether somebody is there. */
void  sf_kiosk_window_count_idle  (SfKioskWindow *self);
void  sf_kiosk_window_show_help   (SfKioskWindow *self);
/* Again, for the number that the draft has; the page of that number goes. */
void  sf_kiosk_window_call_again  (SfKioskWindow *self);
/* sf-kiosk-ease.c: easier to use. */
void  sf_kiosk_window_show_access (SfKioskWindow *self);
void  sf_kiosk_window_show_more   (SfKioskWindow *self);
void  sf_kiosk_window_reset_ease  (SfKioskWindow *self);
/* Of any widget: a style class that it has or has not. */
void  sf_kiosk_window_set_class   (GtkWidget *widget, const char *name, gboolean on);
/* sf-kiosk-ease.c: what is read aloud, when the guest asked for that and it was recorded; what was being said ends in any case. */
void  sf_kiosk_window_find_voice  (SfKioskWindow *self);
void  sf_kiosk_window_speak       (SfKioskWindow *self, const char *page);
/* The ticket on the glass says something else now; the same is not said twice. */
void  sf_kiosk_window_speak_stage (SfKioskWindow *self);
/* A line of sf-speech-lines.h: what lies over a page. */
void  sf_kiosk_window_say         (SfKioskWindow *self, const char *line);
SfSheet *sf_kiosk_window_open_sheet (SfKioskWindow *self, SheetKind kind, const char *title, const char *body, GCallback chosen);
gboolean sf_kiosk_window_is_at    (SfKioskWindow *self, const char *page);
/* sf-kiosk-window.c: a ticket comes onto the glass. */
void  sf_kiosk_window_show_ticket (SfKioskWindow *self, SfTicket *ticket);
/* sf-kiosk-change.c: @page of 改一下 has been answered: said, and the next one or the ticket again, with all its time. @consent: with the number. */
void  sf_kiosk_window_change      (SfKioskWindow *self, const char *page, gboolean consent);
/* The guest wants to use their own phone: a code that lasts as long as they are here. */
void  sf_kiosk_window_open_own    (SfKioskWindow *self);
void  sf_kiosk_window_close_own   (SfKioskWindow *self);
/* With @consent the number is kept. */
void  sf_kiosk_window_check_in    (SfKioskWindow *self, gboolean consent);

/* sf-kiosk-codes.c: what a reader or the camera saw, and what follows from it. */
void  sf_kiosk_window_arm         (SfKioskWindow *self);
void  sf_kiosk_window_disarm      (SfKioskWindow *self);
/* Whatever is said of a code is not for the next guest. */
void  sf_kiosk_window_hide_hint   (SfKioskWindow *self);
/* Another page comes. */
void  sf_kiosk_window_turn_hint   (SfKioskWindow *self);
/* Each second: the camera is open where a code may be held up, and nowhere else. */
void  sf_kiosk_window_watch       (SfKioskWindow *self);
G_END_DECLS
