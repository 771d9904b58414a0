/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-options"
#include "config.h"
#include "ui/common/sf-options.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "base/sf-bytes.h"

/* docs/kiosk.md makes it a place where a stick appears by itself. */
#define EXPORT_DIR "/media/showfloor"

/* What the machine's keeper set once (data/io.showfloor.Showfloor.gschema.xml); NULL where the schema is not installed. */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, SF_APP_ID, TRUE) : NULL;

  return schema ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/* The command line goes before the settings. @lang may be replaced. */
static void
take_settings (SfOptions *self, char **lang)
{
  g_autoptr (GSettings) settings = open_settings ();

  if (!settings)
    return;
  g_autofree char *role = g_settings_get_string (settings, "role"), *language = g_settings_get_string (settings, "language");

  if (!self->role && !g_str_equal (role, "paired"))
    self->role = g_steal_pointer (&role);
  if (!self->look)
    self->look = g_settings_get_string (settings, "look");
  if (!self->reader)
    self->reader = g_settings_get_string (settings, "reader");
  if (!self->export_dir)
    self->export_dir = g_settings_get_string (settings, "export-dir");
  if (!*lang && *language)
    *lang = g_steal_pointer (&language);
  self->fullscreen = self->fullscreen || g_settings_get_boolean (settings, "fullscreen");
}

static gboolean
check (SfOptions *self, const char *size, const char *lang, GError **error)
{
  static const char *const roles[] = { "kiosk", "tablet", "display", NULL };

  if (self->role && !g_strv_contains (roles, self->role))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--role is kiosk, tablet or display");
      return FALSE;
    }
  if (size && (sscanf (size, "%dx%d", &self->width, &self->height) != 2 || self->width < 100 || self->height < 100
               || self->width > 20000 || self->height > 20000))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--size is like 1920x1080");
      return FALSE;
    }
  /* The machine's own language is only a hint: the guest chooses on the glass. */
  self->lang = sf_lang_parse (lang ? lang : g_getenv ("LANG") ? g_getenv ("LANG") : "", SF_LANG_ZH_CN);
  return TRUE;
}

gboolean
sf_options_parse (SfOptions *self, int *argc, char ***argv, GError **error)
{
  g_autofree char *size = NULL, *lang = NULL, *data = NULL;
  const GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &data, "Folder of this device's data", "DIR" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &self->role, "Run as this role only", "kiosk|tablet|display" },
    { "pair", 0, 0, G_OPTION_ARG_STRING, &self->pair, "Pair with this code first; what is saved stays", "CODE" },
    { "fullscreen", 0, 0, G_OPTION_ARG_NONE, &self->fullscreen, "Cover the whole screen", NULL },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Size of the window", "WxH" },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &lang, "Language at rest", "zh_CN|zh_TW|en" },
    { "look", 0, 0, G_OPTION_ARG_STRING, &self->look, "Colours", "light|dark|contrast" },
    { "reader", 0, 0, G_OPTION_ARG_STRING, &self->reader, "What reads codes: wedge, or a camera like /dev/video0", "SOURCE" },
    { "export-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->export_dir, "Where a stick for the log is mounted", "DIR" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  memset (self, 0, sizeof *self);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (!self->version)
    take_settings (self, &lang);
  self->data_default = data == NULL;
  self->data_dir = data ? g_canonicalize_filename (data, NULL) : g_build_filename (g_get_user_data_dir (), "showfloor", NULL);
  if (!self->export_dir)
    self->export_dir = g_strdup (EXPORT_DIR);
  return check (self, size, lang, error);
}

void
sf_options_clear (SfOptions *self)
{
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->role, g_free);
  g_clear_pointer (&self->look, g_free);
  g_clear_pointer (&self->reader, g_free);
  g_clear_pointer (&self->export_dir, g_free);
  if (self->pair)
    memset (self->pair, 0, strlen (self->pair));
  g_clear_pointer (&self->pair, g_free);
}

char *
sf_options_application_id (const SfOptions *self)
{
  guint8 hash[SF_HASH_LEN];

  if (self->data_default)
    return g_strdup (SF_APP_ID);
  sf_sha256 (self->data_dir, strlen (self->data_dir), hash);
  g_autofree char *hex = sf_hex (hash, 6);
  return g_strconcat (SF_APP_ID, ".d", hex, NULL);
}
