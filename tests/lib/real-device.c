/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real device without a window, for walks: real-device DIR ROLE PORT CODE pairs itself (an empty CODE: goes on with what DIR holds) through
 * a line that stands for the server's name in the network, then does what standard input says:
 *   visits N SURNAME   N guests check in, each "saved here"
 *   lead PORT          the name leads to another machine
 *   state              {"pending":n,"rejected":n,"server":"…"} */
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>

#include "app/sf-device.h"
#include "base/sf-log.h"
#include "fault-proxy.h"
#include "model/sf-assign.h"

typedef struct { SfDevice *device; FaultProxy *line; GMainLoop *loop; GDataInputStream *input; } Walk;

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
compares (SfDevice *device)
{
  g_autofree char *digits = NULL;

  g_object_get (device, "compare", &digits, NULL);
  return digits != NULL;
}

static void
pair (Walk *walk, const char *code)
{
  g_autofree char *text = g_strdup_printf ("127.0.0.1:%u %s", fault_proxy_port (walk->line), code);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sf_device_pair_async (walk->device, text, on_result, &result);
  while (result == NULL && !compares (walk->device))
    g_main_context_iteration (NULL, TRUE);
  if (result == NULL)
    sf_device_pair_confirm (walk->device, TRUE);
  g_assert_true (sf_device_pair_finish (walk->device, wait_for (&result), &error));
  g_assert_no_error (error);
}

static void
check_in (Walk *walk, guint n, const char *surname)
{
  SfClock *clock = sf_device_get_clock (walk->device);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
      g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (walk->device), clock), *number = g_strdup_printf ("A%02u", i % 90);
      g_autoptr(SfRecord) visit = sf_record_new (SF_KIND_VISIT, id);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      gint64 now = sf_clock_wall_ms (clock);
      int minute;
      g_autofree char *day = sf_day_of (now, "Asia/Shanghai", &minute);

      sf_record_set_text (visit, SF_VISIT_NUMBER, number);
      sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
      sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
      sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
      sf_record_set_int (visit, SF_VISIT_AT, now);
      sf_record_set_text (visit, SF_VISIT_DAY, day);
      sf_record_set_text (visit, SF_VISIT_DEVICE, sf_device_get_id (walk->device));
      sf_record_set_text (visit, SF_VISIT_SURNAME, surname);
      g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
      sf_device_commit_async (walk->device, g_steal_pointer (&mutations), on_result, &result);
      g_assert_true (sf_device_commit_finish (walk->device, wait_for (&result), &error));
      g_assert_no_error (error);
    }
  printf ("saved\n");
}

static gpointer
read_counts (gpointer store, gpointer data, GError **error)
{
  sf_device_store_counts (store, data, error);
  return NULL;
}

static void
tell_state (Walk *walk)
{
  SfDeviceCounts counts = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  sf_device_run_async (walk->device, read_counts, &counts, NULL, NULL, on_result, &result);
  sf_device_run_finish (walk->device, wait_for (&result), NULL);
  printf ("{\"pending\":%d,\"acked\":%d,\"rejected\":%d,\"id\":\"%s\"}\n", (int) counts.pending, (int) counts.acked, (int) counts.rejected, sf_device_get_id (walk->device));
  sf_device_counts_clear (&counts);
}

static void on_line (GObject *source, GAsyncResult *result, gpointer data);

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Walk *walk = data;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (walk->input, result, NULL, NULL);
  g_auto(GStrv) word = g_strsplit (line != NULL ? line : "", " ", 3);

  if (line == NULL)
    {
      g_main_loop_quit (walk->loop);
      return;
    }
  if (g_strcmp0 (word[0], "visits") == 0 && g_strv_length (word) == 3)
    check_in (walk, (guint) g_ascii_strtoull (word[1], NULL, 10), word[2]);
  else if (g_strcmp0 (word[0], "lead") == 0 && word[1] != NULL)
    {
      fault_proxy_set_server (walk->line, (guint16) g_ascii_strtoull (word[1], NULL, 10));
      fault_proxy_cut (walk->line);
      printf ("leads\n");
    }
  else
    tell_state (walk);
  fflush (stdout);
  g_data_input_stream_read_line_async (walk->input, G_PRIORITY_DEFAULT, NULL, on_line, walk);
}

int
main (int argc, char **argv)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SfIds) ids = sf_ids_new_system ();
  g_autoptr(GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr(GAsyncResult) started = NULL, stopped = NULL;
  g_autoptr(GError) error = NULL;
  Walk walk = { 0 };

  g_assert_cmpint (argc, ==, 5);
  sf_log_setup ("none", SF_LOG_ERROR);
  walk.loop = g_main_loop_new (NULL, FALSE);
  walk.line = fault_proxy_new ((guint16) g_ascii_strtoull (argv[3], NULL, 10));
  walk.device = sf_device_new (argv[1], clock, ids);
  sf_device_start_async (walk.device, on_result, &started);
  g_assert_true (sf_device_start_finish (walk.device, wait_for (&started), &error));
  g_assert_no_error (error);
  if (*argv[4] != '\0')
    pair (&walk, argv[4]);
  walk.input = g_data_input_stream_new (input);
  printf ("%s\n", sf_device_get_id (walk.device));
  fflush (stdout);
  g_data_input_stream_read_line_async (walk.input, G_PRIORITY_DEFAULT, NULL, on_line, &walk);
  g_main_loop_run (walk.loop);
  sf_device_stop_async (walk.device, on_result, &stopped);
  sf_device_stop_finish (walk.device, wait_for (&stopped));
  g_clear_object (&walk.device);
  g_object_unref (walk.input);
  fault_proxy_free (walk.line);
  g_main_loop_unref (walk.loop);
  return 0;
}
