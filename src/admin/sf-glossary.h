/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-vehicle-tree.h"
G_BEGIN_DECLS
/**
 * SfGlossary: names and prices that a dealer gives to codes of imported cars (docs/import.md), a CSV with the columns make, model,
 * year, trim, variant, zh_CN, zh_TW, en, price, currency, from, until. A row without model names a make, without trim a model;
 * an empty year means every year, * as variant every variant. The row that says most counts. Not thread-safe.
 */
typedef struct _SfGlossary SfGlossary;
/** @data: the file as it is, UTF-8 or GB18030. What is wrong in a row becomes an issue with "row N, column" as its field and the
 *  rest of the row is taken; NULL with @error when it is no such table. */
SfGlossary *sf_glossary_new  (const char *data, gsize n, const char *file, GPtrArray *issues, GError **error);
void        sf_glossary_free (SfGlossary *self);
/** Puts names into the records of @model and prices beside them. */
void        sf_glossary_apply (SfGlossary *self, SfVehicleModel *model);
/** An issue for every row that nothing was found for. */
void        sf_glossary_report (SfGlossary *self, GPtrArray *issues);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfGlossary, sf_glossary_free)
G_END_DECLS
