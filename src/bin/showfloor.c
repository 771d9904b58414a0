/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "showfloor"
#include "base/sf-log.h"
#include "base/sf-memory.h"
#include "base/sf-secret.h"
#include "config.h"

#include "ui/common/sf-application.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-render.h"
#include "ui/display/sf-display-window.h"
#include "ui/kiosk/sf-kiosk-window.h"
#include "ui/tablet/sf-tablet-window.h"

static GtkWindow *
open_kiosk (SfApplication *app, SfDevice *device)
{
  g_autoptr (SfKiosk) kiosk = sf_kiosk_new (device);
  return GTK_WINDOW (sf_kiosk_window_new (app, kiosk));
}

int
main (int argc, char **argv)
{
  static const SfRoleWindow roles[] = { { "kiosk", open_kiosk }, { "tablet", sf_tablet_window_make }, { "display", sf_display_window_make }, { NULL, NULL } };
  g_auto (SfOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  sf_keep_memory_private ();
  sf_memory_keep_flat ();
  if (!sf_options_parse (&options, &argc, &argv, &error))
    {
      g_printerr ("showfloor: %s\n", error->message);
      return 2;
    }
  if (options.version)
    {
      g_print ("showfloor %s\n", SF_VERSION);
      return 0;
    }
  sf_log_setup ("stderr", SF_LOG_INFO);
  sf_log_keep (options.data_dir);
  sf_language_init (options.lang);
  sf_render_choose ();
  g_autoptr (SfApplication) app = sf_application_new (&options, roles);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
