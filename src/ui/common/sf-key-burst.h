/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfKeyBurst: tells a wedge scanner from a person. Such a scanner is a keyboard: it types what it read, key upon key within a few
 * milliseconds, and ends with Enter or Tab. Pure: fed with (time, key), says what to do with each.
 *
 * A burst is a run of keys of which none comes later than the gap after the one before. A burst of at least SF_KEY_BURST_LEAST
 * characters that ends in Enter or Tab is a code. Whatever follows it without a pause belongs to the same burst and is dropped, so that
 * a code made to hold an Enter of its own presses no button. Anything else was typed and goes on as it came, whole and in order.
 */
#define SF_KEY_BURST_LEAST 6
/** Characters of a code that are kept; a longer burst is dropped whole, for nobody types like that. */
#define SF_KEY_BURST_MOST 600
/** The usual gap, ms. Scanners type a key in 2 to 30 ms; the fastest typists leave about 60 between two, a held key repeats at 33. */
#define SF_KEY_BURST_GAP_MS 50

typedef struct {
  GString *text;      /* (owned) characters of the burst */
  guint gap_ms;
  guint32 last;       /* time of its last key */
  guint held;         /* keys that wait for the verdict */
  gboolean open;      /* a burst is under way */
  gboolean spoken;    /* it has said its code, or is too long: the rest is dropped */
} SfKeyBurst;

/** What to do with a key, in this order. None: it is none of ours and goes its way. */
typedef enum {
  SF_KEY_BURST_REPLAY = 1 << 0,   /* the keys held so far were typed: let them go, in order, before anything else */
  SF_KEY_BURST_HOLD   = 1 << 1,   /* keep this key until the verdict */
  SF_KEY_BURST_DROP   = 1 << 2,   /* forget this key and those held */
  SF_KEY_BURST_CODE   = 1 << 3,   /* with DROP: sf_key_burst_code() is a code */
} SfKeyVerdict;

void         sf_key_burst_init  (SfKeyBurst *self, guint gap_ms);
/** Overwrites what was read. */
void         sf_key_burst_clear (SfKeyBurst *self);
/** @time_ms: the event's own (it may wrap around); @command: Ctrl, Alt or Super is down. */
SfKeyVerdict sf_key_burst_press (SfKeyBurst *self, guint32 time_ms, guint keyval, gboolean command);
/** No key came for a gap: SF_KEY_BURST_REPLAY when keys are held, else 0. */
SfKeyVerdict sf_key_burst_pause (SfKeyBurst *self);
/** The code after SF_KEY_BURST_CODE, until the next call; UTF-8, no control characters. */
const char  *sf_key_burst_code  (SfKeyBurst *self);
G_END_DECLS
