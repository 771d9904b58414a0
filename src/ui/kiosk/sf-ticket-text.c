/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ticket-text"
#include "config.h"
#include <string.h>
#include "ui/kiosk/sf-ticket-text.h"
#include "craft/sf-qr.h"
#include "ui/common/sf-day-text.h"
#include "ui/common/sf-language.h"

char *
sf_ticket_say_ahead (SfTicket *ticket)
{
  int ahead;
  g_object_get (ticket, "ahead", &ahead, NULL);
  g_autofree char *n = g_strdup_printf ("%d", ahead);
  return ahead > 0 ? sf_fill (SF_ ("queue.ahead", "{n} ahead of you"), "n", n, NULL) : g_strdup (SF_ ("queue.next", "You're next"));
}

char *
sf_ticket_say_wait (SfTicket *ticket)
{
  int wait;
  g_object_get (ticket, "wait-min", &wait, NULL);
  g_autofree char *minutes = g_strdup_printf ("%d", wait);
  return wait > 0 ? sf_fill (SF_ ("queue.wait", "About {min} minutes"), "min", minutes, NULL)
                  : g_strdup (SF_ ("queue.unknown", "We can't say how long yet"));
}

const char *
sf_ticket_say_name (SfKiosk *kiosk, SfTicket *ticket)
{
  SfRecord *person = sf_floor_consultant (sf_kiosk_get_floor (kiosk), sf_ticket_get_consultant (ticket));
  return person ? sf_record_get_ltext (person, SF_CONSULTANT_NAME, sf_language_get ()) : NULL;
}

/* {title} · {what}: 王先生 · 看车选车. */
static char *
say_for (SfKioskPage *page)
{
  g_autofree char *surname = sf_kiosk_page_answer (page, "surname");
  g_autofree char *title = sf_kiosk_page_answer (page, "title");
  g_autofree char *purpose = sf_kiosk_page_answer (page, "purpose");
  g_autofree char *whom = sf_kiosk_address (surname, title);
  const int i = sf_enum_index (&sf_enum_purpose, purpose);
  const char *what = i >= 0 ? sf_language_text ("enum.purpose", sf_enum_purpose.values[i].en) : NULL;

  if (!whom || !what)
    return g_strdup (whom ? whom : what);
  return sf_fill (SF_ ("pr.for", "{title} · {what}"), "title", whom, "what", what, NULL);
}

static char *
say_queue (SfTicket *ticket)
{
  const SfTicketStage stage = sf_ticket_get_stage (ticket);
  if (stage == SF_TICKET_NOBODY || stage == SF_TICKET_OFFLINE)
    return g_strdup (SF_ ("none.desk", "Please show this number at the front desk"));
  if (stage != SF_TICKET_QUEUE)
    return NULL;
  g_autofree char *ahead = sf_ticket_say_ahead (ticket);
  g_autofree char *wait = sf_ticket_say_wait (ticket);
  return g_strjoin ("\n", ahead, wait, NULL);
}

/* A number that is broken over two lines is a wrong number. */
static char *
keep_together (const char *number)
{
  g_auto (GStrv) words = g_strsplit (number, " ", -1);
  g_autofree char *joined = g_strjoinv ("\u00a0", words);
  g_auto (GStrv) parts = g_strsplit (joined, "-", -1);
  return g_strjoinv ("\u2011", parts);
}

/* Only a way that there is. */
static char *
say_rights (SfRecord *dealer, gboolean code)
{
  const char *phone = dealer ? sf_record_get_text (dealer, SF_DEALER_PHONE) : NULL;
  if (!phone || !*phone)
    return code ? g_strdup (SF_ ("pr.rights.scan", "See or delete your data: scan the code")) : NULL;
  g_autofree char *tel = keep_together (phone);
  return sf_fill (code ? SF_ ("pr.rights", "See or delete your data: scan, or call {tel}") : SF_ ("pr.rights.call", "See or delete your data: call {tel}"),
                  "tel", tel, NULL);
}

static void
put_code (SfTicketPaper *paper, const char *code)
{
  g_autoptr (SfQr) qr = code ? sf_qr_new (code, strlen (code), NULL) : NULL;
  if (!qr)
    return;
  const guint side = sf_qr_width (qr);
  paper->code_side = side;
  paper->code = g_malloc ((gsize) side * side);
  for (guint i = 0; i < side * side; i++)
    paper->code[i] = (guint8) sf_qr_at (qr, (int) (i % side), (int) (i / side));
  paper->code_text = g_strdup (SF_ ("pr.qr", "Scan for your place and contact"));
}

SfTicketPaper *
sf_ticket_to_paper (SfKioskPage *page, SfTicket *ticket)
{
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (page);
  SfRecord *dealer = sf_kiosk_get_dealer (kiosk);
  const char *name = sf_ticket_say_name (kiosk, ticket);
  g_autofree char *code = sf_kiosk_ticket_code (kiosk, ticket);
  SfTicketPaper *paper = sf_ticket_paper_new ();
  int minute = 0;
  g_autofree char *today = sf_floor_today (sf_kiosk_get_floor (kiosk), &minute);
  g_autofree char *day = sf_say_day (today);
  g_autofree char *clock = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);

  paper->lang = g_strdup (sf_lang_tag (sf_language_get ()));
  paper->dealer = g_strdup (dealer ? sf_record_get_ltext (dealer, SF_DEALER_NAME, sf_language_get ()) : NULL);
  paper->number = g_strdup (sf_ticket_get_number (ticket));
  paper->whom = say_for (page);
  paper->queue = say_queue (ticket);
  paper->who = name ? sf_fill (SF_ ("pr.who", "With: {name}"), "name", name, NULL) : NULL;
  paper->time = sf_fill (SF_ ("pr.time", "{date} {time}"), "date", day, "time", clock, NULL);
  put_code (paper, code);
  paper->rights = say_rights (dealer, paper->code != NULL);
  return paper;
}

SfTicketPaper *
sf_ticket_to_slip (SfKioskPage *page, SfTicket *ticket)
{
  SfTicketPaper *paper = sf_ticket_to_paper (page, ticket);

  g_free (paper->queue);
  paper->queue = g_strdup (SF_ ("pr.slip", "For the front desk: this guest is waiting, and nobody was reached"));
  g_clear_pointer (&paper->rights, g_free);
  g_clear_pointer (&paper->code, g_free);
  g_clear_pointer (&paper->code_text, g_free);
  return paper;
}

/* Another colleague can be called only while nobody has said that they come, and only by the server. */
static gboolean
may_come_for_else (SfTicket *ticket)
{
  const SfTicketStage stage = sf_ticket_get_stage (ticket);
  return stage == SF_TICKET_CALLING || stage == SF_TICKET_RUNG || stage == SF_TICKET_RECEPTION || stage == SF_TICKET_QUEUE || stage == SF_TICKET_NOBODY;
}

GStrv
sf_ticket_changes (SfKiosk *kiosk, SfTicket *ticket)
{
  const SfTicketStage stage = sf_ticket_get_stage (ticket);
  g_autofree char *purpose = NULL;
  g_autofree char *collect = NULL;
  GStrvBuilder *names = g_strv_builder_new ();

  g_object_get (sf_kiosk_get_draft (kiosk), "purpose", &purpose, "collect", &collect, NULL);
  const gboolean look = g_strcmp0 (purpose, "see") == 0 || g_strcmp0 (purpose, "drive") == 0, service = g_strcmp0 (purpose, "service") == 0;
  const gboolean fetch = g_strcmp0 (purpose, "collect") == 0, new_car = fetch && g_strcmp0 (collect, "new") == 0;
  const gboolean open = stage != SF_TICKET_ENDED && stage != SF_TICKET_BROWSE;

  if (open && look)
    g_strv_builder_add_many (names, "name", "car", NULL);
  if (open && (look || new_car) && sf_kiosk_get_notice (kiosk, sf_language_get ()))
    g_strv_builder_add (names, "phone");
  if (open && (service || (fetch && !new_car)))
    g_strv_builder_add (names, "plate");
  if (open && (look || service) && may_come_for_else (ticket))
    g_strv_builder_add (names, "purpose");
  GStrv all = g_strv_builder_end (names);
  g_strv_builder_unref (names);
  return all;
}
