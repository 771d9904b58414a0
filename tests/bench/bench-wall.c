/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wall's player alone, for P10.
 *   bench-wall make FILE vp8|h264 WIDTH HEIGHT FPS FRAMES CLIP SOUND   a film that says in each frame which one it is
 *   bench-wall picture FILE CLIP FRAME                                 a picture that does
 *   bench-wall play ITEM…                                              plays them round on 1920x1080; a picture is FILE:MS
 * What a frame says: the upper 3 % are sixteen blocks, light for 1: 1, clip (1 bit), frame (10), parity of all before, 0 1 0;
 * the same as in the peers' clips, so that one watcher reads all players.
 */
#include "config.h"
#include <adwaita.h>
#include <glib-unix.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>

#include "media/sf-player.h"
#include "ui/display/sf-stage.h"

#define BLOCKS 16

static void
draw_code (guchar *luma, int stride, int width, int height, int clip, int frame)
{
  int bits[BLOCKS] = { 1, clip & 1 }, parity = 1 ^ (clip & 1);

  for (int i = 0; i < 10; i++)
    parity ^= bits[2 + i] = frame >> (9 - i) & 1;
  bits[12] = parity;
  bits[14] = 1;
  for (int y = 0; y < height * 3 / 100; y++)
    for (int i = 0; i < BLOCKS; i++)
      memset (luma + y * stride + width * i / BLOCKS, bits[i] ? 235 : 16, (size_t) (width * (i + 1) / BLOCKS - width * i / BLOCKS));
}

/* Something that moves and has detail: bands that wander, a disc that crosses. */
static void
draw_frame (guchar *luma, int width, int height, int clip, int frame)
{
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const int dx = x - (frame * 7) % width, dy = y - height / 2, disc = dx * dx + dy * dy < height * height / 16;
        luma[y * width + x] = (guchar) (disc ? 200 : 60 + ((x + (clip ? y : 0) + frame * 3) / 8 * 5 + y / 16 * 3) % 100);
      }
  draw_code (luma, width, width, height, clip, frame);
}

static void
make_film (char **args)
{
  const gboolean h264 = g_str_equal (args[1], "h264");
  const int width = atoi (args[2]), height = atoi (args[3]), fps = atoi (args[4]), frames = atoi (args[5]), clip = atoi (args[6]);
  const gsize luma = (gsize) width * (gsize) height, size = luma * 3 / 2;
  g_autoptr (GError) error = NULL;
  g_autofree char *sound = atoi (args[7]) ? g_strdup_printf ("audiotestsrc num-buffers=%d samplesperbuffer=%d volume=0.1 ! audio/x-raw,rate=48000 ! opusenc ! mux.", frames, 48000 / fps) : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("appsrc name=s format=time block=true max-buffers=8 max-bytes=0 caps=video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! %s ! %s name=mux "
                                           "! filesink location=%s %s", width, height, fps, h264 ? "openh264enc bitrate=6000000 gop-size=60 ! h264parse" : "vp8enc deadline=1 cpu-used=8 threads=2 target-bitrate=6000000",
                                           h264 ? "mp4mux" : "webmmux", args[0], sound);
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);

  if (!pipeline)
    g_error ("%s", error->message);
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "s");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (int n = 0; n < frames; n++)
    {
      GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);
      GstMapInfo map;
      gst_buffer_map (buffer, &map, GST_MAP_WRITE);
      draw_frame (map.data, width, height, clip, n);
      memset (map.data + luma, 128, size - luma);
      gst_buffer_unmap (buffer, &map);
      GST_BUFFER_PTS (buffer) = gst_util_uint64_scale_int (GST_SECOND, n, fps);
      GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale_int (GST_SECOND, n + 1, fps) - GST_BUFFER_PTS (buffer);
      gst_app_src_push_buffer (GST_APP_SRC (source), buffer);
    }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_EOS)
    exit (1);
}

static void
make_picture (char **args)
{
  const int width = 1600, height = 1200;
  g_autofree guchar *luma = g_malloc ((gsize) width * (gsize) height);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  const int stride = gdk_pixbuf_get_rowstride (pixbuf);

  draw_frame (luma, width, height, atoi (args[1]), atoi (args[2]));
  /* A picture of this shape loses its upper edge to the glass: the code is repeated further down. */
  draw_code (luma + (height - width * 9 / 16) / 2 * width, width, width, width * 9 / 16, atoi (args[1]), atoi (args[2]));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      memset (pixels + y * stride + x * 3, luma[y * width + x], 3);
  if (!gdk_pixbuf_save (pixbuf, args[0], "png", NULL, NULL))
    exit (1);
}

static gboolean
on_term (gpointer data)
{
  guint64 shown, dropped;

  sf_player_count (data, &shown, &dropped);
  g_print ("{\"shown\": %" G_GUINT64_FORMAT ", \"dropped\": %" G_GUINT64_FORMAT "}\n", shown, dropped);
  exit (0);
}

static void
play (char **args)
{
  SfPlayer *player = sf_player_new ();
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_play_item_free);
  GtkWidget *window = gtk_window_new (), *stage = g_object_new (SF_TYPE_STAGE, NULL);

  for (; *args; args++)
    {
      g_auto (GStrv) parts = g_strsplit (*args, ":", 2);
      g_ptr_array_add (items, sf_play_item_new (parts[0], parts[0], parts[1] == NULL, parts[1] ? atoi (parts[1]) : 0));
    }
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 1920, 1080);
  gtk_window_set_child (GTK_WINDOW (window), stage);
  sf_stage_set_paintable (SF_STAGE (stage), GDK_PAINTABLE (sf_player_get_frame (player)));
  gtk_window_present (GTK_WINDOW (window));
  sf_player_set_size (player, 1920, 1080);
  sf_player_set_items (player, items);
  sf_player_set_playing (player, TRUE);
  g_unix_signal_add (SIGTERM, on_term, player);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
}

int
main (int argc, char **argv)
{
  if (argc == 10 && g_str_equal (argv[1], "make"))
    {
      gst_init (NULL, NULL);
      make_film (argv + 2);
    }
  else if (argc == 5 && g_str_equal (argv[1], "picture"))
    make_picture (argv + 2);
  else if (argc > 2 && g_str_equal (argv[1], "play"))
    {
      gtk_init ();
      play (argv + 2);
    }
  else
    return 2;
  return 0;
}
