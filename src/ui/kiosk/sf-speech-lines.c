/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-speech-lines"
#include "config.h"
#include "ui/kiosk/sf-speech-lines.h"

#define MOST 2

typedef struct { const char *context, *text; } Text;
/* Marked for the translator, and kept whole. */
#undef N_C
#define N_C(context, text) { context, text }

static const struct { const char *line; Text texts[MOST]; } lines[] = {
  { "home", { N_C ("home.hello", "Hello and welcome"), N_C ("home.ask", "What can we do for you today?") } },
  { "before", { N_C ("before.ask", "Have you been here before?") } },
  { "who", { N_C ("who.ask", "Who did you see last time?") } },
  { "car", { N_C ("car.ask", "Which car first?"), N_C ("car.two", "Choose up to two") } },
  { "car-drive", { N_C ("drive.ask", "Which car to drive?"), N_C ("car.two", "Choose up to two") } },
  { "ride", { N_C ("drive.how", "Drive it or ride along?"), N_C ("drive.licence", "Bring your licence to drive. Without it, ride along.") } },
  { "name", { N_C ("name.ask", "May we have your last name?"), N_C ("name.why", "So we know what to call you") } },
  { "told", { N_C ("notice.title", "Privacy notice"), N_C ("speech.notice", "Please read it on the screen. Touch \"Get help\" and somebody reads it with you.") } },
  { "notice", { N_C ("notice.title", "Privacy notice"), N_C ("speech.notice", "Please read it on the screen. Touch \"Get help\" and somebody reads it with you.") } },
  { "phone", { N_C ("phone.ask", "May we have your number?"), N_C ("phone.why", "Only for today's visit and what you ask for") } },
  { "plate", { N_C ("svc.plate", "What's your number plate?") } },
  { "what", { N_C ("svc.what", "What needs doing?") } },
  { "collect", { N_C ("col.ask", "Which car are you collecting?") } },
  { "events", { N_C ("ev.title", "Today's events") } },
  { "offers", { N_C ("of.title", "Current offers"), N_C ("of.detail", "Your consultant's quote is what counts") } },
  { "scan", { N_C ("appt.ask", "Scan your booking code"), N_C ("appt.how", "Hold the code over the reader below") } },
  { "own", { N_C ("own.title", "Check in on your own phone") } },
  { "recall", { N_C ("recall.ask", "What's the number on your ticket?") } },
  { "purpose", { N_C ("home.ask", "What can we do for you today?") } },
  { "change", { N_C ("change.ask", "What shall we change?") } },
  { "ticket-calling", { N_C ("off.title", "You're checked in"), N_C ("ticket.calling", "Letting a consultant know") } },
  { "ticket-coming", { N_C ("ticket.coming.any", "A consultant is on the way") } },
  { "ticket-desk", { N_C ("ticket.recept", "Reception is on the way") } },
  { "ticket-queue", { N_C ("off.title", "You're checked in"), N_C ("queue.look", "Feel free to look around. We'll come and find you.") } },
  { "ticket-nobody", { N_C ("none.title", "Everyone is busy right now"), N_C ("none.desk", "Please show this number at the front desk") } },
  { "ticket-away", { N_C ("off.title", "You're checked in"), N_C ("none.desk", "Please show this number at the front desk") } },
  { "ticket-event", { N_C ("off.title", "You're checked in") } },
  { "ticket-browse", { N_C ("browse.title", "Take your time"), N_C ("browse.sub", "Touch \"Get help\" on any screen when you need us") } },
  { "ticket-over", { N_C ("pp.gone", "This visit has ended. Thank you for coming.") } },
  { "help-calling", { N_C ("help.calling", "Calling someone") } },
  { "help-coming", { N_C ("help.ok", "Someone is on the way") } },
  { "help-desk", { N_C ("help.fail", "Please go to the front desk") } },
  { "again-calling", { N_C ("queue.recalling", "Calling again") } },
  { "again-desk", { N_C ("queue.recalled.desk", "We've called again, and the front desk knows") } },
  { "idle", { N_C ("idle.title", "Still there?") } },
  { "code-foreign", { N_C ("scan.foreign", "That isn't one of our codes") } },
  { "code-retry", { N_C ("scan.retry", "Not read. Brighten your screen and move closer.") } },
  { "code-broken", { N_C ("scan.broken", "The reader isn't working. Please use your number.") } },
  { "out", { N_C ("err.out", "This kiosk is resting"), N_C ("err.out.sub", "Please go to the front desk") } },
};

guint
sf_speech_n_lines (void)
{
  return G_N_ELEMENTS (lines);
}

const char *
sf_speech_line (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (lines), NULL);
  return lines[i].line;
}

/* On the glass a sentence that stands alone has no full stop; who reads it out needs one. */
static void
append (GString *out, const char *text, SfLang lang)
{
  const gboolean ends = g_str_has_suffix (text, "?") || g_str_has_suffix (text, "？") || g_str_has_suffix (text, ".") || g_str_has_suffix (text, "。");

  if (out->len > 0 && lang == SF_LANG_EN)
    g_string_append_c (out, ' ');
  g_string_append (out, text);
  if (!ends)
    g_string_append (out, lang == SF_LANG_EN ? "." : "。");
}

char *
sf_speech_line_text (const char *line, SfLang lang)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_str_equal (lines[i].line, line))
      for (guint t = 0; t < MOST && lines[i].texts[t].text != NULL; t++)
        append (out, sf_text (lang, lines[i].texts[t].context, lines[i].texts[t].text), lang);
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
