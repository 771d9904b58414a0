/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons of a decision as sentences, and the store's policy as words. */
#include "model/sf-assign.h"

static const struct { const char *word; guint rule; } words[] = {
  { "owner", SF_RULE_OWNER }, { "vip", SF_RULE_VIP }, { "score", SF_RULE_SCORE }, { "language", SF_RULE_LANGUAGE },
  { "skill", SF_RULE_SKILL }, { "least_busy", SF_RULE_LEAST_BUSY }, { "rotation", 0 },
};

guint
sf_rules_parse (const char *value)
{
  g_auto(GStrv) parts = g_strsplit_set (value != NULL ? value : "", ", ", -1);
  gboolean any = FALSE;
  guint rules = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    for (guint w = 0; w < G_N_ELEMENTS (words); w++)
      if (strcmp (parts[i], words[w].word) == 0)
        {
          rules |= words[w].rule;
          any = TRUE;
        }
  return any ? rules : SF_RULES_DEFAULT;
}

const char *
sf_spoken (const char *lang)
{
  return lang == NULL ? NULL : g_str_has_prefix (lang, "zh") ? "zh" : "en";
}

/* What somebody of @code can that others cannot, as it stands in "next of those who …". */
static const char *
can_text (const char *code, SfLang lang)
{
  const struct { const char *code, *text; } known[] = {
    { "vip", sf_text (lang, "why.can.vip", "look after guests of honour") },
    { "tier1", sf_text (lang, "why.can.tier1", "receive the highest scores") },
    { "en", sf_text (lang, "why.can.en", "speak English") },
    { "zh", sf_text (lang, "why.can.zh", "speak Chinese") },
    { "ev", sf_text (lang, "why.can.ev", "know electric cars") },
    { "family", sf_text (lang, "why.can.family", "know family cars") },
    { "performance", sf_text (lang, "why.can.performance", "know performance cars") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].code, code) == 0)
      return known[i].text;
  if (g_str_has_prefix (code, "tier"))
    return sf_text (lang, "why.can.tier", "receive guests of this score");
  return sf_text (lang, "why.can.other", "know this car");
}

static char *
can_list (const char *codes, SfLang lang)
{
  g_auto(GStrv) all = g_strsplit (codes, "+", -1);
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  for (guint i = 0; all[i] != NULL; i++)
    g_strv_builder_add (texts, can_text (all[i], lang));
  list = g_strv_builder_end (texts);
  return g_strjoinv (sf_text (lang, "why.can.and", " and "), list);
}

/* "of|vip+en|rotation|3" */
static char *
of_text (const char *why, const char *name, SfLang lang)
{
  const char *codes = why + strlen ("of|"), *rest = strchr (codes, '|');
  g_autofree char *only = rest != NULL ? g_strndup (codes, (gsize) (rest - codes)) : NULL;
  g_autofree char *can = only != NULL ? can_list (only, lang) : NULL;
  const char *text = "";

  if (rest != NULL && g_str_has_prefix (rest, "|rotation"))
    text = sf_text (lang, "why.of.rotation", "{name} is next of those who {can}");
  else if (rest != NULL && g_str_has_prefix (rest, "|least_busy"))
    text = sf_text (lang, "why.of.least_busy", "{name} has the fewest guests of those who {can}");
  return sf_fill (text, "name", name, "can", can != NULL ? can : "", NULL);
}

char *
sf_assign_why_text (const char *why, const char *name, SfLang lang)
{
  const char *text = "";       /* a reason of a newer version: say nothing rather than something wrong */

  if (name == NULL)
    name = "";
  if (why == NULL)
    return g_strdup ("");
  if (g_str_has_prefix (why, "asked_busy|"))
    {
      g_autofree char *next = sf_assign_why_text (why + strlen ("asked_busy|"), name, lang);

      return sf_fill (sf_text (lang, "why.asked_busy", "They asked for a colleague who isn't free. {next}"), "next", next, NULL);
    }
  if (g_str_has_prefix (why, "booked_busy|"))
    {
      g_autofree char *next = sf_assign_why_text (why + strlen ("booked_busy|"), name, lang);

      return sf_fill (sf_text (lang, "why.booked_busy", "Their appointment is with a colleague who isn't free. {next}"), "next", next, NULL);
    }
  if (g_str_has_prefix (why, "of|"))
    return of_text (why, name, lang);
  if (strcmp (why, "asked") == 0)
    text = sf_text (lang, "why.asked", "They asked for {name}");
  else if (strcmp (why, "booked") == 0)
    text = sf_text (lang, "why.booked", "They have an appointment with {name}");
  else if (strcmp (why, "regular") == 0)
    text = sf_text (lang, "why.regular", "{name}'s own customer");
  else if (g_str_has_prefix (why, "rotation"))
    text = sf_text (lang, "why.rotation", "{name} is next in the rotation");
  else if (g_str_has_prefix (why, "least_busy"))
    text = sf_text (lang, "why.least_busy", "{name} has the fewest guests right now");
  else if (strcmp (why, "given") == 0)
    text = sf_text (lang, "why.given", "The front desk chose {name}");
  else if (strcmp (why, "handed") == 0)
    text = sf_text (lang, "why.handed", "A colleague handed them over to {name}");
  else if (strcmp (why, "door") == 0)
    text = sf_text (lang, "why.door", "{name} greeted them at the door");
  else if (strcmp (why, "recalled") == 0)
    text = sf_text (lang, "why.recalled", "Nobody has come; the guest called again");
  else if (strcmp (why, "nobody") == 0)
    text = sf_text (lang, "why.nobody", "Nobody is free right now");
  return sf_fill (text, "name", name, NULL);
}
