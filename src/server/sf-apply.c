/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-apply"
#include <string.h>

#include "server/sf-dispatch.h"
#include "server/sf-ingest-private.h"
#include "store/sf-server-person.h"
#include "wire/sf-codec.h"

typedef struct { SfMutation *mutation; gint64 mid; SfVerdict *verdict; } Apply;

/* Sets the verdict and is TRUE, so that it can be returned: being refused is no error. */
static gboolean
verdict (SfVerdict *out, SfPushStatus status, const char *code)
{
  out->status = status;
  out->code = code;
  return TRUE;
}

static gboolean
is_open (const SfVerdict *so_far)
{
  return so_far->status == SF_PUSH_OK && so_far->code == NULL;
}

/* Null and absent are one in a whole record; tables bring it back as absent. */
static void
drop_nulls (SfRecord *record)
{
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (record));

  for (guint f = 0; f < info->n_fields; f++)
    if (sf_record_has (record, f) && sf_record_is_null (record, f))
      sf_record_unset (record, f);
}

/* Rights */

static gboolean
check_rights (SfWork *work, SfMutation *m, SfVerdict *out)
{
  g_autoptr(GError) failed = NULL;
  gboolean create = strcmp (m->verb, "create") == 0, patch = strcmp (m->verb, "patch") == 0;
  SfCheck check = create ? SF_CHECK_CREATE : patch ? SF_CHECK_PATCH : SF_CHECK_COMMAND;

  /* Only what is merged field by field can be changed by a patch; states move by commands. */
  if (patch && sf_kind_info (m->kind)->merge != SF_MERGE_LWW)
    return verdict (out, SF_PUSH_REJECTED, "rights");
  if (!create && !patch && !sf_may_command (work->peer->role, m->kind, m->verb))
    return verdict (out, SF_PUSH_REJECTED, "rights");
  if (sf_record_check (m->data, check, work->peer->role, &failed))
    return TRUE;
  if (g_error_matches (failed, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS))
    return verdict (out, SF_PUSH_REJECTED, "rights");
  return verdict (out, SF_PUSH_QUARANTINED, "invalid");
}

/* Objects: a device speaks for itself and for the people enabled on it (API1, BOLA). */

static gboolean
check_visit_device (SfWork *work, SfRecord *consent, SfVerdict *out, GError **error)
{
  g_autoptr(SfRecord) visit = NULL;

  if (!sf_work_get (work, SF_KIND_VISIT, sf_record_get_text (consent, SF_CONSENT_VISIT), &visit, error))
    return FALSE;
  if (visit != NULL && work->peer->role == SF_ROLE_K && !sf_work_text_is (visit, SF_VISIT_DEVICE, work->peer->device_id))
    return verdict (out, SF_PUSH_REJECTED, "rights.object");
  return TRUE;
}

/* What a guest would like is said where the ticket was given, or by a colleague; its id is the visit's. */
static gboolean
check_wish (SfWork *work, SfRecord *wish, SfVerdict *out, GError **error)
{
  g_autoptr(SfRecord) known = NULL, visit = NULL;
  g_autofree char *id = NULL;
  const char *of;

  if (!sf_work_get (work, SF_KIND_VISIT_WISH, sf_record_get_id (wish), &known, error))
    return FALSE;
  of = sf_record_get_text (sf_record_is_null (wish, SF_VISIT_WISH_VISIT) && known != NULL ? known : wish, SF_VISIT_WISH_VISIT);
  id = of != NULL ? sf_work_id (of, SF_KIND_VISIT_WISH, 0) : NULL;
  if (g_strcmp0 (id, sf_record_get_id (wish)) != 0)
    return verdict (out, SF_PUSH_REJECTED, "rights.object");
  if (!sf_work_get (work, SF_KIND_VISIT, of, &visit, error))
    return FALSE;
  if (work->peer->role == SF_ROLE_K && (visit == NULL || !sf_work_text_is (visit, SF_VISIT_DEVICE, work->peer->device_id)))
    return verdict (out, SF_PUSH_REJECTED, "rights.object");
  /* A number without a consent is not kept, here as little as in a visit. */
  if (!sf_record_is_null (wish, SF_VISIT_WISH_PHONE) && sf_record_is_null (wish, SF_VISIT_WISH_CONSENT))
    sf_record_unset (wish, SF_VISIT_WISH_PHONE);
  return TRUE;
}

static gboolean
check_step (SfWork *work, SfRecord *step, SfVerdict *out, GError **error)
{
  const char *refused = sf_visit_step_refused (step);
  gboolean ok = TRUE;

  if (refused != NULL)
    return verdict (out, SF_PUSH_REJECTED, refused);
  if (!sf_record_is_null (step, SF_VISIT_STEP_BY) && !sf_work_enabled (work, sf_record_get_text (step, SF_VISIT_STEP_BY), FALSE, &ok, error))
    return FALSE;
  return ok || verdict (out, SF_PUSH_REJECTED, "rights.object");
}

static gboolean
check_speaker (SfWork *work, SfMutation *m, SfVerdict *out, GError **error)
{
  gboolean command = m->kind == SF_KIND_ASSIGNMENT || m->kind == SF_KIND_VISIT_STATUS;
  gboolean ok = TRUE;

  if (work->peer->role == SF_ROLE_K)
    return m->by == NULL || verdict (out, SF_PUSH_REJECTED, "rights.by");
  if ((work->peer->role == SF_ROLE_P || work->peer->role == SF_ROLE_M) && (m->by == NULL || strcmp (m->by, work->peer->person) != 0))
    return verdict (out, SF_PUSH_REJECTED, "rights.by");
  if (command && m->by == NULL)
    return verdict (out, SF_PUSH_REJECTED, "rights.by");
  if (m->by != NULL && !sf_work_enabled (work, m->by, command, &ok, error))
    return FALSE;
  return ok || verdict (out, SF_PUSH_REJECTED, "rights.by");
}

static gboolean
check_named (SfWork *work, SfKind kind, SfRecord *data, SfVerdict *out, GError **error)
{
  g_autoptr(SfRecord) roster = NULL;
  gboolean ok = TRUE;

  if (kind == SF_KIND_VISIT)
    return sf_work_text_is (data, SF_VISIT_DEVICE, work->peer->device_id) || verdict (out, SF_PUSH_REJECTED, "rights.object");
  if (kind == SF_KIND_CONSENT)
    return check_visit_device (work, data, out, error);
  if (kind == SF_KIND_VISIT_WISH)
    return check_wish (work, data, out, error);
  if (kind == SF_KIND_OWN_VISIT)
    return sf_own_may_keep (work, data) || verdict (out, SF_PUSH_REJECTED, "rights.object");
  if (kind == SF_KIND_VISIT_STEP)
    return check_step (work, data, out, error);
  if (kind == SF_KIND_PUSH || kind == SF_KIND_SHOWING || kind == SF_KIND_PLAY)
    return sf_screen_check (work, data, out, error);
  if (kind == SF_KIND_RING_ANSWER && !sf_work_enabled (work, sf_record_get_text (data, SF_RING_ANSWER_CONSULTANT), TRUE, &ok, error))
    return FALSE;
  if (kind == SF_KIND_OUTCOME && !sf_work_enabled (work, sf_record_get_text (data, SF_OUTCOME_CONSULTANT), FALSE, &ok, error))
    return FALSE;
  if (kind == SF_KIND_ROSTER)
    {
      if (!sf_work_get (work, SF_KIND_ROSTER, sf_record_get_id (data), &roster, error))
        return FALSE;
      /* Whose roster it is was said when it was made; nobody moves it to somebody else. */
      if (sf_record_has (data, SF_ROSTER_CONSULTANT) && (roster == NULL || !sf_work_text_is (roster, SF_ROSTER_CONSULTANT, sf_record_get_text (data, SF_ROSTER_CONSULTANT))))
        ok = FALSE;
      else if (roster != NULL && !sf_work_enabled (work, sf_record_get_text (roster, SF_ROSTER_CONSULTANT), FALSE, &ok, error))
        return FALSE;
    }
  return ok || verdict (out, SF_PUSH_REJECTED, "rights.object");
}

/*
 * Erased: a person who asked to be forgotten is not brought back by a tablet that was away, neither by what it says of the
 * records that were erased nor by new ones about them.
 */
static gboolean
check_erased (SfWork *work, SfMutation *m, SfVerdict *out, GError **error)
{
  g_autoptr(SfRecord) rest = NULL;

  if (work->ingest->ablations & INGEST_ABLATE_F_ERASE)
    return TRUE;
  if (!sf_server_store_speaks_of_erased (work->store, m->data, &out->erased, error))
    return FALSE;
  if (!out->erased)
    return TRUE;
  if (m->kind == SF_KIND_CUSTOMER)
    return verdict (out, SF_PUSH_REJECTED, "erased");
  rest = sf_record_without_person (m->data);
  sf_record_unref (m->data);
  m->data = g_steal_pointer (&rest);
  return TRUE;
}

/* What was new and spoke of them is in the register from now on: that is how its device hears that the body has to go. */
static gboolean
ban_late (SfWork *work, SfMutation *m, const SfVerdict *out, GError **error)
{
  return !out->erased || !sf_kind_is_personal (m->kind) || sf_server_store_ban (work->store, m->kind, sf_record_get_id (m->data), error);
}

/* Facts */

/* A number without a consent is not kept; the visit is. */
static gboolean
strip_visit (SfMutation *m)
{
  if (m->kind != SF_KIND_VISIT || sf_record_is_null (m->data, SF_VISIT_PHONE) || !sf_record_is_null (m->data, SF_VISIT_CONSENT))
    return FALSE;
  sf_record_unset (m->data, SF_VISIT_PHONE);
  return TRUE;
}

static gboolean
keep_second (SfWork *work, SfRecord *incoming, GError **error)
{
  g_autofree char *json = sf_codec_record_to_json (incoming);
  SfConflict conflict = { sf_record_get_kind (incoming), sf_record_get_id (incoming), NULL, json, work->peer->device_id, work->stamp.st, TRUE, TRUE };

  return sf_server_store_conflict (work->store, &conflict, error);
}

static gboolean
after_fact (SfWork *work, SfRecord *fact, GError **error)
{
  switch ((guint) sf_record_get_kind (fact))
    {
    case SF_KIND_VISIT:
      return sf_dispatch_visit (work, fact, error);
    case SF_KIND_CONSENT:
      return sf_derive_consent (work, fact, error);
    case SF_KIND_WITHDRAWAL:
      return sf_privacy_withdrawn (work, fact, error);
    case SF_KIND_RING_ANSWER:
      return sf_taken_answer (work, fact, error);
    case SF_KIND_OWN_VISIT:
      return sf_own_bring_back (work, fact, error);
    case SF_KIND_OUTCOME:
      return sf_dispatch_outcome (work, fact, error) && sf_derive_outcome (work, fact, error) && sf_visit_steps_outcome (work, fact, error)
             && sf_clash_outcome (work, fact, error);
    default:
      return TRUE;
    }
}

/* Ablation G: what counts is (device, number) alone, so that a renumbered journal makes everything twice. */
static SfRecord *
ablated_twin (SfWork *work, SfRecord *fact, gint64 mid)
{
  g_autofree char *id = sf_uuid_derive (sf_record_get_id (fact), work->peer->device_id, (guint) mid);
  SfRecord *twin = sf_record_new (sf_record_get_kind (fact), id);
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (fact));

  for (guint f = 0; f < info->n_fields; f++)
    if (!sf_record_has (fact, f))
      continue;
    else if (sf_type_is_int (info->fields[f].type))
      sf_record_set_int (twin, f, sf_record_get_int (fact, f));
    else
      sf_record_set_text (twin, f, sf_record_get_text (fact, f));
  return twin;
}

static gboolean
create_fact (SfWork *work, const Apply *apply, GError **error)
{
  SfMutation *m = apply->mutation;
  g_autoptr(SfRecord) current = NULL, twin = NULL;
  gboolean stripped = strip_visit (m);
  SfFact fact;

  if (!sf_screen_amend (work, m->data, &stripped, error) || !sf_work_get (work, m->kind, sf_record_get_id (m->data), &current, error))
    return FALSE;
  fact = sf_merge_fact (current, m->data);
  if (fact == SF_FACT_EQUAL && (work->ingest->ablations & INGEST_ABLATE_G_IDEM))
    {
      twin = ablated_twin (work, m->data, apply->mid);
      return sf_work_put (work, twin, error);
    }
  if (fact == SF_FACT_EQUAL)
    return verdict (apply->verdict, SF_PUSH_DUP, NULL);
  if (fact == SF_FACT_DIFFERENT)
    return keep_second (work, m->data, error) && verdict (apply->verdict, SF_PUSH_MERGED, "conflict");
  if (!sf_work_put (work, m->data, error) || !after_fact (work, m->data, error))
    return FALSE;
  return !stripped || verdict (apply->verdict, SF_PUSH_MERGED, "consent.missing");
}

/* Patches */

static SfRecord *
with_id (SfRecord *patch, const char *id)
{
  SfRecord *moved = sf_record_new (sf_record_get_kind (patch), id);
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (patch));

  for (guint f = 0; f < info->n_fields; f++)
    if (!sf_record_has (patch, f))
      continue;
    else if (sf_record_is_null (patch, f))
      sf_record_set_null (moved, f);
    else if (sf_type_is_int (info->fields[f].type))
      sf_record_set_int (moved, f, sf_record_get_int (patch, f));
    else
      sf_record_set_text (moved, f, sf_record_get_text (patch, f));
  if (sf_record_get_extra (patch) != NULL)
    sf_record_set_extra (moved, sf_record_get_extra (patch));
  return moved;
}

/* Creation and change are one for records of per-field latest-wins: either may come first. */
static gboolean
merge_record (SfWork *work, const Apply *apply, GError **error)
{
  SfMutation *m = apply->mutation;
  g_autofree char *id = sf_server_store_resolve (work->store, sf_record_get_id (m->data), error);
  g_autoptr(SfRecord) patch = NULL;
  gboolean lost = FALSE, erased = FALSE;

  if (id == NULL || !sf_server_store_is_erased (work->store, id, &erased, error))
    return FALSE;
  if (erased && m->kind == SF_KIND_CUSTOMER && !(work->ingest->ablations & INGEST_ABLATE_F_ERASE))
    return verdict (apply->verdict, SF_PUSH_REJECTED, "erased");
  patch = strcmp (id, sf_record_get_id (m->data)) == 0 ? sf_record_ref (m->data) : with_id (m->data, id);
  if (!sf_join_redirect (work, patch, error))
    return FALSE;
  if (!sf_work_patch (work, patch, &lost, error))
    return FALSE;
  if (m->kind == SF_KIND_FOLLOW_UP && !sf_derive_follow_up (work, m->data, error))
    return FALSE;
  if (m->kind == SF_KIND_EVENT_GUEST && !sf_event_guest_said (work, sf_record_get_id (patch), error))
    return FALSE;
  if (m->kind == SF_KIND_VISIT_WISH && !sf_guest_said_again (work, patch, error))
    return FALSE;
  if (m->kind == SF_KIND_APPOINTMENT && !sf_expected_said (work, sf_record_get_id (patch), error))
    return FALSE;
  if (m->kind == SF_KIND_PRIVACY_REQUEST && !sf_privacy_asked (work, sf_record_get_id (m->data), error))
    return FALSE;
  if (m->kind == SF_KIND_ROSTER && sf_record_has (m->data, SF_ROSTER_PRESENCE))
    work->queue_moved = TRUE;
  return !lost || verdict (apply->verdict, SF_PUSH_MERGED, "later");
}

static gboolean
apply_allowed (SfWork *work, SfMutation *m, gint64 mid, SfVerdict *out, GError **error)
{
  Apply apply = { m, mid, out };
  gboolean create = strcmp (m->verb, "create") == 0, patch = strcmp (m->verb, "patch") == 0;
  SfMergeClass class = sf_kind_info (m->kind)->merge;

  if (create && class == SF_MERGE_FACT)
    return create_fact (work, &apply, error);
  if ((create || patch) && class == SF_MERGE_LWW)
    return merge_record (work, &apply, error);
  if (!create && !patch && class == SF_MERGE_FSM)
    return sf_dispatch_command (work, m, out, error);
  return verdict (out, SF_PUSH_REJECTED, "rights");
}

gboolean
sf_apply_mutation (SfWork *work, SfMutation *m, gint64 mid, SfVerdict *out, GError **error)
{
  *out = (SfVerdict) { SF_PUSH_OK, NULL, FALSE };
  work->by = m->by;
  if (strcmp (m->verb, "create") == 0)
    drop_nulls (m->data);
  check_rights (work, m, out);
  if (is_open (out) && !check_speaker (work, m, out, error))
    return FALSE;
  if (is_open (out) && !check_named (work, m->kind, m->data, out, error))
    return FALSE;
  /* Also of what is refused: a body that is kept for somebody to look at must not bring back who was erased. */
  if (!(is_open (out) ? check_erased (work, m, out, error) : sf_server_store_speaks_of_erased (work->store, m->data, &out->erased, error)))
    return FALSE;
  if (is_open (out) && !apply_allowed (work, m, mid, out, error))
    return FALSE;
  return ban_late (work, m, out, error);
}
