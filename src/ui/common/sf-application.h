/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "app/sf-device.h"
#include "ui/common/sf-options.h"
#include "ui/common/sf-style.h"
G_BEGIN_DECLS
/**
 * SfApplication: starts the device, shows the pairing screen while it is not paired, then the window of its role. It owns
 * the services and has no behaviour of its own. Signal "language-changed": the language on the glass is another one.
 * Actions: "app.lang" (code).
 */
#define SF_TYPE_APPLICATION (sf_application_get_type ())
G_DECLARE_FINAL_TYPE (SfApplication, sf_application, SF, APPLICATION, AdwApplication)

/** Makes the window of a role; the application shows it. */
typedef GtkWindow *(*SfWindowFunc) (SfApplication *self, SfDevice *device);
typedef struct { const char *role; SfWindowFunc make; } SfRoleWindow;

/** @roles: a static table ended by { NULL }. @options are moved. */
SfApplication *sf_application_new (SfOptions *options, const SfRoleWindow *roles);
SfDevice      *sf_application_get_device (SfApplication *self);   /* (nullable) before it started */
void           sf_application_set_lang (SfApplication *self, SfLang lang);
/** The language at rest, to which a kiosk returns when a guest has gone. */
SfLang         sf_application_get_rest_lang (SfApplication *self);
/** What reads codes here (sf-options.h); never NULL. */
const char    *sf_application_get_reader (SfApplication *self);
/** Where a stick for the log is mounted; never NULL. */
const char    *sf_application_get_export_dir (SfApplication *self);
/** Where recorded speech would lie: the folder "speech" of the data folder. */
const char    *sf_application_get_speech_dir (SfApplication *self);
/** The device's own folder. */
const char    *sf_application_get_data_dir (SfApplication *self);
void           sf_application_set_look (SfApplication *self, SfLook look);
SfLook         sf_application_get_rest_look (SfApplication *self);
/** Gives @window what every window of ours has: classes, size of the command line, no decorations, no inspector keys. */
void           sf_application_prepare_window (SfApplication *self, GtkWindow *window, const char *role_class);
G_END_DECLS
