/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-finish-page"
#include "config.h"
#include "ui/tablet/sf-finish-page.h"
#include "model/sf-assign.h"
#include "ui/common/sf-choice-row.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-phone-pad.h"
#include "ui/tablet/sf-rows.h"
#include "app/sf-tablet-steps.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-tablet-window.h"

enum { LEVEL, NEXT, CARS, DRIVE, BUYING, RESULT, LOST, QUICK, N_CHOICES };

struct _SfFinishPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  char *visit;           /* (owned) id */
  char *typed_phone;     /* (owned) (nullable) E.164 */
  SfChoiceRow *choices[N_CHOICES];
  GtkEntry *note;
  GtkLabel *who, *about, *phone, *hint, *next_on;
  GtkStack *stack;
  GtkBox *rows, *foot;
  GtkButton *add_phone, *later, *done, *change, *steps;
  SfPhonePad *pad;
  gboolean busy, filled, moved, saved;
};

G_DEFINE_FINAL_TYPE (SfFinishPage, sf_finish_page, SF_TYPE_PAGE)

static void update (SfFinishPage *self);

/* --- what was tapped ------------------------------------------------------------------------------------------------ */

static void
take (SfFinishPage *self, SfRecord *outcome, guint choice, guint field)
{
  const char *value = sf_choice_row_get (self->choices[choice]);

  if (value != NULL)
    sf_record_set_text (outcome, field, value);
}

static char *
whole_note (SfFinishPage *self)
{
  g_auto (GStrv) quick = sf_choice_row_get_all (self->choices[QUICK]);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->note));
  g_autoptr (GString) note = g_string_new (NULL);
  const char *comma = sf_language_get () == SF_LANG_EN ? ", " : "，";

  for (guint i = 0; quick[i] != NULL; i++)
    {
      g_string_append (note, note->len > 0 ? comma : "");
      g_string_append (note, quick[i]);
    }
  if (*typed != 0)
    {
      g_string_append (note, note->len > 0 ? comma : "");
      g_string_append (note, typed);
    }
  return note->len > 0 ? g_strdup (note->str) : NULL;
}

/* The day of the next contact: chosen, or what the level says; NULL when there is none. */
static char *
next_day (SfFinishPage *self)
{
  const char *level = sf_choice_row_get (self->choices[LEVEL]);
  const char *result = sf_choice_row_get (self->choices[RESULT]);
  const char *chosen = self->moved ? sf_choice_row_get (self->choices[NEXT]) : NULL;

  if (g_strcmp0 (result, "lost") == 0)
    return NULL;
  if (chosen != NULL)
    return g_strdup (chosen);
  if (g_strcmp0 (result, "ordered") == 0)
    level = "O";
  return level != NULL ? sf_tablet_next_due (self->tablet, level, result) : NULL;
}

static SfRecord *
tapped (SfFinishPage *self)
{
  SfRecord *outcome = sf_record_new (SF_KIND_OUTCOME, self->visit);
  g_auto (GStrv) cars = sf_choice_row_get_all (self->choices[CARS]);
  g_autofree char *note = whole_note (self);
  g_autofree char *next = next_day (self);

  sf_record_set_text (outcome, SF_OUTCOME_VISIT, self->visit);
  take (self, outcome, LEVEL, SF_OUTCOME_LEVEL);
  take (self, outcome, DRIVE, SF_OUTCOME_DRIVE);
  take (self, outcome, BUYING, SF_OUTCOME_BUYING);
  take (self, outcome, RESULT, SF_OUTCOME_RESULT);
  if (g_strcmp0 (sf_choice_row_get (self->choices[RESULT]), "lost") == 0)
    take (self, outcome, LOST, SF_OUTCOME_LOST_REASON);
  if (cars[0] != NULL)
    sf_record_set_set (outcome, SF_OUTCOME_MODELS, (const char *const *) cars);
  if (note != NULL)
    sf_record_set_text (outcome, SF_OUTCOME_NOTE, note);
  if (next != NULL)
    sf_record_set_text (outcome, SF_OUTCOME_NEXT_ON, next);
  if (self->typed_phone != NULL)
    sf_record_set_text (outcome, SF_OUTCOME_PHONE, self->typed_phone);
  return outcome;
}

/* --- filling in ----------------------------------------------------------------------------------------------------- */

static void
put (SfFinishPage *self, SfRecord *from, guint field, guint choice)
{
  if (!sf_record_is_null (from, field))
    sf_choice_row_set (self->choices[choice], sf_record_get_text (from, field));
}

static void
put_cars (SfFinishPage *self, SfRecord *from, guint field)
{
  g_auto (GStrv) cars = sf_record_get_set (from, field);

  if (cars[0] != NULL)
    sf_choice_row_set_all (self->choices[CARS], (const char *const *) cars);
}

static void
on_draft_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfFinishPage) self = SF_FINISH_PAGE (data);
  g_autoptr (SfRecord) draft = sf_tablet_draft_finish (SF_TABLET (source), result);

  if (draft == NULL || self->tablet == NULL)
    return;
  put (self, draft, SF_OUTCOME_LEVEL, LEVEL);
  put (self, draft, SF_OUTCOME_DRIVE, DRIVE);
  put (self, draft, SF_OUTCOME_BUYING, BUYING);
  put (self, draft, SF_OUTCOME_RESULT, RESULT);
  put (self, draft, SF_OUTCOME_LOST_REASON, LOST);
  put_cars (self, draft, SF_OUTCOME_MODELS);
  if (!sf_record_is_null (draft, SF_OUTCOME_NOTE))
    gtk_editable_set_text (GTK_EDITABLE (self->note), sf_record_get_text (draft, SF_OUTCOME_NOTE));
  if (!sf_record_is_null (draft, SF_OUTCOME_PHONE))
    {
      g_free (self->typed_phone);
      self->typed_phone = g_strdup (sf_record_get_text (draft, SF_OUTCOME_PHONE));
    }
  update (self);
}

static void
fill_cars (SfFinishPage *self)
{
  GListModel *models = sf_tablet_get_models (self->tablet);
  g_auto (GStrv) before = sf_choice_row_get_all (self->choices[CARS]);

  sf_choice_row_clear (self->choices[CARS]);
  for (guint i = 0; i < g_list_model_get_n_items (models) && i < 12; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (models, i);

      sf_choice_row_add (self->choices[CARS], sf_item_get_id (item), sf_record_get_ltext (sf_item_get_record (item), SF_MODEL_NAME, sf_language_get ()), NULL);
    }
  sf_choice_row_set_all (self->choices[CARS], (const char *const *) before);
}

static void
prefill (SfFinishPage *self)
{
  SfRecord *visit = sf_tablet_visit (self->tablet, self->visit);

  if (self->filled || visit == NULL)
    return;
  self->filled = TRUE;
  put_cars (self, visit, SF_VISIT_MODELS);
  sf_tablet_draft_async (self->tablet, self->visit, on_draft_ready, g_object_ref (self));
}

/* --- what it shows -------------------------------------------------------------------------------------------------- */

static const char *
known_phone (SfFinishPage *self)
{
  SfRecord *visit = sf_tablet_visit (self->tablet, self->visit);
  SfRecord *status = sf_tablet_status_of (self->tablet, self->visit);
  SfRecord *customer = status != NULL ? sf_tablet_customer (self->tablet, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER)) : NULL;

  if (self->typed_phone != NULL)
    return self->typed_phone;
  if (visit != NULL && !sf_record_is_null (visit, SF_VISIT_PHONE))
    return sf_record_get_text (visit, SF_VISIT_PHONE);
  return customer != NULL ? sf_record_get_text (customer, SF_CUSTOMER_PHONE) : NULL;
}

static void
show_head (SfFinishPage *self)
{
  SfRecord *visit = sf_tablet_visit (self->tablet, self->visit);
  SfRecord *status = sf_tablet_status_of (self->tablet, self->visit);
  g_autofree char *who = visit != NULL ? sf_say_visitor (self->tablet, visit) : g_strdup ("");
  g_autofree char *phone = sf_say_phone (known_phone (self));
  g_autofree char *since = NULL;
  g_autoptr (GString) about = g_string_new (NULL);

  if (visit != NULL)
    {
      const char *before = sf_say_before (status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_BEFORE) ? sf_record_get_text (status, SF_VISIT_STATUS_BEFORE) : sf_record_get_text (visit, SF_VISIT_BEFORE));

      since = sf_say_since (self->tablet, sf_record_get_int (visit, SF_VISIT_AT));
      g_string_printf (about, "%s%s%s%s%s", sf_record_get_text (visit, SF_VISIT_NUMBER), sf_say_dot (), before != NULL ? before : "", before != NULL ? sf_say_dot () : "", since);
    }
  gtk_label_set_text (self->who, who);
  gtk_label_set_text (self->about, about->str);
  sf_label_say (self->phone, phone);
  /* Without a notice in force no number may be kept, so none is asked for. */
  gtk_widget_set_visible (GTK_WIDGET (self->add_phone), phone == NULL && sf_floor_notice (sf_tablet_get_floor (self->tablet), sf_language_get ()) != NULL);
}

static void
show_next (SfFinishPage *self)
{
  g_autofree char *day = next_day (self);
  g_autofree char *said = day != NULL ? sf_say_day_near (day, sf_tablet_get_day (self->tablet)) : NULL;
  g_autofree char *text = said != NULL ? sf_fill (SF_ ("tab.next", "Next follow-up: {day}"), "day", said, NULL) : NULL;

  sf_label_say (self->next_on, text);
  gtk_widget_set_visible (GTK_WIDGET (self->change), day != NULL && !self->moved);
  gtk_widget_set_visible (GTK_WIDGET (self->choices[NEXT]), self->moved && day != NULL);
}

/* Steps that would be missing if it ended like this: "试驾 · 需求分析"; NULL for none. */
static char *
steps_missing (SfFinishPage *self)
{
  g_autoptr (SfRecord) outcome = tapped (self);
  g_auto (GStrv) steps = sf_tablet_steps_missing (self->tablet, self->visit, outcome);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; steps[i] != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? sf_say_dot () : "", sf_step_text (steps[i], sf_language_get ()));
  return names->len > 0 ? g_strdup (names->str) : NULL;
}

/* What is still missing, as one sentence; NULL: it can be saved. (transfer full) */
static char *
missing (SfFinishPage *self)
{
  const char *result = sf_choice_row_get (self->choices[RESULT]);
  g_autofree char *steps = NULL;

  if (result == NULL)
    return g_strdup (SF_ ("tab.need.result", "Choose how it ended"));
  if (g_str_equal (result, "lost") && sf_choice_row_get (self->choices[LOST]) == NULL)
    return g_strdup (SF_ ("tab.need.lost", "Choose why it was lost"));
  if (!g_str_equal (result, "lost") && !g_str_equal (result, "ordered") && sf_choice_row_get (self->choices[LEVEL]) == NULL)
    return g_strdup (SF_ ("tab.need.level", "Choose a level, it sets the next follow-up"));
  steps = steps_missing (self);
  return steps != NULL ? sf_fill (SF_ ("tab.need.steps", "Still to do: {steps}"), "steps", steps, NULL) : NULL;
}

static void
update (SfFinishPage *self)
{
  const gboolean lost = g_strcmp0 (sf_choice_row_get (self->choices[RESULT]), "lost") == 0;
  const gboolean phone = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "phone") == 0;
  g_autofree char *need = missing (self), *steps = steps_missing (self);

  prefill (self);
  show_head (self);
  show_next (self);
  gtk_widget_set_visible (GTK_WIDGET (self->choices[LOST]), lost);
  gtk_widget_set_visible (GTK_WIDGET (self->choices[BUYING]), !lost);
  gtk_widget_set_visible (GTK_WIDGET (self->foot), !phone);
  gtk_label_set_text (self->hint, need != NULL ? need : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->done), need == NULL);
  /* Only when nothing but steps is open: there they are ticked, or skipped with a reason. */
  gtk_widget_set_visible (GTK_WIDGET (self->steps), need != NULL && steps != NULL && strstr (need, steps) != NULL);
}

/* --- acting --------------------------------------------------------------------------------------------------------- */

static void
on_finished (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfFinishPage) self = SF_FINISH_PAGE (data);
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (sf_tablet_finish_visit_finish (SF_TABLET (source), result, &error))
    {
      self->saved = TRUE;
      sf_tablet_window_say (GTK_WIDGET (self), SF_ ("tab.finished", "Saved"));
      sf_page_back (SF_PAGE (self));
      return;
    }
  gtk_label_set_text (self->hint, SF_ ("tab.notsaved", "It could not be saved on this tablet. Please tell the manager."));
  gtk_button_set_label (self->done, SF_ ("tab.done", "Done"));
}

static void
on_done_clicked (SfFinishPage *self)
{
  g_autoptr (SfRecord) outcome = NULL;
  g_autofree char *need = missing (self);

  if (self->busy || need != NULL)
    return;
  self->busy = TRUE;
  outcome = tapped (self);
  sf_tablet_finish_visit_async (self->tablet, outcome, on_finished, g_object_ref (self));
}

static void
on_later_clicked (SfFinishPage *self)
{
  g_autoptr (SfRecord) outcome = tapped (self);

  self->saved = TRUE;
  sf_tablet_keep_draft (self->tablet, self->visit, outcome);
  sf_tablet_window_say (GTK_WIDGET (self), SF_ ("tab.kept", "Kept on this tablet. Finish it when there's time."));
  sf_page_back (SF_PAGE (self));
}

static void
on_steps_clicked (SfFinishPage *self)
{
  g_autofree char *id = g_strconcat ("visit:", self->visit, NULL);

  sf_page_go (SF_PAGE (self), id);
}

static void
on_change_clicked (SfFinishPage *self)
{
  g_autofree char *day = next_day (self);

  self->moved = TRUE;
  sf_choice_row_set (self->choices[NEXT], day);
  update (self);
}

static void
on_add_phone_clicked (SfFinishPage *self)
{
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (self->tablet));

  sf_phone_pad_start (self->pad, dealer != NULL ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL);
  gtk_stack_set_visible_child_name (self->stack, "phone");
  update (self);
}

static void
on_phone_finished (SfFinishPage *self, const char *phone)
{
  if (phone != NULL)
    {
      g_free (self->typed_phone);
      self->typed_phone = g_strdup (phone);
    }
  gtk_stack_set_visible_child_name (self->stack, "sheet");
  update (self);
}

/* --- the sheet ------------------------------------------------------------------------------------------------------ */

static SfChoiceRow *
add_row (SfFinishPage *self, guint which, const char *question, gboolean multi)
{
  GtkWidget *row = sf_choice_row_new (question, multi);

  self->choices[which] = SF_CHOICE_ROW (row);
  gtk_box_append (self->rows, row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
  return SF_CHOICE_ROW (row);
}

static void
add_values (SfChoiceRow *row, const SfEnum *values, const char *const *order)
{
  for (guint i = 0; order[i] != NULL; i++)
    sf_choice_row_add (row, order[i], sf_say_value (values, order[i]), NULL);
}

static void
make_level_row (SfFinishPage *self)
{
  static const char *const levels[] = { "H", "A", "B", "C" };
  SfChoiceRow *row = add_row (self, LEVEL, SF_ ("tab.level", "Intent"), FALSE);
  GtkWidget *tail = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *change = gtk_button_new_with_label (SF_ ("tab.next.change", "Change"));

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    sf_choice_row_add (row, levels[i], levels[i], sf_say_value (&sf_enum_level, levels[i]));
  self->next_on = GTK_LABEL (sf_row_label ("", "body"));
  self->change = GTK_BUTTON (change);
  gtk_widget_add_css_class (change, "chip");
  g_signal_connect_swapped (change, "clicked", G_CALLBACK (on_change_clicked), self);
  gtk_box_append (GTK_BOX (tail), GTK_WIDGET (self->next_on));
  gtk_box_append (GTK_BOX (tail), change);
  gtk_widget_set_valign (tail, GTK_ALIGN_CENTER);
  sf_choice_row_set_tail (row, tail);
}

static void
make_next_row (SfFinishPage *self)
{
  static const int days[] = { 1, 2, 3, 7, 15, 30 };
  SfChoiceRow *row = add_row (self, NEXT, SF_ ("tab.next.when", "When"), FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *day = sf_date_add (sf_tablet_get_day (self->tablet), days[i]);
      g_autofree char *text = sf_say_day (day);

      sf_choice_row_add (row, day, text, NULL);
    }
}

static void
make_note_row (SfFinishPage *self)
{
  SfChoiceRow *row = add_row (self, QUICK, SF_ ("tab.note", "Note"), TRUE);
  const char *quick[] = {
    SF_ ("tab.note.family", "talk it over at home"), SF_ ("tab.note.compare", "comparing prices"),
    SF_ ("tab.note.offer", "waiting for an offer"), SF_ ("tab.note.colour", "waiting for the colour"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (quick); i++)
    sf_choice_row_add (row, quick[i], quick[i], NULL);
  self->note = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_max_length (self->note, 300);
  gtk_entry_set_placeholder_text (self->note, SF_ ("tab.note.own", "In your own words"));
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "note-entry");
  gtk_widget_set_hexpand (GTK_WIDGET (self->note), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note), GTK_ACCESSIBLE_PROPERTY_LABEL, SF_ ("tab.note.own", "In your own words"), -1);
  gtk_box_append (self->rows, GTK_WIDGET (self->note));
}

static void
make_rows (SfFinishPage *self)
{
  static const char *const drive[] = { "driven", "none", "booked", NULL };
  static const char *const buying[] = { "first", "additional", "replacement", NULL };
  static const char *const result[] = { "considering", "quote", "ordered", "lost", NULL };
  static const char *const lost[] = { "price", "competitor", "stock", "finance", "plan", "elsewhere", "unreachable", NULL };

  make_level_row (self);
  make_next_row (self);
  add_row (self, CARS, SF_ ("tab.seen", "Cars seen"), TRUE);
  fill_cars (self);
  add_values (add_row (self, DRIVE, SF_ ("tab.drive", "Test drive"), FALSE), &sf_enum_drive, drive);
  add_values (add_row (self, BUYING, SF_ ("tab.buying", "Buying"), FALSE), &sf_enum_buying, buying);
  add_values (add_row (self, RESULT, SF_ ("tab.result", "Result"), FALSE), &sf_enum_result, result);
  add_values (add_row (self, LOST, SF_ ("tab.lost", "Why lost"), FALSE), &sf_enum_lost_reason, lost);
  make_note_row (self);
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static gboolean
sf_finish_page_key (SfPage *page, guint keyval)
{
  SfFinishPage *self = SF_FINISH_PAGE (page);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "phone") == 0)
    return sf_phone_pad_key (self->pad, keyval);
  return FALSE;
}

/* Whatever leads away (another page, another language, the lock) keeps what was tapped. */
static void
sf_finish_page_leave (SfPage *page)
{
  SfFinishPage *self = SF_FINISH_PAGE (page);
  g_autoptr (SfRecord) outcome = NULL;

  if (self->saved || self->busy || sf_choice_row_get (self->choices[LEVEL]) == NULL)
    return;
  outcome = tapped (self);
  sf_tablet_keep_draft (self->tablet, self->visit, outcome);
}

static void
sf_finish_page_enter (SfPage *page)
{
  update (SF_FINISH_PAGE (page));
}

static void
sf_finish_page_dispose (GObject *object)
{
  SfFinishPage *self = SF_FINISH_PAGE (object);

  g_clear_object (&self->tablet);
  g_clear_pointer (&self->visit, g_free);
  if (self->typed_phone != NULL)
    explicit_bzero (self->typed_phone, strlen (self->typed_phone));
  g_clear_pointer (&self->typed_phone, g_free);
  G_OBJECT_CLASS (sf_finish_page_parent_class)->dispose (object);
}

static void
sf_finish_page_class_init (SfFinishPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_finish_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_finish_page_enter;
  SF_PAGE_CLASS (klass)->leave = sf_finish_page_leave;
  SF_PAGE_CLASS (klass)->key = sf_finish_page_key;
  g_type_ensure (SF_TYPE_PHONE_PAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-finish-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, who);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, about);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, phone);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, hint);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, rows);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, foot);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, add_phone);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, later);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, steps);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, done);
  gtk_widget_class_bind_template_child (widget_class, SfFinishPage, pad);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_later_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_steps_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_add_phone_clicked);
}

static void
sf_finish_page_init (SfFinishPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->pad, "finished", G_CALLBACK (on_phone_finished), self);
}

SfPage *
sf_finish_page_new (SfTablet *tablet, const char *visit_id)
{
  SfFinishPage *self = g_object_new (SF_TYPE_FINISH_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  self->visit = g_strdup (visit_id);
  make_rows (self);
  g_signal_connect_object (sf_tablet_get_models (tablet), "items-changed", G_CALLBACK (fill_cars), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tablet, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
