/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * sf_keep_memory_private: what this process holds in memory (names, numbers, PINs, keys) goes into no core file and to no other
 * process of the same user: RLIMIT_CORE 0 and PR_SET_DUMPABLE 0. First thing in main(). Does nothing in builds with a sanitizer,
 * whose leak check looks into its own process from outside.
 */
void sf_keep_memory_private (void);
G_END_DECLS
