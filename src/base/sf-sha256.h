/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-bytes.h"
G_BEGIN_DECLS
/**
 * SHA-256 (FIPS 180-4) by the instructions that a processor has for it: ten times as fast as GLib's, and a server hashes each
 * mutation and each row several times. Behind sf_sha256(), which takes GLib's where the processor has none. Any thread.
 */
#define SF_SHA256_BLOCK 64
typedef struct {
  guint32 state[8];
  guint8 block[SF_SHA256_BLOCK];   /* what is not a whole block yet */
  guint64 n;                       /* bytes so far */
} SfSha256;

/** TRUE when this processor has them; nothing else here may be called otherwise. */
gboolean sf_sha256_fast  (void);
void     sf_sha256_begin (SfSha256 *self);
void     sf_sha256_add   (SfSha256 *self, gconstpointer data, gsize n);
void     sf_sha256_end   (SfSha256 *self, guint8 out[SF_HASH_LEN]);
G_END_DECLS
