/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfGuardScan: reads along where each request of a connection ends, by the letter of RFC 9112, before libsoup sees a byte of it.
 * What two programs could read in two ways is not passed on: lines that end otherwise than in CR LF or go on in the next one, a name
 * with space before its colon or without one, control characters, any Transfer-Encoding, a Content-Length that is not exactly one
 * decimal number where a body belongs or is there where none does, not exactly one Host, another version than 1.0 and 1.1, CONNECT.
 * Zeros are its beginning. It says nothing about sizes: those are the guard's.
 */
typedef struct {
  guint state;
  char word[24];         /* of the method, version or name, as far as it was read */
  guint n;               /* how long that is */
  guint length;          /* digits of Content-Length, 0: none yet */
  guint64 left;          /* of the body */
  gsize header;          /* bytes of a request whose header has not ended */
  gboolean body, old, host, pause;   /* POST or PUT; HTTP/1.0; a Host was named; space after the digits */
} SfGuardScan;

/** FALSE when what began @self->header bytes ago may not be passed on, nor anything after it. */
gboolean sf_guard_scan (SfGuardScan *self, const guint8 *bytes, gsize n);
/** Whether a body has begun and not ended. */
gboolean sf_guard_scan_in_body (const SfGuardScan *self);
G_END_DECLS
