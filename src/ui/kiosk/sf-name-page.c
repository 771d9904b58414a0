/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-name-page"
#include "config.h"
#include "ui/kiosk/sf-name-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-stroke-pad.h"
#include "ui/kiosk/sf-name-candidates.h"

#include <string.h>

#define LONGEST 16            /* letters */
#define FITS 12               /* letters of a title and name that stand whole on a button in the usual type */
#define LONGEST_ZHUYIN 6      /* signs; two sounds */
/* Taiwan's order of keys (大千), without tones: a surname needs none. Eleven across, or ten on the glass that hangs upright. */
#define ZHUYIN_WIDE "ㄅ ㄉ {_} {_} ㄓ {_} {_} ㄚ ㄞ ㄢ ㄦ/ㄆ ㄊ ㄍ ㄐ ㄔ ㄗ ㄧ ㄛ ㄟ ㄣ {_}/ㄇ ㄋ ㄎ ㄑ ㄕ ㄘ ㄨ ㄜ ㄠ ㄤ {abc}/ㄈ ㄌ ㄏ ㄒ ㄖ ㄙ ㄩ ㄝ ㄡ ㄥ {bs}"
#define ZHUYIN_HIGH "ㄅ ㄉ {_} {_} ㄓ {_} {_} ㄚ ㄞ ㄢ/ㄆ ㄊ ㄍ ㄐ ㄔ ㄗ ㄧ ㄛ ㄟ ㄣ/ㄇ ㄋ ㄎ ㄑ ㄕ ㄘ ㄨ ㄜ ㄠ ㄤ/ㄈ ㄌ ㄏ ㄒ ㄖ ㄙ ㄩ ㄝ ㄡ ㄥ/{abc} {_} {_} {_} {_} {_} {_} {_} ㄦ {bs}"

struct _SfNamePage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  GtkStack *stack;
  SfGrid *common, *candidates, *written;
  SfStrokePad *pad;
  SfKeys *keys;
  GtkLabel *typed;
  GtkButton *mr, *ms;
  GtkToggleButton *latin;   /* what is typed as a name in letters */
  GtkWidget *ways, *hand, *undo, *clear, *why, *heading;
  gboolean zhuyin;              /* which keys are shown */
  char letters[3 * LONGEST + 1];  /* what is typed on them; overwritten when the page goes */
};

G_DEFINE_FINAL_TYPE (SfNamePage, sf_name_page, SF_TYPE_KIOSK_PAGE)

/* A name of sixteen letters stands whole above the keys; it does not make the glass wider than it is. */
static void
may_shrink (GtkWidget *button)
{
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
}

/* Buttons say what they will call the guest, and whether they are the way on or still a way round. */
static void
show_titles (SfNamePage *self)
{
  g_autofree char *surname = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "surname");
  g_autofree char *mr = sf_kiosk_address (surname, "mr");
  g_autofree char *ms = sf_kiosk_address (surname, "ms");
  GtkButton *const buttons[] = { self->mr, self->ms };

  gtk_button_set_label (self->mr, mr);
  gtk_button_set_label (self->ms, ms);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      may_shrink (GTK_WIDGET (buttons[i]));
      if (g_utf8_strlen (mr, -1) > FITS)
        gtk_widget_add_css_class (GTK_WIDGET (buttons[i]), "long");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (buttons[i]), "long");
      gtk_widget_remove_css_class (GTK_WIDGET (buttons[i]), surname ? "quiet" : "go");
      gtk_widget_add_css_class (GTK_WIDGET (buttons[i]), surname ? "go" : "quiet");
    }
}

static void
mark_chosen (SfGrid *grid, const char *surname)
{
  for (GtkWidget *key = gtk_widget_get_first_child (GTK_WIDGET (grid)); key; key = gtk_widget_get_next_sibling (key))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (key), g_strcmp0 (gtk_widget_get_name (key), surname) == 0);
}

static void
set_surname (SfNamePage *self, const char *surname)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "surname", surname);
  mark_chosen (self->common, surname);
  mark_chosen (self->candidates, surname);
  mark_chosen (self->written, surname);
  gtk_toggle_button_set_active (self->latin, g_strcmp0 (gtk_widget_get_name (GTK_WIDGET (self->latin)), surname) == 0);
  show_titles (self);
}

static void
on_surname_clicked (SfNamePage *self, GtkWidget *key)
{
  g_autofree char *surname = g_strdup (gtk_widget_get_name (key));
  set_surname (self, surname);
}

/* One letter is also a key of the keyboard: said apart for who cannot see where they are. */
static void
show_latin (SfNamePage *self, const char *letters, const char *chosen)
{
  GtkWidget *key = GTK_WIDGET (self->latin);

  gtk_widget_set_visible (key, letters != NULL);
  if (letters == NULL)
    return;
  g_autofree char *said = letters[1] == '\0' ? sf_fill (SF_ ("name.take", "The name {name}"), "name", letters, NULL) : g_strdup (letters);
  gtk_button_set_label (GTK_BUTTON (key), letters);
  gtk_widget_set_name (key, letters);
  gtk_accessible_update_property (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  gtk_toggle_button_set_active (self->latin, g_strcmp0 (letters, chosen) == 0);
}

static void
add_key (SfNamePage *self, SfGrid *grid, const char *surname)
{
  GtkWidget *key = gtk_toggle_button_new_with_label (surname);

  gtk_widget_set_name (key, surname);
  gtk_widget_add_css_class (key, "answer");
  gtk_widget_add_css_class (key, "surname");
  g_signal_connect_swapped (key, "clicked", G_CALLBACK (on_surname_clicked), self);
  sf_grid_append (grid, key);
}

/* Who reads English writes the name in letters: the keys come first, and what is typed is the name. */
static gboolean
letters_first (void)
{
  return sf_language_get () == SF_LANG_EN;
}

static void
show_candidates (SfNamePage *self)
{
  const char *region = sf_kiosk_page_region (SF_KIOSK_PAGE (self));
  /* Four rows of keys leave room for one of names on the glass that lies. */
  const gboolean one_row = self->zhuyin && !sf_page_get_portrait (SF_PAGE (self));
  g_auto (GStrv) found = sf_name_candidates (region, self->letters, one_row ? SF_NAME_CANDIDATES_ROW : SF_NAME_CANDIDATES);
  g_autofree char *surname = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "surname");

  gboolean sounds = FALSE;

  for (guint i = 0; found[i]; i++)
    sounds = sounds || !g_ascii_isalpha (*found[i]);
  /* Cut into sounds where they are sounds of somebody's name: Lee is not Le'e. */
  g_autofree char *shown = letters_first () || !sounds ? g_strdup (self->letters) : sf_name_shown (self->letters);
  gtk_label_set_text (self->typed, *self->letters ? shown : self->zhuyin ? SF_ ("name.zhuyin.hint", "Touch the sounds of your name") : SF_ ("name.letters.hint", "Touch the letters of your name"));
  if (*self->letters)
    gtk_widget_remove_css_class (GTK_WIDGET (self->typed), "hint");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->typed), "hint");
  sf_grid_clear (self->candidates);
  /* Who writes in letters is not met by characters; what is typed may still be somebody's 陈. */
  for (guint i = 0; found[i] && (*self->letters || !letters_first ()); i++)
    if (!g_ascii_isalpha (*found[i]))
      add_key (self, self->candidates, found[i]);
  show_latin (self, g_ascii_isalpha (*self->letters) ? self->letters : NULL, surname);
  mark_chosen (self->candidates, surname);
}

/* Who reads Taiwan's Chinese types zhuyin, where the house is there. */
static gboolean
may_zhuyin (SfNamePage *self)
{
  return sf_language_get () == SF_LANG_ZH_TW && g_str_equal (sf_kiosk_page_region (SF_KIOSK_PAGE (self)), "tw");
}

static void
show_keys (SfNamePage *self)
{
  const gboolean portrait = sf_page_get_portrait (SF_PAGE (self)), back = may_zhuyin (self);
  const char *letters = portrait ? "Q W E R T Y U I O P/A S D F G H J K L/- Z X C V B N M {bs}" : "Q W E R T Y U I O P/A S D F G H J K L '/- Z X C V B N M {bs}";
  g_autofree char *other = g_strconcat (letters, " {zhuyin}", NULL);

  if (self->zhuyin)
    sf_keys_set_layout (self->keys, portrait ? ZHUYIN_HIGH : ZHUYIN_WIDE);
  else
    sf_keys_set_layout (self->keys, back ? other : letters);
}

static void
set_zhuyin (SfNamePage *self, gboolean zhuyin)
{
  self->zhuyin = zhuyin;
  memset (self->letters, 0, sizeof self->letters);
  show_keys (self);
}

static void
add_letter (SfNamePage *self, const char *key)
{
  const gsize n = strlen (self->letters);

  if (self->zhuyin)
    {
      if (g_utf8_strlen (self->letters, -1) < LONGEST_ZHUYIN)
        g_strlcat (self->letters, key, sizeof self->letters);
    }
  else if (n < LONGEST)
    {
      /* Written as a name is written: what is typed may be the name itself. */
      const gboolean first = n == 0 || self->letters[n - 1] == '-' || self->letters[n - 1] == '\'';
      self->letters[n] = first ? g_ascii_toupper (*key) : g_ascii_tolower (*key);
      self->letters[n + 1] = 0;
    }
}

static void
on_key_pressed (SfNamePage *self, const char *key)
{
  if (g_str_equal (key, "{abc}") || g_str_equal (key, "{zhuyin}"))
    set_zhuyin (self, g_str_equal (key, "{zhuyin}"));
  else if (!g_str_equal (key, "{del}"))
    add_letter (self, key);
  else if (*self->letters)
    *g_utf8_find_prev_char (self->letters, self->letters + strlen (self->letters)) = 0;
  if (letters_first ())
    set_surname (self, *self->letters ? self->letters : NULL);
  show_candidates (self);
}

/* Who reads simplified Chinese may write it, where the house's names are written so and the machine can read it. */
static gboolean
may_write (SfNamePage *self)
{
  return sf_language_get () == SF_LANG_ZH_CN && g_str_equal (sf_kiosk_page_region (SF_KIOSK_PAGE (self)), "cn") && sf_strokes_fits (sf_lang_code (SF_LANG_ZH_CN));
}

static void
show_written (SfNamePage *self)
{
  const gboolean empty = sf_stroke_pad_is_empty (self->pad);
  g_auto (GStrv) names = sf_name_written (sf_kiosk_page_region (SF_KIOSK_PAGE (self)), sf_stroke_pad_get_guesses (self->pad), SF_NAME_WRITTEN);
  g_autofree char *surname = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "surname");

  sf_grid_clear (self->written);
  for (guint i = 0; names[i]; i++)
    add_key (self, self->written, names[i]);
  mark_chosen (self->written, surname);
  gtk_widget_set_sensitive (self->undo, !empty);
  gtk_widget_set_sensitive (self->clear, !empty);
}

static void
show_mode (SfNamePage *self, const char *mode)
{
  const gboolean keys = g_str_equal (mode, "keys"), hand = g_str_equal (mode, "hand");

  /* What is not on the glass is not read out either. */
  GtkWidget *shown = gtk_stack_get_child_by_name (self->stack, mode);
  gtk_widget_set_visible (shown, TRUE);
  gtk_stack_set_visible_child (self->stack, shown);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->stack)); child; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_visible (child, child == shown);
  gtk_widget_set_visible (self->ways, !keys);
  gtk_widget_set_visible (self->hand, !hand && may_write (self));
  gtk_widget_set_visible (self->why, !keys && !hand);
  gtk_widget_set_visible (self->heading, (!keys && !hand) || !sf_kiosk_page_get_large (SF_KIOSK_PAGE (self)));
  gtk_widget_set_visible (GTK_WIDGET (self->typed), keys || hand);
  show_latin (self, NULL, NULL);
}

static void
on_other_clicked (SfNamePage *self)
{
  show_mode (self, "keys");
  show_candidates (self);
}

static void
on_hand_clicked (SfNamePage *self)
{
  show_mode (self, "hand");
  gtk_label_set_text (self->typed, SF_ ("name.hand.hint", "Write your last name here"));
  gtk_widget_add_css_class (GTK_WIDGET (self->typed), "hint");
  show_written (self);
}

static void
on_read (SfNamePage *self)
{
  show_written (self);
}

static void
on_back_clicked (SfNamePage *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "common") != 0 && !letters_first ())
    show_mode (self, "common");
  else
    sf_page_back (SF_PAGE (self));
}

static void
on_title_clicked (SfNamePage *self, GtkWidget *button)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "title", gtk_widget_get_name (button));
  sf_page_next (SF_PAGE (self));
}

static void
sf_name_page_turned (SfPage *page)
{
  show_keys (SF_NAME_PAGE (page));
  show_candidates (SF_NAME_PAGE (page));
}

static void
sf_name_page_enter (SfPage *page)
{
  SfNamePage *self = SF_NAME_PAGE (page);
  g_auto (GStrv) common = sf_name_common (sf_kiosk_page_region (SF_KIOSK_PAGE (self)), sf_kiosk_page_get_large (SF_KIOSK_PAGE (self)) ? SF_NAME_COMMON_LARGE : SF_NAME_COMMON);
  g_autofree char *surname = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "surname");
  gboolean on_page = surname == NULL && !letters_first ();

  if (sf_kiosk_page_get_large (SF_KIOSK_PAGE (self)))
    sf_grid_set_columns (self->common, 6, 3);
  for (guint i = 0; common[i]; i++)
    {
      add_key (self, self->common, common[i]);
      on_page = on_page || g_strcmp0 (common[i], surname) == 0;
    }
  sf_stroke_pad_set_up (self->pad, sf_lang_code (SF_LANG_ZH_CN), SF_NAME_GUESSES, SF_ ("name.hand.hint", "Write your last name here"));
  self->zhuyin = may_zhuyin (self) && (surname == NULL || !g_str_is_ascii (surname));
  show_keys (self);
  show_mode (self, on_page ? "common" : "keys");
  if (!on_page)
    {
      g_strlcpy (self->letters, surname && g_str_is_ascii (surname) ? surname : "", sizeof self->letters);
      show_candidates (self);
    }
  set_surname (self, surname);
}

static gboolean
sf_name_page_key (SfPage *page, guint keyval)
{
  SfNamePage *self = SF_NAME_PAGE (page);
  const guint32 c = gdk_keyval_to_unicode (gdk_keyval_to_upper (keyval));
  const char text[2] = { c < 128 ? (char) c : 0, 0 };

  if (keyval == GDK_KEY_BackSpace && *self->letters)
    return sf_keys_press (self->keys, "{del}");
  if (!g_ascii_isalpha (*text))
    return FALSE;
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "keys") != 0)
    on_other_clicked (self);
  return sf_keys_press (self->keys, text);
}

static void
sf_name_page_idle_reset (SfPage *page)
{
  SfNamePage *self = SF_NAME_PAGE (page);
  memset (self->letters, 0, sizeof self->letters);
  sf_stroke_pad_clear (self->pad);
  gtk_label_set_text (self->typed, "");
  gtk_button_set_label (GTK_BUTTON (self->latin), "");
}

static void
sf_name_page_class_init (SfNamePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_name_page_enter;
  SF_PAGE_CLASS (klass)->turned = sf_name_page_turned;
  SF_PAGE_CLASS (klass)->key = sf_name_page_key;
  SF_PAGE_CLASS (klass)->idle_reset = sf_name_page_idle_reset;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KEYS);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_STROKE_PAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-name-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, stack);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, common);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, candidates);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, keys);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, clear);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, undo);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, hand);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, pad);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, written);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, typed);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, mr);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, ms);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, latin);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, ways);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, why);
  gtk_widget_class_bind_template_child (widget_class, SfNamePage, heading);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_hand_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_other_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_read);
  gtk_widget_class_bind_template_callback (widget_class, on_surname_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_title_clicked);
  gtk_widget_class_bind_template_callback (widget_class, sf_stroke_pad_clear);
  gtk_widget_class_bind_template_callback (widget_class, sf_stroke_pad_undo);
}

static void
sf_name_page_init (SfNamePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
