/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-two-row"
#include "config.h"
#include "ui/tablet/sf-two-row.h"
#include "model/sf-assign.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-tablet-window.h"

/* What the buttons of a row need; owned by the row. */
typedef struct { SfTablet *tablet; SfRecord *two; SfTwoChosen *chosen; } Two;

static void
two_free (gpointer data)
{
  Two *two = data;

  g_object_unref (two->tablet);
  sf_record_unref (two->two);
  g_free (two);
}

SfTwoChosen *
sf_two_chosen_new (void)
{
  SfTwoChosen *self = g_new0 (SfTwoChosen, 1);

  self->before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
sf_two_chosen_free (SfTwoChosen *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->before);
  g_free (self);
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_state (SfRecord *two, const char *state)
{
  return g_strcmp0 (sf_record_get_text (two, SF_TWO_VALUES_STATE), state) == 0;
}

static SfRecord *
customer_of (SfTablet *tablet, SfRecord *two)
{
  return sf_tablet_customer (tablet, sf_record_get_text (two, SF_TWO_VALUES_CUSTOMER));
}

static int
field_of (SfRecord *two)
{
  const char *name = sf_record_get_text (two, SF_TWO_VALUES_FIELD);
  int field = name != NULL ? sf_field_lookup (SF_KIND_CUSTOMER, name) : -1;

  return field >= 0 && !sf_type_is_int (sf_kind_info (SF_KIND_CUSTOMER)->fields[field].type) ? field : -1;
}

static const char *
say_field (int field)
{
  switch (field)
    {
    case SF_CUSTOMER_PHONE:   return SF_ ("two.phone", "Mobile number");
    case SF_CUSTOMER_PLATE:   return SF_ ("two.plate", "Plate");
    case SF_CUSTOMER_SURNAME: return SF_ ("two.surname", "Surname");
    case SF_CUSTOMER_NAME:    return SF_ ("two.name", "Full name");
    default:                  return SF_ ("two.other", "Entry");
    }
}

static char *
say_value (int field, const char *value)
{
  if (value == NULL)
    return g_strdup ("–");
  return field == SF_CUSTOMER_PHONE ? sf_say_phone (value) : g_strdup (value);
}

/* The colleague who said it, else the device on which it was said; and when. */
static char *
say_who (SfTablet *tablet, SfRecord *two, guint by, guint on, guint at)
{
  const char *name = sf_say_colleague (tablet, sf_record_get_text (two, by));
  const char *device_id = sf_record_get_text (two, on);
  SfRecord *device = name == NULL && device_id != NULL ? sf_floor_device_record (sf_tablet_get_floor (tablet), device_id) : NULL;
  g_autoptr (GString) line = g_string_new (name != NULL ? name : device != NULL ? sf_record_get_text (device, SF_DEVICE_NAME) : NULL);

  if (!sf_record_is_null (two, at))
    {
      g_autofree char *day = sf_day_of (sf_record_get_int (two, at), sf_floor_zone (sf_tablet_get_floor (tablet)), NULL), *near = sf_say_day_near (day, sf_tablet_get_day (tablet));
      g_autofree char *time = sf_say_time (tablet, sf_record_get_int (two, at));

      g_string_append_printf (line, "%s%s %s", line->len > 0 ? sf_say_dot () : "", near, time);
    }
  return g_strdup (line->str);
}

gboolean
sf_two_row_belongs (SfTablet *tablet, SfRecord *two, SfTwoChosen *chosen)
{
  return field_of (two) >= 0 && customer_of (tablet, two) != NULL && (is_state (two, "open") || g_hash_table_contains (chosen->before, sf_record_get_id (two)));
}

char *
sf_two_row_key (SfTablet *tablet, SfRecord *two)
{
  SfRecord *customer = customer_of (tablet, two);

  return g_strdup_printf ("two|%s|%s|%s|%s|%s", sf_record_get_id (two), sf_record_get_text (two, SF_TWO_VALUES_STATE), sf_record_get_text (customer, (guint) field_of (two)),
                          sf_record_get_text (two, SF_TWO_VALUES_VALUE), sf_record_get_text (customer, SF_CUSTOMER_SURNAME));
}

/* --- what it does --------------------------------------------------------------------------------------------------- */

static GtkWidget *
row_of (gpointer button)
{
  GtkWidget *w = GTK_WIDGET (button);

  while (w != NULL && g_object_get_data (G_OBJECT (w), "two") == NULL)
    w = gtk_widget_get_parent (w);
  return w;
}

static void
on_choose_clicked (GtkButton *button, gpointer data)
{
  GtkWidget *row = row_of (button);
  Two *two = g_object_get_data (G_OBJECT (row), "two");
  const gboolean take = g_str_equal (sf_row_value (button, "take"), "1");
  const char *before = sf_record_get_text (customer_of (two->tablet, two->two), (guint) field_of (two->two));

  g_hash_table_insert (two->chosen->before, g_strdup (sf_record_get_id (two->two)), g_strdup (before != NULL ? before : ""));
  sf_tablet_window_say (row, SF_ ("two.noted", "Noted"));
  sf_tablet_settle (two->tablet, two->two, take);
}

static void
on_undo_clicked (GtkButton *button, gpointer data)
{
  Two *two = g_object_get_data (G_OBJECT (row_of (button)), "two");
  const char *before = g_hash_table_lookup (two->chosen->before, sf_record_get_id (two->two));

  sf_tablet_unsettle (two->tablet, two->two, is_state (two->two, "taken"), before != NULL && *before != 0 ? before : NULL);
}

/* --- what it shows -------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_value (const char *value, const char *who, const char *take)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *said = sf_row_label (who, "second"), *text = sf_row_label (value, "heading");
  GtkWidget *chip = sf_row_chip (SF_ ("two.this", "This one is right"), G_CALLBACK (on_choose_clicked), NULL, "take", take);
  g_autofree char *name = g_strdup_printf ("%s, %s", SF_ ("two.this", "This one is right"), value);

  gtk_label_set_wrap (GTK_LABEL (said), TRUE);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), said);
  gtk_box_append (GTK_BOX (box), chip);
  return box;
}

static void
append_open (GtkBox *row, SfTablet *tablet, SfRecord *two)
{
  const int field = field_of (two);
  g_autofree char *now = say_value (field, sf_record_get_text (customer_of (tablet, two), (guint) field)), *other = say_value (field, sf_record_get_text (two, SF_TWO_VALUES_VALUE));
  g_autofree char *won = say_who (tablet, two, SF_TWO_VALUES_WON_BY, SF_TWO_VALUES_WON_ON, SF_TWO_VALUES_WON_AT);
  g_autofree char *said = say_who (tablet, two, SF_TWO_VALUES_SAID_BY, SF_TWO_VALUES_SAID_ON, SF_TWO_VALUES_SAID_AT);
  GtkWidget *grid = sf_grid_new (2, 2, 12);

  sf_grid_append (SF_GRID (grid), make_value (now, won, "0"));
  sf_grid_append (SF_GRID (grid), make_value (other, said, "1"));
  gtk_box_append (row, grid);
}

static void
append_settled (GtkBox *row, SfTablet *tablet, SfRecord *two)
{
  const int field = field_of (two);
  g_autofree char *now = say_value (field, sf_record_get_text (customer_of (tablet, two), (guint) field));
  g_autofree char *text = sf_fill (SF_ ("two.settled", "Settled: {value}"), "value", now, NULL);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label = sf_row_label (text, "second");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), sf_row_chip (SF_ ("two.undo", "Undo"), G_CALLBACK (on_undo_clicked), NULL, "undo", "1"));
  gtk_box_append (row, line);
}

GtkWidget *
sf_two_row_new (SfTablet *tablet, SfItem *item, SfTwoChosen *chosen)
{
  SfRecord *two = sf_item_get_record (item), *customer = customer_of (tablet, two);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  g_autofree char *name = sf_say_person (sf_record_get_text (customer, SF_CUSTOMER_SURNAME), sf_record_get_text (customer, SF_CUSTOMER_TITLE));
  Two *data = g_new0 (Two, 1);

  data->tablet = g_object_ref (tablet);
  data->two = sf_record_ref (two);
  data->chosen = chosen;
  g_object_set_data_full (G_OBJECT (row), "two", data, two_free);
  gtk_widget_add_css_class (row, "card");
  gtk_box_append (GTK_BOX (head), sf_row_label (name, "heading"));
  gtk_box_append (GTK_BOX (head), sf_row_label (say_field (field_of (two)), "second"));
  gtk_box_append (GTK_BOX (head), sf_row_pill (SF_ ("two.title", "Two values"), is_state (two, "open") ? "bad" : "calm"));
  gtk_box_append (GTK_BOX (row), head);
  if (is_state (two, "open"))
    append_open (GTK_BOX (row), tablet, two);
  else
    append_settled (GTK_BOX (row), tablet, two);
  return row;
}
