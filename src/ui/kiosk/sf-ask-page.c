/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ask-page"
#include "config.h"
#include "ui/kiosk/sf-ask-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-tile.h"

#define MOST 6

struct _SfAskPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfGrid *grid;
  GtkLabel *why;
  const char *answer;    /* which answer of the draft it is */
};

G_DEFINE_FINAL_TYPE (SfAskPage, sf_ask_page, SF_TYPE_KIOSK_PAGE)

typedef struct { const char *context, *text; } Text;
/* Marked for the translator, and kept whole: the tiles are made in the language of the moment. */
#undef N_C
#define N_C(context, text) { context, text }

/* @name is the value that the answer gets. */
typedef struct { const char *name, *icon; Text text; } Answer;

static const struct
{
  const char *page, *answer;
  Text title, why;
  Answer answers[MOST];
} questions[] = {
  { "before", "before", N_C ("before.ask", "Have you been here before?"), { NULL, NULL }, {
      { "first", "sf-star-symbolic", N_C ("before.first", "First visit") },
      { "repeat", "sf-users-symbolic", N_C ("before.yes", "I've been before") } } },
  { "ride", "ride", N_C ("drive.how", "Drive it or ride along?"), N_C ("drive.licence", "Bring your licence to drive. Without it, ride along."), {
      { "drive", "sf-wheel-symbolic", N_C ("drive.want", "I'd like to drive") },
      { "beside", "sf-users-symbolic", N_C ("drive.ride", "I'll ride along") } } },
  { "collect", "collect", N_C ("col.ask", "Which car are you collecting?"), { NULL, NULL }, {
      { "service", "sf-wrench-symbolic", N_C ("col.service", "My car after a service") },
      { "new", "sf-key-symbolic", N_C ("col.new", "My new car") } } },
  { "change", "changes", N_C ("change.ask", "What shall we change?"), { NULL, NULL }, {
      { "name", "sf-users-symbolic", N_C ("change.name", "What to call me") },
      { "car", "sf-car-symbolic", N_C ("change.car", "The car") },
      { "phone", "sf-phone-symbolic", N_C ("change.phone", "My number") },
      { "plate", "sf-note-symbolic", N_C ("change.plate", "The number plate") },
      { "purpose", "sf-edit-symbolic", N_C ("change.purpose", "What I came for") } } },
  { "purpose", "purpose", N_C ("home.ask", "What can we do for you today?"), { NULL, NULL }, {
      { "see", "sf-car-symbolic", N_C ("tile.see", "See our cars") },
      { "drive", "sf-wheel-symbolic", N_C ("tile.drive", "Test drive") },
      { "service", "sf-wrench-symbolic", N_C ("tile.service", "Service") } } },
  { "what", "service", N_C ("svc.what", "What needs doing?"), { NULL, NULL }, {
      { "maint", "sf-wrench-symbolic", N_C ("svc.maint", "Service") },
      { "fault", "sf-bell-symbolic", N_C ("svc.fault", "Something's wrong") },
      { "body", "sf-edit-symbolic", N_C ("svc.body", "Bodywork and paint") },
      { "tyre", "sf-wheel-symbolic", N_C ("svc.tyre", "Tyres") },
      { "claim", "sf-note-symbolic", N_C ("svc.claim", "Accident claim") },
      { "unsure", "sf-search-symbolic", N_C ("svc.unsure", "Not sure, please look") } } },
};

static void
on_answer_clicked (SfAskPage *self, GtkWidget *tile)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), self->answer, gtk_widget_get_name (tile));
  sf_page_next (SF_PAGE (self));
}

static void
add_tile (SfAskPage *self, const Answer *answer)
{
  GtkWidget *tile = sf_tile_new (sf_language_text (answer->text.context, answer->text.text), NULL, answer->icon);

  gtk_widget_set_name (tile, answer->name);
  g_signal_connect_swapped (tile, "clicked", G_CALLBACK (on_answer_clicked), self);
  sf_grid_append (self->grid, tile);
}

void
sf_ask_page_set_question (SfAskPage *self, const char *id, const char *const *only)
{
  guint i = 0, n = 0, shown = 0;

  while (i < G_N_ELEMENTS (questions) && !g_str_equal (questions[i].page, id))
    i++;
  g_return_if_fail (i < G_N_ELEMENTS (questions));
  self->answer = questions[i].answer;
  sf_page_set_title (SF_PAGE (self), sf_language_text (questions[i].title.context, questions[i].title.text));
  if (questions[i].why.text)
    gtk_label_set_text (self->why, sf_language_text (questions[i].why.context, questions[i].why.text));
  gtk_widget_set_visible (GTK_WIDGET (self->why), questions[i].why.text != NULL);
  for (; n < MOST && questions[i].answers[n].name; n++)
    if (!only || g_strv_contains (only, questions[i].answers[n].name))
      {
        add_tile (self, &questions[i].answers[n]);
        shown++;
      }
  /* Two answers stand large in the middle, more share the glass. */
  if (shown > 2)
    g_object_set (self->grid, "row-height", 180, "fill", TRUE, NULL);
  else
    g_object_set (self->grid, "row-height", 440, "row-height-portrait", 480, "valign", GTK_ALIGN_CENTER, NULL);
}

static void
sf_ask_page_class_init (SfAskPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-ask-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfAskPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfAskPage, grid);
  gtk_widget_class_bind_template_child (widget_class, SfAskPage, why);
}

static void
sf_ask_page_init (SfAskPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
