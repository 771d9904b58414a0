/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-lan-ear.h"
G_BEGIN_DECLS
/* For sf-lan-ear.c, and for tests that cut a way off or hurry the next question. */
struct _SfLanEar {
  SfDevice *device;            /* (owned) */
  SfLanListener *listener;     /* (owned) */
  GCancellable *telling;       /* (owned) (nullable) */
  char *key, *keep_key;        /* (owned) (nullable) */
  gint64 told_at;              /* boot ms; 0: not yet */
};
G_END_DECLS
