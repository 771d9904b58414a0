/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checking in on one's own phone. The kiosk says beforehand which visit it will be, so that it is one whoever finishes: the phone makes the
 * visit of that id; a kiosk that finishes itself names it (VISIT.OWN), and is a touch of it or takes its place. Either may come first.
 */
#define G_LOG_DOMAIN "sf-own"
#include <string.h>

#include "server/sf-dispatch.h"

gboolean
sf_own_state (SfServerStore *store, SfRecord *link, gint64 now, SfOwnState *out, GError **error)
{
  const char *id = sf_record_get_text (link, SF_LINK_VISIT);
  g_autoptr(GError) failed = NULL;
  g_autofree char *stands = NULL;
  g_autoptr(SfRecord) visit = NULL;

  *out = SF_OWN_NONE;
  if (g_strcmp0 (sf_record_get_text (link, SF_LINK_CHANNEL), "own") != 0 || id == NULL || sf_record_is_null (link, SF_LINK_DEVICE)
      || sf_record_is_null (link, SF_LINK_NUMBER))
    return TRUE;
  stands = sf_server_store_resolve (store, id, error);
  if (stands == NULL)
    return FALSE;
  visit = sf_table_get (sf_server_store_get_db (store), SF_KIND_VISIT, stands, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (visit != NULL)
    *out = SF_OWN_USED;
  else
    *out = ABS (now - sf_record_get_int (link, SF_LINK_AT)) <= SF_OWN_MS ? SF_OWN_OPEN : SF_OWN_LATE;
  return TRUE;
}

/* The kiosk gave it with the code: W01 for sales, SW01 for service. A server's own count would begin again with a backup. */
static char *
number_of (SfRecord *link, const char *purpose)
{
  return g_strconcat (strcmp (sf_purpose_job (purpose), "service") == 0 ? "S" : "", sf_record_get_text (link, SF_LINK_NUMBER), NULL);
}

typedef struct { SfRecord *link, *visit, *consent, *ticket; SfOwnState state; } Own;

gboolean
sf_own_create (SfWork *work, SfRecord *record, GError **error)
{
  g_autoptr(SfMutation) m = sf_mutation_new ("create", record, NULL);
  SfVerdict verdict;

  if (!sf_apply_mutation (work, m, 0, &verdict, error))
    return FALSE;
  if (verdict.status == SF_PUSH_OK)
    return TRUE;
  g_set_error (error, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS, "A check-in on a phone was refused: %s", verdict.code != NULL ? verdict.code : "?");
  return FALSE;
}

/* The kiosk that showed the code reads its own tickets only: this one tells it the number as it became, and what for. */
gboolean
sf_own_tell_number (SfWork *work, SfRecord *visit, GError **error)
{
  g_autofree char *id = sf_work_id (sf_record_get_id (visit), SF_KIND_TICKET, 0);
  g_autoptr(SfRecord) ticket = NULL, next = NULL;

  if (!sf_work_get (work, SF_KIND_TICKET, id, &ticket, error))
    return FALSE;
  if (ticket == NULL)
    return TRUE;
  next = sf_record_copy (ticket);
  sf_record_set_text (next, SF_TICKET_NUMBER, sf_record_get_text (visit, SF_VISIT_NUMBER));
  sf_record_set_text (next, SF_TICKET_PURPOSE, sf_record_get_text (visit, SF_VISIT_PURPOSE));
  if (!sf_record_is_null (visit, SF_VISIT_EVENT))
    sf_record_set_text (next, SF_TICKET_EVENT, sf_record_get_text (visit, SF_VISIT_EVENT));
  return sf_work_put (work, next, error);
}

static void
fill (SfWork *work, Own *own, const char *number)
{
  sf_record_set_text (own->visit, SF_VISIT_NUMBER, number);
  sf_record_set_text (own->visit, SF_VISIT_DEVICE, sf_record_get_text (own->link, SF_LINK_DEVICE));
  sf_record_set_text (own->visit, SF_VISIT_DAY, work->day);
  sf_record_set_int (own->visit, SF_VISIT_AT, work->now);
  sf_record_set_int (own->ticket, SF_LINK_AT, work->now);
  sf_record_set_text (own->ticket, SF_LINK_CHANNEL, "ticket");
  sf_record_set_text (own->ticket, SF_LINK_VISIT, sf_record_get_id (own->visit));
  if (own->consent != NULL)
    sf_record_set_int (own->consent, SF_CONSENT_AT, work->now);
}

static gboolean
enter (SfIngest *self, gpointer data, GError **error)
{
  Own *own = data;
  g_autofree char *number = NULL;
  SfPeer peer = { .role = SF_ROLE_K };
  SfWork work;

  if (!sf_work_init (&work, self, &peer, error) || !sf_own_state (self->store, own->link, work.now, &own->state, error))
    return FALSE;
  if (own->state != SF_OWN_OPEN)
    return TRUE;
  g_strlcpy (peer.device_id, sf_record_get_text (own->link, SF_LINK_DEVICE), sizeof peer.device_id);
  number = number_of (own->link, sf_record_get_text (own->visit, SF_VISIT_PURPOSE));
  fill (&work, own, number);
  return (own->consent == NULL || sf_own_create (&work, own->consent, error)) && sf_own_create (&work, own->visit, error)
         && sf_own_create (&work, own->ticket, error) && sf_own_tell_number (&work, own->visit, error)
         && sf_own_close_up (&work, own->visit, own->consent, own->ticket, error)
         && sf_server_store_audit (self->store, NULL, "visit.own", sf_record_get_id (own->visit), peer.device_id, error)
         && (!work.queue_moved || sf_dispatch_queue (&work, error));
}

gboolean
sf_ingest_own (SfIngest *self, SfRecord *link, SfRecord *visit, SfRecord *consent, SfRecord *ticket, SfOwnState *state, GError **error)
{
  Own own = { .link = link, .visit = visit, .consent = consent, .ticket = ticket };

  if (!sf_ingest_transaction (self, enter, &own, error))
    return FALSE;
  *state = own.state;
  return TRUE;
}

/* Was the code of that visit shown by this very device? Another's guest is not joined to by a guess. */
static gboolean
is_its_own (SfWork *work, SfRecord *visit, const char *own, gboolean *yes, GError **error)
{
  g_autoptr(GPtrArray) links = sf_work_where2 (work, SF_KIND_LINK, SF_LINK_VISIT, own, SF_LINK_CHANNEL, "own", error);

  *yes = links != NULL && links->len > 0 && sf_work_text_is (links->pdata[0], SF_LINK_DEVICE, sf_record_get_text (visit, SF_VISIT_DEVICE));
  return links != NULL;
}

gboolean
sf_own_join (SfWork *work, SfRecord *visit, gboolean *joined, GError **error)
{
  const char *own = sf_record_get_text (visit, SF_VISIT_OWN);
  g_autofree char *stands = NULL;
  g_autoptr(SfRecord) made = NULL;
  gboolean its;

  *joined = FALSE;
  if (own == NULL || strcmp (own, sf_record_get_id (visit)) == 0)
    return TRUE;
  stands = sf_server_store_resolve (work->store, own, error);
  if (stands == NULL || !is_its_own (work, visit, own, &its, error) || !sf_work_get (work, SF_KIND_VISIT, stands, &made, error))
    return FALSE;
  if (!its)
    return TRUE;
  if (made != NULL)
    return sf_same_touch (work, visit, stands, joined, error);
  /* The phone finds that this was done. */
  return sf_server_store_alias (work->store, own, sf_record_get_id (visit), error);
}
