/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that a process could have changed, put back as it was: heap, data of programs and libraries, what threads have of their own.
 * A world leaves no more behind than one in a child of its own would, and 9 MB compared, and copied over the same pages where they
 * differ, cost a fifth of what the kernel takes to give, copy and take back 2,000 pages. One thread; what is printed has to be flushed,
 * and the stack stays as it is.
 */
#include "sim.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_PARTS 512
#define ROOM (32 * 1024 * 1024)   /* more than a world ever needs, so that the heap does not grow while it is played */
#define PAGE 4096
#define PIECE 1024               /* mostly a page of a database */

typedef struct { char *at, *kept; gsize n; gboolean heap; } Part;
typedef struct { guint n; Part parts[MAX_PARTS]; } Frozen;

/* Outside of what is kept. */
static Frozen *frozen;

static gpointer
room (gsize n)
{
  gpointer at = mmap (NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  g_assert (at != MAP_FAILED);
  return at;
}

/* Of the heap only what is in use; the rest is cleared when it is given out. */
static char *
end_of_heap (void)
{
  return (char *) sbrk (0) - mallinfo2 ().keepcost + PAGE;
}

static void
add_part (const char *line)
{
  gulong from, to;
  char rights[5];

  if (sscanf (line, "%lx-%lx %4s", &from, &to, rights) != 3 || strcmp (rights, "rw-p") != 0 || strstr (line, "[stack]") != NULL)
    return;
  g_assert (frozen->n < MAX_PARTS);
  frozen->parts[frozen->n++] = (Part) { .at = (char *) from, .n = to - from, .heap = strstr (line, "[heap]") != NULL };
}

/* The list first, with what it takes to read it; then the room for copies; nothing may be allocated after that. */
static void
list_parts (void)
{
  FILE *maps = fopen ("/proc/self/maps", "r");
  char line[1024];

  g_assert (maps != NULL);
  while (fgets (line, sizeof line, maps) != NULL)
    add_part (line);
  fclose (maps);
}

void
sim_freeze (void)
{
  gsize all = 0;
  char *kept;

  free (memset (g_malloc (ROOM), 1, ROOM));
  frozen = room (sizeof *frozen);
  list_parts ();
  for (guint i = 0; i < frozen->n; i++)
    {
      Part *part = &frozen->parts[i];

      if (part->heap)
        part->n = (gsize) CLAMP (end_of_heap () - part->at, 0, (gssize) part->n);
      all += part->n;
    }
  kept = room (all);
  for (guint i = 0; i < frozen->n; i++)
    {
      Part *part = &frozen->parts[i];

      part->kept = kept;
      kept += part->n;
      memcpy (part->kept, part->at, part->n);
    }
}

void
sim_thaw (void)
{
  Frozen *self = frozen;

  for (guint i = 0; i < self->n; i++)
    for (gsize at = 0; at < self->parts[i].n; at += PIECE)
      {
        gsize n = MIN (PIECE, self->parts[i].n - at);

        if (memcmp (self->parts[i].at + at, self->parts[i].kept + at, n) != 0)
          memcpy (self->parts[i].at + at, self->parts[i].kept + at, n);
      }
}
