/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-ids.h"
#include "craft/sf-craft.h"
G_BEGIN_DECLS
#define SF_KEY_PUBLIC_LEN 32
#define SF_KEY_SIGNATURE_LEN 64
/** SfKey: a device's Ed25519 key. The secret lies in memory that is wiped on free. Immutable; any thread. */
typedef struct _SfKey SfKey;
SfKey   *sf_key_new  (SfIds *ids);
/**
 * Where the key of a device is: DIR/device.key, or, when there is none, the credential of that name that systemd gave to this
 * process (systemd.exec(5), LoadCredentialEncrypted). A new pairing writes the file, which then counts. (transfer full)
 */
char    *sf_key_find (const char *dir);
/** Reads a file of sf_key_save(): SF_CRAFT_ERROR_FORMAT when damaged, G_IO_ERROR when missing or readable by others. */
SfKey   *sf_key_load (const char *path, GError **error);
/** Writes the key, 0600, whole or not at all, synced (sf_file_replace()). */
gboolean sf_key_save (SfKey *self, const char *path, GError **error);
void     sf_key_free (SfKey *self);
void     sf_key_get_public (SfKey *self, guint8 out[SF_KEY_PUBLIC_LEN]);
void     sf_key_sign (SfKey *self, gconstpointer data, gsize n, guint8 signature[SF_KEY_SIGNATURE_LEN]);
gboolean sf_key_verify (const guint8 public_key[SF_KEY_PUBLIC_LEN], gconstpointer data, gsize n, const guint8 signature[SF_KEY_SIGNATURE_LEN]);
/** sf_key_sign() in the shape of SfSignFunc (sync layer); @user_data is the SfKey. Always TRUE. */
gboolean sf_key_sign_func (gconstpointer data, gsize n, guint8 signature[SF_KEY_SIGNATURE_LEN], gpointer user_data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfKey, sf_key_free)
G_END_DECLS
