/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What kiosks say of the direct way to a tablet, and tablets of that to a screen (docs/protocol.md 13). What is switched off is no fault of
 * anybody's network: only one that has told this server where it listens within the last minutes, and is not reached there, is somebody's business.
 */
#define G_LOG_DOMAIN "sf-reach"
#include <string.h>

#include "server/sf-ingest-private.h"

/* Tablets and screens tell every minute; one that missed two of these is away. */
#define IN_TOUCH_MS 150000

static void
note_now (SfIngest *self, GHashTable *table, const char *id)
{
  gint64 *at = g_new (gint64, 1);

  *at = sf_clock_boot_ms (self->clock);
  g_hash_table_replace (table, g_strdup (id), at);
}

void
sf_reach_heard (SfIngest *self, const char *device_id)
{
  note_now (self, self->heard, device_id);
}

static gboolean
is_in_touch (SfIngest *self, const char *device_id)
{
  const gint64 *at = g_hash_table_lookup (self->heard, device_id);

  return at != NULL && sf_clock_boot_ms (self->clock) - *at < IN_TOUCH_MS;
}

/* A way that worked and fails: most often somebody has switched the other off. Only when it has been heard of since is it the way's fault. */
static gboolean
is_doubtful (SfIngest *self, SfRecord *way, const char *other)
{
  const gint64 *heard = g_hash_table_lookup (self->heard, other), *since = g_hash_table_lookup (self->doubts, sf_record_get_id (way));

  if (!sf_work_text_is (way, SF_WAY_REACH, "ok"))
    return FALSE;
  if (since == NULL)
    note_now (self, self->doubts, sf_record_get_id (way));
  return since == NULL || heard == NULL || *heard <= *since;
}

typedef struct { const SfPeer *peer; const char *other, *state; } Said;

static const char *device_of (const Said *said) { return said->peer->role == SF_ROLE_K ? said->peer->device_id : said->other; }
static const char *tablet_of (const Said *said) { return said->peer->role == SF_ROLE_K ? said->other : said->peer->device_id; }

/* Those that the one who tested does not reach, on its own record: every tablet and the manager's page read it there. */
static gboolean
put_unreached (SfWork *work, const Said *said, GError **error)
{
  const gboolean kiosk = said->peer->role == SF_ROLE_K;
  g_autoptr(GPtrArray) ways = sf_work_where (work, SF_KIND_WAY, kiosk ? SF_WAY_DEVICE : SF_WAY_TABLET, said->peer->device_id, error), names = g_ptr_array_new ();
  g_autoptr(SfRecord) before = NULL, device = NULL;
  const guint most = (guint) sf_kind_info (SF_KIND_DEVICE)->fields[SF_DEVICE_UNREACHED].limit;

  if (ways == NULL || !sf_work_get (work, SF_KIND_DEVICE, said->peer->device_id, &before, error))
    return FALSE;
  if (before == NULL)
    return TRUE;
  for (guint i = 0; i < ways->len && names->len < most; i++)
    {
      const char *other = sf_record_get_text (ways->pdata[i], kiosk ? SF_WAY_TABLET : SF_WAY_DEVICE);
      g_autoptr(SfRecord) there = NULL;

      if (!sf_work_text_is (ways->pdata[i], SF_WAY_REACH, "silent") && !sf_work_text_is (ways->pdata[i], SF_WAY_REACH, "refused"))
        continue;
      if (!sf_work_get (work, SF_KIND_DEVICE, other, &there, error))
        return FALSE;
      /* A tablet has ways of both kinds; only those to screens are its own word. */
      if (kiosk || (there != NULL && sf_work_text_is (there, SF_DEVICE_ROLE, "display")))
        g_ptr_array_add (names, (gpointer) other);
    }
  device = sf_record_copy (before);
  if (names->len == 0)
    sf_record_unset (device, SF_DEVICE_UNREACHED);
  g_ptr_array_add (names, NULL);
  if (names->len > 1)
    sf_record_set_set (device, SF_DEVICE_UNREACHED, (const char *const *) names->pdata);
  return sf_record_equal (before, device) || sf_work_put (work, device, error);
}

/* Is there such a way at all? A kiosk has a line to the tablet, and a tablet knows where the screen listens. */
static gboolean
is_way (SfWork *work, const Said *said, gboolean *yes, GError **error)
{
  const gboolean kiosk = said->peer->role == SF_ROLE_K;
  g_autofree char *pair = g_strconcat (said->peer->device_id, said->other, NULL);
  g_autofree char *id = kiosk ? sf_work_id (pair, SF_KIND_RING_LINE, 0) : sf_work_id (said->other, SF_KIND_LAN, 0);
  g_autoptr(SfRecord) found = NULL;

  if (!sf_work_get (work, kiosk ? SF_KIND_RING_LINE : SF_KIND_LAN, id, &found, error))
    return FALSE;
  *yes = found != NULL;
  return TRUE;
}

static gboolean
do_said (SfIngest *self, gpointer data, GError **error)
{
  const Said *said = data;
  g_autofree char *pair = g_strconcat (device_of (said), tablet_of (said), NULL), *id = sf_work_id (pair, SF_KIND_WAY, 0);
  const gboolean ok = strcmp (said->state, "ok") == 0;
  const char *state = ok || is_in_touch (self, said->other) ? said->state : "off";
  g_autoptr(SfRecord) before = NULL, way = NULL, tablet = NULL;
  gboolean yes = FALSE;
  SfWork work;

  if (!sf_work_init (&work, self, NULL, error) || !is_way (&work, said, &yes, error))
    return FALSE;
  if (!yes)
    return TRUE;
  if (!sf_work_get (&work, SF_KIND_WAY, id, &before, error) || !sf_work_get (&work, SF_KIND_DEVICE, tablet_of (said), &tablet, error))
    return FALSE;
  if (tablet == NULL)
    return TRUE;
  if (ok)
    g_hash_table_remove (self->doubts, id);
  if (before != NULL && (sf_work_text_is (before, SF_WAY_REACH, state) || (!ok && strcmp (state, "off") != 0 && is_doubtful (self, before, said->other))))
    return TRUE;
  way = sf_record_new (SF_KIND_WAY, id);
  sf_record_set_text (way, SF_WAY_DEVICE, device_of (said));
  sf_record_set_text (way, SF_WAY_TABLET, tablet_of (said));
  sf_record_set_text (way, SF_WAY_NAME, sf_record_get_text (tablet, SF_DEVICE_NAME));
  sf_record_set_text (way, SF_WAY_REACH, state);
  sf_record_set_int (way, SF_WAY_REACH_AT, work.now);
  return sf_work_put (&work, way, error) && put_unreached (&work, said, error);
}

gboolean
sf_ingest_reach (SfIngest *self, const SfPeer *peer, const char *text, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (text, ".", 2);
  Said said = { peer, parts[0], parts[0] != NULL ? parts[1] : NULL };

  /* Of what no device can mean nothing is written down. */
  if ((peer->role != SF_ROLE_K && peer->role != SF_ROLE_T) || said.state == NULL || !sf_uuid_is_valid (said.other) || sf_enum_index (&sf_enum_reach, said.state) < 0)
    return TRUE;
  return sf_ingest_transaction (self, do_said, &said, error);
}

gboolean
sf_reach_forget (SfWork *work, guint field, const char *device_id, GError **error)
{
  g_autoptr(GPtrArray) ways = sf_work_where (work, SF_KIND_WAY, field, device_id, error);

  for (guint i = 0; ways != NULL && i < ways->len; i++)
    if (!sf_server_store_remove (work->store, SF_KIND_WAY, sf_record_get_id (ways->pdata[i]), error))
      return FALSE;
  return ways != NULL;
}
