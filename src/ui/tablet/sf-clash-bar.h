/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "app/sf-tablet-steps.h"
G_BEGIN_DECLS
/**
 * SfClashBar: one line above the day's lists while a clash (撞单) that concerns the one signed in is open; its button goes to "clashes" of
 * the page it stands on. Hidden else.
 */
#define SF_TYPE_CLASH_BAR (sf_clash_bar_get_type ())
G_DECLARE_FINAL_TYPE (SfClashBar, sf_clash_bar, SF, CLASH_BAR, AdwBin)
void sf_clash_bar_show (SfClashBar *self, SfTablet *tablet);
G_END_DECLS
