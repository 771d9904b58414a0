/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-customer-row"
#include "config.h"
#include "ui/tablet/sf-customer-row.h"
#include "craft/sf-phone.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-tablet-window.h"

/* What the buttons of a row need; owned by the row. */
typedef struct { SfTablet *tablet; char *customer; SfCustomerAsked *asked; } Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_object_unref (row->tablet);
  g_free (row->customer);
  g_free (row);
}

static char *
line_of (SfTablet *tablet, SfRecord *customer)
{
  const char *owner = sf_say_colleague (tablet, sf_record_get_text (customer, SF_CUSTOMER_OWNER));
  const char *number = sf_record_get_text (customer, SF_CUSTOMER_PHONE);
  /* That a colleague knows this person is told to everybody; how to reach them is that colleague's. */
  const gboolean theirs = owner != NULL && g_strcmp0 (sf_record_get_text (customer, SF_CUSTOMER_OWNER), sf_tablet_get_signed_in (tablet)) != 0;
  g_autofree char *phone = theirs && number != NULL ? sf_phone_mask (number) : sf_say_phone (number);
  g_autofree char *models = sf_say_models (tablet, customer, SF_CUSTOMER_MODELS);
  g_autofree char *whose = owner != NULL ? sf_fill (SF_ ("tab.whose", "{name}'s customer"), "name", owner, NULL) : NULL;
  const char *parts[] = { whose, phone, sf_record_get_text (customer, SF_CUSTOMER_PLATE), models, sf_record_get_text (customer, SF_CUSTOMER_LAST_NOTE) };
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i] == NULL || *parts[i] == 0)
        continue;
      g_string_append (line, line->len > 0 ? sf_say_dot () : "");
      g_string_append (line, parts[i]);
    }
  return g_strdup (line->str);
}

/* How a request stands, in a sentence; NULL: there is none. (transfer full) */
static char *
say_request (SfTablet *tablet, SfRecord *customer)
{
  SfRecord *request = sf_tablet_erasure_of (tablet, sf_record_get_id (customer));
  const char *due = request != NULL ? sf_record_get_text (request, SF_PRIVACY_REQUEST_DUE) : NULL;
  g_autofree char *day = due != NULL ? sf_say_day (due) : NULL;

  if (request == NULL)
    return NULL;
  return day != NULL ? sf_fill (SF_ ("cust.erase.due", "To be deleted: the manager does it by {day}"), "day", day, NULL)
                     : g_strdup (SF_ ("cust.erase.away", "To be deleted: noted here, the manager gets it once the server is reached"));
}

/* The machine's word beside the colleague's level, with what it is made of. (transfer full) (nullable) */
static char *
score_of (SfTablet *tablet, SfRecord *customer)
{
  return sf_say_score (sf_tablet_score_of (tablet, sf_record_get_id (customer)), TRUE);
}

static gboolean
is_asked (SfRecord *customer, SfCustomerAsked *asked)
{
  return g_strcmp0 (asked->asking, sf_record_get_id (customer)) == 0;
}

char *
sf_customer_row_key (SfTablet *tablet, SfRecord *customer, SfCustomerAsked *asked)
{
  g_autofree char *line = line_of (tablet, customer), *request = say_request (tablet, customer), *score = score_of (tablet, customer);

  return g_strdup_printf ("%s|%s|%s|%s|%d", sf_record_get_id (customer), line, score != NULL ? score : "", request != NULL ? request : "", is_asked (customer, asked));
}

/* --- what it does --------------------------------------------------------------------------------------------------- */

static GtkWidget *
row_of (gpointer button)
{
  GtkWidget *w = GTK_WIDGET (button);

  while (w != NULL && g_object_get_data (G_OBJECT (w), "customer") == NULL)
    w = gtk_widget_get_parent (w);
  return w;
}

static void
on_erase_clicked (GtkButton *button, gpointer data)
{
  GtkWidget *widget = row_of (button);
  Row *row = g_object_get_data (G_OBJECT (widget), "customer");
  const char *step = sf_row_value (button, "step");
  SfCustomerAsked *asked = row->asked;
  g_autofree char *customer = g_strdup (row->customer);     /* the row may go with what changes */

  if (g_str_equal (step, "yes")) {
    sf_tablet_window_say (widget, SF_ ("cust.erase.noted", "Noted for the manager"));
    sf_tablet_ask_erasure (row->tablet, customer);
  }
  g_free (asked->asking);
  asked->asking = g_str_equal (step, "ask") ? g_steal_pointer (&customer) : NULL;
  asked->changed (asked->page);
}

/* --- what it shows -------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_chip (const char *text, const char *step)
{
  return sf_row_chip (text, G_CALLBACK (on_erase_clicked), NULL, "step", step);
}

static void
append_question (GtkBox *box, const char *name)
{
  g_autofree char *text = sf_fill (SF_ ("cust.erase.ask", "Did {name} ask for this in person? The manager then deletes everything about them, which cannot be undone."), "name", name, NULL);
  GtkWidget *label = sf_row_label (text, "body"), *grid = sf_grid_new (2, 2, 12);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 20);
  sf_grid_append (SF_GRID (grid), make_chip (SF_ ("cust.erase.yes", "Yes, pass it on"), "yes"));
  sf_grid_append (SF_GRID (grid), make_chip (SF_ ("cust.erase.no", "No, keep everything"), "no"));
  gtk_box_append (box, label);
  gtk_box_append (box, grid);
}

static GtkWidget *
make_head (SfRecord *customer, const char *name)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  const char *level = sf_record_get_text (customer, SF_CUSTOMER_LEVEL);

  gtk_box_append (GTK_BOX (head), sf_row_label (name, "heading"));
  if (level != NULL) {
    g_autofree char *tone = g_strconcat ("level-", level, NULL);

    gtk_box_append (GTK_BOX (head), sf_row_pill (level, tone));
  }
  return head;
}

static void
append_line (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *label;

  if (text == NULL)
    return;
  label = sf_row_label (text, style);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 20);
  gtk_box_append (box, label);
}

GtkWidget *
sf_customer_row_new (SfTablet *tablet, SfItem *item, SfCustomerAsked *asked)
{
  SfRecord *customer = sf_item_get_record (item);
  GtkWidget *widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *head, *chip;
  g_autofree char *name = sf_say_person (sf_record_get_text (customer, SF_CUSTOMER_SURNAME), sf_record_get_text (customer, SF_CUSTOMER_TITLE));
  g_autofree char *line = line_of (tablet, customer), *request = say_request (tablet, customer), *score = score_of (tablet, customer);
  Row *row = g_new0 (Row, 1);

  row->tablet = g_object_ref (tablet);
  row->customer = g_strdup (sf_record_get_id (customer));
  row->asked = asked;
  g_object_set_data_full (G_OBJECT (widget), "customer", row, row_free);
  gtk_widget_add_css_class (widget, "card");
  head = make_head (customer, name);
  gtk_box_append (GTK_BOX (widget), head);
  append_line (GTK_BOX (widget), line, "second");
  append_line (GTK_BOX (widget), score, "second");
  if (request != NULL) {
    GtkWidget *pill = sf_row_pill (request, "warn");

    gtk_label_set_wrap (GTK_LABEL (pill), TRUE);
    gtk_widget_set_halign (pill, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (widget), pill);
  } else if (is_asked (customer, asked))
    append_question (GTK_BOX (widget), name);
  else {
    g_autofree char *said = g_strdup_printf ("%s, %s", SF_ ("cust.erase", "Asks to be deleted"), name);

    chip = make_chip (SF_ ("cust.erase", "Asks to be deleted"), "ask");
    gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
    gtk_widget_set_hexpand (head, TRUE);
    gtk_widget_set_halign (chip, GTK_ALIGN_END);
    gtk_widget_set_hexpand (chip, TRUE);
    gtk_box_append (GTK_BOX (head), chip);
  }
  return widget;
}
