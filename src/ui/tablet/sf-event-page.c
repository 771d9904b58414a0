/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-event-page"
#include "config.h"
#include "ui/tablet/sf-event-page.h"
#include "craft/sf-phone.h"
#include "model/sf-assign.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"

struct _SfEventPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  SfGuestList *list;     /* (owned) */
  GtkLabel *name, *about;
  GtkEditable *surname;
  GtkBox *rows;
};

G_DEFINE_FINAL_TYPE (SfEventPage, sf_event_page, SF_TYPE_PAGE)

static const char *
title_of (SfRecord *event)
{
  const char *title = event != NULL ? sf_record_get_ltext (event, SF_EVENT_TITLE, sf_language_get ()) : NULL;
  return title != NULL ? title : "";
}

/* 报名 12 · 已到 5 · 候补 2 */
static char *
say_count (SfGuestList *list)
{
  SfGuestCount count;
  g_autofree char *all = NULL, *here = NULL, *waiting = NULL;

  sf_guest_list_count (list, &count);
  all = g_strdup_printf ("%u", count.signed_up);
  here = g_strdup_printf ("%u", count.here);
  waiting = g_strdup_printf ("%u", count.waiting);
  return sf_fill (count.waiting > 0 ? SF_ ("ev.count.waits", "{n} on the list · {here} here · {waits} waiting") : SF_ ("ev.count", "{n} on the list · {here} here"), "n", all, "here", here, "waits",
                  waiting, NULL);
}

/* --- a guest -------------------------------------------------------------------------------------------------------- */

static gboolean
is_set (SfRecord *guest, guint field)
{
  return !sf_record_is_null (guest, field);
}

static char *
say_guest (SfRecord *guest)
{
  const char *phone = sf_record_get_text (guest, SF_EVENT_GUEST_PHONE);
  g_autofree char *who = sf_say_person (sf_record_get_text (guest, SF_EVENT_GUEST_SURNAME), sf_record_get_text (guest, SF_EVENT_GUEST_TITLE));
  g_autofree char *masked = phone != NULL ? sf_phone_mask (phone) : NULL;

  return g_strjoin (sf_say_dot (), who, masked, NULL);
}

static GtkWidget *
make_pill (SfEventPage *self, SfRecord *guest)
{
  if (is_set (guest, SF_EVENT_GUEST_OFF_AT))
    return sf_row_pill (SF_ ("ev.off", "Not coming"), "calm");
  if (is_set (guest, SF_EVENT_GUEST_HERE_AT))
    {
      g_autofree char *time = sf_say_time (self->tablet, sf_record_get_int (guest, SF_EVENT_GUEST_HERE_AT));
      g_autofree char *text = sf_fill (SF_ ("ev.here.since", "Here since {time}"), "time", time, NULL);
      return sf_row_pill (text, "ok");
    }
  return is_set (guest, SF_EVENT_GUEST_WAITS_AT) ? sf_row_pill (SF_ ("ev.wait", "Waiting list"), "warn") : sf_row_pill (SF_ ("ev.signed", "Signed up"), "calm");
}

static void
on_chip_clicked (GtkButton *chip, SfEventPage *self)
{
  const char *verb = sf_row_value (chip, "verb"), *id = sf_row_value (chip, "guest");

  if (g_str_has_suffix (verb, "here"))
    sf_guest_list_tick (self->list, id, g_str_equal (verb, "here"));
  else
    sf_guest_list_off (self->list, id, g_str_equal (verb, "off"));
}

static GtkWidget *
make_chip (SfEventPage *self, SfItem *item, const char *text, const char *verb)
{
  GtkWidget *chip = sf_row_chip (text, G_CALLBACK (on_chip_clicked), self, "verb", verb);
  g_autofree char *guest = say_guest (sf_item_get_record (item)), *name = g_strjoin (sf_say_dot (), text, guest, NULL);

  g_object_set_data_full (G_OBJECT (chip), "guest", g_strdup (sf_item_get_id (item)), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return chip;
}

static GtkWidget *
make_row (gpointer data, gpointer page)
{
  SfEventPage *self = page;
  SfItem *item = data;
  SfRecord *guest = sf_item_get_record (item);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label;
  g_autofree char *who = say_guest (guest);
  const gboolean here = is_set (guest, SF_EVENT_GUEST_HERE_AT), off = is_set (guest, SF_EVENT_GUEST_OFF_AT);

  label = sf_row_label (who, "heading");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), make_pill (self, guest));
  if (here)
    gtk_box_append (GTK_BOX (row), make_chip (self, item, SF_ ("ev.undo", "Not here"), "not-here"));
  else
    gtk_box_append (GTK_BOX (row), make_chip (self, item, SF_ ("ev.tick", "Is here"), "here"));
  if (!here)
    gtk_box_append (GTK_BOX (row), off ? make_chip (self, item, SF_ ("ev.on", "Comes after all"), "on") : make_chip (self, item, SF_ ("ev.off", "Not coming"), "off"));
  gtk_widget_add_css_class (row, "row");
  return row;
}

static GtkWidget *
make_nobody (gpointer text, gpointer page)
{
  return sf_row_label (text, "second");
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static void
update (SfEventPage *self)
{
  SfRecord *event = sf_guest_list_get_event (self->list);
  GListModel *guests = sf_guest_list_get_guests (self->list);
  SfRows *rows = sf_rows_new ();
  g_autofree char *count = say_count (self->list);

  gtk_label_set_text (self->name, title_of (event));
  sf_label_say (self->about, count);
  for (guint i = 0; i < g_list_model_get_n_items (guests); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (guests, i);
      SfRecord *guest = sf_item_get_record (item);
      g_autofree char *who = say_guest (guest);
      g_autofree char *key = g_strdup_printf ("%s|%s|%" G_GINT64_FORMAT "|%d%d", sf_item_get_id (item), who, sf_record_get_int (guest, SF_EVENT_GUEST_HERE_AT),
                                              is_set (guest, SF_EVENT_GUEST_WAITS_AT), is_set (guest, SF_EVENT_GUEST_OFF_AT));

      sf_rows_add (rows, key, make_row, item);
    }
  if (g_list_model_get_n_items (guests) == 0)
    sf_rows_add (rows, "nobody", make_nobody, (gpointer) SF_ ("ev.nobody", "Nobody has signed up yet."));
  sf_rows_finish (rows, self->rows, self);
}

static void
on_add_clicked (SfEventPage *self)
{
  g_autofree char *surname = g_strstrip (g_strdup (gtk_editable_get_text (self->surname)));

  sf_guest_list_add (self->list, surname);
  gtk_editable_set_text (self->surname, "");
}

static void
sf_event_page_enter (SfPage *page)
{
  update (SF_EVENT_PAGE (page));
}

static void
sf_event_page_dispose (GObject *object)
{
  SfEventPage *self = SF_EVENT_PAGE (object);

  g_clear_object (&self->list);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_event_page_parent_class)->dispose (object);
}

static void
sf_event_page_class_init (SfEventPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_event_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_event_page_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-event-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfEventPage, name);
  gtk_widget_class_bind_template_child (widget_class, SfEventPage, about);
  gtk_widget_class_bind_template_child (widget_class, SfEventPage, surname);
  gtk_widget_class_bind_template_child (widget_class, SfEventPage, rows);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
  gtk_widget_class_bind_template_callback (widget_class, sf_page_back);
}

static void
sf_event_page_init (SfEventPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_event_page_new (SfTablet *tablet, const char *event_id)
{
  SfEventPage *self = g_object_new (SF_TYPE_EVENT_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  self->list = sf_guest_list_new (tablet, event_id);
  g_signal_connect_object (self->list, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}

char *
sf_event_page_say_way (SfTablet *tablet, SfRecord *event)
{
  g_autofree char *time = sf_say_time (tablet, sf_record_get_int (event, SF_EVENT_FROM));
  g_autofree char *taken = g_strdup_printf ("%" G_GINT64_FORMAT, sf_record_get_int (event, SF_EVENT_TAKEN));
  g_autofree char *places = sf_fill (SF_ ("ev.taken", "{n} signed up"), "n", taken, NULL);

  return g_strdup_printf ("%s  %s%s%s", time, title_of (event), sf_say_dot (), sf_doings_is_full (event) ? SF_ ("ev.full", "Fully booked") : places);
}
