/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-push-stack.h"
#include <string.h>

struct _SfPushStack {
  GPtrArray *live;       /* (owned) (element-type SfPushEntry) oldest first */
  GHashTable *ended;     /* (unowned strings of order) */
  GQueue order;          /* (owned strings) oldest first */
};

/* What stands before what: the higher hides the lower and gives it back. */
typedef enum { LAYER_CAR, LAYER_WELCOME, LAYER_CALL } Layer;

static Layer
layer_of (SfRecord *push)
{
  const char *what = sf_record_get_text (push, SF_PUSH_WHAT);

  return g_strcmp0 (what, "call") == 0 ? LAYER_CALL : g_strcmp0 (what, "welcome") == 0 ? LAYER_WELCOME : LAYER_CAR;
}

static void
entry_free (gpointer data)
{
  SfPushEntry *entry = data;

  sf_record_unref (entry->push);
  g_free (entry);
}

SfPushStack *
sf_push_stack_new (void)
{
  SfPushStack *self = g_new0 (SfPushStack, 1);

  self->live = g_ptr_array_new_with_free_func (entry_free);
  self->ended = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  return self;
}

void
sf_push_stack_free (SfPushStack *self)
{
  g_ptr_array_unref (self->live);
  g_hash_table_unref (self->ended);
  g_queue_clear_full (&self->order, g_free);
  g_free (self);
}

static int
find_live (SfPushStack *self, const char *push_id)
{
  for (guint i = 0; i < self->live->len; i++)
    if (g_strcmp0 (sf_record_get_id (((SfPushEntry *) self->live->pdata[i])->push), push_id) == 0)
      return (int) i;
  return -1;
}

gboolean
sf_push_stack_knows (SfPushStack *self, const char *push_id)
{
  return g_hash_table_contains (self->ended, push_id) || find_live (self, push_id) >= 0;
}

static gboolean
remember (SfPushStack *self, const char *push_id)
{
  char *id;

  if (g_hash_table_contains (self->ended, push_id))
    return FALSE;
  id = g_strdup (push_id);
  g_queue_push_tail (&self->order, id);
  g_hash_table_add (self->ended, id);
  if (g_queue_get_length (&self->order) > SF_PUSH_STACK_REMEMBERED) {
    g_autofree char *oldest = g_queue_pop_head (&self->order);

    g_hash_table_remove (self->ended, oldest);
  }
  return TRUE;
}

gboolean
sf_push_stack_end (SfPushStack *self, const char *push_id)
{
  int at = find_live (self, push_id);
  gboolean news = remember (self, push_id);

  if (at >= 0)
    g_ptr_array_remove_index (self->live, (guint) at);
  return news;
}

static void
end_at (SfPushStack *self, guint i)
{
  g_autofree char *id = g_strdup (sf_record_get_id (((SfPushEntry *) self->live->pdata[i])->push));

  sf_push_stack_end (self, id);
}

static gboolean
take_words (SfPushStack *self, guint i, SfRecord *push)
{
  SfPushEntry *entry = self->live->pdata[i];

  if (sf_record_equal (entry->push, push))
    return FALSE;
  sf_record_unref (entry->push);
  entry->push = sf_record_ref (push);
  return TRUE;
}

/* Ends what the entry at @i has replaced. */
static void
replace_older (SfPushStack *self, guint i)
{
  if (layer_of (((SfPushEntry *) self->live->pdata[i])->push) != LAYER_CAR)
    return;
  for (guint k = i; k-- > 0;)
    if (layer_of (((SfPushEntry *) self->live->pdata[k])->push) <= LAYER_WELCOME)
      end_at (self, k);
}

/* Is a car newer than @from here already? Then what comes late was replaced before it came. */
static gboolean
is_replaced (SfPushStack *self, SfRecord *push, gint64 from)
{
  for (guint i = 0; layer_of (push) <= LAYER_WELCOME && i < self->live->len; i++) {
    SfPushEntry *entry = self->live->pdata[i];

    if (layer_of (entry->push) == LAYER_CAR && entry->from > from)
      return TRUE;
  }
  return FALSE;
}

gboolean
sf_push_stack_add (SfPushStack *self, SfRecord *push, gint64 from, gint64 until, gint64 now)
{
  int known = find_live (self, sf_record_get_id (push));
  SfPushEntry *entry;
  guint place = 0;

  from = MIN (from, now);
  if (known >= 0)
    return take_words (self, (guint) known, push);
  if (g_hash_table_contains (self->ended, sf_record_get_id (push)))
    return FALSE;
  if (until <= now || is_replaced (self, push, from))
    return remember (self, sf_record_get_id (push));
  while (place < self->live->len && ((SfPushEntry *) self->live->pdata[place])->from <= from)
    place++;
  entry = g_new0 (SfPushEntry, 1);
  *entry = (SfPushEntry) { sf_record_ref (push), from, until };
  g_ptr_array_insert (self->live, (int) place, entry);
  replace_older (self, place);
  if (self->live->len > SF_PUSH_STACK_LIVE)
    end_at (self, 0);
  return TRUE;
}

gboolean
sf_push_stack_expire (SfPushStack *self, gint64 now)
{
  gboolean any = FALSE;

  for (guint i = self->live->len; i-- > 0;)
    if (((SfPushEntry *) self->live->pdata[i])->until <= now) {
      end_at (self, i);
      any = TRUE;
    }
  return any;
}

const SfPushEntry *
sf_push_stack_top (SfPushStack *self, SfPushShows shows, gpointer data)
{
  const SfPushEntry *top = NULL;

  for (guint i = 0; i < self->live->len; i++) {
    const SfPushEntry *entry = self->live->pdata[i];

    if ((top == NULL || layer_of (entry->push) >= layer_of (top->push)) && (shows == NULL || shows (entry->push, data)))
      top = entry;
  }
  return top;
}

gint64
sf_push_stack_next_end (SfPushStack *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->live->len; i++)
    next = MIN (next, ((SfPushEntry *) self->live->pdata[i])->until);
  return next;
}

guint
sf_push_stack_n_live (SfPushStack *self)
{
  return self->live->len;
}

const SfPushEntry *
sf_push_stack_live (SfPushStack *self, guint i)
{
  return i < self->live->len ? self->live->pdata[i] : NULL;
}

GStrv
sf_push_stack_ended (SfPushStack *self)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  for (GList *link = self->order.head; link != NULL; link = link->next)
    g_strv_builder_add (ids, link->data);
  return g_strv_builder_end (ids);
}
