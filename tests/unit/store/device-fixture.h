/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* A device store in a folder of its own, on fake time, and the mutations that tests write. */
#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>

#include "store/sf-device-sync.h"
#include "wire/sf-codec.h"

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfDeviceStore *store; } DeviceFixture;

#define DEVICE_START_MS G_GINT64_CONSTANT (1795319000000)

static inline void
device_open (DeviceFixture *f)
{
  g_autoptr(GError) error = NULL;

  f->store = sf_device_store_open (f->dir, NULL, NULL, f->clock, f->ids, &error);
  g_assert_no_error (error);
  g_assert_nonnull (f->store);
}

static inline void
device_reopen (DeviceFixture *f)
{
  sf_device_store_close (f->store);
  device_open (f);
}

static inline void
device_set_up (DeviceFixture *f, const char *role)
{
  f->dir = g_dir_make_tmp ("sf-device-XXXXXX", NULL);
  f->clock = sf_clock_new_fake (DEVICE_START_MS);
  f->ids = sf_ids_new_seeded (7);
  device_open (f);
  g_assert_true (sf_device_store_set (f->store, "role", role, NULL));
  g_assert_true (sf_device_store_set (f->store, "device_id", "00000000-0000-7000-8000-00000000000d", NULL));
}

static inline int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static inline void
device_remove_dir (const char *dir)
{
  nftw (dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void
device_tear_down (DeviceFixture *f)
{
  sf_device_store_close (f->store);
  sf_clock_unref (f->clock);
  sf_ids_unref (f->ids);
  device_remove_dir (f->dir);
  g_free (f->dir);
}

/* A visit with all that is required. (transfer full) */
static inline SfRecord *
visit_record (SfIds *ids, SfClock *clock, const char *surname)
{
  g_autofree char *id = sf_ids_new_uuid (ids, clock);
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (clock));
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
  sf_record_set_text (visit, SF_VISIT_DEVICE, "00000000-0000-7000-8000-00000000000d");
  sf_record_set_text (visit, SF_VISIT_SURNAME, surname);
  return visit;
}

/* Commits one mutation of @record (taken); its number. */
static inline gint64
commit_one (SfDeviceStore *store, const char *verb, SfRecord *record)
{
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(GError) error = NULL;
  gint64 mid = 0;

  g_ptr_array_add (mutations, sf_mutation_new (verb, record, NULL));
  g_assert_true (sf_device_store_commit (store, mutations, &mid, &error));
  g_assert_no_error (error);
  sf_record_unref (record);
  return mid;
}

static inline SfAck *
new_ack (const char *scope, gint64 head)
{
  SfAck *ack = g_new0 (SfAck, 1);

  ack->scope = g_strdup (scope);
  ack->head = head;
  memset (ack->chain, (int) head, sizeof ack->chain);
  return ack;
}

static inline SfHelloReply *
new_hello_reply (gint64 last, const char *bucket, gint64 head)
{
  SfHelloReply *reply = sf_hello_reply_new ();
  SfBucketState *state = g_new0 (SfBucketState, 1);

  reply->server_id = g_strdup ("server");
  reply->epoch = g_strdup ("epoch");
  reply->now_ms = DEVICE_START_MS + 5000;
  reply->last = last;
  reply->ack_ok = TRUE;
  state->bucket = g_strdup (bucket);
  state->ok = TRUE;
  g_ptr_array_add (reply->buckets, state);
  g_ptr_array_add (reply->acks, new_ack ("dealer", head));
  return reply;
}

/* @data NULL: gone. */
static inline SfRow *
new_row (const char *kind, const char *id, gint64 seq, const char *data)
{
  SfRow *row = g_new0 (SfRow, 1);

  row->kind = g_strdup (kind);
  row->id = g_strdup (id);
  row->seq = row->ver = seq;
  row->gone = data == NULL;
  row->data = g_strdup (data);
  row->data_len = data != NULL ? strlen (data) : 0;
  return row;
}

static inline SfRowPage *
new_page (gint64 seq, gint64 head, gboolean more)
{
  SfRowPage *page = sf_row_page_new ();

  g_strlcpy (page->token.scope, "dealer", sizeof page->token.scope);
  page->token.seq = seq;
  page->token.head = head;
  page->more = more;
  return page;
}

#define BUCKET "crm"

/* Steps of a conversation */

static inline void
say_hello (DeviceFixture *f, SfHelloReply *reply)
{
  g_autoptr(SfHelloReply) own = reply;
  g_autoptr(GError) error = NULL;
  gint64 regressions = 0;

  g_assert_true (sf_device_sync_apply_hello (f->store, own, &regressions, &error));
  g_assert_no_error (error);
}

static inline SfPageResult
take_page (DeviceFixture *f, SfRowPage *page)
{
  g_autoptr(SfRowPage) own = page;
  g_autoptr(GError) error = NULL;
  SfPageResult result;

  g_assert_true (sf_device_sync_apply_page (f->store, BUCKET, own, &result, &error));
  g_assert_no_error (error);
  return result;
}

/* The first sync of an empty bucket at @head. */
static inline void
settle_empty (DeviceFixture *f, gint64 head)
{
  say_hello (f, new_hello_reply (0, BUCKET, head));
  take_page (f, new_page (head, head, FALSE));
}

static inline void
push_all (DeviceFixture *f, gint64 last, gint64 safe, gint64 head, SfPushStatus status)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfPush) push = sf_device_sync_next_push (f->store, 0, SF_MAX_PUSH, &error);
  g_autoptr(SfPushReply) reply = sf_push_reply_new ();

  g_assert_no_error (error);
  reply->last = last;
  reply->safe = safe;
  g_ptr_array_add (reply->acks, new_ack ("dealer", head));
  for (gint64 mid = 1; mid <= last; mid++)
    {
      SfPushResult *result = g_new0 (SfPushResult, 1);

      result->mid = mid;
      result->status = status;
      result->seq = head;
      result->code = status == SF_PUSH_REJECTED ? g_strdup ("assign.taken") : NULL;
      g_ptr_array_add (reply->results, result);
    }
  g_assert_true (sf_device_sync_apply_push (f->store, push, reply, &error));
  g_assert_no_error (error);
}
