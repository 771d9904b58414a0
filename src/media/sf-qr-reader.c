/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-qr-reader"
#include "config.h"
#include "media/sf-qr-reader.h"
#include "media/sf-qr-finder.h"
#ifdef SF_CAMERA
#include <string.h>
#include <zbar.h>

/* Blocks of so many pixels of the half picture are compared to see whether anything moves: noise of single pixels drowns in them. */
#define BLOCK 16
#define MOST_BLOCKS 4096
/* Levels of 255 by which a block has to change. */
#define MOVED 5
/* Pictures of a still scene that are read before it is left alone: a lens takes a second to find its focus. */
#define PATIENCE 16
/*
 * Where the picture itself says nothing: each pixel becomes the mean of its nine, and then black or white by the mean of the square around
 * it, so wide each way. Wide for noise, a dark room and glare, narrow for a code in the corner of a bright glass; by turns, for either costs
 * as much as the first three readings together.
 */
#define WIDE 48
#define NARROW 12
/* A pixel is black that is so many hundredths as light as what is around it. */
#define DARKER 95

struct _SfQrReader {
  zbar_image_scanner_t *scanner;
  guint8 *half;              /* (owned) */
  gsize half_size;
  guint32 *sums;             /* (owned) of all pixels above and left of each */
  gsize n_sums;
  guint8 blocks[MOST_BLOCKS];
  gboolean narrow;           /* next time */
  guint still;               /* pictures since something moved */
  gboolean saw;              /* something like a code in the last picture that was looked at, and nobody could read it */
};

SfQrReader *
sf_qr_reader_new (void)
{
  SfQrReader *self = g_new0 (SfQrReader, 1);

  self->scanner = zbar_image_scanner_create ();
  zbar_image_scanner_set_config (self->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  return self;
}

void
sf_qr_reader_free (SfQrReader *self)
{
  if (self == NULL)
    return;
  zbar_image_scanner_destroy (self->scanner);
  if (self->half != NULL)
    explicit_bzero (self->half, self->half_size);
  g_free (self->half);
  if (self->sums != NULL)
    explicit_bzero (self->sums, self->n_sums * sizeof *self->sums);
  g_free (self->sums);
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

static void
make_room (SfQrReader *self, gsize size)
{
  if (self->half_size >= size)
    return;
  g_free (self->half);
  self->half = g_malloc (size);
  self->half_size = size;
}

static void
make_half (SfQrReader *self, const guint8 *pixels, guint width, guint height, guint stride)
{
  make_room (self, (gsize) width * height);
  for (guint y = 0; y < height; y++) {
    const guint8 *above = pixels + (gsize) 2 * y * stride, *below = above + stride;
    guint8 *line = self->half + (gsize) y * width;
    for (guint x = 0; x < width; x++)
      line[x] = (guint8) ((above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1] + 2) / 4);
  }
}

static guint8
mean_of_block (const guint8 *at, guint stride)
{
  guint sum = 0;

  for (guint y = 0; y < BLOCK; y++)
    for (guint x = 0; x < BLOCK; x++)
      sum += at[y * stride + x];
  return (guint8) (sum / (BLOCK * BLOCK));
}

/* Compares the half picture with the one before. */
static gboolean
has_moved (SfQrReader *self, guint width, guint height)
{
  gboolean moved = FALSE;
  guint n = 0;

  for (guint y = 0; y + BLOCK <= height; y += BLOCK)
    for (guint x = 0; x + BLOCK <= width && n < MOST_BLOCKS; x += BLOCK, n++) {
      const guint8 mean = mean_of_block (self->half + (gsize) y * width + x, width);
      moved = moved || ABS (mean - self->blocks[n]) > MOVED;
      self->blocks[n] = mean;
    }
  return moved;
}

static char *
text_of (zbar_image_t *image)
{
  for (const zbar_symbol_t *s = zbar_image_first_symbol (image); s != NULL; s = zbar_symbol_next (s)) {
    const char *data = zbar_symbol_get_data (s);
    const guint n = zbar_symbol_get_data_length (s);
    if (n > 0 && n <= SF_QR_READER_MOST && g_utf8_validate (data, n, NULL))
      return g_strndup (data, n);
  }
  return NULL;
}

static char *
read_in (SfQrReader *self, const guint8 *pixels, guint width, guint height)
{
  zbar_image_t *image = zbar_image_create ();
  char *text;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, width, height);
  zbar_image_set_data (image, pixels, (unsigned long) width * height, NULL);
  text = zbar_scan_image (self->scanner, image) > 0 ? text_of (image) : NULL;
  zbar_image_destroy (image);
  return text;
}

/* Three pixels made two, both ways, each by how much of it lies there. The half picture has been read and its place is free. */
static char *
read_two_thirds (SfQrReader *self, const guint8 *pixels, guint width, guint height, guint stride)
{
  const guint across = width / 3 * 2, down = height / 3 * 2;

  make_room (self, (gsize) across * down);
  for (guint y = 0; y < down; y++) {
    const guint8 *above = pixels + (gsize) (y * 3 / 2) * stride, *below = above + stride;
    const guint up = y % 2 == 0 ? 2 : 1;
    guint8 *line = self->half + (gsize) y * across;
    for (guint x = 0; x < across; x++) {
      const guint at = x * 3 / 2, left = x % 2 == 0 ? 2 : 1;
      line[x] = (guint8) ((up * (left * above[at] + (3 - left) * above[at + 1]) + (3 - up) * (left * below[at] + (3 - left) * below[at + 1]) + 4) / 9);
    }
  }
  return read_in (self, self->half, across, down);
}

/* zbar wants lines without gaps. */
static char *
read_whole (SfQrReader *self, const guint8 *pixels, guint width, guint height, guint stride)
{
  if (stride == width)
    return read_in (self, pixels, width, height);
  make_room (self, (gsize) width * height);
  for (guint y = 0; y < height; y++)
    memcpy (self->half + (gsize) y * width, pixels + (gsize) y * stride, width);
  return read_in (self, self->half, width, height);
}

/* The mean of each pixel's nine; at the edge the pixel itself. */
static void
smooth (const guint8 *pixels, guint width, guint height, guint stride, guint8 *out)
{
  for (guint y = 0; y < height; y++) {
    const guint8 *line = pixels + (gsize) y * stride, *above = line - stride, *below = line + stride;
    guint8 *to = out + (gsize) y * width;
    if (y == 0 || y + 1 == height) {
      memcpy (to, line, width);
      continue;
    }
    to[0] = line[0];
    to[width - 1] = line[width - 1];
    for (guint x = 1; x + 1 < width; x++)
      to[x] = (guint8) ((above[x - 1] + above[x] + above[x + 1] + line[x - 1] + line[x] + line[x + 1] + below[x - 1] + below[x] + below[x + 1]) / 9);
  }
}

static void
make_sums (SfQrReader *self, guint width, guint height)
{
  const gsize n = ((gsize) width + 1) * (height + 1);
  const guint line = width + 1;

  if (self->n_sums < n) {
    g_free (self->sums);
    self->sums = g_new (guint32, n);
    self->n_sums = n;
  }
  memset (self->sums, 0, line * sizeof *self->sums);
  for (guint y = 0; y < height; y++) {
    const guint8 *at = self->half + (gsize) y * width;
    const guint32 *above = self->sums + (gsize) y * line;
    guint32 *to = self->sums + (gsize) (y + 1) * line, sum = 0;
    to[0] = 0;
    for (guint x = 0; x < width; x++) {
      sum += at[x];
      to[x + 1] = above[x + 1] + sum;
    }
  }
}

/* Black or white by what is around, @reach pixels each way. */
static void
make_plain (SfQrReader *self, guint width, guint height, guint reach)
{
  for (guint y = 0; y < height; y++) {
    const guint top = y > reach ? y - reach : 0, bottom = MIN (y + reach + 1, height);
    const guint32 *up = self->sums + (gsize) top * (width + 1), *down = self->sums + (gsize) bottom * (width + 1);
    guint8 *at = self->half + (gsize) y * width;
    for (guint x = 0; x < width; x++) {
      const guint left = x > reach ? x - reach : 0, right = MIN (x + reach + 1, width);
      const guint64 around = (guint32) (down[right] - down[left] - up[right] + up[left]);
      at[x] = (guint64) at[x] * 100 * (right - left) * (bottom - top) < around * DARKER ? 0 : 255;
    }
  }
}

static char *
read_plain (SfQrReader *self, const guint8 *pixels, guint width, guint height, guint stride)
{
  const guint reach = self->narrow ? NARROW : WIDE;

  self->narrow = !self->narrow;
  make_room (self, (gsize) width * height);
  smooth (pixels, width, height, stride, self->half);
  make_sums (self, width, height);
  make_plain (self, width, height, reach);
  char *text = read_in (self, self->half, width, height);
  /* Large marks are torn by the narrow way, so only the wide one says that there are none. */
  const gboolean sees = text == NULL && sf_qr_finder_sees (self->half, width, height);
  self->saw = sees || (self->saw && text == NULL && reach == NARROW);
  return text;
}

char *
sf_qr_reader_read (SfQrReader *self, const guint8 *pixels, guint width, guint height, guint stride)
{
  char *text;

  g_return_val_if_fail (width >= 2 * BLOCK && height >= 2 * BLOCK && width <= stride && width <= SF_QR_READER_SIDE && height <= SF_QR_READER_SIDE, NULL);
  make_half (self, pixels, width / 2, height / 2, stride);
  if (has_moved (self, width / 2, height / 2))
    self->still = 0;
  else if (self->still >= PATIENCE)
    return NULL;
  self->still++;
  text = read_in (self, self->half, width / 2, height / 2);
  if (text == NULL)
    text = read_two_thirds (self, pixels, width, height, stride);
  if (text == NULL)
    text = read_whole (self, pixels, width, height, stride);
  if (text == NULL)
    text = read_plain (self, pixels, width, height, stride);
  /* What is held still and can be read goes on being read: the camera has to know when it is taken away. */
  if (text != NULL) {
    self->still = 0;
    self->saw = FALSE;
  }
  return text;
}

gboolean
sf_qr_reader_saw (SfQrReader *self)
{
  return self->saw;
}
#else
SfQrReader *sf_qr_reader_new (void) { return NULL; }
void        sf_qr_reader_free (SfQrReader *self) { }
char       *sf_qr_reader_read (SfQrReader *self, const guint8 *pixels, guint width, guint height, guint stride) { return NULL; }
gboolean    sf_qr_reader_saw (SfQrReader *self) { return FALSE; }
#endif
