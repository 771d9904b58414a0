/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a fuzz target without clang: every file of the folder given, cuts of it, and changes of single bytes made from a fixed
 * seed, as many of each as the second argument says (400). A finding of tests/fuzz/run.sh is kept in the corpus and so tried by every `make test`.
 */
#include <string.h>
#include "fuzz.h"

static guint tried;

static void
try (const guint8 *data, gsize size)
{
  /* Bytes of their own, so that AddressSanitizer sees one read too far. */
  g_autofree guint8 *copy = g_memdup2 (data, MAX (size, 1));

  LLVMFuzzerTestOneInput (copy, size);
  tried++;
}

static void
try_changes (const guint8 *data, gsize size, guint changes, GRand *rand)
{
  static const char likely[] = "{}[]\",:\\0123456789eE+-.untrf \n\t\x1e\x1f\xff\xc0\xed";
  g_autofree guint8 *copy = g_memdup2 (data, MAX (size, 1));

  for (gsize n = 0; n <= size; n += 1 + size / (changes + changes / 4))
    try (data, n);
  for (guint i = 0; i < changes && size > 0; i++)
    {
      gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) size);
      guint8 before = copy[at];

      copy[at] = (guint8) (i % 4 == 0 ? g_rand_int_range (rand, 0, 256) : likely[g_rand_int_range (rand, 0, (gint32) sizeof likely)]);
      try (copy, size);
      if (i % 3 > 0)
        copy[at] = before;
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  guint files = 0, changes = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 400;

  dir = g_dir_open (argc > 1 ? argv[1] : ".", 0, &error);
  if (dir == NULL)
    g_error ("%s", error->message);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL), *data = NULL;
      gsize size;

      if (!g_file_get_contents (path, &data, &size, &error))
        g_error ("%s", error->message);
      try ((const guint8 *) data, size);
      try_changes ((const guint8 *) data, size, changes, rand);
      files++;
    }
  g_print ("%u files, %u inputs\n", files, tried);
  return files > 0 ? 0 : 1;
}
