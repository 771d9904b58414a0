/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/**
 * sf_sign_in_script: for demonstrations: when the environment variable SHOWFLOOR_SIGN_IN holds STAFF_NO:PIN, that colleague is signed
 * in as soon as the tablet knows them; the same check as on the pad, and a wrong PIN ends it. A variable, not an option, because
 * options stand in the list of processes. Main thread.
 */
void sf_sign_in_script (SfTablet *tablet);
G_END_DECLS
