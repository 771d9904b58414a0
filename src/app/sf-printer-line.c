/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-printer"
#include "app/sf-printer-line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define CONNECT_S 3
/* A printer answers DLE EOT at once; over a busy radio it takes a moment. Behind a picture that still lies in the network's buffers it takes longer. */
#define ANSWER_MS 2000
/* Its buffer is full for so long: it does not print. */
#define STALL_MS 8000
#define ALL_MS 25000
#define POLL_MS 400
/* Printers that do not know GS r are taken at their word when they say ready for so long after the last byte. */
#define QUIET_MS 4000

typedef struct {
  GSocketConnection *connection;   /* (owned) (nullable) */
  int fd;
  GCancellable *cancellable;
  SfEscposReader reader;
  gint64 until;                    /* monotonic us */
} Line;

static gint64
left_ms (gint64 until)
{
  return MAX (0, (until - g_get_monotonic_time ()) / 1000);
}

static gint64
in_ms (gint64 ms)
{
  return g_get_monotonic_time () + ms * 1000;
}

/* Bit set of what is possible now: POLLIN, POLLOUT; 0: time is over or it is time to stop. */
static short
wait_for (Line *line, short what, int ms)
{
  struct pollfd fds[2] = { { line->fd, what, 0 }, { line->cancellable != NULL ? g_cancellable_get_fd (line->cancellable) : -1, POLLIN, 0 } };
  int n;

  do
    n = poll (fds, 2, ms);
  while (n < 0 && errno == EINTR);
  if (fds[1].fd >= 0)
    g_cancellable_release_fd (line->cancellable);
  return n <= 0 || fds[1].revents != 0 ? 0 : fds[0].revents;
}

gboolean
sf_printer_line_pause (GCancellable *cancellable, int ms)
{
  Line nobody = { .fd = -1, .cancellable = cancellable };

  wait_for (&nobody, 0, ms);
  return !g_cancellable_is_cancelled (cancellable);
}

/* Takes what has come; FALSE: the line is dead. */
static gboolean
hear (Line *line)
{
  guint8 bytes[64];
  gssize n = read (line->fd, bytes, sizeof bytes);

  if (n > 0)
    sf_escpos_reader_take (&line->reader, bytes, (gsize) n);
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* A peer that is gone is an answer here, not a signal. */
static gssize
put (Line *line, const guint8 *bytes, gsize n)
{
  return line->connection != NULL ? send (line->fd, bytes, n, MSG_NOSIGNAL) : write (line->fd, bytes, n);
}

static gboolean
send_all (Line *line, const void *data, gsize size)
{
  const guint8 *at = data;
  gint64 stall = in_ms (STALL_MS);

  while (size > 0) {
    const gint64 ms = MIN (left_ms (stall), left_ms (line->until));
    const short can = ms > 0 ? wait_for (line, POLLOUT | POLLIN, (int) ms) : 0;
    gssize n;

    if (can == 0 || ((can & POLLIN) != 0 && !hear (line)) || ((can & (POLLERR | POLLHUP)) != 0 && (can & POLLIN) == 0))
      return FALSE;
    if ((can & POLLOUT) == 0)
      continue;
    n = put (line, at, MIN (size, 1024));
    if (n < 0 && errno != EAGAIN && errno != EINTR)
      return FALSE;
    if (n <= 0)
      continue;
    at += n;
    size -= (gsize) n;
    stall = in_ms (STALL_MS);
  }
  return TRUE;
}

/* Asks how the printer is. */
static SfPaperState
ask (Line *line, int patience_ms)
{
  const gint64 until = in_ms (patience_ms);

  sf_escpos_reader_reset (&line->reader);
  if (!send_all (line, SF_ESCPOS_ASK, SF_ESCPOS_ASK_LEN))
    return SF_PAPER_OFF;
  while (line->reader.n_answers < SF_ESCPOS_ANSWERS && line->reader.garbage == 0) {
    const gint64 ms = left_ms (until);

    if (ms == 0 || wait_for (line, POLLIN, (int) ms) == 0 || !hear (line))
      return SF_PAPER_OFF;
  }
  return line->reader.garbage > 0 ? SF_PAPER_OFF : sf_escpos_reader_state (&line->reader);
}

/*
 * After the last byte: what GS r answers is the printer's word that all before it is on paper. Paper that ends with the last
 * line makes it say "empty" and "done" together: only a second look without "done" is believed.
 */
static SfPaperState
await_done (Line *line, gboolean *printed)
{
  const gint64 quiet = in_ms (QUIET_MS);
  guint bad = 0;

  if (!send_all (line, SF_ESCPOS_DONE, SF_ESCPOS_DONE_LEN))
    return SF_PAPER_OFF;
  while (left_ms (line->until) > 0) {
    SfPaperState state = ask (line, STALL_MS);

    *printed = line->reader.done || (state == SF_PAPER_READY && left_ms (quiet) == 0);
    if (*printed)
      return state;
    if (state == SF_PAPER_OFF)
      return state;
    bad = state != SF_PAPER_READY ? bad + 1 : 0;
    if (bad == 2)
      return state;
    if (!sf_printer_line_pause (line->cancellable, POLL_MS))
      return state;
  }
  return SF_PAPER_OFF;
}

static SfPaperState
use (Line *line, const SfDots *dots, gboolean *printed)
{
  g_autoptr(GBytes) bytes = NULL;
  SfPaperState state = ask (line, ANSWER_MS);

  if (state != SF_PAPER_READY || dots == NULL)
    return state;
  bytes = sf_escpos_raster (g_bytes_get_data (dots->bits, NULL), dots->width, dots->height, NULL);
  if (bytes == NULL)
    return state;
  if (!send_all (line, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)))
    return SF_PAPER_OFF;
  return await_done (line, printed);
}

static gboolean
open_tcp (Line *line, const SfPrinterPlace *place)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autofree char *host = g_str_has_prefix (place->where, "[") ? g_strndup (place->where + 1, strlen (place->where) - 2) : g_strdup (place->where);

  g_socket_client_set_timeout (client, CONNECT_S);
  /* A printer is in the house: never by way of a proxy. */
  g_socket_client_set_enable_proxy (client, FALSE);
  line->connection = g_socket_client_connect_to_host (client, host, place->port, line->cancellable, NULL);
  if (line->connection == NULL)
    return FALSE;
  line->fd = g_socket_get_fd (g_socket_connection_get_socket (line->connection));
  return TRUE;
}

/* A device, never a file: what a setting names must not be written over. */
static gboolean
open_file (Line *line, const char *path)
{
  struct stat info;
  struct termios tty;

  line->fd = open (path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (line->fd < 0)
    return FALSE;
  if (fstat (line->fd, &info) != 0 || !S_ISCHR (info.st_mode))
    return FALSE;
  if (tcgetattr (line->fd, &tty) == 0) {
    cfmakeraw (&tty);
    tcsetattr (line->fd, TCSANOW, &tty);
    /* What was left lying on the line answers no question of ours. */
    tcflush (line->fd, TCIOFLUSH);
  }
  return TRUE;
}

SfPaperState
sf_printer_line_use (const SfPrinterPlace *place, const SfDots *dots, GCancellable *cancellable, gboolean *printed)
{
  Line line = { .fd = -1, .cancellable = cancellable, .until = in_ms (ALL_MS) };
  SfPaperState state = SF_PAPER_OFF;

  *printed = FALSE;
  if (place->way == SF_PRINTER_CUPS)
    return sf_printer_spool_use (place->where, dots, cancellable, printed);
  if (place->way == SF_PRINTER_TCP ? open_tcp (&line, place) : open_file (&line, place->where))
    state = use (&line, dots, printed);
  if (line.connection != NULL)
    g_object_unref (line.connection);
  else if (line.fd >= 0)
    close (line.fd);
  return state;
}
