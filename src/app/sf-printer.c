/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-printer"
#include "app/sf-printer.h"
#include "app/sf-printer-line.h"
#include "base/sf-log.h"
#include "base/sf-worker.h"

#define LOOK_S 60

struct _SfPrinter {
  GObject parent_instance;
  SfWorker *worker;          /* (owned) (nullable) while there is a printer */
  SfPrinterPlace *place;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) of what goes on at this place */
  SfPaperState state;
  guint look;
};

G_DEFINE_FINAL_TYPE (SfPrinter, sf_printer, G_TYPE_OBJECT)

enum { PROP_STATE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

/* One use of the printer: a look, or a ticket. */
typedef struct {
  SfPrinterPlace *place;
  SfTicketPaper *paper;      /* (nullable) */
  GCancellable *cancellable;
  SfPaperState state;
  gboolean printed;
} Use;

static void
use_free (gpointer data)
{
  Use *use = data;

  sf_printer_place_free (use->place);
  g_clear_pointer (&use->paper, sf_ticket_paper_free);
  g_object_unref (use->cancellable);
  g_free (use);
}

static gpointer
do_use (gpointer data, GCancellable *cancellable, GError **error)
{
  Use *use = data;
  g_autoptr(SfDots) dots = NULL;

  if (g_cancellable_is_cancelled (use->cancellable))
    return GINT_TO_POINTER (SF_PAPER_UNKNOWN);
  if (use->paper != NULL)
    dots = sf_ticket_paper_draw (use->paper, use->place->mm == 58 ? SF_PAPER_58_DOTS : SF_PAPER_80_DOTS);
  use->state = sf_printer_line_use (use->place, dots, use->cancellable, &use->printed);
  return NULL;
}

static void
set_state (SfPrinter *self, SfPaperState state)
{
  if (self->state == state)
    return;
  self->state = state;
  sf_log (SF_LOG_INFO, "printer", "state", sf_paper_state_code (state), NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
on_used (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfPrinter *self = g_task_get_source_object (task);
  Use *use = g_task_get_task_data (task);

  sf_worker_run_finish (NULL, result, NULL);
  /* What was said at a place that is not ours any more says nothing. */
  if (use->cancellable == self->cancellable && !g_cancellable_is_cancelled (use->cancellable))
    set_state (self, use->state);
  g_task_return_boolean (task, use->printed);
}

static void
begin_use (SfPrinter *self, SfTicketPaper *paper, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  Use *use = g_new0 (Use, 1);

  g_task_set_source_tag (task, begin_use);
  use->place = sf_printer_place_copy (self->place);
  use->paper = paper;
  use->cancellable = g_object_ref (self->cancellable);
  g_task_set_task_data (task, use, use_free);
  sf_worker_run_async (self->worker, paper != NULL ? SF_PRIORITY_HIGH : SF_PRIORITY_LOW, do_use, use, NULL, NULL, NULL, on_used, task);
}

static gboolean
on_look (gpointer data)
{
  SfPrinter *self = data;

  if (sf_worker_depth (self->worker) == 0)
    begin_use (self, NULL, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

void
sf_printer_stop (SfPrinter *self)
{
  g_clear_handle_id (&self->look, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->worker, sf_worker_unref);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->place, sf_printer_place_free);
}

static gboolean
is_same (const SfPrinterPlace *a, const SfPrinterPlace *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->way == b->way && a->port == b->port && a->mm == b->mm && g_str_equal (a->where, b->where);
}

void
sf_printer_set_place (SfPrinter *self, const SfPrinterPlace *place)
{
  if (is_same (self->place, place))
    return;
  sf_printer_stop (self);
  set_state (self, SF_PAPER_UNKNOWN);
  if (place == NULL)
    return;
  self->place = sf_printer_place_copy (place);
  self->cancellable = g_cancellable_new ();
  self->worker = sf_worker_new ("printer");
  self->look = g_timeout_add_seconds (LOOK_S, on_look, self);
  on_look (self);
}

gboolean
sf_printer_is_set (SfPrinter *self)
{
  return self->place != NULL;
}

SfPaperState
sf_printer_get_state (SfPrinter *self)
{
  return self->state;
}

void
sf_printer_print_async (SfPrinter *self, SfTicketPaper *paper, GAsyncReadyCallback callback, gpointer data)
{
  if (self->place != NULL) {
    begin_use (self, paper, callback, data);
    return;
  }
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, sf_printer_print_async);
  sf_ticket_paper_free (paper);
  g_task_return_boolean (task, FALSE);
}

gboolean
sf_printer_print_finish (SfPrinter *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
sf_printer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_STATE)
    g_value_set_int (value, (int) SF_PRINTER (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sf_printer_dispose (GObject *object)
{
  sf_printer_stop (SF_PRINTER (object));
  G_OBJECT_CLASS (sf_printer_parent_class)->dispose (object);
}

static void
sf_printer_class_init (SfPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = sf_printer_get_property;
  G_OBJECT_CLASS (klass)->dispose = sf_printer_dispose;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, SF_N_PAPER_STATES - 1, SF_PAPER_UNKNOWN,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
sf_printer_init (SfPrinter *self)
{
}

SfPrinter *
sf_printer_new (void)
{
  return g_object_new (SF_TYPE_PRINTER, NULL);
}
