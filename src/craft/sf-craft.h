/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
#define SF_CRAFT_ERROR (sf_craft_error_quark ())
typedef enum {
  SF_CRAFT_ERROR_FORMAT,    /* not what it should be: damaged, mistyped, or made to harm */
  SF_CRAFT_ERROR_VERSION,   /* made by a newer version: update this program */
  SF_CRAFT_ERROR_LIMIT,     /* too long or too much */
  SF_CRAFT_ERROR_CRYPTO     /* the library refused; the message has its reason */
} SfCraftError;
GQuark sf_craft_error_quark (void);
/** Readies libsodium. Every function of this layer that needs it calls it; any thread, any number of times. */
void   sf_craft_init (void);
G_END_DECLS
