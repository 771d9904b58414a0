/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "model/sf-record.h"
G_BEGIN_DECLS
/** A button with a dot of the colour and its name under it; named "Colour: …" for who cannot see it. @colour: a COLOUR record. */
GtkWidget *sf_colour_button_new (SfRecord *colour);
G_END_DECLS
