/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-qr-finder"
#include "config.h"
#include "media/sf-qr-finder.h"

/* Lines that are passed over: a mark that is worth anything is seven modules high. */
#define STEP 2
/* Marks that are compared; a picture with more of them is a pattern. */
#define MOST 24
/* Lines that have to show a mark: three modules of it have its middle. */
#define LINES 3
/* Smallest module, pixels. */
#define LEAST 2

typedef struct { guint x, y, hits; float module; } Mark;
typedef struct { const guint8 *at; guint n, stride; } Line;

/* Each of the five is as long as it should be, give or take half a module (the middle one twice that). 0 when they are no mark. */
static float
module_of (const guint runs[5])
{
  const guint sum = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
  const float module = (float) sum / 7, slack = module / 2;

  if (module < LEAST)
    return 0;
  for (guint i = 0; i < 5; i++)
    {
      const float wanted = i == 2 ? 3 * module : module, off = (float) runs[i] - wanted;
      if (off > slack * (i == 2 ? 2 : 1) || off < -slack * (i == 2 ? 2 : 1))
        return 0;
    }
  return module;
}

/* Length of the run of one colour that goes through @from, into one direction, without @from itself. */
static guint
reach (const Line *line, guint from, int way, gboolean black)
{
  guint n = 0;

  for (gint64 i = (gint64) from + way; i >= 0 && i < line->n && (line->at[i * line->stride] == 0) == black; i += way)
    n++;
  return n;
}

/* The five runs around @middle, which is black, along @line. */
static float
module_around (const Line *line, guint middle)
{
  guint runs[5], before, after;

  if (line->at[(gsize) middle * line->stride] != 0)
    return 0;
  before = reach (line, middle, -1, TRUE);
  after = reach (line, middle, 1, TRUE);
  runs[2] = before + 1 + after;
  if (before >= middle || middle + after + 1 >= line->n)
    return 0;
  const guint left = middle - before, right = middle + after;   /* black, at the edge of the middle */
  runs[1] = reach (line, left, -1, FALSE);
  runs[3] = reach (line, right, 1, FALSE);
  if (runs[1] >= left || right + runs[3] + 1 >= line->n)
    return 0;
  runs[0] = reach (line, left - runs[1], -1, TRUE);
  runs[4] = reach (line, right + runs[3], 1, TRUE);
  return module_of (runs);
}

static void
note_mark (Mark *marks, guint *n, guint x, guint y, float module)
{
  for (guint i = 0; i < *n; i++)
    if ((float) ABS ((int) x - (int) marks[i].x) < 3 * module && (float) ABS ((int) y - (int) marks[i].y) < 4 * module)
      {
        marks[i].hits++;
        return;
      }
  if (*n < MOST)
    marks[(*n)++] = (Mark) { x, y, 1, module };
}

/* Marks along line @y, each with one across it. */
static void
look_along (const guint8 *plain, guint width, guint height, guint y, Mark *marks, guint *n)
{
  const Line line = { plain + (gsize) y * width, width, 1 };
  guint x = 0;

  while (x < width)
    {
      const guint length = 1 + reach (&line, x, 1, line.at[x] == 0), middle = x + length / 2;
      const float along = line.at[x] == 0 && length >= 2 * LEAST ? module_around (&line, middle) : 0;
      const Line column = { plain + middle, height, width };
      const float across = along > 0 ? module_around (&column, y) : 0;
      if (across > along / 2 && across < along * 2)
        note_mark (marks, n, middle, y, along);
      x += length;
    }
}

static gboolean
are_of_one_code (const Mark *a, const Mark *b)
{
  const float dx = (float) a->x - (float) b->x, dy = (float) a->y - (float) b->y, module = (a->module + b->module) / 2;
  const float far = dx * dx + dy * dy;

  /* Along a side their middles are 14 to 50 modules apart, across half as much again; held at an angle it is less. */
  return a->hits >= LINES && b->hits >= LINES && a->module < b->module * 1.6f && b->module < a->module * 1.6f && far > 81 * module * module
         && far < 5000 * module * module;
}

gboolean
sf_qr_finder_sees (const guint8 *plain, guint width, guint height)
{
  Mark marks[MOST];
  guint n = 0;

  for (guint y = 0; y < height; y += STEP)
    look_along (plain, width, height, y, marks, &n);
  for (guint a = 0; a < n && n < MOST; a++)
    for (guint b = 0; b < a; b++)
      if (are_of_one_code (&marks[a], &marks[b]))
        return TRUE;
  return FALSE;
}
