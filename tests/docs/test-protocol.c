/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docs/protocol.md says what the program does: its example is computed again, its messages, routes and limits are ours. */
#include "config.h"
#include "base/sf-bytes.h"
#include "base/sf-ids.h"
#include "craft/sf-box.h"
#include "craft/sf-key.h"
#include "server/sf-call.h"
#include "server/sf-enrol.h"
#include "server/sf-session.h"
#include "wire/sf-codec.h"
#include "wire/sf-messages.h"

static char *text;                  /* docs/protocol.md */
static GHashTable *example;         /* name → value of its worked example */

static void
read_document (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;

  g_file_get_contents (SF_SOURCE_DIR "/docs/protocol.md", &text, NULL, &error);
  g_assert_no_error (error);
  example = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *equals = strstr (lines[i], " = ");

      if (g_str_has_prefix (lines[i], "```"))
        inside = g_str_equal (lines[i], "```example");
      else if (inside && equals != NULL)
        g_hash_table_insert (example, g_strndup (lines[i], (gsize) (equals - lines[i])), g_strdup (equals + 3));
    }
  g_assert_cmpuint (g_hash_table_size (example), >, 20);
}

static const char *
say (const char *name)
{
  const char *value = g_hash_table_lookup (example, name);

  if (value == NULL)
    g_error ("the example says nothing of %s", name);
  return value;
}

static void
bytes_of (const char *name, guint8 *out, gsize n)
{
  g_assert_true (sf_unhex (say (name), out, n));
}

static void
expect_hex (const char *name, const guint8 *bytes, gsize n)
{
  g_autofree char *hex = sf_hex (bytes, n);

  g_assert_cmpstr (hex, ==, say (name));
}

static void
test_identity (void)
{
  guint8 leaf[32], digest[32];
  gsize n = 0, n_sig = 0;
  g_autofree guint8 *key = sf_unbase64url (say ("key"), 32, &n), *sig = sf_unbase64url (say ("sig"), 64, &n_sig);
  g_autofree char *sas = NULL;

  g_assert_cmpuint (n, ==, 32);
  g_assert_cmpuint (n_sig, ==, 64);
  sas = sf_enrol_sas (key, say ("device"), say ("ca_spki"));
  g_assert_cmpstr (sas, ==, say ("sas"));
  bytes_of ("leaf_sha256", leaf, sizeof leaf);
  sf_session_digest (say ("nonce"), say ("device"), g_ascii_strtoll (say ("inc"), NULL, 10), say ("epoch"), leaf, digest);
  expect_hex ("session_digest", digest, sizeof digest);
  g_assert_true (sf_key_verify (key, digest, sizeof digest, sig));
  digest[0] ^= 1;
  g_assert_false (sf_key_verify (key, digest, sizeof digest, sig));
}

static void
test_links (void)
{
  guint8 h[SF_LINK_LEN] = { 0 };
  static const char *const bodies[] = { "body1", "body2" }, *const links[] = { "h1", "h2" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SfMutation) mutation = sf_codec_mutation_from_json (say (bodies[i]), strlen (say (bodies[i])), &error);
      g_autofree char *again = NULL;

      g_assert_no_error (error);
      again = sf_codec_mutation_to_json (mutation);
      g_assert_cmpstr (again, ==, say (bodies[i]));
      sf_link (h, say (bodies[i]), strlen (say (bodies[i])), h);
      expect_hex (links[i], h, sizeof h);
    }
}

static void
test_feed (void)
{
  g_autofree char *status = sf_uuid_derive (say ("visit"), "visit_status", 0), *token = NULL;
  guint8 one[SF_LINK_LEN], two[SF_LINK_LEN], gone[SF_LINK_LEN], chain[SF_CHAIN_LEN];
  SfToken at = { "dealer", 1, 2, { 0 } };

  g_assert_cmpstr (status, ==, say ("status"));
  sf_row_hash (say ("data1"), strlen (say ("data1")), one);
  sf_row_hash (say ("data2"), strlen (say ("data2")), two);
  sf_row_hash (NULL, 0, gone);
  expect_hex ("row_hash1", one, sizeof one);
  expect_hex ("row_hash2", two, sizeof two);
  expect_hex ("row_hash_gone", gone, sizeof gone);
  bytes_of ("chain0", chain, sizeof chain);
  sf_chain (chain, 1, "crm", "visit", say ("visit"), one, chain);
  expect_hex ("chain1", chain, sizeof chain);
  sf_chain (chain, 2, "crm", "visit_status", status, two, chain);
  expect_hex ("chain2", chain, sizeof chain);
  memcpy (at.chain, chain, sizeof chain);
  token = sf_token_to_text (&at);
  g_assert_cmpstr (token, ==, say ("token"));
  sf_chain (chain, 3, "crm", "visit", say ("visit"), gone, chain);
  expect_hex ("chain3", chain, sizeof chain);
  for (guint i = 0; i < SF_LINK_LEN; i++)
    one[i] ^= two[i];
  expect_hex ("sum12", one, sizeof one);
}

static void
test_box (void)
{
  g_autofree guint8 *box = NULL;
  guint8 key[SF_BOX_KEY_LEN];
  gsize n = strlen (say ("lan_box")) / 2;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;

  box = g_malloc (n);
  bytes_of ("lan_key", key, sizeof key);
  bytes_of ("lan_box", box, n);
  content = sf_box_open (key, say ("lan_bound"), box, n, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), say ("lan_ask"), strlen (say ("lan_ask")));
}

/* Every message stands in the document as it stands in the golden file. */
static void
test_messages (void)
{
  g_autoptr (GDir) dir = g_dir_open (SF_SOURCE_DIR "/tests/unit/wire/golden", 0, NULL);
  guint n = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (SF_SOURCE_DIR "/tests/unit/wire/golden", name, NULL), *golden = NULL;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      n++;
      g_test_message ("%s", name);
      g_assert_true (g_file_get_contents (path, &golden, NULL, NULL));
      g_assert_nonnull (strstr (text, g_strchomp (golden)));
    }
  g_assert_cmpuint (n, ==, 16);
}

static void
test_routes (void)
{
  guint n;
  const SfRoute *routes = sf_route_list (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = NULL;
      gsize len = strlen (routes[i].path);

      if (!g_str_has_prefix (routes[i].path, "/v1/"))
        continue;
      path = routes[i].path[len - 1] == '*' ? g_strdup_printf ("`%.*s<", (int) len - 1, routes[i].path) : g_strdup_printf ("`%s`", routes[i].path);
      g_test_message ("%s", path);
      g_assert_nonnull (strstr (text, path));
    }
}

/* Every code that the named sources give a mutation or a request stands in the document in backquotes. */
static guint
check_codes (const char *file, const char *pattern)
{
  g_autofree char *path = g_build_filename (SF_SOURCE_DIR "/src/server", file, NULL), *source = NULL;
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &source, NULL, NULL));
  for (g_regex_match (regex, source, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL), n++)
    {
      g_autofree char *code = g_match_info_fetch (match, 1), *quoted = g_strdup_printf ("`%s`", code);

      g_test_message ("%s: %s", file, quoted);
      g_assert_nonnull (strstr (text, quoted));
    }
  return n;
}

static void
test_codes (void)
{
  const char *verdicts = "(?:refuse \\((?:self|verdict), |SF_PUSH_(?:REJECTED|QUARANTINED|MERGED), )\"([a-z.]+)\"";
  const char *failures = "(?:sf_call_fail|answer_now) \\([^;\"]*\"([a-z_]+)\"";

  g_assert_cmpuint (check_codes ("sf-apply.c", verdicts), >, 5);
  g_assert_cmpuint (check_codes ("sf-command.c", verdicts), >, 5);
  g_assert_cmpuint (check_codes ("sf-clash.c", verdicts), >, 3);
  g_assert_cmpuint (check_codes ("sf-push.c", verdicts), >, 2);
  g_assert_cmpuint (check_codes ("sf-screen.c", verdicts), >, 4);
  g_assert_cmpuint (check_codes ("sf-call.c", failures), >, 5);
  g_assert_cmpuint (check_codes ("sf-gather.c", failures), >, 0);
  g_assert_cmpuint (check_codes ("sf-routes.c", failures), >, 5);
}

static void
expect_words (const char *words)
{
  g_test_message ("%s", words);
  g_assert_nonnull (strstr (text, words));
}

static void
test_limits (void)
{
  g_autofree char *page = g_strdup_printf ("a page %d rows or %d MiB", SF_MAX_PULL_ROWS, SF_MAX_PULL_BYTES >> 20);
  g_autofree char *push = g_strdup_printf ("a push %d mutations or %d KiB", SF_MAX_PUSH, SF_MAX_PUSH_BYTES >> 10);
  g_autofree char *json = g_strdup_printf ("Depth %d, %d,%03d values, strings %d KiB", SF_MAX_JSON_DEPTH, SF_MAX_JSON_NODES / 1000, SF_MAX_JSON_NODES % 1000, SF_MAX_JSON_STRING >> 10);
  g_autofree char *body = g_strdup_printf ("header block %d KiB, body %d MiB, inflated %d MiB and at most %d:1", SF_MAX_HEADERS >> 10, SF_MAX_BODY >> 20, SF_MAX_INFLATED >> 20, SF_MAX_INFLATE_RATIO);
  g_autofree char *connections = g_strdup_printf ("%d connections", SF_MAX_CONNECTIONS);

  expect_words (page);
  expect_words (push);
  expect_words (json);
  expect_words (body);
  expect_words (connections);
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  read_document ();
  g_test_add_func ("/protocol/identity", test_identity);
  g_test_add_func ("/protocol/links", test_links);
  g_test_add_func ("/protocol/feed", test_feed);
  g_test_add_func ("/protocol/box", test_box);
  g_test_add_func ("/protocol/messages", test_messages);
  g_test_add_func ("/protocol/routes", test_routes);
  g_test_add_func ("/protocol/codes", test_codes);
  g_test_add_func ("/protocol/limits", test_limits);
  failed = g_test_run ();
  g_hash_table_unref (example);
  g_free (text);
  return failed;
}
