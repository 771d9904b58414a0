/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-ways.h"
G_BEGIN_DECLS
/**
 * SfWaysCard: what a device that was just paired says by itself of the direct ways to its peers, in plain words and with what to switch. It
 * lies above whatever the window shows, follows the tests, and goes by touch, a minute after everything was reached, or in the end by itself:
 * guests have no use for it.
 */
#define SF_TYPE_WAYS_CARD (sf_ways_card_get_type ())
G_DECLARE_FINAL_TYPE (SfWaysCard, sf_ways_card, SF, WAYS_CARD, GtkBox)
/** Puts one above @content and gives back what takes its place in the window. (transfer floating) */
GtkWidget *sf_ways_card_above (GtkWidget *content, SfDevice *device);
/** The same in words, a line for each thing; for the staff corner, too. (transfer full) */
char      *sf_say_ways (SfWays *ways, const char *role);
G_END_DECLS
