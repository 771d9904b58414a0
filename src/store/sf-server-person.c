/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-person"
#include "store/sf-server-person.h"

#include "store/sf-server-private.h"
#include "wire/sf-codec.h"

#define MAX_JOINED 10000

/* found: ids of everything taken. to_do: customers and visits whose surroundings have not been looked at. */
typedef struct { SfServerStore *store; GPtrArray *records; GHashTable *found; GQueue to_do; gboolean whole; } Search;

gboolean
sf_kind_is_personal (SfKind kind)
{
  const SfKindInfo *info = sf_kind_info (kind);

  /* Closed, but a guest is in it. */
  if (kind == SF_KIND_OWN_VISIT)
    return TRUE;
  for (guint f = 0; f < info->n_fields; f++)
    if (info->fields[f].privacy != SF_PRIVACY_NONE && info->fields[f].privacy != SF_PRIVACY_SECRET)
      return TRUE;
  return FALSE;
}

static void
take (Search *search, SfRecord *record)
{
  SfKind kind = sf_record_get_kind (record);

  if (!g_hash_table_add (search->found, g_strdup (sf_record_get_id (record))))
    return;
  g_ptr_array_add (search->records, sf_record_ref (record));
  if (kind == SF_KIND_CUSTOMER || kind == SF_KIND_VISIT)
    g_queue_push_tail (&search->to_do, record);
}

static gboolean
take_one (Search *search, SfKind kind, const char *id, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autoptr(SfRecord) record = id != NULL ? sf_table_get (search->store->db, kind, id, &failed) : NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (record != NULL)
    take (search, record);
  return TRUE;
}

static GPtrArray *
find (Search *search, SfKind kind, guint field, const char *value, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .limit = MAX_JOINED };

  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = value };
  return sf_table_query (search->store->db, &query, error);
}

static gboolean
take_where (Search *search, SfKind kind, guint field, const char *value, GError **error)
{
  g_autoptr(GPtrArray) all = find (search, kind, field, value, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    take (search, all->pdata[i]);
  return all != NULL;
}

typedef struct { SfKind kind; guint field; } Leaf;

static const Leaf of_phone[] = {
  { SF_KIND_CUSTOMER, SF_CUSTOMER_PHONE }, { SF_KIND_VISIT, SF_VISIT_PHONE }, { SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_PHONE },
  { SF_KIND_APPOINTMENT, SF_APPOINTMENT_PHONE }, { SF_KIND_EVENT_GUEST, SF_EVENT_GUEST_PHONE },
};

static const Leaf of_customer[] = {
  { SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_CUSTOMER }, { SF_KIND_OUTCOME, SF_OUTCOME_CUSTOMER }, { SF_KIND_TWO_VALUES, SF_TWO_VALUES_CUSTOMER },
  { SF_KIND_PRIVACY_REQUEST, SF_PRIVACY_REQUEST_CUSTOMER }, { SF_KIND_CUSTOMER, SF_CUSTOMER_SAME_AS }, { SF_KIND_APPOINTMENT, SF_APPOINTMENT_CUSTOMER },
  { SF_KIND_EVENT_GUEST, SF_EVENT_GUEST_CUSTOMER }, { SF_KIND_CLASH, SF_CLASH_CUSTOMER },
};

static const Leaf of_visit[] = {
  { SF_KIND_TICKET, SF_TICKET_VISIT }, { SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT }, { SF_KIND_CONSENT, SF_CONSENT_VISIT },
  { SF_KIND_WITHDRAWAL, SF_WITHDRAWAL_VISIT }, { SF_KIND_OUTCOME, SF_OUTCOME_VISIT }, { SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_VISIT },
  { SF_KIND_PUSH, SF_PUSH_VISIT }, { SF_KIND_LINK, SF_LINK_VISIT }, { SF_KIND_CARD_EVENT, SF_CARD_EVENT_VISIT },
  { SF_KIND_PRIVACY_REQUEST, SF_PRIVACY_REQUEST_VISIT }, { SF_KIND_APPOINTMENT, SF_APPOINTMENT_VISIT }, { SF_KIND_EVENT_GUEST, SF_EVENT_GUEST_VISIT },
  { SF_KIND_VISIT_WISH, SF_VISIT_WISH_VISIT }, { SF_KIND_VISIT_STEP, SF_VISIT_STEP_VISIT }, { SF_KIND_CLASH, SF_CLASH_VISIT },
  { SF_KIND_OWN_VISIT, SF_OWN_VISIT_VISIT },
};

static gboolean
take_all (Search *search, const Leaf *leaves, gsize n, const char *value, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!take_where (search, leaves[i].kind, leaves[i].field, value, error))
      return FALSE;
  return TRUE;
}

/* Who has this number: as said at the door or to a colleague; what a page sent in comes along as a leaf. */
static gboolean
look_at_phone (Search *search, const char *phone, GError **error)
{
  g_autoptr(GPtrArray) outcomes = NULL;

  if (phone == NULL || !search->whole)
    return TRUE;
  outcomes = find (search, SF_KIND_OUTCOME, SF_OUTCOME_PHONE, phone, error);
  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    if (!take_one (search, SF_KIND_VISIT, sf_record_get_text (outcomes->pdata[i], SF_OUTCOME_VISIT), error))
      return FALSE;
  return outcomes != NULL && take_all (search, of_phone, G_N_ELEMENTS (of_phone), phone, error);
}

static gboolean
look_at_customer (Search *search, SfRecord *customer, GError **error)
{
  const char *id = sf_record_get_id (customer);
  g_autoptr(GPtrArray) statuses = find (search, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_CUSTOMER, id, error);

  for (guint i = 0; statuses != NULL && i < statuses->len; i++)
    if (!take_one (search, SF_KIND_VISIT, sf_record_get_text (statuses->pdata[i], SF_VISIT_STATUS_VISIT), error))
      return FALSE;
  return statuses != NULL
         && take_all (search, of_customer, G_N_ELEMENTS (of_customer), id, error) && take_one (search, SF_KIND_CUSTOMER, sf_record_get_text (customer, SF_CUSTOMER_SAME_AS), error)
         && look_at_phone (search, sf_record_get_text (customer, SF_CUSTOMER_PHONE), error);
}

static gboolean
look_at_visit (Search *search, SfRecord *visit, GError **error)
{
  const char *id = sf_record_get_id (visit);
  g_autoptr(GPtrArray) statuses = find (search, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_VISIT, id, error);
  g_autoptr(GPtrArray) outcomes = find (search, SF_KIND_OUTCOME, SF_OUTCOME_VISIT, id, error);

  for (guint i = 0; statuses != NULL && i < statuses->len; i++)
    {
      take (search, statuses->pdata[i]);
      if (search->whole && !take_one (search, SF_KIND_CUSTOMER, sf_record_get_text (statuses->pdata[i], SF_VISIT_STATUS_CUSTOMER), error))
        return FALSE;
    }
  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    if (!look_at_phone (search, sf_record_get_text (outcomes->pdata[i], SF_OUTCOME_PHONE), error))
      return FALSE;
  if (!take_all (search, of_visit, G_N_ELEMENTS (of_visit), id, error))
    return FALSE;
  return statuses != NULL && outcomes != NULL && look_at_phone (search, sf_record_get_text (visit, SF_VISIT_PHONE), error);
}

static gboolean
look_around (Search *search, GError **error)
{
  SfRecord *next;

  while ((next = g_queue_pop_head (&search->to_do)) != NULL)
    if (sf_record_get_kind (next) == SF_KIND_CUSTOMER ? !look_at_customer (search, next, error) : !look_at_visit (search, next, error))
      return FALSE;
  return TRUE;
}

static GPtrArray *
end_search (Search *search, gboolean ok)
{
  g_autoptr(GPtrArray) records = search->records;

  g_hash_table_unref (search->found);
  g_queue_clear (&search->to_do);
  return ok ? g_steal_pointer (&records) : NULL;
}

static Search
begin_search (SfServerStore *self, gboolean whole)
{
  return (Search) { self, g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                    G_QUEUE_INIT, whole };
}

GPtrArray *
sf_server_store_about (SfServerStore *self, SfKind kind, const char *id, gboolean whole, GError **error)
{
  Search search = begin_search (self, whole);
  gboolean ok = take_one (&search, kind, id, error) && look_around (&search, error);

  /* A booking is looked at from the side of its number, and of the visit whose ticket it came from. */
  if (ok && whole && kind == SF_KIND_FOLLOW_UP && search.records->len > 0)
    {
      SfRecord *booking = search.records->pdata[0];

      ok = look_at_phone (&search, sf_record_get_text (booking, SF_FOLLOW_UP_PHONE), error) && look_around (&search, error);
    }
  return end_search (&search, ok);
}

GPtrArray *
sf_server_store_about_phone (SfServerStore *self, const char *phone, GError **error)
{
  Search search = begin_search (self, TRUE);

  return end_search (&search, look_at_phone (&search, phone, error) && look_around (&search, error));
}

/* --- a copy for the person ------------------------------------------------------------------------------------------------ */

static void
append_record (GString *out, SfRecord *record, gboolean first)
{
  g_autofree char *data = sf_codec_record_to_json (record);

  g_string_append_printf (out, "%s\n{\"kind\":\"%s\",\"id\":\"%s\",\"data\":%s}", first ? "" : ",", sf_kind_info (sf_record_get_kind (record))->name, sf_record_get_id (record), data);
}

/* Rows of a statement with the record's id in $1 as objects; columns are named by @names. Integers come as such. */
static gboolean
append_rows (SfServerStore *self, GString *out, GPtrArray *records, const char *sql, const char *const *names, GError **error)
{
  gboolean first = TRUE;

  for (guint i = 0; i < records->len; i++)
    {
      SfStmt *stmt = sf_server_query (self, error, sql, "t", sf_record_get_id (records->pdata[i]));
      SfStep step = SF_STEP_ERROR;

      while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
        {
          g_string_append (out, first ? "\n{" : ",\n{");
          for (int n = 0; names[n] != NULL; n++)
            {
              g_string_append_printf (out, "%s\"%s\":", n > 0 ? "," : "", names[n]);
              sf_json_append_text (out, sf_stmt_text (stmt, n) != NULL ? sf_stmt_text (stmt, n) : "");
            }
          g_string_append_c (out, '}');
          first = FALSE;
        }
      if (step != SF_STEP_DONE)
        return FALSE;
    }
  return TRUE;
}

char *
sf_server_person_json (SfServerStore *self, GPtrArray *records, gint64 now_ms, GError **error)
{
  static const char *const value_names[] = { "kind", "id", "field", "value", "at", NULL };
  static const char *const audit_names[] = { "at", "who", "what", "id", NULL };
  g_autoptr(GString) out = g_string_new (NULL);

  g_string_append_printf (out, "{\"made\":%" G_GINT64_FORMAT ",\"records\":[", now_ms);
  for (guint i = 0; i < records->len; i++)
    append_record (out, records->pdata[i], i == 0);
  g_string_append (out, "\n],\"other_values\":[");
  if (!append_rows (self, out, records, "SELECT kind, id, field, value, at FROM conflict WHERE id = $1 AND value IS NOT NULL ORDER BY n", value_names, error))
    return NULL;
  g_string_append (out, "\n],\"looked_at\":[");
  if (!append_rows (self, out, records, "SELECT at, actor, action, object FROM audit WHERE object = $1 ORDER BY n", audit_names, error))
    return NULL;
  g_string_append (out, "\n]}\n");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

GPtrArray *
sf_server_store_about_id (SfServerStore *self, const char *id, GError **error)
{
  static const SfKind kinds[] = { SF_KIND_CUSTOMER, SF_KIND_VISIT, SF_KIND_FOLLOW_UP };
  g_autofree char *whole = sf_server_store_resolve (self, id, error);

  for (guint i = 0; whole != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GPtrArray) records = sf_server_store_about (self, kinds[i], whole, TRUE, error);

      if (records == NULL || records->len > 0)
        return g_steal_pointer (&records);
    }
  return whole != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref) : NULL;
}
