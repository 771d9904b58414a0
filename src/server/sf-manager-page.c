/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-door.h"
#include "server/sf-manager.h"

#define STYLE "/m/style.css"

static char *
link_to (SfDay *day, const char *which_day, const char *list)
{
  return g_strdup_printf ("/m/?day=%s&lang=%s%s%s%s", which_day, sf_lang_code (day->lang), list ? "&list=" : "", list ? list : "", list ? "#list" : "");
}

static void
write_top (SfHtml *html, SfDay *day, const char *form, const char *list)
{
  const char *name = day->dealer ? sf_record_get_ltext (day->dealer, SF_DEALER_NAME, day->lang) : NULL;
  g_autofree char *query = g_strdup_printf ("&day=%s%s%s", day->day, list ? "&list=" : "", list ? list : "");

  sf_html_open (html, "header", "class", "top", NULL);
  sf_html_leaf (html, "strong", name ? name : "Showfloor", NULL);
  sf_door_languages (html, day->lang, "/m/", query);
  sf_html_open (html, "form", "method", "post", "action", "/m/out", NULL);
  sf_html_void (html, "input", "type", "hidden", "name", "form", "value", form, NULL);
  sf_html_leaf (html, "button", sf_text (day->lang, "m.out", "Sign out"), "class", "quiet", NULL);
  sf_html_close (html);
  sf_html_close (html);
}

static void
write_days (SfHtml *html, SfDay *day)
{
  g_autofree char *before = sf_date_add (day->day, -1), *after = sf_date_add (day->day, 1);
  g_autofree char *back = link_to (day, before, NULL), *forth = link_to (day, after, NULL);
  gboolean is_today = strcmp (day->day, day->today) == 0;

  sf_html_open (html, "nav", "class", "days", "aria-label", sf_text (day->lang, "m.days", "Days"), NULL);
  sf_html_leaf (html, "a", "‹", "href", back, "aria-label", sf_text (day->lang, "m.prev", "The day before"), NULL);
  for (int ago = 6; ago >= 0; ago--) {
    g_autofree char *date = sf_date_add (day->today, -ago), *href = link_to (day, date, NULL);
    g_autofree char *title = sf_day_title (date, day->lang);
    g_autofree char *number = g_strdup_printf ("%d", atoi (date + 8));
    sf_html_leaf (html, "a", ago == 0 ? sf_text (day->lang, "m.today", "Today") : number, "href", href, "title", title,
                  "aria-label", title, "aria-current", strcmp (date, day->day) == 0 ? "date" : NULL, NULL);
  }
  if (!is_today)
    sf_html_leaf (html, "a", "›", "href", forth, "aria-label", sf_text (day->lang, "m.next", "The day after"), NULL);
  sf_html_close (html);
}

/* Tablets that a kiosk, or screens that a tablet, could not reach if this server were away. */
static void
write_unreached (SfHtml *html, SfDay *day, SfRecord *device)
{
  const gboolean kiosk = g_strcmp0 (sf_record_get_text (device, SF_DEVICE_ROLE), "kiosk") == 0;
  g_auto (GStrv) others = sf_record_get_set (device, SF_DEVICE_UNREACHED);

  for (guint i = 0; others[i]; i++) {
    SfRecord *other = g_hash_table_lookup (day->devices, others[i]);
    if (!other || g_strcmp0 (sf_record_get_text (other, SF_DEVICE_STATE), "active") != 0)
      continue;
    g_autofree char *text = sf_fill (kiosk ? sf_text (day->lang, "fault.reach", "{kiosk} cannot ring {tablet} directly: check the Wi-Fi's client isolation and the tablet's firewall")
                                           : sf_text (day->lang, "fault.reach.screen", "{tablet} cannot reach {screen} directly: check the Wi-Fi's client isolation and the screen's firewall"),
                                     kiosk ? "kiosk" : "tablet", sf_record_get_text (device, SF_DEVICE_NAME), kiosk ? "tablet" : "screen", sf_record_get_text (other, SF_DEVICE_NAME), NULL);
    sf_html_leaf (html, "p", text, "class", "fault", "role", "status", NULL);
  }
}

/* What somebody in the house can put right. */
static void
write_faults (SfHtml *html, SfDay *day)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (day->devices), (GCompareFunc) strcmp);

  for (GList *l = ids; l; l = l->next) {
    SfRecord *device = g_hash_table_lookup (day->devices, l->data);
    int state = sf_enum_index (&sf_enum_paper, sf_record_get_text (device, SF_DEVICE_PAPER));
    if (g_strcmp0 (sf_record_get_text (device, SF_DEVICE_STATE), "active") != 0)
      continue;
    write_unreached (html, day, device);
    if (state < 0 || strcmp (sf_enum_paper.values[state].value, "ready") == 0)
      continue;
    g_autofree char *text = sf_fill (sf_text (day->lang, "fault.printer", "{kiosk}, ticket printer: {what}"), "kiosk", sf_record_get_text (device, SF_DEVICE_NAME),
                                     "what", sf_text (day->lang, "enum.paper", sf_enum_paper.values[state].en), NULL);
    sf_html_leaf (html, "p", text, "class", "fault", "role", "status", NULL);
  }
}

/* Two colleagues wait for a word. */
static void
write_clashes (SfHtml *html, SfDay *day, guint n, const char *href)
{
  g_autofree char *number = g_strdup_printf ("%u", n), *text = sf_fill (sf_text (day->lang, "clash.bar.manager", "Ownership clash: {n} for you to decide"), "n", number, NULL);

  if (n == 0)
    return;
  sf_html_open (html, "p", "class", "fault", "role", "status", NULL);
  sf_html_leaf (html, "a", text, "href", href, "id", "clashes", NULL);
  sf_html_close (html);
}

/* One figure; touching it opens the visits behind it. */
static void
write_figure (SfHtml *html, SfDay *day, SfFigureId figure, const char *class, const char *more, SfFigureId list)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, day->report->figures[figure].n);
  g_autofree char *href = link_to (day, day->day, sf_figure_name (figure));

  sf_html_open (html, "a", "class", class, "href", href, "id", sf_figure_name (figure), "aria-current", figure == list ? "true" : NULL, NULL);
  sf_html_leaf (html, "span", number, "class", day->report->figures[figure].n ? "n" : "n none", NULL);
  sf_html_leaf (html, "span", sf_figure_text (figure, day->lang), "class", "t", NULL);
  if (more)
    sf_html_leaf (html, "span", more, "class", "more", NULL);
  sf_html_close (html);
}

static void
write_capture (SfHtml *html, SfDay *day, SfFigureId list)
{
  const SfDayReport *report = day->report;
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, report->figures[SF_FIGURE_ON_FILE_FIRST].n);
  g_autofree char *m = g_strdup_printf ("%" G_GINT64_FORMAT, report->figures[SF_FIGURE_FIRST].n);
  g_autofree char *how = sf_fill (sf_text (day->lang, "m.capture.how", "{n} of {m} first visits"), "n", n, "m", m, NULL);
  g_autofree char *percent = report->capture_percent < 0 ? g_strdup ("–") : g_strdup_printf ("%d%%", report->capture_percent);
  g_autofree char *href = link_to (day, day->day, sf_figure_name (SF_FIGURE_ON_FILE_FIRST));

  sf_html_open (html, "a", "class", "figure big", "href", href, "id", "capture_percent", "aria-current", list == SF_FIGURE_ON_FILE_FIRST ? "true" : NULL, NULL);
  sf_html_leaf (html, "span", percent, "class", "n", NULL);
  sf_html_leaf (html, "span", sf_text (day->lang, "m.capture", "Capture rate"), "class", "t", NULL);
  sf_html_leaf (html, "span", report->capture_percent < 0 ? sf_text (day->lang, "m.capture.none", "No first visits yet") : how, "class", "more", NULL);
  sf_html_close (html);
}

static void
write_figures (SfHtml *html, SfDay *day, SfFigureId list)
{
  const SfDayReport *report = day->report;
  g_autofree char *minutes = g_strdup_printf ("%" G_GINT64_FORMAT, (report->longest_wait_ms + 59999) / 60000);
  g_autofree char *longest = report->longest_wait_ms > 0 ? sf_fill (sf_text (day->lang, "m.wait.longest", "longest {min} min"), "min", minutes, NULL) : NULL;
  g_autofree char *unsaid_n = g_strdup_printf ("%" G_GINT64_FORMAT, report->figures[SF_FIGURE_HEADS_UNSAID].n);
  g_autofree char *unsaid = report->figures[SF_FIGURE_HEADS_UNSAID].n ? sf_fill (sf_text (day->lang, "m.heads.unsaid", "{n} parties didn't say"), "n", unsaid_n, NULL) : NULL;
  static const SfFigureId small[] = { SF_FIGURE_FIRST, SF_FIGURE_REPEAT, SF_FIGURE_UNKNOWN, SF_FIGURE_LEFT_NOT_ON_FILE, SF_FIGURE_SERVICE, SF_FIGURE_SERVICE_WAITING };

  sf_html_open (html, "section", "class", "figures", NULL);
  write_figure (html, day, SF_FIGURE_PARTIES, "figure big accent", NULL, list);
  write_figure (html, day, SF_FIGURE_HEADS, "figure big", unsaid, list);
  write_figure (html, day, SF_FIGURE_ON_FILE, "figure big", NULL, list);
  write_capture (html, day, list);
  write_figure (html, day, SF_FIGURE_WAITING, report->figures[SF_FIGURE_WAITING].n ? "figure big warn" : "figure big", longest, list);
  sf_html_close (html);
  sf_html_open (html, "section", "class", "figures small", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    write_figure (html, day, small[i], "figure", NULL, list);
  sf_html_close (html);
}

static void
svg_text (SfHtml *html, double x, double y, const char *class, const char *text)
{
  char xs[G_ASCII_DTOSTR_BUF_SIZE], ys[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (xs, sizeof xs, "%.1f", x);
  g_ascii_formatd (ys, sizeof ys, "%.1f", y);
  sf_html_leaf (html, "text", text, "x", xs, "y", ys, "class", class, "text-anchor", "middle", NULL);
}

static void
svg_bar (SfHtml *html, double x, double y, double w, double h)
{
  char v[4][G_ASCII_DTOSTR_BUF_SIZE];
  const double values[] = { x, y, w, h };
  for (guint i = 0; i < 4; i++)
    g_ascii_formatd (v[i], sizeof v[i], "%.1f", values[i]);
  sf_html_leaf (html, "rect", NULL, "x", v[0], "y", v[1], "width", v[2], "height", v[3], "rx", "3", "class", "bar", NULL);
}

/* Arrivals by the hour: bars that need no script. */
static void
write_hours (SfHtml *html, SfDay *day)
{
  const SfFigure *parties = &day->report->figures[SF_FIGURE_PARTIES];
  int hours[24] = { 0 }, first = 9, last = 19, most = 1;

  for (guint i = 0; i < parties->visits->len; i++) {
    SfRecord *visit = g_hash_table_lookup (day->visits, g_ptr_array_index (parties->visits, i));
    int minute = 0;
    g_autofree char *ignored = visit ? sf_day_of (sf_record_get_int (visit, SF_VISIT_AT), day->zone, &minute) : NULL;
    int hour = CLAMP (minute / 60, 0, 23);
    hours[hour]++;
    most = MAX (most, hours[hour]);
    first = MIN (first, hour);
    last = MAX (last, hour);
  }
  sf_html_open (html, "section", "class", "panel", NULL);
  sf_html_leaf (html, "h2", sf_text (day->lang, "m.hours", "Arrivals by the hour"), NULL);
  sf_html_open (html, "svg", "viewBox", "0 0 440 250", "role", "img", "aria-label", sf_text (day->lang, "m.hours", "Arrivals by the hour"), NULL);
  double step = 440.0 / (last - first + 1);
  for (int hour = first; hour <= last; hour++) {
    double height = 186.0 * hours[hour] / most, x = (hour - first) * step;
    g_autofree char *n = g_strdup_printf ("%d", hours[hour]), *label = g_strdup_printf ("%d", hour);
    svg_bar (html, x + step * 0.18, 212 - MAX (height, 2), step * 0.64, MAX (height, 2));
    if (hours[hour])
      svg_text (html, x + step / 2, 204 - height, "count", n);
    svg_text (html, x + step / 2, 240, "hour", label);
  }
  sf_html_close (html);
  sf_html_close (html);
}

static void
write_bars (SfHtml *html, SfDay *day, const char *title, const SfFigureId *figures, guint n, SfFigureId list)
{
  gint64 most = 1;
  for (guint i = 0; i < n; i++)
    most = MAX (most, day->report->figures[figures[i]].n);
  sf_html_open (html, "section", "class", "panel", NULL);
  sf_html_leaf (html, "h2", title, NULL);
  for (guint i = 0; i < n; i++) {
    gint64 value = day->report->figures[figures[i]].n;
    if (figures[i] == SF_FIGURE_RESULT_OTHER && value == 0)
      continue;
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, value), *href = link_to (day, day->day, sf_figure_name (figures[i]));
    sf_html_open (html, "a", "class", "row", "href", href, "id", sf_figure_name (figures[i]), "aria-current", figures[i] == list ? "true" : NULL, NULL);
    sf_html_leaf (html, "span", sf_figure_text (figures[i], day->lang), "class", "t", NULL);
    sf_html_open (html, "svg", "viewBox", "0 0 100 10", "preserveAspectRatio", "none", "aria-hidden", "true", NULL);
    svg_bar (html, 0, 0, 100.0 * (double) value / (double) most, 10);
    sf_html_close (html);
    sf_html_leaf (html, "span", number, "class", value ? "n" : "n none", NULL);
    sf_html_close (html);
  }
  sf_html_close (html);
}

static void
write_list (SfHtml *html, SfDay *day, SfFigureId list)
{
  const SfFigure *figure = &day->report->figures[list];
  g_autofree char *number = g_strdup_printf ("%u", figure->visits->len), *close = link_to (day, day->day, NULL);
  g_autofree char *title = g_strdup_printf ("%s · %s", sf_figure_text (list, day->lang), number);

  sf_html_open (html, "section", "class", "panel list", "id", "list", NULL);
  sf_html_leaf (html, "h2", title, NULL);
  sf_html_leaf (html, "a", sf_text (day->lang, "m.close", "Close the list"), "class", "close", "href", close, NULL);
  if (figure->visits->len == 0)
    sf_html_leaf (html, "p", sf_text (day->lang, "m.list.empty", "Nothing here on this day."), NULL);
  else {
    sf_html_open (html, "div", "class", "wide", NULL);
    sf_html_open (html, "table", NULL);
    sf_html_open (html, "thead", NULL);
    sf_html_open (html, "tr", NULL);
    for (SfColumn c = 0; c < SF_N_COLUMNS; c++)
      sf_html_leaf (html, "th", sf_column_text (c, day->lang), "scope", "col", NULL);
    sf_html_close (html);
    sf_html_close (html);
    sf_html_open (html, "tbody", NULL);
    for (guint i = 0; i < figure->visits->len; i++) {
      sf_html_open (html, "tr", NULL);
      for (SfColumn c = 0; c < SF_N_COLUMNS; c++) {
        g_autofree char *text = sf_day_cell (day, g_ptr_array_index (figure->visits, i), c);
        gboolean figures = c == SF_COLUMN_TIME || c == SF_COLUMN_NUMBER || c == SF_COLUMN_HEADS || c == SF_COLUMN_STAY;
        sf_html_leaf (html, "td", text, "class", c == SF_COLUMN_LEVEL && *text ? "level" : figures ? "num" : NULL, "data-level", c == SF_COLUMN_LEVEL && *text ? text : NULL, NULL);
      }
      sf_html_close (html);
    }
    sf_html_close (html);
    sf_html_close (html);
    sf_html_close (html);
  }
  sf_html_close (html);
}

GBytes *
sf_manager_day_page (SfDay *day, SfFigureId list, const char *form, const SfKept *kept)
{
  static const SfFigureId results[] = { SF_FIGURE_CONSIDERING, SF_FIGURE_QUOTE, SF_FIGURE_ORDERED, SF_FIGURE_LOST, SF_FIGURE_RESULT_OTHER, SF_FIGURE_NO_OUTCOME };
  static const SfFigureId sources[] = { SF_FIGURE_SOURCE_LEAD, SF_FIGURE_SOURCE_NATURAL, SF_FIGURE_SOURCE_CALL_IN, SF_FIGURE_SOURCE_REFERRAL, SF_FIGURE_SOURCE_INVITE,
                                        SF_FIGURE_SOURCE_EVENT, SF_FIGURE_SOURCE_AFTERSALES, SF_FIGURE_SOURCE_OTHER, SF_FIGURE_SOURCE_UNKNOWN };
  static const SfFigureId levels[] = { SF_FIGURE_LEVEL_H, SF_FIGURE_LEVEL_A, SF_FIGURE_LEVEL_B, SF_FIGURE_LEVEL_C, SF_FIGURE_LEVEL_O, SF_FIGURE_LEVEL_NONE };
  g_autofree char *date = sf_day_title (day->day, day->lang);
  g_autofree char *csv = g_strdup_printf ("/m/day.csv?day=%s&lang=%s", day->day, sf_lang_code (day->lang));
  g_autofree char *dispatch = g_strdup_printf ("/m/dispatch?day=%s&lang=%s", day->day, sf_lang_code (day->lang));
  g_autofree char *clashes = g_strdup_printf ("/m/clashes?lang=%s", sf_lang_code (day->lang));
  g_autofree char *privacy = g_strdup_printf ("/m/privacy?lang=%s", sf_lang_code (day->lang));
  const char *title = sf_text (day->lang, "m.title", "The showroom's day");
  g_autofree char *head = g_strdup_printf ("%s · %s", date, title);
  g_autoptr (SfHtml) html = sf_html_new (sf_lang_tag (day->lang), head, STYLE);
  const char *open = list < SF_N_FIGURES ? sf_figure_name (list) : NULL;

  write_top (html, day, form, open);
  sf_html_open (html, "main", NULL);
  sf_html_open (html, "div", "class", "head", NULL);
  sf_html_open (html, "h1", NULL);
  sf_html_text (html, date);
  sf_html_leaf (html, "small", title, NULL);
  sf_html_close (html);
  write_days (html, day);
  sf_html_close (html);
  write_faults (html, day);
  write_clashes (html, day, kept->clashes, clashes);
  write_figures (html, day, list);
  if (open)
    write_list (html, day, list);
  sf_html_open (html, "div", "class", "panels", NULL);
  write_hours (html, day);
  write_bars (html, day, sf_text (day->lang, "m.outcomes", "Outcomes"), results, G_N_ELEMENTS (results), list);
  write_bars (html, day, sf_text (day->lang, "m.levels", "Levels"), levels, G_N_ELEMENTS (levels), list);
  write_bars (html, day, sf_text (day->lang, "m.sources", "Where they came from"), sources, G_N_ELEMENTS (sources), list);
  sf_html_close (html);
  /* Beside an open list there is one table to read. */
  if (!open)
    sf_manager_write_steps (html, day);
  sf_manager_write_kept (html, day, kept);
  sf_html_open (html, "footer", NULL);
  sf_html_leaf (html, "a", sf_text (day->lang, "m.csv", "The day as a table (CSV)"), "href", csv, "download", "", NULL);
  sf_html_leaf (html, "a", sf_text (day->lang, "md.title", "Who received whom"), "href", dispatch, NULL);
  sf_html_leaf (html, "a", sf_text (day->lang, "clash.title", "Ownership clash"), "href", clashes, NULL);
  sf_html_leaf (html, "a", sf_text (day->lang, "mp.title", "Guests' data"), "href", privacy, NULL);
  sf_html_close (html);
  sf_html_close (html);
  return sf_html_finish (html);
}
