/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-score.h"
#include "store/sf-db.h"
G_BEGIN_DECLS
/**
 * The intent score of one customer, from the typed tables of a server's or a tablet's database: the same questions to both, so
 * that the same records give the same score. @today: YYYY-MM-DD in the dealer's zone. On the database's own thread.
 * FALSE with @error when it could not be read, or without one when there is no such customer.
 */
gboolean sf_score_of (SfDb *db, const char *customer, const char *today, SfScore *out, GError **error);
G_END_DECLS
