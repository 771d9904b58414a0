/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-door.h"
#include "server/sf-pocket.h"
#include "server/sf-tell.h"

/* One form per touch, so that each works without a script. */
typedef struct {
  SfHtml *html;
  SfPocket *pocket;
  SfDay *day;
  SfLang lang;
  const char *form;
  char *action;
} Page;

static SfRecord *
status_of (Page *page, const char *visit)
{
  return g_hash_table_lookup (page->day->statuses, visit);
}

static SfRecord *
customer_of (Page *page, SfRecord *status)
{
  const char *id = status ? sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER) : NULL;
  return id ? g_hash_table_lookup (page->day->customers, id) : NULL;
}

static char *
guest_of (Page *page, SfRecord *visit)
{
  const char *id = sf_record_get_id (visit);
  return sf_tell_guest (page->lang, visit, g_hash_table_lookup (page->day->outcomes, id), customer_of (page, status_of (page, id)));
}

static const char *
name_of (Page *page, const char *consultant)
{
  SfRecord *person = consultant ? g_hash_table_lookup (page->day->consultants, consultant) : NULL;
  return person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, page->lang) : NULL;
}

static const char *
state_of (SfRecord *status)
{
  const char *state = status ? sf_record_get_text (status, SF_VISIT_STATUS_STATE) : NULL;
  return state ? state : "waiting";
}

/* Begins a form; the caller adds its buttons and closes it. */
static void
open_form (Page *page, const char *verb, const char *id, const char *about, const char *class)
{
  const char *const fields[][2] = { { "form", page->form }, { "verb", verb }, { "id", id }, { "about", about } };

  sf_html_open (page->html, "form", "method", "post", "action", page->action, "class", class, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i][1])
      sf_html_void (page->html, "input", "type", "hidden", "name", fields[i][0], "value", fields[i][1], NULL);
}

static void
write_button (Page *page, const char *verb, const char *id, const char *about, const char *text, const char *class)
{
  open_form (page, verb, id, about, NULL);
  sf_html_leaf (page->html, "button", text, "class", class, NULL);
  sf_html_close (page->html);
}

/* Top */

static void
write_top (Page *page)
{
  SfHtml *html = page->html;
  const char *name = page->day->dealer ? sf_record_get_ltext (page->day->dealer, SF_DEALER_NAME, page->lang) : NULL;

  sf_html_open (html, "header", "class", "top", NULL);
  sf_html_leaf (html, "strong", name ? name : "Showfloor", NULL);
  sf_door_languages (html, page->lang, "/p/", NULL);
  sf_html_open (html, "form", "method", "post", "action", "/p/out", NULL);
  sf_html_void (html, "input", "type", "hidden", "name", "form", "value", page->form, NULL);
  sf_html_leaf (html, "button", sf_text (page->lang, "m.out", "Sign out"), "class", "quiet", NULL);
  sf_html_close (html);
  sf_html_close (html);
}

/* Whether it rings, said by the page itself; the script fills it in. */
static void
write_sound (Page *page)
{
  SfHtml *html = page->html;

  sf_html_leaf (html, "button", "", "id", "sound", "type", "button", "hidden", "",
                "data-on", sf_text (page->lang, "p.sound.on", "Sound is on. Keep this page open."),
                "data-off", sf_text (page->lang, "p.sound.off", "Touch here to turn the sound on"), NULL);
  sf_html_leaf (html, "p", sf_text (page->lang, "p.lost", "No connection to the store. Rings don't arrive here."),
                "id", "lost", "class", "wrong", "role", "alert", "hidden", "", NULL);
  sf_html_open (html, "noscript", NULL);
  sf_html_open (html, "p", "class", "wrong", NULL);
  sf_html_text (html, sf_text (page->lang, "p.noscript", "This browser runs no scripts: nothing rings here. Refresh the page to see who waits."));
  sf_html_close (html);
  sf_html_close (html);
}

static char *
said_text (Page *page, const char *said, const char *about)
{
  SfRecord *status = about ? status_of (page, about) : NULL;
  const char *name = name_of (page, status ? sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT) : NULL);

  if (strcmp (said, "assign.taken") == 0 && name)
    return sf_fill (sf_text (page->lang, "tab.taken", "{name} is already with this guest"), "name", name, NULL);
  if (strcmp (said, "assign.taken") == 0)
    return g_strdup (sf_text (page->lang, "tab.taken.any", "A colleague is already with this guest"));
  if (strcmp (said, "assign.nobody") == 0)
    return g_strdup (sf_text (page->lang, "p.nobody", "That colleague can't take over. Please choose another."));
  if (strcmp (said, "assign.over") == 0 || strcmp (said, "visit.over") == 0)
    return g_strdup (sf_text (page->lang, "p.over", "This ring is over"));
  return g_strdup (sf_text (page->lang, "p.again", "That didn't work. Please try again."));
}

/* The ring */

static char *
where_and_what (Page *page, SfRecord *visit)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *what = sf_tell_came_for (page->lang, visit, page->day->models);
  const char *device = sf_record_get_text (visit, SF_VISIT_DEVICE);
  gint64 heads = sf_record_get_int (visit, SF_VISIT_HEADS);

  sf_tell_append (page->lang, line, sf_tell_where (page->lang, g_hash_table_lookup (page->pocket->devices, device)));
  sf_tell_append (page->lang, line, what);
  if (heads > 1) {
    g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, heads);
    g_autofree char *text = sf_fill (sf_text (page->lang, "tab.heads", "party of {n}"), "n", n, NULL);
    sf_tell_append (page->lang, line, text);
  }
  return g_strdup (line->str);
}

/* Why it rings here, and how long the guest has waited: the script counts on from there. */
static void
write_why (Page *page, SfRecord *offer, SfRecord *visit)
{
  SfHtml *html = page->html;
  const char *why = sf_record_get_text (offer, SF_ASSIGNMENT_WHY), *me = name_of (page, page->pocket->me);
  g_autofree char *text = why ? sf_assign_why_text (why, me ? me : "", page->lang) : NULL;
  gint64 waited = CLAMP ((page->day->now - sf_record_get_int (visit, SF_VISIT_AT)) / 1000, 0, 35999);
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, waited);
  g_autofree char *clock = g_strdup_printf ("%" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, waited / 60, waited % 60);
  const char *template = sf_text (page->lang, "tab.waited", "waiting {time}");
  g_autofree char *wait = sf_fill (template, "time", clock, NULL);

  sf_html_open (html, "p", "class", "why", NULL);
  if (text && *text) {
    sf_html_text (html, text);
    sf_html_text (html, sf_tell_dot (page->lang));
  }
  sf_html_leaf (html, "span", wait, "data-waited", seconds, "data-text", template, NULL);
  sf_html_close (html);
}

static gboolean
is_free_colleague (Page *page, SfRecord *person)
{
  const char *id = sf_record_get_id (person), *job = sf_record_get_text (page->pocket->person, SF_CONSULTANT_JOB);

  return strcmp (id, page->pocket->me) != 0 && sf_record_get_int (person, SF_CONSULTANT_ACTIVE) == 1
         && g_strcmp0 (sf_record_get_text (person, SF_CONSULTANT_JOB), job) == 0 && strcmp (sf_pocket_presence (page->pocket, id), "free") == 0;
}

static int
by_position (gconstpointer a, gconstpointer b)
{
  SfRecord *first = *(SfRecord *const *) a, *second = *(SfRecord *const *) b;
  gint64 p = sf_record_get_int (first, SF_CONSULTANT_POSITION), q = sf_record_get_int (second, SF_CONSULTANT_POSITION);

  return p != q ? (p < q ? -1 : 1) : strcmp (sf_record_get_id (first), sf_record_get_id (second));
}

static void
write_hand (Page *page, SfRecord *offer, const char *visit)
{
  SfHtml *html = page->html;
  g_autoptr (GPtrArray) colleagues = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer person;

  g_hash_table_iter_init (&iter, page->day->consultants);
  while (g_hash_table_iter_next (&iter, NULL, &person))
    if (is_free_colleague (page, person))
      g_ptr_array_add (colleagues, person);
  g_ptr_array_sort (colleagues, by_position);
  sf_html_open (html, "details", "id", "hand", NULL);
  sf_html_leaf (html, "summary", sf_text (page->lang, "tab.hand", "Hand over"), NULL);
  if (colleagues->len == 0) {
    sf_html_leaf (html, "p", sf_text (page->lang, "tab.hand.nobody", "No colleague is free right now"), NULL);
  } else {
    sf_html_leaf (html, "p", sf_text (page->lang, "tab.hand.whom", "Who takes over?"), NULL);
    open_form (page, "hand", sf_record_get_id (offer), visit, "chips");
    for (guint i = 0; i < colleagues->len; i++)
      sf_html_leaf (html, "button", name_of (page, sf_record_get_id (colleagues->pdata[i])), "name", "to", "value", sf_record_get_id (colleagues->pdata[i]), NULL);
    sf_html_close (html);
  }
  sf_html_close (html);
}

static void
write_ring (Page *page)
{
  SfHtml *html = page->html;
  SfRecord *offer = page->pocket->rings->pdata[0];
  const char *id = sf_record_get_text (offer, SF_ASSIGNMENT_VISIT), *text;
  SfRecord *visit = g_hash_table_lookup (page->day->visits, id), *status = status_of (page, id);
  const char *known = status ? sf_record_get_text (status, SF_VISIT_STATUS_BEFORE) : NULL;
  g_autofree char *who = guest_of (page, visit), *what = where_and_what (page, visit);
  g_autofree char *title = g_strcmp0 (sf_record_get_text (visit, SF_VISIT_PURPOSE), "help") == 0
                           ? g_strdup (sf_text (page->lang, "tab.ring.help", "Somebody asks for help"))
                           : sf_fill (sf_text (page->lang, "tab.ring.who", "{name} is here"), "name", who, NULL);
  g_autofree char *more_n = g_strdup_printf ("%u", page->pocket->rings->len - 1);

  sf_html_open (html, "section", "class", "ring", "role", "alert", "data-offer", sf_record_get_id (offer), "data-about", id, NULL);
  sf_html_open (html, "p", "class", "head", NULL);
  text = g_strcmp0 (sf_record_get_text (visit, SF_VISIT_WANTS), page->pocket->me) == 0 ? sf_text (page->lang, "tab.asked", "Asked for you")
         : sf_tell_before (page->lang, known ? known : sf_record_get_text (visit, SF_VISIT_BEFORE));
  if (text)
    sf_html_leaf (html, "span", text, "class", "pill", NULL);
  sf_html_leaf (html, "span", sf_record_get_text (visit, SF_VISIT_NUMBER), "class", "num", NULL);
  sf_html_close (html);
  sf_html_leaf (html, "h1", title, NULL);
  sf_html_leaf (html, "p", what, "class", "what", NULL);
  write_why (page, offer, visit);
  write_button (page, "accept", sf_record_get_id (offer), id, sf_text (page->lang, "tab.accept", "On my way"), "go");
  write_hand (page, offer, id);
  write_button (page, "decline", sf_record_get_id (offer), id, sf_text (page->lang, "tab.decline", "I can't: ring the next one"), "plain");
  if (page->pocket->rings->len > 1) {
    g_autofree char *more = sf_fill (sf_text (page->lang, "tab.ring.more", "and {n} more waiting"), "n", more_n, NULL);
    sf_html_leaf (html, "p", more, "class", "why", NULL);
  }
  sf_html_close (html);
}

/* Me */

static void
write_me (Page *page)
{
  static const char *const choices[] = { "free", "away", "rest", "off" };
  SfHtml *html = page->html;
  SfRecord *roster = g_hash_table_lookup (page->pocket->rosters, page->pocket->me);
  const char *name = name_of (page, page->pocket->me), *now = sf_pocket_presence (page->pocket, page->pocket->me);
  g_autofree char *hello = sf_fill (sf_text (page->lang, "tab.hello", "Hello, {name}"), "name", name ? name : "", NULL);

  sf_html_open (html, "section", "class", "me", NULL);
  sf_html_leaf (html, "h1", hello, NULL);
  if (roster) {
    open_form (page, "patch", sf_record_get_id (roster), NULL, "chips");
    if (strcmp (now, "serving") == 0)
      sf_html_leaf (html, "button", sf_tell_value (page->lang, &sf_enum_presence, now), "type", "button", "aria-pressed", "true", NULL);
    for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
      sf_html_leaf (html, "button", sf_tell_value (page->lang, &sf_enum_presence, choices[i]), "name", "to", "value", choices[i],
                    "aria-pressed", strcmp (choices[i], now) == 0 ? "true" : "false", NULL);
    sf_html_close (html);
    if (strcmp (now, "free") != 0 && strcmp (now, "serving") != 0)
      sf_html_leaf (html, "p", sf_text (page->lang, "p.off", "You aren't rung now. Choose Free to be called."), "class", "none", NULL);
  }
  sf_html_close (html);
}

/* Lists */

static int
by_arrival (gconstpointer a, gconstpointer b)
{
  SfRecord *first = *(SfRecord *const *) a, *second = *(SfRecord *const *) b;
  gint64 p = sf_record_get_int (first, SF_VISIT_AT), q = sf_record_get_int (second, SF_VISIT_AT);

  return p != q ? (p < q ? -1 : 1) : strcmp (sf_record_get_id (first), sf_record_get_id (second));
}

typedef enum { WITH_ME, WAITING, LEFT } Which;

static gboolean
belongs (Page *page, SfRecord *visit, Which which)
{
  SfRecord *status = status_of (page, sf_record_get_id (visit)), *offer = g_hash_table_lookup (page->pocket->ringing, sf_record_get_id (visit));
  const char *state = state_of (status), *whose = status ? sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT) : NULL;
  gboolean mine = g_strcmp0 (whose, page->pocket->me) == 0, waits = strcmp (state, "waiting") == 0 || strcmp (state, "notified") == 0;

  if (which == WAITING)
    return waits && sf_purpose_rings (sf_record_get_text (visit, SF_VISIT_PURPOSE)) && !(offer && page->pocket->rings->len > 0 && offer == page->pocket->rings->pdata[0]);
  return mine && strcmp (state, "void") != 0 && (strcmp (state, "left") == 0) == (which == LEFT) && !waits;
}

static GPtrArray *
list_of (Page *page, Which which)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer visit;

  g_hash_table_iter_init (&iter, page->day->visits);
  while (g_hash_table_iter_next (&iter, NULL, &visit))
    if (belongs (page, visit, which))
      g_ptr_array_add (list, visit);
  g_ptr_array_sort (list, by_arrival);
  return list;
}

/* Who is being rung for a guest who waits; what else is to be said of one's own. */
static void
append_state (Page *page, GString *line, SfRecord *visit, Which which)
{
  SfRecord *offer = g_hash_table_lookup (page->pocket->ringing, sf_record_get_id (visit));
  const char *whom = offer ? name_of (page, sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT)) : NULL;
  g_autofree char *text = NULL;

  if (which != WAITING)
    text = g_strdup (sf_tell_value (page->lang, &sf_enum_visit_state, state_of (status_of (page, sf_record_get_id (visit)))));
  else if (whom)
    text = sf_fill (sf_text (page->lang, "p.rings", "ringing {name}"), "name", whom, NULL);
  else if (offer)
    text = g_strdup (sf_text (page->lang, "p.rings.desk", "ringing the front desk"));
  sf_tell_append (page->lang, line, text);
}

static void
write_visit (Page *page, SfRecord *visit, Which which)
{
  SfHtml *html = page->html;
  SfRecord *status = status_of (page, sf_record_get_id (visit));
  g_autofree char *who = guest_of (page, visit), *what = where_and_what (page, visit);
  g_autoptr (GString) line = g_string_new (what);
  gint64 minutes = MAX ((page->day->now - sf_record_get_int (visit, SF_VISIT_AT)) / 60000, 0);
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, minutes);
  g_autofree char *age = sf_fill (sf_text (page->lang, "tab.minutes", "{n} min"), "n", n, NULL);

  append_state (page, line, visit, which);
  sf_html_open (html, "li", "class", which == WAITING && minutes >= 3 ? "late" : NULL, NULL);
  sf_html_leaf (html, "span", sf_record_get_text (visit, SF_VISIT_NUMBER), "class", "num", NULL);
  sf_html_open (html, "div", NULL);
  sf_html_leaf (html, "strong", who, NULL);
  sf_html_leaf (html, "small", line->str, NULL);
  if (status && strcmp (state_of (status), "accepted") == 0)
    write_button (page, "serve", sf_record_get_id (status), sf_record_get_id (visit), sf_text (page->lang, "tab.greeted", "I'm with them"), "soft");
  sf_html_close (html);
  if (which != LEFT)
    sf_html_leaf (html, "span", age, "class", "age", NULL);
  sf_html_close (html);
}

static void
write_list (Page *page, const char *title, const char *empty, Which which)
{
  g_autoptr (GPtrArray) list = list_of (page, which);

  if (list->len == 0 && !empty)
    return;
  sf_html_open (page->html, "section", "class", "panel", NULL);
  sf_html_leaf (page->html, "h2", title, NULL);
  if (list->len == 0)
    sf_html_leaf (page->html, "p", empty, "class", "none", NULL);
  sf_html_open (page->html, "ul", NULL);
  for (guint i = 0; i < list->len; i++)
    write_visit (page, list->pdata[i], which);
  sf_html_close (page->html);
  sf_html_close (page->html);
}

static void
write_due (Page *page)
{
  SfHtml *html = page->html;
  GPtrArray *due = page->pocket->due;
  g_autofree char *n = g_strdup_printf ("%u", due->len);
  g_autofree char *title = sf_fill (sf_text (page->lang, "tab.due", "To contact today: {n}"), "n", n, NULL);

  sf_html_open (html, "section", "class", "panel", NULL);
  sf_html_leaf (html, "h2", title, NULL);
  if (due->len == 0)
    sf_html_leaf (html, "p", sf_text (page->lang, "tab.due.none", "Nobody is waiting for your call today."), "class", "none", NULL);
  sf_html_open (html, "ul", NULL);
  for (guint i = 0; i < due->len; i++) {
    const char *id = sf_record_get_text (due->pdata[i], SF_FOLLOW_UP_CUSTOMER), *level = sf_record_get_text (due->pdata[i], SF_FOLLOW_UP_LEVEL);
    SfRecord *customer = id ? g_hash_table_lookup (page->day->customers, id) : NULL;
    g_autofree char *who = sf_tell_guest (page->lang, NULL, NULL, customer), *day = sf_day_title (sf_record_get_text (due->pdata[i], SF_FOLLOW_UP_DUE), page->lang);

    sf_html_open (html, "li", NULL);
    sf_html_leaf (html, "span", level ? level : "", "class", "num level", "data-level", level, NULL);
    sf_html_open (html, "div", NULL);
    sf_html_leaf (html, "strong", who, NULL);
    sf_html_leaf (html, "small", sf_record_get_text (due->pdata[i], SF_FOLLOW_UP_NOTE), NULL);
    sf_html_close (html);
    sf_html_leaf (html, "span", strcmp (sf_record_get_text (due->pdata[i], SF_FOLLOW_UP_DUE), page->day->today) == 0 ? sf_text (page->lang, "tab.day.today", "Today") : day, "class", "age", NULL);
    sf_html_close (html);
  }
  sf_html_close (html);
  sf_html_close (html);
}

/* All that changes by itself; the script takes it out of a page that it fetched. */
static void
write_live (Page *page, const char *said, const char *about)
{
  SfHtml *html = page->html;

  sf_html_open (html, "div", "id", "live", NULL);
  if (said) {
    g_autofree char *text = said_text (page, said, about);
    sf_html_leaf (html, "p", text, "class", "said", "role", "status", NULL);
  }
  if (page->pocket->rings->len > 0)
    write_ring (page);
  write_me (page);
  write_list (page, sf_text (page->lang, "p.mine", "With me"), NULL, WITH_ME);
  write_list (page, sf_text (page->lang, "p.waiting", "Waiting"), sf_text (page->lang, "p.waiting.none", "Nobody is waiting."), WAITING);
  write_due (page);
  write_list (page, sf_text (page->lang, "p.left", "My guests who have left"), NULL, LEFT);
  sf_html_close (html);
}

GBytes *
sf_pocket_page (SfPocket *pocket, const char *form, gboolean trial, const char *said, const char *about)
{
  SfLang lang = pocket->day->lang;
  const char *title = sf_text (lang, "p.title", "Rings on my phone");
  g_autofree char *action = g_strdup_printf ("/p/do?lang=%s", sf_lang_code (lang)), *again = g_strdup_printf ("/p/?lang=%s", sf_lang_code (lang));
  g_autoptr (SfHtml) html = sf_html_new (sf_lang_tag (lang), title, "/p/style.css");
  Page page = { html, pocket, pocket->day, lang, form, action };

  if (trial)
    sf_html_leaf (html, "p", sf_text (lang, "p.trial", "Trial: not encrypted, only inside the store"), "class", "trial", NULL);
  write_top (&page);
  sf_html_open (html, "main", "id", "pocket", "data-form", form, "data-ring", sf_text (lang, "tab.ring", "A guest is here for you"), NULL);
  write_sound (&page);
  write_live (&page, said, about);
  sf_html_leaf (html, "a", sf_text (lang, "p.renew", "Refresh"), "href", again, "class", "renew", NULL);
  sf_html_close (html);
  sf_html_leaf (html, "script", "", "src", "/p/phone.js", NULL);
  return sf_html_finish (html);
}
