/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-grid"
#include "config.h"
#include "ui/common/sf-grid.h"

struct _SfGrid
{
  GtkWidget parent_instance;
  guint columns, columns_portrait;
  int spacing, row_height, row_height_portrait;
  gboolean portrait, fill;
};

static GtkBuildableIface *parent_buildable;

static void
sf_grid_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child))
    gtk_widget_set_parent (GTK_WIDGET (child), GTK_WIDGET (buildable));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
sf_grid_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = sf_grid_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SfGrid, sf_grid, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, sf_grid_buildable_init))

enum { PROP_0, PROP_COLUMNS, PROP_COLUMNS_PORTRAIT, PROP_PORTRAIT, PROP_SPACING, PROP_ROW_HEIGHT, PROP_ROW_HEIGHT_PORTRAIT, PROP_FILL, N_PROPS };
static GParamSpec *props[N_PROPS];

static guint
columns_of (SfGrid *self)
{
  return MAX (1, self->portrait && self->columns_portrait ? self->columns_portrait : self->columns);
}

static int
row_height_of (SfGrid *self)
{
  return self->portrait && self->row_height_portrait ? self->row_height_portrait : self->row_height;
}

/* Largest minimum and natural size of a child (heights at @for_size, a cell's width, or -1), and how many there are. */
static guint
measure_children (SfGrid *self, GtkOrientation orientation, int for_size, int *min, int *nat)
{
  guint n = 0;
  *min = *nat = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child; child = gtk_widget_get_next_sibling (child))
    {
      int m, t;
      if (!gtk_widget_should_layout (child))
        continue;
      int least = 0;
      if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
        gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      gtk_widget_measure (child, orientation, for_size < 0 ? -1 : MAX (for_size, least), &m, &t, NULL, NULL);
      *min = MAX (*min, m);
      *nat = MAX (*nat, t);
      n++;
    }
  return n;
}

static void
sf_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  SfGrid *self = SF_GRID (widget);
  const guint columns = columns_of (self);
  int min, nat;
  const gboolean heights = orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0;
  const int cell = heights ? MAX (0, (for_size - (int) (columns - 1) * self->spacing) / (int) columns) : -1;
  const guint n = measure_children (self, orientation, cell, &min, &nat);
  const guint rows = (n + columns - 1) / columns;
  guint times = orientation == GTK_ORIENTATION_HORIZONTAL ? columns : rows;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      min = MAX (min, row_height_of (self));
      nat = MAX (nat, row_height_of (self));
    }
  if (n == 0)
    times = 0;
  *minimum = times ? (int) times * min + (int) (times - 1) * self->spacing : 0;
  *natural = times ? (int) times * nat + (int) (times - 1) * self->spacing : 0;
  *min_base = *nat_base = -1;
}

static void
sf_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SfGrid *self = SF_GRID (widget);
  const int columns = (int) columns_of (self);
  int min, nat, i = 0;
  const int cell_width = (width - (columns - 1) * self->spacing) / columns;
  const int n = (int) measure_children (self, GTK_ORIENTATION_VERTICAL, cell_width, &min, &nat);
  const int rows = MAX (1, (n + columns - 1) / columns);
  int cell_height = (height - (rows - 1) * self->spacing) / rows;

  if (!self->fill)
    cell_height = MIN (cell_height, MAX (nat, row_height_of (self)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_should_layout (child))
        continue;
      int column = i % columns;
      if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
        column = columns - 1 - column;
      const GtkAllocation cell = { column * (cell_width + self->spacing), i / columns * (cell_height + self->spacing), cell_width, cell_height };
      gtk_widget_size_allocate (child, &cell, -1);
      i++;
    }
}

static GtkSizeRequestMode
sf_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sf_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SfGrid *self = SF_GRID (object);
  switch (id)
    {
    case PROP_COLUMNS: g_value_set_uint (value, self->columns); break;
    case PROP_COLUMNS_PORTRAIT: g_value_set_uint (value, self->columns_portrait); break;
    case PROP_PORTRAIT: g_value_set_boolean (value, self->portrait); break;
    case PROP_SPACING: g_value_set_int (value, self->spacing); break;
    case PROP_ROW_HEIGHT: g_value_set_int (value, self->row_height); break;
    case PROP_ROW_HEIGHT_PORTRAIT: g_value_set_int (value, self->row_height_portrait); break;
    case PROP_FILL: g_value_set_boolean (value, self->fill); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sf_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SfGrid *self = SF_GRID (object);
  switch (id)
    {
    case PROP_COLUMNS: self->columns = g_value_get_uint (value); break;
    case PROP_COLUMNS_PORTRAIT: self->columns_portrait = g_value_get_uint (value); break;
    case PROP_PORTRAIT: self->portrait = g_value_get_boolean (value); break;
    case PROP_SPACING: self->spacing = g_value_get_int (value); break;
    case PROP_ROW_HEIGHT: self->row_height = g_value_get_int (value); break;
    case PROP_ROW_HEIGHT_PORTRAIT: self->row_height_portrait = g_value_get_int (value); break;
    case PROP_FILL: self->fill = g_value_get_boolean (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
sf_grid_dispose (GObject *object)
{
  sf_grid_clear (SF_GRID (object));
  G_OBJECT_CLASS (sf_grid_parent_class)->dispose (object);
}

static void
sf_grid_class_init (SfGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sf_grid_get_property;
  object_class->set_property = sf_grid_set_property;
  object_class->dispose = sf_grid_dispose;
  widget_class->get_request_mode = sf_grid_get_request_mode;
  widget_class->measure = sf_grid_measure;
  widget_class->size_allocate = sf_grid_size_allocate;
  props[PROP_COLUMNS] = g_param_spec_uint ("columns", NULL, NULL, 1, 100, 1, flags);
  props[PROP_COLUMNS_PORTRAIT] = g_param_spec_uint ("columns-portrait", NULL, NULL, 0, 100, 0, flags);
  props[PROP_PORTRAIT] = g_param_spec_boolean ("portrait", NULL, NULL, FALSE, flags);
  props[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, 1000, 0, flags);
  props[PROP_ROW_HEIGHT] = g_param_spec_int ("row-height", NULL, NULL, 0, 10000, 0, flags);
  props[PROP_ROW_HEIGHT_PORTRAIT] = g_param_spec_int ("row-height-portrait", NULL, NULL, 0, 10000, 0, flags);
  props[PROP_FILL] = g_param_spec_boolean ("fill", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "sfgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sf_grid_init (SfGrid *self)
{
  self->columns = 1;
}

GtkWidget *
sf_grid_new (guint columns, guint columns_portrait, int spacing)
{
  return g_object_new (SF_TYPE_GRID, "columns", columns, "columns-portrait", columns_portrait, "spacing", spacing, NULL);
}

void
sf_grid_append (SfGrid *self, GtkWidget *child)
{
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

void
sf_grid_clear (SfGrid *self)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
}

void
sf_grid_set_columns (SfGrid *self, guint columns, guint columns_portrait)
{
  g_object_set (self, "columns", columns, "columns-portrait", columns_portrait, NULL);
}
