/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-link"
#include "app/sf-link.h"
#include "craft/sf-code.h"

SfRecord *
sf_link_new (SfDevice *device, const char *channel, gint64 at_ms)
{
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (device), sf_device_get_clock (device));
  g_autofree char *slug = sf_slug_new (sf_device_get_ids (device));
  SfRecord *link = sf_record_new (SF_KIND_LINK, id);

  sf_record_set_text (link, SF_LINK_SLUG, slug);
  sf_record_set_text (link, SF_LINK_CHANNEL, channel);
  if (sf_device_get_id (device) != NULL)
    sf_record_set_text (link, SF_LINK_DEVICE, sf_device_get_id (device));
  sf_record_set_int (link, SF_LINK_AT, at_ms);
  return link;
}
