/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ticket-page"
#include "config.h"
#include "ui/kiosk/sf-ticket-page.h"
#include "ui/common/sf-chime.h"
#include "ui/common/sf-day-text.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-person-text.h"
#include "ui/common/sf-picture.h"
#include "ui/common/sf-qr-view.h"
#include "ui/kiosk/sf-doing-text.h"
#include "ui/kiosk/sf-ticket-text.h"
#include "ui/kiosk/sf-wishes.h"

struct _SfTicketPage
{
  SfKioskPage parent_instance;
  SfTicket *ticket;
  SfPicture *portrait, *car;
  GtkLabel *sentence, *more, *about, *number, *left, *for_whom, *for_what, *code_text, *booked;
  SfQrView *code;
  GtkWidget *panel, *told, *print, *change;
  GtkLabel *print_text, *said;
  GtkWidget *person, *numbers, *buttons;
  SfWishes *wishes;
  SfChime *chime;        /* (owned) */
  gboolean tells;        /* there is a car to show */
  SfTicketStage shown;   /* the chime sounds when COMING begins, not each time it is drawn */
};

G_DEFINE_FINAL_TYPE (SfTicketPage, sf_ticket_page, SF_TYPE_KIOSK_PAGE)

/* The place of this kiosk in the language on the glass, or NULL. */
static const char *
place_of (SfTicketPage *self)
{
  SfRecord *device = sf_kiosk_get_device_record (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)));
  return device ? sf_record_get_ltext (device, SF_DEVICE_PLACE, sf_language_get ()) : NULL;
}

static char *
where (SfTicketPage *self)
{
  const char *place = place_of (self);
  return place && *place ? sf_fill (SF_ ("ticket.where", "Please wait by {place}"), "place", place, NULL)
                         : g_strdup (SF_ ("ticket.where.here", "Please wait here a moment"));
}

static void
show_person (SfTicketPage *self, SfRecord *person)
{
  g_autofree char *about = person ? sf_person_languages (person) : g_strdup ("");
  g_autofree char *path = person ? sf_kiosk_page_media (SF_KIOSK_PAGE (self), person, SF_CONSULTANT_PORTRAIT) : NULL;

  sf_picture_set_file (self->portrait, path);
  gtk_label_set_text (self->about, about);
  gtk_widget_set_visible (GTK_WIDGET (self->about), *about != 0);
  if (person)
    gtk_widget_add_css_class (GTK_WIDGET (self->portrait), "known");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->portrait), "known");
}

static void
say (SfTicketPage *self, const char *sentence, const char *more)
{
  gtk_label_set_text (self->sentence, sentence);
  gtk_label_set_text (self->more, more ? more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), more && *more);
  sf_page_set_title (SF_PAGE (self), sentence);
}

static void
say_coming (SfTicketPage *self)
{
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  /* Whoever it is: reception goes, too, and takes no car in. */
  SfRecord *person = sf_floor_consultant (sf_kiosk_get_floor (kiosk), sf_ticket_get_consultant (self->ticket));
  const char *name = sf_ticket_say_name (kiosk, self->ticket);
  g_autofree char *purpose = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "purpose");
  const gboolean service = g_strcmp0 (purpose, "service") == 0 && person && g_strcmp0 (sf_record_get_text (person, SF_CONSULTANT_JOB), "service") == 0;
  g_autofree char *more = where (self);
  g_autofree char *text = NULL;

  show_person (self, person);
  if (name)
    text = sf_fill (service ? SF_ ("svc.coming", "{name} will take your car in") : SF_ ("ticket.coming", "{name} is on the way"),
                    "name", name, NULL);
  say (self, text ? text : SF_ ("ticket.coming.any", "A consultant is on the way"), more);
}

static void
say_queue (SfTicketPage *self)
{
  g_autofree char *title = sf_ticket_say_ahead (self->ticket);
  g_autofree char *when = sf_ticket_say_wait (self->ticket);
  g_autofree char *more = g_strjoin ("\n", when, SF_ ("queue.look", "Feel free to look around. We'll come and find you."), NULL);
  say (self, title, more);
}

static void
say_offline (SfTicketPage *self)
{
  g_autofree char *more = sf_fill (SF_ ("off.sub", "Please show number {number} at the front desk"), "number",
                                   sf_ticket_get_number (self->ticket), NULL);
  g_autofree char *all = g_strjoin ("\n", more, SF_ ("off.card", "Your consultant will give you their card"), NULL);
  say (self, SF_ ("off.title", "You're checked in"), all);
}

/* Of a guest of an event. Before the server has said so nobody knows whether there is room. FALSE: they came for something else. */
static gboolean
say_event (SfTicketPage *self)
{
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  g_autofree char *id = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "event");
  g_autofree char *is_signed = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "signed");
  SfRecord *event = sf_doings_event (sf_kiosk_get_doings (kiosk), id);
  const char *place = sf_ticket_told (self->ticket, SF_TICKET_GUEST);

  if (id == NULL)
    return FALSE;
  g_autofree char *when = event ? sf_doing_say_when (event, sf_floor_zone (sf_kiosk_get_floor (kiosk)), sf_language_get ()) : NULL;
  if (is_signed)
    say (self, SF_ ("off.title", "You're checked in"), when);
  else if (g_strcmp0 (place, "place") == 0)
    say (self, SF_ ("ev.joined", "You're in"), when);
  else if (g_strcmp0 (place, "waits") == 0)
    say (self, SF_ ("ev.waits", "You're on the waiting list"), SF_ ("ev.waits.more", "When a place is free, whoever signed up first has it."));
  else
    say (self, SF_ ("off.title", "You're checked in"), SF_ ("off.ev", "Noted. We'll confirm it with you here."));
  return TRUE;
}

/* One code or none, and the words that fit: what cannot be scanned is photographed. */
static void
show_code (SfTicketPage *self)
{
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  g_autofree char *code = sf_kiosk_ticket_code (kiosk, self->ticket);
  const char *name = sf_ticket_say_name (kiosk, self->ticket);
  g_autofree char *text = sf_ticket_get_on_phone (self->ticket) ? g_strdup (SF_ ("own.there", "It's on your phone, too"))
                          : !code ? g_strdup (SF_ ("ticket.qr.none", "Take a photo of your number"))
                          : name ? sf_fill (SF_ ("ticket.qr", "Scan for your place and {name}'s card"), "name", name, NULL)
                                 : g_strdup (SF_ ("ticket.qr.place", "Scan to see when it's your turn"));

  sf_qr_view_set_text (self->code, code, text);
  gtk_widget_set_visible (GTK_WIDGET (self->code), code != NULL);
  gtk_label_set_text (self->code_text, text);
}

/* Of a code that the house knows: how it fits. */
static char *
say_arrived (SfTicketPage *self)
{
  const char *arrived = sf_ticket_told (self->ticket, SF_TICKET_ARRIVED), *on = sf_ticket_told (self->ticket, SF_TICKET_BOOKED_ON);

  if (g_strcmp0 (arrived, "early") == 0)
    return g_strdup (SF_ ("appt.early", "You're early. Have a seat and something to drink."));
  if (g_strcmp0 (arrived, "late") == 0)
    return g_strdup (SF_ ("appt.late", "No problem, we'll fit you in"));
  if (g_strcmp0 (arrived, "used") == 0)
    return g_strdup (SF_ ("appt.used", "This code is already checked in"));
  if (g_strcmp0 (arrived, "day") != 0 || !on)
    return g_strdup (SF_ ("appt.expected", "We're expecting you"));
  g_autofree char *today = sf_floor_today (sf_kiosk_get_floor (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))), NULL);
  if (sf_days_between (on, today) > 0)
    return g_strdup (SF_ ("scan.old", "This code has expired. We can still help you."));
  g_autofree char *day = sf_say_day (on);
  return sf_fill (SF_ ("appt.day", "Your booking is for {date}. We can still help today."), "date", day, NULL);
}

/* Of a scanned code: whether the house knows it. Nothing before it is known, and nothing of whose it is. */
static void
show_booked (SfTicketPage *self)
{
  int booked;

  g_object_get (self->ticket, "booked", &booked, NULL);
  g_autofree char *text = booked > 0 ? say_arrived (self) : g_strdup (SF_ ("appt.unknown", "We can't find a booking. No problem, we'll look after you"));
  gtk_label_set_text (self->booked, text);
  gtk_widget_set_visible (GTK_WIDGET (self->booked), booked >= 0);
}

/* Paper only where there is a printer; that it is there only when the printer said so. */
static void
show_print (SfTicketPage *self)
{
  const SfTicketStage stage = sf_ticket_get_stage (self->ticket);
  const SfTicketPrint print = sf_ticket_get_print (self->ticket);
  const gboolean wanted = stage != SF_TICKET_BROWSE && stage != SF_TICKET_ENDED
                          && sf_printer_is_set (sf_kiosk_get_printer (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))));
  const char *text = print == SF_TICKET_PRINT_DONE  ? SF_ ("ticket.printed", "Your ticket is below")
                     : print == SF_TICKET_PRINT_NOT ? SF_ ("err.print", "We can't print. Please take a photo.") : NULL;

  gtk_widget_set_visible (self->print, wanted && print != SF_TICKET_PRINT_DONE);
  gtk_widget_set_sensitive (self->print, print != SF_TICKET_PRINT_GOING);
  gtk_button_set_label (GTK_BUTTON (self->print), print == SF_TICKET_PRINT_GOING ? SF_ ("err.start", "Just a moment") : SF_ ("ticket.print", "Print my ticket"));
  gtk_label_set_text (self->print_text, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->print_text), wanted && text);
}

static void
on_print_clicked (SfTicketPage *self)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  sf_ticket_print (self->ticket, sf_kiosk_get_printer (sf_kiosk_page_get_kiosk (page)), sf_ticket_to_paper (page, self->ticket));
}

/* Asked only while somebody can bring it. */
static void
show_wishes (SfTicketPage *self)
{
  const SfTicketStage stage = sf_ticket_get_stage (self->ticket);
  const gboolean asked = stage != SF_TICKET_BROWSE && stage != SF_TICKET_ENDED && stage != SF_TICKET_OFFLINE && stage != SF_TICKET_NOBODY;

  gtk_widget_set_visible (GTK_WIDGET (self->wishes), asked);
  /* What room is left is below the wishes: when the last question comes, no chip moves under a finger. */
  gtk_widget_set_vexpand (self->person, !asked);
  /* On a high glass five questions and two rows below them leave less. */
  if (asked && sf_page_get_portrait (SF_PAGE (self)))
    sf_picture_set_box (self->portrait, 190, 240);
  else
    sf_picture_set_box (self->portrait, asked ? 240 : 300, asked ? 304 : 380);
  gtk_widget_set_visible (self->told, self->tells && !asked);
  gtk_widget_set_visible (GTK_WIDGET (self->said), asked && *gtk_label_get_text (self->said));
}

static void
show_change (SfTicketPage *self)
{
  g_auto (GStrv) changes = sf_ticket_changes (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)), self->ticket);
  gtk_widget_set_visible (self->change, changes[0] != NULL);
}

static void
on_change_clicked (SfTicketPage *self)
{
  sf_page_go (SF_PAGE (self), "change");
}

/* Nobody was reached: where the store wants it, paper goes to the desk, in the guest's own hand. */
static void
print_slip (SfTicketPage *self)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (page);

  if (sf_kiosk_wants_slip (kiosk, self->ticket))
    sf_ticket_slip (self->ticket, sf_kiosk_get_printer (kiosk), sf_ticket_to_slip (page, self->ticket));
}

static void
show_stage (SfTicketPage *self)
{
  const SfTicketStage stage = sf_ticket_get_stage (self->ticket);
  g_autofree char *here = where (self);
  g_autofree char *event = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "event");

  if (stage != SF_TICKET_COMING)
    show_person (self, NULL);
  switch (stage)
    {
    case SF_TICKET_CALLING: say (self, SF_ ("ticket.calling", "Letting a consultant know"), here); break;
    case SF_TICKET_RUNG: say (self, SF_ ("ticket.coming.any", "A consultant is on the way"), here); break;
    case SF_TICKET_COMING: say_coming (self); break;
    case SF_TICKET_RECEPTION: say (self, SF_ ("ticket.recept", "Reception is on the way"), here); break;
    case SF_TICKET_QUEUE: say_queue (self); break;
    case SF_TICKET_NOBODY:
      say (self, SF_ ("none.title", "Everyone is busy right now"), SF_ ("none.desk", "Please show this number at the front desk"));
      break;
    case SF_TICKET_OFFLINE: say_offline (self); break;
    case SF_TICKET_BROWSE:
      if (!say_event (self))
        say (self, SF_ ("browse.title", "Take your time"), SF_ ("browse.sub", "Touch \"Get help\" on any screen when you need us"));
      break;
    case SF_TICKET_ENDED: say (self, SF_ ("pp.gone", "This visit has ended. Thank you for coming."), NULL); break;
    default: break;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->portrait), stage != SF_TICKET_BROWSE && stage != SF_TICKET_ENDED);
  gtk_widget_set_visible (self->panel, stage != SF_TICKET_BROWSE || event != NULL);
  show_code (self);
  show_booked (self);
  show_print (self);
  show_wishes (self);
  show_change (self);
  if (stage == SF_TICKET_OFFLINE)
    print_slip (self);
  if (stage == SF_TICKET_COMING && self->shown != SF_TICKET_COMING && gtk_widget_get_mapped (GTK_WIDGET (self)))
    sf_chime_call (self->chime, "coming", 1);
  self->shown = stage;
}

/* Somebody who looks around is shown a car, not a form: the first that has a picture here. */
static void
show_any_car (SfTicketPage *self)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  GListModel *models = sf_kiosk_get_models (sf_kiosk_page_get_kiosk (page));
  const guint n = models ? g_list_model_get_n_items (models) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (models, i);
      g_autofree char *picture = sf_kiosk_page_media (page, sf_item_get_record (item), SF_MODEL_PICTURE);
      if (!picture)
        continue;
      sf_picture_set_box (self->car, 880, 495);
      sf_picture_set_file (self->car, picture);
      gtk_widget_remove_css_class (GTK_WIDGET (self->car), "told-picture");
      gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->for_whom)), FALSE);
      self->tells = TRUE;
      return;
    }
}

/* What the guest said, so that they see it arrived: how they are called, the car they came for. */
static void
show_told (SfTicketPage *self)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  g_autofree char *surname = sf_kiosk_page_answer (page, "surname");
  g_autofree char *title = sf_kiosk_page_answer (page, "title");
  g_autofree char *car = sf_kiosk_page_answer (page, "model-1");
  g_autofree char *other = sf_kiosk_page_answer (page, "model-2");
  g_autofree char *whom = sf_kiosk_address (surname, title);
  g_autofree char *event = sf_kiosk_page_answer (page, "event");
  GListModel *models = sf_kiosk_get_models (sf_kiosk_page_get_kiosk (page));
  g_autoptr (SfItem) first = sf_kiosk_find_item (models, car);
  g_autoptr (SfItem) second = sf_kiosk_find_item (models, other);
  const SfLang lang = sf_language_get ();

  self->tells = first != NULL;
  if (sf_ticket_get_stage (self->ticket) == SF_TICKET_BROWSE && !event)
    show_any_car (self);
  if (!first)
    return;
  g_autofree char *picture = sf_kiosk_page_media (page, sf_item_get_record (first), SF_MODEL_PICTURE);
  g_autofree char *cars = g_strjoin (lang == SF_LANG_EN ? ", " : "、", sf_record_get_ltext (sf_item_get_record (first), SF_MODEL_NAME, lang),
                                     second ? sf_record_get_ltext (sf_item_get_record (second), SF_MODEL_NAME, lang) : NULL, NULL);
  sf_picture_set_file (self->car, picture);
  gtk_label_set_text (self->for_whom, whom ? whom : "");
  gtk_widget_set_visible (GTK_WIDGET (self->for_whom), whom != NULL);
  gtk_label_set_text (self->for_what, cars);
  g_autofree char *said = whom ? sf_fill (SF_ ("pr.for", "{title} · {what}"), "title", whom, "what", cars, NULL) : g_strdup (cars);
  gtk_label_set_text (self->said, said);
}

static void
sf_ticket_page_enter (SfPage *page)
{
  SfTicketPage *self = SF_TICKET_PAGE (page);

  gtk_label_set_text (self->number, sf_ticket_get_number (self->ticket));
  show_told (self);
  g_autofree char *before = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "before");
  sf_wishes_show (self->wishes, sf_ticket_get_wish (self->ticket), g_strcmp0 (before, "first") == 0);
  g_signal_connect_object (self->ticket, "notify", G_CALLBACK (show_stage), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)), "changed", G_CALLBACK (show_code), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)), "changed", G_CALLBACK (show_print), self, G_CONNECT_SWAPPED);
  self->shown = sf_ticket_get_stage (self->ticket);
  show_stage (self);
}

static void
sf_ticket_page_turned (SfPage *page)
{
  SfTicketPage *self = SF_TICKET_PAGE (page);
  const gboolean portrait = sf_page_get_portrait (page);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->numbers), portrait ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons), portrait ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  sf_wishes_set_portrait (self->wishes, portrait);
  if (self->ticket)
    show_wishes (self);
}

static void
on_done_clicked (SfTicketPage *self)
{
  sf_page_home (SF_PAGE (self));
}

static void
sf_ticket_page_dispose (GObject *object)
{
  g_clear_object (&SF_TICKET_PAGE (object)->ticket);
  g_clear_object (&SF_TICKET_PAGE (object)->chime);
  G_OBJECT_CLASS (sf_ticket_page_parent_class)->dispose (object);
}

static void
sf_ticket_page_class_init (SfTicketPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_ticket_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_ticket_page_enter;
  SF_PAGE_CLASS (klass)->turned = sf_ticket_page_turned;
  g_type_ensure (SF_TYPE_PICTURE);
  g_type_ensure (SF_TYPE_QR_VIEW);
  g_type_ensure (SF_TYPE_WISHES);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-ticket-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, portrait);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, car);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, told);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, for_whom);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, for_what);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, more);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, about);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, number);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, booked);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, left);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, panel);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, code);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, code_text);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, print);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, change);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, print_text);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, wishes);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, said);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, person);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, numbers);
  gtk_widget_class_bind_template_child (widget_class, SfTicketPage, buttons);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_change_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
}

static void
sf_ticket_page_init (SfTicketPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chime = sf_chime_new ("soft");
}

void
sf_ticket_page_set_ticket (SfTicketPage *self, SfTicket *ticket)
{
  g_set_object (&self->ticket, ticket);
}

void
sf_ticket_page_set_left (SfTicketPage *self, guint seconds)
{
  g_autofree char *n = g_strdup_printf ("%u", seconds);
  g_autofree char *text = sf_fill (SF_ ("ticket.back", "Back to the start in {n} s"), "n", n, NULL);
  gtk_label_set_text (self->left, text);
}
