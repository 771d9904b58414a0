/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-keyboard"
#include "config.h"
#include "ui/tablet/sf-keyboard.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-stroke-pad.h"
#include "ui/kiosk/sf-name-candidates.h"
#include "ui/tablet/sf-tablet-window.h"

#define MOST 24           /* candidates; a swipe shows what does not fit */
#define WRITTEN 12
#define FRAMES 6
#define ABOVE 24          /* px between the field and the keys */
#define PINYIN "q w e r t y u i o p/a s d f g h j k l/' z x c v b n m {bs}/{123} {abc} {hand} {space} ， 。 {close}"
#define PINYIN_ALONE "q w e r t y u i o p/a s d f g h j k l/' z x c v b n m {bs}/{123} {abc} {space} ， 。 {close}"
#define ZHUYIN "ㄅ ㄉ {_} {_} ㄓ {_} {_} ㄚ ㄞ ㄢ ㄦ/ㄆ ㄊ ㄍ ㄐ ㄔ ㄗ ㄧ ㄛ ㄟ ㄣ ，/ㄇ ㄋ ㄎ ㄑ ㄕ ㄘ ㄨ ㄜ ㄠ ㄤ 。/ㄈ ㄌ ㄏ ㄒ ㄖ ㄙ ㄩ ㄝ ㄡ ㄥ {bs}/{123} {abc} {space} {close}"
#define LETTERS(back) "q w e r t y u i o p/a s d f g h j k l/{shift} z x c v b n m {bs}/{123} " back " {space} , . {close}"
#define CAPITALS(back) "Q W E R T Y U I O P/A S D F G H J K L/{shift} Z X C V B N M {bs}/{123} " back " {space} , . {close}"
#define SIGNS_CN "1 2 3 4 5 6 7 8 9 0/- : ; ( ) ¥ @ % & +/， 。 ？ ！ 、 ： “ ” * {bs}/{abc} {pinyin} {space} {forget} {close}"
#define SIGNS_TW "1 2 3 4 5 6 7 8 9 0/- : ; ( ) $ @ % & +/， 。 ？ ！ 、 ： 「 」 * {bs}/{abc} {zhuyin} {space} {forget} {close}"
#define HAND "{undo} {clear} {bs} {pinyin} {close}"

typedef enum { SF_MODE_CHINESE, SF_MODE_LETTERS, SF_MODE_SIGNS, SF_MODE_HAND } SfMode;

struct _SfKeyboard
{
  GtkWidget parent_instance;
  SfTypist *typist;            /* (owned) */
  SfKeys *keys;
  SfStrokePad *pad;            /* (nullable) made when it is first asked for */
  GtkBox *candidates;
  GtkWidget *box, *bar, *strip;
  GtkLabel *typed;
  GtkWindow *window;
  GtkScrolledWindow *pages;
  GtkEditable *target;         /* (nullable) weak */
  SfMode mode;
  gboolean shift, guest, language_set;
  int frames;                  /* that the field is still held in sight */
  SfLang lang;
};

G_DEFINE_FINAL_TYPE (SfKeyboard, sf_keyboard, GTK_TYPE_WIDGET)

static SfTypingKeys
script (SfKeyboard *self)
{
  return self->lang == SF_LANG_ZH_TW ? SF_TYPING_ZHUYIN : SF_TYPING_PINYIN;
}

static SfTyping *
typing (SfKeyboard *self)
{
  return sf_typist_keys (self->typist, script (self));
}

static gboolean
is_name (SfKeyboard *self)
{
  return self->target != NULL && GTK_IS_TEXT (self->target) && gtk_text_get_input_purpose (GTK_TEXT (self->target)) == GTK_INPUT_PURPOSE_NAME;
}

/* --- the field ---------------------------------------------------------------------------------------------------- */

static void
insert (SfKeyboard *self, const char *text)
{
  int at;

  if (self->target == NULL)
    return;
  gtk_editable_delete_selection (self->target);
  at = gtk_editable_get_position (self->target);
  gtk_editable_insert_text (self->target, text, -1, &at);
  gtk_editable_set_position (self->target, at);
}

static void
delete_one (SfKeyboard *self)
{
  int from, to, at;

  if (self->target == NULL)
    return;
  at = gtk_editable_get_position (self->target);
  if (gtk_editable_get_selection_bounds (self->target, &from, &to) && from != to)
    gtk_editable_delete_selection (self->target);
  else if (at > 0)
    gtk_editable_delete_text (self->target, at - 1, at);
}

/* --- candidates --------------------------------------------------------------------------------------------------- */

static void show_typed (SfKeyboard *self);

static void
choose (SfKeyboard *self, const char *text, gsize taken)
{
  const SfTypingCandidate chosen = { (char *) text, taken };

  insert (self, text);
  if (self->mode == SF_MODE_HAND)
    sf_stroke_pad_clear (self->pad);
  else
    sf_typing_take (typing (self), &chosen);
  if (!self->guest)
    sf_typist_learn (self->typist, script (self), text, is_name (self) || self->mode == SF_MODE_HAND);
  show_typed (self);
}

static void
on_candidate_clicked (GtkButton *button, SfKeyboard *self)
{
  g_autofree char *text = g_strdup (gtk_button_get_label (button));
  const gboolean focused = gtk_widget_has_focus (GTK_WIDGET (button));

  choose (self, text, (gsize) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (button), "taken")));
  /* The button is gone; whoever chose it without a finger goes on typing. */
  if (focused)
    sf_keys_take_focus (self->keys);
}

static void
add_candidate (SfKeyboard *self, const char *text, gsize taken)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "chip");
  gtk_widget_set_focus_on_click (button, FALSE);
  g_object_set_data (G_OBJECT (button), "taken", GSIZE_TO_POINTER (taken));
  g_signal_connect (button, "clicked", G_CALLBACK (on_candidate_clicked), self);
  gtk_box_append (self->candidates, button);
}

static void
clear_candidates (SfKeyboard *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->candidates))) != NULL)
    gtk_box_remove (self->candidates, child);
}

/* A scrolled window without anything to go to takes Tab for itself, and nothing behind it is reached. */
static void
candidates_shown (SfKeyboard *self)
{
  gtk_widget_set_can_focus (self->strip, gtk_widget_get_first_child (GTK_WIDGET (self->candidates)) != NULL);
}

static void
show_typing (SfKeyboard *self)
{
  SfTyping *keys = self->mode == SF_MODE_CHINESE ? typing (self) : NULL;
  g_autofree char *shown = keys != NULL ? sf_typing_shown (keys) : NULL;

  clear_candidates (self);
  gtk_label_set_text (self->typed, shown != NULL ? shown : "");
  if (keys == NULL || *sf_typing_typed (keys) == 0)
    return;
  sf_typing_set_what (keys, !is_name (self) ? SF_TYPING_WORDS : gtk_editable_get_position (self->target) > 0 ? SF_TYPING_GIVEN : SF_TYPING_NAME);
  g_autoptr (GPtrArray) found = sf_typing_candidates (keys, MOST);
  for (guint i = 0; i < found->len; i++)
    {
      const SfTypingCandidate *candidate = found->pdata[i];
      add_candidate (self, candidate->text, candidate->taken);
    }
}

static void
show_typed (SfKeyboard *self)
{
  show_typing (self);
  candidates_shown (self);
}

static void
on_read (SfKeyboard *self)
{
  const GArray *guesses = sf_stroke_pad_get_guesses (self->pad);
  const gboolean surname = is_name (self) && gtk_editable_get_position (self->target) == 0;
  g_auto (GStrv) names = surname ? sf_name_written ("cn", guesses, WRITTEN) : NULL;

  clear_candidates (self);
  for (guint i = 0; surname && names[i] != NULL; i++)
    add_candidate (self, names[i], 0);
  for (guint i = 0; !surname && i < MIN (guesses->len, WRITTEN); i++)
    add_candidate (self, g_array_index (guesses, SfStrokesGuess, i).text, 0);
  candidates_shown (self);
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

/* Touching a key leaves the cursor where it is. */
static void
keep_focus (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gtk_widget_set_focus_on_click (child, FALSE);
      keep_focus (child);
    }
}

static const char *
layout_of (SfKeyboard *self)
{
  const gboolean zhuyin = script (self) == SF_TYPING_ZHUYIN;

  switch (self->mode)
    {
    case SF_MODE_LETTERS: return self->shift ? (zhuyin ? CAPITALS ("{zhuyin}") : CAPITALS ("{pinyin}")) : zhuyin ? LETTERS ("{zhuyin}") : LETTERS ("{pinyin}");
    case SF_MODE_SIGNS: return zhuyin ? SIGNS_TW : SIGNS_CN;
    case SF_MODE_HAND: return HAND;
    case SF_MODE_CHINESE:
    default: return zhuyin ? ZHUYIN : sf_strokes_fits (sf_lang_code (SF_LANG_ZH_CN)) ? PINYIN : PINYIN_ALONE;
    }
}

static void
make_pad (SfKeyboard *self)
{
  self->pad = g_object_new (SF_TYPE_STROKE_PAD, "width-request", 480, "height-request", 220, "halign", GTK_ALIGN_CENTER, NULL);
  sf_stroke_pad_set_up (self->pad, sf_lang_code (SF_LANG_ZH_CN), SF_NAME_GUESSES, SF_ ("name.hand", "Handwrite"));
  g_signal_connect_swapped (self->pad, "read", G_CALLBACK (on_read), self);
  gtk_box_insert_child_after (GTK_BOX (self->box), GTK_WIDGET (self->pad), self->bar);
}

static void
set_mode (SfKeyboard *self, SfMode mode)
{
  if (mode == SF_MODE_CHINESE && typing (self) == NULL)
    mode = SF_MODE_LETTERS;
  self->mode = mode;
  if (mode == SF_MODE_HAND && self->pad == NULL)
    make_pad (self);
  if (self->pad != NULL)
    {
      sf_stroke_pad_clear (self->pad);
      gtk_widget_set_visible (GTK_WIDGET (self->pad), mode == SF_MODE_HAND);
    }
  if (typing (self) != NULL)
    sf_typing_clear (typing (self));
  sf_keys_set_layout (self->keys, layout_of (self));
  keep_focus (GTK_WIDGET (self->keys));
  show_typed (self);
}

static void
on_sign (SfKeyboard *self, const char *sign)
{
  SfTyping *keys = typing (self);

  if (self->mode == SF_MODE_CHINESE && sf_typing_push (keys, sign))
    {
      show_typed (self);
      return;
    }
  if (self->mode == SF_MODE_CHINESE && *sf_typing_typed (keys) != 0)
    return;                                      /* no sound goes on so; what is typed stays */
  insert (self, sign);
  if (self->mode == SF_MODE_LETTERS && self->shift)
    {
      self->shift = FALSE;
      set_mode (self, SF_MODE_LETTERS);
    }
}

static void
on_space (SfKeyboard *self)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->candidates));

  if (first != NULL)
    on_candidate_clicked (GTK_BUTTON (first), self);
  else
    insert (self, " ");
}

static void
on_delete (SfKeyboard *self)
{
  if (self->mode == SF_MODE_CHINESE && sf_typing_pop (typing (self)))
    show_typed (self);
  else
    delete_one (self);
}

static void
on_forget (SfKeyboard *self)
{
  sf_typist_forget (self->typist);
  sf_tablet_window_say (GTK_WIDGET (self), SF_ ("key.forgotten", "The keyboard has forgotten what it learned"));
}

static void
on_key_pressed (SfKeyboard *self, const char *key)
{
  static const struct { const char *key; SfMode mode; } modes[] = {
    { "{abc}", SF_MODE_LETTERS }, { "{123}", SF_MODE_SIGNS }, { "{hand}", SF_MODE_HAND }, { "{pinyin}", SF_MODE_CHINESE }, { "{zhuyin}", SF_MODE_CHINESE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (key, modes[i].key))
      {
        set_mode (self, modes[i].mode);
        return;
      }
  if (g_str_equal (key, "{del}"))
    on_delete (self);
  else if (g_str_equal (key, "{space}"))
    on_space (self);
  else if (g_str_equal (key, "{close}"))
    sf_keyboard_put_away (self);
  else if (g_str_equal (key, "{forget}"))
    on_forget (self);
  else if (g_str_equal (key, "{undo}"))
    sf_stroke_pad_undo (self->pad);
  else if (g_str_equal (key, "{clear}"))
    sf_stroke_pad_clear (self->pad);
  else if (g_str_equal (key, "{shift}"))
    {
      self->shift = !self->shift;
      set_mode (self, SF_MODE_LETTERS);
    }
  else
    on_sign (self, key);
}

/* --- coming and going --------------------------------------------------------------------------------------------- */

/* The field that is written into stays in sight above the keys. */
static void
show_target (SfKeyboard *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->pages);
  GtkWidget *view = gtk_scrolled_window_get_child (self->pages), *content = GTK_IS_VIEWPORT (view) ? gtk_viewport_get_child (GTK_VIEWPORT (view)) : view;
  graphene_rect_t box;

  if (self->target == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (self->target), content, &box))
    return;
  const double below = (double) (box.origin.y + box.size.height) + ABOVE - gtk_adjustment_get_page_size (adjustment);
  gtk_adjustment_set_value (adjustment, MAX (0, below));
}

/* Where everything lies is known a frame or two after the keys have come: a value set while it is laid out does not stay. */
static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer data)
{
  SfKeyboard *self = SF_KEYBOARD (widget);

  show_target (self);
  self->frames = self->target != NULL ? self->frames - 1 : 0;
  return self->frames > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
set_target (SfKeyboard *self, GtkEditable *target)
{
  if (self->target == target)
    return;
  if (self->target != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->target), (gpointer *) &self->target);
  self->target = target;
  if (target != NULL)
    g_object_add_weak_pointer (G_OBJECT (target), (gpointer *) &self->target);
}

void
sf_keyboard_put_away (SfKeyboard *self)
{
  set_target (self, NULL);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (typing (self) != NULL)
    sf_typing_clear (typing (self));
  if (self->pad != NULL)
    sf_stroke_pad_clear (self->pad);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_scrolled_window_set_policy (self->pages, GTK_POLICY_NEVER, GTK_POLICY_NEVER);
  gtk_widget_set_size_request (gtk_widget_get_first_child (gtk_scrolled_window_get_child (self->pages)), -1, -1);
}

static void
come_up (SfKeyboard *self, GtkEditable *target)
{
  const gboolean was = gtk_widget_get_visible (GTK_WIDGET (self));
  const SfLang lang = sf_language_get ();

  set_target (self, target);
  if (!self->language_set || self->lang != lang)
    {
      self->language_set = TRUE;
      self->lang = lang;
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, SF_ ("key.keys", "Keyboard"), -1);
      set_mode (self, lang == SF_LANG_EN ? SF_MODE_LETTERS : SF_MODE_CHINESE);
    }
  else
    show_typed (self);
  if (!was)
    {
      /* Pages keep the height they have: they are drawn for it, and are moved up instead. */
      gtk_widget_set_size_request (gtk_widget_get_first_child (gtk_scrolled_window_get_child (self->pages)), -1, gtk_widget_get_height (GTK_WIDGET (self->pages)));
      gtk_scrolled_window_set_policy (self->pages, GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
    }
  if (self->frames <= 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
  self->frames = FRAMES;
}

static GtkWidget *
at_event (SfKeyboard *self, GdkEvent *event)
{
  double x, y, dx, dy;

  if (!gdk_event_get_position (event, &x, &y))
    return NULL;
  gtk_native_get_surface_transform (GTK_NATIVE (self->window), &dx, &dy);
  return gtk_widget_pick (GTK_WIDGET (self->window), x - dx, y - dy, GTK_PICK_DEFAULT);
}

/* After the press has done what it does: what is under the finger must not move before. */
static gboolean
on_released (gpointer data)
{
  g_autoptr (SfKeyboard) self = data;

  if (self->target != NULL && gtk_window_get_focus (self->window) != GTK_WIDGET (self->target))
    sf_keyboard_put_away (self);
  return G_SOURCE_REMOVE;
}

/* Who uses a stick or a switch instead of a finger comes from the field to its keys by Tab, and back by Escape. A real keyboard has its way. */
static gboolean
on_real_key (SfKeyboard *self, GdkEvent *event)
{
  const guint key = gdk_key_event_get_keyval (event);
  GtkWidget *field = GTK_WIDGET (self->target);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || field == NULL)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Tab && gtk_widget_has_focus (field))
    {
      sf_keys_take_focus (self->keys);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Escape)
    {
      gtk_widget_grab_focus (field);
      sf_keyboard_put_away (self);
      return GDK_EVENT_STOP;
    }
  if (gdk_keyval_to_unicode (key) > ' ' && gtk_widget_has_focus (field))
    sf_keyboard_put_away (self);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, SfKeyboard *self)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    {
      GtkWidget *met = at_event (self, event), *text = met != NULL ? gtk_widget_get_ancestor (met, GTK_TYPE_TEXT) : NULL;

      if (text != NULL && gtk_editable_get_editable (GTK_EDITABLE (text)) && gtk_text_get_visibility (GTK_TEXT (text)))
        come_up (self, GTK_EDITABLE (text));
    }
  else if (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END)
    g_idle_add_full (G_PRIORITY_LOW, on_released, g_object_ref (self), NULL);
  else if (type == GDK_KEY_PRESS)
    return on_real_key (self, event);
  return GDK_EVENT_PROPAGATE;
}

void
sf_keyboard_attach (SfKeyboard *self, GtkWindow *window, GtkScrolledWindow *pages)
{
  GtkEventController *legacy = gtk_event_controller_legacy_new ();

  self->window = window;
  self->pages = pages;
  /* Where the pages stand is for the field to say, not for whatever Tab comes by. */
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (gtk_scrolled_window_get_child (pages)), FALSE);
  gtk_event_controller_set_propagation_phase (legacy, GTK_PHASE_CAPTURE);
  g_signal_connect (legacy, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (window), legacy);
}

void
sf_keyboard_set_guest (SfKeyboard *self, gboolean guest)
{
  if (self->guest != guest)
    sf_keyboard_put_away (self);
  self->guest = guest;
}

/* --- the widget --------------------------------------------------------------------------------------------------- */

static void
sf_keyboard_dispose (GObject *object)
{
  SfKeyboard *self = SF_KEYBOARD (object);

  set_target (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->typist);
  G_OBJECT_CLASS (sf_keyboard_parent_class)->dispose (object);
}

static void
sf_keyboard_class_init (SfKeyboardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_keyboard_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "keyboard");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sf_keyboard_init (SfKeyboard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  self->typed = GTK_LABEL (gtk_label_new (NULL));
  self->candidates = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8));
  self->keys = SF_KEYS (sf_keys_new (NULL));
  self->strip = gtk_scrolled_window_new ();
  gtk_widget_add_css_class (self->bar, "candidates");
  gtk_widget_add_css_class (GTK_WIDGET (self->keys), "typing");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->strip), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->strip), GTK_WIDGET (self->candidates));
  gtk_widget_set_focusable (self->strip, FALSE);
  gtk_widget_set_hexpand (self->strip, TRUE);
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->typed));
  gtk_box_append (GTK_BOX (self->bar), self->strip);
  gtk_box_append (GTK_BOX (self->box), self->bar);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->keys));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_swapped (self->keys, "pressed", G_CALLBACK (on_key_pressed), self);
}

GtkWidget *
sf_keyboard_new (SfTypist *typist)
{
  SfKeyboard *self = g_object_new (SF_TYPE_KEYBOARD, NULL);

  self->typist = g_object_ref (typist);
  return GTK_WIDGET (self);
}
