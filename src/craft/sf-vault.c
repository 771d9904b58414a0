/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-vault"
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sf-bytes.h"
#include "craft/sf-seal.h"

#define PART (1024 * 1024)
#define TAG_LEN crypto_secretstream_xchacha20poly1305_ABYTES
#define HEAD_LEN crypto_secretstream_xchacha20poly1305_HEADERBYTES
static const char magic[4] = { 'S', 'F', 'V', '1' };

G_STATIC_ASSERT (SF_SEAL_KEY_LEN == crypto_secretstream_xchacha20poly1305_KEYBYTES);

/* One way through a file, in either direction. */
typedef struct {
  int in, out;               /* out -1: only read through */
  GChecksum *sum;            /* of the plain content */
  crypto_secretstream_xchacha20poly1305_state state;
  guint8 *from, *to;
  gint64 done;
  SfVault *vault;
} Pass;

static gboolean
fail (GError **error, const char *doing)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", doing, g_strerror (code));
  return FALSE;
}

/* Bytes read, fewer than @n only at the end; -1 on error. */
static gssize
read_part (int fd, guint8 *buffer, gsize n, GError **error)
{
  gsize have = 0;

  while (have < n)
    {
      gssize got = read (fd, buffer + have, n - have);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          fail (error, "reading");
          return -1;
        }
      if (got == 0)
        break;
      have += (gsize) got;
    }
  return (gssize) have;
}

static gboolean
write_part (int fd, const guint8 *buffer, gsize n, GError **error)
{
  while (fd >= 0 && n > 0)
    {
      gssize put = write (fd, buffer, n);

      if (put < 0 && errno == EINTR)
        continue;
      if (put <= 0)
        return fail (error, "writing");
      buffer += put;
      n -= (gsize) put;
    }
  return TRUE;
}

static void
tell (Pass *pass, const guint8 *plain, gsize n)
{
  g_checksum_update (pass->sum, plain, (gssize) n);
  pass->done += (gint64) n;
  if (pass->vault->func != NULL)
    pass->vault->func (pass->done, pass->vault->data);
}

static gboolean
seal_parts (Pass *pass, const guint8 *key, GError **error)
{
  guint8 head[HEAD_LEN];
  gboolean last = FALSE;
  /* One part ahead, so that the last is known as such. */
  gssize n = read_part (pass->in, pass->from, PART, error);

  crypto_secretstream_xchacha20poly1305_init_push (&pass->state, head, key);
  if (n < 0 || !write_part (pass->out, (const guint8 *) magic, sizeof magic, error) || !write_part (pass->out, head, sizeof head, error))
    return FALSE;
  while (!last)
    {
      g_autofree guint8 *next = g_malloc (PART);
      gssize ahead = n == PART ? read_part (pass->in, next, PART, error) : 0;
      unsigned long long len = 0;

      if (ahead < 0)
        return FALSE;
      last = ahead == 0;
      crypto_secretstream_xchacha20poly1305_push (&pass->state, pass->to, &len, pass->from, (gsize) n, NULL, 0, last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
      if (!write_part (pass->out, pass->to, (gsize) len, error))
        return FALSE;
      tell (pass, pass->from, (gsize) n);
      memcpy (pass->from, next, (gsize) ahead);
      n = ahead;
    }
  return TRUE;
}

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT, "Damaged, or of another key");
  return FALSE;
}

static gboolean
open_parts (Pass *pass, const guint8 *key, GError **error)
{
  guint8 head[sizeof magic + HEAD_LEN], tag = 0;
  gssize n = read_part (pass->in, head, sizeof head, error);

  if (n < 0)
    return FALSE;
  if (n == sizeof head && memcmp (head, magic, 3) == 0 && head[3] > magic[3])
    {
      g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_VERSION, "Written by a newer version");
      return FALSE;
    }
  if (n != sizeof head || memcmp (head, magic, sizeof magic) != 0 || crypto_secretstream_xchacha20poly1305_init_pull (&pass->state, head + sizeof magic, key) != 0)
    return damaged (error);
  while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    {
      unsigned long long len = 0;

      n = read_part (pass->in, pass->to, PART + TAG_LEN, error);
      if (n < 0)
        return FALSE;
      if (n < (gssize) TAG_LEN || crypto_secretstream_xchacha20poly1305_pull (&pass->state, pass->from, &len, &tag, pass->to, (gsize) n, NULL, 0) != 0)
        return damaged (error);
      if (!write_part (pass->out, pass->from, (gsize) len, error))
        return FALSE;
      tell (pass, pass->from, (gsize) len);
    }
  return read_part (pass->in, pass->to, 1, error) == 0 || damaged (error);
}

static gboolean
go (Pass *pass, const char *from, const char *to, const guint8 *key, gboolean (*way) (Pass *, const guint8 *, GError **), GError **error)
{
  gsize n = SF_HASH_LEN;
  gboolean ok;

  sf_craft_init ();
  pass->in = open (from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  pass->out = pass->in >= 0 && to != NULL ? open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
  if (pass->in < 0 || (to != NULL && pass->out < 0))
    {
      fail (error, pass->in < 0 ? from : to);
      if (pass->in >= 0)
        close (pass->in);
      return FALSE;
    }
  pass->sum = g_checksum_new (G_CHECKSUM_SHA256);
  pass->from = g_malloc (PART);
  pass->to = g_malloc (PART + TAG_LEN);
  ok = way (pass, key, error) && (to == NULL || fsync (pass->out) == 0 || fail (error, "syncing"));
  close (pass->in);
  if (to != NULL && close (pass->out) != 0 && ok)
    ok = fail (error, "closing");
  if (ok)
    g_checksum_get_digest (pass->sum, pass->vault->plain, &n);
  g_checksum_free (pass->sum);
  sodium_memzero (&pass->state, sizeof pass->state);
  g_free (pass->from);
  g_free (pass->to);
  if (!ok && to != NULL)
    unlink (to);
  return ok;
}

gboolean
sf_vault_write (const char *from, const char *to, const guint8 key[SF_SEAL_KEY_LEN], SfVault *vault, GError **error)
{
  Pass pass = { .vault = vault };

  return go (&pass, from, to, key, seal_parts, error);
}

gboolean
sf_vault_read (const char *from, const char *to, const guint8 key[SF_SEAL_KEY_LEN], SfVault *vault, GError **error)
{
  Pass pass = { .vault = vault };

  return go (&pass, from, to, key, open_parts, error);
}
