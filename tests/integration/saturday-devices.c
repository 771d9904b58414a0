/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "saturday.h"

#include <string.h>

#include "store/sf-server-private.h"
#include "wire/sf-codec.h"

gint64
now_of (World *w)
{
  return sf_clock_wall_ms (w->clock);
}

gint64
ask_int (World *w, const char *sql)
{
  gint64 n = -1;
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_server_int (sf_server_query (w->store, &error, sql, ""), -1, &n, &error));
  g_assert_no_error (error);
  return n;
}

GPtrArray *
records (World *w, SfKind kind)
{
  SfQuery query = { .kind = kind, .order = -1, .limit = G_MAXINT };
  g_autoptr(GError) error = NULL;
  GPtrArray *all = sf_table_query (sf_server_store_get_db (w->store), &query, &error);

  g_assert_no_error (error);
  return all;
}

static void
add_item (World *w, Device *dev, SfPush *push, const char *body)
{
  SfPushItem *item = g_new0 (SfPushItem, 1);

  item->mid = ++dev->last;
  sf_link (dev->last_h, body, strlen (body), item->h);
  memcpy (dev->last_h, item->h, SF_LINK_LEN);
  item->st = (now_of (w) << 16) | (++dev->ctr & 0xffff);
  item->clk = g_strdup ("ok");
  item->body = g_strdup (body);
  g_ptr_array_add (push->items, item);
}

void
hand_in (World *w, Device *dev, const char *body)
{
  g_autoptr(SfPush) push = sf_push_new ();
  g_autoptr(SfPushReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean fork = FALSE;

  push->inc = dev->peer.inc;
  push->floor = 1;
  add_item (w, dev, push, body);
  reply = sf_ingest_push (w->ingest, &dev->peer, push, &fork, &error);
  g_assert_no_error (error);
  g_assert_cmpint (((SfPushResult *) reply->results->pdata[0])->status, !=, SF_PUSH_QUARANTINED);
}

void
say (World *w, guint dev, const char *verb, SfRecord *data, const char *by)
{
  g_autoptr(SfMutation) mutation = sf_mutation_new (verb, data, by);
  g_autofree char *body = NULL;

  mutation->checked = TRUE;
  body = sf_codec_mutation_to_json (mutation);
  sf_record_unref (data);
  if (w->out)
    g_queue_push_tail (&w->dev[dev].kept, g_steal_pointer (&body));
  else
    hand_in (w, &w->dev[dev], body);
}

static void
put (World *w, SfRecord *record)
{
  g_autoptr(GError) error = NULL;

  sf_ingest_put (w->ingest, record, &error);
  g_assert_no_error (error);
  sf_record_unref (record);
}

void
put_device (World *w, guint n)
{
  static const char *const roles[] = { "kiosk", "kiosk", "tablet" };
  g_autofree char *id = sf_ids_new_uuid (w->ids, w->clock);
  SfRecord *device = sf_record_new (SF_KIND_DEVICE, id);

  g_strlcpy (w->dev[n].peer.device_id, id, sizeof w->dev[n].peer.device_id);
  w->dev[n].peer.inc = n + 1;
  w->dev[n].peer.role = sf_role_parse (roles[n]);
  sf_record_set_text (device, SF_DEVICE_SELF, id);
  sf_record_set_text (device, SF_DEVICE_NAME, roles[n]);
  sf_record_set_text (device, SF_DEVICE_ROLE, roles[n]);
  sf_record_set_text (device, SF_DEVICE_STATE, "active");
  put (w, device);
}
