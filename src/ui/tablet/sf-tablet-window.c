/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-tablet-window"
#include "config.h"
#include "ui/tablet/sf-tablet-window.h"
#include "ui/tablet/sf-sign-in-script.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-router.h"
#include "ui/common/sf-ui-check.h"
#include "ui/tablet/sf-board-page.h"
#include "ui/tablet/sf-card-page.h"
#include "app/sf-tablet-steps.h"
#include "ui/common/sf-chime.h"
#include "ui/tablet/sf-cars-page.h"
#include "ui/tablet/sf-clash-page.h"
#include "ui/tablet/sf-code-page.h"
#include "ui/tablet/sf-event-page.h"
#include "ui/tablet/sf-figures-page.h"
#include "ui/tablet/sf-filling-mark.h"
#include "ui/tablet/sf-finish-page.h"
#include "ui/tablet/sf-keyboard.h"
#include "ui/tablet/sf-model-page.h"
#include "ui/tablet/sf-ring-card.h"
#include "ui/tablet/sf-ring-room.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-search-page.h"
#include "ui/tablet/sf-sign-in-page.h"
#include "ui/tablet/sf-sync-mark.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-today-page.h"
#include "ui/tablet/sf-visit-page.h"
#include "ui/tablet/sf-visitor-page.h"
#include "ui/tablet/sf-wall-page.h"

/* A tablet that lies about is locked; in the middle of a talk it is not (experience.md 4.2). */
#define LOCK_AFTER_MS (15 * 60 * 1000)
#define SAY_MS 4000
#define LATE_TIMES 2
/* As in tablet.css: rail and margins of a page, padding of the card. */
#define RING_LEFT 136
#define RING_MARGIN 24
#define RING_PADDING 20

struct _SfTabletWindow
{
  AdwApplicationWindow parent_instance;
  SfApplication *app;
  SfTablet *tablet;      /* (owned) */
  SfCardDesk *desk;      /* (owned) */
  SfScreens *screens;    /* (owned) */
  SfShowcase *showcase;  /* (owned) */
  SfChime *chime;        /* (owned) */
  GHashTable *late;      /* (owned) ids of overdue steps that have sounded */
  gboolean rings;        /* the chime is a guest's */
  SfRouter *router;
  GtkOverlay *overlay;
  GtkScrolledWindow *pages;
  GtkBox *whole, *rail;
  SfKeyboard *keyboard;
  GtkWidget *ring, *sync, *glow;
  GtkRevealer *ring_revealer, *say_revealer;
  GtkLabel *said;
  gint64 touched;        /* boot ms */
  guint tick, saying;
  gboolean from_board;   /* the way back leads to the board */
};

G_DEFINE_FINAL_TYPE (SfTabletWindow, sf_tablet_window, ADW_TYPE_APPLICATION_WINDOW)

static gint64
now (SfTabletWindow *self)
{
  return sf_clock_boot_ms (sf_device_get_clock (sf_tablet_get_device (self->tablet)));
}

static gboolean
is_open (SfTabletWindow *self)
{
  return sf_tablet_get_signed_in (self->tablet) != NULL && !sf_tablet_get_locked (self->tablet) && !sf_tablet_get_guest_mode (self->tablet);
}

/* --- one sentence at the foot --------------------------------------------------------------------------------------- */

static gboolean
on_said (gpointer data)
{
  SfTabletWindow *self = data;

  self->saying = 0;
  gtk_revealer_set_reveal_child (self->say_revealer, FALSE);
  return G_SOURCE_REMOVE;
}

void
sf_tablet_window_say (GtkWidget *widget, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  SfTabletWindow *self;

  if (!SF_IS_TABLET_WINDOW (root))
    return;
  self = SF_TABLET_WINDOW (root);
  gtk_label_set_text (self->said, text);
  gtk_revealer_set_reveal_child (self->say_revealer, TRUE);
  g_clear_handle_id (&self->saying, g_source_remove);
  self->saying = g_timeout_add (SAY_MS, on_said, self);
}

static void
on_taken (SfTabletWindow *self, const char *visit_id, const char *consultant_id)
{
  const char *name = sf_say_colleague (self->tablet, consultant_id);
  g_autofree char *text = name != NULL
    ? sf_fill (SF_ ("tab.taken", "{name} is already with this guest"), "name", name, NULL)
    : g_strdup (SF_ ("tab.taken.any", "A colleague is already with this guest"));

  sf_tablet_window_say (GTK_WIDGET (self->router), text);
}

/* --- the ring ------------------------------------------------------------------------------------------------------- */

static void
ring_sounds (SfTabletWindow *self, SfRecord *offer, gboolean silent)
{
  SfRecord *visit = sf_tablet_visit (self->tablet, sf_record_get_text (offer, SF_ASSIGNMENT_VISIT));
  g_autofree char *what = g_strdup_printf ("%s %s", sf_record_get_id (offer), visit != NULL ? sf_record_get_text (visit, SF_VISIT_NUMBER) : "");

  if (silent)
    sf_chime_glow (self->chime, what);
  else
    sf_chime_ring (self->chime, what);
}

/* On the day's page the card stands under the greeting and the lists make room; elsewhere it lies over the page. */
static void
make_room (SfTabletWindow *self, gboolean shown)
{
  SfPage *page = sf_router_get_page (self->router);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)) - RING_LEFT - RING_MARGIN, top = sf_ring_room_top (page);
  int height = 0;

  gtk_widget_set_margin_top (self->ring, top >= 0 ? top : RING_MARGIN);
  if (shown && top >= 0)
    gtk_widget_measure (gtk_widget_get_first_child (self->ring), GTK_ORIENTATION_VERTICAL, width - 2 * RING_PADDING, NULL, &height, NULL, NULL);
  sf_ring_room_make (page, shown ? height + 2 * RING_PADDING : 0);
}

/* A mandatory step that was let pass its time sounds twice, once for each: whoever let it pass has the tablet, or the manager has. */
static void
ring_late (SfTabletWindow *self)
{
  g_autoptr (GPtrArray) late = sf_tablet_steps_late (self->tablet);

  for (guint i = 0; i < late->len; i++)
    {
      SfRecord *visit = sf_tablet_visit (self->tablet, sf_record_get_text (late->pdata[i], SF_VISIT_STEP_VISIT));
      g_autofree char *what = visit != NULL ? g_strdup_printf ("late %s", sf_record_get_text (visit, SF_VISIT_NUMBER)) : NULL;

      if (visit != NULL && g_hash_table_add (self->late, g_strdup (sf_record_get_id (late->pdata[i]))))
        sf_chime_call (self->chime, what, LATE_TIMES);
    }
}

/* The card is shown and sounds once the visit is known: a ring without a who is no use. */
static void
update_ring (SfTabletWindow *self)
{
  SfItem *item = sf_tablet_get_ring (self->tablet);
  SfRecord *offer = item != NULL ? sf_item_get_record (item) : NULL;
  const gboolean guest = sf_tablet_get_guest_mode (self->tablet);
  const gboolean known = offer != NULL && sf_tablet_visit (self->tablet, sf_record_get_text (offer, SF_ASSIGNMENT_VISIT)) != NULL;
  const gboolean shown = known && is_open (self);

  sf_ring_card_update (SF_RING_CARD (self->ring));
  gtk_revealer_set_reveal_child (self->ring_revealer, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->ring_revealer), shown);
  gtk_widget_set_visible (self->glow, known && !shown);
  make_room (self, shown);
  if (!known)
    {
      if (self->rings)
        sf_chime_stop (self->chime);
      self->rings = FALSE;
      if (is_open (self))
        ring_late (self);
      return;
    }
  self->rings = TRUE;
  ring_sounds (self, offer, guest);
  /* While a customer holds the tablet nobody has seen who rings: the edge alone is no acknowledgement. */
  if (!guest)
    sf_tablet_ack (self->tablet, sf_record_get_id (offer));
}

/* --- pages ---------------------------------------------------------------------------------------------------------- */

/* A sentence belongs to the page that said it, and never stands before a guest. */
static void
hush (SfTabletWindow *self)
{
  g_clear_handle_id (&self->saying, g_source_remove);
  gtk_revealer_set_reveal_child (self->say_revealer, FALSE);
}

static void
go (SfTabletWindow *self, const char *id)
{
  if (g_strcmp0 (sf_router_get_id (self->router), id) == 0)
    return;
  hush (self);
  sf_router_go (self->router, id);
}

/* One car and what belongs to it: the same pages with the consultant and with the guest. */
static gboolean
is_car (const char *id)
{
  return id != NULL && (g_str_has_prefix (id, "car:") || g_str_equal (id, "figures"));
}

static void
show_rail (SfTabletWindow *self)
{
  const char *id = sf_router_get_id (self->router);

  sf_keyboard_put_away (self->keyboard);
  /* A code that is held out has the whole glass, and so has a car. */
  gtk_widget_set_visible (GTK_WIDGET (self->rail), is_open (self) && !is_car (id) && (id == NULL || !g_str_has_prefix (id, "code:")));
  for (GtkWidget *w = gtk_widget_get_first_child (GTK_WIDGET (self->rail)); w != NULL; w = gtk_widget_get_next_sibling (w))
    sf_style_if (w, "here", sf_row_value (w, "page") != NULL && id != NULL && g_str_has_prefix (id, sf_row_value (w, "page")));
}

/* @id may be the router's own. */
static void
reset_to (SfTabletWindow *self, const char *id)
{
  g_autofree char *page = g_strdup (id);

  sf_router_reset (self->router, page);
}

/* Where the day of the one signed in begins: the desk's with the board, a consultant's with their own. */
static const char *
home_of (SfTabletWindow *self)
{
  return sf_board_is_desk (self->tablet) ? "board" : "today";
}

/* The screen that fits who is signed in. */
static void
route (SfTabletWindow *self)
{
  const char *id = sf_router_get_id (self->router);

  if (sf_tablet_get_signed_in (self->tablet) == NULL || sf_tablet_get_locked (self->tablet) || sf_tablet_get_guest_mode (self->tablet))
    hush (self);
  sf_keyboard_set_guest (self->keyboard, sf_tablet_get_guest_mode (self->tablet));
  if (sf_tablet_get_signed_in (self->tablet) == NULL || sf_tablet_get_locked (self->tablet))
    sf_router_reset (self->router, "sign-in");
  else if (sf_tablet_get_guest_mode (self->tablet))
    reset_to (self, is_car (id) ? id : "guest");
  else if (id == NULL || g_str_equal (id, "sign-in") || g_str_equal (id, "guest"))
    sf_router_reset (self->router, home_of (self));
  show_rail (self);
  update_ring (self);
}

static void
on_page_back (SfTabletWindow *self)
{
  const char *id = sf_router_get_id (self->router);
  SfRecord *model = sf_showcase_model (self->showcase);
  g_autofree char *car = model != NULL ? g_strconcat ("car:", sf_record_get_id (model), NULL) : NULL;

  /* From all figures back to their car, from a car to all cars; from the PIN of guest mode, too. */
  if (g_strcmp0 (id, "figures") == 0 && car != NULL)
    sf_router_reset (self->router, car);
  else if (sf_tablet_get_guest_mode (self->tablet))
    sf_router_reset (self->router, "guest");
  else
    sf_router_reset (self->router, is_car (id) ? "cars" : self->from_board ? "board" : home_of (self));
  show_rail (self);
  update_ring (self);
}

static void
on_page_go (SfTabletWindow *self, const char *id)
{
  self->from_board = g_strcmp0 (sf_router_get_id (self->router), "board") == 0 || (self->from_board && g_str_has_prefix (id, "finish:"));
  go (self, g_str_equal (id, "leave") ? "sign-in" : id);
  show_rail (self);
  update_ring (self);
}

static SfPage *
make_page (SfRouter *router, const char *id, gpointer data)
{
  SfTabletWindow *self = data;
  SfPage *page = NULL;

  if (g_str_equal (id, "sign-in"))
    page = sf_sign_in_page_new (self->tablet);
  else if (g_str_equal (id, "guest") || g_str_equal (id, "cars"))
    page = sf_cars_page_new (self->tablet, self->showcase);
  else if (g_str_equal (id, "figures"))
    page = sf_figures_page_new (self->tablet, self->showcase);
  else if (g_str_has_prefix (id, "car:"))
    page = sf_model_page_new (self->tablet, self->showcase, id + strlen ("car:"));
  else if (g_str_equal (id, "today"))
    page = sf_today_page_new (self->tablet, self->desk);
  else if (g_str_equal (id, "board"))
    page = sf_board_page_new (self->tablet);
  else if (g_str_has_prefix (id, "event:"))
    page = sf_event_page_new (self->tablet, id + strlen ("event:"));
  else if (g_str_equal (id, "clashes"))
    page = sf_clash_page_new (self->tablet);
  else if (g_str_has_prefix (id, "visit:"))
    page = sf_visit_page_new (self->tablet, id + strlen ("visit:"));
  else if (g_str_equal (id, "visitor"))
    page = sf_visitor_page_new (self->tablet);
  else if (g_str_equal (id, "customers"))
    page = sf_search_page_new (self->tablet);
  else if (g_str_equal (id, "card") || g_str_has_prefix (id, "card:"))
    page = sf_card_page_new (self->tablet, self->desk, id[4] == ':' ? atoi (id + 5) : -1);
  else if (g_str_has_prefix (id, "code:booked:"))
    page = sf_code_page_new_booked (self->tablet, id + strlen ("code:booked:"));
  else if (g_str_has_prefix (id, "code:"))
    page = sf_code_page_new (self->desk, (SfCardCode) CLAMP (atoi (id + 5), SF_CARD_CODE_SOCIAL, SF_CARD_CODE_VCARD));
  else if (g_str_has_prefix (id, "wall:"))
    page = sf_wall_page_new (self->tablet, self->screens, id + strlen ("wall:"));
  else if (g_str_has_prefix (id, "finish:"))
    page = sf_finish_page_new (self->tablet, id + strlen ("finish:"));
  if (page == NULL)
    return NULL;
  g_signal_connect_object (page, "back", G_CALLBACK (on_page_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "go", G_CALLBACK (on_page_go), self, G_CONNECT_SWAPPED);
  return page;
}

/* --- rail ----------------------------------------------------------------------------------------------------------- */

static void
on_rail_clicked (GtkButton *button, SfTabletWindow *self)
{
  const char *page = sf_row_value (button, "page");

  if (g_str_equal (page, "lock"))
    sf_tablet_lock (self->tablet);
  else if (g_str_equal (page, "guest"))
    sf_tablet_set_guest_mode (self->tablet, TRUE);
  else
    on_page_go (self, page);
}

static void
add_rail_button (SfTabletWindow *self, const char *page, const char *icon, const char *text)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 24);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 8);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "rail-button");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (button), "page", g_strdup (page), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_rail_clicked), self);
  gtk_box_append (self->rail, button);
}

static void
make_rail (SfTabletWindow *self)
{
  GtkWidget *child;
  GtkWidget *space = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rail))) != NULL)
    gtk_box_remove (self->rail, child);
  add_rail_button (self, "today", "sf-today-symbolic", SF_ ("tab.today", "Today"));
  add_rail_button (self, "board", "sf-list-symbolic", SF_ ("board.title", "Front desk"));
  add_rail_button (self, "customers", "sf-users-symbolic", SF_ ("tab.customers", "Customers"));
  add_rail_button (self, "card", "sf-card-symbolic", SF_ ("tab.card", "My card"));
  add_rail_button (self, "cars", "sf-car-symbolic", SF_ ("tab.models", "Cars"));
  add_rail_button (self, "guest", "sf-hand-symbolic", SF_ ("tab.guestmode", "Show cars"));
  add_rail_button (self, "lock", "sf-lock-symbolic", SF_ ("tab.lock", "Lock"));
  gtk_widget_set_vexpand (space, TRUE);
  gtk_box_append (self->rail, space);
  self->sync = sf_sync_mark_new (self->tablet);
  gtk_box_append (self->rail, self->sync);
}

static void
on_language_changed (SfTabletWindow *self)
{
  make_rail (self);
  gtk_revealer_set_child (self->ring_revealer, NULL);
  self->ring = sf_ring_card_new (self->tablet);
  gtk_revealer_set_child (self->ring_revealer, self->ring);
  sf_router_reload (self->router);
  show_rail (self);
  update_ring (self);
}

/* --- touches -------------------------------------------------------------------------------------------------------- */

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, SfTabletWindow *self)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN || type == GDK_KEY_PRESS || type == GDK_SCROLL)
    self->touched = now (self);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint code, GdkModifierType state, SfTabletWindow *self)
{
  SfPage *page = sf_router_get_page (self->router);

  return page != NULL && (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0 && sf_page_key (page, keyval);
}

static gboolean
on_tick (gpointer data)
{
  SfTabletWindow *self = data;

  if (is_open (self) && now (self) - self->touched >= LOCK_AFTER_MS)
    sf_tablet_lock (self->tablet);
  return G_SOURCE_CONTINUE;
}

static void
on_state_changed (SfTabletWindow *self)
{
  self->touched = now (self);
  route (self);
}

/* --- the window ----------------------------------------------------------------------------------------------------- */

static void
sf_tablet_window_dispose (GObject *object)
{
  SfTabletWindow *self = SF_TABLET_WINDOW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->saying, g_source_remove);
  g_clear_object (&self->chime);
  g_clear_pointer (&self->late, g_hash_table_unref);
  g_clear_object (&self->desk);
  g_clear_object (&self->screens);
  g_clear_object (&self->showcase);
  G_OBJECT_CLASS (sf_tablet_window_parent_class)->dispose (object);
  g_clear_object (&self->tablet);
}

static void
sf_tablet_window_class_init (SfTabletWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_tablet_window_dispose;
  g_type_ensure (SF_TYPE_ROUTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-tablet-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, router);
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, whole);
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, rail);
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, glow);
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, ring_revealer);
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, say_revealer);
  gtk_widget_class_bind_template_child (widget_class, SfTabletWindow, said);
}

static void
sf_tablet_window_init (SfTabletWindow *self)
{
  GtkEventController *legacy = gtk_event_controller_legacy_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->chime = sf_chime_new ("ring");
  self->late = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_event_controller_set_propagation_phase (legacy, GTK_PHASE_CAPTURE);
  g_signal_connect (legacy, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (self), legacy);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->tick = g_timeout_add_seconds (20, on_tick, self);
}

SfTabletWindow *
sf_tablet_window_new (SfApplication *app, SfTablet *tablet)
{
  SfTabletWindow *self = g_object_new (SF_TYPE_TABLET_WINDOW, NULL);
  g_autoptr (SfCatalogue) cars = NULL;
  g_autoptr (SfTypist) typist = NULL;

  self->app = app;
  self->tablet = g_object_ref (tablet);
  self->desk = sf_card_desk_new (tablet);
  self->screens = sf_screens_new (tablet);
  cars = sf_catalogue_new (sf_tablet_get_floor (tablet));
  self->showcase = sf_showcase_new (cars, self->screens);
  typist = sf_typist_new (sf_application_get_data_dir (app), cars);
  self->keyboard = SF_KEYBOARD (sf_keyboard_new (typist));
  sf_keyboard_attach (self->keyboard, GTK_WINDOW (self), self->pages);
  gtk_box_append (self->whole, GTK_WIDGET (self->keyboard));
  self->touched = now (self);
  gtk_window_set_default_size (GTK_WINDOW (self), 1280, 800);
  sf_application_prepare_window (app, GTK_WINDOW (self), "tablet");
  sf_router_set_func (self->router, make_page, self);
  self->ring = sf_ring_card_new (tablet);
  gtk_revealer_set_child (self->ring_revealer, self->ring);
  make_rail (self);
  gtk_overlay_add_overlay (self->overlay, sf_filling_mark_new (sf_tablet_get_device (tablet)));
  g_signal_connect_object (app, "language-changed", G_CALLBACK (on_language_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "notify::signed-in", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "notify::locked", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "notify::guest-mode", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "notify::ring", G_CALLBACK (update_ring), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (update_ring), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "taken", G_CALLBACK (on_taken), self, G_CONNECT_SWAPPED);
  route (self);
  return self;
}

GtkWindow *
sf_tablet_window_make (SfApplication *app, SfDevice *device)
{
  g_autoptr (SfTablet) tablet = sf_tablet_new (device);
  SfTabletWindow *self = sf_tablet_window_new (app, tablet);

  sf_sign_in_script (tablet);
  sf_ui_check_arm (GTK_WINDOW (self), 14, 48);
  return GTK_WINDOW (self);
}
