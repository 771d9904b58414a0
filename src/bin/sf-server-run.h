/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/* What showfloor-server wires together: house, demo, server, control socket with the tool's commands. */
typedef struct {
  const char *data, *listen;
  const char *address;       /* (nullable) HOST:PORT that devices are told */
  const char *phones;        /* (nullable) HOST:PORT where phone pages are served, plain HTTP */
  const char *public_url;    /* (nullable) under which address phones reach them from outside */
  const char *public_ca;     /* (nullable) PEM file */
  const char *proxy;         /* (nullable) address of the proxy in front of them */
  gboolean demo, busy;       /* begin with the demo; with visits of today, too */
  guint connections;
  void (*failed) (gpointer data);   /* a flush failed: end, with a status that has it started again */
  gpointer failed_data;
  char *ready;               /* (out) the one line that says it is ready */
  gpointer priv;
} SfServerRun;
gboolean sf_server_run_begin (SfServerRun *self, GError **error);
void     sf_server_run_end   (SfServerRun *self);
/** data/demo: SHOWFLOOR_DEMO_DIR, the installed folder, or the source's. (transfer full) (nullable) */
char    *sf_demo_dir (void);
/** Where the demo's films were made or installed; NULL: nowhere. (transfer full) (nullable) */
char    *sf_demo_clips (void);
G_END_DECLS
