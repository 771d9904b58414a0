/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-house.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <string.h>
#include <unistd.h>

#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "craft/sf-cert.h"

#define RENEW_AGAIN_MS (3600 * 1000)

static int
take_lock (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  int code = errno;
  if (fd >= 0)
    close (fd);
  if (fd >= 0 && code == EWOULDBLOCK)
    g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_LOCKED, "Another process works in “%s”", dir);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Cannot lock “%s”: %s", dir, g_strerror (code));
  return -1;
}

/* A restore that was cut off: an empty database made beside it would be taken for the dealership. */
static gboolean
is_whole (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "restoring", NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_LOCKED, "A restore into “%s” was interrupted: run showfloorctl restore again", dir);
  return FALSE;
}

/* A dealership has its certificate once its database was filled: one without a database is not a new one. */
static gboolean
is_filled (const char *dir, GError **error)
{
  g_autofree char *ca = g_build_filename (dir, "ca.pem", NULL), *db = g_build_filename (dir, "server.db", NULL);
  GStatBuf st;

  if (!g_file_test (ca, G_FILE_TEST_EXISTS) || (g_stat (db, &st) == 0 && st.st_size > 0))
    return TRUE;
  g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "It is missing or empty");
  return FALSE;
}

/* What is wrong, and what a person does about it. Nothing is repaired here: a backup knows more than a guess. */
static void
say_what_to_do (const char *dir, GError *found, GError **error)
{
  if (g_error_matches (found, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT))
    g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT,
                 "The database in “%s” is damaged (%s). It was left as it is. Put the last backup back: "
                 "showfloorctl --data \"%s\" restore BACKUP --replace. What the devices have saved since then they bring back by themselves.", dir, found->message, dir);
  else
    g_set_error (error, found->domain, found->code, "Opening “%s”: %s", dir, found->message);
  g_error_free (found);
}

static gpointer
open_store (gpointer data, GCancellable *cancellable, GError **error)
{
  SfHouse *self = data;
  self->store = sf_server_store_open (self->dir, NULL, self->worker, self->clock, self->ids, error);
  if (!self->store)
    return NULL;
  self->ingest = sf_ingest_new (self->store, self->clock, self->ids);
  self->server_id = g_strdup (sf_server_store_get_server_id (self->store));
  return NULL;
}

static gpointer
close_store (gpointer data, GCancellable *cancellable, GError **error)
{
  SfHouse *self = data;
  g_autoptr (GError) local = NULL;

  g_clear_pointer (&self->ingest, sf_ingest_free);
  if (self->store && !sf_db_checkpoint (sf_server_store_get_db (self->store), &local))
    sf_log (SF_LOG_WARNING, "store.checkpoint", "error", g_quark_to_string (local->domain), NULL);
  g_clear_pointer (&self->store, sf_server_store_close);
  return NULL;
}

static char *
read_pem (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *text = NULL;
  return g_file_get_contents (path, &text, NULL, error) ? text : NULL;
}

static gboolean
read_leaf (SfHouse *self, gboolean *renewed, GError **error)
{
  guint8 hash[32];

  if (!sf_cert_ensure (self->dir, self->server_id, (const char *const *) self->names, self->ids, self->clock, renewed, error))
    return FALSE;
  g_autofree char *leaf = read_pem (self->dir, "server.pem", error);
  g_autofree char *key = leaf ? read_pem (self->dir, "server.key", error) : NULL;
  if (!key || !sf_cert_sha256 (leaf, hash, error))
    return FALSE;
  memcpy (self->leaf_sha256, hash, sizeof hash);
  g_free (self->leaf_pem);
  self->leaf_pem = g_strconcat (leaf, key, NULL);
  self->renew_at = sf_cert_renew_at (leaf);
  explicit_bzero (key, strlen (key));
  return TRUE;
}

/* From what every backup carries and nothing ever replaces: the key of the CA. */
static gboolean
set_own_key (SfHouse *self, GError **error)
{
  static const char label[] = "showfloor-own-visit";
  g_autofree char *ca = read_pem (self->dir, "ca.key", error);
  guint8 key[SF_HASH_LEN];

  if (!ca)
    return FALSE;
  sf_sha256_parts (key, label, strlen (label), ca, strlen (ca), NULL);
  sf_ingest_set_own_key (self->ingest, key);
  explicit_bzero (ca, strlen (ca));
  explicit_bzero (key, sizeof key);
  return TRUE;
}

static gboolean
read_certificates (SfHouse *self, const char *const *names, GError **error)
{
  guint8 spki[32];

  self->names = g_strdupv ((char **) names);
  if (!read_leaf (self, NULL, error))
    return FALSE;
  self->ca_pem = read_pem (self->dir, "ca.pem", error);
  if (!self->ca_pem || !sf_cert_spki_sha256 (self->ca_pem, spki, error))
    return FALSE;
  self->ca_spki = sf_hex (spki, sizeof spki);
  memcpy (self->last_leaf, self->leaf_sha256, sizeof self->last_leaf);
  return set_own_key (self, error);
}

gboolean
sf_house_renew (SfHouse *self, gboolean *renewed, GError **error)
{
  gint64 now = sf_clock_wall_ms (self->clock);
  guint8 before[32];

  *renewed = FALSE;
  if (now < self->renew_at)
    return TRUE;
  /* What cannot be done now is tried again in a while, not at every push. */
  self->renew_at = now + RENEW_AGAIN_MS;
  memcpy (before, self->leaf_sha256, sizeof before);
  if (!read_leaf (self, renewed, error))
    return FALSE;
  self->renew_at = MAX (self->renew_at, now + RENEW_AGAIN_MS);
  if (*renewed)
    memcpy (self->last_leaf, before, sizeof before);
  return TRUE;
}

SfHouse *
sf_house_open (const char *dir, const char *const *names, gboolean threaded, SfClock *clock, SfIds *ids, GError **error)
{
  g_autoptr (SfHouse) self = g_new0 (SfHouse, 1);
  g_autoptr (GError) local = NULL;

  self->lock = -1;
  self->dir = g_canonicalize_filename (dir, NULL);
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->worker = threaded ? sf_worker_new ("server-db") : sf_worker_new_inline ();
  if (g_mkdir_with_parents (self->dir, 0700) != 0) {
    int code = errno;
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Cannot make “%s”: %s", self->dir, g_strerror (code));
    return NULL;
  }
  self->lock = take_lock (self->dir, error);
  if (self->lock < 0 || !is_whole (self->dir, error))
    return NULL;
  if (is_filled (self->dir, &local))
    sf_worker_run_sync (self->worker, open_store, self, &local);
  if (local) {
    say_what_to_do (self->dir, g_steal_pointer (&local), error);
    return NULL;
  }
  return read_certificates (self, names, error) ? g_steal_pointer (&self) : NULL;
}

void
sf_house_close (SfHouse *self)
{
  if (self->store)
    sf_worker_run_sync (self->worker, close_store, self, NULL);
  sf_worker_stop (self->worker);
  sf_worker_unref (self->worker);
  if (self->lock >= 0)
    close (self->lock);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_free (self->dir);
  g_strfreev (self->names);
  g_free (self->leaf_pem);
  g_free (self->ca_pem);
  g_free (self->ca_spki);
  g_free (self->server_id);
  g_free (self);
}
