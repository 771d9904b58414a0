/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/**
 * SfFloor: what every device may know of its dealership, followed live: colleagues and their presence, cars, settings,
 * notices, the day. Kiosk and tablet stand on it. Main thread. "changed" is emitted when any of it changed.
 */
#define SF_TYPE_FLOOR (sf_floor_get_type ())
G_DECLARE_FINAL_TYPE (SfFloor, sf_floor, SF, FLOOR, GObject)
SfFloor     *sf_floor_new (SfDevice *device);
SfDevice    *sf_floor_get_device (SfFloor *self);
SfLiveQuery *sf_floor_get_consultants (SfFloor *self);   /* all who are employed, by place in the rotation */
SfLiveQuery *sf_floor_get_rosters (SfFloor *self);
SfLiveQuery *sf_floor_get_models (SfFloor *self);
SfLiveQuery *sf_floor_get_devices (SfFloor *self);
/* Records are the floor's; NULL while not known. */
SfRecord    *sf_floor_dealer (SfFloor *self);
SfRecord    *sf_floor_device_record (SfFloor *self, const char *device_id);
SfRecord    *sf_floor_consultant (SfFloor *self, const char *consultant_id);
SfRecord    *sf_floor_roster (SfFloor *self, const char *consultant_id);
SfRecord    *sf_floor_model (SfFloor *self, const char *model_id);
/** The notice in force in @lang: effective, of the highest version. */
SfRecord    *sf_floor_notice (SfFloor *self, SfLang lang);
/** Value of a setting, or NULL. */
const char  *sf_floor_setting (SfFloor *self, const char *key);
/**
 * Where phone pages open, without a slash at the end: the setting public.url, which the server fills only while a person has
 * proven the address from outside and its own check agrees; NULL otherwise, and then no code that leads there is shown.
 */
const char  *sf_floor_public_url (SfFloor *self);
/** free, serving, away, rest or off; off outside the shift and for the unknown. */
const char  *sf_floor_presence (SfFloor *self, const char *consultant_id);
gboolean     sf_floor_model_here (SfFloor *self, const char *model_id);
/** IANA zone of the dealer; UTC while unknown. */
const char  *sf_floor_zone (SfFloor *self);
/** The dealer's day and the minutes after midnight there (may be NULL). (transfer full) */
char        *sf_floor_today (SfFloor *self, int *minute);
/** The device's own proposal for @visit (decisions 9) without those @tried (nullable); NULL when nobody is free. @why is always set. */
char        *sf_floor_propose (SfFloor *self, SfRecord *visit, const char *const *tried, char **why);
/** Whoever went to a guest of this device, or was rung in vain, while no server answered has had a turn: they come behind the others until the server is back. */
void         sf_floor_note_turn (SfFloor *self, const char *consultant_id);
G_END_DECLS
