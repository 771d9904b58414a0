/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 流程完成率 on the manager's day: of the visits that ended, who did which of the mandatory steps, and how that is known. */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-manager.h"

static const char *
name_of (SfDay *day, const char *consultant)
{
  SfRecord *person = g_hash_table_lookup (day->consultants, consultant);
  const char *name = person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, day->lang) : NULL;

  return name ? name : "–";
}

static void
write_number (SfHtml *html, guint n)
{
  g_autofree char *text = g_strdup_printf ("%u", n);

  sf_html_leaf (html, "td", text, "class", "num", NULL);
}

static void
write_line (SfHtml *html, const char *name, const SfStepLine *line)
{
  g_autofree char *rate = line->visits ? g_strdup_printf ("%u%%", (line->complete * 200 + line->visits) / (line->visits * 2)) : g_strdup ("–");

  sf_html_open (html, "tr", NULL);
  sf_html_leaf (html, "th", name, "scope", "row", NULL);
  write_number (html, line->visits);
  sf_html_leaf (html, "td", rate, "class", "num", NULL);
  write_number (html, line->event);
  write_number (html, line->hand);
  write_number (html, line->skipped);
  write_number (html, line->missing);
  sf_html_close (html);
}

static void
write_table (SfHtml *html, SfDay *day, gboolean by_step, GPtrArray *lines)
{
  const char *heads[] = { by_step ? sf_text (day->lang, "m.steps.step", "Step") : sf_text (day->lang, "m.col.consultant", "Consultant"), sf_text (day->lang, "m.steps.visits", "Visits"),
                          sf_text (day->lang, "m.steps.rate", "Complete"), sf_text (day->lang, "step.event", "Done"), sf_text (day->lang, "step.hand", "Ticked by hand"),
                          sf_text (day->lang, "step.skipped", "Skipped"), sf_text (day->lang, "step.missing", "Missing") };

  sf_html_open (html, "div", "class", "wide", NULL);
  sf_html_open (html, "table", "id", by_step ? "by_step" : "by_person", NULL);
  sf_html_open (html, "thead", NULL);
  sf_html_open (html, "tr", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    sf_html_leaf (html, "th", heads[i], "scope", "col", NULL);
  sf_html_close (html);
  sf_html_close (html);
  sf_html_open (html, "tbody", NULL);
  for (guint i = 0; i < lines->len; i++) {
    const SfStepLine *line = g_ptr_array_index (lines, i);

    write_line (html, by_step ? sf_step_text (line->key, day->lang) : name_of (day, line->key), line);
  }
  sf_html_close (html);
  sf_html_close (html);
  sf_html_close (html);
}

/* Who was reminded has it on the tablet; here is how often, and whether anything still waits. */
static void
write_late (SfHtml *html, SfDay *day)
{
  g_autofree char *n = g_strdup_printf ("%u", day->late), *now = g_strdup_printf ("%u", day->late_now);
  g_autofree char *text = sf_fill (sf_text (day->lang, "m.steps.late", "Reminded of an overdue step: {n}; still open: {now}"), "n", n, "now", now, NULL);

  if (day->late)
    sf_html_leaf (html, "p", text, "id", "late", "class", day->late_now ? "late" : NULL, NULL);
}

void
sf_manager_write_steps (SfHtml *html, SfDay *day)
{
  if (day->by_person->len == 0 && day->late == 0)
    return;
  sf_html_open (html, "section", "class", "panel", "id", "steps", NULL);
  sf_html_leaf (html, "h2", sf_text (day->lang, "m.steps", "Steps of the visits that ended"), NULL);
  write_late (html, day);
  if (day->by_person->len > 0) {
    write_table (html, day, FALSE, day->by_person);
    write_table (html, day, TRUE, day->by_step);
  }
  sf_html_close (html);
}
