/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import-fixture.h"

#include <sys/stat.h>
#include <unistd.h>

/* import vehicles, on the small folders beside this file: cars/ is whole, damaged/ has one fault in almost every file. */

static void
copy_here (Fixture *f, const char *folder, const char *name)
{
  g_autofree char *from = g_build_filename (g_getenv ("SHOWFLOOR_SOURCE"), "tests", "unit", "admin", folder, NULL), *to = g_build_filename (f->dir, name, NULL);
  const char *const words[] = { "cp", "-r", from, to, NULL };
  int status = 1;
  g_assert_true (g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
write_bytes (Fixture *f, const char *name, const char *data, gssize n)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_assert_true (g_file_set_contents (path, data, n, NULL));
}

static void
assert_trim (Fixture *f, const char *code, guint field, gint64 value)
{
  g_autoptr (SfRecord) trim = find (f, SF_KIND_TRIM, SF_TRIM_CODE, code);
  g_assert_nonnull (trim);
  g_assert_cmpint (sf_record_get_int (trim, field), ==, value);
  g_assert_true (sf_record_is_null (trim, field) == (value == 0));          /* what is not known is absent, never 0 */
}

static void
assert_name (Fixture *f, SfKind kind, guint code_field, const char *code, guint field, SfLang lang, const char *name)
{
  g_autoptr (SfRecord) record = find (f, kind, code_field, code);
  g_assert_nonnull (record);
  g_assert_cmpstr (sf_record_get_ltext (record, field, lang), ==, name);
}

static void
test_figures (Fixture *f, gconstpointer data)
{
  copy_here (f, "cars", "cars");
  g_autofree char *out = front_must (f, "import|vehicles|cars");
  assert_says (out, "7 files, 2 models, 5 variants taken; 0 files skipped");
  assert_says (out, "2 models new, 0 changed, 0 as they were");

  static const struct { const char *code; guint field; gint64 value; } figures[] = {
    { "openev/lumen/arc/2026/base", SF_TRIM_RANGE_KM, 520 },              /* CLTC before WLTP */
    { "openev/lumen/arc/2026/base", SF_TRIM_ACCEL, 69 },
    { "openev/lumen/arc/2026/base", SF_TRIM_POWER_KW, 168 },
    { "openev/lumen/arc/2026/base", SF_TRIM_BATTERY_WH, 61400 },          /* net */
    { "openev/lumen/arc/2026/base", SF_TRIM_DC_MIN, 28 },                 /* 10 to 80 %, not 30 to 80 */
    { "openev/lumen/arc/2026/base", SF_TRIM_TOP_KMH, 0 },
    { "openev/lumen/arc/2026/long/long", SF_TRIM_BATTERY_WH, 78500 },     /* its own, over that of its year */
    { "openev/lumen/arc/2026/long/long", SF_TRIM_RANGE_KM, 675 },
    { "openev/lumen/arc/2026/long/long", SF_TRIM_ACCEL, 69 },             /* its year's */
    { "openev/lumen/arc/2026/long/long", SF_TRIM_LENGTH_MM, 4712 },       /* its model's */
    { "openev/lumen/arc/2026/base/sport", SF_TRIM_TORQUE_NM, 330 },       /* merged within powertrain */
    { "openev/lumen/arc/2026/base/sport", SF_TRIM_POWER_KW, 290 },
    { "openev/lumen/bay/2026/seven", SF_TRIM_BATTERY_WH, 64200 },         /* gross, net is not said */
    { "openev/lumen/bay/2026/seven", SF_TRIM_ACCEL, 0 },
    { "openev/lumen/bay/2026/seven", SF_TRIM_WEIGHT_KG, 0 },
    { "openev/lumen/bay/2026/seven", SF_TRIM_DC_KW, 0 },
    { "openev/lumen/bay/2026/seven", SF_TRIM_SEATS, 7 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    assert_trim (f, figures[i].code, figures[i].field, figures[i].value);
  assert_name (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2026/long/long", SF_TRIM_NAME, SF_LANG_EN, "Long Range");
  assert_name (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2026/base/sport", SF_TRIM_NAME, SF_LANG_EN, "Sport");
  assert_name (f, SF_KIND_BRAND, SF_BRAND_CODE, "lumen", SF_BRAND_NAME, SF_LANG_ZH_CN, "Lumen");      /* until a glossary says more */

  g_autoptr (SfRecord) arc = find (f, SF_KIND_MODEL, SF_MODEL_CODE, "lumen/arc"), bay = find (f, SF_KIND_MODEL, SF_MODEL_CODE, "lumen/bay");
  g_autoptr (SfRecord) seven = find (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/bay/2026/seven");
  g_assert_cmpint (sf_record_get_int (arc, SF_MODEL_RANGE_KM), ==, 675);
  g_assert_cmpint (sf_record_get_int (arc, SF_MODEL_ACCEL), ==, 40);
  g_assert_cmpstr (sf_record_get_text (arc, SF_MODEL_BODY), ==, "suv");
  g_assert_cmpstr (sf_record_get_text (arc, SF_MODEL_ENERGY), ==, "bev");
  g_assert_true (sf_record_is_null (arc, SF_MODEL_PINYIN));
  g_assert_cmpstr (sf_record_get_text (bay, SF_MODEL_ENERGY), ==, "erev");
  g_assert_cmpint (sf_record_get_int (bay, SF_MODEL_RANGE_KM), ==, 900);
  g_assert_true (sf_record_is_null (bay, SF_MODEL_PRICE_FROM));
  g_assert_cmpstr (sf_record_get_text (seven, SF_TRIM_DRIVE), ==, "awd");
  /* the newest price of the dealer's own market, and of no other */
  g_assert_cmpint (count_of (f, SF_KIND_PRICE), ==, 1);
  g_assert_cmpint (sf_record_get_int (arc, SF_MODEL_PRICE_FROM), ==, 15980000);
  g_assert_cmpstr (sf_record_get_text (arc, SF_MODEL_CURRENCY), ==, "CNY");
}

/* Nothing is written the second time; what others set on a model stays; a car that goes away is not taken away. */
static void
test_twice (Fixture *f, gconstpointer data)
{
  copy_here (f, "cars", "cars");
  g_autofree char *first = front_must (f, "import|vehicles|cars|--report|one.json");
  gint64 before = head_of (f, "oem");
  g_autofree char *second = front_must (f, "import|vehicles|cars/src|--report|two.json");
  assert_says (second, "0 models new, 0 changed, 2 as they were");
  g_assert_cmpint (head_of (f, "oem"), ==, before);
  g_autofree char *one_path = g_build_filename (f->dir, "one.json", NULL), *two_path = g_build_filename (f->dir, "two.json", NULL), *one = NULL, *two = NULL;
  g_assert_true (g_file_get_contents (one_path, &one, NULL, NULL) && g_file_get_contents (two_path, &two, NULL, NULL));
  g_assert_cmpstr (one, ==, "{\"files\":7,\"models\":2,\"variants\":5,\"skipped\":[]}\n");
  g_assert_cmpstr (two, ==, one);

  g_autoptr (SfRecord) arc = find (f, SF_KIND_MODEL, SF_MODEL_CODE, "lumen/arc"), with = sf_record_copy (arc);
  sf_record_set_int (with, SF_MODEL_POSITION, 3);
  sf_record_set_ltext (with, SF_MODEL_TAGLINE, SF_LANG_ZH_CN, "一路有光");
  g_assert_true (sf_ingest_put (f->ingest, with, NULL));
  g_autofree char *gone = g_build_filename (f->dir, "cars/src/lumen/arc/2026/arc_sport.json", NULL);
  g_assert_cmpint (g_unlink (gone), ==, 0);
  g_autofree char *third = front_must (f, "import|vehicles|cars");
  g_autoptr (SfRecord) after = find (f, SF_KIND_MODEL, SF_MODEL_CODE, "lumen/arc");
  g_assert_cmpint (sf_record_get_int (after, SF_MODEL_POSITION), ==, 3);
  g_assert_cmpstr (sf_record_get_ltext (after, SF_MODEL_TAGLINE, SF_LANG_ZH_CN), ==, "一路有光");
  g_assert_cmpint (sf_record_get_int (after, SF_MODEL_ACCEL), ==, 69);               /* the quickest one left the folder */
  g_assert_cmpint (count_of (f, SF_KIND_TRIM), ==, 5);
}

/* A figure that the file does not say any more is taken away again. */
static void
test_withdrawn (Fixture *f, gconstpointer data)
{
  copy_here (f, "cars", "cars");
  g_autofree char *first = front_must (f, "import|vehicles|cars");
  assert_trim (f, "openev/lumen/arc/2026/base/sport", SF_TRIM_TOP_KMH, 220);
  write_bytes (f, "cars/src/lumen/arc/2026/arc_sport.json", "{\"schema_version\":\"1.0.0\",\"variant\":{\"slug\":\"sport\",\"name\":\"Sport\"}}", -1);
  g_autofree char *second = front_must (f, "import|vehicles|cars");
  assert_says (second, "0 models new, 1 changed, 1 as they were");
  assert_trim (f, "openev/lumen/arc/2026/base/sport", SF_TRIM_TOP_KMH, 0);
}

typedef struct { const char *file, *field, *reason; } Fault;

static const Fault faults[] = {
  { "2026/arc_inches", "dimensions.length_in", "another unit than that of length_mm" },
  { "2026/arc_watthours", "battery.pack_capacity_wh_net", "another unit than that of pack_capacity_kwh_net" },
  { "2026/arc_metres", "dimensions.length_mm", "4.712 is not plausible: 1000 to 20000" },
  { "2026/arc_zero", "performance.top_speed_kmh", "0 is not plausible" },
  { "2026/arc_words", "weights.curb_weight_kg", "text where a number belongs" },
  { "2026/arc_null", "body.seats", "null; what is not known is left out" },
  { "2026/arc_half", "body.doors", "not a whole number" },
  { "2026/arc_shape", "powertrain", "not an object" },
  { "2026/arc_enum", "powertrain.drivetrain", "none of: fwd rwd awd 4wd" },
  { "2026/arc_entry", "range.rated[1].range_km", "missing" },
  { "2026/arc_unknown", "colour", "not a member of layout 1.0.0" },
  { "2026/arc_other_make", "make.slug", "not that of its folder, lumen" },
  { "2026/arc_other_year", "year", "not that of its folder, 2026" },
  { "2026/arc_more_net", "battery.pack_capacity_kwh_net", "more than pack_capacity_kwh_gross" },
  { "2026/arc_twin", "trim.slug", "the same car as src/lumen/arc/2026/arc.json" },
  { "2026/arc_escape", "variant.slug", "a code has small letters, digits and _ only" },
  { "2026/arc_version", "schema_version", "none of: 1.0.0" },
  { "2026/arc_repeated", "", "a name twice at byte" },
  { "2026/arc_cut", "", "not JSON" },
  { "2026/arc_bom", "", "begins with a byte order mark" },
  { "2026/arc_gbk", "", "not UTF-8" },
  { "2026/arc_nul", "", "not JSON" },
  { "2026/arc_deep", "", "nested too deeply" },
  { "2026/arc_large", "", "too large" },
  { "2026/arc_list", "", "no object" },
  { "2026/arc_pipe", "", "not a plain file" },
  { "2026/arc_link", "", "a symbolic link" },
  { "loose", "", "in no place of the layout" },
};

static void
make_more_faults (Fixture *f)
{
  g_autofree char *large = g_strnfill (2 * 1024 * 1024, ' '), *deep = g_strnfill (100, '[');
  g_autofree char *pipe = g_build_filename (f->dir, "damaged/src/lumen/arc/2026/arc_pipe.json", NULL), *link = g_build_filename (f->dir, "damaged/src/lumen/arc/2026/arc_link.json", NULL);
  g_autofree char *folder = g_build_filename (f->dir, "damaged/src/outside", NULL), *outside = g_build_filename (f->dir, "outside", NULL), *secret = g_build_filename (outside, "secret.json", NULL);

  write_bytes (f, "damaged/src/lumen/arc/2026/arc_bom.json", "\xef\xbb\xbf{}", -1);
  write_bytes (f, "damaged/src/lumen/arc/2026/arc_gbk.json", "{\"trim\":{\"name\":\"\xb1\xea\xd7\xbc\"}}", -1);
  write_bytes (f, "damaged/src/lumen/arc/2026/arc_nul.json", "{}\0{}", 5);
  write_bytes (f, "damaged/src/lumen/arc/2026/arc_deep.json", deep, -1);
  write_bytes (f, "damaged/src/lumen/arc/2026/arc_large.json", large, -1);
  write_bytes (f, "damaged/src/lumen/arc/2026/arc_list.json", "[]", -1);
  write_bytes (f, "damaged/src/lumen/arc/loose.json", "{}", -1);
  write_bytes (f, "damaged/src/lumen/arc/2026/.hidden.json", "nobody's business", -1);
  write_bytes (f, "damaged/src/lumen/arc/2026/notes.txt", "nobody's business", -1);
  /* Links lead out of the folder, but never out of the fixture's own: what cleans up behind a test runs with its rights. */
  g_assert_cmpint (g_mkdir (outside, 0700), ==, 0);
  write_bytes (f, "outside/secret.json", "{\"secret\":\"kept elsewhere\"}", -1);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink (secret, link), ==, 0);
  g_assert_cmpint (symlink (outside, folder), ==, 0);
}

static guint
count_issues (JsonArray *skipped, const char *file)
{
  guint n = 0;
  for (guint i = 0; i < json_array_get_length (skipped); i++)
    n += strcmp (json_object_get_string_member (json_array_get_object_element (skipped, i), "file"), file) == 0;
  return n;
}

static void
assert_issue (JsonArray *skipped, const char *file, const char *field, const char *reason)
{
  for (guint i = 0; i < json_array_get_length (skipped); i++) {
    JsonObject *issue = json_array_get_object_element (skipped, i);
    if (strcmp (json_object_get_string_member (issue, "file"), file) == 0 && strcmp (json_object_get_string_member (issue, "field"), field) == 0
        && strstr (json_object_get_string_member (issue, "reason"), reason))
      return;
  }
  g_error ("%s: %s: %s is not in the report", file, field, reason);
}

/* Every fault is named by file and field, once; everything else is taken, and no car is half there. */
static void
test_faults (Fixture *f, gconstpointer data)
{
  copy_here (f, "damaged", "damaged");
  make_more_faults (f);
  g_autofree char *out = front_must (f, "import|vehicles|damaged|--report|report.json"), *path = g_build_filename (f->dir, "report.json", NULL), *json = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (path, &json, &n, NULL));
  g_autoptr (JsonNode) node = sf_json_parse (json, n, NULL);
  JsonObject *report = json_node_get_object (node);
  JsonArray *skipped = json_object_get_array_member (report, "skipped");

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *file = g_strdup_printf ("src/lumen/arc/%s.json", faults[i].file);
    assert_issue (skipped, file, faults[i].field, faults[i].reason);
    g_assert_cmpuint (count_issues (skipped, file), ==, 1);
    assert_says (out, faults[i].reason);
  }
  assert_issue (skipped, "src/outside", "", "a symbolic link");
  assert_issue (skipped, "src/lumen/cove/2026/cove.json", "range", "missing");
  assert_issue (skipped, "src/lumen/dune/base.json", "dimensions.width_mm", "text where a number belongs");
  assert_issue (skipped, "src/lumen/dune/2026/dune.json", "", "rests on src/lumen/dune/base.json, which was not taken");
  assert_issue (skipped, "src/lumen/edge/2026/edge.json", "weights.curb_weight_kg", "18 is not plausible");
  assert_issue (skipped, "src/lumen/edge/2026/edge_x.json", "", "rests on src/lumen/edge/2026/edge.json, which was not taken");
  g_assert_cmpuint (json_array_get_length (skipped), ==, G_N_ELEMENTS (faults) + 6);
  /* arc with its base, a good variant and itself; cove's variant; edge of 2025 */
  g_assert_cmpint (json_object_get_int_member (report, "models"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (report, "variants"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (report, "files"), ==, 7);
  g_assert_cmpint (count_of (f, SF_KIND_TRIM), ==, 4);
  g_assert_cmpint (count_of (f, SF_KIND_MODEL), ==, 3);
  g_autoptr (SfRecord) good = find (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2026/base/good");
  g_assert_cmpint (sf_record_get_int (good, SF_TRIM_SEATS), ==, 4);
  g_assert_null (strstr (out, "kept elsewhere"));
  /* cleaning up takes the links away and leaves what they led to */
  g_autofree char *copy = g_build_filename (f->dir, "damaged", NULL), *secret = g_build_filename (f->dir, "outside", "secret.json", NULL);
  remove_tree (copy);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (secret, G_FILE_TEST_IS_REGULAR));
}

static GBytes *
ask_three (const char *const *words, gpointer data, GError **error)
{
  static guint asked;
  if (asked++ >= 1) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the server went away");
    return NULL;
  }
  return ask (words, data, error);
}

/* The dealership goes away in between: what is there is whole, and the next import brings the rest. */
static void
test_interrupted (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  SfFront self = { .ask = ask_three, .progress = on_progress, .data = f };
  copy_here (f, "cars", "cars");
  g_autofree char *path = g_build_filename (f->dir, "cars", NULL);
  g_assert_false (sf_front_run (&self, (const char *const[]) { "import", "vehicles", path, NULL }, out, &error));
  g_assert_nonnull (strstr (error->message, "lumen/bay"));
  assert_says (out->str, "1 models, 4 variants taken");
  g_assert_cmpint (count_of (f, SF_KIND_MODEL), ==, 1);
  g_assert_cmpint (count_of (f, SF_KIND_TRIM), ==, 4);
  g_autofree char *again = front_must (f, "import|vehicles|cars");
  assert_says (again, "1 models new, 0 changed, 1 as they were");
}

/* One record that cannot be kept, and nothing of its model is: the model and its cars are one transaction. */
static void
test_whole_or_not (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  static const char head_word[] = "{\"brand\":{\"code\":\"b\"},\"brand_name\":\"B\",\"model\":{\"code\":\"b/m\"},\"model_name\":\"M\"}";
  static const char good[] = "{\"trim\":{\"code\":\"t1\"},\"trim_name\":\"T1\",\"prices\":[]}";
  static const char *const bad[] = { "{\"trim\":{\"code\":\"t2\",\"year\":9999999},\"trim_name\":\"T2\"}", "{\"trim\":{\"code\":\"t2\"},\"trim_name\":\"T2\",\"prices\":[{\"currency\":\"CNY\",\"from\":\"someday\",\"amount\":1}]}",
                                     "{\"trim\":{\"code\":\"t2\"}}", "{}", "[]", "x", "{\"trim\":{\"code\":\"t2\"},\"trim_name\":\"T2\",\"prices\":[7]}" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_clear_error (&error);
    g_autoptr (GBytes) reply = ask ((const char *const[]) { "put-model", head_word, good, bad[i], NULL }, f, &error);
    g_assert_nonnull (error);
    g_assert_null (reply);
  }
  g_assert_cmpint (count_of (f, SF_KIND_BRAND) + count_of (f, SF_KIND_MODEL) + count_of (f, SF_KIND_TRIM) + count_of (f, SF_KIND_PRICE), ==, 0);
  g_clear_error (&error);
  g_autoptr (GBytes) reply = ask ((const char *const[]) { "put-model", head_word, good, NULL }, f, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_of (f, SF_KIND_TRIM), ==, 1);
}

#define TABLE "make,model,year,trim,variant,zh_CN,zh_TW,en,price,currency,from,until\r\n"

static void
test_glossary (Fixture *f, gconstpointer data)
{
  copy_here (f, "cars", "cars");
  write_file (f, "names.csv", "\xef\xbb\xbf" TABLE
              "lumen,,,,,流明,流明,,,,,\r\n"
              "lumen,arc,,,,长光,長光,Arc One,,,,\r\n"
              "lumen,arc,,base,,标准版,標準版,,,,,\r\n"
              "lumen,arc,2026,base,,标准版2026,,,16.98万,,,\r\n"
              "lumen,arc,,base,*,随便,,,,,,\r\n"
              "Lumen,ARC,2026,long,,长续航版,長續航版,,\"189,800\",CNY,2026-01-01,\r\n"
              "lumen,arc,2026,long,,,,,179800,CNY,2026-10-01,2026/12/31\r\n"
              "lumen,arc,2026,long,,,,,6500000,CNY,2030年1月1日,\r\n");
  g_autofree char *out = front_must (f, "import|vehicles|cars|--glossary|names.csv");
  assert_says (out, "0 files skipped\n");
  assert_name (f, SF_KIND_BRAND, SF_BRAND_CODE, "lumen", SF_BRAND_NAME, SF_LANG_ZH_CN, "流明");
  assert_name (f, SF_KIND_BRAND, SF_BRAND_CODE, "lumen", SF_BRAND_NAME, SF_LANG_EN, "Lumen");
  assert_name (f, SF_KIND_MODEL, SF_MODEL_CODE, "lumen/arc", SF_MODEL_NAME, SF_LANG_EN, "Arc One");
  assert_name (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2025/base", SF_TRIM_NAME, SF_LANG_ZH_CN, "标准版");
  assert_name (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2026/base", SF_TRIM_NAME, SF_LANG_ZH_CN, "标准版2026");
  assert_name (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2026/base", SF_TRIM_NAME, SF_LANG_ZH_TW, "標準版");
  assert_name (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2026/base/sport", SF_TRIM_NAME, SF_LANG_ZH_CN, "随便");
  assert_name (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2026/long/long", SF_TRIM_NAME, SF_LANG_ZH_TW, "長續航版");
  g_autoptr (SfRecord) arc = find (f, SF_KIND_MODEL, SF_MODEL_CODE, "lumen/arc");
  g_assert_cmpstr (sf_record_get_text (arc, SF_MODEL_PINYIN), ==, "changguang cg");
  g_assert_cmpint (sf_record_get_int (arc, SF_MODEL_PRICE_FROM), ==, 15980000);      /* that of 2025, from the data */
  g_assert_cmpint (count_of (f, SF_KIND_PRICE), ==, 5);

  /* without the glossary its words stay, and the same again as Chinese Excel writes it changes nothing */
  gint64 before = head_of (f, "oem");
  g_autofree char *without = front_must (f, "import|vehicles|cars");
  g_assert_cmpint (head_of (f, "oem"), ==, before);
  g_autofree char *path = g_build_filename (f->dir, "names.csv", NULL), *text = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *gb = g_convert (text + 3, -1, "GB18030", "UTF-8", NULL, &n, NULL);
  write_bytes (f, "names.csv", gb, (gssize) n);
  g_autofree char *again = front_must (f, "import|vehicles|cars|--glossary|names.csv");
  g_assert_cmpint (head_of (f, "oem"), ==, before);
}

/* Prices follow the day: the campaign of the last quarter, then the list price again. */
static void
test_price_from (Fixture *f, gconstpointer data)
{
  static const struct { gint64 days; gint64 price; } steps[] = { { 0, 11 }, { 60, 20 } };           /* from 2026-11-22 on */
  copy_here (f, "cars", "cars");
  write_file (f, "p.csv", TABLE "lumen,bay,,seven,,,,,0.0011万,CNY,2026-11-01,2026-12-31\nlumen,bay,,seven,,,,,20,CNY,,\n");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    sf_clock_fake_advance (f->clock, steps[i].days * 24 * 3600 * 1000);
    g_autofree char *out = front_must (f, "import|vehicles|cars|--glossary|p.csv");
    g_autoptr (SfRecord) bay = find (f, SF_KIND_MODEL, SF_MODEL_CODE, "lumen/bay");
    g_assert_cmpint (sf_record_get_int (bay, SF_MODEL_PRICE_FROM), ==, steps[i].price * 100);
  }
}

static void
test_glossary_faults (Fixture *f, gconstpointer data)
{
  static const char *const said[] = {
    "row 2, make: empty", "row 3, model: empty, though a trim is named", "row 4, year: not a year", "row 5, price: a price belongs to a trim", "row 6, price: not an amount",
    "row 7, currency: not a code like CNY", "row 8, from: not a day", "row 9, until: before the first day", "row 12: the same car and day as row 11", "row 13: no such model",
    "row 14: no such trim", "row 15: no such make", "row 16, zh_CN: too long for a name", "row 17, en: a line break", "row 18, trim: empty, though a year or a variant is named",
  };
  g_autofree char *long_name = g_strnfill (70, 'x');
  g_autofree char *table = g_strdup_printf (TABLE ",arc,,,,,,,,,,\nlumen,,,base,,,,,,,,\nlumen,arc,26,base,,,,,,,,\nlumen,arc,,,,,,,1,CNY,,\nlumen,arc,,base,,标准,,,0,CNY,,\n"
    "lumen,arc,2026,base,,,,,1,RMB￥,,\nlumen,arc,2025,base,,,,,1,CNY,2026-02-30,\nlumen,arc,2025,base,sport,,,,1,CNY,2026-02-03,2026-02-02\n\n"
    "lumen,bay,,,,湾,,,,,,\nlumen,bay,,,,灣,,,,,,\nlumen,none,,,,,,,,,,\nlumen,arc,,none,,,,,,,,\nnone,,,,,,,,,,,\nlumen,arc,,,,%s,,,,,,\nlumen,,,,,,,\"a\nb\",,,,\nlumen,arc,2026,,,,,,,,,\n", long_name);
  copy_here (f, "cars", "cars");
  write_file (f, "g.csv", table);
  g_autofree char *out = front_must (f, "import|vehicles|cars|--glossary|g.csv|--report|r.json");
  for (guint i = 0; i < G_N_ELEMENTS (said); i++) {
    g_autofree char *line = g_strconcat ("g.csv: ", said[i], NULL);
    assert_says (out, line);
  }
  assert_says (out, "7 files, 2 models, 5 variants taken; 0 files skipped");
  assert_name (f, SF_KIND_TRIM, SF_TRIM_CODE, "openev/lumen/arc/2026/base", SF_TRIM_NAME, SF_LANG_ZH_CN, "标准");       /* the rest of row 6 */
  assert_name (f, SF_KIND_MODEL, SF_MODEL_CODE, "lumen/bay", SF_MODEL_NAME, SF_LANG_ZH_CN, "湾");
  g_assert_cmpint (count_of (f, SF_KIND_PRICE), ==, 1);                                                                   /* the data's own */
  static const char *const none[] = { "", "name,price\nx,1\n", "\xff\xfe\x00", "make,make\nx,y\n", "make\n\"x" };
  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (GError) error = NULL;
    write_file (f, "g.csv", none[i]);
    g_autofree char *refused = front (f, "import|vehicles|cars|--glossary|g.csv", &error);
    g_assert_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT);
  }
}

static void
test_usage (Fixture *f, gconstpointer data)
{
  static const char *const wrong[] = { "import|vehicles", "import|vehicles|a|b", "import|vehicles|nowhere", "import|vehicles|.|--glossary|nowhere", "import|vehicles|.|--nonsense|x", "import|vehicles|.|--report" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *out = front (f, wrong[i], &error);
    g_assert_nonnull (error);
  }
  write_file (f, "empty", "");
  g_autofree char *nothing = front_must (f, "import|vehicles|.");
  assert_says (nothing, "0 files, 0 models, 0 variants taken; 0 files skipped");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sf_log_setup ("none", SF_LOG_ERROR);
  g_test_add ("/vehicles/figures", Fixture, NULL, setup, test_figures, teardown);
  g_test_add ("/vehicles/twice", Fixture, NULL, setup, test_twice, teardown);
  g_test_add ("/vehicles/withdrawn", Fixture, NULL, setup, test_withdrawn, teardown);
  g_test_add ("/vehicles/faults", Fixture, NULL, setup, test_faults, teardown);
  g_test_add ("/vehicles/interrupted", Fixture, NULL, setup, test_interrupted, teardown);
  g_test_add ("/vehicles/whole-or-not", Fixture, NULL, setup, test_whole_or_not, teardown);
  g_test_add ("/vehicles/glossary", Fixture, NULL, setup, test_glossary, teardown);
  g_test_add ("/vehicles/price-from", Fixture, NULL, setup, test_price_from, teardown);
  g_test_add ("/vehicles/glossary-faults", Fixture, NULL, setup, test_glossary_faults, teardown);
  g_test_add ("/vehicles/usage", Fixture, NULL, setup, test_usage, teardown);
  return g_test_run ();
}
