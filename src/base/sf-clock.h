/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/**
 * SfClock: where all time comes from; no other code asks the system for time.
 *
 * Tests and the simulator pass a fake. Thread: the system clock may be read from
 * every thread; a fake is guarded by its own lock.
 */
typedef struct _SfClock SfClock;

SfClock    *sf_clock_new_system (void);
/** A clock that stands at @wall_ms (ms since 1970, UTC) and moves only by sf_clock_fake_advance()/_set_wall(). */
SfClock    *sf_clock_new_fake   (gint64 wall_ms);
SfClock    *sf_clock_ref        (SfClock *self);
void        sf_clock_unref      (SfClock *self);
/** Milliseconds since 1970 UTC as the machine believes; orders nothing. The system clock adds the environment
 *  variable SHOWFLOOR_CLOCK_OFFSET (seconds, signed), so that a demonstration can look at tomorrow. */
gint64      sf_clock_wall_ms    (SfClock *self);
/** Milliseconds since boot, sleep included (CLOCK_BOOTTIME); never steps. */
gint64      sf_clock_boot_ms    (SfClock *self);
/** Identifies this boot (36 characters); owned by the clock. */
const char *sf_clock_boot_id    (SfClock *self);
/** Both clocks move on by @ms. Fakes only. */
void        sf_clock_fake_advance  (SfClock *self, gint64 ms);
/** The wall clock is stepped; the boot clock is not. Fakes only. */
void        sf_clock_fake_set_wall (SfClock *self, gint64 wall_ms);
/** A restart: new boot id, boot clock at 0. Fakes only. */
void        sf_clock_fake_reboot   (SfClock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfClock, sf_clock_unref)

G_END_DECLS
