/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sign-in-page"
#include "config.h"
#include "ui/tablet/sf-sign-in-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-person-card.h"
#include "ui/common/sf-picture.h"
#include "ui/tablet/sf-tablet-text.h"

#define PIN_MIN 4
#define PIN_MAX 8
#define BADGE_MAX 128
/* So long without a further digit means that the PIN was meant to be whole. */
#define SETTLE_MS 1500

struct _SfSignInPage
{
  SfPage parent_instance;
  SfTablet *tablet;
  char *person;               /* (owned) (nullable): whose PIN is asked */
  char pin[PIN_MAX + 1];
  GString *badge;             /* (owned) what a reader typed so far */
  guint settle;
  gboolean busy, again, wrong, lapsed;
  GtkLabel *heading, *dealer, *waiting, *name, *ask, *problem;
  GtkWidget *back, *people, *alone, *other, *pad, *dots;
  SfGrid *faces;
  SfPicture *portrait;
  SfKeys *keys;
};

G_DEFINE_FINAL_TYPE (SfSignInPage, sf_sign_in_page, SF_TYPE_PAGE)

static void try_pin (SfSignInPage *self);
static void choose (SfSignInPage *self, const char *person);

static void
show_dots (SfSignInPage *self)
{
  const guint typed = (guint) strlen (self->pin);
  guint i = 0;
  g_autofree char *n = g_strdup_printf ("%u", typed);
  g_autofree char *said = sf_fill (SF_ ("tab.pin.typed", "{n} digits entered"), "n", n, NULL);

  for (GtkWidget *dot = gtk_widget_get_first_child (self->dots); dot != NULL; dot = gtk_widget_get_next_sibling (dot), i++)
    {
      gtk_widget_set_visible (dot, i < MAX (PIN_MIN, typed));
      if (i < typed)
        gtk_widget_add_css_class (dot, "full");
      else
        gtk_widget_remove_css_class (dot, "full");
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dots), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
}

static void
forget_pin (SfSignInPage *self)
{
  explicit_bzero (self->pin, sizeof self->pin);
  g_clear_handle_id (&self->settle, g_source_remove);
  self->wrong = FALSE;
  show_dots (self);
}

static void
forget_badge (SfSignInPage *self)
{
  explicit_bzero (self->badge->str, self->badge->len);
  g_string_truncate (self->badge, 0);
}

static void
say_problem (SfSignInPage *self, const GError *error, guint tries_left)
{
  g_autofree char *n = NULL;
  g_autofree char *text = NULL;
  const guint pause = sf_tablet_pause_min (self->tablet);

  if (g_error_matches (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_AWAY))
    text = NULL;                     /* said above the keys that go away */
  else if (pause > 0)
    {
      n = g_strdup_printf ("%u", pause);
      text = sf_fill (SF_ ("st.lock", "Try again in {min} minutes"), "min", n, NULL);
    }
  else if (g_error_matches (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_NO_PIN))
    text = g_strdup (SF_ ("tab.pin.none", "No PIN has been set for you yet. Ask the manager."));
  else if (g_error_matches (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_WRONG))
    {
      n = g_strdup_printf ("%u", tries_left);
      text = sf_fill (SF_ ("st.wrong", "Wrong PIN, {n} tries left"), "n", n, NULL);
    }
  else
    text = g_strdup (SF_ ("tab.pin.failed", "That didn't work. Try again."));
  gtk_label_set_text (self->problem, text != NULL ? text : "");
}

typedef struct { SfSignInPage *page; gboolean badge; } Op;

static void
on_sign_in_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Op *op = data;
  g_autoptr (SfSignInPage) self = op->page;
  g_autoptr (GError) error = NULL;
  guint tries_left = 0;

  self->busy = FALSE;
  if (sf_tablet_sign_in_finish (SF_TABLET (source), result, &tries_left, &error))
    {
      forget_pin (self);
      return;                        /* the window goes on by "signed-in" and "locked" */
    }
  if (self->again)
    {
      self->again = FALSE;
      try_pin (self);
      return;
    }
  /* A PIN may have more digits than were typed so far: only a pause, or the last possible digit, makes it wrong. */
  self->wrong = TRUE;
  if (!op->badge && strlen (self->pin) < PIN_MAX && self->settle != 0 && g_error_matches (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_WRONG)
      && sf_tablet_pause_min (self->tablet) == 0)
    {
      g_object_set_data (G_OBJECT (self), "tries-left", GUINT_TO_POINTER (tries_left));
      return;
    }
  say_problem (self, error, tries_left);
  forget_pin (self);
}

static void
start (SfSignInPage *self, const char *person, const char *secret, gboolean badge)
{
  Op *op = g_new0 (Op, 1);

  self->busy = TRUE;
  op->page = g_object_ref (self);
  op->badge = badge;
  sf_tablet_sign_in_async (self->tablet, person, secret, on_sign_in_ready, op);
}

static void
try_pin (SfSignInPage *self)
{
  if (self->person == NULL || strlen (self->pin) < PIN_MIN)
    return;
  if (self->busy)
    self->again = TRUE;
  else
    start (self, self->person, self->pin, FALSE);
}

static gboolean
on_settled (gpointer data)
{
  SfSignInPage *self = data;

  self->settle = 0;
  if (self->wrong && !self->busy)
    {
      g_autoptr (GError) error = g_error_new_literal (SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_WRONG, "another PIN");

      say_problem (self, error, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self), "tries-left")));
      forget_pin (self);
    }
  return G_SOURCE_REMOVE;
}

static void
type_digit (SfSignInPage *self, char digit)
{
  const gsize n = strlen (self->pin);

  if (n >= PIN_MAX || self->lapsed)
    return;
  gtk_label_set_text (self->problem, "");
  self->pin[n] = digit;
  self->wrong = FALSE;
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, on_settled, self);
  show_dots (self);
  try_pin (self);
}

static void
on_key_pressed (SfSignInPage *self, const char *key)
{
  const gsize n = strlen (self->pin);

  if (g_str_equal (key, "{clear}"))
    forget_pin (self);
  else if (g_str_equal (key, "{del}") && n > 0)
    {
      self->pin[n - 1] = 0;
      show_dots (self);
    }
  else if (g_ascii_isdigit (key[0]) && self->person != NULL)
    type_digit (self, key[0]);
}

/* --- who ------------------------------------------------------------------------------------------------------------ */

/* Too long without the server: nobody may come in, which is said before anybody tries. */
static const char *
away_text (void)
{
  return SF_ ("tab.away", "No word from the server for three days. Once it's back you can go on; what you saved is still here.");
}

/* What goes with the face that was touched. Portraits come later than names: what was typed so far stays. */
static void
show_choice (SfSignInPage *self)
{
  const char *person = self->person;
  const char *name = sf_say_colleague (self->tablet, person);
  g_autofree char *ask = NULL;

  if (name != NULL)
    ask = sf_fill (SF_ ("tab.pin.ask", "{name}, your PIN please"), "name", name, NULL);
  self->lapsed = sf_device_get_lapsed (sf_tablet_get_device (self->tablet));
  gtk_label_set_text (self->ask, self->lapsed ? away_text () : ask != NULL ? ask : SF_ ("tab.signin.hint", "Touch your picture, or scan your badge"));
  gtk_widget_set_visible (self->dots, person != NULL && !self->lapsed);
  gtk_widget_set_visible (GTK_WIDGET (self->keys), !self->lapsed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->faces), !self->lapsed);
  sf_keys_set_allowed (self->keys, person != NULL ? NULL : "");
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->faces)); card != NULL; card = gtk_widget_get_next_sibling (card))
    {
      if (g_strcmp0 (g_object_get_data (G_OBJECT (card), "person"), person) == 0)
        gtk_widget_add_css_class (card, "chosen");
      else
        gtk_widget_remove_css_class (card, "chosen");
    }
}

static void
choose (SfSignInPage *self, const char *person)
{
  if (self->person != person)
    {
      g_free (self->person);
      self->person = g_strdup (person);
    }
  forget_pin (self);
  gtk_label_set_text (self->problem, "");
  show_choice (self);
}

static void
on_face_clicked (GtkButton *card, SfSignInPage *self)
{
  choose (self, g_object_get_data (G_OBJECT (card), "person"));
}

static void
show_portrait (SfSignInPage *self, GtkWidget *card, SfRecord *person)
{
  const char *media = sf_record_get_text (person, SF_CONSULTANT_PORTRAIT);
  g_autofree char *path = media != NULL ? sf_device_media_path (sf_tablet_get_device (self->tablet), media) : NULL;

  sf_person_card_set_portrait (SF_PERSON_CARD (card), path, 112, 112);
}

static void
add_face (SfSignInPage *self, SfRecord *person)
{
  GtkWidget *card = sf_person_card_new (sf_record_get_ltext (person, SF_CONSULTANT_NAME, sf_language_get ()), NULL, NULL);

  show_portrait (self, card, person);
  g_object_set_data_full (G_OBJECT (card), "person", g_strdup (sf_record_get_id (person)), g_free);
  g_signal_connect (card, "clicked", G_CALLBACK (on_face_clicked), self);
  sf_grid_append (self->faces, card);
}

/* The same people in the same order, as after a portrait came: cards stay, so that a touch under way is not lost. */
static gboolean
refresh_faces (SfSignInPage *self, GListModel *people)
{
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->faces));
  guint n = g_list_model_get_n_items (people);

  for (guint i = 0; i < n; i++, card = gtk_widget_get_next_sibling (card))
    {
      g_autoptr (SfItem) item = g_list_model_get_item (people, i);

      if (card == NULL || g_strcmp0 (g_object_get_data (G_OBJECT (card), "person"), sf_item_get_id (item)) != 0)
        return FALSE;
      show_portrait (self, card, sf_item_get_record (item));
    }
  return card == NULL;
}

static void
fill_faces (SfSignInPage *self)
{
  GListModel *people = sf_tablet_get_consultants (self->tablet);

  if (refresh_faces (self, people))
    return;
  sf_grid_clear (self->faces);
  for (guint i = 0; i < g_list_model_get_n_items (people); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (people, i);

      add_face (self, sf_item_get_record (item));
    }
}

static void
show_alone (SfSignInPage *self, const char *person)
{
  SfRecord *record = sf_floor_consultant (sf_tablet_get_floor (self->tablet), person);
  const char *media = record != NULL ? sf_record_get_text (record, SF_CONSULTANT_PORTRAIT) : NULL;
  g_autofree char *path = media != NULL ? sf_device_media_path (sf_tablet_get_device (self->tablet), media) : NULL;
  const char *name = sf_say_colleague (self->tablet, person);

  sf_picture_set_file (self->portrait, path);
  gtk_label_set_text (self->name, name != NULL ? name : "");
}

static void
update (SfSignInPage *self)
{
  const char *signed_in = sf_tablet_get_signed_in (self->tablet);
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (self->tablet));
  const char *name = dealer != NULL ? sf_record_get_ltext (dealer, SF_DEALER_NAME, sf_language_get ()) : NULL;

  gtk_label_set_text (self->dealer, name != NULL ? name : "");
  gtk_label_set_text (self->heading, signed_in != NULL ? SF_ ("tab.locked", "Locked") : SF_ ("tab.signin", "Sign in"));
  gtk_widget_set_visible (self->people, signed_in == NULL);
  gtk_widget_set_visible (self->alone, signed_in != NULL);
  gtk_widget_set_visible (self->back, sf_tablet_get_guest_mode (self->tablet));
  gtk_widget_set_visible (self->other, !sf_tablet_get_guest_mode (self->tablet));
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), signed_in != NULL && !sf_tablet_get_guest_mode (self->tablet) && sf_tablet_get_ring (self->tablet) != NULL);
  if (signed_in != NULL)
    show_alone (self, signed_in);
  if (self->lapsed != sf_device_get_lapsed (sf_tablet_get_device (self->tablet)))
    choose (self, signed_in);
}

static void
on_people_changed (SfSignInPage *self)
{
  update (self);
  fill_faces (self);
  show_choice (self);
}

static void
on_back_clicked (SfSignInPage *self)
{
  sf_page_back (SF_PAGE (self));
}

static void
on_other_clicked (SfSignInPage *self)
{
  sf_tablet_sign_out (self->tablet);
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static void
sf_sign_in_page_enter (SfPage *page)
{
  SfSignInPage *self = SF_SIGN_IN_PAGE (page);

  update (self);
  fill_faces (self);
  choose (self, sf_tablet_get_signed_in (self->tablet));
}

static void
sf_sign_in_page_leave (SfPage *page)
{
  forget_pin (SF_SIGN_IN_PAGE (page));
  forget_badge (SF_SIGN_IN_PAGE (page));
}

static gboolean
sf_sign_in_page_key (SfPage *page, guint keyval)
{
  SfSignInPage *self = SF_SIGN_IN_PAGE (page);
  const gunichar c = gdk_keyval_to_unicode (keyval);

  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    {
      if (self->badge->len > PIN_MAX && !self->busy)
        start (self, NULL, self->badge->str, TRUE);
      forget_badge (self);
      return TRUE;
    }
  if (keyval == GDK_KEY_BackSpace)
    {
      on_key_pressed (self, "{del}");
      return TRUE;
    }
  if (c <= ' ' || c > '~')
    return FALSE;
  if (self->badge->len < BADGE_MAX)
    g_string_append_c (self->badge, (char) c);
  if (g_ascii_isdigit ((char) c) && self->person != NULL)
    type_digit (self, (char) c);
  return TRUE;
}

static void
sf_sign_in_page_dispose (GObject *object)
{
  SfSignInPage *self = SF_SIGN_IN_PAGE (object);

  g_clear_handle_id (&self->settle, g_source_remove);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_sign_in_page_parent_class)->dispose (object);
}

static void
sf_sign_in_page_finalize (GObject *object)
{
  SfSignInPage *self = SF_SIGN_IN_PAGE (object);

  explicit_bzero (self->pin, sizeof self->pin);
  forget_badge (self);
  g_string_free (self->badge, TRUE);
  g_free (self->person);
  G_OBJECT_CLASS (sf_sign_in_page_parent_class)->finalize (object);
}

static void
sf_sign_in_page_class_init (SfSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_sign_in_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = sf_sign_in_page_finalize;
  SF_PAGE_CLASS (klass)->enter = sf_sign_in_page_enter;
  SF_PAGE_CLASS (klass)->leave = sf_sign_in_page_leave;
  SF_PAGE_CLASS (klass)->key = sf_sign_in_page_key;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KEYS);
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  g_type_ensure (SF_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, heading);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, dealer);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, name);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, ask);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, problem);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, back);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, people);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, alone);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, other);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, pad);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, dots);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, faces);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, portrait);
  gtk_widget_class_bind_template_child (widget_class, SfSignInPage, keys);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_other_clicked);
}

static void
sf_sign_in_page_init (SfSignInPage *self)
{
  self->badge = g_string_sized_new (BADGE_MAX + 1);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < PIN_MAX; i++)
    {
      GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_add_css_class (dot, "pin-dot");
      gtk_box_append (GTK_BOX (self->dots), dot);
    }
}

SfPage *
sf_sign_in_page_new (SfTablet *tablet)
{
  SfSignInPage *self = g_object_new (SF_TYPE_SIGN_IN_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  g_signal_connect_object (sf_tablet_get_consultants (tablet), "items-changed", G_CALLBACK (on_people_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_tablet_get_device (tablet), "media-ready", G_CALLBACK (on_people_changed), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
