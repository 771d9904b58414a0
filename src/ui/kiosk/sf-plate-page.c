/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-plate-page"
#include "config.h"
#include "ui/kiosk/sf-plate-page.h"
#include "craft/sf-plate.h"
#include "ui/common/sf-keys.h"
#include "ui/common/sf-language.h"
#include "ui/kiosk/sf-plate-rules.h"

#include <string.h>

#define LONGEST 10   /* characters */
/* A whole plate goes on by itself, with time to see a wrong one or to add the eighth sign of a green plate. */
#define GO_ON_MS 1200
#define LINE_STEP_MS 60

#define SIGNS_WIDE "1 2 3 4 5 6 7 8 9 0/Q W E R T Y U P/A S D F G H J K L/Z X C V B N M"
#define SIGNS_HIGH "1 2 3 4 5 6 7 8 9/0 Q W E R T Y U P/A S D F G H J K L/Z X C V B N M"
#define PROVINCES_WIDE "京 津 沪 渝 冀 豫 云 辽 黑 湘 皖/鲁 新 苏 浙 赣 鄂 桂 甘 晋 蒙/陕 吉 闽 贵 粤 青 藏 川 宁 琼"
#define PROVINCES_HIGH "京 津 沪 渝 冀 豫 云 辽/黑 湘 皖 鲁 新 苏 浙 赣/鄂 桂 甘 晋 蒙 陕 吉 闽/贵 粤 青 藏 川 宁 琼"

struct _SfPlatePage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfKeys *keys;
  GtkWidget *boxes, *go_on;
  GtkToggleButton *green;
  GtkProgressBar *line;
  GtkLabel *plain;        /* region tw: the plate as one text */
  const char *layout;     /* the one on the keys now */
  gboolean provinces;     /* the province is being chosen again */
  guint timer, steps;
};

G_DEFINE_FINAL_TYPE (SfPlatePage, sf_plate_page, SF_TYPE_KIOSK_PAGE)

static char *
plate_of (SfPlatePage *self)
{
  char *plate = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "plate");
  return plate ? plate : g_strdup ("");
}

static void
stop_line (SfPlatePage *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->steps = 0;
  gtk_widget_set_opacity (GTK_WIDGET (self->line), 0);
}

static gboolean
on_step (gpointer data)
{
  SfPlatePage *self = SF_PLATE_PAGE (data);

  self->steps++;
  gtk_progress_bar_set_fraction (self->line, MIN (1.0, (double) self->steps * LINE_STEP_MS / GO_ON_MS));
  if (self->steps * LINE_STEP_MS < GO_ON_MS)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  sf_page_next (SF_PAGE (self));
  return G_SOURCE_REMOVE;
}

static void
on_province_clicked (SfPlatePage *self)
{
  stop_line (self);
  self->provinces = TRUE;
  self->layout = NULL;
  sf_keys_set_layout (self->keys, sf_page_get_portrait (SF_PAGE (self)) ? PROVINCES_HIGH : PROVINCES_WIDE);
}

/* One box: the province can be touched, the others only show. */
static GtkWidget *
make_box (SfPlatePage *self, guint place, const char *sign, gboolean next)
{
  GtkWidget *box;

  if (place == 0)
    {
      box = gtk_button_new_with_label (sign);
      g_autofree char *name = g_strconcat (SF_ ("svc.province", "Province"), " ", sign, NULL);
      gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      g_signal_connect_swapped (box, "clicked", G_CALLBACK (on_province_clicked), self);
      gtk_widget_add_css_class (box, "quiet");
    }
  else
    box = gtk_label_new (sign);
  gtk_widget_add_css_class (box, "plate-box");
  gtk_widget_add_css_class (box, "num-big");
  if (next)
    gtk_widget_add_css_class (box, "next");
  if (place == 1)
    gtk_widget_add_css_class (box, "before-dot");
  return box;
}

static void
show_boxes (SfPlatePage *self, const char *plate)
{
  const guint whole = sf_plate_length (sf_kiosk_page_region (SF_KIOSK_PAGE (self)), gtk_toggle_button_get_active (self->green));
  const glong length = g_utf8_strlen (plate, -1);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->boxes)))
    gtk_box_remove (GTK_BOX (self->boxes), child);
  for (guint i = 0; i < whole; i++)
    {
      char sign[8] = "";
      if ((glong) i < length)
        {
          const char *at = g_utf8_offset_to_pointer (plate, i);
          g_strlcpy (sign, at, MIN (sizeof sign, (gsize) (g_utf8_next_char (at) - at) + 1));
        }
      gtk_box_append (GTK_BOX (self->boxes), make_box (self, i, sign, (glong) i == length));
    }
}

static void
show_keys (SfPlatePage *self, const char *plate)
{
  const char *region = sf_kiosk_page_region (SF_KIOSK_PAGE (self));
  const gboolean high = sf_page_get_portrait (SF_PAGE (self));
  const gboolean provinces = !g_str_equal (region, "tw") && !*plate;
  const char *layout = provinces ? (high ? PROVINCES_HIGH : PROVINCES_WIDE)
                       : g_str_equal (region, "tw") ? (high ? SIGNS_HIGH " - {bs}" : SIGNS_WIDE " - {bs}")
                                                    : (high ? SIGNS_HIGH " {bs}" : SIGNS_WIDE " {bs}");

  self->provinces = provinces;
  if (layout != self->layout)
    sf_keys_set_layout (self->keys, layout);
  self->layout = layout;
  sf_keys_set_allowed (self->keys, sf_plate_allowed (plate, region));
}

static void
show_plate (SfPlatePage *self, gboolean go_on)
{
  const char *region = sf_kiosk_page_region (SF_KIOSK_PAGE (self));
  const gboolean green = gtk_toggle_button_get_active (self->green);
  g_autofree char *plate = plate_of (self);
  const gboolean good = sf_plate_is_good (region, green, plate);

  stop_line (self);
  show_boxes (self, plate);
  gtk_label_set_text (self->plain, plate);
  show_keys (self, plate);
  gtk_widget_set_visible (self->go_on, good && (g_str_equal (region, "tw") || !go_on));
  if (!good || !go_on || g_str_equal (region, "tw"))
    return;
  gtk_progress_bar_set_fraction (self->line, 0);
  gtk_widget_set_opacity (GTK_WIDGET (self->line), 1);
  self->timer = g_timeout_add (LINE_STEP_MS, on_step, self);
}

/* Without its last character. (transfer full) */
static char *
shortened (const char *plate)
{
  const char *last = *plate ? g_utf8_find_prev_char (plate, plate + strlen (plate)) : NULL;
  return last ? g_strndup (plate, (gsize) (last - plate)) : g_strdup ("");
}

static void
on_key_pressed (SfPlatePage *self, const char *key)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  const char *region = sf_kiosk_page_region (page);
  g_autofree char *plate = plate_of (self);
  g_autofree char *next = NULL;
  const glong length = g_utf8_strlen (plate, -1);

  if (self->provinces)
    next = g_strconcat (key, length > 0 ? g_utf8_next_char (plate) : "", NULL);
  else if (strcmp (key, "{del}") == 0)
    next = shortened (plate);
  else
    {
      const guint whole = sf_plate_length (region, gtk_toggle_button_get_active (self->green));
      /* A sign more than seven: it is a green plate. */
      if (whole && length == 7 && !gtk_toggle_button_get_active (self->green))
        gtk_toggle_button_set_active (self->green, TRUE);
      else if (length >= (whole ? whole : LONGEST))
        return;
      next = g_strconcat (plate, key, NULL);
    }
  self->provinces = FALSE;
  sf_kiosk_page_set_answer (page, "plate", next);
  show_plate (self, TRUE);
}

static void
on_green_toggled (SfPlatePage *self)
{
  g_autofree char *plate = plate_of (self);

  if (!gtk_toggle_button_get_active (self->green) && g_utf8_strlen (plate, -1) > 7)
    {
      g_autofree char *next = shortened (plate);
      sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "plate", next);
    }
  show_plate (self, TRUE);
}

static void
on_none_clicked (SfPlatePage *self)
{
  stop_line (self);
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "plate", NULL);
  sf_page_next (SF_PAGE (self));
}

static void
on_go_on_clicked (SfPlatePage *self)
{
  stop_line (self);
  sf_page_next (SF_PAGE (self));
}

static gboolean
sf_plate_page_key (SfPage *page, guint keyval)
{
  SfPlatePage *self = SF_PLATE_PAGE (page);
  const guint32 c = gdk_keyval_to_unicode (gdk_keyval_to_upper (keyval));
  const char text[2] = { c < 128 ? (char) c : 0, 0 };

  if (keyval == GDK_KEY_BackSpace)
    return sf_keys_press (self->keys, "{del}");
  return *text && sf_keys_press (self->keys, text);
}

static void
sf_plate_page_turned (SfPage *page)
{
  SF_PLATE_PAGE (page)->layout = NULL;
  show_plate (SF_PLATE_PAGE (page), FALSE);
}

static void
sf_plate_page_enter (SfPage *page)
{
  SfPlatePage *self = SF_PLATE_PAGE (page);
  SfRecord *dealer = sf_kiosk_get_dealer (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)));
  const char *province = dealer ? sf_record_get_text (dealer, SF_DEALER_PLATE) : NULL;
  const gboolean cn = g_str_equal (sf_kiosk_page_region (SF_KIOSK_PAGE (self)), "cn");
  g_autofree char *plate = plate_of (self);

  gtk_widget_set_visible (GTK_WIDGET (self->green), cn);
  gtk_widget_set_visible (self->boxes, cn);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->plain)), !cn);
  gtk_toggle_button_set_active (self->green, g_utf8_strlen (plate, -1) > 7);
  if (!*plate && cn && province)
    sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "plate", province);
  show_plate (self, FALSE);
}

static void
sf_plate_page_leave (SfPage *page)
{
  stop_line (SF_PLATE_PAGE (page));
}

static void
sf_plate_page_idle_reset (SfPage *page)
{
  gtk_label_set_text (SF_PLATE_PAGE (page)->plain, "");
  show_boxes (SF_PLATE_PAGE (page), "");
}

static void
sf_plate_page_dispose (GObject *object)
{
  g_clear_handle_id (&SF_PLATE_PAGE (object)->timer, g_source_remove);
  G_OBJECT_CLASS (sf_plate_page_parent_class)->dispose (object);
}

static void
sf_plate_page_class_init (SfPlatePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_plate_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_plate_page_enter;
  SF_PAGE_CLASS (klass)->leave = sf_plate_page_leave;
  SF_PAGE_CLASS (klass)->turned = sf_plate_page_turned;
  SF_PAGE_CLASS (klass)->key = sf_plate_page_key;
  SF_PAGE_CLASS (klass)->idle_reset = sf_plate_page_idle_reset;
  g_type_ensure (SF_TYPE_KEYS);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-plate-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfPlatePage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfPlatePage, keys);
  gtk_widget_class_bind_template_child (widget_class, SfPlatePage, boxes);
  gtk_widget_class_bind_template_child (widget_class, SfPlatePage, green);
  gtk_widget_class_bind_template_child (widget_class, SfPlatePage, line);
  gtk_widget_class_bind_template_child (widget_class, SfPlatePage, plain);
  gtk_widget_class_bind_template_child (widget_class, SfPlatePage, go_on);
  gtk_widget_class_bind_template_callback (widget_class, on_go_on_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_green_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_none_clicked);
}

static void
sf_plate_page_init (SfPlatePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
