/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-card-page.h"

#include <gio/gio.h>

gboolean
sf_card_style (SfPublicCall *call)
{
  sf_public_reply (call, "text/css; charset=utf-8", g_resources_lookup_data ("/io/showfloor/server/public.css", 0, NULL));
  call->immutable = TRUE;
  return FALSE;
}

gboolean
sf_card_start (SfPublicCall *call)
{
  call->at_least_ms = 30;
  return TRUE;
}

void
sf_card_get (SfPublicCall *call, GError **error)
{
  sf_public_fail (call, 404);
}

void
sf_card_finish (SfPublicCall *call)
{
}
