/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * touchwatch TIMES X,Y,W,H…: presses the keys at these places of the glass in turn, TIMES in all, each with a real press of the X
 * server, and measures how long it takes until the key looks different on the root window. One JSON line, ms. The watcher asks
 * the X server, so what counts is what is on the glass, whoever drew it.
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/XTest.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>

#define PATCH 16
#define PATIENCE_S 2.0
#define MOST 10000

typedef struct { int x, y, w, h; } Key;
typedef struct { Display *display; XImage *image; unsigned before[PATCH]; } Watch;

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static void
rest_ms (double ms)
{
  const struct timespec t = { 0, (long) (ms * 1e6) };

  nanosleep (&t, NULL);
}

/* A few pixels of the key between its letter and its edge. */
static const unsigned *
look (Watch *watch, const Key *key)
{
  XShmGetImage (watch->display, DefaultRootWindow (watch->display), watch->image, key->x + key->w / 5, key->y + key->h / 5, AllPlanes);
  return (const unsigned *) watch->image->data;
}

/* Seconds until the key looks otherwise than before (or, with @same, as before); negative when it does not. */
static double
until (Watch *watch, const Key *key, int same, double patience)
{
  const double start = now ();

  while (now () - start < patience)
    {
      if ((memcmp (look (watch, key), watch->before, sizeof watch->before) == 0) == same)
        return now () - start;
      rest_ms (0.3);
    }
  return -1;
}

static int
by_value (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
press (Watch *watch, const Key *key)
{
  double seconds;

  XTestFakeMotionEvent (watch->display, -1, key->x + key->w / 2, key->y + key->h / 2, CurrentTime);
  XSync (watch->display, 0);
  rest_ms (60);                                  /* what a hovering pointer changes is not what is measured */
  memcpy (watch->before, look (watch, key), sizeof watch->before);
  XTestFakeButtonEvent (watch->display, 1, True, CurrentTime);
  XFlush (watch->display);
  seconds = until (watch, key, 0, PATIENCE_S);
  XTestFakeButtonEvent (watch->display, 1, False, CurrentTime);
  XSync (watch->display, 0);
  until (watch, key, 1, 0.15);                   /* or it keeps a ring of focus: then that is what it looks like before the next press */
  return seconds;
}

static void
set_up (Watch *watch, XShmSegmentInfo *segment)
{
  watch->image = XShmCreateImage (watch->display, DefaultVisual (watch->display, DefaultScreen (watch->display)), 24, ZPixmap, NULL, segment, PATCH, 1);
  segment->shmid = shmget (IPC_PRIVATE, (size_t) watch->image->bytes_per_line, IPC_CREAT | 0600);
  segment->shmaddr = watch->image->data = shmat (segment->shmid, NULL, 0);
  segment->readOnly = 0;
  XShmAttach (watch->display, segment);
  XSync (watch->display, 0);
  shmctl (segment->shmid, IPC_RMID, NULL);
}

int
main (int argc, char **argv)
{
  static double ms[MOST];
  Watch watch = { .display = XOpenDisplay (NULL) };
  XShmSegmentInfo segment;
  const int times = argc > 2 ? atoi (argv[1]) : 0;
  int seen = 0;

  if (watch.display == NULL || times < 1 || times > MOST)
    return 1;
  set_up (&watch, &segment);
  for (int i = 0; i < times; i++)
    {
      Key key;

      if (sscanf (argv[2 + i % (argc - 2)], "%d,%d,%d,%d", &key.x, &key.y, &key.w, &key.h) != 4)
        return 1;
      const double seconds = press (&watch, &key);
      if (seconds >= 0)
        ms[seen++] = seconds * 1000;
    }
  qsort (ms, (size_t) seen, sizeof *ms, by_value);
  printf ("{\"presses\": %d, \"seen\": %d, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"worst_ms\": %.2f}\n", times, seen, seen ? ms[seen / 2] : -1,
          seen ? ms[seen * 99 / 100] : -1, seen ? ms[seen - 1] : -1);
  return 0;
}
