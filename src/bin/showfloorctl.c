/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "showfloorctl"
#include <stdio.h>
#include <string.h>

#include "base/sf-secret.h"
#include "bin/sf-ctl.h"

int
main (int argc, char **argv)
{
  const char *data = g_getenv ("SHOWFLOOR_DATA"), *server = NULL;
  g_autoptr (GError) error = NULL;
  int i = 1;

  sf_keep_memory_private ();
  for (; i + 1 < argc && g_str_has_prefix (argv[i], "--"); i += 2) {
    if (strcmp (argv[i], "--data") == 0)
      data = argv[i + 1];
    else if (strcmp (argv[i], "--server") == 0)
      server = argv[i + 1];
    else
      break;
  }
  if (i >= argc || strcmp (argv[i], "--help") == 0 || (!data && !server)) {
    fputs (sf_ctl_usage (), i < argc ? stdout : stderr);
    return i < argc ? 0 : 2;
  }
  const char *const *words = (const char *const *) argv + i;
  g_autoptr (GBytes) out = server ? sf_ctl_remote (server, words, &error) : sf_ctl_local (data, words, &error);
  if (out)
    fwrite (g_bytes_get_data (out, NULL), 1, g_bytes_get_size (out), stdout);
  if (error)
    fprintf (stderr, "showfloorctl: %s\n", error->message);     /* as it is: the texts are UTF-8 in every locale */
  return error ? 1 : 0;
}
