/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "sf-clips.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gst/gst.h>

static const char *
encoder_of (const char *codec)
{
  if (g_str_equal (codec, "vp8"))
    return "vp8enc deadline=1 cpu-used=16";
  if (g_str_equal (codec, "vp9"))
    return "vp9enc deadline=1 cpu-used=8";
  g_autoptr (GstElementFactory) encoder = gst_element_factory_find ("openh264enc"), parser = gst_element_factory_find ("h264parse");
  return encoder != NULL && parser != NULL ? "openh264enc ! h264parse" : NULL;
}

static void
run (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

char *
sf_clip_make (const char *dir, const SfClip *clip)
{
  gst_init (NULL, NULL);
  const char *encoder = encoder_of (clip->codec);
  if (encoder == NULL)
    return NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (dir, clip->name, NULL);
  g_autofree char *sound = clip->sound
    ? g_strdup_printf ("audiotestsrc num-buffers=%d samplesperbuffer=%d ! audio/x-raw,rate=48000 ! opusenc ! mux.", clip->frames, 48000 / clip->fps) : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("videotestsrc pattern=%s num-buffers=%d ! video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! %s ! "
                                           "%s name=mux ! filesink location=%s %s", clip->pattern, clip->frames, clip->width, clip->height, clip->fps, encoder,
                                           g_str_equal (clip->codec, "h264") ? "mp4mux" : "webmmux", path, sound);
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  run (pipeline);
  return g_steal_pointer (&path);
}

char *
sf_clip_picture (const char *dir, const char *name, int width, int height, guint32 rgb)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  gdk_pixbuf_fill (pixbuf, rgb << 8 | 0xff);
  gdk_pixbuf_save (pixbuf, path, g_str_has_suffix (name, ".png") ? "png" : "jpeg", &error, NULL);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}
