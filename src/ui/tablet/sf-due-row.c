/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-due-row"
#include "config.h"
#include "ui/tablet/sf-due-row.h"
#include "model/sf-assign.h"
#include <stdlib.h>
#include <string.h>
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-code-page.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-tablet-window.h"

/* What the row and its buttons need; owned by the row. */
typedef struct {
  SfTablet *tablet;      /* (owned) */
  char *id, *level;      /* (owned), level (nullable) */
  SfDueChoice *choice;   /* the page's */
  SfDueFunc answered;
  gpointer data;
} Due;

static void
due_free (gpointer p)
{
  Due *due = p;

  g_object_unref (due->tablet);
  g_free (due->id);
  g_free (due->level);
  g_free (due);
}

static void
close_choice (Due *due)
{
  g_clear_pointer (&due->choice->id, g_free);
  g_clear_pointer (&due->choice->day, g_free);
  due->choice->moving = due->choice->coming = FALSE;
}

/* The list rebuilds the row that is being clicked: not while its handler runs. */
static gboolean
on_idle (gpointer row)
{
  Due *due = g_object_get_data (G_OBJECT (row), "due");

  if (gtk_widget_get_root (GTK_WIDGET (row)) != NULL)
    due->answered (due->choice, due->data);
  return G_SOURCE_REMOVE;
}

static void
look_again (GtkWidget *row)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, g_object_ref (row), g_object_unref);
}

static GtkWidget *
row_of (gpointer button)
{
  GtkWidget *w = GTK_WIDGET (button);

  while (w != NULL && g_object_get_data (G_OBJECT (w), "due") == NULL)
    w = gtk_widget_get_parent (w);
  return w;
}

static void
done (GtkWidget *row, const char *result, const char *next)
{
  Due *due = g_object_get_data (G_OBJECT (row), "due");
  g_autofree char *day = next != NULL ? sf_say_day_near (next, sf_tablet_get_day (due->tablet)) : NULL;
  g_autofree char *said = day != NULL ? sf_fill (SF_ ("tab.due.done", "Noted. Next: {day}"), "day", day, NULL) : g_strdup (SF_ ("tab.due.closed", "Noted"));

  sf_tablet_window_say (row, said);
  sf_tablet_follow_up_done (due->tablet, due->id, result, next);
  close_choice (due);
}

static void
on_result_clicked (GtkButton *button, gpointer data)
{
  GtkWidget *row = row_of (button);
  Due *due = g_object_get_data (G_OBJECT (row), "due");
  const char *result = sf_row_value (button, "result");
  g_autofree char *next = NULL;

  if (g_str_equal (result, "moved") || g_str_equal (result, "coming"))
    {
      due->choice->moving = g_str_equal (result, "moved");
      due->choice->coming = !due->choice->moving;
      look_again (row);
      return;
    }
  next = sf_tablet_next_due (due->tablet, due->level, result);
  done (row, result, next);
}

static void
on_day_clicked (GtkButton *button, gpointer data)
{
  done (row_of (button), "moved", sf_row_value (button, "day"));
}

static void
on_coming_day_clicked (GtkButton *button, gpointer data)
{
  GtkWidget *row = row_of (button);
  Due *due = g_object_get_data (G_OBJECT (row), "due");

  g_free (due->choice->day);
  due->choice->day = g_strdup (sf_row_value (button, "day"));
  look_again (row);
}

static void
on_coming_time_clicked (GtkButton *button, gpointer data)
{
  GtkWidget *row = row_of (button);
  Due *due = g_object_get_data (G_OBJECT (row), "due");
  const int minute = atoi (sf_row_value (button, "minute"));
  g_autofree char *code = sf_tablet_appoint (due->tablet, due->id, due->choice->day, minute);

  if (code != NULL)
    due->choice->booked = sf_code_page_booked_id (code, sf_time_of (due->choice->day, minute, sf_floor_zone (sf_tablet_get_floor (due->tablet))));
  close_choice (due);
  look_again (row);
}

static void
on_row_clicked (GtkButton *button, gpointer data)
{
  GtkWidget *row = row_of (button);
  Due *due = g_object_get_data (G_OBJECT (row), "due");
  const gboolean open = g_strcmp0 (due->choice->id, due->id) == 0;

  close_choice (due);
  if (!open)
    due->choice->id = g_strdup (due->id);
  look_again (row);
}

/* --- what it shows -------------------------------------------------------------------------------------------------- */

typedef struct { char *name, *line, *due_text; const char *level, *tone; } Shown;

static void
shown_clear (Shown *shown)
{
  g_free (shown->name);
  g_free (shown->line);
  g_free (shown->due_text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

static void
show_due (Shown *shown, const char *due, const char *today)
{
  const int late = sf_days_between (due, today);

  if (late > 0)
    {
      g_autofree char *n = g_strdup_printf ("%d", late);

      shown->due_text = sf_fill (late == 1 ? SF_ ("tab.late.one", "1 day overdue") : SF_ ("tab.late", "{n} days overdue"), "n", n, NULL);
      shown->tone = "bad";
    }
  else
    {
      shown->due_text = g_strdup (SF_ ("tab.day.today", "Today"));
      shown->tone = "calm";
    }
}

static void
add_part (GString *line, const char *part)
{
  if (part == NULL || *part == 0)
    return;
  g_string_append (line, line->len > 0 ? sf_say_dot () : "");
  g_string_append (line, part);
}

/* Asked for on the phone page: what and when, the name and number as typed there. */
static void
look_asked (SfRecord *follow, Shown *shown, char **phone, GString *line)
{
  const char *surname = sf_record_get_text (follow, SF_FOLLOW_UP_SURNAME);
  const char *wish_on = sf_record_get_text (follow, SF_FOLLOW_UP_WISH_ON);
  const gint64 minute = sf_record_get_int (follow, SF_FOLLOW_UP_WISH_MIN);
  g_autofree char *day = wish_on != NULL ? sf_say_day (wish_on) : NULL;
  g_autofree char *when = day != NULL && minute > 0 ? g_strdup_printf ("%s %02d:%02d", day, (int) (minute / 60), (int) (minute % 60)) : g_strdup (day);

  add_part (line, sf_say_value (&sf_enum_follow_about, sf_record_get_text (follow, SF_FOLLOW_UP_ABOUT)));
  add_part (line, when);
  if (surname != NULL)
    {
      g_free (shown->name);
      shown->name = sf_say_person (surname, sf_record_get_text (follow, SF_FOLLOW_UP_TITLE));
    }
  if (sf_record_is_null (follow, SF_FOLLOW_UP_PHONE))
    return;
  g_free (*phone);
  *phone = sf_say_phone (sf_record_get_text (follow, SF_FOLLOW_UP_PHONE));
}

static void
look (SfTablet *tablet, SfItem *item, Shown *shown)
{
  SfRecord *follow = sf_item_get_record (item);
  SfRecord *visit = sf_tablet_visit (tablet, sf_record_get_text (follow, SF_FOLLOW_UP_VISIT));
  const char *customer_id = sf_record_get_text (follow, SF_FOLLOW_UP_CUSTOMER);
  SfRecord *status = visit != NULL ? sf_tablet_status_of (tablet, sf_record_get_id (visit)) : NULL;
  SfRecord *customer = sf_tablet_customer (tablet, customer_id != NULL || status == NULL ? customer_id : sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));
  const char *note = sf_record_get_text (follow, SF_FOLLOW_UP_NOTE);
  g_autofree char *models = NULL;
  g_autofree char *phone = NULL;
  g_autoptr (GString) line = g_string_new (NULL);

  shown->level = sf_record_get_text (follow, SF_FOLLOW_UP_LEVEL);
  show_due (shown, sf_record_get_text (follow, SF_FOLLOW_UP_DUE), sf_tablet_get_day (tablet));
  if (customer != NULL)
    {
      shown->name = sf_say_person (sf_record_get_text (customer, SF_CUSTOMER_SURNAME), sf_record_get_text (customer, SF_CUSTOMER_TITLE));
      models = sf_say_models (tablet, customer, SF_CUSTOMER_MODELS);
      phone = sf_say_phone (sf_record_get_text (customer, SF_CUSTOMER_PHONE));
    }
  else
    shown->name = visit != NULL ? sf_say_visitor (tablet, visit) : sf_say_person (NULL, NULL);
  if (models == NULL && visit != NULL)
    models = sf_say_models (tablet, visit, SF_VISIT_MODELS);
  SfRecord *model = sf_floor_model (sf_tablet_get_floor (tablet), sf_record_get_text (follow, SF_FOLLOW_UP_MODEL));
  if (model != NULL)
    {
      g_free (models);
      models = g_strdup (sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ()));
    }
  if (!sf_record_is_null (follow, SF_FOLLOW_UP_ABOUT))
    look_asked (follow, shown, &phone, line);
  add_part (line, phone);
  add_part (line, models);
  add_part (line, note);
  if (!sf_record_is_null (follow, SF_FOLLOW_UP_PHONE))
    add_part (line, SF_ ("tab.due.unmet", "typed on the phone page, not checked"));
  shown->line = g_strdup (line->str);
}

char *
sf_due_row_key (SfTablet *tablet, SfItem *follow_up, const SfDueChoice *choice)
{
  g_auto (Shown) shown = { 0 };
  const gboolean open = g_strcmp0 (choice->id, sf_item_get_id (follow_up)) == 0;

  look (tablet, follow_up, &shown);
  return g_strdup_printf ("%s|%s|%s|%s|%s|%d%d%d%s", sf_item_get_id (follow_up), shown.name, shown.line, shown.due_text, shown.level, open, open && choice->moving,
                          open && choice->coming, open && choice->day ? choice->day : "");
}

static GtkWidget *
make_results (SfDueChoice *choice)
{
  static const char *const order[] = { "reached", "no_answer", "coming", "moved", "wechat", "lost" };
  GtkWidget *grid = sf_grid_new (2, 0, 8);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    sf_grid_append (SF_GRID (grid), sf_row_chip (sf_say_value (&sf_enum_follow_result, order[i]), G_CALLBACK (on_result_clicked), NULL, "result", order[i]));
  return grid;
}

static GtkWidget *
make_days (SfTablet *tablet)
{
  static const int days[] = { 1, 2, 3, 5, 7, 15 };
  GtkWidget *grid = sf_grid_new (2, 0, 8);

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *day = sf_date_add (sf_tablet_get_day (tablet), days[i]);
      g_autofree char *text = sf_say_day (day);

      sf_grid_append (SF_GRID (grid), sf_row_chip (text, G_CALLBACK (on_day_clicked), NULL, "day", day));
    }
  return grid;
}

/* 今天 11月23日 周一, 明天 …, 11月25日 周三. */
static void
add_day (GtkWidget *grid, const char *day, const char *today)
{
  g_autofree char *date = sf_say_day (day), *near = sf_say_day_near (day, today);
  g_autofree char *text = strcmp (day, today) == 0 ? g_strdup_printf ("%s %s", near, date) : g_steal_pointer (&near);

  sf_grid_append (SF_GRID (grid), sf_row_chip (text, G_CALLBACK (on_coming_day_clicked), NULL, "day", day));
}

/* When they come: the day, what the guest asked for first; then the time. */
static GtkWidget *
make_coming_days (SfTablet *tablet, SfRecord *follow)
{
  static const int days[] = { 0, 1, 2, 3, 5, 7 };
  const char *today = sf_tablet_get_day (tablet), *wish = sf_record_get_text (follow, SF_FOLLOW_UP_WISH_ON);
  GtkWidget *grid = sf_grid_new (2, 0, 8);

  if (wish != NULL && strcmp (wish, today) >= 0)
    add_day (grid, wish, today);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *day = sf_date_add (today, days[i]);

      if (g_strcmp0 (day, wish) != 0)
        add_day (grid, day, today);
    }
  return grid;
}

static void
add_time (GtkWidget *grid, int minute)
{
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60), *value = g_strdup_printf ("%d", minute);

  sf_grid_append (SF_GRID (grid), sf_row_chip (text, G_CALLBACK (on_coming_time_clicked), NULL, "minute", value));
}

static GtkWidget *
make_coming_times (SfTablet *tablet, SfRecord *follow)
{
  const int wish = sf_record_is_null (follow, SF_FOLLOW_UP_WISH_MIN) ? -1 : (int) sf_record_get_int (follow, SF_FOLLOW_UP_WISH_MIN);
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (tablet));
  const int opens = dealer != NULL && !sf_record_is_null (dealer, SF_DEALER_OPENS) ? (int) sf_record_get_int (dealer, SF_DEALER_OPENS) : 9 * 60;
  const int closes = dealer != NULL && !sf_record_is_null (dealer, SF_DEALER_CLOSES) ? (int) sf_record_get_int (dealer, SF_DEALER_CLOSES) : 18 * 60;
  GtkWidget *grid = sf_grid_new (3, 0, 8);

  if (wish >= 0)
    add_time (grid, wish);
  for (int minute = (opens + 59) / 60 * 60; minute < closes; minute += 60)
    if (minute != wish)
      add_time (grid, minute);
  return grid;
}

static GtkWidget *
make_choice (SfTablet *tablet, SfRecord *follow, SfDueChoice *choice)
{
  if (choice->moving)
    return make_days (tablet);
  if (!choice->coming)
    return make_results (choice);
  return choice->day != NULL ? make_coming_times (tablet, follow) : make_coming_days (tablet, follow);
}

static GtkWidget *
make_head (const Shown *shown)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *line = sf_row_label (shown->line, "second");

  gtk_box_append (GTK_BOX (first), sf_row_label (shown->name, "heading"));
  if (shown->level != NULL)
    {
      g_autofree char *tone = g_strconcat ("level-", shown->level, NULL);

      gtk_box_append (GTK_BOX (first), sf_row_pill (shown->level, tone));
    }
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (line), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (line), 12);
  gtk_box_append (GTK_BOX (texts), first);
  if (shown->line != NULL && *shown->line != 0)
    gtk_box_append (GTK_BOX (texts), line);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (head), texts);
  gtk_box_append (GTK_BOX (head), sf_row_pill (shown->due_text, shown->tone));
  return head;
}

GtkWidget *
sf_due_row_new (SfTablet *tablet, SfItem *follow_up, SfDueChoice *choice, SfDueFunc answered, gpointer data)
{
  g_auto (Shown) shown = { 0 };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *button = gtk_button_new ();
  g_autofree char *name = NULL;
  Due *due = g_new0 (Due, 1);

  look (tablet, follow_up, &shown);
  due->tablet = g_object_ref (tablet);
  due->id = g_strdup (sf_item_get_id (follow_up));
  due->level = g_strdup (shown.level);
  due->choice = choice;
  due->answered = answered;
  due->data = data;
  g_object_set_data_full (G_OBJECT (row), "due", due, due_free);
  gtk_widget_add_css_class (row, "card");
  gtk_widget_add_css_class (button, "flat-row");
  gtk_button_set_child (GTK_BUTTON (button), make_head (&shown));
  name = g_strdup_printf ("%s, %s", shown.name, shown.due_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_row_clicked), NULL);
  gtk_box_append (GTK_BOX (row), button);
  if (g_strcmp0 (choice->id, due->id) == 0)
    gtk_box_append (GTK_BOX (row), make_choice (tablet, sf_item_get_record (follow_up), choice));
  return row;
}
