/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib-object.h>
G_BEGIN_DECLS
/** SF_SCAN_STARTING: until the first picture. SF_SCAN_MISSING: there is no camera; it is tried again every half minute until stopped. */
typedef enum { SF_SCAN_OFF, SF_SCAN_STARTING, SF_SCAN_ON, SF_SCAN_MISSING } SfScanState;
#define SF_SCAN_UNREAD_MS 4000
/**
 * SfScan: a camera that reads QR codes in the square in the middle of its picture. Pictures are read on GStreamer's own thread, at most
 * 15 a second, and thrown away; none is kept, shown or written. The camera is open between start and stop only. Main thread.
 *
 * Signal "code" (text): once when a code comes into view, again when it was away for two seconds. Hostile.
 * Property "state" int (SfScanState), notified.
 * Property "unread" boolean, notified: a code is in view for SF_SCAN_UNREAD_MS and cannot be read; FALSE again once it was read, or was out of
 * view for a second.
 */
#define SF_TYPE_SCAN (sf_scan_get_type ())
G_DECLARE_FINAL_TYPE (SfScan, sf_scan, SF, SCAN, GObject)
/** @source: a device like "/dev/video0", or "gst:" and a description of a GStreamer source of raw pictures (whoever may set it may run programs). */
SfScan     *sf_scan_new       (const char *source);
void        sf_scan_start     (SfScan *self);
/** Lets the camera go; nothing is said any more. */
void        sf_scan_stop      (SfScan *self);
SfScanState sf_scan_get_state (SfScan *self);
gboolean    sf_scan_is_unread (SfScan *self);
G_END_DECLS
