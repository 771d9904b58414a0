/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "code-frames.h"
#include <math.h>
#include <string.h>
#include "craft/sf-qr.h"

/* Of a usual camera of 1280 pixels across. */
#define LENS_PX 1280

typedef struct { double x, y, z; } V3;

typedef struct {
  FrameKind kind;
  double module;                   /* px a module at the code's centre */
  double roll, pitch, yaw;         /* radians */
  double cx, cy;                   /* px: where the code's centre is */
  double blur, move, move_angle;   /* px: of the lens (sigma), of the hand (length), radians */
  double black, white;             /* luminance of ink and paper, or of the display */
  double noise;                    /* sigma, levels of 255 */
  double gain;                     /* of the sensor */
  double glare, glare_x, glare_y, glare_r;   /* luminance, modules from the centre, radius in modules */
  double moire, moire_fx, moire_fy;          /* amplitude, periods a px */
  double corner;                   /* radius of the glass in modules; 0: none over the quiet zone */
  gboolean phone;
  guint room;                      /* what stands behind */
} Scene;

static const char *const names[] = { "plain", "tilt", "blur", "glare", "noise", "dark", "phone", "moire", "corner" };

const char *
frame_kind_name (FrameKind kind)
{
  return names[kind];
}

static V3
turn (V3 v, const Scene *s)
{
  V3 a = { v.x * cos (s->roll) - v.y * sin (s->roll), v.x * sin (s->roll) + v.y * cos (s->roll), v.z };
  V3 b = { a.x, a.y * cos (s->pitch) - a.z * sin (s->pitch), a.y * sin (s->pitch) + a.z * cos (s->pitch) };
  return (V3) { b.x * cos (s->yaw) + b.z * sin (s->yaw), b.y, -b.x * sin (s->yaw) + b.z * cos (s->yaw) };
}

static double
dot (V3 a, V3 b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

/* The plane of the code seen by a pinhole: modules from the code's centre for a pixel. */
typedef struct { V3 o, e1, e2, n; double f, cx, cy, on; } Eye;

static Eye
eye_of (const Scene *s, int width, int height)
{
  Eye eye = { .e1 = turn ((V3) { 1, 0, 0 }, s), .e2 = turn ((V3) { 0, 1, 0 }, s), .n = turn ((V3) { 0, 0, 1 }, s), .f = LENS_PX, .cx = width / 2.0, .cy = height / 2.0 };
  const double distance = eye.f / s->module;

  eye.o = (V3) { (s->cx - eye.cx) / s->module, (s->cy - eye.cy) / s->module, distance };
  eye.on = dot (eye.o, eye.n);
  return eye;
}

static void
look (const Eye *eye, double x, double y, double *u, double *v)
{
  const V3 d = { (x - eye->cx) / eye->f, (y - eye->cy) / eye->f, 1 };
  const double t = eye->on / dot (d, eye->n);
  const V3 q = { d.x * t - eye->o.x, d.y * t - eye->o.y, d.z * t - eye->o.z };
  *u = dot (q, eye->e1);
  *v = dot (q, eye->e2);
}

/* Outside of a rectangle of half sizes @w and @h with corners of radius @r? */
static gboolean
is_outside (double u, double v, double w, double h, double r)
{
  const double dx = fabs (u) - (w - r), dy = fabs (v) - (h - r);
  return fabs (u) > w || fabs (v) > h || (dx > 0 && dy > 0 && dx * dx + dy * dy > r * r);
}

/* -1 where the room shows. */
static double
paint (const Scene *s, SfQr *qr, double u, double v)
{
  const double n = sf_qr_width (qr), half = n / 2, quiet = half + 4;

  if (s->phone)
    {
      /* With the corner kind the code sits 1.2 modules from the corner of the glass; a rounding of up to 4 stays in the quiet zone. */
      const double w = s->corner > 0 ? half + 14 : half + 8, h = s->corner > 0 ? n + 14 : n + 8;
      const double du = s->corner > 0 ? u - (w - half - 1.2) : u, dv = s->corner > 0 ? v - (h - half - 1.2) : v;
      if (is_outside (du, dv, w + 2, h + 2, s->corner + 2))
        return -1;
      if (is_outside (du, dv, w, h, s->corner))
        return 0.03;
    }
  else if (is_outside (u, v, quiet + 2, quiet + 6, 1))
    return -1;
  return sf_qr_at (qr, (int) floor (u + half), (int) floor (v + half)) ? s->black : s->white;
}

/* What stands behind: light and shadow, and edges that look like code to a reader in a hurry (a window, shelves). */
typedef struct { float *across, *down; int bar, shelf, from; } Room;

static Room
room_new (const Scene *s, int width, int height)
{
  const double a = s->room % 97 / 97.0, b = s->room % 89 / 89.0;
  Room room = { g_new (float, (gsize) width), g_new (float, (gsize) height), 140 + (int) (90 * a), 170 + (int) (80 * b), 300 + (int) (200 * b) };

  for (int x = 0; x < width; x++)
    room.across[x] = (float) (0.35 + 0.2 * sin (x * (0.002 + 0.004 * a) + 6 * b));
  for (int y = 0; y < height; y++)
    room.down[y] = (float) (0.15 * sin (y * (0.003 + 0.004 * b) + 6 * a));
  return room;
}

static double
room_at (const Room *room, int x, int y)
{
  double light = room->across[x] + room->down[y];

  if (x % room->bar < 12 || y % room->shelf < 9)
    light *= 0.55;
  if (y > room->from && (x / 23 + y / 31) % 7 == 0)
    light *= 1.25;
  return light;
}

static double
lit (const Scene *s, double light, double u, double v)
{
  if (s->glare > 0)
    {
      const double dx = (u - s->glare_x) / s->glare_r, dy = (v - s->glare_y) / (0.6 * s->glare_r);
      light += s->glare * exp (-(dx * dx + dy * dy) * 1.5);
    }
  return light;
}

typedef struct { int x0, y0, x1, y1; } Box;

/* Pixels that the card may cover. */
static Box
box_of (const Scene *s, guint modules, int width, int height)
{
  const int r = (int) ((modules * (s->corner > 0 ? 2.6 : s->phone ? 1.35 : 0.85) + 14) * s->module);
  return (Box) { CLAMP ((int) s->cx - r, 0, width), CLAMP ((int) s->cy - r, 0, height), CLAMP ((int) s->cx + r, 0, width), CLAMP ((int) s->cy + r, 0, height) };
}

static void
expose (const Scene *s, SfQr *qr, int width, int height, float *light)
{
  const Eye eye = eye_of (s, width, height);
  const Box box = box_of (s, sf_qr_width (qr), width, height);
  Room room = room_new (s, width, height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const double behind = room_at (&room, x, y);
        double sum = 0;
        if (x < box.x0 || x >= box.x1 || y < box.y0 || y >= box.y1)
          {
            light[y * width + x] = (float) behind;
            continue;
          }
        for (int k = 0; k < 4; k++)
          {
            double u, v;
            look (&eye, x + 0.25 + 0.5 * (k & 1), y + 0.25 + 0.5 * (k >> 1), &u, &v);
            double one = paint (s, qr, u, v);
            sum += one < 0 ? behind : lit (s, one, u, v);
          }
        light[y * width + x] = (float) (sum / 4 * (1 + (s->moire > 0 ? s->moire * sin (2 * G_PI * (s->moire_fx * x + s->moire_fy * y)) : 0)));
      }
  g_free (room.across);
  g_free (room.down);
}

/* Mean of 2 r + 1 along a line of @n, @step apart; thrice is nearly a Gaussian. */
static void
smear (float *line, int n, int step, double radius)
{
  const int r = (int) radius;
  const double part = radius - r, weight = 1 / (2 * radius + 1);
  float *copy = g_new (float, (gsize) n);

  for (int i = 0; i < n; i++)
    copy[i] = line[i * step];
  for (int i = 0; i < n; i++)
    {
      double sum = copy[i];
      for (int k = 1; k <= r; k++)
        sum += copy[MAX (0, i - k)] + copy[MIN (n - 1, i + k)];
      sum += part * (copy[MAX (0, i - r - 1)] + copy[MIN (n - 1, i + r + 1)]);
      line[i * step] = (float) (sum * weight);
    }
  g_free (copy);
}

/* Only where the card is: the room out of focus reads no better and no worse. */
static void
blur (const Scene *s, Box box, int width, float *light)
{
  const double radius = s->blur > 0 ? (sqrt (1 + 4 * s->blur * s->blur) - 1) / 2 : 0;

  for (int pass = 0; pass < 3 && radius > 0.05; pass++)
    {
      for (int y = box.y0; y < box.y1; y++)
        smear (light + y * width + box.x0, box.x1 - box.x0, 1, radius);
      for (int x = box.x0; x < box.x1; x++)
        smear (light + box.y0 * width + x, box.y1 - box.y0, width, radius);
    }
}

static void
move (const Scene *s, Box box, int width, float *light)
{
  const int steps = (int) ceil (s->move);
  const int w = box.x1 - box.x0, h = box.y1 - box.y0;

  if (steps < 2 || w <= 0 || h <= 0)
    return;
  g_autofree float *copy = g_new (float, (gsize) w * (gsize) h);
  for (int y = 0; y < h; y++)
    memcpy (copy + y * w, light + (y + box.y0) * width + box.x0, (gsize) w * sizeof (float));
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      {
        double sum = 0;
        for (int k = 0; k < steps; k++)
          {
            const double t = s->move * ((k + 0.5) / steps - 0.5);
            const int sx = CLAMP (x + (int) lround (t * cos (s->move_angle)), 0, w - 1), sy = CLAMP (y + (int) lround (t * sin (s->move_angle)), 0, h - 1);
            sum += copy[sy * w + sx];
          }
        light[(y + box.y0) * width + x + box.x0] = (float) (sum / steps);
      }
}

static double table[4096];
static guint8 curve[4097];

/* A normal number with sigma 1 for each pixel, from a table, so that a picture takes milliseconds. */
static double
grain (guint *at)
{
  *at = (*at * 1664525u + 1013904223u);
  return table[*at >> 20];
}

static void
make_tables (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    table[i] = sqrt (-2 * log (g_rand_double_range (rand, 1e-9, 1))) * cos (2 * G_PI * g_rand_double (rand));
  for (guint i = 0; i < G_N_ELEMENTS (curve); i++)
    curve[i] = (guint8) (255 * pow (i / 4096.0, 0.6));      /* the curve of a camera, about */
}

static void
sense (const Scene *s, guint seed, gsize n, const float *light, guint8 *pixels)
{
  guint at = seed * 2654435761u + 12345;

  if (curve[4096] == 0)
    make_tables ();
  for (gsize i = 0; i < n; i++)
    {
      const double level = curve[(int) (4096 * CLAMP (light[i] * s->gain, 0, 1))] + s->noise * grain (&at);
      pixels[i] = (guint8) CLAMP (level, 0, 255);
    }
}

static void
render (const Scene *s, guint seed, const char *text, int width, int height, guint8 *pixels)
{
  g_autoptr (SfQr) qr = sf_qr_new (text, strlen (text), NULL);
  g_autofree float *light = g_new (float, (gsize) width * (gsize) height);
  const Box box = box_of (s, sf_qr_width (qr), width, height);

  expose (s, qr, width, height, light);
  blur (s, box, width, light);
  move (s, box, width, light);
  sense (s, seed, (gsize) width * (gsize) height, light, pixels);
}

/* What every kind begins with: a card held reasonably, in the middle of the picture. */
static Scene
held (FrameKind kind, GRand *rand, int width, int height)
{
  return (Scene) {
    .kind = kind, .module = g_rand_double_range (rand, 3.6, 7.5), .roll = g_rand_double_range (rand, 0, 2 * G_PI),
    .pitch = g_rand_double_range (rand, -0.2, 0.2), .yaw = g_rand_double_range (rand, -0.2, 0.2),
    .cx = width / 2.0 + height * g_rand_double_range (rand, -0.14, 0.14), .cy = height * g_rand_double_range (rand, 0.42, 0.58),
    .blur = g_rand_double_range (rand, 0.3, 0.8), .black = 0.04, .white = g_rand_double_range (rand, 0.5, 0.8), .noise = 2, .gain = 1,
    .room = g_rand_int (rand),
  };
}

static void
hold_phone (Scene *s, GRand *rand, double how)
{
  /* A dim display in a bright room: what reflects off its glass lifts the black. */
  const double brightness = 1.0 - 0.7 * how;

  s->phone = TRUE;
  s->white = 0.85 * brightness + 0.08;
  s->black = 0.05 + 0.05 * how;
  s->roll = g_rand_double_range (rand, -0.5, 0.5) + (g_rand_boolean (rand) ? 0 : G_PI);
}

void
frame_render (FrameKind kind, guint seed, const char *text, int width, int height, guint8 *pixels)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed * 31 + kind);
  Scene s = held (kind, rand, width, height);
  const double how = g_rand_double (rand), side = g_rand_boolean (rand) ? 1 : -1;

  switch (kind)
    {
    case FRAME_TILT:
      s.pitch = side * (0.35 + 0.43 * how);
      s.yaw = g_rand_double_range (rand, -0.35, 0.35);
      s.module = MAX (s.module, 4.5);
      break;
    case FRAME_BLUR:
      s.module = MAX (s.module, 4.5);
      if (g_rand_boolean (rand))
        s.blur = 0.8 + how * 0.22 * s.module;
      else
        s.move = 1 + how * 0.8 * s.module;
      s.move_angle = g_rand_double_range (rand, 0, G_PI);
      break;
    case FRAME_GLARE:
      s.glare = 0.3 + 1.2 * how;
      s.glare_r = 2.5 + 2 * how;
      s.glare_x = g_rand_double_range (rand, -9, 9);
      s.glare_y = g_rand_double_range (rand, -9, 9);
      break;
    case FRAME_NOISE:
      s.noise = 8 + 20 * how;
      break;
    case FRAME_DARK:
      s.gain = 0.35 - 0.29 * how;
      s.noise = 4 + 5 * how;
      break;
    case FRAME_PHONE:
      hold_phone (&s, rand, how);
      s.glare = 0.15;
      s.glare_r = 14;
      s.glare_x = g_rand_double_range (rand, -14, 14);
      break;
    case FRAME_MOIRE:
      hold_phone (&s, rand, 0.3);
      s.moire = 0.08 + 0.22 * how;
      s.moire_fx = g_rand_double_range (rand, 0.06, 0.35);
      s.moire_fy = g_rand_double_range (rand, -0.2, 0.2);
      break;
    case FRAME_CORNER:
      hold_phone (&s, rand, how * 0.6);
      s.corner = 2.4 + 1.6 * how;
      break;
    case FRAME_PLAIN:
    case FRAME_N_KINDS:
    default:
      break;
    }
  render (&s, seed, text, width, height, pixels);
}

void
frame_render_held_up (guint seed, guint ms, const char *text, int width, int height, guint8 *pixels)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Scene s = held (FRAME_PHONE, rand, width, height);
  const double how = g_rand_double (rand), arrive = g_rand_double_range (rand, 350, 900), focus = arrive + g_rand_double_range (rand, 0, 450);
  const double away = MAX (0, 1 - ms / arrive), soft = MAX (0, 1 - ms / focus);

  hold_phone (&s, rand, how);
  s.module = MAX (s.module, 4.2) * (1 - 0.55 * away);
  s.cy += away * height * 0.6;
  s.cx += away * width * 0.2 + 5 * sin (ms / 90.0 + seed);
  s.cy += 5 * cos (ms / 110.0 + seed);
  s.blur = 0.5 + 3.2 * soft;
  s.move = 1 + 26 * away;
  s.move_angle = G_PI / 2.3;
  s.moire = g_rand_double_range (rand, 0, 0.15);
  s.moire_fx = 0.15;
  s.noise = g_rand_double_range (rand, 2, 10);
  render (&s, seed * 1000 + ms, text, width, height, pixels);
}
