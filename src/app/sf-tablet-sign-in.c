/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-tablet-sign-in"
#include "app/sf-tablet-private.h"
#include "base/sf-log.h"
#include "craft/sf-pin.h"

G_DEFINE_QUARK (sf-sign-in-error-quark, sf_sign_in_error)

#define KEY_TRIES "sign-in.tries"   /* sf_tries_write() */

typedef struct {
  char *consultant;     /* (owned) (nullable): a badge tells whose */
  char *secret;         /* (owned) what was typed; overwritten */
  char *verifier;       /* (owned) (nullable) */
  gboolean goes_on;     /* one digit more than the try before: the same try */
  guint tries_left;
  gint64 now;
  gint64 paused_until;
} Try;

static void
try_free (gpointer data)
{
  Try *try = data;

  if (try->secret != NULL)
    explicit_bzero (try->secret, strlen (try->secret));
  g_free (try->secret);
  g_free (try->consultant);
  g_free (try->verifier);
  g_free (try);
}

/* Each try counts before it is judged, so that pulling the plug gives none back. */
static gboolean
count_try (gpointer store, Try *try, GError **error)
{
  g_autofree char *before = sf_device_store_get (store, KEY_TRIES), *after = NULL;
  SfTries tries;
  gboolean may;

  sf_tries_read (&tries, before);
  may = sf_tries_count (&tries, try->now, try->goes_on, &try->tries_left);
  try->paused_until = tries.until;
  if (!may) {
    g_set_error_literal (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_PAUSED, "too many tries");
    return FALSE;
  }
  after = sf_tries_write (&tries);
  return sf_device_store_set (store, KEY_TRIES, after, error);
}

/* On the store's worker: whose credential is it, and may it be tried now? */
static gpointer
do_look_up (gpointer store, gpointer data, GError **error)
{
  Try *try = data;
  SfQuery query = { .kind = SF_KIND_CREDENTIAL, .order = -1 };
  g_autoptr(GPtrArray) found = NULL;

  /* A colleague who left, or a PIN that somebody knows by now: only the server could have said so. */
  if (sf_device_store_away (store) >= SF_LEASE_MS) {
    g_set_error_literal (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_AWAY, "the server was not heard for too long");
    return NULL;
  }
  if (try->consultant != NULL) {
    query.n_conds = 1;
    query.conds[0] = (SfCond) { SF_CREDENTIAL_CONSULTANT, SF_OP_EQ, 0, try->consultant };
  }
  found = sf_table_query (sf_device_store_get_db (store), &query, error);
  if (found == NULL)
    return NULL;
  /* A PIN that has not arrived yet is nobody's mistake and costs no try. */
  if (try->consultant != NULL && found->len == 0) {
    g_set_error_literal (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_NO_PIN, "no PIN is known here");
    return NULL;
  }
  if (!count_try (store, try, error))
    return NULL;
  for (guint i = 0; i < found->len; i++) {
    SfRecord *credential = found->pdata[i];

    const char *badge = sf_record_get_text (credential, SF_CREDENTIAL_BADGE);

    if (badge != NULL && sf_badge_verify (badge, try->secret)) {
      g_free (try->consultant);
      try->consultant = g_strdup (sf_record_get_text (credential, SF_CREDENTIAL_CONSULTANT));
      return GINT_TO_POINTER (TRUE);
    }
    if (try->consultant != NULL && !sf_record_is_null (credential, SF_CREDENTIAL_PIN))
      try->verifier = g_strdup (sf_record_get_text (credential, SF_CREDENTIAL_PIN));
  }
  if (try->consultant != NULL && try->verifier == NULL)
    g_set_error_literal (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_NO_PIN, "no PIN is known here");
  else if (try->verifier == NULL)
    g_set_error_literal (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_WRONG, "no such badge");
  return NULL;
}

/* On the pure worker: argon2id takes its time on purpose. */
static gpointer
do_verify (gpointer data, GCancellable *cancellable, GError **error)
{
  Try *try = data;

  if (sf_pin_verify (try->verifier, try->secret))
    return GINT_TO_POINTER (TRUE);
  g_set_error_literal (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_WRONG, "another PIN");
  return NULL;
}

static void
succeed (GTask *task, SfTablet *self, Try *try)
{
  self->paused_until = 0;
  explicit_bzero (self->last_pin, sizeof self->last_pin);
  sf_device_keep (self->device, KEY_TRIES, NULL);
  sf_tablet_take_sign_in (self, try->consultant);
  g_task_return_boolean (task, TRUE);
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfTablet *self = g_task_get_source_object (task);
  GError *error = NULL;

  sf_worker_run_finish (self->pure, result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    succeed (task, self, g_task_get_task_data (task));
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfTablet *self = g_task_get_source_object (task);
  Try *try = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer badge = sf_device_run_finish (SF_DEVICE (source), result, &error);

  self->paused_until = try->paused_until;
  if (error != NULL)
    g_task_return_error (task, error);
  else if (badge != NULL)
    succeed (task, self, try);
  else
    sf_worker_run_async (self->pure, SF_PRIORITY_HIGH, do_verify, try, NULL, NULL, NULL, on_verified, g_steal_pointer (&task));
}

/* The interface tries a PIN from its fourth digit on, since only the verifier knows how long it is. A longer one that begins
 * with what was just tried is the same guess, typed on: for a PIN of a given length each sequence is still one guess. */
static gboolean
goes_on (SfTablet *self, const char *consultant_id, const char *pin)
{
  gsize n = strlen (pin);
  gboolean same = consultant_id != NULL && g_strcmp0 (self->last_person, consultant_id) == 0;
  gboolean longer = n > 1 && n < sizeof self->last_pin && strlen (self->last_pin) == n - 1 && strncmp (self->last_pin, pin, n - 1) == 0;

  explicit_bzero (self->last_pin, sizeof self->last_pin);
  if (n < sizeof self->last_pin)
    memcpy (self->last_pin, pin, n);
  g_free (self->last_person);
  self->last_person = g_strdup (consultant_id);
  return same && longer;
}

void
sf_tablet_sign_in_async (SfTablet *self, const char *consultant_id, const char *pin, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;
  Try *try = g_new0 (Try, 1);

  g_return_if_fail (SF_IS_TABLET (self));
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, sf_tablet_sign_in_async);
  try->consultant = g_strdup (consultant_id);
  try->secret = g_strdup (pin);
  try->now = sf_device_now (self->device, NULL);   /* which a calendar that is set does not move while the machine is on */
  try->goes_on = goes_on (self, consultant_id, pin);
  g_task_set_task_data (task, try, try_free);
  sf_device_run_async (self->device, do_look_up, try, NULL, NULL, on_looked_up, task);
}

gboolean
sf_tablet_sign_in_finish (SfTablet *self, GAsyncResult *result, guint *tries_left, GError **error)
{
  Try *try = g_task_get_task_data (G_TASK (result));

  if (tries_left != NULL)
    *tries_left = try->tries_left;
  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
sf_tablet_pause_min (SfTablet *self)
{
  SfTries tries = { .until = self->paused_until };

  return sf_tries_minutes (&tries, sf_device_now (self->device, NULL));
}

/* Whoever is signed in, too: what is shown here may be in other hands by now. */
static void
on_lapsed (SfDevice *device, GParamSpec *pspec, SfTablet *self)
{
  if (sf_device_get_lapsed (device))
    sf_tablet_lock (self);
  sf_tablet_queue_update (self);
}

void
sf_tablet_follow_lease (SfTablet *self)
{
  g_signal_connect (self->device, "notify::lapsed", G_CALLBACK (on_lapsed), self);
}
