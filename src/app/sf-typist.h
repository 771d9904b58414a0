/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-catalogue.h"
#include "model/sf-typing.h"
G_BEGIN_DECLS
/**
 * SfTypist: what a tablet's keyboard knows besides the dictionary: the trade's words, the names of the house's cars, and how often which
 * word was chosen on this device. The last is one file of its own in the device's folder ("typing", 0600), never sent, never logged; a word
 * is kept only when the dictionary has it, so no name of a person is, and where names are written single characters are counted alone.
 * A kiosk has none. Main thread.
 */
#define SF_TYPE_TYPIST (sf_typist_get_type ())
G_DECLARE_FINAL_TYPE (SfTypist, sf_typist, SF, TYPIST, GObject)
/** @dir: the device's folder, or NULL: nothing is kept. @cars may be NULL. */
SfTypist *sf_typist_new    (const char *dir, SfCatalogue *cars);
/** The typist's own, for one language's keys; NULL where this program has no table for it. */
SfTyping *sf_typist_keys   (SfTypist *self, SfTypingKeys keys);
/** @text was chosen on @keys; @name: in a field for people's names. Written down a few seconds later. */
void      sf_typist_learn  (SfTypist *self, SfTypingKeys keys, const char *text, gboolean name);
/** Everything that was learnt goes, from the disk, too. */
void      sf_typist_forget (SfTypist *self);
/** Writes what is not written yet now, and waits; for the end. */
void      sf_typist_flush  (SfTypist *self);
G_END_DECLS
