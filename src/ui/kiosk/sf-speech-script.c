/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints what is to be recorded: docs/speech-script.md for the person who reads it out, or with --tsv "language, line, sentence" for a program.
 * A test compares the page with the committed one.
 */
#define G_LOG_DOMAIN "sf-speech-script"
#include "config.h"
#include <stdio.h>
#include <string.h>
#include "ui/kiosk/sf-speech-lines.h"

static const char intro[] =
  "# What is read aloud on the kiosk\n\n"
  "Made from `src/ui/kiosk/sf-speech-lines.c` and the catalogues by `build/src/ui/sf-speech-script > docs/speech-script.md`; do not edit.\n"
  "How it is recorded: [speech.md](speech.md). Each line is one file, `<line>.ogg`, in the folder of its language.\n";

static void
print_language (SfLang lang, gboolean tsv)
{
  if (!tsv)
    printf ("\n## `%s/`\n\n| file | say |\n|---|---|\n", sf_lang_code (lang));
  for (guint i = 0; i < sf_speech_n_lines (); i++)
    {
      const char *line = sf_speech_line (i);
      g_autofree char *text = sf_speech_line_text (line, lang);
      if (tsv)
        printf ("%s\t%s\t%s\n", sf_lang_code (lang), line, text);
      else
        printf ("| `%s.ogg` | %s |\n", line, text);
    }
}

int
main (int argc, char **argv)
{
  const gboolean tsv = argc > 1 && strcmp (argv[1], "--tsv") == 0;

  if (!tsv)
    fputs (intro, stdout);
  for (SfLang lang = SF_LANG_ZH_CN; lang < SF_N_LANGS; lang++)
    print_language (lang, tsv);
  return 0;
}
