/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ways-card"
#include "config.h"
#include "ui/common/sf-ways-card.h"
#include "ui/common/sf-language.h"

#define REACHED_S 60
#define MOST_S 600

struct _SfWaysCard
{
  GtkBox parent_instance;
  SfDevice *device;            /* (owned) */
  SfWays *ways;                /* (owned) */
  GtkLabel *title, *text;
  GtkButton *done;
  guint reached, most;         /* sources */
};

G_DEFINE_FINAL_TYPE (SfWaysCard, sf_ways_card, GTK_TYPE_BOX)

/* Words --------------------------------------------------------------------- */

static void
add_line (GString *text, char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
  g_free (line);
}

static void
add_count (GString *text, const char *sentence, GPtrArray *list, const char *role)
{
  guint reached, all;
  g_autofree char *n = NULL, *m = NULL;

  sf_ways_count (list, role, &reached, &all);
  n = g_strdup_printf ("%u", reached);
  m = g_strdup_printf ("%u", all);
  if (all > 0)
    add_line (text, sf_fill (sentence, "n", n, "all", m, NULL));
}

/* Names of those whose last test ended as @reach (NULL: not tested); NULL when there are none. (transfer full) */
static char *
names_of (GPtrArray *list, const char *reach, guint *n)
{
  g_autoptr (GString) names = g_string_new (NULL);

  *n = 0;
  for (guint i = 0; i < list->len; i++)
    {
      const SfWay *way = list->pdata[i];

      if (g_strcmp0 (way->reach, reach) != 0)
        continue;
      *n += 1;
      g_string_append_printf (names, "%s%s", names->len > 0 ? SF_ ("list.comma", ", ") : "", way->name != NULL ? way->name : "");
    }
  return *n > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

static void
add_failing (GString *text, GPtrArray *list, const char *reach, const char *sentence, const char *advice)
{
  guint n;
  g_autofree char *names = names_of (list, reach, &n);

  if (names == NULL)
    return;
  add_line (text, sf_fill (sentence, "names", names, NULL));
  if (advice != NULL)
    add_line (text, g_strdup (advice));
}

char *
sf_say_ways (SfWays *ways, const char *role)
{
  g_autoptr (GPtrArray) list = sf_ways_list (ways);
  GString *text = g_string_new (NULL);
  guint waiting;
  g_autofree char *untested = names_of (list, NULL, &waiting), *n = g_strdup_printf ("%u", waiting);

  add_count (text, SF_ ("ways.kiosks", "Kiosks that reach this tablet directly: {n} of {all}"), list, "kiosk");
  add_count (text, SF_ ("ways.screens", "Screens that this tablet reaches directly: {n} of {all}"), list, "display");
  add_count (text, g_strcmp0 (role, "display") == 0 ? SF_ ("ways.tablets.in", "Tablets that reach this screen directly: {n} of {all}")
                                                    : SF_ ("ways.tablets", "Tablets that this kiosk reaches directly: {n} of {all}"), list, "tablet");
  if (list->len == 0)
    add_line (text, g_strdup (SF_ ("ways.none", "Nothing to reach directly yet: no other device has spoken to this one")));
  if (untested != NULL)
    add_line (text, sf_fill (SF_ ("ways.trying", "Still trying: {n}"), "n", n, NULL));
  add_failing (text, list, "silent", SF_ ("ways.silent", "No way through: {names}"),
               SF_ ("ways.silent.do", "Switch off client isolation (AP isolation, guest network) on the Wi-Fi's access points."));
  add_failing (text, list, "refused", SF_ ("ways.refused", "Turned away: {names}"),
               SF_ ("ways.refused.do", "Open incoming TCP for Showfloor in the firewall of the tablet or screen."));
  add_failing (text, list, "off", SF_ ("ways.off", "Not switched on: {names}"), NULL);
  return g_string_free (text, FALSE);
}

/* The card ------------------------------------------------------------------ */

static void
on_done (SfWaysCard *self)
{
  GtkWidget *widget = GTK_WIDGET (self), *overlay = gtk_widget_get_parent (widget);

  if (overlay != NULL)
    gtk_overlay_remove_overlay (GTK_OVERLAY (overlay), widget);
}

static gboolean
on_reached (gpointer data)
{
  SfWaysCard *self = data;

  self->reached = 0;
  on_done (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_most (gpointer data)
{
  SfWaysCard *self = data;

  self->most = 0;
  on_done (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_all_reached (SfWaysCard *self)
{
  g_autoptr (GPtrArray) list = sf_ways_list (self->ways);

  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((SfWay *) list->pdata[i])->reach, "ok") != 0)
      return FALSE;
  return TRUE;
}

static void
show_ways (SfWaysCard *self)
{
  g_autofree char *text = sf_say_ways (self->ways, sf_device_get_role (self->device));

  gtk_label_set_text (self->title, SF_ ("ways.title", "Paired"));
  gtk_label_set_text (self->text, text);
  gtk_button_set_label (self->done, SF_ ("tab.done", "Done"));
  g_clear_handle_id (&self->reached, g_source_remove);
  if (is_all_reached (self))
    self->reached = g_timeout_add_seconds (REACHED_S, on_reached, self);
}

static void
sf_ways_card_dispose (GObject *object)
{
  SfWaysCard *self = SF_WAYS_CARD (object);

  g_clear_handle_id (&self->reached, g_source_remove);
  g_clear_handle_id (&self->most, g_source_remove);
  g_clear_object (&self->ways);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_ways_card_parent_class)->dispose (object);
}

static void
sf_ways_card_class_init (SfWaysCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_ways_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-ways-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SfWaysCard, title);
  gtk_widget_class_bind_template_child (widget_class, SfWaysCard, text);
  gtk_widget_class_bind_template_child (widget_class, SfWaysCard, done);
  gtk_widget_class_bind_template_callback (widget_class, on_done);
}

static void
sf_ways_card_init (SfWaysCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sf_ways_card_above (GtkWidget *content, SfDevice *device)
{
  GtkWidget *overlay = gtk_overlay_new ();
  SfWaysCard *self = g_object_new (SF_TYPE_WAYS_CARD, NULL);

  self->device = g_object_ref (device);
  self->ways = sf_ways_new (device);
  self->most = g_timeout_add_seconds (MOST_S, on_most, self);
  g_signal_connect_object (self->ways, "changed", G_CALLBACK (show_ways), self, G_CONNECT_SWAPPED);
  show_ways (self);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), content);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self));
  return overlay;
}
