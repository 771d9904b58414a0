/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * Reads a Range header that asks for one part, "bytes=N-" or "bytes=N-M" (RFC 9110 14.1.2), of something @size bytes long; the last
 * byte is cut to what is there. FALSE for anything else, which is then answered whole. @from may lie beyond the end, @to before
 * @from: that is for the caller to refuse. Any thread.
 */
gboolean sf_range_parse (const char *range, gint64 size, gint64 *from, gint64 *to);
G_END_DECLS
