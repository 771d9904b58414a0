/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <stdio.h>
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-keep-text.h"

/* init: who the dealership is. Run again, it changes what is said and leaves the rest. */

typedef struct { guint field; const char *option; } LtextOption;
static const LtextOption ltexts[] = {
  { SF_DEALER_NAME, "name" }, { SF_DEALER_COMPANY, "company" }, { SF_DEALER_ADDRESS, "address" }, { SF_DEALER_BRAND, "brand" },
};
static const LtextOption texts[] = { { SF_DEALER_PHONE, "phone" }, { SF_DEALER_PLATE, "plate" } };

static void
set_ltexts (SfRecord *dealer, SfWords *words)
{
  static const char *const endings[] = { "", "-tw", "-en" };      /* in the order of SfLang */
  for (guint i = 0; i < G_N_ELEMENTS (ltexts); i++)
    for (guint lang = 0; lang < SF_N_LANGS; lang++) {
      g_autofree char *option = g_strconcat (ltexts[i].option, endings[lang], NULL);
      const char *value = sf_words_get (words, option);
      if (value)
        sf_record_set_ltext (dealer, ltexts[i].field, lang, value);
    }
}

/* "09:00" or minutes after midnight; -1 for neither. */
static int
minutes_of (const char *text)
{
  guint hours, minutes;
  char rest;
  if (sscanf (text, "%2u:%2u%c", &hours, &minutes, &rest) == 2 && hours <= 24 && minutes < 60)
    return (int) (hours * 60 + minutes);
  return -1;
}

static gboolean
set_hours (SfRecord *dealer, SfWords *words, guint field, const char *option, GError **error)
{
  const char *value = sf_words_get (words, option);
  int minutes = value ? minutes_of (value) : -1;

  if (value && minutes < 0) {
    g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "--%s takes a time like 09:00", option);
    return FALSE;
  }
  if (value)
    sf_record_set_int (dealer, field, minutes);
  return TRUE;
}

static gboolean
set_region (SfRecord *dealer, SfWords *words, GError **error)
{
  const char *region = sf_words_get (words, "region"), *zone = sf_words_get (words, "zone");
  gboolean fresh = sf_record_is_null (dealer, SF_DEALER_REGION);

  if (region && strcmp (region, "cn") != 0 && strcmp (region, "tw") != 0) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "--region is cn or tw");
    return FALSE;
  }
  g_autoptr (GTimeZone) known = zone ? g_time_zone_new_identifier (zone) : NULL;
  if (zone && !known) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "--zone is a name like Asia/Shanghai");
    return FALSE;
  }
  if (region || fresh)
    sf_record_set_text (dealer, SF_DEALER_REGION, region ? region : "cn");
  gboolean tw = strcmp (sf_record_get_text (dealer, SF_DEALER_REGION), "tw") == 0;
  if (zone || sf_record_is_null (dealer, SF_DEALER_ZONE))
    sf_record_set_text (dealer, SF_DEALER_ZONE, zone ? zone : tw ? "Asia/Taipei" : "Asia/Shanghai");
  return TRUE;
}

static gboolean
put_settings (SfAdmin *self, GError **error)
{
  static const char *const defaults[][2] = { { "ring.first_s", "20" }, { "ring.next_s", "15" }, { "ticket.skip4", "1" } };
  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++) {
    g_autofree char *id = sf_uuid_derive (self->server_id, defaults[i][0], 0);
    g_autoptr (SfRecord) before = sf_table_get (sf_server_store_get_db (self->store), SF_KIND_SETTING, id, NULL);
    if (!before && !sf_admin_set (self, defaults[i][0], defaults[i][1], error))
      return FALSE;
  }
  return TRUE;
}

/* Once: what backups are sealed with is made here and kept nowhere. */
static gboolean
say_passphrase (SfAdmin *self, GString *out, GError **error)
{
  g_autoptr (GString) made = g_string_new (NULL);

  if (!sf_admin_passphrase (self, FALSE, made, error))
    return FALSE;
  if (made->len > 0)
    sf_keep_print_passphrase (sf_keep_lang (NULL), made->str, out);
  memset (made->str, 0, made->len);
  return TRUE;
}

gboolean
sf_admin_init (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autofree char *id = sf_uuid_derive (self->server_id, "dealer", 0);
  g_autoptr (SfRecord) dealer = sf_admin_get_or_new (self, SF_KIND_DEALER, id, error);
  gboolean changed = FALSE;

  if (!dealer)
    return FALSE;
  gboolean fresh = sf_record_is_null (dealer, SF_DEALER_NAME);
  if (fresh && !sf_words_get (words, "name")) {
    sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_ZH_CN, "我们的展厅");
    sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_ZH_TW, "我們的展示中心");
    sf_record_set_ltext (dealer, SF_DEALER_NAME, SF_LANG_EN, "Our showroom");
  }
  set_ltexts (dealer, words);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (sf_words_get (words, texts[i].option))
      sf_record_set_text (dealer, texts[i].field, sf_words_get (words, texts[i].option));
  if (!set_region (dealer, words, error) || !set_hours (dealer, words, SF_DEALER_OPENS, "opens", error) || !set_hours (dealer, words, SF_DEALER_CLOSES, "closes", error))
    return FALSE;
  if (sf_words_get (words, "confirm-claims") && !sf_server_store_set (self->store, "notice.claims", "1", error))
    return FALSE;
  if (!sf_admin_put_if_new (self, dealer, &changed, error) || !put_settings (self, error) || !sf_admin_put_notices (self, dealer, error))
    return FALSE;
  g_string_append_printf (out, "%s: %s\n", sf_record_get_ltext (dealer, SF_DEALER_NAME, SF_LANG_ZH_CN), fresh ? "made" : changed ? "changed" : "as it was");
  /* Nobody reads what the making of the demo has to say: the first backup makes one then. */
  if (!sf_words_get (words, "no-passphrase") && !say_passphrase (self, out, error))
    return FALSE;
  if (fresh)
    g_string_append (out, "Next: showfloorctl import staff FILE.csv, then showfloorctl pair --role kiosk --name NAME\n");
  return TRUE;
}
