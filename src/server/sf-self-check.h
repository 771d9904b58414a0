/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-house.h"
G_BEGIN_DECLS
/**
 * SfSelfCheck: the server looks at its own public address, as far as that can be seen from here: the name resolves, the
 * certificate is good for two weeks more, and /c/health-<token> comes back from this very process. At the start, after each
 * change, once a day; ten minutes after a look that failed. It asks nothing but the operator's own address, follows no
 * redirect, has 20 s, and blocks nothing. Writes the setting public.url (store/sf-server-public.h). Main thread.
 */
typedef struct _SfSelfCheck SfSelfCheck;
/** @token: what the public pages answer at /c/health-<token>. @ca_file (nullable): PEM of an authority that this machine does not know. */
SfSelfCheck *sf_self_check_new  (SfHouse *house, const char *token, const char *ca_file, GError **error);
/** The address, or its proof, has changed. */
void         sf_self_check_now  (SfSelfCheck *self);
/** Gives up a look that is going on. */
void         sf_self_check_stop (SfSelfCheck *self);
/** TRUE while a look is going on. */
gboolean     sf_self_check_is_busy (SfSelfCheck *self);
void         sf_self_check_free (SfSelfCheck *self);
G_END_DECLS
