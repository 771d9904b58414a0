/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server answers, against a real device store: pages and snapshots that are cut, altered, doubled or made up, replies that claim
 * what is not so. The first character says which device asks (k a kiosk, else a tablet). Then one line for each answer: changes of what
 * the real server says, behind each other with a tab between.
 *
 *   =TEXT  that instead    -N  cut at N    ~N,TEXT  over what stands there    +N,TEXT  in between    |A|B  B for the first A
 *   #N  with status N      !   no answer   <  the answer before once more     *  before that a day passes
 *
 * (\x1e stands for a line's end in TEXT.)
 *
 * Whatever it says, what the device has saved stays in its outbox, byte by byte, unless the server said itself that a backup holds it or
 * that it is to be forgotten; and when the real server is heard again, it gets all of that, once, and the device shows what the server has.
 */
#include <string.h>

#include "fixture.h"
#include "fuzz.h"
#include "sf-test-wire.h"
#include "store/sf-device-private.h"

#define MOST_LINES 24
#define MOST_REQUESTS 80
#define N_OWN 3
#define PATIENCE_MS (25 * 1000)   /* longer than a retry, shorter than the next look for news */
#define LATER_MS (10 * 60 * 1000)
#define DAY_MS (G_GINT64_CONSTANT (25) * 3600 * 1000)

typedef struct { char *id, *body; gboolean let_go; } Own;   /* let_go: a server said that it need not be kept */
typedef struct {
  guint dev;
  SfTestDisk *disk;
  SfTestImage *image;
  SfDeviceStore *store;
  SfSyncCore *core;
  Own own[N_OWN];
  gint64 said_last, said_safe;   /* the most that any answer claimed */
  gboolean withdrawn;            /* an answer said so: what is handed in may be forgotten */
  char *before;                  /* the answer before */
} Device;

static Fixture house;
static Device devices[2] = { { .dev = KIOSK }, { .dev = TABLET } };

static gboolean
sign (gconstpointer data, gsize n, guint8 signature[64], gpointer user_data)
{
  memset (signature, 7, 64);
  return TRUE;
}

static guint
ask_house (Device *self, const SfSyncRequest *request, char **body)
{
  const SfTestWire wire = { house.store, house.ingest, 12 };
  g_auto(SfDeviceIdentity) identity = { 0 };

  g_assert_true (sf_device_sync_identity (self->store, &identity, NULL));
  house.dev[self->dev].peer.inc = identity.inc;
  return sf_test_wire_answer (&wire, &house.dev[self->dev].peer, request->step, request->body, body);
}

/* The next request; time passes until there is one. FALSE: there is none for a while. */
static gboolean
next_request (Device *self, SfSyncRequest *request)
{
  gint64 not_before = 0;

  memset (request, 0, sizeof *request);
  for (guint i = 0; i < 3; i++) {
    gint64 now = sf_clock_boot_ms (house.clock);

    if (sf_sync_core_next (self->core, request, &not_before))
      return TRUE;
    if (not_before - now > PATIENCE_MS)
      return FALSE;
    sf_clock_fake_advance (house.clock, 1 + MAX (0, not_before - now));
  }
  return FALSE;
}

/* The real server answers, until nobody has anything to say. */
static void
talk (Device *self)
{
  SfSyncRequest request;

  sf_sync_core_hurry (self->core);
  for (guint i = 0; i < MOST_REQUESTS && next_request (self, &request); i++) {
    g_autofree char *body = NULL;
    guint status = ask_house (self, &request, &body);

    sf_sync_core_answer (self->core, status, body ? body : "{}", body ? strlen (body) : 2);
    sf_sync_request_clear (&request);
  }
}

/* --- the devices as each input finds them ---------------------------------------------------------------------------------- */

static void
save_guest (Device *self, Own *own)
{
  g_autoptr (GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (SfRecord) visit = fixture_visit (&house, self->dev, "browse");

  own->id = g_strdup (sf_record_get_id (visit));
  g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
  if (self->dev == TABLET)
    ((SfMutation *) mutations->pdata[0])->by = g_strdup (house.staff[ANN]);
  sf_device_store_commit (self->store, mutations, NULL, &error);
  g_assert_no_error (error);
}

/* The body as it is kept, NULL when it is not. (transfer full) */
static char *
kept_body (Device *self, const char *id, gint64 *mid)
{
  SfStmt *stmt = sf_db_prepare (sf_device_store_get_db (self->store), "SELECT body, mid FROM outbox WHERE kind = 'visit' AND id = $1", NULL);
  char *body = NULL;

  *mid = 0;
  sf_stmt_bind_text (stmt, 1, id);
  if (sf_stmt_step (stmt, NULL) == SF_STEP_ROW) {
    body = g_strdup (sf_stmt_text (stmt, 0));
    *mid = sf_stmt_int (stmt, 1);
  }
  sf_stmt_reset (stmt);
  return body;
}

static void
begin_core (Device *self)
{
  sf_sync_core_free (self->core);
  self->core = sf_sync_core_new (self->store, house.clock, house.ids, sign, NULL);
}

/* Has seen the house once; since then it saved guests, and the house has news. */
static void
set_up_device (Device *self)
{
  g_autoptr (GError) error = NULL;
  const char *id = house.dev[self->dev].peer.device_id;

  self->disk = sf_test_disk_new (2 + self->dev);
  self->store = sf_device_store_open ("d", sf_test_disk_vfs (self->disk), house.worker, house.clock, house.ids, &error);
  g_assert_no_error (error);
  g_assert_true (sf_device_store_set_all (self->store, NULL, "device_id", id, "role", self->dev == TABLET ? "tablet" : "kiosk", "server_id",
                                          sf_server_store_get_server_id (house.store), "hosts", "127.0.0.1:1", NULL));
  begin_core (self);
  talk (self);
  for (guint i = 0; i < N_OWN; i++)
    save_guest (self, &self->own[i]);
}

static void
tear_down (void)
{
  for (guint d = 0; d < G_N_ELEMENTS (devices); d++) {
    sf_sync_core_free (devices[d].core);
    sf_device_store_close (devices[d].store);
    sf_test_image_free (devices[d].image);
    sf_test_disk_free (devices[d].disk);
    g_free (devices[d].before);
    for (guint i = 0; i < N_OWN; i++) {
      g_free (devices[d].own[i].id);
      g_free (devices[d].own[i].body);
    }
  }
  fixture_rewind (&house);
  fixture_tear_down (&house);
}

static void
set_up (void)
{
  gint64 mid;

  fixture_set_up_in_memory (&house);
  for (guint d = 0; d < G_N_ELEMENTS (devices); d++)
    set_up_device (&devices[d]);
  for (guint i = 0; i < 3; i++)
    g_free (fixture_check_in (&house, KIOSK2, "see"));
  fixture_mark (&house);
  for (guint d = 0; d < G_N_ELEMENTS (devices); d++) {
    for (guint i = 0; i < N_OWN; i++) {
      devices[d].own[i].body = kept_body (&devices[d], devices[d].own[i].id, &mid);
      g_assert_nonnull (devices[d].own[i].body);
    }
    g_assert_true (sf_db_checkpoint (sf_device_store_get_db (devices[d].store), NULL));
    devices[d].image = sf_test_disk_save (devices[d].disk);
  }
  atexit (tear_down);
}

static void
rewind_device (Device *self)
{
  SfDeviceStore *store = self->store;

  sf_test_disk_rewind (self->disk, self->image);
  g_hash_table_remove_all (store->counters);
  g_hash_table_remove_all (store->touched);
  sf_ids_unref (store->ids);
  sf_clock_unref (store->clock);
  store->ids = sf_ids_ref (house.ids);
  store->clock = sf_clock_ref (house.clock);
  begin_core (self);
  for (guint i = 0; i < N_OWN; i++)
    self->own[i].let_go = FALSE;
  self->said_last = self->said_safe = 0;
  self->withdrawn = FALSE;
  g_clear_pointer (&self->before, g_free);
}

/* --- answers --------------------------------------------------------------------------------------------------------------- */

/* "N," at the start of @text; @rest behind it. */
static gsize
place (const char *text, gsize len, const char **rest)
{
  char *end = NULL;
  guint64 n = g_ascii_strtoull (text, &end, 10);

  *rest = *end == ',' ? end + 1 : end;
  return (gsize) (n % (len + 1));
}

static void
change (const char *op, Device *self, GString *body, guint *status)
{
  const char *text = op + 1;
  g_auto(GStrv) parts = NULL;
  gsize at;

  switch (*op) {
  case '=': g_string_assign (body, text); break;
  case '-': g_string_truncate (body, place (text, body->len, &text)); break;
  case '~': at = place (text, body->len, &text); g_string_overwrite (body, at, text); break;
  case '+': at = place (text, body->len, &text); g_string_insert (body, (gssize) at, text); break;
  case '<': g_string_assign (body, self->before ? self->before : ""); break;
  case '#': *status = (guint) g_ascii_strtoull (text, NULL, 10) % 1000; break;
  case '!': *status = 0; break;
  case '|':
    parts = g_strsplit (text, "|", 2);
    if (parts[0] && parts[1] && *parts[0])
      g_string_replace (body, parts[0], parts[1], 1);
    break;
  default: break;
  }
}

/* What @body, read as the device reads it, lets it forget. */
static void
note_claims (Device *self, SfSyncStep step, guint status, const char *body)
{
  g_autoptr (SfHelloReply) hello = step == SF_SYNC_HELLO && status / 100 == 2 ? sf_hello_reply_from_json (body, strlen (body), NULL) : NULL;
  g_autoptr (SfPushReply) push = step == SF_SYNC_PUSH && status / 100 == 2 ? sf_push_reply_from_json (body, strlen (body), NULL) : NULL;

  if (hello || push) {
    self->said_last = MAX (self->said_last, hello ? hello->last : push->last);
    self->said_safe = MAX (self->said_safe, hello ? hello->safe : push->safe);
  }
  self->withdrawn = self->withdrawn || status == 410;
  for (guint i = 0; i < N_OWN; i++) {
    gint64 mid = 0;

    g_free (kept_body (self, self->own[i].id, &mid));
    if (mid <= self->said_last && (mid <= self->said_safe || self->withdrawn))
      self->own[i].let_go = TRUE;
    for (guint d = 0; hello && d < hello->directives->len; d++)
      if (strstr (hello->directives->pdata[d], self->own[i].id) || strchr (hello->directives->pdata[d], '\\'))
        self->own[i].let_go = TRUE;
  }
}

static void
play_line (Device *self, char *line)
{
  SfSyncRequest request;
  g_auto(GStrv) ops = NULL;
  g_autofree char *real = NULL;

  if (*line == '*') {
    sf_clock_fake_advance (house.clock, DAY_MS);
    sf_sync_core_hurry (self->core);
    line++;
  }
  if (!next_request (self, &request)) {
    sf_clock_fake_advance (house.clock, LATER_MS);
    sf_sync_core_hurry (self->core);
    return;
  }
  ops = g_strsplit (line, "\t", 8);
  guint status = ask_house (self, &request, &real);
  g_autoptr (GString) body = g_string_new (real ? real : "{}");
  for (guint i = 0; ops[i]; i++)
    change (ops[i], self, body, &status);
  note_claims (self, request.step, status, body->str);
  if (status == 0)
    sf_sync_core_failed (self->core, FALSE);
  else
    sf_sync_core_answer (self->core, status, body->str, body->len);
  g_free (self->before);
  self->before = g_strdup (body->str);
  sf_sync_request_clear (&request);
}

/* --- what must hold ---------------------------------------------------------------------------------------------------------- */

/* @delivered: all of it was, which unsettled() makes sure of. */
static void
check_outbox (Device *self, gboolean delivered)
{
  g_assert_cmpint (sf_device_store_health (self->store), ==, SF_HEALTH_WELL);
  for (guint i = 0; i < N_OWN; i++) {
    gint64 mid;
    g_autofree char *body = kept_body (self, self->own[i].id, &mid);

    if (!self->own[i].let_go && !(delivered && self->withdrawn))
      g_assert_cmpstr (body, ==, self->own[i].body);
  }
}

/* The device shows what the server has. More than half of the rows would go: a person is asked, and it goes on showing what it did. */
static gboolean
is_same (Device *self, const SfDeviceBucket *bucket)
{
  guint8 here[SF_LINK_LEN], there[SF_LINK_LEN];
  gint64 n_here = -1, n_there = -2;

  if (bucket->phase != SF_BUCKET_NORMAL)
    return bucket->phase == SF_BUCKET_HELD;
  g_assert_true (sf_device_store_sum (self->store, bucket->id, &n_here, here, NULL));
  g_assert_true (sf_server_store_sum (house.store, bucket->id, &n_there, there, NULL));
  return n_here == n_there && memcmp (here, there, sizeof here) == 0;
}

/* (nullable) what is not as it shall be in the end */
static const char *
unsettled (Device *self)
{
  g_autoptr (GPtrArray) buckets = sf_device_sync_buckets (self->store, NULL), right = NULL;

  for (guint i = 0; i < N_OWN; i++) {
    g_autoptr (SfRecord) visit = fixture_get (&house, SF_KIND_VISIT, self->own[i].id);

    if (visit == NULL && !self->own[i].let_go)
      return "a guest is not on the server";
  }
  right = sf_server_buckets_of (house.dev[self->dev].peer.role, house.dev[self->dev].peer.device_id);
  if (buckets->len != right->len)
    return "other buckets";
  for (guint i = 0; i < buckets->len; i++)
    if (!is_same (self, buckets->pdata[i]))
      return "other rows";
  return NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data + (size > 0), size - (size > 0));
  Device *self = &devices[size > 0 && data[0] == 'k' ? 0 : 1];
  g_auto(GStrv) lines = NULL;

  if (house.store == NULL)
    set_up ();
  fixture_rewind (&house);
  rewind_device (self);
  lines = g_strsplit (text, "\n", MOST_LINES);
  for (guint i = 0; lines[i]; i++)
    play_line (self, g_strdelimit (lines[i], "\x1e", '\n'));
  check_outbox (self, FALSE);
  talk (self);
  /* The day after, when sums are compared; once more for what that began anew. */
  for (guint i = 0; i < 2 && unsettled (self) != NULL; i++) {
    sf_clock_fake_advance (house.clock, DAY_MS);
    talk (self);
  }
  g_assert_cmpstr (unsettled (self), ==, NULL);
  check_outbox (self, TRUE);
  return 0;
}
