/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What devices push, against a real store with a small dealership. One mutation a line: the first character says which device
 * sends it (0, 1 kiosks, 2, 3 tablets, 4, 5 screens), @a … @f stand for those devices' ids and @g … @l for colleagues'; "~" lets
 * ten seconds pass. Whatever is sent, the invariants hold: the history adds up (I10, I11), the same push again changes nothing (I2), nothing is
 * applied that the role may not do (I12), and no bucket of a kiosk or screen holds what that role may not read.
 */
#include <string.h>

#include "fixture.h"
#include "fuzz.h"

#define MOST_LINES 24

static Fixture house;

static void
remove_house (void)
{
  fixture_rewind (&house);
  fixture_tear_down (&house);
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

/* Where a device of each role stood in each bucket when the house was new: what came since is all that an input made. */
static const guint who[] = { KIOSK, KIOSK2, TABLET, SCREEN };
static SfToken from[G_N_ELEMENTS (who)][8];

/* The rest of a bucket as the device gets it; FALSE for @check only reads where it stands. */
static void
pull_bucket (guint dev, const char *bucket, SfToken *token, gboolean check)
{
  SfPull pull = { .bucket = (char *) bucket, .token = *token, .has_token = check, .limit = SF_MAX_PULL_ROWS };
  g_autoptr (GError) error = NULL;
  g_autoptr (SfRowPage) page = sf_ingest_pull (house.ingest, &house.dev[dev].peer, &pull, &error);

  g_assert_no_error (error);
  g_assert_false (page->more || page->resync);
  if (!check)
    *token = page->token;
  for (guint i = 0; i < page->rows->len; i++) {
    const SfRow *row = page->rows->pdata[i];
    g_assert_true (sf_may_read (house.dev[dev].peer.role, sf_kind_lookup (row->kind)));
  }
  if (check && page->rows->len == 0)
    return;
  g_autofree char *json = sf_row_page_to_json (page);
  g_autoptr (SfRowPage) back = sf_row_page_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
  g_assert_nonnull (back);
}

static void
pull_all (gboolean check)
{
  for (guint i = 0; i < G_N_ELEMENTS (who); i++) {
    g_autoptr (GPtrArray) buckets = sf_server_buckets_of (house.dev[who[i]].peer.role, house.dev[who[i]].peer.device_id);

    g_assert_cmpuint (buckets->len, <=, G_N_ELEMENTS (from[i]));
    for (guint b = 0; b < buckets->len; b++)
      pull_bucket (who[i], buckets->pdata[b], &from[i][b], check);
  }
}

static void
check_house (void)
{
  g_autoptr (GError) error = NULL;

  sf_server_store_verify (house.store, &error);
  g_assert_no_error (error);
  pull_all (TRUE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data, *end = text + size;

  if (house.store == NULL)
    {
      fixture_set_up_in_memory (&house);
      pull_all (FALSE);
      atexit (remove_house);
    }
  fixture_rewind (&house);
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
