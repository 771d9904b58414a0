/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-code.h"
G_BEGIN_DECLS
/** What a code that a reader or a camera saw is for. What it stands for is only known to the server. */
typedef enum {
  SF_SCANNED_FOREIGN,       /* none of ours */
  SF_SCANNED_APPOINTMENT,   /* 预约码 */
  SF_SCANNED_EVENT,         /* an invitation to an event (活动邀请) */
  SF_SCANNED_LINK,          /* a page /c/<slug>: a colleague's card, or somebody passed it on (推荐码), or a ticket */
} SfScannedWhat;
typedef struct {
  SfScannedWhat what;
  char code[SF_SLUG_LEN + 1];   /* 16 characters of Crockford's alphabet; empty when foreign */
} SfScanned;

/** Longest text that is looked at, bytes: an address with what networks append to it. */
#define SF_SCANNED_MOST 600

/**
 * Reads what a scanner saw. Hostile: any bytes. Ours are "SHOWFLOOR:A:" and "SHOWFLOOR:E:" with 16 characters, and http(s)
 * addresses under @public_url (as sf_slug_url() makes them; any case, http or https, with what networks append after '?' or '#').
 * @public_url NULL: not known now, and any address of that shape is taken for ours; a slug that the server does not know does nothing.
 */
void  sf_scanned_read (const char *text, const char *public_url, SfScanned *out);
/** What the QR code of an appointment or an invitation says: upper case, which is the denser mode (version 2, 25 modules). (transfer full) */
char *sf_scanned_text (SfScannedWhat what, const char *code);
G_END_DECLS
