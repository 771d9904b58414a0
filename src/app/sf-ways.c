/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ways"
#include "app/sf-ways.h"

#include "model/sf-enums.h"

struct _SfWays {
  GObject parent_instance;
  SfDevice *device;                      /* (owned) */
  SfLiveQuery *ways, *devices, *lines;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (SfWays, sf_ways, G_TYPE_OBJECT)

static guint changed_signal;

static void
way_free (gpointer data)
{
  SfWay *way = data;

  g_free (way->name);
  g_free (way);
}

static SfRecord *
record_at (SfLiveQuery *list, guint i)
{
  return sf_item_get_record (sf_live_query_peek (list, i));
}

static guint
length (SfLiveQuery *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* The code as the registry has it, so that it outlives the record; NULL for what is not known here. */
static const char *
state_of (SfRecord *way)
{
  const int index = sf_enum_index (&sf_enum_reach, sf_record_get_text (way, SF_WAY_REACH));

  return index >= 0 ? sf_enum_reach.values[index].value : NULL;
}

static SfRecord *
find_way (SfWays *self, const char *device, const char *tablet)
{
  for (guint i = 0; i < length (self->ways); i++) {
    SfRecord *way = record_at (self->ways, i);

    if (g_strcmp0 (sf_record_get_text (way, SF_WAY_DEVICE), device) == 0 && g_strcmp0 (sf_record_get_text (way, SF_WAY_TABLET), tablet) == 0)
      return way;
  }
  return NULL;
}

static void
add (GPtrArray *list, const char *name, const char *role, SfRecord *known)
{
  SfWay *way = g_new0 (SfWay, 1);

  way->name = g_strdup (name != NULL || known == NULL ? name : sf_record_get_text (known, SF_WAY_NAME));
  way->role = role;
  way->reach = known != NULL ? state_of (known) : NULL;
  g_ptr_array_add (list, way);
}

/* A tablet knows of all devices by name, tested or not. */
static void
list_of_tablet (SfWays *self, const char *role, GPtrArray *list)
{
  const char *tablet = sf_device_get_id (self->device);

  for (guint i = 0; i < length (self->devices); i++) {
    SfRecord *device = record_at (self->devices, i);

    if (g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), role) == 0 && g_strcmp0 (sf_record_get_text (device, SF_DEVICE_STATE), "active") == 0)
      add (list, sf_record_get_text (device, SF_DEVICE_NAME), role, find_way (self, sf_record_get_id (device), tablet));
  }
}

/* A kiosk has a line to each tablet; their names it learns with the first test. */
static void
list_of_kiosk (SfWays *self, GPtrArray *list)
{
  for (guint i = 0; i < length (self->lines); i++)
    add (list, NULL, "tablet", find_way (self, sf_device_get_id (self->device), sf_record_get_text (record_at (self->lines, i), SF_RING_LINE_TABLET)));
}

static void
list_of_screen (SfWays *self, GPtrArray *list)
{
  for (guint i = 0; i < length (self->ways); i++)
    add (list, NULL, "tablet", record_at (self->ways, i));
}

static int
by_role_and_name (gconstpointer a, gconstpointer b)
{
  const SfWay *x = *(SfWay *const *) a, *y = *(SfWay *const *) b;

  return x->role != y->role ? -g_strcmp0 (x->role, y->role) : g_strcmp0 (x->name, y->name);
}

GPtrArray *
sf_ways_list (SfWays *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (way_free);
  const char *role = sf_device_get_role (self->device);

  if (g_strcmp0 (role, "kiosk") == 0)
    list_of_kiosk (self, list);
  else if (g_strcmp0 (role, "display") == 0)
    list_of_screen (self, list);
  else {
    list_of_tablet (self, "kiosk", list);
    list_of_tablet (self, "display", list);
  }
  g_ptr_array_sort (list, by_role_and_name);
  return list;
}

void
sf_ways_count (GPtrArray *ways, const char *role, guint *reached, guint *all)
{
  *all = *reached = 0;
  for (guint i = 0; i < ways->len; i++) {
    const SfWay *way = ways->pdata[i];

    if (g_strcmp0 (way->role, role) != 0)
      continue;
    *all += 1;
    *reached += g_strcmp0 (way->reach, "ok") == 0 ? 1 : 0;
  }
}

static void
on_items (SfWays *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
sf_ways_dispose (GObject *object)
{
  SfWays *self = SF_WAYS (object);
  SfLiveQuery **lists[] = { &self->ways, &self->devices, &self->lines };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    if (*lists[i] != NULL)
      g_signal_handlers_disconnect_by_data (*lists[i], self);
    g_clear_object (lists[i]);
  }
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_ways_parent_class)->dispose (object);
}

static void
sf_ways_class_init (SfWaysClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_ways_dispose;
  changed_signal = g_signal_new ("changed", SF_TYPE_WAYS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_ways_init (SfWays *self)
{
}

SfWays *
sf_ways_new (SfDevice *device)
{
  const SfQuery ways = { .kind = SF_KIND_WAY, .order = -1 }, devices = { .kind = SF_KIND_DEVICE, .order = -1 }, lines = { .kind = SF_KIND_RING_LINE, .order = -1 };
  SfWays *self = g_object_new (SF_TYPE_WAYS, NULL);

  self->device = g_object_ref (device);
  self->ways = sf_live_query_new (device, &ways);
  self->devices = sf_live_query_new (device, &devices);
  self->lines = sf_live_query_new (device, &lines);
  g_signal_connect_swapped (self->ways, "items-changed", G_CALLBACK (on_items), self);
  g_signal_connect_swapped (self->devices, "items-changed", G_CALLBACK (on_items), self);
  g_signal_connect_swapped (self->lines, "items-changed", G_CALLBACK (on_items), self);
  return self;
}
