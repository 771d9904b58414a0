/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-call-page"
#include "config.h"
#include "ui/display/sf-call-page.h"
#include "ui/common/sf-language.h"

struct _SfCallPage
{
  SfPage parent_instance;
  GtkLabel *number, *place;
};

G_DEFINE_FINAL_TYPE (SfCallPage, sf_call_page, SF_TYPE_PAGE)

static void
sf_call_page_class_init (SfCallPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-call-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfCallPage, number);
  gtk_widget_class_bind_template_child (widget_class, SfCallPage, place);
}

static void
sf_call_page_init (SfCallPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_call_page_new (SfRecord *push)
{
  SfCallPage *self = g_object_new (SF_TYPE_CALL_PAGE, NULL);
  const char *number = sf_record_get_text (push, SF_PUSH_NUMBER);
  const char *place = sf_record_get_ltext (push, SF_PUSH_PLACE, sf_language_get ());
  g_autofree char *where = place ? sf_fill (SF_ ("ds.call.place", "Please come to {place}"), "place", place, NULL)
                                 : g_strdup (SF_ ("ds.call.desk", "Please come to the front desk"));
  g_autofree char *all = place ? sf_fill (SF_ ("ds.call", "Number {number}, please come to {place}"), "number", number ? number : "", "place", place, NULL)
                               : g_strdup (where);

  gtk_label_set_text (self->number, number ? number : "");
  gtk_label_set_text (self->place, where);
  sf_page_set_title (SF_PAGE (self), all);
  return SF_PAGE (self);
}
