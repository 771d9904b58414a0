/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "fuzz.h"
#include "wire/sf-codec.h"

#define ID "01939f6e-8f00-7000-8000-000000000001"

/* Writing what was read gives something that reads as the same record and writes as the same bytes, on one line. */
static void
check_record (SfRecord *record)
{
  g_autofree char *json = sf_codec_record_to_json (record), *again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SfRecord) back = sf_codec_record_from_json (sf_record_get_kind (record), ID, json, strlen (json), &error);

  /* Spelled out anew a document may pass a limit of the reader (an escape of six bytes for one); nothing else. */
  if (g_error_matches (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT))
    return;
  g_assert_no_error (error);
  again = sf_codec_record_to_json (back);
  g_assert_cmpstr (json, ==, again);
  g_assert_null (strchr (json, '\n'));
  g_assert_true (sf_record_equal (record, back));
  for (guint check = SF_CHECK_CREATE; check <= SF_CHECK_STORED; check++)
    for (guint role = SF_ROLE_K; role <= SF_ROLE_S; role *= 2)
      sf_record_check (record, (SfCheck) check, role, NULL);
}

static void
check_mutation (const char *text, gsize size)
{
  g_autoptr (SfMutation) mutation = sf_codec_mutation_from_json (text, size, NULL), back = NULL;
  g_autofree char *json = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;

  if (mutation == NULL)
    return;
  json = sf_codec_mutation_to_json (mutation);
  back = sf_codec_mutation_from_json (json, strlen (json), &error);
  if (g_error_matches (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT))
    return;
  g_assert_no_error (error);
  again = sf_codec_mutation_to_json (back);
  g_assert_cmpstr (json, ==, again);
}

/* The first byte chooses the kind; the rest is a record, and is tried as a mutation too. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data + 1;
  g_autoptr (SfRecord) record = NULL;

  if (size == 0)
    return 0;
  record = sf_codec_record_from_json ((SfKind) (SF_KIND_NONE + 1 + data[0] % (SF_N_KINDS - 1)), ID, text, size - 1, NULL);
  if (record != NULL)
    check_record (record);
  check_mutation (text, size - 1);
  return 0;
}
