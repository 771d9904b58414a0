/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ticket-paper"
#include "media/sf-ticket-paper.h"

#include <math.h>
#include <string.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* Sizes are said for 80 mm. Nothing under 2.4 mm: a guest of eighty reads it at arm's length. */
#define FULL_WIDTH SF_PAPER_80_DOTS
#define MAX_HEIGHT 2400
#define QUIET 4
#define MODULE_WIDE 6
#define MODULE_NARROW 5
#define LATIN "Inter, Noto Sans CJK SC"
#define POINTS_PER_DOT (72.0 / 203.2)

typedef struct {
  cairo_t *cr;
  PangoLayout *layout;
  double scale, y;
  guint width;
} Sheet;

SfTicketPaper *
sf_ticket_paper_new (void)
{
  return g_new0 (SfTicketPaper, 1);
}

static void
forget (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

void
sf_ticket_paper_free (SfTicketPaper *self)
{
  g_free (self->lang);
  forget (self->dealer);
  forget (self->number);
  forget (self->whom);
  forget (self->queue);
  forget (self->who);
  forget (self->code_text);
  forget (self->time);
  forget (self->rights);
  g_free (self->code);
  g_free (self);
}

void
sf_dots_free (SfDots *self)
{
  g_bytes_unref (self->bits);
  g_free (self);
}

/* One paragraph in the middle, @px high for 80 mm, then @below of white. */
static void
put_text (Sheet *sheet, const char *face, const char *text, double px, gboolean bold, double below)
{
  g_autoptr(PangoFontDescription) font = NULL;
  int height;

  if (text == NULL || *text == 0)
    return;
  font = pango_font_description_from_string (face);
  pango_font_description_set_absolute_size (font, px * sheet->scale * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (sheet->layout, font);
  pango_layout_set_text (sheet->layout, text, -1);
  pango_layout_get_pixel_size (sheet->layout, NULL, &height);
  if (sheet->y + height > MAX_HEIGHT)
    return;
  cairo_move_to (sheet->cr, 0, sheet->y);
  pango_cairo_show_layout (sheet->cr, sheet->layout);
  sheet->y += height + below * sheet->scale;
}

static void
put_rule (Sheet *sheet)
{
  cairo_rectangle (sheet->cr, 0, sheet->y, sheet->width, 2);
  cairo_fill (sheet->cr);
  sheet->y += 2 + 14 * sheet->scale;
}

/* Modules on whole dots, 0.6 mm each: what a telephone reads from thermal paper. */
static void
put_code (Sheet *sheet, const SfTicketPaper *paper)
{
  const guint side = paper->code_side, module = sheet->width >= FULL_WIDTH ? MODULE_WIDE : MODULE_NARROW;
  const guint whole = (side + 2 * QUIET) * module;
  double left;

  if (paper->code == NULL || side == 0 || whole > sheet->width || sheet->y + whole > MAX_HEIGHT)
    return;
  left = (sheet->width - side * module) / 2;
  sheet->y = (guint) sheet->y + QUIET * module;
  for (guint i = 0; i < side * side; i++)
    if (paper->code[i] != 0)
      cairo_rectangle (sheet->cr, left + i % side * module, sheet->y + i / side * module, module, module);
  cairo_fill (sheet->cr);
  sheet->y += (side + QUIET) * module;
}

static void
put_all (Sheet *sheet, const SfTicketPaper *paper)
{
  const char *lang = paper->lang != NULL ? paper->lang : "zh-CN";
  /* Chinese faces by name, or a Japanese one is taken (experience.md 3.3). */
  const char *face = g_str_equal (lang, "zh-TW") ? "Noto Sans CJK TC" : g_str_has_prefix (lang, "zh") ? "Noto Sans CJK SC" : LATIN;

  put_text (sheet, face, paper->dealer, 32, TRUE, 10);
  put_rule (sheet);
  put_text (sheet, LATIN, paper->number, 168, TRUE, 0);
  put_text (sheet, face, paper->whom, 36, TRUE, 8);
  put_text (sheet, face, paper->queue, 32, FALSE, 8);
  put_text (sheet, face, paper->who, 32, FALSE, 8);
  put_code (sheet, paper);
  put_text (sheet, face, paper->code_text, 28, FALSE, 14);
  put_rule (sheet);
  put_text (sheet, face, paper->time, 26, FALSE, 6);
  put_text (sheet, face, paper->rights, 24, FALSE, 0);
}

/* @surface holds ink as alpha; half of it is a dot. */
static SfDots *
dots_of (cairo_surface_t *surface, guint width, guint height)
{
  SfDots *dots = g_new0 (SfDots, 1);
  const guchar *data;
  const int stride = cairo_image_surface_get_stride (surface);
  guint8 *bits = g_malloc0 ((gsize) width / 8 * height);

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      if (data[(gsize) y * stride + x] >= 128)
        bits[(gsize) y * (width / 8) + x / 8] |= (guint8) (0x80 >> (x % 8));
  dots->bits = g_bytes_new_take (bits, (gsize) width / 8 * height);
  dots->width = width;
  dots->height = height;
  return dots;
}

SfDots *
sf_ticket_paper_draw (const SfTicketPaper *self, guint width)
{
  g_autoptr(PangoFontMap) fonts = NULL;
  PangoContext *context;
  cairo_surface_t *surface;
  Sheet sheet = { .width = width };
  SfDots *dots;

  g_return_val_if_fail (width >= 64 && width % 8 == 0, NULL);
  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) width, MAX_HEIGHT);
  sheet.cr = cairo_create (surface);
  /* A map of this thread's own: that of the interface is the main thread's. */
  fonts = pango_cairo_font_map_new ();
  context = pango_font_map_create_context (fonts);
  pango_context_set_language (context, pango_language_from_string (self->lang != NULL ? self->lang : "zh-CN"));
  sheet.layout = pango_layout_new (context);
  pango_layout_set_width (sheet.layout, (int) width * PANGO_SCALE);
  pango_layout_set_alignment (sheet.layout, PANGO_ALIGN_CENTER);
  pango_layout_set_wrap (sheet.layout, PANGO_WRAP_WORD_CHAR);
  /* Eyes do not shrink with the paper. */
  sheet.scale = sqrt ((double) width / FULL_WIDTH);
  sheet.y = 8;
  put_all (&sheet, self);
  dots = dots_of (surface, width, MIN ((guint) sheet.y + 8, MAX_HEIGHT));
  g_object_unref (sheet.layout);
  g_object_unref (context);
  cairo_destroy (sheet.cr);
  cairo_surface_destroy (surface);
  return dots;
}

static cairo_status_t
on_write (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
sf_dots_to_pdf (const SfDots *self)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) self->width, (int) self->height), *pdf;
  const guint8 *bits = g_bytes_get_data (self->bits, NULL);
  guchar *data = cairo_image_surface_get_data (mask);
  const int stride = cairo_image_surface_get_stride (mask);
  cairo_status_t status;
  cairo_t *cr;

  for (guint y = 0; y < self->height; y++)
    for (guint x = 0; x < self->width; x++)
      data[(gsize) y * stride + x] = bits[(gsize) y * (self->width / 8) + x / 8] & (0x80 >> (x % 8)) ? 255 : 0;
  cairo_surface_mark_dirty (mask);
  pdf = cairo_pdf_surface_create_for_stream (on_write, out, self->width * POINTS_PER_DOT, self->height * POINTS_PER_DOT);
  cr = cairo_create (pdf);
  cairo_scale (cr, POINTS_PER_DOT, POINTS_PER_DOT);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_mask_surface (cr, mask, 0, 0);
  cairo_destroy (cr);
  cairo_surface_finish (pdf);
  status = cairo_surface_status (pdf);
  cairo_surface_destroy (pdf);
  cairo_surface_destroy (mask);
  return status == CAIRO_STATUS_SUCCESS ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}
