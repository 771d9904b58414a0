/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sf-sample.h"

static const SfKind FIRST = (SfKind) (SF_KIND_NONE + 1);

static void
ok (SfRecord *record, SfCheck check, guint role)
{
  g_autoptr (GError) error = NULL;
  gboolean good = sf_record_check (record, check, role, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

static void
refused (SfRecord *record, SfCheck check, guint role, SfModelError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sf_record_check (record, check, role, &error));
  g_assert_error (error, SF_MODEL_ERROR, (int) code);
  g_assert_true (g_str_has_prefix (error->message, sf_kind_info (sf_record_get_kind (record))->name));
}

static void
test_every_kind (void)
{
  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    {
      g_autoptr (SfRecord) full = sample_record (kind, TRUE), least = sample_record (kind, FALSE), empty = sf_record_new (kind, SAMPLE_ID);
      g_autoptr (SfRecord) copy = sf_record_copy (full), extra = sf_record_copy (full), named = sf_record_new (kind, "not-an-id");
      guint role = sample_creator (kind);

      g_test_message ("%s", sf_kind_info (kind)->name);
      ok (full, SF_CHECK_CREATE, role);
      ok (full, SF_CHECK_STORED, 0);
      ok (least, SF_CHECK_CREATE, role);
      if (sf_record_equal (least, empty))
        ok (empty, SF_CHECK_CREATE, role);          /* a customer may be known by nothing yet */
      else
        refused (empty, SF_CHECK_CREATE, role, SF_MODEL_ERROR_MISSING);
      refused (named, SF_CHECK_CREATE, role, SF_MODEL_ERROR_FIELD);
      g_assert_true (sf_record_equal (full, copy));
      sf_record_set_extra (extra, "{\"later\":1}");
      g_assert_false (sf_record_equal (full, extra));
    }
}

/* Each field alone makes a difference, and comes back when unset. */
static void
test_every_field (void)
{
  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
      {
        g_autoptr (SfRecord) record = sf_record_new (kind, SAMPLE_ID), empty = sf_record_new (kind, SAMPLE_ID), copy = NULL;

        g_assert_false (sf_record_has (record, i));
        g_assert_true (sf_record_is_null (record, i));
        sample_field (record, i);
        g_assert_true (sf_record_has (record, i));
        g_assert_false (sf_record_is_null (record, i));
        g_assert_false (sf_record_equal (record, empty));
        copy = sf_record_copy (record);
        g_assert_true (sf_record_equal (record, copy));
        sf_record_set_null (record, i);
        g_assert_true (sf_record_has (record, i) && sf_record_is_null (record, i));
        g_assert_false (sf_record_equal (record, copy));
        g_assert_false (sf_record_equal (record, empty));
        sf_record_unset (record, i);
        g_assert_true (sf_record_equal (record, empty));
      }
}

static void
try_limit (SfKind kind, guint field, guint beyond)
{
  const SfField *info = &sf_kind_info (kind)->fields[field];
  g_autoptr (SfRecord) record = sample_record (kind, TRUE);
  gboolean json = info->type == SF_TYPE_JSON;      /* of JSON the limit counts bytes */
  gboolean words = info->type == SF_TYPE_TEXT || info->type == SF_TYPE_LTEXT;
  g_autofree char *text = json ? g_strnfill ((gsize) info->limit + beyond, '1') : words ? sample_text ((gsize) info->limit + beyond) : NULL;
  guint role = sample_creator (kind);
  gboolean too_long = beyond > 0;

  if (info->limit == 0 || (info->type == SF_TYPE_SET && info->values != NULL))
    return;
  if (info->type == SF_TYPE_TEXT || json)
    sf_record_set_text (record, field, text);
  else if (info->type == SF_TYPE_LTEXT)
    sf_record_set_ltext (record, field, SF_LANG_ZH_TW, text);
  else if (info->type == SF_TYPE_SET)
    sample_set (record, field, info, (guint) info->limit + beyond);
  else
    sf_record_set_int (record, field, info->limit + beyond);
  g_test_message ("%s.%s %+d", sf_kind_info (kind)->name, info->name, (int) beyond);
  if (too_long)
    refused (record, SF_CHECK_CREATE, role, SF_MODEL_ERROR_LIMIT);
  else
    ok (record, SF_CHECK_CREATE, role);
  ok (record, SF_CHECK_STORED, 0);
}

static void
test_limits (void)
{
  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
      {
        try_limit (kind, i, 0);
        try_limit (kind, i, 1);
        if (sf_type_is_int (sf_kind_info (kind)->fields[i].type) && sf_kind_info (kind)->fields[i].limit > 0)
          {
            g_autoptr (SfRecord) record = sample_record (kind, TRUE);

            sf_record_set_int (record, i, -1);
            refused (record, SF_CHECK_CREATE, sample_creator (kind), SF_MODEL_ERROR_LIMIT);
          }
      }
}

/* Enum sets are longer than their enum only if somebody lies. */
static void
test_enum_set (void)
{
  g_autoptr (SfRecord) consent = sample_record (SF_KIND_CONSENT, FALSE);
  static const char *const lie[] = { "visit", "sell", NULL }, *const twice[] = { "news", "visit", "news", NULL };

  sf_record_set_set (consent, SF_CONSENT_PURPOSES, lie);
  refused (consent, SF_CHECK_CREATE, SF_ROLE_K, SF_MODEL_ERROR_FIELD);
  ok (consent, SF_CHECK_STORED, 0);
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, twice);
  ok (consent, SF_CHECK_CREATE, SF_ROLE_K);
  g_assert_cmpstr (sf_record_get_text (consent, SF_CONSENT_PURPOSES), ==, "news\x1fvisit");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, NULL);
  refused (consent, SF_CHECK_CREATE, SF_ROLE_K, SF_MODEL_ERROR_MISSING);
  sf_record_set_text (consent, SF_CONSENT_PURPOSES, "visit\x1fnews");
  refused (consent, SF_CHECK_CREATE, SF_ROLE_K, SF_MODEL_ERROR_FIELD);
}

/* A wrong value for each type wherever it occurs. */
static void
test_wrong_values (void)
{
  static const struct { SfType type; const char *value; } wrong[] = {
    { SF_TYPE_TEXT, "a\tb" }, { SF_TYPE_TEXT, "a\x01" }, { SF_TYPE_TEXT, "\xc2\x85" }, { SF_TYPE_TEXT, "\x7f" }, { SF_TYPE_TEXT, "\xff" },
    { SF_TYPE_TEXT, "\xed\xa0\x80" }, { SF_TYPE_LTEXT, "no language" }, { SF_TYPE_LTEXT, "e\x1fx" }, { SF_TYPE_LTEXT, "e n\x1fx" },
    { SF_TYPE_LTEXT, "en\x1f" "a\x1e" "en\x1f" "b" }, { SF_TYPE_LTEXT, "en\x1f" "a\nb" }, { SF_TYPE_LTEXT, "en\x1f\xff" },
    { SF_TYPE_DATE, "2026-02-30" }, { SF_TYPE_DATE, "2026-2-3" }, { SF_TYPE_DATE, "2026-11-22 " }, { SF_TYPE_DATE, "" },
    { SF_TYPE_DATE, "0000-01-01" }, { SF_TYPE_DATE, "2026/11/22" }, { SF_TYPE_DATE, "+026-11-22" }, { SF_TYPE_ENUM, "no such value" },
    { SF_TYPE_ENUM, "" }, { SF_TYPE_REF, "x" }, { SF_TYPE_REF, "01939F6E-8F00-7000-8000-000000000001" }, { SF_TYPE_REF, "" },
    { SF_TYPE_MEDIA, "../../etc/passwd" }, { SF_TYPE_SET, "b\x1f" "a" }, { SF_TYPE_SET, "a\x1f" "a" }, { SF_TYPE_SET, "\x1f" "a" },
    { SF_TYPE_SET, "a\x1f" }, { SF_TYPE_SET, "a\nb" }, { SF_TYPE_SET, "\xff" },
  };

  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
      for (guint w = 0; w < G_N_ELEMENTS (wrong); w++)
        {
          g_autoptr (SfRecord) record = NULL;

          if (sf_kind_info (kind)->fields[i].type != wrong[w].type)
            continue;
          record = sample_record (kind, TRUE);
          sf_record_set_text (record, i, wrong[w].value);
          g_test_message ("%s.%s case %u", sf_kind_info (kind)->name, sf_kind_info (kind)->fields[i].name, w);
          refused (record, SF_CHECK_CREATE, sample_creator (kind), SF_MODEL_ERROR_FIELD);
        }
}

static void
test_newlines (void)
{
  g_autoptr (SfRecord) outcome = sample_record (SF_KIND_OUTCOME, FALSE), visit = sample_record (SF_KIND_VISIT, FALSE);

  sf_record_set_text (outcome, SF_OUTCOME_NOTE, "one\ntwo");
  ok (outcome, SF_CHECK_CREATE, SF_ROLE_T);
  sf_record_set_text (outcome, SF_OUTCOME_NOTE, "one\r\ntwo");
  refused (outcome, SF_CHECK_CREATE, SF_ROLE_T, SF_MODEL_ERROR_FIELD);
  sf_record_set_text (visit, SF_VISIT_SURNAME, "one\ntwo");
  refused (visit, SF_CHECK_CREATE, SF_ROLE_T, SF_MODEL_ERROR_FIELD);
}

/* What may be stored may be read again: no text is longer than a JSON string may be. */
static void
test_bytes (void)
{
  g_autoptr (SfRecord) setting = sample_record (SF_KIND_SETTING, FALSE);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "🚗");
  sf_record_set_text (setting, SF_SETTING_VALUE, text->str);
  refused (setting, SF_CHECK_CREATE, SF_ROLE_S, SF_MODEL_ERROR_LIMIT);
  g_string_free (text, TRUE);
}

static void
test_instants (void)
{
  static const gint64 good[] = { 0, 1795319000123, 253402300799999 }, bad[] = { -1, 253402300800000, G_MAXINT64, G_MININT64 };
  g_autoptr (SfRecord) visit = sample_record (SF_KIND_VISIT, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      sf_record_set_int (visit, SF_VISIT_AT, good[i]);
      ok (visit, SF_CHECK_CREATE, SF_ROLE_K);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      sf_record_set_int (visit, SF_VISIT_AT, bad[i]);
      refused (visit, SF_CHECK_CREATE, SF_ROLE_K, SF_MODEL_ERROR_LIMIT);
    }
}

/* Every role x kind x way of writing: refused with RIGHTS exactly where the rights say no. */
static void
test_rights (void)
{
  static const guint roles[] = { 0, SF_ROLE_K, SF_ROLE_T, SF_ROLE_D, SF_ROLE_M, SF_ROLE_S };

  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
      {
        g_autoptr (SfRecord) least = sample_record (kind, FALSE);

        if (sf_may_create (roles[r], kind))
          ok (least, SF_CHECK_CREATE, roles[r]);
        else
          refused (least, SF_CHECK_CREATE, roles[r], SF_MODEL_ERROR_RIGHTS);
        for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
          {
            g_autoptr (SfRecord) patch = sf_record_new (kind, SAMPLE_ID);

            sample_field (patch, i);
            if (sf_may_patch (roles[r], kind, i))
              ok (patch, SF_CHECK_PATCH, roles[r]);
            else
              refused (patch, SF_CHECK_PATCH, roles[r], SF_MODEL_ERROR_RIGHTS);
          }
      }
}

static void
test_commands (void)
{
  g_autoptr (SfRecord) accept = sf_record_new (SF_KIND_ASSIGNMENT, SAMPLE_ID), visit = sf_record_new (SF_KIND_VISIT, SAMPLE_ID);

  sf_record_set_text (accept, SF_ASSIGNMENT_CONSULTANT, SAMPLE_ID);
  ok (accept, SF_CHECK_COMMAND, SF_ROLE_T);
  refused (accept, SF_CHECK_COMMAND, SF_ROLE_K, SF_MODEL_ERROR_RIGHTS);
  refused (visit, SF_CHECK_COMMAND, SF_ROLE_T, SF_MODEL_ERROR_RIGHTS);
  sf_record_set_text (accept, SF_ASSIGNMENT_CONSULTANT, "nobody");
  refused (accept, SF_CHECK_COMMAND, SF_ROLE_T, SF_MODEL_ERROR_FIELD);
}

static void
test_null (void)
{
  g_autoptr (SfRecord) patch = sf_record_new (SF_KIND_CUSTOMER, SAMPLE_ID), required = sf_record_new (SF_KIND_FOLLOW_UP, SAMPLE_ID);
  g_autoptr (SfRecord) empty = sample_record (SF_KIND_VISIT, FALSE);

  sf_record_set_null (patch, SF_CUSTOMER_PHONE);
  ok (patch, SF_CHECK_PATCH, SF_ROLE_T);
  sf_record_set_null (required, SF_FOLLOW_UP_DUE);
  refused (required, SF_CHECK_PATCH, SF_ROLE_T, SF_MODEL_ERROR_MISSING);
  sf_record_set_text (empty, SF_VISIT_NUMBER, "");
  refused (empty, SF_CHECK_CREATE, SF_ROLE_K, SF_MODEL_ERROR_MISSING);
}

static void
test_unknown (void)
{
  g_autoptr (SfRecord) visit = sample_record (SF_KIND_VISIT, FALSE);
  g_autofree char *extra = g_strnfill (20000, 'x');

  sf_record_set_text (visit, SF_VISIT_PURPOSE, "charging");
  refused (visit, SF_CHECK_CREATE, SF_ROLE_T, SF_MODEL_ERROR_FIELD);
  ok (visit, SF_CHECK_STORED, 0);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_extra (visit, extra);
  refused (visit, SF_CHECK_CREATE, SF_ROLE_T, SF_MODEL_ERROR_LIMIT);
  ok (visit, SF_CHECK_STORED, 0);
}

static void
test_ltext (void)
{
  g_autoptr (SfRecord) model = sf_record_new (SF_KIND_MODEL, SAMPLE_ID), copy = NULL;

  g_assert_null (sf_record_get_ltext (model, SF_MODEL_NAME, SF_LANG_EN));
  sf_record_set_ltext (model, SF_MODEL_NAME, SF_LANG_EN, "Seven");
  g_assert_cmpstr (sf_record_get_ltext (model, SF_MODEL_NAME, SF_LANG_ZH_CN), ==, "Seven");
  sf_record_set_ltext (model, SF_MODEL_NAME, SF_LANG_ZH_TW, "七號");
  g_assert_cmpstr (sf_record_get_ltext (model, SF_MODEL_NAME, SF_LANG_ZH_CN), ==, "七號");
  sf_record_set_ltext (model, SF_MODEL_NAME, SF_LANG_ZH_CN, "七号");
  g_assert_cmpstr (sf_record_get_ltext (model, SF_MODEL_NAME, SF_LANG_ZH_CN), ==, "七号");
  g_assert_cmpstr (sf_record_get_ltext (model, SF_MODEL_NAME, SF_LANG_ZH_TW), ==, "七號");
  g_assert_cmpstr (sf_record_get_ltext (model, SF_MODEL_NAME, SF_LANG_EN), ==, "Seven");
  sf_record_set_ltext (model, SF_MODEL_NAME, SF_LANG_EN, "");
  g_assert_cmpstr (sf_record_get_ltext (model, SF_MODEL_NAME, SF_LANG_EN), ==, "");
  sf_record_set_ltext_code (model, SF_MODEL_NAME, "en", NULL);
  g_assert_cmpstr (sf_record_get_ltext (model, SF_MODEL_NAME, SF_LANG_EN), ==, "七號");
  sf_record_set_ltext_code (model, SF_MODEL_NAME, "ja", "七");
  copy = sf_record_copy (model);
  g_assert_cmpstr (sf_record_get_ltext (copy, SF_MODEL_NAME, SF_LANG_ZH_CN), ==, "七号");
  g_assert_cmpstr (sf_record_get_text (copy, SF_MODEL_NAME), ==, "zh_TW\x1f七號\x1ezh_CN\x1f七号\x1eja\x1f七");
  /* A code that begins like another is another. */
  sf_record_set_ltext_code (copy, SF_MODEL_NAME, "zh", "字");
  g_assert_cmpstr (sf_record_get_ltext (copy, SF_MODEL_NAME, SF_LANG_ZH_CN), ==, "七号");
}

static void
test_set (void)
{
  static const char *const entries[] = { "c", "a", "b", "a", NULL };
  g_autoptr (SfRecord) visit = sf_record_new (SF_KIND_VISIT, SAMPLE_ID);
  g_auto (GStrv) none = sf_record_get_set (visit, SF_VISIT_MODELS), some = NULL, empty = NULL;

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  sf_record_set_set (visit, SF_VISIT_MODELS, entries);
  some = sf_record_get_set (visit, SF_VISIT_MODELS);
  g_assert_cmpuint (g_strv_length (some), ==, 3);
  g_assert_cmpstr (some[0], ==, "a");
  g_assert_cmpstr (some[2], ==, "c");
  sf_record_set_set (visit, SF_VISIT_MODELS, NULL);
  empty = sf_record_get_set (visit, SF_VISIT_MODELS);
  g_assert_cmpuint (g_strv_length (empty), ==, 0);
  g_assert_false (sf_record_is_null (visit, SF_VISIT_MODELS));
}

static void
test_own_text (void)
{
  g_autoptr (SfRecord) visit = sf_record_new (SF_KIND_VISIT, SAMPLE_ID);

  sf_record_set_text (visit, SF_VISIT_SURNAME, "欧阳");
  sf_record_set_text (visit, SF_VISIT_SURNAME, sf_record_get_text (visit, SF_VISIT_SURNAME));
  g_assert_cmpstr (sf_record_get_text (visit, SF_VISIT_SURNAME), ==, "欧阳");
}

static void
test_message_has_no_value (void)
{
  g_autoptr (SfRecord) visit = sample_record (SF_KIND_VISIT, FALSE);
  g_autoptr (GError) error = NULL;

  sf_record_set_text (visit, SF_VISIT_PHONE, "+8613800001111+8613800001111");
  g_assert_false (sf_record_check (visit, SF_CHECK_CREATE, SF_ROLE_K, &error));
  g_assert_cmpstr (error->message, ==, "visit.phone: too long");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/every-kind", test_every_kind);
  g_test_add_func ("/record/every-field", test_every_field);
  g_test_add_func ("/record/limits", test_limits);
  g_test_add_func ("/record/enum-set", test_enum_set);
  g_test_add_func ("/record/wrong-values", test_wrong_values);
  g_test_add_func ("/record/newlines", test_newlines);
  g_test_add_func ("/record/bytes", test_bytes);
  g_test_add_func ("/record/instants", test_instants);
  g_test_add_func ("/record/rights", test_rights);
  g_test_add_func ("/record/commands", test_commands);
  g_test_add_func ("/record/null", test_null);
  g_test_add_func ("/record/unknown", test_unknown);
  g_test_add_func ("/record/ltext", test_ltext);
  g_test_add_func ("/record/set", test_set);
  g_test_add_func ("/record/own-text", test_own_text);
  g_test_add_func ("/record/message-has-no-value", test_message_has_no_value);
  return g_test_run ();
}
