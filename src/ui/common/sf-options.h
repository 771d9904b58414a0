/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
G_BEGIN_DECLS
/** SfOptions: what the command line said, and what it left open the GSettings of the machine; read before GTK starts, because the language and the application's id depend on it. */
typedef struct
{
  char *data_dir;      /* never NULL after parsing */
  gboolean data_default;
  char *role;          /* (nullable) kiosk, tablet, display: refuse to run as anything else */
  char *pair;          /* (nullable) pairing text */
  char *look;          /* (nullable) light, dark, contrast */
  char *reader;        /* (nullable) what reads codes: "wedge", or a camera as sf_scan_new() takes it; NULL or "": nothing */
  char *export_dir;    /* never NULL after parsing: where a stick for the log is mounted */
  SfLang lang;         /* language at rest */
  gboolean fullscreen;
  int width, height;   /* 0: not said */
  gboolean version;
} SfOptions;
/** FALSE with @error for anything not understood. */
gboolean sf_options_parse (SfOptions *self, int *argc, char ***argv, GError **error);
void     sf_options_clear (SfOptions *self);
/** io.showfloor.Showfloor, with ".d" and the hash of the folder unless it is the default one (decisions 22). (transfer full) */
char    *sf_options_application_id (const SfOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SfOptions, sf_options_clear)
G_END_DECLS
