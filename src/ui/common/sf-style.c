/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-style"
#include "config.h"
#include "ui/common/sf-style.h"

#include <adwaita.h>
#include "sf-ui-resource.h"

#define ROOT "/io/showfloor/ui/"

static GtkCssProvider *colours;

SfLook
sf_look_parse (const char *name)
{
  if (g_strcmp0 (name, "dark") == 0)
    return SF_LOOK_DARK;
  if (g_strcmp0 (name, "contrast") == 0)
    return SF_LOOK_CONTRAST;
  return SF_LOOK_LIGHT;
}

void
sf_style_register (void)
{
  static gboolean done;
  if (!done)
    sf_ui_register_resource ();
  done = TRUE;
}

static void
on_activate (GtkButton *button)
{
  g_signal_emit_by_name (button, "clicked");
}

void
sf_style_act_at_once (void)
{
  /* Never unreferenced: classes derived from it later take the function over. */
  GtkButtonClass *klass = g_type_class_ref (GTK_TYPE_BUTTON);
  klass->activate = on_activate;
}

static void
add_sheet (GdkDisplay *display, const char *path)
{
  g_autoptr (GtkCssProvider) sheet = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (sheet, path);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (sheet), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

void
sf_style_apply (GdkDisplay *display, SfLook look)
{
  static const char *const sheets[] = { ROOT "css/colours-light.css", ROOT "css/colours-dark.css", ROOT "css/colours-contrast.css" };

  if (!colours)
    {
      colours = gtk_css_provider_new ();
      gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (colours), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
      add_sheet (display, ROOT "css/common.css");
      add_sheet (display, ROOT "css/kiosk.css");
      add_sheet (display, ROOT "css/kiosk-large.css");
      add_sheet (display, ROOT "css/tablet.css");
      add_sheet (display, ROOT "css/wall.css");
      gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), ROOT "icons");
    }
  gtk_css_provider_load_from_resource (colours, sheets[look]);
  adw_style_manager_set_color_scheme (adw_style_manager_get_for_display (display),
                                      look == SF_LOOK_DARK ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
}
