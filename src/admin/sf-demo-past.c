/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-demo-past.h"

#include <string.h>

#include "model/sf-assign.h"

/* Guests that never were. Numbers of 199 0000 are not in use. */
typedef struct {
  int days_ago, minute;              /* minutes after midnight; of today: before now */
  const char *staff_no, *purpose, *before, *surname, *title, *phone, *model;
  int heads, stay;                   /* minutes in the showroom; 0: still there */
  const char *level, *result, *drive, *buying, *note;
  int due;                           /* days from today; 99: none */
} Past;

static const Past past[] = {
  { 1, 10 * 60 + 12, "1001", "see", "first", "王", "mr", "+8619900000101", "s7", 2, 64, "A", "quote", "driven", "replacement", "要和家人商量；比较关心冬天续航", 0 },
  { 1, 11 * 60 + 40, "1002", "see", "repeat", "陈", "ms", "+8619900000102", "s5", 1, 38, "H", "considering", "driven", "first", "等颜色，想要珍珠白", 0 },
  { 1, 14 * 60 + 5, "1005", "browse", "unknown", NULL, NULL, NULL, NULL, 3, 15, NULL, NULL, NULL, NULL, NULL, 99 },
  { 1, 15 * 60 + 30, "1003", "see", "first", "刘", "mr", NULL, "x5", 2, 41, "B", "considering", "none", "additional", "先看看，年底前定", 6 },
  { 1, 9 * 60 + 25, "1005", "see", "first", "何", "mr", "+8619900000109", "x7", 3, 52, "B", "considering", "none", "replacement", "问家里能不能装充电桩", 2 },
  { 1, 9 * 60 + 50, "1006", "drive", "repeat", "许", "ms", "+8619900000110", "gt", 2, 45, "A", "quote", "driven", "additional", "试了运动模式，很喜欢", 1 },
  { 1, 10 * 60 + 48, "1008", "see", "first", "张", "mr", NULL, "s5", 2, 28, "C", "considering", "none", "first", NULL, 8 },
  { 1, 13 * 60 + 10, "1002", "see", "first", "林", "ms", "+8619900000111", "v8", 4, 66, "H", "ordered", "driven", "additional", "订了流沙金，月底提车", 5 },
  { 1, 16 * 60 + 20, "1008", "browse", "unknown", NULL, NULL, NULL, NULL, 2, 18, NULL, NULL, NULL, NULL, NULL, 99 },
  { 1, 17 * 60 + 35, "1003", "see", "repeat", "黄", "mr", "+8619900000112", "x9", 5, 74, "A", "quote", "booked", "replacement", "周六带父母来试六座", 2 },
  { 2, 9 * 60 + 45, "1008", "drive", "first", "赵", "ms", "+8619900000103", "x7", 4, 82, "A", "quote", "driven", "first", "一家四口，看重后排空间", 0 },
  { 2, 13 * 60 + 20, "1001", "see", "repeat", "周", "mr", "+8619900000104", "s7", 1, 55, "O", "ordered", "driven", "replacement", "已下订，旧车置换", 3 },
  { 2, 16 * 60 + 10, "1002", "see", "first", "吴", "mr", NULL, "s3", 1, 22, "C", "lost", "none", "first", NULL, 99 },
  { 3, 10 * 60 + 30, "1003", "see", "first", "孙", "ms", "+8619900000105", "s5", 2, 47, "B", "considering", "booked", "first", "周末带先生来试驾", -1 },
  { 3, 15 * 60, "1005", "see", "unknown", "郑", "mr", "+8619900000106", "v8", 5, 71, "A", "quote", "driven", "additional", "公司用车，两台", 1 },
  { 4, 11 * 60 + 15, "1006", "drive", "repeat", "冯", "mr", "+8619900000107", "gt", 1, 58, "H", "considering", "driven", "replacement", "等优惠", 0 },
  { 5, 10 * 60 + 50, "1008", "see", "first", "蒋", "ms", "+8619900000108", "x5", 2, 36, "C", "considering", "none", "first", NULL, 9 },
};

/* A morning; the last two are still here. */
static const Past morning[] = {
  { 0, 172, "1002", "see", "first", "沈", "ms", "+8619900000121", "s5", 2, 46, "B", "considering", "driven", "first", "想要珍珠白，问交车时间", 6 },
  { 0, 150, "1005", "see", "repeat", "韩", "mr", "+8619900000122", "s7", 1, 38, "A", "quote", "driven", "replacement", "给了报价，周末定", 2 },
  { 0, 128, "1008", "browse", "unknown", NULL, NULL, NULL, NULL, 3, 14, NULL, NULL, NULL, NULL, NULL, 99 },
  { 0, 104, "1006", "drive", "first", "杨", "mr", "+8619900000123", "x7", 4, 58, "H", "ordered", "driven", "first", "下订，苔原绿", 3 },
  { 0, 81, "1003", "see", "first", "朱", "ms", NULL, "s3", 1, 25, "C", "lost", "none", "first", NULL, 99 },
  { 0, 34, "1001", "see", "first", "秦", "mr", "+8619900000124", "x9", 5, 0, NULL, NULL, NULL, NULL, NULL, 99 },
  { 0, 16, "1002", "drive", "repeat", "吕", "ms", "+8619900000125", "gt", 2, 0, NULL, NULL, NULL, NULL, NULL, 99 },
};

typedef struct {
  SfAdmin *self;
  const Past *past;
  guint number;
  gint64 at;
  char *day, *visit, *consultant, *customer, *model, *device, *consent;
  const char *today;
} Scene;

static void
scene_clear (Scene *scene)
{
  g_free (scene->day);
  g_free (scene->visit);
  g_free (scene->consultant);
  g_free (scene->customer);
  g_free (scene->model);
  g_free (scene->device);
  g_free (scene->consent);
}

static char *
derived (Scene *scene, const char *prefix, const char *rest)
{
  g_autofree char *key = g_strconcat (prefix, rest, NULL);
  return sf_uuid_derive (scene->self->server_id, key, 0);
}

static void
set_model (SfRecord *record, guint field, Scene *scene)
{
  const char *const models[] = { scene->model, NULL };
  if (scene->model)
    sf_record_set_set (record, field, models);
}

static SfRecord *
make_visit (Scene *scene)
{
  const Past *p = scene->past;
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, scene->visit);
  g_autofree char *number = sf_ticket_number (p->days_ago ? "A" : "H", scene->number, TRUE);   /* H: today's kiosks begin with A */

  sf_record_set_text (visit, SF_VISIT_NUMBER, number);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, p->purpose);
  sf_record_set_text (visit, SF_VISIT_BEFORE, p->before);
  set_model (visit, SF_VISIT_MODELS, scene);
  if (p->surname) {
    sf_record_set_text (visit, SF_VISIT_SURNAME, p->surname);
    sf_record_set_text (visit, SF_VISIT_TITLE, p->title);
  }
  if (p->phone) {
    sf_record_set_text (visit, SF_VISIT_PHONE, p->phone);
    sf_record_set_text (visit, SF_VISIT_CONSENT, scene->consent);
  }
  sf_record_set_int (visit, SF_VISIT_HEADS, p->heads);
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, scene->at);
  sf_record_set_text (visit, SF_VISIT_DAY, scene->day);
  sf_record_set_text (visit, SF_VISIT_DEVICE, scene->device);
  return visit;
}

static SfRecord *
make_consent (Scene *scene)
{
  static const char *const purposes[] = { "visit", NULL };
  g_autofree char *notice_id = sf_uuid_derive (scene->self->server_id, "notice.zh_CN", 1);
  g_autoptr (SfRecord) notice = sf_table_get (sf_server_store_get_db (scene->self->store), SF_KIND_NOTICE, notice_id, NULL);
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, scene->consent);

  sf_record_set_text (consent, SF_CONSENT_VISIT, scene->visit);
  sf_record_set_text (consent, SF_CONSENT_NOTICE, notice_id);
  sf_record_set_text (consent, SF_CONSENT_SHA256, notice ? sf_record_get_text (notice, SF_NOTICE_SHA256) : "");
  sf_record_set_text (consent, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (consent, SF_CONSENT_AT, scene->at);
  return consent;
}

static SfRecord *
make_status (Scene *scene)
{
  const Past *p = scene->past;
  g_autofree char *id = sf_uuid_derive (scene->visit, "visit_status", 0);
  SfRecord *status = sf_record_new (SF_KIND_VISIT_STATUS, id);
  gint64 left = scene->at + p->stay * 60000;

  sf_record_set_text (status, SF_VISIT_STATUS_VISIT, scene->visit);
  sf_record_set_text (status, SF_VISIT_STATUS_DAY, scene->day);
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, p->stay ? "left" : "serving");
  sf_record_set_text (status, SF_VISIT_STATUS_BEFORE, p->before);
  sf_record_set_text (status, SF_VISIT_STATUS_BEFORE_HOW, "said");
  sf_record_set_int (status, SF_VISIT_STATUS_SINCE, left);
  if (p->stay)
    sf_record_set_int (status, SF_VISIT_STATUS_LEFT_AT, left);
  if (p->level || !p->stay) {
    sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, scene->consultant);
    sf_record_set_int (status, SF_VISIT_STATUS_ACCEPTED_AT, scene->at + 20000);
  }
  if (scene->customer)
    sf_record_set_text (status, SF_VISIT_STATUS_CUSTOMER, scene->customer);
  return status;
}

static SfRecord *
make_customer (Scene *scene)
{
  const Past *p = scene->past;
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, scene->customer);

  sf_record_set_text (customer, SF_CUSTOMER_SURNAME, p->surname);
  sf_record_set_text (customer, SF_CUSTOMER_TITLE, p->title);
  sf_record_set_text (customer, SF_CUSTOMER_PHONE, p->phone);
  sf_record_set_text (customer, SF_CUSTOMER_OWNER, scene->consultant);
  if (p->level)
    sf_record_set_text (customer, SF_CUSTOMER_LEVEL, p->level);
  set_model (customer, SF_CUSTOMER_MODELS, scene);
  sf_record_set_int (customer, SF_CUSTOMER_FIRST_AT, scene->at);
  sf_record_set_int (customer, SF_CUSTOMER_LAST_AT, scene->at);
  if (p->note)
    sf_record_set_text (customer, SF_CUSTOMER_LAST_NOTE, p->note);
  sf_record_set_int (customer, SF_CUSTOMER_VISITS, 1);
  return customer;
}

static SfRecord *
make_outcome (Scene *scene)
{
  const Past *p = scene->past;
  g_autofree char *id = sf_uuid_derive (scene->visit, "outcome", 0);
  SfRecord *outcome = sf_record_new (SF_KIND_OUTCOME, id);

  sf_record_set_text (outcome, SF_OUTCOME_VISIT, scene->visit);
  if (scene->customer)
    sf_record_set_text (outcome, SF_OUTCOME_CUSTOMER, scene->customer);
  sf_record_set_text (outcome, SF_OUTCOME_CONSULTANT, scene->consultant);
  sf_record_set_text (outcome, SF_OUTCOME_DAY, scene->day);
  sf_record_set_text (outcome, SF_OUTCOME_LEVEL, p->level);
  set_model (outcome, SF_OUTCOME_MODELS, scene);
  sf_record_set_text (outcome, SF_OUTCOME_DRIVE, p->drive);
  sf_record_set_text (outcome, SF_OUTCOME_BUYING, p->buying);
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, p->result);
  if (strcmp (p->result, "lost") == 0)
    sf_record_set_text (outcome, SF_OUTCOME_LOST_REASON, "competitor");
  if (p->note)
    sf_record_set_text (outcome, SF_OUTCOME_NOTE, p->note);
  sf_record_set_int (outcome, SF_OUTCOME_AT, scene->at + p->stay * 60000);
  return outcome;
}

static SfRecord *
make_follow_up (Scene *scene)
{
  g_autofree char *id = sf_uuid_derive (scene->visit, "follow_up", 0);
  g_autofree char *due = sf_date_add (scene->today, scene->past->due);
  SfRecord *follow = sf_record_new (SF_KIND_FOLLOW_UP, id);

  sf_record_set_text (follow, SF_FOLLOW_UP_CONSULTANT, scene->consultant);
  if (scene->customer)
    sf_record_set_text (follow, SF_FOLLOW_UP_CUSTOMER, scene->customer);
  sf_record_set_text (follow, SF_FOLLOW_UP_VISIT, scene->visit);
  sf_record_set_text (follow, SF_FOLLOW_UP_DUE, due);
  sf_record_set_text (follow, SF_FOLLOW_UP_LEVEL, scene->past->level);
  sf_record_set_text (follow, SF_FOLLOW_UP_STATE, "open");
  return follow;
}

gint64
sf_demo_instant (const char *day, int minute, const char *zone)
{
  g_autoptr (GTimeZone) tz = g_time_zone_new_identifier (zone);
  g_autofree char *text = g_strdup_printf ("%sT%02d:%02d:00", day, minute / 60, minute % 60);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, tz);
  return time ? g_date_time_to_unix (time) * 1000 : 0;
}

static void
set_scene (Scene *scene, const char *zone)
{
  const Past *p = scene->past;
  const gint64 now = sf_clock_wall_ms (scene->self->clock);
  int minute;

  scene->day = sf_date_add (scene->today, -p->days_ago);
  scene->at = p->days_ago ? sf_demo_instant (scene->day, p->minute, zone) : now - p->minute * 60000;
  if (p->days_ago == 0) {                       /* shortly after midnight a morning lies in yesterday */
    g_free (scene->day);
    scene->day = sf_day_of (scene->at, zone, &minute);
  }
  g_autofree char *key = g_strdup_printf ("demo-visit-%s-%u", scene->day, scene->number);
  scene->visit = derived (scene, key, p->days_ago ? "" : "-now");
  scene->consultant = derived (scene, "consultant:", p->staff_no);
  scene->model = p->model ? derived (scene, "model:", p->model) : NULL;
  scene->device = derived (scene, "demo-desk", "");
  scene->customer = p->phone ? sf_uuid_derive (scene->visit, "customer", 0) : NULL;
  scene->consent = p->phone ? sf_uuid_derive (scene->visit, "consent", 0) : NULL;
}

static void
add_scene (Scene *scene, GPtrArray *records)
{
  g_ptr_array_add (records, make_visit (scene));
  if (scene->consent)
    g_ptr_array_add (records, make_consent (scene));
  g_ptr_array_add (records, make_status (scene));
  if (scene->customer)
    g_ptr_array_add (records, make_customer (scene));
  if (scene->past->result)
    g_ptr_array_add (records, make_outcome (scene));
  if (scene->past->due != 99)
    g_ptr_array_add (records, make_follow_up (scene));
}

static void
add_scenes (SfAdmin *self, const Past *rows, guint n, const char *today, const char *zone, GPtrArray *records)
{
  for (guint i = 0, number = 1; i < n; i++, number++) {
    if (i > 0 && rows[i].days_ago != rows[i - 1].days_ago)
      number = 1;
    Scene scene = { .self = self, .past = &rows[i], .number = number, .today = today };
    set_scene (&scene, zone);
    add_scene (&scene, records);
    scene_clear (&scene);
  }
}

gboolean
sf_demo_put_past (SfAdmin *self, gboolean busy, GError **error)
{
  g_autofree char *zone = sf_admin_zone (self);
  int minute;
  g_autofree char *today = sf_day_of (sf_clock_wall_ms (self->clock), zone, &minute);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  add_scenes (self, past, G_N_ELEMENTS (past), today, zone, records);
  if (busy)
    add_scenes (self, morning, G_N_ELEMENTS (morning), today, zone, records);
  return sf_ingest_put_all (self->ingest, records, error);
}
