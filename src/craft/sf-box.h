/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-ids.h"
#include "craft/sf-craft.h"
G_BEGIN_DECLS
#define SF_BOX_KEY_LEN 32
/** What a box adds to its content: version (1), nonce (24), tag (16). */
#define SF_BOX_OVERHEAD 41
/**
 * A message that only those who share a key can make or read: XChaCha20-Poly1305 (IETF draft-irtf-cfrg-xchacha-03, as libsodium
 * has it), a random nonce in front. @bound is not sent; a box opens only where the same text is given: it says who speaks to whom,
 * about what, and after which challenge, so that a box cannot be used anywhere else or again.
 */
GBytes *sf_box_seal (const guint8 key[SF_BOX_KEY_LEN], const char *bound, gconstpointer plain, gsize n, SfIds *ids);
/** SF_CRAFT_ERROR_VERSION, or _FORMAT for whatever is not a box of this key and this text. (transfer full) */
GBytes *sf_box_open (const guint8 key[SF_BOX_KEY_LEN], const char *bound, gconstpointer box, gsize n, GError **error);
G_END_DECLS
