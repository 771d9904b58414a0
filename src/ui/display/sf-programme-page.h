/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/** SfProgrammePage: what the player plays, over the whole glass, and the item's caption on a scrim. */
#define SF_TYPE_PROGRAMME_PAGE (sf_programme_page_get_type ())
G_DECLARE_FINAL_TYPE (SfProgrammePage, sf_programme_page, SF, PROGRAMME_PAGE, SfPage)
SfPage *sf_programme_page_new (GdkPaintable *frame);
/** NULL or "": none. */
void    sf_programme_page_set_caption (SfProgrammePage *self, const char *caption);
G_END_DECLS
