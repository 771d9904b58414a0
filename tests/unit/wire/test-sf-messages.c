/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-bytes.h"
#include "wire/sf-messages.h"

#define DEV "01939f6e-8f00-7000-8000-000000000001"
#define DEALER "01939f6e-8f00-7000-8000-0000000000dd"
#define VISIT "01939f6e-8f00-7000-8000-0000000000aa"

typedef gpointer (*Read) (const char *json, gsize len, GError **error);
typedef char *(*Write) (gconstpointer message);
typedef void (*Free) (gpointer message);

/* One message: how to make the golden one, and which members must be there (the rest may be missing). */
typedef struct {
  const char *name;
  gpointer (*make) (void);
  Read read;
  Write write;
  Free free;
  const char *required;
} Message;

static void
fill (guint8 *out, gsize n, guint8 first)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (guint8) (first + i);
}

static SfToken
token (const char *scope, gint64 seq, gint64 head)
{
  SfToken self = { { 0 }, seq, head, { 0 } };

  g_strlcpy (self.scope, scope, sizeof self.scope);
  fill (self.chain, SF_CHAIN_LEN, 0x40);
  return self;
}

static void
add_ack (GPtrArray *acks, const char *scope, gint64 head)
{
  SfAck *ack = g_new0 (SfAck, 1);

  ack->scope = g_strdup (scope);
  ack->head = head;
  fill (ack->chain, SF_CHAIN_LEN, 0x20);
  g_ptr_array_add (acks, ack);
}

static SfBucketState *
add_bucket (GPtrArray *buckets, const char *bucket, gboolean ok)
{
  SfBucketState *state = g_new0 (SfBucketState, 1);

  state->bucket = g_strdup (bucket);
  state->ok = ok;
  g_ptr_array_add (buckets, state);
  return state;
}

static gpointer
make_enrol_request (void)
{
  SfEnrolRequest *self = sf_enrol_request_new ();

  self->code = g_strdup ("K7Q2-9FJD");
  self->device_id = g_strdup (DEV);
  self->app = g_strdup ("0.1.0");
  self->was = g_strdup ("01939f6e-8f00-7000-8000-000000000002");
  fill (self->key, 32, 0);
  return self;
}

static gpointer
make_enrol_reply (void)
{
  SfEnrolReply *self = sf_enrol_reply_new ();

  self->device_id = g_strdup (DEV);
  self->role = g_strdup ("kiosk");
  self->name = g_strdup ("1号机");
  self->server_id = g_strdup ("00112233445566778899aabbccddeeff");
  self->dealer_id = g_strdup (DEALER);
  self->sas = g_strdup ("123456");
  self->ca_spki = g_strdup ("abcd");
  return self;
}

static gpointer
make_session_request (void)
{
  SfSessionRequest *self = sf_session_request_new ();

  self->device_id = g_strdup (DEV);
  self->inc = 2891;
  self->nonce = g_strdup ("nonce");
  self->has_signature = TRUE;
  fill (self->signature, 64, 1);
  return self;
}

static gpointer
make_session_reply (void)
{
  SfSessionReply *self = sf_session_reply_new ();

  self->nonce = g_strdup ("nonce");
  self->epoch = g_strdup ("9f00000000000001");
  self->server_id = g_strdup ("00112233445566778899aabbccddeeff");
  self->token = g_strdup ("bearer");
  self->expires_s = 3600;
  return self;
}

static gpointer
make_hello (void)
{
  SfHello *self = sf_hello_new ();
  SfBucketState *crm;

  self->device_id = g_strdup (DEV);
  self->inc = 2891;
  self->schema = 1;
  self->app = g_strdup ("0.1.0");
  self->boot = g_strdup ("b3c9d2a0-0000-4000-8000-000000000000");
  self->boot_ms = 8123456;
  self->wall_ms = G_GINT64_CONSTANT (1795319000123);
  self->floor = 412;
  self->last = 430;
  fill (self->last_h, SF_LINK_LEN, 0xa0);
  add_ack (self->acks, "dealer", 9123);
  add_bucket (self->buckets, "pub", FALSE);
  crm = add_bucket (self->buckets, "crm", FALSE);
  crm->has_token = crm->has_sum = TRUE;
  crm->token = token ("dealer", 9100, 9123);
  crm->count = 77;
  fill (crm->sum, SF_LINK_LEN, 0x10);
  return self;
}

static gpointer
make_hello_reply (void)
{
  SfHelloReply *self = sf_hello_reply_new ();

  self->server_id = g_strdup ("00112233445566778899aabbccddeeff");
  self->epoch = g_strdup ("9f00000000000001");
  self->now_ms = G_GINT64_CONSTANT (1795319001001);
  self->last = 428;
  fill (self->last_h, SF_LINK_LEN, 0xa0);
  self->safe = 411;
  self->ack_ok = TRUE;
  add_ack (self->acks, "dealer", 9124);
  add_bucket (self->buckets, "crm", TRUE);
  add_bucket (self->buckets, "pub", FALSE);
  g_ptr_array_add (self->directives, g_strdup ("{\"k\":\"erase\",\"id\":\"" VISIT "\"}"));
  g_ptr_array_add (self->directives, g_strdup ("{\"k\":\"resync\",\"bucket\":\"pub\"}"));
  return self;
}

static gpointer
make_push (void)
{
  SfPush *self = sf_push_new ();
  SfPushItem *item = g_new0 (SfPushItem, 1), *gone = g_new0 (SfPushItem, 1);
  SfBucketState *state = add_bucket (self->buckets, "crm", FALSE);

  self->inc = 2891;
  self->floor = 412;
  item->mid = 429;
  fill (item->h, SF_LINK_LEN, 0xb0);
  item->st = (G_GINT64_CONSTANT (1795319000123) << 16) + 1;
  item->clk = g_strdup ("ok");
  item->body = g_strdup ("{\"k\":\"visit.create\",\"id\":\"" VISIT "\",\"v\":1,\"d\":{\"surname\":\"王\\n\"}}");
  g_ptr_array_add (self->items, item);
  gone->mid = 430;
  fill (gone->h, SF_LINK_LEN, 0xc0);
  gone->gone = TRUE;
  g_ptr_array_add (self->items, gone);
  state->has_token = TRUE;
  state->token = token ("dealer", 9100, 9123);
  return self;
}

static void
add_result (SfPushReply *self, gint64 mid, SfPushStatus status, const char *code, gint64 seq)
{
  SfPushResult *result = g_new0 (SfPushResult, 1);

  result->mid = mid;
  result->status = status;
  result->code = g_strdup (code);
  result->seq = seq;
  g_ptr_array_add (self->results, result);
}

static gpointer
make_push_reply (void)
{
  SfPushReply *self = sf_push_reply_new ();

  self->last = 433;
  self->safe = 411;
  self->need = 434;
  add_result (self, 429, SF_PUSH_OK, NULL, 9124);
  add_result (self, 430, SF_PUSH_DUP, NULL, 9000);
  add_result (self, 431, SF_PUSH_MERGED, NULL, 9125);
  add_result (self, 432, SF_PUSH_REJECTED, "assign.taken|x", 9125);
  add_result (self, 433, SF_PUSH_QUARANTINED, "kind.unknown", 0);
  add_ack (self->acks, "dealer", 9125);
  add_bucket (self->buckets, "crm", TRUE);
  return self;
}

static gpointer
make_pull (void)
{
  SfPull *self = sf_pull_new ();

  self->bucket = g_strdup ("crm");
  self->has_token = TRUE;
  self->token = token ("dealer", 9100, 9123);
  self->has_ack = TRUE;
  self->ack = token ("dealer", 9123, 9123);
  self->limit = 500;
  return self;
}

static gpointer
make_snapshot (void)
{
  SfSnapshot *self = sf_snapshot_new ();

  self->bucket = g_strdup ("dev:" DEV);
  self->after_kind = g_strdup ("visit");
  self->after_id = g_strdup (VISIT);
  self->has_at = TRUE;
  self->at = token ("dealer", 9123, 9123);
  self->has_ack = TRUE;
  self->ack = token ("dealer", 9123, 9123);
  self->limit = 100;
  return self;
}

static gpointer
make_heads (void)
{
  SfHeads *self = sf_heads_new ();

  add_ack (self->acks, "dealer", 9125);
  add_ack (self->acks, "oem", 3);
  return self;
}

static gpointer
make_lan_ask (void)
{
  SfLanAsk *self = sf_lan_ask_new ();

  self->act = g_strdup ("push");
  self->age_ms = 120;
  self->body = g_strdup ("{\"k\":\"push.create\",\"id\":\"" VISIT "\",\"v\":1,\"d\":{\"display\":\"" DEV "\",\"what\":\"call\",\"number\":\"A12\"}}");
  return self;
}

static gpointer
make_lan_answer (void)
{
  SfLanAnswer *self = sf_lan_answer_new ();

  self->what = g_strdup ("push");
  self->push = g_strdup (VISIT);
  self->model = g_strdup (DEALER);
  self->media = g_strdup (DEV);
  self->since_ms = G_GINT64_CONSTANT (1795319001001);
  self->now_ms = G_GINT64_CONSTANT (1795319001101);
  self->sure = TRUE;
  self->have = 11;
  self->want = 12;
  return self;
}

static gpointer
make_lan_place (void)
{
  SfLanPlace *self = sf_lan_place_new ();

  self->port = 40123;
  return self;
}

static gpointer
make_lan_key (void)
{
  SfLanKey *self = sf_lan_key_new ();

  fill (self->key, sizeof self->key, 0x80);
  return self;
}

static gpointer
make_row_page (void)
{
  SfRowPage *self = sf_row_page_new ();

  self->total = 100000;
  SfRow *row = g_new0 (SfRow, 1), *gone = g_new0 (SfRow, 1);

  row->kind = g_strdup ("visit");
  row->id = g_strdup (VISIT);
  row->seq = 9124;
  row->ver = 1;
  row->data = g_strdup ("{ \"surname\" :\"王\",  \"later\":1.50}");          /* as stored, however it was spelled */
  row->data_len = strlen (row->data);
  g_ptr_array_add (self->rows, row);
  gone->kind = g_strdup ("a_kind_of_tomorrow");
  gone->id = g_strdup (DEV);
  gone->seq = 9125;
  gone->ver = 2;
  gone->gone = TRUE;
  g_ptr_array_add (self->rows, gone);
  self->token = token ("dealer", 9125, 9125);
  self->more = self->resync = self->hello = TRUE;
  self->after_kind = g_strdup ("visit");
  self->after_id = g_strdup (VISIT);
  return self;
}

#define MESSAGE(name, required) { #name, make_##name, (Read) sf_##name##_from_json, (Write) sf_##name##_to_json, (Free) sf_##name##_free, required }
static const Message messages[] = {
  MESSAGE (enrol_request, " p code dev key "),
  MESSAGE (enrol_reply, " p dev role server dealer "),
  MESSAGE (session_request, " p dev nonce sig "),          /* nonce and sig only together; inc is checked apart */
  MESSAGE (session_reply, " p "),
  MESSAGE (hello, " p dev inc schema floor last last_h "),
  MESSAGE (hello_reply, " p server epoch now last last_h safe "),
  MESSAGE (push, " inc floor "),
  MESSAGE (push_reply, " last safe "),
  MESSAGE (pull, " bucket "),
  MESSAGE (snapshot, " bucket after_kind after_id "),      /* after_kind and after_id only together */
  MESSAGE (heads, " heads "),
  MESSAGE (lan_ask, " p act body "),                       /* act and body only together */
  MESSAGE (lan_answer, " p what since now "),
  MESSAGE (lan_place, " p port "),
  MESSAGE (lan_key, " p key "),
  MESSAGE (row_page, ""),
};
#define N_DOCUMENTS (G_N_ELEMENTS (messages) - 1)            /* the page is lines, not one document */

static void
test_heads (void)
{
  static const char *const bad[] = { "{\"heads\":[]}", "{\"heads\":{\"\":1}}", "{\"heads\":{\"a\":-1}}", "{\"heads\":{\"a\":null}}",
                                     "{\"heads\":{\"a\":{}}}", "{\"heads\":7}" };
  const char *two = "{\"heads\":{\"dealer\":\"9007199254740993\",\"oem\":0}}";
  g_autoptr (SfHeads) heads = sf_heads_from_json (two, strlen (two), NULL), none = NULL;
  SfAck *dealer = heads->acks->pdata[0];

  g_assert_cmpuint (heads->acks->len, ==, 2);
  g_assert_cmpstr (dealer->scope, ==, "dealer");
  g_assert_cmpint (dealer->head, ==, G_GINT64_CONSTANT (9007199254740993));
  none = sf_heads_from_json ("{\"heads\":{}}", 12, NULL);
  g_assert_cmpuint (none->acks->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sf_heads_from_json (bad[i], strlen (bad[i]), &error));
      g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE);
    }
}

static void
test_golden (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      const Message *m = &messages[i];
      g_autofree char *path = g_strdup_printf ("%s/tests/unit/wire/golden/%s.json", SF_SOURCE_DIR, m->name), *golden = NULL;
      g_autofree char *json = NULL, *again = NULL;
      g_autoptr (GError) error = NULL;
      gpointer made = m->make (), read;

      json = m->write (made);
      if (g_getenv ("SF_WRITE_GOLDEN") != NULL)
        g_file_set_contents (path, json, -1, NULL);
      g_file_get_contents (path, &golden, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (json, ==, golden);
      read = m->read (golden, strlen (golden), &error);
      g_assert_no_error (error);
      again = m->write (read);
      g_assert_cmpstr (again, ==, golden);
      m->free (made);
      m->free (read);
    }
}

static char *
variant (const char *golden, const char *member, const char *value)
{
  g_autoptr (JsonNode) root = sf_json_parse (golden, strlen (golden), NULL);

  if (value == NULL)
    json_object_remove_member (json_node_get_object (root), member);
  else
    json_object_set_member (json_node_get_object (root), member, sf_json_parse (value, strlen (value), NULL));
  return sf_json_print (root);
}

static gboolean
reads (const Message *m, const char *json)
{
  g_autoptr (GError) error = NULL;
  gpointer read = m->read (json, strlen (json), &error);

  g_assert_cmpint (read == NULL, ==, error != NULL);
  if (error != NULL)
    g_assert_true (error->domain == SF_WIRE_ERROR);
  m->free (read);
  return read != NULL;
}

static void
check_member (const Message *m, const char *golden, const char *name)
{
  static const char *const never[] = { "{}", "1.5", "-1", "[1]", "[[]]", "\"\\u4e00\"", "9223372036854775807" };
  g_autofree char *without = variant (golden, name, NULL), *null = variant (golden, name, "null");
  g_autofree char *word = g_strdup_printf (" %s ", name);
  gboolean required = strstr (m->required, word) != NULL || g_str_equal (name, "inc");
  guint taken = 0;

  g_test_message ("%s.%s", m->name, name);
  g_assert_cmpint (reads (m, without), ==, !required);
  g_assert_cmpint (reads (m, null), ==, !required);
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      g_autofree char *wrong = variant (golden, name, never[i]);

      taken += reads (m, wrong);
    }
  /* A text takes one of these, a count another, a clock two; nothing takes more. */
  g_assert_cmpuint (taken, <=, 2);
}

static void
test_members (void)
{
  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      gpointer made = messages[i].make ();
      g_autofree char *golden = messages[i].write (made), *later = NULL;
      g_autoptr (JsonNode) root = sf_json_parse (golden, strlen (golden), NULL);
      g_autoptr (GList) names = json_object_get_members (json_node_get_object (root));

      for (GList *l = names; l != NULL; l = l->next)
        check_member (&messages[i], golden, l->data);
      later = variant (golden, "a_member_of_tomorrow", "{\"x\":[1]}");
      g_assert_true (reads (&messages[i], later));
      g_assert_false (reads (&messages[i], "[]"));
      g_assert_false (reads (&messages[i], "null"));
      messages[i].free (made);
    }
}

/* A key of 31 bytes, or of 33, is none. */
static void
test_key_length (void)
{
  for (gsize n = 31; n <= 33; n++)
    {
      guint8 key[33] = { 7 };
      g_autofree char *base64 = sf_base64url (key, n);
      g_autofree char *json = g_strdup_printf ("{\"p\":1,\"code\":\"x\",\"dev\":\"" DEV "\",\"key\":\"%s\"}", base64);

      g_assert_cmpint (reads (&messages[0], json), ==, n == 32);
    }
}

/* Every cut of every message is refused. */
static void
test_cuts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      gpointer made = messages[i].make ();
      g_autofree char *golden = messages[i].write (made);

      for (gsize n = 0; n < strlen (golden); n++)
        {
          g_autofree char *cut = g_strndup (golden, n);

          g_assert_false (reads (&messages[i], cut));
        }
      messages[i].free (made);
    }
}

static void
test_list_limits (void)
{
  for (guint n = SF_MAX_PUSH; n <= SF_MAX_PUSH + 1; n++)
    {
      SfPush *push = sf_push_new ();
      g_autofree char *json = NULL;
      g_autoptr (SfPush) back = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        {
          SfPushItem *item = g_new0 (SfPushItem, 1);

          item->mid = i + 1;
          item->body = g_strdup ("{}");
          g_ptr_array_add (push->items, item);
        }
      json = sf_push_to_json (push);
      back = sf_push_from_json (json, strlen (json), &error);
      if (n > SF_MAX_PUSH)
        g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT);
      else
        g_assert_cmpuint (back->items->len, ==, SF_MAX_PUSH);
      sf_push_free (push);
    }
}

static void
test_push_item (void)
{
#define PUSH(item) "{\"inc\":1,\"floor\":0,\"m\":[{\"mid\":1,\"h\":\"00000000000000000000000000000000\"" item "}]}"
  const Message *m = &messages[6];

  g_assert_cmpstr (m->name, ==, "push");
  g_assert_true (reads (m, PUSH (",\"body\":\"{}\"")));
  g_assert_true (reads (m, PUSH (",\"gone\":1")));
  g_assert_true (reads (m, PUSH (",\"gone\":true")));
  g_assert_false (reads (m, PUSH ("")));
  g_assert_false (reads (m, PUSH (",\"gone\":0")));
  g_assert_false (reads (m, PUSH (",\"gone\":2")));
  g_assert_false (reads (m, PUSH (",\"body\":\"{}\",\"gone\":1")));
  g_assert_false (reads (m, PUSH (",\"body\":\"{}\",\"mid\":2")));
  g_assert_false (reads (m, PUSH (",\"body\":{}")));
#undef PUSH
}

/* The body of a push comes back byte by byte. */
static void
test_push_bytes (void)
{
  SfPush *push = make_push ();
  g_autofree char *json = sf_push_to_json (push);
  g_autoptr (SfPush) back = sf_push_from_json (json, strlen (json), NULL);
  SfPushItem *sent = push->items->pdata[0], *got = back->items->pdata[0], *gone = back->items->pdata[1];

  g_assert_cmpstr (sent->body, ==, got->body);
  g_assert_cmpint (sent->st, ==, got->st);
  g_assert_cmpmem (sent->h, SF_LINK_LEN, got->h, SF_LINK_LEN);
  g_assert_true (gone->gone && gone->body == NULL);
  sf_push_free (push);
}

/* The stored bytes, spaces and all. */
static void
test_row_page_bytes (void)
{
  SfRowPage *page = make_row_page ();
  SfRow *sent = page->rows->pdata[0], *got;
  g_autofree char *json = sf_row_page_to_json (page);
  g_autoptr (SfRowPage) back = sf_row_page_from_json (json, strlen (json), NULL);
  guint8 one[SF_LINK_LEN], two[SF_LINK_LEN];

  got = back->rows->pdata[0];
  g_assert_cmpmem (sent->data, sent->data_len, got->data, got->data_len);
  sf_row_hash (sent->data, sent->data_len, one);
  sf_row_hash (got->data, got->data_len, two);
  g_assert_cmpmem (one, SF_LINK_LEN, two, SF_LINK_LEN);
  sf_row_page_free (page);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/messages/golden", test_golden);
  g_test_add_func ("/messages/heads", test_heads);
  g_test_add_func ("/messages/members", test_members);
  g_test_add_func ("/messages/key-length", test_key_length);
  g_test_add_func ("/messages/cuts", test_cuts);
  g_test_add_func ("/messages/list-limits", test_list_limits);
  g_test_add_func ("/messages/push-item", test_push_item);
  g_test_add_func ("/messages/push-bytes", test_push_bytes);
  g_test_add_func ("/messages/row-page-bytes", test_row_page_bytes);
  return g_test_run ();
}
