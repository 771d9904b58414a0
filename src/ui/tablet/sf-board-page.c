/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-board-page"
#include "config.h"
#include "ui/tablet/sf-board-page.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-board-row.h"
#include "ui/tablet/sf-clash-bar.h"
#include "ui/tablet/sf-ring-room.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-fault-bar.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-tablet-window.h"

/* As in tablet.css and the template. */
#define PAGE_PADDING 20
#define SPACING 14
/* A finger that moved sideways so far draws a guest; upwards and downwards it scrolls. */
#define DRAG_PX 16
/* Minutes are counted by the clock: looked at often enough that none is told late by much. */
#define TICK_S 15

struct _SfBoardPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  SfBoard *board;        /* (owned) what is on the glass */
  GtkOverlay *glass;
  GtkBox *facts, *columns, *waits, *served, *colleagues;
  SfFaultBar *faults;
  GtkWidget *head, *ring_space, *hint;
  GtkLabel *waits_heading, *served_heading, *colleagues_heading, *dragged;
  GtkWidget *over;       /* (unowned) (nullable) the colleague under the finger */
  char *visit;           /* (owned) (nullable) the guest on the finger */
  SfClashBar *clash;
  guint tick;
};

G_DEFINE_FINAL_TYPE (SfBoardPage, sf_board_page, SF_TYPE_PAGE)

/* --- the head line -------------------------------------------------------------------------------------------------- */

static char *
number (gint64 n)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, n);
}

static GtkWidget *
make_fact (gpointer text, gpointer page)
{
  GtkWidget *label = sf_row_label (text, "fact-line");

  gtk_widget_add_css_class (label, "num");
  return label;
}

static void
show_facts (SfBoardPage *self)
{
  const SfBoard *board = self->board;
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *parties = number (board->parties), *heads = number (board->heads), *service = number (board->service), *file = number (board->on_file_first);
  g_autofree char *percent = number (board->capture_percent), *waiting = number (board->waiting), *longest = number (board->longest_min);
  SfRows *rows = sf_rows_new ();

  g_ptr_array_add (facts, sf_fill (board->heads > 0 ? SF_ ("board.visits", "Parties {n}, people {m}") : SF_ ("board.visits0", "Parties {n}"), "n", parties, "m", heads, NULL));
  if (board->service > 0)
    g_ptr_array_add (facts, sf_fill (SF_ ("board.service", "Service {n}"), "n", service, NULL));
  g_ptr_array_add (facts, sf_fill (board->capture_percent >= 0 ? SF_ ("board.file", "On file {n} ({p}%)") : SF_ ("board.file0", "On file {n}"), "n", file, "p", percent, NULL));
  g_ptr_array_add (facts, sf_fill (SF_ ("board.waiting", "Waiting {n}"), "n", waiting, NULL));
  if (board->waiting > 0)
    g_ptr_array_add (facts, sf_fill (SF_ ("board.longest", "longest {n} min"), "n", longest, NULL));
  for (guint i = 0; i < facts->len; i++)
    sf_rows_add (rows, facts->pdata[i], make_fact, facts->pdata[i]);
  sf_rows_finish (rows, self->facts, self);
}

/* --- columns -------------------------------------------------------------------------------------------------------- */

static void
on_row_clicked (GtkButton *button, SfBoardPage *self)
{
  g_autofree char *id = g_strconcat ("visit:", sf_row_value (button, "visit"), NULL);

  sf_page_go (SF_PAGE (self), id);
}

static GtkWidget *
make_row (gpointer row, gpointer page)
{
  SfBoardPage *self = page;

  return sf_board_row_new (self->tablet, row, G_CALLBACK (on_row_clicked), self);
}

static GtkWidget *
make_colleague (gpointer colleague, gpointer page)
{
  return sf_board_colleague_new (colleague);
}

static GtkWidget *
make_nothing (gpointer text, gpointer page)
{
  GtkWidget *label = sf_row_label (text, "second");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_widget_add_css_class (label, "nothing");
  return label;
}

static void
show_guests (SfBoardPage *self, GPtrArray *guests, GtkBox *box, const char *nothing)
{
  SfRows *rows = sf_rows_new ();

  for (guint i = 0; i < guests->len; i++)
    {
      g_autofree char *key = sf_board_row_key (self->tablet, guests->pdata[i]);

      sf_rows_add (rows, key, make_row, guests->pdata[i]);
    }
  if (guests->len == 0)
    sf_rows_add (rows, "nothing", make_nothing, (gpointer) nothing);
  sf_rows_finish (rows, box, self);
}

static void
show_colleagues (SfBoardPage *self)
{
  SfRows *rows = sf_rows_new ();
  g_autofree char *off = number (self->board->off);
  g_autofree char *heading = sf_fill (self->board->off > 0 ? SF_ ("board.colleagues.off", "Colleagues, {n} off duty") : SF_ ("board.colleagues", "Colleagues"), "n", off, NULL);

  gtk_label_set_text (self->colleagues_heading, heading);
  for (guint i = 0; i < self->board->colleagues->len; i++)
    {
      g_autofree char *key = sf_board_colleague_key (self->board->colleagues->pdata[i]);

      sf_rows_add (rows, key, make_colleague, self->board->colleagues->pdata[i]);
    }
  if (self->board->colleagues->len == 0)
    sf_rows_add (rows, "nothing", make_nothing, (gpointer) SF_ ("board.colleagues.none", "Nobody is in yet."));
  sf_rows_finish (rows, self->colleagues, self);
}

static void
say_count (GtkLabel *label, const char *text, guint n)
{
  g_autofree char *count = number (n);
  g_autofree char *filled = sf_fill (text, "n", count, NULL);

  gtk_label_set_text (label, filled);
}

static void
update (SfBoardPage *self)
{
  /* Rows do not move or vanish under a finger that draws one of them. */
  if (self->visit != NULL)
    return;
  g_clear_pointer (&self->board, sf_board_free);
  self->board = sf_board_read (self->tablet);
  show_facts (self);
  sf_clash_bar_show (self->clash, self->tablet);
  say_count (self->waits_heading, SF_ ("board.waits", "Waiting: {n}"), (guint) self->board->waiting);
  say_count (self->served_heading, SF_ ("board.served", "Being served: {n}"), self->board->served->len);
  show_guests (self, self->board->waits, self->waits, SF_ ("board.waits.none", "Nobody is waiting."));
  show_guests (self, self->board->served, self->served, SF_ ("board.served.none", "Nobody is being served."));
  show_colleagues (self);
  gtk_widget_set_visible (self->hint, sf_board_is_desk (self->tablet));
}

/* --- drawing a guest onto a name -------------------------------------------------------------------------------------- */

/* The row at a place of the columns that carries @key, or NULL. */
static GtkWidget *
row_at (SfBoardPage *self, double x, double y, const char *key)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->columns), x, y, GTK_PICK_DEFAULT);

  while (widget != NULL && widget != GTK_WIDGET (self->columns) && sf_row_value (widget, key) == NULL)
    widget = gtk_widget_get_parent (widget);
  return widget != GTK_WIDGET (self->columns) ? widget : NULL;
}

static void
point_at (SfBoardPage *self, GtkWidget *colleague)
{
  if (self->over == colleague)
    return;
  if (self->over != NULL)
    sf_style_if (self->over, "drop-here", FALSE);
  self->over = colleague;
  if (colleague != NULL)
    sf_style_if (colleague, "drop-here", TRUE);
}

static void
lay_down (SfBoardPage *self)
{
  point_at (self, NULL);
  g_clear_pointer (&self->visit, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->dragged), FALSE);
}

static gboolean
pick_up (SfBoardPage *self, GtkGestureDrag *drag, double dx, double dy)
{
  double x, y;
  GtkWidget *row;

  if (ABS (dx) < DRAG_PX || ABS (dx) < ABS (dy) || !gtk_gesture_drag_get_start_point (drag, &x, &y))
    return FALSE;
  row = row_at (self, x, y, "visit");
  if (row == NULL || !sf_board_may_give (self->tablet, sf_row_value (row, "visit")))
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      return FALSE;
    }
  /* From here on it is no touch of the row. */
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  self->visit = g_strdup (sf_row_value (row, "visit"));
  gtk_label_set_text (self->dragged, sf_row_value (row, "name"));
  gtk_widget_set_visible (GTK_WIDGET (self->dragged), TRUE);
  return TRUE;
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, SfBoardPage *self)
{
  double x, y, glass_x, glass_y;

  if ((self->visit == NULL && !pick_up (self, drag, dx, dy)) || !gtk_gesture_drag_get_start_point (drag, &x, &y))
    return;
  point_at (self, row_at (self, x + dx, y + dy, "consultant"));
  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self->columns), GTK_WIDGET (self->glass), x + dx, y + dy, &glass_x, &glass_y))
    return;
  /* Beside the finger, so that the name under it can be read. */
  gtk_widget_set_margin_start (GTK_WIDGET (self->dragged), MAX ((int) glass_x + 12, 0));
  gtk_widget_set_margin_top (GTK_WIDGET (self->dragged), MAX ((int) glass_y - 52, 0));
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, SfBoardPage *self)
{
  const char *colleague = self->over != NULL ? sf_row_value (self->over, "consultant") : NULL;

  if (self->visit == NULL)
    return;
  if (colleague != NULL)
    {
      const char *name = sf_say_colleague (self->tablet, colleague);
      g_autofree char *said = sf_fill (SF_ ("board.gave", "{guest} goes to {name}"), "guest", gtk_label_get_text (self->dragged), "name", name != NULL ? name : "", NULL);

      sf_tablet_give (self->tablet, self->visit, colleague);
      sf_tablet_window_say (GTK_WIDGET (self), said);
    }
  lay_down (self);
  update (self);
}

static void
on_drag_cancel (GtkGesture *drag, GdkEventSequence *sequence, SfBoardPage *self)
{
  lay_down (self);
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static void
on_new_clicked (SfBoardPage *self)
{
  sf_page_go (SF_PAGE (self), "visitor");
}

static gboolean
on_tick (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

static void
sf_board_page_enter (SfPage *page)
{
  update (SF_BOARD_PAGE (page));
}

static void
sf_board_page_dispose (GObject *object)
{
  SfBoardPage *self = SF_BOARD_PAGE (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer (&self->visit, g_free);
  g_clear_pointer (&self->board, sf_board_free);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_board_page_parent_class)->dispose (object);
}

static void
sf_board_page_class_init (SfBoardPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_board_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_board_page_enter;
  g_type_ensure (SF_TYPE_FAULT_BAR);
  g_type_ensure (SF_TYPE_CLASH_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-board-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, glass);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, head);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, faults);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, clash);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, facts);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, ring_space);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, columns);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, waits);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, served);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, colleagues);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, waits_heading);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, served_heading);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, colleagues_heading);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, hint);
  gtk_widget_class_bind_template_child (widget_class, SfBoardPage, dragged);
  gtk_widget_class_bind_template_callback (widget_class, on_new_clicked);
}

static void
sf_board_page_init (SfBoardPage *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the rows' own touches: a touch that becomes a drag is taken away from them. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (on_drag_cancel), self);
  gtk_widget_add_controller (GTK_WIDGET (self->columns), GTK_EVENT_CONTROLLER (drag));
  self->tick = g_timeout_add_seconds (TICK_S, on_tick, self);
}

SfPage *
sf_board_page_new (SfTablet *tablet)
{
  SfBoardPage *self = g_object_new (SF_TYPE_BOARD_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  sf_fault_bar_follow (self->faults, tablet);
  sf_ring_room_keep (SF_PAGE (self), self->head, self->ring_space, PAGE_PADDING, SPACING);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
