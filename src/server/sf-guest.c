/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a guest does with their own ticket on their own phone. */
#define G_LOG_DOMAIN "sf-ingest"
#include "server/sf-dispatch.h"
#include "server/sf-ingest-private.h"

typedef struct { const char *visit; gboolean left; } Leaving;

static gboolean
leave (SfIngest *self, gpointer data, GError **error)
{
  Leaving *leaving = data;
  /* With two tickets they leave by either. */
  g_autofree char *visit = sf_server_store_resolve (self->store, leaving->visit, error);
  g_autofree char *id = visit ? sf_work_id (visit, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr (SfRecord) status = NULL;
  SfWork work;

  if (!id || !sf_work_init (&work, self, NULL, error) || !sf_work_get (&work, SF_KIND_VISIT_STATUS, id, &status, error))
    return FALSE;
  /* Somebody who is being served tells the consultant, not the telephone. */
  if (!status || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "serving")
      || !sf_flow_next (SF_KIND_VISIT_STATUS, sf_record_get_text (status, SF_VISIT_STATUS_STATE), "leave"))
    return TRUE;
  leaving->left = TRUE;
  return sf_dispatch_end (&work, status, "left", error) && (!work.queue_moved || sf_dispatch_queue (&work, error));
}

gboolean
sf_ingest_leave_line (SfIngest *self, const char *visit, gboolean *left, GError **error)
{
  Leaving leaving = { .visit = visit };

  if (!sf_ingest_transaction (self, leave, &leaving, error))
    return FALSE;
  *left = leaving.left;
  return TRUE;
}
