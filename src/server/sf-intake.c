/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-intake.h"

struct _SfIntake {
  SfServerStore *store;      /* (unowned) */
  SfIngest *ingest;          /* (unowned) */
  SfClock *clock;
  SfIds *ids;
  char *dir;
};

SfIntake *
sf_intake_new (SfServerStore *store, SfIngest *ingest, SfClock *clock, SfIds *ids, const char *dir)
{
  SfIntake *self = g_new0 (SfIntake, 1);

  self->store = store;
  self->ingest = ingest;
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->dir = g_strdup (dir);
  return self;
}

void
sf_intake_free (SfIntake *self)
{
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_free (self->dir);
  g_free (self);
}
