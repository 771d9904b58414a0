/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-wishes"
#include "config.h"
#include "ui/kiosk/sf-wishes.h"
#include "ui/common/sf-choice-row.h"
#include "ui/common/sf-language.h"

#define MOST_HEADS 5

struct _SfWishes
{
  GtkBox parent_instance;
  SfWish *wish;
  SfChoiceRow *drink, *needs, *heads, *heard;   /* not owned; HEARD is NULL when it is not asked */
  gboolean portrait;
};

G_DEFINE_FINAL_TYPE (SfWishes, sf_wishes, GTK_TYPE_BOX)

static const struct { const char *code; guint field; } needs[] = {
  { "child", SF_VISIT_WISH_CHILD }, { "wheelchair", SF_VISIT_WISH_WHEELCHAIR }, { "charge", SF_VISIT_WISH_CHARGE } };

static gboolean
is_any (SfWishes *self)
{
  gboolean any = sf_wish_get_text (self->wish, SF_VISIT_WISH_DRINK) || sf_wish_get_int (self->wish, SF_VISIT_WISH_HEADS) > 0
                 || sf_wish_get_text (self->wish, SF_VISIT_WISH_HEARD);
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    any = any || sf_wish_get_int (self->wish, needs[i].field) > 0;
  return any;
}

/* The glass follows what was said, not what was touched: an answer that could not be saved goes out again. */
static void
fill (SfWishes *self)
{
  const char *said[G_N_ELEMENTS (needs) + 1] = { NULL };
  g_autofree char *heads = g_strdup_printf ("%d", (int) sf_wish_get_int (self->wish, SF_VISIT_WISH_HEADS));
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    if (sf_wish_get_int (self->wish, needs[i].field) > 0)
      said[n++] = needs[i].code;
  sf_choice_row_set (self->drink, sf_wish_get_text (self->wish, SF_VISIT_WISH_DRINK));
  sf_choice_row_set_all (self->needs, said);
  sf_choice_row_set (self->heads, heads);
  if (!self->heard)
    return;
  sf_choice_row_set (self->heard, sf_wish_get_text (self->wish, SF_VISIT_WISH_HEARD));
  gtk_widget_set_visible (GTK_WIDGET (self->heard), is_any (self));
}

/* Touched again, an answer is taken back. */
static void
on_changed (SfWishes *self)
{
  g_auto (GStrv) said = sf_choice_row_get_all (self->needs);
  const char *heads = sf_choice_row_get (self->heads);

  sf_wish_set_text (self->wish, SF_VISIT_WISH_DRINK, sf_choice_row_get (self->drink));
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    sf_wish_set_int (self->wish, needs[i].field, g_strv_contains ((const char *const *) said, needs[i].code));
  sf_wish_set_int (self->wish, SF_VISIT_WISH_HEADS, heads ? g_ascii_strtoll (heads, NULL, 10) : 0);
  if (self->heard)
    sf_wish_set_text (self->wish, SF_VISIT_WISH_HEARD, sf_choice_row_get (self->heard));
}

static SfChoiceRow *
add_row (SfWishes *self, const char *question, gboolean multi)
{
  GtkWidget *row = sf_choice_row_new (question, multi);
  g_signal_connect_object (row, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return SF_CHOICE_ROW (row);
}

static void
make_rows (SfWishes *self)
{
  self->drink = add_row (self, SF_ ("ticket.drink", "Something to drink?"), FALSE);
  sf_choice_row_add (self->drink, "tea", SF_ ("drink.tea", "Green tea"), NULL);
  sf_choice_row_add (self->drink, "coffee", SF_ ("drink.coffee", "Coffee"), NULL);
  sf_choice_row_add (self->drink, "water", SF_ ("drink.water", "Warm water"), NULL);
  sf_choice_row_add (self->drink, "none", SF_ ("drink.none", "No thanks"), NULL);
  self->needs = add_row (self, SF_ ("ticket.need", "Anything else?"), TRUE);
  sf_choice_row_add (self->needs, needs[0].code, SF_ ("need.child", "Children with us"), NULL);
  sf_choice_row_add (self->needs, needs[1].code, SF_ ("need.wheel", "Wheelchair"), NULL);
  sf_choice_row_add (self->needs, needs[2].code, SF_ ("need.charge", "Phone charger"), NULL);
  self->heads = add_row (self, SF_ ("ticket.party", "How many of you?"), FALSE);
  for (int n = 1; n <= MOST_HEADS; n++)
    {
      g_autofree char *value = g_strdup_printf ("%d", n), *text = g_strdup_printf (n == MOST_HEADS ? "%d+" : "%d", n);
      sf_choice_row_add (self->heads, value, text, NULL);
    }
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->drink));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->needs));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->heads));
}

static void
make_last (SfWishes *self)
{
  self->heard = add_row (self, SF_ ("ticket.heard", "How did you hear of us?"), FALSE);
  for (guint i = 0; i < sf_enum_heard.n_values; i++)
    sf_choice_row_add (self->heard, sf_enum_heard.values[i].value, sf_language_text ("enum.heard", sf_enum_heard.values[i].en), NULL);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->heard));
}

/* Five answers need the whole width, and so does everything on a narrow glass: then the question stands above. */
static void
turn (SfChoiceRow *row, gboolean above, guint least)
{
  sf_choice_row_set_least (row, least);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (row), above ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (row), above ? 4 : 16);
}

void
sf_wishes_set_portrait (SfWishes *self, gboolean portrait)
{
  self->portrait = portrait;
  if (!self->wish)
    return;
  turn (self->drink, portrait, 4);
  turn (self->needs, portrait, 3);
  turn (self->heads, portrait, MOST_HEADS);
  if (self->heard)
    turn (self->heard, TRUE, portrait ? 3 : 5);
}

void
sf_wishes_show (SfWishes *self, SfWish *wish, gboolean heard)
{
  self->wish = g_object_ref (wish);
  make_rows (self);
  if (heard)
    make_last (self);
  sf_wishes_set_portrait (self, self->portrait);
  g_signal_connect_object (wish, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

static void
sf_wishes_dispose (GObject *object)
{
  g_clear_object (&SF_WISHES (object)->wish);
  G_OBJECT_CLASS (sf_wishes_parent_class)->dispose (object);
}

static void
sf_wishes_class_init (SfWishesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_wishes_dispose;
}

static void
sf_wishes_init (SfWishes *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}
