/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-clock.h"
#include "base/sf-ids.h"
G_BEGIN_DECLS
/**
 * SfFormTokens: shows that a form was ours, was meant for this page, is not older than half an hour and is sent once. The key
 * is the process's own: after a restart people send the form again. The pages carry no cookies, so there is nothing to forge
 * across sites; this keeps machines from posting without having looked.
 */
typedef struct _SfFormTokens SfFormTokens;
typedef enum { SF_FORM_TOKEN_OK, SF_FORM_TOKEN_EARLY, SF_FORM_TOKEN_LATE, SF_FORM_TOKEN_USED, SF_FORM_TOKEN_WRONG } SfFormTokenState;
SfFormTokens *sf_form_tokens_new  (SfClock *clock, SfIds *ids);
void          sf_form_tokens_free (SfFormTokens *self);
/** A token for @what on the page of @slug. Any thread. (transfer full) */
char         *sf_form_tokens_make (SfFormTokens *self, const char *what, const char *slug);
/** Takes it out of circulation when it is OK. Faster than @least_ms is EARLY and may be sent again. Main thread. */
SfFormTokenState sf_form_tokens_take (SfFormTokens *self, const char *token, const char *what, const char *slug, gint64 least_ms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfFormTokens, sf_form_tokens_free)
G_END_DECLS
