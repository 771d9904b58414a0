/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-catalogue.h"
G_BEGIN_DECLS
/**
 * SfDisplay: what a screen shows; no widgets, no pipelines. It decides what belongs on the glass, from the programme in force
 * and the pushes that reached it (from the server or over the LAN), and reports what the interface says was painted.
 *
 * Properties: "glass" int (SfGlass). Signals: "glass-changed": something else belongs on the glass; "programme-changed":
 * the list of items did. Main thread. A clock that is wrong (1970) or a server that is away change nothing of this: pushes
 * are timed by the monotonic clock from their arrival, dates of a programme are ignored while the clock is not trusted.
 */
typedef enum {
  SF_GLASS_PROGRAMME,       /* the items of sf_display_get_programme(), one after the other */
  SF_GLASS_MODEL,           /* a pushed car: sf_display_get_push() */
  SF_GLASS_WELCOME,         /* 欢迎王先生光临, or the number */
  SF_GLASS_CALL,            /* 请A12号到1号桌, 12 s */
  SF_GLASS_HOUSE            /* nothing to play yet: the house's own still picture, never black and never an error */
} SfGlass;
#define SF_TYPE_DISPLAY (sf_display_get_type ())
G_DECLARE_FINAL_TYPE (SfDisplay, sf_display, SF, DISPLAY, GObject)
SfDisplay   *sf_display_new (SfDevice *device);
SfDevice    *sf_display_get_device (SfDisplay *self);
SfCatalogue *sf_display_get_catalogue (SfDisplay *self);
SfGlass      sf_display_get_glass (SfDisplay *self);
/** The PUSH behind the glass; NULL for programme and house. Owned by the display. */
SfRecord    *sf_display_get_push (SfDisplay *self);
/** PLAYLIST_ITEM records of the playlist in force whose media are here and verified, in order. (transfer container) (element-type SfRecord) */
GPtrArray   *sf_display_get_programme (SfDisplay *self);
/** File of an item and whether it is a film; NULL: gone meanwhile. (transfer full) */
char        *sf_display_item_path (SfDisplay *self, SfRecord *item, gboolean *film);
/** Language of the glass: of the push, else of the screen. */
SfLang       sf_display_get_lang (SfDisplay *self);
/**
 * The interface has painted what "glass-changed" asked for (a frame with it has left the frame clock), or the next item of the
 * programme: commits SHOWING when somebody waits for it, answers over the LAN. @item_id: the item on the glass; NULL for a push
 * and for the house.
 */
void         sf_display_painted (SfDisplay *self, const char *item_id);
/** An item left the glass now, after @for_ms: commits PLAY. @at_boot_us: sf_clock_boot_ms() × 1000 at its first frame. */
void         sf_display_played (SfDisplay *self, const char *item_id, gint64 at_boot_us, gint64 for_ms);
G_END_DECLS
