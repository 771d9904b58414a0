/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "fuzz.h"
#include "wire/sf-json.h"

/*
 * What our reader lets pass, json-glib reads; what json-glib prints of it, our reader lets pass; printing is then stable.
 * The same bytes also go into gunzip, whose output never is beyond the limits.
 */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  gboolean good = sf_json_validate (text, size, &error);
  g_autoptr (JsonNode) node = sf_json_parse (text, size, NULL), again = NULL;
  g_autofree char *printed = NULL, *twice = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (data, size), inflated = sf_gunzip (bytes, NULL);

  g_assert_true (good == (error == NULL) && good == (node != NULL));
  if (inflated != NULL)
    g_assert_cmpuint (g_bytes_get_size (inflated), <=, SF_MAX_INFLATED);
  if (node == NULL)
    return 0;
  printed = sf_json_print (node);
  again = sf_json_parse (printed, strlen (printed), &error);
  g_assert_no_error (error);
  twice = sf_json_print (again);
  g_assert_cmpstr (printed, ==, twice);
  return 0;
}
