/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/sf-messages.h"

#define VISIT "01939f6e-8f00-7000-8000-0000000000aa"

#define END "{\"end\":1}\n"
#define ROW(more) "{\"k\":\"visit\",\"id\":\"" VISIT "\",\"seq\":1,\"ver\":1" more "}\n"

static void
test_row_page (void)
{
  static const struct { const char *text; int code; } table[] = {
    { END, -1 },
    { ROW ("") "{}\n" END, -1 },
    { ROW (",\"gone\":1") END, -1 },
    { ROW (",\"later\":[]") "{\"a\":[{}]}\n" END, -1 },
    { "", SF_WIRE_ERROR_SYNTAX },
    { "{\"end\":1}", SF_WIRE_ERROR_SYNTAX },                       /* cut before its newline */
    { ROW (""), SF_WIRE_ERROR_SYNTAX },
    { ROW ("") "{}\n", SF_WIRE_ERROR_SYNTAX },
    { ROW ("") END, SF_WIRE_ERROR_SYNTAX },                        /* the end taken for data, then nothing */
    { ROW ("") "[]\n" END, SF_WIRE_ERROR_SHAPE },
    { ROW ("") " {}\n" END, SF_WIRE_ERROR_SHAPE },                 /* data begins with its brace */
    { ROW ("") "{\"a\":1,\"a\":2}\n" END, SF_WIRE_ERROR_SYNTAX },
    { ROW (",\"gone\":1") "{}\n" END, SF_WIRE_ERROR_SHAPE },
    { ROW (",\"gone\":2") END, SF_WIRE_ERROR_LIMIT },
    { END END, SF_WIRE_ERROR_SYNTAX },
    { END "\n", SF_WIRE_ERROR_SYNTAX },
    { "\n" END, SF_WIRE_ERROR_SYNTAX },
    { "[]\n" END, SF_WIRE_ERROR_SHAPE },
    { "{\"end\":1,\"token\":\"x\"}\n", SF_WIRE_ERROR_VALUE },
    { "{\"end\":1,\"after_kind\":\"visit\"}\n", SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"visit\",\"id\":\"x\",\"seq\":1,\"ver\":1}\n{}\n" END, SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"\",\"id\":\"" VISIT "\",\"seq\":1,\"ver\":1}\n{}\n" END, SF_WIRE_ERROR_SHAPE },
    { "{\"k\":\"visit\",\"id\":\"" VISIT "\",\"seq\":-1,\"ver\":1}\n{}\n" END, SF_WIRE_ERROR_LIMIT },
    { "{\"k\":\"visit\",\"id\":\"" VISIT "\",\"seq\":1}\n{}\n" END, SF_WIRE_ERROR_SHAPE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SfRowPage) page = sf_row_page_from_json (table[i].text, strlen (table[i].text), &error);

      g_test_message ("%s", table[i].text);
      if (table[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, SF_WIRE_ERROR, table[i].code);
      g_assert_cmpint (page != NULL, ==, table[i].code < 0);
    }
}

static void
test_row_page_limits (void)
{
  for (guint n = SF_MAX_PULL_ROWS; n <= SF_MAX_PULL_ROWS + 1; n++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (SfRowPage) page = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append (text, ROW ("") "{}\n");
      g_string_append (text, END);
      page = sf_row_page_from_json (text->str, text->len, &error);
      if (n > SF_MAX_PULL_ROWS)
        g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT);
      else
        g_assert_cmpuint (page->rows->len, ==, n);
    }
}

/* Where a text ends is told by its quote, whatever stands before it, and what looks like a bracket in it is none. */
static void
test_text_ends (void)
{
  static const char *const texts[] = { "\"", "\\", "\\\\", "a\\\"", "\\\\\"\\", "]}\",{[", "\"\"\"", "{\"a\":\"b\\\\\"}", "\n\t\x01", "王\\" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      SfPush *push = sf_push_new ();
      g_autoptr (GError) error = NULL;

      for (guint n = 0; n < 2; n++)
        {
          SfPushItem *item = g_new0 (SfPushItem, 1);

          item->mid = n + 1;
          item->body = g_strdup (texts[i]);
          g_ptr_array_add (push->items, item);
        }

      g_autofree char *json = sf_push_to_json (push);
      g_autoptr (SfPush) back = sf_push_from_json (json, strlen (json), &error);

      g_assert_no_error (error);
      g_assert_cmpuint (back->items->len, ==, 2);
      g_assert_cmpstr (((SfPushItem *) back->items->pdata[0])->body, ==, texts[i]);
      g_assert_cmpstr (((SfPushItem *) back->items->pdata[1])->body, ==, texts[i]);
      sf_push_free (push);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-page/lines", test_row_page);
  g_test_add_func ("/row-page/limits", test_row_page_limits);
  g_test_add_func ("/row-page/text-ends", test_text_ends);
  return g_test_run ();
}
