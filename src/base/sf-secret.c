/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-secret.h"

#include <sys/prctl.h>
#include <sys/resource.h>

void
sf_keep_memory_private (void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
