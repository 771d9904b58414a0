/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * framewatch SECONDS: reads the sixteen blocks at the top of the root window about 2,000 times a second and prints a line
 * "<seconds since boot> <clip> <frame>" whenever they say something else (bench-wall.c tells what). The watcher asks the X
 * server, so what counts is what is on the glass, whoever drew it.
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>

#define BLOCKS 16
#define ROW 12

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

/* Clip and frame of a row of pixels as clip * 1024 + frame; -1: no code. */
static int
read_code (const unsigned *pixels, int width)
{
  int bits[BLOCKS], parity = 0, code = 0;

  for (int i = 0; i < BLOCKS; i++)
    {
      const unsigned green = pixels[width * (2 * i + 1) / (2 * BLOCKS)] >> 8 & 0xff;
      if (green > 70 && green < 180)
        return -1;
      bits[i] = green >= 180;
    }
  for (int i = 0; i < 12; i++)
    parity ^= bits[i];
  for (int i = 1; i < 12; i++)
    code = code * 2 + bits[i];
  return bits[0] == 1 && bits[12] == parity && bits[13] == 0 && bits[14] == 1 && bits[15] == 0 ? code : -1;
}

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);
  const double end = now () + (argc > 1 ? atof (argv[1]) : 10);
  XShmSegmentInfo segment;
  int last = -1;

  if (display == NULL)
    return 1;
  const int width = DisplayWidth (display, DefaultScreen (display));
  XImage *image = XShmCreateImage (display, DefaultVisual (display, DefaultScreen (display)), 24, ZPixmap, NULL, &segment, (unsigned) width, 1);
  segment.shmid = shmget (IPC_PRIVATE, (size_t) image->bytes_per_line, IPC_CREAT | 0600);
  segment.shmaddr = image->data = shmat (segment.shmid, NULL, 0);
  segment.readOnly = 0;
  XShmAttach (display, &segment);
  XSync (display, 0);
  shmctl (segment.shmid, IPC_RMID, NULL);
  while (now () < end)
    {
      const struct timespec rest = { 0, 400000 };
      XShmGetImage (display, DefaultRootWindow (display), image, 0, ROW, AllPlanes);
      const int code = read_code ((const unsigned *) image->data, width);
      if (code >= 0 && code != last)
        printf ("%.6f %d %d\n", now (), code / 1024, code % 1024);
      if (code >= 0)
        last = code;
      nanosleep (&rest, NULL);
    }
  return 0;
}
