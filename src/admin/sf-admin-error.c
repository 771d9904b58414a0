/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-admin.h"

/* By itself, so that what only reads files can be had without the rest of the layer. */
G_DEFINE_QUARK (sf-admin-error-quark, sf_admin_error)
