/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "craft/sf-phone.h"
#include "store/sf-server-joined.h"

/* customer: two records of one person are found, joined, and parted again. */

static char *
owner_name (SfAdmin *self, SfRecord *customer)
{
  const char *id = sf_record_get_text (customer, SF_CUSTOMER_OWNER);
  g_autoptr (SfRecord) person = id ? sf_table_get (sf_server_store_get_db (self->store), SF_KIND_CONSULTANT, id, NULL) : NULL;
  const char *name = person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, SF_LANG_ZH_CN) : NULL;
  return g_strdup (name ? name : "-");
}

static void
append_customer (SfAdmin *self, SfRecord *customer, GString *out)
{
  g_autofree char *owner = owner_name (self, customer), *phone = sf_phone_mask (sf_record_get_text (customer, SF_CUSTOMER_PHONE));
  const char *surname = sf_record_get_text (customer, SF_CUSTOMER_SURNAME);

  g_string_append_printf (out, "%s  %s  %s  of %s  %" G_GINT64_FORMAT " visits\n", sf_record_get_id (customer), phone, surname ? surname : "-", owner,
                          sf_record_get_int (customer, SF_CUSTOMER_VISITS));
}

static int
by_phone (gconstpointer a, gconstpointer b)
{
  SfRecord *first = *(SfRecord *const *) a, *second = *(SfRecord *const *) b;
  int way = strcmp (sf_record_get_text (first, SF_CUSTOMER_PHONE), sf_record_get_text (second, SF_CUSTOMER_PHONE));
  return way ? way : strcmp (sf_record_get_id (first), sf_record_get_id (second));
}

static gboolean
same_phone (GPtrArray *all, guint a, guint b)
{
  return b < all->len && strcmp (sf_record_get_text (all->pdata[a], SF_CUSTOMER_PHONE), sf_record_get_text (all->pdata[b], SF_CUSTOMER_PHONE)) == 0;
}

/* What a person did and a restore lost, as the words that do it again. */
static gboolean
list_lost (SfAdmin *self, GString *out, GError **error)
{
  g_autoptr (GPtrArray) lost = sf_server_joined_lost (self->store, error);

  for (guint i = 0; lost && i < lost->len; i++) {
    const SfLostJoin *one = lost->pdata[i];
    if (i == 0)
      g_string_append (out, "Done before the restore and lost with it; type again, when all devices are back:\n");
    if (one->parted)
      g_string_append_printf (out, "showfloorctl customer unmerge %s\n", one->id_old);
    else
      g_string_append_printf (out, "showfloorctl customer merge %s %s\n", one->id_new, one->id_old);
  }
  return lost != NULL;
}

static gboolean
list_twins (SfAdmin *self, GString *out, GError **error)
{
  SfQuery query = { .kind = SF_KIND_CUSTOMER, .n_conds = 2, .order = -1, .limit = G_MAXINT };
  query.conds[0] = (SfCond) { .field = SF_CUSTOMER_PHONE, .op = SF_OP_NOT_NULL };
  query.conds[1] = (SfCond) { .field = SF_CUSTOMER_SAME_AS, .op = SF_OP_IS_NULL };
  g_autoptr (GPtrArray) all = sf_table_query (sf_server_store_get_db (self->store), &query, error);
  gsize before;

  if (!all || !list_lost (self, out, error))
    return FALSE;
  before = out->len;
  g_ptr_array_sort (all, by_phone);
  for (guint i = 0; i < all->len; i++)
    if (same_phone (all, i, i + 1) || (i > 0 && same_phone (all, i - 1, i)))
      append_customer (self, all->pdata[i], out);
  if (out->len == before)
    g_string_append (out, "No two customers have one number\n");
  /* Reading about people is written down like changing. */
  return sf_server_store_begin (self->store, error) && sf_server_store_audit (self->store, "tool", "customer.twins", NULL, "", error)
         && sf_server_store_commit (self->store, error);
}

gboolean
sf_admin_customer (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const char *what = words->rest->len ? words->rest->pdata[0] : "";

  if (strcmp (what, "twins") == 0 && words->rest->len == 1)
    return list_twins (self, out, error);
  if (strcmp (what, "merge") == 0 && words->rest->len == 3) {
    if (!sf_ingest_join (self->ingest, words->rest->pdata[1], words->rest->pdata[2], "tool", error))
      return FALSE;
    g_string_append_printf (out, "One customer now: %s. showfloorctl customer unmerge %s undoes it\n", (char *) words->rest->pdata[1], (char *) words->rest->pdata[2]);
    return TRUE;
  }
  if (strcmp (what, "unmerge") == 0 && words->rest->len == 2) {
    if (!sf_ingest_part (self->ingest, words->rest->pdata[1], "tool", error))
      return FALSE;
    g_string_append (out, "Two customers again\n");
    return TRUE;
  }
  g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "customer twins | customer merge KEEP OTHER | customer unmerge OTHER");
  return FALSE;
}
