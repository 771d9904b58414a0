/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-visit-page"
#include "config.h"
#include "ui/tablet/sf-visit-page.h"
#include "model/sf-assign.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-board-row.h"
#include "ui/tablet/sf-ring-room.h"
#include "ui/tablet/sf-step-row.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-tablet-window.h"

/* As in the sheet and its template. */
#define PAGE_PADDING 20
#define SPACING 16

struct _SfVisitPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  char *visit;           /* (owned) id */
  GtkLabel *name, *line, *rule;
  GtkBox *actions, *steps, *colleagues;
  GtkWidget *steps_heading, *head, *ring_space;
  char *skipping;        /* (owned) (nullable) the step whose reasons are offered */
};

G_DEFINE_FINAL_TYPE (SfVisitPage, sf_visit_page, SF_TYPE_PAGE)

static void update (SfVisitPage *self);

static const char *
state_of (SfVisitPage *self)
{
  return sf_tablet_state_of (self->tablet, self->visit, NULL);
}

static gboolean
is_over (SfVisitPage *self)
{
  return g_str_equal (state_of (self), "left") || g_str_equal (state_of (self), "void");
}

/* --- who ------------------------------------------------------------------------------------------------------------ */

static void
show_guest (SfVisitPage *self, SfRecord *visit)
{
  g_autofree char *name = sf_say_visitor (self->tablet, visit), *purpose = sf_say_purpose (self->tablet, visit), *place = sf_say_place (self->tablet, visit);
  g_autofree char *time = sf_say_time (self->tablet, sf_record_get_int (visit, SF_VISIT_AT));
  g_autofree char *title = g_strdup_printf ("%s  %s", sf_record_get_text (visit, SF_VISIT_NUMBER), name);
  const char *who = sf_say_colleague (self->tablet, sf_tablet_consultant_of (self->tablet, self->visit));
  g_autofree char *wishes = sf_say_wishes (self->tablet, visit);
  const char *parts[] = { sf_say_state (state_of (self)), who, purpose, wishes, place, time };
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      g_string_append_printf (line, "%s%s", line->len > 0 ? sf_say_dot () : "", parts[i]);
  gtk_label_set_text (self->name, title);
  gtk_label_set_text (self->line, line->str);
}

/* What was decided last, and why; after somebody at the desk chose, what the rule had chosen. */
static void
show_rule (SfVisitPage *self)
{
  SfRecord *offer = sf_tablet_offer_of (self->tablet, self->visit);
  const char *why = offer != NULL ? sf_record_get_text (offer, SF_ASSIGNMENT_WHY) : NULL;
  const char *who = offer != NULL ? sf_say_colleague (self->tablet, sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT)) : NULL;
  const char *instead = offer != NULL ? sf_say_colleague (self->tablet, sf_record_get_text (offer, SF_ASSIGNMENT_AUTO)) : NULL;
  g_autofree char *text = sf_assign_why_text (why, who, sf_language_get ());
  g_autofree char *rule = instead != NULL ? sf_fill (SF_ ("board.rule", "By the rule: {name}"), "name", instead, NULL) : NULL;
  g_autofree char *both = rule != NULL ? g_strjoin (sf_say_dot (), text, rule, NULL) : g_strdup (text);

  sf_label_say (self->rule, both);
}

/* --- 换顾问 ---------------------------------------------------------------------------------------------------------- */

static void
on_colleague_clicked (GtkButton *button, SfVisitPage *self)
{
  const char *consultant = sf_row_value (button, "consultant"), *name = sf_say_colleague (self->tablet, consultant);
  SfRecord *visit = sf_tablet_visit (self->tablet, self->visit);
  g_autofree char *title = visit != NULL ? sf_say_visitor (self->tablet, visit) : NULL;
  g_autofree char *guest = visit != NULL ? g_strdup_printf ("%s %s", sf_record_get_text (visit, SF_VISIT_NUMBER), title) : NULL;
  g_autofree char *said = sf_fill (SF_ ("board.gave", "{guest} goes to {name}"), "guest", guest != NULL ? guest : "", "name", name != NULL ? name : "", NULL);

  sf_tablet_give (self->tablet, self->visit, consultant);
  sf_tablet_window_say (GTK_WIDGET (self), said);
  sf_page_back (SF_PAGE (self));
}

static GtkWidget *
make_colleague (gpointer item, gpointer page)
{
  const SfBoardColleague *colleague = item;
  GtkWidget *button = gtk_button_new ();
  const char *name = sf_record_get_ltext (colleague->consultant, SF_CONSULTANT_NAME, sf_language_get ());
  g_autofree char *line = sf_board_say_colleague (colleague);

  gtk_button_set_child (GTK_BUTTON (button), sf_board_colleague_new (colleague));
  gtk_widget_add_css_class (button, "flat-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, line, -1);
  g_object_set_data_full (G_OBJECT (button), "consultant", g_strdup (sf_record_get_id (colleague->consultant)), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_colleague_clicked), page);
  return button;
}

static GtkWidget *
make_nothing (gpointer text, gpointer page)
{
  GtkWidget *label = sf_row_label (text, "second");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  return label;
}

static void
show_colleagues (SfVisitPage *self)
{
  g_autoptr (SfBoard) board = sf_board_read (self->tablet);
  const gboolean may = sf_board_may_give (self->tablet, self->visit);
  const char *has = sf_tablet_consultant_of (self->tablet, self->visit);
  SfRows *rows = sf_rows_new ();
  guint others = 0;

  for (guint i = 0; may && i < board->colleagues->len; i++)
    {
      const SfBoardColleague *colleague = board->colleagues->pdata[i];
      g_autofree char *key = sf_board_colleague_key (colleague);

      if (g_strcmp0 (sf_record_get_id (colleague->consultant), has) == 0)
        continue;
      sf_rows_add (rows, key, make_colleague, (gpointer) colleague);
      others++;
    }
  if (may && others == 0)
    sf_rows_add (rows, "nobody", make_nothing, (gpointer) SF_ ("board.give.nobody", "No colleague is on the floor who could take this guest."));
  if (!may && !is_over (self))
    sf_rows_add (rows, "none", make_nothing, (gpointer) SF_ ("board.give.none", "Only the front desk can give this guest to somebody else."));
  sf_rows_finish (rows, self->colleagues, self);
}

/* --- steps ---------------------------------------------------------------------------------------------------------- */

static void
on_step (const char *action, const char *step, const char *why, gpointer data)
{
  SfVisitPage *self = SF_VISIT_PAGE (data);
  g_autofree char *was = g_steal_pointer (&self->skipping);

  if (g_str_equal (action, "tick"))
    sf_tablet_tick_step (self->tablet, self->visit, step);
  else if (g_str_equal (action, "skip") && why != NULL)
    sf_tablet_skip_step (self->tablet, self->visit, step, why);
  else if (g_str_equal (action, "ask") && g_strcmp0 (was, step) != 0)
    self->skipping = g_strdup (step);
  update (self);
}

static GtkWidget *
make_step (gpointer step, gpointer page)
{
  SfVisitPage *self = page;

  return sf_step_row_new (self->tablet, step, g_strcmp0 (self->skipping, ((SfTabletStep *) step)->step) == 0, on_step, self);
}

static void
show_steps (SfVisitPage *self)
{
  g_autoptr (GPtrArray) steps = sf_tablet_steps_of (self->tablet, self->visit);
  SfRows *rows = sf_rows_new ();

  for (guint i = 0; i < steps->len; i++)
    {
      const gboolean asked = g_strcmp0 (self->skipping, ((SfTabletStep *) steps->pdata[i])->step) == 0;
      g_autofree char *key = sf_step_row_key (self->tablet, steps->pdata[i], asked);

      /* While the reason for one is asked the others make room. */
      if (asked || self->skipping == NULL)
        sf_rows_add (rows, key, make_step, steps->pdata[i]);
    }
  gtk_widget_set_visible (self->steps_heading, steps->len > 0);
  sf_rows_finish (rows, self->steps, self);
}

/* --- what else ------------------------------------------------------------------------------------------------------ */

static void
on_action_clicked (GtkButton *button, SfVisitPage *self)
{
  const char *action = sf_row_value (button, "action");

  if (g_str_equal (action, "finish"))
    {
      g_autofree char *id = g_strconcat ("finish:", self->visit, NULL);

      sf_page_go (SF_PAGE (self), id);
      return;
    }
  sf_tablet_move_visit (self->tablet, self->visit, g_strcmp0 (action, "greeted") == 0 ? "serve" : action);
  sf_page_back (SF_PAGE (self));
}

static GtkWidget *
make_action (gpointer action, gpointer page)
{
  const char *text = g_str_equal (action, "greeted") ? SF_ ("tab.greeted", "I'm with them")
                     : g_str_equal (action, "serve") ? SF_ ("visit.serve", "I look after them") : g_str_equal (action, "finish") ? SF_ ("tab.finish", "Finish the visit")
                     : g_str_equal (action, "leave") ? SF_ ("tab.left", "Guest has left") : SF_ ("visit.void", "Entered by mistake");
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "quiet");
  g_object_set_data_full (G_OBJECT (button), "action", g_strdup (action), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_action_clicked), page);
  return button;
}

static void
show_actions (SfVisitPage *self, SfRecord *visit)
{
  const char *who = sf_tablet_consultant_of (self->tablet, self->visit), *me = sf_tablet_get_signed_in (self->tablet);
  const gboolean mine = who != NULL && g_strcmp0 (who, me) == 0, open = !is_over (self) && sf_tablet_status_of (self->tablet, self->visit) != NULL;
  const gboolean sale = g_strcmp0 (sf_purpose_job (sf_record_get_text (visit, SF_VISIT_PURPOSE)), "sales") == 0;
  g_auto (GStrv) missing = sf_tablet_steps_missing (self->tablet, self->visit, NULL);
  SfRows *rows = sf_rows_new ();

  if (open && who == NULL)
    sf_rows_add (rows, "serve", make_action, (gpointer) "serve");
  else if (open && mine && g_str_equal (state_of (self), "accepted"))
    sf_rows_add (rows, "greeted", make_action, (gpointer) "greeted");
  if (open && mine && sale)
    sf_rows_add (rows, "finish", make_action, (gpointer) "finish");
  if (open && (mine || sf_board_is_desk (self->tablet)) && !(mine && sale) && missing[0] == NULL)
    sf_rows_add (rows, "leave", make_action, (gpointer) "leave");
  if (open && sf_board_is_desk (self->tablet))
    sf_rows_add (rows, "void", make_action, (gpointer) "void");
  sf_rows_finish (rows, self->actions, self);
}

static void
update (SfVisitPage *self)
{
  SfRecord *visit = sf_tablet_visit (self->tablet, self->visit);

  if (visit == NULL)
    return;
  show_guest (self, visit);
  show_rule (self);
  show_steps (self);
  show_actions (self, visit);
  show_colleagues (self);
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static gboolean
sf_visit_page_key (SfPage *page, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;
  sf_page_back (page);
  return TRUE;
}

static void
sf_visit_page_enter (SfPage *page)
{
  update (SF_VISIT_PAGE (page));
}

static void
sf_visit_page_dispose (GObject *object)
{
  SfVisitPage *self = SF_VISIT_PAGE (object);

  g_clear_pointer (&self->visit, g_free);
  g_clear_pointer (&self->skipping, g_free);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_visit_page_parent_class)->dispose (object);
}

static void
sf_visit_page_class_init (SfVisitPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_visit_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_visit_page_enter;
  SF_PAGE_CLASS (klass)->key = sf_visit_page_key;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-visit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, head);
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, ring_space);
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, name);
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, line);
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, rule);
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, steps);
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, steps_heading);
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, actions);
  gtk_widget_class_bind_template_child (widget_class, SfVisitPage, colleagues);
  gtk_widget_class_bind_template_callback (widget_class, sf_page_back);
}

static void
sf_visit_page_init (SfVisitPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_ring_room_keep (SF_PAGE (self), self->head, self->ring_space, PAGE_PADDING, SPACING);
}

SfPage *
sf_visit_page_new (SfTablet *tablet, const char *visit_id)
{
  SfVisitPage *self = g_object_new (SF_TYPE_VISIT_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  self->visit = g_strdup (visit_id);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
