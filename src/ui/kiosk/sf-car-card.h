/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "model/sf-record.h"
G_BEGIN_DECLS
/** SfCarCard: a car to choose: picture, name, lowest price, whether it stands in the showroom. A toggle; its name is the car's id. */
#define SF_TYPE_CAR_CARD (sf_car_card_get_type ())
G_DECLARE_FINAL_TYPE (SfCarCard, sf_car_card, SF, CAR_CARD, GtkToggleButton)
GtkWidget *sf_car_card_new (SfRecord *model, const char *picture, gboolean here);
void       sf_car_card_set_picture (SfCarCard *self, const char *path);
/** On a high glass the card is narrow: the price goes below the name. */
void       sf_car_card_set_portrait (SfCarCard *self, gboolean portrait);
/** The line under the card that tells when the choice goes on by itself: 0…1; below 0 hides it. */
void       sf_car_card_set_line (SfCarCard *self, double fraction);
G_END_DECLS
