/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-visit-row"
#include "config.h"
#include "ui/tablet/sf-visit-row.h"
#include "model/sf-assign.h"
#include "ui/common/sf-language.h"
#include "app/sf-tablet-steps.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"

typedef struct {
  char *name, *line, *time, *also;
  const char *number, *state, *before, *colleague;
  gboolean pending, mine, draft, wall, steps, late;
} Shown;

static void
shown_clear (Shown *shown)
{
  g_free (shown->name);
  g_free (shown->line);
  g_free (shown->time);
  g_free (shown->also);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

static gboolean
is (const char *state, const char *other)
{
  return g_str_equal (state, other);
}

static gboolean
has_screen (SfTablet *tablet)
{
  GListModel *devices = G_LIST_MODEL (sf_floor_get_devices (sf_tablet_get_floor (tablet)));

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      SfRecord *device = sf_item_get_record (sf_live_query_peek (SF_LIVE_QUERY (devices), i));

      if (g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), "display") == 0 && g_strcmp0 (sf_record_get_text (device, SF_DEVICE_STATE), "active") == 0)
        return TRUE;
    }
  return FALSE;
}

/* Steps that only a hand can tick, or that stand between a service guest and the door. */
static gboolean
has_open_steps (SfTablet *tablet, SfRecord *visit)
{
  g_auto (GStrv) missing = sf_tablet_steps_missing (tablet, sf_record_get_id (visit), NULL);
  const gboolean sale = g_strcmp0 (sf_purpose_job (sf_record_get_text (visit, SF_VISIT_PURPOSE)), "sales") == 0;

  for (guint i = 0; missing[i] != NULL; i++)
    if (!sf_step_has_event (missing[i]) || !sale)
      return TRUE;
  return FALSE;
}

static void
look (SfTablet *tablet, SfItem *item, Shown *shown)
{
  SfRecord *visit = sf_item_get_record (item);
  const char *id = sf_item_get_id (item);
  SfRecord *status = sf_tablet_status_of (tablet, id);
  const char *who = sf_tablet_consultant_of (tablet, id);
  const gint64 since = status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_SINCE) ? sf_record_get_int (status, SF_VISIT_STATUS_SINCE) : sf_record_get_int (visit, SF_VISIT_AT);
  const char *before = status != NULL ? sf_record_get_text (status, SF_VISIT_STATUS_BEFORE) : NULL;
  g_autofree char *others = NULL;

  shown->number = sf_record_get_text (visit, SF_VISIT_NUMBER);
  others = sf_tablet_other_numbers (tablet, id);
  shown->also = others != NULL ? sf_fill (SF_ ("tab.also", "Also took {number}"), "number", others, NULL) : NULL;
  shown->name = sf_say_visitor (tablet, visit);
  shown->line = sf_say_purpose (tablet, visit);
  shown->state = sf_tablet_state_of (tablet, id, &shown->pending);
  shown->pending = shown->pending || sf_item_get_pending (item);
  shown->before = sf_say_before (before != NULL ? before : sf_record_get_text (visit, SF_VISIT_BEFORE));
  shown->mine = g_strcmp0 (who, sf_tablet_get_signed_in (tablet)) == 0 && (is (shown->state, "accepted") || is (shown->state, "serving"));
  shown->colleague = shown->mine ? NULL : sf_say_colleague (tablet, who);
  shown->wall = !is (shown->state, "left") && !is (shown->state, "void") && has_screen (tablet);
  shown->late = sf_record_get_int (visit, SF_VISIT_LATE) == 1;
  shown->steps = shown->mine && has_open_steps (tablet, visit);
  shown->draft = sf_tablet_has_draft (tablet, id);
  shown->time = is (shown->state, "left") || is (shown->state, "void") ? sf_say_time (tablet, sf_record_get_int (visit, SF_VISIT_AT)) : sf_say_since (tablet, since);
}

char *
sf_visit_row_key (SfTablet *tablet, SfItem *visit)
{
  g_auto (Shown) shown = { 0 };

  look (tablet, visit, &shown);
  return g_strdup_printf ("%s|%s|%s|%s|%s|%s|%s|%s|%d%d%d%d%d", sf_item_get_id (visit), shown.name, shown.line, shown.also, shown.state, shown.before, shown.colleague, shown.time,
                          shown.pending, shown.mine, shown.draft, shown.wall, shown.steps);
}

static const char *
tone_of (const char *state)
{
  if (is (state, "waiting") || is (state, "notified"))
    return "warn";
  if (is (state, "accepted") || is (state, "serving"))
    return "ok";
  return "calm";
}

/* Handlers: the button keeps action and visit; the function and its data are with the row. */
typedef struct { SfVisitFunc func; gpointer data; } Target;

static void
on_action_clicked (GtkButton *button, Target *target)
{
  g_autofree char *visit = g_strdup (sf_row_value (button, "visit"));

  target->func (sf_row_value (button, "action"), visit, target->data);
}

static GtkWidget *
action_button (const char *text, const char *style, const char *action, const char *visit, Target *target)
{
  GtkWidget *button = sf_row_chip (text, G_CALLBACK (on_action_clicked), target, "action", action);

  g_object_set_data_full (G_OBJECT (button), "visit", g_strdup (visit), g_free);
  if (!g_str_equal (style, "chip"))
    {
      GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

      gtk_widget_remove_css_class (button, "chip");
      gtk_widget_add_css_class (button, style);
      /* Half of the glass is not much for two buttons in every language. */
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
      gtk_label_set_width_chars (GTK_LABEL (label), 4);
    }
  return button;
}

/* 大屏: welcome and call. An icon is enough beside a name; its word is for those who do not see it. */
static GtkWidget *
wall_button (const char *visit, Target *target)
{
  GtkWidget *button = action_button ("", "chip", "wall", visit, target);

  gtk_button_set_icon_name (GTK_BUTTON (button), "sf-screen-symbolic");
  gtk_widget_add_css_class (button, "on-wall");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, SF_ ("wall.title", "On the wall"), -1);
  return button;
}

static GtkWidget *
make_texts (const Shown *shown)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  g_autoptr (GString) line = g_string_new (shown->line);
  GtkWidget *second;

  gtk_box_append (GTK_BOX (first), sf_row_label (shown->name, "heading"));
  if (shown->late)
    gtk_box_append (GTK_BOX (first), sf_row_pill (SF_ ("late.pill", "Written down later"), "calm"));
  if (shown->before != NULL)
    gtk_box_append (GTK_BOX (first), sf_row_pill (shown->before, "calm"));
  for (guint i = 0; i < 3; i++)
    {
      const char *part = i == 0 ? shown->also : i == 1 ? shown->colleague : shown->time;

      if (part == NULL)
        continue;
      g_string_append (line, sf_say_dot ());
      g_string_append (line, part);
    }
  second = sf_row_label (line->str, "second");
  gtk_label_set_wrap (GTK_LABEL (second), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (second), 12);
  gtk_box_append (GTK_BOX (texts), first);
  gtk_box_append (GTK_BOX (texts), second);
  gtk_widget_set_hexpand (texts, TRUE);
  return texts;
}

static GtkWidget *
make_state (const Shown *shown)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *pill = sf_row_pill (sf_say_state (shown->state), tone_of (shown->state));

  gtk_widget_set_halign (pill, GTK_ALIGN_END);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), pill);
  if (shown->pending)
    {
      GtkWidget *wait = sf_row_label (SF_ ("tab.unsent", "Not delivered yet"), "caption");

      gtk_widget_set_halign (wait, GTK_ALIGN_END);
      gtk_box_append (GTK_BOX (box), wait);
    }
  return box;
}

GtkWidget *
sf_visit_row_new (SfTablet *tablet, SfItem *visit, SfVisitFunc func, gpointer data)
{
  g_auto (Shown) shown = { 0 };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *number;
  Target *target = g_new0 (Target, 1);

  target->func = func;
  target->data = data;
  g_object_set_data_full (G_OBJECT (row), "target", target, g_free);
  look (tablet, visit, &shown);
  gtk_widget_add_css_class (row, "card");
  number = sf_row_label (shown.number, "row-number");
  gtk_widget_add_css_class (number, "num-big");
  gtk_widget_set_valign (number, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), number);
  gtk_box_append (GTK_BOX (head), make_texts (&shown));
  gtk_box_append (GTK_BOX (head), make_state (&shown));
  if (shown.wall)
    gtk_box_append (GTK_BOX (head), wall_button (sf_item_get_id (visit), target));
  gtk_box_append (GTK_BOX (row), head);
  if (shown.mine)
    {
      GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      const char *id = sf_item_get_id (visit);
      const gboolean sale = g_strcmp0 (sf_purpose_job (sf_record_get_text (sf_item_get_record (visit), SF_VISIT_PURPOSE)), "sales") == 0;
      const char *end = shown.draft ? SF_ ("tab.finish.on", "Finish the visit (begun)") : SF_ ("tab.finish", "Finish the visit");
      /* Level, cars and result are questions of a sale; a service guest simply leaves. */
      GtkWidget *finish = action_button (sale ? end : SF_ ("tab.left", "Guest has left"), "go", sale ? "finish" : "leave", id, target);

      gtk_widget_add_css_class (row, "mine");
      gtk_widget_set_hexpand (finish, TRUE);
      if (is (shown.state, "accepted"))
        gtk_box_append (GTK_BOX (buttons), action_button (SF_ ("tab.greeted", "I'm with them"), "quiet", "serve", id, target));
      if (shown.steps)
        gtk_box_append (GTK_BOX (buttons), action_button (SF_ ("tab.steps", "Steps…"), "quiet", "visit", id, target));
      /* Nobody leaves by a touch while a step is missing; the sheet of a sale asks for itself. */
      gtk_widget_set_visible (finish, sale || !shown.steps);
      gtk_box_append (GTK_BOX (buttons), finish);
      gtk_box_append (GTK_BOX (row), buttons);
    }
  return row;
}
