/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-staff-page"
#include "config.h"
#include "ui/kiosk/sf-staff-page.h"
#include "app/sf-staff.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language.h"

#define PIN_MIN 4
#define PIN_MAX 8

struct _SfStaffPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfStaffTools *tools;
  GtkWidget *pad, *enter;
  GtkLabel *said, *dots;
  SfKeys *keys;
  char pin[PIN_MAX + 1];
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (SfStaffPage, sf_staff_page, SF_TYPE_KIOSK_PAGE)

static void
show_typed (SfStaffPage *self)
{
  const gsize n = strlen (self->pin);
  g_autoptr (GString) dots = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append (dots, "•");
  gtk_label_set_text (self->dots, dots->str);
  gtk_widget_set_sensitive (self->enter, n >= PIN_MIN && !self->busy);
}

static void
forget (SfStaffPage *self)
{
  explicit_bzero (self->pin, sizeof self->pin);
  show_typed (self);
}

static void
open_tools (SfStaffPage *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_widget_set_visible (self->pad, FALSE);
  gtk_widget_set_visible (self->enter, FALSE);
  sf_staff_tools_open (self->tools, sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)), SF_APPLICATION (gtk_window_get_application (window)));
}

SfStaffTools *
sf_staff_page_get_tools (SfStaffPage *self)
{
  return self->tools;
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfStaffPage) self = SF_STAFF_PAGE (data);
  guint number = 0;
  const SfStaffAnswer answer = sf_staff_try_finish (SF_KIOSK (source), result, &number);
  g_autofree char *n = g_strdup_printf ("%u", number);
  g_autofree char *text = NULL;

  self->busy = FALSE;
  show_typed (self);
  switch (answer)
    {
    case SF_STAFF_OPEN:
      if (gtk_widget_get_root (GTK_WIDGET (self)))   /* nobody waits at a page that is gone */
        open_tools (self);
      return;
    case SF_STAFF_WRONG:
      text = sf_fill (SF_ ("st.wrong", "Wrong PIN, {n} tries left"), "n", n, NULL);
      break;
    case SF_STAFF_PAUSED:
      text = sf_fill (SF_ ("st.lock", "Try again in {min} minutes"), "min", n, NULL);
      break;
    case SF_STAFF_NO_PIN:
      text = g_strdup (SF_ ("st.none", "No PIN has been set. Ask IT."));
      break;
    case SF_STAFF_FAILED:
    default:
      text = g_strdup (SF_ ("tab.pin.failed", "That didn't work. Try again."));
    }
  gtk_label_set_text (self->said, text);
}

static void
on_enter (SfStaffPage *self)
{
  if (self->busy || strlen (self->pin) < PIN_MIN)
    return;
  self->busy = TRUE;
  sf_staff_try_async (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)), self->pin, on_tried, g_object_ref (self));
  forget (self);
}

static void
on_key_pressed (SfStaffPage *self, const char *key)
{
  const gsize n = strlen (self->pin);

  if (g_str_equal (key, "{clear}"))
    forget (self);
  else if (g_str_equal (key, "{del}") && n > 0)
    self->pin[n - 1] = 0;
  else if (g_ascii_isdigit (key[0]) && n < PIN_MAX)
    self->pin[n] = key[0];
  gtk_label_set_text (self->said, SF_ ("st.pin", "Enter your PIN"));
  show_typed (self);
}

static gboolean
sf_staff_page_key (SfPage *page, guint keyval)
{
  SfStaffPage *self = SF_STAFF_PAGE (page);
  const guint32 c = gdk_keyval_to_unicode (keyval);
  const char text[2] = { c < 128 ? (char) c : 0, 0 };

  if (keyval == GDK_KEY_BackSpace)
    return sf_keys_press (self->keys, "{del}");
  return g_ascii_isdigit (*text) && gtk_widget_get_visible (self->pad) && sf_keys_press (self->keys, text);
}

static void
sf_staff_page_idle_reset (SfPage *page)
{
  forget (SF_STAFF_PAGE (page));
}

static void
sf_staff_page_class_init (SfStaffPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->key = sf_staff_page_key;
  SF_PAGE_CLASS (klass)->idle_reset = sf_staff_page_idle_reset;
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_KEYS);
  g_type_ensure (SF_TYPE_STAFF_TOOLS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-staff-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfStaffPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfStaffPage, pad);
  gtk_widget_class_bind_template_child (widget_class, SfStaffPage, tools);
  gtk_widget_class_bind_template_child (widget_class, SfStaffPage, enter);
  gtk_widget_class_bind_template_child (widget_class, SfStaffPage, said);
  gtk_widget_class_bind_template_child (widget_class, SfStaffPage, dots);
  gtk_widget_class_bind_template_child (widget_class, SfStaffPage, keys);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_enter);
}

static void
sf_staff_page_init (SfStaffPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
