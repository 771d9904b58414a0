/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/**
 * SfWish: what a guest would like while waiting, said at the kiosk after the ticket: one VISIT_WISH of the visit. Each answer is committed
 * by itself at once; one that could not be saved is taken back. A kiosk does not read such records: what stands here is what was said here.
 * Main thread. "changed": an answer did.
 */
#define SF_TYPE_WISH (sf_wish_get_type ())
G_DECLARE_FINAL_TYPE (SfWish, sf_wish, SF, WISH, GObject)
SfWish     *sf_wish_new (SfDevice *device, const char *visit);
/** @field: of SF_KIND_VISIT_WISH. NULL and 0: not said. */
const char *sf_wish_get_text (SfWish *self, guint field);
gint64      sf_wish_get_int  (SfWish *self, guint field);
/** 改一下: what the guest says anew about themselves, the fields that @anew (VISIT_WISH) has, and with a number the consent for it. One change; the server takes it over. */
void        sf_wish_say_again (SfWish *self, SfRecord *anew, SfRecord *consent);
/** NULL and 0 take an answer back. The same again is nothing. */
void        sf_wish_set_text (SfWish *self, guint field, const char *value);
void        sf_wish_set_int  (SfWish *self, guint field, gint64 value);
G_END_DECLS
