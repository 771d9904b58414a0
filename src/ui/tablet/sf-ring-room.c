/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ring-room"
#include "config.h"
#include "ui/tablet/sf-ring-room.h"

typedef struct { GtkWidget *head, *space; int above; } Room;   /* both of the page's template */

static const char room_key[] = "sf-ring-room";

void
sf_ring_room_keep (SfPage *page, GtkWidget *head, GtkWidget *space, int padding, int spacing)
{
  Room *room = g_new (Room, 1);

  *room = (Room) { head, space, padding + spacing };
  g_object_set_data_full (G_OBJECT (page), room_key, room, g_free);
}

int
sf_ring_room_top (SfPage *page)
{
  const Room *room = page != NULL ? g_object_get_data (G_OBJECT (page), room_key) : NULL;
  int height = 0;

  if (room == NULL)
    return -1;
  gtk_widget_measure (room->head, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return room->above + height;
}

void
sf_ring_room_make (SfPage *page, int height)
{
  const Room *room = page != NULL ? g_object_get_data (G_OBJECT (page), room_key) : NULL;

  if (room == NULL)
    return;
  gtk_widget_set_size_request (room->space, -1, height);
  gtk_widget_set_visible (room->space, height > 0);
}
