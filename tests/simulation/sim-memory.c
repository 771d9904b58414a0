/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory for SQLite. Debian's library is built without lookaside, so a world asks malloc 300,000 times for a few bytes, one thread and
 * for moments: lists of free pieces by size take a third of the time. Not under the sanitizers, which shall see each piece.
 */
#include "sim.h"

#include <sqlite3.h>
#include <string.h>

#define STEP 32                  /* sizes are multiples of it, the head included */
#define LARGEST 4096
#define CLASSES (LARGEST / STEP)
#define CHUNK (512 * 1024)
#define HEAD 16

/* In front of each piece; a free one holds the next. */
typedef struct { guint64 size; } Head;
typedef struct _Free { struct _Free *next; } Free;

static Free *lists[CLASSES + 1];
static guint8 *chunk;
static gsize left;

static Head *
head_of (void *piece)
{
  return (Head *) (void *) ((guint8 *) piece - HEAD);
}

static int
rounded (int n)
{
  return (n + HEAD + STEP - 1) / STEP * STEP - HEAD;
}

static void *
cut_piece (gsize whole)
{
  guint8 *piece;

  if (left < whole)
    {
      chunk = g_malloc (CHUNK);
      left = CHUNK;
    }
  piece = chunk;
  chunk += whole;
  left -= whole;
  return piece + HEAD;
}

static void *
give (int n)
{
  gsize size = (gsize) rounded (n), whole = size + HEAD;
  Free *piece;

  if (whole > LARGEST)
    piece = (void *) ((guint8 *) g_malloc (whole) + HEAD);
  else if ((piece = lists[whole / STEP]) != NULL)
    lists[whole / STEP] = piece->next;
  else
    piece = cut_piece (whole);
  head_of (piece)->size = size;
  return piece;
}

static void
take (void *piece)
{
  Free *place = piece;
  gsize whole;

  if (piece == NULL)
    return;
  whole = head_of (piece)->size + HEAD;
  if (whole > LARGEST)
    {
      g_free (head_of (piece));
      return;
    }
  place->next = lists[whole / STEP];
  lists[whole / STEP] = place;
}

static int
size_of (void *piece)
{
  return piece != NULL ? (int) head_of (piece)->size : 0;
}

static void *
resize (void *piece, int n)
{
  void *next;

  if (size_of (piece) >= n)
    return piece;
  next = give (n);
  memcpy (next, piece, (gsize) size_of (piece));
  take (piece);
  return next;
}

static int
start (void *data)
{
  return SQLITE_OK;
}

static void
stop (void *data)
{
}

void
sim_give_sqlite_memory (void)
{
  static const sqlite3_mem_methods methods = { give, take, resize, size_of, rounded, start, stop, NULL };

#ifndef __SANITIZE_ADDRESS__
  sqlite3_config (SQLITE_CONFIG_MALLOC, &methods);
#else
  (void) methods;
#endif
}
