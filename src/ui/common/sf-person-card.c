/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-person-card"
#include "config.h"
#include "ui/common/sf-person-card.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-picture.h"

struct _SfPersonCard
{
  GtkButton parent_instance;
  SfPicture *portrait;
  GtkLabel *name, *word;
  GtkWidget *mark, *state;
};

G_DEFINE_FINAL_TYPE (SfPersonCard, sf_person_card, GTK_TYPE_BUTTON)

const char *
sf_presence_class (const char *presence)
{
  static const char *const known[] = { "free", "serving", "away", "rest", "off", NULL };
  for (guint i = 0; presence && known[i]; i++)
    if (g_str_equal (known[i], presence))
      return known[i];
  return "off";
}

const char *
sf_presence_text (const char *presence)
{
  const char *known = sf_presence_class (presence);
  if (g_str_equal (known, "free"))
    return SF_ ("who.free", "Free now");
  if (g_str_equal (known, "serving"))
    return SF_ ("who.busy", "With a customer");
  if (g_str_equal (known, "away"))
    return SF_ ("who.away", "Back soon");
  if (g_str_equal (known, "rest"))
    return SF_ ("who.off", "Off today");
  return SF_ ("who.out", "Not in just now");      /* has not come yet, or has gone: nobody said that they are off today */
}

static void
sf_person_card_class_init (SfPersonCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SF_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-person-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SfPersonCard, portrait);
  gtk_widget_class_bind_template_child (widget_class, SfPersonCard, name);
  gtk_widget_class_bind_template_child (widget_class, SfPersonCard, word);
  gtk_widget_class_bind_template_child (widget_class, SfPersonCard, mark);
  gtk_widget_class_bind_template_child (widget_class, SfPersonCard, state);
}

static void
sf_person_card_init (SfPersonCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sf_person_card_new (const char *name, const char *portrait, const char *presence)
{
  SfPersonCard *self = g_object_new (SF_TYPE_PERSON_CARD, NULL);
  gtk_label_set_text (self->name, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  sf_picture_set_file (self->portrait, portrait);
  sf_person_card_set_presence (self, presence);
  return GTK_WIDGET (self);
}

void
sf_person_card_set_presence (SfPersonCard *self, const char *presence)
{
  const char *const classes[] = { "mark", sf_presence_class (presence), NULL };

  gtk_widget_set_visible (self->state, presence != NULL);
  if (!presence)
    return;
  gtk_widget_set_css_classes (self->mark, (const char **) classes);
  gtk_label_set_text (self->word, sf_presence_text (presence));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sf_presence_text (presence), -1);
}

void
sf_person_card_set_portrait (SfPersonCard *self, const char *path, int width, int height)
{
  sf_picture_set_box (self->portrait, width, height);
  sf_picture_set_file (self->portrait, path);
}
