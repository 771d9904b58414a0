/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-call.h"
#include "server/sf-day.h"
#include "store/sf-server-accounts.h"
#include "store/sf-server-keep.h"
#include "store/sf-server-told.h"
G_BEGIN_DECLS
/* Inside the server layer: what the manager's page and its table share. */
/** One column of a visit as text; "" when there is nothing to say. (transfer full) */
typedef enum { SF_COLUMN_TIME, SF_COLUMN_NUMBER, SF_COLUMN_PURPOSE, SF_COLUMN_BEFORE, SF_COLUMN_GUEST, SF_COLUMN_HEADS, SF_COLUMN_CARS,
               SF_COLUMN_CONSULTANT, SF_COLUMN_STATE, SF_COLUMN_STAY, SF_COLUMN_LEVEL, SF_COLUMN_RESULT, SF_COLUMN_FILE, SF_N_COLUMNS } SfColumn;
char       *sf_day_cell (SfDay *self, const char *visit, SfColumn column);
const char *sf_column_text (SfColumn column, SfLang lang);
/** Figure of a name ("parties"), SF_N_FIGURES for none. */
SfFigureId  sf_figure_find (const char *name);
/** What the foot of the page says about backups, proofs and a restore; and how many clashes are to be decided. */
typedef struct { SfKeep *keep; SfRestored *restored; GPtrArray *accounts; guint clashes; } SfKept;
void        sf_kept_free (SfKept *self);
/** Worker. (transfer full) */
SfKept     *sf_kept_load (SfServerStore *store, GError **error);
void        sf_manager_write_kept (SfHtml *html, SfDay *day, const SfKept *kept);
/** Begins a page beside the day's: head, languages (the same page at @path; @query, nullable, begins with &), way back, heading. (transfer full) */
SfHtml     *sf_manager_begin (SfCall *call, const char *title, const char *path, const char *query);
/** A button that is a form of its own: POST @path with the session's token and pairs (name, value), NULL at the end. */
void        sf_manager_button (SfHtml *html, SfCall *call, const char *path, const char *text, const char *class, ...) G_GNUC_NULL_TERMINATED;
/** "今天 14:05", "11月20日 周五 09:10" of an instant in the dealer's zone. (transfer full) */
char       *sf_manager_time (SfCall *call, gint64 ms);
/** Who is looking at what of whom. */
gboolean    sf_manager_audit (SfCall *call, const char *action, const char *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** 流程完成率: the mandatory steps of the day's visits, by colleague and by step. */
void        sf_manager_write_steps (SfHtml *html, SfDay *day);
/** The whole page. (transfer full) */
GBytes     *sf_manager_day_page (SfDay *day, SfFigureId list, const char *form, const SfKept *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfKept, sf_kept_free)
G_END_DECLS
