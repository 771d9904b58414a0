/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfVcard: what a contact card says. Members are borrowed; NULL, "" and what cannot be written leave the line out. Texts are
 * UTF-8, but may hold anything: what is not text (controls, marks that turn the direction of writing, broken bytes) is dropped.
 */
typedef struct {
  const char *family, *given;   /* N; both may be NULL, then the whole of full is the family name */
  const char *full;             /* FN; without one there is no card */
  const char *org, *title;
  const char *mobile;           /* E.164: TEL;TYPE=CELL,WORK */
  const char *work;             /* the house's own number: TEL;TYPE=WORK,VOICE */
  const char *email;
  const char *url;              /* http or https */
  const char *note;             /* may have several lines */
} SfVcard;
/**
 * A vCard 3.0 (RFC 2426; lines and folding as RFC 2425 5.8.1): CRLF, folded at 75 octets between characters, UTF-8 without a
 * mark at the beginning. NULL when @card has no name. Any thread. (transfer full)
 */
char *sf_vcard_write (const SfVcard *card);
G_END_DECLS
