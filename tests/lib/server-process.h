/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/** The real showfloor-server of this build with the demo house, in a process and a folder of its own. */
typedef struct { char *dir; GSubprocess *process; guint16 port; char *ca, *id; int clock_offset_s; } Server;   /* the offset: of the next start */
void  server_init  (Server *server);
/** kill -9 */
void  server_kill  (Server *server);
/** Starts on the folder and port it had; port 0 takes a free one. */
void  server_start (Server *server);
/** The same where it may fail: FALSE when it ended with a reason on its standard error, which is told. */
gboolean server_try_start (Server *server);
void  server_clear (Server *server);
/** A pairing code from showfloorctl. (transfer full) */
char *server_new_code (Server *server, const char *role);
/** How many times @surname stands in the export of visits. */
guint server_exported (Server *server, const char *surname);
/** Removes a folder and what is in it, never what a link in it leads to. */
void  remove_dir (const char *dir);
G_END_DECLS
