/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-own-page"
#include "config.h"
#include "ui/kiosk/sf-own-page.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-qr-view.h"

struct _SfOwnPage
{
  SfKioskPage parent_instance;
  SfOwnPhone *phone;
  SfKioskBar *bar;
  GtkLabel *how;
  SfQrView *code;
};

G_DEFINE_FINAL_TYPE (SfOwnPage, sf_own_page, SF_TYPE_KIOSK_PAGE)

static const char *
say (SfOwnPage *self)
{
  switch (sf_own_phone_get_state (self->phone))
    {
    case SF_OWN_PHONE_WAITING: return SF_ ("err.start", "Just a moment");
    case SF_OWN_PHONE_OPEN: return SF_ ("own.how", "Scan it. This screen carries on when you're done.");
    case SF_OWN_PHONE_OVER: return SF_ ("own.over", "This code's time is over. Please carry on here.");
    case SF_OWN_PHONE_AWAY:
    default: return SF_ ("own.away", "Phones can't reach us just now. Please carry on here.");
    }
}

/* No code that would not open is ever shown. */
static void
show (SfOwnPage *self)
{
  g_autofree char *url = sf_own_phone_url (self->phone);

  gtk_label_set_text (self->how, say (self));
  sf_qr_view_set_text (self->code, url, SF_ ("own.title", "Check in on your own phone"));
  gtk_widget_set_opacity (GTK_WIDGET (self->code), url ? 1 : 0);
}

static void
sf_own_page_enter (SfPage *page)
{
  SfOwnPage *self = SF_OWN_PAGE (page);

  g_signal_connect_object (self->phone, "notify::state", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
sf_own_page_dispose (GObject *object)
{
  g_clear_object (&SF_OWN_PAGE (object)->phone);
  G_OBJECT_CLASS (sf_own_page_parent_class)->dispose (object);
}

static void
sf_own_page_class_init (SfOwnPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_own_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_own_page_enter;
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-own-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfOwnPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfOwnPage, how);
  gtk_widget_class_bind_template_child (widget_class, SfOwnPage, code);
}

static void
sf_own_page_init (SfOwnPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}

void
sf_own_page_set_phone (SfOwnPage *self, SfOwnPhone *phone)
{
  g_set_object (&self->phone, phone);
}
