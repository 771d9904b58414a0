/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-floor.h"
G_BEGIN_DECLS
/*
 * A party enters the book: the part that kiosk and tablet share (A1: both write the same record). The number comes from a
 * durable daily counter and is taken in the same job on the worker as the commit.
 */
/** A VISIT with id, time, day, device and @by filled in. (transfer full) */
SfRecord *sf_check_in_visit (SfFloor *floor, const char *by);
/** Puts @typed on @visit as E.164; FALSE when it is no number of the dealer's region. */
gboolean  sf_check_in_set_phone (SfFloor *floor, SfRecord *visit, const char *typed);
/** Puts @typed on @visit as plates are kept (ABC-1234 whether or not the hyphen was typed); as typed when it is no plate of the region. */
void      sf_check_in_set_plate (SfFloor *floor, SfRecord *visit, const char *typed);
/** A CONSENT to @notice for @visit. (transfer full) */
SfRecord *sf_check_in_consent (const char *id, SfRecord *visit, SfRecord *notice, const char *const *purposes, const char *method);
/**
 * Proposes a consultant, takes a number and commits visit, @consent and @link (a LINK of the ticket; both nullable) together.
 * References are taken.
 */
void      sf_check_in_async (SfFloor *floor, SfRecord *visit, SfRecord *consent, SfRecord *link, const char *by, GAsyncReadyCallback callback, gpointer data);
/** The ticket number, or NULL: nothing was saved. (transfer full) */
char     *sf_check_in_finish (SfFloor *floor, GAsyncResult *result, GError **error);
G_END_DECLS
