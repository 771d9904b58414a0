/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-step-row"
#include "config.h"
#include "ui/tablet/sf-step-row.h"
#include "ui/common/sf-choice-row.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"

typedef struct { SfStepFunc func; gpointer data; char *step; } Target;   /* step (owned) */

static void
target_free (gpointer data)
{
  g_free (((Target *) data)->step);
  g_free (data);
}

/* Open ones of a visit that goes on are no fault yet. */
static char *
say_how (SfTablet *tablet, const SfTabletStep *step)
{
  const char *who = step->record != NULL ? sf_say_colleague (tablet, sf_record_get_text (step->record, SF_VISIT_STEP_BY)) : NULL;
  g_autofree char *time = step->record != NULL ? sf_say_time (tablet, sf_record_get_int (step->record, SF_VISIT_STEP_AT)) : NULL;
  const char *why = step->record != NULL ? sf_record_get_text (step->record, SF_VISIT_STEP_WHY) : NULL;
  const char *words[] = { SF_ ("step.open", "To do"), SF_ ("step.missing", "Missing"), SF_ ("step.skipped", "Skipped"), SF_ ("step.hand", "Ticked by hand"), SF_ ("step.event", "Done") };
  GString *text = g_string_new (words[step->state]);

  for (guint i = 0; i < 3; i++)
    {
      const char *part = i == 0 ? why : i == 1 ? who : time;

      if (part != NULL && step->state >= SF_STEP_SKIPPED)
        g_string_append_printf (text, "%s%s", sf_say_dot (), part);
    }
  return g_string_free (text, FALSE);
}

char *
sf_step_row_key (SfTablet *tablet, const SfTabletStep *step, gboolean asking)
{
  g_autofree char *how = say_how (tablet, step);

  return g_strdup_printf ("%s|%u|%s|%d", step->step, step->state, how, asking);
}

static void
on_action_clicked (GtkButton *button, Target *target)
{
  g_autofree char *step = g_strdup (target->step), *why = g_strdup (sf_row_value (button, "why"));

  target->func (sf_row_value (button, "action"), step, why, target->data);
}

static void
on_own_activated (GtkEntry *entry, Target *target)
{
  g_autofree char *step = g_strdup (target->step), *why = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (*why != 0)
    target->func ("skip", step, why, target->data);
}

static void
on_reason_chosen (SfChoiceRow *reasons, Target *target)
{
  g_autofree char *step = g_strdup (target->step), *why = g_strdup (sf_choice_row_get (reasons));

  if (why != NULL)
    target->func ("skip", step, why, target->data);
}

static GtkWidget *
make_reasons (Target *target)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *own = gtk_entry_new ();
  GtkWidget *choices = sf_choice_row_new (SF_ ("step.why", "Why"), FALSE);
  const char *reasons[] = { SF_ ("step.why.hurry", "The guest was in a hurry"), SF_ ("step.why.no", "The guest didn't want it"), SF_ ("step.why.before", "Done on an earlier visit"), SF_ ("step.why.short", "Only came by briefly") };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    sf_choice_row_add (SF_CHOICE_ROW (choices), reasons[i], reasons[i], NULL);
  g_signal_connect (choices, "changed", G_CALLBACK (on_reason_chosen), target);
  gtk_entry_set_max_length (GTK_ENTRY (own), 100);
  gtk_entry_set_placeholder_text (GTK_ENTRY (own), SF_ ("step.why.own", "Another reason, then Enter"));
  gtk_widget_add_css_class (own, "note-entry");
  gtk_accessible_update_property (GTK_ACCESSIBLE (own), GTK_ACCESSIBLE_PROPERTY_LABEL, SF_ ("step.why.own", "Another reason, then Enter"), -1);
  g_signal_connect (own, "activate", G_CALLBACK (on_own_activated), target);
  gtk_box_append (GTK_BOX (box), choices);
  gtk_box_append (GTK_BOX (box), own);
  return box;
}

/* Every step has such a button: what it is about is part of its name. */
static GtkWidget *
make_chip (const char *text, const char *action, Target *target)
{
  GtkWidget *chip = sf_row_chip (text, G_CALLBACK (on_action_clicked), target, "action", action);
  g_autofree char *name = g_strdup_printf ("%s %s", text, sf_step_text (target->step, sf_language_get ()));

  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return chip;
}

static GtkWidget *
make_head (SfTablet *tablet, const SfTabletStep *step, Target *target)
{
  static const char *const tones[] = { "calm", "bad", "warn", "warn", "ok" };
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *how = say_how (tablet, step);
  GtkWidget *line = sf_row_label (how, "second");
  const gboolean open = step->state <= SF_STEP_MISSING;

  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (line), 12);
  gtk_box_append (GTK_BOX (texts), sf_row_label (sf_step_text (step->step, sf_language_get ()), "heading"));
  gtk_box_append (GTK_BOX (texts), line);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (head), texts);
  if (!open)
    gtk_box_append (GTK_BOX (head), sf_row_pill (step->state == SF_STEP_SKIPPED ? "–" : "✓", tones[step->state]));
  if (open && !sf_step_has_event (step->step))
    gtk_box_append (GTK_BOX (head), make_chip (SF_ ("step.tick", "Done"), "tick", target));
  if (open)
    gtk_box_append (GTK_BOX (head), make_chip (SF_ ("step.skip", "Skip…"), "ask", target));
  return head;
}

GtkWidget *
sf_step_row_new (SfTablet *tablet, const SfTabletStep *step, gboolean asking, SfStepFunc func, gpointer data)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  Target *target = g_new0 (Target, 1);

  target->func = func;
  target->data = data;
  target->step = g_strdup (step->step);
  g_object_set_data_full (G_OBJECT (row), "target", target, target_free);
  gtk_widget_add_css_class (row, "card");
  gtk_box_append (GTK_BOX (row), make_head (tablet, step, target));
  if (asking)
    gtk_box_append (GTK_BOX (row), make_reasons (target));
  return row;
}

char *
sf_say_steps (SfTablet *tablet, const char *visit_id)
{
  g_autoptr (GPtrArray) steps = sf_tablet_steps_of (tablet, visit_id);
  g_autofree char *n = NULL, *of = g_strdup_printf ("%u", steps->len);
  const char *next = NULL;
  guint done = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const SfTabletStep *step = steps->pdata[i];

      done += step->state > SF_STEP_MISSING ? 1 : 0;
      if (step->state <= SF_STEP_MISSING && next == NULL)
        next = sf_step_text (step->step, sf_language_get ());
    }
  n = g_strdup_printf ("%u", done);
  if (steps->len == 0)
    return NULL;
  return next != NULL ? sf_fill (SF_ ("step.next", "Step {n} of {of}, next: {step}"), "n", n, "of", of, "step", next, NULL) : sf_fill (SF_ ("step.all", "All {of} steps done"), "of", of, NULL);
}
