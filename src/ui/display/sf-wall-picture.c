/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-wall-picture"
#include "config.h"
#include "ui/display/sf-wall-picture.h"
#include "media/sf-paint.h"
#include "media/sf-still.h"

/* Of a turn: the frame an eighth of the way round shows front and side. */
#define QUARTER_VIEW 12

typedef struct { SfCatalogue *cars; SfDevice *device; SfRecord *push; int width, height; char *path, *mask; SfPaint paint; gboolean painted; } Choice;

static SfRecord *
first_view (Choice *choice, const char *model_id, const char *use)
{
  g_autoptr (GPtrArray) views = sf_catalogue_views (choice->cars, model_id, use);

  if (views->len == 0)
    return NULL;
  return views->pdata[g_str_equal (use, "turn") ? views->len / QUARTER_VIEW : 0];
}

/* The colour that the model's pictures were made in. */
static const char *
native_rgb (Choice *choice, const char *model_id)
{
  g_autoptr (GPtrArray) colours = sf_catalogue_colours (choice->cars, model_id);

  for (guint i = 0; i < colours->len; i++)
    if (sf_record_get_int (colours->pdata[i], SF_COLOUR_NATIVE) == 1)
      return sf_record_get_text (colours->pdata[i], SF_COLOUR_RGB);
  return NULL;
}

/* TRUE: the view can be shown in the pushed colour, and is taken for it. */
static gboolean
take_painted (Choice *choice, SfRecord *view, SfRecord *colour)
{
  const char *media = view ? sf_record_get_text (view, SF_VIEW_MEDIA) : NULL;
  g_autofree char *mask = media ? sf_device_media_variant (choice->device, media, "mask") : NULL;
  g_autofree char *path = mask ? sf_device_media_path (choice->device, media) : NULL;

  if (!path || !sf_paint_init (&choice->paint, sf_record_get_text (colour, SF_COLOUR_RGB), native_rgb (choice, sf_record_get_text (view, SF_VIEW_MODEL))))
    return FALSE;
  choice->path = g_steal_pointer (&path);
  choice->mask = g_steal_pointer (&mask);
  choice->painted = TRUE;
  return TRUE;
}

static gboolean
take_plain (Choice *choice, SfRecord *view)
{
  if (view)
    choice->path = sf_catalogue_view_path (choice->cars, sf_record_get_id (view), choice->width, choice->height);
  return choice->path != NULL;
}

static gboolean
take_model (Choice *choice, const char *model_id)
{
  static const char *const uses[] = { "gallery", "hero", "card", "turn" };
  gboolean taken = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (uses) && !taken; i++)
    taken = take_plain (choice, first_view (choice, model_id, uses[i]));
  return taken;
}

static gboolean
take_pushed (Choice *choice)
{
  const char *view_id = sf_record_get_text (choice->push, SF_PUSH_VIEW), *model_id = sf_record_get_text (choice->push, SF_PUSH_MODEL);
  const char *colour_id = sf_record_get_text (choice->push, SF_PUSH_COLOUR);
  SfRecord *view = view_id ? sf_catalogue_view (choice->cars, view_id) : NULL;
  SfRecord *colour = colour_id ? sf_catalogue_colour (choice->cars, colour_id) : NULL;

  /* Its own colour needs no paint; another one is shown on the pushed view, else on the turn. */
  if (colour && sf_record_get_int (colour, SF_COLOUR_NATIVE) != 1
      && (take_painted (choice, view, colour) || (!view && model_id && take_painted (choice, first_view (choice, model_id, "turn"), colour))))
    return TRUE;
  return take_plain (choice, view) || (model_id && take_model (choice, model_id));
}

static gboolean
take_any (Choice *choice)
{
  g_autoptr (GPtrArray) models = sf_catalogue_find (choice->cars, NULL);
  gboolean taken = choice->push && take_pushed (choice);
  const char *what = choice->push ? sf_record_get_text (choice->push, SF_PUSH_WHAT) : NULL;

  /* Another car than the pushed one would be a lie. */
  if (taken || g_strcmp0 (what, "model") == 0 || g_strcmp0 (what, "view") == 0)
    return taken;
  for (guint i = 0; i < models->len && !taken; i++)
    taken = take_model (choice, sf_record_get_id (models->pdata[i]));
  return taken;
}

gboolean
sf_wall_picture_load_async (SfCatalogue *cars, SfRecord *push, int width, int height, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Choice choice = { .cars = cars, .device = sf_floor_get_device (sf_catalogue_get_floor (cars)), .push = push, .width = width, .height = height };
  const gboolean taken = take_any (&choice);

  if (taken && choice.painted)
    sf_still_load_painted_async (choice.path, choice.mask, &choice.paint, cancellable, callback, data);
  else if (taken)
    sf_still_load_async (choice.path, width, height, cancellable, callback, data);
  g_free (choice.path);
  g_free (choice.mask);
  return taken;
}

GdkTexture *
sf_wall_picture_load_finish (GAsyncResult *result, GError **error)
{
  return sf_still_load_finish (result, error);
}
