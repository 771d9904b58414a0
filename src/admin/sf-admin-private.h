/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin.h"
#include "base/sf-text.h"
#include "model/sf-assign.h"
G_BEGIN_DECLS
/* Inside the admin layer: the words of one command. */
typedef struct { GHashTable *options; GPtrArray *rest; } SfWords;
/** @allowed: names of options without --; one that ends in '!' takes no value. */
SfWords    *sf_words_parse (const char *const *words, const char *const *allowed, GError **error);
void        sf_words_free  (SfWords *self);
const char *sf_words_get   (SfWords *self, const char *option);     /* NULL when not given */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfWords, sf_words_free)

gboolean sf_admin_init   (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_import (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_pair   (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_revoke (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_status (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_incidents (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_quarantine (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_put_model (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_put_stock  (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_rest_stock (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_show_stock (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_public (SfAdmin *self, SfWords *words, GString *out, GError **error);
/** What the code of sf_public_state_why() means to the person at the shell; static. */
const char *sf_admin_public_text (const char *why);
/** Two lines about the address for phones. */
void     sf_admin_public_say (SfAdmin *self, GString *out);
gboolean sf_admin_phone  (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_wecom  (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_replay_dispatch (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_customer (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_printer (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_setting (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_person (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_retention (SfAdmin *self, SfWords *words, GString *out, GError **error);
gboolean sf_admin_export (SfAdmin *self, SfWords *words, GString *out, GError **error);

gboolean sf_admin_keep   (SfAdmin *self, SfWords *words, GString *out, GError **error);
/** Makes the passphrase of backups when there is none yet, or @anew, and says it: the only time. */
gboolean sf_admin_passphrase (SfAdmin *self, gboolean anew, GString *out, GError **error);
gboolean sf_front_backup  (const SfFront *front, SfWords *words, GString *out, GError **error);
gboolean sf_front_restore (const SfFront *front, SfWords *words, GString *out, GError **error);
gboolean sf_front_verify  (const SfFront *front, SfWords *words, GString *out, GError **error);
gboolean sf_front_status  (const SfFront *front, SfWords *words, GString *out, GError **error);
gboolean sf_front_replay  (const SfFront *front, SfWords *words, GString *out, GError **error);
gboolean sf_import_vehicles (const SfFront *front, SfWords *words, GString *out, GError **error);
gboolean sf_import_stock (const SfFront *front, SfWords *words, GString *out, GError **error);

/** How the group robot does: for status. */
typedef struct { gboolean on; gint64 waiting, oldest_ms, sent, dead, last_ms; char last_code[24], stopped[24]; } SfWecomState;
gboolean sf_admin_wecom_read (SfAdmin *self, SfWecomState *state, GError **error);
/** The record, or a new one with this id. NULL only with @error. (transfer full) */
SfRecord *sf_admin_get_or_new (SfAdmin *self, SfKind kind, const char *id, GError **error);
/** Writes @record when it says something new; @changed (nullable) tells. */
gboolean  sf_admin_put_if_new (SfAdmin *self, SfRecord *record, gboolean *changed, GError **error);
/** A setting, by its key. */
gboolean  sf_admin_set (SfAdmin *self, const char *key, const char *value, GError **error);
/** Keeps a picture and its MEDIA record; returns the record's id (transfer full). */
char     *sf_admin_add_picture (SfAdmin *self, const char *path, GError **error);
/** Id of the colleague with this staff number; NULL with an error when there is none. (transfer full) */
char     *sf_admin_find_staff (SfAdmin *self, const char *staff_no, GError **error);
/** All records of a kind, by id. (transfer full) */
GPtrArray *sf_admin_all (SfAdmin *self, SfKind kind, GError **error);
/** The dealer's zone (transfer full); "Asia/Shanghai" before init. */
char     *sf_admin_zone (SfAdmin *self);
/** The notices of version 1 with the dealer's own data in them. */
gboolean  sf_admin_put_notices (SfAdmin *self, SfRecord *dealer, GError **error);
typedef struct { guint made, changed, same, skipped; } SfImportCount;
/** Staff of a CSV text; lines about what was skipped go to @out. @folder: where portraits lie. */
gboolean  sf_admin_import_staff (SfAdmin *self, const char *csv, const char *folder, SfImportCount *count, GString *out, GError **error);
G_END_DECLS
