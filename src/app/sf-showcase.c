/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-showcase"
#include "app/sf-showcase.h"

/* A wall follows a finger at most this often. */
#define FOLLOW_MS 200

struct _SfShowcase {
  GObject parent_instance;
  SfCatalogue *cars;     /* (owned) */
  char *model, *trim, *second, *colour, *picture;   /* (owned) (nullable) ids; what the catalogue does not know stands for the first */
  guint frame;
  SfScreens *screens;    /* (owned) */
  gboolean price;
  char *line;            /* (owned) (nullable) */
  char *display, *presented;   /* (owned) (nullable) where this tablet's car stands, and which it is */
  SfRecord *sent;        /* (owned) (nullable) the push that was sent last */
  gboolean confirmed;
  guint follow;          /* source: nothing is sent before it ran */
  gboolean behind;       /* the wall shows less than what was done here */
};

G_DEFINE_FINAL_TYPE (SfShowcase, sf_showcase, G_TYPE_OBJECT)

enum { CHANGED, TURNED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell (SfShowcase *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the wall ------------------------------------------------------------------------------------------------------- */

/* What is shown here, as a wall shows it. */
static SfRecord *
push_of (SfShowcase *self)
{
  SfRecord *push = sf_record_new (SF_KIND_PUSH, self->model);   /* the screens give it its own id */
  SfRecord *picture = sf_showcase_picture (self), *trim = sf_showcase_trim (self), *colour = sf_showcase_colour (self);
  g_autoptr(GPtrArray) turn = sf_catalogue_views (self->cars, self->model, "turn");

  if (picture == NULL && self->frame < turn->len)
    picture = turn->pdata[self->frame];
  sf_record_set_text (push, SF_PUSH_DISPLAY, self->display);
  sf_record_set_text (push, SF_PUSH_WHAT, "model");
  sf_record_set_text (push, SF_PUSH_MODEL, self->model);
  if (picture != NULL)
    sf_record_set_text (push, SF_PUSH_VIEW, sf_record_get_id (picture));
  if (trim != NULL)
    sf_record_set_text (push, SF_PUSH_TRIM, sf_record_get_id (trim));
  if (colour != NULL)
    sf_record_set_text (push, SF_PUSH_COLOUR, sf_record_get_id (colour));
  if (self->price)
    sf_record_set_int (push, SF_PUSH_PRICE, 1);
  if (self->line != NULL)
    sf_record_set_text (push, SF_PUSH_LINE, self->line);
  return push;
}

static gboolean on_follow (gpointer data);

static void
send (SfShowcase *self)
{
  g_autoptr(SfRecord) push = push_of (self);
  g_autofree char *id = sf_screens_push (self->screens, push);

  g_clear_pointer (&self->sent, sf_record_unref);
  self->sent = g_steal_pointer (&push);
  self->behind = FALSE;
  if (self->follow == 0)
    self->follow = g_timeout_add (FOLLOW_MS, on_follow, self);
}

static gboolean
on_follow (gpointer data)
{
  SfShowcase *self = data;

  self->follow = 0;
  if (self->behind && self->display != NULL)
    send (self);
  return G_SOURCE_REMOVE;
}

/* Something of the car on the wall was changed here. */
static void
follow (SfShowcase *self)
{
  if (self->display == NULL || g_strcmp0 (self->model, self->presented) != 0)
    return;
  self->behind = TRUE;
  if (self->follow == 0)
    send (self);
}

static void
forget_wall (SfShowcase *self)
{
  g_clear_pointer (&self->display, g_free);
  g_clear_pointer (&self->presented, g_free);
  g_clear_pointer (&self->sent, sf_record_unref);
  g_clear_handle_id (&self->follow, g_source_remove);
  self->confirmed = self->behind = FALSE;
}

/* What the screen itself says decides. Ours is on its way or there, or nobody knows; its programme or somebody else's means
 * that ours is over, and then nothing of it is sent any more. */
static void
on_screens_changed (SfShowcase *self)
{
  SfScreenState state = self->display != NULL ? sf_screens_state (self->screens, self->display, NULL) : SF_SCREEN_PROGRAMME;

  if (state == SF_SCREEN_OURS)
    self->confirmed = TRUE;
  else if (self->display != NULL && (state == SF_SCREEN_PROGRAMME || state == SF_SCREEN_OTHERS))
    forget_wall (self);
  tell (self);
}

/* --- the object ----------------------------------------------------------------------------------------------------- */

static void
sf_showcase_dispose (GObject *object)
{
  SfShowcase *self = SF_SHOWCASE (object);

  g_clear_handle_id (&self->follow, g_source_remove);
  if (self->cars != NULL)
    g_signal_handlers_disconnect_by_data (self->cars, self);
  if (self->screens != NULL)
    g_signal_handlers_disconnect_by_data (self->screens, self);
  g_clear_object (&self->cars);
  g_clear_object (&self->screens);
  G_OBJECT_CLASS (sf_showcase_parent_class)->dispose (object);
}

static void
sf_showcase_finalize (GObject *object)
{
  SfShowcase *self = SF_SHOWCASE (object);

  g_free (self->model);
  g_free (self->trim);
  g_free (self->second);
  g_free (self->colour);
  g_free (self->picture);
  g_free (self->line);
  g_free (self->display);
  g_free (self->presented);
  g_clear_pointer (&self->sent, sf_record_unref);
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
sf_showcase_new (SfCatalogue *cars, SfScreens *screens)
{
  SfShowcase *self = g_object_new (SF_TYPE_SHOWCASE, NULL);

  self->cars = g_object_ref (cars);
  self->screens = g_object_ref (screens);
  self->price = TRUE;
  g_signal_connect_swapped (cars, "changed", G_CALLBACK (tell), self);
  g_signal_connect_swapped (screens, "changed", G_CALLBACK (on_screens_changed), self);
  return self;
}

SfScreens *
sf_showcase_get_screens (SfShowcase *self)
{
  return self->screens;
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
  g_autoptr(GPtrArray) turn = sf_catalogue_views (self->cars, model_id, "turn");

  if (!set_id (&self->model, model_id))
    return;
  set_id (&self->trim, NULL);
  set_id (&self->second, NULL);
  set_id (&self->colour, NULL);
  set_id (&self->picture, NULL);
  /* From the front a car hides its length: a twelfth of the turn on it shows both. */
  self->frame = turn->len / 12;
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

SfRecord *
sf_showcase_second (SfShowcase *self)
{
  return of_this_car (self, sf_catalogue_trim (self->cars, self->second), SF_TRIM_MODEL);
}

void
sf_showcase_set_second (SfShowcase *self, const char *trim_id)
{
  if (set_id (&self->second, trim_id))
    tell (self);
}

static SfRecord *
native_colour (SfShowcase *self, const char *model_id)
{
  g_autoptr(GPtrArray) colours = sf_catalogue_colours (self->cars, model_id);

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
    colour = native_colour (self, self->model);
  return colour != NULL ? colour : first_of (sf_catalogue_colours (self->cars, self->model));
}

const char *
sf_showcase_native (SfShowcase *self, const char *model_id)
{
  SfRecord *colour = native_colour (self, model_id);

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

/* One of the choices above was made: told here, followed by the wall. */
static void
choose (SfShowcase *self, char **choice, const char *id)
{
  if (!set_id (choice, id))
    return;
  follow (self);
  tell (self);
}

void
sf_showcase_set_trim (SfShowcase *self, const char *trim_id)
{
  choose (self, &self->trim, trim_id);
}

void
sf_showcase_set_colour (SfShowcase *self, const char *colour_id)
{
  choose (self, &self->colour, colour_id);
}

void
sf_showcase_set_picture (SfShowcase *self, const char *view_id)
{
  choose (self, &self->picture, view_id);
}

void
sf_showcase_set_frame (SfShowcase *self, guint frame)
{
  if (self->frame == frame)
    return;
  self->frame = frame;
  follow (self);
  g_signal_emit (self, signals[TURNED], 0);
}

gboolean
sf_showcase_get_price (SfShowcase *self)
{
  return self->price;
}

void
sf_showcase_set_price (SfShowcase *self, gboolean shown)
{
  if (self->price == !!shown)
    return;
  self->price = !!shown;
  follow (self);
  tell (self);
}

const char *
sf_showcase_get_line (SfShowcase *self)
{
  return self->line;
}

void
sf_showcase_set_line (SfShowcase *self, const char *line)
{
  choose (self, &self->line, line != NULL && *line != '\0' ? line : NULL);
}

void
sf_showcase_present (SfShowcase *self, const char *display_id)
{
  g_return_if_fail (display_id != NULL);
  if (sf_showcase_model (self) == NULL)
    return;
  if (self->display != NULL && g_strcmp0 (self->display, display_id) != 0)
    sf_showcase_take_back (self);
  set_id (&self->display, display_id);
  set_id (&self->presented, self->model);
  self->confirmed = FALSE;
  send (self);
  tell (self);
}

const char *
sf_showcase_display (SfShowcase *self)
{
  return self->display;
}

SfRecord *
sf_showcase_presented (SfShowcase *self)
{
  return sf_catalogue_model (self->cars, self->presented);
}

SfRecord *
sf_showcase_presented_view (SfShowcase *self)
{
  return self->sent != NULL ? sf_catalogue_view (self->cars, sf_record_get_text (self->sent, SF_PUSH_VIEW)) : NULL;
}

SfRecord *
sf_showcase_presented_colour (SfShowcase *self)
{
  return self->sent != NULL ? sf_catalogue_colour (self->cars, sf_record_get_text (self->sent, SF_PUSH_COLOUR)) : NULL;
}

gboolean
sf_showcase_confirmed (SfShowcase *self)
{
  return self->confirmed;
}

void
sf_showcase_take_back (SfShowcase *self)
{
  if (self->display == NULL)
    return;
  sf_screens_take_back (self->screens, self->display);
  forget_wall (self);
  tell (self);
}
