/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfGreetingPage: a picture over the whole glass and, above on a scrim that melts into it, who is welcome or whose house this
 * is. Without a picture the house's own ring of light on dark stands there, drawn.
 */
#define SF_TYPE_GREETING_PAGE (sf_greeting_page_get_type ())
G_DECLARE_FINAL_TYPE (SfGreetingPage, sf_greeting_page, SF, GREETING_PAGE, SfPage)
SfPage *sf_greeting_page_new (GdkTexture *picture);
/** Two lines; either may be NULL. Style classes of type: "hero", "title", "subtitle", "number". */
void    sf_greeting_page_set_lines (SfGreetingPage *self, const char *first, const char *first_type, const char *second, const char *second_type);
G_END_DECLS
