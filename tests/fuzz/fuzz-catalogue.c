/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "base/sf-mo.h"
#include "fuzz.h"

/* A catalogue of any bytes: refused, or every text it tells is UTF-8 within the file. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (SfMo) mo = sf_mo_new (bytes, &error);

  g_assert_true ((mo == NULL) == (error != NULL));
  for (guint form = 0; mo != NULL && form < 3; form++)
    {
      const char *text = sf_mo_lookup_form (mo, "door", "Open", form);
      g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
    }
  return 0;
}
