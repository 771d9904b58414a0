/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/* 两个版本: a card with both values, who said them and when; one press chooses, another takes that back. */

/** What was chosen on this page and may be taken back: id of TWO_VALUES → the value that was in force (owned, "" for none). */
typedef struct { GHashTable *before; } SfTwoChosen;
SfTwoChosen *sf_two_chosen_new  (void);
void         sf_two_chosen_free (SfTwoChosen *self);

/** TRUE while the card belongs on the page: not settled, or settled here. */
gboolean   sf_two_row_belongs (SfTablet *tablet, SfRecord *two, SfTwoChosen *chosen);
/** Everything it shows in one string, for SfRows. (transfer full) */
char      *sf_two_row_key (SfTablet *tablet, SfRecord *two);
GtkWidget *sf_two_row_new (SfTablet *tablet, SfItem *two, SfTwoChosen *chosen);
G_END_DECLS
