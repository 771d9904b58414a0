/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-text"
#include "config.h"
#include "base/sf-text.h"
#include "base/sf-mo.h"
#include "sf-catalogues.h"
#include <pthread.h>
#include <string.h>

static const char *const codes_of[SF_N_LANGS] = { "zh_CN", "zh_TW", "en" };

static pthread_once_t catalogues_once = PTHREAD_ONCE_INIT;   /* not g_once: ThreadSanitizer sees this one */
static SfMo *catalogues[SF_N_LANGS];                         /* NULL for English: the ids are the texts */

const char *
sf_lang_code (SfLang lang)
{
  g_return_val_if_fail ((int) lang >= 0 && lang < SF_N_LANGS, "en");
  return codes_of[lang];
}

const char *
sf_lang_tag (SfLang lang)
{
  return lang == SF_LANG_ZH_CN ? "zh-CN" : lang == SF_LANG_ZH_TW ? "zh-TW" : "en";
}

static gboolean
has_subtag (char **subtags, const char *wanted)
{
  for (char **tag = subtags + 1; *tag != NULL; tag++)
    if (g_ascii_strcasecmp (*tag, wanted) == 0)
      return TRUE;
  return FALSE;
}

/* SF_N_LANGS when the product does not speak it. The script decides before the region: zh-Hans-HK reads simplified. */
static SfLang
lang_of_tag (const char *tag)
{
  g_auto (GStrv) subtags = g_strsplit_set (tag, "-_.@", 6);
  if (subtags[0] == NULL)
    return SF_N_LANGS;
  if (g_ascii_strcasecmp (subtags[0], "en") == 0)
    return SF_LANG_EN;
  if (g_ascii_strcasecmp (subtags[0], "zh") != 0)
    return SF_N_LANGS;
  if (has_subtag (subtags, "Hans"))
    return SF_LANG_ZH_CN;
  gboolean traditional = has_subtag (subtags, "Hant") || has_subtag (subtags, "TW") || has_subtag (subtags, "HK") || has_subtag (subtags, "MO");
  return traditional ? SF_LANG_ZH_TW : SF_LANG_ZH_CN;
}

/* ";q=0.8" in thousandths; 1000 without, 0 when it cannot be read. */
static guint
quality_of (const char *parameters)
{
  const char *q = parameters == NULL ? NULL : strstr (parameters, "q=");
  if (q == NULL)
    return 1000;
  q += 2;
  if (*q != '0' && *q != '1')
    return 0;
  guint value = (guint) (*q - '0') * 1000, scale = 100;
  for (q = q[1] == '.' ? q + 2 : ""; g_ascii_isdigit (*q) && scale > 0; q++, scale /= 10)
    value += (guint) (*q - '0') * scale;
  return MIN (value, 1000);
}

SfLang
sf_lang_parse (const char *codes, SfLang fallback)
{
  SfLang best = fallback;
  guint best_quality = 0;
  if (codes == NULL)
    return fallback;
  g_autofree char *cut = g_strndup (codes, 500);   /* a header from outside */
  g_auto (GStrv) ranges = g_strsplit_set (cut, ",:", 32);
  for (char **range = ranges; *range != NULL; range++) {
    char *parameters = strchr (*range, ';');
    guint quality = quality_of (parameters);
    if (parameters != NULL)
      *parameters = '\0';
    g_strstrip (*range);
    SfLang lang = strcmp (*range, "*") == 0 ? fallback : lang_of_tag (*range);
    if (lang != SF_N_LANGS && quality > best_quality) {
      best = lang;
      best_quality = quality;
    }
  }
  return best;
}

static void
load_catalogues (void)
{
  sf_catalogues_register_resource ();   /* a static library's constructor could be left out by the linker */
  for (int lang = 0; lang < SF_N_LANGS; lang++) {
    if (lang == SF_LANG_EN)
      continue;
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_strdup_printf ("/io/showfloor/catalogues/%s.mo", codes_of[lang]);
    g_autoptr (GBytes) data = g_resource_lookup_data (sf_catalogues_get_resource (), path, 0, &error);
    if (data != NULL)
      catalogues[lang] = sf_mo_new (data, &error);
    if (catalogues[lang] == NULL)   /* compiled into the program: a fault of the build */
      g_error ("%s: %s", path, error->message);
  }
}

static const char *
look_up (SfLang lang, const char *context, const char *id)
{
  g_return_val_if_fail ((int) lang >= 0 && lang < SF_N_LANGS, NULL);
  pthread_once (&catalogues_once, load_catalogues);
  return catalogues[lang] == NULL ? NULL : sf_mo_lookup (catalogues[lang], context, id);
}

const char *
sf_text (SfLang lang, const char *context, const char *id)
{
  const char *text = look_up (lang, context, id);
  return text != NULL ? text : id;
}

const char *
sf_textn (SfLang lang, const char *context, const char *one, const char *many, guint n)
{
  const char *text = look_up (lang, context, one);   /* both Chinese catalogues have one form (a test looks) */
  return text != NULL ? text : n == 1 ? one : many;
}

static const char *
value_for (GPtrArray *pairs, const char *name, gsize len)
{
  for (guint i = 0; i + 1 < pairs->len; i += 2) {
    const char *candidate = g_ptr_array_index (pairs, i);
    if (strlen (candidate) == len && memcmp (candidate, name, len) == 0)
      return g_ptr_array_index (pairs, i + 1);
  }
  return NULL;
}

char *
sf_fill (const char *text, const char *name, ...)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  va_list args;
  va_start (args, name);
  for (const char *key = name; key != NULL; key = va_arg (args, const char *)) {
    const char *value = va_arg (args, const char *);
    g_ptr_array_add (pairs, (gpointer) key);
    g_ptr_array_add (pairs, (gpointer) (value != NULL ? value : ""));
  }
  va_end (args);
  g_autoptr (GString) out = g_string_new (NULL);
  while (*text != '\0') {
    const char *close = *text == '{' ? strchr (text, '}') : NULL;
    const char *value = close == NULL ? NULL : value_for (pairs, text + 1, (gsize) (close - text - 1));
    if (value != NULL) {
      g_string_append (out, value);   /* never looked through again: a name with braces stays a name */
      text = close + 1;
    } else {
      g_string_append_c (out, *text++);
    }
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
