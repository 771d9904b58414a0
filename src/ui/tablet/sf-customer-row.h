/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/*
 * A customer who was found: who they are, what is known, and 要求删除信息: written down after a question, then told as it stands, also while
 * the server is away.
 */

/** Of whom the page asks whether they really want to be deleted; NULL: of nobody. Told by the row's buttons through @changed. */
typedef struct { char *asking; /* (owned) */ void (*changed) (gpointer page); gpointer page; } SfCustomerAsked;

/** Everything it shows in one string, for SfRows. (transfer full) */
char      *sf_customer_row_key (SfTablet *tablet, SfRecord *customer, SfCustomerAsked *asked);
/** @asked lives longer than the row. */
GtkWidget *sf_customer_row_new (SfTablet *tablet, SfItem *customer, SfCustomerAsked *asked);
G_END_DECLS
