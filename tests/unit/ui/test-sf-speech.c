/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui/kiosk/sf-speech-lines.h"
#include "ui/kiosk/sf-speech.h"

#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <math.h>

#define RATE 16000

static void
put (const char *folder, const char *lang, const char *name)
{
  g_autofree char *dir = g_build_filename (folder, lang, NULL), *path = g_build_filename (dir, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

/* What is recorded is found, what is not has no button and no sound; nothing outside the folder is ever opened. */
static void
test_find (void)
{
  g_autofree char *folder = g_dir_make_tmp ("speech-XXXXXX", NULL), *outside = g_build_filename (folder, "secret.ogg", NULL);
  static const char *const hostile[] = { "../secret", "", "a/b", "home.ogg/..", "\xff", "name1" };
  g_autoptr (SfSpeech) speech = sf_speech_new (folder, NULL);

  g_assert_false (sf_speech_has (speech, SF_LANG_ZH_CN));
  g_assert_false (sf_speech_say (speech, "home", SF_LANG_ZH_CN));
  put (folder, "zh_CN", "home.ogg");
  put (folder, "zh_CN", "name.wav");
  g_assert_true (g_file_set_contents (outside, "x", 1, NULL));
  g_assert_true (sf_speech_has (speech, SF_LANG_ZH_CN));
  g_assert_false (sf_speech_has (speech, SF_LANG_EN));
  g_autofree char *home = sf_speech_find (speech, "home", SF_LANG_ZH_CN), *name = sf_speech_find (speech, "name", SF_LANG_ZH_CN);
  g_assert_true (g_str_has_suffix (home, "zh_CN/home.ogg"));
  g_assert_true (g_str_has_suffix (name, "zh_CN/name.wav"));
  g_assert_null (sf_speech_find (speech, "car", SF_LANG_ZH_CN));
  g_assert_null (sf_speech_find (speech, "home", SF_LANG_EN));
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    g_assert_null (sf_speech_find (speech, hostile[i], SF_LANG_ZH_CN));
}

/* A house's own folder is the house's alone; where there is none, what came with the product speaks. */
static void
test_own (void)
{
  g_autofree char *own = g_dir_make_tmp ("speech-own-XXXXXX", NULL), *brought = g_dir_make_tmp ("speech-XXXXXX", NULL);
  g_autofree char *none = g_build_filename (own, "en", NULL);
  g_autoptr (SfSpeech) speech = sf_speech_new (own, brought);

  put (brought, "zh_CN", "home.ogg");
  put (brought, "zh_CN", "name.ogg");
  put (brought, "en", "home.ogg");
  g_autofree char *before = sf_speech_find (speech, "home", SF_LANG_ZH_CN);
  g_assert_true (g_str_has_prefix (before, brought));
  put (own, "zh_CN", "home.wav");
  g_autofree char *after = sf_speech_find (speech, "home", SF_LANG_ZH_CN);
  g_assert_true (g_str_has_prefix (after, own));
  g_assert_null (sf_speech_find (speech, "name", SF_LANG_ZH_CN));
  g_assert_true (sf_speech_has (speech, SF_LANG_EN));
  g_assert_cmpint (g_mkdir (none, 0700), ==, 0);
  g_assert_false (sf_speech_has (speech, SF_LANG_EN));
  g_assert_null (sf_speech_find (speech, "home", SF_LANG_EN));
}

typedef struct { double seconds, rms, peak, before, after; char *title; } Heard;

/* How loud the loudest of @n samples is, against full scale. */
static double
peak_of (const gint16 *samples, gsize n)
{
  int most = 0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, ABS ((int) samples[i]));
  return most / 32768.0;
}

static void
measure (Heard *heard, GByteArray *bytes)
{
  const gint16 *samples = (const gint16 *) (gpointer) bytes->data;
  const gsize n = bytes->len / sizeof *samples, edge = RATE * 8 / 100;
  double sum = 0;

  g_assert_cmpuint (n, >, 4 * edge);
  for (gsize i = 0; i < n; i++)
    sum += (double) samples[i] * samples[i];
  heard->seconds = (double) n / RATE;
  heard->rms = sqrt (sum / (double) n) / 32768;
  heard->peak = peak_of (samples, n);
  heard->before = peak_of (samples, edge);
  heard->after = peak_of (samples + n - edge, edge);
}

static void
take_title (Heard *heard, GstBus *bus)
{
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_TAG | GST_MESSAGE_ERROR)) != NULL)
    {
      GstTagList *tags = NULL;
      g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_TAG);
      gst_message_parse_tag (message, &tags);
      if (heard->title == NULL)
        gst_tag_list_get_string (tags, GST_TAG_TITLE, &heard->title);
      gst_tag_list_unref (tags);
      gst_message_unref (message);
    }
}

static void
listen_to (const char *path, Heard *heard)
{
  g_autofree char *text = g_strdup_printf ("filesrc location=\"%s\" ! decodebin ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,channels=1,rate=%d ! appsink name=ear sync=false",
                                           path, RATE);
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, NULL);
  g_autoptr (GstElement) ear = gst_bin_get_by_name (GST_BIN (pipeline), "ear");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  GstSample *sample;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (ear))) != NULL)
    {
      GstMapInfo map;
      g_assert_true (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ));
      g_byte_array_append (bytes, map.data, (guint) map.size);
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
      gst_sample_unref (sample);
    }
  take_title (heard, bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  measure (heard, bytes);
}

static double
seconds_on (const char *card)
{
  GStatBuf info;
  return g_stat (card, &info) == 0 ? (double) info.st_size / sizeof (gint16) / RATE : 0;
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The card is a file: nobody wakes us when it grows. */
static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Nine seconds of the notice begin to sound, in the time that sound takes; a page that was not recorded ends them. */
static void
test_cut_short (void)
{
  g_autofree char *dir = g_dir_make_tmp ("speech-XXXXXX", NULL), *card = g_build_filename (dir, "card", NULL);
  g_autofree char *sink = g_strdup_printf ("audio/x-raw,format=S16LE,rate=%d,channels=1 ! filesink sync=true buffer-mode=unbuffered location=%s", RATE, card);
  SfSpeech *speech = sf_speech_new (NULL, SF_SOURCE_DIR "/data/speech");
  gboolean late = FALSE;
  const guint deadline = g_timeout_add_seconds (60, on_deadline, &late), tick = g_timeout_add (5, on_tick, NULL);

  g_setenv ("SHOWFLOOR_SOUND", sink, TRUE);
  g_assert_true (sf_speech_say (speech, "told", SF_LANG_ZH_CN));
  while (seconds_on (card) < 0.5 && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_assert_false (sf_speech_say (speech, "staff", SF_LANG_ZH_CN));
  sf_speech_free (speech);                                  /* waits for the card to be let go */
  g_assert_cmpfloat (seconds_on (card), <, 8);
  g_source_remove (deadline);
  g_source_remove (tick);
  g_unlink (card);
  g_rmdir (dir);
}

/* Characters of Chinese, letters of English. */
static guint
length_of (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    n += g_unichar_isalpha (g_utf8_get_char (p)) ? 1 : 0;
  return n;
}

/*
 * Every sentence, in every language: there is a recording, GStreamer decodes it, it says what the glass says (the sentence is its title), for
 * about as long as that takes, as loud as the others, with quiet at both ends and nothing cut off.
 */
static void
test_recorded (gconstpointer data)
{
  const SfLang lang = (SfLang) GPOINTER_TO_INT (data);
  const double quick = lang == SF_LANG_EN ? 0.04 : 0.12, slow = lang == SF_LANG_EN ? 0.13 : 0.5;
  g_autoptr (SfSpeech) speech = sf_speech_new (NULL, SF_SOURCE_DIR "/data/speech");
  guint64 size = 0;

  for (guint i = 0; i < sf_speech_n_lines (); i++)
    {
      const char *line = sf_speech_line (i);
      g_autofree char *text = sf_speech_line_text (line, lang), *path = sf_speech_find (speech, line, lang);
      Heard heard = { 0 };
      GStatBuf info;

      g_test_message ("%s: %s", line, text);
      g_assert_nonnull (path);
      g_assert_cmpint (g_stat (path, &info), ==, 0);
      size += (guint64) info.st_size;
      listen_to (path, &heard);
      g_test_message ("%.1f s, rms %.3f, peak %.3f, ends %.4f %.4f", heard.seconds, heard.rms, heard.peak, heard.before, heard.after);
      g_assert_cmpstr (heard.title, ==, text);
      g_assert_null (strchr (text, '{'));
      g_assert_cmpfloat (heard.seconds, >, 0.3 + quick * length_of (text));
      g_assert_cmpfloat (heard.seconds, <, 1.5 + slow * length_of (text));
      g_assert_cmpfloat (heard.rms, >, 0.07);
      g_assert_cmpfloat (heard.rms, <, 0.16);
      g_assert_cmpfloat (heard.peak, <, 0.99);
      g_assert_cmpfloat (heard.before, <, 0.02);
      g_assert_cmpfloat (heard.after, <, 0.02);
      g_free (heard.title);
    }
  g_assert_cmpuint (size, <, 350 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/ui/speech/find", test_find);
  g_test_add_func ("/ui/speech/own", test_own);
  g_test_add_func ("/ui/speech/cut-short", test_cut_short);
  g_test_add_data_func ("/ui/speech/recorded/zh_CN", GINT_TO_POINTER (SF_LANG_ZH_CN), test_recorded);
  g_test_add_data_func ("/ui/speech/recorded/zh_TW", GINT_TO_POINTER (SF_LANG_ZH_TW), test_recorded);
  g_test_add_data_func ("/ui/speech/recorded/en", GINT_TO_POINTER (SF_LANG_EN), test_recorded);
  return g_test_run ();
}
