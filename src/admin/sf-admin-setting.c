/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings that a person at the shell may change, and where each kiosk's ticket printer is. */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "craft/sf-pin.h"
#include "craft/sf-printer-place.h"
#include "model/sf-steps.h"

static const struct { const char *key; gint64 least, most, usual; const char *what; } settings[] = {
  { "ticket.skip4", 0, 1, 1, "1: no ticket number has a 4" },
  { "ticket.slip", 0, 1, 0, "1: a kiosk that reaches nobody prints a slip for the front desk" },
  { "ring.first_s", 5, 300, 20, "seconds until the next colleague is rung" },
  { "ring.next_s", 5, 300, 15, "seconds until the one after, and then reception" },
  { "clash.days", 0, 3650, 30, "days that a customer stays their consultant's after the last contact" },
};

#define STEP "[a-z0-9_]{1,24}"
#define FLOW "(reception|sales|service)=(" STEP "(," STEP "){0,15})?"
/* In words of their own; model/sf-steps.h says what they mean. */
static const struct { const char *key, *shape, *usual, *what; } phrases[] = {
  { SF_STEPS_KEY, "^" FLOW "(;" FLOW "){0,2}$", "sales=accept,greet,drive,outcome;service=accept,greet;reception=accept", "the mandatory steps of a visit" },
  { SF_STEPS_LATE_KEY, "^" STEP "=[0-9]{1,4}(," STEP "=[0-9]{1,4}){0,15}$", "greet=5,outcome=180", "minutes after which whoever has the guest is reminded of a step" },
};

static char *
read_setting (SfAdmin *self, const char *key, GError **error)
{
  g_autofree char *id = sf_uuid_derive (self->server_id, key, 0);
  g_autoptr (SfRecord) setting = sf_admin_get_or_new (self, SF_KIND_SETTING, id, error);
  const char *value = setting ? sf_record_get_text (setting, SF_SETTING_VALUE) : NULL;
  return setting ? g_strdup (value ? value : "") : NULL;
}

/* The PIN of the kiosks' staff corner: kept as a verifier, told by nobody. */
#define KIOSK_PIN "kiosk.pin"

static gboolean
set_kiosk_pin (SfAdmin *self, const char *pin, GString *out, GError **error)
{
  g_autofree char *verifier = NULL, *before = pin ? NULL : read_setting (self, KIOSK_PIN, error);

  if (pin && !sf_pin_is_valid (pin)) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, KIOSK_PIN " has 4 to 8 digits");
    return FALSE;
  }
  verifier = pin ? sf_pin_hash (pin, error) : NULL;
  if (pin ? !verifier || !sf_admin_set (self, KIOSK_PIN, verifier, error) : !before)
    return FALSE;
  g_string_append_printf (out, "%-14s %-4s %s\n", KIOSK_PIN, pin || *before ? "set" : "none", "4 to 8 digits that open the staff corner of a kiosk");
  return TRUE;
}

static gboolean
say_setting (SfAdmin *self, guint i, GString *out, GError **error)
{
  g_autofree char *value = read_setting (self, settings[i].key, error);
  if (!value)
    return FALSE;
  g_autofree char *usual = g_strdup_printf ("%" G_GINT64_FORMAT, settings[i].usual);
  g_string_append_printf (out, "%-14s %-4s %s\n", settings[i].key, *value ? value : usual, settings[i].what);
  return TRUE;
}

static gboolean
take_phrase (SfAdmin *self, guint i, const char *value, GString *out, GError **error)
{
  if (value && !g_regex_match_simple (phrases[i].shape, value, G_REGEX_DOLLAR_ENDONLY, 0)) {
    g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "%s looks like %s", phrases[i].key, phrases[i].usual);
    return FALSE;
  }
  if (value && !sf_admin_set (self, phrases[i].key, value, error))
    return FALSE;
  g_autofree char *now = read_setting (self, phrases[i].key, error);
  if (now)
    g_string_append_printf (out, "%-14s %s\n%-14s      %s\n", phrases[i].key, *now ? now : phrases[i].usual, "", phrases[i].what);
  return now != NULL;
}

gboolean
sf_admin_setting (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const char *key = words->rest->len > 0 ? words->rest->pdata[0] : NULL, *value = words->rest->len > 1 ? words->rest->pdata[1] : NULL;
  gint64 number;

  if (g_strcmp0 (key, KIOSK_PIN) == 0)
    return set_kiosk_pin (self, value, out, error);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    if (key && strcmp (key, settings[i].key) != 0)
      continue;
    if (value && !g_ascii_string_to_signed (value, 10, settings[i].least, settings[i].most, &number, NULL)) {
      g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "%s is a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key, settings[i].least, settings[i].most);
      return FALSE;
    }
    if ((value && !sf_admin_set (self, key, value, error)) || !say_setting (self, i, out, error))
      return FALSE;
    if (key)
      return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++) {
    if (key && strcmp (key, phrases[i].key) != 0)
      continue;
    if (!take_phrase (self, i, value, out, error))
      return FALSE;
    if (key)
      return TRUE;
  }
  if (key)
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_NOT_FOUND, "There is no such setting; showfloorctl setting lists them");
  return key == NULL && set_kiosk_pin (self, NULL, out, error);
}

/* Ticket printers */

/* By its id or by what staff call it, when that is the name of one kiosk only. */
static SfRecord *
find_kiosk (SfAdmin *self, const char *word, GError **error)
{
  g_autoptr (GPtrArray) all = sf_admin_all (self, SF_KIND_DEVICE, error);
  SfRecord *found = NULL;

  for (guint i = 0; all && i < all->len; i++) {
    SfRecord *one = all->pdata[i];
    if (g_strcmp0 (sf_record_get_text (one, SF_DEVICE_ROLE), "kiosk") != 0 || g_strcmp0 (sf_record_get_text (one, SF_DEVICE_STATE), "active") != 0)
      continue;
    if (strcmp (sf_record_get_id (one), word) != 0 && g_strcmp0 (sf_record_get_text (one, SF_DEVICE_NAME), word) != 0)
      continue;
    if (found) {
      sf_record_unref (found);
      g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "Several kiosks are called so; say the id that showfloorctl printer lists");
      return NULL;
    }
    found = sf_record_copy (one);
  }
  if (all && !found)
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_NOT_FOUND, "There is no such kiosk; showfloorctl printer lists them");
  return found;
}

static gboolean
say_printer (SfAdmin *self, SfRecord *kiosk, GString *out, GError **error)
{
  g_autofree char *key = sf_printer_setting_key (sf_record_get_id (kiosk));
  g_autofree char *place = read_setting (self, key, error);
  const int state = sf_enum_index (&sf_enum_paper, sf_record_get_text (kiosk, SF_DEVICE_PAPER));

  if (!place)
    return FALSE;
  g_string_append_printf (out, "%s  %s: %s", sf_record_get_id (kiosk), sf_record_get_text (kiosk, SF_DEVICE_NAME), *place ? place : "no printer");
  if (*place)
    g_string_append_printf (out, ", %s", state >= 0 ? sf_enum_paper.values[state].en : "not heard of yet");
  g_string_append_c (out, '\n');
  return TRUE;
}

/* What is known of the printer at the old place says nothing of the new one. */
static gboolean
forget_state (SfAdmin *self, SfRecord *kiosk, GError **error)
{
  sf_record_unset (kiosk, SF_DEVICE_PAPER);
  sf_record_unset (kiosk, SF_DEVICE_PAPER_AT);
  return sf_admin_put_if_new (self, kiosk, NULL, error);
}

static gboolean
set_printer (SfAdmin *self, SfRecord *kiosk, const char *said, GError **error)
{
  g_autofree char *key = sf_printer_setting_key (sf_record_get_id (kiosk)), *text = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (SfPrinterPlace) place = strcmp (said, "off") != 0 ? sf_printer_place_parse (said, &local) : NULL;

  if (local) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, local->message);
    return FALSE;
  }
  text = place ? sf_printer_place_to_text (place) : g_strdup ("");
  g_autofree char *before = read_setting (self, key, error);
  if (!before || strcmp (before, text) == 0)
    return before != NULL;
  return sf_admin_set (self, key, text, error) && forget_state (self, kiosk, error);
}

gboolean
sf_admin_printer (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const char *word = words->rest->len > 0 ? words->rest->pdata[0] : NULL, *place = words->rest->len > 1 ? words->rest->pdata[1] : NULL;
  const char *paper = sf_words_get (words, "paper");

  if (words->rest->len > 2 || (paper && !place)) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "printer [KIOSK [tcp:HOST[:PORT] | file:/dev/… | cups:NAME | off] [--paper 80|58]]");
    return FALSE;
  }
  if (word) {
    g_autoptr (SfRecord) kiosk = find_kiosk (self, word, error);
    g_autofree char *said = paper ? g_strconcat (place, " ", paper, NULL) : g_strdup (place);
    return kiosk && (!said || set_printer (self, kiosk, said, error)) && say_printer (self, kiosk, out, error);
  }
  g_autoptr (GPtrArray) all = sf_admin_all (self, SF_KIND_DEVICE, error);
  for (guint i = 0; all && i < all->len; i++)
    if (g_strcmp0 (sf_record_get_text (all->pdata[i], SF_DEVICE_ROLE), "kiosk") == 0 && !say_printer (self, all->pdata[i], out, error))
      return FALSE;
  return all != NULL;
}
