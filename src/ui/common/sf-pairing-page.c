/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-pairing-page"
#include "config.h"
#include "ui/common/sf-pairing-page.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"

#include <string.h>

struct _SfPairingPage
{
  SfPage parent_instance;
  SfDevice *device;
  GtkEditable *entry;
  GtkButton *go, *differ;
  GtkLabel *how, *problem;
  SfKeys *keys;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (SfPairingPage, sf_pairing_page, SF_TYPE_PAGE)

static const char *
sentence (const GError *error)
{
  if (!error || error->domain != SF_PAIR_ERROR)
    return SF_ ("pair.unreachable", "We can't reach the server. Is it running, and is the network on?");
  switch (error->code)
    {
    case SF_PAIR_ERROR_WRONG: return SF_ ("pair.wrong", "That code isn't right. Check it and try again.");
    case SF_PAIR_ERROR_USED: return SF_ ("pair.used", "This code has been used. Ask for a new one.");
    case SF_PAIR_ERROR_EXPIRED: return SF_ ("pair.expired", "This code has expired. Ask for a new one.");
    case SF_PAIR_ERROR_TRIES: return SF_ ("pair.tries", "Too many tries. Ask for a new code.");
    case SF_PAIR_ERROR_IDENTITY: return SF_ ("pair.identity", "This isn't the server that made the code. Ask for a new one.");
    case SF_PAIR_ERROR_TEXT: return SF_ ("pair.text", "This isn't a pairing code. It looks like 192.168.1.10:8443 ABCDE-FGHJK");
    default: return SF_ ("pair.unreachable", "We can't reach the server. Is it running, and is the network on?");
    }
}

static void
set_busy (SfPairingPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_button_set_label (self->go, busy ? SF_ ("err.start", "Just a moment") : SF_ ("pair.go", "Pair"));
  if (busy)
    gtk_widget_add_css_class (GTK_WIDGET (self->go), "held");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->go), "held");
}

void
sf_pairing_page_fail (SfPairingPage *self, const GError *error)
{
  set_busy (self, FALSE);
  gtk_label_set_text (self->problem, sentence (error));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_pair_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfPairingPage) self = SF_PAIRING_PAGE (data);
  g_autoptr (GError) error = NULL;

  /* When it worked, the application shows the window of the role by itself. */
  if (!sf_device_pair_finish (SF_DEVICE (source), result, &error))
    sf_pairing_page_fail (self, error);
}

/* Without a fingerprint in the pairing text only a person can tell this server from another: six digits on both screens. */
static void
on_compare_changed (SfPairingPage *self)
{
  g_autofree char *digits = NULL;
  g_autofree char *text = NULL;

  g_object_get (self->device, "compare", &digits, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->differ), digits != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->entry), digits == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->keys), digits == NULL);
  gtk_label_set_text (self->how, SF_ ("pair.how", "Scan the pairing code, or type the address and the code"));
  if (digits == NULL)
    return;
  set_busy (self, FALSE);
  gtk_button_set_label (self->go, SF_ ("pair.same", "They match"));
  text = sf_fill (SF_ ("pair.compare", "Does the server show these six digits, too?  {digits}"), "digits", digits, NULL);
  gtk_label_set_text (self->how, text);
}

static void
on_differ_clicked (SfPairingPage *self)
{
  sf_device_pair_confirm (self->device, FALSE);
}

static void
on_go_clicked (SfPairingPage *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  if (gtk_widget_get_visible (GTK_WIDGET (self->differ)))
    {
      sf_device_pair_confirm (self->device, TRUE);
      return;
    }
  if (self->busy || !*text)
    return;
  set_busy (self, TRUE);
  gtk_label_set_text (self->problem, "");
  sf_device_pair_async (self->device, text, on_pair_ready, g_object_ref (self));
}

static void
on_key_pressed (SfPairingPage *self, const char *key)
{
  if (strcmp (key, "{clear}") == 0)
    gtk_editable_set_text (self->entry, "");
  else if (strcmp (key, "{del}") == 0)
    {
      const int end = (int) g_utf8_strlen (gtk_editable_get_text (self->entry), -1);
      if (end > 0)
        gtk_editable_delete_text (self->entry, end - 1, end);
    }
  else
    {
      int position = -1;
      gtk_editable_insert_text (self->entry, g_str_equal (key, "{space}") ? " " : key, -1, &position);
    }
  gtk_editable_set_position (self->entry, -1);
}

static void
sf_pairing_page_enter (SfPage *page)
{
  /* Whoever finds a machine that does not know itself any more is told that it is not their doing and what to do. */
  if (sf_device_get_report (SF_PAIRING_PAGE (page)->device) != NULL)
    gtk_label_set_text (SF_PAIRING_PAGE (page)->problem,
                        SF_ ("pair.damaged", "This machine's memory was damaged. What could be read is kept. Pair it again and it carries on."));
  gtk_widget_grab_focus (GTK_WIDGET (SF_PAIRING_PAGE (page)->entry));
}

static void
sf_pairing_page_dispose (GObject *object)
{
  g_clear_object (&SF_PAIRING_PAGE (object)->device);
  G_OBJECT_CLASS (sf_pairing_page_parent_class)->dispose (object);
}

static void
sf_pairing_page_class_init (SfPairingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_pairing_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_pairing_page_enter;
  g_type_ensure (SF_TYPE_KEYS);
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-pairing-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfPairingPage, entry);
  gtk_widget_class_bind_template_child (widget_class, SfPairingPage, go);
  gtk_widget_class_bind_template_child (widget_class, SfPairingPage, differ);
  gtk_widget_class_bind_template_child (widget_class, SfPairingPage, how);
  gtk_widget_class_bind_template_child (widget_class, SfPairingPage, problem);
  gtk_widget_class_bind_template_child (widget_class, SfPairingPage, keys);
  gtk_widget_class_bind_template_callback (widget_class, on_go_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_differ_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
sf_pairing_page_init (SfPairingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_pairing_page_new (SfDevice *device)
{
  SfPairingPage *self = g_object_new (SF_TYPE_PAIRING_PAGE, NULL);
  self->device = g_object_ref (device);
  g_signal_connect_object (device, "notify::compare", G_CALLBACK (on_compare_changed), self, G_CONNECT_SWAPPED);
  on_compare_changed (self);
  return SF_PAGE (self);
}
