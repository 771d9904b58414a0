/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What devices push, against a real store with a small dealership. One mutation a line: the first character says which device
 * sends it (0, 1 kiosks, 2, 3 tablets, 4, 5 screens), @a … @f stand for those devices' ids and @g … @l for colleagues'; "~" lets
 * ten seconds pass. Whatever is sent, the invariants hold: the history adds up (I10, I11), the same push again changes nothing (I2), nothing is
 * applied that the role may not do (I12), and no bucket of a kiosk or screen holds what that role may not read.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "fixture.h"
#include "fuzz.h"

#define MOST_LINES 24

static Fixture house;
static char *image;
static gsize image_len;

static char *
path_of (const char *name)
{
  return g_build_filename (house.dir, name, NULL);
}

static void
drop (const char *name)
{
  g_autofree char *path = path_of (name);
  g_unlink (path);
}

static void
close_house (void)
{
  g_clear_pointer (&house.ingest, sf_ingest_free);
  g_clear_pointer (&house.store, sf_server_store_close);
}

/* Every input begins with the same house, ids and time. */
static void
begin_anew (void)
{
  g_autofree char *path = path_of ("server.db");
  g_autoptr (GError) error = NULL;

  close_house ();
  drop ("server.db-wal");
  drop ("server.db-shm");
  drop ("witness");
  drop ("erased");
  g_assert_true (g_file_set_contents_full (path, image, (gssize) image_len, G_FILE_SET_CONTENTS_NONE, 0600, &error));
  sf_ids_unref (house.ids);
  house.ids = sf_ids_new_seeded (8);
  sf_clock_unref (house.clock);
  house.clock = sf_clock_new_fake (FIXTURE_NOW + 1000);
  house.store = sf_server_store_open (house.dir, NULL, house.worker, house.clock, house.ids, &error);
  g_assert_no_error (error);
  house.ingest = sf_ingest_new (house.store, house.clock, house.ids);
  for (guint i = 0; i < N_DEVICES; i++) {
    house.dev[i].last = house.dev[i].ctr = 0;
    memset (house.dev[i].last_h, 0, SF_LINK_LEN);
  }
}

static void
remove_house (void)
{
  begin_anew ();
  fixture_tear_down (&house);
  g_clear_pointer (&image, g_free);
}

static void
take_image (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&house);
  path = path_of ("server.db");
  g_assert_true (sf_db_checkpoint (sf_server_store_get_db (house.store), &error));
  close_house ();
  g_assert_true (g_file_get_contents (path, &image, &image_len, &error));
  atexit (remove_house);
}

static char *
spell (const char *text, gsize n)
{
  GString *out = g_string_sized_new (n);

  for (gsize i = 0; i < n; i++)
    if (text[i] == '@' && i + 1 < n && text[i + 1] >= 'a' && text[i + 1] < 'a' + N_DEVICES)
      g_string_append (out, house.dev[text[++i] - 'a'].peer.device_id);
    else if (text[i] == '@' && i + 1 < n && text[i + 1] >= 'g' && text[i + 1] < 'g' + N_STAFF)
      g_string_append (out, house.staff[text[++i] - 'g']);
    else if (text[i] != '\0')
      g_string_append_c (out, text[i]);
  return g_string_free (out, FALSE);
}

static SfPushReply *
push_once (guint dev, SfPush *push)
{
  g_autoptr (GError) error = NULL;
  gboolean fork = FALSE;
  SfPushReply *reply = sf_ingest_push (house.ingest, &house.dev[dev].peer, push, &fork, &error);

  g_assert_no_error (error);
  g_assert_false (fork);
  g_assert_nonnull (reply);
  g_assert_cmpuint (reply->results->len, ==, push->items->len);
  return reply;
}

/* What was applied is what the registry lets this role do. */
static void
check_rights (guint dev, const char *body, const SfPushResult *result)
{
  g_autoptr (SfMutation) m = sf_codec_mutation_from_json (body, strlen (body), NULL);
  guint role = house.dev[dev].peer.role;

  if (result->status == SF_PUSH_REJECTED || result->status == SF_PUSH_QUARANTINED)
    return;
  g_assert_nonnull (m);
  if (g_str_equal (m->verb, "create"))
    g_assert_true (sf_may_create (role, m->kind));
  else if (!g_str_equal (m->verb, "patch"))
    g_assert_true (sf_may_command (role, m->kind, m->verb));
  else
    for (guint f = 0; f < sf_kind_info (m->kind)->n_fields; f++)
      g_assert_true (!sf_record_has (m->data, f) || sf_may_patch (role, m->kind, f));
}

static void
send_line (guint dev, const char *body)
{
  g_autoptr (SfPush) push = fixture_push_new (dev);
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

  if (!g_utf8_validate (body, -1, NULL))
    return;                                  /* the message's reader has refused it */
  fixture_add (&house, dev, push, body);
  g_autoptr (SfPushReply) first = push_once (dev, push);
  sf_server_store_heads (house.store, before);
  g_autoptr (SfPushReply) second = push_once (dev, push);
  sf_server_store_heads (house.store, after);
  const SfPushResult *a = first->results->pdata[0], *b = second->results->pdata[0];
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpstr (a->code, ==, b->code);
  for (guint i = 0; i < before->len; i++)
    g_assert_cmpmem (((SfAck *) before->pdata[i])->chain, SF_CHAIN_LEN, ((SfAck *) after->pdata[i])->chain, SF_CHAIN_LEN);
  check_rights (dev, body, a);
}

/* A bucket as a device of this role gets it. */
static void
check_bucket (guint dev, const char *bucket)
{
  g_autoptr (SfPull) pull = sf_pull_new ();
  g_autoptr (GError) error = NULL;

  pull->bucket = g_strdup (bucket);
  pull->limit = SF_MAX_PULL_ROWS;
  g_autoptr (SfRowPage) page = sf_ingest_pull (house.ingest, &house.dev[dev].peer, pull, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < page->rows->len; i++) {
    const SfRow *row = page->rows->pdata[i];
    g_assert_true (sf_may_read (house.dev[dev].peer.role, sf_kind_lookup (row->kind)));
  }
  g_autofree char *json = sf_row_page_to_json (page);
  g_autoptr (SfRowPage) back = sf_row_page_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
}

static void
check_house (void)
{
  static const guint who[] = { KIOSK, KIOSK2, TABLET, SCREEN };
  g_autoptr (GError) error = NULL;

  sf_server_store_verify (house.store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (who); i++) {
    g_autoptr (GPtrArray) buckets = sf_server_buckets_of (house.dev[who[i]].peer.role, house.dev[who[i]].peer.device_id);
    for (guint b = 0; b < buckets->len; b++)
      check_bucket (who[i], buckets->pdata[b]);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data, *end = text + size;

  if (image == NULL)
    take_image ();
  begin_anew ();
  for (guint lines = 0; text < end && lines < MOST_LINES; lines++) {
    const char *stop = memchr (text, '\n', (gsize) (end - text));
    gsize n = stop != NULL ? (gsize) (stop - text) : (gsize) (end - text);
    g_autofree char *body = n > 1 ? spell (text + 1, n - 1) : NULL;

    if (n > 0 && text[0] == '~')
      fixture_advance (&house, 10000);
    if (n > 0 && text[0] == '~')
      sf_ingest_tick (house.ingest, NULL);
    else if (body != NULL && *body != '\0')
      send_line ((guint) (guchar) text[0] % 8 % N_DEVICES, body);
    text += n + 1;
  }
  check_house ();
  return 0;
}
