/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "base/sf-bytes.h"
#include "model/sf-assign.h"

/*
 * The privacy notice in the languages that guests choose from: short above the button, full one touch away. A lawyer of the
 * dealer confirms it; what the product cannot know (cameras, where data lie) is said only when the dealer confirmed it
 * (init --confirm-claims). A notice is never edited: a changed text is a new version.
 */
#define CLAIM '!'      /* a line that needs the dealer's word */

typedef struct { SfLang lang; const char *title, *short_text; const char *lines[10]; const char *end; } Notice;

static const Notice notices[] = {
  { SF_LANG_ZH_CN, "个人信息说明",
    "点“同意并取号”，表示您同意《个人信息说明》：我们收集您的称呼、手机号和来意，只用于接待您和您要的报价、预约，随时可以撤回、删除。未满14周岁请由家长办理。",
    { "我们是{company}，地址{address}，电话{phone}。",
      "我们收集：您的称呼、手机号、想看的车和来意。手机号可以不留，不影响接待。",
      "用来：安排顾问接待您；给您要的报价、试驾和预约；记录这次到店。不作别的用途。",
      "这两件事另外征得您同意才做，不同意也照样接待：发新车和活动消息；把购车意向提供给{brand}厂家。",
      "保存多久：之后没有联系的，12个月后删除；到店记录24个月后去掉个人信息，只留数字。",
      "!我们不做人脸识别，不收集同行人的信息，不卖给别人。信息存放在境内，不出境。",
      "您随时可以查看、更正、复制、撤回同意、删除：打{phone}，或告诉店里任何一位同事。15个工作日内办好。",
      "未满14周岁，请由家长办理。", NULL },
    "第{version}版，{date}" },
  { SF_LANG_ZH_TW, "個人資料告知事項",
    "按「同意並取號」即表示您同意《個人資料告知事項》：我們蒐集您的稱呼、手機號碼與來訪目的，僅用於接待及您需要的報價、預約，您可隨時撤回或要求刪除。未成年請由家長陪同。",
    { "蒐集者：{company}，{address}，電話 {phone}。",
      "目的：消費者、客戶管理與服務（090）；您同意時另含行銷（040）。",
      "類別：您的稱呼、手機號碼（C001）、來訪目的與有興趣的車款。",
      "期間、對象、方式：自今日起12個月；本公司及您同意提供的{brand}原廠；以電話、簡訊或您選擇的通訊軟體聯繫。",
      "您可依第3條查詢、閱覽、要求複製、補充更正、停止蒐集處理利用、刪除：來電 {phone}，或告知任何一位同仁。",
      "!我們不做人臉辨識，不蒐集同行者的資料，不轉售給他人。",
      "手機號碼可不提供，不影響接待，僅無法以電話聯繫您。",
      "未成年請由法定代理人陪同。", NULL },
    "第{version}版，{date}" },
  { SF_LANG_EN, "Privacy notice",
    "By tapping \"Agree and check in\" you accept our privacy notice: we keep your name, number and reason for visiting, only to look after you and to send any quote or booking you ask for. You can withdraw or have it deleted at any time. Under 14? Please ask a parent.",
    { "We are {company}, {address}, {phone}.",
      "We keep: what to call you, your mobile number, why you came and which car interests you. The number is optional.",
      "To: have a consultant look after you; send the quote, test drive or booking you ask for; record this visit. Nothing else.",
      "Only if you agree separately, and it makes no difference to how we treat you: news of cars and events; sharing your interest with {brand}.",
      "Deleted 12 months after our last contact; visits lose all personal detail after 24 months.",
      "!No face recognition, nothing about the people with you, never sold.",
      "See, correct, copy, withdraw or delete at any time: call {phone}, or tell any of us. Done within 15 working days.",
      "Under 14? Please ask a parent.", NULL },
    "Version {version}, {date}" },
};

static const char *
said (const char *text)
{
  return text && *text ? text : "—";
}

static char *
full_text (const Notice *notice, SfRecord *dealer, gboolean claims, guint version, const char *date)
{
  g_autoptr (GString) text = g_string_new (notice->title);
  const char *company = sf_record_get_ltext (dealer, SF_DEALER_COMPANY, notice->lang);
  g_autofree char *number = g_strdup_printf ("%u", version);
  guint n = 0;

  if (!company)
    company = sf_record_get_ltext (dealer, SF_DEALER_NAME, notice->lang);
  for (guint i = 0; notice->lines[i]; i++) {
    gboolean claim = notice->lines[i][0] == CLAIM;
    if (!claim || claims)
      g_string_append_printf (text, "\n%u. %s", ++n, notice->lines[i] + claim);
  }
  g_string_append_printf (text, "\n%s", notice->end);
  return sf_fill (text->str, "company", said (company), "address", said (sf_record_get_ltext (dealer, SF_DEALER_ADDRESS, notice->lang)),
                  "phone", said (sf_record_get_text (dealer, SF_DEALER_PHONE)), "brand", said (sf_record_get_ltext (dealer, SF_DEALER_BRAND, notice->lang)),
                  "version", number, "date", date, NULL);
}

static char *
text_hash (const char *short_text, const char *full)
{
  guint8 hash[SF_HASH_LEN];
  sf_sha256_parts (hash, short_text, strlen (short_text), "", (gsize) 1, full, strlen (full), NULL);
  return sf_hex (hash, sizeof hash);
}

/* The newest version there is of a language. */
static guint
newest (GPtrArray *all, SfLang lang, SfRecord **record)
{
  guint version = 0;
  *record = NULL;
  for (guint i = 0; i < all->len; i++) {
    SfRecord *notice = g_ptr_array_index (all, i);
    gint64 v = sf_record_get_int (notice, SF_NOTICE_VERSION);
    if (g_strcmp0 (sf_record_get_text (notice, SF_NOTICE_LANG), sf_lang_code (lang)) == 0 && v > version) {
      version = (guint) v;
      *record = notice;
    }
  }
  return version;
}

/* The date of a notice's last line stays the day it was made: its text must not change by itself. */
static char *
date_of (SfRecord *notice, SfAdmin *self, const char *zone)
{
  int minute;
  return sf_day_of (notice ? sf_record_get_int (notice, SF_NOTICE_EFFECTIVE) : sf_clock_wall_ms (self->clock), zone, &minute);
}

static gboolean
put_notice (SfAdmin *self, const Notice *notice, SfRecord *dealer, GPtrArray *all, GError **error)
{
  const char *zone = sf_record_get_text (dealer, SF_DEALER_ZONE);
  g_autofree char *confirmed = sf_server_store_get (self->store, "notice.claims");
  SfRecord *before;
  guint version = newest (all, notice->lang, &before);

  if (before) {
    g_autofree char *date = date_of (before, self, zone);
    g_autofree char *same = full_text (notice, dealer, confirmed != NULL, version, date);
    if (g_strcmp0 (same, sf_record_get_text (before, SF_NOTICE_FULL)) == 0)
      return TRUE;
  }
  version++;
  g_autofree char *date = date_of (NULL, self, zone);
  g_autofree char *full = full_text (notice, dealer, confirmed != NULL, version, date);
  g_autofree char *hash = text_hash (notice->short_text, full);
  g_autofree char *key = g_strdup_printf ("notice.%s", sf_lang_code (notice->lang));
  g_autofree char *id = sf_uuid_derive (self->server_id, key, version);
  g_autoptr (SfRecord) record = sf_record_new (SF_KIND_NOTICE, id);
  sf_record_set_int (record, SF_NOTICE_VERSION, version);
  sf_record_set_text (record, SF_NOTICE_LANG, sf_lang_code (notice->lang));
  sf_record_set_text (record, SF_NOTICE_SHORT, notice->short_text);
  sf_record_set_text (record, SF_NOTICE_FULL, full);
  sf_record_set_text (record, SF_NOTICE_SHA256, hash);
  sf_record_set_int (record, SF_NOTICE_EFFECTIVE, sf_clock_wall_ms (self->clock));
  return sf_ingest_put (self->ingest, record, error);
}

gboolean
sf_admin_put_notices (SfAdmin *self, SfRecord *dealer, GError **error)
{
  g_autoptr (GPtrArray) all = sf_admin_all (self, SF_KIND_NOTICE, error);
  for (guint i = 0; all && i < G_N_ELEMENTS (notices); i++)
    if (!put_notice (self, &notices[i], dealer, all, error))
      return FALSE;
  return all != NULL;
}
