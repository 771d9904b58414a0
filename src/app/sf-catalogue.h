/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-floor.h"
G_BEGIN_DECLS
/**
 * SfCatalogue: the cars as tablet, kiosk and screen show them: models with their trims, colours, prices in force and views,
 * followed live and held in memory, so that a page opens within a frame and without the server. Main thread.
 * Signal "changed": something that the functions below tell may be different now.
 */
#define SF_TYPE_CATALOGUE (sf_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (SfCatalogue, sf_catalogue, SF, CATALOGUE, GObject)
SfCatalogue *sf_catalogue_new (SfFloor *floor);
SfFloor     *sf_catalogue_get_floor (SfCatalogue *self);
/** FALSE until the store has answered once: a list that is empty then says nothing. */
gboolean     sf_catalogue_get_loaded (SfCatalogue *self);
/**
 * Models whose name (in any language), pinyin, initials or brand begins with or contains @needle (sf-car-search.h), those that
 * begin with it first; NULL or "": all, in order. (transfer full) (element-type SfRecord)
 */
GPtrArray   *sf_catalogue_find (SfCatalogue *self, const char *needle);
/* Records are the catalogue's until its next "changed"; NULL while not known. */
SfRecord    *sf_catalogue_brand  (SfCatalogue *self, const char *brand_id);
SfRecord    *sf_catalogue_model  (SfCatalogue *self, const char *model_id);
SfRecord    *sf_catalogue_trim   (SfCatalogue *self, const char *trim_id);
SfRecord    *sf_catalogue_colour (SfCatalogue *self, const char *colour_id);
SfRecord    *sf_catalogue_view   (SfCatalogue *self, const char *view_id);
/** In order; arrays are the caller's, records the catalogue's. (transfer container) (element-type SfRecord) */
GPtrArray   *sf_catalogue_trims   (SfCatalogue *self, const char *model_id);
GPtrArray   *sf_catalogue_colours (SfCatalogue *self, const char *model_id);   /* outside ones */
/** @use: a value of sf_enum_view_use. */
GPtrArray   *sf_catalogue_views   (SfCatalogue *self, const char *model_id, const char *use);
/** PRICE in force today for a trim, in what people pay in here if there is one; NULL: not known is not 0. */
SfRecord    *sf_catalogue_price   (SfCatalogue *self, const char *trim_id);
/** Lowest price in force of the model's trims, else MODEL.PRICE_FROM; FALSE: not known. @currency is static or the catalogue's. */
gboolean     sf_catalogue_price_from (SfCatalogue *self, const char *model_id, gint64 *minor, const char **currency);
/** Best file here for showing view @view_id at @width x @height px (variants whose shape fits first); NULL: none yet. (transfer full) */
char        *sf_catalogue_view_path (SfCatalogue *self, const char *view_id, int width, int height);
/** Paint mask of a view (sf-paint.h); NULL: it has none, or none yet. (transfer full) */
char        *sf_catalogue_view_mask (SfCatalogue *self, const char *view_id);
G_END_DECLS
