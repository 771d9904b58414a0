/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-clash-page"
#include "config.h"
#include "ui/tablet/sf-clash-page.h"
#include "model/sf-assign.h"
#include "ui/common/sf-choice-row.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"

struct _SfClashPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  GtkBox *rows;
};

G_DEFINE_FINAL_TYPE (SfClashPage, sf_clash_page, SF_TYPE_PAGE)

static const char *
text_of (SfItem *clash, guint field)
{
  return sf_record_get_text (sf_item_get_record (clash), field);
}

static char *
say_customer (SfClashPage *self, SfItem *clash)
{
  SfRecord *customer = sf_tablet_customer (self->tablet, text_of (clash, SF_CLASH_CUSTOMER));

  return customer != NULL ? sf_say_person (sf_record_get_text (customer, SF_CUSTOMER_SURNAME), sf_record_get_text (customer, SF_CUSTOMER_TITLE)) : sf_say_person (NULL, NULL);
}

/* 归属李明，保护到12月20日 · 王芳接待，11月20日 13:05 */
static char *
say_line (SfClashPage *self, SfItem *clash)
{
  const gint64 at = sf_record_get_int (sf_item_get_record (clash), SF_CLASH_AT);
  const char *owner = sf_say_colleague (self->tablet, text_of (clash, SF_CLASH_OWNER)), *claimant = sf_say_colleague (self->tablet, text_of (clash, SF_CLASH_CLAIMANT));
  g_autofree char *until = sf_say_day (text_of (clash, SF_CLASH_UNTIL)), *date = sf_day_of (at, sf_floor_zone (sf_tablet_get_floor (self->tablet)), NULL), *day = sf_say_day (date), *time = sf_say_time (self->tablet, at);
  g_autofree char *owned = sf_fill (SF_ ("clash.owner", "Owned by {name}, protected until {day}"), "name", owner != NULL ? owner : "", "day", until, NULL);
  g_autofree char *received = sf_fill (SF_ ("clash.claimant", "received by {name} on {day} at {time}"), "name", claimant != NULL ? claimant : "", "day", day, "time", time, NULL);

  return g_strjoin (sf_say_dot (), owned, received, NULL);
}

static gboolean
is_open (SfItem *clash)
{
  return g_strcmp0 (text_of (clash, SF_CLASH_STATE), "open") == 0;
}

/* --- deciding ------------------------------------------------------------------------------------------------------- */

static const char *
reason_of (GtkWidget *row)
{
  SfChoiceRow *reasons = g_object_get_data (G_OBJECT (row), "reasons");
  GtkEditable *own = g_object_get_data (G_OBJECT (row), "own");
  const char *typed = gtk_editable_get_text (own);

  return *typed != 0 ? typed : sf_choice_row_get (reasons);
}

static void
on_decide_clicked (GtkButton *button, SfClashPage *self)
{
  GtkWidget *row = g_object_get_data (G_OBJECT (button), "row");
  const char *why = reason_of (row);

  if (why != NULL)
    sf_tablet_decide (self->tablet, sf_row_value (button, "clash"), sf_row_value (button, "verb"), why);
}

/* Without a reason nothing is decided. */
static void
on_reason_changed (GtkWidget *row)
{
  GtkWidget *buttons = g_object_get_data (G_OBJECT (row), "buttons");

  for (GtkWidget *w = gtk_widget_get_first_child (buttons); w != NULL; w = gtk_widget_get_next_sibling (w))
    gtk_widget_set_sensitive (w, reason_of (row) != NULL);
}

static GtkWidget *
make_buttons (SfClashPage *self, SfItem *clash, GtkWidget *row)
{
  const char *owner = sf_say_colleague (self->tablet, text_of (clash, SF_CLASH_OWNER)), *claimant = sf_say_colleague (self->tablet, text_of (clash, SF_CLASH_CLAIMANT));
  g_autofree char *keep = sf_fill (SF_ ("clash.keep", "Stays with {name}"), "name", owner != NULL ? owner : "", NULL);
  g_autofree char *move = sf_fill (SF_ ("clash.move", "Goes to {name}"), "name", claimant != NULL ? claimant : "", NULL);
  const char *texts[] = { keep, move, SF_ ("clash.share", "Both") };
  static const char *const verbs[] = { "keep", "move", "share" };
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (texts[i]);

      gtk_widget_add_css_class (button, "quiet");
      g_object_set_data_full (G_OBJECT (button), "clash", g_strdup (sf_item_get_id (clash)), g_free);
      g_object_set_data (G_OBJECT (button), "verb", (gpointer) verbs[i]);
      g_object_set_data (G_OBJECT (button), "row", row);
      g_signal_connect (button, "clicked", G_CALLBACK (on_decide_clicked), self);
      gtk_box_append (GTK_BOX (buttons), button);
    }
  return buttons;
}

static void
add_decision (SfClashPage *self, SfItem *clash, GtkWidget *row)
{
  GtkWidget *reasons = sf_choice_row_new (SF_ ("clash.why", "Reason"), FALSE), *own = gtk_entry_new ();
  GtkWidget *buttons = make_buttons (self, clash, row);
  const char *quick[] = { SF_ ("clash.why.first", "First received them"), SF_ ("clash.why.asked", "The customer asked for them"), SF_ ("clash.why.away", "The owner wasn't there"), SF_ ("clash.why.idle", "The owner didn't follow up") };

  for (guint i = 0; i < G_N_ELEMENTS (quick); i++)
    sf_choice_row_add (SF_CHOICE_ROW (reasons), quick[i], quick[i], NULL);
  gtk_entry_set_max_length (GTK_ENTRY (own), 100);
  gtk_entry_set_placeholder_text (GTK_ENTRY (own), SF_ ("tab.note.own", "In your own words"));
  gtk_widget_add_css_class (own, "note-entry");
  gtk_accessible_update_property (GTK_ACCESSIBLE (own), GTK_ACCESSIBLE_PROPERTY_LABEL, SF_ ("tab.note.own", "In your own words"), -1);
  g_object_set_data (G_OBJECT (row), "reasons", reasons);
  g_object_set_data (G_OBJECT (row), "own", own);
  g_object_set_data (G_OBJECT (row), "buttons", buttons);
  g_signal_connect_swapped (reasons, "changed", G_CALLBACK (on_reason_changed), row);
  g_signal_connect_swapped (own, "changed", G_CALLBACK (on_reason_changed), row);
  gtk_box_append (GTK_BOX (row), reasons);
  gtk_box_append (GTK_BOX (row), own);
  gtk_box_append (GTK_BOX (row), buttons);
  on_reason_changed (row);
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_row (gpointer item, gpointer page)
{
  SfClashPage *self = page;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *name = say_customer (self, item), *line = say_line (self, item);
  const char *why = text_of (item, SF_CLASH_WHY), *state = text_of (item, SF_CLASH_STATE);
  GtkWidget *about = sf_row_label (line, "second"), *title = sf_row_label (name, "heading");

  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (about), 20);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), sf_row_pill (sf_say_value (&sf_enum_clash_state, state), is_open (item) ? "warn" : "calm"));
  gtk_widget_add_css_class (row, "card");
  gtk_box_append (GTK_BOX (row), head);
  gtk_box_append (GTK_BOX (row), about);
  if (why != NULL)
    gtk_box_append (GTK_BOX (row), sf_row_label (why, "body"));
  if (is_open (item) && sf_tablet_may_decide (self->tablet))
    add_decision (self, item, row);
  return row;
}

static GtkWidget *
make_nothing (gpointer text, gpointer page)
{
  return sf_row_label (text, "second");
}

static void
update (SfClashPage *self)
{
  g_autoptr (GPtrArray) clashes = sf_tablet_clashes (self->tablet, FALSE);
  SfRows *rows = sf_rows_new ();

  for (guint i = 0; i < clashes->len && i < 50; i++)
    {
      g_autofree char *name = say_customer (self, clashes->pdata[i]), *line = say_line (self, clashes->pdata[i]);
      g_autofree char *key = g_strjoin ("|", sf_item_get_id (clashes->pdata[i]), name, line, text_of (clashes->pdata[i], SF_CLASH_STATE), text_of (clashes->pdata[i], SF_CLASH_WHY), NULL);

      sf_rows_add (rows, key, make_row, clashes->pdata[i]);
    }
  if (clashes->len == 0)
    sf_rows_add (rows, "nothing", make_nothing, (gpointer) SF_ ("clash.none", "There is none."));
  sf_rows_finish (rows, self->rows, self);
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static gboolean
sf_clash_page_key (SfPage *page, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;
  sf_page_back (page);
  return TRUE;
}

static void
sf_clash_page_enter (SfPage *page)
{
  update (SF_CLASH_PAGE (page));
}

static void
sf_clash_page_dispose (GObject *object)
{
  g_clear_object (&SF_CLASH_PAGE (object)->tablet);
  G_OBJECT_CLASS (sf_clash_page_parent_class)->dispose (object);
}

static void
sf_clash_page_class_init (SfClashPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_clash_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_clash_page_enter;
  SF_PAGE_CLASS (klass)->key = sf_clash_page_key;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-clash-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfClashPage, rows);
  gtk_widget_class_bind_template_callback (widget_class, sf_page_back);
}

static void
sf_clash_page_init (SfClashPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_clash_page_new (SfTablet *tablet)
{
  SfClashPage *self = g_object_new (SF_TYPE_CLASH_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
