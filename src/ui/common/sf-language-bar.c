/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-language-bar"
#include "config.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"

struct _SfLanguageBar
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SfLanguageBar, sf_language_bar, GTK_TYPE_WIDGET)

static void
sf_language_bar_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (sf_language_bar_parent_class)->dispose (object);
}

static void
sf_language_bar_class_init (SfLanguageBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_language_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "languages");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sf_language_bar_init (SfLanguageBar *self)
{
  /* The short word that is drawn, and the full one that is read aloud. */
  static const char *const words[SF_N_LANGS][2] = { { "简体", "简体中文" }, { "繁體", "繁體中文" }, { "EN", "English" } };

  for (SfLang lang = 0; lang < SF_N_LANGS; lang++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (words[lang][0]);
      gtk_widget_add_css_class (button, "language");
      gtk_widget_add_css_class (button, sf_language_css_class (lang));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.lang");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", sf_lang_code (lang));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words[lang][1], -1);
      gtk_widget_set_parent (button, GTK_WIDGET (self));
    }
}

void
sf_language_bar_set_upright (SfLanguageBar *self, gboolean upright)
{
  g_return_if_fail (SF_IS_LANGUAGE_BAR (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), upright ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  if (upright)
    gtk_widget_add_css_class (GTK_WIDGET (self), "upright");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "upright");
}
