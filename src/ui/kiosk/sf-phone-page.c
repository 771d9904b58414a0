/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-phone-page"
#include "config.h"
#include "ui/kiosk/sf-phone-page.h"
#include "craft/sf-phone.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language.h"

#include <string.h>

#define LONGEST 16   /* a plus and fifteen digits (E.164) */

struct _SfPhonePage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfKeys *keys;
  GtkLabel *prefix, *number, *problem, *notice;
  GtkWidget *agree, *none, *share, *why, *full;
  GtkCheckButton *news;
};

G_DEFINE_FINAL_TYPE (SfPhonePage, sf_phone_page, SF_TYPE_KIOSK_PAGE)

static char *
problem_of (SfPhoneState state, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);
  switch (state)
    {
    case SF_PHONE_SHORT: return sf_fill (SFN_ ("phone.short", "{n} more digit to go", "{n} more digits to go", n), "n", count, NULL);
    case SF_PHONE_LONG: return sf_fill (SFN_ ("phone.long", "That's {n} digit too many", "That's {n} digits too many", n), "n", count, NULL);
    case SF_PHONE_START: return g_strdup (SF_ ("phone.start", "Please check the first digits"));
    default: return g_strdup ("");
    }
}

static void
show_number (SfPhonePage *self)
{
  const char *region = sf_kiosk_page_region (SF_KIOSK_PAGE (self));
  g_autofree char *digits = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "phone");
  guint n;
  const SfPhoneState state = sf_phone_check (digits, region, &n);
  g_autofree char *pretty = sf_phone_group (digits, region);
  /* Nobody is told how many are missing with every digit; only when a hand rests or something is wrong. */
  const gboolean tell = state == SF_PHONE_LONG || state == SF_PHONE_START || (state == SF_PHONE_SHORT && n <= 3);
  g_autofree char *problem = problem_of (tell ? state : SF_PHONE_OK, n);

  gtk_widget_set_visible (GTK_WIDGET (self->prefix), digits == NULL || *digits != '+');
  gtk_label_set_text (self->number, pretty);
  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_sensitive (self->agree, state == SF_PHONE_OK);
}

static void
on_key_pressed (SfPhonePage *self, const char *key)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  g_autofree char *digits = sf_kiosk_page_answer (page, "phone");
  g_autoptr (GString) next = g_string_new (digits);

  if (strcmp (key, "{del}") == 0)
    g_string_truncate (next, next->len > 0 ? next->len - 1 : 0);
  else if (next->len < (*key == '+' ? 1 : LONGEST))   /* a number from elsewhere begins with its country */
    g_string_append (next, key);
  sf_kiosk_page_set_answer (page, "phone", next->str);
  show_number (self);
  memset (next->str, 0, next->len);
  if (digits)
    memset (digits, 0, strlen (digits));
}

static void
on_news_toggled (SfPhonePage *self, GtkCheckButton *check)
{
  g_object_set (sf_kiosk_get_draft (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))), "news", gtk_check_button_get_active (check), NULL);
}

static void
on_share_toggled (SfPhonePage *self, GtkCheckButton *check)
{
  g_object_set (sf_kiosk_get_draft (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))), "share", gtk_check_button_get_active (check), NULL);
}

static void
on_full_clicked (SfPhonePage *self)
{
  sf_page_go (SF_PAGE (self), "notice");
}

static void
on_agree_clicked (SfPhonePage *self)
{
  sf_page_go (SF_PAGE (self), "agree");
}

static void
on_none_clicked (SfPhonePage *self)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "phone", NULL);
  g_object_set (sf_kiosk_get_draft (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))), "news", FALSE, "share", FALSE, NULL);
  sf_page_next (SF_PAGE (self));
}

static gboolean
sf_phone_page_key (SfPage *page, guint keyval)
{
  SfPhonePage *self = SF_PHONE_PAGE (page);
  const guint32 c = gdk_keyval_to_unicode (keyval);
  const char text[2] = { c < 128 ? (char) c : 0, 0 };

  if (keyval == GDK_KEY_BackSpace)
    return sf_keys_press (self->keys, "{del}");
  return (g_ascii_isdigit (*text) || *text == '+') && sf_keys_press (self->keys, text);
}

static void
sf_phone_page_enter (SfPage *page)
{
  SfPhonePage *self = SF_PHONE_PAGE (page);
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  SfRecord *notice = sf_kiosk_get_notice (kiosk, sf_language_get ());
  SfRecord *dealer = sf_kiosk_get_dealer (kiosk);
  const char *brand = dealer ? sf_record_get_ltext (dealer, SF_DEALER_BRAND, sf_language_get ()) : NULL;
  gboolean news, share;

  g_object_get (sf_kiosk_get_draft (kiosk), "news", &news, "share", &share, NULL);
  gtk_check_button_set_active (self->news, news);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->share), share);
  /* What is shown is the text whose hash the consent will carry, not the microcopy. */
  gtk_label_set_text (self->notice, notice ? sf_record_get_text (notice, SF_NOTICE_SHORT) : "");
  /* In large text it was read on the page before. */
  const gboolean large = sf_kiosk_page_get_large (SF_KIOSK_PAGE (self));
  GtkWidget *const read[] = { GTK_WIDGET (self->notice), self->why, self->full };
  for (guint i = 0; i < G_N_ELEMENTS (read); i++)
    gtk_widget_set_visible (read[i], !large);
  /* A store that does not pass anything on to the maker does not ask. */
  const char *shares = sf_floor_setting (sf_kiosk_get_floor (kiosk), "consent.share");
  gtk_widget_set_visible (self->share, brand != NULL && g_strcmp0 (shares, "0") != 0);
  if (brand)
    {
      g_autofree char *text = sf_fill (SF_ ("phone.share", "You may share my interest with {brand}"), "brand", brand, NULL);
      gtk_check_button_set_label (GTK_CHECK_BUTTON (self->share), text);
    }
  /* On a ticket that may have a number already, the other way is to leave it alone. */
  g_autofree char *changes = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "changes");
  if (g_strcmp0 (changes, "phone") == 0)
    gtk_button_set_label (GTK_BUTTON (self->none), SF_ ("change.keep", "Leave it as it is"));
  const char *code = sf_phone_calling_code (sf_kiosk_page_region (SF_KIOSK_PAGE (self)));
  g_autofree char *prefix = g_strconcat (code ? "+" : "", code, NULL);
  gtk_label_set_text (self->prefix, prefix);
  show_number (self);
}

static void
sf_phone_page_idle_reset (SfPage *page)
{
  gtk_label_set_text (SF_PHONE_PAGE (page)->number, "");
}

static void
sf_phone_page_class_init (SfPhonePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_phone_page_enter;
  SF_PAGE_CLASS (klass)->key = sf_phone_page_key;
  SF_PAGE_CLASS (klass)->idle_reset = sf_phone_page_idle_reset;
  g_type_ensure (SF_TYPE_KEYS);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-phone-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, keys);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, prefix);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, number);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, problem);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, notice);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, news);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, share);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, agree);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, full);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, none);
  gtk_widget_class_bind_template_child (widget_class, SfPhonePage, why);
  gtk_widget_class_bind_template_callback (widget_class, on_agree_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_full_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_news_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_none_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_share_toggled);
}

static void
sf_phone_page_init (SfPhonePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
