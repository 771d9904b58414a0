/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-keep"
#include "store/sf-server-keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/sf-assign.h"
#include "store/sf-server-private.h"

#define DAY_MS G_GINT64_CONSTANT (86400000)
#define HOUR_MS G_GINT64_CONSTANT (3600000)

void
sf_keep_free (SfKeep *self)
{
  if (self == NULL)
    return;
  g_free (self->dest);
  g_free (self->ok_name);
  g_free (self->code);
  g_free (self->worst);
  g_free (self);
}

gboolean
sf_keep_parse_when (const char *text, int *minute, guint *hours)
{
  guint a, b;
  char rest;

  *minute = -1;
  *hours = 0;
  if (sscanf (text, "%2u:%2u%c", &a, &b, &rest) == 2 && a < 24 && b < 60)
    {
      *minute = (int) (a * 60 + b);
      return TRUE;
    }
  if (sscanf (text, "%3u%c", &a, &rest) != 2 || rest != 'h' || a < 1 || a > 168 || strspn (text, "0123456789") + 1 != strlen (text))
    return FALSE;
  *hours = a;
  return TRUE;
}

/* "number text" of a key; 0 and NULL when there is none. */
static gint64
read_pair (SfServerStore *store, const char *key, char **text)
{
  g_autofree char *value = sf_server_store_get (store, key);
  char *rest = value != NULL ? strchr (value, ' ') : NULL;

  *text = rest != NULL ? g_strdup (rest + 1) : NULL;
  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : 0;
}

static gboolean
write_pair (SfServerStore *store, const char *key, gint64 number, const char *text, GError **error)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT " %s", number, text);

  return sf_server_store_set (store, key, value, error);
}

SfKeep *
sf_server_keep_read (SfServerStore *store)
{
  SfKeep *self = g_new0 (SfKeep, 1);
  g_autofree char *when = sf_server_store_get (store, "backup.when");
  g_autofree char *found = NULL;

  self->minute = -1;
  self->dest = sf_server_store_get (store, "backup.dest");
  if (self->dest != NULL && *self->dest == '\0')
    g_clear_pointer (&self->dest, g_free);
  if (when != NULL)
    sf_keep_parse_when (when, &self->minute, &self->hours);
  self->ok_ms = read_pair (store, "backup.ok", &self->ok_name);
  self->tried_ms = read_pair (store, "backup.tried", &self->code);
  if (self->code == NULL)
    self->code = g_strdup ("");
  self->proof_ms = read_pair (store, "proof.at", &found);
  if (found != NULL)
    {
      self->findings = g_ascii_strtoll (found, NULL, 10);
      self->worst = self->findings > 0 && strchr (found, ' ') != NULL ? g_strdup (strchr (found, ' ') + 1) : NULL;
    }
  return self;
}

gboolean
sf_server_keep_plan (SfServerStore *self, const char *dest, int minute, guint hours, GError **error)
{
  g_autofree char *when = minute >= 0 ? g_strdup_printf ("%02d:%02d", minute / 60, minute % 60) : g_strdup_printf ("%uh", hours);

  return sf_server_store_set (self, "backup.dest", dest != NULL ? dest : "", error) && (dest == NULL || sf_server_store_set (self, "backup.when", when, error));
}

gboolean
sf_server_keep_backup (SfServerStore *self, gint64 at_ms, const char *name, const char *code, GError **error)
{
  return write_pair (self, "backup.tried", at_ms, code, error) && (*code != '\0' || write_pair (self, "backup.ok", at_ms, name, error));
}

gboolean
sf_server_keep_proof (SfServerStore *self, gint64 at_ms, gint64 findings, const char *worst, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", findings, worst != NULL ? worst : "");

  return write_pair (self, "proof.at", at_ms, text, error);
}

/* The newest moment not after @now at which the dealer's clock showed @minute. */
static gint64
last_time (gint64 now_ms, int minute, const char *zone)
{
  int current = 0;
  g_autofree char *day = sf_day_of (now_ms, zone, &current);
  gint64 ago = current - minute;

  if (ago < 0)
    ago += 24 * 60;
  return now_ms - now_ms % 60000 - ago * 60000;
}

gboolean
sf_keep_backup_is_due (const SfKeep *self, gint64 now_ms, const char *zone)
{
  if (self->dest == NULL || (*self->code != '\0' && now_ms - self->tried_ms < SF_KEEP_RETRY_MS && now_ms >= self->tried_ms))
    return FALSE;
  if (self->ok_ms > now_ms)
    return TRUE;              /* the clock was wrong when it was made, or is now */
  if (self->minute < 0)
    return now_ms - self->ok_ms >= self->hours * HOUR_MS;
  return self->ok_ms < last_time (now_ms, self->minute, zone);
}

gboolean
sf_keep_proof_is_due (const SfKeep *self, gint64 now_ms, const char *zone)
{
  return self->proof_ms > now_ms || self->proof_ms < last_time (now_ms, SF_KEEP_PROOF_MINUTE, zone);
}

gboolean
sf_keep_is_late (const SfKeep *self, gint64 now_ms)
{
  return now_ms - self->ok_ms > 2 * (self->dest != NULL && self->minute < 0 ? self->hours * HOUR_MS : DAY_MS);
}
