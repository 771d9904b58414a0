/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the server was not heard, and what a tablet gives up then. Each hello begins anew. */
#define G_LOG_DOMAIN "sf-device-store"
#include "store/sf-device-private.h"

#include <stdio.h>
#include <string.h>

#include "base/sf-log.h"

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)
#define DAY_MS (24 * HOUR_MS)
/* Between two looks of one program; and how far the calendar may leave the clock since boot before it is noted anew. */
#define LOOK_MS (60 * 1000)
#define CALENDAR_MS (5 * 60 * 1000)

/* At this moment (both clocks, and which boot) the server had not been heard for away_ms. */
typedef struct { gint64 away_ms, boot_ms, wall_ms; char boot[64]; } Note;

/* Key "away", and without it the hello itself. FALSE: never heard of a server. */
static gboolean
read_note (SfDeviceStore *self, Note *out)
{
  g_autofree char *text = sf_device_store_get (self, "away");
  g_autofree char *anchor = sf_device_store_get (self, "anchor");
  g_autofree char *contact = sf_device_store_get (self, "contact");

  memset (out, 0, sizeof *out);
  if (text != NULL && sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %63s", &out->away_ms, &out->boot_ms, &out->wall_ms, out->boot) == 4)
    return TRUE;
  out->away_ms = 0;
  if (anchor == NULL || contact == NULL || sscanf (anchor, "%*s %" G_GINT64_FORMAT " %63s", &out->boot_ms, out->boot) != 2)
    return FALSE;
  out->wall_ms = g_ascii_strtoll (contact, NULL, 10);
  return TRUE;
}

/*
 * While the machine stays on, the clock since boot counts, which nobody can set. Over a restart there is only the calendar; one
 * that went back tells nothing, and counts as a day: who sets it back and restarts gains nothing by doing it often, and a tablet
 * whose clock forgets itself every night may still be used for three.
 */
static gint64
away_since (SfDeviceStore *self, const Note *note)
{
  gint64 wall = sf_clock_wall_ms (self->clock);

  if (strcmp (note->boot, sf_clock_boot_id (self->clock)) == 0)
    return note->away_ms + MAX (0, sf_clock_boot_ms (self->clock) - note->boot_ms);
  return note->away_ms + (wall < note->wall_ms ? DAY_MS : wall - note->wall_ms);
}

gint64
sf_device_store_away (SfDeviceStore *self)
{
  Note note;

  return read_note (self, &note) ? away_since (self, &note) : 0;
}

/* Written where it could be lost: once a boot, every hour, and when the calendar was set. */
static gboolean
is_due (SfDeviceStore *self, const Note *note)
{
  gint64 by_boot = sf_clock_boot_ms (self->clock) - note->boot_ms, by_wall = sf_clock_wall_ms (self->clock) - note->wall_ms;

  return strcmp (note->boot, sf_clock_boot_id (self->clock)) != 0 || by_boot >= HOUR_MS || ABS (by_wall - by_boot) > CALENDAR_MS;
}

static gboolean
write_note (SfDeviceStore *self, gint64 away_ms, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", away_ms, sf_clock_boot_ms (self->clock),
                                           sf_clock_wall_ms (self->clock), sf_clock_boot_id (self->clock));

  return sf_device_store_set (self, "away", text, error);
}

/* What the house entrusted to it: all but prices and what hangs on its walls. Its own outbox and drafts stay. */
#define LENT "bucket NOT IN ('pub', 'cat')"

static gboolean
give_up (SfDeviceStore *self, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  SfStmt *rows = txn != NULL ? sf_db_prepare (self->db, "DELETE FROM rec WHERE " LENT " RETURNING kind, id", error) : NULL;
  gboolean ok = rows != NULL && device_touch_rows (self, rows, error)
                && sf_db_exec (self->db, "DELETE FROM rec_shadow WHERE " LENT, error)
                && sf_db_exec (self->db, "UPDATE bucket SET phase = 1, token = NULL, shadow_token = NULL, ok = 0, seen = -1, after_kind = NULL, after_id = NULL, resyncs = 0 "
                                        "WHERE id NOT IN ('pub', 'cat')", error)
                && device_mark_loss (self, error)
                && device_finish (self, g_steal_pointer (&txn), TRUE, error);

  g_hash_table_remove_all (self->touched);
  if (ok)
    sf_log (SF_LOG_WARNING, "lease.given_up", NULL);
  return ok && sf_device_sync_tidy (self, error);
}

/* Whether there is anything that give_up() would take. */
static gboolean
has_lent (SfDeviceStore *self, gboolean *out, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT EXISTS (SELECT 1 FROM rec WHERE " LENT ") OR EXISTS (SELECT 1 FROM rec_shadow WHERE " LENT ")", error);

  if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return FALSE;
  *out = sf_stmt_int (stmt, 0) != 0;
  sf_stmt_reset (stmt);
  return TRUE;
}

gboolean
sf_device_sync_lease (SfDeviceStore *self, GError **error)
{
  gint64 now = sf_clock_boot_ms (self->clock), away;
  gboolean lent = FALSE;
  Note note;

  if (self->role != SF_ROLE_T || now < self->lease_look)
    return TRUE;
  self->lease_look = now + LOOK_MS;
  if (!read_note (self, &note))
    return TRUE;
  away = away_since (self, &note);
  if (is_due (self, &note) && !write_note (self, away, error))
    return FALSE;
  if (away < SF_LEASE_PURGE_MS)
    return TRUE;
  return has_lent (self, &lent, error) && (!lent || give_up (self, error));
}
