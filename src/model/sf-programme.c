/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-programme.h"
#include <string.h>
#include "model/sf-assign.h"

static gboolean
has_daypart (SfRecord *playlist)
{
  return !sf_record_is_null (playlist, SF_PLAYLIST_DAY_FROM) && !sf_record_is_null (playlist, SF_PLAYLIST_DAY_TO)
         && sf_record_get_int (playlist, SF_PLAYLIST_DAY_FROM) != sf_record_get_int (playlist, SF_PLAYLIST_DAY_TO);
}

static gboolean
is_timed (SfRecord *playlist)
{
  return has_daypart (playlist) || !sf_record_is_null (playlist, SF_PLAYLIST_FROM) || !sf_record_is_null (playlist, SF_PLAYLIST_UNTIL);
}

static gboolean
is_for (SfRecord *playlist, const char *screen)
{
  g_auto(GStrv) screens = sf_record_get_set (playlist, SF_PLAYLIST_SCREENS);

  return sf_record_get_int (playlist, SF_PLAYLIST_ACTIVE) == 1
         && (screens[0] == NULL || (screen != NULL && g_strv_contains ((const char *const *) screens, screen)));
}

static gboolean
day_fits (SfRecord *playlist, const char *day)
{
  const char *from = sf_record_get_text (playlist, SF_PLAYLIST_FROM), *until = sf_record_get_text (playlist, SF_PLAYLIST_UNTIL);

  return (from == NULL || strcmp (day, from) >= 0) && (until == NULL || strcmp (day, until) <= 0);
}

static gboolean
is_in_force (SfRecord *playlist, const SfProgrammeAsk *ask)
{
  gint64 from = sf_record_get_int (playlist, SF_PLAYLIST_DAY_FROM), to = sf_record_get_int (playlist, SF_PLAYLIST_DAY_TO);
  g_autofree char *before = NULL;

  if (ask->day == NULL)
    return FALSE;
  if (!has_daypart (playlist))
    return day_fits (playlist, ask->day);
  if (from < to)
    return ask->minute >= from && ask->minute < to && day_fits (playlist, ask->day);
  if (ask->minute >= from)
    return day_fits (playlist, ask->day);
  before = ask->minute < to ? sf_date_add (ask->day, -1) : NULL;
  return before != NULL && day_fits (playlist, before);
}

static gint64
compare_place (gconstpointer a, gconstpointer b, gpointer data)
{
  const SfProgrammeAsk *ask = data;
  SfRecord *x = *(SfRecord *const *) a, *y = *(SfRecord *const *) b;
  gint64 ranks = sf_record_get_int (y, SF_PLAYLIST_RANK) - sf_record_get_int (x, SF_PLAYLIST_RANK);
  gboolean x_last = g_strcmp0 (sf_record_get_id (x), ask->last) == 0, y_last = g_strcmp0 (sf_record_get_id (y), ask->last) == 0;

  if (!ask->trusted && x_last != y_last)
    return x_last ? -1 : 1;
  if (!ask->trusted && is_timed (x) != is_timed (y))
    return is_timed (x) ? 1 : -1;
  if (ranks != 0)
    return ranks;
  /* Of equals what was made for this hour is meant, and what always fits is its filler. */
  if (is_timed (x) != is_timed (y))
    return is_timed (x) ? -1 : 1;
  return strcmp (sf_record_get_id (x), sf_record_get_id (y));
}

static int
by_place (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 order = compare_place (a, b, data);

  return order < 0 ? -1 : order > 0;
}

GPtrArray *
sf_programme_order (GPtrArray *playlists, const SfProgrammeAsk *ask)
{
  GPtrArray *order = g_ptr_array_new ();

  for (guint i = 0; i < playlists->len; i++)
    if (is_for (playlists->pdata[i], ask->screen) && (!ask->trusted || is_in_force (playlists->pdata[i], ask)))
      g_ptr_array_add (order, playlists->pdata[i]);
  g_ptr_array_sort_with_data (order, by_place, (gpointer) ask);
  return order;
}

static int
by_position (gconstpointer a, gconstpointer b)
{
  SfRecord *x = *(SfRecord *const *) a, *y = *(SfRecord *const *) b;
  gint64 order = sf_record_get_int (x, SF_PLAYLIST_ITEM_POSITION) - sf_record_get_int (y, SF_PLAYLIST_ITEM_POSITION);

  return order != 0 ? (order < 0 ? -1 : 1) : strcmp (sf_record_get_id (x), sf_record_get_id (y));
}

GPtrArray *
sf_programme_items (GPtrArray *items, const char *playlist_id)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (sf_record_get_text (items->pdata[i], SF_PLAYLIST_ITEM_PLAYLIST), playlist_id) == 0)
      g_ptr_array_add (found, items->pdata[i]);
  g_ptr_array_sort (found, by_position);
  return found;
}
