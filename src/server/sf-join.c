/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two customers that are one person become one, and two again when that was wrong (sync.md 1.6). The record that is given up keeps
 * all it says and rests; its id is an alias from then on, so that whatever a tablet still says of it reaches the other.
 */
#define G_LOG_DOMAIN "sf-join"
#include <string.h>

#include "server/sf-ingest-private.h"
#include "store/sf-server-joined.h"

typedef struct { SfWork work; const char *keep_id, *other_id, *actor; SfRecord *keep, *other; GPtrArray *moved, *filled; } Join;

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, SF_MODEL_ERROR, SF_MODEL_ERROR_STATE, why);
  return FALSE;
}

static gboolean
load (Join *self, GError **error)
{
  SfWork *work = &self->work;

  if (!sf_work_get (work, SF_KIND_CUSTOMER, self->keep_id, &self->keep, error) || !sf_work_get (work, SF_KIND_CUSTOMER, self->other_id, &self->other, error))
    return FALSE;
  return (self->keep != NULL && self->other != NULL) || refuse (error, "There is no such customer");
}

/* Fields that people write and one of the two may lack. What both say stays as each of them says it. */
static gboolean
may_fill (guint field)
{
  return field != SF_CUSTOMER_MODELS && (sf_kind_info (SF_KIND_CUSTOMER)->fields[field].flags & SF_FLAG_SRV) == 0;
}

static void
note (GPtrArray *list, const char *a, const char *between, const char *b)
{
  g_ptr_array_add (list, g_strconcat (a, between, b, NULL));
}

static void
fill_gaps (Join *self, SfRecord *patch)
{
  const SfKindInfo *info = sf_kind_info (SF_KIND_CUSTOMER);

  for (guint f = 0; f < info->n_fields; f++)
    if (may_fill (f) && sf_record_is_null (self->keep, f) && !sf_record_is_null (self->other, f))
      {
        sf_record_set_text (patch, f, sf_record_get_text (self->other, f));
        note (self->filled, info->fields[f].name, NULL, NULL);
      }
}

/* Entries of @from that @field does not have yet, as long as it has room. */
static void
fill_set (Join *self, SfRecord *patch, guint field, const char *const *from)
{
  const SfField *info = &sf_kind_info (SF_KIND_CUSTOMER)->fields[field];
  g_auto(GStrv) mine = sf_record_get_set (self->keep, field);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; mine[i] != NULL; i++)
    g_ptr_array_add (all, mine[i]);
  for (guint i = 0; from[i] != NULL && all->len < (guint) info->limit; i++)
    if (!g_strv_contains ((const char *const *) mine, from[i]))
      {
        g_ptr_array_add (all, (gpointer) from[i]);
        note (self->filled, info->name, "=", from[i]);
      }
  g_ptr_array_add (all, NULL);
  if (all->len > g_strv_length (mine) + 1)
    sf_record_set_set (patch, field, (const char *const *) all->pdata);
}

/* Both attributions stay: who had the other record is named beside the owner. */
static void
fill_owners (Join *self, SfRecord *patch)
{
  g_auto(GStrv) theirs = sf_record_get_set (self->other, SF_CUSTOMER_ALSO);
  const char *owner = sf_record_get_text (self->other, SF_CUSTOMER_OWNER);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();

  if (owner != NULL && !sf_record_is_null (self->keep, SF_CUSTOMER_OWNER) && !sf_work_text_is (self->keep, SF_CUSTOMER_OWNER, owner))
    g_ptr_array_add (all, (gpointer) owner);
  for (guint i = 0; theirs[i] != NULL; i++)
    if (!sf_work_text_is (self->keep, SF_CUSTOMER_OWNER, theirs[i]))
      g_ptr_array_add (all, theirs[i]);
  g_ptr_array_add (all, NULL);
  fill_set (self, patch, SF_CUSTOMER_ALSO, (const char *const *) all->pdata);
}

/* What points to a customer and may be pointed elsewhere: statuses, follow-ups, requests. What was said as a fact stays as it was said. */
static gboolean
points (SfKind kind, guint field)
{
  const SfKindInfo *info = sf_kind_info (kind);

  return kind != SF_KIND_CUSTOMER && info->merge != SF_MERGE_FACT && info->fields[field].type == SF_TYPE_REF && info->fields[field].ref == SF_KIND_CUSTOMER;
}

gboolean
sf_join_redirect (SfWork *work, SfRecord *patch, GError **error)
{
  SfKind kind = sf_record_get_kind (patch);

  for (guint f = 0; f < sf_kind_info (kind)->n_fields; f++)
    {
      g_autofree char *now = NULL;

      if (!points (kind, f) || sf_record_is_null (patch, f))
        continue;
      now = sf_server_store_resolve (work->store, sf_record_get_text (patch, f), error);
      if (now == NULL)
        return FALSE;
      sf_record_set_text (patch, f, now);
    }
  return TRUE;
}

static gboolean
point_to (SfWork *work, SfKind kind, guint field, const char *id, const char *customer, GError **error)
{
  g_autoptr(SfRecord) patch = sf_record_new (kind, id);

  sf_record_set_text (patch, field, customer);
  return sf_work_assign (work, patch, error);
}

static gboolean
move_kind (Join *self, SfKind kind, guint field, GError **error)
{
  g_autoptr(GPtrArray) all = sf_work_where (&self->work, kind, field, self->other_id, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const char *id = sf_record_get_id (all->pdata[i]);

      note (self->moved, sf_kind_info (kind)->name, " ", id);
      if (!point_to (&self->work, kind, field, id, self->keep_id, error))
        return FALSE;
    }
  return all != NULL;
}

static gboolean
move_all (Join *self, GError **error)
{
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    for (guint f = 0; f < sf_kind_info (kind)->n_fields; f++)
      if (points (kind, f) && !move_kind (self, kind, f, error))
        return FALSE;
  return TRUE;
}

/* Visits, first and last of a customer, from the visits themselves. Somebody without visits keeps what was known. */
static gboolean
count_anew (SfWork *work, const char *id, GError **error)
{
  g_autoptr(GPtrArray) all = sf_work_where (work, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_CUSTOMER, id, error);
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_CUSTOMER, id);
  gint64 first = G_MAXINT64, last = 0, n = 0;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      g_autoptr(SfRecord) visit = NULL;

      if (!sf_work_get (work, SF_KIND_VISIT, sf_record_get_text (all->pdata[i], SF_VISIT_STATUS_VISIT), &visit, error))
        return FALSE;
      n += sf_record_is_null (all->pdata[i], SF_VISIT_STATUS_SAME) ? 1 : 0;
      if (visit == NULL)
        continue;
      first = MIN (first, sf_record_get_int (visit, SF_VISIT_AT));
      last = MAX (last, sf_record_get_int (visit, SF_VISIT_AT));
    }
  if (n == 0 || last == 0)
    return all != NULL;
  sf_record_set_int (patch, SF_CUSTOMER_VISITS, n);
  sf_record_set_int (patch, SF_CUSTOMER_FIRST_AT, first);
  sf_record_set_int (patch, SF_CUSTOMER_LAST_AT, last);
  return sf_work_assign (work, patch, error);
}

static gboolean
remember (Join *self, GError **error)
{
  SfJoined joined = { (char *) self->keep_id, NULL, NULL };

  g_ptr_array_add (self->moved, NULL);
  g_ptr_array_add (self->filled, NULL);
  joined.moved = (char **) self->moved->pdata;
  joined.filled = (char **) self->filled->pdata;
  return sf_server_joined_add (self->work.store, self->other_id, &joined, error)
         && sf_server_store_alias (self->work.store, self->other_id, self->keep_id, error);
}

static gboolean
join (SfIngest *ingest, gpointer data, GError **error)
{
  Join *self = data;
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_CUSTOMER, self->keep_id), rest = sf_record_new (SF_KIND_CUSTOMER, self->other_id);
  g_auto(GStrv) models = NULL;

  if (!sf_work_init (&self->work, ingest, NULL, error) || !load (self, error))
    return FALSE;
  if (strcmp (self->keep_id, self->other_id) == 0 || !sf_record_is_null (self->keep, SF_CUSTOMER_SAME_AS) || !sf_record_is_null (self->other, SF_CUSTOMER_SAME_AS))
    return refuse (error, "One of them was joined before");
  models = sf_record_get_set (self->other, SF_CUSTOMER_MODELS);
  fill_gaps (self, patch);
  fill_set (self, patch, SF_CUSTOMER_MODELS, (const char *const *) models);
  fill_owners (self, patch);
  sf_record_set_text (rest, SF_CUSTOMER_SAME_AS, self->keep_id);
  return sf_work_assign (&self->work, patch, error) && move_all (self, error) && count_anew (&self->work, self->keep_id, error)
         && sf_work_assign (&self->work, rest, error) && remember (self, error)
         && sf_server_store_audit (ingest->store, self->actor, "customer.merge", self->other_id, self->keep_id, error);
}

/* Undoing */

static gboolean
move_back (Join *self, const char *line, GError **error)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 2);
  SfKind kind = g_strv_length (words) == 2 ? sf_kind_lookup (words[0]) : SF_KIND_NONE;
  g_autoptr(SfRecord) record = NULL;

  if (kind == SF_KIND_NONE)
    return TRUE;
  if (!sf_work_get (&self->work, kind, words[1], &record, error))
    return FALSE;
  for (guint f = 0; record != NULL && f < sf_kind_info (kind)->n_fields; f++)
    if (points (kind, f) && sf_work_text_is (record, f, self->keep_id) && !point_to (&self->work, kind, f, words[1], self->other_id, error))
      return FALSE;
  return TRUE;
}

static void
take_entry (SfRecord *patch, SfRecord *keep, guint field, const char *entry)
{
  g_auto(GStrv) now = sf_record_get_set (sf_record_has (patch, field) ? patch : keep, field);
  g_autoptr(GPtrArray) rest = g_ptr_array_new ();

  for (guint i = 0; now[i] != NULL; i++)
    if (strcmp (now[i], entry) != 0)
      g_ptr_array_add (rest, now[i]);
  g_ptr_array_add (rest, NULL);
  if (rest->len > 1)
    sf_record_set_set (patch, field, (const char *const *) rest->pdata);
  else
    sf_record_set_null (patch, field);
}

/* What was filled in then and nobody has changed since goes again. */
static void
empty_gaps (Join *self, SfRecord *patch, const char *const *filled)
{
  const SfKindInfo *info = sf_kind_info (SF_KIND_CUSTOMER);

  for (guint i = 0; filled[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (filled[i], "=", 2);

      for (guint f = 0; words[0] != NULL && f < info->n_fields; f++)
        if (strcmp (info->fields[f].name, words[0]) != 0)
          continue;
        else if (words[1] != NULL)
          take_entry (patch, self->keep, f, words[1]);
        else if (g_strcmp0 (sf_record_get_text (self->keep, f), sf_record_get_text (self->other, f)) == 0)
          sf_record_set_null (patch, f);
    }
}

static gboolean
part (SfIngest *ingest, gpointer data, GError **error)
{
  Join *self = data;
  GError *failed = NULL;
  g_autoptr(SfJoined) joined = sf_server_joined_get (ingest->store, self->other_id, &failed);
  g_autofree char *keep = NULL;
  g_autoptr(SfRecord) patch = NULL, own = sf_record_new (SF_KIND_CUSTOMER, self->other_id);

  if (joined == NULL)
    {
      if (failed != NULL)
        g_propagate_error (error, failed);
      return failed == NULL && refuse (error, "This customer was joined to nobody");
    }
  /* The one it was joined to may have been joined to a third one since. */
  keep = sf_server_store_resolve (ingest->store, joined->id_new, error);
  self->keep_id = keep;
  if (keep == NULL || !sf_work_init (&self->work, ingest, NULL, error) || !load (self, error))
    return FALSE;
  patch = sf_record_new (SF_KIND_CUSTOMER, keep);
  empty_gaps (self, patch, (const char *const *) joined->filled);
  sf_record_set_null (own, SF_CUSTOMER_SAME_AS);
  for (guint i = 0; joined->moved[i] != NULL; i++)
    if (!move_back (self, joined->moved[i], error))
      return FALSE;
  return sf_work_assign (&self->work, patch, error) && sf_work_assign (&self->work, own, error) && sf_server_store_unalias (ingest->store, self->other_id, error)
         && sf_server_joined_remove (ingest->store, self->other_id, error) && count_anew (&self->work, keep, error) && count_anew (&self->work, self->other_id, error)
         && sf_server_store_audit (ingest->store, self->actor, "customer.unmerge", self->other_id, keep, error);
}

static gboolean
run (SfIngest *ingest, SfIngestFunc func, Join *self, GError **error)
{
  gboolean ok;

  self->moved = g_ptr_array_new_with_free_func (g_free);
  self->filled = g_ptr_array_new_with_free_func (g_free);
  ok = sf_ingest_transaction (ingest, func, self, error);
  g_ptr_array_unref (self->moved);
  g_ptr_array_unref (self->filled);
  g_clear_pointer (&self->keep, sf_record_unref);
  g_clear_pointer (&self->other, sf_record_unref);
  return ok;
}

gboolean
sf_ingest_join (SfIngest *self, const char *keep, const char *other, const char *actor, GError **error)
{
  Join data = { .keep_id = keep, .other_id = other, .actor = actor };

  return run (self, join, &data, error);
}

gboolean
sf_ingest_part (SfIngest *self, const char *other, const char *actor, GError **error)
{
  Join data = { .other_id = other, .actor = actor };

  return run (self, part, &data, error);
}
