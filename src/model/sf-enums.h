/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfEnum: the frozen values of an enumeration as they stand in tables and on the wire.
 * New values are appended; an unknown value that is pulled is kept and shown as "other" (decisions 6).
 */
typedef struct { const char *value; const char *en; } SfEnumValue;   /* en: msgid; msgctxt is "enum.<name>" */
typedef struct { const char *name; const SfEnumValue *values; guint n_values; } SfEnum;
/** Index of @value or -1. */
int sf_enum_index (const SfEnum *self, const char *value);

#define SF_ENUM(name) extern const SfEnum sf_enum_##name;
SF_ENUM (role) SF_ENUM (job) SF_ENUM (purpose) SF_ENUM (before) SF_ENUM (title) SF_ENUM (lang) SF_ENUM (source) SF_ENUM (service)
SF_ENUM (visit_state) SF_ENUM (assign_state) SF_ENUM (presence) SF_ENUM (level) SF_ENUM (drive) SF_ENUM (buying)
SF_ENUM (result) SF_ENUM (lost_reason) SF_ENUM (consent_purpose) SF_ENUM (consent_method) SF_ENUM (follow_state)
SF_ENUM (follow_result) SF_ENUM (device_state) SF_ENUM (ring_stage) SF_ENUM (energy) SF_ENUM (drivetrain) SF_ENUM (view_use)
SF_ENUM (stock_place) SF_ENUM (push_what) SF_ENUM (showing_what) SF_ENUM (social) SF_ENUM (channel) SF_ENUM (arrived) SF_ENUM (guest_place) SF_ENUM (card_event)
SF_ENUM (left_out) SF_ENUM (follow_about)
SF_ENUM (privacy_what) SF_ENUM (privacy_state) SF_ENUM (two_state)
SF_ENUM (ride) SF_ENUM (collect) SF_ENUM (appointment_state) SF_ENUM (offer_what) SF_ENUM (drink) SF_ENUM (heard) SF_ENUM (paper) SF_ENUM (reach) SF_ENUM (step_how) SF_ENUM (clash_state)
#undef SF_ENUM
G_END_DECLS
