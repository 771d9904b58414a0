/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-fault-bar"
#include "config.h"
#include "ui/tablet/sf-fault-bar.h"
#include "app/sf-tablet-steps.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-tablet-text.h"

struct _SfFaultBar
{
  GtkBox parent_instance;
  SfTablet *tablet;
  GtkLabel *text;      /* not owned */
};

G_DEFINE_FINAL_TYPE (SfFaultBar, sf_fault_bar, GTK_TYPE_BOX)

static char *
say_printer (SfRecord *device)
{
  const int state = sf_enum_index (&sf_enum_paper, sf_record_get_text (device, SF_DEVICE_PAPER));

  if (state < 0 || g_str_equal (sf_enum_paper.values[state].value, "ready") || g_strcmp0 (sf_record_get_text (device, SF_DEVICE_STATE), "active") != 0)
    return NULL;
  return sf_fill (SF_ ("fault.printer", "{kiosk}, ticket printer: {what}"), "kiosk", sf_record_get_text (device, SF_DEVICE_NAME),
                  "what", sf_language_text ("enum.paper", sf_enum_paper.values[state].en), NULL);
}

static void
add_line (GString *lines, const char *line)
{
  g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", line);
}

/* Tablets that this kiosk, or screens that this tablet, could not reach if the server were away. */
static void
say_unreached (SfFaultBar *self, SfRecord *device, GString *lines)
{
  SfFloor *floor = sf_tablet_get_floor (self->tablet);
  const gboolean kiosk = g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), "kiosk") == 0;
  g_auto (GStrv) others = sf_record_get_set (device, SF_DEVICE_UNREACHED);

  for (guint i = 0; others[i] != NULL && g_strcmp0 (sf_record_get_text (device, SF_DEVICE_STATE), "active") == 0; i++)
    {
      SfRecord *other = sf_floor_device_record (floor, others[i]);
      g_autofree char *line = NULL;

      if (other == NULL || g_strcmp0 (sf_record_get_text (other, SF_DEVICE_STATE), "active") != 0)
        continue;
      line = sf_fill (kiosk ? SF_ ("fault.reach", "{kiosk} cannot ring {tablet} directly: check the Wi-Fi's client isolation and the tablet's firewall")
                            : SF_ ("fault.reach.screen", "{tablet} cannot reach {screen} directly: check the Wi-Fi's client isolation and the screen's firewall"),
                      kiosk ? "kiosk" : "tablet", sf_record_get_text (device, SF_DEVICE_NAME), kiosk ? "tablet" : "screen", sf_record_get_text (other, SF_DEVICE_NAME), NULL);
      add_line (lines, line);
    }
}

/* Guests of whoever holds this tablet for whom something should have been done by now. */
static void
say_late (SfFaultBar *self, GString *lines)
{
  g_autoptr (GPtrArray) late = sf_tablet_steps_late (self->tablet);

  for (guint i = 0; i < late->len; i++)
    {
      SfRecord *visit = sf_tablet_visit (self->tablet, sf_record_get_text (late->pdata[i], SF_VISIT_STEP_VISIT));
      g_autofree char *who = visit != NULL ? sf_say_visitor (self->tablet, visit) : NULL, *line = NULL;

      if (visit == NULL)
        continue;
      line = sf_fill (SF_ ("step.late", "{number} {who} · overdue: {step}"), "number", sf_record_get_text (visit, SF_VISIT_NUMBER), "who", who,
                      "step", sf_step_text (sf_record_get_text (late->pdata[i], SF_VISIT_STEP_STEP), sf_language_get ()), NULL);
      add_line (lines, line);
    }
}

/* Whom the one signed in is on the way to while no server knows of it: no list has them yet. */
static void
say_going (SfFaultBar *self, GString *lines)
{
  g_autoptr (GPtrArray) visits = sf_tablet_going_to (self->tablet);

  for (guint i = 0; i < visits->len; i++)
    {
      g_autofree char *who = sf_say_visitor (self->tablet, visits->pdata[i]), *where = sf_say_place (self->tablet, visits->pdata[i]), *line = NULL;

      line = sf_fill (SF_ ("ring.going", "You're on your way to {number} {who} · {where}"), "number", sf_record_get_text (visits->pdata[i], SF_VISIT_NUMBER), "who", who,
                      "where", where != NULL ? where : "", NULL);
      add_line (lines, line);
    }
}

static void
show_faults (SfFaultBar *self)
{
  GListModel *devices = G_LIST_MODEL (sf_floor_get_devices (sf_tablet_get_floor (self->tablet)));
  g_autoptr (GString) lines = g_string_new (NULL);

  /* Guests before the house's cables. */
  say_going (self, lines);
  say_late (self, lines);
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (devices, i);
      g_autofree char *line = say_printer (sf_item_get_record (item));

      if (line != NULL)
        add_line (lines, line);
      say_unreached (self, sf_item_get_record (item), lines);
    }
  gtk_label_set_text (self->text, lines->str);
  gtk_widget_set_visible (GTK_WIDGET (self), lines->len > 0);
}

void
sf_fault_bar_follow (SfFaultBar *self, SfTablet *tablet)
{
  g_set_object (&self->tablet, tablet);
  g_signal_connect_object (sf_tablet_get_floor (tablet), "changed", G_CALLBACK (show_faults), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (show_faults), self, G_CONNECT_SWAPPED);
  show_faults (self);
}

static void
sf_fault_bar_dispose (GObject *object)
{
  g_clear_object (&SF_FAULT_BAR (object)->tablet);
  G_OBJECT_CLASS (sf_fault_bar_parent_class)->dispose (object);
}

static void
sf_fault_bar_class_init (SfFaultBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_fault_bar_dispose;
}

static void
sf_fault_bar_init (SfFaultBar *self)
{
  self->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_width_chars (self->text, 30);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->text));
  gtk_widget_add_css_class (GTK_WIDGET (self), "notice-bar");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
