/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The person behind a visit: found by number or made, always with ids derived from the visit, so that the same mutations make
 * the same records again after a restore (decisions 4).
 */
#define G_LOG_DOMAIN "sf-derive"
#include <string.h>

#include "server/sf-dispatch.h"
#include "server/sf-ingest-private.h"

/* A server that forgets nobody by accident: @id, or NULL when it was erased. */
static gboolean
alive (SfWork *work, const char *id, gboolean *yes, GError **error)
{
  gboolean erased = FALSE;

  if (!sf_server_store_is_erased (work->store, id, &erased, error))
    return FALSE;
  *yes = !erased || (work->ingest->ablations & INGEST_ABLATE_F_ERASE) != 0;
  return TRUE;
}

/* Whoever this id stands for since two records of one person were joined. */
static gboolean
get_customer (SfWork *work, const char *id, SfRecord **out, GError **error)
{
  g_autofree char *now = id != NULL ? sf_server_store_resolve (work->store, id, error) : NULL;

  *out = NULL;
  return id == NULL || (now != NULL && sf_work_get (work, SF_KIND_CUSTOMER, now, out, error));
}

/* The oldest customer with this number, whoever may look at them. */
static gboolean
find_by_phone (SfWork *work, const char *phone, SfRecord **out, GError **error)
{
  g_autoptr(GPtrArray) found = sf_work_where (work, SF_KIND_CUSTOMER, SF_CUSTOMER_PHONE, phone, error);

  *out = NULL;
  return found != NULL && (found->len == 0 || get_customer (work, sf_record_get_id (found->pdata[0]), out, error));
}

static void
copy_text (SfRecord *to, guint to_field, SfRecord *from, guint from_field)
{
  if (!sf_record_is_null (from, from_field))
    sf_record_set_text (to, to_field, sf_record_get_text (from, from_field));
}

/* What was said at the door fills what nobody knew; it does not overwrite what a colleague has written. */
static gboolean
teach_from_visit (SfWork *work, SfRecord *visit, const char *id, SfRecord *known, GError **error)
{
  static const guint pairs[][2] = {
    { SF_CUSTOMER_SURNAME, SF_VISIT_SURNAME }, { SF_CUSTOMER_TITLE, SF_VISIT_TITLE }, { SF_CUSTOMER_PHONE, SF_VISIT_PHONE },
    { SF_CUSTOMER_PLATE, SF_VISIT_PLATE }, { SF_CUSTOMER_MODELS, SF_VISIT_MODELS },
  };
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_CUSTOMER, id);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      guint to = pairs[i][0], from = pairs[i][1];
      gboolean unknown = known == NULL || sf_record_is_null (known, to);

      if (unknown)
        copy_text (patch, to, visit, from);
      else if (to == SF_CUSTOMER_SURNAME && !sf_record_is_null (visit, from) && !sf_work_text_is (known, to, sf_record_get_text (visit, from)))
        {
          SfConflict other = { SF_KIND_CUSTOMER, id, "surname", sf_record_get_text (visit, from), work->stamp.dev, work->stamp.st, TRUE, TRUE };
          SfStamp unknown_won = { 0 };
          SfOtherValue two = { id, other.field, other.value, &work->stamp, &unknown_won, TRUE };

          if (!sf_server_store_conflict (work->store, &other, error) || !sf_two_values_note (work, &two, error))
            return FALSE;
        }
    }
  return sf_work_patch (work, patch, NULL, error);
}

gboolean
sf_derive_count (SfWork *work, const char *customer, gint64 at, GError **error)
{
  SfQuery query = { .kind = SF_KIND_VISIT_STATUS, .n_conds = 2, .order = -1 };
  g_autoptr(SfRecord) known = NULL, patch = sf_record_new (SF_KIND_CUSTOMER, customer);
  gint64 n;

  /* Touches of one visit count once. */
  query.conds[1] = (SfCond) { .field = SF_VISIT_STATUS_SAME, .op = SF_OP_IS_NULL };
  query.conds[0] = (SfCond) { .field = SF_VISIT_STATUS_CUSTOMER, .op = SF_OP_EQ, .s = customer };
  n = sf_table_count (work->db, &query, error);
  if (n < 0 || !sf_work_get (work, SF_KIND_CUSTOMER, customer, &known, error))
    return FALSE;
  if (known == NULL)
    return TRUE;
  sf_record_set_int (patch, SF_CUSTOMER_VISITS, n);
  if (sf_record_is_null (known, SF_CUSTOMER_FIRST_AT) || at < sf_record_get_int (known, SF_CUSTOMER_FIRST_AT))
    sf_record_set_int (patch, SF_CUSTOMER_FIRST_AT, at);
  if (at > sf_record_get_int (known, SF_CUSTOMER_LAST_AT))
    sf_record_set_int (patch, SF_CUSTOMER_LAST_AT, at);
  return sf_work_assign (work, patch, error);
}

/* Has this person been here before this visit? */
static gboolean
was_here (SfWork *work, const char *customer, const char *visit, gboolean *yes, GError **error)
{
  g_autoptr(GPtrArray) joined = sf_work_where (work, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_CUSTOMER, customer, error);

  *yes = FALSE;
  for (guint i = 0; joined != NULL && i < joined->len; i++)
    *yes = *yes || !sf_work_text_is (joined->pdata[i], SF_VISIT_STATUS_VISIT, visit);
  return joined != NULL;
}

/* One field of @from, said when it was said, to @id. */
static gboolean
hand_over (SfWork *work, SfRecord *from, guint field, const SfStamp *stamp, const char *id, GError **error)
{
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_CUSTOMER, id);
  SfStamp own = work->stamp;
  gboolean ok;

  if (field == SF_FIELD_EXTRA)
    sf_record_set_extra (patch, sf_record_get_extra (from));
  else if (sf_type_is_int (sf_kind_info (SF_KIND_CUSTOMER)->fields[field].type))
    sf_record_set_int (patch, field, sf_record_get_int (from, field));
  else
    sf_record_set_text (patch, field, sf_record_get_text (from, field));
  work->stamp = *stamp;
  ok = sf_work_patch (work, patch, NULL, error);
  work->stamp = own;
  return ok;
}

/*
 * After a restore a tablet's words about a person may come before the visit that made them, and somebody else's visit with the same
 * number before both: what was said of @stray is said of @id from now on, at the time it was said.
 */
static gboolean
join_stray (SfWork *work, const char *stray, const char *id, GError **error)
{
  GError *failed = NULL;
  g_autoptr(SfStored) stored = strcmp (stray, id) != 0 ? sf_server_store_load (work->store, SF_KIND_CUSTOMER, stray, &failed) : NULL;
  SfStamps stamps;

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (stored == NULL || stored->gone || !sf_stamps_from_text (SF_KIND_CUSTOMER, stored->stamps, &stamps))
    return TRUE;
  for (guint f = 0; f <= SF_FIELD_EXTRA; f++)
    if (stamps.at[f].st != 0 && (f == SF_FIELD_EXTRA ? sf_record_get_extra (stored->record) != NULL : !sf_record_is_null (stored->record, f))
        && !hand_over (work, stored->record, f, &stamps.at[f], id, error))
      return FALSE;
  return sf_server_store_remove (work->store, SF_KIND_CUSTOMER, stray, error);
}

static gboolean
join_by_phone (SfWork *work, SfRecord *visit, char **customer, gboolean *repeat, GError **error)
{
  g_autoptr(SfRecord) known = NULL;
  g_autofree char *own = sf_work_id (sf_record_get_id (visit), SF_KIND_CUSTOMER, 0);
  const char *id;
  gboolean ok = FALSE;

  *repeat = FALSE;
  if (!find_by_phone (work, sf_record_get_text (visit, SF_VISIT_PHONE), &known, error))
    return FALSE;
  id = known != NULL ? sf_record_get_id (known) : own;
  if (!alive (work, id, &ok, error))
    return FALSE;
  if (!ok)
    return TRUE;
  if (known == NULL)
    {
      /* A patch from a tablet may have come before (after a restore): then it is a person already, without a number. */
      if (!sf_work_get (work, SF_KIND_CUSTOMER, own, &known, error))
        return FALSE;
    }
  else if (!was_here (work, id, sf_record_get_id (visit), repeat, error) || !sf_server_store_alias (work->store, own, id, error)
           || !join_stray (work, own, id, error))
    return FALSE;
  *customer = g_strdup (id);
  return teach_from_visit (work, visit, *customer, known, error);
}

gboolean
sf_derive_visit (SfWork *work, SfRecord *visit, char **customer, const char **before, const char **how, GError **error)
{
  const char *said = sf_record_get_text (visit, SF_VISIT_BEFORE);
  gboolean consent = FALSE, repeat = FALSE;

  *customer = NULL;
  if (!sf_record_is_null (visit, SF_VISIT_PHONE))
    {
      if (!sf_privacy_allows (work, sf_record_get_text (visit, SF_VISIT_CONSENT), sf_record_get_id (visit), "visit", &consent, error) || (consent && !join_by_phone (work, visit, customer, &repeat, error)))
        return FALSE;
    }
  *before = repeat ? "repeat" : said != NULL ? said : "unknown";
  *how = repeat ? "phone" : g_strcmp0 (*before, "unknown") == 0 ? NULL : sf_record_is_null (visit, SF_VISIT_BY) ? "said" : "staff";
  return TRUE;
}

/* What a colleague wrote down with the appointment, where nobody knew it. */
static gboolean
teach_from_appointment (SfWork *work, SfRecord *appointment, const char *id, SfRecord *known, GError **error)
{
  static const guint pairs[][2] = {
    { SF_CUSTOMER_SURNAME, SF_APPOINTMENT_SURNAME }, { SF_CUSTOMER_TITLE, SF_APPOINTMENT_TITLE }, { SF_CUSTOMER_PHONE, SF_APPOINTMENT_PHONE },
    { SF_CUSTOMER_PLATE, SF_APPOINTMENT_PLATE }, { SF_CUSTOMER_MODELS, SF_APPOINTMENT_MODELS }, { SF_CUSTOMER_OWNER, SF_APPOINTMENT_CONSULTANT },
  };
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_CUSTOMER, id);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (known == NULL || sf_record_is_null (known, pairs[i][0]))
      copy_text (patch, pairs[i][0], appointment, pairs[i][1]);
  return sf_work_patch (work, patch, NULL, error);
}

/* The one it names, else the one with its number; NULL when it has neither or nobody knows them yet. */
static gboolean
person_of_appointment (SfWork *work, SfRecord *appointment, SfRecord **known, GError **error)
{
  const char *phone = sf_record_get_text (appointment, SF_APPOINTMENT_PHONE);

  if (!get_customer (work, sf_record_get_text (appointment, SF_APPOINTMENT_CUSTOMER), known, error))
    return FALSE;
  return *known != NULL || phone == NULL || find_by_phone (work, phone, known, error);
}

gboolean
sf_derive_expected (SfWork *work, SfRecord *visit, SfRecord *appointment, char **customer, const char **before, const char **how, GError **error)
{
  g_autofree char *own = sf_work_id (sf_record_get_id (visit), SF_KIND_CUSTOMER, 0);
  g_autoptr(SfRecord) known = NULL;
  gboolean ok = FALSE, repeat = FALSE;
  const char *id;

  if (!person_of_appointment (work, appointment, &known, error))
    return FALSE;
  if (known == NULL && sf_record_is_null (appointment, SF_APPOINTMENT_PHONE))
    return TRUE;
  id = known != NULL ? sf_record_get_id (known) : own;
  if (!alive (work, id, &ok, error))
    return FALSE;
  if (!ok)
    return TRUE;
  if (known != NULL && (!was_here (work, id, sf_record_get_id (visit), &repeat, error) || !sf_server_store_alias (work->store, own, id, error)
                        || !join_stray (work, own, id, error)))
    return FALSE;
  if (known != NULL)
    {
      *before = repeat ? "repeat" : "first";
      *how = "appointment";
    }
  *customer = g_strdup (id);
  return teach_from_appointment (work, appointment, *customer, known, error);
}

/* Joins a visit that has a status already to a person. */
static gboolean
join_status (SfWork *work, const char *visit_id, const char *customer, gboolean repeat, gint64 at, GError **error)
{
  g_autofree char *id = sf_work_id (visit_id, SF_KIND_VISIT_STATUS, 0);
  g_autoptr(SfRecord) status = NULL, next = NULL;

  if (!sf_work_get (work, SF_KIND_VISIT_STATUS, id, &status, error))
    return FALSE;
  if (status == NULL || !sf_record_is_null (status, SF_VISIT_STATUS_CUSTOMER))
    return TRUE;
  next = sf_record_copy (status);
  sf_record_set_text (next, SF_VISIT_STATUS_CUSTOMER, customer);
  if (repeat)
    {
      sf_record_set_text (next, SF_VISIT_STATUS_BEFORE, "repeat");
      sf_record_set_text (next, SF_VISIT_STATUS_BEFORE_HOW, "phone");
    }
  return sf_work_put (work, next, error) && sf_derive_count (work, customer, at, error) && sf_clash_look (work, next, error);
}

gboolean
sf_derive_consent (SfWork *work, SfRecord *consent, GError **error)
{
  g_autoptr(SfRecord) visit = NULL;
  g_autofree char *customer = NULL;
  const char *before, *how;

  if (!sf_work_get (work, SF_KIND_VISIT, sf_record_get_text (consent, SF_CONSENT_VISIT), &visit, error))
    return FALSE;
  if (visit == NULL)
    return TRUE;
  if (!sf_derive_visit (work, visit, &customer, &before, &how, error))
    return FALSE;
  return customer == NULL || join_status (work, sf_record_get_id (visit), customer, g_strcmp0 (how, "phone") == 0, sf_record_get_int (visit, SF_VISIT_AT), error);
}

/* Whom an outcome is about: the person joined to the visit, the one it names, the one whose number it brings, or somebody new. */
static gboolean
person_of_outcome (SfWork *work, SfRecord *outcome, char **customer, gboolean *repeat, GError **error)
{
  const char *visit = sf_record_get_text (outcome, SF_OUTCOME_VISIT), *phone = sf_record_get_text (outcome, SF_OUTCOME_PHONE);
  g_autofree char *status_id = sf_work_id (visit, SF_KIND_VISIT_STATUS, 0);
  g_autoptr(SfRecord) status = NULL, named = NULL, found = NULL;
  g_autofree char *id = NULL;
  gboolean ok = FALSE;

  *repeat = FALSE;
  if (!sf_work_get (work, SF_KIND_VISIT_STATUS, status_id, &status, error)
      || !get_customer (work, sf_record_get_text (outcome, SF_OUTCOME_CUSTOMER), &named, error))
    return FALSE;
  if (status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_CUSTOMER))
    id = g_strdup (sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));
  else if (named != NULL)
    id = g_strdup (sf_record_get_id (named));
  else if (phone != NULL)
    {
      if (!find_by_phone (work, phone, &found, error))
        return FALSE;
      id = found != NULL ? g_strdup (sf_record_get_id (found)) : sf_work_id (visit, SF_KIND_CUSTOMER, 0);
      if (found != NULL && !was_here (work, id, visit, repeat, error))
        return FALSE;
    }
  if (id != NULL && !alive (work, id, &ok, error))
    return FALSE;
  *customer = ok ? g_steal_pointer (&id) : NULL;
  return TRUE;
}

static void
add_models (SfRecord *patch, SfRecord *known, SfRecord *outcome)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  g_auto(GStrv) seen = sf_record_get_set (outcome, SF_OUTCOME_MODELS);
  g_auto(GStrv) before = known != NULL ? sf_record_get_set (known, SF_CUSTOMER_MODELS) : NULL;
  guint most = (guint) sf_kind_info (SF_KIND_CUSTOMER)->fields[SF_CUSTOMER_MODELS].limit;

  for (guint i = 0; seen[i] != NULL; i++)
    g_ptr_array_add (all, seen[i]);
  for (guint i = 0; before != NULL && before[i] != NULL && all->len < most; i++)
    if (!g_strv_contains ((const char *const *) seen, before[i]))
      g_ptr_array_add (all, before[i]);
  if (seen[0] == NULL)
    return;
  g_ptr_array_add (all, NULL);
  sf_record_set_set (patch, SF_CUSTOMER_MODELS, (const char *const *) all->pdata);
}

static gboolean
teach_from_outcome (SfWork *work, SfRecord *outcome, const char *customer, GError **error)
{
  g_autoptr(SfRecord) known = NULL, patch = sf_record_new (SF_KIND_CUSTOMER, customer);
  g_autofree char *until = NULL;

  if (!sf_work_get (work, SF_KIND_CUSTOMER, customer, &known, error))
    return FALSE;
  copy_text (patch, SF_CUSTOMER_LEVEL, outcome, SF_OUTCOME_LEVEL);
  copy_text (patch, SF_CUSTOMER_LAST_NOTE, outcome, SF_OUTCOME_NOTE);
  copy_text (patch, SF_CUSTOMER_SURNAME, outcome, SF_OUTCOME_SURNAME);
  copy_text (patch, SF_CUSTOMER_TITLE, outcome, SF_OUTCOME_TITLE);
  copy_text (patch, SF_CUSTOMER_PHONE, outcome, SF_OUTCOME_PHONE);
  /* Whose time is over has no claim any more: the one who received them has. */
  if (known != NULL && !sf_clash_protected_until (work, known, sf_record_get_text (outcome, SF_OUTCOME_VISIT), &until, error))
    return FALSE;
  if (until == NULL)
    copy_text (patch, SF_CUSTOMER_OWNER, outcome, SF_OUTCOME_CONSULTANT);
  add_models (patch, known, outcome);
  return sf_work_patch (work, patch, NULL, error);
}

static gboolean
tell_follow_ups (SfWork *work, const char *visit, const char *customer, GError **error)
{
  g_autoptr(GPtrArray) all = sf_work_where (work, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_VISIT, visit, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_FOLLOW_UP, sf_record_get_id (all->pdata[i]));

      if (!sf_record_is_null (all->pdata[i], SF_FOLLOW_UP_CUSTOMER))
        continue;
      sf_record_set_text (patch, SF_FOLLOW_UP_CUSTOMER, customer);
      if (!sf_work_patch (work, patch, NULL, error))
        return FALSE;
    }
  return all != NULL;
}

gboolean
sf_derive_outcome (SfWork *work, SfRecord *outcome, GError **error)
{
  const char *visit_id = sf_record_get_text (outcome, SF_OUTCOME_VISIT);
  g_autofree char *customer = NULL;
  g_autoptr(SfRecord) visit = NULL;
  gboolean repeat = FALSE;

  if (!person_of_outcome (work, outcome, &customer, &repeat, error) || !sf_work_get (work, SF_KIND_VISIT, visit_id, &visit, error))
    return FALSE;
  if (customer == NULL)
    return TRUE;
  return teach_from_outcome (work, outcome, customer, error)
         && join_status (work, visit_id, customer, repeat, visit != NULL ? sf_record_get_int (visit, SF_VISIT_AT) : sf_record_get_int (outcome, SF_OUTCOME_AT), error)
         && tell_follow_ups (work, visit_id, customer, error);
}

gboolean
sf_derive_follow_up (SfWork *work, SfRecord *follow_up, GError **error)
{
  g_autofree char *status_id = NULL;
  g_autoptr(SfRecord) status = NULL, whole = NULL;

  if (!sf_work_get (work, SF_KIND_FOLLOW_UP, sf_record_get_id (follow_up), &whole, error))
    return FALSE;
  if (whole == NULL || sf_record_is_null (whole, SF_FOLLOW_UP_VISIT) || !sf_record_is_null (whole, SF_FOLLOW_UP_CUSTOMER))
    return TRUE;
  status_id = sf_work_id (sf_record_get_text (whole, SF_FOLLOW_UP_VISIT), SF_KIND_VISIT_STATUS, 0);
  if (!sf_work_get (work, SF_KIND_VISIT_STATUS, status_id, &status, error))
    return FALSE;
  if (status == NULL || sf_record_is_null (status, SF_VISIT_STATUS_CUSTOMER))
    return TRUE;
  return tell_follow_ups (work, sf_record_get_text (whole, SF_FOLLOW_UP_VISIT), sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER), error);
}

/* Whom this visit alone made, by a number that was wrong. */
static gboolean
is_of_this_visit (SfWork *work, const char *visit, const char *customer, gboolean *yes, GError **error)
{
  g_autofree char *own = sf_work_id (visit, SF_KIND_CUSTOMER, 0);
  gboolean other = FALSE;

  *yes = FALSE;
  if (g_strcmp0 (customer, own) != 0)
    return TRUE;
  if (!was_here (work, customer, visit, &other, error))
    return FALSE;
  *yes = !other;
  return TRUE;
}

static gboolean
put_number (SfWork *work, const char *customer, const char *phone, GError **error)
{
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_CUSTOMER, customer);

  sf_record_set_text (patch, SF_CUSTOMER_PHONE, phone);
  return sf_work_patch (work, patch, NULL, error);
}

/* The status of @visit is @customer's from now on; @known: somebody whom the house knew. */
static gboolean
move_status (SfWork *work, SfRecord *visit, SfRecord *status, const char *customer, gboolean known, GError **error)
{
  const char *was = sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER);
  gint64 at = sf_record_get_int (visit, SF_VISIT_AT);
  g_autoptr(SfRecord) next = sf_record_copy (status);
  gboolean repeat = FALSE;

  if (known && !was_here (work, customer, sf_record_get_id (visit), &repeat, error))
    return FALSE;
  sf_record_set_text (next, SF_VISIT_STATUS_CUSTOMER, customer);
  if (repeat || sf_work_text_is (next, SF_VISIT_STATUS_BEFORE_HOW, "phone"))
    {
      sf_record_set_text (next, SF_VISIT_STATUS_BEFORE, repeat ? "repeat" : sf_record_get_text (visit, SF_VISIT_BEFORE));
      sf_record_set_text (next, SF_VISIT_STATUS_BEFORE_HOW, repeat ? "phone" : "said");
    }
  return sf_work_put (work, next, error) && sf_derive_count (work, customer, at, error) && (was == NULL || sf_derive_count (work, was, at, error))
         && tell_follow_ups (work, sf_record_get_id (visit), customer, error);
}

gboolean
sf_derive_number_again (SfWork *work, SfRecord *visit, SfRecord *status, GError **error)
{
  const char *phone = sf_record_get_text (visit, SF_VISIT_PHONE), *was = sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER);
  /* The first id of this visit may stand for whoever has the wrong number. */
  g_autofree char *fresh = sf_work_id (sf_record_get_id (visit), SF_KIND_CUSTOMER, was != NULL ? 1 : 0), *own = sf_work_id (sf_record_get_id (visit), SF_KIND_CUSTOMER, 0);
  g_autoptr(SfRecord) known = NULL;
  gboolean mine, ok;

  if (!find_by_phone (work, phone, &known, error) || !is_of_this_visit (work, sf_record_get_id (visit), was, &mine, error))
    return FALSE;
  if (known != NULL && g_strcmp0 (was, sf_record_get_id (known)) == 0)
    return TRUE;
  if (known == NULL && mine)
    return put_number (work, was, phone, error);
  if (!alive (work, known != NULL ? sf_record_get_id (known) : fresh, &ok, error))
    return FALSE;
  if (!ok)
    return TRUE;
  if (!teach_from_visit (work, visit, known != NULL ? sf_record_get_id (known) : fresh, known, error)
      || !move_status (work, visit, status, known != NULL ? sf_record_get_id (known) : fresh, known != NULL, error))
    return FALSE;
  return !mine || (sf_server_store_remove (work->store, SF_KIND_CUSTOMER, was, error) && sf_server_store_alias (work->store, own, sf_record_get_id (known), error));
}
