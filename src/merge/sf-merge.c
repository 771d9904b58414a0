/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-merge"
#include "merge/sf-merge.h"
#include "model/sf-assign.h"
#include <string.h>

void
sf_loser_free (SfLoser *self)
{
  if (!self)
    return;
  g_free (self->value);
  g_free (self);
}

void
sf_merge_free (SfMerge *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->record, sf_record_unref);
  g_clear_pointer (&self->losers, g_ptr_array_unref);
  g_free (self);
}

/* A field's value as text, so that values of all types compare and are kept alike; NULL when absent or null. */
static char *
value_text (SfRecord *record, guint field)
{
  if (field == SF_FIELD_EXTRA)
    return g_strdup (sf_record_get_extra (record));
  if (sf_record_is_null (record, field))
    return NULL;
  if (sf_type_is_int (sf_kind_info (sf_record_get_kind (record))->fields[field].type))
    return g_strdup_printf ("%" G_GINT64_FORMAT, sf_record_get_int (record, field));
  return g_strdup (sf_record_get_text (record, field));
}

static gboolean
says (SfRecord *patch, guint field)
{
  return field == SF_FIELD_EXTRA ? sf_record_get_extra (patch) != NULL : sf_record_has (patch, field);
}

static void
take_value (SfRecord *to, SfRecord *from, guint field)
{
  if (field == SF_FIELD_EXTRA)
    sf_record_set_extra (to, sf_record_get_extra (from));
  else if (sf_record_is_null (from, field))
    sf_record_unset (to, field);
  else if (sf_type_is_int (sf_kind_info (sf_record_get_kind (to))->fields[field].type))
    sf_record_set_int (to, field, sf_record_get_int (from, field));
  else
    sf_record_set_text (to, field, sf_record_get_text (from, field));
}

/* Names and numbers that two devices said differently are for a person to settle, and whatever a guessed clock decided. */
static gboolean
wants_review (SfKind kind, guint field, const SfStamp *a, const SfStamp *b)
{
  const SfKindInfo *info = sf_kind_info (kind);
  SfPrivacy privacy;

  if (g_strcmp0 (a->dev, b->dev) == 0)
    return FALSE;
  if (!a->sure || !b->sure)
    return TRUE;
  privacy = field < info->n_fields ? info->fields[field].privacy : SF_PRIVACY_NONE;
  return privacy == SF_PRIVACY_NAME || privacy == SF_PRIVACY_CONTACT;
}

static void
add_loser (SfMerge *merge, guint field, char *value, const SfStamp *loser, const SfStamp *winner, gboolean incoming)
{
  SfLoser *lost = g_new0 (SfLoser, 1);

  lost->field = field;
  lost->value = value;
  lost->stamp = *loser;
  lost->incoming = incoming;
  lost->review = value && loser->st && wants_review (sf_record_get_kind (merge->record), field, loser, winner);
  g_ptr_array_add (merge->losers, lost);
}

/*
 * A device's own earlier word does not stand against its later one, whatever its clock said of either. A guess that lies before what was
 * said already is put after it; a sure time stays and tells that the guess before it was wrong.
 */
static SfStamp
stamp_after (const SfStamp *said, SfStamp *before)
{
  SfStamp stamp = *said;

  if (!said->later || before->st < said->st || strcmp (said->dev, before->dev) != 0)
    return stamp;
  if (said->sure && !before->sure)
    before->st = said->st - 1;
  else
    stamp.st = before->st + 1;
  return stamp;
}

static void
merge_field (SfMerge *merge, SfRecord *patch, guint field, const SfStamp *said)
{
  SfStamp before = merge->stamps.at[field];
  SfStamp stamp = stamp_after (said, &before);
  g_autofree char *old = value_text (merge->record, field);
  g_autofree char *new = value_text (patch, field);
  int order = sf_stamp_compare (&stamp, &before);
  gboolean equal = g_strcmp0 (old, new) == 0;
  gboolean wins = order > 0 || (order == 0 && g_strcmp0 (new, old) > 0);

  if (order > 0 || (order == 0 && wins))
    merge->stamps.at[field] = stamp;
  if (equal)
    return;
  if (!wins)
    {
      add_loser (merge, field, g_steal_pointer (&new), &stamp, &before, TRUE);
      return;
    }
  if (old || before.st)
    add_loser (merge, field, g_steal_pointer (&old), &before, &stamp, FALSE);
  take_value (merge->record, patch, field);
  merge->changed = TRUE;
}

SfMerge *
sf_merge_patch (SfRecord *current, const SfStamps *stamps, SfRecord *patch, const SfStamp *stamp)
{
  SfMerge *merge = g_new0 (SfMerge, 1);
  SfKind kind = sf_record_get_kind (patch);
  guint n = sf_kind_info (kind)->n_fields;

  merge->record = current ? sf_record_copy (current) : sf_record_new (kind, sf_record_get_id (patch));
  merge->losers = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_loser_free);
  merge->changed = current == NULL;
  if (stamps)
    merge->stamps = *stamps;
  for (guint f = 0; f < n; f++)
    if (says (patch, f))
      merge_field (merge, patch, f, stamp);
  if (says (patch, SF_FIELD_EXTRA))
    merge_field (merge, patch, SF_FIELD_EXTRA, stamp);
  return merge;
}

SfFact
sf_merge_fact (SfRecord *current, SfRecord *incoming)
{
  if (!current)
    return SF_FACT_INSERT;
  return sf_record_equal (current, incoming) ? SF_FACT_EQUAL : SF_FACT_DIFFERENT;
}

/* The states a kind can be in: the values of its "state" field. */
static const SfEnum *
states_of (SfKind kind)
{
  int field = sf_field_lookup (kind, "state");

  return field < 0 ? NULL : sf_kind_info (kind)->fields[field].values;
}

SfFlow
sf_merge_command (SfKind kind, const char *state, const char *verb, const char **next)
{
  const SfEnum *states = states_of (kind);

  *next = sf_flow_next (kind, state, verb);
  if (*next)
    return SF_FLOW_MOVE;
  for (guint i = 0; states && i < states->n_values; i++)
    if (g_strcmp0 (sf_flow_next (kind, states->values[i].value, verb), state) == 0)
      return SF_FLOW_SAME;
  return SF_FLOW_REFUSED;
}
