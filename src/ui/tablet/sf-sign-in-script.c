/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sign-in-script"
#include "config.h"
#include "ui/tablet/sf-sign-in-script.h"

#define EVERY_MS 500
#define MOST_TIMES 240       /* two minutes for the first sync */

typedef struct {
  SfTablet *tablet;          /* (owned) */
  char *staff_no, *pin;      /* (owned) */
  guint times;
  gboolean busy, over;
} Script;

static void
script_free (Script *script)
{
  g_object_unref (script->tablet);
  g_free (script->staff_no);
  g_free (script->pin);
  g_free (script);
}

static void
on_sign_in_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Script *script = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = sf_tablet_sign_in_finish (SF_TABLET (source), result, NULL, &error);

  script->busy = FALSE;
  /* Who is known before their PIN has come is asked again. */
  script->over = ok || !g_error_matches (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_NO_PIN);
}

static char *
find_person (Script *script)
{
  GListModel *people = sf_tablet_get_consultants (script->tablet);

  for (guint i = 0; i < g_list_model_get_n_items (people); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (people, i);

      if (g_strcmp0 (sf_record_get_text (sf_item_get_record (item), SF_CONSULTANT_STAFF_NO), script->staff_no) == 0)
        return g_strdup (sf_item_get_id (item));
    }
  return NULL;
}

static gboolean
on_time (gpointer data)
{
  Script *script = data;
  g_autofree char *person = NULL;

  if (script->busy)
    return G_SOURCE_CONTINUE;
  if (script->over || ++script->times > MOST_TIMES)
    {
      script_free (script);
      return G_SOURCE_REMOVE;
    }
  person = find_person (script);
  if (person != NULL)
    {
      script->busy = TRUE;
      sf_tablet_sign_in_async (script->tablet, person, script->pin, on_sign_in_ready, script);
    }
  return G_SOURCE_CONTINUE;
}

void
sf_sign_in_script (SfTablet *tablet)
{
  const char *who = g_getenv ("SHOWFLOOR_SIGN_IN");
  g_auto (GStrv) parts = who != NULL ? g_strsplit (who, ":", 2) : NULL;
  Script *script;

  if (parts == NULL || g_strv_length (parts) != 2)
    return;
  script = g_new0 (Script, 1);
  script->tablet = g_object_ref (tablet);
  script->staff_no = g_strdup (parts[0]);
  script->pin = g_strdup (parts[1]);
  g_timeout_add (EVERY_MS, on_time, script);
}
