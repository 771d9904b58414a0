/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-wall-page"
#include "config.h"
#include "ui/tablet/sf-wall-page.h"
#include "app/sf-greet.h"
#include "ui/common/sf-choice-row.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-person-text.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-tablet-window.h"

struct _SfWallPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  SfScreens *screens;    /* (owned) */
  SfLiveQuery *consents; /* (owned) of this visit */
  SfRecord *visit;       /* (owned) (nullable) */
  char *id, *guest;      /* (owned) visit; what the wall would call the guest (nullable) */
  GPtrArray *places;     /* (owned) (element-type SfRecord) whose DEVICE.PLACE a called guest may be sent to */
  GtkLabel *heading, *state, *ask;
  GtkBox *screen_box, *place_box;
  GtkWidget *call_card, *back, *call;
  GtkButton *say_name, *say_number;
  SfChoiceRow *screen, *place;
};

G_DEFINE_FINAL_TYPE (SfWallPage, sf_wall_page, SF_TYPE_PAGE)

/* --- whom and where -------------------------------------------------------------------------------------------------- */

static SfLang
lang_of (SfWallPage *self)
{
  return sf_lang_parse (sf_record_get_text (self->visit, SF_VISIT_LANG), SF_LANG_ZH_CN);
}

static const char *
number_of (SfWallPage *self)
{
  const char *number = sf_record_get_text (self->visit, SF_VISIT_NUMBER);

  return number != NULL ? number : "";
}

/* The guest gave their word for this visit before. */
static gboolean
has_consented (SfWallPage *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->consents)); i++)
    {
      g_auto (GStrv) purposes = sf_record_get_set (sf_item_get_record (sf_live_query_peek (self->consents, i)), SF_CONSENT_PURPOSES);

      if (g_strv_contains ((const char *const *) purposes, "welcome"))
        return TRUE;
    }
  return FALSE;
}

static void
fill_screens (SfWallPage *self)
{
  g_autoptr (GPtrArray) screens = sf_screens_list (self->screens);
  g_autofree char *chosen = g_strdup (sf_choice_row_get (self->screen));

  if (chosen == NULL)
    chosen = g_strdup (sf_screens_favourite (self->screens));
  sf_choice_row_clear (self->screen);
  for (guint i = 0; i < screens->len; i++)
    {
      const char *place = sf_record_get_ltext (screens->pdata[i], SF_DEVICE_PLACE, sf_language_get ());

      sf_choice_row_add (self->screen, sf_record_get_id (screens->pdata[i]), place != NULL ? place : sf_record_get_text (screens->pdata[i], SF_DEVICE_NAME), NULL);
    }
  if (chosen == NULL && screens->len > 0)
    chosen = g_strdup (sf_record_get_id (screens->pdata[0]));
  sf_choice_row_set (self->screen, chosen);
}

static void
add_place (SfWallPage *self, const char *context, const char *english)
{
  SfRecord *place = sf_record_new (SF_KIND_DEVICE, self->id);

  for (guint lang = 0; lang < SF_N_LANGS; lang++)
    sf_record_set_ltext (place, SF_DEVICE_PLACE, (SfLang) lang, sf_text ((SfLang) lang, context, english));
  g_ptr_array_add (self->places, place);
}

/* The desk, where cars are taken in, and wherever a kiosk stands. */
static void
fill_places (SfWallPage *self)
{
  GListModel *devices = G_LIST_MODEL (sf_floor_get_devices (sf_tablet_get_floor (self->tablet)));

  add_place (self, "place.desk", N_C ("place.desk", "the front desk"));
  add_place (self, "place.bay", N_C ("place.bay", "the service counter"));
  for (guint i = 0; i < g_list_model_get_n_items (devices) && self->places->len < 6; i++)
    {
      SfRecord *device = sf_item_get_record (sf_live_query_peek (SF_LIVE_QUERY (devices), i));

      if (g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), "kiosk") == 0 && !sf_record_is_null (device, SF_DEVICE_PLACE))
        g_ptr_array_add (self->places, sf_record_ref (device));
    }
  for (guint i = 0; i < self->places->len; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      sf_choice_row_add (self->place, key, sf_record_get_ltext (self->places->pdata[i], SF_DEVICE_PLACE, sf_language_get ()), NULL);
    }
  sf_choice_row_set (self->place, "0");
}

/* --- what is on it ---------------------------------------------------------------------------------------------------- */

static const char *
state_text (SfScreenState state)
{
  switch (state)
    {
    case SF_SCREEN_SENDING: return SF_ ("wall.sending", "On its way to the screen");
    case SF_SCREEN_OURS: return SF_ ("wall.ours", "On the screen now");
    case SF_SCREEN_OTHERS: return SF_ ("wall.others", "A colleague is using this screen");
    case SF_SCREEN_SILENT: return SF_ ("wall.silent", "This screen has not answered for a minute");
    case SF_SCREEN_PROGRAMME:
    default: return SF_ ("wall.programme", "The programme is on");
    }
}

static void
show_state (SfWallPage *self)
{
  const char *display = sf_choice_row_get (self->screen);
  const SfScreenState state = display != NULL ? sf_screens_state (self->screens, display, NULL) : SF_SCREEN_SILENT;

  gtk_label_set_text (self->state, display != NULL ? state_text (state) : SF_ ("wall.none", "There is no screen yet"));
  gtk_widget_set_visible (self->back, display != NULL && (state == SF_SCREEN_OURS || state == SF_SCREEN_SENDING));
  gtk_widget_set_sensitive (GTK_WIDGET (self->say_name), display != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->say_number), display != NULL);
}

static void
show_question (SfWallPage *self)
{
  const gboolean asked = has_consented (self);
  const gboolean can = self->guest != NULL && sf_floor_notice (sf_tablet_get_floor (self->tablet), lang_of (self)) != NULL;
  g_autofree char *name = sf_fill (asked ? SF_ ("wall.name", "Welcome {guest}") : SF_ ("wall.yes", "Yes, welcome {guest}"), "guest", self->guest != NULL ? self->guest : "", NULL);
  g_autofree char *number = sf_fill (asked || !can ? SF_ ("wall.number", "Only number {number}") : SF_ ("wall.no", "No, only number {number}"), "number", number_of (self), NULL);

  gtk_label_set_text (self->ask, !can    ? SF_ ("wall.noname", "No name is known: the screen welcomes the number.")
                               : asked ? SF_ ("wall.asked", "The guest has said that the screen may say their name.")
                                       : SF_ ("wall.ask", "Ask the guest: may the screen say your name?"));
  gtk_widget_set_visible (GTK_WIDGET (self->say_name), can);
  gtk_button_set_label (self->say_name, name);
  gtk_button_set_label (self->say_number, number);
}

static void
update (SfWallPage *self)
{
  SfRecord *visit = sf_tablet_visit (self->tablet, self->id);
  g_autofree char *person = NULL, *title = NULL, *call = NULL;

  if (visit == NULL)
    return;
  g_clear_pointer (&self->visit, sf_record_unref);
  self->visit = sf_record_ref (visit);
  g_free (self->guest);
  self->guest = sf_say_visitor_to_all (self->tablet, visit, lang_of (self));
  person = sf_say_visitor (self->tablet, visit);
  title = g_strjoin (sf_say_dot (), person, number_of (self), NULL);
  call = sf_fill (SF_ ("wall.call.do", "Call {number}"), "number", number_of (self), NULL);
  gtk_label_set_text (self->heading, title);
  gtk_button_set_label (GTK_BUTTON (self->call), call);
  gtk_widget_set_visible (self->call_card, sf_greet_may_call (self->tablet, visit));
  show_question (self);
  show_state (self);
}

/* --- touches ---------------------------------------------------------------------------------------------------------- */

static void
on_welcomed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfWallPage) self = SF_WALL_PAGE (data);

  if (!sf_greet_welcome_finish (SF_TABLET (source), result, NULL))
    sf_tablet_window_say (GTK_WIDGET (self), SF_ ("tab.notsaved", "It could not be saved on this tablet. Please tell the manager."));
}

static void
welcome (SfWallPage *self, const char *guest)
{
  const char *display = sf_choice_row_get (self->screen);

  if (display != NULL && self->visit != NULL)
    sf_greet_welcome_async (self->screens, self->tablet, self->visit, display, guest, on_welcomed, g_object_ref (self));
}

static void
on_name_clicked (SfWallPage *self)
{
  welcome (self, self->guest);
}

static void
on_number_clicked (SfWallPage *self)
{
  welcome (self, NULL);
}

static void
on_call_clicked (SfWallPage *self)
{
  const char *key = sf_choice_row_get (self->place);
  const guint i = key != NULL ? (guint) g_ascii_strtoull (key, NULL, 10) : G_MAXUINT;
  SfRecord *place = i < self->places->len ? self->places->pdata[i] : NULL;
  g_autofree char *text = NULL;

  if (self->visit == NULL)
    return;
  if (sf_greet_call (self->screens, self->visit, place, SF_DEVICE_PLACE) == 0)
    text = g_strdup (SF_ ("wall.none", "There is no screen yet"));
  else
    text = sf_fill (SF_ ("wall.called", "Called: {number}"), "number", number_of (self), NULL);
  sf_tablet_window_say (GTK_WIDGET (self), text);
}

static void
on_take_back_clicked (SfWallPage *self)
{
  if (sf_choice_row_get (self->screen) != NULL)
    sf_screens_take_back (self->screens, sf_choice_row_get (self->screen));
}

static void
on_done_clicked (SfWallPage *self)
{
  sf_page_back (SF_PAGE (self));
}

/* --- the page --------------------------------------------------------------------------------------------------------- */

static gboolean
sf_wall_page_key (SfPage *page, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;
  sf_page_back (page);
  return TRUE;
}

static void
sf_wall_page_enter (SfPage *page)
{
  update (SF_WALL_PAGE (page));
}

static void
sf_wall_page_dispose (GObject *object)
{
  SfWallPage *self = SF_WALL_PAGE (object);

  g_clear_object (&self->consents);
  g_clear_object (&self->screens);
  g_clear_object (&self->tablet);
  g_clear_pointer (&self->visit, sf_record_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  if (self->guest != NULL)
    explicit_bzero (self->guest, strlen (self->guest));
  g_clear_pointer (&self->guest, g_free);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (sf_wall_page_parent_class)->dispose (object);
}

static void
sf_wall_page_class_init (SfWallPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_wall_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_wall_page_enter;
  SF_PAGE_CLASS (klass)->key = sf_wall_page_key;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-wall-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, heading);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, state);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, ask);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, screen_box);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, place_box);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, call_card);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, back);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, call);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, say_name);
  gtk_widget_class_bind_template_child (widget_class, SfWallPage, say_number);
  gtk_widget_class_bind_template_callback (widget_class, on_name_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_number_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_call_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_take_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
}

static void
sf_wall_page_init (SfWallPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  self->screen = SF_CHOICE_ROW (sf_choice_row_new (SF_ ("wall.screen", "Screen"), FALSE));
  self->place = SF_CHOICE_ROW (sf_choice_row_new (SF_ ("wall.place", "Where to"), FALSE));
  gtk_box_append (self->screen_box, GTK_WIDGET (self->screen));
  gtk_box_append (self->place_box, GTK_WIDGET (self->place));
}

SfPage *
sf_wall_page_new (SfTablet *tablet, SfScreens *screens, const char *visit_id)
{
  SfWallPage *self = g_object_new (SF_TYPE_WALL_PAGE, NULL);
  SfQuery consents = { .kind = SF_KIND_CONSENT, .order = -1, .n_conds = 1, .conds = { { SF_CONSENT_VISIT, SF_OP_EQ, 0, visit_id } } };

  self->tablet = g_object_ref (tablet);
  self->screens = g_object_ref (screens);
  self->id = g_strdup (visit_id);
  self->consents = sf_live_query_new (sf_tablet_get_device (tablet), &consents);
  fill_screens (self);
  fill_places (self);
  g_signal_connect_swapped (self->screen, "changed", G_CALLBACK (show_state), self);
  g_signal_connect_object (self->consents, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (screens, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
