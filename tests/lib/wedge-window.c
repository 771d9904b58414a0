/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A window with an entry, an input method that swallows and splits as those for Chinese do, and the wedge in front of both.
 * Says a line for each thing that happens: "ready", "code TEXT", "typed TEXT" (what stands in the entry), "method KEY", "enter".
 */
#include <stdio.h>
#include <gtk/gtkimmodule.h>
#include "ui/common/sf-wedge.h"

/* Takes every letter, keeps it as a spelling, and writes a word instead of it at the space bar. */
#define TEST_TYPE_METHOD (test_method_get_type ())
G_DECLARE_FINAL_TYPE (TestMethod, test_method, TEST, METHOD, GtkIMContext)
struct _TestMethod
{
  GtkIMContext parent_instance;
  GString *spelling;
};
G_DEFINE_FINAL_TYPE (TestMethod, test_method, GTK_TYPE_IM_CONTEXT)

static void
say (const char *what, const char *text)
{
  printf ("%s %s\n", what, text);
  fflush (stdout);
}

static gboolean
test_method_filter_keypress (GtkIMContext *context, GdkEvent *event)
{
  TestMethod *self = TEST_METHOD (context);
  const guint keyval = gdk_key_event_get_keyval (event);
  const gunichar letter = gdk_keyval_to_unicode (keyval);

  if (gdk_event_get_event_type (event) != GDK_KEY_PRESS)
    return FALSE;
  say ("method", gdk_keyval_name (keyval));
  if (g_unichar_isalpha (letter))
    {
      g_string_append_unichar (self->spelling, letter);
      return TRUE;
    }
  if (keyval != GDK_KEY_space || self->spelling->len == 0)
    return FALSE;
  g_autofree char *word = g_strdup_printf ("<%s>", self->spelling->str);
  g_string_truncate (self->spelling, 0);
  g_signal_emit_by_name (context, "commit", word);
  return TRUE;
}

static void
test_method_finalize (GObject *object)
{
  g_string_free (TEST_METHOD (object)->spelling, TRUE);
  G_OBJECT_CLASS (test_method_parent_class)->finalize (object);
}

static void
test_method_class_init (TestMethodClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_method_finalize;
  GTK_IM_CONTEXT_CLASS (klass)->filter_keypress = test_method_filter_keypress;
}

static void
test_method_init (TestMethod *self)
{
  self->spelling = g_string_new (NULL);
}

static void
on_code (SfWedge *wedge, const char *text, gpointer data)
{
  say ("code", text);
}

static void
on_changed (GtkEditable *entry, gpointer data)
{
  say ("typed", gtk_editable_get_text (entry));
}

static void
on_activate (GtkEntry *entry, gpointer data)
{
  say ("enter", "");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
}

static void
on_focused (GtkWidget *window, GParamSpec *pspec, gpointer data)
{
  if (gtk_window_is_active (GTK_WINDOW (window)))
    say ("ready", "");
}

int
main (int argc, char **argv)
{
  gtk_init ();
  g_io_extension_point_implement (GTK_IM_MODULE_EXTENSION_POINT_NAME, TEST_TYPE_METHOD, "showfloor-test", 100);
  GtkWidget *window = gtk_window_new (), *entry = gtk_entry_new ();
  g_autoptr (SfWedge) wedge = sf_wedge_new (window);
  g_object_set (entry, "im-module", "showfloor-test", NULL);
  g_signal_connect (wedge, "code", G_CALLBACK (on_code), NULL);
  g_signal_connect (entry, "changed", G_CALLBACK (on_changed), NULL);
  g_signal_connect (entry, "activate", G_CALLBACK (on_activate), NULL);
  g_signal_connect (window, "notify::is-active", G_CALLBACK (on_focused), NULL);
  if (argc > 1)
    sf_wedge_set_gap (wedge, (guint) g_ascii_strtoull (argv[1], NULL, 10));
  gtk_window_set_child (GTK_WINDOW (window), entry);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (entry);
  while (gtk_window_get_toplevels () != NULL && g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
