/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets through a printer of our own process, on a socket and on a terminal line, in every state that printers get into. */
#include "config.h"
#include <string.h>
#include "app-fixture.h"
#include "app/sf-printer.h"
#include "craft/sf-qr.h"

#define PAGE "HTTP://CARD.EXAMPLE.COM/C/0123456789ABCDEF"

typedef struct { GSubprocess *process; GDataInputStream *said; GOutputStream *tell; char *dir, *out, *place; SfPrinter *printer; } Fixture;

/* The next line of the printer; fails when it does not come. */
static char *
read_said (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  char *line = g_data_input_stream_read_line (f->said, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static void
set_mode (Fixture *f, const char *mode)
{
  g_autofree char *line = g_strconcat (mode, "\n", NULL);
  g_autofree char *said = NULL;

  g_assert_true (g_output_stream_write_all (f->tell, line, strlen (line), NULL, NULL, NULL));
  said = read_said (f);
  g_assert_cmpstr (said, ==, mode);
}

static void
set_up (Fixture *f, gconstpointer way)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;
  const gboolean pty = g_str_equal (way, "file:");

  f->dir = g_dir_make_tmp ("sf-printer-XXXXXX", NULL);
  f->out = g_build_filename (f->dir, "ticket.pbm", NULL);
  f->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("SHOWFLOOR_PAPER_PRINTER"), f->out, pty ? "pty" : NULL, NULL);
  g_assert_no_error (error);
  f->said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (f->process));
  f->tell = g_subprocess_get_stdin_pipe (f->process);
  line = read_said (f);
  f->place = g_strconcat (way, pty ? "" : "127.0.0.1:", line, NULL);
  f->printer = sf_printer_new ();
}

static void
tear_down (Fixture *f, gconstpointer way)
{
  sf_printer_stop (f->printer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (G_OBJECT (f->printer)->ref_count, ==, 1);
  g_object_unref (f->printer);
  g_output_stream_close (f->tell, NULL, NULL);
  g_assert_true (g_subprocess_wait_check (f->process, NULL, NULL));
  g_object_unref (f->said);
  g_object_unref (f->process);
  nftw (f->dir, app_remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (f->dir);
  g_free (f->out);
  g_free (f->place);
}

static void
use_place (Fixture *f, const char *more)
{
  g_autofree char *text = g_strconcat (f->place, more, NULL);
  g_autoptr(SfPrinterPlace) place = sf_printer_place_parse (text, NULL);

  g_assert_nonnull (place);
  sf_printer_set_place (f->printer, place);
  app_wait (sf_printer_get_state (f->printer) != SF_PAPER_UNKNOWN);
}

static SfTicketPaper *
make_paper (void)
{
  SfTicketPaper *paper = sf_ticket_paper_new ();
  g_autoptr(SfQr) qr = sf_qr_new (PAGE, strlen (PAGE), NULL);

  paper->lang = g_strdup ("zh-CN");
  paper->dealer = g_strdup ("星河汽车·浦东展厅");
  paper->number = g_strdup ("A12");
  paper->whom = g_strdup ("王先生 · 看车选车");
  paper->queue = g_strdup ("您前面还有2位，大约10分钟");
  paper->code_text = g_strdup ("扫码看进度、加顾问");
  paper->time = g_strdup ("11月22日 周日 10:42");
  paper->rights = g_strdup ("您的信息可随时查看、删除：扫码或电话021-5555 0100");
  paper->code_side = sf_qr_width (qr);
  paper->code = g_malloc ((gsize) paper->code_side * paper->code_side);
  for (guint i = 0; i < paper->code_side * paper->code_side; i++)
    paper->code[i] = sf_qr_at (qr, (int) (i % paper->code_side), (int) (i / paper->code_side));
  return paper;
}

static gboolean
print (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_printer_print_async (f->printer, make_paper (), app_take_result, &result);
  /* Longer than app_wait(): the worst printer is given up after half a minute. */
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return sf_printer_print_finish (f->printer, result);
}

/* What zbar, which knows nothing of us, reads on what came out. */
static void
check_paper (Fixture *f, guint width)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) reader = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "zbarimg", "--quiet", "--nodbus", "--raw",
                                                    "-S", "disable", "-S", "qrcode.enable", f->out, NULL);
  g_autofree char *text = NULL, *pbm = NULL, *head = g_strdup_printf ("P4\n%u ", width);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (reader, NULL, NULL, &text, NULL, &error));
  g_assert_cmpstr (g_strchomp (text), ==, PAGE);
  g_assert_true (g_file_get_contents (f->out, &pbm, NULL, NULL));
  g_assert_true (g_str_has_prefix (pbm, head));
}

static void
test_prints (Fixture *f, gconstpointer way)
{
  g_autofree char *cut = NULL, *again = NULL;

  use_place (f, "");
  g_assert_cmpint (sf_printer_get_state (f->printer), ==, SF_PAPER_READY);
  g_assert_true (print (f));
  cut = read_said (f);
  g_assert_cmpstr (cut, ==, "cut 1");
  check_paper (f, SF_PAPER_80_DOTS);
  /* The narrow roll is another drawing, not the same one cut off. */
  use_place (f, " 58");
  g_assert_true (print (f));
  again = read_said (f);
  check_paper (f, SF_PAPER_58_DOTS);
}

static void
test_states (Fixture *f, gconstpointer way)
{
  const struct { const char *mode; SfPaperState state; } bad[] = {
    { "empty", SF_PAPER_EMPTY }, { "open", SF_PAPER_OPEN }, { "jam", SF_PAPER_JAM }, { "mute", SF_PAPER_OFF }, { "garbage", SF_PAPER_OFF } };
  g_autofree char *cut = NULL;

  use_place (f, "");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    set_mode (f, bad[i].mode);
    g_assert_false (print (f));
    g_assert_cmpint (sf_printer_get_state (f->printer), ==, bad[i].state);
  }
  /* Nothing of all that comes out when somebody has put paper in. */
  set_mode (f, "ready");
  g_assert_true (print (f));
  cut = read_said (f);
  g_assert_cmpstr (cut, ==, "cut 1");
}

/* The paper ends in the middle, the printer is switched off in the middle: no word that a ticket is there. */
static void
test_middle (Fixture *f, gconstpointer way)
{
  use_place (f, "");
  set_mode (f, "ends");
  g_assert_false (print (f));
  g_assert_cmpint (sf_printer_get_state (f->printer), ==, SF_PAPER_EMPTY);
  set_mode (f, "dies");
  g_assert_false (print (f));
  g_assert_cmpint (sf_printer_get_state (f->printer), ==, SF_PAPER_OFF);
  g_assert_false (g_file_test (f->out, G_FILE_TEST_EXISTS));
}

static void
test_slow (Fixture *f, gconstpointer way)
{
  g_autofree char *cut = NULL, *plain = NULL;
  guint turns = 0;
  g_autoptr(GAsyncResult) result = NULL;

  use_place (f, "");
  set_mode (f, "slow");
  sf_printer_print_async (f->printer, make_paper (), app_take_result, &result);
  /* The glass goes on meanwhile. */
  for (; result == NULL; turns++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (turns, >, 100);
  g_assert_true (sf_printer_print_finish (f->printer, result));
  cut = read_said (f);
  check_paper (f, SF_PAPER_80_DOTS);
  /* One that does not know how to say "done". */
  set_mode (f, "plain");
  g_assert_true (print (f));
  plain = read_said (f);
}

/* Nobody there; a file that is no device is not written over; stopped in the middle it ends at once. */
static void
test_nobody (Fixture *f, gconstpointer way)
{
  g_autoptr(SfPrinterPlace) nowhere = sf_printer_place_parse ("tcp:127.0.0.1:1", NULL), missing = sf_printer_place_parse ("file:/dev/usb/lp-none", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  SfPrinterPlace file = { SF_PRINTER_FILE, f->out, 0, 80 };

  g_assert_false (print (f));
  g_assert_cmpint (sf_printer_get_state (f->printer), ==, SF_PAPER_UNKNOWN);
  sf_printer_set_place (f->printer, nowhere);
  app_wait (sf_printer_get_state (f->printer) == SF_PAPER_OFF);
  sf_printer_set_place (f->printer, missing);
  app_wait (sf_printer_get_state (f->printer) == SF_PAPER_OFF);
  g_assert_true (g_file_set_contents (f->out, "mine", 4, NULL));
  sf_printer_set_place (f->printer, &file);
  g_assert_false (print (f));
  g_autofree char *kept = NULL;
  g_assert_true (g_file_get_contents (f->out, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "mine");
  use_place (f, "");
  set_mode (f, "mute");
  sf_printer_print_async (f->printer, make_paper (), app_take_result, &result);
  sf_printer_set_place (f->printer, NULL);
  app_wait (result != NULL);
  g_assert_false (sf_printer_print_finish (f->printer, result));
  g_assert_false (sf_printer_is_set (f->printer));
  g_assert_cmpint (sf_printer_get_state (f->printer), ==, SF_PAPER_UNKNOWN);
}

/* A spooler's commands as CUPS answers them, in a folder of our own; what they say lies in files. */
typedef struct { char *dir, *path; SfPrinter *printer; } Spool;

static char *
in_spool (Spool *s, const char *name)
{
  return g_build_filename (s->dir, name, NULL);
}

static void
put (Spool *s, const char *name, const char *text)
{
  g_autofree char *path = in_spool (s, name);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
}

static void
spool_set_up (Spool *s, gconstpointer data)
{
  s->dir = g_dir_make_tmp ("sf-spool-XXXXXX", NULL);
  s->path = g_strdup (g_getenv ("PATH"));
  g_autofree char *path = g_strconcat (s->dir, ":", s->path, NULL);
  g_autofree char *lpstat = g_strdup_printf ("#!/bin/sh\ncd '%s'\n[ \"$1\" = -o ] && { cat queue 2>/dev/null; exit 0; }\ncat state\n", s->dir);
  g_autofree char *lp = g_strdup_printf ("#!/bin/sh\ncd '%s'\ncat > out.pdf\necho \"$*\" > words\n. ./then\necho 'request id is front-7 (1 file(s))'\n", s->dir);
  g_autofree char *cancel = g_strdup_printf ("#!/bin/sh\ncd '%s'\necho \"$1\" > cancelled\nrm -f queue\n", s->dir);

  put (s, "lpstat", lpstat);
  put (s, "lp", lp);
  put (s, "cancel", cancel);
  put (s, "state", "printer front is idle.  enabled since Sun 22 Nov 2026\n\tAlerts: none\n");
  g_setenv ("PATH", path, TRUE);
  s->printer = sf_printer_new ();
}

static void
spool_tear_down (Spool *s, gconstpointer data)
{
  sf_printer_stop (s->printer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (s->printer);
  g_setenv ("PATH", s->path, TRUE);
  nftw (s->dir, app_remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (s->path);
  g_free (s->dir);
}

/* What a file of the spool holds, "" when there is none; and it is gone. */
static char *
take (Spool *s, const char *name)
{
  g_autofree char *path = in_spool (s, name);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");
  g_assert_cmpint (remove (path), ==, 0);
  return g_strchomp (text);
}

static gboolean
spool_print (Spool *s, const char *then)
{
  g_autoptr(GAsyncResult) result = NULL;

  put (s, "then", then);
  sf_printer_print_async (s->printer, make_paper (), app_take_result, &result);
  app_wait (result != NULL);
  return sf_printer_print_finish (s->printer, result);
}

static void
test_spool (Spool *s, gconstpointer data)
{
  g_autoptr(SfPrinterPlace) place = sf_printer_place_parse ("cups:front", NULL);

  sf_printer_set_place (s->printer, place);
  app_wait (sf_printer_get_state (s->printer) == SF_PAPER_READY);
  g_assert_true (spool_print (s, ":"));
  g_autofree char *pdf = take (s, "out.pdf"), *words = take (s, "words"), *none = take (s, "cancelled");
  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));
  g_assert_cmpstr (words, ==, "-d front -t ticket");      /* no name of a guest in a job's title */
  g_assert_cmpstr (none, ==, "");
  /* The paper ends while it waits its turn: it is taken back, or the next guest would find it. */
  g_assert_false (spool_print (s, "echo 'front-7  root  1024' > queue; printf 'printer front now printing front-7.\\n\\tAlerts: media-empty-error\\n' > state"));
  g_assert_cmpint (sf_printer_get_state (s->printer), ==, SF_PAPER_EMPTY);
  g_autofree char *cancelled = take (s, "cancelled"), *drop = take (s, "out.pdf");
  g_assert_cmpstr (cancelled, ==, "front-7");
  /* Known to be bad: nothing is handed over at all. */
  put (s, "state", "printer front disabled since Sun 22 Nov 2026 -\n\treason unknown\n");
  g_assert_false (spool_print (s, ":"));
  g_assert_cmpint (sf_printer_get_state (s->printer), ==, SF_PAPER_OFF);
  g_autofree char *nothing = take (s, "out.pdf");
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/printer/tcp", Fixture, "tcp:", set_up, test_prints, tear_down);
  g_test_add ("/printer/device", Fixture, "file:", set_up, test_prints, tear_down);
  g_test_add ("/printer/states", Fixture, "tcp:", set_up, test_states, tear_down);
  g_test_add ("/printer/device-states", Fixture, "file:", set_up, test_states, tear_down);
  g_test_add ("/printer/middle", Fixture, "tcp:", set_up, test_middle, tear_down);
  g_test_add ("/printer/slow", Fixture, "tcp:", set_up, test_slow, tear_down);
  g_test_add ("/printer/nobody", Fixture, "tcp:", set_up, test_nobody, tear_down);
  g_test_add ("/printer/spool", Spool, NULL, spool_set_up, test_spool, spool_tear_down);
  return g_test_run ();
}
