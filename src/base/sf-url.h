/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** TRUE for an address that may be spoken to: https anywhere, http on this machine alone (a stand-in); no user, no password. */
gboolean sf_url_is_safe (const char *url);
G_END_DECLS
