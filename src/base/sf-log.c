/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-log"
#include "config.h"
#include "base/sf-log.h"
#include "base/sf-log-private.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_PAIRS 16
#define MAX_VALUE 200   /* ids, codes and counts are short; a body that slipped in stays short as well */

static enum { SINK_STDERR, SINK_JOURNAL, SINK_NONE } sink = SINK_STDERR;
static SfLogLevel least_level = SF_LOG_INFO;

void
sf_log_setup (const char *name, SfLogLevel least)
{
  sink = g_strcmp0 (name, "journal") == 0 ? SINK_JOURNAL : g_strcmp0 (name, "none") == 0 ? SINK_NONE : SINK_STDERR;
  least_level = least;
}

static gboolean
is_plain (const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || *p == '"' || *p == '\\' || *p == '=')
      return FALSE;
  return *value != '\0';
}

/* One event is one line whatever a value holds. */
static void
append_value (GString *line, const char *value)
{
  g_autofree char *cut = g_strndup (value, MAX_VALUE);
  g_autofree char *valid = g_utf8_make_valid (cut, -1);
  if (is_plain (valid)) {
    g_string_append (line, valid);
    return;
  }
  g_string_append_c (line, '"');
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == '"' || c == '\\')
      g_string_append_printf (line, "\\%c", (char) c);
    else if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
      g_string_append_printf (line, "\\u%04x", c);
    else
      g_string_append_unichar (line, c);
  }
  g_string_append_c (line, '"');
}

char *
sf_log_line (SfLogLevel level, const char *pairs)
{
  static const char *const names[] = { "error", "warning", "info", "debug" };
  struct timespec now;
  struct tm utc;
  char stamp[32];
  clock_gettime (CLOCK_REALTIME, &now);
  gmtime_r (&now.tv_sec, &utc);
  strftime (stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
  return g_strdup_printf ("%s.%03dZ %s %s\n", stamp, (int) (now.tv_nsec / 1000000), names[level], pairs);
}

static void
write_stderr (SfLogLevel level, const char *pairs)
{
  g_autofree char *line = sf_log_line (level, pairs);

  /* One write, so that lines of several threads do not mix. Nobody can be told when even this fails. */
  if (write (STDERR_FILENO, line, strlen (line)) < 0)
    return;
}

static void
write_journal (SfLogLevel level, const char *message, char **keys, const char **values, guint n)
{
  static const char *const priorities[] = { "3", "4", "6", "7" };
  static const GLogLevelFlags flags[] = { G_LOG_LEVEL_CRITICAL, G_LOG_LEVEL_WARNING, G_LOG_LEVEL_INFO, G_LOG_LEVEL_DEBUG };
  GLogField fields[MAX_PAIRS + 3] = {
    { "MESSAGE", message, -1 },
    { "PRIORITY", priorities[level], -1 },
    { "SYSLOG_IDENTIFIER", "showfloor", -1 },
  };
  for (guint i = 0; i < n; i++)
    fields[3 + i] = (GLogField) { keys[i], values[i], (gssize) strnlen (values[i], MAX_VALUE) };
  if (g_log_writer_journald (flags[level], fields, 3 + n, NULL) != G_LOG_WRITER_HANDLED)
    write_stderr (level, message);
}

void
sf_log (SfLogLevel level, const char *event, ...)
{
  if (sink == SINK_NONE || level > least_level)
    return;
  g_autoptr (GString) line = g_string_new (event);
  char *keys[MAX_PAIRS];
  const char *values[MAX_PAIRS];
  guint n = 0;
  va_list args;
  va_start (args, event);
  for (const char *key = va_arg (args, const char *); key != NULL; key = va_arg (args, const char *)) {
    const char *value = va_arg (args, const char *);
    if (value == NULL || n == MAX_PAIRS)
      continue;
    g_string_append_printf (line, " %s=", key);
    append_value (line, value);
    g_autofree char *upper = g_ascii_strup (key, -1);
    keys[n] = g_strconcat ("SF_", g_strdelimit (upper, "-.", '_'), NULL);
    values[n++] = value;
  }
  va_end (args);
  sf_log_kept_add (level, line->str);
  if (sink == SINK_JOURNAL)
    write_journal (level, line->str, keys, values, n);
  else
    write_stderr (level, line->str);
  for (guint i = 0; i < n; i++)
    g_free (keys[i]);
}
