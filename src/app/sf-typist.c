/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-typist"
#include "config.h"
#include "app/sf-typist.h"
#include "base/sf-file.h"
#include "base/sf-worker.h"

#include <string.h>

#define SAVE_AFTER_S 3
#define MOST_BYTES (256 * 1024)
#define N_KEYS 2

/* What is said in a showroom all day and the dictionary puts far down, or does not have (docs/glossary.md has the words). */
static const char *const trade_cn[] = {
  "试驾", "试乘", "置换", "贷款", "分期", "首付", "月供", "尾款", "裸车价", "落地价", "指导价", "购置税", "上牌", "交强险", "商业险", "提车", "交车", "现车", "订金", "定金",
  "优惠", "贴息", "续航", "快充", "慢充", "充电桩", "混动", "纯电", "增程", "四驱", "两驱", "版本", "选装", "外观", "内饰", "天窗", "座椅", "轮毂", "智驾", "车机", "库存",
  "在途", "竞品", "增购", "换购", "首购", "保养", "维修", "钣喷", "质保", "保客", "邀约", "到店", "离店", "留档", "战败", "意向", "二手车", "评估", "残值", "家人商量", NULL,
};
/* Taiwan's own words, not those above in other characters. */
static const char *const trade_tw[] = {
  "試駕", "試乘", "舊換新", "貸款", "分期", "頭期款", "月付金", "尾款", "空車價", "落地價", "建議售價", "零利率", "領牌", "強制險", "任意險", "領車", "交車", "現車", "訂金", "定金",
  "優惠", "折讓", "續航", "快充", "慢充", "充電樁", "油電", "純電", "增程", "四驅", "兩驅", "等級", "選配", "車色", "內裝", "天窗", "座椅", "輪圈", "輔助駕駛", "車機", "庫存",
  "在途", "競品", "增購", "換購", "首購", "保養", "維修", "鈑烤", "鈑噴", "保固", "舊客", "邀約", "來店", "離店", "留檔", "戰敗", "意願", "中古車", "估價", "殘值", "家人商量", NULL,
};

typedef struct { char *path, *lines; } Saving;

struct _SfTypist
{
  GObject parent_instance;
  SfTyping *typing[N_KEYS];   /* (owned) (nullable) */
  SfCatalogue *cars;          /* (owned) (nullable) */
  GHashTable *known;          /* (owned) set: words that keys have besides, each after its keys */
  SfWorker *worker;           /* (owned) */
  char *path;                 /* (owned) (nullable) */
  guint saving;
};

G_DEFINE_FINAL_TYPE (SfTypist, sf_typist, G_TYPE_OBJECT)

/* The keys and the language of their words. */
static SfLang
lang_of (guint keys)
{
  return keys == SF_TYPING_ZHUYIN ? SF_LANG_ZH_TW : SF_LANG_ZH_CN;
}

static void
add_word (SfTypist *self, guint keys, const char *text)
{
  if (text == NULL || self->typing[keys] == NULL || !g_hash_table_add (self->known, g_strdup_printf ("%u%s", keys, text)))
    return;
  sf_typing_add_word (self->typing[keys], text);
}

static void
add_words (SfTypist *self, guint keys, const char *const *texts)
{
  for (; *texts != NULL; texts++)
    add_word (self, keys, *texts);
}

static void
on_cars_changed (SfTypist *self)
{
  g_autoptr (GPtrArray) models = sf_catalogue_find (self->cars, NULL);

  for (guint i = 0; i < models->len * N_KEYS; i++)
    {
      SfRecord *model = models->pdata[i / N_KEYS];
      SfRecord *brand = sf_catalogue_brand (self->cars, sf_record_get_text (model, SF_MODEL_BRAND));

      add_word (self, i % N_KEYS, sf_record_get_ltext (model, SF_MODEL_NAME, lang_of (i % N_KEYS)));
      add_word (self, i % N_KEYS, brand != NULL ? sf_record_get_ltext (brand, SF_BRAND_NAME, lang_of (i % N_KEYS)) : NULL);
    }
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_free (saving->path);
  g_free (saving->lines);
  g_free (saving);
}

static gpointer
save_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Saving *saving = data;

  sf_file_replace (saving->path, saving->lines, strlen (saving->lines), 0600, error);
  return NULL;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    g_message ("what the keyboard learnt is not kept: %s", error->message);
}

/* The keys of both languages in one file: what one does not have it passes over. */
static Saving *
what_to_save (SfTypist *self)
{
  Saving *saving = g_new0 (Saving, 1);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < N_KEYS; i++)
    if (self->typing[i] != NULL)
      {
        g_autofree char *learnt = sf_typing_learnt (self->typing[i]);
        g_string_append_printf (lines, "%u\n%s", i, learnt);
      }
  saving->path = g_strdup (self->path);
  saving->lines = g_string_free (lines, FALSE);
  return saving;
}

static gboolean
on_save (gpointer data)
{
  SfTypist *self = data;

  self->saving = 0;
  sf_worker_run_async (self->worker, SF_PRIORITY_LOW, save_job, what_to_save (self), saving_free, NULL, NULL, on_saved, NULL);
  return G_SOURCE_REMOVE;
}

static void
save_soon (SfTypist *self)
{
  if (self->path != NULL && self->saving == 0)
    self->saving = g_timeout_add_seconds (SAVE_AFTER_S, on_save, self);
}

static gpointer
load_job (gpointer data, GCancellable *cancellable, GError **error)
{
  return sf_file_read (data, MOST_BYTES, TRUE, NULL, error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfTypist) self = data;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), NULL);      /* none yet, or none that may be read: it begins anew */
  char *at = text;

  while (at != NULL && *at != 0)
    {
      const guint keys = (guint) (*at - '0');
      char *lines = strchr (at, '\n'), *next = lines != NULL ? strstr (lines, "\n1\n") : NULL;

      if (next != NULL)
        *next++ = 0;
      if (lines != NULL && keys < N_KEYS && self->typing[keys] != NULL)
        sf_typing_read_learnt (self->typing[keys], lines + 1);
      at = next;
    }
}

/* --- the object --------------------------------------------------------------------------------------------------- */

static void
sf_typist_dispose (GObject *object)
{
  SfTypist *self = SF_TYPIST (object);

  sf_typist_flush (self);
  if (self->cars != NULL)
    g_signal_handlers_disconnect_by_data (self->cars, self);
  g_clear_object (&self->cars);
  G_OBJECT_CLASS (sf_typist_parent_class)->dispose (object);
}

static void
sf_typist_finalize (GObject *object)
{
  SfTypist *self = SF_TYPIST (object);

  for (guint i = 0; i < N_KEYS; i++)
    g_clear_pointer (&self->typing[i], sf_typing_free);
  g_clear_pointer (&self->worker, sf_worker_unref);
  g_hash_table_unref (self->known);
  g_free (self->path);
  G_OBJECT_CLASS (sf_typist_parent_class)->finalize (object);
}

static void
sf_typist_class_init (SfTypistClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_typist_dispose;
  G_OBJECT_CLASS (klass)->finalize = sf_typist_finalize;
}

static void
sf_typist_init (SfTypist *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->worker = sf_worker_new ("typist");
  self->typing[SF_TYPING_PINYIN] = sf_typing_new (SF_TYPING_PINYIN, SF_TYPING_HANS);
  self->typing[SF_TYPING_ZHUYIN] = sf_typing_new (SF_TYPING_ZHUYIN, SF_TYPING_HANT);
  add_words (self, SF_TYPING_PINYIN, trade_cn);
  add_words (self, SF_TYPING_ZHUYIN, trade_tw);
}

SfTypist *
sf_typist_new (const char *dir, SfCatalogue *cars)
{
  SfTypist *self = g_object_new (SF_TYPE_TYPIST, NULL);

  if (dir != NULL)
    {
      self->path = g_build_filename (dir, "typing", NULL);
      sf_worker_run_async (self->worker, SF_PRIORITY_NORMAL, load_job, g_strdup (self->path), g_free, g_free, NULL, on_loaded, g_object_ref (self));
    }
  if (cars != NULL)
    {
      self->cars = g_object_ref (cars);
      g_signal_connect_swapped (cars, "changed", G_CALLBACK (on_cars_changed), self);
      on_cars_changed (self);
    }
  return self;
}

SfTyping *
sf_typist_keys (SfTypist *self, SfTypingKeys keys)
{
  return self->typing[keys];
}

void
sf_typist_learn (SfTypist *self, SfTypingKeys keys, const char *text, gboolean name)
{
  SfTyping *typing = self->typing[keys];

  if (typing == NULL)
    return;
  for (const char *p = text; name && *p; p = g_utf8_next_char (p))
    {
      g_autofree char *sign = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));
      sf_typing_learn (typing, sign);
    }
  if (!name)
    sf_typing_learn (typing, text);
  save_soon (self);
}

void
sf_typist_forget (SfTypist *self)
{
  for (guint i = 0; i < N_KEYS; i++)
    if (self->typing[i] != NULL)
      sf_typing_forget (self->typing[i]);
  save_soon (self);
  sf_typist_flush (self);
}

void
sf_typist_flush (SfTypist *self)
{
  Saving *saving;

  if (self->saving == 0)
    return;
  g_clear_handle_id (&self->saving, g_source_remove);
  saving = what_to_save (self);
  sf_worker_run_sync (self->worker, save_job, saving, NULL);
  saving_free (saving);
}
