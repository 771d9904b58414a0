/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-strokes"
#include "config.h"
#include "craft/sf-strokes.h"
#include <dlfcn.h>
#include <string.h>

/* Zinnia counts in whole numbers: the square is so many wide. */
#define SIDE 1000
/*
 * The model knows one order of strokes for each character, and not always the one that is taught: it has 何 and 安 with the last stroke
 * drawn three and two sooner. So a drawing is read in these orders, too, and what is found there counts a little less.
 */
#define MOST_BACK 3
#define OTHERWISE 0.2f

/* The part of zinnia.h (0.06, its C interface) that is used; structures are opaque there, too. */
typedef struct {
  void *(*recognizer_new) (void);
  void (*recognizer_destroy) (void *recognizer);
  int (*recognizer_open) (void *recognizer, const char *path);
  void *(*recognizer_classify) (void *recognizer, void *character, size_t most);
  void *(*character_new) (void);
  void (*character_destroy) (void *character);
  void (*character_set_width) (void *character, size_t width);
  void (*character_set_height) (void *character, size_t height);
  int (*character_add) (void *character, size_t stroke, int x, int y);
  size_t (*result_size) (void *result);
  const char *(*result_value) (void *result, size_t i);
  float (*result_score) (void *result, size_t i);
  void (*result_destroy) (void *result);
} Zinnia;

struct _SfStrokes { const Zinnia *zinnia; void *recognizer; };

static gboolean
take (void *library, const char *name, void *function)
{
  void *found = dlsym (library, name);

  memcpy (function, &found, sizeof found);       /* a pointer to an object is none to a function in C */
  return found != NULL;
}

static gboolean
load (Zinnia *zinnia)
{
  void *library = dlopen ("libzinnia.so.0", RTLD_NOW | RTLD_LOCAL);

  return library != NULL
    && take (library, "zinnia_recognizer_new", &zinnia->recognizer_new)
    && take (library, "zinnia_recognizer_destroy", &zinnia->recognizer_destroy)
    && take (library, "zinnia_recognizer_open", &zinnia->recognizer_open)
    && take (library, "zinnia_recognizer_classify", &zinnia->recognizer_classify)
    && take (library, "zinnia_character_new", &zinnia->character_new)
    && take (library, "zinnia_character_destroy", &zinnia->character_destroy)
    && take (library, "zinnia_character_set_width", &zinnia->character_set_width)
    && take (library, "zinnia_character_set_height", &zinnia->character_set_height)
    && take (library, "zinnia_character_add", &zinnia->character_add)
    && take (library, "zinnia_result_size", &zinnia->result_size)
    && take (library, "zinnia_result_value", &zinnia->result_value)
    && take (library, "zinnia_result_score", &zinnia->result_score)
    && take (library, "zinnia_result_destroy", &zinnia->result_destroy);
}

/* Looked for once: a library that is installed later is found at the next start. */
static const Zinnia *
get_zinnia (void)
{
  static Zinnia zinnia;
  static gsize state = 0;        /* 1: not here, 2: here */

  if (g_once_init_enter (&state))
    g_once_init_leave (&state, load (&zinnia) ? 2 : 1);
  return state == 2 ? &zinnia : NULL;
}

/* (transfer full) (nullable) */
static char *
find_model (const char *lang)
{
  const char *const *dirs = g_get_system_data_dirs ();
  g_autofree char *name = g_strdup_printf ("handwriting-%s.model", lang);

  for (guint i = 0; dirs[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (dirs[i], "tegaki", "models", "zinnia", name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

gboolean
sf_strokes_fits (const char *lang)
{
  g_autofree char *model = find_model (lang);

  return model != NULL && get_zinnia () != NULL;
}

SfStrokes *
sf_strokes_new (const char *lang)
{
  g_autofree char *model = find_model (lang);
  const Zinnia *zinnia = model != NULL ? get_zinnia () : NULL;
  SfStrokes *self;

  if (zinnia == NULL)
    return NULL;
  self = g_new0 (SfStrokes, 1);
  self->zinnia = zinnia;
  self->recognizer = zinnia->recognizer_new ();
  if (self->recognizer == NULL || !zinnia->recognizer_open (self->recognizer, model))
    {
      g_warning ("the model of handwriting cannot be read: %s", model);
      g_clear_pointer (&self, sf_strokes_free);
    }
  return self;
}

void
sf_strokes_free (SfStrokes *self)
{
  if (self == NULL)
    return;
  if (self->recognizer != NULL)
    self->zinnia->recognizer_destroy (self->recognizer);
  g_free (self);
}

/* The character with its last stroke drawn @back strokes sooner. */
static void *
make_character (const Zinnia *zinnia, const SfInk *plain, guint back)
{
  const guint last = sf_ink_strokes (plain) - 1;
  void *character = zinnia->character_new ();

  zinnia->character_set_width (character, SIDE);
  zinnia->character_set_height (character, SIDE);
  for (guint place = 0; place <= last; place++)
    {
      const guint i = place < last - back ? place : place == last - back ? last : place - 1;
      guint n;
      const SfInkPoint *points = sf_ink_stroke (plain, i, &n);

      for (guint k = 0; k < n; k++)
        zinnia->character_add (character, place, (int) (points[k].x * SIDE), (int) (points[k].y * SIDE));
    }
  return character;
}

/* Each character once, at the best that it was given. */
static void
add (GArray *guesses, const char *text, float score)
{
  SfStrokesGuess guess = { .score = score };

  for (guint i = 0; i < guesses->len; i++)
    {
      SfStrokesGuess *known = &g_array_index (guesses, SfStrokesGuess, i);

      if (strcmp (known->text, text) == 0)
        {
          known->score = MAX (known->score, score);
          return;
        }
    }
  if (g_utf8_validate (text, -1, NULL) && g_utf8_strlen (text, -1) == 1 && g_strlcpy (guess.text, text, sizeof guess.text) < sizeof guess.text)
    g_array_append_val (guesses, guess);
}

static void
read_so (SfStrokes *self, const SfInk *plain, guint back, guint most, GArray *guesses)
{
  const Zinnia *zinnia = self->zinnia;
  void *character = make_character (zinnia, plain, back);
  void *result = zinnia->recognizer_classify (self->recognizer, character, most);

  for (size_t i = 0; result != NULL && i < zinnia->result_size (result); i++)
    if (zinnia->result_value (result, i) != NULL)
      add (guesses, zinnia->result_value (result, i), zinnia->result_score (result, i) - (back > 0 ? OTHERWISE : 0));
  if (result != NULL)
    zinnia->result_destroy (result);
  zinnia->character_destroy (character);
}

static int
by_score (gconstpointer a, gconstpointer b)
{
  const float one = ((const SfStrokesGuess *) a)->score, two = ((const SfStrokesGuess *) b)->score;

  return one == two ? 0 : one > two ? -1 : 1;
}

GArray *
sf_strokes_read (SfStrokes *self, const SfInk *ink, guint most)
{
  g_autoptr (SfInk) plain = sf_ink_plain (ink);
  GArray *guesses = g_array_new (FALSE, TRUE, sizeof (SfStrokesGuess));

  for (guint back = 0; back <= MOST_BACK && back < sf_ink_strokes (plain); back++)
    read_so (self, plain, back, most, guesses);
  g_array_sort (guesses, by_score);
  if (guesses->len > most)
    g_array_set_size (guesses, most);
  return guesses;
}
