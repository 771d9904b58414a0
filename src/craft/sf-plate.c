/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-plate"
#include "config.h"
#include "craft/sf-plate.h"
#include <string.h>

#define MAX_TYPED 64
#define MAX_PLACES 12

static const char *const provinces[] = { "京", "津", "沪", "渝", "冀", "豫", "云", "辽", "黑", "湘", "皖", "鲁", "新", "苏", "浙", "赣",
  "鄂", "桂", "甘", "晋", "蒙", "陕", "吉", "闽", "贵", "粤", "青", "藏", "川", "宁", "琼", NULL };

#define DIGITS "0123456789"
#define CN_LETTERS "ABCDEFGHJKLMNPQRSTUVWXYZ"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
/* GA 36: A B C D E are electric, F G H J K other new energy. */
#define NEW_ENERGY "ABCDEFGHJK"
#define ENDINGS "学警港澳挂"

typedef struct { gunichar at[MAX_PLACES]; guint n; gboolean wrong, too_long; gint hyphen; } Places;

static gboolean
is_cn (const char *region)
{
  return region != NULL && g_ascii_strcasecmp (region, "cn") == 0;
}

static gboolean
is_tw (const char *region)
{
  return region != NULL && g_ascii_strcasecmp (region, "tw") == 0;
}

static gunichar
narrow (gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    c -= 0xfee0;
  return c < 0x80 ? (gunichar) g_ascii_toupper ((char) c) : c;
}

static Places
take_apart (const char *typed)
{
  Places out = { .hyphen = -1 };
  if (typed == NULL || strnlen (typed, MAX_TYPED + 1) > MAX_TYPED || !g_utf8_validate (typed, -1, NULL)) {
    out.wrong = typed != NULL;
    return out;
  }
  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = narrow (g_utf8_get_char (p));
    if (c == '-' || c == 0x2010 || c == 0x2013 || c == 0x2212) {
      out.wrong |= out.hyphen >= 0;
      out.hyphen = (gint) out.n;
    } else if (g_unichar_isspace (c) || c == '.' || c == 0xb7 || c == 0x30fb || c == 0x2022) {
      continue;
    } else if (out.n == MAX_PLACES) {
      out.too_long = TRUE;
    } else {
      out.at[out.n++] = c;
    }
  }
  return out;
}

static gboolean
is_in (gunichar c, const char *set)
{
  return g_utf8_strchr (set, -1, c) != NULL;
}

static gboolean
is_province (gunichar c)
{
  for (guint i = 0; provinces[i] != NULL; i++)
    if (g_utf8_get_char (provinces[i]) == c)
      return TRUE;
  return FALSE;
}

/* Small cars carry the letter in the third place, large ones in the last; the other five are digits, small ones may have one
 * more letter in the fourth. */
static gboolean
is_new_energy (const Places *p)
{
  gboolean small = is_in (p->at[2], NEW_ENERGY) && is_in (p->at[3], CN_LETTERS DIGITS);
  gboolean large = is_in (p->at[7], NEW_ENERGY) && is_in (p->at[2], DIGITS) && is_in (p->at[3], DIGITS);
  for (guint i = 4; i < 7; i++)
    small &= is_in (p->at[i], DIGITS), large &= is_in (p->at[i], DIGITS);
  return (small && is_in (p->at[7], DIGITS)) || large;
}

static SfPlateState
check_cn (const Places *p, guint *difference)
{
  guint letters = 0;
  if (!is_province (p->at[0]) || (p->n > 1 && !is_in (p->at[1], CN_LETTERS)))
    return SF_PLATE_WRONG;
  for (guint i = 2; i < p->n; i++) {
    gboolean ending = i == 6 && p->n == 7 && is_in (p->at[i], ENDINGS);
    if (!ending && !is_in (p->at[i], CN_LETTERS DIGITS))
      return SF_PLATE_WRONG;
    letters += is_in (p->at[i], CN_LETTERS);
  }
  *difference = p->n < 7 ? 7 - p->n : p->n > 8 ? p->n - 8 : 0;
  if (p->n < 7 || p->n > 8)
    return p->n < 7 ? SF_PLATE_SHORT : SF_PLATE_LONG;
  if (p->n == 8)
    return is_new_energy (p) ? SF_PLATE_OK : SF_PLATE_WRONG;
  return letters <= 4 ? SF_PLATE_OK : SF_PLATE_WRONG;
}

static SfPlateState
check_free (const Places *p, guint least, guint most, guint *difference)
{
  gboolean digits = FALSE;
  for (guint i = 0; i < p->n; i++) {
    if (!is_in (p->at[i], LETTERS DIGITS))
      return SF_PLATE_WRONG;
    digits |= is_in (p->at[i], DIGITS);
  }
  *difference = p->n < least ? least - p->n : p->n > most ? p->n - most : 0;
  if (*difference > 0)
    return p->n < least ? SF_PLATE_SHORT : SF_PLATE_LONG;
  return digits ? SF_PLATE_OK : SF_PLATE_WRONG;
}

/* Two groups of 2 to 4. Where no hyphen was typed it stands between letters and digits; 0 when that is nowhere or not sure. */
static guint
tw_hyphen (const Places *p)
{
  guint at = 0;
  if (p->hyphen > 0)
    at = (guint) p->hyphen;
  for (guint i = 1; i < p->n && at == 0; i++)
    if (is_in (p->at[i - 1], DIGITS) != is_in (p->at[i], DIGITS) && i >= 2 && p->n - i >= 2)
      at = i;
  return at >= 2 && at <= 4 && p->n - at >= 2 && p->n - at <= 4 ? at : 0;
}

static SfPlateState
check_places (const Places *p, const char *region, guint *difference)
{
  *difference = 0;
  if (p->n == 0)
    return p->wrong ? SF_PLATE_WRONG : SF_PLATE_EMPTY;
  if (p->wrong)
    return SF_PLATE_WRONG;
  if (p->too_long)
    return *difference = MAX_PLACES, SF_PLATE_LONG;
  if (is_cn (region))
    return p->hyphen < 0 || p->hyphen == 2 ? check_cn (p, difference) : SF_PLATE_WRONG;
  SfPlateState state = check_free (p, is_tw (region) ? 5 : 2, is_tw (region) ? 7 : 8, difference);
  return state == SF_PLATE_OK && is_tw (region) && tw_hyphen (p) == 0 ? SF_PLATE_WRONG : state;
}

SfPlateState
sf_plate_check (const char *typed, const char *region, guint *n)
{
  Places places = take_apart (typed);
  guint difference;
  SfPlateState state = check_places (&places, region, &difference);
  if (n != NULL)
    *n = difference;
  return state;
}

char *
sf_plate_normalize (const char *typed, const char *region)
{
  Places places = take_apart (typed);
  guint difference, hyphen = 0;
  if (check_places (&places, region, &difference) != SF_PLATE_OK)
    return NULL;
  if (is_tw (region))
    hyphen = tw_hyphen (&places);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < places.n; i++) {
    if (hyphen > 0 && i == hyphen)
      g_string_append_c (out, '-');
    g_string_append_unichar (out, places.at[i]);
  }
  return g_string_free (out, FALSE);
}

static gboolean
looks_cn (const char *plate)
{
  return plate != NULL && g_utf8_validate (plate, -1, NULL) && *plate != '\0' && is_province (g_utf8_get_char (plate));
}

char *
sf_plate_display (const char *plate)
{
  if (!looks_cn (plate) || g_utf8_strlen (plate, -1) < 3)
    return g_strdup (plate != NULL ? plate : "");
  const char *rest = g_utf8_offset_to_pointer (plate, 2);
  return g_strdup_printf ("%.*s·%s", (int) (rest - plate), plate, rest);
}

gboolean
sf_plate_is_new_energy (const char *plate)
{
  return looks_cn (plate) && g_utf8_strlen (plate, -1) == 8 && sf_plate_check (plate, "cn", NULL) == SF_PLATE_OK;
}

const char *const *
sf_plate_provinces (void)
{
  return provinces;
}

/* The eighth place exists only for what can become a new-energy plate. */
static const char *
allowed_eighth (const Places *p)
{
  Places tried = *p;
  tried.n = 8;
  tried.at[7] = 'D';
  if (is_new_energy (&tried))
    return NEW_ENERGY;
  tried.at[7] = '0';
  return is_new_energy (&tried) ? DIGITS : "";
}

/* Two groups of 2 to 4 with a hyphen between, 7 places in all. */
static const char *
allowed_tw (const Places *p)
{
  if (p->n >= 7 || (p->hyphen >= 0 && p->n - (guint) p->hyphen >= 4))
    return "";
  return p->hyphen < 0 && p->n >= 2 && p->n <= 4 ? LETTERS DIGITS "-" : LETTERS DIGITS;
}

const char *
sf_plate_allowed (const char *so_far, const char *region)
{
  Places p = take_apart (so_far);
  if (p.wrong || p.too_long)
    return "";
  if (is_tw (region))
    return allowed_tw (&p);
  if (!is_cn (region))
    return p.n >= 8 ? "" : LETTERS DIGITS;
  switch (p.n) {
  case 0:
    return "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  case 1:
    return CN_LETTERS;
  case 2: case 3: case 4: case 5:
    return CN_LETTERS DIGITS;
  case 6:
    return CN_LETTERS DIGITS ENDINGS;
  case 7:
    return allowed_eighth (&p);
  default:
    return "";
  }
}
