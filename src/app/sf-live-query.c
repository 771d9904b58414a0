/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-live-query"
#include "app/sf-live-query.h"
#include "app/sf-device.h"
#include "app/sf-list-diff.h"
#include "store/sf-device-store.h"

/* A query with its own copies of the texts, shared with the worker. */
typedef struct {
  SfQuery query;
  char *texts[SF_MAX_CONDS];
} Asked;

struct _SfLiveQuery {
  GObject parent_instance;
  SfDevice *device;      /* (owned) */
  Asked *asked;          /* (owned) (atomic) */
  GPtrArray *items;      /* (owned) (element-type SfItem) */
  gulong changed_id;
  gboolean running;      /* an answer is on its way */
  gboolean again;        /* the store changed since it was asked */
  gboolean stale;        /* the answer on its way belongs to another question */
  gboolean loaded;
  gboolean more;
};

static GType    get_item_type (GListModel *list);
static guint    get_n_items (GListModel *list);
static gpointer get_item (GListModel *list, guint position);

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SfLiveQuery, sf_live_query, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum { PROP_LOADED = 1, PROP_MORE, N_PROPS };
static GParamSpec *props[N_PROPS];

static Asked *
asked_new (const SfQuery *query)
{
  Asked *asked = g_atomic_rc_box_new0 (Asked);

  asked->query = *query;
  for (guint i = 0; i < query->n_conds; i++) {
    asked->texts[i] = g_strdup (query->conds[i].s);
    asked->query.conds[i].s = asked->texts[i];
  }
  /* One more than is shown tells whether there is more. */
  asked->query.limit = (query->limit != 0 ? MIN (query->limit, SF_MAX_QUERY) : SF_MAX_QUERY);
  return asked;
}

static void
asked_clear (gpointer data)
{
  Asked *asked = data;

  for (guint i = 0; i < SF_MAX_CONDS; i++)
    g_free (asked->texts[i]);
}

static void
asked_unref (gpointer asked)
{
  g_atomic_rc_box_release_full (asked, asked_clear);
}

typedef struct {
  GPtrArray *records;   /* (owned) (element-type SfRecord) */
  GByteArray *pending;  /* (owned) */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->records, g_ptr_array_unref);
  g_clear_pointer (&answer->pending, g_byte_array_unref);
  g_free (answer);
}

/* On the worker. */
static gpointer
ask_store (gpointer store, gpointer data, GError **error)
{
  Asked *asked = data;
  g_autoptr(GPtrArray) records = sf_table_query (sf_device_store_get_db (store), &asked->query, error);
  Answer *answer;

  if (records == NULL)
    return NULL;
  answer = g_new0 (Answer, 1);
  answer->pending = g_byte_array_sized_new (records->len);
  for (guint i = 0; i < records->len; i++) {
    SfSaved saved = sf_device_store_saved (store, asked->query.kind, sf_record_get_id (records->pdata[i]), NULL, NULL);
    guint8 waits = saved == SF_SAVED_HERE;

    g_byte_array_append (answer->pending, &waits, 1);
  }
  answer->records = g_steal_pointer (&records);
  return answer;
}

static void
publish (SfLiveQuery *self, Answer *answer)
{
  g_autoptr(GPtrArray) after = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GArray) splices = NULL;

  for (guint i = 0; i < answer->records->len; i++)
    g_ptr_array_add (after, sf_item_new (answer->records->pdata[i], answer->pending->data[i] != 0));
  splices = sf_list_diff (self->items, after);
  for (guint i = 0; i < splices->len; i++) {
    SfSplice *splice = &g_array_index (splices, SfSplice, i);

    if (splice->n_removed > 0)
      g_ptr_array_remove_range (self->items, splice->position, splice->n_removed);
    for (guint k = 0; k < splice->n_added; k++)
      g_ptr_array_insert (self->items, (int) (splice->position + k), g_object_ref (after->pdata[splice->from + k]));
    g_list_model_items_changed (G_LIST_MODEL (self), splice->position, splice->n_removed, splice->n_added);
  }
}

static void refresh (SfLiveQuery *self);

static void
set_flag (SfLiveQuery *self, gboolean *flag, gboolean value, GParamSpec *spec)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), spec);
}

static void
on_answer_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfLiveQuery) self = data;
  g_autoptr(GError) error = NULL;
  Answer *answer = sf_device_run_finish (SF_DEVICE (source), result, &error);

  self->running = FALSE;
  if (self->device == NULL) {
    g_clear_pointer (&answer, answer_free);
    return;
  }
  if (self->stale)
    g_clear_pointer (&answer, answer_free);
  self->stale = FALSE;
  if (self->again) {
    /* The answer may be of before the last COMMIT; showing it would not be wrong, only late. */
    self->again = FALSE;
    refresh (self);
  }
  if (answer == NULL)
    return;
  publish (self, answer);
  set_flag (self, &self->more, answer->records->len >= SF_MAX_QUERY, props[PROP_MORE]);
  set_flag (self, &self->loaded, TRUE, props[PROP_LOADED]);
  answer_free (answer);
}

static void
refresh (SfLiveQuery *self)
{
  if (self->running) {
    self->again = TRUE;
    return;
  }
  self->running = TRUE;
  sf_device_run_async (self->device, ask_store, g_atomic_rc_box_acquire (self->asked), asked_unref, answer_free, on_answer_ready, g_object_ref (self));
}

static void
on_changed (SfDevice *device, guint64 kinds, SfLiveQuery *self)
{
  if ((kinds & (G_GUINT64_CONSTANT (1) << self->asked->query.kind)) != 0)
    refresh (self);
}

static GType
get_item_type (GListModel *list)
{
  return SF_TYPE_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return SF_LIVE_QUERY (list)->items->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  SfItem *item = sf_live_query_peek (SF_LIVE_QUERY (list), position);

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
sf_live_query_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SfLiveQuery *self = SF_LIVE_QUERY (object);

  switch (prop_id) {
  case PROP_LOADED:
    g_value_set_boolean (value, self->loaded);
    break;
  case PROP_MORE:
    g_value_set_boolean (value, self->more);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
sf_live_query_dispose (GObject *object)
{
  SfLiveQuery *self = SF_LIVE_QUERY (object);

  if (self->device != NULL)
    g_clear_signal_handler (&self->changed_id, self->device);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_live_query_parent_class)->dispose (object);
}

static void
sf_live_query_finalize (GObject *object)
{
  SfLiveQuery *self = SF_LIVE_QUERY (object);

  g_clear_pointer (&self->asked, asked_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS (sf_live_query_parent_class)->finalize (object);
}

static void
sf_live_query_class_init (SfLiveQueryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sf_live_query_get_property;
  object_class->dispose = sf_live_query_dispose;
  object_class->finalize = sf_live_query_finalize;
  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MORE] = g_param_spec_boolean ("more", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sf_live_query_init (SfLiveQuery *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

SfLiveQuery *
sf_live_query_new (SfDevice *device, const SfQuery *query)
{
  SfLiveQuery *self;

  g_return_val_if_fail (SF_IS_DEVICE (device), NULL);
  self = g_object_new (SF_TYPE_LIVE_QUERY, NULL);
  self->device = g_object_ref (device);
  self->asked = asked_new (query);
  self->changed_id = g_signal_connect (device, "changed", G_CALLBACK (on_changed), self);
  refresh (self);
  return self;
}

void
sf_live_query_set_query (SfLiveQuery *self, const SfQuery *query)
{
  Asked *before;
  guint n;

  g_return_if_fail (SF_IS_LIVE_QUERY (self));
  g_return_if_fail (query->kind == self->asked->query.kind);
  before = g_steal_pointer (&self->asked);
  self->asked = asked_new (query);
  asked_unref (before);
  /* What the last question showed goes at once: the next one may be somebody else's. */
  n = self->items->len;
  g_ptr_array_set_size (self->items, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  self->stale = self->running;
  refresh (self);
}

gboolean
sf_live_query_get_more (SfLiveQuery *self)
{
  return self->more;
}

gboolean
sf_live_query_get_loaded (SfLiveQuery *self)
{
  return self->loaded;
}

SfItem *
sf_live_query_peek (SfLiveQuery *self, guint position)
{
  return position < self->items->len ? self->items->pdata[position] : NULL;
}

SfItem *
sf_live_query_find (SfLiveQuery *self, guint field, const char *text)
{
  for (guint i = 0; text != NULL && i < self->items->len; i++)
    if (g_strcmp0 (sf_record_get_text (sf_item_get_record (self->items->pdata[i]), field), text) == 0)
      return self->items->pdata[i];
  return NULL;
}

SfItem *
sf_live_query_find_id (SfLiveQuery *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->items->len; i++)
    if (g_str_equal (sf_item_get_id (self->items->pdata[i]), id))
      return self->items->pdata[i];
  return NULL;
}
