/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/common/sf-render.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* A pretended /sys/class/drm and /dev/dri with one render node of @driver. */
static gboolean
has_gpu (const char *driver)
{
  g_autofree char *root = g_dir_make_tmp ("sf-render-XXXXXX", NULL);
  g_autofree char *device = g_build_filename (root, "sys", "renderD128", "device", NULL);
  g_autofree char *link = g_build_filename (device, "driver", NULL);
  g_autofree char *target = g_build_filename ("/sys/bus/pci/drivers", driver, NULL);
  g_autofree char *dev = g_build_filename (root, "dev", NULL);
  g_autofree char *node = g_build_filename (dev, "renderD128", NULL);
  g_autofree char *sys = g_build_filename (root, "sys", NULL);
  g_autofree char *up = g_build_filename (sys, "renderD128", NULL);

  g_assert_cmpint (g_mkdir_with_parents (device, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (dev, 0700), ==, 0);
  g_assert_cmpint (symlink (target, link), ==, 0);
  g_assert_true (g_file_set_contents (node, "", 0, NULL));
  const gboolean found = sf_render_has_gpu (sys, dev);
  g_unlink (link);
  g_unlink (node);
  g_rmdir (device);
  g_rmdir (up);
  g_rmdir (sys);
  g_rmdir (dev);
  g_rmdir (root);
  return found;
}

static void
test_drivers (void)
{
  g_assert_true (has_gpu ("i915"));
  g_assert_true (has_gpu ("amdgpu"));
  g_assert_false (has_gpu ("vgem"));
  g_assert_false (has_gpu ("vkms"));
}

static void
test_none (void)
{
  g_assert_false (sf_render_has_gpu ("/nonexistent", "/nonexistent"));
}

static void
test_choice (void)
{
  /* What somebody said stands. */
  g_setenv ("GSK_RENDERER", "gl", TRUE);
  sf_render_choose ();
  g_assert_cmpstr (g_getenv ("GSK_RENDERER"), ==, "gl");
  g_unsetenv ("GSK_RENDERER");
  g_setenv ("LIBGL_ALWAYS_SOFTWARE", "1", TRUE);
  sf_render_choose ();
  g_assert_cmpstr (g_getenv ("GSK_RENDERER"), ==, "cairo");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/render/drivers", test_drivers);
  g_test_add_func ("/ui/render/none", test_none);
  g_test_add_func ("/ui/render/choice", test_choice);
  return g_test_run ();
}
