/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-search-page"
#include "config.h"
#include "ui/tablet/sf-search-page.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-customer-row.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-two-row.h"

struct _SfSearchPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  GtkEditable *entry;
  GtkBox *found;
  guint asked;           /* answers to older questions are dropped */
  SfTwoChosen *chosen;   /* (owned) */
  GPtrArray *items;      /* (owned) (nullable) SfItem CUSTOMER: what was found */
  SfCustomerAsked asked_of;
};

G_DEFINE_FINAL_TYPE (SfSearchPage, sf_search_page, SF_TYPE_PAGE)

static GtkWidget *
make_row (gpointer item, gpointer page)
{
  return sf_customer_row_new (SF_SEARCH_PAGE (page)->tablet, item, &SF_SEARCH_PAGE (page)->asked_of);
}

static GtkWidget *
make_nothing (gpointer text, gpointer page)
{
  return sf_row_label (text, "second");
}

static GtkWidget *
make_two (gpointer item, gpointer page)
{
  return sf_two_row_new (SF_SEARCH_PAGE (page)->tablet, item, SF_SEARCH_PAGE (page)->chosen);
}

/* While nobody is looked for: what waits for somebody who knows which of two values is right. */
static void
add_twos (SfSearchPage *self, SfRows *rows)
{
  GListModel *twos = sf_tablet_get_two_values (self->tablet);

  for (guint i = 0; i < g_list_model_get_n_items (twos); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (twos, i);
      g_autofree char *key = NULL;

      if (!sf_two_row_belongs (self->tablet, sf_item_get_record (item), self->chosen))
        continue;
      key = sf_two_row_key (self->tablet, sf_item_get_record (item));
      sf_rows_add (rows, key, make_two, item);
    }
}

static void
show (SfSearchPage *self)
{
  SfRows *rows = sf_rows_new ();
  GPtrArray *items = self->items;

  if (items == NULL)
    add_twos (self, rows);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      g_autofree char *key = sf_customer_row_key (self->tablet, sf_item_get_record (items->pdata[i]), &self->asked_of);

      sf_rows_add (rows, key, make_row, items->pdata[i]);
    }
  if (items != NULL && items->len == 0)
    sf_rows_add (rows, "nothing", make_nothing, (gpointer) SF_ ("tab.search.none", "Nobody found"));
  sf_rows_finish (rows, self->found, self);
}

typedef struct { SfSearchPage *page; guint asked; } Op;

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Op *op = data;
  g_autoptr (SfSearchPage) self = op->page;
  g_autoptr (GPtrArray) items = sf_tablet_search_finish (SF_TABLET (source), result);

  if (self->tablet != NULL && op->asked == self->asked)
    {
      g_clear_pointer (&self->items, g_ptr_array_unref);
      self->items = g_steal_pointer (&items);
      show (self);
    }
}

static void
on_search_changed (SfSearchPage *self)
{
  const char *needle = gtk_editable_get_text (self->entry);
  Op *op;

  self->asked++;
  g_clear_pointer (&self->asked_of.asking, g_free);
  if (*needle == 0)
    {
      g_clear_pointer (&self->items, g_ptr_array_unref);
      show (self);
      return;
    }
  op = g_new0 (Op, 1);
  op->page = g_object_ref (self);
  op->asked = self->asked;
  sf_tablet_search_async (self->tablet, needle, on_found, op);
}

/* Something came: what waits, and how a request stands; who was found stays as they were found. */
static void
on_changed (gpointer page)
{
  show (page);
}

static void
sf_search_page_enter (SfPage *page)
{
  g_hash_table_remove_all (SF_SEARCH_PAGE (page)->chosen->before);
  g_clear_pointer (&SF_SEARCH_PAGE (page)->asked_of.asking, g_free);
  on_changed (SF_SEARCH_PAGE (page));
  gtk_widget_grab_focus (GTK_WIDGET (SF_SEARCH_PAGE (page)->entry));
}

static void
sf_search_page_dispose (GObject *object)
{
  SfSearchPage *self = SF_SEARCH_PAGE (object);

  if (self->tablet != NULL)
    g_signal_handlers_disconnect_by_data (self->tablet, self);
  g_clear_object (&self->tablet);
  g_clear_pointer (&self->chosen, sf_two_chosen_free);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->asked_of.asking, g_free);
  G_OBJECT_CLASS (sf_search_page_parent_class)->dispose (object);
}

static void
sf_search_page_class_init (SfSearchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_search_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_search_page_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-search-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfSearchPage, entry);
  gtk_widget_class_bind_template_child (widget_class, SfSearchPage, found);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
sf_search_page_init (SfSearchPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_search_page_new (SfTablet *tablet)
{
  SfSearchPage *self = g_object_new (SF_TYPE_SEARCH_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  self->chosen = sf_two_chosen_new ();
  self->asked_of = (SfCustomerAsked) { .changed = on_changed, .page = self };
  g_signal_connect_swapped (tablet, "changed", G_CALLBACK (on_changed), self);
  return SF_PAGE (self);
}
