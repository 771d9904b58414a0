/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stamps as others make them (sync.md 1.13, C1 to C3), so that the simulator can show what ours are worth. No program calls it.
 * C1: the wall clock when the edit was made. C2: a hybrid logical clock, which is never behind what the device has made or heard;
 * C3 is the same with a server that takes times of the future for now.
 */
#define G_LOG_DOMAIN "sf-device-ablate"
#include "store/sf-device-private.h"

gboolean
device_ablate_stamp (SfDeviceStore *self, gint64 mid, GError **error)
{
  gint64 wall_ms = CLAMP (sf_clock_wall_ms (self->clock), 0, (G_MAXINT64 >> 16) - 1), st = wall_ms << 16 | (mid & 0xffff), last_st;
  SfStmt *stmt;

  if ((self->ablations & (DEVICE_ABLATE_C1_WALL | DEVICE_ABLATE_C_HLC)) == 0)
    return TRUE;
  if ((self->ablations & DEVICE_ABLATE_C_HLC) != 0)
    {
      if (!device_get_int (self, "last_st", &last_st, error))
        return FALSE;
      st = MAX (wall_ms << 16, last_st + 1);
      if (!device_set_int (self, "last_st", st, error))
        return FALSE;
    }
  stmt = sf_db_prepare (self->db, "UPDATE outbox SET st = $2, clk = 'ok' WHERE mid = $1", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, mid);
  sf_stmt_bind_int (stmt, 2, st);
  return sf_stmt_run (stmt, error);
}

gboolean
device_ablate_heard (SfDeviceStore *self, gint64 server_ms, GError **error)
{
  gint64 last_st;

  if ((self->ablations & DEVICE_ABLATE_C_HLC) == 0)
    return TRUE;
  return device_get_int (self, "last_st", &last_st, error) && device_set_int (self, "last_st", MAX (last_st, server_ms << 16), error);
}
