/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-phone"
#include "config.h"
#include "craft/sf-phone.h"
#include <string.h>

#define MAX_TYPED 200
#define MAX_DIGITS 40
#define MIN_E164 7
#define MAX_E164 15

typedef struct {
  const char *region, *code;
  const char *trunk;        /* what people dial before the number at home, "" for nothing */
  guint len;                /* digits as typed at home, trunk included */
  const char *groups;       /* lengths of the groups when written */
  char separator;
} Rule;

static const Rule rules[] = {
  { "cn", "86", "", 11, "344", ' ' },
  { "tw", "886", "0", 10, "433", '-' },
  { "hk", "852", "", 8, "44", ' ' },
  { "mo", "853", "", 8, "44", ' ' },
};

/* What was typed, taken apart. */
typedef struct {
  char digits[MAX_DIGITS + 1];
  guint n;
  gboolean plus, wrong;
} Typed;

static const Rule *
rule_for (const char *region)
{
  for (guint i = 0; region != NULL && i < G_N_ELEMENTS (rules); i++)
    if (g_ascii_strcasecmp (rules[i].region, region) == 0)
      return &rules[i];
  return NULL;
}

static gboolean
is_filling (gunichar c)
{
  return g_unichar_isspace (c) || c == 0x200b || g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212 ||
         (c < 0x80 && strchr ("().", (int) c) != NULL) || c == 0xff08 || c == 0xff09 || c == 0xff0e || c == 0x30fb || c == 0xb7;
}

static Typed
take_apart (const char *typed)
{
  Typed out = { .wrong = typed == NULL || strnlen (typed, MAX_TYPED + 1) > MAX_TYPED || !g_utf8_validate (typed, -1, NULL) };
  for (const char *p = out.wrong ? "" : typed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    int digit = g_unichar_digit_value (c);
    if (digit >= 0 && out.n < MAX_DIGITS)
      out.digits[out.n++] = (char) ('0' + digit);
    else if ((c == '+' || c == 0xff0b) && out.n == 0 && !out.plus)
      out.plus = TRUE;
    else if (digit >= 0 || !is_filling (c))
      out.wrong = TRUE;
  }
  if (!out.plus && strncmp (out.digits, "00", 2) == 0) {   /* the international prefix of all four regions' landlines */
    memmove (out.digits, out.digits + 2, out.n - 1);
    out.n -= 2;
    out.plus = TRUE;
  }
  return out;
}

/* First digits of a mobile number as typed at home; true as long as nothing speaks against it. */
static gboolean
start_is_possible (const Rule *rule, const char *d)
{
  if (d[0] == '\0')
    return TRUE;
  if (rule == &rules[0])
    return d[0] == '1' && (d[1] == '\0' || (d[1] >= '3' && d[1] <= '9'));
  if (rule == &rules[1])
    return d[0] == '0' && (d[1] == '\0' || d[1] == '9');
  if (rule == &rules[2])
    return d[0] >= '4' && d[0] <= '9';
  return d[0] == '6';
}

static SfPhoneState
check_home (const Rule *rule, const char *digits, guint n, guint *difference)
{
  if (!start_is_possible (rule, digits))
    return SF_PHONE_START;
  *difference = n < rule->len ? rule->len - n : n - rule->len;
  return n < rule->len ? SF_PHONE_SHORT : n > rule->len ? SF_PHONE_LONG : SF_PHONE_OK;
}

static const Rule *
rule_of_code (const char *digits)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_has_prefix (digits, rules[i].code))
      return &rules[i];
  return NULL;
}

/* @home receives the number as typed at home, when it is of one of our regions. */
static SfPhoneState
check_abroad (const char *digits, guint n, char home[MAX_DIGITS + 2], const Rule **rule, guint *difference)
{
  *rule = rule_of_code (digits);
  if (*rule != NULL) {
    const char *rest = digits + strlen ((*rule)->code);
    /* +886 0912… is written by many and dialled by nobody. */
    if (*(*rule)->trunk != '\0' && *rest != '\0' && !g_str_has_prefix (rest, (*rule)->trunk))
      g_snprintf (home, MAX_DIGITS + 2, "%s%s", (*rule)->trunk, rest);
    else
      g_strlcpy (home, rest, MAX_DIGITS + 2);
    guint have = (guint) strlen (home);
    if (have == 0 && *(*rule)->trunk != '\0')
      return *difference = (*rule)->len - 1, SF_PHONE_SHORT;
    return check_home (*rule, home, have, difference);
  }
  if (digits[0] == '0')
    return SF_PHONE_START;
  *difference = n < MIN_E164 ? MIN_E164 - n : n > MAX_E164 ? n - MAX_E164 : 0;
  return n < MIN_E164 ? SF_PHONE_SHORT : n > MAX_E164 ? SF_PHONE_LONG : SF_PHONE_OK;
}

/* The country's code without +, in full: 8613800138000. Anything shorter is read as a number at home. */
static gboolean
has_bare_code (const Rule *rule, const Typed *typed)
{
  gsize code = strlen (rule->code);
  const char *rest = typed->digits + code;
  char home[MAX_DIGITS + 2];
  if (typed->n + strlen (rule->trunk) != code + rule->len || !g_str_has_prefix (typed->digits, rule->code))
    return FALSE;
  g_snprintf (home, sizeof home, "%s%s", rule->trunk, rest);
  return start_is_possible (rule, home);
}

static SfPhoneState
check (const char *typed, const char *region, guint *difference, char **e164)
{
  Typed parts = take_apart (typed);
  const Rule *rule = rule_for (region);
  char home[MAX_DIGITS + 2] = "";
  SfPhoneState state;
  *difference = 0;
  if (typed == NULL || *typed == '\0')
    return SF_PHONE_EMPTY;
  if (parts.wrong)
    return SF_PHONE_WRONG;
  if (parts.n == 0)
    return SF_PHONE_EMPTY;
  if (parts.plus || (rule != NULL && has_bare_code (rule, &parts))) {
    state = check_abroad (parts.digits, parts.n, home, &rule, difference);
  } else if (rule == NULL) {
    return SF_PHONE_START;   /* nobody can say of which country it is */
  } else {
    g_strlcpy (home, parts.digits, sizeof home);
    state = check_home (rule, home, parts.n, difference);
  }
  if (state == SF_PHONE_OK && e164 != NULL)
    *e164 = rule != NULL ? g_strconcat ("+", rule->code, home + strlen (rule->trunk), NULL) : g_strconcat ("+", parts.digits, NULL);
  return state;
}

char *
sf_phone_normalize (const char *typed, const char *region)
{
  guint difference;
  char *e164 = NULL;
  return check (typed, region, &difference, &e164) == SF_PHONE_OK ? e164 : NULL;
}

SfPhoneState
sf_phone_check (const char *typed, const char *region, guint *n)
{
  guint difference;
  SfPhoneState state = check (typed, region, &difference, NULL);
  if (n != NULL)
    *n = difference;
  return state;
}

/* Digits in the groups of a region; what is left over makes groups of four. */
static char *
group (const Rule *rule, const char *digits)
{
  GString *out = g_string_new (NULL);
  const char *sizes = rule->groups;
  guint left = 0;
  for (const char *p = digits; *p != '\0'; p++, left--) {
    if (left == 0) {
      left = *sizes != '\0' ? (guint) (*sizes++ - '0') : 4;
      if (p != digits)
        g_string_append_c (out, rule->separator);
    }
    g_string_append_c (out, *p);
  }
  return g_string_free (out, FALSE);
}

char *
sf_phone_group (const char *typed, const char *region)
{
  Typed parts = take_apart (typed);
  const Rule *rule = rule_for (region);
  if (parts.plus || rule == NULL)
    return g_strconcat (parts.plus ? "+" : "", parts.digits, NULL);
  return group (rule, parts.digits);
}

/* The number as typed at home, or NULL when it is of none of our regions. (transfer full) */
static char *
home_of (const char *e164, const Rule **rule)
{
  *rule = e164 != NULL && e164[0] == '+' ? rule_of_code (e164 + 1) : NULL;
  return *rule == NULL ? NULL : g_strconcat ((*rule)->trunk, e164 + 1 + strlen ((*rule)->code), NULL);
}

const char *
sf_phone_region (const char *e164)
{
  const Rule *rule = e164 != NULL && e164[0] == '+' ? rule_of_code (e164 + 1) : NULL;
  return rule != NULL ? rule->region : "";
}

char *
sf_phone_display (const char *e164)
{
  const Rule *rule;
  g_autofree char *home = home_of (e164, &rule);
  if (home != NULL)
    return group (rule, home);
  return g_strdup (e164 != NULL ? e164 : "");
}

char *
sf_phone_mask (const char *e164)
{
  const Rule *rule;
  g_autofree char *home = home_of (e164, &rule);
  char *text = home != NULL ? group (rule, home) : g_strdup (e164 != NULL ? e164 : "");
  gsize n = strlen (text), tail = n > 8 ? 4 : n / 3, head = n > 8 ? (rule != NULL && rule->len > 8 ? (gsize) (rule->groups[0] - '0') : 2) : n / 4;
  for (gsize i = head; i + tail < n; i++)
    if (g_ascii_isdigit (text[i]))
      text[i] = '*';
  return text;
}

const char *
sf_phone_calling_code (const char *region)
{
  const Rule *rule = rule_for (region);
  return rule != NULL ? rule->code : NULL;
}
