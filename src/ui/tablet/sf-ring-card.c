/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ring-card"
#include "config.h"
#include "ui/tablet/sf-ring-card.h"
#include "model/sf-assign.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-tablet-text.h"

struct _SfRingCard
{
  AdwBin parent_instance;
  SfTablet *tablet;      /* (owned) */
  char *shown;           /* (owned) (nullable): id of the offer on the card */
  GtkStack *stack;
  GtkLabel *who, *number, *before, *more, *what, *last, *whom;
  GtkButton *accept, *hand;
  SfGrid *colleagues;
  guint tick;
};

G_DEFINE_FINAL_TYPE (SfRingCard, sf_ring_card, ADW_TYPE_BIN)

static void
on_accept_clicked (SfRingCard *self)
{
  if (self->shown != NULL)
    sf_tablet_accept (self->tablet, self->shown);
}

static void
on_decline_clicked (SfRingCard *self)
{
  if (self->shown != NULL)
    sf_tablet_decline (self->tablet, self->shown);
}

static void
on_hand_back_clicked (SfRingCard *self)
{
  gtk_stack_set_visible_child_name (self->stack, "card");
  gtk_widget_grab_focus (GTK_WIDGET (self->accept));
}

static void
on_colleague_clicked (GtkButton *button, SfRingCard *self)
{
  if (self->shown != NULL)
    sf_tablet_hand (self->tablet, self->shown, g_object_get_data (G_OBJECT (button), "person"));
}

static void
on_hand_clicked (SfRingCard *self)
{
  g_autoptr (GPtrArray) free_ones = sf_tablet_free_colleagues (self->tablet);

  sf_grid_clear (self->colleagues);
  for (guint i = 0; i < free_ones->len; i++)
    {
      SfRecord *person = free_ones->pdata[i];
      GtkWidget *button = gtk_button_new_with_label (sf_record_get_ltext (person, SF_CONSULTANT_NAME, sf_language_get ()));

      gtk_widget_add_css_class (button, "chip");
      g_object_set_data_full (G_OBJECT (button), "person", g_strdup (sf_record_get_id (person)), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (on_colleague_clicked), self);
      sf_grid_append (self->colleagues, button);
    }
  gtk_label_set_text (self->whom, free_ones->len > 0 ? SF_ ("tab.hand.whom", "Who takes over?") : SF_ ("tab.hand.nobody", "No colleague is free right now"));
  gtk_stack_set_visible_child_name (self->stack, "hand");
}

static void
append (GString *line, const char *text)
{
  if (text == NULL || *text == 0)
    return;
  if (line->len > 0)
    g_string_append (line, sf_say_dot ());
  g_string_append (line, text);
}

static char *
where_and_what (SfRingCard *self, SfRecord *visit)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *place = sf_say_place (self->tablet, visit);
  g_autofree char *purpose = sf_say_purpose (self->tablet, visit);
  g_autofree char *wishes = sf_say_wishes (self->tablet, visit);

  append (line, place);
  append (line, purpose);
  append (line, wishes);
  if (g_strcmp0 (sf_record_get_text (visit, SF_VISIT_PURPOSE), "help") == 0)
    append (line, sf_record_get_text (visit, SF_VISIT_CODE));
  if (!sf_record_is_null (visit, SF_VISIT_PLATE))
    append (line, sf_record_get_text (visit, SF_VISIT_PLATE));
  return g_strdup (line->str);
}

static char *
day_of (SfRingCard *self, gint64 at)
{
  int minute;
  g_autofree char *day = sf_day_of (at, sf_floor_zone (sf_tablet_get_floor (self->tablet)), &minute);

  return sf_say_day (day);
}

/* What is known of last time, why it rings here, and how long the guest has waited. */
static char *
last_and_wait (SfRingCard *self, SfRecord *offer, SfRecord *visit)
{
  g_autoptr (GString) line = g_string_new (NULL);
  SfRecord *status = sf_tablet_status_of (self->tablet, sf_record_get_id (visit));
  SfRecord *customer = status != NULL ? sf_tablet_customer (self->tablet, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER)) : NULL;
  const gint64 now = sf_clock_wall_ms (sf_device_get_clock (sf_tablet_get_device (self->tablet)));
  const int waited = (int) CLAMP ((now - sf_record_get_int (visit, SF_VISIT_AT)) / 1000, 0, 35999);
  g_autofree char *clock = g_strdup_printf ("%d:%02d", waited / 60, waited % 60);
  g_autofree char *score = customer != NULL ? sf_say_score (sf_tablet_score_of (self->tablet, sf_record_get_id (customer)), FALSE) : NULL;
  g_autofree char *wait = sf_fill (SF_ ("tab.waited", "waiting {time}"), "time", clock, NULL);

  if (customer != NULL && !sf_record_is_null (customer, SF_CUSTOMER_LAST_NOTE))
    {
      g_autofree char *day = day_of (self, sf_record_get_int (customer, SF_CUSTOMER_LAST_AT));
      g_autofree char *text = sf_fill (SF_ ("tab.last", "Last time ({day}): {note}"), "day", day, "note", sf_record_get_text (customer, SF_CUSTOMER_LAST_NOTE), NULL);

      append (line, text);
    }
  else if (!sf_record_is_null (offer, SF_ASSIGNMENT_WHY))
    {
      const char *name = sf_say_colleague (self->tablet, sf_tablet_get_signed_in (self->tablet));
      g_autofree char *why = sf_assign_why_text (sf_record_get_text (offer, SF_ASSIGNMENT_WHY), name != NULL ? name : "", sf_language_get ());

      append (line, why);
    }
  if (score != NULL)
    append (line, score);
  append (line, wait);
  return g_strdup (line->str);
}

static void
show_before (SfRingCard *self, SfRecord *visit)
{
  SfRecord *status = sf_tablet_status_of (self->tablet, sf_record_get_id (visit));
  const char *before = status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_BEFORE)
    ? sf_record_get_text (status, SF_VISIT_STATUS_BEFORE)
    : sf_record_get_text (visit, SF_VISIT_BEFORE);
  const char *text = sf_say_before (before);

  if (g_strcmp0 (sf_record_get_text (visit, SF_VISIT_WANTS), sf_tablet_get_signed_in (self->tablet)) == 0)
    text = SF_ ("tab.asked", "Asked for you");
  gtk_label_set_text (self->before, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->before), text != NULL);
}

static void
show_more (SfRingCard *self)
{
  const guint n = sf_tablet_count_rings (self->tablet);
  g_autofree char *count = g_strdup_printf ("%u", n > 0 ? n - 1 : 0);
  g_autofree char *text = sf_fill (SF_ ("tab.ring.more", "and {n} more waiting"), "n", count, NULL);

  gtk_label_set_text (self->more, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n > 1);
}

void
sf_ring_card_update (SfRingCard *self)
{
  SfItem *ring = sf_tablet_get_ring (self->tablet);
  SfRecord *offer = ring != NULL ? sf_item_get_record (ring) : NULL;
  SfRecord *visit = offer != NULL ? sf_tablet_visit (self->tablet, sf_record_get_text (offer, SF_ASSIGNMENT_VISIT)) : NULL;
  g_autofree char *who = NULL;
  g_autofree char *title = NULL;
  g_autofree char *what = NULL;
  g_autofree char *last = NULL;

  if (offer == NULL || visit == NULL)
    {
      g_clear_pointer (&self->shown, g_free);
      return;
    }
  if (g_strcmp0 (self->shown, sf_record_get_id (offer)) != 0)
    {
      g_free (self->shown);
      self->shown = g_strdup (sf_record_get_id (offer));
      gtk_stack_set_visible_child_name (self->stack, "card");
    }
  who = sf_say_visitor (self->tablet, visit);
  title = g_strcmp0 (sf_record_get_text (visit, SF_VISIT_PURPOSE), "help") == 0
    ? g_strdup (SF_ ("tab.ring.help", "Somebody asks for help"))
    : sf_fill (SF_ ("tab.ring.who", "{name} is here"), "name", who, NULL);
  what = where_and_what (self, visit);
  last = last_and_wait (self, offer, visit);
  gtk_label_set_text (self->who, title);
  gtk_label_set_text (self->number, sf_record_get_text (visit, SF_VISIT_NUMBER));
  gtk_label_set_text (self->what, what);
  gtk_label_set_text (self->last, last);
  show_before (self, visit);
  show_more (self);
}

static gboolean
on_tick (gpointer data)
{
  SfRingCard *self = data;

  /* Only the seconds change: nothing is drawn while no ring is on the glass. */
  if (self->shown != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    sf_ring_card_update (self);
  return G_SOURCE_CONTINUE;
}

static void
sf_ring_card_dispose (GObject *object)
{
  SfRingCard *self = SF_RING_CARD (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->tablet);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (sf_ring_card_parent_class)->dispose (object);
}

static void
sf_ring_card_class_init (SfRingCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_ring_card_dispose;
  g_type_ensure (SF_TYPE_GRID);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-ring-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, stack);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, who);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, number);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, before);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, more);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, what);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, last);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, whom);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, accept);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, hand);
  gtk_widget_class_bind_template_child (widget_class, SfRingCard, colleagues);
  gtk_widget_class_bind_template_callback (widget_class, on_accept_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_hand_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_hand_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_decline_clicked);
}

static void
sf_ring_card_init (SfRingCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->tick = g_timeout_add_seconds (1, on_tick, self);
}

GtkWidget *
sf_ring_card_new (SfTablet *tablet)
{
  SfRingCard *self = g_object_new (SF_TYPE_RING_CARD, NULL);

  self->tablet = g_object_ref (tablet);
  return GTK_WIDGET (self);
}
