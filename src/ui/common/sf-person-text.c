/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-person-text"
#include "config.h"
#include "ui/common/sf-person-text.h"
#include "model/sf-surnames.h"
#include "ui/common/sf-language.h"

char *
sf_person_languages (SfRecord *person)
{
  /* By their own names, so that a guest finds theirs; those of China in words that the reader can read. */
  static const struct { const char *code, *name[3]; } known[] = {
    { "zh", { "普通话", "國語", "Mandarin" } },   { "yue", { "粤语", "粵語", "Cantonese" } },         { "nan", { "闽南语", "台語", "Taiwanese" } },
    { "en", { "English", "English", "English" } }, { "ja", { "日本語", "日本語", "日本語" } },          { "ru", { "Русский", "Русский", "Русский" } },
    { "ko", { "한국어", "한국어", "한국어" } } };
  const SfLang lang = sf_language_get ();
  g_auto (GStrv) codes = sf_record_get_set (person, SF_CONSULTANT_LANGUAGES);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    if (g_strv_contains ((const char *const *) codes, known[k].code))
      g_strv_builder_add (names, known[k].name[lang == SF_LANG_EN ? 2 : lang == SF_LANG_ZH_TW]);
  g_auto (GStrv) all = g_strv_builder_end (names);
  return g_strjoinv (lang == SF_LANG_EN ? ", " : "、", all);
}

static const char *
skill_word (const char *code)
{
  const struct { const char *code, *word; } known[] = {
    { "ev", SF_ ("skill.ev", "Electric cars") },
    { "performance", SF_ ("skill.performance", "Performance") },
    { "family", SF_ ("skill.family", "Family cars") },
    { "finance", SF_ ("skill.finance", "Finance") },
    { "first-car", SF_ ("skill.first", "First cars") },
    { "fleet", SF_ ("skill.fleet", "Fleets") },
    { "business", SF_ ("skill.business", "Business cars") },
    { "charging", SF_ ("skill.charging", "Charging at home") },
    { "test-drive", SF_ ("skill.drive", "Test drives") },
    { "vip", SF_ ("skill.vip", "Personal service") },
    { "offroad", SF_ ("skill.offroad", "Off-road") },
    { "trade-in", SF_ ("skill.tradein", "Part exchange") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].code, code))
      return known[i].word;
  return NULL;
}

GStrv
sf_person_skills (SfRecord *person)
{
  g_auto (GStrv) codes = sf_record_get_set (person, SF_CONSULTANT_SKILLS);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; codes[i] != NULL; i++)
    if (skill_word (codes[i]) != NULL)
      g_strv_builder_add (words, skill_word (codes[i]));
  return g_strv_builder_end (words);
}

/* "王" → "Wang"; NULL for what is not in the table. (transfer full) */
static char *
romanised (const char *surname)
{
  const SfSurname *known = sf_surnames_get ("cn", surname);
  if (!known)
    known = sf_surnames_get ("tw", surname);
  if (!known)
    return NULL;
  char *latin = g_strdup (known->pinyin);
  latin[0] = g_ascii_toupper (latin[0]);
  return latin;
}

char *
sf_person_address (SfLang lang, const char *surname, const char *title)
{
  const gboolean ms = g_strcmp0 (title, "ms") == 0, here = lang == sf_language_get ();
  g_autofree char *latin = lang == SF_LANG_EN ? romanised (surname) : NULL;
  const char *text;

  if (ms)
    text = here ? SF_ ("name.ms", "Ms {s}") : sf_text (lang, "name.ms", "Ms {s}");
  else
    text = here ? SF_ ("name.mr", "Mr {s}") : sf_text (lang, "name.mr", "Mr {s}");
  return sf_fill (text, "s", latin ? latin : surname, NULL);
}
