/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What kiosks say of the direct way to a tablet (docs/protocol.md 13). A tablet that is switched off is no fault of anybody's network: only
 * one that has told this server where it listens within the last minutes, and is not reached there, is somebody's business.
 */
#define G_LOG_DOMAIN "sf-reach"
#include <string.h>

#include "server/sf-ingest-private.h"

/* Tablets tell every minute; one that missed two of these is away. */
#define IN_TOUCH_MS 150000

static void
note_now (SfIngest *self, GHashTable *table, const char *id)
{
  gint64 *at = g_new (gint64, 1);

  *at = sf_clock_boot_ms (self->clock);
  g_hash_table_replace (table, g_strdup (id), at);
}

void
sf_reach_heard (SfIngest *self, const char *tablet)
{
  note_now (self, self->heard, tablet);
}

static gboolean
is_in_touch (SfIngest *self, const char *tablet)
{
  const gint64 *at = g_hash_table_lookup (self->heard, tablet);

  return at != NULL && sf_clock_boot_ms (self->clock) - *at < IN_TOUCH_MS;
}

/* A way that worked and fails: most often somebody has switched the tablet off. Only when it has been heard of since is it the way's fault. */
static gboolean
is_doubtful (SfIngest *self, SfRecord *line, const char *tablet)
{
  const gint64 *heard = g_hash_table_lookup (self->heard, tablet), *since = g_hash_table_lookup (self->doubts, sf_record_get_id (line));

  if (!sf_work_text_is (line, SF_RING_LINE_REACH, "ok"))
    return FALSE;
  if (since == NULL)
    note_now (self, self->doubts, sf_record_get_id (line));
  return since == NULL || heard == NULL || *heard <= *since;
}

/* The tablets that @kiosk does not reach, on its own record: every tablet and the manager's page read it there. */
static gboolean
put_unreached (SfWork *work, const char *kiosk, GError **error)
{
  g_autoptr(GPtrArray) lines = sf_work_where (work, SF_KIND_RING_LINE, SF_RING_LINE_KIOSK, kiosk, error), names = g_ptr_array_new ();
  g_autoptr(SfRecord) before = NULL, device = NULL;
  const guint most = (guint) sf_kind_info (SF_KIND_DEVICE)->fields[SF_DEVICE_UNREACHED].limit;

  if (lines == NULL || !sf_work_get (work, SF_KIND_DEVICE, kiosk, &before, error))
    return FALSE;
  if (before == NULL)
    return TRUE;
  for (guint i = 0; i < lines->len && names->len < most; i++)
    if (sf_work_text_is (lines->pdata[i], SF_RING_LINE_REACH, "silent") || sf_work_text_is (lines->pdata[i], SF_RING_LINE_REACH, "refused"))
      g_ptr_array_add (names, (gpointer) sf_record_get_text (lines->pdata[i], SF_RING_LINE_TABLET));
  device = sf_record_copy (before);
  if (names->len == 0)
    sf_record_unset (device, SF_DEVICE_UNREACHED);
  g_ptr_array_add (names, NULL);
  if (names->len > 1)
    sf_record_set_set (device, SF_DEVICE_UNREACHED, (const char *const *) names->pdata);
  return sf_record_equal (before, device) || sf_work_put (work, device, error);
}

typedef struct { const char *kiosk, *tablet, *state; } Said;

static gboolean
do_said (SfIngest *self, gpointer data, GError **error)
{
  const Said *said = data;
  g_autofree char *pair = g_strconcat (said->kiosk, said->tablet, NULL), *id = sf_work_id (pair, SF_KIND_RING_LINE, 0);
  const char *state = strcmp (said->state, "ok") == 0 || is_in_touch (self, said->tablet) ? said->state : "off";
  g_autoptr(SfRecord) before = NULL, line = NULL;
  SfWork work;

  if (!sf_work_init (&work, self, NULL, error) || !sf_work_get (&work, SF_KIND_RING_LINE, id, &before, error))
    return FALSE;
  if (before == NULL)
    return TRUE;
  if (strcmp (state, "ok") == 0)
    g_hash_table_remove (self->doubts, id);
  if (sf_work_text_is (before, SF_RING_LINE_REACH, state) || (strcmp (state, "ok") != 0 && strcmp (state, "off") != 0 && is_doubtful (self, before, said->tablet)))
    return TRUE;
  line = sf_record_copy (before);
  sf_record_set_text (line, SF_RING_LINE_REACH, state);
  sf_record_set_int (line, SF_RING_LINE_REACH_AT, work.now);
  return sf_work_put (&work, line, error) && put_unreached (&work, said->kiosk, error);
}

gboolean
sf_ingest_reach (SfIngest *self, const SfPeer *peer, const char *said, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (said, ".", 2);
  Said one = { peer->device_id, parts[0], parts[0] != NULL ? parts[1] : NULL };

  /* Of what no kiosk can mean nothing is written down. */
  if (peer->role != SF_ROLE_K || one.state == NULL || !sf_uuid_is_valid (one.tablet) || sf_enum_index (&sf_enum_reach, one.state) < 0)
    return TRUE;
  return sf_ingest_transaction (self, do_said, &one, error);
}
