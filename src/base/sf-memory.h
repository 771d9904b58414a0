/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * sf_memory_keep_flat: pictures, frames and bodies of megabytes come and go; glibc would move its limit up with each, take the next ones from
 * its heaps, of which it makes eight for each processor, and keep what is free between the pieces that stay (a kiosk: 50 to 67 MB instead
 * of 32 to 40). With fixed limits a large piece goes back to the system when it is freed; threads share two heaps. mallopt(3); nothing
 * elsewhere than with glibc. First thing in main(), before there are threads.
 */
void sf_memory_keep_flat (void);

/**
 * sf_memory_give_back: what is free between pieces in use goes back to the system, which also wipes it: when a guest has left, when a flood
 * is over. Some ms for a heap of 60 MB. malloc_trim(3); any thread.
 */
void sf_memory_give_back (void);
G_END_DECLS
