/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define LARGE (64 * 1024)
#define KEPT (256 * 1024)
#define HEAPS 2

void
sf_memory_keep_flat (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, LARGE);
  mallopt (M_TRIM_THRESHOLD, KEPT);
  mallopt (M_ARENA_MAX, HEAPS);
#endif
}

void
sf_memory_give_back (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}
