/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ticket printer: paper-printer OUT [pty]. Says "PORT" or the path of its line, then obeys words on stdin: ready, empty, open, jam, mute
 * (answers nothing), garbage, slow, dies (after 2,000 bytes of picture), ends (the paper does, then), plain (does not know GS r). What is cut
 * off is OUT, as a picture (PBM), and "cut N" on stdout.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#define MAX_ROWS 20000
#define SLOW_BYTES 2048
#define SLOW_MS 10

static struct {
  const char *out;
  char mode[16];
  int listener, line, slave;
  uint8_t head[8];
  unsigned n_head;
  size_t rest;               /* bytes of a picture that are still to come */
  uint8_t *dots;
  size_t n_dots, stride;
  unsigned n_cut;
  bool stopped;              /* nothing is printed while the paper is out */
} me;

static bool
is (const char *mode)
{
  return strcmp (me.mode, mode) == 0;
}

static void
answer (uint8_t byte)
{
  uint8_t said = is ("garbage") ? (uint8_t) (byte ^ 0xff) : byte;

  if (!is ("mute") && me.line >= 0 && write (me.line, &said, 1) < 0 && errno != EPIPE && errno != EAGAIN)
    perror ("answer");
}

/* DLE EOT: the real-time state. */
static void
tell (unsigned what)
{
  bool empty = is ("empty") || me.stopped;
  bool offline = empty || is ("open") || is ("jam");
  uint8_t byte = 0x12;

  if (what == 1 && offline)
    byte |= 0x08;
  if (what == 2)
    byte |= (uint8_t) ((is ("open") ? 0x04 : 0) | (empty ? 0x20 : 0) | (is ("jam") ? 0x40 : 0));
  if (what == 3 && is ("jam"))
    byte |= 0x08;
  if (what == 4 && empty)
    byte |= 0x60;
  answer (byte);
}

static void
hang_up (void)
{
  if (me.slave < 0) {
    close (me.line);
    me.line = -1;
  }
}

static void
cut (void)
{
  FILE *file = fopen (me.out, "w");

  if (file == NULL)
    exit (3);
  fprintf (file, "P4\n%zu %zu\n", me.stride * 8, me.stride != 0 ? me.n_dots / me.stride : 0);
  fwrite (me.dots, 1, me.n_dots, file);
  fclose (file);
  me.n_dots = 0;
  printf ("cut %u\n", ++me.n_cut);
  fflush (stdout);
}

/* A whole command is in head; how many bytes it has in all, 0: not known yet. */
static unsigned
length_of (void)
{
  if (me.n_head < 2)
    return 0;
  if (me.head[0] == 0x10)
    return 3;
  if (me.head[0] == 0x1b)
    return me.head[1] == '@' ? 2 : 3;
  if (me.head[0] == 0x1d)
    return me.head[1] == 'v' ? 8 : me.head[1] == 'V' ? 4 : 3;
  return 1;
}

static void
obey (void)
{
  if (me.head[0] == 0x10 && me.head[1] == 0x04)
    tell (me.head[2]);
  else if (me.head[0] == 0x1b && me.head[1] == '@')
    me.n_dots = 0;
  else if (me.head[0] == 0x1d && me.head[1] == 'v') {
    me.stride = (size_t) me.head[4] | (size_t) me.head[5] << 8;
    me.rest = me.stride * ((size_t) me.head[6] | (size_t) me.head[7] << 8);
  } else if (me.head[0] == 0x1d && me.head[1] == 'V' && !me.stopped)
    cut ();
  else if (me.head[0] == 0x1d && me.head[1] == 'r' && !me.stopped && !is ("plain"))
    answer (0x00);
}

static void
take (uint8_t byte)
{
  unsigned length;

  if (me.rest > 0) {
    me.rest--;
    if (me.n_dots < MAX_ROWS * 72 && !me.stopped)
      me.dots[me.n_dots++] = byte;
    if (me.n_dots == 2000 && is ("ends"))
      me.stopped = true;
    if (me.n_dots == 2000 && is ("dies"))
      hang_up ();
    return;
  }
  me.head[me.n_head++] = byte;
  length = length_of ();
  if (length == 0 || me.n_head < length)
    return;
  obey ();
  me.n_head = 0;
}

static void
read_line (void)
{
  uint8_t bytes[SLOW_BYTES];
  ssize_t n = read (me.line, bytes, sizeof bytes);

  if (n <= 0 && me.slave < 0)
    hang_up ();
  for (ssize_t i = 0; i < n && me.line >= 0; i++)
    take (bytes[i]);
  if (is ("slow"))
    poll (NULL, 0, SLOW_MS);
}

static bool
read_word (void)
{
  char word[32];

  if (fgets (word, sizeof word, stdin) == NULL)
    return false;
  word[strcspn (word, "\n")] = 0;
  snprintf (me.mode, sizeof me.mode, "%.15s", word);
  me.stopped = false;
  me.n_head = 0;
  me.rest = me.n_dots = 0;
  printf ("%s\n", me.mode);
  fflush (stdout);
  return true;
}

static void
open_line (bool pty)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof at;

  if (pty) {
    struct termios tty;

    me.line = posix_openpt (O_RDWR | O_NOCTTY);
    if (me.line < 0 || grantpt (me.line) != 0 || unlockpt (me.line) != 0)
      exit (4);
    /* Held open here, so that the line does not end with each visitor. */
    me.slave = open (ptsname (me.line), O_RDWR | O_NOCTTY);
    tcgetattr (me.slave, &tty);
    cfmakeraw (&tty);
    tcsetattr (me.slave, TCSANOW, &tty);
    printf ("%s\n", ptsname (me.line));
  } else {
    me.listener = socket (AF_INET, SOCK_STREAM, 0);
    if (bind (me.listener, (struct sockaddr *) &at, sizeof at) != 0 || listen (me.listener, 4) != 0
        || getsockname (me.listener, (struct sockaddr *) &at, &size) != 0)
      exit (4);
    printf ("%u\n", (unsigned) ntohs (at.sin_port));
  }
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    return 2;
  setvbuf (stdin, NULL, _IONBF, 0);
  me.out = argv[1];
  me.listener = me.line = me.slave = -1;
  me.dots = malloc (MAX_ROWS * 72);
  snprintf (me.mode, sizeof me.mode, "ready");
  open_line (argc > 2);
  for (;;) {
    struct pollfd fds[3] = { { STDIN_FILENO, POLLIN, 0 }, { me.line < 0 ? me.listener : -1, POLLIN, 0 }, { me.line, POLLIN, 0 } };

    if (poll (fds, 3, -1) < 0)
      continue;
    if (fds[0].revents != 0 && !read_word ())
      break;
    if (fds[1].revents != 0) {
      me.line = accept (me.listener, NULL, NULL);
      me.n_head = 0;
      me.rest = 0;
    }
    if (fds[2].revents != 0)
      read_line ();
  }
  free (me.dots);
  return 0;
}
