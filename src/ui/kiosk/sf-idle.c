/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-idle"
#include "config.h"
#include "ui/kiosk/sf-idle.h"

#include <stdio.h>

SfIdleTimes
sf_idle_times (void)
{
  SfIdleTimes times = { 45, 15, 30, 15 };
  SfIdleTimes said;
  const char *env = g_getenv ("SHOWFLOOR_IDLE");
  g_autofree char *file = NULL;

  if (env && *env == G_DIR_SEPARATOR)
    {
      g_file_get_contents (env, &file, NULL, NULL);
      env = file;
    }
  if (env && sscanf (env, "%u,%u,%u,%u", &said.ask, &said.answer, &said.ticket, &said.more) == 4
      && said.ask > 0 && said.answer > 0 && said.ticket > 0)
    times = said;
  return times;
}
