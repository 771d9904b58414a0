/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "fuzz.h"
#include "wire/sf-messages.h"

typedef struct {
  gpointer (*read) (const char *json, gsize len, GError **error);
  char *(*write) (gconstpointer message);
  void (*free) (gpointer message);
} Message;

#define MESSAGE(name) { (gpointer (*) (const char *, gsize, GError **)) sf_##name##_from_json, \
                        (char *(*) (gconstpointer)) sf_##name##_to_json, (void (*) (gpointer)) sf_##name##_free }
static const Message messages[] = {
  MESSAGE (enrol_request), MESSAGE (enrol_reply), MESSAGE (session_request), MESSAGE (session_reply), MESSAGE (hello),
  MESSAGE (hello_reply), MESSAGE (push), MESSAGE (push_reply), MESSAGE (pull), MESSAGE (snapshot), MESSAGE (heads), MESSAGE (row_page),
  MESSAGE (lan_ask), MESSAGE (lan_answer), MESSAGE (lan_place), MESSAGE (lan_key),
};

/* The first byte chooses the message. What reads is written, read again and then written alike. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const Message *message;
  gpointer first, second;
  g_autofree char *json = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;

  if (size == 0)
    return 0;
  message = &messages[data[0] % G_N_ELEMENTS (messages)];
  first = message->read ((const char *) data + 1, size - 1, &error);
  g_assert_true ((first == NULL) == (error != NULL));
  if (first == NULL)
    return 0;
  json = message->write (first);
  second = message->read (json, strlen (json), &error);
  if (second != NULL)
    again = message->write (second);
  else
    g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT);
  if (second != NULL)
    g_assert_cmpstr (json, ==, again);
  message->free (first);
  message->free (second);
  return 0;
}
