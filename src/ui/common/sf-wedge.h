/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-key-burst.h"
G_BEGIN_DECLS
/**
 * SfWedge: hears a wedge scanner on a window, before focus and input method do: keys are held back in the capture phase until it is
 * sure whether a scanner or a person typed them (sf-key-burst.h). What a person typed is put back into the display's queue and
 * reaches the focus, and its input method, whole and in order, a gap later. Main thread.
 *
 * Signal "code" (text): a scanner read this. Hostile: it is whatever somebody printed.
 */
#define SF_TYPE_WEDGE (sf_wedge_get_type ())
G_DECLARE_FINAL_TYPE (SfWedge, sf_wedge, SF, WEDGE, GObject)
/** Listens until disposed of; the window may go first. */
SfWedge *sf_wedge_new     (GtkWidget *window);
/** Another gap (ms) than SF_KEY_BURST_GAP_MS, for scanners over radio; what is held goes on as typed. */
void     sf_wedge_set_gap (SfWedge *self, guint gap_ms);
/** Forgets what is held, as if it had never been typed: the guest is gone. */
void     sf_wedge_wipe    (SfWedge *self);
G_END_DECLS
