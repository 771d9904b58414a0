/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-visitor-page"
#include "config.h"
#include "ui/tablet/sf-visitor-page.h"
#include "ui/common/sf-choice-row.h"
#include "ui/common/sf-language.h"
#include "app/sf-board.h"
#include "model/sf-assign.h"
#include "ui/tablet/sf-phone-pad.h"
#include "ui/tablet/sf-ring-room.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"
#include "ui/tablet/sf-tablet-window.h"

enum { PURPOSE, BEFORE, CARS, SURNAME, TITLE, WHO, DAY, HOUR, N_CHOICES };

/* How far back paper is written down here; older lists are imported (docs/import.md). */
#define LATE_DAYS 6
/* As in the sheet and its template. */
#define PAGE_PADDING 20
#define SPACING 12

struct _SfVisitorPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  char *typed_phone;     /* (owned) (nullable) E.164 */
  SfChoiceRow *choices[N_CHOICES];
  GtkEntry *surname;
  GtkLabel *phone, *hint, *same;
  GtkToggleButton *late;
  GtkStack *stack;
  GtkBox *rows, *foot;
  GtkWidget *head, *ring_space;
  GtkButton *add_phone, *done;
  SfPhonePad *pad;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (SfVisitorPage, sf_visitor_page, SF_TYPE_PAGE)

/* The commonest surnames of each side; any other is typed. */
static const char *const surnames_cn[] = { "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", NULL };
static const char *const surnames_tw[] = { "陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", NULL };

static const char *
region (SfVisitorPage *self)
{
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (self->tablet));
  const char *code = dealer != NULL ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL;

  return code != NULL ? code : "cn";
}

static gboolean
is_service (SfVisitorPage *self)
{
  const char *purpose = sf_choice_row_get (self->choices[PURPOSE]);

  return g_strcmp0 (purpose, "service") == 0 || g_strcmp0 (purpose, "collect") == 0;
}

static gboolean
is_late (SfVisitorPage *self)
{
  return gtk_toggle_button_get_active (self->late);
}

static gboolean
is_ready (SfVisitorPage *self)
{
  return sf_choice_row_get (self->choices[PURPOSE]) != NULL
    && (!is_late (self) || (sf_choice_row_get (self->choices[DAY]) != NULL && sf_choice_row_get (self->choices[HOUR]) != NULL));
}

static void
update (SfVisitorPage *self)
{
  const gboolean phone = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "phone") == 0;
  g_autofree char *number = sf_say_phone (self->typed_phone);
  const gboolean ready = is_ready (self), purpose = sf_choice_row_get (self->choices[PURPOSE]) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->choices[DAY]), is_late (self));
  gtk_widget_set_visible (GTK_WIDGET (self->choices[HOUR]), is_late (self));
  gtk_widget_set_visible (GTK_WIDGET (self->choices[CARS]), !is_service (self));
  gtk_widget_set_visible (GTK_WIDGET (self->foot), !phone);
  sf_label_say (self->phone, number);
  /* Without a notice in force no number may be kept, so none is asked for. */
  gtk_widget_set_visible (GTK_WIDGET (self->add_phone), number == NULL && !phone && sf_floor_notice (sf_tablet_get_floor (self->tablet), sf_language_get ()) != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->done), ready);
  gtk_label_set_text (self->hint, ready ? "" : purpose ? SF_ ("late.need", "Choose the day and the hour") : SF_ ("tab.need.purpose", "Choose what they came for"));
}

static void
take (SfVisitorPage *self, SfRecord *visit, guint choice, guint field)
{
  const char *value = sf_choice_row_get (self->choices[choice]);

  if (value != NULL)
    sf_record_set_text (visit, field, value);
}

static SfRecord *
tapped (SfVisitorPage *self)
{
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (sf_tablet_get_device (self->tablet)), sf_device_get_clock (sf_tablet_get_device (self->tablet)));
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);
  g_auto (GStrv) cars = sf_choice_row_get_all (self->choices[CARS]);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->surname));
  const char *who = sf_choice_row_get (self->choices[WHO]);

  take (self, visit, PURPOSE, SF_VISIT_PURPOSE);
  take (self, visit, BEFORE, SF_VISIT_BEFORE);
  take (self, visit, SURNAME, SF_VISIT_SURNAME);
  take (self, visit, TITLE, SF_VISIT_TITLE);
  if (*typed != 0)
    sf_record_set_text (visit, SF_VISIT_SURNAME, typed);
  if (cars[0] != NULL && !is_service (self))
    sf_record_set_set (visit, SF_VISIT_MODELS, (const char *const *) cars);
  if (g_strcmp0 (who, "me") == 0)
    sf_record_set_text (visit, SF_VISIT_WANTS, sf_tablet_get_signed_in (self->tablet));
  else if (who != NULL && *who != 0)
    sf_record_set_text (visit, SF_VISIT_WANTS, who);
  if (self->typed_phone != NULL)
    sf_record_set_text (visit, SF_VISIT_PHONE, self->typed_phone);
  sf_record_set_text (visit, SF_VISIT_LANG, sf_lang_code (sf_language_get ()));
  if (is_late (self))
    {
      const char *day = sf_choice_row_get (self->choices[DAY]);

      sf_record_set_int (visit, SF_VISIT_LATE, 1);
      sf_record_set_text (visit, SF_VISIT_DAY, day);
      /* Nobody came later than now, whichever hour was touched. */
      sf_record_set_int (visit, SF_VISIT_AT, MIN (sf_tablet_instant_of (self->tablet, day, atoi (sf_choice_row_get (self->choices[HOUR]))),
                                                  sf_clock_wall_ms (sf_device_get_clock (sf_tablet_get_device (self->tablet)))));
    }
  return visit;
}

static void
on_entered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfVisitorPage) self = SF_VISITOR_PAGE (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *number = sf_tablet_new_visit_finish (SF_TABLET (source), result, &error);
  g_autofree char *said = NULL;

  self->busy = FALSE;
  if (number == NULL)
    {
      gtk_label_set_text (self->hint, SF_ ("tab.notsaved", "It could not be saved on this tablet. Please tell the manager."));
      return;
    }
  said = sf_fill (SF_ ("tab.visitor.saved", "Saved. Number {number}"), "number", number, NULL);
  sf_tablet_window_say (GTK_WIDGET (self), said);
  sf_page_back (SF_PAGE (self));
}

static void
on_done_clicked (SfVisitorPage *self)
{
  g_autoptr (SfRecord) visit = NULL;

  if (self->busy || !is_ready (self))
    return;
  self->busy = TRUE;
  visit = tapped (self);
  sf_tablet_new_visit_async (self->tablet, visit, on_entered, g_object_ref (self));
}

static void
on_cancel_clicked (SfVisitorPage *self)
{
  sf_page_back (SF_PAGE (self));
}

static void
on_add_phone_clicked (SfVisitorPage *self)
{
  sf_phone_pad_start (self->pad, region (self));
  gtk_stack_set_visible_child_name (self->stack, "phone");
  update (self);
}

/* Somebody has this number already: said, and left to the colleague. The same number is one person on the server anyway. */
static void
on_same_phone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfVisitorPage) self = SF_VISITOR_PAGE (data);
  SfSamePhone *same = sf_tablet_same_phone_finish (SF_TABLET (source), result);
  g_autofree char *text = NULL;

  if (self->tablet != NULL && same != NULL && same->visit != NULL)
    text = sf_fill (SF_ ("late.same.visit", "This number is written down that day already: {number}"), "number", sf_record_get_text (same->visit, SF_VISIT_NUMBER), NULL);
  else if (self->tablet != NULL && same != NULL && same->customer != NULL)
    {
      const char *owner = sf_say_colleague (self->tablet, sf_record_get_text (same->customer, SF_CUSTOMER_OWNER));
      g_autofree char *who = sf_say_person (sf_record_get_text (same->customer, SF_CUSTOMER_SURNAME), sf_record_get_text (same->customer, SF_CUSTOMER_TITLE));

      text = owner != NULL ? sf_fill (SF_ ("late.same.owner", "This number is on file: {who}, {name}'s customer"), "who", who, "name", owner, NULL)
                           : sf_fill (SF_ ("late.same", "This number is on file: {who}"), "who", who, NULL);
    }
  if (self->tablet != NULL)
    sf_label_say (self->same, text);
  sf_same_phone_free (same);
}

static void
look_for_same (SfVisitorPage *self)
{
  const char *day = is_late (self) ? sf_choice_row_get (self->choices[DAY]) : NULL;

  if (self->typed_phone != NULL)
    sf_tablet_same_phone_async (self->tablet, self->typed_phone, day != NULL ? day : sf_tablet_get_day (self->tablet), on_same_phone, g_object_ref (self));
}

static void
on_late_toggled (SfVisitorPage *self)
{
  look_for_same (self);
  update (self);
}

static void
on_phone_finished (SfVisitorPage *self, const char *phone)
{
  if (phone != NULL)
    {
      g_free (self->typed_phone);
      self->typed_phone = g_strdup (phone);
      look_for_same (self);
    }
  gtk_stack_set_visible_child_name (self->stack, "sheet");
  update (self);
}

static void
on_surname_chosen (SfVisitorPage *self)
{
  if (sf_choice_row_get (self->choices[SURNAME]) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->surname), "");
}

static void
on_surname_typed (SfVisitorPage *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->surname)) != 0)
    sf_choice_row_set (self->choices[SURNAME], NULL);
}

/* --- the sheet ------------------------------------------------------------------------------------------------------ */

static SfChoiceRow *
add_row (SfVisitorPage *self, guint which, const char *question, gboolean multi)
{
  GtkWidget *row = sf_choice_row_new (question, multi);

  self->choices[which] = SF_CHOICE_ROW (row);
  gtk_box_append (self->rows, row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
  return SF_CHOICE_ROW (row);
}

static void
fill_cars (SfVisitorPage *self)
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
make_surname_row (SfVisitorPage *self)
{
  SfChoiceRow *row = add_row (self, SURNAME, SF_ ("tab.surname", "Surname"), FALSE);
  const char *const *names = g_str_equal (region (self), "tw") ? surnames_tw : surnames_cn;

  for (guint i = 0; names[i] != NULL; i++)
    sf_choice_row_add (row, names[i], names[i], NULL);
  self->surname = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_max_length (self->surname, 20);
  gtk_entry_set_input_purpose (self->surname, GTK_INPUT_PURPOSE_NAME);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->surname), 8);
  gtk_entry_set_placeholder_text (self->surname, SF_ ("tab.surname.other", "Other"));
  gtk_widget_add_css_class (GTK_WIDGET (self->surname), "note-entry");
  gtk_widget_set_valign (GTK_WIDGET (self->surname), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->surname), GTK_ACCESSIBLE_PROPERTY_LABEL, SF_ ("tab.surname.typed", "Other surname"), -1);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_surname_chosen), self);
  g_signal_connect_swapped (self->surname, "changed", G_CALLBACK (on_surname_typed), self);
  sf_choice_row_set_tail (row, GTK_WIDGET (self->surname));
}

static void
on_who_chosen (SfVisitorPage *self)
{
  if (sf_choice_row_get (self->choices[WHO]) != NULL && !is_late (self))
    on_done_clicked (self);
}

static void
make_who_row (SfVisitorPage *self)
{
  SfChoiceRow *row = add_row (self, WHO, SF_ ("tab.who", "Who takes them"), FALSE);
  g_autoptr (GPtrArray) free_ones = sf_tablet_free_colleagues (self->tablet);

  sf_choice_row_add (row, "me", SF_ ("tab.who.me", "I do"), NULL);
  sf_choice_row_add (row, "", SF_ ("tab.who.turn", "Whose turn it is"), NULL);
  for (guint i = 0; i < free_ones->len && i < 4; i++)
    sf_choice_row_add (row, sf_record_get_id (free_ones->pdata[i]), sf_record_get_ltext (free_ones->pdata[i], SF_CONSULTANT_NAME, sf_language_get ()), NULL);
  if (!sf_board_is_desk (self->tablet))
    {
      sf_choice_row_set (row, "me");
      return;
    }
  /* At the desk the fifth touch says who takes them, and that was it. */
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_who_chosen), self);
}

static void
make_late_rows (SfVisitorPage *self)
{
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (self->tablet));
  const int opens = dealer != NULL && !sf_record_is_null (dealer, SF_DEALER_OPENS) ? (int) sf_record_get_int (dealer, SF_DEALER_OPENS) / 60 : 8;
  const int closes = dealer != NULL && !sf_record_is_null (dealer, SF_DEALER_CLOSES) ? (int) sf_record_get_int (dealer, SF_DEALER_CLOSES) / 60 : 20;
  SfChoiceRow *row = add_row (self, DAY, SF_ ("late.day", "Day"), FALSE);

  for (int ago = 0; ago <= LATE_DAYS; ago++)
    {
      g_autofree char *day = sf_date_add (sf_tablet_get_day (self->tablet), -ago);
      g_autofree char *text = sf_say_day (day);

      sf_choice_row_add (row, day, ago == 0 ? SF_ ("tab.day.today", "Today") : text, text);
    }
  g_signal_connect_swapped (row, "changed", G_CALLBACK (look_for_same), self);
  row = add_row (self, HOUR, SF_ ("late.hour", "About"), FALSE);
  for (int hour = opens; hour < closes && hour < 24; hour++)
    {
      g_autofree char *value = g_strdup_printf ("%d", hour), *text = g_strdup_printf ("%d:00", hour);

      sf_choice_row_add (row, value, text, NULL);
    }
}

static void
make_rows (SfVisitorPage *self)
{
  static const char *const purposes[] = { "see", "drive", "appointment", "service", "collect", "browse" };
  static const char *const before[] = { "first", "repeat", "unknown" };
  SfChoiceRow *row = add_row (self, PURPOSE, SF_ ("tab.purpose", "Came for"), FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    sf_choice_row_add (row, purposes[i], sf_say_value (&sf_enum_purpose, purposes[i]), NULL);
  row = add_row (self, BEFORE, SF_ ("tab.before", "Been here"), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    sf_choice_row_add (row, before[i], sf_say_value (&sf_enum_before, before[i]), NULL);
  add_row (self, CARS, SF_ ("tab.wants", "Car"), TRUE);
  fill_cars (self);
  make_surname_row (self);
  row = add_row (self, TITLE, SF_ ("tab.title", "Title"), FALSE);
  sf_choice_row_add (row, "mr", SF_ ("name.mr0", "Sir"), NULL);
  sf_choice_row_add (row, "ms", SF_ ("name.ms0", "Madam"), NULL);
  make_late_rows (self);
  make_who_row (self);
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static gboolean
sf_visitor_page_key (SfPage *page, guint keyval)
{
  SfVisitorPage *self = SF_VISITOR_PAGE (page);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "phone") == 0)
    return sf_phone_pad_key (self->pad, keyval);
  if (keyval == GDK_KEY_Escape)
    {
      sf_page_back (page);
      return TRUE;
    }
  return FALSE;
}

static void
sf_visitor_page_enter (SfPage *page)
{
  update (SF_VISITOR_PAGE (page));
}

static void
sf_visitor_page_dispose (GObject *object)
{
  SfVisitorPage *self = SF_VISITOR_PAGE (object);

  g_clear_object (&self->tablet);
  if (self->typed_phone != NULL)
    explicit_bzero (self->typed_phone, strlen (self->typed_phone));
  g_clear_pointer (&self->typed_phone, g_free);
  G_OBJECT_CLASS (sf_visitor_page_parent_class)->dispose (object);
}

static void
sf_visitor_page_class_init (SfVisitorPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_visitor_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_visitor_page_enter;
  SF_PAGE_CLASS (klass)->key = sf_visitor_page_key;
  g_type_ensure (SF_TYPE_PHONE_PAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-visitor-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, head);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, ring_space);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, phone);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, hint);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, same);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, late);
  gtk_widget_class_bind_template_callback (widget_class, on_late_toggled);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, rows);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, foot);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, add_phone);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, done);
  gtk_widget_class_bind_template_child (widget_class, SfVisitorPage, pad);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_add_phone_clicked);
}

static void
sf_visitor_page_init (SfVisitorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_ring_room_keep (SF_PAGE (self), self->head, self->ring_space, PAGE_PADDING, SPACING);
  g_signal_connect_swapped (self->pad, "finished", G_CALLBACK (on_phone_finished), self);
}

SfPage *
sf_visitor_page_new (SfTablet *tablet)
{
  SfVisitorPage *self = g_object_new (SF_TYPE_VISITOR_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  make_rows (self);
  g_signal_connect_object (sf_tablet_get_models (tablet), "items-changed", G_CALLBACK (fill_cars), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
