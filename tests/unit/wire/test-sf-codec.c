/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "../model/sf-sample.h"
#include "wire/sf-codec.h"

#define BY "01939f6e-8f00-7000-8000-0000000000bb"
static const SfKind FIRST = (SfKind) (SF_KIND_NONE + 1);

static SfRecord *
read_back (SfKind kind, const char *json)
{
  g_autoptr (GError) error = NULL;
  SfRecord *record = sf_codec_record_from_json (kind, SAMPLE_ID, json, strlen (json), &error);

  g_assert_no_error (error);
  g_assert_nonnull (record);
  return record;
}

static void
check_round_trip (SfRecord *record)
{
  g_autofree char *json = sf_codec_record_to_json (record), *again = NULL;
  g_autoptr (SfRecord) back = read_back (sf_record_get_kind (record), json);

  again = sf_codec_record_to_json (back);
  g_assert_true (sf_record_equal (record, back));
  g_assert_cmpstr (json, ==, again);
}

/* Every kind with every field, with the required ones, with each alone, with each null. */
static void
test_every_kind (void)
{
  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    {
      g_autoptr (SfRecord) full = sample_record (kind, TRUE), least = sample_record (kind, FALSE), empty = sf_record_new (kind, SAMPLE_ID);
      g_autofree char *nothing = sf_codec_record_to_json (empty);

      check_round_trip (full);
      check_round_trip (least);
      g_assert_cmpstr (nothing, ==, "{}");
      for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
        {
          g_autoptr (SfRecord) alone = sf_record_new (kind, SAMPLE_ID), null = sf_record_new (kind, SAMPLE_ID);

          sample_field (alone, i);
          check_round_trip (alone);
          sf_record_set_null (null, i);
          check_round_trip (null);
        }
    }
}

/* Random texts in every text field: whatever sf_record_check() lets pass comes back unchanged. */
static void
test_random_texts (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (SfRecord) outcome = sample_record (SF_KIND_OUTCOME, FALSE);
      g_autoptr (GString) text = g_string_new (NULL);

      for (gint32 n = g_rand_int_range (rand, 0, 30); n > 0; n--)
        {
          gunichar c = (gunichar) g_rand_int_range (rand, 1, g_rand_boolean (rand) ? 0x80 : 0x20000);

          if (g_unichar_validate (c) && c != 0x1e && c != 0x1f)
            g_string_append_unichar (text, c);
        }
      sf_record_set_text (outcome, SF_OUTCOME_NOTE, text->str);
      check_round_trip (outcome);
    }
}

static void
test_wrong_types (void)
{
  static const char *const values[] = { "1", "1.5", "true", "\"x\"", "[]", "{}", "[1]", "[\"\"]", "{\"en\":1}", "{\"\":\"x\"}",
                                        "[\"a\\u001fb\"]", "{\"en\":\"a\\u001eb\"}", "{\"e\\u001f\":\"x\"}", "\"12\"", "\"012\"",
                                        "{\"en\":\"x\"}", "[\"a\"]" };
  /* Which of these each type takes. */
  static const struct { SfType type; const char *takes; } table[] = {
    { SF_TYPE_TEXT, "3 13 14 " }, { SF_TYPE_LTEXT, "5 15 " }, { SF_TYPE_INT, "0 13 " }, { SF_TYPE_MONEY, "0 13 " }, { SF_TYPE_INSTANT, "0 13 " },
    { SF_TYPE_DATE, "3 13 14 " }, { SF_TYPE_ENUM, "3 13 14 " }, { SF_TYPE_REF, "3 13 14 " }, { SF_TYPE_MEDIA, "3 13 14 " }, { SF_TYPE_SET, "4 16 " },
    { SF_TYPE_JSON, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 " },
  };

  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
      for (guint v = 0; v < G_N_ELEMENTS (values); v++)
        {
          const SfField *field = &sf_kind_info (kind)->fields[i];
          g_autofree char *json = g_strdup_printf ("{\"%s\":%s}", field->name, values[v]), *index = g_strdup_printf ("%u ", v);
          g_autoptr (GError) error = NULL;
          g_autoptr (SfRecord) record = sf_codec_record_from_json (kind, SAMPLE_ID, json, strlen (json), &error);
          const char *takes = NULL;

          for (guint t = 0; t < G_N_ELEMENTS (table); t++)
            if (table[t].type == field->type)
              takes = g_str_has_prefix (table[t].takes, index) ? index : strstr (table[t].takes, index);
          g_test_message ("%s %s", sf_kind_info (kind)->name, json);
          g_assert_cmpint (record != NULL, ==, takes != NULL && (takes == index || takes[-1] == ' '));
          if (record == NULL)
            g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_VALUE);
        }
}

static void
test_unknown_members (void)
{
  const char *json = " { \"later\" : { \"b\" : [ 1.10, null, \"\\u0041 \\\" \" ] ,\n\t\"a\":-0.0} , \"number\": \"A12\", \"more\":1E+2\r\n, \"l\\u0061st\":[ ], \"purpose\":\"charging\"} ";
  const char *unknown = "{\"later\":{\"b\":[1.10,null,\"\\u0041 \\\" \"],\"a\":-0.0},\"more\":1E+2,\"l\\u0061st\":[]}";
  const char *out = "{\"number\":\"A12\",\"purpose\":\"charging\",\"later\":{\"b\":[1.10,null,\"\\u0041 \\\" \"],\"a\":-0.0},\"more\":1E+2,\"l\\u0061st\":[]}";
  g_autoptr (SfRecord) record = read_back (SF_KIND_VISIT, json), copy = sf_record_copy (record);
  g_autofree char *again = sf_codec_record_to_json (copy);

  g_assert_cmpstr (again, ==, out);
  g_assert_cmpstr (sf_record_get_extra (record), ==, unknown);
  g_assert_cmpstr (sf_record_get_text (record, SF_VISIT_PURPOSE), ==, "charging");
  check_round_trip (record);
}

/* The same in a mutation, whatever stands before and after its data. */
static void
test_unknown_in_mutation (void)
{
  const char *json = "{\"x\":[{\"d\":1}], \"id\":\"" SAMPLE_ID "\",\"v\":1,\"\\u0064\" : {\"later\" :1.10,\"number\":\"A1\"} ,\"k\":\"visit.create\",\"z\":{}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (SfMutation) mutation = sf_codec_mutation_from_json (json, strlen (json), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sf_record_get_extra (mutation->data), ==, "{\"later\":1.10}");
  g_assert_cmpstr (sf_record_get_text (mutation->data, SF_VISIT_NUMBER), ==, "A1");
}

/* A row of a newer server: kept, shown as other, no error. */
static void
test_unknown_enum (void)
{
  g_autoptr (SfRecord) visit = sample_record (SF_KIND_VISIT, FALSE), back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  sf_record_set_text (visit, SF_VISIT_PURPOSE, "charging");
  sf_record_set_extra (visit, "{\"bay\":3}");
  json = sf_codec_record_to_json (visit);
  back = read_back (SF_KIND_VISIT, json);
  g_assert_true (sf_record_equal (visit, back));
  g_assert_true (sf_record_check (back, SF_CHECK_STORED, 0, &error));
  g_assert_no_error (error);
}

static void
test_big_numbers (void)
{
  g_autoptr (SfRecord) model = sf_record_new (SF_KIND_MODEL, SAMPLE_ID), spelled = NULL;
  g_autofree char *json = NULL;

  sf_record_set_int (model, SF_MODEL_PRICE_FROM, G_MAXINT64);
  json = sf_codec_record_to_json (model);
  g_assert_cmpstr (json, ==, "{\"price_from\":\"9223372036854775807\"}");
  check_round_trip (model);
  sf_record_set_int (model, SF_MODEL_PRICE_FROM, G_MININT64);
  check_round_trip (model);
  spelled = read_back (SF_KIND_MODEL, "{\"price_from\":9007199254740993}");
  g_assert_cmpint (sf_record_get_int (spelled, SF_MODEL_PRICE_FROM), ==, G_GINT64_CONSTANT (9007199254740993));
}

static void
test_not_a_record (void)
{
  static const char *const texts[] = { "[]", "null", "1", "\"x\"" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sf_codec_record_from_json (SF_KIND_VISIT, SAMPLE_ID, texts[i], strlen (texts[i]), &error));
      g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE);
    }
}

static void
check_mutation (SfKind kind, const char *verb, const char *by, gboolean checked)
{
  g_autoptr (SfRecord) data = sample_record (kind, TRUE);
  g_autoptr (SfMutation) mutation = sf_mutation_new (verb, data, by), back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL, *again = NULL;

  mutation->checked = checked;
  json = sf_codec_mutation_to_json (mutation);
  back = sf_codec_mutation_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->kind, ==, kind);
  g_assert_cmpstr (back->verb, ==, verb);
  g_assert_cmpstr (back->by, ==, by);
  g_assert_cmpuint (back->version, ==, SF_SCHEMA);
  g_assert_cmpint (back->checked, ==, by != NULL && checked);
  g_assert_true (sf_record_equal (back->data, data));
  again = sf_codec_mutation_to_json (back);
  g_assert_cmpstr (json, ==, again);
}

static void
test_mutations (void)
{
  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    {
      check_mutation (kind, "create", NULL, FALSE);
      check_mutation (kind, "patch", BY, TRUE);
      check_mutation (kind, "patch", BY, FALSE);
      for (guint i = 0; i < sf_kind_info (kind)->n_commands; i++)
        check_mutation (kind, sf_kind_info (kind)->commands[i].verb, BY, TRUE);
    }
}

/* Everything that version 1 of the registry may send, one body per line: every command, creation and patch a device may make. */
static char *
everything_a_device_sends (void)
{
  static const guint roles[] = { SF_ROLE_K, SF_ROLE_T };
  GString *out = g_string_new (NULL);

  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
      {
        const SfKindInfo *info = sf_kind_info (kind);
        g_autoptr (SfRecord) create = sf_record_new (kind, SAMPLE_ID), patch = sf_record_new (kind, SAMPLE_ID), empty = sf_record_new (kind, SAMPLE_ID);
        const char *by = roles[r] == SF_ROLE_T ? BY : NULL;

        for (guint i = 0; i < info->n_fields; i++)
          {
            if (!(info->fields[i].flags & SF_FLAG_SRV))
              sample_field (create, i);
            if (sf_may_patch (roles[r], kind, i))
              sample_field (patch, i);
          }
        for (guint v = 0; v < info->n_commands + 2; v++)
          {
            const char *verb = v == 0 ? "create" : v == 1 ? "patch" : info->commands[v - 2].verb;
            SfRecord *data = v == 0 ? create : v == 1 ? patch : empty;
            g_autoptr (SfMutation) mutation = sf_mutation_new (verb, data, by);
            g_autofree char *json = sf_codec_mutation_to_json (mutation);
            gboolean may = v == 0 ? sf_may_create (roles[r], kind) : v == 1 ? !sf_record_equal (patch, empty) : sf_may_command (roles[r], kind, verb);

            if (may)
              g_string_append_printf (out, "%s\n", json);
          }
      }
  return g_string_free (out, FALSE);
}

/*
 * A journal of every released version stays readable for ever (I18). The file of a version is never written again; when the
 * registry grows, a new one is added and both are read.
 */
static void
test_golden_outbox (void)
{
  const char *path = SF_SOURCE_DIR "/tests/unit/wire/golden/outbox-1.ndjson";
  g_autofree char *golden = NULL, *now = everything_a_device_sends ();
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (g_getenv ("SF_WRITE_GOLDEN") != NULL)
    g_file_set_contents (path, now, -1, NULL);
  g_assert_true (g_file_get_contents (path, &golden, NULL, NULL));
  lines = g_strsplit (golden, "\n", -1);
  for (; lines[n] != NULL && lines[n][0] != '\0'; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SfMutation) mutation = sf_codec_mutation_from_json (lines[n], strlen (lines[n]), &error);
      g_autofree char *again = NULL;
      guint role;
      SfCheck check;

      g_assert_no_error (error);
      again = sf_codec_mutation_to_json (mutation);
      g_assert_cmpstr (again, ==, lines[n]);
      role = mutation->by != NULL ? SF_ROLE_T : SF_ROLE_K;
      check = g_str_equal (mutation->verb, "create") ? SF_CHECK_CREATE : g_str_equal (mutation->verb, "patch") ? SF_CHECK_PATCH : SF_CHECK_COMMAND;
      g_test_message ("%s.%s", sf_kind_info (mutation->kind)->name, mutation->verb);
      sf_record_check (mutation->data, check, role, &error);
      g_assert_no_error (error);
      g_assert_null (sf_record_get_extra (mutation->data));
    }
  g_assert_cmpuint (n, ==, 39);
  if (SF_SCHEMA == 1)
    g_assert_cmpstr (now, ==, golden);
}

static void
test_bad_mutations (void)
{
#define HEAD "{\"k\":\"visit.create\",\"id\":\"" SAMPLE_ID "\",\"v\":1"
  static const struct { const char *json; int code; } table[] = {
    { HEAD ",\"d\":{}}", -1 },
    { HEAD ",\"d\":{},\"later\":[1]}", -1 },
    { HEAD "}", SF_WIRE_ERROR_SHAPE },
    { HEAD ",\"d\":[]}", SF_WIRE_ERROR_SHAPE },
    { HEAD ",\"d\":null}", SF_WIRE_ERROR_SHAPE },
    { HEAD ",\"d\":{\"number\":1}}", SF_WIRE_ERROR_VALUE },
    { HEAD ",\"by\":\"somebody\",\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { HEAD ",\"by\":7,\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { HEAD ",\"by\":\"" BY "\",\"off\":2,\"d\":{}}", SF_WIRE_ERROR_LIMIT },
    { HEAD ",\"d\":{}", SF_WIRE_ERROR_SYNTAX },
    { HEAD ",\"d\":{},\"d\":{}}", SF_WIRE_ERROR_SYNTAX },
    { "{\"id\":\"" SAMPLE_ID "\",\"v\":1,\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"visit\",\"id\":\"" SAMPLE_ID "\",\"v\":1,\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"visit.\",\"id\":\"" SAMPLE_ID "\",\"v\":1,\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\".create\",\"id\":\"" SAMPLE_ID "\",\"v\":1,\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"visit.serve\",\"id\":\"" SAMPLE_ID "\",\"v\":1,\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"spaceship.create\",\"id\":\"" SAMPLE_ID "\",\"v\":1,\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"visit.create\",\"id\":\"x\",\"v\":1,\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"visit.create\",\"id\":\"" SAMPLE_ID "\",\"v\":0,\"d\":{}}", SF_WIRE_ERROR_LIMIT },
    { "{\"k\":\"visit.create\",\"id\":\"" SAMPLE_ID "\",\"d\":{}}", SF_WIRE_ERROR_SHAPE },
    { "[]", SF_WIRE_ERROR_SHAPE },
  };
#undef HEAD

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SfMutation) mutation = sf_codec_mutation_from_json (table[i].json, strlen (table[i].json), &error);

      g_test_message ("%s", table[i].json);
      if (table[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, SF_WIRE_ERROR, table[i].code);
      g_assert_cmpint (mutation == NULL, ==, table[i].code >= 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codec/every-kind", test_every_kind);
  g_test_add_func ("/codec/random-texts", test_random_texts);
  g_test_add_func ("/codec/wrong-types", test_wrong_types);
  g_test_add_func ("/codec/unknown-members", test_unknown_members);
  g_test_add_func ("/codec/unknown-in-mutation", test_unknown_in_mutation);
  g_test_add_func ("/codec/unknown-enum", test_unknown_enum);
  g_test_add_func ("/codec/big-numbers", test_big_numbers);
  g_test_add_func ("/codec/not-a-record", test_not_a_record);
  g_test_add_func ("/codec/mutations", test_mutations);
  g_test_add_func ("/codec/golden-outbox", test_golden_outbox);
  g_test_add_func ("/codec/bad-mutations", test_bad_mutations);
  return g_test_run ();
}
