/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-board-row"
#include "config.h"
#include "ui/tablet/sf-board-row.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-person-card.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-step-row.h"
#include "ui/tablet/sf-tablet-text.h"

typedef struct { char *name, *line, *who, *unshown, *wait; } Shown;

static void
shown_clear (Shown *shown)
{
  g_free (shown->name);
  g_free (shown->line);
  g_free (shown->who);
  g_free (shown->unshown);
  g_free (shown->wait);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

static gboolean
is_served (const SfBoardRow *row)
{
  return g_str_equal (row->state, "accepted") || g_str_equal (row->state, "serving");
}

static char *
say_number (const char *text, guint value)
{
  g_autofree char *n = g_strdup_printf ("%u", value);

  return sf_fill (text, "n", n, NULL);
}

static void
add_part (GString *line, const char *part)
{
  if (part == NULL || *part == 0)
    return;
  if (line->len > 0)
    g_string_append (line, sf_say_dot ());
  g_string_append (line, part);
}

static char *
say_line (SfTablet *tablet, const SfBoardRow *row)
{
  SfRecord *visit = sf_item_get_record (row->visit), *status = sf_tablet_status_of (tablet, sf_item_get_id (row->visit));
  const char *before = status != NULL ? sf_record_get_text (status, SF_VISIT_STATUS_BEFORE) : NULL;
  g_autofree char *purpose = sf_say_purpose (tablet, visit);
  g_autofree char *wishes = sf_say_wishes (tablet, visit);
  GString *line = g_string_new (NULL);

  if (is_served (row))
    {
      g_autofree char *steps = sf_say_steps (tablet, sf_item_get_id (row->visit));

      add_part (line, steps);
      if (steps != NULL)
        return g_string_free (line, FALSE);
    }
  add_part (line, sf_say_before (before != NULL ? before : sf_record_get_text (visit, SF_VISIT_BEFORE)));
  add_part (line, purpose);
  add_part (line, wishes);
  return g_string_free (line, FALSE);
}

/* Of those who wait: for whom it rings. Of those served: who is with them. */
static char *
say_who (SfTablet *tablet, const SfBoardRow *row)
{
  const char *name = sf_say_colleague (tablet, row->consultant);

  if (row->given)
    return sf_fill (SF_ ("board.given", "For {name}, not delivered yet"), "name", name != NULL ? name : "", NULL);
  if (is_served (row))
    return g_str_equal (row->state, "accepted") ? sf_fill (SF_ ("board.coming", "{name} is on the way"), "name", name != NULL ? name : "", NULL) : g_strdup (name);
  if (row->ring == SF_BOARD_RINGS)
    return sf_fill (SF_ ("board.calls", "Calling {name}"), "name", name != NULL ? name : "", NULL);
  if (row->ring == SF_BOARD_RINGS_DESK)
    return g_strdup (SF_ ("board.calls.desk", "Calling the front desk"));
  return row->ring == SF_BOARD_NONE_FREE ? g_strdup (SF_ ("board.nobody", "Everybody is busy")) : NULL;
}

/* Whom somebody at the desk should go and tell, because no device did. */
static char *
say_unshown (SfTablet *tablet, const SfBoardRow *row)
{
  const char *name = sf_say_colleague (tablet, row->unshown);

  if (row->unshown_desk)
    return g_strdup (SF_ ("board.unshown.desk", "No tablet at the front desk showed it"));
  return name != NULL ? sf_fill (SF_ ("board.unshown", "No device of {name} showed it"), "name", name, NULL) : NULL;
}

static void
look (SfTablet *tablet, const SfBoardRow *row, Shown *shown)
{
  shown->name = sf_say_visitor (tablet, sf_item_get_record (row->visit));
  shown->line = say_line (tablet, row);
  shown->who = say_who (tablet, row);
  shown->unshown = say_unshown (tablet, row);
  shown->wait = say_number (SF_ ("tab.minutes", "{n} min"), row->minutes);
}

char *
sf_board_row_name (SfTablet *tablet, const SfBoardRow *row)
{
  SfRecord *visit = sf_item_get_record (row->visit);
  g_autofree char *name = sf_say_visitor (tablet, visit);

  return g_strdup_printf ("%s %s", sf_record_get_text (visit, SF_VISIT_NUMBER), name);
}

char *
sf_board_row_key (SfTablet *tablet, const SfBoardRow *row)
{
  g_auto (Shown) shown = { 0 };

  look (tablet, row, &shown);
  return g_strdup_printf ("%s|%s|%s|%s|%s|%s|%s|%u%d", sf_item_get_id (row->visit), shown.name, shown.line, shown.who, shown.unshown, shown.wait, row->state, row->tone, row->pending);
}

static GtkWidget *
make_first (const SfBoardRow *row, const Shown *shown)
{
  static const char *const tones[] = { "calm", "warm", "bad" };
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *number = sf_row_label (sf_record_get_text (sf_item_get_record (row->visit), SF_VISIT_NUMBER), "board-number");
  GtkWidget *name = sf_row_label (shown->name, "heading");
  GtkWidget *wait = sf_row_pill (shown->wait, tones[row->tone]);

  gtk_widget_add_css_class (number, "num");
  gtk_widget_add_css_class (wait, "num");
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (name), 5);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (first), number);
  gtk_box_append (GTK_BOX (first), name);
  gtk_box_append (GTK_BOX (first), wait);
  return first;
}

static GtkWidget *
wrapped (const char *text, const char *style)
{
  GtkWidget *label = sf_row_label (text, style);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  return label;
}

GtkWidget *
sf_board_row_new (SfTablet *tablet, const SfBoardRow *row, GCallback clicked, gpointer data)
{
  g_auto (Shown) shown = { 0 };
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *say = NULL;

  look (tablet, row, &shown);
  gtk_box_append (GTK_BOX (box), make_first (row, &shown));
  if (shown.who != NULL)
    gtk_box_append (GTK_BOX (box), wrapped (shown.who, is_served (row) ? "label" : "body"));
  if (shown.unshown != NULL)
    gtk_box_append (GTK_BOX (box), wrapped (shown.unshown, "board-unshown"));
  gtk_box_append (GTK_BOX (box), wrapped (shown.line, "second"));
  if (row->pending)
    gtk_box_append (GTK_BOX (box), sf_row_label (SF_ ("tab.unsent", "Not delivered yet"), "caption"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "board-row");
  gtk_widget_add_css_class (button, row->tone == SF_BOARD_BAD ? "bad" : row->tone == SF_BOARD_WARM ? "warm" : "calm");
  say = g_strjoin (" ", sf_record_get_text (sf_item_get_record (row->visit), SF_VISIT_NUMBER), shown.name, shown.wait, shown.who != NULL ? shown.who : "", shown.unshown != NULL ? shown.unshown : "", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, say, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, shown.line, -1);
  g_object_set_data_full (G_OBJECT (button), "visit", g_strdup (sf_item_get_id (row->visit)), g_free);
  g_object_set_data_full (G_OBJECT (button), "name", sf_board_row_name (tablet, row), g_free);
  g_signal_connect (button, "clicked", clicked, data);
  return button;
}

/* --- colleagues ----------------------------------------------------------------------------------------------------- */

char *
sf_board_say_colleague (const SfBoardColleague *colleague)
{
  g_autofree char *turn = colleague->turn > 0 ? say_number (SF_ ("board.turn", "turn {n}"), colleague->turn) : NULL;
  g_autofree char *did = say_number (SF_ ("board.did", "{n} today"), colleague->parties);
  GString *line = g_string_new (sf_say_presence (colleague->presence));

  add_part (line, turn);
  add_part (line, did);
  return g_string_free (line, FALSE);
}

char *
sf_board_colleague_key (const SfBoardColleague *colleague)
{
  g_autofree char *line = sf_board_say_colleague (colleague);

  return g_strdup_printf ("%s|%s|%s|%s", sf_record_get_id (colleague->consultant), sf_record_get_ltext (colleague->consultant, SF_CONSULTANT_NAME, sf_language_get ()), line,
                          sf_record_get_text (colleague->consultant, SF_CONSULTANT_JOB));
}

GtkWidget *
sf_board_colleague_new (const SfBoardColleague *colleague)
{
  const char *const mark_classes[] = { "mark", sf_presence_class (colleague->presence), NULL };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *mark = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  const char *name = sf_record_get_ltext (colleague->consultant, SF_CONSULTANT_NAME, sf_language_get ());
  const char *job = sf_record_get_text (colleague->consultant, SF_CONSULTANT_JOB);
  g_autofree char *line = sf_board_say_colleague (colleague);

  gtk_widget_set_css_classes (mark, (const char **) mark_classes);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), sf_row_label (name, "heading"));
  gtk_box_append (GTK_BOX (texts), wrapped (line, "second"));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), texts);
  if (g_strcmp0 (job, "sales") != 0)
    gtk_box_append (GTK_BOX (row), sf_row_pill (sf_say_value (&sf_enum_job, job), "calm"));
  gtk_widget_add_css_class (row, "card");
  gtk_widget_add_css_class (row, "board-colleague");
  g_object_set_data_full (G_OBJECT (row), "consultant", g_strdup (sf_record_get_id (colleague->consultant)), g_free);
  return row;
}
