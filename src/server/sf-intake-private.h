/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-intake.h"
G_BEGIN_DECLS
/* Shared by the files of SfIntake. */
struct _SfIntake {
  SfServerStore *store;      /* (unowned) */
  SfIngest *ingest;          /* (unowned) */
  SfClock *clock;
  SfIds *ids;
  char *dir;
  char *key;                 /* (nullable) of the pictures' names; kept in the store */
  GHashTable *seen;          /* keyed hashes of who did what on which page -> boot ms */
  GHashTable *counted;       /* slug -> events written today */
  char *seen_day;
  guint8 salt[32];           /* of SEEN, new every day */
};
/** Records of @kind where @field is @value. (transfer full) */
GPtrArray *sf_intake_where (SfIntake *self, SfKind kind, guint field, const char *value, guint limit, GError **error);
/** NULL without error when @id is NULL or unknown. (transfer full) */
SfRecord  *sf_intake_get (SfIntake *self, SfKind kind, const char *id, GError **error);
/** Name of the picture of a media record that is at least @width px wide, or of the largest. (transfer full) (nullable) */
char      *sf_intake_name_picture (SfIntake *self, const char *media_id, gint64 width, GError **error);
/** The model with its price in force and its picture. (transfer full) */
SfCar     *sf_intake_car (SfIntake *self, SfRecord *model, SfRecord *dealer, const char *today, GError **error);
/* sf-intake-event.c */
/** Events of today, for a code with which one checks in. */
gboolean   sf_intake_read_events (SfIntake *self, SfCardView *view, GError **error);
/** The event of the view's visit, and how it stands with its guest. */
gboolean   sf_intake_read_guest (SfIntake *self, SfCardView *view, GError **error);
void       sf_car_free (gpointer car);
G_END_DECLS
