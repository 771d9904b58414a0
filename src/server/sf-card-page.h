/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-public-call.h"
G_BEGIN_DECLS
/* The pages under /c/: a guest's ticket and a colleague's card. */
gboolean sf_card_style  (SfPublicCall *call);
gboolean sf_card_start  (SfPublicCall *call);
void     sf_card_get    (SfPublicCall *call, GError **error);
void     sf_card_finish (SfPublicCall *call);
G_END_DECLS
