/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-phone-pad"
#include "config.h"
#include "ui/tablet/sf-phone-pad.h"
#include "base/sf-text.h"
#include "craft/sf-phone.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language.h"

#define MAX_DIGITS 15

struct _SfPhonePad
{
  GtkBox parent_instance;
  char typed[MAX_DIGITS + 1];
  char *region;      /* (owned) */
  GtkLabel *number, *problem;
  GtkWidget *ok;
};

G_DEFINE_FINAL_TYPE (SfPhonePad, sf_phone_pad, GTK_TYPE_BOX)

static guint finished_signal;

static void
show (SfPhonePad *self)
{
  g_autofree char *text = sf_phone_group (self->typed, self->region);
  guint n = 0;
  const SfPhoneState state = sf_phone_check (self->typed, self->region, &n);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *problem = NULL;

  gtk_label_set_text (self->number, *text != 0 ? text : "–");
  if (state == SF_PHONE_SHORT)
    problem = sf_fill (SFN_ ("phone.short", "{n} more digit to go", "{n} more digits to go", n), "n", count, NULL);
  else if (state == SF_PHONE_LONG)
    problem = sf_fill (SFN_ ("phone.long", "That's {n} digit too many", "That's {n} digits too many", n), "n", count, NULL);
  else if (state == SF_PHONE_START)
    problem = g_strdup (SF_ ("phone.start", "Please check the first digits"));
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_sensitive (self->ok, state == SF_PHONE_OK);
}

static void
forget (SfPhonePad *self)
{
  explicit_bzero (self->typed, sizeof self->typed);
}

static void
on_key_pressed (SfKeys *keys, const char *key, SfPhonePad *self)
{
  const gsize n = strlen (self->typed);

  if (g_str_equal (key, "{clear}"))
    forget (self);
  else if (g_str_equal (key, "{del}"))
    self->typed[n > 0 ? n - 1 : 0] = 0;
  else if (n < MAX_DIGITS)
    self->typed[n] = key[0];
  show (self);
}

static void
on_ok_clicked (SfPhonePad *self)
{
  g_autofree char *phone = sf_phone_normalize (self->typed, self->region);

  if (phone == NULL)
    return;
  forget (self);
  g_signal_emit (self, finished_signal, 0, phone);
}

static void
on_cancel_clicked (SfPhonePad *self)
{
  forget (self);
  g_signal_emit (self, finished_signal, 0, NULL);
}

gboolean
sf_phone_pad_key (SfPhonePad *self, guint keyval)
{
  const gunichar c = gdk_keyval_to_unicode (keyval);
  const char key[2] = { (char) c, 0 };

  if (keyval == GDK_KEY_Escape)
    on_cancel_clicked (self);
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    on_ok_clicked (self);
  else if (keyval == GDK_KEY_BackSpace)
    on_key_pressed (NULL, "{del}", self);
  else if (c >= '0' && c <= '9')
    on_key_pressed (NULL, key, self);
  else
    return FALSE;
  return TRUE;
}

void
sf_phone_pad_start (SfPhonePad *self, const char *region)
{
  g_free (self->region);
  self->region = g_strdup (region != NULL ? region : "cn");
  forget (self);
  show (self);
}

static void
sf_phone_pad_finalize (GObject *object)
{
  SfPhonePad *self = SF_PHONE_PAD (object);

  forget (self);
  g_free (self->region);
  G_OBJECT_CLASS (sf_phone_pad_parent_class)->finalize (object);
}

static void
sf_phone_pad_class_init (SfPhonePadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sf_phone_pad_finalize;
  finished_signal = g_signal_new ("finished", SF_TYPE_PHONE_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
label (const char *text, const char *style, gboolean wrap)
{
  GtkWidget *widget = gtk_label_new (text);

  gtk_widget_add_css_class (widget, style);
  gtk_label_set_xalign (GTK_LABEL (widget), 0);
  gtk_label_set_wrap (GTK_LABEL (widget), wrap);
  gtk_label_set_width_chars (GTK_LABEL (widget), wrap ? 24 : -1);
  gtk_label_set_max_width_chars (GTK_LABEL (widget), wrap ? 30 : -1);
  return widget;
}

static void
sf_phone_pad_init (SfPhonePad *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *cancel = gtk_button_new_with_label (SF_ ("nav.back", "Back"));
  GtkWidget *keys = sf_keys_new (SF_KEYS_DIGITS);

  gtk_box_set_spacing (GTK_BOX (self), 48);
  self->number = GTK_LABEL (label ("", "figure", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "num");
  self->problem = GTK_LABEL (label ("", "body", TRUE));
  self->ok = gtk_button_new_with_label (SF_ ("tab.phone.ok", "They agree"));
  gtk_widget_add_css_class (self->ok, "go");
  gtk_widget_add_css_class (cancel, "quiet");
  gtk_widget_add_css_class (keys, "digits");
  gtk_box_append (GTK_BOX (left), label (SF_ ("phone.place", "Mobile number"), "heading", FALSE));
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->problem));
  gtk_box_append (GTK_BOX (left), label (SF_ ("tab.phone.say", "Say: \"We'll use it only for your visit and what you ask for. May we keep it?\""), "body", TRUE));
  gtk_box_append (GTK_BOX (buttons), cancel);
  gtk_box_append (GTK_BOX (buttons), self->ok);
  gtk_box_append (GTK_BOX (left), buttons);
  gtk_widget_set_valign (left, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), left);
  gtk_box_append (GTK_BOX (self), keys);
  g_signal_connect (keys, "pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect_swapped (self->ok, "clicked", G_CALLBACK (on_ok_clicked), self);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (on_cancel_clicked), self);
  sf_phone_pad_start (self, "cn");
}
