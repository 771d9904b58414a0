/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/* What showfloorctl does with a command; both say on standard error which way it went. */
/** Through the server that runs on @dir, or on the folder itself when none does. Output may come with an error. (transfer full) */
GBytes     *sf_ctl_local  (const char *dir, const char *const *words, GError **error);
/** @url: unix:DIR of a running server on this machine. (transfer full) */
GBytes     *sf_ctl_remote (const char *url, const char *const *words, GError **error);
const char *sf_ctl_usage  (void);
G_END_DECLS
