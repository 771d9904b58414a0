/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-showcase"
#include "app/sf-showcase.h"

struct _SfShowcase {
  GObject parent_instance;
  SfCatalogue *cars;     /* (owned) */
  char *model, *trim, *colour, *picture;   /* (owned) (nullable) ids; what the catalogue does not know stands for the first */
  guint frame;
};

G_DEFINE_FINAL_TYPE (SfShowcase, sf_showcase, G_TYPE_OBJECT)

enum { CHANGED, TURNED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell (SfShowcase *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sf_showcase_dispose (GObject *object)
{
  SfShowcase *self = SF_SHOWCASE (object);

  if (self->cars != NULL)
    g_signal_handlers_disconnect_by_data (self->cars, self);
  g_clear_object (&self->cars);
  G_OBJECT_CLASS (sf_showcase_parent_class)->dispose (object);
}

static void
sf_showcase_finalize (GObject *object)
{
  SfShowcase *self = SF_SHOWCASE (object);

  g_free (self->model);
  g_free (self->trim);
  g_free (self->colour);
  g_free (self->picture);
  G_OBJECT_CLASS (sf_showcase_parent_class)->finalize (object);
}

static void
sf_showcase_class_init (SfShowcaseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_showcase_dispose;
  G_OBJECT_CLASS (klass)->finalize = sf_showcase_finalize;
  signals[CHANGED] = g_signal_new ("changed", SF_TYPE_SHOWCASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TURNED] = g_signal_new ("turned", SF_TYPE_SHOWCASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_showcase_init (SfShowcase *self)
{
}

SfShowcase *
sf_showcase_new (SfCatalogue *cars)
{
  SfShowcase *self = g_object_new (SF_TYPE_SHOWCASE, NULL);

  self->cars = g_object_ref (cars);
  g_signal_connect_swapped (cars, "changed", G_CALLBACK (tell), self);
  return self;
}

SfCatalogue *
sf_showcase_get_cars (SfShowcase *self)
{
  return self->cars;
}

static gboolean
set_id (char **id, const char *value)
{
  if (g_strcmp0 (*id, value) == 0)
    return FALSE;
  g_free (*id);
  *id = g_strdup (value);
  return TRUE;
}

void
sf_showcase_open (SfShowcase *self, const char *model_id)
{
  if (!set_id (&self->model, model_id))
    return;
  set_id (&self->trim, NULL);
  set_id (&self->colour, NULL);
  set_id (&self->picture, NULL);
  self->frame = 0;
  tell (self);
}

SfRecord *
sf_showcase_model (SfShowcase *self)
{
  return sf_catalogue_model (self->cars, self->model);
}

/* The record if it is one of this car's: ids may outlive what they named. */
static SfRecord *
of_this_car (SfShowcase *self, SfRecord *record, guint model_field)
{
  return record != NULL && g_strcmp0 (sf_record_get_text (record, model_field), self->model) == 0 ? record : NULL;
}

static SfRecord *
first_of (GPtrArray *records)
{
  g_autoptr(GPtrArray) all = records;

  return all->len > 0 ? all->pdata[0] : NULL;
}

SfRecord *
sf_showcase_trim (SfShowcase *self)
{
  SfRecord *trim = of_this_car (self, sf_catalogue_trim (self->cars, self->trim), SF_TRIM_MODEL);

  return trim != NULL ? trim : first_of (sf_catalogue_trims (self->cars, self->model));
}

static SfRecord *
native_colour (SfShowcase *self)
{
  g_autoptr(GPtrArray) colours = sf_catalogue_colours (self->cars, self->model);

  for (guint i = 0; i < colours->len; i++)
    if (sf_record_get_int (colours->pdata[i], SF_COLOUR_NATIVE) != 0)
      return colours->pdata[i];
  return NULL;
}

SfRecord *
sf_showcase_colour (SfShowcase *self)
{
  SfRecord *colour = of_this_car (self, sf_catalogue_colour (self->cars, self->colour), SF_COLOUR_MODEL);

  if (colour == NULL)
    colour = native_colour (self);
  return colour != NULL ? colour : first_of (sf_catalogue_colours (self->cars, self->model));
}

const char *
sf_showcase_native (SfShowcase *self)
{
  SfRecord *colour = native_colour (self);

  return colour != NULL ? sf_record_get_text (colour, SF_COLOUR_RGB) : NULL;
}

SfRecord *
sf_showcase_picture (SfShowcase *self)
{
  return of_this_car (self, sf_catalogue_view (self->cars, self->picture), SF_VIEW_MODEL);
}

guint
sf_showcase_frame (SfShowcase *self)
{
  return self->frame;
}

void
sf_showcase_set_trim (SfShowcase *self, const char *trim_id)
{
  if (set_id (&self->trim, trim_id))
    tell (self);
}

void
sf_showcase_set_colour (SfShowcase *self, const char *colour_id)
{
  if (set_id (&self->colour, colour_id))
    tell (self);
}

void
sf_showcase_set_picture (SfShowcase *self, const char *view_id)
{
  if (set_id (&self->picture, view_id))
    tell (self);
}

void
sf_showcase_set_frame (SfShowcase *self, guint frame)
{
  if (self->frame == frame)
    return;
  self->frame = frame;
  g_signal_emit (self, signals[TURNED], 0);
}
