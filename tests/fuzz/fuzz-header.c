/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in headers, addresses and fields that only we should have written: ranges, tokens of every sort, cookies, addresses. */
#include <string.h>

#include "base/sf-bytes.h"
#include "fuzz.h"
#include "server/sf-form-token.h"
#include "server/sf-guard.h"
#include "server/sf-range.h"
#include "server/sf-session.h"
#include "wire/sf-messages.h"

#define DEVICE "01939f6e-8f00-7000-8000-000000000001"
#define SLUG "0123456789ABCDEF"

static void
try_range (const char *text)
{
  static const gint64 sizes[] = { 0, 1, 1000, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    gint64 from = -1, to = -1;

    if (!sf_range_parse (text, sizes[i], &from, &to))
      continue;
    g_assert_cmpint (from, >=, 0);
    g_assert_true (sizes[i] == 0 || to < sizes[i]);
  }
}

/* A token that is read says the same when it is written. */
static void
try_token (const char *text)
{
  SfToken token = { { 0 } }, again = { { 0 } };

  if (!sf_token_from_text (text, &token, NULL))
    return;
  g_autofree char *written = sf_token_to_text (&token);
  g_assert_true (sf_token_from_text (written, &again, NULL));
  g_assert_cmpmem (&token, sizeof token, &again, sizeof again);
  g_assert_cmpint (token.seq, <=, token.head);
  g_assert_cmpuint (strlen (written), <=, 200);
}

/* Nobody makes a proof of ours by chance: the keys are new in each process. */
static void
try_proofs (const char *text)
{
  static SfSessions *sessions;
  static SfFormTokens *forms;
  SfVisitor visitor;

  if (!sessions) {
    SfClock *clock = sf_clock_new_fake (1000000);
    SfIds *ids = sf_ids_new_seeded (20261122);

    sessions = sf_sessions_new (clock, ids);
    forms = sf_form_tokens_new (clock, ids);
  }
  g_assert_false (sf_sessions_nonce_is_good (sessions, DEVICE, text));
  g_assert_false (sf_sessions_use_nonce (sessions, DEVICE, text));
  g_assert_false (sf_sessions_find_person (sessions, "/m/", text, "showfloor", &visitor));
  g_assert_cmpint (sf_form_tokens_take (forms, text, "book", SLUG, 0), !=, SF_FORM_TOKEN_OK);
}

static void
try_address (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *host = NULL;
  guint16 port = 0;

  g_assert_true (sf_guard_parse_address (text, &host, &port, &error) == (error == NULL));
  g_assert_true ((host != NULL) == (error == NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize n = 0;
  g_autofree guint8 *bytes = sf_unbase64url (text, 200, &n);
  guint8 hash[16];

  if (bytes) {
    g_autofree char *again = sf_base64url (bytes, n);
    gsize m = 0;
    g_autofree guint8 *same = sf_unbase64url (again, 200, &m);

    g_assert_cmpmem (bytes, n, same, m);
  }
  if (sf_unhex (text, hash, sizeof hash))
    g_assert_cmpuint (strlen (text), ==, 2 * sizeof hash);
  try_range (text);
  try_token (text);
  try_proofs (text);
  try_address (text);
  sf_lang_parse (text, SF_LANG_EN);
  return 0;
}
