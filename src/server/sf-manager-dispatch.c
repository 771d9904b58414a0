/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manager's page about dispatch (派单): how long guests waited, who received how many, and for every guest who and why. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "server/sf-door.h"
#include "server/sf-manager.h"
#include "server/sf-tell.h"
#include "store/sf-server-decisions.h"

typedef struct { SfCall *call; SfDispatchDay *day; SfLang lang; char *zone; } Page;

/* (transfer full) */
static char *
name_of (Page *page, const char *consultant)
{
  SfRecord *person = consultant ? g_hash_table_lookup (page->day->consultants, consultant) : NULL;
  const char *name = person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, page->lang) : NULL;

  return g_strdup (name ? name : "–");
}

/* Those of one job share its guests: only among them is it a question who received how many. */
static const char *
job_of (Page *page, const char *consultant)
{
  SfRecord *person = g_hash_table_lookup (page->day->consultants, consultant);

  return sf_tell_value (page->lang, &sf_enum_job, person ? sf_record_get_text (person, SF_CONSULTANT_JOB) : NULL);
}

/* "4:05" in minutes and seconds. */
static char *
minutes_of (gint64 ms)
{
  return ms < 0 ? g_strdup ("–") : g_strdup_printf ("%" G_GINT64_FORMAT ":%02d", ms / 60000, (int) (ms / 1000 % 60));
}

static void
write_wait (Page *page, SfHtml *html, const SfWaits *waits, const char *title, const char *id)
{
  g_autofree char *parties = g_strdup_printf ("%" G_GINT64_FORMAT, waits->parties), *received = g_strdup_printf ("%" G_GINT64_FORMAT, waits->received);
  g_autofree char *half = minutes_of (waits->median_ms), *most = minutes_of (waits->p90_ms), *longest = minutes_of (waits->longest_ms);
  g_autofree char *first = sf_fill (sf_text (page->lang, "md.received", "{n} of {all} parties received"), "n", received, "all", parties, NULL);
  g_autofree char *second = sf_fill (sf_text (page->lang, "md.wait", "half within {half} min, nine in ten within {most}, longest {longest}"), "half", half, "most", most, "longest", longest, NULL);

  sf_html_open (html, "div", "class", "figure big", "id", id, NULL);
  sf_html_leaf (html, "span", half, "class", "n", NULL);
  sf_html_leaf (html, "span", title, "class", "t", NULL);
  sf_html_leaf (html, "span", first, "class", "more", NULL);
  if (waits->longest_ms >= 0)
    sf_html_leaf (html, "span", second, "class", "more", NULL);
  sf_html_close (html);
}

static void
write_count (SfHtml *html, const char *id, gint64 n, const char *title, const char *more, gboolean warn)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  sf_html_open (html, "div", "class", warn ? "figure big warn" : "figure big", "id", id, NULL);
  sf_html_leaf (html, "span", number, "class", n ? "n" : "n none", NULL);
  sf_html_leaf (html, "span", title, "class", "t", NULL);
  if (more)
    sf_html_leaf (html, "span", more, "class", "more", NULL);
  sf_html_close (html);
}

static void
write_figures (Page *page, SfHtml *html)
{
  const SfDispatchReport *report = page->day->report;

  sf_html_open (html, "section", "class", "figures", NULL);
  write_wait (page, html, &report->waits[SF_WAIT_SALES], sf_text (page->lang, "md.sales", "Wait, sales (min:s)"), "wait_sales");
  write_wait (page, html, &report->waits[SF_WAIT_SERVICE], sf_text (page->lang, "md.service", "Wait, service (min:s)"), "wait_service");
  write_count (html, "queued", report->queued, sf_text (page->lang, "md.queued", "Had to wait"), sf_text (page->lang, "md.queued.more", "because nobody was free"), FALSE);
  write_count (html, "by_person", report->by_person, sf_text (page->lang, "md.person", "Chosen by a colleague"), sf_text (page->lang, "md.person.more", "the rule's own choice stands beside it"), FALSE);
  write_count (html, "out_of_turn", report->out_of_turn, sf_text (page->lang, "md.passed", "Passed over"), sf_text (page->lang, "md.passed.more", "somebody else went first who had come later"), report->out_of_turn > 0);
  sf_html_close (html);
}

/* One sentence for the whole day. */
static void
write_verdict (Page *page, SfHtml *html)
{
  const SfDispatchReport *report = page->day->report;
  const gint64 all = report->replayed->len;
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, all), *other = g_strdup_printf ("%" G_GINT64_FORMAT, all - report->same);
  g_autofree char *text = NULL;

  if (all == 0)
    text = g_strdup (sf_text (page->lang, "md.none", "No guest of this day was given to anybody, or the log is no longer kept."));
  else if (report->same == all)
    text = sf_fill (sf_text (page->lang, "md.fair", "Decided again from the log, the rule gives the same answer all {n} times."), "n", n, NULL);
  else
    text = sf_fill (sf_text (page->lang, "md.differs", "Decided again from the log, {other} of {n} decisions come out differently. They are marked below."), "n", n, "other", other, NULL);
  sf_html_leaf (html, "p", text, "id", "verdict", "class", report->same == all ? NULL : "late", NULL);
}

static void
write_heads (SfHtml *html, const char *const *heads, guint n)
{
  sf_html_open (html, "thead", NULL);
  sf_html_open (html, "tr", NULL);
  for (guint i = 0; i < n; i++)
    sf_html_leaf (html, "th", heads[i], "scope", "col", NULL);
  sf_html_close (html);
  sf_html_close (html);
  sf_html_open (html, "tbody", NULL);
}

static void
begin_table (SfHtml *html, const char *id, const char *title)
{
  sf_html_open (html, "section", "class", "panel", "id", id, NULL);
  sf_html_leaf (html, "h2", title, NULL);
  sf_html_open (html, "div", "class", "wide", NULL);
  sf_html_open (html, "table", NULL);
}

static void
end_table (SfHtml *html)
{
  for (guint i = 0; i < 4; i++)
    sf_html_close (html);
}

static void
write_fairness (Page *page, SfHtml *html)
{
  const SfLang lang = page->lang;
  const char *const heads[] = { sf_text (lang, "replay.col.name", "Colleague"), sf_text (lang, "md.col.job", "Job"), sf_text (lang, "replay.col.taken", "Received"), sf_text (lang, "replay.col.offered", "Rung"),
                                sf_text (lang, "replay.col.turn", "By turn"), sf_text (lang, "replay.col.declined", "Declined"), sf_text (lang, "replay.col.unanswered", "No answer"),
                                sf_text (lang, "replay.col.unreached", "Not reached"), sf_text (lang, "replay.col.handed", "Handed on"), sf_text (lang, "replay.col.answer", "Answer, s") };

  begin_table (html, "fairness", sf_text (lang, "md.fairness", "Who received how many"));
  write_heads (html, heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < page->day->report->fairness->len; i++) {
    const SfFairness *row = page->day->report->fairness->pdata[i];
    const gint64 cells[] = { row->taken, row->offered, row->by_turn, row->declined, row->unanswered, row->unreached, row->handed, row->median_ms < 0 ? -1 : row->median_ms / 1000 };
    g_autofree char *name = name_of (page, row->consultant);

    sf_html_open (html, "tr", NULL);
    sf_html_leaf (html, "td", name, NULL);
    sf_html_leaf (html, "td", job_of (page, row->consultant), NULL);
    for (guint c = 0; c < G_N_ELEMENTS (cells); c++) {
      g_autofree char *cell = cells[c] < 0 ? g_strdup ("–") : g_strdup_printf ("%" G_GINT64_FORMAT, cells[c]);
      sf_html_leaf (html, "td", cell, "class", "num", NULL);
    }
    sf_html_close (html);
  }
  end_table (html);
}

/* The sentence, and behind it what the rule would have done where a colleague decided, or does now where it differs. */
static char *
why_of (Page *page, const SfReplayed *step)
{
  const SfDecision *decision = step->decision;
  g_autofree char *name = name_of (page, decision->given), *why = sf_assign_why_text (decision->why, name, page->lang);

  if (!step->same) {
    g_autofree char *again = name_of (page, step->again), *reason = sf_assign_why_text (step->again_why, again, page->lang);
    return g_strdup_printf ("%s (%s %s)", why, sf_text (page->lang, "replay.now", "now:"), step->again ? reason : "?");
  }
  if (step->direct)
    return g_strdup_printf (page->lang == SF_LANG_EN ? "%s (%s)" : "%s（%s）", why, sf_text (page->lang, "replay.direct", "rung by the kiosk itself, no server"));
  if (step->by_person) {
    g_autofree char *would = name_of (page, decision->would);
    g_autofree char *text = decision->would ? sf_fill (sf_text (page->lang, "replay.would", "the rule would have said {name}"), "name", would, NULL)
                                            : sf_assign_why_text (decision->would_why, NULL, page->lang);
    return g_strdup_printf (page->lang == SF_LANG_EN ? "%s (%s)" : "%s（%s）", why, text);
  }
  return g_steal_pointer (&why);
}

static void
write_step (Page *page, SfHtml *html, const SfReplayed *step)
{
  const SfDecision *decision = step->decision;
  SfRecord *visit = g_hash_table_lookup (page->day->visits, decision->visit);
  g_autofree char *name = name_of (page, decision->given), *why = why_of (page, step), *at = NULL, *day = NULL, *waited = NULL;
  const char *number = visit ? sf_record_get_text (visit, SF_VISIT_NUMBER) : NULL;
  int minute = 0;

  day = sf_day_of (decision->at, page->zone, &minute);
  at = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
  waited = visit ? minutes_of (MAX (0, decision->at - sf_record_get_int (visit, SF_VISIT_AT))) : g_strdup ("");
  sf_html_open (html, "tr", "class", step->same && !step->out_of_turn ? NULL : "differs", NULL);
  sf_html_leaf (html, "td", at, "class", "num", NULL);
  sf_html_leaf (html, "td", number ? number : "", "class", "num", NULL);
  sf_html_leaf (html, "td", visit ? sf_tell_value (page->lang, &sf_enum_purpose, sf_record_get_text (visit, SF_VISIT_PURPOSE)) : "", NULL);
  sf_html_leaf (html, "td", name, NULL);
  sf_html_leaf (html, "td", why, "class", "why", NULL);
  sf_html_leaf (html, "td", waited, "class", "num", NULL);
  sf_html_close (html);
}

static void
write_steps (Page *page, SfHtml *html)
{
  const SfLang lang = page->lang;
  const char *const heads[] = { sf_text (lang, "m.col.time", "Time"), sf_text (lang, "m.col.number", "Number"), sf_text (lang, "m.col.purpose", "Came for"),
                                sf_text (lang, "m.col.consultant", "Consultant"), sf_text (lang, "md.col.why", "Why"), sf_text (lang, "md.col.waited", "Since arrival, min") };

  begin_table (html, "steps", sf_text (lang, "md.steps", "Every decision and its reason"));
  write_heads (html, heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < page->day->report->replayed->len; i++)
    write_step (page, html, page->day->report->replayed->pdata[i]);
  end_table (html);
}

void
sf_manager_dispatch (SfCall *call, GError **error)
{
  SfHouse *house = call->server->house;
  g_autoptr (SfDay) which = sf_day_load (house->store, house->clock, sf_call_query (call, "day"), call->lang, error);
  g_autoptr (SfDispatchDay) day = which ? sf_dispatch_day_load (house->store, which->day, error) : NULL;
  Page page = { call, day, call->lang, which ? which->zone : NULL };

  if (!day || !sf_manager_audit (call, "dispatch", which->day, error))
    return;
  g_autofree char *date = sf_day_title (which->day, call->lang);
  g_autofree char *title = g_strdup_printf ("%s · %s", date, sf_text (call->lang, "md.title", "Who received whom"));
  g_autofree char *query = g_strdup_printf ("&day=%s", which->day);
  g_autoptr (SfHtml) html = sf_manager_begin (call, title, "/m/dispatch", query);
  sf_html_open (html, "div", "class", "stack", NULL);
  write_verdict (&page, html);
  write_figures (&page, html);
  write_fairness (&page, html);
  write_steps (&page, html);
  sf_html_close (html);
  sf_door_reply (call, sf_html_finish (html));
}
