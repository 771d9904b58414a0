/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-staff-tools"
#include "config.h"
#include "ui/kiosk/sf-staff-tools.h"
#include "app/sf-staff.h"
#include "model/sf-enums.h"
#include "ui/common/sf-day-text.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-ways-card.h"

#define MEGABYTE (1000 * 1000)

struct _SfStaffTools
{
  GtkBox parent_instance;
  SfKiosk *kiosk;          /* (owned) (nullable) until opened */
  SfApplication *app;
  SfWays *ways;            /* (owned) (nullable) until opened */
  GtkLabel *facts, *told, *sure;
  GtkWidget *tools, *asking, *unpair, *keep, *print;
  gint64 lose;             /* what the question on the glass says is lost */
  gboolean reading, left;
};

G_DEFINE_FINAL_TYPE (SfStaffTools, sf_staff_tools, GTK_TYPE_BOX)

static void
add_fact (GString *text, const char *sentence, const char *key, const char *value)
{
  g_autofree char *line = key ? sf_fill (sentence, key, value, NULL) : g_strdup (sentence);
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static void
add_server (SfDevice *device, GString *text)
{
  const gint64 last = sf_device_get_last_contact (device);
  g_autoptr (GDateTime) at = last > 0 ? g_date_time_new_from_unix_local (last / 1000) : NULL;
  g_autofree char *time = at ? g_date_time_format (at, "%Y-%m-%d %H:%M") : g_strdup ("—");
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, sf_device_get_pending (device));

  if (sf_device_get_online (device))
    add_fact (text, SF_ ("st.online", "Connected to the server"), NULL, NULL);
  else
    add_fact (text, SF_ ("st.lastok", "Last contact: {time}"), "time", time);
  if (sf_device_get_pending (device) > 0)
    add_fact (text, SF_ ("st.waiting", "{n} waiting for the server"), "n", n);
  else
    add_fact (text, SF_ ("st.allsent", "Everything delivered"), NULL, NULL);
}

/* What the house's IT asks first when it is called. */
static void
show_facts (SfStaffTools *self)
{
  SfDevice *device = sf_kiosk_get_device (self->kiosk);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *network = sf_staff_network ();
  g_autofree char *room = g_strdup_printf ("%" G_GINT64_FORMAT, sf_device_get_room (device) / MEGABYTE);
  g_autofree char *ways = sf_say_ways (self->ways, sf_device_get_role (device));

  add_fact (text, SF_ ("st.version", "Showfloor {version}"), "version", SF_VERSION);
  if (*network)
    add_fact (text, SF_ ("st.network", "Network: {addresses}"), "addresses", network);
  else
    add_fact (text, SF_ ("st.network.none", "No network"), NULL, NULL);
  add_server (device, text);
  add_fact (text, ways, NULL, NULL);
  add_fact (text, SF_ ("st.room", "{n} MB free on the disk"), "n", room);
  gtk_label_set_text (self->facts, text->str);
}

static void
tell (SfStaffTools *self, const char *text)
{
  gtk_label_set_text (self->told, text);
}

static void
begin (SfStaffTools *self, const char *text)
{
  self->reading = FALSE;
  tell (self, text);
}

/* The printer --------------------------------------------------------------- */

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfStaffTools) self = SF_STAFF_TOOLS (data);
  const gboolean done = sf_printer_print_finish (SF_PRINTER (source), result);
  const int state = sf_enum_index (&sf_enum_paper, sf_paper_state_code (sf_printer_get_state (SF_PRINTER (source))));
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (self->print, TRUE);
  if (done)
    text = g_strdup (SF_ ("st.print.done", "Printed. Look at the paper."));
  else
    text = sf_fill (SF_ ("st.print.not", "Ticket printer: {what}"), "what",
                    state < 0 ? "—" : sf_language_text ("enum.paper", sf_enum_paper.values[state].en), NULL);
  tell (self, text);
}

/* (transfer full) */
static SfTicketPaper *
make_test_ticket (SfStaffTools *self)
{
  SfRecord *dealer = sf_kiosk_get_dealer (self->kiosk);
  SfTicketPaper *paper = sf_ticket_paper_new ();
  int minute = 0;
  g_autofree char *today = sf_floor_today (sf_kiosk_get_floor (self->kiosk), &minute);
  g_autofree char *day = sf_say_day (today);
  g_autofree char *clock = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);

  paper->lang = g_strdup (sf_lang_tag (sf_language_get ()));
  paper->dealer = g_strdup (dealer ? sf_record_get_ltext (dealer, SF_DEALER_NAME, sf_language_get ()) : NULL);
  paper->number = g_strdup (SF_ ("st.print.word", "Test"));
  paper->whom = g_strdup (SF_ ("st.printer", "Test print"));
  paper->time = sf_fill (SF_ ("pr.time", "{date} {time}"), "date", day, "time", clock, NULL);
  return paper;
}

static void
on_print (SfStaffTools *self)
{
  SfPrinter *printer = sf_kiosk_get_printer (self->kiosk);

  if (!sf_printer_is_set (printer))
    {
      begin (self, SF_ ("st.print.none", "No printer has been set"));
      return;
    }
  begin (self, SF_ ("st.print.going", "Printing"));
  gtk_widget_set_sensitive (self->print, FALSE);
  sf_printer_print_async (printer, make_test_ticket (self), on_printed, g_object_ref (self));
}

/* The reader ---------------------------------------------------------------- */

static void
on_scan (SfStaffTools *self)
{
  const char *reader = sf_application_get_reader (self->app);

  if (!*reader)
    begin (self, SF_ ("st.scan.none", "No code reader has been set"));
  else if (g_str_equal (reader, "wedge"))
    begin (self, SF_ ("st.scan.hold", "Hold up any code"));
  else
    begin (self, SF_ ("st.scan.wait", "Opening the camera"));
  self->reading = *reader != '\0';
}

gboolean
sf_staff_tools_is_reading (SfStaffTools *self)
{
  return self->reading;
}

void
sf_staff_tools_take_camera (SfStaffTools *self, SfScanState state)
{
  if (self->reading && state == SF_SCAN_ON)
    tell (self, SF_ ("st.scan.sees", "The camera shows a picture. Hold up any code."));
  else if (self->reading && state == SF_SCAN_MISSING)
    tell (self, SF_ ("st.scan.missing", "No camera answers. Check the cable."));
}

void
sf_staff_tools_take_code (SfStaffTools *self, SfScannedWhat what)
{
  if (!self->reading)
    return;
  begin (self, what == SF_SCANNED_FOREIGN ? SF_ ("st.scan.foreign", "Read: not one of our codes") : SF_ ("st.scan.ours", "Read: one of our codes"));
}

/* The log ------------------------------------------------------------------- */

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfStaffTools) self = SF_STAFF_TOOLS (data);
  g_autofree char *name = sf_staff_export_finish (SF_KIOSK (source), result, NULL);
  g_autofree char *text = name ? sf_fill (SF_ ("st.export.done", "On the stick: {file}"), "file", name, NULL)
                               : g_strdup (SF_ ("st.export.not", "No stick found. Plug one in and try again."));
  tell (self, text);
}

static void
on_export (SfStaffTools *self)
{
  begin (self, SF_ ("st.export.going", "Writing"));
  sf_staff_export_async (self->kiosk, sf_application_get_export_dir (self->app), on_exported, g_object_ref (self));
}

/* The end of it ------------------------------------------------------------- */

static void
quit (SfStaffTools *self)
{
  g_application_quit (G_APPLICATION (self->app));
}

/* The session starts it again (data/systemd). */
static void
on_restart (SfStaffTools *self)
{
  quit (self);
}

static void
ask (SfStaffTools *self, gboolean asking)
{
  gtk_widget_set_visible (self->tools, !asking);
  gtk_widget_set_visible (self->asking, asking);
}

/* (transfer full) What IT has to do when the server does not hear of it. */
static char *
say_away (SfStaffTools *self)
{
  return sf_fill (SF_ ("st.unpair.away", "The server can't be reached, so it does not know. Tell IT: showfloorctl revoke {device}"), "device",
                  sf_device_get_id (sf_kiosk_get_device (self->kiosk)), NULL);
}

/* What was not delivered is waited for while the server is there; while it is not, a person decides, and is told how much is lost. */
static void
show_sure (SfStaffTools *self)
{
  SfDevice *device = sf_kiosk_get_device (self->kiosk);
  const gint64 pending = sf_device_get_pending (device);
  const gboolean online = sf_device_get_online (device);
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, pending);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *away = say_away (self), *button = NULL;

  self->lose = pending;
  if (pending > 0 && online)
    add_fact (text, SF_ ("st.unpair.wait", "{n} still on their way to the server. A moment, please."), "n", n);
  else
    add_fact (text, SF_ ("st.unpair.sure", "This kiosk forgets the house and starts again as a new one. It then needs a code to pair."), NULL, NULL);
  if (pending > 0 && !online)
    add_fact (text, SF_ ("st.unpair.ask", "{n} records are on this kiosk alone: guests, tickets, consents. Unpairing now loses them for good. Better connect it first."), "n", n);
  if (!online)
    add_fact (text, away, NULL, NULL);
  button = pending > 0 && !online ? sf_fill (SF_ ("st.unpair.lose", "Unpair and lose {n}"), "n", n, NULL) : g_strdup (SF_ ("st.unpair", "Unpair"));
  gtk_label_set_text (self->sure, text->str);
  gtk_button_set_label (GTK_BUTTON (self->unpair), button);
  gtk_widget_set_sensitive (self->unpair, pending == 0 || !online);
}

static void
on_ask (SfStaffTools *self)
{
  begin (self, "");
  show_sure (self);
  ask (self, TRUE);
}

static void
on_keep (SfStaffTools *self)
{
  ask (self, FALSE);
}

/* The server answered a moment ago and did not hear of it: nobody leaves before it was read what is to be done. */
static void
show_untold (SfStaffTools *self)
{
  g_autofree char *away = say_away (self);

  self->left = TRUE;
  gtk_label_set_text (self->sure, away);
  gtk_button_set_label (GTK_BUTTON (self->unpair), SF_ ("st.restart", "Restart"));
  gtk_widget_set_sensitive (self->unpair, TRUE);
  gtk_widget_set_visible (self->keep, FALSE);
}

static void
on_left (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfStaffTools) self = SF_STAFF_TOOLS (data);
  const SfLeft left = sf_device_leave_finish (SF_DEVICE (source), result, NULL);

  if (left == SF_LEFT_NOT)
    show_sure (self);
  else if (left == SF_LEFT_UNTOLD && sf_device_get_online (SF_DEVICE (source)))
    show_untold (self);
  else
    quit (self);
}

static void
on_unpair (SfStaffTools *self)
{
  if (self->left)
    {
      quit (self);
      return;
    }
  gtk_widget_set_sensitive (self->unpair, FALSE);
  sf_device_leave_async (sf_kiosk_get_device (self->kiosk), self->lose, on_left, g_object_ref (self));
}

static void
on_device_changed (SfStaffTools *self)
{
  show_facts (self);
  if (gtk_widget_get_visible (self->asking) && !self->left)
    show_sure (self);
}

void
sf_staff_tools_open (SfStaffTools *self, SfKiosk *kiosk, SfApplication *app)
{
  g_return_if_fail (self->kiosk == NULL);
  self->kiosk = g_object_ref (kiosk);
  self->app = app;
  self->ways = sf_ways_new (sf_kiosk_get_device (kiosk));
  g_signal_connect_object (self->ways, "changed", G_CALLBACK (show_facts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_device (kiosk), "notify", G_CALLBACK (on_device_changed), self, G_CONNECT_SWAPPED);
  show_facts (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
sf_staff_tools_dispose (GObject *object)
{
  g_clear_object (&SF_STAFF_TOOLS (object)->ways);
  g_clear_object (&SF_STAFF_TOOLS (object)->kiosk);
  G_OBJECT_CLASS (sf_staff_tools_parent_class)->dispose (object);
}

static void
sf_staff_tools_class_init (SfStaffToolsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_staff_tools_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-staff-tools.ui");
  gtk_widget_class_bind_template_child (widget_class, SfStaffTools, facts);
  gtk_widget_class_bind_template_child (widget_class, SfStaffTools, told);
  gtk_widget_class_bind_template_child (widget_class, SfStaffTools, sure);
  gtk_widget_class_bind_template_child (widget_class, SfStaffTools, tools);
  gtk_widget_class_bind_template_child (widget_class, SfStaffTools, asking);
  gtk_widget_class_bind_template_child (widget_class, SfStaffTools, unpair);
  gtk_widget_class_bind_template_child (widget_class, SfStaffTools, keep);
  gtk_widget_class_bind_template_child (widget_class, SfStaffTools, print);
  gtk_widget_class_bind_template_callback (widget_class, on_print);
  gtk_widget_class_bind_template_callback (widget_class, on_scan);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
  gtk_widget_class_bind_template_callback (widget_class, on_restart);
  gtk_widget_class_bind_template_callback (widget_class, on_ask);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_unpair);
}

static void
sf_staff_tools_init (SfStaffTools *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
