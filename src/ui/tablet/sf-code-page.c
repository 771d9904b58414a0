/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-code-page"
#include "config.h"
#include "ui/tablet/sf-code-page.h"
#include "craft/sf-scanned.h"
#include "model/sf-assign.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-qr-view.h"
#include "ui/tablet/sf-card-text.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"

struct _SfCodePage
{
  SfPage parent_instance;
  SfCardDesk *desk;      /* (owned) (nullable): of a card */
  SfTablet *tablet;      /* (owned) (nullable): of an appointment */
  char *code;            /* (owned) (nullable) */
  gint64 from;
  SfCardCode which;
  GtkLabel *name, *how;
  GtkWidget *glass;
  SfQrView *qr;
  SfLiveQuery *booked;   /* (owned) (nullable): the appointment */
  GtkButton *cancel;
  gboolean sure;         /* touched once */
  guint awake;           /* of gtk_application_inhibit(), 0: none */
};

G_DEFINE_FINAL_TYPE (SfCodePage, sf_code_page, SF_TYPE_PAGE)

static void
on_touched (SfCodePage *self)
{
  g_autofree char *id = self->code != NULL ? g_strdup ("today") : g_strdup_printf ("card:%d", (int) self->which);

  sf_page_go (SF_PAGE (self), id);
}

static void
show_booked (SfCodePage *self)
{
  g_autofree char *text = sf_scanned_text (SF_SCANNED_APPOINTMENT, self->code);
  g_autofree char *date = sf_day_of (self->from, sf_floor_zone (sf_tablet_get_floor (self->tablet)), NULL);
  g_autofree char *day = sf_say_day_near (date, sf_tablet_get_day (self->tablet)), *time = sf_say_time (self->tablet, self->from);
  g_autofree char *when = g_strdup_printf ("%s %s", day, time);

  sf_page_set_title (SF_PAGE (self), SF_ ("code.booking", "Booking code"));
  sf_label_say (self->name, when);
  gtk_label_set_text (self->how, SF_ ("code.booking.how", "Hold this to the kiosk when you come, and you're checked in"));
  sf_qr_view_set_text (self->qr, text, SF_ ("code.booking", "Booking code"));
}

/* Asked twice on the same place: what is called off here is not undone by a touch. */
static void
show_cancel (SfCodePage *self)
{
  SfItem *item = self->booked != NULL ? sf_live_query_peek (self->booked, 0) : NULL;
  SfRecord *one = item != NULL ? sf_item_get_record (item) : NULL;
  const gboolean open = one != NULL && g_strcmp0 (sf_record_get_text (one, SF_APPOINTMENT_STATE), "booked") == 0 && sf_record_is_null (one, SF_APPOINTMENT_VISIT);

  gtk_widget_set_visible (GTK_WIDGET (self->cancel), open);
  gtk_button_set_label (self->cancel, self->sure ? SF_ ("code.cancel.sure", "They don't come: touch again") : SF_ ("code.cancel", "Cancel this appointment"));
}

static void
on_cancel_clicked (SfCodePage *self)
{
  SfItem *item = self->booked != NULL ? sf_live_query_peek (self->booked, 0) : NULL;

  if (item == NULL)
    return;
  if (!self->sure)
    {
      self->sure = TRUE;
      show_cancel (self);
      return;
    }
  sf_tablet_cancel_booked (self->tablet, sf_item_get_id (item));
  on_touched (self);
}

static void
update (SfCodePage *self)
{
  if (self->code != NULL)
    {
      show_booked (self);
      show_cancel (self);
      return;
    }
  SfRecord *person = sf_card_desk_get_person (self->desk);
  g_autofree char *text = sf_card_desk_payload (self->desk, self->which, sf_language_get (), NULL);

  sf_label_say (self->name, person != NULL ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, sf_language_get ()) : NULL);
  gtk_label_set_text (self->how, sf_say_code_how (self->desk, self->which));
  /* It may lapse while it is shown: the page's proof, the card itself. */
  if (!sf_qr_view_set_text (self->qr, text, sf_say_code_how (self->desk, self->which)) || text == NULL)
    on_touched (self);
}

static void
sf_code_page_enter (SfPage *page)
{
  SfCodePage *self = SF_CODE_PAGE (page);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkApplication *app = GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;

  if (app != NULL && self->awake == 0)
    self->awake = gtk_application_inhibit (app, GTK_WINDOW (root), GTK_APPLICATION_INHIBIT_IDLE, SF_ ("code.awake", "A guest is scanning a code"));
  gtk_widget_grab_focus (self->glass);
  update (self);
}

static void
sf_code_page_leave (SfPage *page)
{
  SfCodePage *self = SF_CODE_PAGE (page);
  GApplication *app = g_application_get_default ();

  if (self->awake != 0 && GTK_IS_APPLICATION (app))
    gtk_application_uninhibit (GTK_APPLICATION (app), self->awake);
  self->awake = 0;
}

static gboolean
sf_code_page_key (SfPage *page, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;
  on_touched (SF_CODE_PAGE (page));
  return TRUE;
}

static void
sf_code_page_dispose (GObject *object)
{
  sf_code_page_leave (SF_PAGE (object));
  g_clear_object (&SF_CODE_PAGE (object)->desk);
  g_clear_object (&SF_CODE_PAGE (object)->tablet);
  g_clear_object (&SF_CODE_PAGE (object)->booked);
  g_clear_pointer (&SF_CODE_PAGE (object)->code, g_free);
  G_OBJECT_CLASS (sf_code_page_parent_class)->dispose (object);
}

static void
sf_code_page_class_init (SfCodePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_code_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_code_page_enter;
  SF_PAGE_CLASS (klass)->leave = sf_code_page_leave;
  SF_PAGE_CLASS (klass)->key = sf_code_page_key;
  g_type_ensure (SF_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-code-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfCodePage, name);
  gtk_widget_class_bind_template_child (widget_class, SfCodePage, how);
  gtk_widget_class_bind_template_child (widget_class, SfCodePage, glass);
  gtk_widget_class_bind_template_child (widget_class, SfCodePage, qr);
  gtk_widget_class_bind_template_child (widget_class, SfCodePage, cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_touched);
}

static void
sf_code_page_init (SfCodePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_code_page_new (SfCardDesk *desk, SfCardCode which)
{
  SfCodePage *self = g_object_new (SF_TYPE_CODE_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->which = which;
  g_signal_connect_object (desk, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}

SfPage *
sf_code_page_new_booked (SfTablet *tablet, const char *what)
{
  g_auto (GStrv) parts = g_strsplit (what, ":", 2);
  char code[SF_SLUG_LEN + 1];
  gint64 from;

  if (g_strv_length (parts) != 2 || !sf_slug_parse (parts[0], code) || !g_ascii_string_to_signed (parts[1], 10, 0, G_MAXINT64, &from, NULL))
    return NULL;
  SfCodePage *self = g_object_new (SF_TYPE_CODE_PAGE, NULL);
  self->tablet = g_object_ref (tablet);
  self->code = g_strdup (code);
  self->from = from;
  self->booked = sf_tablet_booked (tablet, code);
  g_signal_connect_object (self->booked, "items-changed", G_CALLBACK (show_cancel), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}

char *
sf_code_page_booked_id (const char *code, gint64 from_ms)
{
  return g_strdup_printf ("code:booked:%s:%" G_GINT64_FORMAT, code, from_ms);
}
