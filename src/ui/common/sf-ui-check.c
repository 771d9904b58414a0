/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ui-check"
#include "config.h"
#include "ui/common/sf-ui-check.h"
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>

typedef struct {
  GString *report;
  GtkWidget *window;
  int least_type, least_target;
  guint labels, controls;
} Check;

static void
say (Check *check, const char *fault, GtkWidget *widget, const char *text, double value)
{
  g_autofree char *safe = g_strdup (text != NULL ? text : "");
  g_autoptr (GString) path = g_string_new (NULL);

  for (GtkWidget *w = widget; w != NULL && w != check->window; w = gtk_widget_get_parent (w))
    {
      gboolean named = g_strcmp0 (gtk_widget_get_name (w), G_OBJECT_TYPE_NAME (w)) != 0;
      g_autofree char *step = g_strconcat ("/", G_OBJECT_TYPE_NAME (w), named ? "#" : NULL, gtk_widget_get_name (w), NULL);

      g_string_prepend (path, step);
    }
  for (char *p = safe; *p != '\0'; p++)
    if (*p == '"' || *p == '\\' || *p == '\n')
      *p = ' ';                       /* a report for a test, not a codec */
  g_string_append_printf (check->report, "{\"fault\": \"%s\", \"widget\": \"%s\", \"text\": \"%s\", \"value\": %.1f}\n", fault, path->str, safe, value);
}

/*
 * The part of @widget that ancestors let through, in window coordinates. What scrolls may be outside for now: it is whole unless only what
 * is on the glass at this moment (@now) is asked for.
 */
static gboolean
visible_part (Check *check, GtkWidget *widget, gboolean now, graphene_rect_t *whole, graphene_rect_t *seen)
{
  if (!gtk_widget_compute_bounds (widget, check->window, whole))
    return FALSE;
  *seen = *whole;
  for (GtkWidget *w = gtk_widget_get_parent (widget); w != NULL; w = gtk_widget_get_parent (w))
    {
      graphene_rect_t box;

      const gboolean scrolls = GTK_IS_VIEWPORT (w) || GTK_IS_SCROLLED_WINDOW (w);

      if (scrolls && !now)
        return TRUE;
      if (w != check->window && !scrolls && gtk_widget_get_overflow (w) != GTK_OVERFLOW_HIDDEN)
        continue;
      graphene_rect_init (&box, 0, 0, gtk_widget_get_width (check->window), gtk_widget_get_height (check->window));
      if (w != check->window && !gtk_widget_compute_bounds (w, check->window, &box))
        continue;
      if (!graphene_rect_intersection (seen, &box, seen))
        graphene_rect_init (seen, 0, 0, 0, 0);
    }
  return TRUE;
}

static void
check_outside (Check *check, GtkWidget *widget, const char *text)
{
  graphene_rect_t whole, seen;
  double lost;

  if (!visible_part (check, widget, FALSE, &whole, &seen))
    return;
  lost = MAX (whole.size.width - seen.size.width, whole.size.height - seen.size.height);
  if (lost > 1)
    say (check, "outside", widget, text, lost);
}

static void tell_place (Check *check, GtkWidget *widget, const char *text, double size);

static void
check_label (Check *check, GtkLabel *label)
{
  GtkWidget *widget = GTK_WIDGET (label);
  PangoLayout *layout = gtk_label_get_layout (label);
  const PangoFontDescription *font = pango_context_get_font_description (gtk_widget_get_pango_context (widget));
  const char *text = gtk_label_get_text (label);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;
  int width, height;

  if (text == NULL || *text == '\0')
    return;
  check->labels++;
  if (pango_layout_is_ellipsized (layout))
    say (check, "ellipsized", widget, text, 0);
  pango_layout_get_pixel_size (layout, &width, &height);
  width -= gtk_widget_get_width (widget);
  height -= gtk_widget_get_height (widget);
  if (MAX (width, height) > 1)
    say (check, "clipped", widget, text, MAX (width, height));
  check_outside (check, widget, text);
  if (!pango_font_description_get_size_is_absolute (font))
    size = size * 96 / 72;
  if (size > 0 && size < check->least_type - 0.5)
    say (check, "small-type", widget, text, size);
  tell_place (check, widget, text, size);
}

/* Where a text is, for a test that measures its contrast on the picture. */
static void
tell_place (Check *check, GtkWidget *widget, const char *text, double size)
{
  graphene_rect_t whole, seen;
  g_autofree char *safe = g_strdup (text);

  if (!visible_part (check, widget, TRUE, &whole, &seen) || seen.size.width < 2 || seen.size.height < 2)
    return;
  for (char *p = safe; *p != '\0'; p++)
    if (*p == '"' || *p == '\\' || *p == '\n')
      *p = ' ';
  g_string_append_printf (check->report, "{\"label\": \"%s\", \"box\": [%.0f, %.0f, %.0f, %.0f], \"px\": %.1f, \"sensitive\": %s}\n", safe,
                          seen.origin.x, seen.origin.y, seen.size.width, seen.size.height, size,
                          gtk_widget_is_sensitive (widget) ? "true" : "false");
}

static gboolean
has_text (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if ((GTK_IS_LABEL (child) && *gtk_label_get_text (GTK_LABEL (child)) != '\0') || has_text (child))
      return TRUE;
  return FALSE;
}

static gboolean
has_name (GtkWidget *widget)
{
  return has_text (widget)
         || gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* An entry hands the focus to the text inside it. */
static gboolean
can_take_focus (GtkWidget *widget)
{
  GtkEditable *delegate = GTK_IS_EDITABLE (widget) ? gtk_editable_get_delegate (GTK_EDITABLE (widget)) : NULL;

  return gtk_widget_get_focusable (delegate != NULL ? GTK_WIDGET (delegate) : widget);
}

static void
check_control (Check *check, GtkWidget *widget)
{
  /* With its padding: that is where a finger counts. */
  int least = MIN (gtk_widget_get_allocated_width (widget), gtk_widget_get_allocated_height (widget));

  check->controls++;
  if (least < check->least_target)
    say (check, "small-target", widget, NULL, least);
  if (!has_name (widget))
    say (check, "nameless", widget, NULL, 0);
  if (gtk_widget_get_sensitive (widget) && !can_take_focus (widget))
    say (check, "unreachable", widget, NULL, 0);
  check_outside (check, widget, NULL);
}

static void
walk (Check *check, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || gtk_widget_get_opacity (widget) < 1)     /* gone, or on its way */
    return;
  if (GTK_IS_LABEL (widget))
    check_label (check, GTK_LABEL (widget));
  else if (GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget))
    check_control (check, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    walk (check, child);
}

/* --- by the keyboard ------------------------------------------------------------------------------------------------ */

/* The control that has the focus: an entry's focus lies on the text inside it. */
static GtkWidget *
focused (Check *check)
{
  GtkWidget *widget = gtk_window_get_focus (GTK_WINDOW (check->window));
  GtkWidget *parent = widget != NULL ? gtk_widget_get_parent (widget) : NULL;

  return parent != NULL && GTK_IS_EDITABLE (parent) ? parent : widget;
}

static gboolean
box_of (Check *check, GtkWidget *widget, graphene_rect_t *box)
{
  return gtk_widget_compute_bounds (widget, check->window, box);
}

/* What lies over a page, a ring or a sheet, has an order of its own. */
static GtkWidget *
layer_of (GtkWidget *widget)
{
  while (widget != NULL && !GTK_IS_OVERLAY (gtk_widget_get_parent (widget)))
    widget = gtk_widget_get_parent (widget);
  return widget;
}

/* How far back up this step goes: to what lies wholly above and to the left, px; 0 for a step in the order of reading. */
static double
step_back (Check *check, GtkWidget *from, GtkWidget *to)
{
  graphene_rect_t a, b;
  gboolean back = layer_of (from) == layer_of (to) && box_of (check, from, &a) && box_of (check, to, &b) && b.origin.y + b.size.height <= a.origin.y && b.origin.x + b.size.width <= a.origin.x;

  return back ? a.origin.y - b.origin.y : 0;
}

/* Tab goes round: one step leads from the last control to the first, the farthest back; any other is against the order of reading. */
static void
check_order (Check *check, GPtrArray *tour)
{
  guint last = 0;

  for (guint i = 1; i < tour->len; i++)
    if (step_back (check, tour->pdata[i], tour->pdata[(i + 1) % tour->len]) > step_back (check, tour->pdata[last], tour->pdata[(last + 1) % tour->len]))
      last = i;
  for (guint i = 0; i < tour->len; i++)
    {
      double back = i == last ? 0 : step_back (check, tour->pdata[i], tour->pdata[(i + 1) % tour->len]);

      if (back > 0)
        say (check, "focus-order", tour->pdata[(i + 1) % tour->len], NULL, back);
    }
}

static gboolean
wants_focus (GtkWidget *widget)
{
  return (GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget))
         && gtk_widget_is_sensitive (widget) && can_take_focus (widget);
}

static void
check_visited (Check *check, GtkWidget *widget, GHashTable *visited)
{
  if (!gtk_widget_get_mapped (widget) || gtk_widget_get_opacity (widget) < 1)
    return;
  if (wants_focus (widget) && !g_hash_table_contains (visited, widget))
    say (check, "not-by-tab", widget, NULL, 0);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_visited (check, child, visited);
}

typedef struct { GtkAdjustment *adjustment; double value; } Place;

static void
note_places (GtkWidget *widget, GArray *places)
{
  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      GtkAdjustment *both[] = { gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (widget)), gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget)) };

      for (guint i = 0; i < G_N_ELEMENTS (both); i++)
        {
          const Place place = { both[i], gtk_adjustment_get_value (both[i]) };

          g_array_append_val (places, place);
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    note_places (child, places);
}

/* Tab goes through every control once, in the order in which one reads; focus and what it scrolled are put back where they were. */
static void
check_tab (Check *check)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  GtkWidget *before = gtk_window_get_focus (GTK_WINDOW (check->window));
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) tour = g_ptr_array_new ();

  note_places (check->window, places);
  while (gtk_widget_child_focus (check->window, GTK_DIR_TAB_FORWARD) && focused (check) != NULL && g_hash_table_add (visited, focused (check)))
    g_ptr_array_add (tour, focused (check));
  check_order (check, tour);
  check_visited (check, check->window, visited);
  gtk_window_set_focus (GTK_WINDOW (check->window), before);
  for (guint i = 0; i < places->len; i++)
    gtk_adjustment_set_value (g_array_index (places, Place, i).adjustment, g_array_index (places, Place, i).value);
}

char *
sf_ui_check (GtkWindow *window, int least_type, int least_target)
{
  Check check = { g_string_new (NULL), GTK_WIDGET (window), least_type, least_target, 0, 0 };

  walk (&check, GTK_WIDGET (window));
  check_tab (&check);
  g_string_append_printf (check.report, "{\"labels\": %u, \"controls\": %u, \"width\": %d, \"height\": %d}\n", check.labels, check.controls,
                          gtk_widget_get_width (GTK_WIDGET (window)), gtk_widget_get_height (GTK_WIDGET (window)));
  return g_string_free (check.report, FALSE);
}

typedef struct { GtkWindow *window; int least_type, least_target; char *path; int frames; } Armed;

/* A page that has just come is measured in its first frames, and a sentence fades for 120 ms: look at what stands after. */
static gboolean
on_tick (GtkWidget *window, GdkFrameClock *frame_clock, gpointer data)
{
  Armed *armed = data;

  if (++armed->frames < 12)
    return G_SOURCE_CONTINUE;
  g_autofree char *report = sf_ui_check (armed->window, armed->least_type, armed->least_target);
  g_autofree char *beside = g_strconcat (armed->path, ".new", NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (beside, report, -1, &error) || g_rename (beside, armed->path) != 0)
    g_warning ("cannot write the report: %s", error != NULL ? error->message : g_strerror (errno));
  return G_SOURCE_REMOVE;
}

static gboolean
on_signal (gpointer data)
{
  Armed *armed = data;

  armed->frames = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (armed->window), on_tick, armed, NULL);
  return G_SOURCE_CONTINUE;
}

void
sf_ui_check_arm (GtkWindow *window, int least_type, int least_target)
{
  const char *path = g_getenv ("SHOWFLOOR_UI_CHECK");
  Armed *armed;

  if (path == NULL)
    return;
  armed = g_new0 (Armed, 1);         /* lives as long as the process */
  *armed = (Armed) { window, least_type, least_target, g_strdup (path), 0 };
  g_unix_signal_add (SIGUSR1, on_signal, armed);
}
