/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be put on screens, what screens say of themselves, and how tablets reach them without this server. */
#define G_LOG_DOMAIN "sf-screen"
#include <string.h>

#include "base/sf-bytes.h"
#include "server/sf-ingest-private.h"

/* A call is read at a glance; whatever else may stand is in the registry. */
#define MAX_CALL_MS 60000
/* How much later than it was made something may still come up, beyond the time it stands. */
#define MAX_GRACE_MS (10 * 60 * 1000)

static gboolean
refuse (SfVerdict *out, SfPushStatus status, const char *code)
{
  out->status = status;
  out->code = code;
  return TRUE;
}

/* --- pushes ------------------------------------------------------------------------------------------------------------ */

static gboolean
times_fit (SfRecord *push)
{
  gint64 at = sf_record_get_int (push, SF_PUSH_AT), for_ms = sf_record_get_int (push, SF_PUSH_FOR_MS), end = sf_record_get_int (push, SF_PUSH_NOT_AFTER);
  gint64 most = sf_kind_info (SF_KIND_PUSH)->fields[SF_PUSH_FOR_MS].limit;

  if (sf_work_text_is (push, SF_PUSH_WHAT, "call"))
    most = MAX_CALL_MS;
  return for_ms > 0 && for_ms <= most && end >= at && end - at <= for_ms + MAX_GRACE_MS;
}

static gboolean
says_what (SfRecord *push)
{
  const char *what = sf_record_get_text (push, SF_PUSH_WHAT);

  if (g_strcmp0 (what, "model") == 0)
    return !sf_record_is_null (push, SF_PUSH_MODEL);
  if (g_strcmp0 (what, "view") == 0)
    return !sf_record_is_null (push, SF_PUSH_VIEW);
  if (g_strcmp0 (what, "back") == 0)
    return !sf_record_is_null (push, SF_PUSH_SUBJECT);
  return TRUE;
}

static gboolean
check_push (SfWork *work, SfRecord *push, SfVerdict *out, GError **error)
{
  g_autoptr(SfRecord) screen = NULL, subject = NULL;
  gboolean enabled = TRUE;

  if (!says_what (push) || !times_fit (push))
    return refuse (out, SF_PUSH_QUARANTINED, "invalid");
  if (!sf_work_get (work, SF_KIND_DEVICE, sf_record_get_text (push, SF_PUSH_DISPLAY), &screen, error)
      || !sf_work_get (work, SF_KIND_PUSH, sf_record_get_text (push, SF_PUSH_SUBJECT), &subject, error)
      || (!sf_record_is_null (push, SF_PUSH_BY) && !sf_work_enabled (work, sf_record_get_text (push, SF_PUSH_BY), FALSE, &enabled, error)))
    return FALSE;
  if (!enabled)
    return refuse (out, SF_PUSH_REJECTED, "rights.by");
  /* Only screens are shown things; a take-back names what stands on the very screen it is sent to. */
  if (!sf_work_text_is (screen, SF_DEVICE_ROLE, "display") || (subject != NULL && !sf_work_text_is (subject, SF_PUSH_DISPLAY, sf_record_get_id (screen))))
    return refuse (out, SF_PUSH_REJECTED, "rights.object");
  return TRUE;
}

/* A name without its guest's word is not kept; the push is. What was struck out once stays so when it comes again. */
static gboolean
strip_push (SfWork *work, SfRecord *push, gboolean *changed, GError **error)
{
  g_autoptr(SfRecord) before = NULL;
  gboolean yes;

  if (sf_record_is_null (push, SF_PUSH_GUEST))
    return TRUE;
  if (!sf_privacy_allows (work, sf_record_get_text (push, SF_PUSH_CONSENT), sf_record_get_text (push, SF_PUSH_VISIT), "welcome", &yes, error) || !sf_work_get (work, SF_KIND_PUSH, sf_record_get_id (push), &before, error))
    return FALSE;
  if (yes && (before == NULL || !sf_record_is_null (before, SF_PUSH_GUEST)))
    return TRUE;
  sf_record_unset (push, SF_PUSH_GUEST);
  *changed = TRUE;
  return TRUE;
}

/* --- what a screen says of itself -------------------------------------------------------------------------------------- */

static gboolean
check_showing (SfWork *work, SfRecord *showing, SfVerdict *out)
{
  g_autofree char *id = sf_work_id (work->peer->device_id, SF_KIND_SHOWING, 0);

  /* One record per screen, under its own id; a patch need not name the screen again. */
  if (strcmp (sf_record_get_id (showing), id) != 0
      || (sf_record_has (showing, SF_SHOWING_DISPLAY) && !sf_work_text_is (showing, SF_SHOWING_DISPLAY, work->peer->device_id)))
    return refuse (out, SF_PUSH_REJECTED, "rights.object");
  return TRUE;
}

static gboolean
check_play (SfWork *work, SfRecord *play, SfVerdict *out, GError **error)
{
  GError *failed = NULL;
  g_autoptr(SfStored) item = NULL;

  if (!sf_work_text_is (play, SF_PLAY_DISPLAY, work->peer->device_id))
    return refuse (out, SF_PUSH_REJECTED, "rights.object");
  /* Taken off the list while the screen was away: it was played all the same. */
  item = sf_server_store_load (work->store, SF_KIND_PLAYLIST_ITEM, sf_record_get_text (play, SF_PLAY_ITEM), &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  return item != NULL || refuse (out, SF_PUSH_REJECTED, "play.unknown");
}

/*
 * A screen that did not know the time guessed; the stamp knows by now, because it was made from the clock since boot after the
 * time was heard. A play is committed when it ends.
 */
static void
correct_play (SfWork *work, SfRecord *play)
{
  gint64 at = (work->stamp.st >> 16) - sf_record_get_int (play, SF_PLAY_FOR_MS);
  g_autofree char *day = NULL;

  if (sf_record_get_int (play, SF_PLAY_CLOCK) != 1 || !work->stamp.sure || at < 0)
    return;
  day = sf_day_of (at, work->zone, NULL);
  sf_record_set_int (play, SF_PLAY_AT, at);
  sf_record_set_text (play, SF_PLAY_DAY, day);
  sf_record_unset (play, SF_PLAY_CLOCK);
}

/* --- both -------------------------------------------------------------------------------------------------------------- */

gboolean
sf_screen_check (SfWork *work, SfRecord *data, SfVerdict *out, GError **error)
{
  switch ((guint) sf_record_get_kind (data))
    {
    case SF_KIND_PUSH:
      return check_push (work, data, out, error);
    case SF_KIND_SHOWING:
      return check_showing (work, data, out);
    case SF_KIND_PLAY:
      return check_play (work, data, out, error);
    default:
      return TRUE;
    }
}

gboolean
sf_screen_amend (SfWork *work, SfRecord *fact, gboolean *stripped, GError **error)
{
  if (sf_record_get_kind (fact) == SF_KIND_PLAY)
    correct_play (work, fact);
  return sf_record_get_kind (fact) != SF_KIND_PUSH || strip_push (work, fact, stripped, error);
}

/* --- the direct way ---------------------------------------------------------------------------------------------------- */

static void
new_key (SfIngest *self, SfRecord *lan, guint field)
{
  guint8 key[32];
  g_autofree char *hex = NULL;

  sf_ids_fill (self->ids, key, sizeof key);
  hex = sf_hex (key, sizeof key);
  sf_record_set_text (lan, field, hex);
}

typedef struct { const SfPeer *peer; const char *address; guint8 *key; } Place;

static gboolean
put_if_new (SfWork *work, SfRecord *before, SfRecord *now, GError **error)
{
  return (before != NULL && sf_record_equal (before, now)) || sf_work_put (work, now, error);
}

static gboolean
do_place (SfIngest *self, gpointer data, GError **error)
{
  Place *place = data;
  g_autofree char *id = sf_work_id (place->peer->device_id, SF_KIND_LAN, 0);
  g_autoptr(SfRecord) before = NULL, lan = NULL;
  SfWork work;

  if (!sf_work_init (&work, self, NULL, error) || !sf_work_get (&work, SF_KIND_LAN, id, &before, error))
    return FALSE;
  lan = before != NULL ? sf_record_copy (before) : sf_record_new (SF_KIND_LAN, id);
  if (before == NULL || !sf_unhex (sf_record_get_text (lan, SF_LAN_KEY), place->key, 32))
    new_key (self, lan, SF_LAN_KEY);
  sf_record_set_text (lan, SF_LAN_DISPLAY, place->peer->device_id);
  sf_record_set_text (lan, SF_LAN_ADDRESS, place->address);
  sf_unhex (sf_record_get_text (lan, SF_LAN_KEY), place->key, 32);
  if (before != NULL && !sf_work_text_is (before, SF_LAN_ADDRESS, place->address) && !sf_reach_forget (&work, SF_WAY_DEVICE, place->peer->device_id, error))
    return FALSE;
  return put_if_new (&work, before, lan, error);
}

static gboolean
forget_way (SfWork *work, const char *device_id, const char *tablet_id, GError **error)
{
  g_autofree char *pair = g_strconcat (device_id, tablet_id, NULL), *id = sf_work_id (pair, SF_KIND_WAY, 0);
  g_autoptr(SfRecord) way = NULL;

  return sf_work_get (work, SF_KIND_WAY, id, &way, error) && (way == NULL || sf_server_store_remove (work->store, SF_KIND_WAY, id, error));
}

/* A tablet has one key for all kiosks, which each learn it over their own bucket. */
static gboolean
do_line (SfIngest *self, gpointer data, GError **error)
{
  Place *place = data;
  const char *tablet = place->peer->device_id;
  g_autoptr(GPtrArray) devices = NULL, lines = NULL;
  g_autoptr(SfRecord) model = sf_record_new (SF_KIND_RING_LINE, tablet);
  SfWork work;

  if (!sf_work_init (&work, self, NULL, error) || (lines = sf_work_where (&work, SF_KIND_RING_LINE, SF_RING_LINE_TABLET, tablet, error)) == NULL
      || (devices = sf_work_all (&work, SF_KIND_DEVICE, error)) == NULL)
    return FALSE;
  if (lines->len > 0)
    sf_record_set_text (model, SF_RING_LINE_KEY, sf_record_get_text (lines->pdata[0], SF_RING_LINE_KEY));
  if (!sf_unhex (lines->len > 0 ? sf_record_get_text (model, SF_RING_LINE_KEY) : "", place->key, 32))
    new_key (self, model, SF_RING_LINE_KEY);
  sf_unhex (sf_record_get_text (model, SF_RING_LINE_KEY), place->key, 32);
  for (guint i = 0; i < devices->len; i++)
    {
      const char *kiosk = sf_record_get_id (devices->pdata[i]);
      g_autofree char *pair = g_strconcat (kiosk, tablet, NULL), *id = sf_work_id (pair, SF_KIND_RING_LINE, 0);
      g_autoptr(SfRecord) before = NULL, line = sf_record_new (SF_KIND_RING_LINE, id);

      if (!sf_work_text_is (devices->pdata[i], SF_DEVICE_ROLE, "kiosk") || !sf_work_text_is (devices->pdata[i], SF_DEVICE_STATE, "active"))
        continue;
      sf_record_set_text (line, SF_RING_LINE_KIOSK, kiosk);
      sf_record_set_text (line, SF_RING_LINE_TABLET, tablet);
      sf_record_set_text (line, SF_RING_LINE_ADDRESS, place->address);
      sf_record_set_text (line, SF_RING_LINE_KEY, sf_record_get_text (model, SF_RING_LINE_KEY));
      if (!sf_work_get (&work, SF_KIND_RING_LINE, id, &before, error))
        return FALSE;
      /* What was found out about a way holds as long as it leads to the same place. */
      if (before != NULL && !sf_work_text_is (before, SF_RING_LINE_ADDRESS, place->address) && !forget_way (&work, kiosk, tablet, error))
        return FALSE;
      if (!put_if_new (&work, before, line, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
sf_ingest_lan (SfIngest *self, const SfPeer *peer, const char *address, guint8 key[32], GError **error)
{
  Place place = { peer, address, key };

  if (peer->role == SF_ROLE_D || peer->role == SF_ROLE_T)
    {
      sf_reach_heard (self, peer->device_id);
      return sf_ingest_transaction (self, peer->role == SF_ROLE_D ? do_place : do_line, &place, error);
    }
  g_set_error_literal (error, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS, "Only screens and tablets are reached directly");
  return FALSE;
}

/* Tablets say where they are every minute, and then every line is made anew, under new keys. */
static gboolean
forget_lines (SfWork *work, GError **error)
{
  g_autoptr(GPtrArray) lines = sf_work_all (work, SF_KIND_RING_LINE, error);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    if (!sf_server_store_remove (work->store, SF_KIND_RING_LINE, sf_record_get_id (lines->pdata[i]), error))
      return FALSE;
  return lines != NULL;
}

static gboolean
do_forget (SfIngest *self, gpointer data, GError **error)
{
  const char *device_id = data;
  g_autoptr(GPtrArray) all = NULL;
  SfWork work;

  if (!sf_work_init (&work, self, NULL, error) || !forget_lines (&work, error) || !sf_reach_forget (&work, SF_WAY_DEVICE, device_id, error)
      || !sf_reach_forget (&work, SF_WAY_TABLET, device_id, error))
    return FALSE;
  all = sf_work_all (&work, SF_KIND_LAN, error);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      g_autoptr(SfRecord) lan = sf_record_copy (all->pdata[i]);

      new_key (self, lan, SF_LAN_KEY);
      if (sf_work_text_is (lan, SF_LAN_DISPLAY, device_id) ? !sf_server_store_remove (work.store, SF_KIND_LAN, sf_record_get_id (lan), error)
                                                           : !sf_work_put (&work, lan, error))
        return FALSE;
    }
  return all != NULL;
}

gboolean
sf_ingest_forget_device (SfIngest *self, const char *device_id, GError **error)
{
  return sf_ingest_transaction (self, do_forget, (gpointer) device_id, error);
}
