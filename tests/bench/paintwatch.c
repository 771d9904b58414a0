/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paintwatch RRGGBB IDLE_S CMD…: from exec to the moment when a pixel of that colour covers a patch of the root window, then
 * memory (PSS) and CPU of the whole process tree over IDLE_S seconds. One JSON line. The watcher asks the X server, so what
 * counts is what is on the glass, whatever toolkit drew it.
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>

#define MAX_TREE 4096

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static void
pause_ms (long ms)
{
  struct timespec t = { ms / 1000, (ms % 1000) * 1000000L };

  nanosleep (&t, NULL);
}

typedef struct { double pss_mb, cpu_s; int processes; } Usage;

static int
read_stat (int pid, int *parent, int *session, double *cpu)
{
  char path[64], text[1024];
  unsigned long user = 0, kernel = 0;
  const char *after;
  size_t n;
  FILE *file;

  snprintf (path, sizeof path, "/proc/%d/stat", pid);
  if ((file = fopen (path, "r")) == NULL)
    return 0;
  n = fread (text, 1, sizeof text - 1, file);
  fclose (file);
  text[n] = '\0';
  if ((after = strrchr (text, ')')) == NULL)
    return 0;
  if (sscanf (after + 2, "%*c %d %*d %d %*d %*d %*u %*u %*u %*u %*u %lu %lu", parent, session, &user, &kernel) < 4)
    return 0;
  *cpu = (double) (user + kernel) / (double) sysconf (_SC_CLK_TCK);
  return 1;
}

static double
read_pss (int pid)
{
  char path[64], line[256];
  double kb = 0;
  FILE *file;

  snprintf (path, sizeof path, "/proc/%d/smaps_rollup", pid);
  if ((file = fopen (path, "r")) == NULL)
    return 0;
  while (fgets (line, sizeof line, file) != NULL)
    if (strncmp (line, "Pss:", 4) == 0)
      kb = atof (line + 4);
  fclose (file);
  return kb / 1024;
}

static Usage
measure (int root)
{
  Usage usage = { 0, 0, 0 };
  DIR *proc = opendir ("/proc");
  struct dirent *entry;

  while (proc != NULL && (entry = readdir (proc)) != NULL)
    {
      int parent, session, pid = atoi (entry->d_name);
      double cpu;

      if (pid <= 0 || !read_stat (pid, &parent, &session, &cpu) || session != root)
        continue;
      usage.pss_mb += read_pss (pid);
      usage.cpu_s += cpu;
      usage.processes++;
    }
  if (proc != NULL)
    closedir (proc);
  return usage;
}

static int
close_to (unsigned long pixel, unsigned long want)
{
  for (int shift = 0; shift <= 16; shift += 8)
    if (abs ((int) (pixel >> shift & 255) - (int) (want >> shift & 255)) > 6)
      return 0;
  return 1;
}

/* A patch of at least 40 x 8 pixels of the colour somewhere on the glass, looked for on every 8th row. */
static int
painted (Display *display, unsigned long want)
{
  int width = DisplayWidth (display, 0), height = DisplayHeight (display, 0), hit = 0;
  XImage *image = XGetImage (display, DefaultRootWindow (display), 0, 0, (unsigned) width, (unsigned) height, AllPlanes, ZPixmap);

  for (int y = 0; image != NULL && y < height - 8 && !hit; y += 8)
    for (int x = 0, run = 0; x < width && !hit; x += 4)
      {
        run = close_to (XGetPixel (image, x, y) & 0xffffff, want) ? run + 4 : 0;
        hit = run >= 40 && close_to (XGetPixel (image, x, y + 7) & 0xffffff, want);
      }
  if (image != NULL)
    XDestroyImage (image);
  return hit;
}

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);
  unsigned long want;
  double start, shown = 0, idle;
  Usage first, last;
  pid_t child;

  if (argc < 4 || display == NULL)
    return 2;
  want = strtoul (argv[1], NULL, 16);
  idle = atof (argv[2]);
  start = now ();
  if ((child = fork ()) == 0)
    {
      int null = open ("/dev/null", O_WRONLY);

      setsid ();
      dup2 (null, 1);
      if (getenv ("PAINTWATCH_ERRORS") == NULL)
        dup2 (null, 2);
      execvp (argv[3], argv + 3);
      _exit (127);
    }
  while (shown == 0 && now () - start < 60 && waitpid (child, NULL, WNOHANG) == 0)
    {
      if (painted (display, want))
        shown = now () - start;
      else
        pause_ms (2);
    }
  pause_ms (3000);                  /* let what follows the first picture end */
  first = measure (child);
  pause_ms ((long) (idle * 1000));
  last = measure (child);
  printf ("{\"paint_ms\": %.1f, \"pss_mb\": %.1f, \"processes\": %d, \"idle_cpu_pct\": %.2f}\n",
          shown * 1000, last.pss_mb, last.processes, (last.cpu_s - first.cpu_s) / idle * 100);
  kill (-child, SIGTERM);
  for (int i = 0; i < 100 && waitpid (child, NULL, WNOHANG) == 0; i++)
    pause_ms (50);
  kill (-child, SIGKILL);
  return shown > 0 ? 0 : 1;
}
