/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A printer that a spooler drives: CUPS by its own commands, so that its library is not needed where nobody has it. */
#define G_LOG_DOMAIN "sf-printer"
#include "app/sf-printer-line.h"

#include <string.h>

#define POLL_MS 700
/* So often is a job looked for; one that is still in the queue then is taken out. */
#define LOOKS 28

/* Reasons as RFC 8011 5.4.12 spells them, in lpstat's lines. */
static const struct { const char *word; SfPaperState state; } reasons[] = {
  { "cover-open", SF_PAPER_OPEN }, { "door-open", SF_PAPER_OPEN }, { "media-empty", SF_PAPER_EMPTY }, { "media-needed", SF_PAPER_EMPTY },
  { "media-jam", SF_PAPER_JAM }, { "cutter", SF_PAPER_JAM }, { "offline", SF_PAPER_OFF }, { "disabled", SF_PAPER_OFF }, { "not-responding", SF_PAPER_OFF },
};

/* What a command says, or NULL when it did not succeed. (transfer full) */
static char *
run (const char *const *words, GBytes *input, GCancellable *cancellable)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE | (input != NULL ? G_SUBPROCESS_FLAGS_STDIN_PIPE : 0));
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GBytes) output = NULL;

  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, words, NULL);
  if (process == NULL)
    return NULL;
  if (!g_subprocess_communicate (process, input, cancellable, &output, NULL, NULL)) {
    g_subprocess_force_exit (process);
    g_subprocess_wait (process, NULL, NULL);
    return NULL;
  }
  if (!g_subprocess_get_successful (process))
    return NULL;
  /* Of nothing there are no bytes to point to. */
  return g_bytes_get_size (output) > 0 ? g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output)) : g_strdup ("");
}

static SfPaperState
ask (const char *queue, GCancellable *cancellable)
{
  const char *const words[] = { "lpstat", "-l", "-p", queue, NULL };
  g_autofree char *text = run (words, NULL, cancellable);

  if (text == NULL)
    return SF_PAPER_OFF;
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (strstr (text, reasons[i].word) != NULL)
      return reasons[i].state;
  return SF_PAPER_READY;
}

/* "request id is front-12 (1 file(s))" → "front-12". (transfer full) (nullable) */
static char *
submit (const char *queue, GBytes *pdf, GCancellable *cancellable)
{
  static const char start[] = "request id is ";
  const char *const words[] = { "lp", "-d", queue, "-t", "ticket", NULL };
  g_autofree char *text = run (words, pdf, cancellable);

  if (text == NULL || !g_str_has_prefix (text, start))
    return NULL;
  return g_strndup (text + strlen (start), strcspn (text + strlen (start), " \n"));
}

/* TRUE: the queue has it no more. */
static gboolean
is_gone (const char *queue, const char *job, GCancellable *cancellable)
{
  const char *const words[] = { "lpstat", "-o", queue, NULL };
  g_autofree char *text = run (words, NULL, cancellable);
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : job, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (strncmp (lines[i], job, strlen (job)) == 0 && strchr (" \t", lines[i][strlen (job)]) != NULL)
      return FALSE;
  return TRUE;
}

SfPaperState
sf_printer_spool_use (const char *queue, const SfDots *dots, GCancellable *cancellable, gboolean *printed)
{
  SfPaperState state = ask (queue, cancellable);
  g_autoptr(GBytes) pdf = state == SF_PAPER_READY && dots != NULL ? sf_dots_to_pdf (dots) : NULL;
  g_autofree char *job = pdf != NULL ? submit (queue, pdf, cancellable) : NULL;

  if (pdf != NULL && job == NULL)
    return SF_PAPER_OFF;
  for (guint i = 0; job != NULL && i < LOOKS; i++) {
    const gboolean gone = is_gone (queue, job, cancellable);

    state = ask (queue, cancellable);
    *printed = gone && state == SF_PAPER_READY;
    if (gone || state != SF_PAPER_READY || !sf_printer_line_pause (cancellable, POLL_MS))
      break;
  }
  /* A ticket that comes out later would be in the hands of the next guest. */
  if (job != NULL && !*printed) {
    const char *const words[] = { "cancel", job, NULL };
    g_autofree char *said = run (words, NULL, NULL);

    return state == SF_PAPER_READY ? SF_PAPER_OFF : state;
  }
  return state;
}
