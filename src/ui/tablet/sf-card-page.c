/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-card-page"
#include "config.h"
#include "ui/tablet/sf-card-page.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-person-text.h"
#include "ui/common/sf-picture.h"
#include "ui/common/sf-qr-view.h"
#include "ui/tablet/sf-card-text.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"

#define MAX_EVENTS 20

struct _SfCardPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  SfCardDesk *desk;      /* (owned) */
  int which;             /* SfCardCode, or -1 until one was chosen */
  SfPicture *portrait;
  GtkLabel *name, *job, *dealer, *phone, *line, *languages, *why, *how, *week;
  GtkBox *skills, *choices, *recent;
  GtkStack *stack;
  GtkWidget *large;
  SfQrView *qr;
};

G_DEFINE_FINAL_TYPE (SfCardPage, sf_card_page, SF_TYPE_PAGE)

/* --- the card as the guest will see it ------------------------------------------------------------------------------- */

static void
show_skills (SfCardPage *self, SfRecord *person)
{
  g_auto (GStrv) skills = sf_person_skills (person);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->skills))) != NULL)
    gtk_box_remove (self->skills, child);
  for (guint i = 0; skills[i] != NULL && i < 3; i++)
    gtk_box_append (self->skills, sf_row_pill (skills[i], "calm"));
  gtk_widget_set_visible (GTK_WIDGET (self->skills), skills[0] != NULL);
}

static void
show_card (SfCardPage *self)
{
  const SfLang lang = sf_language_get ();
  SfRecord *person = sf_card_desk_get_person (self->desk), *card = sf_card_desk_get_card (self->desk);
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (self->tablet));
  g_autofree char *path = person != NULL ? sf_device_media_path (sf_tablet_get_device (self->tablet), sf_record_get_text (person, SF_CONSULTANT_PORTRAIT)) : NULL;
  g_autofree char *languages = person != NULL ? sf_person_languages (person) : NULL;
  g_autofree char *phone = card != NULL ? sf_say_phone (sf_record_get_text (card, SF_CARD_PHONE)) : NULL;

  sf_picture_set_file (self->portrait, path);
  sf_label_say (self->name, person != NULL ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, lang) : NULL);
  sf_label_say (self->job, card != NULL ? sf_record_get_ltext (card, SF_CARD_TITLE, lang) : NULL);
  sf_label_say (self->dealer, dealer != NULL ? sf_record_get_ltext (dealer, SF_DEALER_NAME, lang) : NULL);
  sf_label_say (self->phone, phone);
  sf_label_say (self->line, card != NULL ? sf_record_get_ltext (card, SF_CARD_LINE, lang) : NULL);
  sf_label_say (self->languages, languages);
  if (person != NULL)
    show_skills (self, person);
}

/* --- the code -------------------------------------------------------------------------------------------------------- */

/* WeChat or WeCom first, as guests here expect; the next when it cannot be had. */
static SfCardCode
first_code (SfCardPage *self)
{
  for (int i = SF_CARD_CODE_SOCIAL; i <= SF_CARD_CODE_VCARD; i++)
    {
      g_autofree char *text = sf_card_desk_payload (self->desk, (SfCardCode) i, sf_language_get (), NULL);

      if (text != NULL)
        return (SfCardCode) i;
    }
  return SF_CARD_CODE_SOCIAL;
}

static void
show_choices (SfCardPage *self, SfCardCode which)
{
  int i = 0;

  for (GtkWidget *w = gtk_widget_get_first_child (GTK_WIDGET (self->choices)); w != NULL; w = gtk_widget_get_next_sibling (w), i++)
    {
      gtk_button_set_label (GTK_BUTTON (w), sf_say_code (self->desk, (SfCardCode) i));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (w), i == (int) which);
    }
}

static void
show_code (SfCardPage *self)
{
  const SfCardCode which = self->which >= 0 ? (SfCardCode) self->which : first_code (self);
  const char *why = NULL;
  g_autofree char *text = sf_card_desk_payload (self->desk, which, sf_language_get (), &why);
  const gboolean shown = sf_qr_view_set_text (self->qr, text, sf_say_code_how (self->desk, which)) && text != NULL;

  gtk_stack_set_visible_child_name (self->stack, shown ? "code" : "none");
  gtk_label_set_text (self->why, shown ? "" : sf_say_code_why (why));
  gtk_label_set_text (self->how, shown ? sf_say_code_how (self->desk, which) : "");
  gtk_widget_set_sensitive (self->large, shown);
  g_object_set_data (G_OBJECT (self->large), "code", GINT_TO_POINTER (which));
  show_choices (self, which);
}

static void
on_choice_clicked (GtkButton *button, SfCardPage *self)
{
  self->which = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "code"));
  show_code (self);
}

static void
make_choices (SfCardPage *self)
{
  for (int i = SF_CARD_CODE_SOCIAL; i <= SF_CARD_CODE_VCARD; i++)
    {
      GtkWidget *button = gtk_toggle_button_new ();

      gtk_widget_add_css_class (button, "chip");
      gtk_widget_set_hexpand (button, TRUE);
      g_object_set_data (G_OBJECT (button), "code", GINT_TO_POINTER (i));
      g_signal_connect (button, "clicked", G_CALLBACK (on_choice_clicked), self);
      gtk_box_append (self->choices, button);
    }
}

static void
on_large_clicked (SfCardPage *self)
{
  g_autofree char *id = g_strdup_printf ("code:%d", GPOINTER_TO_INT (g_object_get_data (G_OBJECT (self->large), "code")));

  sf_page_go (SF_PAGE (self), id);
}

/* --- what came of it ------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_event_row (gpointer item, gpointer page)
{
  SfCardPage *self = page;
  SfRecord *event = item;
  const char *today = sf_tablet_get_day (self->tablet), *day = sf_record_get_text (event, SF_CARD_EVENT_DAY);
  const char *number = sf_say_card_ticket (self->tablet, event);
  g_autofree char *time = sf_say_time (self->tablet, sf_record_get_int (event, SF_CARD_EVENT_AT));
  g_autofree char *date = g_strcmp0 (day, today) == 0 ? NULL : sf_say_day (day);
  g_autofree char *when = g_strjoin (sf_say_dot (), date != NULL ? date : time, number, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), sf_row_label (sf_say_value (&sf_enum_card_event, sf_record_get_text (event, SF_CARD_EVENT_WHAT)), "body"));
  gtk_box_append (GTK_BOX (box), sf_row_label (when, "second"));
  gtk_widget_add_css_class (box, "event-row");
  return box;
}

static GtkWidget *
make_nothing (gpointer item, gpointer page)
{
  GtkWidget *label = sf_row_label (SF_ ("card.recent.none", "Nobody has opened your card yet."), "second");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  return label;
}

static void
show_events (SfCardPage *self)
{
  g_autoptr (GPtrArray) events = sf_card_desk_events (self->desk, MAX_EVENTS);
  g_autofree char *n = g_strdup_printf ("%u", sf_card_desk_week (self->desk));
  SfRows *rows = sf_rows_new ();

  gtk_label_set_text (self->week, n);
  for (guint i = 0; i < events->len; i++)
    {
      const char *number = sf_say_card_ticket (self->tablet, events->pdata[i]);
      g_autofree char *key = g_strjoin ("|", sf_record_get_id (events->pdata[i]), sf_tablet_get_day (self->tablet), number, NULL);

      sf_rows_add (rows, key, make_event_row, events->pdata[i]);
    }
  if (events->len == 0)
    sf_rows_add (rows, "nothing", make_nothing, NULL);
  sf_rows_finish (rows, self->recent, self);
}

/* --- the page -------------------------------------------------------------------------------------------------------- */

static void
update (SfCardPage *self)
{
  show_card (self);
  show_code (self);
  show_events (self);
}

static void
sf_card_page_enter (SfPage *page)
{
  update (SF_CARD_PAGE (page));
  sf_card_desk_seen (SF_CARD_PAGE (page)->desk);
}

static void
sf_card_page_dispose (GObject *object)
{
  SfCardPage *self = SF_CARD_PAGE (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_card_page_parent_class)->dispose (object);
}

static void
sf_card_page_class_init (SfCardPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_card_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_card_page_enter;
  g_type_ensure (SF_TYPE_PICTURE);
  g_type_ensure (SF_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-card-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, portrait);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, name);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, job);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, dealer);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, phone);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, line);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, languages);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, skills);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, choices);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, qr);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, why);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, how);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, large);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, week);
  gtk_widget_class_bind_template_child (widget_class, SfCardPage, recent);
  gtk_widget_class_bind_template_callback (widget_class, on_large_clicked);
}

static void
sf_card_page_init (SfCardPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_choices (self);
}

SfPage *
sf_card_page_new (SfTablet *tablet, SfCardDesk *desk, int which)
{
  SfCardPage *self = g_object_new (SF_TYPE_CARD_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  self->desk = g_object_ref (desk);
  self->which = which;
  g_signal_connect_object (desk, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (show_events), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_tablet_get_device (tablet), "media-ready", G_CALLBACK (show_card), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
