/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-printer-desk"
#include "app/sf-printer-desk.h"
#include "base/sf-log.h"

typedef struct {
  SfPrinter *printer;        /* (unowned) whose this is */
  SfFloor *floor;            /* (owned) */
  char *place;               /* (owned) (nullable) the setting as it was last read */
  SfPaperState told;         /* what the server knows */
  gboolean telling;
  guint retry;
} Desk;

static const char desk_key[] = "sf-printer-desk";

#define RETRY_S 30

static void tell (Desk *desk);

static gboolean
on_retry (gpointer data)
{
  Desk *desk = data;

  desk->retry = 0;
  tell (desk);
  return G_SOURCE_REMOVE;
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfPrinter) printer = data;
  Desk *desk = g_object_get_data (G_OBJECT (printer), desk_key);
  const gboolean told = sf_device_tell_finish (SF_DEVICE (source), result);

  desk->telling = FALSE;
  if (told) {
    tell (desk);
    return;
  }
  desk->told = SF_PAPER_UNKNOWN;
  if (desk->retry == 0)
    desk->retry = g_timeout_add_seconds (RETRY_S, on_retry, desk);
}

static void
tell (Desk *desk)
{
  SfDevice *device = sf_floor_get_device (desk->floor);
  const SfPaperState state = sf_printer_get_state (desk->printer);
  g_autofree char *code = g_strconcat ("printer.", sf_paper_state_code (state), NULL);

  if (desk->telling || state == desk->told || state == SF_PAPER_UNKNOWN || !sf_device_get_online (device))
    return;
  desk->telling = TRUE;
  desk->told = state;
  sf_device_tell_async (device, code, on_told, g_object_ref (desk->printer));
}

/* A server that comes back may have been restored: it is told again. */
static void
on_online (SfDevice *device, GParamSpec *pspec, Desk *desk)
{
  if (!sf_device_get_online (device))
    desk->told = SF_PAPER_UNKNOWN;
  tell (desk);
}

static void
on_floor_changed (SfFloor *floor, Desk *desk)
{
  const char *id = sf_device_get_id (sf_floor_get_device (floor));
  g_autofree char *key = sf_printer_setting_key (id != NULL ? id : "");
  const char *said = sf_floor_setting (floor, key);
  g_autoptr(SfPrinterPlace) place = NULL;

  if (g_strcmp0 (said, desk->place) == 0)
    return;
  g_free (desk->place);
  desk->place = g_strdup (said);
  place = said != NULL && *said != 0 ? sf_printer_place_parse (said, NULL) : NULL;
  if (place == NULL && said != NULL && *said != 0)
    sf_log (SF_LOG_WARNING, "printer.setting", "code", "format", NULL);
  /* Of the printer at the new place the server has not heard. */
  desk->told = SF_PAPER_UNKNOWN;
  sf_printer_set_place (desk->printer, place);
}

static void
desk_free (gpointer data)
{
  Desk *desk = data;

  g_clear_handle_id (&desk->retry, g_source_remove);
  g_signal_handlers_disconnect_by_data (sf_floor_get_device (desk->floor), desk);
  g_signal_handlers_disconnect_by_data (desk->floor, desk);
  g_object_unref (desk->floor);
  g_free (desk->place);
  g_free (desk);
}

static void
on_state (SfPrinter *printer, GParamSpec *pspec, Desk *desk)
{
  tell (desk);
}

SfPrinter *
sf_printer_desk_open (SfFloor *floor)
{
  SfPrinter *printer = sf_printer_new ();
  Desk *desk = g_new0 (Desk, 1);

  desk->printer = printer;
  desk->floor = g_object_ref (floor);
  g_object_set_data_full (G_OBJECT (printer), desk_key, desk, desk_free);
  g_signal_connect (printer, "notify::state", G_CALLBACK (on_state), desk);
  g_signal_connect (floor, "changed", G_CALLBACK (on_floor_changed), desk);
  g_signal_connect (sf_floor_get_device (floor), "notify::online", G_CALLBACK (on_online), desk);
  on_floor_changed (floor, desk);
  return printer;
}
