/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-flow"
#include "config.h"
#include "ui/kiosk/sf-kiosk-flow.h"

#define LONGEST 4

/* One line a way; what is asked is asked in this order and nothing else ever. */
static const struct
{
  const char *purpose;
  const char *before;   /* NULL: whatever was answered */
  const char *pages[LONGEST + 1];
} ways[] = {
  { "see", "repeat", { "before", "who", "name" } },   /* their consultant has the number */
  { "see", NULL, { "before", "car", "name", "phone" } },
  { "drive", NULL, { "car", "name" } },
  { "appointment", NULL, { "scan", "phone", "name" } },       /* the name only of those who leave no number */
  { "service", NULL, { "plate", "what" } },
  { "collect", NULL, { "plate", "name" } },
  { "browse", NULL, { NULL } },
};

static gboolean
is_asked (const SfKioskAnswers *answers, const char *page)
{
  if (g_str_equal (page, "phone"))
    return answers->may_phone;
  if (g_str_equal (page, "scan"))
    return answers->may_scan;
  if (g_str_equal (page, "name") && g_strcmp0 (answers->purpose, "appointment") == 0)
    return !answers->has_phone;
  return TRUE;
}

static const char *const *
way_of (const SfKioskAnswers *answers)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_strcmp0 (ways[i].purpose, answers->purpose) == 0
        && (!ways[i].before || g_strcmp0 (ways[i].before, answers->before) == 0))
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
