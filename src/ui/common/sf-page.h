/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
G_BEGIN_DECLS
/**
 * SfPage: one screen. Abstract; a subclass has a template in ui/ and takes its service by a setter after it was made.
 *
 * A page keeps nothing of what a guest said: answers live in the draft, so that a page may be thrown away and built
 * again at any time (back, another language, idle). Signals, run by the window that owns the router:
 * "next" (the answer of this page is in the draft), "back", "home" (cancel: everything is wiped), "go" (id of a page).
 *
 * Properties: "title" text (accessible name of the screen), "portrait" bool, "orientation" GtkOrientation (horizontal when
 * the glass is wider than high; templates bind boxes to it).
 */
#define SF_TYPE_PAGE (sf_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (SfPage, sf_page, SF, PAGE, AdwBin)
struct _SfPageClass
{
  AdwBinClass parent_class;
  /* The page is on the glass now: read the draft, take the focus. */
  void     (*enter)      (SfPage *self);
  /* It is about to go: write what is not yet in the draft, stop timers. */
  void     (*leave)      (SfPage *self);
  /* The guest is gone: overwrite what was typed. Called before the page is thrown away. */
  void     (*idle_reset) (SfPage *self);
  /* The glass was turned; "portrait" has its new value. */
  void     (*turned)     (SfPage *self);
  /* A key that no focused widget took. TRUE when used. */
  gboolean (*key)        (SfPage *self, guint keyval);
};
void        sf_page_enter      (SfPage *self);
void        sf_page_leave      (SfPage *self);
void        sf_page_idle_reset (SfPage *self);
gboolean    sf_page_key        (SfPage *self, guint keyval);
const char *sf_page_get_title  (SfPage *self);
void        sf_page_set_title  (SfPage *self, const char *title);
gboolean    sf_page_get_portrait (SfPage *self);
void        sf_page_set_portrait (SfPage *self, gboolean portrait);
/** Emit the signals of the same name. Templates may use the first three as handlers of "clicked" (swapped). */
void        sf_page_next (SfPage *self);
void        sf_page_back (SfPage *self);
void        sf_page_home (SfPage *self);
void        sf_page_go   (SfPage *self, const char *id);
G_END_DECLS
