/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * sf_record_apply_patch: what @base becomes when @patch is written over it: fields that are present in the patch win, a null
 * one clears, LTEXT is merged language by language, everything else stays. Unknown members of the patch replace those of
 * @base when there are any. @base may be NULL (then the patch is the record). Neither is changed. (transfer full)
 */
SfRecord *sf_record_apply_patch (SfRecord *base, SfRecord *patch);
/**
 * sf_record_overlay: what a device shows for a record after its own, not yet answered @mutation (decisions 7): a creation
 * stands where nothing was (a fact that is there already wins), a patch is applied, a command moves the state as
 * sf_flow_next() says and is nothing where that refuses. @base may be NULL. NULL when there is nothing to show. (transfer full)
 */
SfRecord *sf_record_overlay (SfRecord *base, const SfMutation *mutation);
G_END_DECLS
