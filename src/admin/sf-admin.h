/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-ingest.h"
G_BEGIN_DECLS
/**
 * SfAdmin: what a person at the shell may ask of a dealership. The same functions run in a running server (asked through its
 * control socket) and in the tool itself on a stopped server's folder; everything written goes through the feed.
 * Runs on the store's worker.
 */
typedef struct _SfKeeper SfKeeper;
typedef struct {
  SfServerStore *store;
  SfIngest *ingest;
  SfKeeper *keeper;          /* (nullable) who makes backups and proofs (sf-keeper.h) */
  SfClock *clock;
  SfIds *ids;
  const char *dir;           /* the data folder */
  const char *server_id;
  const char *address;       /* (nullable) HOST:PORT that devices are told; last known when nobody listens */
  const char *ca_spki;       /* hex */
  const char *cwd;           /* folder that relative file names mean; NULL: the process's own */
  guint waiting, connections; /* load of a running server */
  gboolean running;
  char *revoked;             /* (out) device that was revoked by this call */
  char *signed_out;          /* (out) person whose browsers were signed out by this call; "": everybody's */
  gboolean public_changed;   /* (out) the address for phones was, or its proof */
} SfAdmin;

#define SF_ADMIN_ERROR (sf_admin_error_quark ())
typedef enum { SF_ADMIN_ERROR_USAGE, SF_ADMIN_ERROR_INPUT, SF_ADMIN_ERROR_NOT_FOUND } SfAdminError;
GQuark   sf_admin_error_quark (void);

/** Runs one command, as typed: {"pair", "--role", "kiosk", …}. What it has to say goes to @out. */
gboolean sf_admin_run (SfAdmin *self, const char *const *words, GString *out, GError **error);
/** The running server's answer to one line that its control socket received: a header line and the output. (transfer full) */
GBytes  *sf_admin_answer (SfAdmin *self, const char *line, gsize n);
/** How to use the tool, for --help. Static. */
const char *sf_admin_usage (void);

/**
 * SfFront: the part of a command that runs in the tool, with the files and rights of whoever typed it (import vehicles). It asks
 * the dealership in steps that are short for a running server and each whole in themselves. Main thread of the tool.
 */
typedef struct {
  /** One command as words, answered by a running server or by the folder itself: its output, NULL with @error. (transfer full) */
  GBytes *(*ask) (const char *const *words, gpointer data, GError **error);
  /** How far it is; @what was just done. */
  void    (*progress) (guint done, guint total, const char *what, gpointer data);
  /** Asks the person for something that is not shown; NULL when there is nobody to ask. (transfer full) */
  char   *(*secret)   (const char *prompt, gpointer data);
  /** Nothing happens for a tenth of a second but what others have to do. */
  void    (*pause)    (gpointer data);
  const char *dir;           /* the data folder */
  gpointer data;
} SfFront;
gboolean sf_front_knows (const char *const *words);
/** Runs a command that sf_front_knows(). @out is worth showing even with an @error. */
gboolean sf_front_run   (const SfFront *self, const char *const *words, GString *out, GError **error);

/** Where the demo dealership comes from: data/demo; the folder of its films (nullable); whether this morning has had visits, too. */
typedef struct { const char *dir, *clips; gboolean busy; } SfDemoSource;
/** Makes the demo dealership unless it is there already. */
gboolean sf_admin_demo (SfAdmin *self, const SfDemoSource *source, GError **error);

/** Asks the server that runs on @dir. NULL with G_IO_ERROR_NOT_FOUND or _CONNECTION_REFUSED when none does. (transfer full) */
GBytes  *sf_control_call (const char *dir, const char *const *words, GError **error);
/** One line of the control protocol, and back. */
char    *sf_control_request (const char *cwd, const char *const *words);
/** On the server. */
gboolean sf_control_parse   (const char *line, gsize n, char **cwd, GStrv *words, GError **error);
G_END_DECLS
