/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-cert.h"
#include "base/sf-bytes.h"
#include "base/sf-file.h"
#include "craft/sf-trust.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>

#define SERVER "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
#define OTHER "017f22e2-79b0-7cc3-98c4-000000000000"
#define DAY_MS (G_GINT64_CONSTANT (86400) * 1000)

static const char *const files[] = { "ca.pem", "ca.key", "server.pem", "server.key" };

typedef struct { char *dir, *tls; SfClock *clock, *real; SfIds *ids; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-cert-XXXXXX", NULL);
  f->tls = g_build_filename (f->dir, "tls", NULL);
  f->real = sf_clock_new_system ();
  f->clock = sf_clock_new_fake (sf_clock_wall_ms (f->real));   /* TLS itself looks at the machine's clock */
  f->ids = sf_ids_new_system ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (f->tls, files[i], NULL);
    g_remove (path);
  }
  g_rmdir (f->tls);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  sf_clock_unref (f->clock);
  sf_clock_unref (f->real);
  sf_ids_unref (f->ids);
  g_free (f->tls);
  g_free (f->dir);
}

static char *
read_pem (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->tls, name, NULL);
  return sf_file_read (path, 100000, TRUE, NULL, NULL);
}

static gboolean
ensure (Fixture *f, const char *const *names)
{
  g_autoptr (GError) error = NULL;
  gboolean renewed = FALSE;
  g_assert_true (sf_cert_ensure (f->tls, SERVER, names, f->ids, f->clock, &renewed, &error));
  g_assert_no_error (error);
  return renewed;
}

static void
test_ensure (Fixture *f, gconstpointer data)
{
  g_assert_true (ensure (f, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    GStatBuf st;
    g_autofree char *path = g_build_filename (f->tls, files[i], NULL);
    g_assert_cmpint (g_stat (path, &st), ==, 0);
    g_assert_cmphex (st.st_mode & 0777, ==, 0600);
  }
  g_autofree char *ca = read_pem (f, "ca.pem"), *leaf = read_pem (f, "server.pem");
  g_assert_false (ensure (f, NULL));
  g_autofree char *same = read_pem (f, "server.pem");
  g_assert_cmpstr (leaf, ==, same);
  /* 10 years and 1 year, by what they say of themselves */
  sf_clock_fake_advance (f->clock, (365 - SF_CERT_RENEW_DAYS - 1) * DAY_MS);
  g_assert_false (ensure (f, NULL));
  sf_clock_fake_advance (f->clock, 2 * DAY_MS);
  g_assert_true (ensure (f, NULL));
  g_autofree char *renewed = read_pem (f, "server.pem"), *same_ca = read_pem (f, "ca.pem");
  g_assert_cmpstr (renewed, !=, leaf);
  g_assert_cmpstr (same_ca, ==, ca);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "192.168.1.9", "srv.dealer.lan", "fe80::1", "localhost", NULL };
  g_assert_true (ensure (f, NULL));
  g_assert_true (ensure (f, names));    /* a new address: a new leaf */
  g_assert_false (ensure (f, names));
  g_assert_false (ensure (f, NULL));    /* fewer names are no reason */
}

static void
test_broken_pair (Fixture *f, gconstpointer data)
{
  g_assert_true (ensure (f, NULL));
  g_autofree char *leaf_key = g_build_filename (f->tls, "server.key", NULL), *ca_key = g_build_filename (f->tls, "ca.key", NULL);
  g_autoptr (SfCertPair) other = sf_cert_make_ca (OTHER, f->ids, f->clock, NULL);
  g_assert_true (sf_file_replace (leaf_key, other->key, strlen (other->key), 0600, NULL));
  g_assert_true (ensure (f, NULL));     /* stopped between key and certificate: made anew */
  g_assert_false (ensure (f, NULL));
  g_autoptr (GError) error = NULL;
  g_remove (ca_key);
  g_assert_false (sf_cert_ensure (f->tls, SERVER, NULL, f->ids, f->clock, NULL, &error));
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT);   /* never a new CA behind the devices' backs */
}

static GTlsCertificate *
load_peer (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *chain = read_pem (f, "server.pem"), *key = read_pem (f, "server.key");
  g_autofree char *both = g_strconcat (chain, key, NULL);
  GTlsCertificate *peer = g_tls_certificate_new_from_pem (both, -1, &error);
  g_assert_no_error (error);
  return peer;
}

static void
test_trust (Fixture *f, gconstpointer data)
{
  GTlsCertificateFlags flags;
  guint8 spki[32], of_leaf[32], of_pem[32];
  g_assert_true (ensure (f, NULL));
  g_autofree char *ca = read_pem (f, "ca.pem"), *leaf = read_pem (f, "server.pem");
  g_autoptr (GTlsCertificate) peer = load_peer (f);
  g_assert_true (sf_trust_check (peer, ca, SERVER, &flags));
  g_assert_cmpint (flags, ==, 0);
  g_assert_false (sf_trust_check (peer, ca, OTHER, &flags));
  g_assert_true (flags & G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_autoptr (SfCertPair) stranger = sf_cert_make_ca (SERVER, f->ids, f->clock, NULL);   /* same name, other key */
  g_assert_false (sf_trust_check (peer, stranger->cert, SERVER, &flags));
  g_assert_true (flags & G_TLS_CERTIFICATE_UNKNOWN_CA);
  g_assert_false (sf_trust_check (peer, "nonsense", SERVER, NULL));

  g_assert_true (sf_cert_spki_sha256 (ca, spki, NULL));
  g_autofree char *found = sf_trust_find_ca (peer, spki), *shown = sf_trust_shown_ca (peer);
  g_assert_cmpstr (found, ==, ca);
  g_assert_cmpstr (shown, ==, ca);
  g_assert_true (sf_cert_spki_sha256 (stranger->cert, spki, NULL));
  g_assert_null (sf_trust_find_ca (peer, spki));

  g_assert_true (sf_trust_leaf_sha256 (peer, of_leaf));
  g_assert_true (sf_cert_sha256 (leaf, of_pem, NULL));
  g_assert_cmpmem (of_leaf, 32, of_pem, 32);
}

/* A tablet whose clock is wrong still knows its server; nothing else is forgiven with it. */
static void
test_wrong_dates (Fixture *f, gconstpointer data)
{
  GTlsCertificateFlags flags;
  static const gint days[] = { -400, 400 };
  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    sf_clock_fake_set_wall (f->clock, sf_clock_wall_ms (f->real) + days[i] * DAY_MS);
    g_autoptr (SfCertPair) ca = sf_cert_make_ca (SERVER, f->ids, f->real, NULL);
    g_autoptr (SfCertPair) leaf = sf_cert_make_leaf (ca, SERVER, NULL, f->ids, f->clock, NULL);
    g_autoptr (GTlsCertificate) peer = g_tls_certificate_new_from_pem (leaf->cert, -1, NULL);
    g_assert_true (sf_trust_check (peer, ca->cert, SERVER, &flags));
    g_assert_cmpint (flags, ==, days[i] < 0 ? G_TLS_CERTIFICATE_EXPIRED : G_TLS_CERTIFICATE_NOT_ACTIVATED);
    g_assert_false (sf_trust_check (peer, ca->cert, OTHER, NULL));
  }
}

static void
test_refuses (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 out[32];
  static const char *const wrong[] = { NULL, "", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_clear_error (&error);
    g_assert_false (sf_cert_spki_sha256 (wrong[i], out, &error));
    g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_CRYPTO);
    g_assert_false (sf_cert_sha256 (wrong[i], out, NULL));
    g_assert_true (sf_cert_needs_renewal (wrong[i], wrong[i], SERVER, NULL, f->clock));
  }
  g_autoptr (SfCertPair) a = sf_cert_make_ca (SERVER, f->ids, f->clock, NULL), b = sf_cert_make_ca (SERVER, f->ids, f->clock, NULL);
  g_autoptr (SfCertPair) leaf = sf_cert_make_leaf (a, SERVER, NULL, f->ids, f->clock, NULL);
  g_assert_false (sf_cert_needs_renewal (leaf->cert, a->cert, SERVER, NULL, f->clock));
  g_assert_true (sf_cert_needs_renewal (leaf->cert, b->cert, SERVER, NULL, f->clock));
  g_assert_true (sf_cert_needs_renewal (leaf->cert, a->cert, OTHER, NULL, f->clock));
}

typedef struct { Fixture *f; const char *ca; char *found; guint8 spki[32], leaf[32]; gboolean accepted; guint ended; GError *errors[2]; } Handshake;

static gboolean
on_accept_certificate (GTlsConnection *connection, GTlsCertificate *peer, GTlsCertificateFlags errors, gpointer data)
{
  Handshake *h = data;
  h->found = sf_trust_find_ca (peer, h->spki);
  h->accepted = h->found != NULL && sf_trust_check (peer, h->found, SERVER, NULL) && sf_trust_leaf_sha256 (peer, h->leaf);
  return h->accepted;
}

static void
on_client_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Handshake *h = data;
  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &h->errors[0]);
  h->ended++;
}

static void
on_server_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Handshake *h = data;
  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &h->errors[1]);
  h->ended++;
}

static void
make_pair (GIOStream *ends[2])
{
  int fds[2];
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GSocket) socket = g_socket_new_from_fd (fds[i], NULL);
    ends[i] = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  }
}

static void
shake_hands (Handshake *h)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) own = load_peer (h->f);
  GIOStream *ends[2];
  make_pair (ends);
  g_autoptr (GIOStream) client = g_tls_client_connection_new (ends[0], NULL, &error);
  g_autoptr (GIOStream) server = g_tls_server_connection_new (ends[1], own, &error);
  g_assert_no_error (error);
  g_signal_connect (client, "accept-certificate", G_CALLBACK (on_accept_certificate), h);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (client), 0, NULL, on_client_done, h);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (server), 0, NULL, on_server_done, h);
  while (h->ended < 1 || (h->accepted && h->ended < 2))
    g_main_context_iteration (NULL, TRUE);
  g_io_stream_close (ends[0], NULL, NULL);   /* the server, if it still waits, is told */
  while (h->ended < 2)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (ends[0]);
  g_object_unref (ends[1]);
}

/* A real handshake: a device that has only the fingerprint of a pairing text finds the CA in what the server sends. */
static void
test_handshake (Fixture *f, gconstpointer data)
{
  g_assert_true (ensure (f, NULL));
  g_autofree char *ca = read_pem (f, "ca.pem"), *leaf = read_pem (f, "server.pem");
  guint8 wanted[32];
  Handshake h = { .f = f };
  g_assert_true (sf_cert_spki_sha256 (ca, h.spki, NULL));
  g_assert_true (sf_cert_sha256 (leaf, wanted, NULL));
  shake_hands (&h);
  g_assert_no_error (h.errors[0]);
  g_assert_no_error (h.errors[1]);
  g_assert_cmpstr (h.found, ==, ca);
  g_assert_cmpmem (h.leaf, 32, wanted, 32);
  g_free (h.found);

  Handshake wrong = { .f = f };   /* another dealer's fingerprint */
  shake_hands (&wrong);
  g_assert_false (wrong.accepted);
  g_assert_error (wrong.errors[0], G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_clear_error (&wrong.errors[0]);
  g_clear_error (&wrong.errors[1]);
}

#define ADD(name) g_test_add ("/craft/cert/" #name, Fixture, NULL, set_up, test_##name, tear_down)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (ensure);
  ADD (names);
  ADD (broken_pair);
  ADD (trust);
  ADD (wrong_dates);
  ADD (handshake);
  ADD (refuses);
  return g_test_run ();
}
