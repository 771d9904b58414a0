/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-clock"
#include "config.h"
#include "base/sf-clock.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

struct _SfClock {
  gint refs;               /* (atomic) */
  gboolean fake;
  gint64 offset_ms;        /* system only */
  char *boot_id;           /* (owned) system only */
  pthread_mutex_t lock;    /* guards what follows; a pthread mutex so that ThreadSanitizer sees it */
  gint64 wall_ms, boot_ms; /* fake only */
  guint boots;
  GPtrArray *boot_ids;     /* (owned) every id ever handed out: callers keep the pointers */
};

static char *
read_boot_id (void)
{
  g_autofree char *text = NULL;
  if (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL) && strlen (g_strstrip (text)) == 36)
    return g_steal_pointer (&text);
  /* Without the kernel's id each start counts as a boot: the boot clock is then never believed across restarts. */
  return g_uuid_string_random ();
}

static gint64
read_clock_ms (clockid_t id)
{
  struct timespec t;
  if (clock_gettime (id, &t) != 0)
    g_error ("the machine has no clock: %s", g_strerror (errno));
  return (gint64) t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static SfClock *
clock_new (gboolean fake)
{
  SfClock *self = g_new0 (SfClock, 1);
  self->refs = 1;
  self->fake = fake;
  pthread_mutex_init (&self->lock, NULL);
  return self;
}

SfClock *
sf_clock_new_system (void)
{
  SfClock *self = clock_new (FALSE);
  const char *offset = g_getenv ("SHOWFLOOR_CLOCK_OFFSET");
  gint64 seconds = 0;
  if (offset != NULL && *offset == '+')
    offset++;
  /* A hundred years either way is a typing error, not tomorrow. */
  if (offset != NULL && *offset != '\0' && g_ascii_string_to_signed (offset, 10, -3155760000, 3155760000, &seconds, NULL))
    self->offset_ms = seconds * 1000;
  self->boot_id = read_boot_id ();
  return self;
}

static void
begin_boot (SfClock *self)
{
  self->boots++;
  self->boot_ms = 0;
  g_ptr_array_add (self->boot_ids, g_strdup_printf ("00000000-0000-4000-8000-%012x", self->boots));
}

SfClock *
sf_clock_new_fake (gint64 wall_ms)
{
  SfClock *self = clock_new (TRUE);
  self->wall_ms = wall_ms;
  self->boot_ids = g_ptr_array_new_with_free_func (g_free);
  begin_boot (self);
  return self;
}

SfClock *
sf_clock_ref (SfClock *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sf_clock_unref (SfClock *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  pthread_mutex_destroy (&self->lock);
  g_clear_pointer (&self->boot_ids, g_ptr_array_unref);
  g_free (self->boot_id);
  g_free (self);
}

gint64
sf_clock_wall_ms (SfClock *self)
{
  if (!self->fake)
    return read_clock_ms (CLOCK_REALTIME) + self->offset_ms;
  pthread_mutex_lock (&self->lock);
  gint64 now = self->wall_ms;
  pthread_mutex_unlock (&self->lock);
  return now;
}

gint64
sf_clock_boot_ms (SfClock *self)
{
  if (!self->fake)
    return read_clock_ms (CLOCK_BOOTTIME);
  pthread_mutex_lock (&self->lock);
  gint64 now = self->boot_ms;
  pthread_mutex_unlock (&self->lock);
  return now;
}

const char *
sf_clock_boot_id (SfClock *self)
{
  if (!self->fake)
    return self->boot_id;
  pthread_mutex_lock (&self->lock);
  const char *id = g_ptr_array_index (self->boot_ids, self->boots - 1);
  pthread_mutex_unlock (&self->lock);
  return id;
}

void
sf_clock_fake_advance (SfClock *self, gint64 ms)
{
  g_return_if_fail (self->fake && ms >= 0);
  pthread_mutex_lock (&self->lock);
  self->wall_ms += ms;
  self->boot_ms += ms;
  pthread_mutex_unlock (&self->lock);
}

void
sf_clock_fake_set_wall (SfClock *self, gint64 wall_ms)
{
  g_return_if_fail (self->fake);
  pthread_mutex_lock (&self->lock);
  self->wall_ms = wall_ms;
  pthread_mutex_unlock (&self->lock);
}

void
sf_clock_fake_reboot (SfClock *self)
{
  g_return_if_fail (self->fake);
  pthread_mutex_lock (&self->lock);
  begin_boot (self);
  pthread_mutex_unlock (&self->lock);
}
