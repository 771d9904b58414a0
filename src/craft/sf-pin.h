/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-craft.h"
G_BEGIN_DECLS
/*
 * PINs and badges of consultants. A PIN has few digits, so its verifier is argon2id (about 100 ms on a tablet: never on the
 * main thread); a badge code is long, so SHA-256 will do. Nothing here keeps or logs what was typed. Any thread.
 */
/** 4 to 8 ASCII digits. */
gboolean sf_pin_is_valid (const char *pin);
/** The verifier of @pin as argon2 text ("$argon2id$…"), at most 127 characters; NULL for what is no PIN. (transfer full) */
char    *sf_pin_hash   (const char *pin, GError **error);
/** Whether @pin is the one of @verifier. A verifier that asks for more than 256 MiB or 8 passes is refused: it came by wire. */
gboolean sf_pin_verify (const char *verifier, const char *pin);
/** Hex of SHA-256 of a badge code without the spaces and line ends that scanners add; NULL when nothing is left or over 256 bytes. (transfer full) */
char    *sf_badge_hash   (const char *code);
gboolean sf_badge_verify (const char *hash, const char *code);

/**
 * SfTries: the brake on guessing PINs, kept as one short text by whoever asks for them. Five tries since the last success,
 * then a pause that grows with every further one: 1, 2, 4 … 60 minutes. A try counts before it is judged.
 */
typedef struct { guint n; gint64 until; } SfTries;     /* tries since the last success; paused until, wall ms */
#define SF_PIN_TRIES 5
#define SF_PIN_PAUSE_MIN 60
/** NULL or nonsense: none yet. */
void     sf_tries_read  (SfTries *self, const char *text);
/** FALSE: paused until @until, nothing was counted. @goes_on: the same guess, one digit longer. @left: tries until the next pause. */
gboolean sf_tries_count (SfTries *self, gint64 now, gboolean goes_on, guint *left);
/** (transfer full) */
char    *sf_tries_write (const SfTries *self);
/** Minutes from @now until the pause is over, rounded up; 0: no pause. */
guint    sf_tries_minutes (const SfTries *self, gint64 now);
G_END_DECLS
