/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
#include "wire/sf-json.h"
G_BEGIN_DECLS
/* What backups and proofs say to the person at the shell: one sentence what is, one what to do next. */
/** The language of this shell, or of @option (nullable). */
SfLang      sf_keep_lang (const char *option);
/** What a finding (of sf_proof_to_json()) means. (transfer full) */
char       *sf_keep_finding_text (SfLang lang, JsonObject *finding);
/** What to do about it; static. */
const char *sf_keep_finding_next (SfLang lang, const char *code, gboolean numbered);
/** Why a backup was not made, by sf_backup_error_name(); static. */
const char *sf_keep_failure_text (SfLang lang, const char *code);
/** What is being done; static. */
const char *sf_keep_stage_text (SfLang lang, const char *stage);
/** The whole report. */
void        sf_keep_print_proof (SfLang lang, JsonObject *proof, GString *out);
/** The passphrase of backups and what to do with it. */
void        sf_keep_print_passphrase (SfLang lang, const char *passphrase, GString *out);
/** "12.3 MB". (transfer full) */
char       *sf_keep_size (gint64 bytes);
G_END_DECLS
