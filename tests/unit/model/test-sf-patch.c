/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-patch.h"

#define ID "00000000-0000-7000-8000-000000000001"

static SfRecord *
customer (const char *surname, const char *phone)
{
  SfRecord *record = sf_record_new (SF_KIND_CUSTOMER, ID);

  if (surname != NULL)
    sf_record_set_text (record, SF_CUSTOMER_SURNAME, surname);
  if (phone != NULL)
    sf_record_set_text (record, SF_CUSTOMER_PHONE, phone);
  return record;
}

static void
test_patch (void)
{
  g_autoptr(SfRecord) base = customer ("王", "+8613912345678");
  g_autoptr(SfRecord) before = sf_record_copy (base);
  g_autoptr(SfRecord) patch = customer ("李", NULL);
  g_autoptr(SfRecord) result = NULL;

  sf_record_set_null (patch, SF_CUSTOMER_PHONE);
  sf_record_set_int (patch, SF_CUSTOMER_VISITS, 2);
  result = sf_record_apply_patch (base, patch);
  g_assert_cmpstr (sf_record_get_text (result, SF_CUSTOMER_SURNAME), ==, "李");
  g_assert_false (sf_record_has (result, SF_CUSTOMER_PHONE));
  g_assert_cmpint (sf_record_get_int (result, SF_CUSTOMER_VISITS), ==, 2);
  g_assert_true (sf_record_equal (base, before));
}

static void
test_no_base (void)
{
  g_autoptr(SfRecord) patch = customer ("李", NULL);
  g_autoptr(SfRecord) result = NULL;

  sf_record_set_null (patch, SF_CUSTOMER_PHONE);
  result = sf_record_apply_patch (NULL, patch);
  g_assert_cmpstr (sf_record_get_id (result), ==, ID);
  g_assert_cmpstr (sf_record_get_text (result, SF_CUSTOMER_SURNAME), ==, "李");
  g_assert_false (sf_record_has (result, SF_CUSTOMER_PHONE));
}

static void
test_languages (void)
{
  g_autoptr(SfRecord) base = sf_record_new (SF_KIND_DEALER, ID);
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_DEALER, ID);
  g_autoptr(SfRecord) expected = sf_record_new (SF_KIND_DEALER, ID);
  g_autoptr(SfRecord) result = NULL;

  sf_record_set_ltext (base, SF_DEALER_NAME, SF_LANG_ZH_CN, "旧");
  sf_record_set_ltext (base, SF_DEALER_NAME, SF_LANG_EN, "Old");
  sf_record_set_ltext (patch, SF_DEALER_NAME, SF_LANG_ZH_CN, "新");
  sf_record_set_ltext (patch, SF_DEALER_NAME, SF_LANG_ZH_TW, "新店");
  sf_record_set_ltext (expected, SF_DEALER_NAME, SF_LANG_ZH_CN, "新");
  result = sf_record_apply_patch (base, patch);
  g_assert_cmpstr (sf_record_get_ltext (result, SF_DEALER_NAME, SF_LANG_ZH_CN), ==, "新");
  g_assert_cmpstr (sf_record_get_ltext (result, SF_DEALER_NAME, SF_LANG_ZH_TW), ==, "新店");
  g_assert_cmpstr (sf_record_get_ltext (result, SF_DEALER_NAME, SF_LANG_EN), ==, "Old");
}

static void
test_overlay (void)
{
  g_autoptr(SfRecord) base = customer ("王", NULL);
  g_autoptr(SfRecord) said = customer ("李", NULL);
  g_autoptr(SfMutation) create = sf_mutation_new ("create", said, NULL);
  g_autoptr(SfMutation) patch = sf_mutation_new ("patch", said, NULL);
  g_autoptr(SfRecord) over_nothing = sf_record_overlay (NULL, create);
  g_autoptr(SfRecord) over_base = sf_record_overlay (base, create);
  g_autoptr(SfRecord) patched = sf_record_overlay (base, patch);

  g_assert_cmpstr (sf_record_get_text (over_nothing, SF_CUSTOMER_SURNAME), ==, "李");
  /* A fact that is there already wins. */
  g_assert_cmpstr (sf_record_get_text (over_base, SF_CUSTOMER_SURNAME), ==, "王");
  g_assert_cmpstr (sf_record_get_text (patched, SF_CUSTOMER_SURNAME), ==, "李");
  g_assert_null (sf_record_overlay (NULL, patch));
}

static void
test_command (void)
{
  g_autoptr(SfRecord) base = sf_record_new (SF_KIND_ASSIGNMENT, ID);
  g_autoptr(SfRecord) said = sf_record_new (SF_KIND_ASSIGNMENT, ID);
  g_autoptr(SfMutation) accept = NULL;
  g_autoptr(SfRecord) taken = NULL;
  g_autoptr(SfRecord) ended = NULL;

  sf_record_set_text (said, SF_ASSIGNMENT_CONSULTANT, "00000000-0000-7000-8000-000000000009");
  accept = sf_mutation_new ("accept", said, NULL);
  sf_record_set_text (base, SF_ASSIGNMENT_STATE, "offered");
  taken = sf_record_overlay (base, accept);
  g_assert_cmpstr (sf_record_get_text (taken, SF_ASSIGNMENT_STATE), ==, "accepted");
  sf_record_set_text (base, SF_ASSIGNMENT_STATE, "declined");
  ended = sf_record_overlay (base, accept);
  g_assert_cmpstr (sf_record_get_text (ended, SF_ASSIGNMENT_STATE), ==, "declined");
  g_assert_null (sf_record_overlay (NULL, accept));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/patch/fields", test_patch);
  g_test_add_func ("/model/patch/no-base", test_no_base);
  g_test_add_func ("/model/patch/languages", test_languages);
  g_test_add_func ("/model/patch/overlay", test_overlay);
  g_test_add_func ("/model/patch/command", test_command);
  return g_test_run ();
}
