/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replay-dispatch: a day's decisions about who receives a guest, made again from what was written down then, and who got how much. */
#define G_LOG_DOMAIN "sf-admin"
#include <stdio.h>
#include <string.h>

#include "admin/sf-admin-json.h"
#include "admin/sf-admin-private.h"
#include "admin/sf-keep-text.h"
#include "store/sf-server-decisions.h"

/* (transfer full) */
static char *
name_of (SfDispatchDay *day, const char *consultant, SfLang lang)
{
  SfRecord *person = consultant ? g_hash_table_lookup (day->consultants, consultant) : NULL;
  const char *name = person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, lang) : NULL;

  return g_strdup (name ? name : consultant ? consultant : "–");
}

static const char *
number_of (SfDispatchDay *day, const char *visit)
{
  SfRecord *record = g_hash_table_lookup (day->visits, visit);
  const char *number = record ? sf_record_get_text (record, SF_VISIT_NUMBER) : NULL;

  return number ? number : "–";
}

/* Fills up to @width columns of a terminal; Chinese characters take two. */
static void
append_cell (GString *out, const char *text, guint width)
{
  guint columns = 0;

  g_string_append (out, text);
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    columns += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  for (; columns < width; columns++)
    g_string_append_c (out, ' ');
  g_string_append (out, "  ");
}

static char *
clock_of (gint64 ms, const char *zone)
{
  int minute = 0;
  g_autofree char *day = sf_day_of (ms, zone, &minute);

  return g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
}

static void
print_step (SfDispatchDay *day, const SfReplayed *step, const char *zone, SfLang lang, GString *out)
{
  const SfDecision *decision = step->decision;
  g_autofree char *at = clock_of (decision->at, zone), *name = name_of (day, decision->given, lang);
  g_autofree char *why = sf_assign_why_text (decision->why, name, lang);

  append_cell (out, at, 5);
  append_cell (out, number_of (day, decision->visit), 5);
  append_cell (out, name, 16);
  g_string_append (out, why);
  if (step->by_person) {
    g_autofree char *would = name_of (day, decision->would, lang);
    g_autofree char *text = decision->would ? sf_fill (sf_text (lang, "replay.would", "the rule would have said {name}"), "name", would, NULL)
                                            : sf_assign_why_text (decision->would_why, NULL, lang);
    g_string_append_printf (out, " (%s)", text);
  }
  if (step->direct)
    g_string_append_printf (out, " (%s)", sf_text (lang, "replay.direct", "rung by the kiosk itself, no server"));
  if (step->out_of_turn)
    g_string_append_printf (out, "  ! %s", sf_text (lang, "replay.turn", "somebody had waited longer"));
  if (!step->same) {
    g_autofree char *again = name_of (day, step->again, lang), *reason = sf_assign_why_text (step->again_why, again, lang);
    g_string_append_printf (out, "  ! %s %s %s", sf_text (lang, "replay.now", "now:"), again, reason);
  }
  g_string_append_c (out, '\n');
}

static void
print_minutes (GString *out, const char *what, gint64 ms)
{
  if (ms < 0)
    g_string_append_printf (out, "%s –", what);
  else
    g_string_append_printf (out, "%s %" G_GINT64_FORMAT ":%02d", what, ms / 60000, (int) (ms / 1000 % 60));
}

static void
print_waits (const SfDispatchReport *report, SfLang lang, GString *out)
{
  const char *const names[] = { sf_text (lang, "replay.sales", "Sales"), sf_text (lang, "replay.service", "Service") };

  for (SfWaitOf of = 0; of < SF_N_WAITS; of++) {
    const SfWaits *waits = &report->waits[of];
    append_cell (out, names[of], 10);
    g_string_append_printf (out, "%s %" G_GINT64_FORMAT ", %s %" G_GINT64_FORMAT ", %s %" G_GINT64_FORMAT "; ", sf_text (lang, "replay.parties", "parties"), waits->parties,
                            sf_text (lang, "replay.received", "received"), waits->received, sf_text (lang, "replay.left", "left without anybody"), waits->nobody);
    print_minutes (out, sf_text (lang, "replay.median", "wait: half within"), waits->median_ms);
    print_minutes (out, sf_text (lang, "replay.p90", ", nine in ten within"), waits->p90_ms);
    print_minutes (out, sf_text (lang, "replay.longest", ", longest"), waits->longest_ms);
    g_string_append_c (out, '\n');
  }
}

static void
print_fairness (SfDispatchDay *day, SfLang lang, GString *out)
{
  const char *const heads[] = { sf_text (lang, "replay.col.name", "Colleague"), sf_text (lang, "replay.col.taken", "Received"), sf_text (lang, "replay.col.offered", "Rung"),
                                sf_text (lang, "replay.col.turn", "By turn"), sf_text (lang, "replay.col.declined", "Declined"), sf_text (lang, "replay.col.unanswered", "No answer"),
                                sf_text (lang, "replay.col.unreached", "Not reached"), sf_text (lang, "replay.col.handed", "Handed on"), sf_text (lang, "replay.col.answer", "Answer, s") };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    append_cell (out, heads[i], i == 0 ? 16 : 11);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < day->report->fairness->len; i++) {
    const SfFairness *row = day->report->fairness->pdata[i];
    const gint64 cells[] = { row->taken, row->offered, row->by_turn, row->declined, row->unanswered, row->unreached, row->handed, row->median_ms < 0 ? -1 : row->median_ms / 1000 };
    g_autofree char *name = name_of (day, row->consultant, lang);

    append_cell (out, name, 16);
    for (guint c = 0; c < G_N_ELEMENTS (cells); c++) {
      g_autofree char *cell = cells[c] < 0 ? g_strdup ("–") : g_strdup_printf ("%" G_GINT64_FORMAT, cells[c]);
      append_cell (out, cell, 11);
    }
    g_string_append_c (out, '\n');
  }
}

static void
print_count (GString *out, const char *text, gint64 n, gint64 of)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, n), *all = g_strdup_printf ("%" G_GINT64_FORMAT, of), *line = sf_fill (text, "n", number, "all", all, NULL);

  g_string_append_printf (out, "%s\n", line);
}

static void
print_day (SfDispatchDay *day, const char *date, const char *zone, SfLang lang, GString *out)
{
  const SfDispatchReport *report = day->report;
  g_autofree char *title = sf_fill (sf_text (lang, "replay.title", "Who received whom on {day}, decided again"), "day", date, NULL);

  g_string_append_printf (out, "%s\n\n", title);
  for (guint i = 0; i < report->replayed->len; i++)
    print_step (day, report->replayed->pdata[i], zone, lang, out);
  if (report->replayed->len == 0)
    g_string_append_printf (out, "%s\n", sf_text (lang, "replay.none", "No decision of that day is kept."));
  g_string_append_c (out, '\n');
  print_count (out, sf_text (lang, "replay.same", "The same as on the day: {n} of {all}"), report->same, report->replayed->len);
  print_count (out, sf_text (lang, "replay.person", "Decided by a colleague: {n}"), report->by_person, 0);
  print_count (out, sf_text (lang, "replay.directs", "Rung by a kiosk while no server answered: {n}"), report->direct, 0);
  print_count (out, sf_text (lang, "replay.queued", "Had to wait because nobody was free: {n}"), report->queued, 0);
  print_count (out, sf_text (lang, "replay.passed", "Went before somebody who had waited longer: {n}"), report->out_of_turn, 0);
  print_count (out, sf_text (lang, "replay.apart", "Turns that one was ahead of an equal while both were free: {n}"), report->most_apart, 0);
  print_count (out, sf_text (lang, "replay.agreed", "The kiosk had proposed the same: {n} of {all}"), report->agreed, report->proposals);
  print_count (out, sf_text (lang, "replay.two", "Guests with two consultants at once: {n}"), report->two_owners, 0);
  g_string_append_c (out, '\n');
  print_waits (report, lang, out);
  g_string_append_c (out, '\n');
  print_fairness (day, lang, out);
}

/* As JSON */

static void
json_steps (SfDispatchDay *day, JsonBuilder *b)
{
  json_builder_set_member_name (b, "decisions");
  json_builder_begin_array (b);
  for (guint i = 0; i < day->report->replayed->len; i++) {
    const SfReplayed *step = day->report->replayed->pdata[i];
    const SfDecision *decision = step->decision;
    json_builder_begin_object (b);
    sf_admin_json_count (b, "at", decision->at);
    sf_admin_json_text (b, "visit", decision->visit);
    sf_admin_json_text (b, "number", number_of (day, decision->visit));
    sf_admin_json_text (b, "how", decision->how);
    sf_admin_json_text (b, "given", decision->given);
    sf_admin_json_text (b, "why", decision->why);
    sf_admin_json_text (b, "would", decision->would);
    sf_admin_json_text (b, "would_why", decision->would_why);
    sf_admin_json_text (b, "again", step->again);
    sf_admin_json_text (b, "again_why", step->again_why);
    sf_admin_json_truth (b, "same", step->same);
    sf_admin_json_truth (b, "out_of_turn", step->out_of_turn);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
}

static void
json_rows (SfDispatchDay *day, JsonBuilder *b)
{
  json_builder_set_member_name (b, "fairness");
  json_builder_begin_array (b);
  for (guint i = 0; i < day->report->fairness->len; i++) {
    const SfFairness *row = day->report->fairness->pdata[i];
    json_builder_begin_object (b);
    sf_admin_json_text (b, "consultant", row->consultant);
    sf_admin_json_count (b, "taken", row->taken);
    sf_admin_json_count (b, "offered", row->offered);
    sf_admin_json_count (b, "by_turn", row->by_turn);
    sf_admin_json_count (b, "declined", row->declined);
    sf_admin_json_count (b, "unanswered", row->unanswered);
    sf_admin_json_count (b, "unreached", row->unreached);
    sf_admin_json_count (b, "handed", row->handed);
    sf_admin_json_count (b, "median_ms", row->median_ms);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
}

static char *
json_day (SfDispatchDay *day, const char *date)
{
  static const char *const names[] = { "sales", "service" };
  const SfDispatchReport *report = day->report;
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  sf_admin_json_text (b, "day", date);
  sf_admin_json_count (b, "same", report->same);
  sf_admin_json_count (b, "different", report->replayed->len - report->same);
  sf_admin_json_count (b, "by_person", report->by_person);
  sf_admin_json_count (b, "direct", report->direct);
  sf_admin_json_count (b, "queued", report->queued);
  sf_admin_json_count (b, "out_of_turn", report->out_of_turn);
  sf_admin_json_count (b, "most_apart", report->most_apart);
  sf_admin_json_count (b, "proposals", report->proposals);
  sf_admin_json_count (b, "agreed", report->agreed);
  sf_admin_json_count (b, "two_owners", report->two_owners);
  for (SfWaitOf of = 0; of < SF_N_WAITS; of++) {
    json_builder_set_member_name (b, names[of]);
    json_builder_begin_object (b);
    sf_admin_json_count (b, "parties", report->waits[of].parties);
    sf_admin_json_count (b, "received", report->waits[of].received);
    sf_admin_json_count (b, "nobody", report->waits[of].nobody);
    sf_admin_json_count (b, "median_ms", report->waits[of].median_ms);
    sf_admin_json_count (b, "p90_ms", report->waits[of].p90_ms);
    sf_admin_json_count (b, "longest_ms", report->waits[of].longest_ms);
    json_builder_end_object (b);
  }
  json_rows (day, b);
  json_steps (day, b);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return sf_json_print (root);
}

gboolean
sf_admin_replay_dispatch (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autofree char *zone = sf_admin_zone (self), *today = sf_day_of (sf_clock_wall_ms (self->clock), zone, NULL);
  const char *date = words->rest->len == 1 ? words->rest->pdata[0] : today;
  g_autofree char *valid = sf_date_add (date, 0);

  if (words->rest->len > 1 || g_strcmp0 (valid, date) != 0) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "replay-dispatch [YYYY-MM-DD]");
    return FALSE;
  }
  g_autoptr (SfDispatchDay) day = sf_dispatch_day_load (self->store, date, error);
  if (!day)
    return FALSE;
  if (sf_words_get (words, "json")) {
    g_autofree char *json = json_day (day, date);
    g_string_append_printf (out, "%s\n", json);
  } else
    print_day (day, date, zone, sf_keep_lang (sf_words_get (words, "lang")), out);
  /* Who looked at colleagues' figures is written down. */
  return sf_server_store_begin (self->store, error) && sf_server_store_audit (self->store, "tool", "dispatch.replay", date, "", error)
         && sf_server_store_commit (self->store, error);
}
