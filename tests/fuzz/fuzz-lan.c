/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "craft/sf-box.h"
#include "fuzz.h"
#include "sync/sf-lan-frame.h"
#include "wire/sf-messages.h"

/* As it comes from the network, in pieces of a size that the first byte says; what is a whole frame is opened as a box and, for
 * the sake of what lies behind it, read as an answer and a question as if it had opened. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 key[SF_BOX_KEY_LEN] = { 1, 2, 3 };
  SfLanFrame frame = { 0 };
  gsize step = size > 0 ? 1 + data[0] : 1;
  gboolean good = TRUE;

  for (gsize at = 1; good && at < size; at += step) {
    g_autoptr(GBytes) whole = NULL;
    g_autoptr(GError) error = NULL;

    good = sf_lan_frame_feed (&frame, data + at, MIN (step, size - at), &whole, &error);
    g_assert_true (good == (error == NULL));
    if (whole != NULL) {
      gsize n;
      const char *bytes = g_bytes_get_data (whole, &n);
      guint8 fresh[SF_LAN_FRESH];
      g_autoptr(GBytes) content = sf_box_open (key, "ask", bytes, n, NULL);
      g_autoptr(SfLanAsk) ask = sf_lan_ask_from_json (bytes, n, NULL);
      g_autoptr(SfLanAnswer) answer = sf_lan_answer_from_json (bytes, n, NULL);

      g_assert_cmpuint (n, <=, SF_LAN_MAX_FRAME);
      sf_lan_greeting_read (whole, fresh);
    }
  }
  sf_lan_frame_clear (&frame);
  return 0;
}
