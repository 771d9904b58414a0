/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-wedge"
#include "config.h"
#include "ui/common/sf-wedge.h"

struct _SfWedge
{
  GObject parent_instance;
  GtkWidget *window;               /* weak */
  GtkEventController *controller;  /* the window's; weak */
  SfKeyBurst burst;
  GQueue held;                     /* of GdkEvent (owned): presses and their releases, in order */
  GQueue replayed;                 /* of GdkEvent (owned): back in the display's queue, to be let through */
  GHashTable *swallowed;           /* key codes whose press was dropped: nobody hears the release either */
  GHashTable *down;                /* key codes that are pressed: a second press without a release is a held key, not a scanner */
  guint pause;
};

G_DEFINE_FINAL_TYPE (SfWedge, sf_wedge, G_TYPE_OBJECT)

enum { CODE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
free_events (GQueue *events)
{
  g_queue_clear_full (events, (GDestroyNotify) gdk_event_unref);
}

/* GTK 4.8 has no other way to give an event back than its display's queue; from there it comes here again and is let through. */
static void
put_back (SfWedge *self, GdkEvent *event)
{
  g_queue_push_tail (&self->replayed, gdk_event_ref (event));
  gdk_display_put_event (gdk_event_get_display (event), event);
}

static void
replay (SfWedge *self)
{
  GdkEvent *event;

  while ((event = g_queue_pop_head (&self->held)) != NULL)
    {
      put_back (self, event);
      gdk_event_unref (event);
    }
}

static gboolean
on_pause (gpointer data)
{
  SfWedge *self = SF_WEDGE (data);

  self->pause = 0;
  if (sf_key_burst_pause (&self->burst) & SF_KEY_BURST_REPLAY)
    replay (self);
  return G_SOURCE_REMOVE;
}

/* Below the events' own priority: keys that wait in the queue while the program was busy are read first and judged by their times. */
static void
wait_for_pause (SfWedge *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, self->burst.gap_ms + 1, on_pause, self, NULL);
}

static void
drop_held (SfWedge *self)
{
  for (GList *l = self->held.head; l; l = l->next)
    if (gdk_event_get_event_type (l->data) == GDK_KEY_PRESS)
      g_hash_table_add (self->swallowed, GUINT_TO_POINTER (gdk_key_event_get_keycode (l->data)));
    else
      g_hash_table_remove (self->swallowed, GUINT_TO_POINTER (gdk_key_event_get_keycode (l->data)));
  free_events (&self->held);
}

/* What waits, or is on its way back, goes before: @event takes its place behind it. */
static gboolean
pass (SfWedge *self, GdkEvent *event)
{
  if (g_queue_is_empty (&self->replayed))
    return GDK_EVENT_PROPAGATE;
  put_back (self, event);
  return GDK_EVENT_STOP;
}

static gboolean
on_press (SfWedge *self, GdkEvent *event)
{
  const gpointer code = GUINT_TO_POINTER (gdk_key_event_get_keycode (event));
  const GdkModifierType commands = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK;
  const gboolean repeated = !g_hash_table_add (self->down, code);
  const SfKeyVerdict verdict = sf_key_burst_press (&self->burst, gdk_event_get_time (event), gdk_key_event_get_keyval (event),
                                                   repeated || (gdk_event_get_modifier_state (event) & commands) != 0);

  g_hash_table_remove (self->swallowed, code);
  if (verdict & SF_KEY_BURST_REPLAY)
    replay (self);
  if (verdict & SF_KEY_BURST_HOLD)
    {
      g_queue_push_tail (&self->held, gdk_event_ref (event));
      wait_for_pause (self);
      return GDK_EVENT_STOP;
    }
  if (!(verdict & SF_KEY_BURST_DROP))
    return pass (self, event);
  drop_held (self);
  g_hash_table_add (self->swallowed, code);
  wait_for_pause (self);
  if (verdict & SF_KEY_BURST_CODE)
    {
      g_autofree char *text = g_strdup (sf_key_burst_code (&self->burst));
      g_signal_emit (self, signals[CODE], 0, text);
    }
  return GDK_EVENT_STOP;
}

static gboolean
on_release (SfWedge *self, GdkEvent *event)
{
  const gpointer code = GUINT_TO_POINTER (gdk_key_event_get_keycode (event));

  g_hash_table_remove (self->down, code);
  if (g_hash_table_remove (self->swallowed, code))
    return GDK_EVENT_STOP;
  if (g_queue_is_empty (&self->held))
    return pass (self, event);
  g_queue_push_tail (&self->held, gdk_event_ref (event));
  return GDK_EVENT_STOP;
}

/* One of those that were put back; what lay before it in the queue was lost with a surface. */
static gboolean
is_back (SfWedge *self, GdkEvent *event)
{
  if (!g_queue_find (&self->replayed, event))
    return FALSE;
  while (g_queue_peek_head (&self->replayed) != event)
    gdk_event_unref (g_queue_pop_head (&self->replayed));
  gdk_event_unref (g_queue_pop_head (&self->replayed));
  return TRUE;
}

static gboolean
on_event (SfWedge *self, GdkEvent *event)
{
  if (is_back (self, event))
    return GDK_EVENT_PROPAGATE;
  switch (gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
      return on_press (self, event);
    case GDK_KEY_RELEASE:
      return on_release (self, event);
    case GDK_FOCUS_CHANGE:
      g_hash_table_remove_all (self->down);   /* releases go elsewhere while the window has no focus */
      return GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
sf_wedge_dispose (GObject *object)
{
  SfWedge *self = SF_WEDGE (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  if (self->window && self->controller)
    gtk_widget_remove_controller (self->window, self->controller);
  g_clear_weak_pointer (&self->controller);
  g_clear_weak_pointer (&self->window);
  free_events (&self->held);
  free_events (&self->replayed);
  G_OBJECT_CLASS (sf_wedge_parent_class)->dispose (object);
}

static void
sf_wedge_finalize (GObject *object)
{
  SfWedge *self = SF_WEDGE (object);

  sf_key_burst_clear (&self->burst);
  g_hash_table_unref (self->swallowed);
  g_hash_table_unref (self->down);
  G_OBJECT_CLASS (sf_wedge_parent_class)->finalize (object);
}

static void
sf_wedge_class_init (SfWedgeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_wedge_dispose;
  G_OBJECT_CLASS (klass)->finalize = sf_wedge_finalize;
  signals[CODE] = g_signal_new ("code", SF_TYPE_WEDGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sf_wedge_init (SfWedge *self)
{
  sf_key_burst_init (&self->burst, SF_KEY_BURST_GAP_MS);
  self->swallowed = g_hash_table_new (NULL, NULL);
  self->down = g_hash_table_new (NULL, NULL);
}

SfWedge *
sf_wedge_new (GtkWidget *window)
{
  SfWedge *self = g_object_new (SF_TYPE_WEDGE, NULL);
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->controller, controller);
  g_set_weak_pointer (&self->window, window);
  gtk_widget_add_controller (window, controller);
  return self;
}

void
sf_wedge_set_gap (SfWedge *self, guint gap_ms)
{
  self->burst.gap_ms = gap_ms;
}

void
sf_wedge_wipe (SfWedge *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  drop_held (self);
  sf_key_burst_pause (&self->burst);
}
