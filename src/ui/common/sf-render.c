/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-render"
#include "config.h"
#include "ui/common/sf-render.h"

#include <unistd.h>

gboolean
sf_render_has_gpu (const char *sys, const char *dev)
{
  /* Drivers that show a screen but draw with the processor. */
  static const char *const soft[] = { "vgem", "vkms", "simpledrm", "simple-framebuffer", "bochs-drm", "cirrus", "cirrus-qemu",
                                      "hyperv_drm", "ast", "mgag200", "virtio_gpu", "virtio-pci", NULL };
  g_autoptr (GDir) dir = g_dir_open (dev, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      if (!g_str_has_prefix (name, "renderD"))
        continue;
      g_autofree char *node = g_build_filename (dev, name, NULL);
      if (access (node, R_OK | W_OK) != 0)
        continue;
      g_autofree char *link = g_build_filename (sys, name, "device", "driver", NULL);
      g_autofree char *driver = g_file_read_link (link, NULL);
      g_autofree char *base = driver ? g_path_get_basename (driver) : NULL;
      if (base && !g_strv_contains (soft, base))
        return TRUE;
    }
  return FALSE;
}

void
sf_render_choose (void)
{
  if (g_getenv ("GSK_RENDERER"))
    return;
  if (g_strcmp0 (g_getenv ("LIBGL_ALWAYS_SOFTWARE"), "1") == 0 || !sf_render_has_gpu ("/sys/class/drm", "/dev/dri"))
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
}
