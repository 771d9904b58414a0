/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* A started device in a folder of its own on fake time, and pages as a server would send them. */
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "app/sf-device-private.h"
#include "craft/sf-pin.h"
#include "store/sf-device-sync.h"
#include "wire/sf-codec.h"

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfDevice *device; gint64 seq; const char *role; } AppFixture;

/* 2026-11-22 10:00 in Shanghai. */
#define APP_START_MS G_GINT64_CONSTANT (1795312800000)
#define APP_DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define APP_DEVICE "00000000-0000-7000-8000-00000000000d"
#define APP_LI "00000000-0000-7000-8000-000000000001"
#define APP_WANG "00000000-0000-7000-8000-000000000002"
#define APP_S7 "00000000-0000-7000-8000-0000000000a7"
#define APP_BUCKET "all"

static inline gboolean
app_too_late (gpointer what)
{
  g_error ("still waiting for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until @condition holds; fails after ten seconds. */
#define app_wait(condition) \
  G_STMT_START { \
    guint app_source = g_timeout_add_seconds (10, app_too_late, (gpointer) #condition); \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (app_source); \
  } G_STMT_END

static inline void
app_take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static inline gpointer
app_run (AppFixture *f, SfDeviceFunc func, gpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gpointer value;

  sf_device_run_async (f->device, func, data, NULL, NULL, app_take_result, &result);
  app_wait (result != NULL);
  value = sf_device_run_finish (f->device, result, &error);
  g_assert_no_error (error);
  return value;
}

static inline void
app_start (AppFixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  f->device = sf_device_new (f->dir, f->clock, f->ids);
  sf_device_start_async (f->device, app_take_result, &result);
  app_wait (result != NULL);
  g_assert_true (sf_device_start_finish (f->device, result, &error));
  g_assert_no_error (error);
}

static inline void
app_stop (AppFixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_device_stop_async (f->device, app_take_result, &result);
  app_wait (result != NULL);
  sf_device_stop_finish (f->device, result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&result);
  g_assert_cmpuint (G_OBJECT (f->device)->ref_count, ==, 1);
  g_clear_object (&f->device);
}

static inline gpointer
app_say_who (gpointer store, gpointer data, GError **error)
{
  AppFixture *f = data;
  SfHelloReply *reply = sf_hello_reply_new ();
  SfBucketState *state = g_new0 (SfBucketState, 1);
  gint64 regressions = 0;
  gboolean done;

  g_assert_true (sf_device_store_set_all (store, error, "role", f->role, "device_id", APP_DEVICE, NULL));
  reply->server_id = g_strdup ("server");
  reply->epoch = g_strdup ("epoch");
  reply->now_ms = APP_START_MS;
  reply->ack_ok = TRUE;
  state->bucket = g_strdup (APP_BUCKET);
  state->ok = TRUE;
  g_ptr_array_add (reply->buckets, state);
  done = sf_device_sync_apply_hello (store, reply, &regressions, error);
  sf_hello_reply_free (reply);
  return GINT_TO_POINTER (done);
}

typedef struct { AppFixture *f; GPtrArray *records; const char *gone; } AppPage;

static inline gpointer
app_do_page (gpointer store, gpointer data, GError **error)
{
  AppPage *in = data;
  g_autoptr(SfRowPage) page = sf_row_page_new ();
  SfPageResult result;

  for (guint i = 0; i < in->records->len; i++) {
    SfRecord *record = in->records->pdata[i];
    SfRow *row = g_new0 (SfRow, 1);

    row->kind = g_strdup (sf_kind_info (sf_record_get_kind (record))->name);
    row->id = g_strdup (sf_record_get_id (record));
    row->seq = row->ver = ++in->f->seq;
    row->gone = in->gone != NULL;
    row->data = row->gone ? NULL : sf_codec_record_to_json (record);
    row->data_len = row->data != NULL ? strlen (row->data) : 0;
    g_ptr_array_add (page->rows, row);
  }
  g_strlcpy (page->token.scope, "dealer", sizeof page->token.scope);
  page->token.seq = page->token.head = in->f->seq;
  return GINT_TO_POINTER (sf_device_sync_apply_page (store, APP_BUCKET, page, &result, error));
}

/* The server's word: @records (taken) as one page. */
static inline void
app_page (AppFixture *f, SfRecord *first, ...)
{
  AppPage page = { f, g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref), NULL };
  va_list args;

  va_start (args, first);
  for (SfRecord *record = first; record != NULL; record = va_arg (args, SfRecord *))
    g_ptr_array_add (page.records, record);
  va_end (args);
  g_assert_nonnull (app_run (f, app_do_page, &page));
  g_ptr_array_unref (page.records);
}

static inline void
app_gone (AppFixture *f, SfRecord *record)
{
  AppPage page = { f, g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref), "gone" };

  g_ptr_array_add (page.records, record);
  g_assert_nonnull (app_run (f, app_do_page, &page));
  g_ptr_array_unref (page.records);
}

static inline SfRecord *
app_consultant (const char *id, const char *name, int position)
{
  SfRecord *record = sf_record_new (SF_KIND_CONSULTANT, id);
  g_autofree char *number = g_strdup_printf ("10%02d", position);

  sf_record_set_text (record, SF_CONSULTANT_STAFF_NO, number);
  sf_record_set_ltext (record, SF_CONSULTANT_NAME, SF_LANG_ZH_CN, name);
  sf_record_set_text (record, SF_CONSULTANT_JOB, "sales");
  sf_record_set_int (record, SF_CONSULTANT_POSITION, position);
  sf_record_set_int (record, SF_CONSULTANT_ACTIVE, 1);
  return record;
}

static inline SfRecord *
app_roster (const char *consultant, const char *presence)
{
  g_autofree char *id = sf_uuid_derive (consultant, "roster", 0);
  SfRecord *record = sf_record_new (SF_KIND_ROSTER, id);

  sf_record_set_text (record, SF_ROSTER_CONSULTANT, consultant);
  sf_record_set_text (record, SF_ROSTER_PRESENCE, presence);
  return record;
}

static inline SfRecord *
app_status (const char *visit, const char *state, const char *consultant)
{
  g_autofree char *id = sf_uuid_derive (visit, "visit_status", 0);
  SfRecord *status = sf_record_new (SF_KIND_VISIT_STATUS, id);

  sf_record_set_text (status, SF_VISIT_STATUS_VISIT, visit);
  sf_record_set_text (status, SF_VISIT_STATUS_DAY, "2026-11-22");
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, state);
  if (consultant != NULL)
    sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, consultant);
  return status;
}

/* A guest of this device, with a new id. (transfer full) */
static inline SfRecord *
app_guest_visit (AppFixture *f)
{
  g_autofree char *id = sf_ids_new_uuid (f->ids, f->clock);
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, APP_START_MS);
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
  sf_record_set_text (visit, SF_VISIT_DEVICE, APP_DEVICE);
  return visit;
}

static inline SfRecord *
app_setting (const char *key, const char *value)
{
  g_autofree char *id = sf_uuid_derive (key, "setting", 0);
  SfRecord *record = sf_record_new (SF_KIND_SETTING, id);

  sf_record_set_text (record, SF_SETTING_KEY, key);
  sf_record_set_text (record, SF_SETTING_VALUE, value);
  return record;
}

static inline SfRecord *
app_dealer (void)
{
  SfRecord *dealer = sf_record_new (SF_KIND_DEALER, "00000000-0000-7000-8000-0000000000d0");

  sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_ZH_CN, "星河汽车");
  sf_record_set_text (dealer, SF_DEALER_ZONE, "Asia/Shanghai");
  sf_record_set_text (dealer, SF_DEALER_REGION, "cn");
  return dealer;
}

static inline SfRecord *
app_notice (void)
{
  SfRecord *notice = sf_record_new (SF_KIND_NOTICE, "00000000-0000-7000-8000-0000000000b0");

  sf_record_set_int (notice, SF_NOTICE_VERSION, 3);
  sf_record_set_text (notice, SF_NOTICE_LANG, "zh_CN");
  sf_record_set_text (notice, SF_NOTICE_SHORT, "short");
  sf_record_set_text (notice, SF_NOTICE_FULL, "full");
  sf_record_set_text (notice, SF_NOTICE_SHA256, "0000000000000000000000000000000000000000000000000000000000000000");
  sf_record_set_int (notice, SF_NOTICE_EFFECTIVE, APP_START_MS - APP_DAY_MS);
  return notice;
}

/* A small house: dealer, this device with the letter B, two colleagues, a notice. */
static inline void
app_furnish (AppFixture *f)
{
  SfRecord *device = sf_record_new (SF_KIND_DEVICE, APP_DEVICE);

  sf_record_set_text (device, SF_DEVICE_SELF, APP_DEVICE);
  sf_record_set_text (device, SF_DEVICE_NAME, "one");
  sf_record_set_text (device, SF_DEVICE_ROLE, f->role);
  sf_record_set_text (device, SF_DEVICE_LETTER, "B");
  sf_record_set_text (device, SF_DEVICE_STATE, "active");
  app_page (f, app_dealer (), device, app_notice (), app_consultant (APP_LI, "李明", 1), app_roster (APP_LI, "free"),
            app_consultant (APP_WANG, "王芳", 2), app_roster (APP_WANG, "free"), NULL);
}

static inline void
app_set_up (AppFixture *f, gconstpointer role)
{
  f->role = role;
  f->dir = g_dir_make_tmp ("sf-app-XXXXXX", NULL);
  f->clock = sf_clock_new_fake (APP_START_MS);
  f->ids = sf_ids_new_seeded (11);
  app_start (f);
  g_assert_nonnull (app_run (f, app_say_who, f));
  sf_device_count (f->device);
  app_wait (sf_device_get_paired (f->device));
}

static inline int
app_remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static inline void
app_tear_down (AppFixture *f, gconstpointer role)
{
  app_stop (f);
  sf_clock_unref (f->clock);
  sf_ids_unref (f->ids);
  nftw (f->dir, app_remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (f->dir);
}

static inline gpointer
app_do_answer (gpointer store, gpointer data, GError **error)
{
  g_autoptr(SfPush) push = sf_device_sync_next_push (store, 0, SF_MAX_PUSH, error);
  g_autoptr(SfPushReply) reply = sf_push_reply_new ();
  SfAck *ack = g_new0 (SfAck, 1);

  for (guint i = 0; i < push->items->len; i++) {
    SfPushItem *item = push->items->pdata[i];
    SfPushResult *result = g_new0 (SfPushResult, 1);

    result->mid = reply->last = item->mid;
    result->status = (SfPushStatus) GPOINTER_TO_INT (data);
    result->code = result->status == SF_PUSH_REJECTED ? g_strdup ("assign.taken") : NULL;
    g_ptr_array_add (reply->results, result);
  }
  ack->scope = g_strdup ("dealer");
  g_ptr_array_add (reply->acks, ack);
  return GINT_TO_POINTER (sf_device_sync_apply_push (store, push, reply, error));
}

/* The server answers everything that waits with @status. */
static inline void
app_answer (AppFixture *f, SfPushStatus status)
{
  g_assert_nonnull (app_run (f, app_do_answer, GINT_TO_POINTER (status)));
}

static inline gpointer
app_do_query (gpointer store, gpointer data, GError **error)
{
  SfQuery query = { .kind = (SfKind) GPOINTER_TO_INT (data), .order = -1 };

  return sf_table_query (sf_device_store_get_db (store), &query, error);
}

/* Every record of a kind, in order of id. (transfer full) */
static inline GPtrArray *
app_records (AppFixture *f, SfKind kind)
{
  return app_run (f, app_do_query, GINT_TO_POINTER (kind));
}
