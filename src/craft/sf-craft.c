/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-craft"
#include "config.h"
#include "craft/sf-craft.h"
#include <sodium.h>

G_DEFINE_QUARK (sf-craft-error-quark, sf_craft_error)

void
sf_craft_init (void)
{
  if (sodium_init () < 0)
    g_error ("libsodium does not start");
}
