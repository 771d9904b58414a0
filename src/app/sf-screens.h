/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/**
 * SfScreens: 投屏 as a tablet does it. A push is a fact committed on this tablet and goes two ways at once: with the outbox
 * to the server, and straight to the screen over the LAN; the screen takes whichever comes first and drops the other. Works
 * with the server away. Main thread.
 * Signal "changed": what is on some screen, or whether it answers, may be different now.
 */
#define SF_TYPE_SCREENS (sf_screens_get_type ())
G_DECLARE_FINAL_TYPE (SfScreens, sf_screens, SF, SCREENS, GObject)
SfScreens  *sf_screens_new (SfTablet *tablet);
/** The dealer's screens: DEVICE records of role display, by name. (transfer container) (element-type SfRecord) */
GPtrArray  *sf_screens_list (SfScreens *self);
typedef enum {
  SF_SCREEN_PROGRAMME,      /* it plays its programme */
  SF_SCREEN_SENDING,        /* ours is on its way; nothing has confirmed it */
  SF_SCREEN_OURS,           /* the screen said that ours is on the glass */
  SF_SCREEN_OTHERS,         /* somebody else's is on the glass */
  SF_SCREEN_SILENT          /* neither the screen nor the server has said anything for 60 s */
} SfScreenState;
/** What is really on the glass of @display_id, as the screen itself said last. @push: (out) (nullable) id of the push on it, the caller's not. */
SfScreenState sf_screens_state (SfScreens *self, const char *display_id, const char **push);
/** Model on the glass, or NULL. */
const char *sf_screens_model (SfScreens *self, const char *display_id);
/**
 * Puts something on a screen: @push is a PUSH record with WHAT, DISPLAY and what belongs to it; id, times and BY are filled
 * in. Returns the id of the push; a later push of this tablet to the same screen replaces it. (transfer full)
 */
char       *sf_screens_push (SfScreens *self, SfRecord *push);
/** 收回: takes back what this tablet has on @display_id; nothing when it has nothing there. */
void        sf_screens_take_back (SfScreens *self, const char *display_id);
/** The screen this tablet used last, or the only one; NULL: none. */
const char *sf_screens_favourite (SfScreens *self);
G_END_DECLS
