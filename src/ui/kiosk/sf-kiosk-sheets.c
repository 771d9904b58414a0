/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-sheets"
#include "config.h"
#include "ui/kiosk/sf-kiosk-window-private.h"
#include "ui/common/sf-language.h"

void
sf_kiosk_window_close_sheet (SfKioskWindow *self)
{
  if (self->sheet)
    gtk_overlay_remove_overlay (self->overlay, GTK_WIDGET (self->sheet));
  self->sheet = NULL;
  self->sheet_kind = SHEET_NONE;
  gtk_widget_set_can_target (GTK_WIDGET (self->router), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->router), TRUE);
}

SfSheet *
sf_kiosk_window_open_sheet (SfKioskWindow *self, SheetKind kind, const char *title, const char *body, GCallback chosen)
{
  sf_kiosk_window_close_sheet (self);
  self->sheet = SF_SHEET (sf_sheet_new (title, body));
  self->sheet_kind = kind;
  g_signal_connect_swapped (self->sheet, "chosen", chosen, self);
  gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->sheet));
  /* What lies beneath can neither be touched nor reached by the keyboard. */
  gtk_widget_set_can_target (GTK_WIDGET (self->router), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->router), FALSE);
  return self->sheet;
}

static char *
idle_text (SfKioskWindow *self)
{
  g_autofree char *n = g_strdup_printf ("%u", self->left);
  return sf_fill (SF_ ("idle.body", "Back to the start in {n} s. Nothing you entered is kept."), "n", n, NULL);
}

void
sf_kiosk_window_count_idle (SfKioskWindow *self)
{
  g_autofree char *body = idle_text (self);
  sf_sheet_set_text (self->sheet, SF_ ("idle.title", "Still there?"), body);
}

static void
on_idle_chosen (SfKioskWindow *self, const char *id)
{
  sf_kiosk_window_touched (self);
  if (g_str_equal (id, "leave"))
    sf_kiosk_window_wipe (self, "attract");
  else
    sf_kiosk_window_close_sheet (self);
}

void
sf_kiosk_window_show_idle (SfKioskWindow *self)
{
  self->left = self->times.answer;
  g_autofree char *body = idle_text (self);
  SfSheet *sheet = sf_kiosk_window_open_sheet (self, SHEET_IDLE, SF_ ("idle.title", "Still there?"), body, G_CALLBACK (on_idle_chosen));
  sf_sheet_add_button (sheet, "leave", SF_ ("idle.leave", "Start over"), "quiet");
  sf_sheet_add_button (sheet, "stay", SF_ ("idle.stay", "I'm here"), "go");
  sf_sheet_take_focus (sheet);
  sf_kiosk_window_say (self, "idle");
}

static void
on_help_chosen (SfKioskWindow *self, const char *id)
{
  sf_kiosk_window_touched (self);
  sf_kiosk_window_close_sheet (self);
  if (g_str_equal (id, "recall") && !self->busy)
    sf_router_go (self->router, "recall");
}

static void
show_help_desk (SfKioskWindow *self)
{
  sf_sheet_set_text (self->sheet, SF_ ("help.fail", "Please go to the front desk"), NULL);
  sf_kiosk_window_say (self, "help-desk");
}

/* Only what is known: nobody is promised before a tablet acknowledged the ring. */
static void
show_help_stage (SfKioskWindow *self)
{
  if (self->sheet_kind != SHEET_HELP)
    return;
  switch (self->help ? sf_ticket_get_stage (self->help) : SF_TICKET_CALLING)
    {
    case SF_TICKET_CALLING:
      sf_sheet_set_text (self->sheet, self->recalls ? SF_ ("queue.recalling", "Calling again") : SF_ ("help.calling", "Calling someone"), NULL);
      sf_kiosk_window_say (self, self->recalls ? "again-calling" : "help-calling");
      break;
    case SF_TICKET_RUNG:
    case SF_TICKET_COMING:
    case SF_TICKET_RECEPTION:
      sf_sheet_set_text (self->sheet, self->recalls ? SF_ ("queue.recalled.desk", "We've called again, and the front desk knows")
                                                    : SF_ ("help.ok", "Someone is on the way"), NULL);
      sf_kiosk_window_say (self, self->recalls ? "again-desk" : "help-coming");
      break;
    default:
      show_help_desk (self);
    }
}

static void
on_help_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfKioskWindow) self = SF_KIOSK_WINDOW (data);
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->help);
  self->help = sf_kiosk_check_in_finish (SF_KIOSK (source), result, &error);
  if (!self->help)
    {
      g_warning ("A call for help was not saved: %s", error->message);
      if (self->sheet_kind == SHEET_HELP)
        show_help_desk (self);
      return;
    }
  g_signal_connect_object (self->help, "notify::stage", G_CALLBACK (show_help_stage), self, G_CONNECT_SWAPPED);
  show_help_stage (self);
}

static gboolean
is_help_open (SfKioskWindow *self)
{
  if (!self->help)
    return FALSE;
  const SfTicketStage stage = sf_ticket_get_stage (self->help);
  return stage == SF_TICKET_CALLING || stage == SF_TICKET_RUNG || stage == SF_TICKET_COMING || stage == SF_TICKET_RECEPTION;
}

/* The call carries what the guest said so far, without number or plate; their own way goes on after it. */
static void
call (SfKioskWindow *self, const char *number)
{
  SfDraft *draft = sf_kiosk_get_draft (self->kiosk);
  g_autofree char *purpose = sf_kiosk_window_answer (self, "purpose");
  g_autofree char *plate = sf_kiosk_window_answer (self, "plate");
  g_autofree char *code = sf_kiosk_window_answer (self, "code");

  g_object_set (draft, "purpose", "help", "plate", NULL, "code", number, "lang", (int) sf_language_get (), NULL);
  sf_kiosk_check_in_async (self->kiosk, FALSE, on_help_ready, g_object_ref (self));
  g_object_set (draft, "purpose", purpose, "plate", plate, "code", code, NULL);
}

void
sf_kiosk_window_show_help (SfKioskWindow *self)
{
  SfSheet *sheet = sf_kiosk_window_open_sheet (self, SHEET_HELP, SF_ ("help.calling", "Calling someone"), NULL, G_CALLBACK (on_help_chosen));

  if (!self->ticket)
    sf_sheet_add_button (sheet, "recall", SF_ ("recall.number", "Call my number"), "quiet");
  sf_sheet_add_button (sheet, "close", SF_ ("nav.close", "Close"), "quiet");
  sf_sheet_take_focus (sheet);
  if (is_help_open (self) && !self->recalls)
    {
      show_help_stage (self);
      return;
    }
  self->recalls = FALSE;
  call (self, NULL);
}

void
sf_kiosk_window_call_again (SfKioskWindow *self)
{
  g_autofree char *number = sf_kiosk_window_answer (self, "recall");
  SfSheet *sheet;

  g_object_set (sf_kiosk_get_draft (self->kiosk), "recall", NULL, NULL);
  sf_router_back (self->router);
  sheet = sf_kiosk_window_open_sheet (self, SHEET_HELP, SF_ ("queue.recalling", "Calling again"), NULL, G_CALLBACK (on_help_chosen));
  sf_sheet_add_button (sheet, "close", SF_ ("nav.close", "Close"), "quiet");
  sf_sheet_take_focus (sheet);
  g_clear_object (&self->help);
  self->recalls = TRUE;
  call (self, number);
}
