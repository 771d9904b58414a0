/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the group robot is told: enough to come, nothing that is nobody's business, never more than a message holds. */
#include <string.h>

#include "fixture.h"
#include "server/sf-wecom.h"
#include "wire/sf-json.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f); set_on (&f)

static void
keep (Fixture *f, const char *key, const char *value)
{
  g_assert_true (sf_server_store_begin (f->store, NULL));
  g_assert_true (sf_server_store_set (f->store, key, value, NULL));
  g_assert_true (sf_server_store_commit (f->store, NULL));
}

static void
set_on (Fixture *f)
{
  keep (f, SF_WECOM_URL_KEY, "https://robot.example/?key=secret");
}

/* Checks somebody in by this name; the visit's id. */
static char *
check_in (Fixture *f, const char *number, const char *surname)
{
  SfRecord *visit = fixture_visit (f, KIOSK, "see");

  sf_record_set_text (visit, SF_VISIT_NUMBER, number);
  if (surname != NULL)
    sf_record_set_text (visit, SF_VISIT_SURNAME, surname);
  sf_record_set_text (visit, SF_VISIT_TITLE, "mr");
  char *id = g_strdup (sf_record_get_id (visit));
  fixture_ok (f, KIOSK, "create", visit, NULL);
  return id;
}

/* The content of the message for all that is due; @json (nullable out) all of it. */
static char *
compose (Fixture *f, guint *taken, char **json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = sf_server_rings_due (f->store, 1000, &error);
  g_autofree char *text = sf_wecom_compose (f->store, rows, sf_clock_wall_ms (f->clock), taken, &error);
  g_autoptr (JsonNode) node = sf_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  JsonObject *message = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (message, "msgtype"), ==, "text");
  const char *content = json_object_get_string_member (json_object_get_object_member (message, "text"), "content");
  g_assert_cmpuint (strlen (content), <=, SF_WECOM_MAX_BYTES);
  g_assert_true (g_utf8_validate (content, -1, NULL));
  if (json != NULL)
    *json = g_strdup (text);
  return g_strdup (content);
}

static void
test_one (void)
{
  WITH_FIXTURE (f);
  g_autofree char *key = g_strconcat (SF_WECOM_USER_KEY, f.staff[ANN], NULL), *json = NULL;
  guint taken = 0;

  keep (&f, key, "ann");
  g_autofree char *visit = check_in (&f, "A01", "王");
  g_autofree char *content = compose (&f, &taken, &json);
  g_assert_cmpuint (taken, ==, 1);
  g_test_message ("%s", content);
  g_assert_nonnull (strstr (content, "有客人到店\nA01 王先生\n"));
  g_assert_nonnull (strstr (content, "→ "));
  g_autoptr (SfRecord) offer = fixture_offer (&f, visit, 1);
  gboolean is_ann = g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), f.staff[ANN]) == 0;
  g_assert_cmpint (strstr (json, "\"mentioned_list\":[\"ann\"]") != NULL, ==, is_ann);
  /* answered meanwhile: nobody is called any more, and the line says so */
  const char *who = sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT);
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (visit, 1, who), who);
  g_autofree char *after_json = NULL, *after = compose (&f, &taken, &after_json);
  g_assert_nonnull (strstr (after, "（已有人接）"));
  g_assert_null (strstr (after_json, "mentioned_list"));
  fixture_tear_down (&f);
}

/* Every name that might be somebody's number or plate. */
static void
test_clean (void)
{
  static const struct { const char *in, *out; } cases[] = {
    { "王先生", "王先生" }, { "13912345678", "…" }, { "王13912345678先生", "王…先生" }, { "+86 139-1234-5678", "+…" }, { "１３９１２３４５６７８", "…" },
    { "٠١٢٣٤٥٦٧", "…" }, { "139 1234 5678", "…" }, { "(021) 5555 1234", "(…" }, { "沪A12345", "…" }, { "沪A·D12345", "沪A·D…" }, { "京N8P86Z", "…" },
    { "粤B D12345", "…" }, { "星河 S7", "星河 S7" }, { "A01", "A01" }, { "1号机旁", "1号机旁" }, { "看GLC260", "看GLC260" }, { "", "" }, { "1234", "1234" }, { "12345", "…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *clean = sf_wecom_clean (cases[i].in);
    g_assert_cmpstr (clean, ==, cases[i].out);
  }
}

static void
test_canaries (void)
{
  static const char *const names[] = { "13912345678", "沪A12345", "\"}]\\\n<a>", "１３９１２３４５６７８" };
  WITH_FIXTURE (f);
  guint taken = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *number = g_strdup_printf ("A%02u", i + 1), *name = g_strdelimit (g_strdup (names[i]), "\n", ' ');
    SfRecord *visit = fixture_visit (&f, KIOSK, "see");
    sf_record_set_text (visit, SF_VISIT_NUMBER, number);
    sf_record_set_text (visit, SF_VISIT_SURNAME, name);
    sf_record_set_text (visit, SF_VISIT_PLATE, "沪A12345");
    fixture_ok (&f, KIOSK, "create", visit, NULL);
  }
  g_autofree char *known = fixture_check_in_phone (&f, KIOSK, "+8613912345678", "repeat");
  g_autofree char *content = compose (&f, &taken, NULL);
  g_assert_cmpuint (taken, ==, G_N_ELEMENTS (names) + 1);
  g_assert_null (strstr (content, "1391234"));
  g_assert_null (strstr (content, "12345"));
  g_assert_null (strstr (content, "１３９"));
  g_assert_null (strstr (content, "沪A"));
  g_assert_nonnull (strstr (content, "\"}]\\ <a>"));
  fixture_tear_down (&f);
}

/* However many ring at once, each is told: in words while there is room, then shorter, then in the next message. */
static void
test_many (void)
{
  WITH_FIXTURE (f);
  guint told = 0, taken = 0;

  for (guint i = 0; i < 60; i++) {
    g_autofree char *number = g_strdup_printf ("A%02u", i), *visit = check_in (&f, number, "李");
  }
  g_autofree char *content = compose (&f, &taken, NULL);
  g_assert_cmpuint (taken, ==, 60);
  g_assert_nonnull (strstr (content, "60位客人到店"));
  for (guint i = 0; i < 60; i++) {
    g_autofree char *line = g_strdup_printf ("\nA%02u 李先生 →", i);
    g_assert_nonnull (strstr (content, line));
  }
  for (guint i = 0; i < 500; i++) {
    g_autofree char *number = g_strdup_printf ("B%03u", i), *visit = check_in (&f, number, "欧阳欧阳欧阳");
  }
  for (guint message = 0; message < 20; message++) {
    g_autoptr (GPtrArray) rows = sf_server_rings_due (f.store, 1000, NULL);
    if (rows->len == 0)
      break;
    g_autofree char *part = compose (&f, &taken, NULL);
    g_assert_cmpuint (taken, >, 0);
    g_assert_true (sf_server_store_begin (f.store, NULL));
    for (guint i = 0; i < taken; i++)
      g_assert_true (sf_server_rings_settle (f.store, ((SfRingOut *) rows->pdata[i])->offer, SF_RING_OUT_SENT, NULL, NULL));
    g_assert_true (sf_server_store_commit (f.store, NULL));
    told += taken;
  }
  g_assert_cmpuint (told, ==, 560);
  fixture_tear_down (&f);
}

static void
test_late (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = check_in (&f, "A01", "王"), *key = NULL, *json = NULL;
  guint taken = 0;

  for (guint who = 0; who < N_STAFF; who++) {
    g_autofree char *user = g_strconcat (SF_WECOM_USER_KEY, f.staff[who], NULL);
    keep (&f, user, "somebody");
  }
  fixture_advance (&f, SF_WECOM_LATE_MS + 1000);
  fixture_tick (&f);                                  /* rung on: that one is new */
  g_autofree char *content = compose (&f, &taken, &json);
  g_assert_cmpuint (taken, ==, 2);
  g_assert_nonnull (strstr (content, "\n10:00 A01 王先生"));
  g_assert_nonnull (strstr (content, "（已有人接）"));
  g_assert_nonnull (strstr (content, "\nA01 王先生"));
  fixture_tear_down (&f);
}

static void
test_off (void)
{
  Fixture f;

  fixture_set_up (&f);
  g_autofree char *visit = check_in (&f, "A01", "王");
  g_autoptr (GPtrArray) rows = sf_server_rings_due (f.store, 10, NULL);
  g_assert_cmpuint (rows->len, ==, 0);
  fixture_tear_down (&f);
}

/* A person who was erased while their ring waited leaves a number of the day and nothing else. */
static void
test_erased (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = check_in (&f, "A01", "王");
  guint taken = 0;

  g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_VISIT, visit, NULL));
  g_autofree char *content = compose (&f, &taken, NULL);
  g_assert_null (strstr (content, "王"));
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wecom/one", test_one);
  g_test_add_func ("/wecom/clean", test_clean);
  g_test_add_func ("/wecom/canaries", test_canaries);
  g_test_add_func ("/wecom/many", test_many);
  g_test_add_func ("/wecom/late", test_late);
  g_test_add_func ("/wecom/off", test_off);
  g_test_add_func ("/wecom/erased", test_erased);
  return g_test_run ();
}
