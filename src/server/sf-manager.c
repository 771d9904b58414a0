/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "server/sf-door.h"
#include "server/sf-manager.h"

/* The manager's pages, behind the door /m/ (sf-door.h): for colleagues whose job is manager. */

gboolean
sf_manager_style (SfCall *call)
{
  sf_door_reply_style (call, "manager.css");
  return FALSE;
}

/* Who looked at whose records: reading is written down like changing. */
static gboolean
audit (SfServerStore *store, const char *person, const char *action, const char *object, GError **error)
{
  if (!sf_server_store_begin (store, error))
    return FALSE;
  if (sf_server_store_audit (store, person, action, object, "manager", error))
    return sf_server_store_commit (store, error);
  sf_server_store_rollback (store);
  return FALSE;
}

gboolean
sf_manager_audit (SfCall *call, const char *action, const char *object, GError **error)
{
  return audit (call->server->house->store, call->person, action, object, error);
}

void
sf_manager_page (SfCall *call, GError **error)
{
  SfHouse *house = call->server->house;
  g_autoptr (SfDay) day = sf_day_load (house->store, house->clock, sf_call_query (call, "day"), call->lang, error);
  SfFigureId list = sf_figure_find (sf_call_query (call, "list"));
  g_autoptr (SfKept) kept = day ? sf_kept_load (house->store, error) : NULL;

  if (!kept)
    return;
  if (list < SF_N_FIGURES && !audit (house->store, call->person, "list", day->day, error))
    return;
  call->refresh = strcmp (day->day, day->today) == 0;
  sf_door_reply (call, sf_manager_day_page (day, list, call->form, kept));
}

static void
append_cell (GString *out, const char *text, gboolean last)
{
  gboolean formula = *text && strchr ("=+-@", *text);
  g_string_append (out, formula ? "\"'" : "\"");
  for (const char *p = text; *p; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  g_string_append (out, last ? "\"\r\n" : "\",");
}

void
sf_manager_csv (SfCall *call, GError **error)
{
  SfHouse *house = call->server->house;
  g_autoptr (SfDay) day = sf_day_load (house->store, house->clock, sf_call_query (call, "day"), call->lang, error);
  static const SfFigureId kept[] = { SF_FIGURE_PARTIES, SF_FIGURE_SERVICE };

  if (!day || !audit (house->store, call->person, "csv", day->day, error))
    return;
  GString *out = g_string_new ("\xef\xbb\xbf");
  for (SfColumn c = 0; c < SF_N_COLUMNS; c++)
    append_cell (out, sf_column_text (c, call->lang), c == SF_N_COLUMNS - 1);
  for (guint f = 0; f < G_N_ELEMENTS (kept); f++) {
    GPtrArray *visits = day->report->figures[kept[f]].visits;
    for (guint i = 0; i < visits->len; i++)
      for (SfColumn c = 0; c < SF_N_COLUMNS; c++) {
        g_autofree char *text = sf_day_cell (day, g_ptr_array_index (visits, i), c);
        append_cell (out, text, c == SF_N_COLUMNS - 1);
      }
  }
  call->filename = g_strdup_printf ("showfloor-%s.csv", day->day);
  sf_call_reply_bytes (call, "text/csv; charset=utf-8", g_string_free_to_bytes (out));
}
