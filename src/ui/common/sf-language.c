/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-language"
#include "config.h"
#include "ui/common/sf-language.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* glibc counts this up when a catalogue may have changed; it is how gettext(3) is told to look LANGUAGE up again. */
extern int _nl_msg_cat_cntr;

/*
 * Bare systems have C, C.UTF-8 and POSIX only, and under "C" gettext does not translate at all; newer ones (Debian 13) count
 * C.UTF-8 as that too. Any territory finds the same data under a name that is not theirs.
 */
#define TRANSLATED_C "C_CN.UTF-8"

/* One buffer for the life of the process: setenv() while another thread reads the environment is not safe, this is. */
static char language_env[32] = "LANGUAGE=zh_CN";
static SfLang current = SF_LANG_ZH_CN;

static char *
catalogue_dir (void)
{
  const char *env = g_getenv ("SHOWFLOOR_LOCALEDIR");
  if (env)
    return g_strdup (env);

  /* Started from the build tree, the catalogues are beside the program: <build>/src/bin/showfloor, <build>/po. */
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);
  if (exe)
    {
      g_autofree char *dir = g_path_get_dirname (exe);
      g_autofree char *po = g_build_filename (dir, "..", "..", "po", NULL);
      g_autofree char *probe = g_build_filename (po, "zh_CN", "LC_MESSAGES", SF_DOMAIN ".mo", NULL);
      if (g_file_test (probe, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&po);
    }
  return g_strdup (SF_LOCALEDIR);
}

static const char *
catalogue_of (SfLang lang)
{
  /* A test shows every text 40 % longer: its catalogue stands in for English. */
  const char *pseudo = g_getenv ("SHOWFLOOR_PSEUDO_LANG");
  switch (lang)
    {
    case SF_LANG_ZH_CN: return "zh_CN";
    case SF_LANG_ZH_TW: return "zh_TW";
    default: return pseudo && strlen (pseudo) < 12 ? pseudo : "en";
    }
}

static gboolean
is_untranslated (const char *locale)
{
  return g_strcmp0 (locale, "C") == 0 || g_strcmp0 (locale, "POSIX") == 0 || (locale != NULL && g_str_has_prefix (locale, "C."));
}

void
sf_language_init (SfLang lang)
{
  /* GTK would take the environment's locale again when it starts. */
  gtk_disable_setlocale ();
  if (!setlocale (LC_ALL, "") || is_untranslated (setlocale (LC_MESSAGES, NULL)))
    if (!setlocale (LC_MESSAGES, TRANSLATED_C))
      setlocale (LC_MESSAGES, "C.UTF-8");
  if (g_strcmp0 (setlocale (LC_CTYPE, NULL), "C") == 0 || g_strcmp0 (setlocale (LC_CTYPE, NULL), "POSIX") == 0)
    setlocale (LC_CTYPE, "C.UTF-8");

  g_autofree char *dir = catalogue_dir ();
  bindtextdomain (SF_DOMAIN, dir);
  bind_textdomain_codeset (SF_DOMAIN, "UTF-8");
  /* No textdomain(): with one, GLib decides once, by the first language, whether anything is ever translated. */
  sf_language_set (lang);
  putenv (language_env);
}

void
sf_language_set (SfLang lang)
{
  g_return_if_fail (lang < SF_N_LANGS);
  current = lang;
  g_snprintf (language_env, sizeof language_env, "LANGUAGE=%s", catalogue_of (lang));
  _nl_msg_cat_cntr++;
}

SfLang
sf_language_get (void)
{
  return current;
}

const char *
sf_language_text (const char *context, const char *text)
{
  return g_dpgettext2 (SF_DOMAIN, context, text);
}

const char *
sf_language_textn (const char *context, const char *one, const char *many, guint n)
{
  g_autofree char *key = g_strconcat (context, "\004", one, NULL);
  const char *found = dngettext (SF_DOMAIN, key, many, n);
  return found == key ? one : found;
}

const char *
sf_language_css_class (SfLang lang)
{
  static const char *const classes[SF_N_LANGS] = { "lang-zh-cn", "lang-zh-tw", "lang-en" };
  g_return_val_if_fail (lang < SF_N_LANGS, classes[0]);
  return classes[lang];
}
