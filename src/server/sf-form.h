/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfForm: what a browser sends behind '?' or as application/x-www-form-urlencoded (WHATWG URL, 5.1). Strict, because it comes
 * from strangers: at most 32 fields, names of 1 to 32 of a-z 0-9 _ -, each once, values of at most 2,000 bytes of valid UTF-8
 * without control characters but tab and line ends, no broken %XX. Immutable; any thread.
 */
typedef struct _SfForm SfForm;
#define SF_FORM_MAX_BYTES 8192
/** NULL for anything that is not such a form; an empty text is an empty form. */
SfForm     *sf_form_parse (const char *text, gsize n);
void        sf_form_free  (SfForm *self);
/** Value of a field, or NULL when it is absent. A NULL @self has no fields. */
const char *sf_form_get   (SfForm *self, const char *name);
guint       sf_form_count (SfForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfForm, sf_form_free)
G_END_DECLS
