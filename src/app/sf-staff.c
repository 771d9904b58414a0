/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-staff"
#include "app/sf-staff.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

#include "base/sf-log.h"
#include "craft/sf-pin.h"

#define KEY_PIN "kiosk.pin"
#define KEY_TRIES "staff.tries"   /* sf_tries_write() */

typedef struct {
  char *pin;          /* (owned) what was typed; overwritten */
  char *verifier;     /* (owned) (nullable) */
  gint64 now;
  guint number;
  SfStaffAnswer answer;
} Try;

static void
try_free (gpointer data)
{
  Try *try = data;

  explicit_bzero (try->pin, strlen (try->pin));
  g_free (try->pin);
  g_free (try->verifier);
  g_free (try);
}

/*
 * On the store's worker. A try counts before it is judged: pulling the plug gives none back. argon2id takes its time on purpose, and
 * while a colleague stands at the glass no guest waits for the store.
 */
static gpointer
do_try (gpointer store, gpointer data, GError **error)
{
  Try *try = data;
  g_autofree char *before = sf_device_store_get (store, KEY_TRIES), *after = NULL;
  SfTries tries;

  sf_tries_read (&tries, before);
  if (!sf_tries_count (&tries, try->now, FALSE, &try->number)) {
    try->answer = SF_STAFF_PAUSED;
    try->number = sf_tries_minutes (&tries, try->now);
    return NULL;
  }
  after = sf_tries_write (&tries);
  if (!sf_device_store_set (store, KEY_TRIES, after, error))
    return NULL;
  try->answer = sf_pin_verify (try->verifier, try->pin) ? SF_STAFF_OPEN : SF_STAFF_WRONG;
  if (try->answer == SF_STAFF_OPEN)
    sf_device_store_set (store, KEY_TRIES, NULL, NULL);
  return NULL;
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  const Try *try = g_task_get_task_data (task);

  sf_device_run_finish (SF_DEVICE (source), result, NULL);
  sf_log (SF_LOG_INFO, try->answer == SF_STAFF_OPEN ? "staff.open" : try->answer == SF_STAFF_WRONG ? "staff.wrong" : "staff.no", NULL);
  g_task_return_boolean (task, TRUE);
}

void
sf_staff_try_async (SfKiosk *kiosk, const char *pin, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (kiosk, NULL, callback, data);
  SfDevice *device = sf_kiosk_get_device (kiosk);
  Try *try = g_new0 (Try, 1);

  g_task_set_source_tag (task, sf_staff_try_async);
  try->pin = g_strdup (pin);
  try->verifier = g_strdup (sf_floor_setting (sf_kiosk_get_floor (kiosk), KEY_PIN));
  try->now = sf_device_now (device, NULL);
  try->answer = SF_STAFF_FAILED;
  g_task_set_task_data (task, try, try_free);
  if (try->verifier == NULL || *try->verifier == '\0') {
    try->answer = SF_STAFF_NO_PIN;
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  sf_device_run_async (device, do_try, try, NULL, NULL, on_tried, task);
}

SfStaffAnswer
sf_staff_try_finish (SfKiosk *kiosk, GAsyncResult *result, guint *number)
{
  const Try *try = g_task_get_task_data (G_TASK (result));

  *number = try->number;
  return try->answer;
}

char *
sf_staff_network (void)
{
  GString *text = g_string_new (NULL);
  struct ifaddrs *all = NULL;

  if (getifaddrs (&all) != 0)
    return g_string_free (text, FALSE);
  for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
    char address[INET_ADDRSTRLEN];

    if (one->ifa_addr == NULL || one->ifa_addr->sa_family != AF_INET || (one->ifa_flags & IFF_LOOPBACK) != 0 || (one->ifa_flags & IFF_RUNNING) == 0
        || inet_ntop (AF_INET, &((const struct sockaddr_in *) (const void *) one->ifa_addr)->sin_addr, address, sizeof address) == NULL)
      continue;
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? "  " : "", one->ifa_name, address);
  }
  freeifaddrs (all);
  return g_string_free (text, FALSE);
}
