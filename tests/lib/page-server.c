/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For tests in other languages: the world of page-world.h until standard input ends; one line of JSON says where what is. A line on standard
 * input: the manager's tablet shows the call of the guest who has waited for long, and "ok".
 */
#include <stdio.h>

#include "page-world.h"

int
main (void)
{
  PageWorld world;

  page_world_init (&world);
  g_autofree char *accepted = page_world_visit (&world, "A11", "王", "+8613800138000"), *left = page_world_visit (&world, "A12", "李", "+8613800138001");
  page_world_accept (&world, accepted);
  page_world_leave (&world, left);
  page_world_book (&world, left);
  page_world_busy (&world);
  g_autofree char *first = page_world_visit (&world, "A13", "张", "+8613800138002"), *queued = page_world_visit (&world, "A15", "<b>&\\\"'", "+8613800138003");
  world.ago_ms = 4 * 60 * 1000;
  g_autofree char *waits = page_world_visit (&world, "A16", "陈", "+8613800138004"), *s5 = page_world_link (&world, waits);
  g_autofree char *s1 = page_world_link (&world, accepted), *s2 = page_world_link (&world, left), *s3 = page_world_link (&world, queued), *s4 = page_world_link (&world, NULL);
  world.ago_ms = 0;
  g_autofree char *listed = page_world_guest (&world, "A17", "camp"), *s6 = page_world_link (&world, listed), *own = page_world_own (&world);
  page_world_fill (&world, "camp", 7);
  g_autofree char *second = page_world_guest (&world, "A18", "camp"), *third = page_world_guest (&world, "A19", "camp"), *s7 = page_world_link (&world, third);
  printf ("{\"pages\":\"%s\",\"dir\":\"%s\",\"offset\":%" G_GINT64_FORMAT ",\"accepted\":\"%s\",\"left\":\"%s\",\"queued\":\"%s\",\"card\":\"%s\",\"waits\":\"%s\",\"listed\":\"%s\",\"third\":\"%s\",\"own\":\"%s\"}\n", world.pages, world.dealer->dir,
          world.dealer->clock_offset_s, s1, s2, s3, s4, s5, s6, s7, own);
  fflush (stdout);
  for (int c; (c = getchar ()) != EOF;)
    if (c == '\n') {
      page_world_ack (&world, waits, 1, "1004");
      printf ("ok\n");
      fflush (stdout);
    }
  page_world_clear (&world);
  return 0;
}
