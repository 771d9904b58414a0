/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of tablets: each is an intent that the state as it stands allows or not; the first valid one wins. */
#define G_LOG_DOMAIN "sf-command"
#include <string.h>

#include "server/sf-dispatch.h"

typedef struct {
  SfWork *work;
  SfMutation *mutation;
  SfVerdict *verdict;
  SfRecord *offer;      /* (owned) */
  SfRecord *status;     /* (owned) (nullable) */
  SfRecord *visit;      /* (owned) (nullable) */
} Command;

static void
command_clear (Command *self)
{
  g_clear_pointer (&self->offer, sf_record_unref);
  g_clear_pointer (&self->status, sf_record_unref);
  g_clear_pointer (&self->visit, sf_record_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Command, command_clear)

static gboolean
refuse (Command *self, const char *code)
{
  self->verdict->status = SF_PUSH_REJECTED;
  self->verdict->code = code;
  return TRUE;
}

static gboolean
again (Command *self)
{
  self->verdict->status = SF_PUSH_DUP;
  self->verdict->code = NULL;
  return TRUE;
}

static gboolean
load_visit (Command *self, const char *visit, GError **error)
{
  g_autofree char *id = sf_work_id (visit, SF_KIND_VISIT_STATUS, 0);

  return sf_work_get (self->work, SF_KIND_VISIT_STATUS, id, &self->status, error) && sf_work_get (self->work, SF_KIND_VISIT, visit, &self->visit, error);
}

static gboolean
is_over (SfRecord *status)
{
  return sf_work_text_is (status, SF_VISIT_STATUS_STATE, "left") || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "void");
}

/* An offer is answered by the one it rings for; reception's by reception or the manager. */
static gboolean
is_for (Command *self, const char *consultant, gboolean *yes, GError **error)
{
  g_autoptr(SfRecord) person = NULL;

  *yes = FALSE;
  if (!sf_record_is_null (self->offer, SF_ASSIGNMENT_CONSULTANT))
    {
      *yes = sf_work_text_is (self->offer, SF_ASSIGNMENT_CONSULTANT, consultant);
      return TRUE;
    }
  if (!sf_work_get (self->work, SF_KIND_CONSULTANT, consultant, &person, error))
    return FALSE;
  *yes = sf_work_text_is (person, SF_CONSULTANT_JOB, "reception") || sf_work_text_is (person, SF_CONSULTANT_JOB, "manager");
  return TRUE;
}

static gboolean
put_offer (Command *self, const char *state, GError **error)
{
  SfRecord *next = sf_record_copy (self->offer);
  g_autofree char *action = g_strconcat ("dispatch.", state, NULL);

  sf_record_set_text (next, SF_ASSIGNMENT_STATE, state);
  sf_record_unref (self->offer);
  self->offer = next;
  return sf_work_put (self->work, next, error)
         && sf_server_store_audit (self->work->store, self->mutation->by, action, sf_record_get_text (next, SF_ASSIGNMENT_VISIT), NULL, error);
}

/* ack: from here on, and not before, a guest may be told that somebody hears it. */

static gboolean
do_ack (Command *self, const char *next, GError **error)
{
  SfWork *work = self->work;
  g_autoptr(SfRecord) status = NULL;
  gboolean reception = sf_record_is_null (self->offer, SF_ASSIGNMENT_CONSULTANT);

  sf_record_set_int (self->offer, SF_ASSIGNMENT_ACKED_AT, work->now);
  if (!put_offer (self, next, error))
    return FALSE;
  if (self->status == NULL || !(sf_work_text_is (self->status, SF_VISIT_STATUS_STATE, "waiting") || sf_work_text_is (self->status, SF_VISIT_STATUS_STATE, "notified")))
    return TRUE;
  status = sf_record_copy (self->status);
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, "notified");
  sf_record_set_text (status, SF_VISIT_STATUS_RING, reception ? "reception" : "consultant");
  return sf_dispatch_put_status (work, status, error);
}

/* accept */

static gboolean
do_accept (Command *self, const char *consultant, const char *next, GError **error)
{
  SfWork *work = self->work;
  g_autoptr(SfRecord) status = NULL;
  g_autofree char *before = NULL;
  const char *state = sf_flow_next (SF_KIND_VISIT_STATUS, sf_record_get_text (self->status, SF_VISIT_STATUS_STATE), "accept");
  gboolean counts = self->visit == NULL || sf_purpose_counts (sf_record_get_text (self->visit, SF_VISIT_PURPOSE));

  if (state == NULL)
    return refuse (self, "assign.taken");
  if (sf_record_is_null (self->offer, SF_ASSIGNMENT_ACKED_AT))
    sf_record_set_int (self->offer, SF_ASSIGNMENT_ACKED_AT, work->now);
  sf_record_set_int (self->offer, SF_ASSIGNMENT_ACCEPTED_AT, work->now);
  sf_record_unset (self->offer, SF_ASSIGNMENT_DEADLINE);
  status = sf_record_copy (self->status);
  before = g_strdup (sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT));
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, state);
  sf_record_set_text (status, SF_VISIT_STATUS_RING, sf_record_is_null (self->offer, SF_ASSIGNMENT_CONSULTANT) ? "reception" : "consultant");
  sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, consultant);
  sf_record_set_int (status, SF_VISIT_STATUS_SINCE, work->now);
  if (sf_record_is_null (status, SF_VISIT_STATUS_ACCEPTED_AT))
    sf_record_set_int (status, SF_VISIT_STATUS_ACCEPTED_AT, work->now);
  sf_record_set_text (self->offer, SF_ASSIGNMENT_CONSULTANT, consultant);
  work->queue_moved = TRUE;
  return put_offer (self, next, error) && sf_dispatch_end_offers (work, sf_record_get_text (status, SF_VISIT_STATUS_VISIT), sf_record_get_id (self->offer), FALSE, error)
         && sf_dispatch_put_status (work, status, error) && sf_dispatch_serving (work, consultant, counts, error)
         && (before == NULL || strcmp (before, consultant) == 0 || sf_dispatch_freed (work, before, error))
         && sf_visit_steps_happened (work, self->visit, status, error) && sf_clash_look (work, status, error);
}

static gboolean
accept_offer (Command *self, const char *consultant, SfFlow flow, const char *next, GError **error)
{
  gboolean mine = FALSE;
  const char *owner = self->status != NULL ? sf_record_get_text (self->status, SF_VISIT_STATUS_CONSULTANT) : NULL;

  if (self->status == NULL)
    return refuse (self, "assign.unknown");
  if (flow == SF_FLOW_SAME)
    return g_strcmp0 (owner, consultant) == 0 ? again (self) : refuse (self, "assign.taken");
  if (is_over (self->status))
    return refuse (self, "assign.over");
  if (!is_for (self, consultant, &mine, error))
    return FALSE;
  if (!mine)
    return refuse (self, "rights.object");
  /* Somebody is on their way already; only a hand-over in the middle of a visit passes it on. */
  if (sf_work_text_is (self->status, SF_VISIT_STATUS_STATE, "accepted")
      || (sf_work_text_is (self->status, SF_VISIT_STATUS_STATE, "serving") && (sf_record_is_null (self->offer, SF_ASSIGNMENT_FROM) || !sf_dispatch_is_open (self->offer))))
    return refuse (self, "assign.taken");
  if (flow == SF_FLOW_REFUSED)
    return refuse (self, owner != NULL ? "assign.taken" : "assign.over");
  return do_accept (self, consultant, next, error);
}

/* decline and hand */

static gboolean
back_to_waiting (Command *self, GError **error)
{
  SfRecord *status;

  if (self->status == NULL || !sf_work_text_is (self->status, SF_VISIT_STATUS_STATE, "notified"))
    return TRUE;
  status = sf_record_copy (self->status);
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, "waiting");
  sf_record_set_text (status, SF_VISIT_STATUS_RING, "calling");
  sf_record_unref (self->status);
  self->status = status;
  return sf_dispatch_put_status (self->work, status, error);
}

static gboolean
do_decline (Command *self, const char *next, GError **error)
{
  const char *consultant = sf_record_get_text (self->offer, SF_ASSIGNMENT_CONSULTANT);

  self->work->queue_moved = TRUE;
  sf_record_unset (self->offer, SF_ASSIGNMENT_DEADLINE);
  if ((consultant != NULL && !sf_dispatch_pass_turn (self->work, consultant, error)) || !put_offer (self, next, error) || !back_to_waiting (self, error))
    return FALSE;
  if (self->visit == NULL || self->status == NULL || !sf_work_text_is (self->status, SF_VISIT_STATUS_STATE, "waiting"))
    return TRUE;
  return sf_dispatch_ring (self->work, self->visit, self->status, error);
}

static gboolean
do_hand (Command *self, const char *to, const char *next, GError **error)
{
  SfWork *work = self->work;
  g_autoptr(SfRecord) colleague = NULL, status = NULL;
  g_autofree char *before = NULL;
  gboolean serving;

  if (to == NULL || !sf_work_get (work, SF_KIND_CONSULTANT, to, &colleague, error))
    return to == NULL ? refuse (self, "assign.nobody") : FALSE;
  if (colleague == NULL || sf_record_get_int (colleague, SF_CONSULTANT_ACTIVE) != 1 || g_strcmp0 (to, self->mutation->by) == 0)
    return refuse (self, "assign.nobody");
  if (self->status == NULL || self->visit == NULL || is_over (self->status))
    return refuse (self, "assign.over");
  serving = sf_work_text_is (self->status, SF_VISIT_STATUS_STATE, "serving");
  before = serving ? NULL : g_strdup (sf_record_get_text (self->status, SF_VISIT_STATUS_CONSULTANT));
  work->queue_moved = TRUE;
  sf_record_unset (self->offer, SF_ASSIGNMENT_DEADLINE);
  return put_offer (self, next, error)
         && sf_dispatch_offer (work, self->visit, self->status, to, "handed", self->mutation->by, error)
         && sf_dispatch_freed (work, before, error);
}

/* Entry */

static gboolean
assignment_command (Command *self, GError **error)
{
  const char *verb = self->mutation->verb, *id = sf_record_get_id (self->mutation->data), *next = NULL;
  const char *named = sf_record_get_text (self->mutation->data, SF_ASSIGNMENT_CONSULTANT);
  gboolean accept = strcmp (verb, "accept") == 0, ok = TRUE, mine = FALSE;
  SfRecord *known = NULL;
  SfFlow flow;

  if (!sf_work_get (self->work, SF_KIND_ASSIGNMENT, id, &known, error))
    return FALSE;
  if (known == NULL)
    return refuse (self, "assign.unknown");
  self->offer = sf_record_copy (known);
  sf_record_unref (known);
  if (!load_visit (self, sf_record_get_text (self->offer, SF_ASSIGNMENT_VISIT), error))
    return FALSE;
  flow = sf_merge_command (SF_KIND_ASSIGNMENT, sf_record_get_text (self->offer, SF_ASSIGNMENT_STATE), verb, &next);
  if (accept)
    {
      named = named != NULL ? named : self->mutation->by;
      if (!sf_work_enabled (self->work, named, TRUE, &ok, error))
        return FALSE;
      return ok ? accept_offer (self, named, flow, next, error) : refuse (self, "rights.object");
    }
  if (!is_for (self, self->mutation->by, &mine, error))
    return FALSE;
  if (!mine)
    return refuse (self, "rights.object");
  if (flow == SF_FLOW_SAME)
    return again (self);
  if (flow == SF_FLOW_REFUSED)
    return refuse (self, "assign.over");
  if (strcmp (verb, "ack") == 0)
    return do_ack (self, next, error);
  return strcmp (verb, "decline") == 0 ? do_decline (self, next, error) : do_hand (self, named, next, error);
}

/* Taken without a ring: for the log the rule is asked whom it would have rung. */
static gboolean
note_door (Command *self, const char *by, GError **error)
{
  g_auto(SfChoice) choice = { 0 };

  return sf_choose (self->work, self->visit, self->status, &choice, error)
         && sf_choice_log (self->work, &choice, &(SfDecided) { sf_record_get_id (self->visit), "door", by, "door", by }, error);
}

static gboolean
do_serve (Command *self, const char *next, GError **error)
{
  SfWork *work = self->work;
  g_autoptr(SfRecord) status = sf_record_copy (self->status);
  gboolean unaccepted = sf_record_is_null (status, SF_VISIT_STATUS_CONSULTANT);
  gboolean counts = self->visit == NULL || sf_purpose_counts (sf_record_get_text (self->visit, SF_VISIT_PURPOSE));
  const char *by = self->mutation->by;

  sf_record_set_text (status, SF_VISIT_STATUS_STATE, next);
  sf_record_set_int (status, SF_VISIT_STATUS_SINCE, work->now);
  if (!unaccepted)
    return sf_dispatch_put_status (work, status, error) && sf_visit_steps_happened (work, self->visit, status, error);
  /* Taken at the door without having been rung: whoever greets the guest has them. */
  if (self->visit != NULL && !note_door (self, by, error))
    return FALSE;
  sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, by);
  sf_record_set_int (status, SF_VISIT_STATUS_ACCEPTED_AT, work->now);
  work->queue_moved = TRUE;
  return sf_dispatch_end_offers (work, sf_record_get_text (status, SF_VISIT_STATUS_VISIT), NULL, FALSE, error) && sf_dispatch_put_status (work, status, error)
         && sf_dispatch_serving (work, by, counts, error) && sf_visit_steps_happened (work, self->visit, status, error) && sf_clash_look (work, status, error);
}

static gboolean
do_give (Command *self, GError **error)
{
  SfGiven given = { .to = sf_record_get_text (self->mutation->data, SF_VISIT_STATUS_CONSULTANT), .by = self->mutation->by };

  if (!sf_dispatch_give (self->work, self->visit, self->status, &given, error))
    return FALSE;
  return given.refused != NULL ? refuse (self, given.refused) : given.again ? again (self) : TRUE;
}

static gboolean
status_command (Command *self, GError **error)
{
  const char *verb = self->mutation->verb, *next = NULL;
  gboolean open = FALSE;
  SfFlow flow;

  if (!sf_work_get (self->work, SF_KIND_VISIT_STATUS, sf_record_get_id (self->mutation->data), &self->status, error))
    return FALSE;
  if (self->status == NULL)
    return refuse (self, "visit.unknown");
  if (!sf_work_get (self->work, SF_KIND_VISIT, sf_record_get_text (self->status, SF_VISIT_STATUS_VISIT), &self->visit, error))
    return FALSE;
  flow = sf_merge_command (SF_KIND_VISIT_STATUS, sf_record_get_text (self->status, SF_VISIT_STATUS_STATE), verb, &next);
  if (flow == SF_FLOW_SAME)
    return again (self);
  if (flow == SF_FLOW_REFUSED)
    return refuse (self, "visit.over");
  if (strcmp (verb, "serve") == 0)
    {
      if (!sf_record_is_null (self->status, SF_VISIT_STATUS_CONSULTANT) && !sf_work_text_is (self->status, SF_VISIT_STATUS_CONSULTANT, self->mutation->by))
        return refuse (self, "assign.taken");
      return do_serve (self, next, error);
    }
  if (strcmp (verb, "give") == 0)
    return do_give (self, error);
  if (strcmp (verb, "leave") == 0 && !sf_visit_steps_open (self->work, self->visit, self->status, &open, error))
    return FALSE;
  return open ? refuse (self, "visit.steps") : sf_dispatch_end (self->work, self->status, next, error);
}

gboolean
sf_dispatch_command (SfWork *work, SfMutation *mutation, SfVerdict *verdict, GError **error)
{
  g_auto(Command) self = { .work = work, .mutation = mutation, .verdict = verdict };

  switch ((guint) mutation->kind)
    {
    case SF_KIND_ASSIGNMENT:
      return assignment_command (&self, error);
    case SF_KIND_VISIT_STATUS:
      return status_command (&self, error);
    case SF_KIND_CLASH:
      return sf_clash_command (work, mutation, verdict, error);
    default:
      return refuse (&self, "rights");
    }
}
