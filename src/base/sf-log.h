/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * Structured log without personal data: fields are pairs of a fixed key and a short value (ids, codes, counts).
 * Names, phones, plates, notes and bodies are never passed; a test seeks canaries in the log.
 */
typedef enum { SF_LOG_ERROR, SF_LOG_WARNING, SF_LOG_INFO, SF_LOG_DEBUG } SfLogLevel;
/** @event is a constant like "push.applied"; then pairs (const char *key, const char *value), NULL at the end. */
void sf_log (SfLogLevel level, const char *event, ...) G_GNUC_NULL_TERMINATED;
/** Where lines go: "journal", "stderr" (one line of key=value with time) or "none". Once, before threads start. */
void sf_log_setup (const char *sink, SfLogLevel least);
/**
 * Keeps the same lines in DIR/log as well, for who has no journal to read: at most SF_LOG_KEPT bytes, and as many of before in DIR/log.1. What
 * GLib and its libraries say from "warning" on is kept with their domain; their words only where the domain is ours, for a library may quote
 * what it was given. A file that cannot be written is done without. @dir is made if need be; once, before threads start.
 */
#define SF_LOG_KEPT (256 * 1024)
void sf_log_keep (const char *dir);
G_END_DECLS
