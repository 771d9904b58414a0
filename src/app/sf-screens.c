/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-screens"
#include <stdio.h>
#include <string.h>
#include "app/sf-screens-private.h"
#include "app/sf-tablet-private.h"
#include "base/sf-log.h"

#define TICK_S 5
/* Without a word for this long nobody can say what is on a screen. */
#define SILENT_MS 60000
/* How much later than it was made a push may begin: a screen that was just starting still shows it. */
#define GRACE_MS 30000
/* How long things stand unless the one who pushes says otherwise. */
#define MODEL_MS (15 * 60 * 1000)
#define WELCOME_MS (3 * 60 * 1000)
#define CALL_MS 12000
/* How long a screen that has it may take to show it; then it will not, and what it shows is told. */
#define SHOW_MS 10000
/* Of one tablet on one screen at a time; more would be somebody playing with the button. */
#define MAX_MINE 8

#define KEY_MINE "screens.mine"
#define KEY_FAVOURITE "screens.favourite"

G_DEFINE_FINAL_TYPE (SfScreens, sf_screens, G_TYPE_OBJECT)

static guint changed_signal;

static gint64
boot_now (SfScreens *self)
{
  return sf_clock_boot_ms (sf_device_get_clock (self->device));
}

/* --- "changed", once per turn --------------------------------------------------------------------------------------- */

static gboolean
on_update (gpointer data)
{
  SfScreens *self = data;

  self->update = 0;
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

void
sf_screens_queue_update (SfScreens *self)
{
  if (self->update == 0 && self->device != NULL)
    self->update = g_idle_add_full (G_PRIORITY_DEFAULT, on_update, self, NULL);
}

/* --- what is known of each screen ----------------------------------------------------------------------------------- */

static void
mine_free (gpointer data)
{
  SfScreenMine *mine = data;

  g_free (mine->id);
  g_clear_pointer (&mine->push, sf_record_unref);
  g_free (mine);
}

static void
screen_free (gpointer data)
{
  SfScreen *screen = data;

  g_ptr_array_unref (screen->mine);
  g_free (screen->push);
  g_free (screen->model);
  g_free (screen->id);
  g_free (screen);
}

SfScreen *
sf_screens_get (SfScreens *self, const char *display_id)
{
  SfScreen *screen = g_hash_table_lookup (self->screens, display_id);

  if (screen != NULL)
    return screen;
  screen = g_new0 (SfScreen, 1);
  screen->id = g_strdup (display_id);
  screen->mine = g_ptr_array_new_with_free_func (mine_free);
  screen->word_at = boot_now (self);
  g_hash_table_insert (self->screens, screen->id, screen);
  return screen;
}

SfScreenMine *
sf_screen_find_mine (SfScreen *screen, const char *push_id)
{
  for (guint i = 0; push_id != NULL && i < screen->mine->len; i++) {
    SfScreenMine *mine = screen->mine->pdata[i];

    if (g_str_equal (mine->id, push_id))
      return mine;
  }
  return NULL;
}

void
sf_screens_take_word (SfScreens *self, SfScreen *screen, const SfScreenWord *word)
{
  screen->word_at = boot_now (self);
  screen->since = word->since;
  for (guint i = 0; i < screen->mine->len; i++) {
    SfScreenMine *mine = screen->mine->pdata[i];

    /* Somebody else's that came later has overtaken it: it will not be seen any more. */
    if (g_strcmp0 (mine->id, word->push) == 0 || (word->push != NULL && word->since > mine->at))
      mine->seen = TRUE;
    /* Both ways are one to the screen: what came by the server need not be sent straight any more. */
    if (mine->back ? g_strcmp0 (mine->id, word->push) != 0 : mine->seen)
      g_clear_pointer (&mine->push, sf_record_unref);
  }
  if (g_strcmp0 (screen->push, word->push) == 0 && g_strcmp0 (screen->model, word->model) == 0)
    return;
  g_free (screen->push);
  g_free (screen->model);
  screen->push = g_strdup (word->push);
  screen->model = g_strdup (word->model);
  sf_screens_queue_update (self);
}

/* The screens' own word by way of the server. What a screen said directly since then is newer. */
static void
read_showings (SfScreens *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->showings)); i++) {
    SfRecord *said = sf_item_get_record (sf_live_query_peek (self->showings, i));
    const char *display = sf_record_get_text (said, SF_SHOWING_DISPLAY);
    SfScreenWord word = { sf_record_get_text (said, SF_SHOWING_PUSH), sf_record_get_text (said, SF_SHOWING_MODEL), sf_record_get_int (said, SF_SHOWING_SINCE) };
    SfScreen *screen = display != NULL ? sf_screens_get (self, display) : NULL;

    if (screen != NULL && (word.since > screen->since || (word.since == screen->since && g_strcmp0 (word.push, screen->push) != 0)))
      sf_screens_take_word (self, screen, &word);
  }
}

static void
on_showings (GListModel *list, guint position, guint removed, guint added, SfScreens *self)
{
  read_showings (self);
  sf_screens_queue_update (self);
}

/* --- over a restart ------------------------------------------------------------------------------------------------- */

static void
keep_mine (SfScreens *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->screens);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    SfScreen *screen = value;

    for (guint i = 0; i < screen->mine->len; i++) {
      SfScreenMine *mine = screen->mine->pdata[i];

      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT "\n", screen->id, mine->id, mine->until - boot_now (self));
    }
  }
  sf_device_keep (self->device, KEY_MINE, text->len > 0 ? text->str : NULL);
}

static gpointer
do_load (gpointer store, gpointer data, GError **error)
{
  char **kept = g_new0 (char *, 2);

  kept[0] = sf_device_store_get (store, KEY_MINE);
  kept[1] = sf_device_store_get (store, KEY_FAVOURITE);
  return kept;
}

static void
kept_free (gpointer data)
{
  char **kept = data;

  g_free (kept[0]);
  g_free (kept[1]);
  g_free (kept);
}

static SfScreenMine *
add_mine (SfScreens *self, SfScreen *screen, const char *push_id, gint64 until)
{
  SfScreenMine *mine = g_new0 (SfScreenMine, 1);

  mine->id = g_strdup (push_id);
  mine->until = until;
  mine->made = boot_now (self);
  mine->at = sf_device_now (self->device, NULL);
  g_ptr_array_add (screen->mine, mine);
  if (screen->mine->len > MAX_MINE)
    g_ptr_array_remove_index (screen->mine, 0);
  return mine;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfScreens) self = data;
  char **kept = sf_device_run_finish (SF_DEVICE (source), result, NULL);
  g_auto(GStrv) lines = kept != NULL && kept[0] != NULL ? g_strsplit (kept[0], "\n", -1) : NULL;
  char display[SF_ID_LEN + 1], push[SF_ID_LEN + 1];
  gint64 rest;

  if (self->device != NULL && kept != NULL) {
    /* What stood before the restart stands still if the screen says so; nothing is sent again. */
    for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
      if (sscanf (lines[i], "%36s %36s %" G_GINT64_FORMAT, display, push, &rest) == 3)
        add_mine (self, sf_screens_get (self, display), push, boot_now (self) + rest)->seen = TRUE;
    if (self->favourite == NULL)
      self->favourite = g_steal_pointer (&kept[1]);
    sf_screens_queue_update (self);
  }
  g_clear_pointer (&kept, kept_free);
}

/* --- pushing -------------------------------------------------------------------------------------------------------- */

static gint64
lasts (SfRecord *push)
{
  const char *what = sf_record_get_text (push, SF_PUSH_WHAT);

  if (!sf_record_is_null (push, SF_PUSH_FOR_MS))
    return sf_record_get_int (push, SF_PUSH_FOR_MS);
  return g_strcmp0 (what, "call") == 0 ? CALL_MS : g_strcmp0 (what, "welcome") == 0 ? WELCOME_MS : MODEL_MS;
}

static SfRecord *
fill (SfScreens *self, SfRecord *asked, gint64 for_ms)
{
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  SfRecord *push = sf_record_new (SF_KIND_PUSH, id);
  const SfKindInfo *info = sf_kind_info (SF_KIND_PUSH);
  const char *by = sf_tablet_get_signed_in (self->tablet);
  gint64 at = sf_device_now (self->device, NULL);

  for (guint i = 0; i < info->n_fields; i++) {
    if (sf_record_is_null (asked, i))
      continue;
    if (sf_type_is_int (info->fields[i].type))
      sf_record_set_int (push, i, sf_record_get_int (asked, i));
    else
      sf_record_set_text (push, i, sf_record_get_text (asked, i));
  }
  if (by != NULL)
    sf_record_set_text (push, SF_PUSH_BY, by);
  sf_record_set_int (push, SF_PUSH_AT, at);
  sf_record_set_int (push, SF_PUSH_FOR_MS, for_ms);
  sf_record_set_int (push, SF_PUSH_NOT_AFTER, at + for_ms + GRACE_MS);
  return push;
}

/* On the screen a new car ends what stood before it, so nothing of that has to be sent or taken back any more. */
static void
replace_mine (SfScreen *screen, SfRecord *push)
{
  const char *what = sf_record_get_text (push, SF_PUSH_WHAT);

  if (g_strcmp0 (what, "model") != 0 && g_strcmp0 (what, "view") != 0)
    return;
  for (guint i = 0; i < screen->mine->len; i++) {
    SfScreenMine *mine = screen->mine->pdata[i];

    if (mine->push != NULL && g_strcmp0 (sf_record_get_text (mine->push, SF_PUSH_WHAT), "back") == 0)
      continue;
    mine->back = TRUE;
    g_clear_pointer (&mine->push, sf_record_unref);
  }
}

char *
sf_screens_push (SfScreens *self, SfRecord *asked)
{
  g_autoptr(SfRecord) push = NULL;
  const char *display = sf_record_get_text (asked, SF_PUSH_DISPLAY);
  gint64 for_ms = lasts (asked);
  SfScreenMine *mine;
  SfScreen *screen;

  g_return_val_if_fail (SF_IS_SCREENS (self) && display != NULL, NULL);
  push = fill (self, asked, for_ms);
  screen = sf_screens_get (self, display);
  replace_mine (screen, push);
  mine = add_mine (self, screen, sf_record_get_id (push), boot_now (self) + for_ms);
  mine->push = sf_record_ref (push);
  sf_tablet_commit_one (self->tablet, "create", push);
  sf_screens_lan_send (self, screen);
  if (g_strcmp0 (self->favourite, display) != 0) {
    g_free (self->favourite);
    self->favourite = g_strdup (display);
    sf_device_keep (self->device, KEY_FAVOURITE, display);
  }
  keep_mine (self);
  sf_screens_queue_update (self);
  return g_strdup (sf_record_get_id (push));
}

void
sf_screens_take_back (SfScreens *self, const char *display_id)
{
  SfScreen *screen = g_hash_table_lookup (self->screens, display_id);

  for (guint i = 0; screen != NULL && i < screen->mine->len; i++) {
    SfScreenMine *mine = screen->mine->pdata[i];
    g_autoptr(SfRecord) asked = NULL, push = NULL;

    if (mine->back || mine->until <= boot_now (self))
      continue;
    asked = sf_record_new (SF_KIND_PUSH, mine->id);
    sf_record_set_text (asked, SF_PUSH_DISPLAY, display_id);
    sf_record_set_text (asked, SF_PUSH_WHAT, "back");
    sf_record_set_text (asked, SF_PUSH_SUBJECT, mine->id);
    push = fill (self, asked, MAX (mine->until - boot_now (self), 1000));
    mine->back = TRUE;
    g_clear_pointer (&mine->push, sf_record_unref);
    mine->push = sf_record_ref (push);
    mine->made = boot_now (self);
    sf_tablet_commit_one (self->tablet, "create", push);
  }
  if (screen != NULL)
    sf_screens_lan_send (self, screen);
  sf_screens_queue_update (self);
}

/* --- questions ------------------------------------------------------------------------------------------------------ */

static gboolean
is_screen (SfRecord *device)
{
  return g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), "display") == 0 && g_strcmp0 (sf_record_get_text (device, SF_DEVICE_STATE), "revoked") != 0;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  SfRecord *x = *(SfRecord *const *) a, *y = *(SfRecord *const *) b;
  const char *name_x = sf_record_get_text (x, SF_DEVICE_NAME), *name_y = sf_record_get_text (y, SF_DEVICE_NAME);
  int order = name_x != NULL && name_y != NULL ? g_utf8_collate (name_x, name_y) : 0;

  return order != 0 ? order : strcmp (sf_record_get_id (x), sf_record_get_id (y));
}

GPtrArray *
sf_screens_list (SfScreens *self)
{
  GListModel *devices = G_LIST_MODEL (sf_floor_get_devices (sf_tablet_get_floor (self->tablet)));
  GPtrArray *screens = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    SfRecord *device = sf_item_get_record (sf_live_query_peek (SF_LIVE_QUERY (devices), i));

    if (is_screen (device))
      g_ptr_array_add (screens, device);
  }
  g_ptr_array_sort (screens, by_name);
  return screens;
}

/* The newest of ours that neither was on the glass nor is over. */
static gboolean
is_sending (SfScreens *self, SfScreen *screen)
{
  SfScreenMine *mine = screen->mine->len > 0 ? screen->mine->pdata[screen->mine->len - 1] : NULL;

  if (mine == NULL || mine->seen || mine->back || mine->until <= boot_now (self))
    return FALSE;
  return !mine->arrived || boot_now (self) - mine->made < SHOW_MS;
}

SfScreenState
sf_screens_state (SfScreens *self, const char *display_id, const char **push)
{
  SfScreen *screen = sf_screens_get (self, display_id);

  if (push != NULL)
    *push = screen->push;
  if (boot_now (self) - screen->word_at > SILENT_MS)
    return SF_SCREEN_SILENT;
  if (is_sending (self, screen))
    return SF_SCREEN_SENDING;
  if (screen->push == NULL)
    return SF_SCREEN_PROGRAMME;
  return sf_screen_find_mine (screen, screen->push) != NULL ? SF_SCREEN_OURS : SF_SCREEN_OTHERS;
}

const char *
sf_screens_model (SfScreens *self, const char *display_id)
{
  return sf_screens_get (self, display_id)->model;
}

const char *
sf_screens_favourite (SfScreens *self)
{
  g_autoptr(GPtrArray) screens = sf_screens_list (self);

  for (guint i = 0; i < screens->len; i++)
    if (g_strcmp0 (sf_record_get_id (screens->pdata[i]), self->favourite) == 0)
      return self->favourite;
  return screens->len == 1 ? sf_record_get_id (screens->pdata[0]) : NULL;
}

/* --- the object ----------------------------------------------------------------------------------------------------- */

static void
drop_old (SfScreens *self, SfScreen *screen)
{
  for (guint i = screen->mine->len; i-- > 0;) {
    SfScreenMine *mine = screen->mine->pdata[i];

    /* As long as the screen says it is there it is known as ours, whatever the clock says. */
    if (mine->until + SILENT_MS < boot_now (self) && g_strcmp0 (mine->id, screen->push) != 0)
      g_ptr_array_remove_index (screen->mine, i);
  }
}

static gboolean
on_tick (gpointer data)
{
  SfScreens *self = data;
  gboolean online = sf_device_get_online (self->device);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->screens);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    SfScreen *screen = value;
    gboolean silent = boot_now (self) - screen->word_at > SILENT_MS;

    if (online)
      screen->word_at = boot_now (self);
    drop_old (self, screen);
    if (silent || is_sending (self, screen))
      sf_screens_queue_update (self);
  }
  /* With the server the screens' words come by themselves. */
  if (!online)
    sf_screens_lan_poll (self);
  return G_SOURCE_CONTINUE;
}

static void
sf_screens_dispose (GObject *object)
{
  SfScreens *self = SF_SCREENS (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->update, g_source_remove);
  g_clear_handle_id (&self->retry, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->showings != NULL)
    g_signal_handlers_disconnect_by_data (self->showings, self);
  if (self->tablet != NULL)
    g_signal_handlers_disconnect_by_data (sf_tablet_get_floor (self->tablet), self);
  g_clear_object (&self->showings);
  g_clear_object (&self->lans);
  g_clear_object (&self->tablet);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_screens_parent_class)->dispose (object);
}

static void
sf_screens_finalize (GObject *object)
{
  SfScreens *self = SF_SCREENS (object);

  g_hash_table_unref (self->screens);
  g_object_unref (self->cancellable);
  g_free (self->favourite);
  G_OBJECT_CLASS (sf_screens_parent_class)->finalize (object);
}

static void
sf_screens_class_init (SfScreensClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_screens_dispose;
  G_OBJECT_CLASS (klass)->finalize = sf_screens_finalize;
  changed_signal = g_signal_new ("changed", SF_TYPE_SCREENS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_screens_init (SfScreens *self)
{
  self->cancellable = g_cancellable_new ();
  self->screens = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, screen_free);
}

SfScreens *
sf_screens_new (SfTablet *tablet)
{
  SfScreens *self;
  const SfQuery showings = { .kind = SF_KIND_SHOWING, .order = -1 }, lans = { .kind = SF_KIND_LAN, .order = -1 };

  g_return_val_if_fail (SF_IS_TABLET (tablet), NULL);
  self = g_object_new (SF_TYPE_SCREENS, NULL);
  self->tablet = g_object_ref (tablet);
  self->device = g_object_ref (sf_tablet_get_device (tablet));
  self->showings = sf_live_query_new (self->device, &showings);
  self->lans = sf_live_query_new (self->device, &lans);
  g_signal_connect (self->showings, "items-changed", G_CALLBACK (on_showings), self);
  g_signal_connect_swapped (sf_tablet_get_floor (tablet), "changed", G_CALLBACK (sf_screens_queue_update), self);
  self->tick = g_timeout_add_seconds (TICK_S, on_tick, self);
  sf_device_run_async (self->device, do_load, NULL, NULL, kept_free, on_loaded, g_object_ref (self));
  return self;
}
