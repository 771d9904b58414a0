/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-house.h"
G_BEGIN_DECLS
/**
 * SfControl: DIR/control.sock (0600), where the tool asks a running server. One line in; the answer is made by a function
 * that the program gives (it knows the tool's commands, this layer does not). One request per connection.
 */
typedef struct _SfControl SfControl;
/** On the worker: the whole answer to one line. (transfer full) */
typedef GBytes *(*SfControlFunc) (const char *line, gsize n, gpointer data);
/** @before and @done (nullable) come on the main thread around each request. */
SfControl *sf_control_new  (SfHouse *house, SfControlFunc func, GSourceFunc before, GSourceFunc done, gpointer data, GError **error);
/** Waits for requests that run, removes the socket. */
void       sf_control_free (SfControl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfControl, sf_control_free)
G_END_DECLS
