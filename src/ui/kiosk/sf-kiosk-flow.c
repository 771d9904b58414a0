/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-flow"
#include "config.h"
#include "ui/kiosk/sf-kiosk-flow.h"

#define LONGEST 5

/* One line a way; what is asked is asked in this order and nothing else ever. */
static const struct
{
  const char *purpose;
  const char *said;     /* before, collect or signed; NULL: whatever was answered */
  const char *pages[LONGEST + 1];
} ways[] = {
  { "see", "repeat", { "before", "who", "name" } },   /* their consultant has the number */
  { "see", NULL, { "before", "car", "name", "told", "phone" } },
  { "drive", NULL, { "car", "ride", "name", "told", "phone" } },
  { "appointment", NULL, { "scan", "told", "phone", "name" } },       /* the name only of those who leave no number */
  { "service", NULL, { "plate", "what" } },
  { "collect", "new", { "collect", "told", "phone", "name" } },   /* a new car has no plate yet */
  { "collect", NULL, { "collect", "plate" } },
  { "event", "signed", { "events", "told", "phone", "name" } },
  { "event", NULL, { "events", "name", "told", "phone" } },
  { "browse", NULL, { NULL } },
};

/* Who was expected needs no name beside the number. */
static gboolean
is_known_by_number (const SfKioskAnswers *answers)
{
  return g_strcmp0 (answers->purpose, "appointment") == 0 || g_strcmp0 (answers->purpose, "collect") == 0
         || (answers->is_signed && g_strcmp0 (answers->purpose, "event") == 0);
}

static gboolean
is_asked (const SfKioskAnswers *answers, const char *page)
{
  if (g_str_equal (page, "told"))
    return answers->may_phone && answers->is_large;
  if (g_str_equal (page, "phone"))
    return answers->may_phone;
  if (g_str_equal (page, "scan"))
    return answers->may_scan;
  return !g_str_equal (page, "name") || !is_known_by_number (answers) || !answers->has_phone;
}

static gboolean
is_said (const SfKioskAnswers *answers, const char *said)
{
  return g_strcmp0 (said, answers->before) == 0 || g_strcmp0 (said, answers->collect) == 0 || (answers->is_signed && g_str_equal (said, "signed"));
}

static const char *const *
way_of (const SfKioskAnswers *answers)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_strcmp0 (ways[i].purpose, answers->purpose) == 0 && (!ways[i].said || is_said (answers, ways[i].said)))
      return ways[i].pages;
  return NULL;
}

const char *
sf_kiosk_flow_next (const SfKioskAnswers *answers, const char *page)
{
  const char *const *pages = way_of (answers);
  gboolean passed = page == NULL;

  for (; pages && *pages; pages++)
    {
      if (passed && is_asked (answers, *pages))
        return *pages;
      passed = passed || g_strcmp0 (*pages, page) == 0;
    }
  return NULL;
}

guint
sf_kiosk_flow_step (const SfKioskAnswers *answers, const char *page, guint *length)
{
  const char *const *pages = way_of (answers);
  guint n = 0, place = 0;

  for (; pages && *pages; pages++)
    {
      if (!is_asked (answers, *pages) && g_strcmp0 (*pages, page) != 0)
        continue;
      n++;
      if (g_strcmp0 (*pages, page) == 0)
        place = n;
    }
  *length = n;
  return place;
}
