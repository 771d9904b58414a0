/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-clash-bar"
#include "config.h"
#include "ui/tablet/sf-clash-bar.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-page.h"
#include "ui/tablet/sf-rows.h"

struct _SfClashBar
{
  AdwBin parent_instance;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (SfClashBar, sf_clash_bar, ADW_TYPE_BIN)

static void
on_look_clicked (GtkButton *button, SfClashBar *self)
{
  sf_page_go (SF_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (self), SF_TYPE_PAGE)), "clashes");
}

static void
sf_clash_bar_class_init (SfClashBarClass *klass)
{
}

static void
sf_clash_bar_init (SfClashBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *text = sf_row_label ("", "body"), *look = sf_row_chip (SF_ ("clash.look", "Look"), G_CALLBACK (on_look_clicked), self, "page", "clashes");

  self->text = GTK_LABEL (text);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_width_chars (self->text, 30);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (box, "notice-bar");
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), look);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
sf_clash_bar_show (SfClashBar *self, SfTablet *tablet)
{
  g_autoptr (GPtrArray) open = sf_tablet_clashes (tablet, TRUE);
  g_autofree char *n = g_strdup_printf ("%u", open->len);
  g_autofree char *text = sf_fill (sf_tablet_may_decide (tablet) ? SF_ ("clash.bar.manager", "Ownership clash: {n} for you to decide") : SF_ ("clash.bar", "Ownership clash: {n} with the manager"), "n", n, NULL);

  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self), open->len > 0);
}
