/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-name-candidates"
#include "config.h"
#include "ui/kiosk/sf-name-candidates.h"
#include "model/sf-surnames.h"

#define ON_THE_PAGE 30

GStrv
sf_name_common (const char *region, guint most)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n;
  const SfSurname *all = sf_surnames_all (region, &n);

  for (guint i = 0; i < MIN (n, most); i++)
    g_strv_builder_add (names, all[i].surname);
  return g_strv_builder_end (names);
}

GStrv
sf_name_candidates (const char *region, const char *letters, guint most)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n;

  if (!*letters)
    {
      const SfSurname *all = sf_surnames_all (region, &n);
      for (guint i = ON_THE_PAGE; i < MIN (n, ON_THE_PAGE + most); i++)
        g_strv_builder_add (names, all[i].surname);
      return g_strv_builder_end (names);
    }
  /* One letter is an index, more are a reading. */
  g_autoptr (GPtrArray) found = letters[1] ? sf_surnames_find (region, letters, most - 1) : sf_surnames_index (region, letters, most - 1);
  for (guint i = 0; i < found->len; i++)
    g_strv_builder_add (names, ((const SfSurname *) found->pdata[i])->surname);
  g_strv_builder_add (names, letters);
  return g_strv_builder_end (names);
}
