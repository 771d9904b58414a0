/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sf-test-outbox.h"

#include <string.h>

#include "base/sf-bytes.h"

void
sf_test_outbox_add (SfDeviceStore *store, const char *kind, const char *id, const char *body)
{
  SfDb *db = sf_device_store_get_db (store);
  g_autofree char *last = sf_device_store_get (store, "last_mid"), *last_h = sf_device_store_get (store, "last_h"), *mid = NULL, *h = NULL;
  guint8 link[SF_LINK_LEN] = { 0 };
  SfTxn *txn = sf_db_begin (db, NULL);
  SfStmt *stmt = sf_db_prepare (db, "INSERT INTO outbox (mid, body, h, kind, id, boot, bt, made_at) VALUES ($1, $2, $3, $4, $5, 'x', 0, 0)", NULL);

  g_assert_true (last_h == NULL || sf_unhex (last_h, link, SF_LINK_LEN));
  sf_link (link, body, strlen (body), link);
  mid = g_strdup_printf ("%" G_GINT64_FORMAT, last != NULL ? g_ascii_strtoll (last, NULL, 10) + 1 : 1);
  h = sf_hex (link, SF_LINK_LEN);
  sf_stmt_bind_int (stmt, 1, g_ascii_strtoll (mid, NULL, 10));
  sf_stmt_bind_bytes (stmt, 2, body, strlen (body));
  sf_stmt_bind_bytes (stmt, 3, link, SF_LINK_LEN);
  sf_stmt_bind_text (stmt, 4, kind);
  sf_stmt_bind_text (stmt, 5, id);
  g_assert_true (sf_stmt_run (stmt, NULL));
  g_assert_true (sf_txn_commit (txn, NULL));
  /* Through the store, which remembers them. */
  g_assert_true (sf_device_store_set_all (store, NULL, "last_mid", mid, "last_h", h, NULL));
}
