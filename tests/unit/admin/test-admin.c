/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "admin-fixture.h"
#include "base/sf-bytes.h"
#include "craft/sf-pin.h"
#include "store/sf-server-accounts.h"

static void
test_import (Fixture *f, gconstpointer data)
{
  write_file (f, "staff.csv", "\xef\xbb\xbfname,staff_no,title,pin,languages,portrait\r\n李明,1001,销售顾问,2580,zh;en,\r\n王芳,1002,服务顾问,12,zh,none.jpg\r\n,1003,,,,\r\n赵倩,1004,展厅经理,9173,zh,\r\n");
  g_autofree char *first = must (f, "import|staff|staff.csv");
  g_assert_nonnull (strstr (first, "3 new, 0 changed, 0 as they were, 1 skipped"));
  g_assert_nonnull (strstr (first, "row 3: the PIN is not 4 to 8 digits"));
  g_assert_nonnull (strstr (first, "row 3: no portrait"));
  g_assert_nonnull (strstr (first, "row 4 skipped"));
  /* nobody is named, and the second time nothing is written */
  g_assert_null (strstr (first, "李明"));
  g_assert_null (strstr (first, "王芳"));
  gint64 before = head (f);
  g_autofree char *second = must (f, "import|staff|staff.csv");
  g_assert_nonnull (strstr (second, "0 new, 0 changed, 3 as they were, 1 skipped"));
  g_assert_cmpint (head (f), ==, before);

  g_autofree char *people = must (f, "export|consultant|--format|json");
  g_assert_nonnull (strstr (people, "\"job\":\"service\""));
  g_assert_nonnull (strstr (people, "\"job\":\"manager\""));
  /* a new name is a change, and only that */
  write_file (f, "staff.csv", "staff_no,name\n1001,李小明\n");
  g_autofree char *third = must (f, "import|staff|staff.csv");
  g_assert_nonnull (strstr (third, "0 new, 1 changed, 0 as they were, 0 skipped"));
}

static void
test_secrets (Fixture *f, gconstpointer data)
{
  write_file (f, "staff.csv", "staff_no,name,pin\n1001,李明,2580\n");
  g_autofree char *done = must (f, "import|staff|staff.csv");
  static const char *const lines[] = { "export|credential|--format|json", "export|credential|--format|csv", "status|--json", "export|consultant" };
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *out = must (f, lines[i]);
    g_assert_null (strstr (out, "argon2"));
    g_assert_null (strstr (out, "2580"));
  }
  SfQuery query = { .kind = SF_KIND_CREDENTIAL, .order = -1 };
  g_autoptr (GPtrArray) found = sf_table_query (sf_server_store_get_db (f->store), &query, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_true (sf_pin_verify (sf_record_get_text (g_ptr_array_index (found, 0), SF_CREDENTIAL_PIN), "2580"));
}

static void
test_init (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = must (f, "init|--name|星河|--name-en|Stellarway|--region|cn|--phone|400-000-0088");
  g_autofree char *dealer = must (f, "export|dealer|--format|json");
  g_assert_nonnull (strstr (dealer, "Asia/Shanghai"));
  gint64 before = head (f);
  g_autofree char *again = must (f, "init");
  g_assert_cmpint (head (f), ==, before);                /* nothing said, nothing written */

  /* a notice is never edited: a new phone number makes version 2 beside version 1 */
  SfQuery query = { .kind = SF_KIND_NOTICE, .order = SF_NOTICE_VERSION };
  g_autoptr (GPtrArray) one = sf_table_query (sf_server_store_get_db (f->store), &query, NULL);
  g_assert_cmpuint (one->len, ==, SF_N_LANGS);
  g_autofree char *moved = must (f, "init|--phone|400-000-0099");
  g_autoptr (GPtrArray) two = sf_table_query (sf_server_store_get_db (f->store), &query, NULL);
  g_assert_cmpuint (two->len, ==, 2 * SF_N_LANGS);
  for (guint i = 0; i < two->len; i++) {
    SfRecord *notice = g_ptr_array_index (two, i);
    const char *s = sf_record_get_text (notice, SF_NOTICE_SHORT), *full = sf_record_get_text (notice, SF_NOTICE_FULL);
    guint8 hash[SF_HASH_LEN];
    sf_sha256_parts (hash, s, strlen (s), "", (gsize) 1, full, strlen (full), NULL);
    g_autofree char *hex = sf_hex (hash, sizeof hash);
    g_assert_cmpstr (sf_record_get_text (notice, SF_NOTICE_SHA256), ==, hex);
    g_assert_null (strchr (full, '{'));
    /* what the dealer has not confirmed is not promised */
    g_assert_null (strstr (full, "人脸"));
    g_assert_null (strstr (full, "face recognition"));
    g_assert_nonnull (strstr (full, sf_record_get_int (notice, SF_NOTICE_VERSION) == 1 ? "400-000-0088" : "400-000-0099"));
  }
  g_autofree char *claims = must (f, "init|--confirm-claims");
  g_autofree char *notices = must (f, "export|notice|--format|json");
  g_assert_nonnull (strstr (notices, "人脸"));
  g_autofree char *bad = run (f, "init|--zone|Mars/Olympus", &error);
  g_assert_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT);
}

static void
test_pair (Fixture *f, gconstpointer data)
{
  g_autofree char *json = must (f, "pair|--role|kiosk|--name|门口|--json"), *text = must (f, "pair|--role|tablet|--name|x");
  g_assert_nonnull (strstr (json, "\"text\":\"showfloor1:"));
  g_assert_nonnull (strstr (text, "█"));
  g_assert_nonnull (strstr (text, "192.168.1.9:8443"));
  static const char *const wrong[] = { "pair", "pair|--role|kiosk", "pair|--role|manager|--name|x", "pair|--role|server|--name|x", "pair|--nonsense|x", "nothing", "export|nothing", "import|x", "revoke|x", "export|visit|--format|xml" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *out = run (f, wrong[i], &error);
    g_assert_nonnull (error);
    g_assert_true (error->domain == SF_ADMIN_ERROR);
  }
}

static void
test_demo (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *demo = g_build_filename (g_getenv ("SHOWFLOOR_SOURCE"), "data", "demo", NULL);
  const SfDemoSource source = { demo, NULL, FALSE };
  g_assert_true (sf_admin_demo (&f->admin, &source, &error));
  g_assert_no_error (error);
  gint64 before = head (f);
  g_assert_true (sf_admin_demo (&f->admin, &source, &error));
  g_assert_cmpint (head (f), ==, before);
  g_autofree char *status = must (f, "status|--json");
  g_autoptr (JsonNode) node = sf_json_parse (status, strlen (status), NULL);
  JsonObject *records = json_object_get_object_member (json_node_get_object (node), "records");
  g_assert_cmpint (json_object_get_int_member (records, "consultant"), >=, 8);
  g_assert_cmpint (json_object_get_int_member (records, "model"), ==, 8);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (json_node_get_object (node), "today"), "parties"), ==, 0);
  /* every record of the demo passes the checks that strangers' records must pass */
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++) {
    SfQuery query = { .kind = kind, .order = -1, .limit = 1000 };
    g_autoptr (GPtrArray) all = sf_table_query (sf_server_store_get_db (f->store), &query, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < all->len; i++) {
      sf_record_check (g_ptr_array_index (all, i), SF_CHECK_STORED, SF_ROLE_S, &error);
      g_assert_no_error (error);
    }
  }
}

static GPtrArray *
all_of (Fixture *f, SfKind kind)
{
  SfQuery query = { .kind = kind, .order = -1, .limit = 10000 };
  g_autoptr (GError) error = NULL;
  GPtrArray *all = sf_table_query (sf_server_store_get_db (f->store), &query, &error);
  g_assert_no_error (error);
  return all;
}

/* How many records of @all have @value in @field. */
static guint
with (GPtrArray *all, guint field, const char *value)
{
  guint n = 0;
  for (guint i = 0; i < all->len; i++)
    n += g_strcmp0 (sf_record_get_text (all->pdata[i], field), value) == 0;
  return n;
}

/* Each car has trims with a price, colours of which one is the pictures', and views of every kind; names in three languages. */
static void
test_demo_cars (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *demo = g_build_filename (g_getenv ("SHOWFLOOR_SOURCE"), "data", "demo", NULL);
  const SfDemoSource source = { demo, NULL, TRUE };
  g_assert_true (sf_admin_demo (&f->admin, &source, &error));
  g_assert_no_error (error);
  g_autoptr (GPtrArray) models = all_of (f, SF_KIND_MODEL), trims = all_of (f, SF_KIND_TRIM), prices = all_of (f, SF_KIND_PRICE), colours = all_of (f, SF_KIND_COLOUR);
  g_autoptr (GPtrArray) views = all_of (f, SF_KIND_VIEW), cards = all_of (f, SF_KIND_CARD), items = all_of (f, SF_KIND_PLAYLIST_ITEM), cars = all_of (f, SF_KIND_STOCK_CAR);
  for (guint i = 0; i < models->len; i++) {
    const char *id = sf_record_get_id (models->pdata[i]);
    guint native = 0;
    g_assert_cmpuint (with (trims, SF_TRIM_MODEL, id), >=, 2);
    g_assert_cmpuint (with (colours, SF_COLOUR_MODEL, id), >=, 4);
    g_assert_cmpuint (with (cars, SF_STOCK_CAR_MODEL, id), >=, 1);
    g_assert_cmpuint (with (views, SF_VIEW_MODEL, id), >=, 3);
    for (guint c = 0; c < colours->len; c++)
      native += g_strcmp0 (sf_record_get_text (colours->pdata[c], SF_COLOUR_MODEL), id) == 0 && sf_record_get_int (colours->pdata[c], SF_COLOUR_NATIVE) == 1;
    g_assert_cmpuint (native, ==, 1);
  }
  for (guint i = 0; i < trims->len; i++) {
    g_assert_cmpuint (with (prices, SF_PRICE_TRIM, sf_record_get_id (trims->pdata[i])), >=, 1);
    for (guint lang = 0; lang < SF_N_LANGS; lang++)
      g_assert_nonnull (sf_record_get_ltext (trims->pdata[i], SF_TRIM_NAME, lang));
    g_assert_cmpint (sf_record_has (trims->pdata[i], SF_TRIM_RANGE_KM), ==, sf_record_has (trims->pdata[i], SF_TRIM_CYCLE));
  }
  g_assert_cmpuint (cards->len, ==, 10);
  g_assert_cmpuint (items->len, >=, 10);
  /* in the middle of a day */
  g_autofree char *status = must (f, "status|--json");
  g_autoptr (JsonNode) node = sf_json_parse (status, strlen (status), NULL);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (json_node_get_object (node), "today"), "parties"), >, 3);
}

static void
test_control (void)
{
  g_autofree char *cwd = NULL, *line = sf_control_request ("/tmp", (const char *const[]) { "pair", "--name", "a|b \"c\"\n", NULL });
  g_auto (GStrv) words = NULL;
  g_assert_true (sf_control_parse (line, strlen (line) - 1, &cwd, &words, NULL));
  g_assert_cmpstr (cwd, ==, "/tmp");
  g_assert_cmpuint (g_strv_length (words), ==, 3);
  g_assert_cmpstr (words[2], ==, "a|b \"c\"\n");
  static const char *const wrong[] = { "", "{", "[]", "{\"cwd\":1,\"words\":[]}", "{\"cwd\":\"/\",\"words\":[1]}", "{\"cwd\":\"/\"}" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *no = NULL;
    g_auto (GStrv) none = NULL;
    g_assert_false (sf_control_parse (wrong[i], strlen (wrong[i]), &no, &none, NULL));
  }
}

static void
put_customer (Fixture *f, const char *id, const char *surname, const char *plate)
{
  g_autoptr (SfRecord) customer = sf_record_new (SF_KIND_CUSTOMER, id);
  sf_record_set_text (customer, SF_CUSTOMER_PHONE, "+8613800138000");
  sf_record_set_text (customer, SF_CUSTOMER_SURNAME, surname);
  if (plate)
    sf_record_set_text (customer, SF_CUSTOMER_PLATE, plate);
  g_assert_true (sf_ingest_put (f->ingest, customer, NULL));
}

/* Two records of one number are told without the number, joined, and parted again. */
static void
test_customer (Fixture *f, gconstpointer data)
{
  static const char one[] = "01893e0e-1111-7111-8111-111111111111", other[] = "01893e0e-2222-7111-8111-111111111111";
  g_autofree char *nobody = must (f, "customer|twins");
  g_assert_nonnull (strstr (nobody, "No two customers"));
  put_customer (f, one, "王", NULL);
  put_customer (f, other, "汪", "A12345");
  g_autofree char *twins = must (f, "customer|twins"), *merge = g_strdup_printf ("customer|merge|%s|%s", one, other), *unmerge = g_strdup_printf ("customer|unmerge|%s", other);
  g_assert_nonnull (strstr (twins, one));
  g_assert_nonnull (strstr (twins, other));
  g_assert_nonnull (strstr (twins, "138 **** 8000"));
  g_assert_null (strstr (twins, "0013"));
  g_autofree char *joined = must (f, merge), *left = must (f, "customer|twins");
  g_assert_nonnull (strstr (joined, other));
  g_assert_nonnull (strstr (left, "No two customers"));
  g_autoptr (SfRecord) kept = sf_table_get (sf_server_store_get_db (f->store), SF_KIND_CUSTOMER, one, NULL);
  g_assert_cmpstr (sf_record_get_text (kept, SF_CUSTOMER_PLATE), ==, "A12345");
  g_autofree char *parted = must (f, unmerge), *again = must (f, "customer|twins");
  g_assert_nonnull (strstr (parted, "Two customers again"));
  g_assert_nonnull (strstr (again, other));
}

/* What a person may set, in the shape it has; what is not of that shape changes nothing. */
static void
test_setting (Fixture *f, gconstpointer data)
{
  static const char *const good[] = { "setting|flow.steps|sales=accept,greet,needs;service=", "setting|flow.late|greet=3,needs=20", "setting|clash.days|45", "setting|ring.first_s|30" };
  static const char *const bad[] = { "setting|flow.steps|accept,greet", "setting|flow.steps|sales=Greet", "setting|flow.steps|sales=a;sales=b;sales=c;sales=d", "setting|flow.late|greet=soon", "setting|flow.late|",
                                     "setting|flow.late|greet=3\n", "setting|clash.days|-1", "setting|flow.more|1" };

  g_free (must (f, "init|--name|House"));
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *out = must (f, good[i]);
    g_assert_nonnull (strstr (out, strrchr (good[i], '|') + 1));
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *out = run (f, bad[i], &error);
    g_assert_nonnull (error);
  }
  g_autofree char *all = must (f, "setting");
  g_assert_nonnull (strstr (all, "sales=accept,greet,needs;service="));
  g_assert_nonnull (strstr (all, "greet=3,needs=20"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sf_log_setup ("none", SF_LOG_ERROR);
  g_test_add ("/admin/import", Fixture, NULL, setup, test_import, teardown);
  g_test_add ("/admin/secrets", Fixture, NULL, setup, test_secrets, teardown);
  g_test_add ("/admin/init", Fixture, NULL, setup, test_init, teardown);
  g_test_add ("/admin/setting", Fixture, NULL, setup, test_setting, teardown);
  g_test_add ("/admin/pair", Fixture, NULL, setup, test_pair, teardown);
  g_test_add ("/admin/demo", Fixture, NULL, setup, test_demo, teardown);
  g_test_add ("/admin/demo-cars", Fixture, NULL, setup, test_demo_cars, teardown);
  g_test_add ("/admin/customer", Fixture, NULL, setup, test_customer, teardown);
  g_test_add_func ("/admin/control", test_control);
  return g_test_run ();
}
