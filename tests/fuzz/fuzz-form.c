/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What strangers send to the phone pages: a form or a query is taken within its limits or not at all; a name of a picture, a slug. */
#include <string.h>

#include "craft/sf-code.h"
#include "fuzz.h"
#include "server/sf-card-page.h"

static void
check_form (SfForm *form)
{
  static const char *const fields[] = { "surname", "title", "phone", "model", "day", "time", "t", "website", "l", "d", "r" };
  SfCardForm card = { 0 };

  g_assert_cmpuint (sf_form_count (form), <=, 32);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *value = sf_form_get (form, fields[i]);
    if (!value)
      continue;
    g_assert_cmpuint (strlen (value), <=, 2000);
    g_assert_true (g_utf8_validate (value, -1, NULL));
    g_autofree char *escaped = sf_html_escape (value);
    g_assert_null (strpbrk (escaped, "<>\"'"));
  }
  sf_card_form_read (&card, form);
  g_assert_null (strpbrk (card.surname, "\r\n\t"));
  g_autoptr (SfCardView) view = g_new0 (SfCardView, 1);
  view->today = g_strdup ("2026-11-22");
  view->cars = g_ptr_array_new ();
  sf_card_form_check (&card, view);
  if (!card.problem) {
    g_assert_cmpint (card.e164[0], ==, '+');
    g_assert_cmpint (card.minute, <, 24 * 60);
    g_assert_cmpuint (strlen (card.day), ==, 10);
  }
  sf_card_form_clear (&card);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (SfForm) form = sf_form_parse ((const char *) data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  char slug[SF_SLUG_LEN + 1];

  if (form)
    check_form (form);
  if (sf_slug_parse (text, slug))
    g_assert_cmpuint (strspn (slug, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ==, SF_SLUG_LEN);
  return 0;
}
