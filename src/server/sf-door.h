/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-call.h"
#include "server/sf-form.h"
G_BEGIN_DECLS
/*
 * Inside the server layer: doors through which people come by browser. Each has its path, its cookie and its rule of who may
 * enter; all share the sign-in by staff number and PIN (argon2id on a worker of its own; SfTries per door and person, which
 * outlive a restart; a brake per address), the session of SfSessions, and the check of every form (origin and token). A session
 * of one door opens no other; it ends when the colleague leaves or gets another PIN.
 */
typedef enum { SF_DOOR_MANAGER, SF_DOOR_PHONE, SF_N_DOORS } SfDoorId;
struct _SfDoor {
  SfDoorId id;
  const char *path;          /* all of its routes begin with it; ends in '/' */
  const char *cookie;
  guint hours;
  const char *job;           /* (nullable) only for colleagues of this job */
  const char *context, *title;   /* of its heading, for sf_text() */
};
/** The door that a path belongs to, or NULL. */
const SfDoor *sf_door_of (const char *path);
/** Who is signed in on a phone, outside of a call. (transfer full) (nullable) */
char     *sf_door_phone_person (SfServer *server, const char *cookie, gboolean secure);
/** Reads who is signed in from the request's cookie into @call. Main thread. */
void      sf_door_read (SfCall *call);
/** On the worker: is the session's person still who may enter? FALSE: the reply is the sign-in page, or an error is set. */
gboolean  sf_door_admit (SfCall *call, GError **error);
/** `start` of a page: without a session the sign-in page. */
gboolean  sf_door_start_page (SfCall *call);
/** `start` of a form: refuses without session, from another site, without the token. call->data becomes the SfForm. */
gboolean  sf_door_start_form (SfCall *call);
/** The sign-in route of every door. */
gboolean  sf_door_start_sign_in (SfCall *call);
void      sf_door_look_up (SfCall *call, GError **error);
void      sf_door_finish_sign_in (SfCall *call);
/** Signing out: the form, then what is kept of the session. */
gboolean  sf_door_sign_out (SfCall *call);
void      sf_door_forget (SfCall *call, GError **error);
/** The page with number and PIN; @wrong: a sentence or NULL. (transfer full) */
GBytes   *sf_door_page (const SfDoor *door, SfLang lang, const char *wrong);
/** Links to @path?@query in the three languages, in a nav; @query (nullable) begins with '&'. */
void      sf_door_languages (SfHtml *html, SfLang lang, const char *path, const char *query);
/** Answers with an HTML page; takes @page. */
void      sf_door_reply (SfCall *call, GBytes *page);
/** Answers with a style sheet or script of the program: the common one and @name of the resources. */
void      sf_door_reply_style (SfCall *call, const char *name);
G_END_DECLS
