/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib-object.h>
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * SfItem: one record for the interface: an immutable GObject. For each kind a subclass is registered from the registry
 * (SfItemVisit, …) with one read-only property per field (text, int64), so .ui files bind by name; "id" and "pending" for all.
 */
#define SF_TYPE_ITEM (sf_item_get_type ())
G_DECLARE_DERIVABLE_TYPE (SfItem, sf_item, SF, ITEM, GObject)
struct _SfItemClass { GObjectClass parent_class; SfKind kind; };
SfItem     *sf_item_new (SfRecord *record, gboolean pending);
SfRecord   *sf_item_get_record (SfItem *self);   /* owned by the item */
const char *sf_item_get_id (SfItem *self);
/** TRUE while a local change of it is not acknowledged. */
gboolean    sf_item_get_pending (SfItem *self);
/** GType of the class for @kind. */
GType       sf_item_type_for (SfKind kind);
/** Language in which the properties of LTEXT fields are told; the interface sets it when it switches. Main thread. */
void        sf_item_set_lang (SfLang lang);
/** TRUE when both show the same: id, values and pending. */
gboolean    sf_item_equal (SfItem *a, SfItem *b);
G_END_DECLS
