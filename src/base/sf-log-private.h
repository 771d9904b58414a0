/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-log.h"
G_BEGIN_DECLS
/* Between sf-log.c and sf-log-kept.c. */
/* One line with its time, and its end. (transfer full) */
char *sf_log_line     (SfLogLevel level, const char *pairs);
/* Writes it into the file, if one is kept. Any thread. */
void  sf_log_kept_add (SfLogLevel level, const char *pairs);
G_END_DECLS
