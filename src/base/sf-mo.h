/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfMo: one GNU .mo catalogue, checked as a whole when it is read: every offset within the file, every text UTF-8 and
 * closed by a NUL. Immutable afterwards; any thread.
 */
typedef struct _SfMo SfMo;
/** NULL and G_IO_ERROR_INVALID_DATA when the file is damaged. Keeps a reference on @data. (transfer full) */
SfMo       *sf_mo_new    (GBytes *data, GError **error);
void        sf_mo_free   (SfMo *self);
/** The first text of @id (its singular, for plurals) under @context (nullable); NULL when it has none. Owned by the catalogue. */
const char *sf_mo_lookup (SfMo *self, const char *context, const char *id);
/** The @form-th text of a plural; the last one when there are fewer. NULL when it has none. */
const char *sf_mo_lookup_form (SfMo *self, const char *context, const char *id, guint form);
guint       sf_mo_size   (SfMo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfMo, sf_mo_free)
G_END_DECLS
