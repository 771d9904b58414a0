/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfRouter: shows one page at a time and cuts between them. A page lives only while it is on the glass: going makes the new
 * one and drops the old one, so nothing that was typed can stay behind in a widget. Connects nothing: the owner listens to
 * the page's signals in @made.
 */
#define SF_TYPE_ROUTER (sf_router_get_type ())
G_DECLARE_FINAL_TYPE (SfRouter, sf_router, SF, ROUTER, AdwBin)
/** Makes the page of @id (floating or full reference), or NULL for an id it does not know. */
typedef SfPage *(*SfPageFunc) (SfRouter *self, const char *id, gpointer data);
GtkWidget  *sf_router_new (void);
void        sf_router_set_func (SfRouter *self, SfPageFunc func, gpointer data);
/** Cuts to @id and remembers where it came from. FALSE: no such page, nothing happened. */
gboolean    sf_router_go     (SfRouter *self, const char *id);
/** Cuts to the page before; FALSE at the beginning. */
gboolean    sf_router_back   (SfRouter *self);
/** The guest is gone: idle_reset() on the page, the way back forgotten, @id shown. */
void        sf_router_reset  (SfRouter *self, const char *id);
/** Builds the current page anew (another language). */
void        sf_router_reload (SfRouter *self);
/** Way back: number of pages before this one. */
guint       sf_router_depth  (SfRouter *self);
SfPage     *sf_router_get_page (SfRouter *self);   /* (nullable) owned by the router */
const char *sf_router_get_id   (SfRouter *self);   /* (nullable) */
void        sf_router_set_portrait (SfRouter *self, gboolean portrait);
G_END_DECLS
