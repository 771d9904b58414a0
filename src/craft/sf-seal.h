/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-ids.h"
#include "craft/sf-craft.h"
G_BEGIN_DECLS
/*
 * What a server closes without being able to open it: backups are made at night, when nobody types a passphrase. From the
 * passphrase argon2id (RFC 9106) makes the seed of an X25519 pair; the server keeps the public half only (the lock), and seals
 * small things to it (libsodium's sealed boxes). Large files get a key of their own, which is such a small thing. Any thread.
 */
#define SF_SEAL_KEY_LEN 32
/** A new passphrase: 25 characters of Crockford's alphabet in groups of five (125 bits). (transfer full) */
char    *sf_passphrase_new (SfIds *ids);
/** The lock of a passphrase, one line of text: what to keep, harmless by itself. About half a second. NULL with SF_CRAFT_ERROR. (transfer full) */
char    *sf_lock_new  (const char *passphrase, SfIds *ids, GError **error);
gboolean sf_lock_is_valid (const char *lock);
/** @data closed with a lock: text of two lines, the lock and base64url. (transfer full) */
char    *sf_seal      (const char *lock, gconstpointer data, gsize n, GError **error);
/**
 * Opens it again. SF_CRAFT_ERROR_FORMAT: not such a text, or damaged; _VERSION: of a newer one; _CRYPTO: another passphrase
 * (case, hyphens and spaces do not count, O is 0, I and L are 1). (transfer full)
 */
GBytes  *sf_unseal    (const char *sealed, const char *passphrase, GError **error);

/** One way through a large file: @func (nullable) hears how many bytes of the content are done; @plain receives their SHA-256. */
typedef struct { void (*func) (gint64 done, gpointer data); gpointer data; guint8 plain[32]; } SfVault;
/**
 * Writes @to (0600, new, fsynced) as @from under @key: "SFV1", then libsodium's secretstream (XChaCha20-Poly1305) in parts
 * of 1 MiB, the last marked, so that neither a changed nor a shortened file opens.
 */
gboolean sf_vault_write (const char *from, const char *to, const guint8 key[SF_SEAL_KEY_LEN], SfVault *vault, GError **error);
/** The way back. @to NULL only reads it through: is it whole? SF_CRAFT_ERROR_FORMAT, _VERSION, or G_IO_ERROR. */
gboolean sf_vault_read  (const char *from, const char *to, const guint8 key[SF_SEAL_KEY_LEN], SfVault *vault, GError **error);
G_END_DECLS
