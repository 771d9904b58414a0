/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "server/sf-pocket.h"

#define MAX_DUE 60
#define MAX_OF_A_DAY 20000

void
sf_pocket_free (SfPocket *self)
{
  g_clear_pointer (&self->day, sf_day_free);
  g_free (self->me);
  g_clear_pointer (&self->person, sf_record_unref);
  g_clear_pointer (&self->rosters, g_hash_table_unref);
  g_clear_pointer (&self->devices, g_hash_table_unref);
  g_clear_pointer (&self->ringing, g_hash_table_unref);
  g_clear_pointer (&self->rings, g_ptr_array_unref);
  g_clear_pointer (&self->due, g_ptr_array_unref);
  g_free (self);
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sf_record_unref);
}

static GHashTable *
all_by (SfDb *db, SfKind kind, int field, GError **error)
{
  SfQuery query = { .kind = kind, .order = -1, .limit = MAX_OF_A_DAY };
  g_autoptr (GPtrArray) found = sf_table_query (db, &query, error);
  GHashTable *table = found ? new_table () : NULL;

  for (guint i = 0; found && i < found->len; i++) {
    const char *key = field < 0 ? sf_record_get_id (found->pdata[i]) : sf_record_get_text (found->pdata[i], (guint) field);
    if (key)
      g_hash_table_replace (table, g_strdup (key), sf_record_ref (found->pdata[i]));
  }
  return table;
}

/* Reception's offers ring for everybody who may answer them. */
static gboolean
rings_for (SfPocket *self, SfRecord *offer)
{
  const char *whom = sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), *job = sf_record_get_text (self->person, SF_CONSULTANT_JOB);

  return whom ? strcmp (whom, self->me) == 0 : g_strcmp0 (job, "reception") == 0 || g_strcmp0 (job, "manager") == 0;
}

static gboolean
load_offers (SfPocket *self, SfDb *db, GError **error)
{
  static const char *const states[] = { "offered", "acked" };

  self->ringing = new_table ();
  self->rings = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  for (guint s = 0; s < G_N_ELEMENTS (states); s++) {
    SfQuery query = { .kind = SF_KIND_ASSIGNMENT, .n_conds = 1, .order = SF_ASSIGNMENT_OFFERED_AT, .limit = MAX_OF_A_DAY };
    query.conds[0] = (SfCond) { .field = SF_ASSIGNMENT_STATE, .op = SF_OP_EQ, .s = states[s] };
    g_autoptr (GPtrArray) found = sf_table_query (db, &query, error);
    if (!found)
      return FALSE;
    for (guint i = 0; i < found->len; i++) {
      const char *visit = sf_record_get_text (found->pdata[i], SF_ASSIGNMENT_VISIT);
      if (!g_hash_table_contains (self->day->visits, visit))
        continue;
      g_hash_table_replace (self->ringing, g_strdup (visit), sf_record_ref (found->pdata[i]));
      if (rings_for (self, found->pdata[i]))
        g_ptr_array_add (self->rings, sf_record_ref (found->pdata[i]));
    }
  }
  return TRUE;
}

static gboolean
load_due (SfPocket *self, SfDb *db, GError **error)
{
  SfQuery query = { .kind = SF_KIND_FOLLOW_UP, .n_conds = 3, .order = SF_FOLLOW_UP_DUE, .limit = MAX_DUE };

  query.conds[0] = (SfCond) { .field = SF_FOLLOW_UP_CONSULTANT, .op = SF_OP_EQ, .s = self->me };
  query.conds[1] = (SfCond) { .field = SF_FOLLOW_UP_STATE, .op = SF_OP_EQ, .s = "open" };
  query.conds[2] = (SfCond) { .field = SF_FOLLOW_UP_DUE, .op = SF_OP_LE, .s = self->day->today };
  self->due = sf_table_query (db, &query, error);
  for (guint i = 0; self->due && i < self->due->len; i++) {
    const char *id = sf_record_get_text (self->due->pdata[i], SF_FOLLOW_UP_CUSTOMER);
    g_autoptr (GError) local = NULL;
    SfRecord *customer = id && !g_hash_table_contains (self->day->customers, id) ? sf_table_get (db, SF_KIND_CUSTOMER, id, &local) : NULL;
    if (local) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (customer)
      g_hash_table_replace (self->day->customers, g_strdup (id), customer);
  }
  return self->due != NULL;
}

SfPocket *
sf_pocket_load (SfHouse *house, const char *me, SfLang lang, GError **error)
{
  SfDb *db = sf_server_store_get_db (house->store);
  g_autoptr (SfPocket) self = g_new0 (SfPocket, 1);
  SfRecord *person;

  self->me = g_strdup (me);
  self->day = sf_day_load (house->store, house->clock, NULL, lang, error);
  self->rosters = self->day ? all_by (db, SF_KIND_ROSTER, SF_ROSTER_CONSULTANT, error) : NULL;
  self->devices = self->rosters ? all_by (db, SF_KIND_DEVICE, -1, error) : NULL;
  if (!self->devices)
    return NULL;
  person = g_hash_table_lookup (self->day->consultants, me);
  if (!person) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Nobody of that id works here");
    return NULL;
  }
  self->person = sf_record_ref (person);
  return load_offers (self, db, error) && load_due (self, db, error) ? g_steal_pointer (&self) : NULL;
}

const char *
sf_pocket_presence (SfPocket *self, const char *consultant)
{
  SfRecord *roster = g_hash_table_lookup (self->rosters, consultant);
  const char *presence = roster ? sf_record_get_text (roster, SF_ROSTER_PRESENCE) : NULL;

  return presence ? presence : "off";
}
