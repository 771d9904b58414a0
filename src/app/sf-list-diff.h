/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-item.h"
G_BEGIN_DECLS
/** One splice: at @position remove @n_removed, then put @n_added of the new list from @from on. */
typedef struct { guint position, n_removed, from, n_added; } SfSplice;
/**
 * sf_list_diff: the fewest changed items that turn @before into @after (element-type SfItem, each id at most once), as
 * splices to be carried out in this order. Items that stay are replaced in @after by the very object of @before. Pure.
 */
GArray *sf_list_diff (GPtrArray *before, GPtrArray *after);
G_END_DECLS
