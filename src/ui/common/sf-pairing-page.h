/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfPairingPage: the first screen of a new device: scan the pairing code (a scanner types it) or type address and code.
 * Says plainly when a code is wrong, used or expired, and lets one try again.
 */
#define SF_TYPE_PAIRING_PAGE (sf_pairing_page_get_type ())
G_DECLARE_FINAL_TYPE (SfPairingPage, sf_pairing_page, SF, PAIRING_PAGE, SfPage)
SfPage *sf_pairing_page_new  (SfDevice *device);
void    sf_pairing_page_fail (SfPairingPage *self, const GError *error);
G_END_DECLS
