/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-today-page"
#include "config.h"
#include "ui/tablet/sf-today-page.h"
#include "model/sf-assign.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-person-card.h"
#include "ui/tablet/sf-card-text.h"
#include "ui/tablet/sf-code-page.h"
#include "ui/tablet/sf-due-row.h"
#include "ui/tablet/sf-clash-bar.h"
#include "ui/tablet/sf-ring-room.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-event-page.h"
#include "ui/tablet/sf-fault-bar.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-visit-row.h"

/* As in tablet.css and the template. */
#define PAGE_PADDING 20
#define SPACING 16

struct _SfTodayPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  SfCardDesk *desk;      /* (owned) */
  SfDoings *doings;      /* (owned) */
  SfDueChoice choice;    /* which row of the due list is open, and how far */
  GtkLabel *greeting, *day, *due_heading, *visits_heading, *news_text, *scan_text;
  GtkLabel *figure[4];
  SfGrid *figures;
  GtkBox *presences, *due, *visits;
  SfFaultBar *faults;
  GtkWidget *head, *ring_space, *news, *scan, *add;
  SfClashBar *clash;
  guint tick;
};

G_DEFINE_FINAL_TYPE (SfTodayPage, sf_today_page, SF_TYPE_PAGE)

static void update (SfTodayPage *self);

/* --- head ----------------------------------------------------------------------------------------------------------- */

static void
on_presence_clicked (GtkButton *button, SfTodayPage *self)
{
  sf_tablet_set_presence (self->tablet, sf_row_value (button, "presence"));
  update (self);
}

static void
make_presences (SfTodayPage *self)
{
  static const char *const choices[] = { "free", "serving", "away", "rest" };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      const char *const mark_classes[] = { "mark", sf_presence_class (choices[i]), NULL };
      GtkWidget *button = gtk_toggle_button_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
      GtkWidget *mark = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      const char *word = sf_say_presence (choices[i]);

      gtk_widget_set_css_classes (mark, (const char **) mark_classes);
      gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), mark);
      gtk_box_append (GTK_BOX (box), gtk_label_new (word));
      gtk_button_set_child (GTK_BUTTON (button), box);
      gtk_widget_add_css_class (button, "chip");
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
      g_object_set_data (G_OBJECT (button), "presence", (gpointer) choices[i]);
      g_signal_connect (button, "clicked", G_CALLBACK (on_presence_clicked), self);
      gtk_box_append (self->presences, button);
    }
}

static void
show_presence (SfTodayPage *self)
{
  const char *now = sf_tablet_get_presence (self->tablet);

  for (GtkWidget *w = gtk_widget_get_first_child (GTK_WIDGET (self->presences)); w != NULL; w = gtk_widget_get_next_sibling (w))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (w), g_strcmp0 (sf_row_value (w, "presence"), now) == 0);
}

static const char *
greeting (int minute)
{
  if (minute >= 5 * 60 && minute < 11 * 60)
    return SF_ ("tab.hello.am", "Good morning, {name}");
  if (minute >= 11 * 60 && minute < 18 * 60)
    return SF_ ("tab.hello.pm", "Good afternoon, {name}");
  if (minute >= 18 * 60)
    return SF_ ("tab.hello.eve", "Good evening, {name}");
  return SF_ ("tab.hello", "Hello, {name}");
}

static void
show_head (SfTodayPage *self)
{
  int minute = 0;
  g_autofree char *today = sf_floor_today (sf_tablet_get_floor (self->tablet), &minute);
  g_autofree char *day = sf_say_day (today);
  const char *name = sf_say_colleague (self->tablet, sf_tablet_get_signed_in (self->tablet));
  g_autofree char *hello = sf_fill (greeting (minute), "name", name != NULL ? name : "", NULL);
  const guint turn = sf_tablet_get_turn (self->tablet);
  g_autoptr (GString) line = g_string_new (day);

  if (turn > 0)
    {
      g_autofree char *n = g_strdup_printf ("%u", turn);
      g_autofree char *place = sf_fill (turn == 1 ? SF_ ("tab.turn.next", "You're next") : SF_ ("tab.turn", "You're number {n} in turn"), "n", n, NULL);

      g_string_append (line, sf_say_dot ());
      g_string_append (line, place);
    }
  gtk_label_set_text (self->greeting, hello);
  gtk_label_set_text (self->day, line->str);
  show_presence (self);
}

static void
show_news (SfTodayPage *self)
{
  SfNews news;
  const gboolean any = sf_tablet_get_news (self->tablet, &news);

  gtk_widget_set_visible (self->news, any);
  if (any)
    {
      g_autofree char *time = sf_say_time (self->tablet, news.since_ms);
      g_autofree char *visits = g_strdup_printf ("%u", news.visits);
      g_autofree char *rings = g_strdup_printf ("%u", news.rings);
      g_autofree char *text = sf_fill (SF_ ("tab.news", "Since {time}: {visits} guests came, {rings} rang for you"), "time", time, "visits", visits, "rings", rings, NULL);

      gtk_label_set_text (self->news_text, text);
    }
}

static void
on_news_seen_clicked (SfTodayPage *self)
{
  sf_tablet_news_seen (self->tablet);
}

/* One quiet line: somebody scanned my card just now, and from which ticket. */
static void
show_scan (SfTodayPage *self)
{
  SfRecord *event = sf_card_desk_fresh (self->desk);
  const char *news = event != NULL ? sf_say_card_news (event) : NULL;
  const char *number = event != NULL ? sf_say_card_ticket (self->tablet, event) : NULL;
  g_autofree char *time = event != NULL ? sf_say_time (self->tablet, sf_record_get_int (event, SF_CARD_EVENT_AT)) : NULL;
  g_autofree char *text = news == NULL ? NULL : g_strjoin (sf_say_dot (), news, number != NULL ? number : time, number != NULL ? time : NULL, NULL);

  gtk_widget_set_visible (self->scan, text != NULL);
  gtk_label_set_text (self->scan_text, text != NULL ? text : "");
}

static void
on_scan_seen_clicked (SfTodayPage *self)
{
  sf_card_desk_seen (self->desk);
}

/* --- lists ---------------------------------------------------------------------------------------------------------- */

static void
say_count (GtkLabel *label, const char *text, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *filled = sf_fill (text, "n", count, NULL);

  gtk_label_set_text (label, filled);
}

static void
on_due_answered (SfDueChoice *choice, gpointer data)
{
  SfTodayPage *self = SF_TODAY_PAGE (data);
  g_autofree char *booked = g_steal_pointer (&choice->booked);

  update (self);
  if (booked != NULL)
    sf_page_go (SF_PAGE (self), booked);
}

static GtkWidget *
make_heading (gpointer text, gpointer page)
{
  GtkWidget *label = sf_row_label (text, "heading");

  gtk_widget_set_margin_top (label, 12);
  return label;
}

static void
on_expected_clicked (GtkButton *button, SfTodayPage *self)
{
  sf_page_go (SF_PAGE (self), sf_row_value (button, "page"));
}

/* 14:00  王先生 · 试乘试驾: a touch shows the code. */
static GtkWidget *
make_expected_row (gpointer item, gpointer page)
{
  SfTodayPage *self = page;
  SfRecord *one = sf_item_get_record (item);
  g_autofree char *time = sf_say_time (self->tablet, sf_record_get_int (one, SF_APPOINTMENT_FROM));
  g_autofree char *who = sf_say_person (sf_record_get_text (one, SF_APPOINTMENT_SURNAME), sf_record_get_text (one, SF_APPOINTMENT_TITLE));
  g_autofree char *text = g_strdup_printf ("%s  %s%s%s", time, who, sf_say_dot (), sf_say_value (&sf_enum_purpose, sf_record_get_text (one, SF_APPOINTMENT_PURPOSE)));
  g_autofree char *id = sf_code_page_booked_id (sf_record_get_text (one, SF_APPOINTMENT_CODE), sf_record_get_int (one, SF_APPOINTMENT_FROM));

  return sf_row_chip (text, G_CALLBACK (on_expected_clicked), self, "page", id);
}

/* Who is expected by the one signed in, above whom to call. */
/* Whether anybody is expected. */
static gboolean
show_expected (SfTodayPage *self, SfRows *rows)
{
  GListModel *expected = sf_tablet_get_expected (self->tablet);
  gboolean any = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (expected); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (expected, i);
      SfRecord *one = sf_item_get_record (item);
      g_autofree char *key = NULL;

      if (g_strcmp0 (sf_record_get_text (one, SF_APPOINTMENT_CONSULTANT), sf_tablet_get_signed_in (self->tablet)) != 0)
        continue;
      any = TRUE;
      key = g_strdup_printf ("%s|%" G_GINT64_FORMAT "|%s|%s", sf_item_get_id (item), sf_record_get_int (one, SF_APPOINTMENT_FROM),
                             sf_record_get_text (one, SF_APPOINTMENT_SURNAME), sf_record_get_text (one, SF_APPOINTMENT_PURPOSE));
      sf_rows_add (rows, key, make_expected_row, item);
    }
  return any;
}

static GtkWidget *
make_event_row (gpointer event, gpointer page)
{
  SfTodayPage *self = page;
  g_autofree char *text = sf_event_page_say_way (self->tablet, event), *id = g_strconcat ("event:", sf_record_get_id (event), NULL);

  return sf_row_chip (text, G_CALLBACK (on_expected_clicked), self, "page", id);
}

/* Each the way to its guests. */
static void
show_events (SfTodayPage *self, SfRows *rows)
{
  g_autoptr (GPtrArray) events = sf_doings_events (self->doings);

  if (events->len > 0)
    sf_rows_add (rows, "events", make_heading, (gpointer) SF_ ("chip.events", "Today's events"));
  for (guint i = 0; i < events->len; i++)
    {
      g_autofree char *text = sf_event_page_say_way (self->tablet, events->pdata[i]), *key = g_strconcat (sf_record_get_id (events->pdata[i]), "|", text, NULL);

      sf_rows_add (rows, key, make_event_row, events->pdata[i]);
    }
}

static GtkWidget *
make_due_row (gpointer item, gpointer page)
{
  SfTodayPage *self = page;

  return sf_due_row_new (self->tablet, item, &self->choice, on_due_answered, self);
}

static GtkWidget *
make_nothing (gpointer item, gpointer page)
{
  GtkWidget *label = sf_row_label (item, "second");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 20);
  gtk_widget_add_css_class (label, "nothing");
  return label;
}

static void
show_due (SfTodayPage *self)
{
  GListModel *due = sf_tablet_get_due (self->tablet);
  const guint n = g_list_model_get_n_items (due);
  SfRows *rows = sf_rows_new ();
  g_autofree char *heading = NULL;

  /* Each list stands under its own heading: who comes in, if anybody does, then whom to call. */
  say_count (self->due_heading, SF_ ("tab.due", "To contact today: {n}"), n);
  heading = g_strdup (gtk_label_get_text (self->due_heading));
  if (show_expected (self, rows))
    {
      gtk_label_set_text (self->due_heading, SF_ ("tab.expected", "Coming in today"));
      sf_rows_add (rows, heading, make_heading, heading);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (due, i);
      g_autofree char *key = sf_due_row_key (self->tablet, item, &self->choice);

      sf_rows_add (rows, key, make_due_row, item);
    }
  if (n == 0)
    sf_rows_add (rows, "nothing", make_nothing, (gpointer) SF_ ("tab.due.none", "Nobody is waiting for your call today."));
  show_events (self, rows);
  sf_rows_finish (rows, self->due, self);
}

static void
on_visit_action (const char *action, const char *visit_id, gpointer data)
{
  SfTodayPage *self = SF_TODAY_PAGE (data);

  if (g_str_equal (action, "finish") || g_str_equal (action, "wall") || g_str_equal (action, "visit"))
    {
      g_autofree char *id = g_strconcat (action, ":", visit_id, NULL);

      sf_page_go (SF_PAGE (self), id);
    }
  else
    sf_tablet_move_visit (self->tablet, visit_id, action);
}

static GtkWidget *
make_visit_row (gpointer item, gpointer page)
{
  SfTodayPage *self = page;

  return sf_visit_row_new (self->tablet, item, on_visit_action, self);
}

static gboolean
is_with_me (SfTodayPage *self, SfRecord *visit)
{
  const char *id = sf_record_get_id (visit);
  const char *state = sf_tablet_state_of (self->tablet, id, NULL);

  return (g_str_equal (state, "accepted") || g_str_equal (state, "serving"))
    && g_strcmp0 (sf_tablet_consultant_of (self->tablet, id), sf_tablet_get_signed_in (self->tablet)) == 0;
}

static guint
add_visits (SfTodayPage *self, SfRows *rows, gboolean mine)
{
  GListModel *today = sf_tablet_get_today (self->tablet);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (today); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (today, i);
      g_autofree char *key = NULL;

      if (is_with_me (self, sf_item_get_record (item)) != mine || sf_tablet_is_touch (self->tablet, sf_item_get_id (item)))
        continue;
      key = sf_visit_row_key (self->tablet, item);
      sf_rows_add (rows, key, make_visit_row, item);
      n++;
    }
  return n;
}

/* Parties, not tickets, as the board and the manager's page count them: neither a call for help nor what was entered by mistake is one. */
static gboolean
is_party (SfTodayPage *self, SfItem *visit)
{
  return sf_purpose_counts (sf_record_get_text (sf_item_get_record (visit), SF_VISIT_PURPOSE)) &&
         !g_str_equal (sf_tablet_state_of (self->tablet, sf_item_get_id (visit), NULL), "void");
}

/* @rows: how many rows there are; else how many parties came. */
static guint
count_visits (SfTodayPage *self, gboolean rows)
{
  GListModel *today = sf_tablet_get_today (self->tablet);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (today); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (today, i);

      n += !sf_tablet_is_touch (self->tablet, sf_item_get_id (item)) && (rows || is_party (self, item)) ? 1 : 0;
    }
  return n;
}

static void
show_visits (SfTodayPage *self)
{
  SfRows *rows = sf_rows_new ();
  const guint mine = add_visits (self, rows, TRUE);
  const guint all = count_visits (self, FALSE), others = count_visits (self, TRUE) - mine;
  g_autofree char *n = g_strdup_printf ("%u", all);
  g_autofree char *heading = sf_fill (SF_ ("tab.visits", "Guests today: {n}"), "n", n, NULL);
  g_autofree char *key = g_strconcat ("heading", heading, NULL);

  if (mine > 0)
    {
      say_count (self->visits_heading, SF_ ("tab.serving", "With me now: {n}"), mine);
      if (others > 0)
        sf_rows_add (rows, key, make_heading, heading);
    }
  else
    gtk_label_set_text (self->visits_heading, heading);
  add_visits (self, rows, FALSE);
  if (mine + others == 0)
    sf_rows_add (rows, "nothing", make_nothing, (gpointer) SF_ ("tab.visits.none", "No guest has come yet today."));
  sf_rows_finish (rows, self->visits, self);
}

/* My day in four figures: parties, on file, drives, orders. */
static void
count_day (SfTodayPage *self, guint figures[4])
{
  GListModel *today = sf_tablet_get_today (self->tablet);
  const char *me = sf_tablet_get_signed_in (self->tablet);

  for (guint i = 0; i < g_list_model_get_n_items (today); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (today, i);
      SfRecord *visit = sf_item_get_record (item);
      SfRecord *status = sf_tablet_status_of (self->tablet, sf_item_get_id (item));
      SfRecord *outcome = sf_tablet_outcome_of (self->tablet, sf_item_get_id (item));
      const gboolean known = status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_CUSTOMER);

      if (me == NULL || g_strcmp0 (sf_tablet_consultant_of (self->tablet, sf_item_get_id (item)), me) != 0)
        continue;
      figures[0]++;
      figures[1] += known || !sf_record_is_null (visit, SF_VISIT_PHONE) ? 1 : 0;
      if (outcome == NULL)
        continue;
      figures[2] += g_strcmp0 (sf_record_get_text (outcome, SF_OUTCOME_DRIVE), "driven") == 0 ? 1 : 0;
      figures[3] += g_strcmp0 (sf_record_get_text (outcome, SF_OUTCOME_RESULT), "ordered") == 0 ? 1 : 0;
    }
}

static void
make_figures (SfTodayPage *self)
{
  const char *words[] = { SF_ ("tab.my.parties", "Guests"), SF_ ("tab.my.file", "On file"), SF_ ("tab.my.drives", "Drives"), SF_ ("tab.my.orders", "Orders") };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      GtkWidget *tile = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

      self->figure[i] = GTK_LABEL (gtk_label_new ("0"));
      gtk_widget_add_css_class (GTK_WIDGET (self->figure[i]), "figure");
      gtk_widget_add_css_class (GTK_WIDGET (self->figure[i]), "num");
      gtk_widget_add_css_class (tile, "figure-tile");
      gtk_box_append (GTK_BOX (tile), GTK_WIDGET (self->figure[i]));
      gtk_box_append (GTK_BOX (tile), sf_row_label (words[i], "second"));
      gtk_widget_set_halign (gtk_widget_get_last_child (tile), GTK_ALIGN_CENTER);
      sf_grid_append (self->figures, tile);
    }
}

static void
show_figures (SfTodayPage *self)
{
  guint figures[4] = { 0 };

  count_day (self, figures);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", figures[i]);

      gtk_label_set_text (self->figure[i], text);
    }
}

static void
update (SfTodayPage *self)
{
  show_figures (self);
  sf_clash_bar_show (self->clash, self->tablet);
  show_head (self);
  show_news (self);
  show_scan (self);
  show_due (self);
  show_visits (self);
}

static void
on_new_clicked (SfTodayPage *self)
{
  sf_page_go (SF_PAGE (self), "visitor");
}

static gboolean
on_tick (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static void
sf_today_page_enter (SfPage *page)
{
  update (SF_TODAY_PAGE (page));
}

static void
sf_today_page_dispose (GObject *object)
{
  SfTodayPage *self = SF_TODAY_PAGE (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer (&self->choice.id, g_free);
  g_clear_pointer (&self->choice.day, g_free);
  g_clear_pointer (&self->choice.booked, g_free);
  g_clear_object (&self->desk);
  g_clear_object (&self->doings);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_today_page_parent_class)->dispose (object);
}

static void
sf_today_page_class_init (SfTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_today_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_today_page_enter;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_FAULT_BAR);
  g_type_ensure (SF_TYPE_CLASH_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-today-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, head);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, faults);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, clash);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, greeting);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, day);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, due_heading);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, visits_heading);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, news_text);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, presences);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, figures);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, due);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, visits);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, ring_space);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, news);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, scan);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, scan_text);
  gtk_widget_class_bind_template_child (widget_class, SfTodayPage, add);
  gtk_widget_class_bind_template_callback (widget_class, on_new_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_news_seen_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_scan_seen_clicked);
}

static void
sf_today_page_init (SfTodayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_presences (self);
  make_figures (self);
  self->tick = g_timeout_add_seconds (30, on_tick, self);
}

SfPage *
sf_today_page_new (SfTablet *tablet, SfCardDesk *desk)
{
  SfTodayPage *self = g_object_new (SF_TYPE_TODAY_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  sf_fault_bar_follow (self->faults, tablet);
  sf_ring_room_keep (SF_PAGE (self), self->head, self->ring_space, PAGE_PADDING, SPACING);
  self->desk = g_object_ref (desk);
  self->doings = sf_doings_new (sf_tablet_get_floor (tablet));
  g_signal_connect_object (self->doings, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "changed", G_CALLBACK (show_scan), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
