/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device by hand for tests that are no C programs: hand-device DIR URL ROLE NAME pairs itself, prints its id, then pushes each line
 * of standard input as the body of a mutation and prints what became of it; a line "/v1/… BODY" is posted there. A server that was
 * restarted is signed in to again. */
#include <stdio.h>
#include <string.h>

#include "sf-test-dealer.h"

static guint
post (SfTestDevice *device, const char *line, char **reply)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 2);

  g_assert_nonnull (words[1]);
  return sf_test_request (device->dealer, "POST", words[0], device->bearer, words[1], reply);
}

int
main (int argc, char **argv)
{
  g_autoptr (SfTestDealer) dealer = sf_test_dealer_new (FALSE);
  const char *offset = g_getenv ("SHOWFLOOR_CLOCK_OFFSET");
  char line[65536];

  g_assert_cmpint (argc, ==, 5);
  dealer->clock_offset_s = offset ? g_ascii_strtoll (offset, NULL, 10) : 0;
  g_free (dealer->dir);
  dealer->dir = g_strdup (argv[1]);
  dealer->url = g_strdup (argv[2]);
  g_autoptr (SfTestDevice) device = sf_test_device_pair (dealer, argv[3], argv[4]);
  printf ("%s\n", device->id);
  fflush (stdout);
  while (fgets (line, sizeof line, stdin)) {
    g_autofree char *result = NULL;
    guint status = *line == '/' ? post (device, g_strchomp (line), &result) : sf_test_device_push (device, g_strchomp (line), &result);
    if (*line != '/' && status == 401 && sf_test_device_session (device) == 200) {
      g_clear_pointer (&result, g_free);
      status = sf_test_device_push (device, line, &result);
    }
    printf ("%u %s\n", status, status == 200 ? result : "-");
    fflush (stdout);
  }
  /* The folder is the caller's. */
  g_free (dealer->dir);
  dealer->dir = g_strdup ("/nonexistent/sf-hand-device/data");
  return 0;
}
