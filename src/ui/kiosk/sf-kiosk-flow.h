/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** What the flow must know to choose the next page; all of it may be NULL or FALSE while not answered. */
typedef struct {
  const char *purpose;   /* value of sf_enum_purpose */
  const char *before;    /* value of sf_enum_before */
  const char *collect;   /* value of sf_enum_collect */
  gboolean is_signed;    /* of an event: they signed up before they came */
  gboolean has_phone;    /* a number was left */
  gboolean may_phone;    /* a notice is in force, so a number may be asked for at all */
  gboolean is_large;      /* the guest reads large text: the notice is a step of its own */
  gboolean may_scan;     /* this kiosk has a reader or a camera */
} SfKioskAnswers;
/**
 * The order of a guest's pages, as data (experience.md 2.3). Returns the id of the page after @page (NULL: the first one of
 * the purpose), or NULL when nothing more is asked and the guest is checked in. Static.
 */
const char *sf_kiosk_flow_next (const SfKioskAnswers *answers, const char *page);
/** Place of @page in its way, from 1, and the way's length; 0 for pages outside (attract, home, ticket). */
guint       sf_kiosk_flow_step (const SfKioskAnswers *answers, const char *page, guint *length);
G_END_DECLS
