/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-ink.h"
#include <math.h>
#include <string.h>

/* How much of the square the character fills, and how far from the line a point may lie and be left out. */
#define FILLS 0.76
#define SLACK 0.06
/* A scribble has no more corners than the most bent stroke: zinnia's memory doubles with each. */
#define MOST_CORNERS 10

typedef struct { SfInkPoint points[SF_INK_POINTS]; guint n; } Stroke;
struct _SfInk { Stroke *strokes[SF_INK_STROKES]; guint n; };

SfInk *
sf_ink_new (void)
{
  return g_new0 (SfInk, 1);
}

SfInk *
sf_ink_copy (const SfInk *self)
{
  SfInk *copy = sf_ink_new ();

  for (copy->n = 0; copy->n < self->n; copy->n++)
    copy->strokes[copy->n] = g_memdup2 (self->strokes[copy->n], sizeof (Stroke));
  return copy;
}

gboolean
sf_ink_undo (SfInk *self)
{
  if (self->n == 0)
    return FALSE;
  self->n--;
  explicit_bzero (self->strokes[self->n], sizeof (Stroke));
  g_clear_pointer (&self->strokes[self->n], g_free);
  return TRUE;
}

void
sf_ink_clear (SfInk *self)
{
  while (sf_ink_undo (self));
}

void
sf_ink_free (SfInk *self)
{
  if (self == NULL)
    return;
  sf_ink_clear (self);
  g_free (self);
}

gboolean
sf_ink_begin (SfInk *self, double x, double y)
{
  if (self->n == SF_INK_STROKES)
    return FALSE;
  self->strokes[self->n] = g_new0 (Stroke, 1);
  self->n++;
  sf_ink_go (self, x, y);
  return TRUE;
}

void
sf_ink_go (SfInk *self, double x, double y)
{
  Stroke *stroke = self->n > 0 ? self->strokes[self->n - 1] : NULL;

  if (stroke != NULL && stroke->n < SF_INK_POINTS && isfinite (x) && isfinite (y))
    stroke->points[stroke->n++] = (SfInkPoint) { (float) x, (float) y };
}

guint
sf_ink_strokes (const SfInk *self)
{
  return self->n;
}

const SfInkPoint *
sf_ink_stroke (const SfInk *self, guint i, guint *n)
{
  *n = self->strokes[i]->n;
  return self->strokes[i]->points;
}

/* How far @p lies from the line through @a and @b, or from them where they are one point. */
static double
distance (const SfInkPoint *p, const SfInkPoint *a, const SfInkPoint *b)
{
  const double dx = (double) b->x - a->x, dy = (double) b->y - a->y, length = hypot (dx, dy);

  if (length < 1e-6)
    return hypot ((double) p->x - a->x, (double) p->y - a->y);
  return fabs (dx * ((double) p->y - a->y) - dy * ((double) p->x - a->x)) / length;
}

/* Appends the corners after the point @from up to the point @to. */
static void
add_corners (const Stroke *stroke, guint from, guint to, double slack, Stroke *corners)
{
  double farthest = 0;
  guint at = from;

  for (guint i = from + 1; i < to; i++)
    {
      const double far = distance (&stroke->points[i], &stroke->points[from], &stroke->points[to]);

      if (far > farthest)
        {
          farthest = far;
          at = i;
        }
    }
  if (farthest > slack)
    {
      add_corners (stroke, from, at, slack, corners);
      add_corners (stroke, at, to, slack, corners);
    }
  else
    corners->points[corners->n++] = stroke->points[to];
}

/* Only the corners of @stroke; the first point is there. */
static void
find_corners (const Stroke *stroke, Stroke *corners)
{
  for (double slack = SLACK; stroke->n > 1 && (corners->n == 1 || corners->n > MOST_CORNERS); slack *= 1.5)
    {
      corners->n = 1;
      add_corners (stroke, 0, stroke->n - 1, slack, corners);
    }
}

static void
find_box (const SfInk *self, SfInkPoint *low, SfInkPoint *high)
{
  *low = (SfInkPoint) { INFINITY, INFINITY };
  *high = (SfInkPoint) { -INFINITY, -INFINITY };
  for (guint i = 0; i < self->n; i++)
    for (guint k = 0; k < self->strokes[i]->n; k++)
      {
        const SfInkPoint *p = &self->strokes[i]->points[k];

        *low = (SfInkPoint) { fminf (low->x, p->x), fminf (low->y, p->y) };
        *high = (SfInkPoint) { fmaxf (high->x, p->x), fmaxf (high->y, p->y) };
      }
}

SfInk *
sf_ink_plain (const SfInk *self)
{
  SfInk *plain = sf_ink_new ();
  SfInkPoint low, high;

  find_box (self, &low, &high);
  const float side = fmaxf (high.x - low.x, high.y - low.y), scale = side > 0 ? (float) FILLS / side : 0;
  for (guint i = 0; i < self->n; i++)
    {
      Stroke laid = *self->strokes[i];

      if (laid.n == 0)
        continue;
      for (guint k = 0; k < laid.n; k++)
        laid.points[k] = (SfInkPoint) { 0.5f + scale * (laid.points[k].x - (low.x + high.x) / 2), 0.5f + scale * (laid.points[k].y - (low.y + high.y) / 2) };
      sf_ink_begin (plain, (double) laid.points[0].x, (double) laid.points[0].y);
      find_corners (&laid, plain->strokes[plain->n - 1]);
      explicit_bzero (&laid, sizeof laid);
    }
  return plain;
}
