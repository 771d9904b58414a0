/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-recall-page"
#include "config.h"
#include "ui/kiosk/sf-recall-page.h"
#include "ui/common/sf-keys.h"

#include <string.h>

/* Tickets have no I and no O. */
#define SIGNS_WIDE "1 2 3 4 5 6 7 8 9 0/Q W E R T Y U P/A S D F G H J K L/Z X C V B N M {del}"
#define SIGNS_HIGH "1 2 3 4 5 6 7 8 9/0 Q W E R T Y U P/A S D F G H J K L/Z X C V B N M {del}"
#define LONGEST 6

struct _SfRecallPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfKeys *keys;
  GtkLabel *number;
  GtkWidget *call;
};

G_DEFINE_FINAL_TYPE (SfRecallPage, sf_recall_page, SF_TYPE_KIOSK_PAGE)

/* One to three letters, two or three figures. */
static gboolean
is_number (const char *text)
{
  gsize letters = 0, figures;

  while (g_ascii_isupper (text[letters]))
    letters++;
  figures = strspn (text + letters, "0123456789");
  return letters >= 1 && letters <= 3 && figures >= 2 && figures <= 3 && text[letters + figures] == '\0';
}

static void
show (SfRecallPage *self)
{
  g_autofree char *number = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "recall");

  gtk_label_set_text (self->number, number ? number : "");
  gtk_widget_set_sensitive (self->call, number && is_number (number));
}

static void
on_key_pressed (SfRecallPage *self, const char *key)
{
  g_autofree char *number = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "recall");
  g_autoptr (GString) next = g_string_new (number);

  if (strcmp (key, "{del}") == 0)
    g_string_truncate (next, next->len > 0 ? next->len - 1 : 0);
  else if (next->len < LONGEST)
    g_string_append (next, key);
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "recall", next->str);
  show (self);
}

static void
on_call_clicked (SfRecallPage *self)
{
  sf_page_go (SF_PAGE (self), "call-again");
}

static void
sf_recall_page_turned (SfPage *page)
{
  sf_keys_set_layout (SF_RECALL_PAGE (page)->keys, sf_page_get_portrait (page) ? SIGNS_HIGH : SIGNS_WIDE);
}

static void
sf_recall_page_enter (SfPage *page)
{
  sf_recall_page_turned (page);
  show (SF_RECALL_PAGE (page));
}

static void
sf_recall_page_class_init (SfRecallPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_recall_page_enter;
  SF_PAGE_CLASS (klass)->turned = sf_recall_page_turned;
  g_type_ensure (SF_TYPE_KEYS);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-recall-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfRecallPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfRecallPage, keys);
  gtk_widget_class_bind_template_child (widget_class, SfRecallPage, number);
  gtk_widget_class_bind_template_child (widget_class, SfRecallPage, call);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_call_clicked);
}

static void
sf_recall_page_init (SfRecallPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
